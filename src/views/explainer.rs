//! An annotated article: its prose with markers, the cards behind them, the picture of every
//! position on its claims, and what it covers and leaves out.

use serde::Serialize;

use super::country::{External, external};
use super::desk::Desk;
use super::part::{DatePart, KeyItem, Link, date_part};
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View};
use crate::chart;
use crate::date::Date;
use crate::markdown::{Prose, count_words, plain};
use crate::model::{EntryId, ExplainerId, PositionId};
use crate::words::counted;

/// Words that are read in a minute.
const WORDS_A_MINUTE: usize = 200;

#[derive(Serialize)]
pub struct Explainer {
    /// The title up to its last colon, where the rest is a question.
    title: String,
    /// That question.
    question: Option<String>,
    standfirst: Option<String>,
    authors: Vec<String>,
    published: Option<DatePart>,
    updated: Option<DatePart>,
    /// “10 annotated claims”
    annotated: String,
    /// “12 minutes to read”; missing where there is no prose.
    time: Option<String>,
    covers: Vec<String>,
    not_covered: Vec<String>,
    picture: Option<Picture>,
    body: Option<Prose>,
    topics: Vec<Link>,
    external: Vec<External>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
}

/// Every position on the claims of the explainer.
#[derive(Serialize)]
struct Picture {
    /// “43 positions on 16 claims”
    title: String,
    swarm: chart::Swarm,
    key: Vec<KeyItem>,
}

pub fn view(desk: &Desk, page: Page, id: ExplainerId) -> View {
    let model = desk.model;
    let explainer = &model[id];
    let data = &explainer.entry.data;
    let entry = EntryId::Explainer(id);
    let linker = PageLinker::annotating(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let lead = data.standfirst.as_ref().or(data.summary.as_ref());
    let mut head = desk.entry_head(page, entry, "", "explainers");
    if data.summary.is_none() {
        let text = lead.map_or_else(|| summary(desk, id), |lead| plain(lead));
        head.description = super::part::shorten(&text, 200);
    }
    if model.explainers.len() > 1 {
        head.crumbs = vec![desk.section("Explainers", "explainers/")];
    }
    let day = |date: &Date| date.is_day().then(|| date.datetime()).flatten();
    head.og_type = "article";
    head.published = data.published.as_ref().and_then(day);
    head.modified = data.updated.as_ref().and_then(day);
    let (title, question) = question(&data.title);
    let standfirst = lead.map(|lead| sheet.inline(lead));
    let scope = data.scope.as_ref();
    let covers = scope.and_then(|scope| scope.covers.as_ref());
    let not_covered = scope.and_then(|scope| scope.not_covered.as_ref());
    let covers = covers.map_or(&[][..], |lines| &lines.0);
    let not_covered = not_covered.map_or(&[][..], |lines| &lines.0);
    // In the order of the page, so that notes are numbered as they are read.
    let covers = covers.iter().map(|line| sheet.inline(line)).collect();
    let not_covered = not_covered.iter().map(|line| sheet.inline(line)).collect();
    let body = sheet.prose(&explainer.entry.body);
    let changes = sheet.changes(entry);
    let view = Explainer {
        title: title.to_owned(),
        question: question.map(str::to_owned),
        standfirst,
        authors: data.authors.iter().map(|author| author.to_string()).collect(),
        published: data.published.as_ref().map(date_part),
        updated: data.updated.as_ref().map(date_part),
        annotated: counted(explainer.claims.len(), "annotated claim", "annotated claims"),
        time: body.as_ref().map(|_| {
            let minutes = count_words(&explainer.entry.body).div_ceil(WORDS_A_MINUTE).max(1);
            counted(minutes, "minute to read", "minutes to read")
        }),
        covers,
        not_covered,
        picture: picture(desk, id),
        body,
        topics: desk.topics(entry),
        external: external(model, entry),
        mentioned_in: explainer.mentioned_in.iter().map(|other| desk.link(*other)).collect(),
        changes,
    };
    sheet.finish(head, view)
}

/// What the explainer holds, where its editors say nothing of it.
fn summary(desk: &Desk, id: ExplainerId) -> String {
    let claims = counted(desk.model[id].claims.len(), "claim", "claims");
    format!("{claims}, each with those who say so, those who say not, and their sources.")
}

/// The title, and the question that it ends with.
fn question(title: &str) -> (&str, Option<&str>) {
    match title.rsplit_once(": ") {
        Some((title, question)) if question.ends_with(['?', '？', '؟']) => {
            (title, Some(question))
        }
        _ => (title, None),
    }
}

fn picture(desk: &Desk, id: ExplainerId) -> Option<Picture> {
    let model = desk.model;
    let marks = desk.marks(positions(desk, id));
    if marks.is_empty() {
        return None;
    }
    let count = counted(positions(desk, id).count(), "position", "positions");
    let claims = counted(model[id].claims.len(), "claim", "claims");
    Some(Picture {
        title: format!("{count} on {claims}"),
        swarm: chart::swarm(desk.axis(), &marks),
        key: desk.key(positions(desk, id).map(|position| model[position].stance)),
    })
}

/// All positions on the claims of an explainer.
pub fn positions<'a>(desk: &Desk<'a>, id: ExplainerId) -> impl Iterator<Item = PositionId> + 'a {
    let model = desk.model;
    model[id].claims.iter().flat_map(|claim| model.live(&model[*claim]))
}
