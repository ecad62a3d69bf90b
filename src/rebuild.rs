//! Keeps a built folder at the state of its site: after a change, only what it bears on is read, resolved
//! and made again. Everything is checked each time, and what then stands in the folder is to the byte what
//! a build from nothing makes.

#![cfg(feature = "watch")]

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::diagnostic::Located;
use crate::latest::Latest;
use crate::publish::{self, Publication, Standing, Summary};
use crate::render::{Kept, Site};
use crate::source::{Followed, Sources};
use crate::watch::settle::Settled;
use crate::{Analysis, Options, Reading};

/// A built folder and the site that it is built from.
pub struct Rebuild {
    root: PathBuf,
    out: PathBuf,
    publish: publish::Options,
    followed: Followed,
    latest: Latest,
    /// What was wrong last.
    diagnostics: Vec<Located>,
    /// Whether the last state was written or refused; if not, the machine failed, and it is tried again.
    is_done: bool,
    written: Option<Written>,
}

/// What was written last.
struct Written {
    kept: Kept,
    standing: Arc<Standing>,
}

/// A state of the site.
pub struct Round {
    pub sources: Arc<Sources>,
    pub analysis: Analysis,
    /// What was done in the folder; `None` where the content was not accepted, and nothing was.
    pub summary: Option<Summary>,
}

impl Rebuild {
    /// For the site in the folder `root`, built into the folder `out`. Nothing is done yet.
    pub fn new(
        root: PathBuf,
        out: PathBuf,
        options: Options,
        publish: publish::Options,
    ) -> Rebuild {
        Rebuild {
            followed: Followed::new(root.clone()),
            root,
            out,
            publish,
            latest: Latest::new(options),
            diagnostics: Vec::new(),
            is_done: false,
            written: None,
        }
    }

    /// Brings the folder to the state of the site, of which no more has changed than was `settled`, if
    /// `accept` finds nothing against it. `None` where nothing has changed.
    ///
    /// Fails when a build would; then the folder is as it was.
    pub fn bring(
        &mut self,
        settled: &Settled,
        accept: impl Fn(&Analysis) -> bool,
    ) -> Result<Option<Round>> {
        let changes = settled.read(&mut self.followed);
        let changes = changes.inspect_err(|_| self.latest.forget())?;
        let sources = self.followed.sources().clone();
        // What is read by the way may have changed, and checks alone look at that.
        if let (Some(reading), false, true) = (&self.latest.reading, changes.any(), self.is_done)
            && reading.clone().check(&sources, &self.latest.options).diagnostics == self.diagnostics
        {
            return Ok(None);
        }
        self.is_done = false;
        // What is wrong with the theme is found by the checks.
        self.latest.bring(changes, &sources);
        let Some(reading) = &self.latest.reading else { return Ok(None) };
        let is_sound = reading.mistakes(&sources).is_empty();
        // What is found by checks alone is seldom there, and both take as long.
        let (analysis, written) = rayon::join(
            || reading.clone().check(&sources, &self.latest.options),
            || is_sound.then(|| self.write(reading)).transpose(),
        );
        self.diagnostics.clone_from(&analysis.diagnostics);
        if !accept(&analysis) {
            self.is_done = true;
            return Ok(Some(Round { sources, analysis, summary: None }));
        }
        let summary = match written?.flatten() {
            Some((publication, kept)) => {
                let (summary, standing) = publication.finish_standing()?;
                self.written = Some(Written { kept, standing: Arc::new(standing) });
                self.latest.mark();
                Some(summary)
            }
            None => None,
        };
        self.is_done = true;
        Ok(Some(Round { sources, analysis, summary }))
    }

    /// Makes what is to be made again; `None` where there is no model or no theme.
    fn write(&self, reading: &Reading) -> Result<Option<(Publication, Kept)>> {
        let (Some(model), Some(theme)) = (&reading.model, &self.latest.theme) else {
            return Ok(None);
        };
        let written = self.written.as_ref().filter(|written| written.kept.has(theme));
        let before = written.map(|written| &written.kept).zip(reading.revised());
        // To exchange the folder takes the longer the more is in it, however little has changed.
        let in_place = self.publish.in_place || before.is_some();
        let options = publish::Options { in_place, ..self.publish };
        let mut publication = Publication::begin(&self.root, &self.out, options)?;
        if let Some(written) = &self.written {
            publication = publication.after(written.standing.clone());
        }
        let lists = before.map(|(kept, revised)| (kept.lists(), revised));
        let site = Site::after(lists, model, theme.clone(), reading.orders.clone())?;
        let kept = site.write_after(before, &publication)?;
        Ok(Some((publication, kept)))
    }
}
