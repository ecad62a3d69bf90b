//! The command `build`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::site::{Site, Strictness, url};
#[cfg(feature = "watch")]
use super::tell::tell_failure;
use super::tell::{say, tell, tell_mistakes, tell_warnings};
use super::{Outcome, words};
use crate::content::value::Url;
use crate::publish::Summary;
use crate::publish::receipt::Drawer;
use crate::source::{Sources, Witness};
use crate::{Analysis, analyze, publish};
#[cfg(feature = "watch")]
use crate::{
    rebuild::{Rebuild, Round},
    watch::{self, News},
};

/// Build the site.
///
/// All content is read and checked first. If there is an error, all of them are shown and nothing
/// is written. Otherwise the site takes the place of the former one at one stroke: pages that have
/// changed are written, pages that are no more go, and all others are the same files as before.
///
/// The output folder must be new, empty, or made by an earlier build. Files that were not written
/// by whosays are never overwritten or removed.
///
/// A build that had nothing to warn of leaves a receipt in `.whosays` in the folder of the site. If
/// neither the site nor the flags, the program or any file that it wrote has changed since, the next
/// one says so at once.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help build` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays build
      builds the site in this folder into `public`
  whosays build --root my-site --out /srv/www/my-site
      builds the site in `my-site` into a folder elsewhere
  whosays build --drafts --base-url https://preview.example.org/
      builds drafts too, marked as such, with feeds and sitemap for another address
  whosays build --watch
      builds, and builds again after each change until Ctrl-C

Exit codes:
  0  the site is built; warnings may have been shown
  1  the content has errors, or warnings that are denied; nothing was written
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct Build {
    #[command(flatten)]
    making: Making,

    /// Make every page anew even if nothing has changed since the last build.
    #[arg(long)]
    force: bool,

    /// Go on until Ctrl-C, and build again whenever a file of the site changes. Only what the change bears
    /// on is made again; after a change of words alone, files are changed one by one.
    #[cfg(feature = "watch")]
    #[arg(long)]
    watch: bool,
}

/// What is built, and how.
#[derive(Debug, Args)]
pub(super) struct Making {
    #[command(flatten)]
    pub(super) site: Site,

    /// The folder to write into; `public` in the folder of the site if not given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    strictness: Strictness,

    /// Change files one by one and keep the folder itself, where a container or another program
    /// holds on to it; else the site is put in place at one stroke.
    #[arg(long)]
    in_place: bool,

    /// Write a `.gz` and a `.br` beside each text file, for servers that send compressed files.
    #[cfg(feature = "compress")]
    #[arg(long)]
    compress: bool,

    /// The address at which the site will stand, in the place of `base_url` in `site.yaml`.
    #[arg(long, value_name = "URL", value_parser = url)]
    base_url: Option<Url>,
}

/// A site that was built.
pub(super) struct Made {
    pub(super) out: PathBuf,
    pub(super) analysis: Analysis,
    /// What it holds, in words.
    entries: String,
    summary: Summary,
    /// On what then stood there, if it was asked for and could be set.
    seal: Option<String>,
}

impl Making {
    /// Checks and builds, telling what is wrong; `None` if the content is not accepted.
    pub(super) fn make(&self) -> Result<Option<Made>> {
        self.make_from(Sources::read(&self.site.root)?, false)
    }

    /// The same from sources that are read; `sealed` where a build without diagnostics is to be.
    fn make_from(&self, mut sources: Sources, sealed: bool) -> Result<Option<Made>> {
        let out = self.out();
        let options = self.site.options(self.base_url.clone());
        let analysis = analyze(&sources, &options);
        tell_mistakes(&sources, &analysis.diagnostics);
        let Some(model) = self.strictness.accept(&analysis) else {
            self.tell_refusal(&analysis);
            return Ok(None);
        };
        tell_warnings(&analysis);
        sources.forget_content();
        let root = &self.site.root;
        let publication = crate::prepare(model, &sources, root, &out, self.options())?;
        let (summary, seal) = match sealed && analysis.diagnostics.is_empty() {
            true => publication.finish_sealed()?,
            false => (publication.finish()?, None),
        };
        self.tell_way(&summary);
        let entries = words::entries(model);
        Ok(Some(Made { out, analysis, entries, summary, seal }))
    }

    /// Builds, and builds again after each change, until Ctrl-C.
    #[cfg(feature = "watch")]
    fn follow(&self) -> Result<Outcome> {
        let options = self.site.options(self.base_url.clone());
        // One that is refused is refused at once.
        publish::Publication::begin(&self.site.root, &self.out(), self.options())?;
        let mut rebuild = Rebuild::new(self.site.root.clone(), self.out(), options, self.options());
        let mut is_first = true;
        watch::follow(&self.site.root, |news| match news {
            News::Settled(settled) => {
                let start = Instant::now();
                let accept = |analysis: &Analysis| self.strictness.accept(analysis).is_some();
                match rebuild.bring(settled, accept) {
                    Ok(round) => round.iter().for_each(|round| self.tell_round(round, start)),
                    Err(error) => tell_failure(&error),
                }
                if std::mem::take(&mut is_first) {
                    say("building again after each change until Ctrl-C");
                }
            }
            News::NotWatching(error) => {
                tell_failure(&error.context("changes in some folders will not be seen"));
            }
        })?;
        Ok(Outcome::Fine)
    }

    #[cfg(feature = "watch")]
    fn tell_round(&self, round: &Round, start: Instant) {
        let Round { sources, analysis, summary } = round;
        tell_mistakes(sources, &analysis.diagnostics);
        let Some((summary, model)) = summary.as_ref().zip(analysis.model.as_ref()) else {
            return self.tell_refusal(analysis);
        };
        tell_warnings(analysis);
        self.tell_way(summary);
        let told = told(&words::entries(model), summary, analysis);
        say(&format!("{told} in {}", words::seconds(start.elapsed())));
    }

    fn tell_refusal(&self, analysis: &Analysis) {
        tell(&format!(
            "{}; nothing was written, `{}` is as it was",
            self.strictness.refusal(analysis),
            self.out().display()
        ));
    }

    /// Tells why a site was not put in its place at one stroke.
    fn tell_way(&self, summary: &Summary) {
        if let Some(why) = &summary.in_place {
            tell(&format!(
                "the files in `{}` were changed one by one and not at one stroke: {why}",
                self.out().display()
            ));
        }
    }

    fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.site.beside("public"))
    }

    fn options(&self) -> publish::Options {
        publish::Options {
            in_place: self.in_place,
            #[cfg(feature = "compress")]
            compress: self.compress,
        }
    }
}

impl Build {
    pub(super) fn run(self) -> Result<Outcome> {
        let start = Instant::now();
        spare_memory();
        #[cfg(feature = "watch")]
        if self.watch {
            return self.making.follow();
        }
        let done = |told: &str| {
            say(&format!("{told} in {}", words::seconds(start.elapsed())));
            Ok(Outcome::Fine)
        };
        let Build { making, force, .. } = self;
        let (root, out) = (&making.site.root, making.out());
        let mut sources = Sources::read(root)?;
        // All flags are in it, those that are to come as well.
        let flags = format!("{making:?}");
        let drawer = Drawer::find(root, &out, &flags, &sources);
        if let Some(drawer) = drawer.as_ref().filter(|_| !force)
            && let Some(told) = drawer.look(&sources, making.options())?
        {
            return done(&told);
        }
        let witness = Witness::new();
        sources.heed(&witness);
        let Some(made) = making.make_from(sources, drawer.is_some())? else {
            return Ok(Outcome::ContentHasErrors);
        };
        if let (Some(drawer), Some(seal)) = (drawer, &made.seal) {
            // Without it the next build takes longer, and that is all.
            let _ = drawer.put(&witness, seal.clone(), made.told(&made.summary.again()));
        }
        done(&made.told(&made.summary))
    }
}

impl Made {
    /// What is told of it but for the time.
    fn told(&self, summary: &Summary) -> String {
        told(&self.entries, summary, &self.analysis)
    }
}

/// What is told of a site that was built but for the time.
fn told(entries: &str, summary: &Summary, analysis: &Analysis) -> String {
    format!(
        "{entries}: {}, {} ({} written, {} unchanged, {} removed){}",
        crate::words::counted(summary.files, "file", "files"),
        words::size(summary.bytes),
        summary.written,
        summary.unchanged,
        summary.removed,
        words::exempted(analysis.exempted),
    )
}

/// The allocator asks for huge pages. Of many small values that come and go they hold a sixth more
/// than is in use, and save no time.
fn spare_memory() {
    // Where the system refuses, it takes more.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
