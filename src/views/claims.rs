//! All claims as rows on one line of time, grouped by record. Radios show one record or one
//! country; a long list is split.

use std::collections::BTreeMap;

use serde::Serialize;

use super::list::{self, Jump, Pager};
use super::part::{ClaimRow, CountryPart, Desk, KeyItem, PageLinker, Sheet, capitalised};
use super::{Page, View};
use crate::chart::Size;
use crate::model::{ClaimId, CountryId, Model};
use crate::vocabulary::RecordState;
use crate::words::counted;

/// Rows on one page: each brings a picture.
const ROWS: usize = 100;

/// From so many rows on a page letters help to find one.
const MANY: usize = 60;

/// Countries that the style sheet has a rule for.
const LANES: usize = 24;

#[derive(Serialize)]
struct Claims {
    part: u32,
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
    /// Whether claims about no country stand on the page.
    no_country: bool,
    groups: Vec<Group>,
    jumps: Vec<Jump>,
    pager: Option<Pager>,
}

/// A record that can be shown alone, with the number of its claims on the page.
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
    country: CountryPart,
    count: usize,
}

#[derive(Serialize)]
struct Group {
    key: &'static str,
    label: String,
    definition: &'static str,
    /// “23 claims”, on all pages.
    count: String,
    /// Whether it began on an earlier page.
    continued: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    claim: ClaimRow,
    /// What the filters look at.
    class: String,
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    list::pages(model.claims.len(), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let order = desk.orders.claims(model);
    let shown = list::rows(order, part, ROWS);
    let state = |id: &ClaimId| model[*id].record.state;
    let last = pages(model);
    let lanes = lanes(model, shown);
    let start = (part as usize - 1) * ROWS;
    let groups: Vec<Group> = shown
        .chunk_by(|a, b| state(a) == state(b))
        .map(|claims| {
            let state = state(&claims[0]);
            let (first, count) = extent(model, order, state);
            Group {
                key: state.term().key,
                label: capitalised(state.term().label),
                definition: state.term().definition,
                count: counted(count, "claim", "claims"),
                continued: first < start,
                rows: claims.iter().map(|id| row(desk, *id, &lanes)).collect(),
            }
        })
        .collect();
    let count = counted(model.claims.len(), "claim", "claims");
    let positions = counted(model.positions.len(), "position", "positions");
    let title = if last > 1 { format!("Claims, page {part}") } else { "Claims".into() };
    let description = format!("{count}, {positions}: who says so, and who says not");
    let mut head = desk.head(page, &title, &description, "claims");
    if part > 1 {
        head.crumbs = vec![desk.section("Claims", "claims/")];
    }
    let counted = |key| shown.iter().filter(|id| state(id).term().key == key).count();
    let live = shown.iter().flat_map(|id| model.live(&model[*id]));
    let view = Claims {
        part,
        positions,
        key: desk.key(live.map(|position| model[position].stance)),
        records: groups
            .iter()
            .map(|group| Filter {
                key: group.key,
                label: crate::vocabulary::RECORD.find(group.key).map_or("", |term| term.label),
                count: counted(group.key),
            })
            .collect(),
        more_countries: lanes.more,
        no_country: shown.iter().any(|id| model[*id].countries.is_empty()),
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
        jumps: match last > 1 || order.len() > MANY {
            true => desk.orders.claim_jumps.get_or_init(|| jumps(desk, order)).clone(),
            false => Vec::new(),
        },
        pager: list::pager(desk.model, part, last, Page::Claims),
        count,
    };
    Sheet::new(desk, &linker).finish(head, view)
}

/// Where the claims of a record begin in the order, and how many they are.
fn extent(model: &Model, order: &[ClaimId], state: RecordState) -> (usize, usize) {
    let first = order.partition_point(|id| model[*id].record.state < state);
    let end = order.partition_point(|id| model[*id].record.state <= state);
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

fn row(desk: &Desk, id: ClaimId, lanes: &Lanes) -> Row {
    let countries = &desk.model[id].countries;
    let mut class: Vec<String> = lanes
        .list
        .iter()
        .enumerate()
        .filter(|(_, (country, _))| countries.contains(country))
        .map(|(index, _)| format!("n{}", index + 1))
        .collect();
    if countries.is_empty() {
        class.push("n0".into());
    }
    Row { claim: desk.claim_row(id, Size::ROW), class: class.join(" ") }
}

/// Where each record begins and, within it, each initial.
fn jumps(desk: &Desk, order: &[ClaimId]) -> Vec<Jump> {
    let model = desk.model;
    let page = |index: usize| {
        let part = (index / ROWS) as u32 + 1;
        super::file_of(&Page::Claims(part).address(model))
    };
    RecordState::ALL
        .into_iter()
        .filter_map(|state| {
            let (first, count) = extent(model, order, state);
            let claims = &order[first..first + count];
            let titles = claims.iter().map(|id| &*model[*id].entry.data.title);
            let href = |index: usize| {
                format!("{}#c-{}", page(first + index), model[claims[index]].entry.id)
            };
            let term = state.term();
            (count > 0).then(|| Jump {
                title: capitalised(term.label),
                href: format!("{}#{}", page(first), term.key),
                count,
                letters: if count > MANY { list::letters(titles, href) } else { Vec::new() },
            })
        })
        .collect()
}
