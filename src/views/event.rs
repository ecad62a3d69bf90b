//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::EventId;

pub fn view(desk: &Desk, page: Page, _id: EventId) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "event", "event", "event");
    Sheet::new(desk, &linker).finish(head, ())
}
