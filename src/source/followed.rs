//! A site on disk that is followed: each file is read again when it has changed, and only then.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::{BitOrAssign, Bound};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Result;

use super::files::is_passed;
use super::{Asset, CONTENT, SITE_FILE, STATIC, Sources, TEMPLATES, Text, is_markdown, read_text};

/// The texts and files of a site in a folder, as they were when somebody looked last.
pub struct Followed {
    root: PathBuf,
    sources: Arc<Sources>,
    /// Of every file that was read or is copied, by path relative to the root.
    stamps: BTreeMap<Arc<str>, Option<Stamp>>,
}

/// What changes with a file, as far as the system tells without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// The file itself, and the last change of it or of what is kept about it.
    #[cfg(unix)]
    file: (u64, u64, i64, i64),
}

/// What is not as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Content, `site.yaml`, or which files there are.
    pub content: bool,
    pub templates: bool,
    /// Style sheets that are copied as they are.
    pub styles: bool,
    /// Other files that are.
    pub assets: bool,
}

impl Changes {
    pub fn any(self) -> bool {
        self != Changes::default()
    }

    /// Whether templates are others, or files that they load.
    pub fn theme(self) -> bool {
        self.templates || self.styles || self.assets
    }

    /// Whether pages stay as they are, and only look otherwise.
    pub fn only_styles(self) -> bool {
        self == Changes { styles: true, ..Changes::default() }
    }

    /// What it changes that the file at this path, relative to the root, is another.
    fn of(path: &str) -> Changes {
        let mut changes = Changes::default();
        let (folder, name) = path.split_once('/').unwrap_or(("", path));
        match folder {
            TEMPLATES => changes.templates = true,
            STATIC if name.ends_with(".css") => changes.styles = true,
            STATIC => changes.assets = true,
            _ => changes.content = true,
        }
        changes
    }
}

impl BitOrAssign for Changes {
    fn bitor_assign(&mut self, other: Changes) {
        self.content |= other.content;
        self.templates |= other.templates;
        self.styles |= other.styles;
        self.assets |= other.assets;
    }
}

impl Followed {
    /// The site in the folder `root`; nothing of it is read yet.
    pub fn new(root: PathBuf) -> Followed {
        Followed { root, sources: Arc::default(), stamps: BTreeMap::new() }
    }

    /// What was read last.
    pub fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    /// Looks at the whole folder, and reads what is not as it was.
    ///
    /// Fails when the root is no folder; then nothing of it is kept.
    pub fn look(&mut self) -> Result<Changes> {
        let stamps = Mutex::new(BTreeMap::new());
        let keep = |path: &Arc<str>, stamp: Option<Stamp>| {
            stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), stamp);
        };
        let text = |path: &Arc<str>, file: &Path| {
            // Before it is read: what is written meanwhile has another.
            let stamp = Stamp::of(file);
            let kept = self.kept(path, stamp.as_ref());
            keep(path, stamp);
            kept.unwrap_or_else(|| read_text(file))
        };
        let read = Sources::read_with(&self.root, &text);
        let sources = match read {
            Ok(sources) => sources,
            Err(error) => {
                *self = Followed::new(std::mem::take(&mut self.root));
                return Err(error);
            }
        };
        for asset in sources.assets.values() {
            if let Asset::Disk(file) = asset {
                keep(&file.name, Stamp::of(&file.path));
            }
        }
        let stamps = stamps.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut changes = Changes::default();
        let texts = self.sources.texts.keys().chain(sources.texts.keys());
        let other_text =
            |path: &&Arc<str>| self.sources.texts.get(*path) != sources.texts.get(*path);
        texts.filter(other_text).for_each(|path| changes |= Changes::of(path));
        let files = self.stamps.keys().chain(stamps.keys());
        let other_asset = |path: &&Arc<str>| {
            path.starts_with("static/") && self.stamps.get(*path) != stamps.get(*path)
        };
        files.filter(other_asset).for_each(|path| changes |= Changes::of(path));
        changes.content |= self.sources.faults != sources.faults || self.sources.root.is_none();
        self.stamps = stamps;
        if changes.any() {
            self.sources = Arc::new(sources);
        }
        Ok(changes)
    }

    /// Reads the files at these paths, relative to the root, without a look at any other; where that
    /// is not enough, looks at the whole folder. Paths that are no part of the site count for
    /// nothing.
    ///
    /// Fails as [`Followed::look`] does.
    pub fn read<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>) -> Result<Changes> {
        let mut changes = Changes::default();
        for path in paths {
            match self.read_one(path) {
                Some(found) => changes |= found,
                None => {
                    changes |= self.look()?;
                    break;
                }
            }
        }
        Ok(changes)
    }

    /// Reads one file again; none if there is more to it than that.
    fn read_one(&mut self, path: &str) -> Option<Changes> {
        if part(path) != Part::File {
            // A folder, or one that is gone.
            let below = format!("{path}/");
            let known = self.stamps.range::<str, _>((Bound::Included(&*below), Bound::Unbounded));
            let was_folder =
                known.map(|(path, _)| path).next().is_some_and(|path| path.starts_with(&below));
            return (!was_folder && !self.root.join(path).is_dir()).then(Changes::default);
        }
        let root = self.sources.root.as_ref().filter(|root| root.is_plain(path))?;
        let Some(Ok(file)) = root.file(path) else { return None };
        let stamp = Stamp::of(&file);
        let is_other = match path.strip_prefix("static/") {
            Some(name) => {
                let other = self.stamps.get(path) != Some(&stamp);
                if !self.stamps.contains_key(path) {
                    let assets = &mut Arc::make_mut(&mut self.sources).assets;
                    assets.insert(name.into(), Asset::on_disk(name, file));
                }
                other
            }
            None => {
                let text = read_text(&file);
                let other = self.sources.texts.get(path) != Some(&text);
                if other {
                    Arc::make_mut(&mut self.sources).texts.insert(path.into(), text);
                }
                other
            }
        };
        self.stamps.insert(path.into(), stamp);
        Some(if is_other { Changes::of(path) } else { Changes::default() })
    }

    /// The text of a file as it was read last, if its stamp is the same.
    fn kept(&self, path: &Arc<str>, stamp: Option<&Stamp>) -> Option<Text> {
        let same = stamp.is_some() && self.stamps.get(path)?.as_ref() == stamp;
        same.then(|| self.sources.texts.get(path).cloned())?
    }
}

impl Stamp {
    fn of(file: &Path) -> Option<Stamp> {
        let read = || -> io::Result<Stamp> {
            let metadata = fs::metadata(file)?;
            Ok(Stamp {
                length: metadata.len(),
                modified: metadata.modified().ok(),
                #[cfg(unix)]
                file: {
                    use std::os::unix::fs::MetadataExt;
                    (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
                },
            })
        };
        read().ok()
    }
}

/// What a path is to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A file there is read or copied.
    File,
    /// It is in a folder of such files.
    Other,
    None,
}

/// What a path, relative to the root and with `/` on any system, is to a site.
pub fn part(path: &str) -> Part {
    let Some((folder, below)) = path.split_once('/') else {
        return if path == SITE_FILE { Part::File } else { Part::None };
    };
    match folder {
        CONTENT | TEMPLATES | STATIC
            if below.split('/').any(|part| is_passed(folder, part.as_ref())) =>
        {
            Part::None
        }
        CONTENT if !is_markdown(Path::new(below)) => Part::Other,
        CONTENT | TEMPLATES | STATIC => Part::File,
        _ => Part::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "content/claims/a.md";

    struct Case {
        folder: tempfile::TempDir,
        followed: Followed,
    }

    impl Case {
        fn new() -> Case {
            let folder = tempfile::TempDir::new().unwrap();
            let root = fs::canonicalize(folder.path()).unwrap();
            let mut case = Case { folder, followed: Followed::new(root) };
            case.put("site.yaml", "title: T");
            case.put(A, "a");
            case.put("templates/page.html", "own");
            case.put("static/own.css", "x");
            case.put("static/own.js", "x");
            assert!(case.followed.look().unwrap().content);
            case
        }

        fn put(&self, path: &str, text: &str) {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn remove(&self, path: &str) {
            let path = self.folder.path().join(path);
            let removed =
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.unwrap();
        }

        fn read(&mut self, path: &str) -> Changes {
            self.followed.read([path]).unwrap()
        }

        /// What is kept is what reading everything anew gives.
        fn is_as_on_disk(&self) {
            let anew = Sources::read(self.folder.path()).unwrap();
            let kept = self.followed.sources();
            assert_eq!(kept.texts, anew.texts);
            assert_eq!(kept.faults, anew.faults);
            let bytes = |sources: &Sources| -> BTreeMap<Arc<str>, Vec<u8>> {
                let bytes = |(path, asset): (&Arc<str>, &Asset)| {
                    (path.clone(), asset.bytes().unwrap().into_owned())
                };
                sources.assets.iter().map(bytes).collect()
            };
            assert_eq!(bytes(kept), bytes(&anew));
        }
    }

    #[test]
    fn each_change_is_seen_as_what_it_is() {
        let mut case = Case::new();
        let changes = Changes::default();
        for (path, expected) in [
            (A, Changes { content: true, ..changes }),
            ("site.yaml", Changes { content: true, ..changes }),
            ("templates/page.html", Changes { templates: true, ..changes }),
            ("templates/claim.html", Changes { templates: true, ..changes }),
            ("static/own.css", Changes { styles: true, ..changes }),
            ("static/site.css", Changes { styles: true, ..changes }),
            ("static/own.js", Changes { assets: true, ..changes }),
            ("content/claims/new/b.md", Changes { content: true, ..changes }),
            ("content/claims/copy.txt", changes),
            ("content/claims/.a.md.swp", changes),
            ("static/.own.css.swp", changes),
            ("notes.txt", changes),
        ] {
            case.put(path, "changed");
            assert_eq!(case.read(path), expected, "{path}");
            case.is_as_on_disk();
            assert_eq!(case.read(path), changes, "{path}");
            assert_eq!(case.followed.look().unwrap(), changes, "{path}");
        }
        for (path, expected) in [
            (A, Changes { content: true, ..changes }),
            ("templates/claim.html", Changes { templates: true, ..changes }),
            ("static/site.css", Changes { styles: true, ..changes }),
            ("site.yaml", Changes { content: true, ..changes }),
            ("content", Changes { content: true, ..changes }),
        ] {
            case.remove(path);
            assert_eq!(case.read(path), expected, "{path}");
            case.is_as_on_disk();
            assert_eq!(case.read(path), changes, "{path}");
        }
    }

    #[test]
    fn a_look_sees_all_that_changed_meanwhile() {
        let mut case = Case::new();
        case.put(A, "b");
        case.put("content/actors/b.md", "b");
        case.put("static/own.css", "y");
        case.remove("templates/page.html");
        let changes = case.followed.look().unwrap();
        assert_eq!(
            changes,
            Changes { content: true, templates: true, styles: true, assets: false }
        );
        case.is_as_on_disk();
        assert!(!case.followed.look().unwrap().any());
    }

    #[test]
    fn what_was_read_stays_the_same_value() {
        let mut case = Case::new();
        let before = case.followed.sources().texts[A].clone().unwrap();
        case.put("content/actors/b.md", "b");
        case.followed.look().unwrap();
        assert!(Arc::ptr_eq(&before, case.followed.sources().texts[A].as_ref().unwrap()));
    }

    #[test]
    fn a_folder_that_is_gone_may_come_back() {
        let mut case = Case::new();
        let there = case.folder.path().with_extension("away");
        fs::rename(case.folder.path(), &there).unwrap();
        assert!(case.followed.look().is_err());
        assert!(case.followed.read([A]).is_err());
        fs::rename(&there, case.folder.path()).unwrap();
        assert!(case.read(A).content);
        case.is_as_on_disk();
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_as_when_all_is_read() {
        let mut case = Case::new();
        let link = |to: &str, from: &str| {
            std::os::unix::fs::symlink(to, case.folder.path().join(from)).unwrap();
        };
        link("a.md", "content/claims/link.md");
        link("/etc/hostname", "content/claims/out.md");
        link("claims", "content/folder");
        for path in ["content/claims/link.md", "content/claims/out.md", "content/folder"] {
            case.read(path);
            case.is_as_on_disk();
        }
        case.put(A, "changed");
        case.followed.look().unwrap();
        case.is_as_on_disk();
    }
}
