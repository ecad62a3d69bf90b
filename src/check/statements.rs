//! Positions, and what a claim’s positions are together.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::phrases::Phrases;
use crate::content::{self, Origin};
use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::model::{ActorId, Claim, Model, Position, PositionId, Standing};
use crate::vocabulary::{Attribution, Scope, Stance};

/// Each position with what the editor wrote for it and where.
pub fn positions(model: &Model) -> impl Iterator<Item = Taken<'_>> {
    (0..model.positions.len() as u32).map(|number| taken(model, PositionId(number)))
}

fn taken(model: &Model, id: PositionId) -> Taken<'_> {
    let position = &model[id];
    Taken { claim: &model[position.claim], position, words: model.words(id) }
}

/// A position, its claim, and what was written.
pub struct Taken<'a> {
    pub claim: &'a Claim,
    pub position: &'a Position,
    pub words: &'a content::Position,
}

impl<'a> Taken<'a> {
    pub fn origin(&self) -> &'a Origin {
        &self.claim.entry.origin
    }

    pub fn field(&self, key: &'static str) -> At {
        self.origin().field(field!["positions", self.position.index, key])
    }
}

/// How a speaker is tied to the parties that a claim is about: themselves, whom they speak for, or
/// a body of either.
struct Tie {
    /// One of these is an actor that the claim is about.
    actor: bool,
    /// One of these belongs to a country that the claim is about.
    country: bool,
    /// They speak in the name of a state that the claim is about.
    state: bool,
}

impl Tie {
    fn of(model: &Model, claim: &Claim, position: &Position) -> Tie {
        let mut tied: BTreeSet<ActorId> = BTreeSet::new();
        let mut open: Vec<_> = std::iter::once(position.by).chain(position.spoken_for).collect();
        while let Some(actor) = open.pop() {
            if tied.insert(actor) {
                let actor = &model[actor];
                open.extend(actor.part_of);
                open.extend(actor.speaks_for);
                open.extend(actor.roles.iter().copied().flatten());
            }
        }
        let belongs = |actor: &ActorId| {
            model[*actor].countries.iter().any(|b| claim.countries.contains(&b.country))
        };
        Tie {
            actor: claim.actors.iter().any(|actor| tied.contains(actor)),
            country: tied.iter().any(belongs),
            state: position.countries.iter().any(|(country, standing)| {
                *standing == Standing::State && claim.countries.contains(country)
            }),
        }
    }
}

pub fn missing_date(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model).filter(|at| at.words.date.is_none()) {
        let what = if at.position.stance.is_search() {
            "when the editors looked"
        } else {
            "when it was said"
        };
        found.push(
            Diagnostic::new(
                &rule::MISSING_DATE,
                &at.origin().path,
                at.field("date"),
                format!("this position of `{}` has no date", at.words.by.0),
            )
            .help(format!(
                "add `date: …`, {what}; an uncertain date is written `2021-03~` or `2021-03-16?`"
            )),
        );
    }
}

pub fn missing_source(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model) {
        let searched = at.position.stance.is_search();
        if at.words.source.is_some() || (searched && !at.words.searched.is_empty()) {
            continue;
        }
        let help = match searched {
            true => "add `searched: [source or text]`, where the editors looked",
            false => "add `source: ID`; nothing stands on this site without one",
        };
        let key = if searched { "searched" } else { "source" };
        found.push(
            Diagnostic::new(
                &rule::MISSING_SOURCE,
                &at.origin().path,
                at.field(key),
                format!("this position of `{}` has no source", at.words.by.0),
            )
            .help(help),
        );
    }
}

/// `denies` is for a party that the claim is about.
pub fn denial_without_tie(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model).filter(|at| at.position.stance == Stance::Denies) {
        let tie = Tie::of(model, at.claim, at.position);
        if !tie.actor && !tie.country {
            let path = &at.origin().path;
            let told = Diagnostic::new(
                &rule::DENIAL_WITHOUT_TIE,
                path,
                at.field("stance"),
                format!(
                    "`{}` denies a claim that is not about them, their body or their country",
                    at.words.by.0
                ),
            )
            .help(
                "write `disputes`; or name them under `about`, or whom they speak for under `for`",
            );
            found.push(match &at.claim.entry.data.about {
                Some(_) => told.related(path, at.origin().key("about"), "what it is about"),
                None => told,
            });
        }
    }
}

pub fn anonymous_without_reason(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model) {
        if at.words.attribution == Some(Attribution::Anonymous)
            && at.words.anonymity_reason.is_none()
        {
            found.push(
                Diagnostic::new(
                    &rule::ANONYMOUS_WITHOUT_REASON,
                    &at.origin().path,
                    at.field("attribution"),
                    format!("`{}` is anonymous, and no reason is given", at.words.by.0),
                )
                .help("add `anonymity_reason: …`, in the words of the carrier if it gives one"),
            );
        }
    }
}

pub fn part_without_name(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model) {
        if at.words.scope == Some(Scope::Part) && at.words.part.is_none() {
            found.push(
                Diagnostic::new(
                    &rule::PART_WITHOUT_NAME,
                    &at.origin().path,
                    at.field("scope"),
                    "the position is on part of the claim, and does not say which",
                )
                .help("add `part: …`"),
            );
        }
    }
}

/// A position that is replaced, in the end, by itself would leave nothing standing.
pub fn replaces_cycle(model: &Model, found: &mut Vec<Diagnostic>) {
    for number in 0..model.positions.len() as u32 {
        let start = PositionId(number);
        let mut at = start;
        // A walk longer than the claim’s positions goes in a circle that `start` is not part of.
        for _ in 0..model[model[start].claim].positions.len() {
            match model[at].replaced_by {
                Some(next) => at = next,
                None => break,
            }
            if at == start {
                let claim = &model[model[start].claim];
                let origin = &claim.entry.origin;
                let at = origin.field(field!["positions", model[start].index, "replaces"]);
                found.push(
                    Diagnostic::new(
                        &rule::REPLACES_CYCLE,
                        &origin.path,
                        at,
                        "these positions replace one another in a circle",
                    )
                    .help("take `replaces` out of the earliest one"),
                );
                break;
            }
        }
    }
}

pub fn unanswered_claim(model: &Model, found: &mut Vec<Diagnostic>) {
    for claim in model.claims.iter().filter(|claim| is_unanswered(model, claim)) {
        let origin = &claim.entry.origin;
        let parties = claim.countries.iter().map(|country| &*model[*country].name);
        let parties = parties.chain(claim.actors.iter().map(|a| &*model[*a].entry.data.name));
        let parties = parties.collect::<Vec<_>>().join(", ");
        found.push(
            Diagnostic::new(
                &rule::UNANSWERED_CLAIM,
                &origin.path,
                origin.key("about"),
                format!("the claim is about {parties}, and no answer is on record"),
            )
            .help(
                "add their position; or `no-response`, if they were asked; or `not-found`, with `searched`, if the editors looked",
            ),
        );
    }
}

/// Whether somebody says it of somebody else, who is not heard: neither in words of theirs, nor as
/// silence, nor as a search for either. Who speaks of themselves owes no answer.
pub fn is_unanswered(model: &Model, claim: &Claim) -> bool {
    if claim.countries.is_empty() && claim.actors.is_empty() {
        return false;
    }
    let mut said_by_others = false;
    let answered = model.live(claim).any(|id| {
        let position = &model[id];
        match position.stance {
            Stance::NoResponse | Stance::NotFound | Stance::Denies => return true,
            Stance::Reports => return false,
            _ => {}
        }
        let tie = Tie::of(model, claim, position);
        let party = tie.actor || tie.state;
        said_by_others |= position.stance == Stance::Asserts && !party;
        party
    });
    said_by_others && !answered
}

/// How confidence is named with its level, as ICD 203 and its readers have it.
const CONFIDENCE: [&str; 6] = [
    "high confidence",
    "moderate confidence",
    "medium confidence",
    "low confidence",
    "confident",
    "confidently",
];
/// The words of ICD 203 for likelihood, and the adverbs made of them.
const LIKELIHOOD: [&str; 13] = [
    "almost no chance",
    "remote chance",
    "likely",
    "unlikely",
    "probable",
    "improbable",
    "probably",
    "even chance",
    "even odds",
    "almost certain",
    "almost certainly",
    "nearly certain",
    "nearly certainly",
];

/// A sentence within a quotation that names how sure the speaker is in both ways.
pub fn confidence_with_likelihood(model: &Model, found: &mut Vec<Diagnostic>) {
    let (confidence, likelihood) = (Phrases::new(CONFIDENCE), Phrases::new(LIKELIHOOD));
    for at in positions(model) {
        let own = |words: &Option<content::value::Text>, sentence: &str| {
            words.as_ref().is_some_and(|words| sentence.contains(&**words))
        };
        let both = |sentence: &&str| {
            (confidence.is_in(sentence) || own(&at.words.confidence_words, sentence))
                && (likelihood.is_in(sentence) || own(&at.words.likelihood_words, sentence))
        };
        // To cut a quotation into sentences takes most of the time, and hardly any has both.
        let may_have_both = |quote: &str| {
            (confidence.may_be_in(quote) || own(&at.words.confidence_words, quote))
                && (likelihood.may_be_in(quote) || own(&at.words.likelihood_words, quote))
        };
        let quote = at.words.quote.as_ref().filter(|quote| {
            may_have_both(quote) && quote.unicode_sentences().any(|sentence| both(&sentence))
        });
        if quote.is_some() {
            found.push(
                Diagnostic::new(
                    &rule::CONFIDENCE_WITH_LIKELIHOOD,
                    &at.origin().path,
                    at.field("quote"),
                    "one sentence of this quotation names both a confidence and a likelihood",
                )
                .help(
                    "quote them apart, in `confidence_words` and `likelihood_words`; if the speaker joins them, say so in an exemption",
                ),
            );
        }
    }
}
