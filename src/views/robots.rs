//! `robots.txt` (RFC 9309): everything may be read, and the sitemap says what there is.

use serde::Serialize;

use super::desk::Desk;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};

#[derive(Serialize)]
pub struct Robots {
    sitemap: String,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let sitemap = Page::Sitemap(0).address(desk.model);
    let view = Robots { sitemap: format!("{}{sitemap}", desk.model.site.base_url) };
    Sheet::new(desk, &linker).finish(desk.head(page, "Robots", "", ""), view)
}
