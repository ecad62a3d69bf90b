//! All topics, with what stands under each.

use serde::Serialize;

use super::desk::Desk;
use super::list::sort_name;
use super::part::Link;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::model::{EntryId, Topic};
use crate::words::counted;

#[derive(Serialize)]
pub struct Topics {
    count: String,
    topics: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    topic: Link,
    /// “4 claims · 1 event”
    holds: String,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let mut order: Vec<&Topic> = desk.model.topics.iter().collect();
    order.sort_by_cached_key(|topic| sort_name(&topic.title));
    let topics = order
        .into_iter()
        .map(|topic| Line {
            topic: desk.section(&topic.title, &format!("topics/{}/", topic.slug)),
            holds: holds(&topic.entries),
        })
        .collect();
    let count = counted(desk.model.topics.len(), "topic", "topics");
    let description = format!("{count} under which entries are listed");
    let head = desk.head(page, "Topics", &description, "topics");
    Sheet::new(desk, &linker).finish(head, Topics { count, topics })
}

/// The number of entries of each kind, in words.
pub fn holds(entries: &[EntryId]) -> String {
    let counted = |group: &[EntryId]| {
        let (one, many) = names(group[0]);
        counted(group.len(), one, many)
    };
    let groups = entries.chunk_by(|a, b| names(*a) == names(*b));
    groups.map(counted).collect::<Vec<_>>().join(", ")
}

/// What entries of a kind are called: one, and several.
pub fn names(entry: EntryId) -> (&'static str, &'static str) {
    match entry {
        EntryId::Explainer(_) => ("explainer", "explainers"),
        EntryId::Claim(_) => ("claim", "claims"),
        EntryId::Actor(_) => ("actor", "actors"),
        EntryId::Country(_) => ("country", "countries"),
        EntryId::Event(_) => ("event", "events"),
        EntryId::Source(_) => ("source", "sources"),
        EntryId::Term(_) => ("term", "terms"),
        EntryId::Page(_) | EntryId::Home => ("page", "pages"),
    }
}
