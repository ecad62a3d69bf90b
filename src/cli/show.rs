//! The command `show`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use super::Outcome;
use super::site::{names, read};
use super::tell::print;
use crate::card::card;
use crate::character::shown;
use crate::diagnostic::did_you_mean;
use crate::id::{Kind, Target};

/// Show an entry at a glance.
///
/// The card of a claim has the proposition, its record, and who says what in which source; that of
/// another entry what it is and which claims it has part in. Drafts are shown, too.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays show claim:guild-moved-it
      shows who says so, and who says otherwise
  whosays show actor:guild
      shows what the guild has part in

Exit codes:
  0  it is shown
  2  there is no such entry, the command was called wrongly, or the machine failed")]
pub(super) struct Show {
    /// The entry, as a reference names it, such as `claim:guild-moved-it`
    #[arg(value_name = "KIND:ID")]
    entry: String,

    /// The folder of the site, with its `site.yaml`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

impl Show {
    pub(super) fn run(self) -> Result<Outcome> {
        let Some(target) = Target::parse(&self.entry) else {
            let kinds = Kind::ALL.map(|kind| format!("`{kind}:…`")).join(", ");
            bail!("`{}` names no entry; write one of {kinds}", self.entry);
        };
        let (_, model) = read(&self.root)?;
        let Some(entry) = model.find(&target) else {
            let names = names(&model);
            let known = names.get(&target.kind).into_iter().flatten().map(|(id, _)| &**id);
            let near = did_you_mean(&target.id, known).map(|near| format!("; {near}"));
            bail!("there is no {} `{}`{}", target.kind, target.id, near.unwrap_or_default());
        };
        let lines: Vec<_> =
            card(&model, entry).lines().map(|line| shown(line).into_owned()).collect();
        print(&(lines.join("\n") + "\n"))?;
        Ok(Outcome::Fine)
    }
}
