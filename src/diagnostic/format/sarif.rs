//! SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::diagnostic::{Located, LocatedFix, Place, Rule, Severity, rule};
use crate::percent;

/// A log with one run: every rule, and what was found. Columns are UTF-16 code units, which is what
/// a reader that passes over `columnKind` takes them for.
pub(super) fn log(diagnostics: &[Located], root: &Path) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rule::ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "utf16CodeUnits",
            "results": diagnostics.iter().map(|found| result(found, root)).collect::<Vec<_>>(),
        }],
    })
}

/// A rule. Its `name` is left out, as the standard asks for where it is the same as the `id`.
fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary },
        // The same again, as GitHub asks for both.
        "fullDescription": { "text": rule.summary },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(found: &Located, root: &Path) -> Value {
    let mut text = found.message.clone();
    if let Some(help) = &found.help {
        text.push_str("\nHelp: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": found.rule.name,
        "ruleIndex": rule::ALL.iter().position(|rule| *rule == found.rule),
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(&found.place, root) }],
    });
    if !found.related.is_empty() {
        let related = found.related.iter().map(|other| {
            json!({
                "physicalLocation": location(&other.place, root),
                "message": { "text": other.message },
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(mend) = &found.fix {
        result["fixes"] = json!([fix(mend, root)]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// One change to each file, as the standard asks for, with all replacements in it.
fn fix(fix: &LocatedFix, root: &Path) -> Value {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(&edit.place.path).or_default().push(json!({
            "deletedRegion": region(&edit.place),
            "insertedContent": { "text": edit.replacement },
        }));
    }
    let changes = files.into_iter().map(|(path, replacements)| {
        json!({ "artifactLocation": artifact(path, root), "replacements": replacements })
    });
    json!({
        "description": { "text": fix.title },
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}

fn location(place: &Place, root: &Path) -> Value {
    json!({ "artifactLocation": artifact(&place.path, root), "region": region(place) })
}

fn artifact(path: &str, root: &Path) -> Value {
    json!({ "uri": address(&super::from_here(root, path)) })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.utf16.line,
        "startColumn": place.utf16.column,
        "endLine": place.utf16.end_line,
        "endColumn": place.utf16.end_column,
    })
}

/// A path as an address: relative as it is, absolute with `file://`.
fn address(path: &str) -> String {
    let encoded = percent::path(path);
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(address("content/claims/a-b_1.md"), "content/claims/a-b_1.md");
        assert_eq!(address("a: 100%,月.md"), "a%3A%20100%25%2C%E6%9C%88.md");
        assert_eq!(address("/srv/a.md"), "file:///srv/a.md");
    }
}
