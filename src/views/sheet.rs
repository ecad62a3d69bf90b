//! One page being filled: its prose, the notes and cards that this calls for, and the rows of its lists.

use super::desk::Desk;
use super::part::{
    Link, ListedClaim, OriginalPart, PositionPart, confidence, date_part, likelihood, picture,
    shape, term_part,
};
use super::{ChangePart, Head, Matter, Page, View, root_of};
use crate::chart;
use crate::content::Change;
use crate::id::Target;
use crate::markdown::{
    Annotation, Citation, Linker, Note, Prose, Writer, escape, escape_attribute,
};
use crate::model::{ActorId, ClaimId, EntryId, Position, PositionId};
use crate::vocabulary::Scope;

/// Voices on one side of a card: a card is no list of hundreds, and each stands on its page twice.
const CARD_VOICES: usize = 6;
/// The same on a page with more cards than [`MANY_CARDS`].
const CARD_VOICES_AMONG_MANY: usize = 3;
const MANY_CARDS: usize = 60;

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

    /// The changes of an entry, the latest first.
    pub fn changes(&mut self, entry: EntryId) -> Vec<ChangePart> {
        let changes = self.desk.model.common(entry).map_or(&[][..], |common| common.changes());
        let mut changes: Vec<_> = changes.iter().collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.date.sort_key()));
        changes.into_iter().map(|change| self.change(change)).collect()
    }

    /// One change.
    pub fn change(&mut self, change: &Change) -> ChangePart {
        ChangePart {
            date: date_part(&change.date),
            kind: term_part(change.kind),
            note: self.inline(&change.note),
            was: change.was.as_ref().map(|text| text.0.clone()),
            now: change.now.as_ref().map(|text| text.0.clone()),
            affects: change
                .affects
                .iter()
                .filter_map(|target| self.desk.model.find(&target.0))
                .map(|entry| self.desk.link(entry))
                .collect(),
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
