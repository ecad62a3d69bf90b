//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::ExplainerId;

pub fn view(desk: &Desk, page: Page, _id: ExplainerId) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "explainer", "explainer", "explainer");
    Sheet::new(desk, &linker).finish(head, ())
}
