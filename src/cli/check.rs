//! The command `check`.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::links::Links;
use super::site::{Site, Strictness};
use super::tell::{coloured, print, say, tell, tell_diagnostics, tell_mistakes, tell_warnings};
use super::{Outcome, words};
use crate::diagnostic::Format;
use crate::source::Sources;
use crate::{Options, analyze, fix};

/// Check the content without building.
///
/// Reads and checks all content just as `build` does, shows everything that is wrong with its
/// place, and writes nothing.
///
/// With `--fix` it first mends what has one right answer: a misspelt key, term or id with a single
/// near match, a date or a country in another form, and the like. It shows each change, writes
/// nothing else of a file, and then tells what is left.
///
/// With `--links` it also goes to all addresses outside of the site that the content names.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help check` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays check
      checks the site in this folder
  whosays check --root my-site --drafts
      checks the site in `my-site` as it would be with its drafts
  whosays check --fix --dry-run
      shows what would be mended, and what would be left
  whosays check --fix
      mends it
  whosays check --links --today --links-cache links.json
      goes to addresses outside of the site, but not to those that it saw in the last seven days
  whosays check --deny-warnings --format github
      checks strictly, and marks what is wrong in the changes that a workflow on GitHub looks at

Exit codes, with `--fix` of what is left:
  0  there is no error; warnings may have been shown
  1  the content has errors, or warnings that are denied
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct Check {
    #[command(flatten)]
    site: Site,

    #[command(flatten)]
    strictness: Strictness,

    /// How to show what is wrong; all but `human` go to standard output, alone.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Mend what has one right answer, and show each change as a unified diff.
    #[arg(long)]
    fix: bool,

    /// Show what `--fix` would change, and what would be left; write nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,

    #[command(flatten)]
    links: Links,
}

impl Check {
    pub(super) fn run(self) -> Result<Outcome> {
        let start = Instant::now();
        let mut options = self.site.options(None);
        let mut sources = Sources::read(&self.site.root)?;
        if self.fix {
            sources = self.mend(&sources, &options)?;
        }
        let mut analysis = analyze(&sources, &options);
        if let Some(seen) = self.links.look(analysis.model.as_deref(), self.site.today)? {
            options.seen = Some(Arc::new(seen));
            analysis = analyze(&sources, &options);
        }
        let accepted = self.strictness.accept(&analysis);
        if let Some(report) = self.format.write(&analysis.diagnostics, &self.site.root) {
            print(&report)?;
            return Ok(accepted.map_or(Outcome::ContentHasErrors, |_| Outcome::Fine));
        }
        if self.fix {
            tell_diagnostics(&sources, &analysis.diagnostics);
        } else {
            tell_mistakes(&sources, &analysis.diagnostics);
        }
        let Some(model) = accepted else {
            tell(&self.strictness.refusal(&analysis));
            return Ok(Outcome::ContentHasErrors);
        };
        tell_warnings(&analysis);
        let time = words::seconds(start.elapsed());
        let exempted = words::exempted(analysis.exempted);
        say(&format!("{}: no errors{exempted}, checked in {time}", words::entries(model)));
        Ok(Outcome::Fine)
    }

    /// Mends what has one right answer, tells what was done, and gives the texts as they then are.
    fn mend(&self, sources: &Sources, options: &Options) -> Result<Sources> {
        let mended = fix::mend(sources, |texts| analyze(texts, options).diagnostics);
        for found in &mended.refused {
            let place = &found.place;
            tell(&format!(
                "{}:{}: left, as it would still be wrong when fixed: {}",
                place.path, place.line, found.message
            ));
        }
        if self.dry_run {
            mended.changes.iter().for_each(|change| self.show(change));
            tell(&format!("{}; nothing was written", words::fixes("would make", &mended.changes)));
            return Ok(mended.sources);
        }
        let mut written = Vec::new();
        for change in mended.changes {
            match fix::write(&self.site.root, &change) {
                Ok(()) => {
                    self.show(&change);
                    written.push(change);
                }
                Err(why) => tell(&format!("{}: left as it is: {why:#}", change.path)),
            }
        }
        tell(&words::fixes("made", &written));
        Sources::read(&self.site.root)
    }

    /// Shows a change: where the report goes if people read it, and beside it if a program does.
    fn show(&self, change: &fix::Change) {
        let diff = coloured(&fix::diff(change));
        if self.format == Format::Human {
            let _ = write!(anstream::stdout(), "{diff}");
        } else {
            let _ = write!(anstream::stderr(), "{diff}");
        }
    }
}
