//! All claims as rows on one line of time, in four orders: by record, by country, by who said so
//! first, and by date. Radios show one record or one country; a long list is split.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Jump, Pager, sort_name};
use super::part::{CountryPart, KeyItem, Link, ListedClaim, capitalised};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::model::{ActorId, ClaimId, CountryId, EntryId, Model};
use crate::vocabulary::RecordState;
use crate::words::counted;

/// Rows on one page: each brings a picture.
const ROWS: usize = 100;

/// From so many rows of a group letters help to find one.
const MANY: usize = 60;

/// With more groups than this, initials lead to them.
const GROUPS: usize = 40;

/// Countries that the style sheet has a rule for.
const LANES: usize = 24;

/// What the claims are sorted and grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    Record,
    /// A claim stands under each country whose conduct it is about.
    Country,
    /// By who says so first.
    Actor,
    /// By the year of the first position.
    Date,
}

impl Sort {
    pub const ALL: [Sort; 4] = [Sort::Record, Sort::Country, Sort::Actor, Sort::Date];

    fn key(self) -> &'static str {
        match self {
            Sort::Record => "record",
            Sort::Country => "country",
            Sort::Actor => "actor",
            Sort::Date => "date",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Sort::Record => "Record",
            Sort::Country => "Country",
            Sort::Actor => "Who said so first",
            Sort::Date => "Date",
        }
    }

    /// The address of its first page. Two levels below the list, where no claim can stand.
    pub fn address(self) -> String {
        match self {
            Sort::Record => "claims/".into(),
            other => format!("claims/by/{}/", other.key()),
        }
    }
}

/// The group in which a claim stands; groups come in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Under {
    Record(RecordState),
    Country(CountryId),
    NoCountry,
    Actor(Arc<str>, ActorId),
    NoActor,
    Year(i32),
    NoDate,
}

/// A claim in its group.
pub type Place = (Under, ClaimId);

/// The claims in an order; within a group by title, or by date where groups are years.
pub fn order(model: &Model, sort: Sort) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(model.claims.len());
    for id in (0..model.claims.len() as u32).map(ClaimId) {
        let claim = &model[id];
        let mut under = |under: Under| places.push((under, id));
        match sort {
            Sort::Record => under(Under::Record(claim.record.state)),
            Sort::Country if claim.countries.is_empty() => under(Under::NoCountry),
            Sort::Country => claim.countries.iter().for_each(|id| under(Under::Country(*id))),
            Sort::Actor => under(match first_voice(model, id) {
                Some(actor) => Under::Actor(sort_name(&model[actor].entry.data.name).into(), actor),
                None => Under::NoActor,
            }),
            Sort::Date => under(match first_day(model, id) {
                Some((year, _)) => Under::Year(year),
                None => Under::NoDate,
            }),
        }
    }
    places.sort_by_cached_key(|(under, id)| {
        let day = (sort == Sort::Date).then(|| first_day(model, *id).map(|(_, day)| day));
        (under.clone(), day, sort_name(&model[*id].entry.data.title), *id)
    });
    places
}

/// Who first says so.
fn first_voice(model: &Model, id: ClaimId) -> Option<ActorId> {
    let voices = model[id].by_date.iter().map(|position| &model[*position]);
    let first = voices
        .clone()
        .find(|position| super::part::shape(position.stance).side() == crate::chart::Side::Above);
    first.map(|position| position.by)
}

/// The year of the first position, and its day.
fn first_day(model: &Model, id: ClaimId) -> Option<(i32, crate::date::Day)> {
    let dates = model[id].by_date.iter().filter_map(|position| model[*position].date.as_ref());
    let days = dates.filter_map(|date| date.extent().from.or(date.extent().to));
    days.min().map(|day| (day.civil().0, day))
}

#[derive(Serialize)]
pub struct Claims {
    part: u32,
    /// The orders in which the claims can be read.
    sorts: Vec<SortLink>,
    /// How they are sorted here.
    sort: &'static str,
    /// How many rows stand on this page.
    lines: usize,
    /// “50 claims”
    count: String,
    /// “144 positions”
    positions: String,
    /// Stances whose marks stand on the page.
    key: Vec<KeyItem>,
    records: Vec<Filter>,
    countries: Vec<Lane>,
    /// Whether countries are left out of the filter.
    more_countries: bool,
    /// How many of the claims on the page are about no country.
    no_country: usize,
    groups: Vec<Group>,
    jumps: Vec<Jump>,
    pager: Option<Pager>,
}

/// One of the orders.
#[derive(Serialize)]
struct SortLink {
    link: Link,
    current: bool,
}

/// A record that can be shown alone, or the claims with a speaker who is not named; with their number
/// on the page.
#[derive(Serialize)]
struct Filter {
    key: &'static str,
    label: &'static str,
    count: usize,
}

/// A country that can be shown alone. The number ties it to a rule of the style sheet.
#[derive(Serialize)]
struct Lane {
    number: usize,
    country: Shared<CountryPart>,
    count: usize,
}

#[derive(Serialize)]
struct Group {
    /// Its fragment.
    key: String,
    label: String,
    /// Where its country or actor has a page.
    href: Option<String>,
    definition: Option<&'static str>,
    /// “23 claims”, on all pages.
    count: String,
    /// Whether it began on an earlier page.
    continued: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    claim: ListedClaim,
    /// Its fragment; where a claim stands in several groups only the first has one.
    anchored: bool,
    /// What the filters look at.
    class: String,
}

/// The number of pages.
pub fn pages(order: &[Place]) -> u32 {
    list::pages(order.len(), ROWS)
}

/// Every page of the list, in every order.
pub fn all(model: &Model) -> Vec<Page> {
    let lines = |sort| match sort {
        Sort::Record | Sort::Actor | Sort::Date => model.claims.len(),
        Sort::Country => {
            (0..model.claims.len() as u32).map(|id| model[ClaimId(id)].countries.len().max(1)).sum()
        }
    };
    let last = |sort| list::pages(lines(sort), ROWS);
    let parts = |sort| (1..=last(sort)).map(move |part| Page::Claims(sort, part));
    Sort::ALL.into_iter().flat_map(parts).collect()
}

pub fn view(desk: &Desk, page: Page, sort: Sort, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let order = desk.orders.claims(model, sort);
    let shown = list::rows(order, part, ROWS);
    let ids: Vec<ClaimId> = shown.iter().map(|(_, id)| *id).collect();
    let last = pages(order);
    let lanes = lanes(model, &ids);
    let start = (part as usize - 1) * ROWS;
    let mut seen = std::collections::BTreeSet::new();
    let groups: Vec<Group> = shown
        .chunk_by(|a, b| a.0 == b.0)
        .map(|places| {
            let under = &places[0].0;
            let (first, count) = extent(order, under);
            let (key, label, href, definition) = heading(desk, under);
            Group {
                key,
                label,
                href,
                definition,
                count: counted(count, "claim", "claims"),
                continued: first < start,
                rows: places
                    .iter()
                    .map(|(_, id)| row(desk, &mut sheet, *id, &lanes, seen.insert(*id)))
                    .collect(),
            }
        })
        .collect();
    let count = counted(model.claims.len(), "claim", "claims");
    let positions = counted(model.positions.len(), "position", "positions");
    let by = match sort {
        Sort::Record => String::new(),
        other => format!(" by {}", other.words().to_lowercase()),
    };
    let title = if last > 1 { format!("Claims{by}, page {part}") } else { format!("Claims{by}") };
    let description = format!("{count}, {positions}{by}: who says so, and who says not");
    let mut head = desk.head(page, &title, &description, "claims");
    if part > 1 || sort != Sort::Record {
        head.crumbs = vec![desk.section("Claims", "claims/")];
    }
    let live = ids.iter().flat_map(|id| model.live(&model[*id]));
    let view = Claims {
        part,
        sorts: Sort::ALL
            .into_iter()
            .map(|other| SortLink {
                link: desk.section(other.words(), &other.address()),
                current: other == sort,
            })
            .collect(),
        sort: sort.key(),
        lines: shown.len(),
        positions,
        key: desk.key(live.map(|position| model[position].stance)),
        records: records(desk, &ids),
        more_countries: lanes.more,
        no_country: ids.iter().filter(|id| model[**id].countries.is_empty()).count(),
        countries: lanes
            .list
            .iter()
            .enumerate()
            .map(|(index, (id, count))| Lane {
                number: index + 1,
                country: desk.country(*id),
                count: *count,
            })
            .collect(),
        groups,
        // On one page the filters lead to a record.
        jumps: match last > 1 || order.len() > MANY || sort != Sort::Record {
            true => desk.orders.claim_jumps(desk, sort).clone(),
            false => Vec::new(),
        },
        pager: list::pager(desk.model, part, last, |part| Page::Claims(sort, part)),
        count,
    };
    sheet.finish(head, view)
}

/// The records of the claims on a page, each with their number.
fn records(desk: &Desk, ids: &[ClaimId]) -> Vec<Filter> {
    let model = desk.model;
    let unnamed = Filter {
        key: "unnamed",
        label: "a speaker is not named",
        count: ids.iter().filter(|id| has_unnamed(desk, **id)).count(),
    };
    RecordState::ALL
        .into_iter()
        .map(|state| Filter {
            key: state.term().key,
            label: state.term().label,
            count: ids.iter().filter(|id| model[**id].record.state == state).count(),
        })
        .chain([unnamed])
        .filter(|filter| filter.count > 0)
        .collect()
}

/// Whether one of the positions on a claim is of a speaker who is not named.
fn has_unnamed(desk: &Desk, id: ClaimId) -> bool {
    desk.orders.unnamed(desk.model)[id.0 as usize]
}

/// What stands over a group: its fragment, its words, where they lead, and what they mean.
fn heading(desk: &Desk, under: &Under) -> (String, String, Option<String>, Option<&'static str>) {
    let model = desk.model;
    let plain = |key: &str, label: &str| (key.to_owned(), label.to_owned(), None, None);
    match under {
        Under::Record(state) => {
            let term = state.term();
            (term.key.to_owned(), capitalised(term.label), None, Some(term.definition))
        }
        Under::Country(id) => {
            let link = desk.link(EntryId::Country(*id));
            (format!("g-{}", model[*id].code.lower()), link.title, Some(link.href), None)
        }
        Under::Actor(_, id) => {
            let link = desk.link(EntryId::Actor(*id));
            (format!("g-{}", model[*id].entry.id), link.title, Some(link.href), None)
        }
        Under::Year(year) => {
            let title = super::timeline::year_title(*year);
            (format!("g-{year}"), title, None, None)
        }
        Under::NoCountry => plain("g-none", "No country"),
        Under::NoActor => plain("g-none", "No one says so"),
        Under::NoDate => plain("g-none", "No date"),
    }
}

/// Where a group begins in the order, and how many claims it has.
fn extent(order: &[Place], under: &Under) -> (usize, usize) {
    let first = order.partition_point(|(other, _)| other < under);
    let end = order.partition_point(|(other, _)| other <= under);
    (first, end - first)
}

/// Countries that the claims of a page are about, with the number of claims.
struct Lanes {
    list: Vec<(CountryId, usize)>,
    more: bool,
}

/// The countries with the most claims, in the site's order.
fn lanes(model: &Model, shown: &[ClaimId]) -> Lanes {
    let mut counts: BTreeMap<CountryId, usize> = BTreeMap::new();
    for country in shown.iter().flat_map(|id| &model[*id].countries) {
        *counts.entry(*country).or_default() += 1;
    }
    let mut list: Vec<(CountryId, usize)> = counts.into_iter().collect();
    let more = list.len() > LANES;
    list.sort_by_key(|(country, count)| (std::cmp::Reverse(*count), *country));
    list.truncate(LANES);
    list.sort_by_key(|(country, _)| *country);
    Lanes { list, more }
}

fn row(desk: &Desk, sheet: &mut Sheet, id: ClaimId, lanes: &Lanes, anchored: bool) -> Row {
    let claim = &desk.model[id];
    let mut class = vec!["counted".to_owned(), format!("r-{}", claim.record.state.term().key)];
    let numbers = lanes.list.iter().enumerate();
    class.extend(
        numbers
            .filter(|(_, (country, _))| claim.countries.contains(country))
            .map(|(index, _)| format!("l-{}", index + 1)),
    );
    if claim.countries.is_empty() {
        class.push("l-0".into());
    }
    if has_unnamed(desk, id) {
        class.push("r-unnamed".into());
    }
    Row { claim: sheet.row(id), anchored, class: class.join(" ") }
}

/// Where each group begins and, within a long one of a record, each initial; where there are many
/// groups, the initials of their names.
pub fn jumps(desk: &Desk, sort: Sort, order: &[Place]) -> Vec<Jump> {
    let model = desk.model;
    let page = |index: usize| {
        let part = (index / ROWS) as u32 + 1;
        super::file_of(&Page::Claims(sort, part).address(model))
    };
    let mut jumps = Vec::new();
    let mut first = 0;
    for places in order.chunk_by(|a, b| a.0 == b.0) {
        let (key, title, ..) = heading(desk, &places[0].0);
        let titles = places.iter().map(|(_, id)| &*model[*id].entry.data.title);
        let href =
            |index: usize| format!("{}#c-{}", page(first + index), model[places[index].1].entry.id);
        let lettered = sort == Sort::Record && places.len() > MANY;
        jumps.push(Jump {
            title,
            href: format!("{}#{key}", page(first)),
            count: places.len(),
            letters: if lettered { list::letters(titles, href) } else { Vec::new() },
        });
        first += places.len();
    }
    if jumps.len() <= GROUPS {
        return jumps;
    }
    let names = jumps.iter().map(|jump| jump.title.as_str());
    let letters = list::letters(names, |index| jumps[index].href.clone());
    let all = Jump {
        title: sort.words().to_owned(),
        href: jumps[0].href.clone(),
        count: order.len(),
        letters,
    };
    vec![all]
}
