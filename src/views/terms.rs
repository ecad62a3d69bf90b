//! All terms, with who defines each.

use serde::Serialize;

use super::desk::Desk;
use super::list::sort_name;
use super::part::{ActorPart, Link};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::model::{ActorId, EntryId, TermId};
use crate::words::counted;

#[derive(Serialize)]
pub struct Terms {
    count: String,
    terms: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    term: Link,
    summary: Option<String>,
    defined_by: Vec<Shared<ActorPart>>,
    /// “3 claims turn on it”, or nothing.
    claims: Option<String>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let mut order: Vec<TermId> = (0..model.terms.len() as u32).map(TermId).collect();
    order.sort_by_cached_key(|id| (sort_name(&model[*id].entry.data.title), *id));
    let terms = order
        .into_iter()
        .map(|id| {
            let term = &model[id];
            let mut actors: Vec<ActorId> = term.definitions.iter().map(|(by, _)| *by).collect();
            actors.dedup();
            Line {
                term: desk.link(EntryId::Term(id)),
                summary: sheet.summary(EntryId::Term(id)),
                defined_by: actors.into_iter().map(|actor| desk.actor(actor)).collect(),
                claims: match term.claims.len() {
                    0 => None,
                    1 => Some("1 claim turns on it".into()),
                    count => Some(format!("{count} claims turn on it")),
                },
            }
        })
        .collect();
    let count = counted(model.terms.len(), "term", "terms");
    let description = format!("{count} that actors use in a sense of their own");
    let head = desk.head(page, "Terms", &description, "terms");
    sheet.finish(head, Terms { count, terms })
}
