//! The sitemap (sitemaps.org, 0.9), with the day of the last change where the content gives one.

use serde::Serialize;

use super::desk::Desk;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::date::Date;
use crate::model::{EntryId, Model};

/// Addresses that one file may hold.
const MOST: usize = 50_000;

/// A list of pages or, where there are more than one file may hold, of files that list them.
#[derive(Serialize)]
pub struct Sitemap {
    files: Vec<String>,
    pages: Vec<Address>,
}

#[derive(Serialize)]
struct Address {
    address: String,
    /// A day, ISO 8601.
    changed: Option<String>,
}

/// The number of files for these pages.
pub fn files(model: &Model, pages: &[Page]) -> u32 {
    match pages.iter().filter(|page| is_listed(model, **page)).count() {
        ..=MOST => 1,
        many => 1 + many.div_ceil(MOST) as u32,
    }
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let full = |address: String| format!("{}{address}", model.site.base_url);
    let pages = desk.orders.pages(model).iter().copied();
    let listed: Vec<Page> = pages.filter(|page| is_listed(model, *page)).collect();
    let parts = listed.len().div_ceil(MOST) as u32;
    let is_index = part == 0 && parts > 1;
    let shown = match part {
        0 if is_index => &[],
        0 => &listed[..],
        part => super::list::rows(&listed, part, MOST),
    };
    let view = Sitemap {
        files: match is_index {
            true => (1..=parts).map(|part| full(Page::Sitemap(part).address(model))).collect(),
            false => Vec::new(),
        },
        pages: shown
            .iter()
            .map(|page| Address {
                address: full(page.address(model)),
                changed: entry(*page).and_then(|entry| changed(model, entry)),
            })
            .collect(),
    };
    let head = desk.head(page, "Sitemap", "", "");
    Sheet::new(desk, &linker).finish(head, view)
}

/// Whether a search engine is to know the page.
fn is_listed(model: &Model, page: Page) -> bool {
    let is_draft = |entry| model.common(entry).is_some_and(|common| common.draft());
    match page {
        Page::Redirect(..) | Page::NotFound | Page::Feed(..) | Page::Sitemap(_) | Page::Robots => {
            false
        }
        _ => !entry(page).is_some_and(is_draft),
    }
}

/// The entry that a page is about.
fn entry(page: Page) -> Option<EntryId> {
    Some(match page {
        Page::Home => EntryId::Home,
        Page::Explainer(id) => EntryId::Explainer(id),
        Page::Claim(id) => EntryId::Claim(id),
        Page::Actor(id, _) => EntryId::Actor(id),
        Page::Country(id, _) => EntryId::Country(id),
        Page::Event(id) => EntryId::Event(id),
        Page::Source(id, _) => EntryId::Source(id),
        Page::Term(id) => EntryId::Term(id),
        Page::Page(id) => EntryId::Page(id),
        _ => return None,
    })
}

/// The last day on which an entry says that it was changed; for an explainer, published.
fn changed(model: &Model, entry: EntryId) -> Option<String> {
    let common = model.common(entry)?;
    let published = match entry {
        EntryId::Explainer(id) => model[id].entry.data.published.as_ref(),
        _ => None,
    };
    let dates = common.changes().iter().map(|change| &change.date);
    dates.chain(common.updated()).chain(published).filter_map(full_day).max()
}

/// The day, if the date is one day for certain.
fn full_day(date: &Date) -> Option<String> {
    let extent = date.extent();
    (!extent.uncertain && extent.from == extent.to).then(|| extent.from?.full_date()).flatten()
}
