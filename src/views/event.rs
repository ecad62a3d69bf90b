//! One event: when, on what it rests, who took part, and the claims that it belongs to.

use serde::Serialize;

use super::country::{External, external};
use super::desk::Desk;
use super::part::{
    ActorPart, CountryPart, DatePart, Link, ListedClaim, SourcePart, TermPart, date_part, term_part,
};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View};
use crate::markdown::Prose;
use crate::model::{EntryId, EventId};
use crate::vocabulary::{Basis, Vocabular};

#[derive(Serialize)]
pub struct EventView {
    title: String,
    when: DatePart,
    basis: TermPart,
    basis_definition: &'static str,
    summary: Option<String>,
    body: Option<Prose>,
    countries: Vec<Shared<CountryPart>>,
    actors: Vec<Shared<ActorPart>>,
    claims: Vec<ListedClaim>,
    sources: Vec<Shared<SourcePart>>,
    /// Its entry in the timeline.
    timeline: Option<String>,
    topics: Vec<Link>,
    external: Vec<External>,
    mentioned_in: Vec<Link>,
    changes: Vec<ChangePart>,
}

pub fn view(desk: &Desk, page: Page, id: EventId) -> View {
    let model = desk.model;
    let event = &model[id];
    let data = &event.entry.data;
    let entry = EntryId::Event(id);
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let basis = data.basis.unwrap_or(Basis::PublicRecord);
    let when = date_part(&data.when);
    let description = format!("{}, {}: {}.", &*data.title, when.words, basis.label());
    let mut head = desk.entry_head(page, entry, &description, "timeline");
    head.crumbs = vec![desk.section("Timeline", "timeline/")];
    let order = desk.orders.timeline(model);
    let view = EventView {
        title: data.title.to_string(),
        when,
        basis: term_part(basis),
        basis_definition: basis.term().definition,
        summary: sheet.summary(entry),
        body: sheet.prose(&event.entry.body),
        countries: desk.countries(&event.countries),
        actors: event.actors.iter().map(|actor| desk.actor(*actor)).collect(),
        claims: event.claims.iter().map(|claim| sheet.row(*claim)).collect(),
        sources: event.sources.iter().map(|source| desk.source(*source)).collect(),
        timeline: order.event_href(desk, id),
        topics: desk.topics(entry),
        external: external(model, entry),
        mentioned_in: event.mentioned_in.iter().map(|other| desk.link(*other)).collect(),
        changes: sheet.changes(entry),
    };
    sheet.finish(head, view)
}
