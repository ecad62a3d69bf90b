//! Files of a site on disk, found and read with care: nothing outside of the site is read, nothing
//! that is no file, and nothing beyond its limit.

use std::ffi::OsStr;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::{Fault, STATIC};

/// A site’s folder, without links on the way to it.
#[derive(Clone, Debug)]
pub struct Root(PathBuf);

/// A file that was found: its path relative to the folder that was walked, with `/` on any system;
/// and where it lies, or why it is not read.
pub type Found = (Arc<str>, Result<PathBuf, Fault>);

impl Root {
    pub fn new(folder: &Path) -> io::Result<Root> {
        fs::canonicalize(folder).map(Root)
    }

    /// Whether there is a file at `path`, and neither it nor a folder on the way to it is a link.
    pub fn is_plain(&self, path: &str) -> bool {
        let path = self.0.join(path);
        fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file())
            && fs::canonicalize(&path).is_ok_and(|target| target == path)
    }

    /// Where the file at `path` lies once links are followed; `None` when there is nothing.
    pub fn file(&self, path: &str) -> Option<Result<PathBuf, Fault>> {
        let path = self.0.join(path);
        let metadata = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => return Some(Err(unreadable(&error))),
            Ok(metadata) => metadata,
        };
        Some(match fs::canonicalize(&path) {
            Ok(target) if !target.starts_with(&self.0) => Err(Fault::LeadsOut),
            Ok(target) => look(&target).map(|()| target),
            Err(error) if metadata.is_symlink() => Err(broken_link(&error)),
            Err(error) => Err(unreadable(&error)),
        })
    }

    /// The files below the folder `name` in the order of their names, without hidden ones; of those
    /// that `wanted` takes by their names. Links to files within the site are followed; links to
    /// folders are not, so that no loop is walked.
    pub fn below(&self, name: &str, wanted: fn(&Path) -> bool) -> Vec<Found> {
        let folder = self.0.join(name);
        let Ok(target) = fs::canonicalize(&folder) else { return Vec::new() };
        if !target.starts_with(&self.0) {
            return vec![("".into(), Err(Fault::LeadsOut))];
        }
        WalkDir::new(&folder)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_passed(name, entry.file_name()))
            .filter_map(|entry| {
                let (path, found) = match entry {
                    Ok(entry) => (entry.path().to_owned(), self.entry(&entry, wanted)?),
                    Err(error) => {
                        let path = error.path().unwrap_or(&folder).to_owned();
                        (path, Err(unreadable(&error.into())))
                    }
                };
                let (path, valid) = relative(&folder, &path)?;
                Some((path, if valid { found } else { Err(Fault::NameNotUtf8) }))
            })
            .collect()
    }

    /// What is at an entry of a folder: `None` when nothing is asked of it.
    fn entry(&self, entry: &DirEntry, wanted: fn(&Path) -> bool) -> Option<Result<PathBuf, Fault>> {
        let path = entry.path();
        if entry.file_type().is_dir() {
            return None;
        }
        if !entry.file_type().is_symlink() {
            // A look at each file takes as long as half of reading it.
            let found = || kind(entry.file_type()).map(|()| path.to_owned());
            return wanted(path).then(found);
        }
        match fs::canonicalize(path) {
            Ok(target) if target.is_dir() => Some(Err(Fault::LinkToFolder)),
            _ if !wanted(path) => None,
            Ok(target) if !target.starts_with(&self.0) => Some(Err(Fault::LeadsOut)),
            Ok(target) => Some(look(&target).map(|()| target)),
            Err(error) => Some(Err(broken_link(&error))),
        }
    }
}

/// Whether there is a file that can be looked at.
pub fn look(path: &Path) -> Result<(), Fault> {
    fs::metadata(path).map_err(|error| unreadable(&error)).and_then(|found| kind(found.file_type()))
}

/// Whether this is a file and nothing that could be read for ever.
fn kind(kind: FileType) -> Result<(), Fault> {
    if kind.is_file() {
        Ok(())
    } else if kind.is_dir() {
        Err(Fault::NotAFile("a folder"))
    } else {
        Err(Fault::NotAFile("a pipe, a socket or a device"))
    }
}

fn unreadable(error: &io::Error) -> Fault {
    Fault::Unreadable(error.to_string().into())
}

fn broken_link(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::LeadsNowhere("nowhere"),
        io::ErrorKind::PermissionDenied => unreadable(error),
        // The kind for a loop of links is not stable.
        _ => Fault::LeadsNowhere("in a circle"),
    }
}

/// The path below `folder`, and whether all of it is UTF-8.
fn relative(folder: &Path, path: &Path) -> Option<(Arc<str>, bool)> {
    let parts: Vec<&OsStr> =
        path.strip_prefix(folder).ok()?.components().map(|part| part.as_os_str()).collect();
    let valid = parts.iter().all(|part| part.to_str().is_some());
    let parts: Vec<_> = parts.iter().map(|part| part.to_string_lossy()).collect();
    Some((parts.join("/").into(), valid))
}

/// Whether a file or folder of this name, below the folder `folder` of the root, is passed over.
pub fn is_passed(folder: &str, name: &OsStr) -> bool {
    is_hidden(name) && !(folder == STATIC && is_for_hosts(name))
}

/// Editors keep swap and backup files beside the texts; a dot or a tilde marks them.
fn is_hidden(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name.starts_with('#')
}

/// Hidden names that web hosts ask for: well-known places (RFC 8615), and the settings of Apache.
fn is_for_hosts(name: &OsStr) -> bool {
    name == ".well-known" || name == ".htaccess"
}

/// The bytes of a file, at most `limit`.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Fault> {
    let read = || -> io::Result<(u64, Vec<u8>)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::new();
        if length <= limit {
            bytes.reserve_exact(length as usize);
            // A file may grow, or not say how long it is.
            file.take(limit + 1).read_to_end(&mut bytes)?;
        }
        Ok((length.max(bytes.len() as u64), bytes))
    };
    match read() {
        Ok((length, _)) if length > limit => Err(Fault::TooLarge { length, limit }),
        Ok((_, bytes)) => Ok(bytes),
        Err(error) => Err(unreadable(&error)),
    }
}
