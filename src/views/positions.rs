//! The matrix: claims against the actors who take a position on them, country by country.
//!
//! A table holds at most `CLAIMS` claims and `ACTORS` actors; a claim without an entry in a table
//! is left out of it. Every position stands in some table, those that were replaced too.

use std::collections::BTreeMap;

use serde::Serialize;

use super::desk::Desk;
use super::list::{Jump, Pager, pager};
use super::part::{ActorPart, CountryPart, KeyItem, Link, shape, shorten};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::model::{ActorId, ClaimId, CountryId, EntryId, Model, PositionId};
use crate::vocabulary::Stance;
use crate::words::counted;

/// The most claims of one table.
const CLAIMS: usize = 24;
/// The most actors of one table: as many columns as stay readable side by side.
const ACTORS: usize = 10;
/// A page is full with so many claims, or so many positions.
const PAGE: usize = 40;
const POSITIONS: usize = 900;
/// A proposition is cut at so many letters.
const WORDS: usize = 140;

#[derive(Serialize)]
pub struct Positions {
    claims: String,
    actors: String,
    pager: Option<Pager>,
    sections: Vec<Section>,
    /// Where each country’s tables are.
    jumps: Vec<Jump>,
    key: Vec<KeyItem>,
}

/// Claims about one country, or about none.
#[derive(Serialize)]
struct Section {
    id: String,
    country: Option<Shared<CountryPart>>,
    /// “25–48 of 60”, where they are not all.
    range: Option<String>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    caption: String,
    actors: Vec<Shared<ActorPart>>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    claim: Link,
    cells: Vec<Vec<Entry>>,
}

/// One position in a cell.
#[derive(Serialize)]
struct Entry {
    shape: &'static str,
    word: &'static str,
    date: Option<String>,
    href: String,
    replaced: bool,
}

/// A stretch of the claims about one country, or of those about none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    country: Option<CountryId>,
    from: usize,
    to: usize,
    total: usize,
}

/// What stands on which page.
#[derive(Debug, PartialEq)]
pub struct Layout {
    /// The blocks of each page.
    pages: Vec<Vec<Block>>,
    /// Claims about no country.
    unplaced: Vec<ClaimId>,
    /// Actors with a position.
    voices: usize,
    /// Where each country’s tables are.
    jumps: Vec<Jump>,
}

impl Layout {
    /// By the numbers of claims and of positions alone.
    pub fn new(model: &Model) -> Layout {
        let all = (0..model.claims.len() as u32).map(ClaimId);
        let unplaced: Vec<ClaimId> = all.filter(|id| model[*id].countries.is_empty()).collect();
        let about = (0..model.countries.len() as u32)
            .map(CountryId)
            .map(|id| (Some(id), &model[id].about[..]))
            .chain([(None, &unplaced[..])]);
        let mut pages: Vec<Vec<Block>> = Vec::new();
        let mut full = (0, 0);
        for (country, claims) in about {
            for (from, to, positions) in cuts(model, claims) {
                let block = Block { country, from, to, total: claims.len() };
                let with = (full.0 + to - from, full.1 + positions);
                match pages.last_mut() {
                    Some(page) if with.0 <= PAGE && with.1 <= POSITIONS => {
                        page.push(block);
                        full = with;
                    }
                    _ => {
                        pages.push(vec![block]);
                        full = (to - from, positions);
                    }
                }
            }
        }
        let voices = model.actors.iter().filter(|actor| !actor.positions.is_empty()).count();
        let jumps = jumps(model, &pages);
        Layout { pages, unplaced, voices, jumps }
    }

    /// The number of pages.
    pub fn pages(&self) -> u32 {
        self.pages.len().max(1) as u32
    }
}

/// Cuts claims into stretches that make readable tables, each with its number of positions.
fn cuts(model: &Model, claims: &[ClaimId]) -> Vec<(usize, usize, usize)> {
    let mut cuts: Vec<(usize, usize, usize)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let positions = model[*claim].positions.len();
        match cuts.last_mut() {
            Some((from, to, sum)) if index - *from < CLAIMS && *sum + positions <= POSITIONS => {
                *to = index + 1;
                *sum += positions;
            }
            _ => cuts.push((index, index + 1, positions)),
        }
    }
    cuts
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let layout = desk.orders.positions(model);
    let blocks = layout.pages.get(part.saturating_sub(1) as usize).map_or(&[][..], |page| page);
    let mut stances = Vec::new();
    let sections: Vec<Section> =
        blocks.iter().map(|block| section(desk, layout, block, &mut stances)).collect();
    let claims = counted(model.claims.len(), "claim", "claims");
    let actors = counted(layout.voices, "actor", "actors");
    let description = format!("A table of {actors} and {claims}: who says so, and who says not.");
    let mut head = desk.head(page, "Positions", &description, "positions");
    if part > 1 {
        head.title = format!("{}, page {part}", head.title);
    }
    let view = Positions {
        claims,
        actors,
        pager: pager(model, part, layout.pages(), Page::Positions),
        sections,
        jumps: layout.jumps.clone(),
        key: desk.key(stances),
    };
    Sheet::new(desk, &linker).finish(head, view)
}

/// The fragment of a block: of its country, and of where it begins.
fn fragment(model: &Model, block: &Block) -> String {
    let code = block.country.map_or("none".to_owned(), |id| model[id].code.lower());
    match block.from {
        0 => format!("about-{code}"),
        from => format!("about-{code}-{}", from + 1),
    }
}

fn jumps(model: &Model, pages: &[Vec<Block>]) -> Vec<Jump> {
    let first = |block: &&Block| block.from == 0;
    pages
        .iter()
        .enumerate()
        .flat_map(|(index, page)| page.iter().filter(first).map(move |block| (index, block)))
        .map(|(index, block)| {
            let page = Page::Positions(index as u32 + 1).address(model);
            Jump {
                title: match block.country {
                    Some(id) => model[id].name.to_string(),
                    None => "No country".to_owned(),
                },
                letters: Vec::new(),
                href: format!("{}#{}", super::file_of(&page), fragment(model, block)),
                count: block.total,
            }
        })
        .collect()
}

fn section(desk: &Desk, layout: &Layout, block: &Block, stances: &mut Vec<Stance>) -> Section {
    let model = desk.model;
    let claims: Vec<ClaimId> = match block.country {
        Some(id) => model[id].about[block.from..block.to].to_vec(),
        None => layout.unplaced[block.from..block.to].to_vec(),
    };
    let mut actors: Vec<ActorId> = claims
        .iter()
        .flat_map(|claim| model[*claim].by_date.iter().map(|position| model[*position].by))
        .collect();
    actors.sort_unstable();
    actors.dedup();
    // Columns stand by country, then by name.
    actors.sort_by_cached_key(|id| {
        let actor = &model[*id];
        let country = actor.countries.first().map_or(CountryId(u32::MAX), |own| own.country);
        (country, actor.entry.data.name.to_lowercase(), *id)
    });
    let about = match block.country {
        Some(id) => format!("{}: claims about its conduct", model[id].name),
        None => "Claims about no country".to_owned(),
    };
    let parts = actors.len().div_ceil(ACTORS).max(1);
    let tables = actors
        .chunks(actors.len().div_ceil(parts).max(1))
        .enumerate()
        .map(|(index, columns)| {
            let caption = match parts {
                1 => about.clone(),
                _ => format!("{about}, table {} of {parts}", index + 1),
            };
            table(desk, caption, &claims, columns, stances)
        })
        .collect();
    Section {
        id: fragment(model, block),
        country: block.country.map(|id| desk.country(id)),
        range: (block.to - block.from < block.total)
            .then(|| format!("{}–{} of {}", block.from + 1, block.to, block.total)),
        tables,
    }
}

fn table(
    desk: &Desk,
    caption: String,
    claims: &[ClaimId],
    columns: &[ActorId],
    stances: &mut Vec<Stance>,
) -> Table {
    let model = desk.model;
    let at: BTreeMap<ActorId, usize> =
        columns.iter().enumerate().map(|(index, actor)| (*actor, index)).collect();
    let mut rows = Vec::new();
    for claim in claims {
        let mut cells: Vec<Vec<Entry>> = columns.iter().map(|_| Vec::new()).collect();
        for id in &model[*claim].by_date {
            let position = &model[*id];
            let Some(index) = at.get(&position.by) else { continue };
            if !stances.contains(&position.stance) {
                stances.push(position.stance);
            }
            cells[*index].push(entry(desk, *id));
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            let title = shorten(&model[*claim].entry.data.title, WORDS);
            let claim = Link { title, href: desk.href(EntryId::Claim(*claim)) };
            rows.push(Row { claim, cells });
        }
    }
    Table { caption, actors: columns.iter().map(|id| desk.actor(*id)).collect(), rows }
}

fn entry(desk: &Desk, id: PositionId) -> Entry {
    let position = &desk.model[id];
    Entry {
        shape: shape(position.stance).as_str(),
        word: position.stance.label(),
        date: position.date.as_ref().map(crate::date::Date::words),
        href: desk.position_href(id),
        replaced: position.replaced_by.is_some(),
    }
}
