//! The command `diff`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::tell::{print, tell_diagnostics};
use super::{Outcome, words};
use crate::diff::{self, State};
use crate::source::{SITE_FILE, Sources};
use crate::{Options, analyze};

/// Tell what a reader would notice between two states of a site.
///
/// Each of the two is a folder with a `site.yaml`, or the folder of a built site, in any mix. Entries
/// and positions added and removed, quotations reworded, records and dates that changed, texts, and
/// pages that are gone, with or without a redirect, are told entry by entry. Nothing is written.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help diff` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays diff public .
      tells what the next build would change for readers
  git worktree add ../before main && whosays diff ../before .
      tells what a change request changes
  whosays diff old/public new/public --format json
      says it to programs

Exit codes:
  0  a reader would notice no difference
  1  there is a difference
  2  the command was called wrongly, the content has errors, or the machine failed"
)]
pub(super) struct Diff {
    /// The state before.
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The state after.
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// How to tell it.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: DiffFormat,

    /// Show drafts too, where the state is content.
    #[arg(long)]
    drafts: bool,
}

/// How a difference is told.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(super) enum DiffFormat {
    /// In words
    #[default]
    Human,
    /// As JSON, described in docs/data.md
    Json,
}

impl Diff {
    pub(super) fn run(self) -> Result<Outcome> {
        let (old, new) = (self.state(&self.old)?, self.state(&self.new)?);
        let difference = diff::compare(&old, &new);
        let told = match self.format {
            DiffFormat::Human => diff::text(&difference),
            DiffFormat::Json => serde_json::to_string_pretty(&difference)? + "\n",
        };
        print(&told)?;
        Ok(if difference.same { Outcome::Fine } else { Outcome::Different })
    }

    fn state(&self, folder: &Path) -> Result<State> {
        if !folder.join(SITE_FILE).exists() {
            anyhow::ensure!(
                folder.join(crate::export::all_path()).exists(),
                "{} is neither a folder with a `site.yaml` nor that of a built site",
                folder.display()
            );
            return State::built(folder);
        }
        let sources = Sources::read(folder)?;
        let analysis = analyze(&sources, &Options { drafts: self.drafts, ..Options::default() });
        let Some(model) = analysis.sound_model() else {
            tell_diagnostics(&sources, &analysis.diagnostics);
            anyhow::bail!(
                "{} has {}, so that it shows readers nothing",
                folder.display(),
                words::mistakes(&analysis.diagnostics, 0)
            );
        };
        State::content(model, &sources)
    }
}
