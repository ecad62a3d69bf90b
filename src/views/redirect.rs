//! The page at an earlier address of an entry: it leads to where the entry stands now.

use serde::Serialize;

use super::desk::Desk;
use super::part::Link;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::model::EntryId;

#[derive(Serialize)]
pub struct Redirect {
    to: Link,
}

pub fn view(desk: &Desk, page: Page, entry: EntryId, _alias: usize) -> View {
    let linker = PageLinker::plain(desk, page);
    let to = desk.link(entry);
    let mut head = desk.head(page, &to.title, &to.title, "");
    head.canonical = format!("{}{}", desk.model.site.base_url, desk.model.address(entry));
    Sheet::new(desk, &linker).finish(head, Redirect { to })
}
