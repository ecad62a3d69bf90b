//! One topic: its entries by kind; a long list is split.

use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Pager};
use super::part::{Link, ListedClaim, capitalised};
use super::sheet::{PageLinker, Sheet};
use super::topics::{holds, names};
use super::{Page, View};
use crate::model::{EntryId, Model};

/// Rows on one page: claims bring a picture each.
const ROWS: usize = 100;

#[derive(Serialize)]
pub struct Topic {
    part: u32,
    title: String,
    /// “4 claims · 1 event”
    holds: String,
    groups: Vec<Group>,
    pager: Option<Pager>,
}

/// Entries of one kind.
#[derive(Serialize)]
struct Group {
    /// Its fragment on the page.
    key: &'static str,
    title: String,
    /// Filled for claims.
    claims: Vec<ListedClaim>,
    /// Filled for all others.
    entries: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    entry: Link,
    /// A word or date that says more of it.
    meta: Option<String>,
    summary: Option<String>,
}

/// The number of pages.
pub fn pages(model: &Model, topic: usize) -> u32 {
    list::pages(model.topics[topic].entries.len(), ROWS)
}

pub fn view(desk: &Desk, page: Page, topic: usize, part: u32) -> View {
    let model = desk.model;
    let listed = &model.topics[topic];
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let last = pages(model, topic);
    let holds = holds(&listed.entries);
    // A country may have the same name.
    let title = match part {
        1 => format!("Topic: {}", listed.title),
        _ => format!("Topic: {}, page {part}", listed.title),
    };
    let mut head = desk.head(page, &title, &format!("{}: {holds}", listed.title), "topics");
    head.crumbs = vec![desk.section("Topics", "topics/")];
    let groups = list::rows(&listed.entries, part, ROWS)
        .chunk_by(|a, b| names(*a) == names(*b))
        .map(|entries| group(desk, &mut sheet, entries))
        .collect();
    let view = Topic {
        part,
        title: listed.title.to_string(),
        holds,
        groups,
        pager: list::pager(desk.model, part, last, |part| Page::Topic(topic, part)),
    };
    sheet.finish(head, view)
}

fn group(desk: &Desk, sheet: &mut Sheet, entries: &[EntryId]) -> Group {
    let (_, many) = names(entries[0]);
    let mut group =
        Group { key: many, title: capitalised(many), claims: Vec::new(), entries: Vec::new() };
    for entry in entries {
        match entry {
            EntryId::Claim(id) => group.claims.push(sheet.row(*id)),
            _ => group.entries.push(Line {
                entry: desk.link(*entry),
                meta: meta(desk, *entry),
                summary: sheet.summary(*entry),
            }),
        }
    }
    group
}

fn meta(desk: &Desk, entry: EntryId) -> Option<String> {
    let model = desk.model;
    match entry {
        EntryId::Actor(id) => Some(model[id].entry.data.r#type.label().to_owned()),
        EntryId::Event(id) => Some(model[id].entry.data.when.words()),
        EntryId::Source(id) => {
            let kind = model[id].entry.data.r#type.label();
            Some(match model[id].date() {
                Some(date) => format!("{kind}, {}", date.words()),
                None => kind.to_owned(),
            })
        }
        _ => None,
    }
}
