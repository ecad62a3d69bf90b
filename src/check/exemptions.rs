//! What a file says of rules that do not hold for it.

use std::collections::HashMap;
use std::sync::Arc;

use super::settings::adjustable;
use crate::content::Origin;
use crate::diagnostic::{At, Diagnostic, FieldPath, Rule, Severity, rule};
use crate::parse::Parsed;

/// Rules that tell different things at different times and on different machines: on the day that is
/// given, with a copy of a source that may be kept out of the repository, or of what other hosts show. That they tell nothing here makes no
/// exemption needless.
const CIRCUMSTANTIAL: [&Rule; 7] = [
    &rule::REVIEW_OVERDUE,
    &rule::QUOTATION,
    &rule::SOURCE_TEXT,
    &rule::UNVERIFIED_QUOTATIONS,
    &rule::DEAD_LINK,
    &rule::BLOCKED_LINK,
    &rule::UNREACHABLE_LINK,
];

/// One rule that an entry switches off.
struct Exemption<'a> {
    origin: &'a Origin,
    /// The way to it, from the root of the file.
    field: FieldPath,
    rule: &'static Rule,
    /// Whether the entry is shown; of a draft that is not, not everything is checked.
    shown: bool,
    used: bool,
}

/// Takes out of `found` what entries are exempt from, and returns it. The exemption of an entry
/// that is a file holds for the whole file, that of an entry in a list for the entry.
///
/// Adds what is wrong with the exemptions: a rule that there is not or that cannot be changed, and
/// one that exempts nothing, if all checks could run.
pub fn exempt(files: &[Arc<Parsed>], drafts: bool, found: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    let sound = found.iter().all(|told| told.rule.adjustable || told.severity != Severity::Error);
    let mut wrong = Vec::new();
    let mut exemptions = Vec::new();
    for entry in files.iter().flat_map(|file| &file.entries) {
        let origin = entry.origin();
        for (name, _) in entry.common().exempt() {
            let own = ["exempt".into(), name.to_string().into()];
            let field = origin.field.iter().cloned().chain(own).collect();
            match adjustable(name, &origin.path, &field) {
                Ok(rule) => {
                    let shown = drafts || !entry.is_draft();
                    exemptions.push(Exemption { origin, field, rule, shown, used: false });
                }
                Err(diagnostic) => wrong.push(*diagnostic),
            }
        }
    }
    let mut by_rule: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (index, Exemption { origin, rule, .. }) in exemptions.iter().enumerate() {
        by_rule.entry((&origin.path, rule.name)).or_default().push(index);
    }
    let exempted = found
        .extract_if(.., |told| {
            let of_file = by_rule.get(&(&*told.path, told.rule.name));
            let first = of_file
                .into_iter()
                .flatten()
                .find(|index| covers(exemptions[**index].origin, &told.at));
            first.is_some_and(|index| {
                exemptions[*index].used = true;
                true
            })
        })
        .collect();
    found.append(&mut wrong);
    let needless = exemptions.iter().filter(|exemption| {
        sound && exemption.shown && !exemption.used && !CIRCUMSTANTIAL.contains(&exemption.rule)
    });
    found.extend(needless.map(|Exemption { origin, field, rule, .. }| {
        let at = At::Key(field.clone());
        let message = format!("nothing here breaks the rule `{}`", rule.name);
        Diagnostic::new(&rule::UNUSED_EXEMPTION, &origin.path, at, message)
            .help("take the exemption out")
    }));
    exempted
}

/// Whether the place is within the entry.
fn covers(origin: &Origin, at: &At) -> bool {
    match at {
        At::Field(path) | At::Key(path) | At::Within(path, _) => path.starts_with(&origin.field),
        At::File | At::Bytes(_) => origin.field.is_empty(),
    }
}
