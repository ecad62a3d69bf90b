//! All countries: how much is said about each, and how much is said there; and a map of tiles.

use std::sync::Arc;

use serde::Serialize;

use super::desk::Desk;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::country::place;
use crate::model::{CountryId, EntryId};
use crate::words::counted;

/// Dots of a tile; with more to show, one dot stands for several.
const DOTS: usize = 40;

#[derive(Serialize)]
pub struct Countries {
    count: String,
    map: Map,
    tiles: Vec<Tile>,
    /// How many claims or positions one dot of a tile stands for.
    dot: usize,
    /// Whether claims about people are told apart on some tile.
    people: bool,
}

/// A picture of the world in tiles, one for each country, all alike.
#[derive(Serialize)]
struct Map {
    columns: usize,
    rows: usize,
    tiles: Vec<MapTile>,
    /// In words.
    aria: String,
}

/// A country’s place on the map.
#[derive(Serialize)]
struct MapTile {
    /// `None` where the site does not name the country.
    code: Option<String>,
    column: usize,
    row: usize,
    /// Whether claims are about its conduct.
    about: bool,
    /// Whether positions are taken there.
    from: bool,
}

/// The map: every country in its place, and in a row below those of the site that have none.
fn map(tiles: &[Tile]) -> Map {
    let named = |code: &str| tiles.iter().find(|tile| tile.code == code);
    let tile = |found: Option<&Tile>, column, row| MapTile {
        code: found.map(|tile| tile.code.clone()),
        column,
        row,
        about: found.is_some_and(|tile| tile.about > 0),
        from: found.is_some_and(|tile| tile.from > 0),
    };
    let mut places: Vec<MapTile> =
        place::tiles().map(|(code, column, row)| tile(named(code), column, row)).collect();
    let columns = places.iter().map(|tile| tile.column + 1).max().unwrap_or(1);
    let below = places.iter().map(|tile| tile.row + 1).max().unwrap_or(0) + 1;
    let placeless = tiles.iter().filter(|tile| !place::tiles().any(|(code, ..)| code == tile.code));
    for (index, found) in placeless.enumerate() {
        places.push(tile(Some(found), index % columns, below + index / columns));
    }
    let rows = places.iter().map(|tile| tile.row + 1).max().unwrap_or(1);
    let count = |is: fn(&&Tile) -> bool| tiles.iter().filter(is).count();
    let aria = format!(
        "A map of tiles. Claims are about the conduct of {}, positions come from {}. The list has all of them.",
        counted(count(|tile| tile.about > 0), "country", "countries"),
        counted(count(|tile| tile.from > 0), "country", "countries"),
    );
    Map { columns, rows, tiles: places, aria }
}

/// A country with its counts both ways.
#[derive(Clone, Debug, Serialize)]
pub struct Tile {
    pub code: String,
    pub name: Arc<str>,
    pub href: String,
    /// Claims about its conduct.
    pub about: usize,
    pub about_dots: usize,
    /// Claims about people or bodies of it that are not about the country.
    pub people: usize,
    /// Positions taken by somebody of it; a search that found none is no position of theirs.
    pub from: usize,
    pub from_dots: usize,
    /// Why it is listed where nothing is said about it or from it: “3 actors of it”.
    pub named: Option<String>,
}

/// The tiles of countries, and what one dot on all of them stands for.
pub fn tiles(desk: &Desk, ids: impl IntoIterator<Item = CountryId>) -> (Vec<Tile>, usize) {
    let mut tiles: Vec<Tile> = ids.into_iter().map(|id| tile(desk, id)).collect();
    let most = tiles.iter().flat_map(|tile| [tile.about, tile.from]).max().unwrap_or(0);
    let dot = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    let dot = dot.into_iter().find(|dot| most.div_ceil(*dot) <= DOTS).unwrap_or(most.max(1));
    for tile in &mut tiles {
        tile.about_dots = tile.about.div_ceil(dot);
        tile.from_dots = tile.from.div_ceil(dot);
    }
    (tiles, dot)
}

fn tile(desk: &Desk, id: CountryId) -> Tile {
    let model = desk.model;
    let country = &model[id];
    let positions = country.by_state.iter().chain(&country.by_others);
    Tile {
        code: country.code.to_string(),
        name: country.name.clone(),
        href: desk.href(EntryId::Country(id)),
        about: country.about.len(),
        about_dots: 0,
        people: country.about_people.len(),
        from: positions.filter(|position| !model[**position].stance.is_search()).count(),
        from_dots: 0,
        named: match (country.actors.len(), country.events.len()) {
            (0, 0) => None,
            (0, events) => Some(counted(events, "event", "events")),
            (actors, _) => Some(format!("{} of it", counted(actors, "actor", "actors"))),
        },
    }
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let count = counted(desk.model.countries.len(), "country", "countries");
    let description =
        format!("{count} with the number of claims about each and of positions taken there.");
    let head = desk.head(page, "Countries", &description, "countries");
    let (tiles, dot) = tiles(desk, (0..desk.model.countries.len() as u32).map(CountryId));
    let people = tiles.iter().any(|tile| tile.people > 0);
    Sheet::new(desk, &linker)
        .finish(head, Countries { map: map(&tiles), count, tiles, dot, people })
}
