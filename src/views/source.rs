//! One source: what it is, how far it can be checked, and everything that rests on it.

use std::sync::Arc;

use serde::Serialize;

use super::list::{self, Pager};
use super::part::{
    ActorPart, Archive, DatePart, Desk, Link, PageLinker, PositionPart, Sheet, TermPart, date_part,
    term_part,
};
use super::{ChangePart, Page, ROWS, View};
use crate::markdown::Prose;
use crate::model::{EntryId, Model, SourceId};

#[derive(Serialize)]
struct Source {
    id: String,
    title: String,
    kind: TermPart,
    summary: Option<String>,
    /// The publisher as an actor of this site.
    publisher: Option<ActorPart>,
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
    positions: Vec<PositionPart>,
    searched_for: Vec<PositionPart>,
    events: Vec<EventLine>,
    terms: Vec<Link>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
    pager: Option<Pager>,
    first: bool,
}

/// A date with what happened on it.
#[derive(Serialize)]
struct NamedDate {
    what: Arc<str>,
    date: DatePart,
}

/// The same thing elsewhere.
#[derive(Serialize)]
struct External {
    place: Arc<str>,
    id: Arc<str>,
    is_address: bool,
}

#[derive(Serialize)]
struct EventLine {
    event: Link,
    when: DatePart,
}

/// The number of pages: each shows a part of every list.
pub fn pages(model: &Model, id: SourceId) -> u32 {
    let source = &model[id];
    let longest = source
        .positions
        .len()
        .max(source.searched_for.len())
        .max(source.events.len())
        .max(source.mentioned_in.len());
    list::pages(longest, ROWS)
}

pub fn view(desk: &Desk, page: Page, id: SourceId, part: u32) -> View {
    let model = desk.model;
    let source = &model[id];
    let data = &source.entry.data;
    let entry = EntryId::Source(id);
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let last = pages(model, id);
    let rest = match source.positions.len() {
        0 => "No position rests on it".into(),
        1 => "1 position rests on it".into(),
        count => format!("{count} positions rest on it"),
    };
    let place = model.publisher(id).map_or_else(String::new, |name| format!(", {name}"));
    let description = format!("{}{place}. {rest}.", super::part::capitalised(data.r#type.label()));
    let mut head = desk.entry_head(page, entry, &description, "sources");
    head.crumbs = vec![desk.section("Sources", "sources/")];
    if part > 1 {
        head.title = format!("{}, page {part}", head.title);
        head.crumbs.push(desk.link(entry));
    }
    let first = part == 1;
    let dates = data.dates.iter();
    let view = Source {
        id: source.entry.id.to_string(),
        title: data.title.to_string(),
        kind: term_part(data.r#type),
        summary: sheet.summary(entry),
        publisher: source.publisher.map(|actor| desk.actor(actor)),
        publisher_name: match source.publisher {
            Some(_) => None,
            None => model.publisher(id).map(str::to_owned),
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
        archived: desk.source(id).archived,
        accessed: data.accessed.as_ref().map(date_part),
        language: text(&data.language),
        access: data.access.map(term_part),
        sha256: data.sha256.as_ref().map(|sum| sum.to_string()),
        withheld: data.withheld.as_ref().map(|words| sheet.inline(words)),
        external: data
            .external
            .iter()
            .map(|(place, id)| External {
                place: place.clone(),
                is_address: id.starts_with("https://") || id.starts_with("http://"),
                id: id.0.clone(),
            })
            .collect(),
        topics: desk.topics(entry),
        body: if first { sheet.prose(&source.entry.body) } else { None },
        rest,
        positions: list::rows(&source.positions, part, ROWS)
            .iter()
            .map(|position| sheet.position(*position))
            .collect(),
        searched_for: list::rows(&source.searched_for, part, ROWS)
            .iter()
            .map(|position| sheet.position(*position))
            .collect(),
        events: list::rows(&source.events, part, ROWS)
            .iter()
            .map(|event| EventLine {
                event: desk.link(EntryId::Event(*event)),
                when: date_part(&model[*event].entry.data.when),
            })
            .collect(),
        terms: source.terms.iter().map(|term| desk.link(EntryId::Term(*term))).collect(),
        mentioned_in: list::rows(&source.mentioned_in, part, ROWS)
            .iter()
            .map(|other| desk.link(*other))
            .collect(),
        changes: if first { desk.changes(entry, &mut sheet) } else { Vec::new() },
        pager: list::pager(model, part, last, |part| Page::Source(id, part)),
        first,
    };
    sheet.finish(head, view)
}

fn text(text: &Option<crate::content::value::Text>) -> Option<Arc<str>> {
    text.as_ref().map(|text| text.0.clone())
}
