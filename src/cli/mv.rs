//! The command `mv`.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;

use super::Outcome;
use super::list::kind;
use super::site::read;
use super::tell::{show_change, tell};
use crate::fix;
use crate::id::{Id, Kind, Target, suggest_id};
use crate::rename::rename;
use crate::words::counted;

/// Give an entry another id, everywhere.
///
/// Renames its file, or its `id` in a list, and each reference in front matters, in prose and in
/// `site.yaml`. Its earlier address stays as an alias, so that links from elsewhere still lead to it.
/// Comments, quotation marks and ends of lines stay as they are. Each change is shown.
///
/// Nothing is written when the site would have an error that it had not before.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help mv` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays mv actor guild masons-guild --dry-run
      shows what would change
  whosays mv actor guild masons-guild
      changes it

Exit codes:
  0  it is renamed
  2  nothing is renamed: the message says why"
)]
pub(super) struct Mv {
    /// The kind of the entry.
    #[arg(value_name = "KIND", value_parser = kind())]
    kind: Kind,

    /// Its id.
    #[arg(value_name = "OLD")]
    old: String,

    /// The id that it is to have.
    #[arg(value_name = "NEW")]
    new: String,

    /// Show what would change; write nothing.
    #[arg(long)]
    dry_run: bool,

    /// The folder of the site, with its `site.yaml`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

impl Mv {
    pub(super) fn run(self) -> Result<Outcome> {
        ensure!(self.kind != Kind::Country, "a country is called by its code, which is not ours");
        if let Err(why) = Id::parse(&self.new) {
            let meant = suggest_id(&self.new).map(|id| format!("; did you mean `{id}`?"));
            bail!("{why}{}", meant.unwrap_or_default());
        }
        let (sources, _) = read(&self.root)?;
        let from = Target { kind: self.kind, id: self.old.as_str().into() };
        let renamed = rename(&sources, &from, &self.new)?;
        for change in &renamed.changes {
            if !self.dry_run {
                fix::write(&self.root, change)
                    .map_err(|why| why.context(format!("{} is left as it is", change.path)))?;
            }
            show_change(change);
        }
        if let Some((old, new)) = &renamed.moved {
            if !self.dry_run {
                fix::rename(&self.root, old, new)?;
            }
            tell(&format!("{old} → {new}"));
        }
        let references = counted(renamed.references, "reference", "references");
        let files = counted(renamed.changes.len(), "file", "files");
        tell(&match self.dry_run {
            true => format!("would rename {references}, in {files}; nothing was written"),
            false => format!("renamed {references}, in {files}"),
        });
        Ok(Outcome::Fine)
    }
}
