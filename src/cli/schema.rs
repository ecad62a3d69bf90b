//! The command `schema`.

use anyhow::Result;
use clap::Args;

use super::Outcome;
use super::tell::say;
use crate::{diagnostic, diff};

/// Print the JSON Schema of what whosays writes.
///
/// The schemas are of the draft 2020-12. Without a name they are listed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays schema diagnostics
      prints the schema of what `whosays check --format json` gives")]
pub(super) struct Schema {
    /// The name of a schema, such as `diagnostics`
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// A schema: its name, what it is of, and itself.
type SchemaRow = (&'static str, &'static str, fn() -> serde_json::Value);

/// Every schema.
const SCHEMAS: &[SchemaRow] = &[
    ("diagnostics", "what `whosays check --format json` gives", diagnostic::format::schema),
    ("diff", "what `whosays diff --format json` gives", diff::schema),
];

impl Schema {
    pub(super) fn run(self) -> Result<Outcome> {
        let Some(name) = self.name else {
            let line = |(name, what, _): &SchemaRow| format!("{name:<11}  {what}");
            say(&SCHEMAS.iter().map(line).collect::<Vec<_>>().join("\n"));
            return Ok(Outcome::Fine);
        };
        let Some((_, _, schema)) = SCHEMAS.iter().find(|(known, ..)| *known == name) else {
            let near = diagnostic::did_you_mean(&name, SCHEMAS.iter().map(|(known, ..)| *known))
                .unwrap_or_else(|| "`whosays schema` lists all".into());
            anyhow::bail!("there is no schema `{name}`; {near}");
        };
        say(&format!("{:#}", schema()));
        Ok(Outcome::Fine)
    }
}
