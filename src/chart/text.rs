//! How wide words are, as far as this can be known without the reader's typeface.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// The width of `text` in pixels at a type size, estimated for a wide sans serif.
///
/// The stock theme asks for condensed faces, but not every system has one. The advances are those of
/// DejaVu Sans, about the widest face that a reader may fall back to, rounded up by class of letter.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let em: f64 = text.chars().map(advance).sum();
    em * size * if bold { 1.1 } else { 1.0 }
}

/// The advance of a character in ems.
fn advance(c: char) -> f64 {
    // Most letters are of ASCII, and all of those that can be seen have a width.
    if !(' '..='~').contains(&c) {
        match c.width() {
            None | Some(0) => return 0.0,
            Some(2) => return 1.0,
            Some(_) => {}
        }
    }
    match c {
        ' ' | 'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | 'I' | '·' | '‘' | '’' => {
            0.33
        }
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '"' | 'J' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' | 'Æ' | 'æ' | 'Œ' | 'œ' => 1.0,
        'ж' | 'ш' | 'щ' | 'ю' | 'ы' | 'ф' | 'м' | 'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ы' | 'Ф' | 'М' => {
            1.0
        }
        '0'..='9' => 0.64,
        _ if c.is_uppercase() => 0.77,
        'a'..='z' | '“' | '”' | '–' | '\u{600}'..='\u{6ff}' => 0.62,
        _ if ('\u{c0}'..='\u{24f}').contains(&c) => 0.62,
        '\u{370}'..='\u{58f}' => 0.68,
        _ => 0.75,
    }
}

/// `text` if it fits into `room` pixels, else as much of it as fits with an ellipsis behind; `None`
/// where not even three letters would be left.
pub(super) fn shorten(text: &str, room: f64, size: f64, bold: bool) -> Option<String> {
    if width(text, size, bold) <= room {
        return Some(text.to_owned());
    }
    let limit = room - width("…", size, bold);
    let mut used = 0.0;
    let mut end = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += width(cluster, size, bold);
        if used > limit {
            break;
        }
        end = at + cluster.len();
    }
    let mut kept = &text[..end];
    // A scrap of one or two letters of the next word says nothing.
    if let Some((before, scrap)) = kept.rsplit_once(' ')
        && scrap.graphemes(true).count() < 3
        && before.graphemes(true).count() > 3
    {
        kept = before;
    }
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:-–—(".contains(c));
    (kept.graphemes(true).count() >= 3).then(|| format!("{kept}…"))
}

/// Lines of words: how many at the most, and the room for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    pub most: usize,
    /// In pixels.
    pub room: f64,
    /// What is kept free at the end of the last line, in pixels.
    pub last: f64,
}

impl Lines {
    /// What is left behind the first of them.
    fn behind(self) -> Lines {
        Lines { most: self.most - 1, ..self }
    }
}

/// `text` on as many lines as there may be; `None` where it needs more.
pub(super) fn wrap(text: &str, lines: Lines, size: f64, bold: bool) -> Option<Vec<String>> {
    if width(text, size, bold) <= lines.room - lines.last {
        return Some(vec![text.to_owned()]);
    }
    let (first, rest) = (lines.most > 1).then(|| first_line(text, lines.room, size, bold))??;
    let rest = wrap(rest, lines.behind(), size, bold)?;
    Some([vec![first.to_owned()], rest].concat())
}

/// Like [`wrap`], but the last line is shortened where it must be.
pub(super) fn wrap_short(text: &str, lines: Lines, size: f64, bold: bool) -> Option<Vec<String>> {
    if let Some(whole) = wrap(text, lines, size, bold) {
        return Some(whole);
    }
    if lines.most > 1
        && let Some((first, rest)) = first_line(text, lines.room, size, bold)
        && let Some(rest) = wrap_short(rest, lines.behind(), size, bold)
    {
        return Some([vec![first.to_owned()], rest].concat());
    }
    Some(vec![shorten(text, lines.room - lines.last, size, bold)?])
}

/// The first line, as long as it can be, so that the others have the best chance, and what is behind it.
fn first_line(text: &str, room: f64, size: f64, bold: bool) -> Option<(&str, &str)> {
    let split = |at: usize| (text[..at].trim_end(), text[at..].trim_start());
    let mut splits = breaks(text).into_iter().rev().map(split);
    splits.find(|(first, _)| width(first, size, bold) <= room)
}

/// Where a line may break: after a space, and between two letters of a script that sets no spaces.
fn breaks(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        let after_space = |at: &usize| text.as_bytes()[at - 1] == b' ';
        return (1..text.len()).filter(after_space).collect();
    }
    let wide = |part: &str| part.chars().next().and_then(|c| c.width()) == Some(2);
    let clusters: Vec<(usize, &str)> = text.grapheme_indices(true).collect();
    clusters
        .windows(2)
        .filter(|pair| pair[0].1 == " " || (wide(pair[0].1) && wide(pair[1].1)))
        .map(|pair| pair[1].0)
        .collect()
}

/// `text` set apart, so that words written from right to left do not reorder what stands beside them.
///
/// Uses the first-strong isolate of the Unicode bidirectional algorithm (UAX #9), which works in
/// pictures too; text without such letters is left as it is.
pub(super) fn isolate(text: &str) -> String {
    let rtl = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if text.chars().any(rtl) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_left_whole() {
        assert_eq!(shorten("Mark Warner", 200.0, 16.0, false).as_deref(), Some("Mark Warner"));
    }

    #[test]
    fn a_long_text_is_cut_between_letters_as_readers_see_them() {
        let cut = shorten("Ángel Ñuñez Ministry of Foreign Affairs", 120.0, 16.0, false).unwrap();
        assert!(cut.ends_with('…'), "{cut}");
        assert!(width(&cut, 16.0, false) <= 120.0);
        let family = "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦";
        let cut = shorten(family, 210.0, 16.0, false).unwrap();
        assert!(family.starts_with(cut.trim_end_matches('…')));
        assert_eq!(cut.trim_end_matches('…').graphemes(true).count(), 3);
    }

    #[test]
    fn a_scrap_of_a_word_is_dropped() {
        assert_eq!(shorten("Embassy of Russia", 108.0, 16.0, false).as_deref(), Some("Embassy…"));
    }

    #[test]
    fn no_room_is_no_text() {
        assert_eq!(shorten("Peskov", 20.0, 16.0, false), None);
        assert_eq!(shorten("Peskov", -5.0, 16.0, false), None);
    }

    #[test]
    fn lines_break_at_a_space_or_between_ideographs() {
        let wrapped = |most, room| {
            let lines = Lines { most, room, last: 30.0 };
            wrap("National Intelligence Council", lines, 16.0, true)
        };
        let two = ["National Intelligence", "Council"].map(str::to_owned).to_vec();
        assert_eq!(wrapped(2, 200.0), Some(two.clone()));
        assert_eq!(wrapped(3, 200.0), Some(two));
        let three = ["National", "Intelligence", "Council"].map(str::to_owned).to_vec();
        assert_eq!((wrapped(2, 120.0), wrapped(3, 120.0)), (None, Some(three)));
        let lines = Lines { most: 2, room: 120.0, last: 20.0 };
        let lines = wrap("中华人民共和国外交部发言人", lines, 16.0, false).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.concat(), "中华人民共和国外交部发言人");
    }

    #[test]
    fn what_does_not_fit_is_cut_at_the_end() {
        let cut = |most| {
            let lines = Lines { most, room: 120.0, last: 30.0 };
            wrap_short("National Intelligence Officer for Cyber", lines, 16.0, true).unwrap()
        };
        assert_eq!(cut(3), ["National", "Intelligence", "Officer…"]);
        assert_eq!(cut(2), ["National", "Intellig…"]);
        assert_eq!(cut(1), ["Nationa…"]);
    }

    #[test]
    fn right_to_left_is_set_apart() {
        assert_eq!(isolate("Peskov"), "Peskov");
        assert_eq!(isolate("وزارة"), "\u{2068}وزارة\u{2069}");
    }
}
