//! Makes an edition of the site after each change: as soon as the model is resolved, for the pages
//! wait for that alone; and again when everything was checked.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::{Error, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::watch;

use super::News;
use super::edition::{Edition, Mistakes, Shown};
use super::editor::Editor;
use crate::diagnostic::Located;
use crate::latest::Latest;
use crate::source::{Changes, Followed, Sources};
use crate::watch::Watch;
use crate::watch::settle::{Settled, Settling};
use crate::{Analysis, Options, inspect, locate};

/// How long checks wait for another change at the most: they take time from the pages.
const PAUSE: Duration = Duration::from_millis(200);

/// What the press hears.
pub enum Signal {
    /// Something happened to a file.
    Files(notify::Result<notify::Event>),
    /// Everything was checked.
    Checked(Box<Checked>),
}

/// What checks found.
pub struct Checked {
    /// Which state was checked.
    number: u64,
    sources: Arc<Sources>,
    analysis: Analysis,
    time: Duration,
}

/// Makes editions of the site in a folder.
pub struct Press {
    root: PathBuf,
    editor: Editor,
    tell: fn(News),
    signals: Sender<Signal>,
    editions: watch::Sender<Option<Arc<Edition>>>,
    followed: Followed,
    latest: Latest,
    shown: Option<Arc<Shown>>,
    /// Counts the states of the sources.
    number: u64,
    /// How long it took from the change to the edition.
    time: Duration,
    /// Whether only checks can tell that all is well again.
    doubtful: bool,
    /// Whether the reading is without mistakes, so that those that are found are of checks.
    is_sound: bool,
    /// Whether files may have changed unseen.
    is_unsure: bool,
    checks: Checks,
    /// Where checks run, so that pages have the other cores, and the browser this one, too.
    pool: Arc<ThreadPool>,
    revisions: u64,
}

/// Lets all else on the machine go before this thread.
fn stand_back() {
    // Elsewhere it would hold for the whole process. Where the system refuses, checks are just not as polite.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(10);
}

/// How far the checks of the state are.
enum Checks {
    Wanted {
        since: Instant,
    },
    Running,
    /// Of an earlier state; the present one waits.
    Outdated {
        since: Instant,
    },
    Done,
}

/// The parts of a press that are given to it.
pub struct Parts {
    pub root: PathBuf,
    pub options: Options,
    pub editor: Editor,
    pub tell: fn(News),
    pub signals: Sender<Signal>,
    pub editions: watch::Sender<Option<Arc<Edition>>>,
}

impl Press {
    pub fn new(parts: Parts) -> Result<Press> {
        let Parts { root, options, editor, tell, signals, editions } = parts;
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        let pool = ThreadPoolBuilder::new().num_threads((cores / 2).max(1));
        let pool = pool.start_handler(|_| stand_back()).build()?;
        Ok(Press {
            followed: Followed::new(root.clone()),
            root,
            editor,
            tell,
            signals,
            editions,
            latest: Latest::new(options),
            shown: None,
            number: 0,
            time: Duration::ZERO,
            doubtful: false,
            is_sound: false,
            is_unsure: false,
            checks: Checks::Done,
            pool: Arc::new(pool),
            revisions: 0,
        })
    }

    /// Makes the first edition and one after each change, until nobody is left to tell of one.
    pub fn run(mut self, mut watch: Watch, signals: &Receiver<Signal>) {
        let found = self.followed.look();
        self.take(found, Instant::now());
        let mut settling = Settling::default();
        let mut renew = false;
        // How long the last checks took.
        let mut pause = Duration::ZERO;
        loop {
            let check = match self.checks {
                Checks::Wanted { since } => Some(since + pause.min(PAUSE)),
                _ => None,
            };
            let due = settling.due();
            let signal = match due.into_iter().chain(check).min() {
                Some(at) => signals.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match signal {
                Ok(Signal::Files(event)) => renew |= watch.note(&event, &mut settling),
                Ok(Signal::Checked(checked)) => {
                    pause = checked.time;
                    self.hear(*checked);
                }
                Err(RecvTimeoutError::Disconnected) => return,
                // A change goes before checks.
                Err(RecvTimeoutError::Timeout) if due.is_some() => {
                    if due.is_some_and(|due| due <= Instant::now()) {
                        if std::mem::take(&mut renew) {
                            let renewed = watch.renew();
                            renewed.unwrap_or_else(|error| (self.tell)(News::NotWatching(error)));
                        }
                        self.change(&settling.take());
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.check(),
            }
        }
    }

    /// Follows a change of files.
    fn change(&mut self, settled: &Settled) {
        let start = Instant::now();
        let found = settled.read(&mut self.followed);
        self.is_unsure |= settled.more || settled.files.len() > 1;
        self.take(found, start);
    }

    /// Makes an edition of what was read since `start`.
    fn take(&mut self, found: Result<Changes>, start: Instant) {
        self.number += 1;
        let since = Instant::now();
        self.checks = match self.checks {
            Checks::Running | Checks::Outdated { .. } => Checks::Outdated { since },
            _ => Checks::Wanted { since },
        };
        let changes = match found {
            Ok(changes) => changes,
            Err(error) => {
                self.latest.forget();
                return self.fail(&error);
            }
        };
        // What is read by the way may have changed, and checks alone look at that.
        if !changes.any() && self.latest.reading.is_some() {
            return;
        }
        let result = self.renew(changes);
        self.time = start.elapsed();
        match result {
            Ok(Ok(shown)) => {
                self.is_sound = true;
                self.shown = Some(shown);
                self.latest.mark();
                if !self.doubtful {
                    self.publish(None, changes.only_styles(), false);
                }
            }
            Ok(Err(found)) => {
                (self.is_sound, self.doubtful) = (false, false);
                let mistakes = self.mistakes(&self.followed.sources().clone(), &found);
                self.publish(Some(mistakes), false, false);
            }
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&mut self, error: &Error) {
        (self.is_sound, self.doubtful) = (false, false);
        if self.latest.reading.is_none() {
            self.checks = Checks::Done;
            (self.tell)(News::Failed(error));
        }
        let done = self.latest.reading.is_none();
        self.publish(Some(Arc::new(Mistakes::failure(error))), false, done);
    }

    /// Brings model and theme to the state of the sources; or says what is wrong for certain.
    fn renew(&mut self, changes: Changes) -> Result<Result<Arc<Shown>, Vec<Located>>> {
        let sources = self.followed.sources().clone();
        let broken = self.latest.bring(changes, &sources);
        let mut found = match &broken {
            Some(_) => locate::locate(&sources, inspect::templates(&sources)),
            None => Vec::new(),
        };
        let Latest { theme, reading, .. } = &self.latest;
        let Some(reading) = reading else { return Ok(Err(found)) };
        found.extend(reading.mistakes(&sources));
        if let Some(broken) = broken.filter(|_| found.is_empty()) {
            return Err(broken.into());
        }
        let (Some(theme), true) = (theme, found.is_empty()) else { return Ok(Err(found)) };
        let shown = Shown::after(self.shown.as_deref(), reading, theme.clone(), &sources)?;
        Ok(shown.map(Arc::new).ok_or(found))
    }

    /// Begins to check the present state.
    fn check(&mut self) {
        if std::mem::take(&mut self.is_unsure) {
            // Files of a folder that was new may have been written before it was watched.
            let start = Instant::now();
            match self.followed.look() {
                Ok(changes) if !changes.any() => {}
                found => return self.take(found, start),
            }
        }
        let Some(reading) = self.latest.reading.clone() else {
            self.checks = Checks::Done;
            return;
        };
        self.checks = Checks::Running;
        let sources = self.followed.sources().clone();
        let (number, options) = (self.number, self.latest.options.clone());
        let (pool, signals) = (self.pool.clone(), self.signals.clone());
        pool.clone().spawn(move || {
            let start = Instant::now();
            let analysis = reading.check(&sources, &options);
            let time = start.elapsed();
            let checked = Checked { number, sources, analysis, time };
            // Nobody hears of it when the server has ended.
            let _ = signals.send(Signal::Checked(Box::new(checked)));
        });
    }

    /// Hears what checks found.
    fn hear(&mut self, checked: Checked) {
        let Checked { number, sources, analysis, .. } = checked;
        match self.checks {
            Checks::Outdated { since } => self.checks = Checks::Wanted { since },
            _ => self.checks = Checks::Done,
        }
        if number != self.number {
            return;
        }
        let time = self.time;
        (self.tell)(News::Checked { sources: &sources, analysis: &analysis, time });
        let is_sound = analysis.is_sound();
        self.doubtful = self.is_sound && !is_sound;
        let mistakes = (!is_sound).then(|| self.mistakes(&sources, &analysis.diagnostics));
        self.publish(mistakes, false, true);
    }

    fn mistakes(&self, sources: &Sources, found: &[Located]) -> Arc<Mistakes> {
        Arc::new(Mistakes::of(sources, found, &self.editor, &self.root))
    }

    /// Shows an edition to all who wait for one; readers hear of it only where they would see a
    /// difference.
    fn publish(&mut self, mistakes: Option<Arc<Mistakes>>, only_styles: bool, checked: bool) {
        let before = self.editions.borrow().clone();
        let is_same_site = before.as_ref().is_some_and(|before| {
            let same = before.shown.as_ref().zip(self.shown.as_ref());
            same.map_or(before.shown.is_none() == self.shown.is_none(), |(old, new)| {
                Arc::ptr_eq(old, new)
            })
        });
        let is_same =
            is_same_site && before.as_ref().is_some_and(|before| before.mistakes == mistakes);
        let restyles = only_styles
            && mistakes.is_none()
            && before.as_ref().is_some_and(|before| before.mistakes.is_none());
        if !is_same {
            self.revisions += 1;
        }
        let revision = format!("{}-{}", std::process::id(), self.revisions);
        let pages = match before {
            Some(before) if is_same || restyles => before.pages.clone(),
            _ => revision.clone(),
        };
        let shown = self.shown.clone();
        let edition = Edition { revision, pages, checked, shown, mistakes };
        self.editions.send_replace(Some(Arc::new(edition)));
    }
}
