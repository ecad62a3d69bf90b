//! All explainers, the latest first.

use serde::Serialize;

use super::desk::Desk;
use super::part::{DatePart, date_part, shorten};
use super::sheet::{PageLinker, Sheet};
use super::{Page, View, explainer};
use crate::chart::{Size, Strip, strip};
use crate::markdown::plain;
use crate::model::{EntryId, ExplainerId};
use crate::words::counted;

/// Up to this many explainers have a picture each.
const PICTURES: usize = 24;

/// All positions of an explainer in a row.
const SIZE: Size = Size { levels: 4, ..Size::ROW };

#[derive(Serialize)]
pub struct Explainers {
    /// “3 explainers”
    count: String,
    rows: Vec<ExplainerRow>,
}

/// An explainer in a list.
#[derive(Serialize)]
pub struct ExplainerRow {
    pub title: String,
    pub href: String,
    /// Plain text.
    pub standfirst: Option<String>,
    pub published: Option<DatePart>,
    pub authors: Vec<String>,
    /// “10 claims”
    pub claims: String,
    /// Every position on its claims.
    pub strip: Option<Strip>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let rows = rows(desk);
    let count = counted(rows.len(), "explainer", "explainers");
    let description = format!("{count}, each with the record of every claim that it makes.");
    let head = desk.head(page, "Explainers", &description, "explainers");
    Sheet::new(desk, &linker).finish(head, Explainers { count, rows })
}

/// All explainers, the latest first.
pub fn rows(desk: &Desk) -> Vec<ExplainerRow> {
    let model = desk.model;
    let mut ids: Vec<ExplainerId> = (0..model.explainers.len() as u32).map(ExplainerId).collect();
    let published = |id: &ExplainerId| {
        let data = &model[*id].entry.data;
        data.published.as_ref().map(|date| date.sort_key())
    };
    ids.sort_by(|a, b| published(b).cmp(&published(a)).then(a.cmp(b)));
    let pictures = ids.len() <= PICTURES;
    ids.into_iter().map(|id| row(desk, id, pictures)).collect()
}

fn row(desk: &Desk, id: ExplainerId, picture: bool) -> ExplainerRow {
    let explainer = &desk.model[id];
    let data = &explainer.entry.data;
    let lead = data.standfirst.as_ref().or(data.summary.as_ref());
    let link = desk.link(EntryId::Explainer(id));
    ExplainerRow {
        title: link.title,
        href: link.href,
        standfirst: lead.map(|lead| shorten(&plain(lead), 400)),
        published: data.published.as_ref().map(date_part),
        authors: data.authors.iter().map(|author| author.to_string()).collect(),
        claims: counted(explainer.claims.len(), "claim", "claims"),
        strip: picture
            .then(|| strip(desk.axis(), &desk.marks(explainer::positions(desk, id)), SIZE))
            .filter(|strip| !strip.dots.is_empty()),
    }
}
