//! The command `list`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::Outcome;
use super::site::{NOW, day, read};
use super::tell::{print, say, tell};
use crate::country::Code;
use crate::date::Day;
use crate::diagnostic::did_you_mean;
use crate::id::{Kind, Target};
use crate::inventory::{Filter, Row, rows};
use crate::model::{ActorId, EntryId, Model};
use crate::vocabulary::{RECORD, RecordState};
use crate::words::counted;

/// List the entries of a kind.
///
/// Drafts are listed too, and entries of files with errors as far as they can be read. Several filters
/// must all hold.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help list` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays list claim
      lists the claims, with their records
  whosays list claim --without-response --country RU
      lists claims that have to do with Russia, about somebody who is not heard
  whosays list source --without-archive --format json
      lists sources without a copy in an archive, for programs
  whosays list explainer --review-due 2024-12-31
      lists those to be looked at again by the end of the year

Exit codes:
  0  they are listed, if there are any
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct List {
    /// The kind of entries.
    #[arg(value_name = "KIND", value_parser = kind())]
    kind: Kind,

    /// Only drafts.
    #[arg(long)]
    drafts: bool,

    /// Only claims about somebody whose answer is not on record.
    #[arg(long)]
    without_response: bool,

    /// Only sources on the network without a copy in an archive.
    #[arg(long)]
    without_archive: bool,

    /// Only what has to do with this country: about it, in it, or said from there.
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Option<Code>,

    /// Only what has to do with this actor.
    #[arg(long, value_name = "ID")]
    actor: Option<String>,

    /// Only claims with this record.
    #[arg(long, value_name = "RECORD", value_parser = record())]
    record: Option<RecordState>,

    /// Only entries to be reviewed by this day; without a day, by today, in UTC.
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = NOW, value_parser = day)]
    review_due: Option<Day>,

    /// Only entries under this topic.
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,

    /// How to list them.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// The folder of the site, with its `site.yaml`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    /// As columns
    #[default]
    Table,
    /// As a JSON array of objects
    Json,
}

/// A kind by its word.
pub(super) fn kind() -> impl TypedValueParser<Value = Kind> {
    let words = PossibleValuesParser::new(Kind::ALL.map(Kind::word));
    words.map(|word| Kind::from_word(&word).expect("it is one of the words"))
}

fn record() -> impl TypedValueParser<Value = RecordState> {
    let terms = RECORD.terms.iter().map(|term| PossibleValue::new(term.key).help(term.definition));
    PossibleValuesParser::new(terms).map(|key| {
        let mut all = RecordState::ALL.into_iter();
        all.find(|state| state.term().key == key).expect("it is one of the terms")
    })
}

fn country(text: &str) -> Result<Code, String> {
    Code::parse(text).map_err(|error| error.message)
}

impl List {
    pub(super) fn run(self) -> Result<Outcome> {
        let (_, model) = read(&self.root)?;
        let filter = Filter {
            drafts: self.drafts,
            without_response: self.without_response,
            without_archive: self.without_archive,
            country: self.country,
            actor: self.actor.as_deref().map(|id| actor(&model, id)).transpose()?,
            record: self.record,
            review_due: self.review_due,
            topic: self.topic,
        };
        if let Some(flag) = filter.inapplicable(self.kind) {
            bail!("`--{flag}` says nothing of {}", self.kind.folder());
        }
        let rows = rows(&model, self.kind, &filter);
        match self.format {
            Format::Json => print(&(serde_json::to_string_pretty(&rows)? + "\n"))?,
            Format::Table => {
                if !rows.is_empty() {
                    say(&table(&rows));
                }
                tell(&counted(rows.len(), self.kind.word(), self.kind.folder()));
            }
        }
        Ok(Outcome::Fine)
    }
}

fn actor(model: &Model, id: &str) -> Result<ActorId> {
    match model.find(&Target { kind: Kind::Actor, id: id.into() }) {
        Some(EntryId::Actor(actor)) => Ok(actor),
        _ => {
            let known = model.actors.iter().map(|actor| actor.entry.id.as_str());
            let near = did_you_mean(id, known).map(|near| format!("; {near}"));
            Err(anyhow::anyhow!("there is no actor `{id}`{}", near.unwrap_or_default()))
        }
    }
    .context("nothing is listed")
}

/// The rows below the names of their columns, as wide as what stands in them. What no row has is left
/// out.
fn table(rows: &[Row]) -> String {
    let names: Vec<&String> = rows.iter().flat_map(|row| row.columns.keys()).collect();
    let mut columns: Vec<&str> = Vec::new();
    for name in names {
        let said =
            rows.iter().any(|row| row.columns.get(name).is_some_and(|value| !value.is_null()));
        if said && !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let mut lines = vec![
        ["id"]
            .into_iter()
            .chain(columns.iter().copied())
            .chain(["title"])
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    ];
    lines.extend(rows.iter().map(|row| {
        let cells = columns.iter().map(|name| row.columns.get(*name).map(cell).unwrap_or_default());
        let title = if row.draft { format!("{} (draft)", row.title) } else { row.title.clone() };
        [row.id.clone()].into_iter().chain(cells).chain([title]).collect()
    }));
    let width =
        |column: usize| lines.iter().map(|line| line[column].width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..=columns.len()).map(width).collect();
    let padded = |line: &Vec<String>| {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text + line.last().map_or("", String::as_str)
    };
    lines.iter().map(padded).collect::<Vec<_>>().join("\n")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
