//! Entries of other kinds than claims, each on its own.

use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::model::{Model, Source};
use crate::vocabulary::Basis;

pub fn claimed_without_claim(model: &Model, found: &mut Vec<Diagnostic>) {
    for event in &model.events {
        let data = &event.entry.data;
        if data.basis == Some(Basis::Claimed) && data.claims.is_empty() {
            let origin = &event.entry.origin;
            found.push(
                Diagnostic::new(
                    &rule::CLAIMED_WITHOUT_CLAIM,
                    &origin.path,
                    origin.field(field!["basis"]),
                    "the event is known only through claims, and names none",
                )
                .help("add `claims: [ID]`"),
            );
        }
    }
}

pub fn definition_without_words(model: &Model, found: &mut Vec<Diagnostic>) {
    for term in &model.terms {
        for (index, definition) in term.entry.data.definitions.iter().enumerate() {
            if definition.quote.is_none() && definition.text.is_none() {
                let origin = &term.entry.origin;
                found.push(
                    Diagnostic::new(
                        &rule::DEFINITION_WITHOUT_WORDS,
                        &origin.path,
                        origin.field(field!["definitions", index]),
                        format!("the definition by `{}` says nothing", definition.by.0),
                    )
                    .help("add `quote: …`, their words, or `text: …`, yours"),
                );
            }
        }
    }
}

pub fn reserved_page(model: &Model, found: &mut Vec<Diagnostic>) {
    for page in &model.pages {
        let id = page.entry.id.as_str();
        if crate::parse::is_section(id) {
            found.push(
                Diagnostic::new(
                    &rule::RESERVED_PAGE,
                    &page.entry.origin.path,
                    At::File,
                    format!("`/{id}/` is the address of a section of the site"),
                )
                .help("give the file another name"),
            );
        }
    }
}

pub fn unused_source(model: &Model, found: &mut Vec<Diagnostic>) {
    for source in &model.sources {
        let used = !(source.positions.is_empty()
            && source.searched_for.is_empty()
            && source.events.is_empty()
            && source.terms.is_empty()
            && source.mentioned_in.is_empty());
        if !used {
            let origin = &source.entry.origin;
            found.push(
                Diagnostic::new(
                    &rule::UNUSED_SOURCE,
                    &origin.path,
                    origin.key("title"),
                    format!("nothing rests on the source `{}`", source.entry.id),
                )
                .help("cite it, name it under `searched`, or take it out"),
            );
        }
    }
}

/// A page on the network changes or goes; a copy in an archive stays as it was read.
pub fn unarchived_source(model: &Model, found: &mut Vec<Diagnostic>) {
    for source in model.sources.iter().filter(|source| is_unarchived(source)) {
        let origin = &source.entry.origin;
        found.push(
            Diagnostic::new(
                &rule::UNARCHIVED_SOURCE,
                &origin.path,
                origin.field(field!["url"]),
                format!("no copy in an archive is given for the source `{}`", source.entry.id),
            )
            .help("add `archived: [{ url: …, date: … }]`, a copy that shows what the editors read"),
        );
    }
}

/// Whether a source is on the network and no archive has a copy of it.
pub fn is_unarchived(source: &Source) -> bool {
    let data = &source.entry.data;
    data.url.is_some() && data.archived.is_empty()
}
