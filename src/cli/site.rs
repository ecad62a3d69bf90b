//! Which site a command is about, as what, and how strictly: the flags that commands share.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::words;
use crate::content::schema::Names;
use crate::content::value::Url;
use crate::date::{Date, Day};
use crate::model::{EntryId, Model};
use crate::source::{SITE_FILE, Sources};
use crate::{Analysis, Options, analyze};

/// Which site, and as what.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// The folder of the site, with its `site.yaml`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,

    /// Show drafts too, marked as such.
    #[arg(long)]
    pub(super) drafts: bool,

    /// Warn of entries whose `review_by` is before this day; without a day, of those before today,
    /// in UTC. No clock is asked unless this is given.
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = NOW, value_parser = day)]
    pub(super) today: Option<Day>,
}

impl Site {
    pub(super) fn options(&self, base_url: Option<Url>) -> Options {
        Options { base_url, drafts: self.drafts, today: self.today, ..Options::default() }
    }

    pub(super) fn beside(&self, name: &str) -> PathBuf {
        if self.root == Path::new(".") { name.into() } else { self.root.join(name) }
    }
}

/// The ids of the site in the folder `root`, drafts too, each with the title of its entry. Files that
/// are broken are left out.
pub(super) fn known(root: &Path) -> Result<Names> {
    let sources = Sources::read(root)?;
    let analysis = analyze(&sources, &Options { drafts: true, ..Options::default() });
    let model = analysis
        .model
        .with_context(|| format!("`{SITE_FILE}` in {} cannot be read", root.display()))?;
    let mut names = Names::new();
    for entry in model.entries() {
        let id: Arc<str> = match entry {
            EntryId::Country(country) => model[country].code.lower().into(),
            EntryId::Home => continue,
            _ => model.written(entry).map(|entry| entry.id().as_str().into()).unwrap_or_default(),
        };
        if let Some(kind) = model.kind(entry) {
            names.entry(kind).or_default().push((id, model.title(entry).into()));
        }
    }
    Ok(names)
}

/// What the content must keep to be accepted.
#[derive(Debug, Args)]
pub(super) struct Strictness {
    /// Accept no warnings: they count as errors do.
    #[arg(long)]
    deny_warnings: bool,
}

impl Strictness {
    /// The model, if it may be rendered and no warning is denied.
    pub(super) fn accept<'a>(&self, analysis: &'a Analysis) -> Option<&'a Model> {
        let denied = self.deny_warnings && !analysis.diagnostics.is_empty();
        analysis.sound_model().filter(|_| !denied)
    }

    /// What keeps the content from being accepted: “2 warnings in 1 file, and warnings are denied”.
    pub(super) fn refusal(&self, analysis: &Analysis) -> String {
        let mistakes = words::mistakes(&analysis.diagnostics, analysis.exempted);
        if analysis.is_sound() { mistakes + ", and warnings are denied" } else { mistakes }
    }
}

/// An address, by the rule that holds for `base_url` in `site.yaml`.
pub(super) fn url(text: &str) -> Result<Url, serde::de::value::Error> {
    Url::deserialize(text.into_deserializer())
}

/// What stands for the day of the clock.
const NOW: &str = "now";

/// A day, as content has it, or that of the clock in UTC.
fn day(text: &str) -> Result<Day, String> {
    if text == NOW {
        return Ok(Day::of(SystemTime::now()));
    }
    let date = Date::parse(text).map_err(|error| error.message)?;
    date.earliest()
        .filter(|_| date.is_day())
        .ok_or_else(|| format!("`{text}` is not one day; write it as in `2024-06-30`"))
}
