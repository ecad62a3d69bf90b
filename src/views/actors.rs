//! All actors, by type and then by name.

use serde::Serialize;

use super::paging::{self, Pager, Shown};
use super::part::{ActorPart, Desk, PageLinker, Sheet, number};
use super::{Page, ROWS, View};
use crate::model::{ActorId, Model};
use crate::vocabulary::ActorType;

#[derive(Serialize)]
struct Actors {
    count: String,
    range: Option<String>,
    groups: Vec<Group>,
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
    actor: ActorPart,
    positions: usize,
    claims: usize,
    /// “3 positions, 2 claims about them”
    counts: String,
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    paging::pages(model.actors.len(), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let count = number(model.actors.len(), "actor", "actors");
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
    let order = desk.actors.get_or_init(|| order(model));
    let shown = Shown::new(order, part, ROWS, |id| id);
    let before = (part.max(1) as usize - 1) * ROWS;
    let mut last = before.checked_sub(1).and_then(|at| order.get(at)).map(|id| kind(model, *id));
    let mut groups: Vec<Group> = Vec::new();
    for id in shown.items {
        let kind = kind(model, id);
        let row = row(desk, id);
        match groups.last_mut() {
            Some(group) if group.key == kind.key() => group.rows.push(row),
            _ => groups.push(Group {
                key: kind.key(),
                label: plural(kind),
                definition: crate::vocabulary::Vocabular::term(kind).definition,
                continued: last == Some(kind),
                rows: vec![row],
            }),
        }
        last = None;
    }
    let view = Actors {
        count,
        range: shown.range,
        groups,
        pager: Pager::new(desk, part, pages(model), Page::Actors),
        part,
    };
    Sheet::new(desk, &linker).finish(head, view)
}

fn kind(model: &Model, id: ActorId) -> ActorType {
    model[id].entry.data.r#type
}

fn order(model: &Model) -> Vec<ActorId> {
    let mut order: Vec<ActorId> = (0..model.actors.len() as u32).map(ActorId).collect();
    order.sort_by_cached_key(|id| {
        let name = model[*id].entry.data.name.to_lowercase();
        (kind(model, *id), name, *id)
    });
    order
}

fn row(desk: &Desk, id: ActorId) -> Row {
    let actor = &desk.model[id];
    let (positions, claims) = (actor.positions.len(), actor.about.len());
    let mut counts = Vec::new();
    if positions > 0 {
        counts.push(number(positions, "position", "positions"));
    }
    if claims > 0 {
        counts.push(format!("{} about them", number(claims, "claim", "claims")));
    }
    if positions + claims == 0 {
        let others = [
            (actor.carried.len(), "carries"),
            (actor.spoken_for.len(), "spoken for in"),
            (actor.dissents.len(), "dissented from in"),
            (actor.recalled.len(), "recalls"),
        ];
        counts.extend(
            others
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, verb)| format!("{verb} {}", number(*count, "position", "positions"))),
        );
    }
    Row { actor: desk.actor(id), positions, claims, counts: counts.join(", ") }
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
