//! Dates, held against the site’s cut-off, against habit, and against the day that is given.

use super::statements::positions;
use crate::content::Origin;
use crate::date::{Date, Day};
use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::model::Model;
use crate::source::SITE_FILE;

/// Every date of what a site covers, with its place and whether the editors say something beside it.
/// `published`, `updated` and the like are housekeeping.
fn covered<'a>(model: &'a Model, mut each: impl FnMut(&'a Origin, At, &'a Date, bool)) {
    for at in positions(model) {
        if let Some(date) = &at.words.date {
            each(at.origin(), at.field("date"), date, at.words.note.is_some());
        }
    }
    for claim in &model.claims {
        if let Some(date) = &claim.entry.data.happened {
            let origin = &claim.entry.origin;
            each(origin, origin.field(field!["happened"]), date, false);
        }
    }
    for event in &model.events {
        let origin = &event.entry.origin;
        each(origin, origin.field(field!["when"]), &event.entry.data.when, false);
    }
    for source in &model.sources {
        let origin = &source.entry.origin;
        if let Some(date) = &source.entry.data.date {
            each(origin, origin.field(field!["date"]), date, false);
        }
        for (name, date) in source.entry.data.dates.iter() {
            each(origin, origin.field(field!["dates", name.to_string()]), date, false);
        }
    }
}

pub fn after_as_of(model: &Model, found: &mut Vec<Diagnostic>) {
    let Some(as_of) = &model.site.as_of else { return };
    let Some(last) = as_of.latest() else { return };
    covered(model, |origin, at, date, _| {
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
                .help("correct the date, take the entry out, or move `as_of` in `site.yaml`")
                .related(
                    &SITE_FILE.into(),
                    At::Field(field!["as_of"]),
                    "up to here",
                ),
            );
        }
    });
}

/// The first of a month is where a date lands when only its month or year was known.
pub fn padded_date(model: &Model, found: &mut Vec<Diagnostic>) {
    covered(model, |origin, at, date, noted| {
        let Some(shorter) = date.unpadded().filter(|_| !noted) else { return };
        let note = match &at {
            At::Field(path) if path.contains(&"positions".into()) => "say so in `note`",
            _ => "say so in an exemption",
        };
        found.push(
            Diagnostic::new(
                &rule::PADDED_DATE,
                &origin.path,
                at,
                format!("`{}` may stand for a day that was not known", date.as_str()),
            )
            .help(format!("if so, write `{shorter}`; if the day is known, {note}")),
        );
    });
}

/// Entries whose review was due before `today`.
pub fn overdue(model: &Model, today: Day) -> Vec<Diagnostic> {
    let late = |entry| {
        let (common, origin) = (model.common(entry)?, model.origin(entry)?);
        let due = common.review_by()?;
        due.latest().filter(|last| *last < today)?;
        let message = format!("the review was due by {}", due.words());
        let at = origin.field(field!["review_by"]);
        Some(
            Diagnostic::new(&rule::REVIEW_OVERDUE, &origin.path, at, message)
                .help("look at the entry again, and write the next day for it"),
        )
    };
    model.entries().filter_map(late).collect()
}
