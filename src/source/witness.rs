//! What was read of a site, in hashes, so that it can be told later whether a build would read the
//! same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::{Asset, Fault, Sources, Text};
use crate::hash::blake3;

/// What was found in files that are read one by one while a site is built, by path relative to the
/// root: the hash of the content, or in words why there is none.
pub type Seen = BTreeMap<Arc<str>, String>;

/// Keeps what is found in files, on any thread. Does nothing unless it was asked to.
#[derive(Clone, Debug, Default)]
pub struct Witness(Option<Arc<Mutex<Account>>>);

#[derive(Debug, Default)]
struct Account {
    seen: Seen,
    /// Whether something else was found in a file than before.
    contradicts: bool,
}

impl Witness {
    pub fn new() -> Witness {
        Witness(Some(Arc::default()))
    }

    /// Takes what was found at a path.
    pub(super) fn saw(&self, path: &Arc<str>, found: impl FnOnce() -> String) {
        let Some(account) = &self.0 else { return };
        let found = found();
        let mut account = account.lock().unwrap_or_else(PoisonError::into_inner);
        let first = account.seen.entry(path.clone()).or_insert_with(|| found.clone());
        account.contradicts |= *first != found;
    }

    /// All that was found; `None` if a file did not stay the same meanwhile.
    pub fn tell(&self) -> Option<Seen> {
        let account = self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        (!account.contradicts).then(|| account.seen.clone())
    }
}

impl Sources {
    /// A hash of all texts, of what cannot be read, and of which files are copied; not of what is in
    /// these, which is read later.
    pub fn fingerprint(&self) -> String {
        let texts: Vec<(&Arc<str>, &Text)> = self.texts.iter().collect();
        let hash = |(path, text): (&Arc<str>, &Text)| {
            let mut hash = blake3::Hasher::new();
            hash.update(path.as_bytes());
            match text {
                Ok(text) => hash.update(&[0]).update(text.as_bytes()),
                Err(fault) => hash.update(&[1]).update(format!("{fault:?}").as_bytes()),
            };
            hash.finalize()
        };
        let texts: Vec<_> = texts.into_par_iter().map(hash).collect();
        let mut all = blake3::Hasher::new();
        for hash in &texts {
            all.update(hash.as_bytes());
        }
        all.update(format!("{:?}", self.faults).as_bytes());
        for (name, asset) in &self.assets {
            let line = match asset {
                Asset::Embedded(_) => format!("{name:?} of the theme\n"),
                Asset::Disk(file) => format!("{name:?} {:?}\n", file.path),
            };
            all.update(line.as_bytes());
        }
        all.finalize().to_hex().to_string()
    }

    /// Lets this witness keep what is found in files from now on.
    pub fn heed(&mut self, witness: &Witness) {
        for asset in self.assets.values_mut() {
            if let Asset::Disk(file) = asset {
                file.witness = witness.clone();
            }
        }
        self.witness = witness.clone();
    }

    /// Whether what was seen is still what is found.
    pub fn show(&self, seen: &Seen) -> bool {
        seen.par_iter().all(|(path, then)| {
            let asset = path.strip_prefix("static/").and_then(|name| self.assets.get(name));
            match asset {
                Some(asset @ Asset::Disk(_)) => {
                    asset.bytes().is_ok_and(|bytes| blake3(&bytes) == *then)
                }
                _ => found(&self.companion(path)) == *then,
            }
        })
    }
}

/// What is kept of a file that content names.
pub(super) fn found(companion: &Option<Result<Vec<u8>, Fault>>) -> String {
    match companion {
        None => "nothing".into(),
        Some(Err(fault)) => format!("{fault:?}"),
        Some(Ok(bytes)) => blake3(bytes),
    }
}
