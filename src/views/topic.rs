//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::Model;

/// The number of pages.
pub fn pages(_model: &Model, _topic: usize) -> u32 {
    1
}

pub fn view(desk: &Desk, page: Page, _topic: usize, _part: u32) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "topic", "topic", "topic");
    Sheet::new(desk, &linker).finish(head, ())
}
