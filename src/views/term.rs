//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::TermId;

pub fn view(desk: &Desk, page: Page, _id: TermId) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "term", "term", "term");
    Sheet::new(desk, &linker).finish(head, ())
}
