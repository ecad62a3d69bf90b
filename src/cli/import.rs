//! The command `import`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use clap::builder::styling::{AnsiColor, Style};

use super::tell::{say, tell, tell_diagnostics, tell_warnings};
use super::{Outcome, words};
use crate::create;
use crate::import;
use crate::source::Sources;
use crate::{Options, analyze};

/// Make a site of its data again.
///
/// Takes `data/all.json` of a built site, or any file of the same form, and writes `site.yaml` and a
/// file for each entry into a new or empty folder. What is built from them has the same pages and
/// the same data. Templates, static files and plain-text copies of sources are not in the data.
///
/// Nothing is written when the data is not of the form that its schema says.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help import` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays import public/data/all.json my-site
      makes a site of the data of a built one
  whosays import all.json my-site && whosays serve --root my-site
      and shows it

Exit codes:
  0  the site is written; check may have warned of something in it
  1  the data is not of the right form, or what is written has errors
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct Import {
    /// The file with the data.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The folder to make; it must be new or empty.
    #[arg(value_name = "DIR")]
    out: PathBuf,
}

impl Import {
    pub(super) fn run(self) -> Result<Outcome> {
        let tree = match import::read(&self.file)? {
            Ok(tree) => tree,
            Err(mistakes) => {
                tell_refusal(&mistakes);
                tell(&format!(
                    "{}; nothing was written",
                    crate::words::counted(mistakes.len(), "mistake", "mistakes")
                ));
                return Ok(Outcome::ContentHasErrors);
            }
        };
        create::site(&tree, &self.out)?;
        let sources = Sources::read(&self.out)?;
        let analysis = analyze(&sources, &Options { drafts: true, ..Options::default() });
        tell_diagnostics(&sources, &analysis.diagnostics);
        tell_warnings(&analysis);
        let files = crate::words::counted(tree.len(), "file", "files");
        let written = format!("{files} written into `{}`", self.out.display());
        match analysis.sound_model() {
            Some(model) => {
                say(&format!("{}: {written}", words::entries(model)));
                Ok(Outcome::Fine)
            }
            None => {
                tell(&format!("{written}; the content has errors"));
                Ok(Outcome::ContentHasErrors)
            }
        }
    }
}

/// Mistakes in data, each with its place; of very many the first ones.
fn tell_refusal(mistakes: &[import::Mistake]) {
    const MOST: usize = 50;
    const RED: Style = AnsiColor::BrightRed.on_default().bold();
    for import::Mistake { pointer, message, help } in mistakes.iter().take(MOST) {
        let pointer = if pointer.is_empty() { "the whole" } else { pointer };
        tell(&format!("{RED}error:{RED:#} {message}\n  at: {pointer}"));
        if let Some(help) = help {
            tell(&format!("  help: {help}"));
        }
    }
    if let Some(rest) = mistakes.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        tell(&format!("and {rest} more"));
    }
}
