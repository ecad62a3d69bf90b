//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::{Model, SourceId};

/// The number of pages.
pub fn pages(_model: &Model, _id: SourceId) -> u32 {
    1
}

pub fn view(desk: &Desk, page: Page, _id: SourceId, _part: u32) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "source", "source", "source");
    Sheet::new(desk, &linker).finish(head, ())
}
