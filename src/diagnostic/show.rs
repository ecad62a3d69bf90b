//! Diagnostics as text, in the manner of the Rust compiler.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Located, Related, Severity};
use crate::source::Sources;

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

fn show_one(sources: &Sources, diagnostic: &Located, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.rule.name);
    let mut group = Group::with_title(title);
    let place = &diagnostic.place;
    let text = sources.text(&place.path).unwrap_or_default();
    let mut snippet = Snippet::source(text)
        .path(&*place.path)
        .annotation(AnnotationKind::Primary.span(place.bytes.0..place.bytes.1));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        diagnostic.related.iter().partition(|other| other.place.path == place.path);
    for Related { place: other, message: label } in here {
        snippet = snippet
            .annotation(AnnotationKind::Context.span(other.bytes.0..other.bytes.1).label(&**label));
    }
    group = group.element(snippet);
    for Related { place: other, message: label } in elsewhere {
        let text = sources.text(&other.path).unwrap_or_default();
        group = group.element(Snippet::source(text).path(&*other.path).annotation(
            AnnotationKind::Context.span(other.bytes.0..other.bytes.1).label(&**label),
        ));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    renderer.render(&[group])
}

/// The number of errors and of warnings.
pub fn counts(diagnostics: &[Located]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    (errors, diagnostics.len() - errors)
}
