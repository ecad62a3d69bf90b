//! Quotations, held against the plain-text copies of their sources.

use crate::content::Origin;
use crate::diagnostic::{At, Diagnostic, Step, rule};
use crate::field;
use crate::hash::sha256;
use crate::model::{Model, SourceId};
use crate::quotation;
use crate::source::Sources;
use crate::words::counted;

/// Holds quotations against the plain-text copies of their sources, where these are given.
pub fn quotations(model: &Model, sources: &Sources) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, source) in model.sources.iter().enumerate() {
        let data = &source.entry.data;
        let Some(path) = &data.text else { continue };
        let origin = &source.entry.origin;
        let quoted = quotations_of(model, SourceId(index as u32));
        let at = origin.field(field!["text"]);
        let bytes = match sources.companion(path.trim_start_matches('/')) {
            Some(Ok(bytes)) => bytes,
            Some(Err(fault)) => {
                let message = format!("the copy at `{path}` is not read: {fault}");
                found.push(Diagnostic::new(&rule::SOURCE_TEXT, &origin.path, at, message));
                continue;
            }
            None => {
                let count = counted(quoted.len(), "quotation", "quotations");
                found.push(
                    Diagnostic::new(
                        &rule::UNVERIFIED_QUOTATIONS,
                        &origin.path,
                        at,
                        format!("there is no copy at `{path}`: {count} could not be checked"),
                    )
                    .help("put the plain text of the source there"),
                );
                continue;
            }
        };
        if let Some(expected) = &data.sha256 {
            let actual = sha256(&bytes);
            if actual != **expected {
                found.push(
                    Diagnostic::new(
                        &rule::SOURCE_TEXT,
                        &origin.path,
                        origin.field(field!["sha256"]),
                        format!("the copy at `{path}` is not the one that was checked"),
                    )
                    .help(format!("if the new text is right, write `sha256: {actual}`")),
                );
            }
        }
        let Ok(text) = String::from_utf8(bytes) else {
            let message = format!("the copy at `{path}` is not UTF-8 text");
            found.push(Diagnostic::new(&rule::SOURCE_TEXT, &origin.path, at, message));
            continue;
        };
        let copy = quotation::Copy::new(&text);
        for Quoted { words, origin, at } in quoted {
            let quotation::Found::Nearest(nearest) = copy.find(words) else { continue };
            found.push(
                Diagnostic::new(
                    &rule::QUOTATION,
                    &origin.path,
                    at,
                    format!("these words do not stand in the text of `{}`", source.entry.id),
                )
                .help(match nearest {
                    Some(passage) => {
                        format!("the nearest passage, with what differs in «»: {passage}")
                    }
                    None => format!("nothing in `{path}` is like it"),
                }),
            );
        }
    }
    found
}

/// A quotation and its place.
struct Quoted<'a> {
    words: &'a str,
    origin: &'a Origin,
    at: At,
}

/// The quotations from a source. Of a translated one the original words are held against it.
fn quotations_of(model: &Model, source: SourceId) -> Vec<Quoted<'_>> {
    let mut list = Vec::new();
    for id in &model[source].positions {
        let position = &model[*id];
        let origin = &model[position.claim].entry.origin;
        let words = model.words(*id);
        let at = |keys: &[&'static str]| {
            let keys = keys.iter().map(|key| Step::from(*key));
            origin.field(field!["positions", position.index].into_iter().chain(keys))
        };
        match (&words.original, &words.quote) {
            (Some(original), _) => {
                list.push(Quoted {
                    words: &original.quote,
                    origin,
                    at: at(&["original", "quote"]),
                });
            }
            (None, Some(quote)) => list.push(Quoted { words: quote, origin, at: at(&["quote"]) }),
            (None, None) => {}
        }
    }
    for id in &model[source].terms {
        let term = &model[*id];
        for (index, definition) in term.entry.data.definitions.iter().enumerate() {
            let of_source = definition.source.as_deref() == Some(model[source].entry.id.as_str());
            if let Some(quote) = definition.quote.as_ref().filter(|_| of_source) {
                let origin = &term.entry.origin;
                let at = origin.field(field!["definitions", index, "quote"]);
                list.push(Quoted { words: quote, origin, at });
            }
        }
    }
    list
}
