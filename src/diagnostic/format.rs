//! Diagnostics for programs to read. What all formats have in common: paths have forward slashes,
//! lines and columns count from 1, an end stands behind the last character, and the same content
//! gives the same bytes.

mod github;
mod sarif;
mod schema;

use std::collections::BTreeSet;
use std::path::{Component, Path};

use clap::ValueEnum;
use serde::Serialize;

use super::{Located, counts};

pub use schema::schema;

/// The version of the JSON that [`Format::Json`] gives; it changes when a program that reads it
/// must.
const JSON_VERSION: u32 = 1;

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As text, with the lines they are about
    #[default]
    Human,
    /// As one JSON object
    Json,
    /// As SARIF 2.1.0, for code scanning
    Sarif,
    /// As commands of a workflow on GitHub, which mark lines in a change
    Github,
}

impl Format {
    /// The whole output in this format, with a line end; nothing for [`Format::Human`], which is
    /// for [`show`](super::show).
    ///
    /// `root` is the folder of the site, as it was given. JSON names files by their path in it, as
    /// the messages for people do; SARIF and GitHub, which look at a repository, by the path that
    /// leads there from the current folder.
    pub fn write(self, diagnostics: &[Located], root: &Path) -> Option<String> {
        match self {
            Format::Human => None,
            Format::Json => Some(pretty(&Report {
                version: JSON_VERSION,
                diagnostics,
                summary: Summary::of(diagnostics),
            })),
            Format::Sarif => Some(pretty(&sarif::log(diagnostics, root))),
            Format::Github => Some(github::commands(diagnostics, root)),
        }
    }
}

/// The object that [`Format::Json`] gives.
#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    diagnostics: &'a [Located],
    summary: Summary,
}

/// How much is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    /// The files that have an error or a warning.
    pub files: usize,
}

impl Summary {
    pub fn of(diagnostics: &[Located]) -> Summary {
        let (errors, warnings) = counts(diagnostics);
        let files: BTreeSet<_> = diagnostics.iter().map(|found| &found.place.path).collect();
        Summary { errors, warnings, files: files.len() }
    }
}

fn pretty(value: &impl Serialize) -> String {
    // Only a map with keys that are no strings, or a `Serialize` that fails, could fail here.
    let mut text = serde_json::to_string_pretty(value).expect("plain data can be written as JSON");
    text.push('\n');
    text
}

/// The path of a file of the site from the current folder, with forward slashes.
fn from_here(root: &Path, path: &str) -> String {
    let mut whole = String::new();
    for component in root.components().filter(|component| *component != Component::CurDir) {
        match component {
            Component::RootDir => whole.push('/'),
            other => {
                whole.push_str(&other.as_os_str().to_string_lossy());
                whole.push('/');
            }
        }
    }
    // On Windows, a drive comes before the root: `C:/` and then `/`.
    whole.replace("//", "/") + path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_current_folder() {
        let path = |root: &str| from_here(Path::new(root), "content/a.md");
        assert_eq!(path("."), "content/a.md");
        assert_eq!(path("./sites/moon/"), "sites/moon/content/a.md");
        assert_eq!(path("../moon"), "../moon/content/a.md");
        assert_eq!(path("/srv/moon"), "/srv/moon/content/a.md");
    }
}
