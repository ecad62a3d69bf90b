//! Which site a command is about, as what, and how strictly: the flags that commands share.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::tell::tell_diagnostics;
use super::words;
use crate::content::schema::Names;
use crate::content::value::Url;
use crate::date::{Date, Day};
use crate::diagnostic::Located;
use crate::model::Model;
use crate::source::{SITE_FILE, Sources, within};
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
    /// in UTC. No clock is asked unless this is given; `SOURCE_DATE_EPOCH` takes its place.
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = NOW, value_parser = day)]
    pub(super) today: Option<Day>,
}

impl Site {
    pub(super) fn options(&self, base_url: Option<Url>) -> Options {
        Options { base_url, drafts: self.drafts, today: self.today, ..Options::default() }
    }

    pub(super) fn beside(&self, name: &str) -> PathBuf {
        within(&self.root, name)
    }
}

/// The texts of the site in the folder `root` and what they say, drafts too. Files that are broken are
/// left out of the model.
///
/// Fails when there is no `site.yaml` that can be read.
pub(super) fn read(root: &Path) -> Result<(Sources, Arc<Model>)> {
    let sources = Sources::read(root)?;
    let analysis = analyze(&sources, &Options { drafts: true, ..Options::default() });
    if let Some(model) = analysis.model {
        return Ok((sources, model));
    }
    ensure!(
        sources.site_file().is_some(),
        "{} is no site, as it has no `{SITE_FILE}`; `whosays init` begins one",
        root.display()
    );
    let of_site = |found: &Located| &*found.place.path == SITE_FILE;
    let found: Vec<Located> = analysis.diagnostics.into_iter().filter(of_site).collect();
    tell_diagnostics(&sources, &found);
    bail!("`{SITE_FILE}` has mistakes, and without it there is no site")
}

/// The ids that there are, each with the title of its entry.
pub(super) fn names(model: &Model) -> Names {
    let mut names = Names::new();
    for entry in model.entries() {
        if let Some(kind) = entry.kind() {
            let title = model.title(entry).into();
            names.entry(kind).or_default().push((model.id(entry).into(), title));
        }
    }
    names
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
pub(super) const NOW: &str = "now";

/// The variable that takes the place of the clock where builds are to be reproduced: seconds since
/// 1970, as <https://reproducible-builds.org/specs/source-date-epoch/> says.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

fn now() -> Result<SystemTime, String> {
    let Some(given) = std::env::var_os(EPOCH) else { return Ok(SystemTime::now()) };
    let seconds = given.to_str().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    seconds
        .and_then(|since| UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| format!("`{EPOCH}` is {given:?}, which is no number of seconds"))
}

/// A date, as content has it.
#[cfg(feature = "serve")]
pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.message)
}

/// A day, as content has it, or that of the clock in UTC.
pub(super) fn day(text: &str) -> Result<Day, String> {
    if text == NOW {
        return now().map(Day::of);
    }
    let date = Date::parse(text).map_err(|error| error.message)?;
    date.earliest()
        .filter(|_| date.is_day())
        .ok_or_else(|| format!("`{text}` is not one day; write it as in `2024-06-30`"))
}
