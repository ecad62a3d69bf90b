//! The page that a server shows for an address without one. It may stand at any depth, so its
//! links begin at the root of the host.

use serde::Serialize;

use super::desk::Desk;
use super::part::Link;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};

#[derive(Serialize)]
pub struct NotFound {
    /// Where else to look.
    sections: Vec<Link>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let description = "There is no page at this address.";
    let mut head = desk.head(page, "No page here", description, "");
    head.root = super::base_path(&desk.model.site.base_url).to_owned();
    head.unlisted = true;
    let view = NotFound {
        sections: vec![
            desk.section("All claims", "claims/"),
            desk.section("All actors", "actors/"),
            desk.section("All countries", "countries/"),
            desk.section("All sources", "sources/"),
            desk.section("The timeline", "timeline/"),
        ],
    };
    Sheet::new(desk, &linker).finish(head, view)
}
