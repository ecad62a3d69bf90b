//! The log of what was changed after publication, the latest first; a long one is split.

use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Pager};
use super::part::Link;
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, ROWS, View};
use crate::model::Model;
use crate::words::counted;

#[derive(Serialize)]
pub struct Corrections {
    part: u32,
    /// “3 changes”, “No changes”
    count: String,
    changes: Vec<Line>,
    pager: Option<Pager>,
}

#[derive(Serialize)]
struct Line {
    entry: Link,
    /// “claim”
    kind: &'static str,
    change: ChangePart,
}

fn count(model: &Model) -> usize {
    let changes = |entry| model.common(entry).map_or(0, |common| common.changes().len());
    model.entries().map(changes).sum()
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    list::pages(count(model), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let order = desk.orders.changes(model);
    let last = list::pages(order.len(), ROWS);
    let changes = list::rows(order, part, ROWS)
        .iter()
        .filter_map(|(entry, index)| {
            let change = model.common(*entry)?.changes().get(*index)?;
            Some(Line {
                entry: desk.link(*entry),
                kind: super::topics::names(*entry).0,
                change: sheet.change(change),
            })
        })
        .collect();
    let title = if part > 1 { format!("Corrections, page {part}") } else { "Corrections".into() };
    let count = match order.len() {
        0 => "No changes".into(),
        many => counted(many, "change", "changes"),
    };
    let description = format!("{count} since publication: what was wrong, what it says now");
    let mut head = desk.head(page, &title, &description, "corrections");
    if part > 1 {
        head.crumbs = vec![desk.section("Corrections", "corrections/")];
    }
    let pager = list::pager(desk.model, part, last, Page::Corrections);
    sheet.finish(head, Corrections { part, count, changes, pager })
}
