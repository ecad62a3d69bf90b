//! A file in which it is kept what was found at addresses, and on which day.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{Found, Seen};
use crate::date::Day;

const VERSION: u32 = 1;

/// What was found earlier, by address.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    entries: BTreeMap<Arc<str>, Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// The day on which it was found, counted from 1970-01-01.
    day: i32,
    #[serde(flatten)]
    found: Found,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Written {
    whosays_links: u32,
    addresses: BTreeMap<Arc<str>, Entry>,
}

impl Cache {
    /// Reads the cache at `path`; one that is not there is empty.
    ///
    /// Fails when something else is there.
    pub fn read(path: &Path) -> Result<Cache> {
        let entries = match fs::read(path) {
            Ok(bytes) => {
                let written: Option<Written> = serde_json::from_slice(&bytes).ok();
                let written = written.filter(|written| written.whosays_links == VERSION);
                let no_cache = || {
                    format!(
                        "{} is no list of links that whosays wrote; give another file",
                        path.display()
                    )
                };
                written.with_context(no_cache)?.addresses
            }
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        Ok(Cache { path: path.into(), entries })
    }

    /// What was found at most `age` days before `today`.
    pub fn recent(&self, today: Day, age: u32) -> Seen {
        let is_recent = |entry: &Entry| {
            (0..=i64::from(age)).contains(&(i64::from(today.0) - i64::from(entry.day)))
        };
        let recent = self.entries.iter().filter(|(_, entry)| is_recent(entry));
        recent.map(|(address, entry)| (address.clone(), entry.found.clone())).collect()
    }

    /// Keeps what was found today, but for what may be otherwise in a moment, and forgets all that is
    /// older than `age` days.
    ///
    /// Fails when the file cannot be written; it is then as it was.
    pub fn keep(mut self, seen: &Seen, today: Day, age: u32) -> Result<()> {
        let recent = self.recent(today, age);
        self.entries.retain(|address, _| recent.contains_key(address));
        for (address, found) in seen {
            if !matches!(found, Found::Unreachable(_)) && !recent.contains_key(address) {
                let entry = Entry { day: today.0, found: found.clone() };
                self.entries.insert(address.clone(), entry);
            }
        }
        let written = Written { whosays_links: VERSION, addresses: self.entries };
        let text = serde_json::to_string_pretty(&written)? + "\n";
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        ensure!(folder.is_dir(), "there is no folder {} for the list of links", folder.display());
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&self.path)
            .with_context(|| format!("cannot write {}", self.path.display()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_counts_for_its_days_and_is_then_forgotten() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("links.json");
        let seen = |found: &[(&str, Found)]| -> Seen {
            found.iter().map(|(address, found)| ((*address).into(), found.clone())).collect()
        };
        let dead = Found::Dead("404".into());
        let first = seen(&[
            ("https://a.example/", Found::Fine),
            ("https://b.example/", dead.clone()),
            ("https://c.example/", Found::Unreachable("500".into())),
        ]);
        Cache::read(&path).unwrap().keep(&first, Day(100), 7).unwrap();
        let kept = seen(&[("https://a.example/", Found::Fine), ("https://b.example/", dead)]);
        let cache = Cache::read(&path).unwrap();
        assert_eq!(cache.recent(Day(107), 7), kept);
        assert_eq!(cache.recent(Day(108), 7), Seen::new());
        assert_eq!(cache.recent(Day(99), 7), Seen::new(), "from days to come");
        // What is kept keeps its day.
        cache.keep(&kept, Day(107), 7).unwrap();
        assert_eq!(Cache::read(&path).unwrap().recent(Day(108), 7), Seen::new());
        Cache::read(&path).unwrap().keep(&Seen::new(), Day(108), 7).unwrap();
        assert_eq!(Cache::read(&path).unwrap().entries.len(), 0);
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("package.json");
        fs::write(&path, "{}").unwrap();
        assert!(Cache::read(&path).is_err());
    }
}
