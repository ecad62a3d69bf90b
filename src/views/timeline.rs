//! The timeline: one lane for each country, and below the same in words, under years and months.
//!
//! Events stand by `when`, claims by `happened`, positions by `date` in the lane of the speaker’s
//! country. What somebody said on one day with one stance is one entry, however many claims it is
//! on. A long timeline is split: its first page counts entries by year and lane, and each year has
//! pages of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::desk::Desk;
use super::list::{Pager, pager};
use super::part::{CountryPart, DatePart, KeyItem, Link, date_part, shape, shorten};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View, file_of};
use crate::chart::{self, Axis, Lane, Mark, Shape, Spot, Tall, Wide};
use crate::date::{Date, Day, Extent, MONTHS};
use crate::model::{ActorId, ClaimId, CountryId, EntryId, EventId, Model, PositionId};
use crate::vocabulary::{ActorType, Basis, Stance};
use crate::words::counted;

/// With more entries than this the timeline is split, and so is a year.
const MOST: usize = 400;
/// One entry stands for no more positions or claims than this.
const TOGETHER: usize = 40;
/// Lanes that can be chosen alone: the style sheet has a rule for each.
const CHOICES: usize = 24;
/// So many actors are offered on one page.
const SPEAKERS: usize = 60;
/// A proposition is cut at so many letters in the list.
const WORDS: usize = 120;

/// What one entry shows.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Event(EventId),
    /// Claims about the same countries that are said to have happened at the same time.
    Happened(Vec<ClaimId>),
    /// What one actor said on one day with one stance.
    Said(Vec<PositionId>),
}

/// Something with a place in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub what: What,
    pub date: Date,
    place: Place,
}

/// Where an entry stands among the headings: the year, and the month where there is a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    year: i32,
    month: Option<u32>,
}

/// Everything that has a place in time, in order, and the pages on which it stands.
#[derive(Debug, Default, PartialEq)]
pub struct Order {
    moments: Vec<Moment>,
    /// Positions without a place in time.
    undated: Vec<PositionId>,
    /// Claims, events and positions with a place in time.
    total: usize,
    /// The pages of each year, as parts of `moments`; empty while the timeline is whole.
    years: BTreeMap<i32, Vec<std::ops::Range<usize>>>,
    /// On which page an event stands.
    events: HashMap<EventId, (i32, u32)>,
}

impl Order {
    pub fn new(model: &Model) -> Order {
        let (mut moments, undated) = moments(model);
        moments.sort_by_cached_key(|moment| (moment.place, moment.date.sort_key(), rank(moment)));
        let total = moments.iter().map(Moment::weight).sum();
        let mut order = Order { moments, undated, total, ..Order::default() };
        if total > MOST {
            order.split();
        }
        order
    }

    /// Cuts each year into pages.
    fn split(&mut self) {
        let mut weight = 0;
        for (index, moment) in self.moments.iter().enumerate() {
            let pages = self.years.entry(moment.place.year).or_default();
            weight += moment.weight();
            match pages.last_mut() {
                Some(page) if weight <= MOST => page.end = index + 1,
                _ => {
                    pages.push(index..index + 1);
                    weight = moment.weight();
                }
            }
            if let What::Event(event) = moment.what {
                self.events.insert(event, (moment.place.year, pages.len() as u32));
            }
        }
    }

    /// The address of an event’s entry.
    pub fn event_href(&self, desk: &Desk, event: EventId) -> Option<String> {
        let page = match self.events.get(&event) {
            Some((year, part)) => Page::Timeline(Some(*year), *part),
            None if self.years.is_empty() => Page::Timeline(None, 1),
            None => return None,
        };
        let id = &desk.model[event].entry.id;
        Some(format!("{}#e.{id}", file_of(&page.address(desk.model))))
    }
}

impl Moment {
    /// How many entries of the content it stands for.
    fn weight(&self) -> usize {
        match &self.what {
            What::Event(_) => 1,
            What::Happened(claims) => claims.len(),
            What::Said(positions) => positions.len(),
        }
    }

    /// The lanes in which it stands; none where there is no country.
    fn countries(&self, model: &Model) -> Vec<CountryId> {
        match &self.what {
            What::Event(event) => model[*event].countries.clone(),
            What::Happened(claims) => {
                claims.first().map(|claim| model[*claim].countries.clone()).unwrap_or_default()
            }
            What::Said(positions) => {
                positions.first().map(|id| speakers(model, *id)).unwrap_or_default()
            }
        }
    }
}

/// The countries of the speaker, or else of whom they speak for.
fn speakers(model: &Model, id: PositionId) -> Vec<CountryId> {
    let position = &model[id];
    let own = model[position.by].countries.iter().map(|belonging| belonging.country);
    let mut countries: Vec<CountryId> = own.collect();
    if countries.is_empty() {
        countries = position.countries.iter().map(|(country, _)| *country).collect();
    }
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// Of what has one date, events stand first, then what is said to have happened, then who said what.
fn rank(moment: &Moment) -> (u8, u32) {
    match &moment.what {
        What::Event(event) => (0, event.0),
        What::Happened(claims) => (1, claims.first().map_or(0, |claim| claim.0)),
        What::Said(positions) => (2, positions.first().map_or(0, |position| position.0)),
    }
}

fn moments(model: &Model) -> (Vec<Moment>, Vec<PositionId>) {
    let mut moments = Vec::new();
    let mut undated = Vec::new();
    for (index, event) in model.events.iter().enumerate() {
        let when = &event.entry.data.when;
        if let Some(place) = place(when) {
            let what = What::Event(EventId(index as u32));
            moments.push(Moment { what, date: when.clone(), place });
        }
    }
    let mut happened: BTreeMap<(&str, &[CountryId]), usize> = BTreeMap::new();
    for (index, claim) in model.claims.iter().enumerate() {
        let Some(date) = &claim.entry.data.happened else { continue };
        let Some(place) = place(date) else { continue };
        let id = ClaimId(index as u32);
        match happened.get(&(date.as_str(), &*claim.countries)).map(|at| &mut moments[*at].what) {
            Some(What::Happened(claims)) if claims.len() < TOGETHER => claims.push(id),
            _ => {
                happened.insert((date.as_str(), &claim.countries), moments.len());
                let what = What::Happened(vec![id]);
                moments.push(Moment { what, date: date.clone(), place });
            }
        }
    }
    let all: Vec<PositionId> = (0..model.positions.len() as u32).map(PositionId).collect();
    for group in together(model, &all) {
        let date = group.first().and_then(|id| model[*id].date.clone());
        match date.and_then(|date| Some((place(&date)?, date))) {
            Some((place, date)) => moments.push(Moment { what: What::Said(group), date, place }),
            None => undated.extend(group),
        }
    }
    (moments, undated)
}

/// Positions of one actor, one date and one stance together, in the order in which they are met.
pub fn together(model: &Model, positions: &[PositionId]) -> Vec<Vec<PositionId>> {
    let mut places: HashMap<(ActorId, Stance, Option<&Date>), usize> = HashMap::new();
    let mut groups: Vec<Vec<PositionId>> = Vec::new();
    for id in positions {
        let position = &model[*id];
        let key = (position.by, position.stance, position.date.as_ref());
        match places.get(&key).map(|at| &mut groups[*at]) {
            Some(group) if group.len() < TOGETHER => group.push(*id),
            _ => {
                places.insert(key, groups.len());
                groups.push(vec![*id]);
            }
        }
    }
    groups
}

/// The heading under which a date stands; `None` where neither end is known.
fn place(date: &Date) -> Option<Place> {
    let Extent { from, to, .. } = date.extent();
    let (year, month, _) = from.or(to)?.civil();
    let text = date.as_str();
    // The start of an interval counts where it names a month.
    let names_month = |text: &str| text.trim_start_matches('-').contains('-');
    let single = match (from, to) {
        (Some(from), Some(to)) if text.contains('/') => {
            let same = from.civil().0 == to.civil().0 && from.civil().1 == to.civil().1;
            same || text.split('/').next().is_some_and(names_month)
        }
        (Some(from), Some(to)) => from.civil().0 == to.civil().0 && from.civil().1 == to.civil().1,
        _ => names_month(text.trim_matches('/').trim_matches('.')),
    };
    Some(Place { year, month: single.then_some(month) })
}

/// The pages of the timeline, in order: the whole, then each year that has pages of its own.
pub fn pages(order: &Order) -> Vec<Page> {
    let mut pages = vec![Page::Timeline(None, 1)];
    for (year, parts) in &order.years {
        pages.extend((1..=parts.len() as u32).map(|part| Page::Timeline(Some(*year), part)));
    }
    pages
}

/// The mark of an entry, which leads to `href`.
pub fn mark(desk: &Desk, what: &What, date: &Date, href: String) -> Mark {
    let model = desk.model;
    let words = date.words();
    let (label, title, stance): (Arc<str>, String, Shape) = match what {
        What::Event(event) => {
            let title = &model[*event].entry.data.title;
            (title.0.clone(), format!("{words}: {}", title.0), Shape::Event)
        }
        What::Happened(claims) => {
            let label = match claims[..] {
                [claim] => format!("said: {}", &*model[claim].entry.data.title),
                _ => format!("{} said to have happened", counted(claims.len(), "claim", "claims")),
            };
            let title = match claims[..] {
                [claim] => {
                    let title = &*model[claim].entry.data.title;
                    format!("Said to have happened {words}: {}", shorten(title, WORDS))
                }
                _ => format!(
                    "{words}: {} said to have happened",
                    counted(claims.len(), "claim is", "claims are")
                ),
            };
            (label.into(), title, Shape::Event)
        }
        What::Said(positions) => {
            let position = positions.first().map(|id| &model[*id]);
            let name = position.map(|position| model[position.by].entry.data.name.0.clone());
            let name = name.unwrap_or_default();
            let stance = position.map_or(Stance::Reports, |position| position.stance);
            let on = match positions.len() {
                1 => String::new(),
                count => format!(", on {count} claims"),
            };
            let title = format!("{words}: {name}: {}{on}", stance.label());
            (name, title, shape(stance))
        }
    };
    let short = match what {
        What::Said(positions) => positions
            .first()
            .and_then(|id| initials(model, model[*id].by))
            .unwrap_or_else(|| label.clone()),
        _ => label.clone(),
    };
    Mark {
        extent: date.extent(),
        stance,
        side: stance.side(),
        label,
        short,
        code: None,
        title,
        href,
        number: None,
    }
}

/// The initials under which a body is also known.
fn initials(model: &Model, actor: ActorId) -> Option<Arc<str>> {
    let data = &model[actor].entry.data;
    let is_initials =
        |name: &str| name.chars().count() <= 7 && name.chars().all(|c| c.is_uppercase());
    let known = || data.also_known_as.iter().find(|name| is_initials(name));
    (data.r#type != ActorType::Person).then(known)?.map(|name| name.0.clone())
}

/// The marks of what was said, for a picture.
pub fn said_marks(desk: &Desk, said: Vec<Vec<PositionId>>) -> Vec<Mark> {
    said.into_iter()
        .filter_map(|group| {
            let first = *group.first()?;
            let date = desk.model[first].date.clone()?;
            Some(mark(desk, &What::Said(group), &date, desk.position_href(first)))
        })
        .collect()
}

/// The mark of a position in small, if it has a place in time.
pub fn spot(model: &Model, id: PositionId) -> Option<Spot> {
    let position = &model[id];
    Some(Spot { extent: position.date.as_ref()?.extent(), shape: shape(position.stance) })
}

/// The mark of an event in small.
pub fn event_spot(model: &Model, id: EventId) -> Spot {
    Spot { extent: model[id].entry.data.when.extent(), shape: Shape::Event }
}

#[derive(Serialize)]
pub struct Timeline {
    /// “July 2018 to November 2021”
    span: String,
    lanes: Option<Lanes>,
    /// Lanes that can be shown alone.
    choices: Vec<Choice>,
    /// Kinds of entries that can be shown alone.
    kinds: Vec<KindChoice>,
    /// Who says the most on this page, each with a page of their own.
    actors: Vec<Speaker>,
    /// How many lines the list has.
    lines: usize,
    years: Vec<Year>,
    undated: Vec<Entry>,
    /// How many entries stand on this page.
    total: String,
    lane_count: String,
    /// The counts of a timeline that is split.
    summary: Option<Summary>,
    pager: Option<Pager>,
    /// The year before and the year after.
    earlier: Option<Link>,
    later: Option<Link>,
    year: Option<String>,
    key: Vec<KeyItem>,
}

/// The picture, wide and tall, with the axis it stands on.
#[derive(Serialize)]
struct Lanes {
    axis: Axis,
    wide: Wide,
    tall: Tall,
}

/// A lane that can be shown alone.
#[derive(Serialize)]
struct Choice {
    key: usize,
    /// How addresses name it.
    slug: String,
    code: Option<String>,
    name: String,
    /// How many lines of the list it leaves.
    count: usize,
}

/// A kind of entry that can be shown alone.
#[derive(Serialize)]
struct KindChoice {
    key: &'static str,
    name: &'static str,
    count: usize,
}

/// An actor, and in how many lines of the list they speak.
#[derive(Serialize)]
struct Speaker {
    actor: Link,
    count: usize,
}

#[derive(Serialize)]
struct Year {
    title: String,
    id: String,
    months: Vec<Month>,
}

#[derive(Serialize)]
struct Month {
    title: &'static str,
    id: String,
    entries: Vec<Entry>,
}

/// One entry of the list.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub number: usize,
    /// The lanes it is in, by number.
    pub lanes: Vec<usize>,
    /// What kind of entry it is, as [`chart::kind`] tells.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DatePart>,
    pub shape: &'static str,
    pub word: &'static str,
    pub countries: Vec<Shared<CountryPart>>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<Link>,
    pub on: Vec<Target>,
}

/// Where an entry leads, with the fragment by which it is found itself.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    pub id: String,
    pub title: String,
    pub href: String,
}

/// How many entries each year and lane hold.
#[derive(Serialize)]
struct Summary {
    lanes: Vec<Column>,
    /// How many lanes found no room.
    more: usize,
    rows: Vec<YearRow>,
}

#[derive(Serialize)]
struct Column {
    code: Option<String>,
    name: String,
}

#[derive(Serialize)]
struct YearRow {
    year: Link,
    counts: Vec<usize>,
    total: usize,
}

pub fn view(desk: &Desk, page: Page, year: Option<i32>, part: u32) -> View {
    let model = desk.model;
    let order = desk.orders.timeline(model);
    let linker = PageLinker::plain(desk, page);
    let sheet = Sheet::new(desk, &linker);
    let split = !order.years.is_empty();
    let moments = match year {
        None if split => &[][..],
        None => &order.moments[..],
        Some(year) => {
            let parts = order.years.get(&year);
            let range = parts.and_then(|parts| parts.get(part.saturating_sub(1) as usize));
            range.and_then(|range| order.moments.get(range.clone())).unwrap_or_default()
        }
    };
    let whole = if year.is_none() { &order.moments[..] } else { moments };
    let span = span(whole);
    let lanes = lanes_of(model, moments);
    let lane_of: HashMap<Option<CountryId>, usize> =
        lanes.iter().enumerate().map(|(index, country)| (*country, index + 1)).collect();
    let (entries, marks) = entries(desk, moments, &lane_of);
    let total: usize = moments.iter().map(Moment::weight).sum();
    let neighbour = |year: Option<i32>| {
        let page = Page::Timeline(Some(year?), 1);
        Some(desk.section(&year_title(year?), &page.address(model)))
    };
    let (earlier, later) = match year {
        Some(year) => (
            neighbour(order.years.range(..year).next_back().map(|(year, _)| *year)),
            neighbour(order.years.range(year + 1..).next().map(|(year, _)| *year)),
        ),
        None => (None, None),
    };
    let parts = year.and_then(|year| order.years.get(&year)).map_or(1, |parts| parts.len() as u32);
    let key =
        key(marks.iter().flatten().map(|mark| mark.stance), "event, or said to have happened");
    let picture = (!moments.is_empty()).then(|| {
        let axis = axis(desk, moments);
        let lanes = lanes_with(desk, &lanes, marks);
        Lanes { wide: chart::wide(&axis, &lanes), tall: chart::tall(&axis, &lanes), axis }
    });
    let mut title = match year {
        Some(year) => format!("Timeline of {}", year_title(year)),
        None => "Timeline".to_owned(),
    };
    if part > 1 {
        title.push_str(&format!(", page {part}"));
    }
    let entries_words =
        counted(if year.is_none() { order.total } else { total }, "entry", "entries");
    let description =
        format!("{entries_words} in lanes by country, {span}, and the same as a list.");
    let mut head = desk.head(page, &title, &description, "timeline");
    if year.is_some() {
        head.crumbs = vec![desk.section("Timeline", "timeline/")];
    }
    let all_lanes =
        if year.is_none() { lanes_of(model, &order.moments).len() } else { lanes.len() };
    let undated = if year.is_none() { undated(desk, &order.undated, &lane_of) } else { Vec::new() };
    let lines: Vec<&Entry> = entries.iter().chain(&undated).collect();
    let view = Timeline {
        span,
        lanes: picture,
        choices: choices(desk, &lanes, &lines),
        kinds: kinds(&lines),
        actors: speakers_of(&lines),
        lines: lines.len(),
        years: headed(moments, entries),
        undated,
        total: entries_words,
        lane_count: counted(all_lanes, "lane", "lanes"),
        summary: (year.is_none() && split).then(|| summary(desk, order)),
        pager: pager(model, part, parts, |part| Page::Timeline(year, part)),
        earlier,
        later,
        year: year.map(year_title),
        key,
    };
    sheet.finish(head, view)
}

/// The lanes of some entries, in the order of countries; what has no country stands in the last.
fn lanes_of(model: &Model, moments: &[Moment]) -> Vec<Option<CountryId>> {
    let mut countries = BTreeSet::new();
    let mut none = false;
    for moment in moments {
        let of = moment.countries(model);
        none |= of.is_empty();
        countries.extend(of);
    }
    countries.into_iter().map(Some).chain(none.then_some(None)).collect()
}

fn lane_name(desk: &Desk, lane: Option<CountryId>) -> (Option<String>, Arc<str>) {
    match lane {
        Some(id) => {
            let country = &desk.model[id];
            (Some(country.code.to_string()), country.name.clone())
        }
        None => (None, "No country".into()),
    }
}

fn lanes_with(desk: &Desk, lanes: &[Option<CountryId>], marks: Vec<Vec<Mark>>) -> Vec<Lane> {
    lanes
        .iter()
        .zip(marks)
        .enumerate()
        .map(|(index, (lane, marks))| {
            let (code, name) = lane_name(desk, *lane);
            Lane {
                key: (index + 1).to_string(),
                lead: "".into(),
                code: code.map(Into::into),
                name,
                marks,
            }
        })
        .collect()
}

fn choices(desk: &Desk, lanes: &[Option<CountryId>], lines: &[&Entry]) -> Vec<Choice> {
    if lanes.len() < 2 {
        return Vec::new();
    }
    lanes
        .iter()
        .take(CHOICES)
        .enumerate()
        .map(|(index, lane)| {
            let (code, name) = lane_name(desk, *lane);
            let key = index + 1;
            Choice {
                key,
                slug: lane.map_or("none".to_owned(), |id| desk.model[id].code.lower()),
                code,
                name: name.to_string(),
                count: lines.iter().filter(|line| line.lanes.contains(&key)).count(),
            }
        })
        .collect()
}

/// The kinds of entries on the page; none where there is one.
fn kinds(lines: &[&Entry]) -> Vec<KindChoice> {
    let names = [
        ("event", "Events, or said to have happened"),
        ("up", "Those who say so"),
        ("down", "Those who say not"),
        ("on", "Those who take no side"),
    ];
    let count = |key| lines.iter().filter(|line| line.kind == key).count();
    let kinds: Vec<KindChoice> = names
        .into_iter()
        .map(|(key, name)| KindChoice { key, name, count: count(key) })
        .filter(|kind| kind.count > 0)
        .collect();
    if kinds.len() > 1 { kinds } else { Vec::new() }
}

/// Those who say the most, by how much and then by name.
fn speakers_of(lines: &[&Entry]) -> Vec<Speaker> {
    let mut counts: BTreeMap<&str, (&Link, usize)> = BTreeMap::new();
    for who in lines.iter().filter_map(|line| line.who.as_ref()) {
        counts.entry(&who.href).or_insert((who, 0)).1 += 1;
    }
    let mut speakers: Vec<Speaker> = counts
        .into_values()
        .map(|(actor, count)| Speaker { actor: actor.clone(), count })
        .collect();
    speakers.sort_by_cached_key(|speaker| {
        (std::cmp::Reverse(speaker.count), speaker.actor.title.to_lowercase())
    });
    speakers.truncate(SPEAKERS);
    speakers
}

/// The axis of the site where it covers all entries; one of their own where it does not, or where
/// they are one page of many.
fn axis(desk: &Desk, moments: &[Moment]) -> Axis {
    let mut said = Vec::new();
    let mut others = Vec::new();
    for moment in moments {
        match &moment.what {
            What::Said(group) => said.extend(group.iter().map(|_| moment.date.extent())),
            _ => others.push(moment.date.extent()),
        }
    }
    let ends = said.iter().chain(&others).flat_map(|extent| [extent.from, extent.to]);
    let last = ends.flatten().max();
    let as_of = desk.model.site.as_of.as_ref().and_then(Date::latest).or(last);
    Axis::new(&said, &others, as_of.unwrap_or(Day(0)), &[])
}

/// Entries of the list, and the marks of each lane, which lead to them.
fn entries(
    desk: &Desk,
    moments: &[Moment],
    lane_of: &HashMap<Option<CountryId>, usize>,
) -> (Vec<Entry>, Vec<Vec<Mark>>) {
    let model = desk.model;
    let mut marks = vec![Vec::new(); lane_of.len()];
    let mut entries = Vec::with_capacity(moments.len());
    for (index, moment) in moments.iter().enumerate() {
        let countries = moment.countries(model);
        let lanes = lanes_in(&countries, lane_of);
        let mut entry = entry(desk, moment);
        entry.number = index + 1;
        entry.lanes = lanes.clone();
        entry.countries = desk.countries(&countries);
        let href = entry.on.first().map(|target| format!("#{}", target.id)).unwrap_or_default();
        let mut drawn = mark(desk, &moment.what, &moment.date, href);
        drawn.number = u32::try_from(entry.number).ok();
        for lane in lanes {
            marks[lane - 1].push(drawn.clone());
        }
        entries.push(entry);
    }
    (entries, marks)
}

fn entry(desk: &Desk, moment: &Moment) -> Entry {
    let mut entry = entry_of(desk, &moment.what);
    entry.date = Some(date_part(&moment.date));
    entry
}

/// An entry without its date, its number and its lanes.
fn entry_of(desk: &Desk, what: &What) -> Entry {
    let model = desk.model;
    let (shape, word, who, on) = match what {
        What::Event(id) => {
            let event = &model[*id];
            let word = match event.entry.data.basis {
                Some(Basis::Claimed) => Basis::Claimed.label(),
                _ => "event",
            };
            let target = Target {
                id: format!("e.{}", event.entry.id),
                title: event.entry.data.title.to_string(),
                href: desk.href(EntryId::Event(*id)),
            };
            (Shape::Event, word, None, vec![target])
        }
        What::Happened(claims) => {
            let on = claims.iter().map(|id| Target {
                id: format!("c.{}", model[*id].entry.id),
                title: shorten(&model[*id].entry.data.title, WORDS),
                href: desk.href(EntryId::Claim(*id)),
            });
            (Shape::Event, Basis::Claimed.label(), None, on.collect())
        }
        What::Said(positions) => {
            let on = positions.iter().map(|id| position_target(desk, *id)).collect();
            let first = positions.first().map(|id| &model[*id]);
            let stance = first.map_or(Stance::Reports, |position| position.stance);
            let who = first.map(|position| desk.link(EntryId::Actor(position.by)));
            (shape(stance), stance.label(), who, on)
        }
    };
    Entry {
        number: 0,
        lanes: Vec::new(),
        kind: chart::kind(shape),
        date: None,
        shape: shape.as_str(),
        word,
        countries: Vec::new(),
        who,
        on,
    }
}

fn position_target(desk: &Desk, id: PositionId) -> Target {
    let position = &desk.model[id];
    let claim = &desk.model[position.claim].entry;
    Target {
        id: format!("p.{}.{}", claim.id, position.anchor),
        title: shorten(&claim.data.title, WORDS),
        href: desk.position_href(id),
    }
}

/// Positions as entries of a short list, without lanes or numbers: for pages of actors.
pub fn short_list(desk: &Desk, positions: &[PositionId]) -> Vec<Entry> {
    together(desk.model, positions)
        .into_iter()
        .map(|group| {
            let first = group.first().map(|id| &desk.model[*id]);
            let date = first.and_then(|position| position.date.as_ref()).map(date_part);
            let countries = group.first().map(|id| speakers(desk.model, *id)).unwrap_or_default();
            let countries = desk.countries(&countries);
            Entry { date, countries, ..entry_of(desk, &What::Said(group)) }
        })
        .collect()
}

fn undated(
    desk: &Desk,
    positions: &[PositionId],
    lane_of: &HashMap<Option<CountryId>, usize>,
) -> Vec<Entry> {
    let positions = &positions[..positions.len().min(MOST)];
    let mut entries = short_list(desk, positions);
    for (entry, group) in entries.iter_mut().zip(together(desk.model, positions)) {
        let countries = group.first().map(|id| speakers(desk.model, *id)).unwrap_or_default();
        entry.lanes = lanes_in(&countries, lane_of);
    }
    entries
}

/// The numbers of the lanes of countries; of the last lane where there is no country.
fn lanes_in(countries: &[CountryId], lane_of: &HashMap<Option<CountryId>, usize>) -> Vec<usize> {
    if countries.is_empty() {
        return lane_of.get(&None).copied().into_iter().collect();
    }
    countries.iter().filter_map(|country| lane_of.get(&Some(*country)).copied()).collect()
}

/// Entries under the headings of years and months.
fn headed(moments: &[Moment], entries: Vec<Entry>) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    let mut last: Option<Place> = None;
    for (moment, entry) in moments.iter().zip(entries) {
        let place = moment.place;
        if last.is_none_or(|last| last.year != place.year) {
            years.push(Year {
                title: year_title(place.year),
                id: format!("y{}", place.year),
                months: Vec::new(),
            });
        }
        let Some(year) = years.last_mut() else { continue };
        if last != Some(place) {
            let (title, id) = match place.month {
                Some(month) => (month_name(month), format!("y{}-{month:02}", place.year)),
                None => ("In the year", format!("y{}-00", place.year)),
            };
            year.months.push(Month { title, id, entries: Vec::new() });
        }
        if let Some(month) = year.months.last_mut() {
            month.entries.push(entry);
        }
        last = Some(place);
    }
    years
}

fn summary(desk: &Desk, order: &Order) -> Summary {
    let model = desk.model;
    let mut lanes = lanes_of(model, &order.moments);
    // The table keeps to as many lanes as can be chosen; the rest are in the total of the year.
    let more = lanes.len().saturating_sub(CHOICES);
    lanes.truncate(CHOICES);
    let at: HashMap<Option<CountryId>, usize> =
        lanes.iter().enumerate().map(|(index, lane)| (*lane, index)).collect();
    let mut rows: BTreeMap<i32, (Vec<usize>, usize)> = BTreeMap::new();
    for moment in &order.moments {
        let (counts, total) =
            rows.entry(moment.place.year).or_insert_with(|| (vec![0; lanes.len()], 0));
        let weight = moment.weight();
        *total += weight;
        let of = moment.countries(model);
        let mut add = |lane: Option<CountryId>| {
            if let Some(index) = at.get(&lane) {
                counts[*index] += weight;
            }
        };
        match of.is_empty() {
            true => add(None),
            false => of.into_iter().for_each(|country| add(Some(country))),
        }
    }
    let row = |(year, (counts, total)): (i32, (Vec<usize>, usize))| YearRow {
        year: desk.section(&year_title(year), &Page::Timeline(Some(year), 1).address(model)),
        counts,
        total,
    };
    Summary {
        more,
        lanes: lanes
            .iter()
            .map(|lane| {
                let (code, name) = lane_name(desk, *lane);
                Column { code, name: name.to_string() }
            })
            .collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

/// The glyphs of marks with their words, each once, in the order of a key; `event` says what the
/// bar of an event stands for.
pub fn key(shapes: impl IntoIterator<Item = Shape>, event: &'static str) -> Vec<KeyItem> {
    let used: Vec<Shape> = shapes.into_iter().collect();
    let word = |shape: Shape| match shape {
        Shape::Event => event,
        _ => Stance::ALL
            .iter()
            .find(|stance| super::part::shape(**stance) == shape)
            .map_or("", |stance| stance.label()),
    };
    Shape::ALL
        .into_iter()
        .filter(|shape| used.contains(shape))
        .map(|shape| KeyItem { shape, text: word(shape) })
        .collect()
}

/// “July 2018 to November 2021”
fn span(moments: &[Moment]) -> String {
    let extents = || moments.iter().map(|moment| moment.date.extent());
    let first = extents().filter_map(|extent| extent.from.or(extent.to)).min();
    let last = extents().filter_map(|extent| extent.to.or(extent.from)).max();
    match (first, last) {
        (Some(first), Some(last)) => {
            let ((from, from_month, _), (to, to_month, _)) = (first.civil(), last.civil());
            let words = |year, month| format!("{} {}", month_name(month), year_title(year));
            if to - from > 40 {
                format!("{} to {}", year_title(from), year_title(to))
            } else if (from, from_month) == (to, to_month) {
                words(from, from_month)
            } else if from == to {
                format!("{} to {}", month_name(from_month), words(to, to_month))
            } else {
                format!("{} to {}", words(from, from_month), words(to, to_month))
            }
        }
        _ => "No dates yet".to_owned(),
    }
}

/// Astronomical years, which have a year 0, as people count them.
pub fn year_title(year: i32) -> String {
    if year > 0 { year.to_string() } else { format!("{} BC", 1 - i64::from(year)) }
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month.wrapping_sub(1) as usize).copied().unwrap_or("In the year")
}
