//! The desk at which every page is made: the model, what is computed once of it, and parts of pages.

use std::sync::Arc;

use super::orders::Orders;
use super::part::{
    ActorPart, Archive, Card, CardSide, CardVoice, ClaimRow, CountryPart, KeyItem, Link,
    RecordPart, Searched, SourcePart, confidence, counts, date_part, length, likelihood, picture,
    shape, shorten, term_part,
};
use super::shared::Shared;
use super::{Head, Page, file_of, root_of};
use crate::chart::{self, Axis, Mark, Shape, Size};
use crate::content::value::{ActorOrText, SourceOrText};
use crate::id::Target;
use crate::markdown::plain;
use crate::model::reads::Once;
use crate::model::{ActorId, ClaimId, CountryId, EntryId, Model, PositionId, Record, SourceId};
use crate::vocabulary::Stance;

/// What all pages share: the model and what is computed once of it.
pub struct Desk<'a> {
    pub model: &'a Model,
    /// The order of time and those of long lists.
    pub orders: Arc<Orders>,
    countries: Vec<Once<Shared<CountryPart>>>,
    actors: Vec<Once<Shared<ActorPart>>>,
    sources: Vec<Once<Shared<SourcePart>>>,
}

impl<'a> Desk<'a> {
    pub fn new(model: &'a Model) -> Desk<'a> {
        Desk::with(model, Arc::default())
    }

    /// The same, where orders of this model may have been made already.
    pub fn with(model: &'a Model, orders: Arc<Orders>) -> Desk<'a> {
        Desk {
            orders,
            countries: model.countries.iter().map(|_| Once::default()).collect(),
            actors: model.actors.iter().map(|_| Once::default()).collect(),
            sources: model.sources.iter().map(|_| Once::default()).collect(),
            model,
        }
    }

    /// The one time axis of the site, so that all pictures can be compared.
    pub fn axis(&self) -> &Axis {
        self.orders.axis(self.model)
    }

    pub fn link(&self, entry: EntryId) -> Link {
        let title = self.model.title(entry).to_owned();
        Link { title, href: self.href(entry) }
    }

    /// The file of an entry’s page, from the root of the site on.
    pub fn href(&self, entry: EntryId) -> String {
        self.model.file(entry)
    }

    pub fn country(&self, id: CountryId) -> Shared<CountryPart> {
        self.countries[id.0 as usize].get_or_init(|| Shared::new(self.make_country(id))).clone()
    }

    fn make_country(&self, id: CountryId) -> CountryPart {
        let country = &self.model[id];
        CountryPart {
            number: id.0,
            code: country.code.to_string(),
            name: country.name.clone(),
            href: self.href(EntryId::Country(id)),
        }
    }

    pub fn countries(&self, ids: &[CountryId]) -> Vec<Shared<CountryPart>> {
        ids.iter().map(|id| self.country(*id)).collect()
    }

    pub fn actor(&self, id: ActorId) -> Shared<ActorPart> {
        self.actors[id.0 as usize].get_or_init(|| Shared::new(self.make_actor(id))).clone()
    }

    fn make_actor(&self, id: ActorId) -> ActorPart {
        let actor = &self.model[id];
        let mut countries: Vec<CountryId> = actor.countries.iter().map(|b| b.country).collect();
        countries.dedup();
        ActorPart {
            number: id.0,
            name: actor.entry.data.name.to_string(),
            href: self.href(EntryId::Actor(id)),
            kind: actor.entry.data.r#type.label(),
            countries: self.countries(&countries),
        }
    }

    pub fn source(&self, id: SourceId) -> Shared<SourcePart> {
        self.sources[id.0 as usize].get_or_init(|| Shared::new(self.make_source(id))).clone()
    }

    fn make_source(&self, id: SourceId) -> SourcePart {
        let source = &self.model[id];
        let data = &source.entry.data;
        SourcePart {
            number: id.0,
            title: data.title.to_string(),
            href: self.href(EntryId::Source(id)),
            kind: data.r#type.label(),
            publisher: self.model.publisher(id).map(str::to_owned),
            date: source.date().map(date_part),
            language: data.language.as_ref().map(|language| language.to_string()),
            url: data.url.as_ref().map(|url| url.to_string()),
            archived: data
                .archived
                .iter()
                .map(|copy| Archive {
                    url: copy.url.to_string(),
                    date: copy.date.as_ref().map(date_part),
                })
                .collect(),
        }
    }

    pub fn record(&self, record: &Record) -> RecordPart {
        let term = record.state.term();
        RecordPart {
            key: term.key,
            label: term.label,
            definition: term.definition,
            dissent_within: record.dissent_within,
            counts: counts(record),
            picture: picture(record),
        }
    }

    pub fn claim_row(&self, id: ClaimId, size: Size) -> ClaimRow {
        let claim = &self.model[id];
        ClaimRow {
            id: claim.entry.id.as_str().to_owned(),
            title: (*claim.entry.data.title).to_owned(),
            href: self.href(EntryId::Claim(id)),
            countries: self.countries(&claim.countries),
            record: self.record(&claim.record),
            strip: chart::strip(self.axis(), &self.marks(self.model.live(claim)), size),
        }
    }

    /// The marks of positions that have a place in time.
    pub fn marks(&self, positions: impl IntoIterator<Item = PositionId>) -> Vec<Mark> {
        positions.into_iter().filter_map(|id| self.mark(id)).collect()
    }

    pub fn mark(&self, id: PositionId) -> Option<Mark> {
        let position = &self.model[id];
        let date = position.date.as_ref()?;
        let name = self.model[position.by].entry.data.name.0.clone();
        let country = self.model[position.by].countries.first();
        let shape = shape(position.stance);
        Some(Mark {
            extent: date.extent(),
            stance: shape,
            side: shape.side(),
            title: [&name, ": ", position.stance.label(), ", ", &date.words()].concat(),
            short: name.clone(),
            label: name,
            code: country.map(|b| self.model[b.country].code.to_string().into()),
            href: self.position_href(id),
            number: None,
        })
    }

    /// The address of a position on the page of its claim.
    pub fn position_href(&self, id: PositionId) -> String {
        let position = &self.model[id];
        [&*self.href(EntryId::Claim(position.claim)), "#", &position.anchor].concat()
    }

    /// The card of a claim, opened by these markers, with at most so many voices on a side.
    pub fn card(&self, id: ClaimId, number: usize, markers: Vec<usize>, voices: usize) -> Card {
        let claim = &self.model[id];
        let mut card = Card {
            number,
            markers,
            claim: self.claim_row(id, Size::CARD),
            say_so: CardSide::empty(Shape::Asserts),
            qualify: CardSide::empty(Shape::Qualifies),
            say_not: CardSide::empty(Shape::Denies),
            others: CardSide::empty(Shape::Reports),
            stated: false,
        };
        for position in self.model.live(claim) {
            let words = self.model.words(position);
            card.stated |= words.confidence.is_some() || words.likelihood.is_some();
            let shape = shape(self.model[position].stance);
            let side = match (shape, shape.side()) {
                (Shape::Qualifies, _) => &mut card.qualify,
                (_, chart::Side::Above) => &mut card.say_so,
                (_, chart::Side::Below) => &mut card.say_not,
                (_, chart::Side::On) => &mut card.others,
            };
            if side.voices.is_empty() {
                side.shape = shape;
            }
            if side.voices.len() < voices {
                side.voices.push(self.card_voice(position));
            } else {
                side.more += 1;
            }
        }
        card
    }

    /// What the glyphs of these stances mean, in the order of the vocabulary.
    pub fn key(&self, stances: impl IntoIterator<Item = Stance>) -> Vec<KeyItem> {
        let mut seen: Vec<Stance> = stances.into_iter().collect();
        seen.sort_unstable();
        seen.dedup();
        seen.into_iter()
            .map(|stance| KeyItem { shape: shape(stance), text: stance.label() })
            .collect()
    }

    fn card_voice(&self, id: PositionId) -> CardVoice {
        let position = &self.model[id];
        let words = self.model.words(id);
        CardVoice {
            stance: term_part(position.stance),
            actor: self.actor(position.by),
            date: position.date.as_ref().map(date_part),
            confidence: confidence(words),
            likelihood: likelihood(words),
            href: self.position_href(id),
        }
    }

    /// A link to a section of the site.
    pub fn section(&self, title: &str, address: &str) -> Link {
        Link { title: title.to_owned(), href: file_of(address) }
    }

    /// The topics of an entry.
    pub fn topics(&self, entry: EntryId) -> Vec<Link> {
        let topics = self.model.common(entry).map_or(&[][..], |common| common.topics());
        topics
            .iter()
            .filter_map(|title| {
                let slug = crate::markdown::slug(title);
                (!slug.is_empty()).then(|| self.section(title, &format!("topics/{slug}/")))
            })
            .collect()
    }

    /// The head of a page. `description` is taken as plain text.
    pub fn head(&self, page: Page, title: &str, description: &str, section: &str) -> Head {
        let address = page.address(self.model);
        Head {
            title: title.to_owned(),
            description: shorten(description, 200),
            canonical: format!("{}{address}", self.model.site.base_url),
            root: root_of(&address),
            address,
            section: section.to_owned(),
            crumbs: Vec::new(),
            edit_url: None,
            draft: false,
            unlisted: false,
            og_type: "website",
            published: None,
            modified: None,
            linked: None,
            feeds: super::feed::links(self.model, page),
            length: length(title),
        }
    }

    /// The head of an entry’s page.
    pub fn entry_head(&self, page: Page, entry: EntryId, description: &str, section: &str) -> Head {
        let model = self.model;
        let mut head = self.head(page, model.title(entry), description, section);
        if let Some(summary) = model.common(entry).and_then(|common| common.summary()) {
            head.description = shorten(&plain(summary), 200);
        }
        head.draft = model.common(entry).is_some_and(|common| common.draft());
        if let (Some(pattern), Some(origin)) = (&model.site.file.edit_url, model.origin(entry)) {
            head.edit_url = Some(pattern.replace("{path}", &origin.path));
        }
        head
    }

    pub fn actor_or_text(&self, name: &ActorOrText) -> String {
        match name {
            ActorOrText::Text(text) => text.to_string(),
            ActorOrText::Id(id) => {
                let target = Target { kind: crate::id::Kind::Actor, id: id.as_str().into() };
                let found = self.model.find(&target);
                found.map_or_else(|| id.to_string(), |entry| self.model.title(entry).to_owned())
            }
        }
    }

    pub fn searched(&self, place: &SourceOrText) -> Searched {
        let found = match place {
            SourceOrText::Text(_) => None,
            SourceOrText::Id(id) => {
                self.model.find(&Target { kind: crate::id::Kind::Source, id: id.as_str().into() })
            }
        };
        match (found, place) {
            (Some(entry), _) => {
                Searched { words: self.model.title(entry).to_owned(), href: Some(self.href(entry)) }
            }
            (None, SourceOrText::Text(text)) => Searched { words: text.to_string(), href: None },
            (None, SourceOrText::Id(id)) => Searched { words: id.to_string(), href: None },
        }
    }
}
