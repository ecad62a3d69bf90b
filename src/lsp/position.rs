//! Places in a text as the protocol counts them: lines from 0, and columns in the units that both
//! sides have agreed on.

use std::ops::Range;

use lsp_types::{ClientCapabilities, Position, PositionEncodingKind, Range as Span};

/// In which units columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// The one that costs least of those that the client offers; UTF-16 if it says nothing.
    pub fn negotiate(client: &ClientCapabilities) -> Encoding {
        let general = client.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let offers = |kind| offered.unwrap_or_default().contains(&kind);
        if offers(PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offers(PositionEncodingKind::UTF32) && !offers(PositionEncodingKind::UTF16) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// The name of it in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// The lines of a text.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    encoding: Encoding,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Lines end with `\n`, `\r\n` or `\r`, as the protocol says. A byte-order mark is in no column,
    /// as editors’ programs do not show it.
    pub fn of(text: &'a str, encoding: Encoding) -> Lines<'a> {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| {
            **byte == b'\n' || **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')
        });
        let starts = std::iter::once(mark).chain(ends.map(|(at, _)| at + 1)).collect();
        Lines { text, encoding, starts }
    }

    /// The place of a byte; of one within a character, where that begins.
    pub fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts[line].min(byte);
        let units = self.text[start..byte].chars().map(|c| self.encoding.width(c)).sum::<usize>();
        Position::new(line as u32, units as u32)
    }

    /// The places of both ends of these bytes.
    pub fn span(&self, bytes: &Range<usize>) -> Span {
        Span::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// The byte at a place: the end of its line where that is shorter, the end of the text where
    /// that has fewer lines, and the start of a character of which it is the middle.
    pub fn byte(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize).copied() else {
            return self.text.len();
        };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, character) in line.char_indices() {
            let width = self.encoding.width(character);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The bytes between two places.
    pub fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "é漢🌕x\r\nab\rc\n";

    fn columns(encoding: Encoding) -> Vec<u32> {
        let lines = Lines::of(TEXT, encoding);
        TEXT.char_indices().take(4).map(|(byte, _)| lines.position(byte).character).collect()
    }

    #[test]
    fn columns_are_counted_in_the_units_agreed_on() {
        assert_eq!(columns(Encoding::Utf8), [0, 2, 5, 9]);
        assert_eq!(columns(Encoding::Utf16), [0, 1, 2, 4]);
        assert_eq!(columns(Encoding::Utf32), [0, 1, 2, 3]);
    }

    #[test]
    fn lines_end_as_the_protocol_says() {
        let lines = Lines::of(TEXT, Encoding::Utf16);
        let byte = |line, column| lines.byte(Position::new(line, column));
        assert_eq!(&TEXT[byte(1, 0)..byte(1, 9)], "ab");
        assert_eq!(&TEXT[byte(2, 0)..byte(2, 9)], "c");
        // Within the pair of units of one character, behind a line, and behind the text.
        assert_eq!(byte(0, 3), byte(0, 2));
        assert_eq!(byte(0, 99), "é漢🌕x".len());
        assert_eq!(byte(99, 0), TEXT.len());
    }

    #[test]
    fn a_byte_order_mark_is_in_no_column() {
        let lines = Lines::of("\u{feff}ab", Encoding::Utf16);
        assert_eq!(lines.position(4), Position::new(0, 1));
        assert_eq!(lines.byte(Position::new(0, 1)), 4);
        assert_eq!(lines.position(0), Position::new(0, 0));
    }

    proptest! {
        #[test]
        fn a_place_leads_back_to_its_byte(text in "[a\u{e9}漢🌕\r\n]{0,40}", at in 0usize..60) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let lines = Lines::of(&text, encoding);
                let mut byte = at.min(text.len());
                while !text.is_char_boundary(byte) {
                    byte -= 1;
                }
                // The end of a line is one place, although it may have two bytes.
                if !(text[..byte].ends_with('\r') && text[byte..].starts_with('\n')) {
                    prop_assert_eq!(lines.byte(lines.position(byte)), byte);
                }
            }
        }
    }
}
