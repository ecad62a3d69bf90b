//! All sources by type, publisher and date, with what rests on each; a long list is split.

use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Jump, Pager};
use super::part::{ActorPart, DatePart, Link, TermPart, date_part, term_part};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, ROWS, View};
use crate::model::{EntryId, Model, SourceId};
use crate::vocabulary::SourceType;
use crate::words::counted;

/// From so many sources of a type letters help to find a publisher.
const MANY: usize = 40;

#[derive(Serialize)]
pub struct Sources {
    part: u32,
    /// “88 sources”
    count: String,
    groups: Vec<Group>,
    jumps: Vec<Jump>,
    pager: Option<Pager>,
}

/// Sources of one type.
#[derive(Serialize)]
struct Group {
    key: &'static str,
    /// “44 news reports”, on all pages.
    title: String,
    definition: &'static str,
    /// Whether it began on an earlier page.
    continued: bool,
    publishers: Vec<Publisher>,
}

/// Sources of one type from one publisher.
#[derive(Serialize)]
struct Publisher {
    /// The publisher as an actor of this site.
    actor: Option<Shared<ActorPart>>,
    /// The name of one that is none; `None` where none is named.
    name: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    source: Link,
    date: Option<DatePart>,
    language: Option<String>,
    access: Option<TermPart>,
    /// “archived”, “2 archived copies” or nothing.
    archived: Option<String>,
    /// “3 positions”
    positions: String,
    none: bool,
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    list::pages(model.sources.len(), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let order = desk.orders.sources(model);
    let last = pages(model);
    let start = (part as usize - 1) * ROWS;
    let groups = list::rows(order, part, ROWS)
        .chunk_by(|a, b| kind(model, *a) == kind(model, *b))
        .map(|sources| {
            let kind = kind(model, sources[0]);
            let (first, count) = extent(model, order, kind);
            Group {
                key: kind.key(),
                title: title(kind, count),
                definition: crate::vocabulary::Vocabular::term(kind).definition,
                continued: first < start,
                publishers: sources
                    .chunk_by(|a, b| model.publisher(*a) == model.publisher(*b))
                    .map(|sources| publisher(desk, sources))
                    .collect(),
            }
        })
        .collect();
    let count = counted(model.sources.len(), "source", "sources");
    let title = if last > 1 { format!("Sources, page {part}") } else { "Sources".into() };
    let description = format!("{count}: what rests on each, and whether it can still be read");
    let mut head = desk.head(page, &title, &description, "sources");
    if part > 1 {
        head.crumbs = vec![desk.section("Sources", "sources/")];
    }
    let view = Sources {
        part,
        count,
        groups,
        jumps: match order.len() > MANY {
            true => desk.orders.source_jumps(desk).clone(),
            false => Vec::new(),
        },
        pager: list::pager(desk.model, part, last, Page::Sources),
    };
    Sheet::new(desk, &linker).finish(head, view)
}

fn kind(model: &Model, id: SourceId) -> SourceType {
    model[id].entry.data.r#type
}

/// “1 law”, “44 news reports”.
fn title(kind: SourceType, count: usize) -> String {
    counted(count, kind.label(), &format!("{}s", kind.label()))
}

/// Where the sources of a type begin in the order, and how many they are.
fn extent(model: &Model, order: &[SourceId], of: SourceType) -> (usize, usize) {
    let first = order.partition_point(|id| kind(model, *id) < of);
    let end = order.partition_point(|id| kind(model, *id) <= of);
    (first, end - first)
}

fn publisher(desk: &Desk, sources: &[SourceId]) -> Publisher {
    let model = desk.model;
    let actor = model[sources[0]].publisher;
    Publisher {
        name: match actor {
            Some(_) => None,
            None => model.publisher(sources[0]).map(str::to_owned),
        },
        actor: actor.map(|actor| desk.actor(actor)),
        rows: sources.iter().map(|id| row(desk, *id)).collect(),
    }
}

fn row(desk: &Desk, id: SourceId) -> Row {
    let source = &desk.model[id];
    let data = &source.entry.data;
    Row {
        id: source.entry.id.to_string(),
        source: desk.link(EntryId::Source(id)),
        date: source.date().map(date_part),
        language: data.language.as_ref().map(|language| language.to_string()),
        access: data.access.map(term_part),
        archived: match data.archived.len() {
            0 => None,
            1 => Some("archived".into()),
            count => Some(format!("{count} archived copies")),
        },
        positions: match source.positions.len() {
            0 => "no position".into(),
            count => counted(count, "position", "positions"),
        },
        none: source.positions.is_empty(),
    }
}

/// Where each type begins and, within it, the initial of each publisher.
pub fn jumps(desk: &Desk, order: &[SourceId]) -> Vec<Jump> {
    let model = desk.model;
    let page = |index: usize| {
        let part = (index / ROWS) as u32 + 1;
        super::file_of(&Page::Sources(part).address(model))
    };
    SourceType::ALL
        .iter()
        .filter_map(|kind| {
            let (first, count) = extent(model, order, *kind);
            let sources = &order[first..first + count];
            // Those without a publisher stand last and have no initial.
            let names = sources.iter().map_while(|id| model.publisher(*id));
            let href = |index: usize| {
                format!("{}#s-{}", page(first + index), model[sources[index]].entry.id)
            };
            (count > 0).then(|| Jump {
                title: super::part::capitalised(kind.label()),
                href: format!("{}#{}", page(first), kind.key()),
                count,
                letters: if count > MANY { list::letters(names, href) } else { Vec::new() },
            })
        })
        .collect()
}
