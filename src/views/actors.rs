//! All actors, by type and then by name.

use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Jump, Pager, pager};
use super::part::ActorPart;
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::{Page, ROWS, View};
use crate::model::{ActorId, Model};
use crate::vocabulary::{ActorType, Vocabular};
use crate::words::counted;

/// From so many actors of a type letters help to find one.
const MANY: usize = 60;

#[derive(Serialize)]
pub struct Actors {
    count: String,
    groups: Vec<Group>,
    jumps: Vec<Jump>,
    pager: Option<Pager>,
    part: u32,
}

/// Actors of one type.
#[derive(Serialize)]
struct Group {
    key: &'static str,
    label: &'static str,
    definition: &'static str,
    /// Whether the group begins on an earlier page.
    continued: bool,
    rows: Vec<Row>,
}

#[derive(Clone, Serialize)]
struct Row {
    id: String,
    actor: Shared<ActorPart>,
    positions: usize,
    claims: usize,
    /// “3 positions, 2 claims about them”
    counts: String,
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    list::pages(model.actors.len(), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let count = counted(model.actors.len(), "actor", "actors");
    let mut head = desk.head(
        page,
        "Actors",
        &format!(
            "{count} by type and name, with the number of their positions and of claims about them."
        ),
        "actors",
    );
    if part > 1 {
        head.title = format!("{}, page {part}", head.title);
    }
    let order = desk.orders.actors(model);
    let start = (part as usize - 1) * ROWS;
    let groups = list::rows(order, part, ROWS)
        .chunk_by(|a, b| kind(model, *a) == kind(model, *b))
        .map(|actors| {
            let kind = kind(model, actors[0]);
            Group {
                key: kind.key(),
                label: plural(kind),
                definition: kind.term().definition,
                continued: extent(model, order, kind).0 < start,
                rows: actors.iter().map(|id| row(desk, *id)).collect(),
            }
        })
        .collect();
    let view = Actors {
        count,
        groups,
        jumps: desk.orders.actor_jumps(desk).clone(),
        pager: pager(model, part, pages(model), Page::Actors),
        part,
    };
    Sheet::new(desk, &linker).finish(head, view)
}

fn kind(model: &Model, id: ActorId) -> ActorType {
    model[id].entry.data.r#type
}

/// Where the actors of a type begin in the order, and how many they are.
fn extent(model: &Model, order: &[ActorId], of: ActorType) -> (usize, usize) {
    let first = order.partition_point(|id| kind(model, *id) < of);
    let end = order.partition_point(|id| kind(model, *id) <= of);
    (first, end - first)
}

/// Where each type begins and, within a long one, each initial.
pub fn jumps(desk: &Desk, order: &[ActorId]) -> Vec<Jump> {
    let model = desk.model;
    let page = |index: usize| {
        let part = (index / ROWS) as u32 + 1;
        super::file_of(&Page::Actors(part).address(model))
    };
    ActorType::ALL
        .iter()
        .filter_map(|kind| {
            let (first, count) = extent(model, order, *kind);
            let actors = &order[first..first + count];
            let names = actors.iter().map(|id| &*model[*id].entry.data.name);
            let href = |index: usize| {
                format!("{}#a-{}", page(first + index), model[actors[index]].entry.id)
            };
            (count > 0).then(|| Jump {
                title: plural(*kind).to_owned(),
                href: format!("{}#{}", page(first), kind.key()),
                count,
                letters: if count > MANY { list::letters(names, href) } else { Vec::new() },
            })
        })
        .collect()
}

fn row(desk: &Desk, id: ActorId) -> Row {
    let actor = &desk.model[id];
    let (positions, claims) = (actor.positions.len(), actor.about.len());
    let mut counts = Vec::new();
    if positions > 0 {
        counts.push(counted(positions, "position", "positions"));
    }
    if claims > 0 {
        counts.push(format!("{} about them", counted(claims, "claim", "claims")));
    }
    if positions + claims == 0 {
        let others = [
            (actor.carried.len(), "carries"),
            (actor.spoken_for.len(), "spoken for in"),
            (actor.dissents.len(), "dissented from in"),
            (actor.recalled.len(), "recalls"),
        ];
        counts.extend(
            others.iter().filter(|(count, _)| *count > 0).map(|(count, verb)| {
                format!("{verb} {}", counted(*count, "position", "positions"))
            }),
        );
    }
    Row {
        id: actor.entry.id.to_string(),
        actor: desk.actor(id),
        positions,
        claims,
        counts: counts.join(", "),
    }
}

/// The heading over actors of a type.
fn plural(kind: ActorType) -> &'static str {
    match kind {
        ActorType::Person => "Persons",
        ActorType::Office => "Offices",
        ActorType::PublicBody => "Public bodies",
        ActorType::InternationalBody => "International bodies",
        ActorType::Company => "Companies",
        ActorType::Outlet => "Outlets",
        ActorType::Institute => "Institutes",
        ActorType::Party => "Parties",
        ActorType::ArmedGroup => "Armed groups",
        ActorType::Group => "Groups",
        ActorType::Network => "Networks",
        ActorType::Account => "Accounts",
        ActorType::State => "States",
        ActorType::Unnamed => "Unnamed speakers",
    }
}
