//! What a site has, for its editors: entries of a kind in rows, and those alone that need something.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::check;
use crate::content::Common;
use crate::country::Code;
use crate::date::Day;
use crate::id::Kind;
use crate::model::{ActorId, Belonging, CountryId, EntryId, Model, PositionId};
use crate::vocabulary::RecordState;

/// Which entries are wanted; each that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only drafts.
    pub drafts: bool,
    /// Claims about somebody who is not heard.
    pub without_response: bool,
    /// Sources on the network without a copy in an archive.
    pub without_archive: bool,
    /// What has to do with a country.
    pub country: Option<Code>,
    /// What has to do with an actor.
    pub actor: Option<ActorId>,
    pub record: Option<RecordState>,
    /// Entries whose review is due by this day.
    pub review_due: Option<Day>,
    /// Entries under this topic.
    pub topic: Option<String>,
}

/// One entry.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    #[serde(rename = "kind")]
    pub word: &'static str,
    pub id: String,
    pub title: String,
    pub draft: bool,
    /// The file, from the folder of the site on; none for a country without one.
    pub path: Option<String>,
    /// What else is told of entries of the kind, in the order of columns.
    #[serde(flatten)]
    pub columns: Map<String, Value>,
}

impl Filter {
    /// What is asked for and says nothing of entries of the kind, by the name of its flag.
    pub fn inapplicable(&self, kind: Kind) -> Option<&'static str> {
        let asked = [
            (self.without_response, "without-response", &[Kind::Claim][..]),
            (self.without_archive, "without-archive", &[Kind::Source]),
            (self.record.is_some(), "record", &[Kind::Claim]),
            (
                self.country.is_some(),
                "country",
                &[Kind::Claim, Kind::Actor, Kind::Event, Kind::Source, Kind::Country],
            ),
            (
                self.actor.is_some(),
                "actor",
                &[Kind::Claim, Kind::Actor, Kind::Event, Kind::Source, Kind::Term],
            ),
        ];
        asked
            .into_iter()
            .find(|(asked, _, kinds)| *asked && !kinds.contains(&kind))
            .map(|row| row.1)
    }

    fn takes(&self, model: &Model, entry: EntryId) -> bool {
        let common = model.common(entry);
        let is_draft = common.is_some_and(Common::draft);
        let is_due = |day: &Day| {
            let due = common.and_then(Common::review_by).and_then(|date| date.latest());
            due.is_some_and(|last| last <= *day)
        };
        let has_topic = |topic: &str| {
            let topics = common.map(Common::topics).unwrap_or_default();
            topics.iter().any(|known| known.to_lowercase() == topic.to_lowercase())
        };
        (!self.drafts || is_draft)
            && (!self.without_response || is_unanswered(model, entry))
            && (!self.without_archive || is_unarchived(model, entry))
            && self.record.is_none_or(|record| record_of(model, entry) == Some(record))
            && self.country.is_none_or(|code| is_of_country(model, entry, code))
            && self.actor.is_none_or(|actor| is_of_actor(model, entry, actor))
            && self.review_due.as_ref().is_none_or(is_due)
            && self.topic.as_deref().is_none_or(has_topic)
    }
}

/// The entries of a kind that a filter takes, in the order of the model.
pub fn rows(model: &Model, kind: Kind, filter: &Filter) -> Vec<Row> {
    let of_kind = model.entries().filter(|entry| entry.kind() == Some(kind));
    of_kind.filter(|entry| filter.takes(model, *entry)).map(|entry| row(model, entry)).collect()
}

fn is_unanswered(model: &Model, entry: EntryId) -> bool {
    matches!(entry, EntryId::Claim(claim) if check::is_unanswered(model, &model[claim]))
}

fn is_unarchived(model: &Model, entry: EntryId) -> bool {
    matches!(entry, EntryId::Source(source) if check::is_unarchived(&model[source]))
}

fn record_of(model: &Model, entry: EntryId) -> Option<RecordState> {
    match entry {
        EntryId::Claim(claim) => Some(model[claim].record.state),
        _ => None,
    }
}

fn is_of_country(model: &Model, entry: EntryId, code: Code) -> bool {
    let is = |country: CountryId| model[country].code == code;
    let any = |countries: &[CountryId]| countries.iter().copied().any(is);
    let belongs = |belonging: &Belonging| is(belonging.country);
    match entry {
        EntryId::Claim(claim) => {
            let claim = &model[claim];
            let speaks = |id: PositionId| model[id].countries.iter().any(|(of, _)| is(*of));
            any(&claim.countries)
                || any(&claim.targets)
                || claim.by_date.iter().copied().any(speaks)
        }
        EntryId::Actor(actor) => model[actor].countries.iter().any(belongs),
        EntryId::Event(event) => any(&model[event].countries),
        EntryId::Source(source) => model[source]
            .publisher
            .is_some_and(|publisher| model[publisher].countries.iter().any(belongs)),
        EntryId::Country(country) => is(country),
        EntryId::Term(_) | EntryId::Explainer(_) | EntryId::Page(_) | EntryId::Home => false,
    }
}

fn is_of_actor(model: &Model, entry: EntryId, actor: ActorId) -> bool {
    let takes_part = |id: &PositionId| {
        let position = &model[*id];
        let others = [position.spoken_for, position.via, position.reported_by, position.within];
        position.by == actor || others.contains(&Some(actor))
    };
    match entry {
        EntryId::Claim(claim) => {
            let claim = &model[claim];
            claim.actors.contains(&actor) || claim.by_date.iter().any(takes_part)
        }
        EntryId::Actor(other) => {
            let other = &model[other];
            [other.part_of, other.speaks_for].contains(&Some(actor))
                || other.roles.contains(&Some(actor))
        }
        EntryId::Event(event) => model[event].actors.contains(&actor),
        EntryId::Source(source) => {
            let source = &model[source];
            source.publisher == Some(actor) || source.positions.iter().any(takes_part)
        }
        EntryId::Term(term) => model[term].definitions.iter().any(|(by, _)| *by == actor),
        EntryId::Country(_) | EntryId::Explainer(_) | EntryId::Page(_) | EntryId::Home => false,
    }
}

fn row(model: &Model, entry: EntryId) -> Row {
    let mut columns = Map::new();
    let mut put = |name: &str, value: Value| {
        columns.insert(name.to_owned(), value);
    };
    match entry {
        EntryId::Claim(id) => {
            let claim = &model[id];
            put("record", claim.record.state.term().key.into());
            put("positions", claim.by_date.len().into());
            put("answered", (!is_unanswered(model, entry)).into());
        }
        EntryId::Actor(id) => {
            let actor = &model[id];
            put("type", actor.entry.data.r#type.key().into());
            let codes = actor.countries.iter();
            put("countries", codes.map(|of| model[of.country].code.as_str().to_owned()).collect());
            put("positions", actor.positions.len().into());
        }
        EntryId::Event(id) => put("when", model[id].entry.data.when.as_str().into()),
        EntryId::Source(id) => {
            let source = &model[id];
            put("type", source.entry.data.r#type.key().into());
            put("date", source.date().map(|date| date.as_str()).into());
            put("publisher", model.publisher(id).into());
            put("archived", (!source.entry.data.archived.is_empty()).into());
            put("positions", source.positions.len().into());
        }
        EntryId::Term(id) => put("definitions", model[id].definitions.len().into()),
        EntryId::Country(id) => {
            let country = &model[id];
            put("claims", country.about.len().into());
            put("positions", (country.by_state.len() + country.by_others.len()).into());
        }
        EntryId::Explainer(id) => {
            let explainer = &model[id];
            let published = explainer.entry.data.published.as_ref();
            put("published", published.map(|date| date.as_str()).into());
            put("claims", explainer.claims.len().into());
        }
        EntryId::Page(_) | EntryId::Home => {}
    }
    let common = model.common(entry);
    let due = common.and_then(Common::review_by).map(|date| date.as_str());
    columns.insert("review_by".into(), due.into());
    Row {
        word: entry.kind().map_or("page", Kind::word),
        id: model.id(entry),
        title: model.title(entry).to_owned(),
        draft: common.is_some_and(Common::draft),
        path: model.origin(entry).map(|origin| origin.path.to_string()),
        columns,
    }
}
