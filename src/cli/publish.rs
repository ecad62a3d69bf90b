//! The command `publish`.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, Error, Result};
use clap::Args;

use super::Outcome;
use super::build::{Made, Making};
use super::tell::{say, tell, tell_failure};
use crate::deploy::{self, Built, Kind, Publication, plan::Plan};
use crate::words::counted;

/// Bring the site to where readers find it.
///
/// Checks and builds the site as `build` does, looks at what stands at the place that `publish` in
/// `site.yaml` names, and shows what would be added, changed and removed there. It is done after a
/// yes, or with `--yes`. What readers need comes before the pages that need it, and what is no more
/// goes last.
///
/// Nothing is done when the content has errors, when something would be overwritten or removed that
/// whosays did not publish, or when too much would be removed. If it is interrupted, the next call
/// goes on where it ended.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help publish` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays publish --dry-run
      shows all that would change, and changes nothing there
  whosays publish
      shows it, asks, and does it
  whosays publish --to git --yes
      does it without asking, to the branch, where `site.yaml` names several places

Exit codes:
  0  the site is published, or was already; or what would change was shown
  1  nothing was changed there: the content has errors, something would be lost, or the answer was no
  2  the command was called wrongly, or the machine or the connection failed"
)]
pub(super) struct Publish {
    #[command(flatten)]
    making: Making,

    /// Where to, if `site.yaml` names several places.
    #[arg(long, value_name = "KIND", value_enum)]
    to: Option<Kind>,

    /// Do not ask.
    #[arg(long, short)]
    yes: bool,

    /// Show all that would change there, and change nothing there; the site is built.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// How many of the published files may be removed at the most, in percent.
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 25,
        value_parser = clap::value_parser!(u8).range(0..=100)
    )]
    max_delete: u8,
}

impl Publish {
    pub(super) fn run(self) -> Result<Outcome> {
        let Some(Made { out, analysis, .. }) = self.making.make()? else {
            return Ok(Outcome::ContentHasErrors);
        };
        let settings = analysis.model.as_ref().and_then(|model| model.site.file.publish.as_ref());
        let mut target = deploy::open(settings, self.to, &self.making.site.root, &out)?;
        let built = Built::read(&out)?;
        let publication = Publication::prepare(&mut *target, built, self.max_delete)?;
        let name = target.name();
        if publication.is_done() {
            say(&format!("{name}: nothing to do, the site stands there"));
            return Ok(Outcome::Fine);
        }
        say(&format!("{name}:"));
        show(&publication.plan, self.dry_run);
        if !publication.plan.refusals.is_empty() {
            for refusal in &publication.plan.refusals {
                tell_failure(&Error::msg(refusal.clone()));
            }
            tell(&format!("nothing was changed in {name}"));
            return Ok(Outcome::Refused);
        }
        if self.dry_run {
            return Ok(Outcome::Fine);
        }
        if !(self.yes || confirmed()?) {
            tell(&format!("nothing was changed in {name}"));
            return Ok(Outcome::Refused);
        }
        let done = target.apply(&publication)?;
        let commit = done.commit.map(|id| format!(", as commit {id}")).unwrap_or_default();
        say(&format!("published{commit}"));
        Ok(Outcome::Fine)
    }
}

/// Shows a plan: of very many files to come the first ones, unless `all` are asked for, and always
/// each one that goes.
fn show(plan: &Plan, all: bool) {
    const MOST: usize = 20;
    for (what, paths, may_be_cut) in [
        ("add   ", &plan.added, true),
        ("change", &plan.changed, true),
        ("remove", &plan.removed, false),
    ] {
        let most = if may_be_cut && !all { MOST } else { paths.len() };
        for path in paths.iter().take(most) {
            say(&format!("  {what}  {path}"));
        }
        if let Some(more) = paths.len().checked_sub(most).filter(|more| *more > 0) {
            say(&format!("  {what}  … and {more} more"));
        }
    }
    let foreign = match plan.foreign {
        0 => String::new(),
        number => {
            let files = counted(number, "file", "files");
            format!("; {files} that whosays did not publish")
        }
    };
    say(&format!("{}, {} unchanged{foreign}", plan.counts(), plan.unchanged));
}

/// Asks whoever reads this; the end of the input is a no.
fn confirmed() -> Result<bool> {
    let mut out = anstream::stdout();
    let _ = write!(out, "Publish this? [y/N] ").and_then(|()| out.flush());
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("cannot read the answer")?;
    if !io::stdin().is_terminal() {
        say("");
    }
    let answer = answer.trim().to_ascii_lowercase();
    if answer.is_empty() {
        tell("no answer; `--yes` publishes without asking");
    }
    Ok(answer == "y" || answer == "yes")
}
