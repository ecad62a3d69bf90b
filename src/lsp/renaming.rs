//! Gives an entry another id from wherever it is named, as `mv` does.

use std::sync::Arc;

use lsp_types::{PrepareRenameResponse, WorkspaceEdit};

use super::edits::{Means, workspace_edit};
use super::navigation::target_at;
use super::site::Site;
use crate::id::{Id, Kind, Target, suggest_id};
use crate::rename::{self, Plan};

/// The name at a byte of a file, if it can be changed.
pub fn prepare(site: &Site, path: &str, at: usize) -> Option<PrepareRenameResponse> {
    let (target, bytes) = target_at(site, path, at)?;
    (target.kind != Kind::Country).then_some(())?;
    site.entry(&target)?;
    let range = site.span(path, &bytes)?;
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: target.id.to_string() })
}

/// The edits that give the entry that is named at a byte of a file the id `to`.
///
/// Fails, in words for whoever asked, when it cannot have it.
pub fn rename(
    site: &Site,
    path: &str,
    at: usize,
    to: &str,
    means: Means,
) -> Result<WorkspaceEdit, String> {
    let Some((target, _)) = target_at(site, path, at) else {
        return Err("no entry is named here".into());
    };
    let Plan { edits, moved, .. } = plan(site, &target, to.trim())?;
    if moved.is_some() && !means.renames {
        return Err(format!(
            "this program does not rename files for others; `whosays mv {} {} {to}` does it",
            target.kind, target.id
        ));
    }
    workspace_edit(site, &edits, moved.as_ref(), means)
        .ok_or_else(|| "a file that names it is not there any more".into())
}

fn plan(site: &Site, from: &Target, to: &str) -> Result<Plan, String> {
    if from.kind == Kind::Country {
        return Err("a country is called by its code, which is not ours".into());
    }
    if let Err(why) = Id::parse(to) {
        let meant = suggest_id(to).map(|id| format!("; did you mean `{id}`?"));
        return Err(why + &meant.unwrap_or_default());
    }
    let Some(site_file) = site.site_file() else {
        return Err("`site.yaml` cannot be read".into());
    };
    let files: Vec<_> = site.files().map(|(_, read)| Arc::clone(&read.parsed)).collect();
    rename::plan(&site.sources(), site_file, &files, from, to).map_err(|why| why.to_string())
}
