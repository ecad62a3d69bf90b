//! One country: what is said about it, and what is said there, kept apart; who of it speaks; and
//! what is missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::coverage::{Answer, answer_from};
use super::desk::Desk;
use super::list::{self, Pager, Shown, pager, rows};
use super::part::{
    ActorPart, CountryPart, DatePart, KeyItem, Link, ListedClaim, SourcePart, date_part,
};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::statement::{Statement, statements};
use super::timeline::{self, Entry, What};
use super::{ChangePart, Page, View};
use crate::chart::{self, Lane, MiniRow, Spot, Tall, Wide};
use crate::markdown::Prose;
use crate::model::{
    ActorId, ClaimId, Country, CountryId, EntryId, EventId, Model, PositionId, SourceId,
};
use crate::vocabulary::{CountryRelation, LinkRelation, RecordState};
use crate::words::counted;

/// How many claims of each list, statements of each list and lines of each list one page holds.
const CLAIMS: usize = 40;
const STATEMENTS: usize = 80;
const LINES: usize = super::ROWS;
/// With more marks than this in a lane the lanes are drawn in small.
const MARKS: usize = 150;
/// How many gaps of one kind are told one by one.
const GAPS: usize = 40;

#[derive(Serialize)]
pub struct CountryView {
    code: String,
    name: Arc<str>,
    part: u32,
    pager: Option<Pager>,
    dates: Option<DatePart>,
    succeeded_by: Vec<Shared<CountryPart>>,
    came_after: Vec<Shared<CountryPart>>,
    summary: Option<String>,
    prose: Option<Prose>,
    /// What stands in place of prose that nobody has written.
    counted: String,
    lanes: Option<Lanes>,
    about: Shown<ListedClaim>,
    about_people: Shown<ListedClaim>,
    targeted: Shown<ListedClaim>,
    by_state: Shown<Statement>,
    by_others: Shown<Statement>,
    actors: Shown<Group>,
    linked: Shown<Tie>,
    events: Shown<EventLine>,
    sources: Vec<Shared<SourcePart>>,
    /// Searches among the statements of this page.
    searches: Vec<Statement>,
    missing: Option<Missing>,
    mentioned_in: Shown<Link>,
    topics: Vec<Link>,
    external: Vec<External>,
    changes: Vec<ChangePart>,
}

/// The two lanes of a country.
#[derive(Serialize)]
struct Lanes {
    wide: Option<Wide>,
    tall: Option<Tall>,
    /// In their place, when they hold very much.
    small: Vec<MiniRow>,
    key: Vec<KeyItem>,
}

/// Actors with one relation to the country.
#[derive(Serialize)]
struct Group {
    relation: &'static str,
    actors: Vec<Related>,
}

/// An actor of the country.
#[derive(Serialize)]
struct Related {
    actor: Shared<ActorPart>,
    dates: Option<DatePart>,
}

/// A tie that a claim says there is.
#[derive(Clone, Debug, Serialize)]
pub struct Tie {
    pub from: Link,
    pub relation: &'static str,
    pub to: Link,
    pub claim: Link,
    pub record: &'static str,
}

/// An event in a line.
#[derive(Clone, Debug, Serialize)]
pub struct EventLine {
    pub event: Link,
    pub when: DatePart,
}

/// The same thing elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct External {
    pub name: Arc<str>,
    pub value: String,
    /// Whether the value is an address.
    pub link: bool,
}

/// What the record of a country lacks.
#[derive(Serialize)]
struct Missing {
    statements: usize,
    /// How its statements were seen.
    seen: Vec<Seen>,
    /// Claims about it without an answer or a search from it.
    unanswered: Gap<Link>,
    anonymous: Gap<Entry>,
    single: Gap<Link>,
}

/// Statements that were seen in one way.
#[derive(Serialize)]
struct Seen {
    label: &'static str,
    count: usize,
    /// Of all, in percent.
    share: f64,
    class: &'static str,
}

/// Things that are missing: the first of them, and how many there are.
#[derive(Serialize)]
struct Gap<T> {
    items: Vec<T>,
    total: String,
    more: usize,
}

impl<T> Gap<T> {
    fn new<S>(all: &[S], one: &str, many: &str, make: impl FnMut(&S) -> T) -> Gap<T> {
        Gap {
            items: all.iter().take(GAPS).map(make).collect(),
            total: counted(all.len(), one, many),
            more: all.len().saturating_sub(GAPS),
        }
    }
}

/// The number of pages.
pub fn pages(model: &Model, id: CountryId) -> u32 {
    let country = &model[id];
    let lists = [
        (country.about.len(), CLAIMS),
        (country.about_people.len(), CLAIMS),
        (country.targeted.len(), CLAIMS),
        (country.by_state.len(), STATEMENTS),
        (country.by_others.len(), STATEMENTS),
        (country.actors.len(), LINES),
        (country.linked.len(), LINES),
        (country.events.len(), LINES),
        (country.mentioned_in.len(), LINES),
    ];
    lists.into_iter().map(|(len, most)| list::pages(len, most)).max().unwrap_or(1)
}

pub fn view(desk: &Desk, page: Page, id: CountryId, part: u32) -> View {
    let model = desk.model;
    let country = &model[id];
    let entry = EntryId::Country(id);
    let first = part == 1;
    let linker = PageLinker::annotating(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let counted = in_counts(country);
    let mut head =
        desk.entry_head(page, entry, &format!("{}. {counted}", country.name), "countries");
    head.crumbs = vec![desk.section("Countries", "countries/")];
    if !first {
        head.title = format!("{}, page {part}", head.title);
        head.crumbs.push(desk.link(entry));
    }
    let summary = if first { sheet.summary(entry) } else { None };
    let prose = country.entry.as_ref().filter(|_| first);
    let prose = prose.and_then(|file| sheet.prose(&file.body));
    let (by_state, state_searches) = said(desk, &mut sheet, &country.by_state, part);
    let (by_others, other_searches) = said(desk, &mut sheet, &country.by_others, part);
    let data = country.entry.as_ref().map(|entry| &entry.data);
    // Where nothing is said either way there is nothing to miss.
    let spoken_of = [&country.about, &country.about_people].iter().any(|list| !list.is_empty())
        || [&country.by_state, &country.by_others].iter().any(|list| !list.is_empty());
    let view = CountryView {
        code: country.code.to_string(),
        name: country.name.clone(),
        part,
        pager: pager(model, part, pages(model, id), |part| Page::Country(id, part)),
        dates: data.and_then(|data| data.dates.as_ref()).map(date_part),
        succeeded_by: desk.countries(&country.succeeded_by),
        came_after: desk.countries(&predecessors(model, id)),
        summary,
        prose,
        counted,
        lanes: if first { lanes(desk, id) } else { None },
        about: Shown::new(&country.about, part, CLAIMS, |claim| sheet.row(claim)),
        about_people: Shown::new(&country.about_people, part, CLAIMS, |claim| sheet.row(claim)),
        targeted: Shown::new(&country.targeted, part, CLAIMS, |claim| sheet.row(claim)),
        sources: sources(desk, country, part),
        by_state,
        by_others,
        actors: actors(desk, id, part),
        linked: Shown::new(&country.linked, part, LINES, |(actor, relation, claim)| {
            tie(desk, EntryId::Actor(actor), relation, entry, claim)
        }),
        events: Shown::new(&country.events, part, LINES, |event| event_line(desk, event)),
        searches: state_searches.into_iter().chain(other_searches).collect(),
        missing: (first && spoken_of).then(|| missing(desk, id)),
        mentioned_in: Shown::new(&country.mentioned_in, part, LINES, |other| desk.link(other)),
        topics: desk.topics(entry),
        external: external(model, entry),
        changes: if first { sheet.changes(entry) } else { Vec::new() },
    };
    sheet.finish(head, view)
}

/// What the record holds of a country, in a sentence or two.
fn in_counts(country: &Country) -> String {
    let mut parts = Vec::new();
    let claims = |count: usize| counted(count, "claim", "claims");
    if !country.about.is_empty() {
        let count = country.about.len();
        let is = if count == 1 { "is" } else { "are" };
        parts.push(format!("{} {is} about the conduct of this country", claims(count)));
    }
    if !country.about_people.is_empty() {
        parts.push(format!("{} about people or bodies of it", claims(country.about_people.len())));
    }
    if !country.targeted.is_empty() {
        let say = if country.targeted.len() == 1 { "says" } else { "say" };
        parts.push(format!("{} {say} that it was acted upon", claims(country.targeted.len())));
    }
    let about = if parts.is_empty() {
        "No claim here is about the conduct of this country.".to_owned()
    } else {
        format!("Here, {}.", parts.join(", "))
    };
    let voices = (country.by_state.len(), country.by_others.len());
    let positions = |count: usize| counted(count, "position", "positions");
    let from = match voices {
        (0, 0) => "Nobody of it is on record with a position.".to_owned(),
        (state, 0) => format!("Its state organs are on record with {}.", positions(state)),
        (0, others) => format!("Others of the country are on record with {}.", positions(others)),
        (state, others) => format!(
            "Its state organs are on record with {}, others of the country with {}.",
            positions(state),
            positions(others)
        ),
    };
    format!("{about} {from}")
}

fn predecessors(model: &Model, id: CountryId) -> Vec<CountryId> {
    (0..model.countries.len() as u32)
        .map(CountryId)
        .filter(|other| model[*other].succeeded_by.contains(&id))
        .collect()
}

/// Statements of the stretch of a list, and searches apart from them.
fn said(
    desk: &Desk,
    sheet: &mut Sheet,
    list: &[PositionId],
    part: u32,
) -> (Shown<Statement>, Vec<Statement>) {
    let here = rows(list, part, STATEMENTS);
    let (searched, spoken): (Vec<PositionId>, Vec<PositionId>) =
        here.iter().partition(|id| desk.model[**id].stance.is_search());
    let spoken = statements(sheet, desk.model, &spoken);
    let searched = statements(sheet, desk.model, &searched);
    (Shown::of(spoken, here.len(), list.len(), part, STATEMENTS), searched)
}

/// The sources of the statements on one page, each once, in the order of the statements.
fn sources(desk: &Desk, country: &Country, part: u32) -> Vec<Shared<SourcePart>> {
    let mut sources: Vec<SourceId> = Vec::new();
    for list in [&country.by_state, &country.by_others] {
        let here = rows(list, part, STATEMENTS);
        sources.extend(here.iter().filter_map(|id| desk.model[*id].source));
    }
    let mut seen = std::collections::HashSet::new();
    sources.retain(|source| seen.insert(*source));
    sources.into_iter().map(|source| desk.source(source)).collect()
}

fn actors(desk: &Desk, id: CountryId, part: u32) -> Shown<Group> {
    let model = desk.model;
    let mut list: Vec<(CountryRelation, ActorId)> =
        model[id].actors.iter().map(|(actor, relation)| (*relation, *actor)).collect();
    list.sort_by_cached_key(|(relation, actor)| {
        (*relation, model[*actor].entry.data.name.to_lowercase(), *actor)
    });
    let here = rows(&list, part, LINES);
    let group = |group: &[(CountryRelation, ActorId)]| Group {
        relation: group.first().map_or("", |(relation, _)| relation.label()),
        actors: group
            .iter()
            .map(|(relation, actor)| related(desk, id, *relation, *actor))
            .collect(),
    };
    let groups = here.chunk_by(|(a, _), (b, _)| a == b).map(group).collect();
    Shown::of(groups, here.len(), list.len(), part, LINES)
}

fn related(desk: &Desk, id: CountryId, relation: CountryRelation, actor: ActorId) -> Related {
    let dates = desk.model[actor]
        .countries
        .iter()
        .filter(|belonging| belonging.country == id && belonging.relation == relation)
        .find_map(|belonging| belonging.dates.as_ref());
    Related { actor: desk.actor(actor), dates: dates.map(date_part) }
}

/// A tie that a claim says there is.
pub fn tie(desk: &Desk, from: EntryId, relation: LinkRelation, to: EntryId, claim: ClaimId) -> Tie {
    Tie {
        from: desk.link(from),
        relation: relation.label(),
        to: desk.link(to),
        claim: desk.link(EntryId::Claim(claim)),
        record: desk.model[claim].record.state.term().label,
    }
}

pub fn event_line(desk: &Desk, event: EventId) -> EventLine {
    EventLine {
        event: desk.link(EntryId::Event(event)),
        when: date_part(&desk.model[event].entry.data.when),
    }
}

/// Ids and addresses of an entry in other places.
pub fn external(model: &Model, entry: EntryId) -> Vec<External> {
    let external = model.common(entry).map_or(&[][..], |common| common.external());
    external
        .iter()
        .map(|(name, value)| External {
            name: name.clone(),
            value: value.to_string(),
            link: value.starts_with("https://") || value.starts_with("http://"),
        })
        .collect()
}

/// What others say about the country or its people, with events, and what is said there.
fn lanes(desk: &Desk, id: CountryId) -> Option<Lanes> {
    let model = desk.model;
    let country = &model[id];
    let about = country.about.iter().chain(&country.about_people);
    let others: Vec<PositionId> = about
        .flat_map(|claim| model[*claim].by_date.iter().copied())
        .filter(|position| model[*position].countries.iter().all(|(of, _)| *of != id))
        .collect();
    let own: Vec<PositionId> = country.by_state.iter().chain(&country.by_others).copied().collect();
    let said = |positions: &[PositionId]| {
        let mut said = timeline::together(model, positions);
        said.retain(|group| group.first().is_some_and(|id| model[*id].date.is_some()));
        said
    };
    let (about, from) = (said(&others), said(&own));
    if about.is_empty() && from.is_empty() {
        return None;
    }
    if [about.len(), from.len(), country.events.len()].iter().any(|marks| *marks > MARKS) {
        // No words are made that nobody would see.
        let spots = |said: Vec<Vec<PositionId>>| -> Vec<Spot> {
            let first = said.iter().filter_map(|group| group.first());
            first.filter_map(|id| timeline::spot(model, *id)).collect()
        };
        let events = country.events.iter().map(|event| timeline::event_spot(model, *event));
        let lanes = lanes_of(country, spots(about), spots(from), events.collect());
        let shapes = lanes.iter().flat_map(|lane| &lane.marks).map(|spot| spot.shape);
        return Some(Lanes {
            wide: None,
            tall: None,
            small: chart::minilanes(desk.axis(), &lanes),
            key: timeline::key(shapes, "event"),
        });
    }
    let events = country.events.iter().map(|event| {
        let when = &model[*event].entry.data.when;
        timeline::mark(desk, &What::Event(*event), when, desk.href(EntryId::Event(*event)))
    });
    let (about, from) = (timeline::said_marks(desk, about), timeline::said_marks(desk, from));
    let lanes = lanes_of(country, about, from, events.collect());
    let shapes = lanes.iter().flat_map(|lane| &lane.marks).map(|mark| mark.stance);
    Some(Lanes {
        wide: Some(chart::wide(desk.axis(), &lanes)),
        // Upright there is room for words beside two lanes only.
        tall: Some(chart::tall(desk.axis(), &lanes[..2])),
        small: Vec::new(),
        key: timeline::key(shapes, "event"),
    })
}

/// A lane for what is said about a country, one for what is said there and, where there are any, one
/// for events.
fn lanes_of<M>(country: &Country, about: Vec<M>, from: Vec<M>, events: Vec<M>) -> Vec<Lane<M>> {
    let lane = |key: &str, lead: &str, marks: Vec<M>| Lane {
        key: key.to_owned(),
        lead: lead.into(),
        code: Some(country.code.to_string().into()),
        name: country.name.clone(),
        marks,
    };
    let mut lanes = vec![lane("about", "About", about), lane("from", "From", from)];
    if !events.is_empty() {
        let name = "Events".into();
        lanes.push(Lane { name, code: None, ..lane("events", "", events) });
    }
    lanes
}

fn missing(desk: &Desk, id: CountryId) -> Missing {
    let model = desk.model;
    let country = &model[id];
    let own = || country.by_state.iter().chain(&country.by_others).copied();
    let spoken: Vec<PositionId> = own().filter(|id| !model[*id].stance.is_search()).collect();
    let unanswered: Vec<ClaimId> = country
        .about
        .iter()
        .copied()
        .filter(|claim| answer_from(model, &model[*claim], id) == Answer::Neither)
        .collect();
    let single: Vec<ClaimId> = country
        .about
        .iter()
        .copied()
        .filter(|claim| model[*claim].record.state == RecordState::OneVoice)
        .collect();
    let about = country.about.iter().flat_map(|claim| model[*claim].by_date.iter().copied());
    let mut anonymous: Vec<PositionId> =
        about.chain(own()).filter(|position| model.is_anonymous(*position)).collect();
    anonymous.sort_by_cached_key(|position| model.date_key(*position));
    anonymous.dedup();
    let entries = timeline::short_list(desk, &anonymous);
    let claim = |claim: &ClaimId| desk.link(EntryId::Claim(*claim));
    Missing {
        statements: spoken.len(),
        seen: seen(model, &spoken),
        unanswered: Gap::new(&unanswered, "claim", "claims", claim),
        anonymous: Gap::new(&entries, "entry", "entries", Entry::clone),
        single: Gap::new(&single, "claim", "claims", claim),
    }
}

/// How statements were seen, the surest way first.
fn seen(model: &Model, spoken: &[PositionId]) -> Vec<Seen> {
    let ways = [
        ("without a carrier between", "k1"),
        ("as a carrier quotes them", "k2"),
        ("only as a carrier reports them, without their words", "k3"),
        ("as somebody else recalls them", "k3"),
    ];
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for id in spoken {
        let position = &model[*id];
        let way = match (position.reported_by, position.via) {
            (Some(_), _) => 3,
            (None, Some(_)) if model.words(*id).quote.is_none() => 2,
            (None, Some(_)) => 1,
            (None, None) => 0,
        };
        *counts.entry(way).or_default() += 1;
    }
    let all = spoken.len().max(1) as f64;
    ways.into_iter()
        .enumerate()
        .filter_map(|(way, (label, class))| {
            let count = *counts.get(&way)?;
            let share = (count as f64 / all * 1000.0).round() / 10.0;
            Some(Seen { label, count, share, class })
        })
        .collect()
}
