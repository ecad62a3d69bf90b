//! The command `explain`.

use anyhow::Result;
use clap::Args;

use super::Outcome;
use super::tell::say;
use crate::diagnostic::{self, rule};

/// Explain the rules that `check` holds the content against.
///
/// Without a name all rules are listed. With the name of one, as it stands in brackets in each
/// message, it says what the rule asks for and why, with an example of each side.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays explain
      lists all rules
  whosays explain denial-without-tie
      says what this rule asks for, and why")]
pub(super) struct Explain {
    /// The name of a rule, such as `denial-without-tie`
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> Result<Outcome> {
        let Some(name) = self.rule else {
            say(&rule::list());
            return Ok(Outcome::Fine);
        };
        let Some(rule) = rule::find(&name) else {
            let known = rule::ALL.iter().map(|rule| rule.name);
            let near = diagnostic::did_you_mean(&name, known)
                .unwrap_or_else(|| "`whosays explain` lists all".into());
            anyhow::bail!("there is no rule `{name}`; {near}");
        };
        say(&rule.explanation());
        Ok(Outcome::Fine)
    }
}
