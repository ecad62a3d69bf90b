//! The paths of a built site: what may be one, and which are taken.

use std::collections::HashMap;

use anyhow::{Result, bail, ensure};

/// Paths that begin so belong to the build itself.
const RESERVED: &str = ".whosays";

/// The outputs of a build, each at its own path, on any file system.
#[derive(Debug, Default)]
pub struct Outputs {
    /// Every file, by its path without regard to case.
    files: HashMap<String, String>,
    /// Every folder, likewise, with one of the files below it.
    folders: HashMap<String, String>,
}

impl Outputs {
    /// Takes a path for a file.
    ///
    /// Fails when it is no path within the site, or cannot stand beside those that were taken.
    pub fn add(&mut self, path: &str) -> Result<()> {
        check(path)?;
        if let Some(other) = self.clash(path) {
            // Pages are made on many threads; the message does not depend on which came first.
            let (first, second) = if *other < *path { (other, path) } else { (path, other) };
            ensure!(first != second, "two outputs have the path `{path}`");
            ensure!(
                fold(first) != fold(second),
                "the outputs `{first}` and `{second}` differ only in case, and many file systems \
                 keep one of them"
            );
            bail!("`{first}` cannot be an output and a folder of another, `{second}`");
        }
        for folder in folders_of(path) {
            self.folders.entry(fold(folder)).or_insert_with(|| path.into());
        }
        self.files.insert(fold(path), path.into());
        Ok(())
    }

    /// An output that cannot stand beside a file at `path`: the same path, also in other case, a
    /// file where `path` needs a folder, or one below it.
    pub fn clash(&self, path: &str) -> Option<&str> {
        let folded = fold(path);
        folders_of(&folded)
            .chain([folded.as_str()])
            .find_map(|path| self.files.get(path))
            .or_else(|| self.folders.get(&folded))
            .map(String::as_str)
    }
}

/// A path without regard to case.
pub(super) fn fold(path: &str) -> String {
    path.to_lowercase()
}

/// The folders on the way to a path, the outermost first.
pub(crate) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Fails unless a path stays within the site and means the same on every system.
pub(crate) fn check(path: &str) -> Result<()> {
    let problem = if path.is_empty() {
        "is empty"
    } else if path.starts_with('/') || has_drive(path) {
        "is absolute"
    } else if path.contains('\\') {
        "has a backslash"
    } else if path.chars().any(char::is_control) {
        "has a control character"
    } else if path.split('/').any(|part| part == "..") {
        "leads out of the site"
    } else if path.split('/').any(|part| part.is_empty() || part == ".") {
        "has a part without a name"
    } else if fold(path).starts_with(RESERVED) {
        "is kept for the build itself"
    } else {
        return Ok(());
    };
    bail!("{path:?} cannot be an output: it {problem}")
}

/// Whether a path begins like `C:`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(paths: &[&str]) -> Outputs {
        let mut outputs = Outputs::default();
        for path in paths {
            outputs.add(path).unwrap();
        }
        outputs
    }

    #[test]
    fn paths_that_lead_out_or_mean_different_things_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a/..",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "a\0b",
            "a\nb",
            "C:/x",
            "c:x",
            ".whosays-manifest",
            ".Whosays-Staging/x",
        ] {
            assert!(Outputs::default().add(path).is_err(), "{path:?}");
        }
        taken(&["index.html", "a/b/index.html", ".well-known/x", "a..b", "ünï/ö.html", "..."]);
    }

    #[test]
    fn each_path_is_taken_once_also_in_other_case_and_as_a_folder() {
        let message = |first: &str, second: &str| {
            let told = |a, b| taken(&[a]).add(b).unwrap_err().to_string();
            assert_eq!(told(first, second), told(second, first));
            told(first, second)
        };
        assert_eq!(message("a/b", "a/b"), "two outputs have the path `a/b`");
        assert!(message("a/B", "a/b").contains("`a/B` and `a/b` differ only in case"));
        assert!(message("É", "é").contains("differ only in case"));
        assert!(message("a", "a/b/c").contains("`a` cannot be an output and a folder"));
        assert!(message("A", "a/b/c").contains("`A` cannot be an output and a folder"));
        taken(&["a/b", "a/c", "ab", "a.html"]);
    }
}
