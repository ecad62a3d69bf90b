//! Builds the model from entries whose references have been looked up. Indexes are filled in one
//! pass over each list, and each is sorted once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use super::Options;
use crate::content::value::{ActorOrText, SourceOrText, Visitor};
use crate::content::{self, AnyEntry, Entry, SiteFile};
use crate::country::Code;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, FieldPath, New, nearest, rule};
use crate::id::{Id, Kind, Target};
use crate::markdown::{Reference, slug};
use crate::model::{
    Actor, ActorId, Belonging, Claim, ClaimId, Country, CountryId, EntryId, Event, EventId,
    Explainer, ExplainerId, Handles, Link, LinkEnd, Model, Page, PageId, Position, PositionId,
    Relation, Site, Source, SourceId, Standing, Term, TermId, Topic, record,
};
use crate::vocabulary::CountryRelation;

pub fn build(
    site: &Arc<SiteFile>,
    entries: &[&AnyEntry],
    options: Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Model {
    let sorted = Sorted::of(entries);
    let country_list = country_list(&sorted, site, entries);
    let handles = Arc::new(handles(&sorted, &country_list));
    let mut model = Model {
        handles: handles.clone(),
        site: site_of(site, options),
        claims: Vec::with_capacity(sorted.claims.len()).into(),
        positions: Vec::with_capacity(
            sorted.claims.iter().map(|entry| entry.data.positions.len()).sum(),
        ),
        actors: Vec::new().into(),
        events: sorted.events.iter().map(|entry| event(entry, &handles)).collect(),
        sources: sorted.sources.iter().map(|entry| source(entry, &handles)).collect(),
        terms: sorted.terms.iter().map(|entry| term(entry, &handles)).collect(),
        countries: countries(&sorted, &country_list, &handles).into(),
        explainers: sorted.explainers.iter().map(|entry| explainer(entry, &handles)).collect(),
        pages: sorted
            .pages
            .iter()
            .map(|entry| Page { entry: (*entry).clone(), mentioned_in: Vec::new() })
            .collect(),
        home: sorted.home.into_iter().cloned().collect(),
        topics: Vec::new(),
    };
    model.actors = actors(&sorted, &handles).into();
    for (index, entry) in sorted.claims.iter().enumerate() {
        let id = ClaimId(index as u32);
        claim(&mut model, id, entry, &handles, diagnostics);
    }
    Indexer { model: &mut model }.all(&handles);
    model.topics = topics(&model);
    model
}

fn site_of(file: &Arc<SiteFile>, options: Options) -> Site {
    let base_url = file.base_url.trim_end_matches('/');
    Site {
        base_url: format!("{base_url}/").into(),
        as_of: file.as_of.clone(),
        drafts: options.drafts,
        file: file.clone(),
    }
}

/// Entries by kind, sorted by id. Of entries with the same id the first one stays.
#[derive(Default)]
struct Sorted<'a> {
    claims: Vec<&'a Arc<Entry<content::Claim>>>,
    actors: Vec<&'a Arc<Entry<content::Actor>>>,
    events: Vec<&'a Arc<Entry<content::Event>>>,
    sources: Vec<&'a Arc<Entry<content::Source>>>,
    terms: Vec<&'a Arc<Entry<content::Term>>>,
    countries: Vec<&'a Arc<Entry<content::Country>>>,
    explainers: Vec<&'a Arc<Entry<content::Explainer>>>,
    pages: Vec<&'a Arc<Entry<content::Page>>>,
    home: Option<&'a Arc<Entry<content::Page>>>,
}

impl<'a> Sorted<'a> {
    fn of(entries: &[&'a AnyEntry]) -> Sorted<'a> {
        let mut sorted = Sorted::default();
        for entry in entries {
            match entry {
                AnyEntry::Claim(entry) => sorted.claims.push(entry),
                AnyEntry::Actor(entry) => sorted.actors.push(entry),
                AnyEntry::Event(entry) => sorted.events.push(entry),
                AnyEntry::Source(entry) => sorted.sources.push(entry),
                AnyEntry::Term(entry) => sorted.terms.push(entry),
                AnyEntry::Country(entry) => sorted.countries.push(entry),
                AnyEntry::Explainer(entry) => sorted.explainers.push(entry),
                AnyEntry::Page(entry) => sorted.pages.push(entry),
                AnyEntry::Home(entry) => sorted.home = Some(entry),
            }
        }
        fn by_id<T>(list: &mut Vec<&Arc<Entry<T>>>) {
            list.sort_by(|a, b| a.id.cmp(&b.id));
            list.dedup_by(|later, first| later.id == first.id);
        }
        by_id(&mut sorted.claims);
        by_id(&mut sorted.actors);
        by_id(&mut sorted.events);
        by_id(&mut sorted.sources);
        by_id(&mut sorted.terms);
        by_id(&mut sorted.countries);
        by_id(&mut sorted.explainers);
        by_id(&mut sorted.pages);
        sorted
    }
}

fn handles(sorted: &Sorted, countries: &[(Code, Arc<str>)]) -> Handles {
    fn by_id<T, H>(list: &[&Arc<Entry<T>>], handle: fn(u32) -> H) -> HashMap<Id, H> {
        list.iter().zip(0..).map(|(entry, index)| (entry.id.clone(), handle(index))).collect()
    }
    Handles {
        claims: by_id(&sorted.claims, ClaimId),
        actors: by_id(&sorted.actors, ActorId),
        events: by_id(&sorted.events, EventId),
        sources: by_id(&sorted.sources, SourceId),
        terms: by_id(&sorted.terms, TermId),
        explainers: by_id(&sorted.explainers, ExplainerId),
        pages: by_id(&sorted.pages, PageId),
        countries: countries.iter().map(|(code, _)| *code).zip((0..).map(CountryId)).collect(),
    }
}

/// The handles of names, in the order of the names as written, each once.
fn found<H: Copy + Eq + Hash, T: AsRef<str>>(
    names: impl IntoIterator<Item = T>,
    map: &HashMap<Id, H>,
) -> Vec<H> {
    let mut list = Vec::new();
    for name in names {
        if let Some(handle) = map.get(name.as_ref())
            && !list.contains(handle)
        {
            list.push(*handle);
        }
    }
    list
}

/// Countries that entries refer to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Codes(BTreeSet<Code>);

impl Visitor for Codes {
    fn country(&mut self, _: &FieldPath, code: Code) {
        self.0.insert(code);
    }
}

impl Codes {
    pub(super) fn add(&mut self, entry: &AnyEntry) {
        entry.data().visit(&mut Vec::new(), self);
        for mention in entry.mentions() {
            if let Reference::Entry(Target { kind: Kind::Country, id }) = &mention.what {
                self.0.extend(Code::parse(id));
            }
        }
    }
}

/// Every country that anything refers to or that has a file, in the site's order, the rest by
/// name.
fn country_list(sorted: &Sorted, site: &SiteFile, entries: &[&AnyEntry]) -> Vec<(Code, Arc<str>)> {
    let mut codes = Codes::default();
    codes.0.extend(site.countries.iter().map(|code| code.0));
    entries.iter().for_each(|entry| codes.add(entry));
    let mut names: HashMap<Code, Arc<str>> = HashMap::new();
    for entry in &sorted.countries {
        if let Ok(code) = Code::parse(entry.id.as_str()) {
            codes.0.insert(code);
            names.extend(entry.data.name.as_ref().map(|name| (code, name.0.clone())));
        }
    }
    let lane = |code: Code| {
        let entry =
            sorted.countries.iter().find(|entry| Code::parse(entry.id.as_str()) == Ok(code));
        entry.and_then(|entry| entry.data.lane_order)
    };
    let mut list: Vec<(Code, Arc<str>)> = codes
        .0
        .into_iter()
        .map(|code| {
            let name = names.get(&code).cloned();
            (
                code,
                name.unwrap_or_else(|| match code.name() {
                    Some(name) => name.into(),
                    None => code.to_string().into(),
                }),
            )
        })
        .collect();
    list.sort_by_cached_key(|(code, name)| {
        let given = site.countries.iter().position(|listed| listed.0 == *code);
        let lane = lane(*code).map_or(i64::MAX, |number| number.0);
        (given.unwrap_or(usize::MAX), lane, name.to_lowercase(), *code)
    });
    list
}

fn countries(sorted: &Sorted, list: &[(Code, Arc<str>)], handles: &Handles) -> Vec<Country> {
    let entries: HashMap<Code, &Arc<Entry<content::Country>>> = sorted
        .countries
        .iter()
        .filter_map(|entry| Some((Code::parse(entry.id.as_str()).ok()?, *entry)))
        .collect();
    let country = |(code, name): &(Code, Arc<str>)| {
        let entry = entries.get(code).map(|entry| (*entry).clone());
        let after = entry.as_ref().map(|entry| handles.countries(&entry.data.succeeded_by));
        Country {
            code: *code,
            name: name.clone(),
            entry,
            succeeded_by: after.unwrap_or_default(),
            actors: Vec::new(),
            linked: Vec::new(),
            about: Vec::new(),
            about_people: Vec::new(),
            targeted: Vec::new(),
            by_state: Vec::new(),
            by_others: Vec::new(),
            events: Vec::new(),
            mentioned_in: Vec::new(),
        }
    };
    list.iter().map(country).collect()
}

pub(super) fn event(entry: &Arc<Entry<content::Event>>, handles: &Handles) -> Event {
    let data = &entry.data;
    Event {
        entry: entry.clone(),
        countries: handles.countries(&data.countries),
        actors: found(data.actors.iter().map(|actor| &**actor), &handles.actors),
        claims: found(data.claims.iter().map(|claim| &**claim), &handles.claims),
        sources: found(data.sources.iter().map(|source| &**source), &handles.sources),
        mentioned_in: Vec::new(),
    }
}

pub(super) fn source(entry: &Arc<Entry<content::Source>>, handles: &Handles) -> Source {
    let publisher = match &entry.data.publisher {
        Some(ActorOrText::Id(id)) => handles.actor(id.as_str()),
        _ => None,
    };
    Source {
        entry: entry.clone(),
        publisher,
        positions: Vec::new(),
        searched_for: Vec::new(),
        events: Vec::new(),
        terms: Vec::new(),
        mentioned_in: Vec::new(),
    }
}

pub(super) fn term(entry: &Arc<Entry<content::Term>>, handles: &Handles) -> Term {
    let definition = |definition: &content::Definition| {
        let source = definition.source.as_ref();
        Some((
            handles.actor(&definition.by)?,
            source.and_then(|source| handles.sources.get(&**source).copied()),
        ))
    };
    Term {
        definitions: entry.data.definitions.iter().filter_map(definition).collect(),
        entry: entry.clone(),
        claims: Vec::new(),
        mentioned_in: Vec::new(),
    }
}

pub(super) fn explainer(entry: &Arc<Entry<content::Explainer>>, handles: &Handles) -> Explainer {
    let claims = entry.mentions.iter().filter_map(|mention| match &mention.what {
        Reference::Entry(target) if target.kind == Kind::Claim => Some(&*target.id),
        _ => None,
    });
    Explainer {
        claims: found(claims, &handles.claims),
        entry: entry.clone(),
        mentioned_in: Vec::new(),
    }
}

/// An actor as its own entry has it: a country is not inherited yet.
pub(super) fn actor(entry: &Arc<Entry<content::Actor>>, handles: &Handles) -> Actor {
    let data = &entry.data;
    let short = data.country.iter().map(|code| Belonging {
        country: handles.countries[&code.0],
        relation: CountryRelation::BasedIn,
        dates: None,
    });
    let long = data.countries.iter().map(|belonging| Belonging {
        country: handles.countries[&belonging.code.0],
        relation: belonging.relation,
        dates: belonging.dates.clone(),
    });
    let link = |link: &content::Link| {
        let to = match handles.entry(&link.to.0)? {
            EntryId::Actor(actor) => LinkEnd::Actor(actor),
            EntryId::Country(country) => LinkEnd::Country(country),
            _ => return None,
        };
        let linked_by = *handles.claims.get(&*link.linked_by)?;
        Some(Link { to, relation: link.relation, linked_by })
    };
    let role = |role: &content::Role| handles.actor(role.body.as_deref()?);
    Actor {
        countries: short.chain(long).collect(),
        roles: data.roles.iter().map(role).collect(),
        part_of: data.part_of.as_deref().and_then(|id| handles.actor(id)),
        speaks_for: data.speaks_for.as_deref().and_then(|id| handles.actor(id)),
        links: data.links.iter().filter_map(link).collect(),
        entry: entry.clone(),
        linked_from: Vec::new(),
        members: Vec::new(),
        positions: Vec::new(),
        spoken_for: Vec::new(),
        carried: Vec::new(),
        recalled: Vec::new(),
        dissents: Vec::new(),
        about: Vec::new(),
        published: Vec::new(),
        events: Vec::new(),
        terms: Vec::new(),
        mentioned_in: Vec::new(),
    }
}

fn actors(sorted: &Sorted, handles: &Handles) -> Vec<Actor> {
    let mut actors: Vec<Actor> = sorted.actors.iter().map(|entry| actor(entry, handles)).collect();
    // An actor without a country of its own has that of the body that it is part of.
    for index in 0..actors.len() {
        if actors[index].countries.is_empty() {
            actors[index].countries = inherited(&actors, index);
        }
    }
    actors
}

fn inherited(actors: &[Actor], index: usize) -> Vec<Belonging> {
    let mut seen = vec![index];
    let mut at = index;
    while let Some(next) = actors[at].part_of.or(actors[at].speaks_for) {
        at = next.0 as usize;
        if seen.contains(&at) {
            break;
        }
        seen.push(at);
        if !actors[at].countries.is_empty() {
            return actors[at].countries.clone();
        }
    }
    Vec::new()
}

pub(super) fn claim(
    model: &mut Model,
    id: ClaimId,
    entry: &Arc<Entry<content::Claim>>,
    handles: &Handles,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let data = &entry.data;
    let start = model.positions.len() as u32;
    let mut anchors: HashMap<&str, usize> = HashMap::new();
    for (index, words) in data.positions.iter().enumerate() {
        // A position whose speaker is unknown has been told and is left out.
        let Some(by) = handles.actor(&words.by) else { continue };
        let name = words.id.as_ref().map_or(&*words.by, |id| id.as_str());
        let times = anchors.entry(name).or_insert(0);
        *times += 1;
        let anchor = if *times == 1 { format!("p-{name}") } else { format!("p-{name}-{times}") };
        let actor = |name: &Option<content::value::ActorRef>| {
            name.as_deref().and_then(|name| handles.actor(name))
        };
        let spoken_for = actor(&words.r#for);
        let searched = words.searched.iter().filter_map(|where_| match where_ {
            SourceOrText::Id(id) => Some(id.as_str()),
            SourceOrText::Text(_) => None,
        });
        let position = Position {
            claim: id,
            index,
            anchor: anchor.into(),
            stance: words.stance,
            date: words.date.clone(),
            by,
            spoken_for,
            via: actor(&words.via),
            reported_by: actor(&words.reported_by),
            within: actor(&words.within),
            source: words.source.as_deref().and_then(|id| handles.sources.get(id).copied()),
            searched: found(searched, &handles.sources),
            replaces: None,
            replaced_by: None,
            countries: standings(model, by, spoken_for, words.date.as_ref()),
        };
        model.positions.push(Arc::new(position));
    }
    let end = model.positions.len() as u32;
    replacements(model, start..end, entry, diagnostics);
    let about = data.about.as_ref();
    let mut by_date: Vec<PositionId> = (start..end).map(PositionId).collect();
    by_date.sort_by_cached_key(|position| model.date_key(*position));
    let relation = |relation: &content::Relation| {
        Some(Relation {
            claim: *handles.claims.get(&*relation.to)?,
            kind: relation.rel,
            said_by: relation.said_by.as_deref().and_then(|id| handles.actor(id)),
        })
    };
    let claim = Claim {
        countries: about.map(|about| handles.countries(&about.countries)).unwrap_or_default(),
        targets: about.map(|about| handles.countries(&about.targets)).unwrap_or_default(),
        actors: about
            .map(|about| found(about.actors.iter().map(|id| &**id), &handles.actors))
            .unwrap_or_default(),
        terms: about
            .map(|about| found(about.terms.iter().map(|id| &**id), &handles.terms))
            .unwrap_or_default(),
        record: record(&model.positions[start as usize..end as usize], &data.positions),
        positions: start..end,
        by_date,
        relates: data.relates.iter().filter_map(relation).collect(),
        related_from: Vec::new(),
        events: Vec::new(),
        mentioned_in: Vec::new(),
        entry: entry.clone(),
    };
    model.claims.push(Arc::new(claim));
}

/// The countries of the speaker and of whom they speak for, at the time.
fn standings(
    model: &Model,
    by: ActorId,
    spoken_for: Option<ActorId>,
    date: Option<&Date>,
) -> Vec<(CountryId, Standing)> {
    let mut list: BTreeMap<CountryId, Standing> = BTreeMap::new();
    for actor in [Some(by), spoken_for].into_iter().flatten() {
        for belonging in &model[actor].countries {
            let in_office = belonging.dates.as_ref().is_none_or(|dates| overlaps(dates, date));
            let of_state = matches!(
                belonging.relation,
                CountryRelation::StateItself | CountryRelation::OrganOfState
            );
            let standing = if in_office && of_state { Standing::State } else { Standing::Other };
            let known = list.entry(belonging.country).or_insert(standing);
            *known = (*known).min(standing);
        }
    }
    list.into_iter().collect()
}

/// Whether two dates may have a day in common; an undated statement may be of any day.
fn overlaps(stretch: &Date, date: Option<&Date>) -> bool {
    let Some(date) = date else { return true };
    let (a, b) = (stretch.extent(), date.extent());
    let starts_late = matches!((a.from, b.to), (Some(from), Some(to)) if from > to);
    let ends_early = matches!((a.to, b.from), (Some(to), Some(from)) if to < from);
    !starts_late && !ends_early
}

/// Links positions to those that they replace.
fn replacements(
    model: &mut Model,
    range: std::ops::Range<u32>,
    entry: &Arc<Entry<content::Claim>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for number in range.clone() {
        let later = PositionId(number);
        let index = model[later].index;
        let words = &entry.data.positions[index];
        let Some(name) = &words.replaces else { continue };
        let of_actor = range.clone().map(PositionId).filter(|other| {
            *other != later && entry.data.positions[model[*other].index].by == words.by
        });
        let named: Vec<PositionId> = of_actor
            .filter(|other| {
                let other = &entry.data.positions[model[*other].index];
                other.id.as_ref().is_some_and(|id| id.as_str() == &**name)
                    || other.date.as_ref().is_some_and(|date| date.as_str() == &**name)
            })
            .collect();
        if let [earlier] = named[..] {
            Arc::make_mut(&mut model.positions[number as usize]).replaces = Some(earlier);
            Arc::make_mut(&mut model.positions[earlier.0 as usize]).replaced_by = Some(later);
            continue;
        }
        let ids =
            entry.data.positions.iter().filter(|other| other.by == words.by).flat_map(|other| {
                let id = other.id.as_ref().map(|id| id.as_str());
                let date = other.date.as_ref().map(Date::as_str);
                [id, date].into_iter().flatten()
            });
        let message = if named.is_empty() {
            format!("`{}` has no earlier position `{name}` on this claim", words.by.0)
        } else {
            format!("`{}` has several positions `{name}` on this claim", words.by.0)
        };
        let at = entry.origin.field(["positions".into(), index.into(), "replaces".into()]);
        diagnostics.push(
            Diagnostic::new(&rule::UNKNOWN_POSITION, &entry.origin.path, at, message)
                .help("give the earlier position an `id`, and name it here")
                .guess(nearest(name, ids).map(|near| New::scalar(&**name, near))),
        );
    }
}

/// Fills the other end of every reference.
struct Indexer<'a> {
    model: &'a mut Model,
}

impl Indexer<'_> {
    fn all(&mut self, handles: &Handles) {
        self.actors();
        self.claims();
        self.positions();
        self.events();
        self.sources();
        self.terms();
        self.mentions(handles);
        self.sort();
    }

    fn actors(&mut self) {
        let model = &mut *self.model;
        for index in 0..model.actors.len() {
            let id = ActorId(index as u32);
            let actor = &model.actors[index];
            let bodies: BTreeSet<ActorId> =
                actor.part_of.into_iter().chain(actor.roles.iter().copied().flatten()).collect();
            let belongings = actor.countries.clone();
            let links = actor.links.clone();
            for body in bodies {
                model.actors[body.0 as usize].members.push(id);
            }
            for belonging in belongings {
                let list = &mut model.countries[belonging.country.0 as usize].actors;
                if !list.contains(&(id, belonging.relation)) {
                    list.push((id, belonging.relation));
                }
            }
            for link in links {
                match link.to {
                    LinkEnd::Actor(to) => model.actors[to.0 as usize].linked_from.push((
                        id,
                        link.relation,
                        link.linked_by,
                    )),
                    LinkEnd::Country(to) => model.countries[to.0 as usize].linked.push((
                        id,
                        link.relation,
                        link.linked_by,
                    )),
                }
            }
        }
    }

    fn claims(&mut self) {
        let model = &mut *self.model;
        for (index, claim) in model.claims.iter().enumerate() {
            let id = ClaimId(index as u32);
            for country in &claim.countries {
                model.countries[country.0 as usize].about.push(id);
            }
            for country in &claim.targets {
                model.countries[country.0 as usize].targeted.push(id);
            }
            let mut people: BTreeSet<CountryId> = BTreeSet::new();
            for actor in &claim.actors {
                model.actors[actor.0 as usize].about.push(id);
                people.extend(model.actors[actor.0 as usize].countries.iter().map(|b| b.country));
            }
            for country in people {
                if !claim.countries.contains(&country) {
                    model.countries[country.0 as usize].about_people.push(id);
                }
            }
            for term in &claim.terms {
                model.terms[term.0 as usize].claims.push(id);
            }
        }
        for index in 0..model.claims.len() {
            let id = ClaimId(index as u32);
            for relation in model.claims[index].relates.clone() {
                let back = Relation { claim: id, ..relation };
                Arc::make_mut(&mut model.claims[relation.claim.0 as usize]).related_from.push(back);
            }
        }
    }

    fn positions(&mut self) {
        let model = &mut *self.model;
        for (index, position) in model.positions.iter().enumerate() {
            let id = PositionId(index as u32);
            let actors = &mut model.actors;
            actors[position.by.0 as usize].positions.push(id);
            for (actor, list) in [
                (position.spoken_for, (|a| &mut a.spoken_for) as fn(&mut Actor) -> &mut Vec<_>),
                (position.via, |a| &mut a.carried),
                (position.reported_by, |a| &mut a.recalled),
                (position.within, |a| &mut a.dissents),
            ] {
                if let Some(actor) = actor {
                    list(&mut actors[actor.0 as usize]).push(id);
                }
            }
            if let Some(source) = position.source {
                model.sources[source.0 as usize].positions.push(id);
            }
            for source in &position.searched {
                model.sources[source.0 as usize].searched_for.push(id);
            }
            for (country, standing) in &position.countries {
                let country = &mut model.countries[country.0 as usize];
                match standing {
                    Standing::State => country.by_state.push(id),
                    Standing::Other => country.by_others.push(id),
                }
            }
        }
    }

    fn events(&mut self) {
        let model = &mut *self.model;
        for (index, event) in model.events.iter().enumerate() {
            let id = EventId(index as u32);
            for country in &event.countries {
                model.countries[country.0 as usize].events.push(id);
            }
            for actor in &event.actors {
                model.actors[actor.0 as usize].events.push(id);
            }
            for claim in &event.claims {
                Arc::make_mut(&mut model.claims[claim.0 as usize]).events.push(id);
            }
            for source in &event.sources {
                model.sources[source.0 as usize].events.push(id);
            }
        }
    }

    fn sources(&mut self) {
        let model = &mut *self.model;
        for (index, source) in model.sources.iter().enumerate() {
            if let Some(publisher) = source.publisher {
                model.actors[publisher.0 as usize].published.push(SourceId(index as u32));
            }
        }
    }

    fn terms(&mut self) {
        let model = &mut *self.model;
        for (index, term) in model.terms.iter().enumerate() {
            let id = TermId(index as u32);
            for (by, source) in &term.definitions {
                let list = &mut model.actors[by.0 as usize].terms;
                if !list.contains(&id) {
                    list.push(id);
                }
                if let Some(source) = source {
                    let list = &mut model.sources[source.0 as usize].terms;
                    if !list.contains(&id) {
                        list.push(id);
                    }
                }
            }
        }
    }

    fn mentions(&mut self, handles: &Handles) {
        let model = &mut *self.model;
        let mut found: BTreeSet<(EntryId, EntryId)> = BTreeSet::new();
        for from in model.entries().collect::<Vec<_>>() {
            for mention in model.mentions(from) {
                if let Some(to) = handles.mentioned(&mention.what)
                    && to != from
                {
                    found.insert((to, from));
                }
            }
        }
        for (to, from) in found {
            let list = match to {
                EntryId::Claim(id) => {
                    &mut Arc::make_mut(&mut model.claims[id.0 as usize]).mentioned_in
                }
                EntryId::Actor(id) => &mut model.actors[id.0 as usize].mentioned_in,
                EntryId::Event(id) => &mut model.events[id.0 as usize].mentioned_in,
                EntryId::Source(id) => &mut model.sources[id.0 as usize].mentioned_in,
                EntryId::Term(id) => &mut model.terms[id.0 as usize].mentioned_in,
                EntryId::Country(id) => &mut model.countries[id.0 as usize].mentioned_in,
                EntryId::Explainer(id) => &mut model.explainers[id.0 as usize].mentioned_in,
                EntryId::Page(id) => &mut model.pages[id.0 as usize].mentioned_in,
                EntryId::Home => continue,
            };
            list.push(from);
        }
    }

    /// Lists of positions and events are shown by date.
    fn sort(&mut self) {
        let keys: Vec<_> = (0..self.model.positions.len())
            .map(|n| self.model.date_key(PositionId(n as u32)))
            .collect();
        let when: Vec<_> = self
            .model
            .events
            .iter()
            .enumerate()
            .map(|(n, event)| (event.entry.data.when.sort_key(), n))
            .collect();
        let by_date = |list: &mut Vec<PositionId>| {
            list.sort_by(|a, b| keys[a.0 as usize].cmp(&keys[b.0 as usize]));
        };
        let by_when = |list: &mut Vec<EventId>| {
            list.sort_by(|a, b| when[a.0 as usize].cmp(&when[b.0 as usize]));
        };
        for actor in &mut self.model.actors {
            by_date(&mut actor.positions);
            by_date(&mut actor.spoken_for);
            by_date(&mut actor.carried);
            by_date(&mut actor.recalled);
            by_date(&mut actor.dissents);
            by_when(&mut actor.events);
        }
        for country in &mut self.model.countries {
            by_date(&mut country.by_state);
            by_date(&mut country.by_others);
            by_when(&mut country.events);
        }
        for source in &mut self.model.sources {
            by_date(&mut source.positions);
            by_date(&mut source.searched_for);
            by_when(&mut source.events);
        }
        for claim in &mut self.model.claims {
            by_when(&mut Arc::make_mut(claim).events);
        }
    }
}

/// Topics by address; of spellings that share one, the first in the order of entries is shown.
fn topics(model: &Model) -> Vec<Topic> {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    for entry in model.entries() {
        let Some(common) = model.common(entry) else { continue };
        for title in common.topics() {
            let address = slug(title);
            if address.is_empty() {
                continue;
            }
            let topic = topics.entry(address.clone()).or_insert_with(|| Topic {
                slug: address.into(),
                title: title.0.clone(),
                entries: Vec::new(),
            });
            if topic.entries.last() != Some(&entry) {
                topic.entries.push(entry);
            }
        }
    }
    topics.into_values().collect()
}
