//! What the content says as a whole: linked, indexed, never changed. Every reference shows on both
//! ends, so that a view has only to read.
//!
//! Invariants: a handle in the model is a position in the list of its kind; lists of entries are
//! sorted by id, countries by the site's order, lists of positions by date; drafts are absent
//! unless they were asked for.

mod handles;
pub mod reads;
mod record;

use std::ops::{Index, Range};
use std::sync::Arc;

use crate::content::value::ActorOrText;
use crate::content::{self, AnyEntry, Common, Entry, SiteFile};
use crate::country::Code;
use crate::date::{Date, SortKey};
use crate::id::{Kind, Target};
use crate::markdown::Mention;
use crate::vocabulary::{
    ActorType, Attribution, ClaimRelation, CountryRelation, LinkRelation, Stance,
};

pub use handles::Handles;
use reads::{List, Read, note};
pub use record::{Record, record};

/// The whole site. Claims and positions are shared with what it was before a change: to copy all of them
/// took a part of the time from an edit to its page.
#[derive(Clone, Debug)]
pub struct Model {
    pub site: Site,
    pub handles: Arc<Handles>,
    pub claims: List<Arc<Claim>>,
    /// All positions, claim by claim, in the order of the files. They are no [`List`], as their words are
    /// a part of their claims.
    pub positions: Vec<Arc<Position>>,
    pub actors: List<Actor>,
    pub events: List<Event>,
    pub sources: List<Source>,
    pub terms: List<Term>,
    pub countries: List<Country>,
    pub explainers: List<Explainer>,
    pub pages: List<Page>,
    /// One at the most.
    pub home: List<Arc<Entry<content::Page>>>,
    /// Sorted by address.
    pub topics: Vec<Topic>,
}

/// What holds for the whole site.
#[derive(Clone, Debug)]
pub struct Site {
    pub file: Arc<SiteFile>,
    /// With a slash at the end.
    pub base_url: Arc<str>,
    pub as_of: Option<Date>,
    /// Whether drafts are shown.
    pub drafts: bool,
}

macro_rules! handles {
    ($($handle:ident $list:ident $type:ident),+ $(,)?) => {
        $(
            #[doc = concat!("A handle of one of the model’s `", stringify!($list), "`.")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $handle(pub u32);

            impl Index<$handle> for Model {
                type Output = $type;
                fn index(&self, handle: $handle) -> &$type {
                    note(Read::Entry(EntryId::$type(handle)));
                    self.$list.one(handle.0 as usize)
                }
            }
        )+
    };
}

handles! {
    ClaimId claims Claim,
    ActorId actors Actor,
    EventId events Event,
    SourceId sources Source,
    TermId terms Term,
    CountryId countries Country,
    ExplainerId explainers Explainer,
    PageId pages Page,
}

/// A handle of one of the model’s `positions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionId(pub u32);

impl Index<PositionId> for Model {
    type Output = Position;
    fn index(&self, handle: PositionId) -> &Position {
        &self.positions[handle.0 as usize]
    }
}

/// A handle of an entry of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryId {
    Explainer(ExplainerId),
    Claim(ClaimId),
    Actor(ActorId),
    Country(CountryId),
    Event(EventId),
    Source(SourceId),
    Term(TermId),
    Page(PageId),
    Home,
}

impl EntryId {
    /// `None` for the home page.
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            EntryId::Claim(_) => Kind::Claim,
            EntryId::Actor(_) => Kind::Actor,
            EntryId::Event(_) => Kind::Event,
            EntryId::Source(_) => Kind::Source,
            EntryId::Term(_) => Kind::Term,
            EntryId::Country(_) => Kind::Country,
            EntryId::Explainer(_) => Kind::Explainer,
            EntryId::Page(_) => Kind::Page,
            EntryId::Home => return None,
        })
    }
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub entry: Arc<Entry<content::Claim>>,
    pub countries: Vec<CountryId>,
    pub targets: Vec<CountryId>,
    pub actors: Vec<ActorId>,
    pub terms: Vec<TermId>,
    /// Its part of [`Model::positions`].
    pub positions: Range<u32>,
    /// The same in the order of dates.
    pub by_date: Vec<PositionId>,
    pub record: Record,
    pub relates: Vec<Relation>,
    /// Claims that relate to this one.
    pub related_from: Vec<Relation>,
    pub events: Vec<EventId>,
    pub mentioned_in: Vec<EntryId>,
}

/// How one claim stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The claim at the other end.
    pub claim: ClaimId,
    pub kind: ClaimRelation,
    pub said_by: Option<ActorId>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub claim: ClaimId,
    /// Its place among the positions of the claim’s file.
    pub index: usize,
    /// Its fragment on the page of the claim, such as `p-nic`.
    pub anchor: Arc<str>,
    pub stance: Stance,
    pub date: Option<Date>,
    pub by: ActorId,
    pub spoken_for: Option<ActorId>,
    pub via: Option<ActorId>,
    pub reported_by: Option<ActorId>,
    pub within: Option<ActorId>,
    pub source: Option<SourceId>,
    /// Sources that the editors searched.
    pub searched: Vec<SourceId>,
    pub replaces: Option<PositionId>,
    pub replaced_by: Option<PositionId>,
    /// The countries of the speaker and of whom they speak for, with their standing there.
    pub countries: Vec<(CountryId, Standing)>,
}

/// In what standing somebody of a country speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The state itself, an organ of it, or somebody who speaks for one.
    State,
    /// Anyone else of the country. A national does not speak for a state.
    Other,
}

#[derive(Clone, Debug)]
pub struct Actor {
    pub entry: Arc<Entry<content::Actor>>,
    /// Its own countries, or those of the body that it is part of or speaks for.
    pub countries: Vec<Belonging>,
    pub roles: Vec<Option<ActorId>>,
    pub part_of: Option<ActorId>,
    pub speaks_for: Option<ActorId>,
    pub links: Vec<Link>,
    /// What others are said to be tied to this actor by.
    pub linked_from: Vec<(ActorId, LinkRelation, ClaimId)>,
    /// Actors that are part of it, or hold a post in it.
    pub members: Vec<ActorId>,
    pub positions: Vec<PositionId>,
    /// Positions that others took on its behalf.
    pub spoken_for: Vec<PositionId>,
    /// Positions that it carried.
    pub carried: Vec<PositionId>,
    /// Positions of others that it recalls.
    pub recalled: Vec<PositionId>,
    /// Positions that dissent inside of it.
    pub dissents: Vec<PositionId>,
    pub about: Vec<ClaimId>,
    pub published: Vec<SourceId>,
    pub events: Vec<EventId>,
    pub terms: Vec<TermId>,
    pub mentioned_in: Vec<EntryId>,
}

/// How an actor belongs to a country.
#[derive(Clone, Debug, PartialEq)]
pub struct Belonging {
    pub country: CountryId,
    pub relation: CountryRelation,
    pub dates: Option<Date>,
}

/// A tie that a claim says there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub to: LinkEnd,
    pub relation: LinkRelation,
    pub linked_by: ClaimId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    Actor(ActorId),
    Country(CountryId),
}

#[derive(Clone, Debug)]
pub struct Event {
    pub entry: Arc<Entry<content::Event>>,
    pub countries: Vec<CountryId>,
    pub actors: Vec<ActorId>,
    pub claims: Vec<ClaimId>,
    pub sources: Vec<SourceId>,
    pub mentioned_in: Vec<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub entry: Arc<Entry<content::Source>>,
    pub publisher: Option<ActorId>,
    pub positions: Vec<PositionId>,
    /// Positions for which the editors searched it.
    pub searched_for: Vec<PositionId>,
    pub events: Vec<EventId>,
    pub terms: Vec<TermId>,
    pub mentioned_in: Vec<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Term {
    pub entry: Arc<Entry<content::Term>>,
    /// Who gives each definition, and where it stands.
    pub definitions: Vec<(ActorId, Option<SourceId>)>,
    /// Claims that turn on the term.
    pub claims: Vec<ClaimId>,
    pub mentioned_in: Vec<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Country {
    pub code: Code,
    pub name: Arc<str>,
    pub entry: Option<Arc<Entry<content::Country>>>,
    pub succeeded_by: Vec<CountryId>,
    pub actors: Vec<(ActorId, CountryRelation)>,
    /// Actors that a claim links to the country.
    pub linked: Vec<(ActorId, LinkRelation, ClaimId)>,
    /// Claims about the country’s conduct.
    pub about: Vec<ClaimId>,
    /// Claims about persons or bodies of the country that are not about the country.
    pub about_people: Vec<ClaimId>,
    /// Claims in which the country is said to be acted upon.
    pub targeted: Vec<ClaimId>,
    pub by_state: Vec<PositionId>,
    pub by_others: Vec<PositionId>,
    pub events: Vec<EventId>,
    pub mentioned_in: Vec<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Explainer {
    pub entry: Arc<Entry<content::Explainer>>,
    /// Claims that its prose links, in order of appearance, each once.
    pub claims: Vec<ClaimId>,
    pub mentioned_in: Vec<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Page {
    pub entry: Arc<Entry<content::Page>>,
    pub mentioned_in: Vec<EntryId>,
}

/// A subject under which entries are listed.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The part of the address that is its own.
    pub slug: Arc<str>,
    pub title: Arc<str>,
    pub entries: Vec<EntryId>,
}

impl Source {
    /// Its date, or the first of its dates where it has several.
    pub fn date(&self) -> Option<&Date> {
        let data = &self.entry.data;
        data.date.as_ref().or_else(|| data.dates.first().map(|(_, date)| date))
    }
}

impl Model {
    /// Whether the speaker of a position is not named.
    pub fn is_anonymous(&self, id: PositionId) -> bool {
        let attribution = self.words(id).attribution;
        self[self[id].by].entry.data.r#type == ActorType::Unnamed
            || attribution.is_some_and(|attribution| match attribution {
                Attribution::OnBackground | Attribution::Anonymous | Attribution::Unattributed => {
                    true
                }
                Attribution::OnRecord | Attribution::NamedDocument => false,
            })
    }

    /// What the editor wrote for a position.
    pub fn words(&self, position: PositionId) -> &content::Position {
        let position = &self[position];
        &self[position.claim].entry.data.positions[position.index]
    }

    /// The positions of a claim that no later one replaces.
    pub fn live<'a>(&'a self, claim: &'a Claim) -> impl Iterator<Item = PositionId> + 'a {
        claim.by_date.iter().copied().filter(|id| self[*id].replaced_by.is_none())
    }

    /// The name of who published a source.
    pub fn publisher(&self, source: SourceId) -> Option<&str> {
        let source = &self[source];
        match (source.publisher, &source.entry.data.publisher) {
            (Some(actor), _) => Some(&self[actor].entry.data.name),
            (None, Some(ActorOrText::Text(name))) => Some(name),
            (None, _) => None,
        }
    }

    /// Orders positions by date, then by place in the files.
    pub fn date_key(&self, position: PositionId) -> (Option<SortKey>, PositionId) {
        (self[position].date.as_ref().map(Date::sort_key), position)
    }

    /// The address of an entry’s page, relative to the site, with a slash at the end.
    pub fn address(&self, entry: EntryId) -> String {
        match entry {
            EntryId::Claim(id) => Kind::Claim.address(self[id].entry.id.as_str()),
            EntryId::Actor(id) => Kind::Actor.address(self[id].entry.id.as_str()),
            EntryId::Event(id) => Kind::Event.address(self[id].entry.id.as_str()),
            EntryId::Source(id) => Kind::Source.address(self[id].entry.id.as_str()),
            EntryId::Term(id) => Kind::Term.address(self[id].entry.id.as_str()),
            EntryId::Country(id) => Kind::Country.address(&self[id].code.lower()),
            EntryId::Explainer(id) => Kind::Explainer.address(self[id].entry.id.as_str()),
            EntryId::Page(id) => Kind::Page.address(self[id].entry.id.as_str()),
            EntryId::Home => String::new(),
        }
    }

    /// The file of an entry’s page, relative to the site.
    pub fn file(&self, entry: EntryId) -> String {
        let mut file = self.address(entry);
        file.push_str("index.html");
        file
    }

    /// The id of an entry; of a country its code in small letters, of the home page nothing.
    pub fn id(&self, entry: EntryId) -> String {
        match entry {
            EntryId::Country(id) => self[id].code.lower(),
            EntryId::Home => String::new(),
            _ => self.written(entry).map(|entry| entry.id().to_string()).unwrap_or_default(),
        }
    }

    /// The title or name of an entry.
    pub fn title(&self, entry: EntryId) -> &str {
        match entry {
            EntryId::Claim(id) => &self[id].entry.data.title,
            EntryId::Actor(id) => &self[id].entry.data.name,
            EntryId::Event(id) => &self[id].entry.data.title,
            EntryId::Source(id) => &self[id].entry.data.title,
            EntryId::Term(id) => &self[id].entry.data.title,
            EntryId::Country(id) => &self[id].name,
            EntryId::Explainer(id) => &self[id].entry.data.title,
            EntryId::Page(id) => &self[id].entry.data.title,
            EntryId::Home => {
                self.home.first().map_or(&*self.site.file.title, |home| &home.data.title)
            }
        }
    }

    /// The fields that every kind accepts; `None` for a country without a file and for a home
    /// page that is computed alone.
    pub fn common(&self, entry: EntryId) -> Option<&dyn Common> {
        Some(match entry {
            EntryId::Claim(id) => &self[id].entry.data,
            EntryId::Actor(id) => &self[id].entry.data,
            EntryId::Event(id) => &self[id].entry.data,
            EntryId::Source(id) => &self[id].entry.data,
            EntryId::Term(id) => &self[id].entry.data,
            EntryId::Country(id) => &self[id].entry.as_ref()?.data,
            EntryId::Explainer(id) => &self[id].entry.data,
            EntryId::Page(id) => &self[id].entry.data,
            EntryId::Home => &self.home.first()?.data,
        })
    }

    /// An entry as it was written; `None` where [`Model::common`] is.
    pub fn written(&self, entry: EntryId) -> Option<AnyEntry> {
        Some(match entry {
            EntryId::Claim(id) => AnyEntry::Claim(self[id].entry.clone()),
            EntryId::Actor(id) => AnyEntry::Actor(self[id].entry.clone()),
            EntryId::Event(id) => AnyEntry::Event(self[id].entry.clone()),
            EntryId::Source(id) => AnyEntry::Source(self[id].entry.clone()),
            EntryId::Term(id) => AnyEntry::Term(self[id].entry.clone()),
            EntryId::Country(id) => AnyEntry::Country(self[id].entry.clone()?),
            EntryId::Explainer(id) => AnyEntry::Explainer(self[id].entry.clone()),
            EntryId::Page(id) => AnyEntry::Page(self[id].entry.clone()),
            EntryId::Home => AnyEntry::Home(self.home.first()?.clone()),
        })
    }

    /// Where an entry was written.
    pub fn origin(&self, entry: EntryId) -> Option<&content::Origin> {
        Some(match entry {
            EntryId::Claim(id) => &self[id].entry.origin,
            EntryId::Actor(id) => &self[id].entry.origin,
            EntryId::Event(id) => &self[id].entry.origin,
            EntryId::Source(id) => &self[id].entry.origin,
            EntryId::Term(id) => &self[id].entry.origin,
            EntryId::Country(id) => &self[id].entry.as_ref()?.origin,
            EntryId::Explainer(id) => &self[id].entry.origin,
            EntryId::Page(id) => &self[id].entry.origin,
            EntryId::Home => &self.home.first()?.origin,
        })
    }

    /// All references in the prose of an entry.
    pub fn mentions(&self, entry: EntryId) -> &[Mention] {
        match entry {
            EntryId::Claim(id) => &self[id].entry.mentions,
            EntryId::Actor(id) => &self[id].entry.mentions,
            EntryId::Event(id) => &self[id].entry.mentions,
            EntryId::Source(id) => &self[id].entry.mentions,
            EntryId::Term(id) => &self[id].entry.mentions,
            EntryId::Country(id) => self[id].entry.as_ref().map_or(&[], |entry| &entry.mentions),
            EntryId::Explainer(id) => &self[id].entry.mentions,
            EntryId::Page(id) => &self[id].entry.mentions,
            EntryId::Home => self.home.first().map_or(&[], |entry| &entry.mentions),
        }
    }

    /// The ids of the headings in an entry’s body.
    pub fn fragments(&self, entry: EntryId) -> &[Arc<str>] {
        match entry {
            EntryId::Claim(id) => &self[id].entry.fragments,
            EntryId::Actor(id) => &self[id].entry.fragments,
            EntryId::Event(id) => &self[id].entry.fragments,
            EntryId::Source(id) => &self[id].entry.fragments,
            EntryId::Term(id) => &self[id].entry.fragments,
            EntryId::Country(id) => self[id].entry.as_ref().map_or(&[], |entry| &entry.fragments),
            EntryId::Explainer(id) => &self[id].entry.fragments,
            EntryId::Page(id) => &self[id].entry.fragments,
            EntryId::Home => self.home.first().map_or(&[], |entry| &entry.fragments),
        }
    }

    /// All entries, in the order of kinds.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> + '_ {
        fn all<T, H>(list: &List<T>, handle: fn(u32) -> H) -> impl Iterator<Item = H> + use<T, H> {
            (0..list.len() as u32).map(handle)
        }
        all(&self.explainers, |n| EntryId::Explainer(ExplainerId(n)))
            .chain(all(&self.claims, |n| EntryId::Claim(ClaimId(n))))
            .chain(all(&self.actors, |n| EntryId::Actor(ActorId(n))))
            .chain(all(&self.countries, |n| EntryId::Country(CountryId(n))))
            .chain(all(&self.events, |n| EntryId::Event(EventId(n))))
            .chain(all(&self.sources, |n| EntryId::Source(SourceId(n))))
            .chain(all(&self.terms, |n| EntryId::Term(TermId(n))))
            .chain(all(&self.pages, |n| EntryId::Page(PageId(n))))
            .chain((!self.home.is_empty()).then_some(EntryId::Home))
    }

    /// The entry that a reference names.
    pub fn find(&self, target: &Target) -> Option<EntryId> {
        self.handles.entry(target)
    }

    /// The claim with this id.
    pub fn claim(&self, id: &str) -> Option<ClaimId> {
        self.handles.claims.get(id).copied()
    }
}
