//! Texts and where they came from. The only module that reads a site from disk: a folder, a
//! fixture and the unsaved buffer of an editor are one thing to everything after it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use walkdir::WalkDir;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The name of the file that makes a folder a site.
pub const SITE_FILE: &str = "site.yaml";
/// The folder of the content, relative to the root.
pub const CONTENT: &str = "content";

/// All texts and files of a site, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `site.yaml`, content and templates, by path relative to the root, with `/` on any system.
    texts: BTreeMap<Arc<str>, Text>,
    /// Files that are copied as they are, by path in the built site.
    assets: BTreeMap<Arc<str>, Asset>,
    /// Where the site lies on disk, if it does.
    root: Option<PathBuf>,
}

/// A text, or why it could not be read.
pub type Text = Result<Arc<str>, Fault>;

/// Why a text could not be read.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Byte offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    Unreadable(Arc<str>),
}

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub enum Asset {
    Embedded(&'static [u8]),
    Disk(PathBuf),
}

impl Asset {
    pub fn bytes(&self) -> Result<std::borrow::Cow<'_, [u8]>> {
        Ok(match self {
            Asset::Embedded(bytes) => (*bytes).into(),
            Asset::Disk(path) => std::fs::read(path)
                .with_context(|| format!("cannot read {}", path.display()))?
                .into(),
        })
    }
}

impl Sources {
    /// Reads the site in the folder `root`, on top of the embedded theme.
    ///
    /// Files that cannot be read are kept with the reason. Fails only when `root` is no folder.
    pub fn read(root: &Path) -> Result<Sources> {
        anyhow::ensure!(root.is_dir(), "{} is not a folder", root.display());
        let mut sources = Sources { root: Some(root.to_owned()), ..Sources::theme() };
        let mut paths = Vec::new();
        if root.join(SITE_FILE).exists() {
            paths.push(root.join(SITE_FILE));
        }
        paths.extend(files_below(&root.join(CONTENT)).filter(|path| is_markdown(path)));
        paths.extend(files_below(&root.join("templates")));
        let texts: Vec<(Arc<str>, Text)> = paths
            .par_iter()
            .filter_map(|path| Some((site_path(root, path)?, read_text(path))))
            .collect();
        sources.texts.extend(texts);
        let folder = root.join("static");
        for path in files_below(&folder) {
            if let Some(name) = site_path(&folder, &path) {
                sources.assets.insert(name, Asset::Disk(path));
            }
        }
        Ok(sources)
    }

    /// The embedded theme alone.
    pub fn theme() -> Sources {
        let mut sources = Sources::default();
        for file in all_files(&TEMPLATES) {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                let path = format!("templates/{}", path.replace('\\', "/"));
                sources.texts.insert(path.into(), Ok(text.into()));
            }
        }
        for file in all_files(&STATIC) {
            if let Some(path) = file.path().to_str() {
                let path = path.replace('\\', "/");
                sources.assets.insert(path.into(), Asset::Embedded(file.contents()));
            }
        }
        sources
    }

    /// The embedded theme with these texts on top, by path relative to the root.
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sources {
        let mut sources = Sources::theme();
        for (path, text) in texts {
            sources.overlay(path, text);
        }
        sources
    }

    /// Puts `text` in the place of the file at `path`, or adds it.
    pub fn overlay(&mut self, path: &str, text: &str) {
        self.texts.insert(path.into(), Ok(text.into()));
    }

    /// Takes the file at `path` away.
    pub fn remove(&mut self, path: &str) {
        self.texts.remove(path);
    }

    /// The text of the file at `path`, if there is one and it could be read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path)?.as_deref().ok()
    }

    /// A file of the site that content names by its path, such as the plain text of a source; `None`
    /// when there is none. It is read anew each time.
    pub fn companion(&self, path: &str) -> Option<Result<Vec<u8>>> {
        if let Some(Ok(text)) = self.texts.get(path) {
            return Some(Ok(text.as_bytes().to_vec()));
        }
        let path = self.root.as_ref()?.join(path);
        path.is_file().then(|| {
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        })
    }

    pub fn site_file(&self) -> Option<(&Arc<str>, &Text)> {
        self.texts.get_key_value(SITE_FILE)
    }

    /// The content files, in the order of their paths.
    pub fn content(&self) -> impl Iterator<Item = (&Arc<str>, &Text)> {
        self.below("content/")
    }

    /// The templates: name below `templates/`, and text.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.below("templates/").map(|(path, text)| (&path["templates/".len()..], text))
    }

    /// The templates that are not, or not as they are here, in the embedded theme.
    pub fn own_templates(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.templates().filter(|(name, text)| {
            let stock = TEMPLATES.get_file(name).and_then(|file| file.contents_utf8());
            stock.is_none() || text.as_deref().ok() != stock
        })
    }

    pub fn has_own_templates(&self) -> bool {
        self.own_templates().next().is_some()
    }

    /// Files that are copied as they are, by path in the built site.
    pub fn assets(&self) -> &BTreeMap<Arc<str>, Asset> {
        &self.assets
    }

    fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a Arc<str>, &'a Text)> {
        self.texts.iter().filter(move |(path, _)| path.starts_with(folder))
    }
}

fn all_files<'a>(dir: &'a Dir<'a>) -> Vec<&'a include_dir::File<'a>> {
    let mut files: Vec<_> = dir.files().collect();
    for below in dir.dirs() {
        files.extend(all_files(below));
    }
    files
}

/// The files below `folder` in the order of their names, without hidden ones. Links to files are
/// followed, links to folders are not, so that no loop and no way out of the site is walked.
fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| {
            entry.file_type().is_file()
                || (entry.file_type().is_symlink() && entry.path().is_file())
        })
        .map(walkdir::DirEntry::into_path)
}

/// Editors keep swap and backup files beside the texts; a dot or a tilde marks them.
fn is_hidden(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name.starts_with('#')
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

fn site_path(root: &Path, path: &Path) -> Option<Arc<str>> {
    let parts: Vec<_> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    Some(parts.join("/").into())
}

fn read_text(path: &Path) -> Text {
    let bytes = std::fs::read(path).map_err(|error| Fault::Unreadable(error.to_string().into()))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(Fault::NotUtf8(error.utf8_error().valid_up_to())),
    }
}
