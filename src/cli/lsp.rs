//! The command `lsp`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Outcome;
use super::site::{NOW, day};
use crate::Options;
use crate::date::Day;
use crate::lsp::{self, Farewell};

/// Help an editor’s program while content is written.
///
/// Speaks the Language Server Protocol over standard input and output: what is wrong, as `check` says
/// it, with what mends it; completion of keys, terms and ids; what a name stands for and where it is
/// used; another id for an entry, everywhere. Programs start it themselves; `docs/editors.md` says how
/// to set them up.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Exit codes:
  0  the program at the other end asked for the end
  1  it left without asking
  2  the command was called wrongly, or the machine failed")]
pub(super) struct Lsp {
    /// The folder of the site, with its `site.yaml`; if not given, sites are found in the folders
    /// that the program has open, and above the files in it.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// Check drafts as if they were published.
    #[arg(long)]
    drafts: bool,

    /// Warn of entries whose `review_by` is before this day; without a day, of those before today.
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = NOW, value_parser = day)]
    today: Option<Day>,
}

impl Lsp {
    pub(super) fn run(self) -> Result<Outcome> {
        let options = Options { drafts: self.drafts, today: self.today, ..Options::default() };
        Ok(match lsp::serve(self.root, options)? {
            Farewell::Asked => Outcome::Fine,
            Farewell::Left => Outcome::Abandoned,
        })
    }
}
