//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::Model;

/// The years that have a page of their own, when one page would be too long.
pub fn years(_model: &Model) -> Vec<i32> {
    Vec::new()
}

pub fn view(desk: &Desk, page: Page, _year: Option<i32>) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "timeline", "timeline", "timeline");
    Sheet::new(desk, &linker).finish(head, ())
}
