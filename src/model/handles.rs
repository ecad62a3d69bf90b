//! From names to handles.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::{ActorId, ClaimId, CountryId, EntryId, EventId, ExplainerId, PageId, SourceId, TermId};
use crate::content::value::CountryCode;
use crate::country::Code;
use crate::id::{Id, Kind, Target};
use crate::markdown::Reference;

/// The handle of each entry and country by its name.
pub struct Handles {
    pub(crate) claims: HashMap<Id, ClaimId>,
    pub(crate) actors: HashMap<Id, ActorId>,
    pub(crate) events: HashMap<Id, EventId>,
    pub(crate) sources: HashMap<Id, SourceId>,
    pub(crate) terms: HashMap<Id, TermId>,
    pub(crate) explainers: HashMap<Id, ExplainerId>,
    pub(crate) pages: HashMap<Id, PageId>,
    pub(crate) countries: HashMap<Code, CountryId>,
}

impl Handles {
    pub(crate) fn actor(&self, id: &str) -> Option<ActorId> {
        self.actors.get(id).copied()
    }

    fn country(&self, code: Code) -> Option<CountryId> {
        self.countries.get(&code).copied()
    }

    /// The countries with these codes, in their order, each once.
    pub(crate) fn countries(&self, codes: &[CountryCode]) -> Vec<CountryId> {
        let mut list: Vec<_> = codes.iter().filter_map(|code| self.country(code.0)).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// The entry that prose refers to.
    pub(crate) fn mentioned(&self, reference: &Reference) -> Option<EntryId> {
        match reference {
            Reference::Entry(target) => self.entry(target),
            Reference::Citation(citation) => {
                self.sources.get(citation.source.as_str()).map(|id| EntryId::Source(*id))
            }
            Reference::Path(_) | Reference::Picture(_) | Reference::Outside(_) => None,
        }
    }

    /// The entry that a reference names.
    pub fn entry(&self, target: &Target) -> Option<EntryId> {
        let id = &*target.id;
        Some(match target.kind {
            Kind::Claim => EntryId::Claim(*self.claims.get(id)?),
            Kind::Actor => EntryId::Actor(*self.actors.get(id)?),
            Kind::Event => EntryId::Event(*self.events.get(id)?),
            Kind::Source => EntryId::Source(*self.sources.get(id)?),
            Kind::Term => EntryId::Term(*self.terms.get(id)?),
            Kind::Explainer => EntryId::Explainer(*self.explainers.get(id)?),
            Kind::Page => EntryId::Page(*self.pages.get(id)?),
            Kind::Country => EntryId::Country(self.country(Code::parse(id).ok()?)?),
        })
    }
}

/// In the order of names: the same for the same model.
impl fmt::Debug for Handles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn sorted<K: Ord, H>(map: &HashMap<K, H>) -> BTreeMap<&K, &H> {
            map.iter().collect()
        }
        f.debug_struct("Handles")
            .field("claims", &sorted(&self.claims))
            .field("actors", &sorted(&self.actors))
            .field("events", &sorted(&self.events))
            .field("sources", &sorted(&self.sources))
            .field("terms", &sorted(&self.terms))
            .field("explainers", &sorted(&self.explainers))
            .field("pages", &sorted(&self.pages))
            .field("countries", &sorted(&self.countries))
            .finish()
    }
}
