//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::PageId;

pub fn view(desk: &Desk, page: Page, _id: PageId) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "page", "page", "page");
    Sheet::new(desk, &linker).finish(head, ())
}
