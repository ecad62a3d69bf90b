//! All countries: how much is said about each, and how much is said there.

use std::sync::Arc;

use serde::Serialize;

use super::part::{Desk, PageLinker, Sheet, number};
use super::{Page, View};
use crate::model::{CountryId, EntryId};

/// With more than this the marks of a tile say “many”.
const UNITS: usize = 48;
/// Marks in one row of a tile.
const ACROSS: usize = 8;

#[derive(Serialize)]
struct Countries {
    count: String,
    tiles: Vec<Tile>,
    /// Whether claims about people are told apart on some tile.
    people: bool,
}

/// A country with its counts both ways.
#[derive(Clone, Debug, Serialize)]
pub struct Tile {
    pub code: String,
    pub name: Arc<str>,
    pub href: String,
    /// Claims about its conduct.
    pub about: usize,
    /// Claims about people or bodies of it that are not about the country.
    pub people: usize,
    /// Positions taken by somebody of it.
    pub from: usize,
    /// Actors that belong to it.
    pub actors: String,
    pub about_units: Units,
    pub from_units: Units,
}

/// A count as marks that can be counted, in pixels.
#[derive(Clone, Debug, Serialize)]
pub struct Units {
    pub height: usize,
    /// The middle of each mark; empty where there are too many to draw.
    pub at: Vec<(usize, usize)>,
}

impl Units {
    fn new(count: usize) -> Units {
        let drawn = if count > UNITS { 0 } else { count };
        let at = (0..drawn).map(|n| (n % ACROSS * 10 + 4, n / ACROSS * 10 + 5)).collect();
        Units { height: drawn.div_ceil(ACROSS).max(1) * 10, at }
    }
}

/// The tile of a country.
pub fn tile(desk: &Desk, id: CountryId) -> Tile {
    let model = desk.model;
    let country = &model[id];
    let positions = country.by_state.iter().chain(&country.by_others);
    let from = positions.filter(|position| !model[**position].stance.is_search()).count();
    Tile {
        code: country.code.to_string(),
        name: country.name.clone(),
        href: desk.href(EntryId::Country(id)),
        about: country.about.len(),
        people: country.about_people.len(),
        from,
        actors: number(country.actors.len(), "actor", "actors"),
        about_units: Units::new(country.about.len()),
        from_units: Units::new(from),
    }
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let count = number(desk.model.countries.len(), "country", "countries");
    let description =
        format!("{count} with the number of claims about each and of positions taken there.");
    let head = desk.head(page, "Countries", &description, "countries");
    let tiles: Vec<Tile> =
        (0..desk.model.countries.len() as u32).map(|id| tile(desk, CountryId(id))).collect();
    let people = tiles.iter().any(|tile| tile.people > 0);
    Sheet::new(desk, &linker).finish(head, Countries { count, tiles, people })
}
