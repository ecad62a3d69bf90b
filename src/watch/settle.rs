//! When changes of files have come to rest.
//!
//! A save is several events: a file is emptied, written and closed, or another takes its place. One
//! file is ready as soon as it is whole, so that its page follows at once; of many that change
//! together, as when a branch is switched, the last is waited for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::source::{Changes, Followed};

/// How long nothing more happens to a file that is whole.
const WHOLE: Duration = Duration::from_millis(2);
/// The same to a file that was written, where the system does not tell that it was closed, and to
/// one that is gone: many editors put another in its place.
const TORN: Duration = Duration::from_millis(25);
/// How long nothing happens after many changes.
const MANY: Duration = Duration::from_millis(50);
/// Changes that never rest are taken in parts.
const LONGEST: Duration = Duration::from_secs(1);

/// Changes that were noted, and not taken yet.
#[derive(Debug, Default)]
pub struct Settling {
    /// Files that were touched, each with whether it is whole.
    files: BTreeMap<String, bool>,
    /// What else was touched: files that are read only by the way, or folders.
    others: BTreeSet<String>,
    /// Whether more was touched than files that are known.
    more: bool,
    first: Option<Instant>,
    last: Option<Instant>,
}

/// What has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Files and what else was touched, by path relative to the root.
    pub files: BTreeSet<String>,
    /// Whether there may be others.
    pub more: bool,
}

impl Settled {
    /// Reads what has changed.
    ///
    /// Fails when the site is no folder any more.
    pub fn read(&self, site: &mut Followed) -> Result<Changes> {
        match self.more {
            true => site.look(),
            false => site.read(self.files.iter().map(String::as_str)),
        }
    }
}

impl Settling {
    /// A file changed; `whole` is whether it is closed.
    pub fn file(&mut self, path: &str, whole: bool, now: Instant) {
        self.files.insert(path.to_owned(), whole);
        self.touch(now);
    }

    /// What belongs to a file changed, such as who may read it.
    pub fn about(&mut self, path: &str, now: Instant) {
        self.files.entry(path.to_owned()).or_insert(true);
        self.touch(now);
    }

    /// Something changed that is no text of the site, and may have been a folder. Editors leave such
    /// files beside those that they write, so nothing waits for them.
    pub fn other(&mut self, path: &str, now: Instant) {
        self.others.insert(path.to_owned());
        self.touch(now);
    }

    /// Folders changed, or nobody knows what.
    pub fn more(&mut self, now: Instant) {
        self.more = true;
        self.touch(now);
    }

    fn touch(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When all has come to rest, if nothing happens until then; none when nothing has changed.
    pub fn due(&self) -> Option<Instant> {
        let is_many = self.more || self.files.len() > 1;
        let is_whole = !self.files.is_empty() && self.files.values().all(|whole| *whole);
        let rest = match (is_many, is_whole) {
            (true, _) => MANY,
            (false, true) => WHOLE,
            (false, false) => TORN,
        };
        Some((self.last? + rest).min(self.first? + LONGEST))
    }

    /// Takes what has changed.
    pub fn take(&mut self) -> Settled {
        let Settling { files, others, more, .. } = std::mem::take(self);
        Settled { files: files.into_keys().chain(others).collect(), more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "content/claims/a.md";

    /// What is noted, a millisecond after the other, and how long after the last all rests.
    fn rest(events: &[fn(&mut Settling, Instant)]) -> Duration {
        let start = Instant::now();
        let mut settling = Settling::default();
        let mut now = start;
        for event in events {
            now += Duration::from_millis(1);
            event(&mut settling, now);
        }
        settling.due().unwrap() - now
    }

    #[test]
    fn one_file_is_ready_when_it_is_closed() {
        let torn = |settling: &mut Settling, now| settling.file(A, false, now);
        let whole = |settling: &mut Settling, now| settling.file(A, true, now);
        assert_eq!(rest(&[torn]), TORN);
        assert_eq!(rest(&[torn, torn, whole]), WHOLE);
        assert_eq!(rest(&[torn, whole, torn]), TORN);
        // Vim sets who may read the file before and after it writes.
        let about = |settling: &mut Settling, now| settling.about(A, now);
        let other = |settling: &mut Settling, now| settling.other("content/claims/4913", now);
        assert_eq!(rest(&[torn, about]), TORN);
        assert_eq!(rest(&[torn, whole, about]), WHOLE);
        assert_eq!(rest(&[about]), WHOLE);
        assert_eq!(rest(&[other, torn, whole]), WHOLE);
        assert_eq!(rest(&[other]), TORN);
    }

    #[test]
    fn many_files_are_waited_for() {
        let a = |settling: &mut Settling, now| settling.file(A, true, now);
        let b = |settling: &mut Settling, now| settling.file("content/claims/b.md", true, now);
        let more = |settling: &mut Settling, now| settling.more(now);
        assert_eq!(rest(&[a, b]), MANY);
        assert_eq!(rest(&[a, b, a]), MANY);
        assert_eq!(rest(&[a, more]), MANY);
        assert_eq!(rest(&[more]), MANY);
    }

    #[test]
    fn changes_that_never_rest_are_taken_in_parts() {
        let start = Instant::now();
        let mut settling = Settling::default();
        for step in 0..100 {
            settling.file(&step.to_string(), true, start + step * LONGEST / 100);
        }
        assert_eq!(settling.due(), Some(start + LONGEST));
    }

    #[test]
    fn what_is_taken_is_gone() {
        let mut settling = Settling::default();
        assert_eq!(settling.due(), None);
        settling.file(A, true, Instant::now());
        settling.other("content/copy.txt", Instant::now());
        settling.more(Instant::now());
        let files = ["content/copy.txt", A].map(str::to_owned).into();
        assert_eq!(settling.take(), Settled { files, more: true });
        assert_eq!(settling.due(), None);
        assert_eq!(settling.take(), Settled::default());
    }
}
