//! Names for the files that templates load: each with a hash of its content, so that a browser may
//! keep it for ever and yet never shows a page in yesterday’s clothes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

use crate::hash::sha256;
use crate::hosting::HASH_DIGITS;
use crate::model::reads::{self, Read, Reads};
use crate::source::Asset;

/// The files that are copied as they are, and the names under which templates asked for them.
#[derive(Debug)]
pub struct Assets {
    files: BTreeMap<Arc<str>, Asset>,
    names: Mutex<Names>,
}

/// Names that were made, and what was asked for.
#[derive(Debug, Default)]
struct Names {
    /// The name of a file by its path, with a number that stays.
    made: BTreeMap<Arc<str>, (u32, Arc<str>)>,
    /// The numbers of those that were asked for.
    asked: BTreeSet<u32>,
}

impl Assets {
    pub fn new(files: &BTreeMap<Arc<str>, Asset>) -> Assets {
        Assets { files: files.clone(), names: Mutex::default() }
    }

    /// The path at which a page finds the file at `path`, both from the root of the site on:
    /// `site.css` is `site.0123456789.css`.
    ///
    /// Fails when there is no such file, or it cannot be read.
    pub fn hashed(&self, path: &str) -> Result<Arc<str>> {
        let known = self.lock().made.get(path).cloned();
        let (number, name) = match known {
            Some(known) => known,
            None => {
                let (path, file) = self
                    .files
                    .get_key_value(path)
                    .with_context(|| format!("there is no file `{path}` in `static`"))?;
                let name = name(path, file)?;
                let mut names = self.lock();
                let next = names.made.len() as u32;
                names.made.entry(path.clone()).or_insert((next, name)).clone()
            }
        };
        self.ask(number);
        reads::note(Read::Asset(number));
        Ok(name)
    }

    /// Asks once more for the file that has this number among what was read.
    pub fn ask(&self, number: u32) {
        self.lock().asked.insert(number);
    }

    /// Asks once more for the files that were asked for when these were the reads.
    pub fn ask_as(&self, reads: &Reads) {
        for read in reads.iter() {
            if let Read::Asset(number) = read {
                self.ask(number);
            }
        }
    }

    /// Every file, by its path.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Asset)> {
        self.files.iter()
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The file that has this name with a hash, or would have it if a template asked.
    ///
    /// Fails when a file that could be meant cannot be read.
    pub fn named(&self, wanted: &str) -> Result<Option<&Asset>> {
        let hash = "-".repeat(HASH_DIGITS);
        for (path, file) in &self.files {
            let form = with_hash(path, &hash);
            let (before, after) = form.rsplit_once(&*hash).unwrap_or((path, ""));
            let is_like_it =
                wanted.len() == form.len() && wanted.starts_with(before) && wanted.ends_with(after);
            if is_like_it && *name(path, file)? == *wanted {
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    /// Forgets which files were asked for.
    pub fn forget(&self) {
        self.lock().asked.clear();
    }

    /// The numbers of those that were asked for.
    pub fn numbers(&self) -> BTreeSet<u32> {
        self.lock().asked.clone()
    }

    /// The files that were asked for, each under its name with a hash, in the order of names.
    pub fn asked(&self) -> BTreeMap<Arc<str>, &Asset> {
        let Names { made, asked } = &*self.lock();
        made.iter()
            .filter(|(_, (number, _))| asked.contains(number))
            .filter_map(|(path, (_, name))| Some((name.clone(), self.files.get(path)?)))
            .collect()
    }

    /// Whether a file was asked for that has this name with a hash.
    pub fn names(&self, name: &str) -> bool {
        let Names { made, asked } = &*self.lock();
        made.values().any(|(number, known)| **known == *name && asked.contains(number))
    }

    /// A panic in another thread ends the build anyway.
    fn lock(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(path: &str, file: &Asset) -> Result<Arc<str>> {
    let hash = sha256(&file.bytes()?);
    Ok(with_hash(path, &hash[..HASH_DIGITS]).into())
}

/// The hash stands before the extension, by which servers know the type of a file.
fn with_hash(path: &str, hash: &str) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.') {
        Some(dot) if dot > 0 => {
            let (stem, extension) = path.split_at(name + dot);
            format!("{stem}.{hash}{extension}")
        }
        _ => format!("{path}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stands_before_the_extension() {
        for (path, expected) in [
            ("site.css", "site.HASH.css"),
            ("a.b/icon.min.svg", "a.b/icon.min.HASH.svg"),
            ("a.b/plain", "a.b/plain.HASH"),
            (".hidden", ".hidden.HASH"),
        ] {
            assert_eq!(with_hash(path, "HASH"), expected);
        }
    }

    #[test]
    fn a_name_follows_from_the_content_alone() {
        let assets = |content: &'static [u8]| {
            Assets::new(&BTreeMap::from([("a.css".into(), Asset::Embedded(content))]))
        };
        let name = |content| assets(content).hashed("a.css").unwrap();
        assert_eq!(&*name(b"x"), "a.2d711642b7.css");
        assert_eq!(name(b"x"), name(b"x"));
        assert_ne!(name(b"x"), name(b"y"));
        let assets = assets(b"x");
        assert!(assets.asked().is_empty());
        assets.hashed("a.css").unwrap();
        assert_eq!(
            assets.asked().keys().map(|name| &**name).collect::<Vec<_>>(),
            ["a.2d711642b7.css"]
        );
        assert!(assets.hashed("b.css").is_err());
    }

    #[test]
    fn a_file_is_found_by_its_name_also_before_it_is_asked_for() {
        let files = [("b/a.css", "x"), ("b/a", "x"), ("c.css", "y")];
        let files = files.map(|(path, text)| (path.into(), Asset::Embedded(text.as_bytes())));
        let assets = Assets::new(&BTreeMap::from(files));
        let found = |name: &str| {
            let bytes = |asset: &Asset| asset.bytes().unwrap().into_owned();
            assets.named(name).unwrap().map(bytes)
        };
        assert_eq!(found("b/a.2d711642b7.css").as_deref(), Some(&b"x"[..]));
        assert_eq!(found("b/a.2d711642b7").as_deref(), Some(&b"x"[..]));
        for other in
            ["b/a.css", "b/a.2d711642b8.css", "c.2d711642b7.css", "b/a.2d711642b7é.css", ""]
        {
            assert_eq!(found(other), None, "{other}");
        }
        assert!(assets.asked().is_empty());
    }
}
