//! One source: what it is, how far it can be checked, and everything that rests on it.

use std::sync::Arc;

use serde::Serialize;

use super::country::{EventLine, External, event_line, external};
use super::desk::Desk;
use super::list::{self, Pager, Shown};
use super::part::{
    ActorPart, Archive, DatePart, Link, TermPart, capitalised, date_part, term_part,
};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::statement::{Statement, statements};
use super::{ChangePart, Page, ROWS, View};
use crate::markdown::Prose;
use crate::model::{EntryId, Model, PositionId, SourceId};

#[derive(Serialize)]
pub struct Source {
    title: String,
    kind: TermPart,
    part: u32,
    pager: Option<Pager>,
    summary: Option<String>,
    /// The publisher as an actor of this site.
    publisher: Option<Shared<ActorPart>>,
    /// The name of a publisher that is none.
    publisher_name: Option<String>,
    authors: Vec<Arc<str>>,
    container: Option<Arc<str>>,
    volume: Option<Arc<str>>,
    identifier: Option<Arc<str>>,
    date: Option<DatePart>,
    dates: Vec<NamedDate>,
    url: Option<String>,
    archived: Vec<Archive>,
    accessed: Option<DatePart>,
    language: Option<Arc<str>>,
    access: Option<TermPart>,
    /// SHA-256 of the editors’ copy.
    sha256: Option<String>,
    withheld: Option<String>,
    external: Vec<External>,
    topics: Vec<Link>,
    body: Option<Prose>,
    /// “3 positions rest on it”
    rest: String,
    positions: Shown<Statement>,
    searched_for: Shown<Statement>,
    events: Shown<EventLine>,
    terms: Vec<Link>,
    mentioned_in: Shown<Link>,
    changes: Vec<ChangePart>,
}

/// A date with what happened on it.
#[derive(Serialize)]
struct NamedDate {
    what: Arc<str>,
    date: DatePart,
}

/// The number of pages: each shows a part of every list.
pub fn pages(model: &Model, id: SourceId) -> u32 {
    let source = &model[id];
    let lists = [
        source.positions.len(),
        source.searched_for.len(),
        source.events.len(),
        source.mentioned_in.len(),
    ];
    lists.into_iter().map(|len| list::pages(len, ROWS)).max().unwrap_or(1)
}

pub fn view(desk: &Desk, page: Page, id: SourceId, part: u32) -> View {
    let model = desk.model;
    let source = &model[id];
    let data = &source.entry.data;
    let entry = EntryId::Source(id);
    let first = part == 1;
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let rest = match source.positions.len() {
        0 => "No position rests on it".into(),
        1 => "1 position rests on it".into(),
        count => format!("{count} positions rest on it"),
    };
    let publisher = model.publisher(id);
    let by = publisher.map_or_else(String::new, |name| format!(", {name}"));
    let description = format!("{}{by}. {rest}.", capitalised(data.r#type.label()));
    let mut head = desk.entry_head(page, entry, &description, "sources");
    head.crumbs = vec![desk.section("Sources", "sources/")];
    if !first {
        head.title = format!("{}, page {part}", head.title);
        head.crumbs.push(desk.link(entry));
    }
    let shown = |sheet: &mut Sheet, list: &[PositionId]| {
        let here = list::rows(list, part, ROWS);
        Shown::of(statements(sheet, model, here), here.len(), list.len(), part, ROWS)
    };
    let dates = data.dates.iter();
    let view = Source {
        title: data.title.to_string(),
        kind: term_part(data.r#type),
        part,
        pager: list::pager(desk.model, part, pages(model, id), |part| Page::Source(id, part)),
        summary: if first { sheet.summary(entry) } else { None },
        publisher: source.publisher.map(|actor| desk.actor(actor)),
        publisher_name: match source.publisher {
            Some(_) => None,
            None => publisher.map(str::to_owned),
        },
        authors: data.authors.iter().map(|author| author.0.clone()).collect(),
        container: text(&data.container),
        volume: text(&data.volume),
        identifier: text(&data.identifier),
        date: data.date.as_ref().map(date_part),
        dates: dates
            .map(|(what, date)| NamedDate { what: what.clone(), date: date_part(date) })
            .collect(),
        url: data.url.as_ref().map(|url| url.to_string()),
        archived: desk.source(id).archived.clone(),
        accessed: data.accessed.as_ref().map(date_part),
        language: text(&data.language),
        access: data.access.map(term_part),
        sha256: data.sha256.as_ref().map(|sum| sum.to_string()),
        withheld: data.withheld.as_ref().filter(|_| first).map(|words| sheet.inline(words)),
        external: external(model, entry),
        topics: desk.topics(entry),
        body: if first { sheet.prose(&source.entry.body) } else { None },
        rest,
        positions: shown(&mut sheet, &source.positions),
        searched_for: shown(&mut sheet, &source.searched_for),
        events: Shown::new(&source.events, part, ROWS, |event| event_line(desk, event)),
        terms: source.terms.iter().map(|term| desk.link(EntryId::Term(*term))).collect(),
        mentioned_in: Shown::new(&source.mentioned_in, part, ROWS, |other| desk.link(other)),
        changes: if first { sheet.changes(entry) } else { Vec::new() },
    };
    sheet.finish(head, view)
}

fn text(text: &Option<crate::content::value::Text>) -> Option<Arc<str>> {
    text.as_ref().map(|text| text.0.clone())
}
