//! One claim: the proposition, everyone’s position on it in order of date, what was looked for,
//! how it stands to other claims, and how to cite it.

use std::sync::Arc;

use serde::Serialize;

use super::country::{External, external};
use super::desk::Desk;
use super::part::{
    ActorPart, CountryPart, DatePart, Link, ListedClaim, PositionPart, RecordPart, Stated,
    capitalised, confidence, date_part, likelihood,
};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View};
use crate::chart::Ladder;
use crate::markdown::Prose;
use crate::model::{ClaimId, EntryId, PositionId};
use crate::vocabulary::{ClaimRelation, Stance, Voice};
use crate::words::counted;

#[derive(Serialize)]
pub struct Claim {
    title: String,
    summary: Option<String>,
    record: RecordPart,
    countries: Vec<Shared<CountryPart>>,
    targets: Vec<Shared<CountryPart>>,
    actors: Vec<Shared<ActorPart>>,
    terms: Vec<Link>,
    happened: Option<DatePart>,
    /// “3 actors, 1 country”
    say_so: String,
    say_not: String,
    confidence: Judgments,
    likelihood: Judgments,
    ladder: Ladder,
    /// Positions of those who spoke, in order of date.
    positions: Vec<PositionPart>,
    /// Requests and searches that brought no statement.
    searches: Vec<PositionPart>,
    body: Option<Prose>,
    related: Vec<Related>,
    events: Vec<EventLine>,
    topics: Vec<Link>,
    external: Vec<External>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
    id: String,
}

/// What is stated of judgments.
#[derive(Serialize)]
struct Judgments {
    /// The first, in order of date.
    first: Vec<StatedBy>,
    /// How many more there are among the positions.
    more: usize,
}

/// What somebody states of their own judgment.
#[derive(Serialize)]
struct StatedBy {
    stated: Stated,
    by: String,
    /// The fragment of the position.
    anchor: Arc<str>,
}

/// Judgments at the head of the page.
const JUDGMENTS: usize = 3;

/// Another claim and how it stands to this one.
#[derive(Serialize)]
struct Related {
    relation: &'static str,
    said_by: Option<Shared<ActorPart>>,
    claim: ListedClaim,
}

#[derive(Serialize)]
struct EventLine {
    event: Link,
    when: DatePart,
}

pub fn view(desk: &Desk, page: Page, id: ClaimId) -> View {
    let model = desk.model;
    let claim = &model[id];
    let data = &claim.entry.data;
    let entry = EntryId::Claim(id);
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let (searched, spoken): (Vec<PositionId>, Vec<PositionId>) =
        claim.by_date.iter().copied().partition(|position| model[*position].stance.is_search());
    let record = desk.record(&claim.record);
    let mut head = desk.entry_head(
        page,
        entry,
        &format!("{}. {}: {}", data.title, capitalised(record.label), record.counts),
        "claims",
    );
    head.crumbs = vec![desk.section("Claims", "claims/")];
    let view = Claim {
        title: data.title.to_string(),
        summary: sheet.summary(entry),
        countries: desk.countries(&claim.countries),
        targets: desk.countries(&claim.targets),
        actors: claim.actors.iter().map(|actor| desk.actor(*actor)).collect(),
        terms: claim.terms.iter().map(|term| desk.link(EntryId::Term(*term))).collect(),
        happened: data.happened.as_ref().map(date_part),
        say_so: side(desk, id, Voice::For),
        say_not: side(desk, id, Voice::Against),
        confidence: judgments(desk, id, confidence),
        likelihood: judgments(desk, id, likelihood),
        ladder: Ladder::new(desk.axis(), &ladder_marks(desk, id)),
        positions: spoken.iter().map(|position| sheet.position(*position)).collect(),
        searches: searched.iter().map(|position| sheet.position(*position)).collect(),
        body: sheet.prose(&claim.entry.body),
        related: related(desk, &mut sheet, id),
        events: claim
            .events
            .iter()
            .map(|event| EventLine {
                event: desk.link(EntryId::Event(*event)),
                when: date_part(&model[*event].entry.data.when),
            })
            .collect(),
        topics: desk.topics(entry),
        external: external(model, entry),
        mentioned_in: claim.mentioned_in.iter().map(|other| desk.link(*other)).collect(),
        changes: sheet.changes(entry),
        id: claim.entry.id.to_string(),
        record,
    };
    sheet.finish(head, view)
}

/// Marks that lead to the position on the same page.
fn ladder_marks(desk: &Desk, id: ClaimId) -> Vec<crate::chart::Mark> {
    let mut marks = desk.marks(desk.model.live(&desk.model[id]));
    for mark in &mut marks {
        if let Some(at) = mark.href.find('#') {
            mark.href.drain(..at);
        }
    }
    marks
}

/// How many actors of how many countries stand on one side.
fn side(desk: &Desk, id: ClaimId, voice: Voice) -> String {
    let model = desk.model;
    let live: Vec<PositionId> = model
        .live(&model[id])
        .filter(|position| {
            let stance = model[*position].stance;
            stance.voice() == voice && stance != Stance::Qualifies
        })
        .collect();
    let mut actors: Vec<_> = live.iter().map(|position| model[*position].by).collect();
    actors.sort_unstable();
    actors.dedup();
    if actors.is_empty() {
        return "no one on this record".into();
    }
    let mut countries: Vec<_> = actors
        .iter()
        .flat_map(|actor| model[*actor].countries.iter().map(|belonging| belonging.country))
        .collect();
    countries.sort_unstable();
    countries.dedup();
    let actors = counted(actors.len(), "actor", "actors");
    match countries.len() {
        0 => actors,
        count => format!("{actors}, {}", counted(count, "country", "countries")),
    }
}

fn judgments(
    desk: &Desk,
    id: ClaimId,
    stated: fn(&crate::content::Position) -> Option<Stated>,
) -> Judgments {
    let model = desk.model;
    let mut judgments = Judgments { first: Vec::new(), more: 0 };
    for position in model.live(&model[id]) {
        let Some(stated) = stated(model.words(position)) else { continue };
        if judgments.first.len() < JUDGMENTS {
            let by = model.title(EntryId::Actor(model[position].by)).to_owned();
            let anchor = model[position].anchor.clone();
            judgments.first.push(StatedBy { stated, by, anchor });
        } else {
            judgments.more += 1;
        }
    }
    judgments
}

fn related(desk: &Desk, sheet: &mut Sheet, id: ClaimId) -> Vec<Related> {
    let claim = &desk.model[id];
    let words = |kind: ClaimRelation, back: bool| match (kind, back) {
        (ClaimRelation::SimilarTo, _) => "similar to",
        (ClaimRelation::PartOf, false) => "part of",
        (ClaimRelation::PartOf, true) => "has as a part",
        (ClaimRelation::Refines, false) => "refines",
        (ClaimRelation::Refines, true) => "refined by",
        (ClaimRelation::IncompatibleWith, _) => "cannot hold together with",
    };
    let there = claim.relates.iter().map(|relation| (relation, false));
    let back = claim.related_from.iter().map(|relation| (relation, true));
    let mut seen = Vec::new();
    there
        .chain(back)
        .filter(|(relation, back)| {
            // A tie that both claims name is one tie.
            let key = (relation.claim, words(relation.kind, *back));
            let first = !seen.contains(&key);
            seen.push(key);
            first
        })
        .map(|(relation, back)| Related {
            relation: words(relation.kind, back),
            said_by: relation.said_by.map(|actor| desk.actor(actor)),
            claim: sheet.row(relation.claim),
        })
        .collect()
}
