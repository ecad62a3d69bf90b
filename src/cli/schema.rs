//! The command `schema`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::Value;

use super::Outcome;
use super::site::{names, read};
use super::tell::say;
use crate::content::schema::Names;
use crate::content::{self, SiteFile};
use crate::id::Kind;
use crate::{diagnostic, diff};

/// Print the JSON Schema of what editors write, and of what whosays writes.
///
/// The schemas are of the draft 2020-12. Without a name they are listed. That of a kind of entry, such
/// as `claim`, is of its front matter; `site` is of `site.yaml`. Each field has its documentation, and
/// each vocabulary its terms, so that an editor’s support for YAML completes and underlines them.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help schema` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays schema site > site.schema.json
      writes the schema of `site.yaml`
  whosays schema claim --with-ids
      prints the schema of the front matter of a claim, with the ids of the site in this folder
  whosays schema diagnostics
      prints the schema of what `whosays check --format json` gives"
)]
pub(super) struct Schema {
    /// The name of a schema, such as `claim`
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// Let references name the entries of the site, drafts too, and no others.
    #[arg(long)]
    with_ids: bool,

    /// The folder of the site, with its `site.yaml`, for `--with-ids`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// A schema of what whosays writes: its name, what it is of, and itself.
type Written = (&'static str, &'static str, fn() -> Value);

const WRITTEN: &[Written] = &[
    ("diagnostics", "what `whosays check --format json` gives", diagnostic::format::schema),
    ("diff", "what `whosays diff --format json` gives", diff::schema),
];

/// The name of the schema of `site.yaml`.
const SITE: &str = "site";

impl Schema {
    pub(super) fn run(self) -> Result<Outcome> {
        let Some(name) = &self.name else {
            let lines = rows().map(|(name, what)| format!("{name:<11}  {what}"));
            say(&lines.collect::<Vec<_>>().join("\n"));
            return Ok(Outcome::Fine);
        };
        let record = match Kind::from_word(name) {
            Some(kind) => Some(content::record_of(kind)),
            None => (name == SITE).then_some(&SiteFile::RECORD),
        };
        let schema = if let Some(record) = record {
            let ids = match self.with_ids {
                true => names(&read(&self.root)?.1),
                false => Names::new(),
            };
            content::schema::file(record, &ids)
        } else if let Some((.., schema)) = WRITTEN.iter().find(|(known, ..)| known == name) {
            anyhow::ensure!(!self.with_ids, "the schema of {name} has no ids of a site");
            schema()
        } else {
            let near = diagnostic::did_you_mean(name, rows().map(|(known, _)| known))
                .unwrap_or_else(|| "`whosays schema` lists all".into());
            anyhow::bail!("there is no schema `{name}`; {near}");
        };
        say(&format!("{schema:#}"));
        Ok(Outcome::Fine)
    }
}

/// The name of each schema, and what it is of.
fn rows() -> impl Iterator<Item = (&'static str, String)> {
    let kinds =
        Kind::ALL.map(|kind| (kind.word(), format!("the front matter of {}", kind.with_article())));
    std::iter::once((SITE, "`site.yaml`".to_owned()))
        .chain(kinds)
        .chain(WRITTEN.iter().map(|(name, what, _)| (*name, (*what).to_owned())))
}
