//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::EntryId;

pub fn view(desk: &Desk, page: Page, _entry: EntryId, _alias: usize) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "redirect", "redirect", "redirect");
    Sheet::new(desk, &linker).finish(head, ())
}
