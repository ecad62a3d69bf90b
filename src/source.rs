//! Texts and where they came from. The only module that reads a site from disk: a folder, a
//! fixture and the unsaved buffer of an editor are one thing to everything after it.

mod files;
mod followed;
mod witness;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::hash::blake3;
use files::Root;
pub use followed::{Changes, Followed, Part, part};
pub use witness::{Seen, Witness};

static THEME_TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static THEME_STATIC: Dir = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The name of the file that makes a folder a site.
pub const SITE_FILE: &str = "site.yaml";
/// The folder of the content, relative to the root.
pub const CONTENT: &str = "content";
/// The folder of the files that are copied as they are, relative to the root.
pub const STATIC: &str = "static";
/// The folder of the site’s own templates, relative to the root.
pub const TEMPLATES: &str = "templates";
/// How many bytes a text may have.
pub const LONGEST_TEXT: u64 = 1 << 20;
/// How many bytes the plain text of a source may have.
pub const LONGEST_COPY: u64 = 16 << 20;

/// All texts and files of a site, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `site.yaml`, content and templates, by path relative to the root, with `/` on any system.
    texts: BTreeMap<Arc<str>, Text>,
    /// Files that are copied as they are, by path in the built site.
    assets: BTreeMap<Arc<str>, Asset>,
    /// What could not be read and is no text, by path relative to the root.
    faults: Vec<(Arc<str>, Fault)>,
    /// Where the site lies on disk, if it does.
    root: Option<Root>,
    witness: Witness,
}

/// A text, or why it could not be read.
pub type Text = Result<Arc<str>, Fault>;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Byte offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    /// In the system’s words.
    Unreadable(Arc<str>),
    /// In bytes.
    TooLarge {
        length: u64,
        limit: u64,
    },
    /// What it is instead, with its article.
    NotAFile(&'static str),
    NameNotUtf8,
    /// A link to something outside of the site.
    LeadsOut,
    /// A link to a folder.
    LinkToFolder,
    /// A link that leads “nowhere” or “in a circle”.
    LeadsNowhere(&'static str),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const MIB: u64 = 1 << 20;
        match self {
            Fault::NotUtf8(offset) => {
                write!(f, "the file is not UTF-8 text: byte {} does not belong there", offset + 1)
            }
            Fault::Unreadable(why) => write!(f, "the file cannot be read: {why}"),
            Fault::NotAFile(what) => write!(f, "this is {what}, and no file"),
            Fault::TooLarge { length, limit } => {
                let limit = limit / MIB;
                write!(f, "the file has {length} bytes; at most {limit} MiB are read")
            }
            Fault::NameNotUtf8 => f.write_str("the name is not UTF-8 text"),
            Fault::LeadsOut => {
                f.write_str("this link leads out of the site; nothing there is read")
            }
            Fault::LinkToFolder => {
                f.write_str("this is a link to a folder, and such links are not followed")
            }
            Fault::LeadsNowhere(where_to) => write!(f, "this link leads {where_to}"),
        }
    }
}

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub enum Asset {
    Embedded(&'static [u8]),
    Disk(OnDisk),
}

/// A file that lies in the folder of the site.
#[derive(Clone, Debug)]
pub struct OnDisk {
    path: PathBuf,
    /// Relative to the root.
    name: Arc<str>,
    witness: Witness,
}

impl Asset {
    pub fn bytes(&self) -> Result<std::borrow::Cow<'_, [u8]>> {
        Ok(match self {
            Asset::Embedded(bytes) => (*bytes).into(),
            Asset::Disk(OnDisk { path, name, witness }) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                witness.saw(name, || blake3(&bytes));
                bytes.into()
            }
        })
    }

    /// The file at `path` that is copied to `name`.
    fn on_disk(name: &str, path: PathBuf) -> Asset {
        let name = join(STATIC, name);
        Asset::Disk(OnDisk { path, name, witness: Witness::default() })
    }
}

/// A path relative to the folder of a site, or an absolute one, as somebody would write it who stands
/// where `root` is given from.
pub fn within(root: &Path, path: &str) -> PathBuf {
    if root == Path::new(".") { path.into() } else { root.join(path) }
}

impl Sources {
    /// Reads the site in the folder `root`, on top of the embedded theme.
    ///
    /// Files that cannot be read are kept with the reason. Fails only when `root` is no folder.
    pub fn read(root: &Path) -> Result<Sources> {
        Sources::read_with(root, &|_, file| read_text(file))
    }

    /// The same, with `text` to read the file at a path relative to the root, by the place where it
    /// lies; called from many threads.
    fn read_with(root: &Path, text: &(dyn Fn(&Arc<str>, &Path) -> Text + Sync)) -> Result<Sources> {
        anyhow::ensure!(root.is_dir(), "{} is not a folder", root.display());
        let root = Root::new(root).with_context(|| format!("cannot find {}", root.display()))?;
        let mut found: Vec<files::Found> = Vec::new();
        found.extend(root.file(SITE_FILE).map(|file| (SITE_FILE.into(), file)));
        for (folder, wanted) in [(CONTENT, is_markdown as fn(&Path) -> bool), (TEMPLATES, any)] {
            let below = root.below(folder, wanted).into_iter();
            found.extend(below.map(|(path, file)| (join(folder, &path), file)));
        }
        let texts: Vec<(Arc<str>, Text)> = found
            .into_par_iter()
            .map(|(path, file)| {
                let read = file.and_then(|file| text(&path, &file));
                (path, read)
            })
            .collect();
        let mut sources = Sources::theme();
        for (path, text) in texts {
            let is_text = &*path == SITE_FILE
                || path.starts_with("templates/")
                || is_markdown(Path::new(&*path));
            match text {
                // A folder that could not be looked into.
                Err(fault) if !is_text => sources.faults.push((path, fault)),
                text => {
                    sources.texts.insert(path, text);
                }
            }
        }
        for (name, file) in root.below(STATIC, any) {
            // They are read late, when nothing is left but to fail.
            match file.and_then(|file| files::look(&file).map(|()| file)) {
                Ok(file) => {
                    let asset = Asset::on_disk(&name, file);
                    sources.assets.insert(name, asset);
                }
                Err(fault) => sources.faults.push((join(STATIC, &name), fault)),
            }
        }
        sources.root = Some(root);
        Ok(sources)
    }

    /// The embedded theme alone.
    pub fn theme() -> Sources {
        let mut sources = Sources::default();
        for file in all_files(&THEME_TEMPLATES) {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                let path = format!("templates/{}", path.replace('\\', "/"));
                sources.texts.insert(path.into(), Ok(text.into()));
            }
        }
        for file in all_files(&THEME_STATIC) {
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

    /// Whether a file at `path` would be read as a text: `site.yaml`, content or a template.
    pub fn is_text(path: &str) -> bool {
        part(path) == Part::File && path.split('/').next() != Some(STATIC)
    }

    /// Puts `text` in the place of the file at `path`, or adds it.
    pub fn overlay(&mut self, path: &str, text: &str) {
        self.texts.insert(path.into(), Ok(text.into()));
    }

    /// Takes the file at `path` away.
    pub fn remove(&mut self, path: &str) {
        self.texts.remove(path);
    }

    /// Lets go of the texts of the content, for the time when all that they say is in a model.
    pub fn forget_content(&mut self) {
        self.texts.retain(|path, _| !path.starts_with("content/"));
    }

    /// The text of the file at `path`, if there is one and it could be read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path)?.as_deref().ok()
    }

    /// A file of the site that content names by its path, such as the plain text of a source; `None`
    /// when there is none. It is read anew each time.
    pub fn companion(&self, path: &str) -> Option<Result<Vec<u8>, Fault>> {
        if let Some(Ok(text)) = self.texts.get(path) {
            return Some(Ok(text.as_bytes().to_vec()));
        }
        let file = self.root.as_ref()?.file(path);
        let found = file.map(|file| file.and_then(|file| files::read(&file, LONGEST_COPY)));
        self.witness.saw(&path.into(), || witness::found(&found));
        found
    }

    /// What could not be read, texts of content and `site.yaml` apart.
    pub fn faults(&self) -> impl Iterator<Item = (&Arc<str>, &Fault)> {
        let templates = self.below("templates/");
        let templates = templates.filter_map(|(path, text)| Some((path, text.as_ref().err()?)));
        templates.chain(self.faults.iter().map(|(path, fault)| (path, fault)))
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
            let stock = THEME_TEMPLATES.get_file(name).and_then(|file| file.contents_utf8());
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

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

fn any(_: &Path) -> bool {
    true
}

fn join(folder: &str, path: &str) -> Arc<str> {
    if path.is_empty() { folder.into() } else { format!("{folder}/{path}").into() }
}

fn read_text(path: &Path) -> Text {
    match String::from_utf8(files::read(path, LONGEST_TEXT)?) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(Fault::NotUtf8(error.utf8_error().valid_up_to())),
    }
}
