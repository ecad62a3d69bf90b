//! Characters that nobody sees, and that change what is seen or what a program reads.
//!
//! Marks that scripts need are none of them: U+200E, U+200F and U+061C give the direction of a word,
//! U+200C and U+200D join letters, U+00AD and variation selectors change their look.

use std::borrow::Cow;
use std::ops::Range;

/// One such character, with those of its kind right behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    pub character: char,
    pub bytes: Range<usize>,
}

impl Unseen {
    /// The code point with its name: `U+202E (right-to-left override)`.
    pub fn name(&self) -> String {
        let code = self.character as u32;
        match kind(self.character) {
            Some(kind) => format!("U+{code:04X} ({kind})"),
            None => format!("U+{code:04X}"),
        }
    }

    /// Whether it is one that YAML refuses by itself.
    pub fn is_control(&self) -> bool {
        self.character.is_control()
    }
}

/// What a character is that deceives wherever it stands.
fn kind(c: char) -> Option<&'static str> {
    Some(match c {
        '\t' | '\n' => return None,
        '\0' => "a zero byte",
        '\r' => "a carriage return without a line feed",
        '\u{1b}' => "escape",
        c if c.is_control() => "a control character",
        '\u{200b}' => "zero-width space",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "an invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{206a}'..='\u{206f}' | '\u{180e}' => "a format character out of use",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "a filler without a letter",
        '\u{feff}' => "a byte-order mark that is not at the start",
        '\u{fff9}'..='\u{fffb}' => "an interlinear annotation mark",
        '\u{fffe}' | '\u{ffff}' => "no character",
        '\u{e0000}'..='\u{e007f}' => "an invisible tag",
        _ => return None,
    })
}

/// Finds them in a text, in their order.
///
/// A byte-order mark at the start is none, nor a carriage return before a line feed. A zero-width
/// space or a word joiner is one between letters of ASCII only: elsewhere it says where a line may
/// break. Tags are none behind a black flag (U+1F3F4), where they make another flag of it.
pub fn unseen(text: &str) -> Vec<Unseen> {
    let mut found: Vec<Unseen> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Nearly all lines are plain, and what counts around a character stands in its line.
        if !line.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n')) {
            unseen_in(line, start, &mut found);
        }
        start += line.len();
    }
    found
}

/// Those in a line that begins at `start`.
fn unseen_in(line: &str, start: usize, found: &mut Vec<Unseen>) {
    let mut before = None;
    let mut flagged = false;
    let mut characters = line.char_indices().map(|(at, c)| (start + at, c)).peekable();
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map(|(_, c)| *c);
        let tag = ('\u{e0000}'..='\u{e007f}').contains(&c);
        flagged = c == '\u{1f3f4}' || flagged && tag;
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let harmless = match c {
            '\u{feff}' => at == 0,
            '\r' => after == Some('\n'),
            '\u{200b}' | '\u{2060}' => !(word(before) && word(after)),
            _ => tag && flagged,
        };
        if !harmless && kind(c).is_some() {
            let end = at + c.len_utf8();
            match found.last_mut().filter(|last| last.character == c && last.bytes.end == at) {
                Some(last) => last.bytes.end = end,
                None => found.push(Unseen { character: c, bytes: at..end }),
            }
        }
        before = Some(c);
    }
}

/// A text for a message: what could move the cursor of a terminal or the direction of a line is
/// written as `\u{202e}`.
pub fn shown(text: &str) -> Cow<'_, str> {
    let hide = |c: char| c != '\n' && c != '\t' && kind(c).is_some();
    if !text.contains(hide) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match hide(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, Range<usize>)> {
        unseen(text).into_iter().map(|unseen| (unseen.name(), unseen.bytes)).collect()
    }

    #[test]
    fn what_is_not_seen_is_named_with_its_place() {
        assert_eq!(names("a\u{202e}b"), [("U+202E (right-to-left override)".into(), 1..4)]);
        assert_eq!(names("\0\0b"), [("U+0000 (a zero byte)".into(), 0..2)]);
        assert_eq!(names("a\u{200b}b").len(), 1);
        assert_eq!(names("a\u{feff}").len(), 1);
        assert_eq!(names("a\rb").len(), 1);
        assert_eq!(names("a\u{e0041}").len(), 1);
    }

    #[test]
    fn what_scripts_and_lines_need_is_none() {
        for text in [
            "\u{feff}a\r\n\tb",
            "می\u{200c}خواهم",
            "\u{200f}שלום\u{200e}",
            "ក\u{200b}ខ",
            "10\u{2060} %",
            "👩\u{200d}🔬",
            "Donau\u{ad}dampf",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            assert_eq!(names(text), [], "{text:?}");
        }
    }

    #[test]
    fn messages_show_what_would_not_be_seen() {
        assert_eq!(shown("a\u{1b}[2J\u{202e}"), "a\\u{1b}[2J\\u{202e}");
        assert!(matches!(shown("a ‘b’\n"), Cow::Borrowed(_)));
    }
}
