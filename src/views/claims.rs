//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::Model;

/// The number of pages.
pub fn pages(_model: &Model) -> u32 {
    1
}

pub fn view(desk: &Desk, page: Page, _part: u32) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "claims", "claims", "claims");
    Sheet::new(desk, &linker).finish(head, ())
}
