//! Where the front matter of a file stands, and where its prose.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, rule};

/// The bytes of the YAML between the `---` lines, and of the prose below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    pub yaml: Range<usize>,
    pub body: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// The bytes of the line that opens it.
    Unclosed(Range<usize>),
}

impl FrontMatter {
    /// Splits a text. A byte-order mark and CRLF are accepted.
    pub fn split(text: &str) -> Result<FrontMatter, Problem> {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Lines { text, at: start };
        let opening = lines.next().filter(|(line, _)| is_fence(line)).ok_or(Problem::Missing)?;
        let yaml = lines.at;
        for (line, bytes) in lines {
            if is_fence(line) {
                return Ok(FrontMatter { yaml: yaml..bytes.start, body: bytes.end..text.len() });
            }
        }
        Err(Problem::Unclosed(start..start + opening.0.len()))
    }
}

impl Problem {
    pub fn diagnostic(self, path: &Arc<str>) -> Diagnostic {
        match self {
            Problem::Missing => Diagnostic::new(
                &rule::MISSING_FRONT_MATTER,
                path,
                At::Bytes(0..0),
                "the file does not begin with a front matter",
            )
            .help("begin it with a `---` line, the fields, and another `---` line"),
            Problem::Unclosed(bytes) => Diagnostic::new(
                &rule::UNCLOSED_FRONT_MATTER,
                path,
                At::Bytes(bytes),
                "the front matter is opened here and never closed",
            )
            .help("put a line with `---` between the fields and the prose"),
        }
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// The lines of a text without their ends, each with its bytes, end included.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (&'a str, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let bytes = self.at..self.at + length;
        self.at += length;
        Some((rest[..length].trim_end_matches(['\r', '\n']), bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(&str, &str)> {
        let matter = FrontMatter::split(text).ok()?;
        Some((&text[matter.yaml], &text[matter.body]))
    }

    #[test]
    fn a_front_matter_stands_between_two_lines() {
        assert_eq!(split("---\na: 1\n---\nText\n"), Some(("a: 1\n", "Text\n")));
        assert_eq!(split("---\n---\n"), Some(("", "")));
        assert_eq!(split("---\na: 1\n---"), Some(("a: 1\n", "")));
        assert_eq!(split("\u{feff}---\r\na: 1\r\n---\r\nText"), Some(("a: 1\r\n", "Text")));
        assert_eq!(split("--- \na: --- b\n---\t\n"), Some(("a: --- b\n", "")));
    }

    #[test]
    fn without_both_lines_there_is_none() {
        assert_eq!(FrontMatter::split(""), Err(Problem::Missing));
        assert_eq!(FrontMatter::split("Text\n---\n"), Err(Problem::Missing));
        assert_eq!(FrontMatter::split("---\na: 1\n"), Err(Problem::Unclosed(0..3)));
    }
}
