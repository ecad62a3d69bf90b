//! Finds the places of diagnostics in the texts: line, column and bytes. A file is read into a
//! tree once, and only if a diagnostic names one of its fields.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::character;
use crate::diagnostic::{
    At, Diagnostic, Edit, Fix, Located, LocatedEdit, LocatedFix, New, Place, Related, Utf16,
};
use crate::parse::front_matter::FrontMatter;
use crate::parse::scalar;
use crate::parse::tree::{self, Node, Value};
use crate::source::{SITE_FILE, Sources};

/// Finds every place, and sorts by place; the same fault at the same place is told once.
pub fn locate(sources: &Sources, diagnostics: Vec<Diagnostic>) -> Vec<Located> {
    let mut finder = Finder { sources, files: HashMap::new() };
    let mut located: Vec<Located> = diagnostics
        .into_iter()
        .map(|diagnostic| Located {
            place: finder.place(&diagnostic.path, &diagnostic.at),
            related: diagnostic
                .related
                .iter()
                .map(|(path, at, message)| Related {
                    place: finder.place(path, at),
                    message: message.clone(),
                })
                .collect(),
            fix: diagnostic.fix.as_ref().and_then(|fix| finder.fix(fix)),
            guess: diagnostic.guess.as_ref().and_then(|guess| finder.fix(guess)),
            rule: diagnostic.rule,
            severity: diagnostic.severity,
            message: character::shown(&diagnostic.message).into_owned(),
            help: diagnostic.help.map(|help| character::shown(&help).into_owned()),
        })
        .collect();
    located.sort_by(|a, b| {
        (&a.place, a.severity, a.rule.name, &a.message).cmp(&(
            &b.place,
            b.severity,
            b.rule.name,
            &b.message,
        ))
    });
    located.dedup_by(|a, b| a.place == b.place && a.rule == b.rule && a.message == b.message);
    located
}

/// Finds one place.
pub fn place(sources: &Sources, path: &Arc<str>, at: &At) -> Place {
    Finder { sources, files: HashMap::new() }.place(path, at)
}

/// The edits with their places; where what is to be replaced does not stand, that place.
pub fn edits(sources: &Sources, edits: &[Edit]) -> Vec<Result<LocatedEdit, Place>> {
    let mut finder = Finder { sources, files: HashMap::new() };
    let mut located = Vec::new();
    for edit in edits {
        let file = finder.file(&edit.path);
        located.push(file.edit(edit).ok_or_else(|| file.place(&edit.path, &edit.at)));
    }
    located
}

struct Finder<'a> {
    sources: &'a Sources,
    files: HashMap<Arc<str>, File<'a>>,
}

/// A text that is being looked at.
pub struct File<'a> {
    text: &'a str,
    yaml: Range<usize>,
    tree: Option<Node>,
    /// Where each line begins.
    lines: Vec<usize>,
    /// How many characters and UTF-16 units stand before every `STEP`th byte.
    counts: Vec<(usize, usize)>,
}

/// Lines may be long and have many faults, so no column is counted from the start of its line.
const STEP: usize = 1024;

impl<'a> File<'a> {
    /// Reads the text of the file at `path`.
    pub fn read(path: &str, text: &'a str) -> File<'a> {
        let whole = 0..text.len();
        let yaml = match FrontMatter::split(text) {
            _ if path == SITE_FILE => whole,
            Ok(matter) => matter.yaml,
            Err(_) => 0..0,
        };
        // A byte-order mark is in no column, as editors do not show it.
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let lines = std::iter::once(start)
            .chain(
                text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1),
            )
            .collect();
        let counts = text.as_bytes().chunks(STEP).scan((0, 0), |before, chunk| {
            let here = *before;
            *before = count(here, chunk);
            Some(here)
        });
        let counts = counts.collect();
        File { text, tree: tree::read(&text[yaml.clone()]).ok().flatten(), yaml, lines, counts }
    }

    /// The bytes of a place; those of what should hold it where it is not there.
    pub fn bytes(&self, at: &At) -> Range<usize> {
        let shift =
            |bytes: Range<usize>| self.yaml.start + bytes.start..self.yaml.start + bytes.end;
        let found = match (at, &self.tree) {
            (At::Bytes(bytes), _) => bytes.clone(),
            (At::Field(path), Some(tree)) => shift(tree.find(path)),
            (At::Key(path), Some(tree)) => shift(tree.find_key(path)),
            (At::Within(path, bytes), Some(tree)) => shift(self.within(tree, path, bytes)),
            (At::File, _) | (_, None) => 0..0,
        };
        clamp(self.text, found)
    }

    /// The part of a value, found by its words, as quotes, folds and indentation move its bytes.
    fn within(
        &self,
        tree: &Node,
        path: &[crate::diagnostic::Step],
        bytes: &Range<usize>,
    ) -> Range<usize> {
        let Some(node) = tree.get(path) else { return tree.find(path) };
        let Value::Scalar { text, .. } = &node.value else { return node.bytes.clone() };
        let source = &self.text[self.yaml.clone()];
        // Values are trimmed before they are read.
        let trimmed = text.trim();
        let words = trimmed.get(bytes.clone()).unwrap_or_default();
        let before = trimmed.get(..bytes.start).unwrap_or_default();
        if words.is_empty() {
            return node.bytes.clone();
        }
        let nth = before.matches(words).count();
        match source[node.bytes.clone()].match_indices(words).nth(nth) {
            Some((at, _)) => node.bytes.start + at..node.bytes.start + at + words.len(),
            None => node.bytes.clone(),
        }
    }

    /// The edit, if what it replaces stands at its place.
    fn edit(&self, edit: &Edit) -> Option<LocatedEdit> {
        let bytes = self.bytes(&edit.at);
        let written = &self.text[bytes.clone()];
        let (bytes, replacement) = match &edit.new {
            New::Scalar { old, new } => (bytes, scalar::rewrite(written, old, new)?),
            New::Words { old, new } => (self.words(&edit.at, old)?, new.clone()),
        };
        Some(LocatedEdit { place: self.place_of(&edit.path, bytes), replacement })
    }

    /// The bytes of these words at the end of the text at a place, within quotes or not, if they
    /// stand there.
    pub fn words(&self, at: &At, words: &str) -> Option<Range<usize>> {
        let bytes = self.bytes(at);
        let written = &self.text[bytes.clone()];
        let end = bytes.start + written.trim_end_matches(['"', '\'']).len();
        let start = end.checked_sub(words.len())?.max(bytes.start);
        // A country’s code is known by its small letters, however it is written.
        let stands = self.text.get(start..end)?.eq_ignore_ascii_case(words);
        stands.then_some(start..end)
    }

    fn place(&self, path: &Arc<str>, at: &At) -> Place {
        self.place_of(path, self.bytes(at))
    }

    fn place_of(&self, path: &Arc<str>, bytes: Range<usize>) -> Place {
        let (line, column, unit) = self.column(bytes.start);
        let (end_line, end_column, end_unit) = self.column(bytes.end);
        Place {
            path: path.clone(),
            line,
            column,
            end_line,
            end_column,
            bytes: (bytes.start, bytes.end),
            utf16: Utf16 { line, column: unit, end_line, end_column: end_unit },
        }
    }

    /// The line of a byte, and its column in characters and in UTF-16 units, all from 1.
    fn column(&self, at: usize) -> (usize, usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0).min(at);
        let (from, to) = (self.before(start), self.before(at));
        (line, to.0 - from.0 + 1, to.1 - from.1 + 1)
    }

    /// How many characters and UTF-16 units stand before a byte.
    fn before(&self, at: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        match self.counts.get(at / STEP) {
            Some(counted) => count(*counted, &bytes[at / STEP * STEP..at]),
            None => {
                let last = self.counts.len().saturating_sub(1);
                let counted = self.counts.last().copied().unwrap_or_default();
                count(counted, &bytes[last * STEP..at])
            }
        }
    }
}

/// Adds the characters and UTF-16 units that begin in these bytes of UTF-8.
fn count(before: (usize, usize), bytes: &[u8]) -> (usize, usize) {
    let begins = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    let of_two_units = bytes.iter().filter(|byte| **byte >= 0xf0).count();
    (before.0 + begins, before.1 + begins + of_two_units)
}

/// Keeps a range within the text and on character borders.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

impl<'a> Finder<'a> {
    fn file(&mut self, path: &Arc<str>) -> &File<'a> {
        let sources = self.sources;
        self.files
            .entry(path.clone())
            .or_insert_with(|| File::read(path, sources.text(path).unwrap_or_default()))
    }

    fn place(&mut self, path: &Arc<str>, at: &At) -> Place {
        self.file(path).place(path, at)
    }

    /// The fix, if what it would replace stands at each of its places.
    fn fix(&mut self, fix: &Fix) -> Option<LocatedFix> {
        let edits = fix.edits.iter().map(|edit| self.file(&edit.path).edit(edit));
        Some(LocatedFix { title: fix.title.clone(), edits: edits.collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and column of both ends, and the columns in UTF-16 units.
    fn ends(text: &str, bytes: Range<usize>) -> [(usize, usize, usize); 2] {
        let place = File::read("a.md", text).place(&"a.md".into(), &At::Bytes(bytes));
        [
            (place.line, place.column, place.utf16.column),
            (place.end_line, place.end_column, place.utf16.end_column),
        ]
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        assert_eq!(ends("月🌕x", 7..8), [(1, 3, 4), (1, 4, 5)]);
        assert_eq!(ends("a\r\n🌕b\n", 0..8), [(1, 1, 1), (2, 3, 4)]);
    }

    #[test]
    fn a_byte_order_mark_is_in_no_column() {
        assert_eq!(ends("\u{feff}ab\nc", 0..4), [(1, 1, 1), (1, 2, 2)]);
        assert_eq!(ends("\u{feff}ab\nc", 4..6), [(1, 2, 2), (2, 1, 1)]);
    }

    #[test]
    fn columns_are_right_far_along_a_line() {
        let text = "x\n".to_owned() + &"🌕é".repeat(2000) + "ab\n";
        let at = text.len() - 3;
        assert_eq!(ends(&text, at..at + 1), [(2, 4001, 6001), (2, 4002, 6002)]);
        assert_eq!(ends(&"a".repeat(STEP), STEP..STEP), [(1, STEP + 1, STEP + 1); 2]);
    }

    #[test]
    fn places_outside_of_the_text_become_its_end() {
        assert_eq!(ends("", 3..9), [(1, 1, 1), (1, 1, 1)]);
        assert_eq!(ends("a\n", 3..9), [(2, 1, 1), (2, 1, 1)]);
    }
}
