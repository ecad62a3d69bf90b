//! Where a site may be written.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};

use super::manifest::Manifest;
use crate::source::{CONTENT, SITE_FILE};

/// The name of the staging folder where it must lie in the output folder.
pub const STAGING: &str = ".whosays-staging";

/// Folders of a site from which it is built.
const SOURCES: [&str; 3] = [CONTENT, "templates", "static"];

/// An output folder that may be written; it need not exist.
#[derive(Debug)]
pub struct Place {
    /// Without links and `..`.
    pub folder: PathBuf,
    /// As it was given, for messages.
    pub shown: String,
}

impl Place {
    /// Finds the folder `out` for the site in `root`. Says why and what to do when it is refused.
    pub fn find(root: &Path, out: &Path) -> Result<Place> {
        let shown = out.display().to_string();
        let root = fs::canonicalize(root)
            .with_context(|| format!("cannot find the folder of the site, {}", root.display()))?;
        let folder = resolve(out).map_err(|error| match out.is_symlink() {
            true => Error::new(error).context(refusal(
                &shown,
                "it is a link that leads nowhere, or in a circle",
                "remove the link or let it lead to a folder",
            )),
            false => Error::new(error).context(format!("cannot find the folder `{shown}`")),
        })?;
        let place = Place { folder, shown };
        place.keep_off(&root)?;
        Ok(place)
    }

    /// Refuses folders that hold what the site is made from, or lie within.
    fn keep_off(&self, root: &Path) -> Result<()> {
        let elsewhere = "give another folder, such as `public` in the folder of the site";
        if is_same(&self.folder, root) {
            bail!(self.refused("it is the folder of the site itself", elsewhere));
        }
        if is_same(&self.folder, &root.join(SITE_FILE)) {
            bail!(self.refused("it is the site’s `site.yaml`", elsewhere));
        }
        if is_within(root, &self.folder) {
            bail!(self.refused("the site itself lies in it", elsewhere));
        }
        for name in SOURCES {
            let source = root.join(name);
            if is_within(&self.folder, &source) || self.is_named(root, name) {
                let why = format!("the site is made from what is in `{name}`");
                bail!(self.refused(&why, elsewhere));
            }
            let source = fs::canonicalize(&source).unwrap_or(source);
            if is_within(&source, &self.folder) {
                let why = format!("the site’s `{name}` lies in it");
                bail!(self.refused(&why, elsewhere));
            }
        }
        Ok(())
    }

    /// Whether the folder would be, or lie in, the folder `name` of the site. That is so in any
    /// case, as the site may be copied to a file system that does not tell.
    fn is_named(&self, root: &Path, name: &str) -> bool {
        self.folder
            .strip_prefix(root)
            .ok()
            .and_then(|below| below.components().next())
            .is_some_and(|first| first.as_os_str().eq_ignore_ascii_case(name))
    }

    /// What earlier builds wrote into the folder. Refuses one with foreign content.
    pub fn inspect(&self) -> Result<Manifest> {
        let metadata = match fs::metadata(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::default()),
            metadata => metadata.with_context(|| self.unreadable())?,
        };
        if !metadata.is_dir() {
            bail!(self.refused("it is a file", "give a folder"));
        }
        if let Some(manifest) = Manifest::read(&self.folder)? {
            return Ok(manifest);
        }
        for entry in fs::read_dir(&self.folder).with_context(|| self.unreadable())? {
            let name = entry.with_context(|| self.unreadable())?.file_name();
            if name != STAGING {
                let why = format!(
                    "there is something in it that whosays did not write, `{}`",
                    name.to_string_lossy()
                );
                bail!(self.refused(&why, "give a new or an empty folder"));
            }
        }
        Ok(Manifest::default())
    }

    pub fn refused(&self, why: &str, what_to_do: &str) -> Error {
        anyhow!(refusal(&self.shown, why, what_to_do))
    }

    fn unreadable(&self) -> String {
        format!("cannot look into `{}`", self.shown)
    }
}

fn refusal(out: &str, why: &str, what_to_do: &str) -> String {
    format!("the site cannot be written into `{out}`: {why}; {what_to_do}")
}

/// A path without links and `..`, as far as it exists; the rest is kept.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::CurDir => {}
            // All before it is resolved, so that its parent is what `..` means.
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Prefix(_) | Component::RootDir => resolved.push(component),
            Component::Normal(name) => {
                resolved.push(name);
                match fs::symlink_metadata(&resolved) {
                    Ok(_) => resolved = fs::canonicalize(&resolved)?,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(resolved)
}

/// Whether two paths mean the same file or folder, however they are written.
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || same_file::is_same_file(a, b).unwrap_or(false)
}

fn is_within(inner: &Path, outer: &Path) -> bool {
    inner.ancestors().any(|folder| is_same(folder, outer))
}
