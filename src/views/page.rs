//! A page of prose: about, methodology and the like.

use serde::Serialize;

use super::country::{External, external};
use super::desk::Desk;
use super::part::{DatePart, Link, date_part, shorten};
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View};
use crate::markdown::{Prose, plain};
use crate::model::{EntryId, PageId};

#[derive(Serialize)]
pub struct Text {
    title: String,
    summary: Option<String>,
    updated: Option<DatePart>,
    body: Option<Prose>,
    /// Whether the prose is long enough for a table of contents.
    contents: bool,
    topics: Vec<Link>,
    external: Vec<External>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
}

/// Headings from which a table of contents helps.
const HEADINGS: usize = 3;

pub fn view(desk: &Desk, page: Page, id: PageId) -> View {
    let model = desk.model;
    let data = &model[id].entry.data;
    let entry = EntryId::Page(id);
    let linker = PageLinker::annotating(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let mut head = desk.entry_head(page, entry, "", model[id].entry.id.as_str());
    if data.summary.is_none() {
        head.description = shorten(&plain(opening(&model[id].entry.body)), 200);
    }
    let summary = sheet.summary(entry);
    let body = sheet.prose(&model[id].entry.body);
    let changes = sheet.changes(entry);
    let view = Text {
        title: data.title.to_string(),
        summary,
        updated: data.updated.as_ref().map(date_part),
        contents: body.as_ref().is_some_and(|body| body.headings.len() >= HEADINGS),
        body,
        topics: desk.topics(entry),
        external: external(model, entry),
        mentioned_in: model[id].mentioned_in.iter().map(|other| desk.link(*other)).collect(),
        changes,
    };
    sheet.finish(head, view)
}

/// The first block of prose that is no heading.
fn opening(prose: &str) -> &str {
    let blocks = prose.split("\n\n").map(str::trim);
    blocks.filter(|block| !block.starts_with('#')).find(|block| !block.is_empty()).unwrap_or("")
}
