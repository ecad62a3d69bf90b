//! The parts that pages have in common: links, dates, speakers, positions, rows of claims, cards.
//!
//! Addresses in parts begin at the root of the site; a template puts `head.root` before them.

use std::sync::{Arc, OnceLock};

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::list::Orders;
use super::shared::Shared;
use super::{ChangePart, Head, Matter, Page, View, file_of, root_of};
use crate::chart::{self, Axis, Mark, Shape, Size, Strip};
use crate::content::value::{ActorOrText, SourceOrText};
use crate::date::{Date, Day, Extent};
use crate::id::Target;
use crate::markdown::{
    Annotation, Citation, Linker, Note, Prose, Writer, escape, escape_attribute, plain,
};
use crate::model::{
    ActorId, ClaimId, CountryId, EntryId, Model, Position, PositionId, Record, SourceId,
};
use crate::vocabulary::{Scope, Stance, Term, Vocabular};

/// A glyph and what it means.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KeyItem {
    pub shape: Shape,
    pub text: &'static str,
}

/// Voices on one side of a card: a card is no list of hundreds, and each stands on its page twice.
const CARD_VOICES: usize = 6;
/// The same on a page with more cards than [`MANY_CARDS`].
const CARD_VOICES_AMONG_MANY: usize = 3;
const MANY_CARDS: usize = 60;

/// What all pages share: the model and what is computed once of it.
pub struct Desk<'a> {
    pub model: &'a Model,
    /// The one time axis of the site, so that all pictures can be compared.
    pub axis: Axis,
    /// The orders of long lists.
    pub orders: Orders,
    countries: Vec<OnceLock<Shared<CountryPart>>>,
    actors: Vec<OnceLock<Shared<ActorPart>>>,
    sources: Vec<OnceLock<Shared<SourcePart>>>,
}

/// A link with its words.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub title: String,
    pub href: String,
}

/// A country, by code and name.
#[derive(Clone, Debug, Serialize)]
pub struct CountryPart {
    /// Its place among `drawn.codes`.
    pub number: u32,
    pub code: String,
    pub name: Arc<str>,
    pub href: String,
}

/// A date in words and, where HTML has a form for it, for machines.
#[derive(Clone, Debug, Serialize)]
pub struct DatePart {
    pub words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datetime: Option<String>,
}

/// A term of a vocabulary.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TermPart {
    pub key: &'static str,
    pub label: &'static str,
}

/// An actor.
#[derive(Clone, Debug, Serialize)]
pub struct ActorPart {
    /// Its place among `drawn.actors`.
    pub number: u32,
    pub name: String,
    pub href: String,
    pub kind: &'static str,
    pub countries: Vec<Shared<CountryPart>>,
}

/// A source in a line.
#[derive(Clone, Debug, Serialize)]
pub struct SourcePart {
    /// Its place among `drawn.sources`.
    pub number: u32,
    pub title: String,
    pub href: String,
    pub kind: &'static str,
    pub publisher: Option<String>,
    pub date: Option<DatePart>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub archived: Vec<Archive>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Archive {
    pub url: String,
    pub date: Option<DatePart>,
}

/// The record of a claim in words.
#[derive(Clone, Debug, Serialize)]
pub struct RecordPart {
    pub key: &'static str,
    pub label: &'static str,
    pub definition: &'static str,
    pub dissent_within: bool,
    /// “3 say so · 1 agrees in part · 4 say not”
    pub counts: String,
    /// Which picture stands for it: `none`, `above`, `below` or `both`.
    pub picture: &'static str,
}

/// A position, whole.
#[derive(Clone, Debug, Serialize)]
pub struct PositionPart {
    /// Its fragment on the page of its claim.
    pub anchor: Arc<str>,
    pub stance: TermPart,
    /// `above`, `below` or `on`.
    pub side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DatePart>,
    pub by: Shared<ActorPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken_for: Option<Shared<ActorPart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Shared<ActorPart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<Shared<ActorPart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Shared<ActorPart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translated_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<TermPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<TermPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymity_reason: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Shared<SourcePart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Arc<str>>,
    pub searched: Vec<Searched>,
    /// The position that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Words in the language in which they were said.
#[derive(Clone, Debug, Serialize)]
pub struct OriginalPart {
    pub language: Arc<str>,
    pub quote: Arc<str>,
}

/// Confidence or likelihood as a speaker states it.
#[derive(Clone, Debug, Serialize)]
pub struct Stated {
    pub term: TermPart,
    /// The speaker’s own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<TermPart>,
    /// Percentages of the scale, where the speaker named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<&'static str>,
}

/// Where the editors looked.
#[derive(Clone, Debug, Serialize)]
pub struct Searched {
    pub words: String,
    pub href: Option<String>,
}

/// A claim in a list: the row itself is drawn once for all lists that it stands in, and is among the
/// `rows` of the page.
#[derive(Clone, Debug, Serialize)]
pub struct ListedClaim {
    /// Its place among the `rows`.
    pub row: usize,
    pub id: String,
    pub title: String,
    pub href: String,
}

/// What a list shows of a claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRow {
    pub id: String,
    pub title: String,
    pub href: String,
    pub countries: Vec<Shared<CountryPart>>,
    pub record: RecordPart,
    pub strip: Strip,
}

/// A claim as it opens behind a phrase and stands at the end of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    pub number: usize,
    /// The markers in the text that open it: the marker `n` has the id `mk-n`.
    pub markers: Vec<usize>,
    pub claim: ClaimRow,
    pub say_so: CardSide,
    pub qualify: CardSide,
    pub say_not: CardSide,
    /// Reports, withdrawals and silence: no voices.
    pub others: CardSide,
    /// Whether anyone states confidence or likelihood.
    pub stated: bool,
}

/// Those who stand on one side of a card.
#[derive(Clone, Debug, Serialize)]
pub struct CardSide {
    /// The glyph of the side: that of the first voice.
    pub shape: Shape,
    /// The first of them, in order of date.
    pub voices: Vec<CardVoice>,
    /// How many more the full record has.
    pub more: usize,
}

impl CardSide {
    fn empty(shape: Shape) -> CardSide {
        CardSide { shape, voices: Vec::new(), more: 0 }
    }
}

/// One voice on a card.
#[derive(Clone, Debug, Serialize)]
pub struct CardVoice {
    pub stance: TermPart,
    pub actor: Shared<ActorPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DatePart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Stated>,
    pub href: String,
}

impl<'a> Desk<'a> {
    pub fn new(model: &'a Model) -> Desk<'a> {
        let positions: Vec<Extent> = model
            .positions
            .iter()
            .filter_map(|position| position.date.as_ref().map(Date::extent))
            .collect();
        let events: Vec<Extent> =
            model.events.iter().map(|event| event.entry.data.when.extent()).collect();
        let latest = || {
            let ends = positions.iter().chain(&events).flat_map(|extent| [extent.from, extent.to]);
            ends.flatten().max()
        };
        let as_of = model.site.as_of.as_ref().and_then(Date::latest);
        let as_of = as_of.or_else(latest).unwrap_or(Day(0));
        Desk {
            axis: Axis::new(&positions, &events, as_of, &[]),
            orders: Orders::default(),
            countries: model.countries.iter().map(|_| OnceLock::new()).collect(),
            actors: model.actors.iter().map(|_| OnceLock::new()).collect(),
            sources: model.sources.iter().map(|_| OnceLock::new()).collect(),
            model,
        }
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
            strip: chart::strip(&self.axis, &self.marks(self.model.live(claim)), size),
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

    /// The changes of an entry, the latest first.
    pub fn changes(&self, entry: EntryId, sheet: &mut Sheet) -> Vec<ChangePart> {
        let changes = self.model.common(entry).map_or(&[][..], |common| common.changes());
        let mut changes: Vec<_> = changes.iter().collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.date.sort_key()));
        changes.into_iter().map(|change| self.change(change, sheet)).collect()
    }

    /// One change.
    pub fn change(&self, change: &crate::content::Change, sheet: &mut Sheet) -> ChangePart {
        ChangePart {
            date: date_part(&change.date),
            kind: term_part(change.kind),
            note: sheet.inline(&change.note),
            was: change.was.as_ref().map(|text| text.0.clone()),
            now: change.now.as_ref().map(|text| text.0.clone()),
            affects: change
                .affects
                .iter()
                .filter_map(|target| self.model.find(&target.0))
                .map(|entry| self.link(entry))
                .collect(),
        }
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
}

/// One page being filled: writes its prose, and numbers its notes and cards through.
pub struct Sheet<'a> {
    desk: &'a Desk<'a>,
    writer: Writer<'a, PageLinker<'a>>,
    rows: Vec<ClaimId>,
}

impl<'a> Sheet<'a> {
    pub fn new(desk: &'a Desk<'a>, linker: &'a PageLinker<'a>) -> Sheet<'a> {
        Sheet { desk, writer: Writer::new(linker), rows: Vec::new() }
    }

    /// A line of Markdown as HTML.
    pub fn inline(&mut self, markdown: &str) -> String {
        self.writer.inline(markdown)
    }

    /// Prose as HTML; `None` when there is none.
    pub fn prose(&mut self, markdown: &str) -> Option<Prose> {
        (!markdown.trim().is_empty()).then(|| self.writer.prose(markdown))
    }

    pub fn summary(&mut self, entry: EntryId) -> Option<String> {
        let summary = self.desk.model.common(entry)?.summary()?;
        Some(self.writer.inline(summary))
    }

    /// A claim in a list of this page.
    pub fn row(&mut self, id: ClaimId) -> ListedClaim {
        let claim = &self.desk.model[id].entry;
        self.rows.push(id);
        ListedClaim {
            row: self.rows.len() - 1,
            id: claim.id.as_str().to_owned(),
            title: (*claim.data.title).to_owned(),
            href: self.desk.href(EntryId::Claim(id)),
        }
    }

    /// The claim that a position is on, linked to the position on its page.
    pub fn on_claim(&self, id: PositionId) -> Link {
        let claim = EntryId::Claim(self.desk.model[id].claim);
        Link { title: self.desk.model.title(claim).to_owned(), href: self.desk.position_href(id) }
    }

    /// A position with its note.
    pub fn position(&mut self, id: PositionId) -> PositionPart {
        let desk = self.desk;
        let model = desk.model;
        let position: &Position = &model[id];
        let words = model.words(id);
        let text = |text: &Option<crate::content::value::Text>| text.as_ref().map(|t| t.0.clone());
        let actor = |id: Option<ActorId>| id.map(|id| desk.actor(id));
        let other = |id: Option<PositionId>| {
            id.map(|id| Link {
                title: match &model[id].date {
                    Some(date) => date.words(),
                    None => model[model[id].by].entry.data.name.to_string(),
                },
                href: desk.position_href(id),
            })
        };
        PositionPart {
            anchor: position.anchor.clone(),
            stance: term_part(position.stance),
            side: match shape(position.stance).side() {
                chart::Side::Above => "above",
                chart::Side::Below => "below",
                chart::Side::On => "on",
            },
            date: position.date.as_ref().map(date_part),
            by: desk.actor(position.by),
            spoken_for: actor(position.spoken_for),
            office: text(&words.office),
            via: actor(position.via),
            reported_by: actor(position.reported_by),
            within: actor(position.within),
            venue: text(&words.venue),
            quote: text(&words.quote),
            original: words.original.as_ref().map(|original| OriginalPart {
                language: original.language.0.clone(),
                quote: original.quote.0.clone(),
            }),
            translated_by: words.translated_by.as_ref().map(|by| desk.actor_or_text(by)),
            part: text(&words.part).filter(|_| words.scope != Some(Scope::Whole)),
            mode: words.mode.map(term_part),
            attribution: words.attribution.map(term_part),
            anonymity_reason: text(&words.anonymity_reason),
            confidence: confidence(words),
            likelihood: likelihood(words),
            source: position.source.map(|id| desk.source(id)),
            at: text(&words.at),
            searched: words.searched.iter().map(|place| desk.searched(place)).collect(),
            replaced_by: other(position.replaced_by),
            replaces: other(position.replaces),
            note: words.note.as_ref().map(|note| self.writer.inline(note)),
        }
    }

    /// The page, with the notes and cards that its prose called for.
    pub fn finish(self, head: Head, view: impl Into<Matter>) -> View {
        let (notes, cards): (Vec<Note>, _) = self.writer.finish();
        let voices = if cards.len() > MANY_CARDS { CARD_VOICES_AMONG_MANY } else { CARD_VOICES };
        let cards = cards
            .into_iter()
            .enumerate()
            .filter_map(|(index, called)| {
                let claim = self.desk.model.claim(&called.claim)?;
                Some(self.desk.card(claim, index + 1, called.markers, voices))
            })
            .collect();
        View { head, notes, cards, rows: self.rows, view: view.into() }
    }
}

impl Desk<'_> {
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

    fn searched(&self, place: &SourceOrText) -> Searched {
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

/// What prose on one page leads to.
pub struct PageLinker<'a> {
    desk: &'a Desk<'a>,
    root: String,
    /// Whether claims in prose are annotated with cards, or are plain links.
    annotate: bool,
}

impl<'a> PageLinker<'a> {
    /// For a page whose claims open cards.
    pub fn annotating(desk: &'a Desk<'a>, page: Page) -> PageLinker<'a> {
        PageLinker { desk, root: root_of(&page.address(desk.model)), annotate: true }
    }

    /// For a page whose claims are plain links.
    pub fn plain(desk: &'a Desk<'a>, page: Page) -> PageLinker<'a> {
        PageLinker { desk, root: root_of(&page.address(desk.model)), annotate: false }
    }
}

impl Linker for PageLinker<'_> {
    fn root(&self) -> &str {
        &self.root
    }

    fn entry(&self, target: &Target) -> Option<String> {
        self.desk.model.find(target).map(|entry| self.desk.href(entry))
    }

    fn citation(&self, citation: &Citation) -> Option<String> {
        let target = Target { kind: crate::id::Kind::Source, id: citation.source.as_str().into() };
        let EntryId::Source(id) = self.desk.model.find(&target)? else { return None };
        let source = self.desk.source(id);
        // On paper the address of the original stands beside its title.
        let original = source.url.as_deref().map(escape_attribute);
        let original = original.map_or_else(String::new, |url| format!(" data-url=\"{url}\""));
        let mut html = format!(
            "<a href=\"{}{}\"{original}><cite>{}</cite></a>",
            self.root,
            source.href,
            escape(&source.title)
        );
        for words in [
            source.publisher.as_deref(),
            source.date.as_ref().map(|date| date.words.as_str()),
            citation.locator.as_deref(),
        ]
        .into_iter()
        .flatten()
        {
            html.push_str(", ");
            html.push_str(&escape(words));
        }
        Some(html)
    }

    fn annotation(&self, claim: &str) -> Option<Annotation> {
        if !self.annotate {
            return None;
        }
        let record = &self.desk.model[self.desk.model.claim(claim)?].record;
        Some(Annotation { record: record.state.term().label, picture: picture(record) })
    }

    fn allow_html(&self) -> bool {
        self.desk.model.site.file.allow_html.is_some_and(|flag| flag.0)
    }
}

pub fn date_part(date: &Date) -> DatePart {
    DatePart { words: date.words(), datetime: date.datetime() }
}

pub fn term_part<T: Vocabular>(term: T) -> TermPart {
    let Term { key, label, .. } = term.term();
    TermPart { key, label }
}

/// The glyph of a stance.
pub fn shape(stance: Stance) -> Shape {
    match stance {
        Stance::Asserts => Shape::Asserts,
        Stance::Concurs => Shape::Concurs,
        Stance::Corroborates => Shape::Corroborates,
        Stance::Qualifies => Shape::Qualifies,
        Stance::Disputes => Shape::Disputes,
        Stance::Denies => Shape::Denies,
        Stance::Withdraws => Shape::Withdraws,
        Stance::Reports => Shape::Reports,
        Stance::DeclinesToComment => Shape::DeclinesToComment,
        Stance::NoResponse => Shape::NoResponse,
        Stance::NotFound => Shape::NotFound,
    }
}

fn picture(record: &Record) -> &'static str {
    let above = record.counts.say_so + record.counts.qualify > 0;
    match (above, record.counts.say_not > 0) {
        (true, true) => "both",
        (true, false) => "above",
        (false, true) => "below",
        (false, false) => "none",
    }
}

/// The counts of a record in words; what is nought is left out.
fn counts(record: &Record) -> String {
    let counts = &record.counts;
    let rows = [
        (counts.say_so, "says so", "say so"),
        (counts.qualify, "agrees in part", "agree in part"),
        (counts.say_not, "says not", "say not"),
        (counts.withdrawn, "withdrew", "withdrew"),
        (counts.report, "reports", "report"),
        (counts.no_comment, "gave no comment", "gave no comment"),
        (counts.silent, "silent", "silent"),
    ];
    let words: Vec<String> = rows
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    words.join(", ")
}

/// Confidence as it is stated.
pub fn confidence(words: &crate::content::Position) -> Option<Stated> {
    let term = words.confidence?;
    Some(Stated {
        term: term_part(term),
        words: words.confidence_words.as_ref().map(|words| words.0.clone()),
        scale: words.scale.map(term_part),
        percent: None,
    })
}

/// Likelihood as it is stated.
pub fn likelihood(words: &crate::content::Position) -> Option<Stated> {
    let term = words.likelihood?;
    Some(Stated {
        term: term_part(term),
        words: words.likelihood_words.as_ref().map(|words| words.0.clone()),
        scale: words.scale.map(term_part),
        percent: words.scale.and_then(|scale| crate::vocabulary::percent(scale, term)),
    })
}

/// The text, cut at a word if it is longer than `most` characters.
pub fn shorten(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

/// How long a title is, by the room that it takes: the longer, the smaller it is set.
pub fn length(title: &str) -> &'static str {
    match title.chars().map(|c| c.width().unwrap_or(0)).sum() {
        0..=60 => "short",
        61..=110 => "medium",
        111..=200 => "long",
        _ => "longest",
    }
}

/// The text with a capital at its head.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
