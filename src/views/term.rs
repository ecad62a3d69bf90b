//! One term: its definitions side by side, and the claims that turn on it.

use std::sync::Arc;

use serde::Serialize;

use super::desk::Desk;
use super::part::{ActorPart, DatePart, Link, ListedClaim, SourcePart, date_part};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View};
use crate::markdown::Prose;
use crate::model::{EntryId, TermId};
use crate::words::counted;

#[derive(Serialize)]
pub struct Term {
    title: String,
    summary: Option<String>,
    /// “2 definitions”
    count: String,
    definitions: Vec<Definition>,
    claims: Vec<ListedClaim>,
    body: Option<Prose>,
    topics: Vec<Link>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
}

/// What one body means by the word.
#[derive(Serialize)]
struct Definition {
    by: Shared<ActorPart>,
    quote: Option<Arc<str>>,
    text: Option<String>,
    source: Option<Shared<SourcePart>>,
    at: Option<Arc<str>>,
    date: Option<DatePart>,
    translated_by: Option<String>,
}

pub fn view(desk: &Desk, page: Page, id: TermId) -> View {
    let model = desk.model;
    let term = &model[id];
    let data = &term.entry.data;
    let entry = EntryId::Term(id);
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let count = counted(term.definitions.len(), "definition", "definitions");
    let mut head = desk.entry_head(page, entry, &format!("{}: {count}", data.title), "terms");
    head.crumbs = vec![desk.section("Terms", "terms/")];
    let definitions = term
        .definitions
        .iter()
        .zip(data.definitions.iter())
        .map(|((by, source), words)| Definition {
            by: desk.actor(*by),
            quote: words.quote.as_ref().map(|quote| quote.0.clone()),
            text: words.text.as_ref().map(|text| sheet.inline(text)),
            source: source.map(|source| desk.source(source)),
            at: words.at.as_ref().map(|at| at.0.clone()),
            date: words.date.as_ref().map(date_part),
            translated_by: words.translated_by.as_ref().map(|by| desk.actor_or_text(by)),
        })
        .collect();
    let view = Term {
        title: data.title.to_string(),
        summary: sheet.summary(entry),
        count,
        definitions,
        claims: term.claims.iter().map(|claim| sheet.row(*claim)).collect(),
        body: sheet.prose(&term.entry.body),
        topics: desk.topics(entry),
        mentioned_in: term.mentioned_in.iter().map(|other| desk.link(*other)).collect(),
        changes: sheet.changes(entry),
    };
    sheet.finish(head, view)
}
