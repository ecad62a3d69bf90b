//! Brings a model to a change of words: where an entry refers to the same as before, with the same
//! dates, only the entry itself is another, and nothing else has to be resolved again.
//!
//! What a change bears on is not guessed: what an entry is in the model is made of its old and of its
//! new text by the functions that resolving uses, and both must be the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Options;
use super::build::{Codes, actor, claim, event, explainer, source, term};
use crate::content::value::Visitor;
use crate::content::{self, AnyEntry, Entry};
use crate::diagnostic::FieldPath;
use crate::id::{Kind, Target};
use crate::markdown::Reference;
use crate::model::{EntryId, Handles, Model, Position};
use crate::parse::Parsed;

/// The model of the files `after`, where that of `before` is known and every name in it was found, and
/// the entries whose words are others; none if more than words has changed.
pub fn revise(
    model: &Model,
    before: &[Arc<Parsed>],
    after: &[Arc<Parsed>],
    options: Options,
) -> Option<(Model, BTreeSet<EntryId>)> {
    let is_same_file = |(old, new): (&Arc<Parsed>, &Arc<Parsed>)| old.path == new.path;
    if before.len() != after.len() || !before.iter().zip(after).all(is_same_file) {
        return None;
    }
    let changed: Vec<_> =
        before.iter().zip(after).filter(|(old, new)| !Arc::ptr_eq(old, new)).collect();
    let mut revision =
        Revision { next: model.clone(), handles: &model.handles, entries: BTreeSet::new() };
    for (old, new) in changed {
        let names = |file: &Parsed| -> Vec<_> {
            file.declared.iter().map(|name| (name.kind, name.id.clone())).collect()
        };
        if names(old) != names(new) || old.entries.len() != new.entries.len() {
            return None;
        }
        for (old, new) in old.entries.iter().zip(&new.entries) {
            let is_same = old.kind() == new.kind()
                && old.id() == new.id()
                && old.is_draft() == new.is_draft();
            if !is_same {
                return None;
            }
            if options.drafts || !new.is_draft() {
                revision.entry(old, new)?;
            }
        }
    }
    Some((revision.next, revision.entries))
}

struct Revision<'a> {
    next: Model,
    handles: &'a Handles,
    /// Those that were put in the place of others.
    entries: BTreeSet<EntryId>,
}

/// Whether all that an entry refers to is there.
struct Found<'a> {
    handles: &'a Handles,
    all: bool,
}

impl Visitor for Found<'_> {
    fn reference(&mut self, _: &FieldPath, kind: Kind, id: &str) {
        self.all &= self.handles.entry(&Target { kind, id: id.into() }).is_some();
    }
}

impl Revision<'_> {
    /// Puts a new entry in the place of the old one; none if the model would be another.
    fn entry(&mut self, old: &AnyEntry, new: &AnyEntry) -> Option<()> {
        let handles = self.handles;
        self.entries.insert(match new.kind() {
            Some(kind) => self.find(kind, new.id().as_str())?,
            None => EntryId::Home,
        });
        let mut found = Found { handles, all: true };
        new.data().visit(&mut Vec::new(), &mut found);
        let mentioned = |entry: &AnyEntry| -> Option<BTreeSet<EntryId>> {
            let inside = |what: &&Reference| {
                !matches!(what, Reference::Path(_) | Reference::Picture(_) | Reference::Outside(_))
            };
            let references = entry.mentions().iter().map(|mention| &mention.what).filter(inside);
            references.map(|what| handles.mentioned(what)).collect()
        };
        let codes = |entry: &AnyEntry| {
            let mut codes = Codes::default();
            codes.add(entry);
            codes
        };
        let is_same = found.all
            && mentioned(new)? == mentioned(old)?
            && codes(new) == codes(old)
            && new.common().topics() == old.common().topics();
        if !is_same {
            return None;
        }
        match (old, new) {
            (AnyEntry::Claim(old), AnyEntry::Claim(new)) => self.claim(old, new),
            (AnyEntry::Actor(old), AnyEntry::Actor(new)) => self.actor(old, new),
            (AnyEntry::Event(old), AnyEntry::Event(new)) => self.event(old, new),
            (AnyEntry::Source(old), AnyEntry::Source(new)) => self.source(old, new),
            (AnyEntry::Term(old), AnyEntry::Term(new)) => self.term(old, new),
            (AnyEntry::Explainer(old), AnyEntry::Explainer(new)) => self.explainer(old, new),
            (AnyEntry::Page(_), AnyEntry::Page(new)) => {
                match self.find(Kind::Page, new.id.as_str())? {
                    EntryId::Page(id) => self.next.pages[id.0 as usize].entry = new.clone(),
                    _ => return None,
                }
                Some(())
            }
            (AnyEntry::Home(_), AnyEntry::Home(new)) => {
                self.next.home = vec![new.clone()].into();
                Some(())
            }
            // The order of countries goes with what their entries say.
            _ => None,
        }
    }

    fn find(&self, kind: Kind, id: &str) -> Option<EntryId> {
        self.handles.entry(&Target { kind, id: id.into() })
    }

    fn claim(
        &mut self,
        old: &Arc<Entry<content::Claim>>,
        new: &Arc<Entry<content::Claim>>,
    ) -> Option<()> {
        let EntryId::Claim(id) = self.find(Kind::Claim, new.id.as_str())? else { return None };
        // Made behind all others, and taken away again.
        let start = self.next.positions.len();
        let mut made = |entry| -> Option<(crate::model::Claim, Vec<Arc<Position>>)> {
            let mut told = Vec::new();
            claim(&mut self.next, id, entry, self.handles, &mut told);
            let made = Arc::unwrap_or_clone(self.next.claims.pop()?);
            let positions = self.next.positions.split_off(start);
            told.is_empty().then_some((made, positions))
        };
        let ((a, before), (b, after)) = (made(old)?, made(new)?);
        let is_same = before == after
            && (a.countries, a.targets, a.actors, a.terms)
                == (b.countries, b.targets, b.actors, b.terms)
            && (a.by_date, a.record, a.relates) == (b.by_date, b.record, b.relates);
        Arc::make_mut(&mut self.next.claims[id.0 as usize]).entry = new.clone();
        is_same.then_some(())
    }

    fn actor(
        &mut self,
        old: &Arc<Entry<content::Actor>>,
        new: &Arc<Entry<content::Actor>>,
    ) -> Option<()> {
        let EntryId::Actor(id) = self.find(Kind::Actor, new.id.as_str())? else { return None };
        let (a, b) = (actor(old, self.handles), actor(new, self.handles));
        let is_same = (a.countries, a.roles, a.part_of) == (b.countries, b.roles, b.part_of)
            && (a.speaks_for, a.links) == (b.speaks_for, b.links);
        self.next.actors[id.0 as usize].entry = new.clone();
        is_same.then_some(())
    }

    fn event(
        &mut self,
        old: &Arc<Entry<content::Event>>,
        new: &Arc<Entry<content::Event>>,
    ) -> Option<()> {
        let EntryId::Event(id) = self.find(Kind::Event, new.id.as_str())? else { return None };
        let (a, b) = (event(old, self.handles), event(new, self.handles));
        let is_same = (a.countries, a.actors) == (b.countries, b.actors)
            && (a.claims, a.sources) == (b.claims, b.sources)
            && old.data.when == new.data.when;
        self.next.events[id.0 as usize].entry = new.clone();
        is_same.then_some(())
    }

    fn source(
        &mut self,
        old: &Arc<Entry<content::Source>>,
        new: &Arc<Entry<content::Source>>,
    ) -> Option<()> {
        let EntryId::Source(id) = self.find(Kind::Source, new.id.as_str())? else { return None };
        let is_same = source(old, self.handles).publisher == source(new, self.handles).publisher;
        self.next.sources[id.0 as usize].entry = new.clone();
        is_same.then_some(())
    }

    fn term(
        &mut self,
        old: &Arc<Entry<content::Term>>,
        new: &Arc<Entry<content::Term>>,
    ) -> Option<()> {
        let EntryId::Term(id) = self.find(Kind::Term, new.id.as_str())? else { return None };
        let is_same = term(old, self.handles).definitions == term(new, self.handles).definitions;
        self.next.terms[id.0 as usize].entry = new.clone();
        is_same.then_some(())
    }

    fn explainer(
        &mut self,
        old: &Arc<Entry<content::Explainer>>,
        new: &Arc<Entry<content::Explainer>>,
    ) -> Option<()> {
        let EntryId::Explainer(id) = self.find(Kind::Explainer, new.id.as_str())? else {
            return None;
        };
        let is_same = explainer(old, self.handles).claims == explainer(new, self.handles).claims;
        self.next.explainers[id.0 as usize].entry = new.clone();
        is_same.then_some(())
    }
}
