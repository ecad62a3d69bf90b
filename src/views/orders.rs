//! What is made once of the whole model: the axis of time, and the orders of long lists.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::desk::Desk;
use super::list::{Jump, Letter, initial, sort_name};
use super::{Page, actors, claims, positions, search, sources, timeline};
use crate::chart::Axis;
use crate::date::{Date, Day, Extent, SortKey};
use crate::model::reads::{self, Read};
use crate::model::{ActorId, EntryId, Model, PositionId, SourceId};

/// The order of time and those of long lists, each made when the first page asks for it. A page that asks for
/// a list notes it as a whole: what stands where follows from every entry.
#[derive(Debug, Default)]
pub struct Orders {
    axis: Arc<OnceLock<Axis>>,
    claims: [Made<Vec<claims::Place>>; 4],
    sources: Made<Vec<SourceId>>,
    changes: Made<Vec<(EntryId, usize)>>,
    actors: Made<Vec<ActorId>>,
    timeline: Made<timeline::Order>,
    alphabet: Made<Vec<EntryId>>,
    initials: Made<Vec<Letter>>,
    positions: Made<positions::Layout>,
    pages: Made<Vec<Page>>,
    unnamed: Made<Vec<bool>>,
    claim_jumps: [Made<Vec<Jump>>; 4],
    source_jumps: Made<Vec<Jump>>,
    actor_jumps: Made<Vec<Jump>>,
}

/// Which of the [`Orders`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    Claims(claims::Sort),
    Sources,
    Changes,
    Actors,
    Timeline,
    Alphabet,
    Initials,
    Positions,
    Pages,
    Unnamed,
    ClaimJumps(claims::Sort),
    SourceJumps,
    ActorJumps,
}

impl Order {
    fn read(self) -> Read {
        let sorts = claims::Sort::ALL.len() as u8;
        Read::Order(match self {
            Order::Claims(sort) => sort as u8,
            Order::ClaimJumps(sort) => sorts + sort as u8,
            Order::Sources => 2 * sorts,
            Order::Changes => 2 * sorts + 1,
            Order::Actors => 2 * sorts + 2,
            Order::Timeline => 2 * sorts + 3,
            Order::Alphabet => 2 * sorts + 4,
            Order::Initials => 2 * sorts + 5,
            Order::Positions => 2 * sorts + 6,
            Order::Pages => 2 * sorts + 7,
            Order::Unnamed => 2 * sorts + 8,
            Order::SourceJumps => 2 * sorts + 9,
            Order::ActorJumps => 2 * sorts + 10,
        })
    }
}

/// What is made once of the whole model.
#[derive(Debug)]
struct Made<T>(OnceLock<T>);

impl<T> Default for Made<T> {
    fn default() -> Made<T> {
        Made(OnceLock::new())
    }
}

impl<T> Made<T> {
    fn get(&self, order: Order, make: impl FnOnce() -> T) -> &T {
        reads::note(order.read());
        self.0.get_or_init(|| reads::apart(make))
    }
}

impl Orders {
    /// Those of a revision of the model, in which no date is another: that of time is the same, and the
    /// others are made when they are asked for.
    pub fn revised(&self) -> Orders {
        Orders { axis: self.axis.clone(), ..Orders::default() }
    }

    /// The one time axis of the site, so that all pictures can be compared.
    pub fn axis(&self, model: &Model) -> &Axis {
        self.axis.get_or_init(|| reads::apart(|| axis(model)))
    }

    /// Which of the orders that were made `before` are others now; `desk` is where these are made.
    pub fn changed(&self, before: &Orders, desk: &Desk) -> Vec<Read> {
        let mut changed = Vec::new();
        let mut note = |order: Order, is_same: bool| {
            if !is_same {
                changed.push(order.read());
            }
        };
        fn is_same<'a, T: PartialEq + 'a>(before: &Made<T>, now: impl FnOnce() -> &'a T) -> bool {
            before.0.get().is_none_or(|before| before == now())
        }
        let model = desk.model;
        // All are named, so that none is left out.
        let Orders {
            axis: _,
            claims,
            sources,
            changes,
            actors,
            timeline,
            alphabet,
            initials,
            positions,
            pages,
            unnamed,
            claim_jumps,
            source_jumps,
            actor_jumps,
        } = before;
        for sort in claims::Sort::ALL {
            let (order, jumps) = (&claims[sort as usize], &claim_jumps[sort as usize]);
            note(Order::Claims(sort), is_same(order, || self.claims(model, sort)));
            note(Order::ClaimJumps(sort), is_same(jumps, || self.claim_jumps(desk, sort)));
        }
        note(Order::Sources, is_same(sources, || self.sources(model)));
        note(Order::Changes, is_same(changes, || self.changes(model)));
        note(Order::Actors, is_same(actors, || self.actors(model)));
        note(Order::Timeline, is_same(timeline, || self.timeline(model)));
        note(Order::Alphabet, is_same(alphabet, || self.alphabet(model)));
        note(Order::Initials, is_same(initials, || self.initials(model)));
        note(Order::Positions, is_same(positions, || self.positions(model)));
        note(Order::Pages, is_same(pages, || self.pages(model)));
        note(Order::Unnamed, is_same(unnamed, || self.unnamed(model)));
        note(Order::SourceJumps, is_same(source_jumps, || self.source_jumps(desk)));
        note(Order::ActorJumps, is_same(actor_jumps, || self.actor_jumps(desk)));
        changed
    }

    /// Claims in one of their orders.
    pub fn claims(&self, model: &Model, sort: claims::Sort) -> &Vec<claims::Place> {
        let order = &self.claims[sort as usize];
        order.get(Order::Claims(sort), || claims::order(model, sort))
    }

    /// Where the groups of that order begin.
    pub fn claim_jumps(&self, desk: &Desk, sort: claims::Sort) -> &Vec<Jump> {
        let jumps = || claims::jumps(desk, sort, self.claims(desk.model, sort));
        self.claim_jumps[sort as usize].get(Order::ClaimJumps(sort), jumps)
    }

    /// Sources by type, then by publisher, date and title; those without a publisher come last.
    pub fn sources(&self, model: &Model) -> &Vec<SourceId> {
        self.sources.get(Order::Sources, || {
            let mut list: Vec<SourceId> = (0..model.sources.len() as u32).map(SourceId).collect();
            list.sort_by_cached_key(|id| {
                let data = &model[*id].entry.data;
                let publisher = model.publisher(*id);
                let date = model[*id].date().map(Date::sort_key);
                (
                    data.r#type,
                    publisher.is_none(),
                    publisher.map(sort_name),
                    date,
                    sort_name(&data.title),
                    *id,
                )
            });
            list
        })
    }

    /// Where the groups of the list of sources begin.
    pub fn source_jumps(&self, desk: &Desk) -> &Vec<Jump> {
        let jumps = || sources::jumps(desk, self.sources(desk.model));
        self.source_jumps.get(Order::SourceJumps, jumps)
    }

    /// Actors by type, then by name.
    pub fn actors(&self, model: &Model) -> &Vec<ActorId> {
        self.actors.get(Order::Actors, || {
            let mut list: Vec<ActorId> = (0..model.actors.len() as u32).map(ActorId).collect();
            list.sort_by_cached_key(|id| {
                let data = &model[*id].entry.data;
                (data.r#type, sort_name(&data.name), *id)
            });
            list
        })
    }

    /// Where the groups of the list of actors begin.
    pub fn actor_jumps(&self, desk: &Desk) -> &Vec<Jump> {
        self.actor_jumps.get(Order::ActorJumps, || actors::jumps(desk, self.actors(desk.model)))
    }

    /// Every entry with a page of its own, by initial and title.
    pub fn alphabet(&self, model: &Model) -> &Vec<EntryId> {
        self.alphabet.get(Order::Alphabet, || {
            let mut list: Vec<EntryId> = search::entries(model).collect();
            list.sort_by_cached_key(|id| {
                let title = model.title(*id);
                (initial(title), sort_name(title), *id)
            });
            list
        })
    }

    /// Where each initial begins in that order.
    pub fn initials(&self, model: &Model) -> &Vec<Letter> {
        self.initials.get(Order::Initials, || search::initials(model, self.alphabet(model)))
    }

    /// What stands on which page of the matrix.
    pub fn positions(&self, model: &Model) -> &positions::Layout {
        self.positions.get(Order::Positions, || positions::Layout::new(model))
    }

    /// Every page of the site, in the order of the sitemap.
    pub fn pages(&self, model: &Model) -> &Vec<Page> {
        self.pages.get(Order::Pages, || Page::all_by(model, self))
    }

    /// Of each claim, whether one of the positions on it is of a speaker who is not named.
    pub fn unnamed(&self, model: &Model) -> &Vec<bool> {
        self.unnamed.get(Order::Unnamed, || {
            let is_unnamed = |id: &PositionId| model.is_anonymous(*id);
            model.claims.iter().map(|claim| claim.by_date.iter().any(is_unnamed)).collect()
        })
    }

    /// Everything that has a place in time, and the pages on which it stands.
    pub fn timeline(&self, model: &Model) -> &timeline::Order {
        self.timeline.get(Order::Timeline, || timeline::Order::new(model))
    }

    /// Every change of every entry, the latest first; those of one day in the order of entries.
    pub fn changes(&self, model: &Model) -> &Vec<(EntryId, usize)> {
        self.changes.get(Order::Changes, || {
            let mut list: Vec<(SortKey, EntryId, usize)> = Vec::new();
            for entry in model.entries() {
                let changes = model.common(entry).map_or(&[][..], |common| common.changes());
                let keys = changes.iter().map(|change| change.date.sort_key());
                list.extend(keys.enumerate().map(|(index, key)| (key, entry, index)));
            }
            list.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            list.into_iter().map(|(_, entry, index)| (entry, index)).collect()
        })
    }
}

fn axis(model: &Model) -> Axis {
    let Model { positions, events, site, .. } = model;
    let dates = positions.par_iter().filter_map(|position| position.date.as_ref());
    let positions: Vec<Extent> = dates.map(Date::extent).collect();
    let events: Vec<Extent> = events.iter().map(|event| event.entry.data.when.extent()).collect();
    let latest = || {
        let ends = positions.iter().chain(&events).flat_map(|extent| [extent.from, extent.to]);
        ends.flatten().max()
    };
    let as_of = site.as_of.as_ref().and_then(Date::latest);
    let as_of = as_of.or_else(latest).unwrap_or(Day(0));
    Axis::new(&positions, &events, as_of, &[])
}
