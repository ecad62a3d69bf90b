//! One actor: what it said and when, what others say about it, and the ties that claims say it has.

use std::sync::Arc;

use serde::Serialize;

use super::country::{EventLine, External, Tie, event_line, external, tie};
use super::desk::Desk;
use super::list::{self, Pager, Shown, pager, rows};
use super::part::{ActorPart, CountryPart, DatePart, Link, ListedClaim, SourcePart, date_part};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::statement::{Statement, statements};
use super::timeline::{self, Entry};
use super::{ChangePart, Page, ROWS, View};
use crate::chart::{self, Swarm};
use crate::date::Date;
use crate::markdown::Prose;
use crate::model::{ActorId, EntryId, LinkEnd, Model, PositionId, SourceId};
use crate::vocabulary::LinkRelation;
use crate::words::counted;

/// How many claims about it one page holds.
const CLAIMS: usize = 40;
/// How many of the sources that it published are named.
const SOURCES: usize = 50;

#[derive(Serialize)]
pub struct ActorView {
    name: String,
    kind: &'static str,
    kind_definition: &'static str,
    codes: Vec<Shared<CountryPart>>,
    part: u32,
    pager: Option<Pager>,
    summary: Option<String>,
    body: Option<Prose>,
    counts: String,
    /// Its positions on the time line of the site.
    picture: Option<Swarm>,
    roles: Vec<RoleLine>,
    countries: Vec<CountryLine>,
    part_of: Option<Link>,
    speaks_for: Option<Link>,
    also_known_as: Vec<Arc<str>>,
    external: Vec<External>,
    topics: Vec<Link>,
    positions: Shown<Statement>,
    searches: Vec<Statement>,
    spoken_for: Shown<Statement>,
    dissents: Shown<Statement>,
    recalled: Shown<Entry>,
    carried: Shown<Entry>,
    about: Shown<ListedClaim>,
    ties: Shown<Tie>,
    members: Shown<Shared<ActorPart>>,
    published: Vec<Shared<SourcePart>>,
    /// How many sources it published.
    published_count: String,
    published_more: usize,
    terms: Vec<Link>,
    events: Shown<EventLine>,
    mentioned_in: Shown<Link>,
    changes: Vec<ChangePart>,
}

/// A post held.
#[derive(Serialize)]
struct RoleLine {
    title: Arc<str>,
    body: Option<Link>,
    dates: Option<DatePart>,
}

/// A country with the actor’s relation to it.
#[derive(Serialize)]
struct CountryLine {
    country: Shared<CountryPart>,
    relation: &'static str,
    dates: Option<DatePart>,
}

/// The number of pages.
pub fn pages(model: &Model, id: ActorId) -> u32 {
    let actor = &model[id];
    let lists = [
        (actor.positions.len(), ROWS),
        (actor.spoken_for.len(), ROWS),
        (actor.dissents.len(), ROWS),
        (actor.recalled.len(), ROWS),
        (actor.carried.len(), ROWS),
        (actor.about.len(), CLAIMS),
        (actor.links.len() + actor.linked_from.len(), ROWS),
        (actor.members.len(), ROWS),
        (actor.events.len(), ROWS),
        (actor.mentioned_in.len(), ROWS),
    ];
    lists.into_iter().map(|(len, most)| list::pages(len, most)).max().unwrap_or(1)
}

pub fn view(desk: &Desk, page: Page, id: ActorId, part: u32) -> View {
    let model = desk.model;
    let actor = &model[id];
    let data = &actor.entry.data;
    let entry = EntryId::Actor(id);
    let first = part == 1;
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let counts = counts(model, id);
    let description = format!("{}, {}: {counts}.", &*data.name, data.r#type.label());
    let mut head = desk.entry_head(page, entry, &description, "actors");
    head.crumbs = vec![desk.section("Actors", "actors/")];
    if !first {
        head.title = format!("{}, page {part}", head.title);
        head.crumbs.push(desk.link(entry));
    }
    let here = rows(&actor.positions, part, ROWS);
    let (searched, spoken): (Vec<PositionId>, Vec<PositionId>) =
        here.iter().partition(|id| model[**id].stance.is_search());
    let summary = if first { sheet.summary(entry) } else { None };
    let body = if first { sheet.prose(&actor.entry.body) } else { None };
    let positions = statements(&mut sheet, model, &spoken);
    let shown = |sheet: &mut Sheet, list: &[PositionId]| {
        let here = rows(list, part, ROWS);
        Shown::of(statements(sheet, model, here), here.len(), list.len(), part, ROWS)
    };
    let short = |list: &[PositionId]| {
        let here = rows(list, part, ROWS);
        Shown::of(timeline::short_list(desk, here), here.len(), list.len(), part, ROWS)
    };
    let mut published: Vec<SourceId> = actor.published.clone();
    published.sort_by_cached_key(|id| (model[*id].date().map(Date::sort_key), *id));
    let marks = timeline::said_marks(desk, timeline::together(model, here));
    let view = ActorView {
        name: data.name.to_string(),
        kind: data.r#type.label(),
        kind_definition: crate::vocabulary::Vocabular::term(data.r#type).definition,
        codes: desk.actor(id).countries.clone(),
        part,
        pager: pager(model, part, pages(model, id), |part| Page::Actor(id, part)),
        summary,
        body,
        counts,
        picture: (marks.len() > 1).then(|| chart::swarm(desk.axis(), &marks)),
        roles: roles(desk, id),
        countries: actor
            .countries
            .iter()
            .map(|belonging| CountryLine {
                country: desk.country(belonging.country),
                relation: belonging.relation.label(),
                dates: belonging.dates.as_ref().map(date_part),
            })
            .collect(),
        part_of: actor.part_of.map(|other| desk.link(EntryId::Actor(other))),
        speaks_for: actor.speaks_for.map(|other| desk.link(EntryId::Actor(other))),
        also_known_as: data.also_known_as.iter().map(|name| name.0.clone()).collect(),
        external: external(model, entry),
        topics: desk.topics(entry),
        positions: Shown::of(positions, here.len(), actor.positions.len(), part, ROWS),
        searches: statements(&mut sheet, model, &searched),
        spoken_for: shown(&mut sheet, &actor.spoken_for),
        dissents: shown(&mut sheet, &actor.dissents),
        recalled: short(&actor.recalled),
        carried: short(&actor.carried),
        about: Shown::new(&actor.about, part, CLAIMS, |claim| sheet.row(claim)),
        ties: ties(desk, id, part),
        members: Shown::new(&actor.members, part, ROWS, |member| desk.actor(member)),
        published: published
            .iter()
            .take(if first { SOURCES } else { 0 })
            .map(|source| desk.source(*source))
            .collect(),
        published_count: counted(published.len(), "source", "sources"),
        published_more: published.len().saturating_sub(SOURCES),
        terms: actor.terms.iter().map(|term| desk.link(EntryId::Term(*term))).collect(),
        events: Shown::new(&actor.events, part, ROWS, |event| event_line(desk, event)),
        mentioned_in: Shown::new(&actor.mentioned_in, part, ROWS, |other| desk.link(other)),
        changes: if first { sheet.changes(entry) } else { Vec::new() },
    };
    sheet.finish(head, view)
}

fn counts(model: &Model, id: ActorId) -> String {
    let actor = &model[id];
    let positions = |list: &[PositionId]| counted(list.len(), "position", "positions");
    let parts = [
        (actor.positions.len(), positions(&actor.positions)),
        (
            actor.about.len(),
            format!("{} about them", counted(actor.about.len(), "claim", "claims")),
        ),
        (actor.carried.len(), format!("carries {}", positions(&actor.carried))),
        (actor.recalled.len(), format!("recalls {}", positions(&actor.recalled))),
        (actor.spoken_for.len(), format!("spoken for in {}", positions(&actor.spoken_for))),
    ];
    let told: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    if told.is_empty() { "no position".to_owned() } else { told.join(", ") }
}

fn roles(desk: &Desk, id: ActorId) -> Vec<RoleLine> {
    let actor = &desk.model[id];
    actor
        .entry
        .data
        .roles
        .iter()
        .zip(&actor.roles)
        .map(|(role, body)| RoleLine {
            title: role.title.0.clone(),
            body: body.map(|body| desk.link(EntryId::Actor(body))),
            dates: role.dates.as_ref().map(date_part),
        })
        .collect()
}

/// Ties in both directions, its own first.
fn ties(desk: &Desk, id: ActorId, part: u32) -> Shown<Tie> {
    let actor = &desk.model[id];
    let own = actor.links.iter().map(|link| {
        let to = match link.to {
            LinkEnd::Actor(other) => EntryId::Actor(other),
            LinkEnd::Country(country) => EntryId::Country(country),
        };
        (EntryId::Actor(id), link.relation, to, link.linked_by)
    });
    let others = actor.linked_from.iter().map(|(other, relation, claim)| {
        (EntryId::Actor(*other), *relation, EntryId::Actor(id), *claim)
    });
    let all: Vec<(EntryId, LinkRelation, EntryId, _)> = own.chain(others).collect();
    Shown::new(&all, part, ROWS, |(from, relation, to, claim)| tie(desk, from, relation, to, claim))
}
