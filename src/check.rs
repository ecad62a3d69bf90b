//! What a linked site should also keep: one rule, one function, one row in `CHECKS`.

mod addresses;
mod dates;
mod entries;
mod exemptions;
mod files;
mod links;
mod outside;
mod phrases;
mod policy;
mod prose;
mod quotations;
mod settings;
mod speakers;
mod statements;
mod wording;

use crate::diagnostic::Diagnostic;
use crate::model::Model;

pub use addresses::addresses;
pub use dates::overdue;
pub use entries::is_unarchived;
pub use exemptions::exempt;
pub use files::files;
pub use links::{Fragment, Ground, links};
pub use outside::{outside, unreached};
pub use policy::policy;
pub use quotations::quotations;
pub use settings::adjust;
pub use statements::is_unanswered;

type Check = fn(&Model, &mut Vec<Diagnostic>);

/// Every check of the model.
const CHECKS: &[Check] = &[
    statements::missing_date,
    statements::missing_source,
    dates::after_as_of,
    dates::padded_date,
    statements::denial_without_tie,
    statements::anonymous_without_reason,
    statements::part_without_name,
    statements::replaces_cycle,
    statements::confidence_with_likelihood,
    entries::claimed_without_claim,
    entries::definition_without_words,
    entries::reserved_page,
    entries::unarchived_source,
    wording::loaded_word,
    settings::feeds,
];

/// Checks of what is missing: a broken file would make them tell of things that it holds.
const CHECKS_OF_THE_WHOLE: &[Check] =
    &[entries::unused_source, statements::unanswered_claim, speakers::claim_without_speaker];

/// Runs every check; `whole` when every file could be read.
pub fn run(model: &Model, whole: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let of_the_whole = CHECKS_OF_THE_WHOLE.iter().filter(|_| whole);
    for check in CHECKS.iter().chain(of_the_whole) {
        check(model, &mut found);
    }
    found
}
