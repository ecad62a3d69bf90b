//! Diagnostics as text, in the manner of the Rust compiler.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Located, Place, Related, Severity};
use crate::character;
use crate::source::Sources;

/// How many bytes a line may have to be shown.
const LONGEST_LINE: usize = 8 << 10;

/// Shows diagnostics as text: rule, place, the line with a caret, and help.
pub fn show(sources: &Sources, diagnostics: &[Located], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&show_one(sources, diagnostic, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn show_one<'a>(sources: &'a Sources, diagnostic: &'a Located, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.rule.name);
    let mut group = Group::with_title(title);
    let place = &diagnostic.place;
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        diagnostic.related.iter().partition(|other| other.place.path == place.path);
    let mark = |other: &'a Related| (&other.place, AnnotationKind::Context, Some(&other.message));
    let mut marks = vec![(place, AnnotationKind::Primary, None)];
    marks.extend(here.into_iter().map(mark));
    group = lines(group, sources, &marks);
    for other in elsewhere {
        group = lines(group, sources, &[mark(other)]);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    renderer.render(&[group])
}

/// A place in a file, how it is marked, and what is said of it.
type Mark<'a> = (&'a Place, AnnotationKind, Option<&'a String>);

/// Adds the lines of one file in which places are marked. Lines that are too long to be shown are
/// named only.
fn lines<'a>(group: Group<'a>, sources: &'a Sources, marks: &[Mark<'a>]) -> Group<'a> {
    let (first, ..) = marks[0];
    let path = character::shown(&first.path);
    let text = sources.text(&first.path).unwrap_or_default();
    let start = marks.iter().map(|(place, ..)| place.bytes.0).min().unwrap_or_default();
    let end = marks.iter().map(|(place, ..)| place.bytes.1).max().unwrap_or_default();
    let Some(Range { start: from, end: to }) = short_lines(text, start..end) else {
        return group.element(Origin::path(path).line(first.line).char_column(first.column));
    };
    let line = marks.iter().map(|(place, ..)| place.line).min().unwrap_or(1);
    let mut snippet = Snippet::source(&text[from..to]).path(path).line_start(line);
    for (place, kind, label) in marks {
        let span = place.bytes.0 - from..place.bytes.1 - from;
        snippet = snippet.annotation(kind.span(span).label(label.map(String::as_str)));
    }
    group.element(snippet)
}

/// The lines in which a part of a text stands, unless one of them is too long. No more of a long line
/// is looked at than that takes.
fn short_lines(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let before = &text.as_bytes()[..part.start];
    let after = &text.as_bytes()[part.end..];
    let near = &before[before.len().saturating_sub(LONGEST_LINE)..];
    let start = match near.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => part.start - near.len() + end + 1,
        None if near.len() == before.len() => 0,
        None => return None,
    };
    let near = &after[..after.len().min(LONGEST_LINE)];
    let end = match near.iter().position(|byte| *byte == b'\n') {
        Some(at) => part.end + at + 1,
        None if near.len() == after.len() => text.len(),
        None => return None,
    };
    let short = text[start..end].lines().all(|line| line.len() <= LONGEST_LINE);
    short.then_some(start..end)
}

/// The number of errors and of warnings.
pub fn counts(diagnostics: &[Located]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    (errors, diagnostics.len() - errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_unless_they_are_too_long() {
        assert_eq!(short_lines("ab\ncd\nef", 4..5), Some(3..6));
        assert_eq!(short_lines("ab\ncd\nef", 1..8), Some(0..8));
        assert_eq!(short_lines("", 0..0), Some(0..0));
        let long = "a".repeat(LONGEST_LINE + 1);
        assert_eq!(short_lines(&long, 0..1), None);
        assert_eq!(short_lines(&long, LONGEST_LINE..LONGEST_LINE + 1), None);
        assert_eq!(
            short_lines(&format!("{long}\nb"), long.len() + 1..long.len() + 2),
            Some(8194..8195)
        );
        assert_eq!(short_lines(&format!("a\n{long}\nb"), 0..long.len() + 4), None);
    }
}
