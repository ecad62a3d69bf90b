//! The parts that pages have in common: links, dates, speakers, positions, rows of claims, cards.
//!
//! Addresses in parts begin at the root of the site; a template puts `head.root` before them.

use std::sync::Arc;

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::shared::Shared;
use crate::chart::{Shape, Strip};
use crate::date::Date;
use crate::model::Record;
use crate::vocabulary::{Stance, Term, Vocabular};

/// A glyph and what it means.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KeyItem {
    pub shape: Shape,
    pub text: &'static str,
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
    /// Nobody.
    pub fn empty(shape: Shape) -> CardSide {
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

/// Which picture stands for a record: `none`, `above`, `below` or `both`.
pub fn picture(record: &Record) -> &'static str {
    let above = record.counts.say_so + record.counts.qualify > 0;
    match (above, record.counts.say_not > 0) {
        (true, true) => "both",
        (true, false) => "above",
        (false, true) => "below",
        (false, false) => "none",
    }
}

/// The counts of a record in words; what is nought is left out.
pub fn counts(record: &Record) -> String {
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
