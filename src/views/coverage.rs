//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "coverage", "coverage", "coverage");
    Sheet::new(desk, &linker).finish(head, ())
}
