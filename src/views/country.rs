//! Placeholder.

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::model::{CountryId, Model};

/// The number of pages.
pub fn pages(_model: &Model, _id: CountryId) -> u32 {
    1
}

pub fn view(desk: &Desk, page: Page, _id: CountryId, _part: u32) -> View {
    let linker = PageLinker::plain(desk, page);
    let head = desk.head(page, "country", "country", "country");
    Sheet::new(desk, &linker).finish(head, ())
}
