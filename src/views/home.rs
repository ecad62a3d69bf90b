//! What this site explains: the claims on one line of time, their records, the countries, the
//! timeline in small, the last changes, and where to begin. `content/index.md` gives it words;
//! without that file it is computed alone.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::countries::{self, Tile};
use super::desk::Desk;
use super::explainers::{self, ExplainerRow};
use super::part::{KeyItem, Link, ListedClaim, shorten};
use super::sheet::{PageLinker, Sheet};
use super::{ChangePart, Page, View, timeline};
use crate::chart::{self, Lane, MiniRow, Spot};
use crate::content::Change;
use crate::date::SortKey;
use crate::markdown::{Prose, escape, plain};
use crate::model::{ClaimId, Country, CountryId, EntryId, PageId, PositionId, Record};
use crate::vocabulary::RecordState;
use crate::words::counted;

/// Claims on the line of time.
const SCORE: usize = 40;
/// Claims under one record.
const GROUP: usize = 10;
/// Countries as tiles.
const TILES: usize = 24;
/// Countries in the timeline.
const LANES: usize = 12;
/// Changes.
const CHANGES: usize = 6;
/// Explainers.
const EXPLAINERS: usize = 12;

#[derive(Serialize)]
pub struct Home {
    title: String,
    summary: Option<String>,
    body: Option<Prose>,
    /// Where the line of the head is crossed: days of positions, in percent.
    ticks: Vec<f64>,
    /// “16 claims”
    claims: String,
    positions: String,
    /// “8 countries”
    country_count: String,
    tile_count: String,
    key: Vec<KeyItem>,
    score: Vec<ListedClaim>,
    /// Claims that the score leaves out.
    score_more: usize,
    records: Vec<Group>,
    tiles: Vec<Tile>,
    tiles_more: usize,
    /// How many claims or positions one dot of a tile stands for.
    dot: usize,
    lanes: Vec<MiniRow>,
    lanes_more: usize,
    changes: Vec<Changed>,
    explainers: Vec<ExplainerRow>,
    explainers_more: usize,
    /// Pages of prose.
    pages: Vec<Door>,
    /// Parts of the site, each with what it holds.
    doors: Vec<Door>,
}

/// The claims of one record.
#[derive(Serialize)]
struct Group {
    label: &'static str,
    definition: &'static str,
    count: usize,
    rows: Vec<RecordRow>,
    more: usize,
}

#[derive(Serialize)]
struct RecordRow {
    claim: Link,
    picture: &'static str,
    dissent_within: bool,
}

/// A change, and the entry that was changed.
#[derive(Serialize)]
struct Changed {
    entry: Link,
    change: ChangePart,
}

/// A way into the site.
#[derive(Serialize)]
struct Door {
    title: String,
    href: String,
    words: String,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let model = desk.model;
    let linker = PageLinker::annotating(desk, page);
    let mut sheet = Sheet::new(desk, &linker);
    let description = match &model.site.file.description {
        Some(text) => text.to_string(),
        None => computed(desk),
    };
    let head = desk.entry_head(page, EntryId::Home, &description, "home");
    let summary = sheet.summary(EntryId::Home);
    let body = model.home.first().and_then(|home| sheet.prose(&home.body));
    let summary = summary.or_else(|| body.is_none().then(|| escape(&description)));
    let changes = changes(desk, &mut sheet);
    let scored = scored(desk);
    let (tiles, tiles_more, dot) = tiles(desk);
    let (lanes, lanes_more) = lanes(desk);
    let mut explainers = explainers::rows(desk);
    let explainers_more = explainers.len().saturating_sub(EXPLAINERS);
    explainers.truncate(EXPLAINERS);
    let positions = scored.iter().flat_map(|claim| model.live(&model[*claim]));
    let view = Home {
        title: model.title(EntryId::Home).to_owned(),
        summary,
        body,
        ticks: ticks(desk),
        claims: counted(model.claims.len(), "claim", "claims"),
        positions: counted(model.positions.len(), "position", "positions"),
        country_count: counted(model.countries.len(), "country", "countries"),
        tile_count: counted(tiles.len(), "country", "countries"),
        key: desk.key(positions.map(|position| model[position].stance)),
        score: scored.iter().map(|claim| sheet.row(*claim)).collect(),
        score_more: model.claims.len() - scored.len(),
        records: records(desk),
        tiles,
        tiles_more,
        dot,
        lanes: chart::minilanes(desk.axis(), &lanes),
        lanes_more,
        changes,
        explainers,
        explainers_more,
        pages: pages(desk),
        doors: doors(desk),
    };
    sheet.finish(head, view)
}

/// What the site holds, where its editors say nothing of it.
fn computed(desk: &Desk) -> String {
    let model = desk.model;
    let actors = model.actors.iter().filter(|actor| !actor.positions.is_empty()).count();
    format!(
        "{} of {} on {}: who says so, who says not, when, and in which source.",
        counted(model.positions.len(), "position", "positions"),
        counted(actors, "actor", "actors"),
        counted(model.claims.len(), "claim", "claims"),
    )
}

/// Where positions stand on the line of time, each place once.
fn ticks(desk: &Desk) -> Vec<f64> {
    let dates = desk.model.positions.iter().filter_map(|position| position.date.as_ref());
    let places = dates.filter_map(|date| desk.axis().place(&date.extent()));
    // Two to a hundredth of the width: a place nearer than that could not be told apart.
    let places: BTreeSet<i64> = places.map(|place| (place.x * 2.0).round() as i64).collect();
    places.into_iter().map(|place| place as f64 / 2.0).collect()
}

/// How many actors have a voice on a claim.
fn voices(record: &Record) -> usize {
    record.counts.say_so + record.counts.qualify + record.counts.say_not
}

/// Orders claims by the first date on which somebody took a position; those without come last.
fn first_date(desk: &Desk, claim: ClaimId) -> (bool, Option<(Option<SortKey>, PositionId)>) {
    let model = desk.model;
    let dated = model[claim].by_date.iter().find(|position| model[**position].date.is_some());
    (dated.is_none(), dated.map(|position| model.date_key(*position)))
}

/// The claims that most have a voice on, in the order of their first dates.
fn scored(desk: &Desk) -> Vec<ClaimId> {
    let mut claims = by_voices(desk);
    claims.truncate(SCORE);
    claims.sort_by_cached_key(|claim| (first_date(desk, *claim), *claim));
    claims
}

/// All claims, those that most have a voice on first.
fn by_voices(desk: &Desk) -> Vec<ClaimId> {
    let mut claims: Vec<ClaimId> = (0..desk.model.claims.len() as u32).map(ClaimId).collect();
    claims.sort_by_cached_key(|claim| {
        (Reverse(voices(&desk.model[*claim].record)), first_date(desk, *claim), *claim)
    });
    claims
}

fn records(desk: &Desk) -> Vec<Group> {
    let claims = by_voices(desk);
    let group = |state: &RecordState| {
        let of: Vec<&ClaimId> =
            claims.iter().filter(|claim| desk.model[**claim].record.state == *state).collect();
        let row = |claim: &&ClaimId| {
            let record = desk.record(&desk.model[**claim].record);
            RecordRow {
                claim: desk.link(EntryId::Claim(**claim)),
                picture: record.picture,
                dissent_within: record.dissent_within,
            }
        };
        let term = state.term();
        Group {
            label: term.label,
            definition: term.definition,
            count: of.len(),
            rows: of.iter().take(GROUP).map(row).collect(),
            more: of.len().saturating_sub(GROUP),
        }
    };
    RecordState::ALL.iter().map(group).filter(|group| group.count > 0).collect()
}

/// Statements of those who belong to a country.
fn said(country: &Country) -> usize {
    country.by_state.len() + country.by_others.len()
}

/// The `most` countries with the highest number, in the order of the site, and how many are left
/// out. Those with nothing are left out, too.
fn busiest(desk: &Desk, most: usize, count: impl Fn(&Country) -> usize) -> (Vec<CountryId>, usize) {
    let countries = (0..desk.model.countries.len() as u32).map(CountryId);
    let mut ids: Vec<CountryId> = countries.filter(|id| count(&desk.model[*id]) > 0).collect();
    let all = ids.len();
    ids.sort_by_key(|id| (Reverse(count(&desk.model[*id])), *id));
    ids.truncate(most);
    ids.sort_unstable();
    let more = all - ids.len();
    (ids, more)
}

/// The tiles, how many countries have none, and what one dot stands for.
fn tiles(desk: &Desk) -> (Vec<Tile>, usize, usize) {
    let model = desk.model;
    let (ids, _) = busiest(desk, TILES, |country| {
        let named = country.about_people.len() + country.targeted.len() + country.events.len();
        country.about.len() + said(country) + named
    });
    let more = model.countries.len() - ids.len();
    let (tiles, dot) = countries::tiles(desk, ids);
    (tiles, more, dot)
}

/// Lanes of the countries where most is said or happens, and how many countries have none.
fn lanes(desk: &Desk) -> (Vec<Lane<Spot>>, usize) {
    let model = desk.model;
    let (ids, more) = busiest(desk, LANES, |country| said(country) + country.events.len());
    let lane = |id: &CountryId| {
        let country = &model[*id];
        let positions = country.by_state.iter().chain(&country.by_others);
        let said = positions.filter_map(|position| timeline::spot(model, *position));
        let events = country.events.iter().map(|event| timeline::event_spot(model, *event));
        let marks = said.chain(events).collect();
        Lane {
            key: country.code.lower(),
            lead: "".into(),
            code: Some(country.code.to_string().into()),
            name: country.name.clone(),
            marks,
        }
    };
    (ids.iter().map(lane).collect(), more)
}

/// The last changes of all entries, the latest first.
fn changes(desk: &Desk, sheet: &mut Sheet) -> Vec<Changed> {
    let model = desk.model;
    let mut latest: Vec<(EntryId, &Change)> = Vec::new();
    for entry in model.entries() {
        let changes = model.common(entry).map_or(&[][..], |common| common.changes());
        latest.extend(changes.iter().map(|change| (entry, change)));
    }
    latest.sort_by_cached_key(|(entry, change)| (Reverse(change.date.sort_key()), *entry));
    latest.truncate(CHANGES);
    latest
        .into_iter()
        .map(|(entry, change)| Changed { entry: desk.link(entry), change: sheet.change(change) })
        .collect()
}

fn pages(desk: &Desk) -> Vec<Door> {
    let door = |id: PageId| {
        let link = desk.link(EntryId::Page(id));
        let summary = desk.model[id].entry.data.summary.as_ref();
        let words = summary.map_or_else(String::new, |summary| shorten(&plain(summary), 200));
        Door { title: link.title, href: link.href, words }
    };
    (0..desk.model.pages.len() as u32).map(PageId).map(door).collect()
}

fn doors(desk: &Desk) -> Vec<Door> {
    let model = desk.model;
    let sections = [
        (
            "claims",
            model.claims.len(),
            "claim",
            "what is said, each with everyone’s position on it",
        ),
        ("actors", model.actors.len(), "actor", "who speaks, and for whom"),
        ("countries", model.countries.len(), "country", "what is said about them and from them"),
        ("timeline", model.events.len(), "event", "on the timeline, with all that was said"),
        ("sources", model.sources.len(), "source", "where it stands, and what rests on each"),
        ("terms", model.terms.len(), "term", "words that are used in more than one sense"),
        ("topics", model.topics.len(), "topic", "under which all of it is listed"),
    ];
    let door = |(address, count, one, words): (&str, usize, &str, &str)| {
        let many = if one == "country" { "countries".to_owned() } else { format!("{one}s") };
        let link = desk.section(&counted(count, one, &many), &format!("{address}/"));
        Door { title: link.title, href: link.href, words: words.to_owned() }
    };
    sections.into_iter().filter(|(_, count, ..)| *count > 0).map(door).collect()
}
