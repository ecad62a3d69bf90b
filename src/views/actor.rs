//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::{ActorId, Model};

/// The number of pages.
pub fn pages(_model: &Model, _id: ActorId) -> u32 {
    1
}

pub fn view(desk: &Desk, page: Page, _id: ActorId, _part: u32) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "actor", "actor", "actor");
    Sheet::new(desk, &linker).finish(head, ())
}
