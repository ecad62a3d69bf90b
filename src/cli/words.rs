//! Numbers in words, as they stand in messages.

use std::time::Duration;

use crate::diagnostic::Located;
use crate::diagnostic::format::Summary;
use crate::fix::Change;
use crate::model::Model;
use crate::words::counted;

/// “3 errors and 1 warning in 2 files, 1 exempted”.
pub fn mistakes(diagnostics: &[Located], exempt: usize) -> String {
    let Summary { errors, warnings, files } = Summary::of(diagnostics);
    let errors = (errors > 0).then(|| counted(errors, "error", "errors"));
    let warnings = (warnings > 0).then(|| counted(warnings, "warning", "warnings"));
    let both: Vec<_> = errors.into_iter().chain(warnings).collect();
    let files = counted(files, "file", "files");
    format!("{} in {files}{}", both.join(" and "), exempted(exempt))
}

/// What entries are exempt from, behind other counts: “, 2 exempted”; nothing if there is none.
pub fn exempted(number: usize) -> String {
    if number == 0 { String::new() } else { format!(", {number} exempted") }
}

/// How many mistakes have one right answer, if any has: “2 of these can be mended with …”.
pub fn fixable(diagnostics: &[Located]) -> Option<String> {
    let fixable = diagnostics.iter().filter(|found| found.fix.is_some()).count();
    (fixable > 0).then(|| format!("{fixable} of these can be mended with `whosays check --fix`"))
}

/// “made 3 fixes in 2 files”, `made` being what was done.
pub fn fixes(made: &str, changes: &[Change]) -> String {
    let fixes = changes.iter().map(|change| change.fixes).sum();
    let files = counted(changes.len(), "file", "files");
    format!("{made} {} in {files}", counted(fixes, "fix", "fixes"))
}

/// How many entries of each kind there are: “2 claims with 5 positions, 3 actors”.
pub fn entries(model: &Model) -> String {
    let mut kinds = vec![
        (model.claims.len(), "claim", "claims"),
        (model.actors.len(), "actor", "actors"),
        (model.events.len(), "event", "events"),
        (model.sources.len(), "source", "sources"),
        (model.terms.len(), "term", "terms"),
        (model.countries.len(), "country", "countries"),
        (model.explainers.len(), "explainer", "explainers"),
        (model.pages.len() + model.home.len(), "page", "pages"),
    ];
    kinds.retain(|(number, ..)| *number > 0);
    if kinds.is_empty() {
        return "no entries".into();
    }
    let kinds: Vec<_> = kinds
        .into_iter()
        .map(|(number, one, more)| match one {
            "claim" => {
                let positions = counted(model.positions.len(), "position", "positions");
                format!("{} with {positions}", counted(number, one, more))
            }
            _ => counted(number, one, more),
        })
        .collect();
    kinds.join(", ")
}

/// A size in decimal units: “412 bytes”, “6.1 MB”.
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return counted(bytes as usize, "byte", "bytes");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut units = ["kB", "MB", "GB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    // 999.95 would be shown as 1000.0.
    while size >= 999.95 {
        let Some(next) = units.next() else { break };
        (size, unit) = (size / 1000.0, next);
    }
    format!("{size:.1} {unit}")
}

/// A time to the hundredth of a second: “0.21 s”.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_with_one_decimal() {
        let shown = |bytes| size(bytes);
        assert_eq!(shown(1), "1 byte");
        assert_eq!(shown(999), "999 bytes");
        assert_eq!(shown(1000), "1.0 kB");
        assert_eq!(shown(6_120_000), "6.1 MB");
        assert_eq!(shown(999_949), "999.9 kB");
        assert_eq!(shown(999_950), "1.0 MB");
        assert_eq!(shown(5_000_000_000_000), "5000.0 GB");
    }
}
