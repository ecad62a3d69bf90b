//! What mends a mistake at a place: the same that `check --fix` does, and what was probably meant.

use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand};

use super::diagnostics::Finding;
use super::edits::{Means, workspace_edit};
use super::site::Site;
use crate::diagnostic::{Located, LocatedFix};
use crate::fix;

/// The actions for these bytes of a file, of the kinds that are `wanted`; of any if none is named.
///
/// There are none for a file that has been changed since it was looked at.
pub fn actions(
    site: &Site,
    path: &str,
    bytes: &Range<usize>,
    wanted: Option<&[CodeActionKind]>,
    means: Means,
) -> Vec<CodeActionOrCommand> {
    let Some(findings) = site.known().and_then(|known| known.findings.get(path)) else {
        return Vec::new();
    };
    let wants = |kind: &CodeActionKind| {
        let is_within = |wanted: &CodeActionKind| {
            let below = kind.as_str().strip_prefix(wanted.as_str());
            below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
        };
        wanted.is_none_or(|wanted| wanted.iter().any(is_within))
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        let touches = |finding: &&Finding| {
            let (start, end) = finding.located.place.bytes;
            start <= bytes.end && bytes.start <= end
        };
        for finding in findings.iter().filter(touches) {
            actions.extend(mending(site, finding, means));
        }
    }
    if wants(&CodeActionKind::SOURCE_FIX_ALL) {
        actions.extend(mending_all(site, path, findings, means));
    }
    actions
}

fn mending(site: &Site, finding: &Finding, means: Means) -> Option<CodeActionOrCommand> {
    let Located { fix, guess, .. } = &finding.located;
    let mends = fix.as_ref().or(guess.as_ref())?;
    let edit = edit(site, &[mends], means)?;
    let action = CodeAction {
        title: capitalised(&mends.title),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![finding.shown.clone()]),
        edit: Some(edit),
        // A guess is for somebody to look at.
        is_preferred: Some(fix.is_some()),
        ..CodeAction::default()
    };
    Some(CodeActionOrCommand::CodeAction(action))
}

/// All fixes of the file that do not touch each other.
fn mending_all(
    site: &Site,
    path: &str,
    findings: &[Finding],
    means: Means,
) -> Option<CodeActionOrCommand> {
    let chosen = fix::together(findings.iter().map(|finding| &finding.located));
    let fixes: Vec<&LocatedFix> = chosen.iter().filter_map(|found| found.fix.as_ref()).collect();
    let is_here = |fix: &&LocatedFix| fix.edits.iter().all(|edit| &*edit.place.path == path);
    let fixes: Vec<&LocatedFix> = fixes.into_iter().filter(is_here).collect();
    if fixes.is_empty() {
        return None;
    }
    let action = CodeAction {
        title: "Mend all that has one right answer".into(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(edit(site, &fixes, means)?),
        ..CodeAction::default()
    };
    Some(CodeActionOrCommand::CodeAction(action))
}

/// The edits of fixes, if all texts are as they were when the places were found.
fn edit(site: &Site, fixes: &[&LocatedFix], means: Means) -> Option<lsp_types::WorkspaceEdit> {
    let edits: Vec<_> = fixes.iter().flat_map(|fix| &fix.edits).cloned().collect();
    let is_current = edits.iter().all(|edit| site.is_current(&edit.place.path));
    is_current.then(|| workspace_edit(site, &edits, None, means)).flatten()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
