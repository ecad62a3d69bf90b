//! What a linked site should also keep: one rule, one function, one row in `CHECKS`.

mod addresses;
mod files;
mod links;
mod quotations;
mod settings;

use std::collections::BTreeSet;

use crate::content::Origin;
use crate::date::Date;
use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::model::{Claim, Model, Position, PositionId};
use crate::vocabulary::{Attribution, Basis, Scope, Stance};

pub use addresses::addresses;
pub use files::files;
pub use links::{Fragment, Ground, links};
pub use quotations::quotations;
pub use settings::adjust;

type Check = fn(&Model, &mut Vec<Diagnostic>);

/// Every check of the model.
const CHECKS: &[Check] = &[
    missing_date,
    missing_source,
    after_as_of,
    denial_without_tie,
    anonymous_without_reason,
    part_without_name,
    replaces_cycle,
    claimed_without_claim,
    definition_without_words,
    reserved_page,
];

/// Checks of what is missing: a broken file would make them tell of things that it holds.
const CHECKS_OF_THE_WHOLE: &[Check] = &[unused_source];

/// Runs every check; `whole` when every file could be read.
pub fn run(model: &Model, whole: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let of_the_whole = CHECKS_OF_THE_WHOLE.iter().filter(|_| whole);
    for check in CHECKS.iter().chain(of_the_whole) {
        check(model, &mut found);
    }
    found
}

/// Each position with what the editor wrote for it and where.
fn positions(model: &Model) -> impl Iterator<Item = Taken<'_>> {
    (0..model.positions.len() as u32).map(|number| {
        let position = &model[PositionId(number)];
        let claim = &model[position.claim];
        Taken { claim, position, words: &claim.entry.data.positions[position.index] }
    })
}

/// A position, its claim, and what was written.
struct Taken<'a> {
    claim: &'a Claim,
    position: &'a Position,
    words: &'a crate::content::Position,
}

impl Taken<'_> {
    fn origin(&self) -> &Origin {
        &self.claim.entry.origin
    }

    fn field(&self, key: &'static str) -> At {
        self.origin().field(field!["positions", self.position.index, key])
    }
}

fn missing_date(model: &Model, found: &mut Vec<Diagnostic>) {
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

fn missing_source(model: &Model, found: &mut Vec<Diagnostic>) {
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

fn after_as_of(model: &Model, found: &mut Vec<Diagnostic>) {
    let Some(as_of) = &model.site.as_of else { return };
    let Some(last) = as_of.latest() else { return };
    let mut hold = |origin: &Origin, at: At, date: &Date| {
        if date.earliest().is_some_and(|first| first > last) {
            found.push(
                Diagnostic::new(
                    &rule::AFTER_AS_OF,
                    &origin.path,
                    at,
                    format!(
                        "{} is later than {}, up to which this site covers",
                        date.words(),
                        as_of.words()
                    ),
                )
                .help("correct the date, take the entry out, or move `as_of` in `site.yaml`"),
            );
        }
    };
    for at in positions(model) {
        if let Some(date) = &at.words.date {
            hold(at.origin(), at.field("date"), date);
        }
    }
    for claim in &model.claims {
        if let Some(date) = &claim.entry.data.happened {
            let origin = &claim.entry.origin;
            hold(origin, origin.field(field!["happened"]), date);
        }
    }
    for event in &model.events {
        let origin = &event.entry.origin;
        hold(origin, origin.field(field!["when"]), &event.entry.data.when);
    }
    for source in &model.sources {
        let origin = &source.entry.origin;
        if let Some(date) = &source.entry.data.date {
            hold(origin, origin.field(field!["date"]), date);
        }
        for (name, date) in source.entry.data.dates.iter() {
            hold(origin, origin.field(field!["dates", name.to_string()]), date);
        }
    }
}

/// `denies` is for a party that the claim is about: the speaker, whom they speak for, a body of
/// either, or a country of either.
fn denial_without_tie(model: &Model, found: &mut Vec<Diagnostic>) {
    for at in positions(model).filter(|at| at.position.stance == Stance::Denies) {
        let claim = at.claim;
        let mut tied: BTreeSet<_> = BTreeSet::new();
        let mut open: Vec<_> =
            std::iter::once(at.position.by).chain(at.position.spoken_for).collect();
        while let Some(actor) = open.pop() {
            if tied.insert(actor) {
                let actor = &model[actor];
                open.extend(actor.part_of);
                open.extend(actor.speaks_for);
                open.extend(actor.roles.iter().copied().flatten());
            }
        }
        let by_actor = claim.actors.iter().any(|actor| tied.contains(actor));
        let by_country = tied.iter().any(|actor| {
            model[*actor].countries.iter().any(|b| claim.countries.contains(&b.country))
        });
        if !by_actor && !by_country {
            found.push(
                Diagnostic::new(
                    &rule::DENIAL_WITHOUT_TIE,
                    &at.origin().path,
                    at.field("stance"),
                    format!(
                        "`{}` denies a claim that is not about them, their body or their country",
                        at.words.by.0
                    ),
                )
                .help("write `disputes`; or name them under `about`, or whom they speak for under `for`"),
            );
        }
    }
}

fn anonymous_without_reason(model: &Model, found: &mut Vec<Diagnostic>) {
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

fn part_without_name(model: &Model, found: &mut Vec<Diagnostic>) {
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
fn replaces_cycle(model: &Model, found: &mut Vec<Diagnostic>) {
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

fn unused_source(model: &Model, found: &mut Vec<Diagnostic>) {
    for source in &model.sources {
        let used = !(source.positions.is_empty()
            && source.searched_for.is_empty()
            && source.events.is_empty()
            && source.terms.is_empty()
            && source.mentioned_in.is_empty());
        if !used {
            let origin = &source.entry.origin;
            found.push(
                Diagnostic::new(
                    &rule::UNUSED_SOURCE,
                    &origin.path,
                    origin.key("title"),
                    format!("nothing rests on the source `{}`", source.entry.id),
                )
                .help("cite it, name it under `searched`, or take it out"),
            );
        }
    }
}

fn claimed_without_claim(model: &Model, found: &mut Vec<Diagnostic>) {
    for event in &model.events {
        let data = &event.entry.data;
        if data.basis == Some(Basis::Claimed) && data.claims.is_empty() {
            let origin = &event.entry.origin;
            found.push(
                Diagnostic::new(
                    &rule::CLAIMED_WITHOUT_CLAIM,
                    &origin.path,
                    origin.field(field!["basis"]),
                    "the event is known only through claims, and names none",
                )
                .help("add `claims: [ID]`"),
            );
        }
    }
}

fn definition_without_words(model: &Model, found: &mut Vec<Diagnostic>) {
    for term in &model.terms {
        for (index, definition) in term.entry.data.definitions.iter().enumerate() {
            if definition.quote.is_none() && definition.text.is_none() {
                let origin = &term.entry.origin;
                found.push(
                    Diagnostic::new(
                        &rule::DEFINITION_WITHOUT_WORDS,
                        &origin.path,
                        origin.field(field!["definitions", index]),
                        format!("the definition by `{}` says nothing", definition.by.0),
                    )
                    .help("add `quote: …`, their words, or `text: …`, yours"),
                );
            }
        }
    }
}

fn reserved_page(model: &Model, found: &mut Vec<Diagnostic>) {
    for page in &model.pages {
        let id = page.entry.id.as_str();
        if crate::parse::is_section(id) {
            found.push(
                Diagnostic::new(
                    &rule::RESERVED_PAGE,
                    &page.entry.origin.path,
                    At::File,
                    format!("`/{id}/` is the address of a section of the site"),
                )
                .help("give the file another name"),
            );
        }
    }
}
