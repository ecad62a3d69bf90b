//! Holds a quotation against the text that it is taken from, word for word.
//!
//! White space, quotation marks, dashes and the Unicode form are evened out. `[…]` stands for words
//! left out, and other brackets for words put in by whoever quotes.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// A text made ready to be searched.
pub struct Copy {
    /// Evened out; one space between words.
    text: String,
    words: Vec<Range<usize>>,
    /// The words without punctuation and capitals, once a quotation is not found.
    bare: OnceCell<Vec<String>>,
}

/// What became of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It stands there, word for word.
    Verbatim,
    /// It does not. The passage that is most like it, if any is, with `«…»` around what differs.
    Nearest(Option<String>),
}

/// How many characters words in brackets may stand for.
const INSERTION: usize = 80;
/// How many characters `[…]` may leave out.
const OMISSION: usize = 4000;
/// How much is compared for one quotation, in bytes: some hundred pieces in a long book.
const WORK: u64 = 1 << 31;
/// What a place costs beside its bytes.
const STEP: usize = 64;
/// How many words of a passage are shown.
const SHOWN: usize = 200;
/// A passage is like the quotation if it shares this part of its words.
const ALIKE: f64 = 0.5;

impl Copy {
    /// Makes a text ready. Takes time in proportion to its length.
    pub fn new(text: &str) -> Copy {
        let text = even(text);
        let words = words(&text);
        Copy { text, words, bare: OnceCell::new() }
    }

    /// Looks for a quotation.
    pub fn find(&self, quote: &str) -> Found {
        let pieces = pieces(&even(quote));
        if pieces.iter().all(|piece| piece.text.is_empty()) {
            return Found::Nearest(None);
        }
        match self.stands(&pieces) {
            true => Found::Verbatim,
            false => Found::Nearest(self.nearest(quote)),
        }
    }

    /// Whether the pieces stand in the text in their order, with gaps no wider than each allows.
    fn stands(&self, pieces: &[Piece]) -> bool {
        let mut work = WORK;
        // Where the pieces before may end, in order.
        let mut ends: Option<Vec<usize>> = None;
        for (number, piece) in pieces.iter().enumerate() {
            let mut from = ends.as_ref().map_or(0, |ends| ends[0]);
            let mut passed = 0;
            let mut reached = Vec::new();
            while let Some(at) = self.next(piece, from) {
                work = work.saturating_sub((at.end - from + piece.text.len() + STEP) as u64);
                if work == 0 {
                    return false;
                }
                // Of all ends before this place the last one leaves the narrowest gap.
                let follows = ends.as_ref().is_none_or(|ends| {
                    passed += ends[passed..].iter().take_while(|end| **end <= at.start).count();
                    passed > 0 && at.start - ends[passed - 1] <= piece.gap
                });
                if follows && number + 1 == pieces.len() {
                    return true;
                }
                if follows {
                    reached.push(at.end);
                }
                from = at.start + self.text[at.start..].chars().next().map_or(1, char::len_utf8);
            }
            work = work.saturating_sub((self.text.len() - from.min(self.text.len())) as u64);
            if reached.is_empty() {
                return false;
            }
            ends = Some(reached);
        }
        true
    }

    /// The next place at or after `from` where a piece stands as whole words.
    fn next(&self, piece: &Piece, from: usize) -> Option<Range<usize>> {
        if piece.text.is_empty() {
            return Some(from..from);
        }
        let mut from = from;
        loop {
            let start = from + self.text.get(from..)?.find(&piece.text)?;
            let end = start + piece.text.len();
            let before = self.text[..start].chars().next_back();
            let after = self.text[end..].chars().next();
            let whole = |inner: Option<char>, outer: Option<char>, open: bool| {
                open || !inner.is_some_and(char::is_alphanumeric)
                    || !outer.is_some_and(char::is_alphanumeric)
            };
            if whole(piece.text.chars().next(), before, piece.open_before)
                && whole(piece.text.chars().next_back(), after, piece.open_after)
            {
                return Some(start..end);
            }
            from = start + self.text[start..].chars().next().map_or(1, char::len_utf8);
        }
    }

    /// The passage that shares most words with the quotation.
    fn nearest(&self, quote: &str) -> Option<String> {
        let quote = even(quote);
        let wanted: Vec<&str> = words(&quote).into_iter().map(|word| &quote[word]).collect();
        let size = wanted.len().min(self.words.len());
        if size == 0 {
            return None;
        }
        let word = |index: usize| &self.text[self.words[index].clone()];
        let bare: HashSet<String> = wanted.iter().map(|word| bare(word)).collect();
        let all = self
            .bare
            .get_or_init(|| (0..self.words.len()).map(|at| self::bare(word(at))).collect());
        let known = |index: usize| usize::from(bare.contains(&all[index]));
        // The number of shared words in a window that moves on by one word at a time.
        let mut shared: usize = (0..size).map(known).sum();
        let mut best = (shared, 0);
        for start in 1..=self.words.len() - size {
            shared += known(start + size - 1);
            shared -= known(start - 1);
            if shared > best.0 {
                best = (shared, start);
            }
        }
        if (best.0 as f64) < ALIKE * wanted.len() as f64 {
            return None;
        }
        let shown = size.min(SHOWN);
        let there: Vec<&str> = (best.1..best.1 + shown).map(word).collect();
        let passage = marked(&wanted[..wanted.len().min(SHOWN)], &there);
        Some(if shown < size { passage + " …" } else { passage })
    }
}

/// The words of the text, with `«…»` around those that the quotation has not.
fn marked(quote: &[&str], there: &[&str]) -> String {
    let mut out = String::new();
    let mut push = |words: &[&str], differs: bool| {
        if words.is_empty() {
            return;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        let words = words.join(" ");
        out.push_str(&if differs { format!("«{words}»") } else { words });
    };
    let bare = |words: &[&str]| words.iter().map(|word| bare(word)).collect::<Vec<_>>();
    let (old, new) = (bare(quote), bare(there));
    for change in similar::capture_diff_slices(similar::Algorithm::Myers, &old, &new) {
        let differs = !matches!(change.tag(), similar::DiffTag::Equal);
        push(&there[change.new_range()], differs);
    }
    out
}

/// A word without its punctuation and its capitals.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A stretch of the quotation that stands in the text as it is.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    /// How many characters of the text may come before it, after the piece before.
    gap: usize,
    /// Whether it begins or ends within a word, as in `[t]he`.
    open_before: bool,
    open_after: bool,
}

/// Cuts an evened quotation at its brackets.
fn pieces(quote: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = quote;
    let mut gap = 0;
    let mut after_bracket = false;
    loop {
        let cut = rest.find('[').and_then(|open| {
            let close = rest[open..].find(']')?;
            Some((open, open + close + 1))
        });
        let (text, bracket) = match cut {
            Some((open, close)) => (&rest[..open], Some(&rest[open + 1..close - 1])),
            None => (rest, None),
        };
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            pieces.push(Piece {
                text: trimmed.to_owned(),
                gap,
                open_before: after_bracket && !text.starts_with(' '),
                open_after: bracket.is_some() && !text.ends_with(' '),
            });
            gap = 0;
        }
        let Some(inside) = bracket else { return pieces };
        let left_out = inside.trim().trim_matches('.').is_empty();
        gap = gap.max(if left_out { OMISSION } else { INSERTION });
        after_bracket = true;
        rest = &rest[cut.map_or(0, |(_, close)| close)..];
    }
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c == ' ', start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

/// Evens out what typesetting changes.
fn even(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc() {
        let c = match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '`' => '\'',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            // Soft hyphens, marks without width and marks of direction.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "We assess that Russia’s  leaders viewed “the potential\nelection” as \
        disadvantageous — and that it is unlikely to change. The Supreme Leader Khamenei \
        authorized the campaign, and services carried it out.";

    fn stands(quote: &str) -> bool {
        Copy::new(TEXT).find(quote) == Found::Verbatim
    }

    #[test]
    fn typesetting_does_not_matter() {
        assert!(stands(
            "Russia's leaders viewed \"the potential election\" as disadvantageous - and"
        ));
        assert!(stands("We assess"));
        assert!(Copy::new("e\u{301}tude").find("étude") == Found::Verbatim);
    }

    #[test]
    fn words_do() {
        assert!(!stands("leaders viewed the potential election"));
        assert!(!stands("likely to change"));
        assert!(!stands("We assessed"));
        assert!(!stands(""));
        assert!(!stands("[…]"));
    }

    #[test]
    fn brackets_stand_for_words_left_out_or_put_in() {
        assert!(stands("We assess […] that it is unlikely"));
        assert!(stands("We assess [...] and services carried it out"));
        assert!(stands("Supreme Leader [Ayatollah Ali] Khamenei authorized"));
        assert!(stands("[w]e assess") || stands("[W]e assess"));
        assert!(stands("[T]he Supreme Leader"));
        assert!(!stands("carried it out […] We assess"));
        assert!(!stands("We assess [that] carried it out"));
    }

    #[test]
    fn a_later_place_of_a_piece_may_be_the_one_meant() {
        let far = "x ".repeat(1700);
        let copy = Copy::new(&format!("First then {far} then {far} last."));
        assert_eq!(copy.find("First […] then […] last"), Found::Verbatim);
    }

    #[test]
    fn no_quotation_takes_for_ever() {
        let copy = Copy::new(&"a ".repeat(1 << 11));
        let quote = "a […] ".repeat(1 << 8);
        assert_eq!(copy.find(&quote), Found::Verbatim);
        assert!(matches!(copy.find(&format!("{quote} b")), Found::Nearest(_)));
        assert!(matches!(copy.find(&("a ".repeat(1 << 10) + "b")), Found::Nearest(Some(_))));
        let copy = Copy::new(&"a".repeat(1 << 15));
        assert_eq!(copy.find(&"a".repeat(1 << 12)), Found::Nearest(None));
    }

    #[test]
    fn the_nearest_passage_is_shown_with_what_differs() {
        let found = Copy::new(TEXT).find("The Supreme Leader Khamenei approved the campaign");
        let Found::Nearest(Some(passage)) = found else { panic!("{found:?}") };
        assert_eq!(passage, "The Supreme Leader Khamenei «authorized» the campaign,");
        assert_eq!(Copy::new(TEXT).find("something quite different"), Found::Nearest(None));
    }
}
