//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "robots", "robots", "robots");
    Sheet::new(desk, &linker).finish(head, ())
}
