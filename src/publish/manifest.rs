//! The list of what builds wrote into a folder: a line with the version, then one line a file,
//! its BLAKE3 and its path, sorted by path.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::listing;
use super::outputs::fold;

/// Its file name in the output folder.
pub const NAME: &str = ".whosays-manifest";
const TITLE: &str = "whosays-manifest";
const VERSION: &str = "2";
/// Had SHA-256: no file is what it says, so that each is looked at.
const FORMER: &str = "1";

/// Paths with the hash of what was written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the manifest of a folder; `None` when there is none.
    ///
    /// Fails when it is not of a kind that this program writes: nobody knows what it would list.
    pub fn read(folder: &Path) -> Result<Option<Manifest>> {
        let path = folder.join(NAME);
        // A link is none of ours.
        if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            return Ok(None);
        }
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let text = String::from_utf8(text).ok().context("it is not text");
        text.and_then(|text| Manifest::parse(&text)).map(Some).with_context(|| {
            format!(
                "{} cannot be trusted, so nothing can be told about the files beside it; remove \
                 the folder if all of it may go, or give another",
                path.display()
            )
        })
    }

    fn parse(text: &str) -> Result<Manifest> {
        listing::parse(text, TITLE, &[VERSION, FORMER], "BLAKE3", |hash| hash.len() == 64)
    }

    pub fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The hash of what was written at a path.
    pub fn hash(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The paths, each with the hash of what was written there.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, hash)| (path.as_str(), hash.as_str()))
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The hash of each file, by path.
    pub fn into_files(self) -> BTreeMap<String, String> {
        self.files
    }

    /// The paths that differ from this one only in case.
    pub fn variants<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        self.paths().filter(move |other| *other != path && fold(other) == fold(path))
    }

    /// What either lists, with the hashes of the other.
    pub fn union(&self, other: &Manifest) -> Manifest {
        let mut files = self.files.clone();
        files.extend(other.files.clone());
        Manifest { files }
    }
}

impl FromIterator<(String, String)> for Manifest {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Manifest {
        Manifest { files: files.into_iter().collect() }
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{TITLE} {VERSION}")?;
        self.files.iter().try_for_each(|(path, hash)| writeln!(f, "{hash} {path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let hash = "0123456789abcdef".repeat(4);
        let manifest: Manifest = ["b.html", "a b/ü.html"]
            .map(|path| (path.to_owned(), hash.clone()))
            .into_iter()
            .collect();
        let text = manifest.to_string();
        assert_eq!(text, format!("whosays-manifest 2\n{hash} a b/ü.html\n{hash} b.html\n"));
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
        let former = text.replace("manifest 2", "manifest 1");
        assert_eq!(Manifest::parse(&former).unwrap(), manifest);
    }

    #[test]
    fn what_no_build_writes_is_refused() {
        let hash = "0".repeat(64);
        for text in [
            "".into(),
            "something else\n".into(),
            "whosays-manifest 3\n".into(),
            "whosays-manifest 2\n\n".into(),
            "whosays-manifest 2\nindex.html\n".into(),
            "whosays-manifest 2\n00 index.html\n".into(),
            format!("whosays-manifest 2\n{hash} ../index.html\n"),
            format!("whosays-manifest 2\n{hash} /etc/passwd\n"),
        ] {
            assert!(Manifest::parse(&text).is_err(), "{text:?}");
        }
    }
}
