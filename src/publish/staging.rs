//! The folder in which a site waits before it is put in its place, and the locks that let one
//! build at a time do so.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::attributes;
use super::place::{Place, STAGING};
use super::seal::{Mark, Moment};
use super::settle::{remove_all, settle};

/// The file by which a staging folder is known as ours: the line [`MARK`], and the process. It is
/// not the lock itself, as some systems let nobody read a file that is locked.
const OWNER: &str = "owner";
const NEXT_OWNER: &str = "owner.next";
const MARK: &str = "whosays-staging 1";
const LOCK: &str = "lock";
const PAGES: &str = "pages";
const SWAP: &str = "swap";
const REPLACED: &str = "replaced";
const MANIFEST: &str = "manifest";

/// A staging folder that is ours alone. Removed when dropped.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    out: PathBuf,
    /// Why it lies in the output folder, if it does.
    inside: Option<&'static str>,
    /// Held while the build lasts; the system lets go of it when the process ends in any way.
    lock: Option<File>,
    /// The output folder itself, locked too: one that is mounted at two places has two staging
    /// folders.
    _out_lock: Option<File>,
    /// Folders above that were made for it, the outermost first.
    made: Vec<PathBuf>,
}

impl Staging {
    /// Makes the staging folder for an output folder, on the same file system. What a killed
    /// build left there is removed.
    ///
    /// Fails when another build holds it.
    pub fn open(place: &Place) -> Result<Staging> {
        let inside = place.folder.join(STAGING);
        let Some(beside) = beside(&place.folder) else {
            return Staging::open_at(place, inside, Some("it is the root of a file system"));
        };
        match Staging::open_at(place, beside, None) {
            // Where only the output folder may be written, that will do.
            Err(error) if is_forbidden(&error) && place.folder.is_dir() => {
                Staging::open_at(place, inside, Some("nothing may be written beside it"))
            }
            result => result,
        }
    }

    fn open_at(place: &Place, folder: PathBuf, inside: Option<&'static str>) -> Result<Staging> {
        let out = place.folder.clone();
        let mut staging =
            Staging { folder, out, inside, lock: None, _out_lock: None, made: Vec::new() };
        staging.make_parents().and_then(|()| staging.acquire()).map_err(
            |problem| {
                match problem {
            Problem::Held(process) => {
                let process = process.map(|id| format!(" (process {id})")).unwrap_or_default();
                anyhow!(
                    "another build{process} is writing `{}` at the moment; wait until it is done, \
                     or give another folder",
                    place.shown
                )
            }
            Problem::Foreign => anyhow!(
                "{} is where pages wait until all are made, but it was not made by whosays; move \
                 it away; `{}` is as it was",
                staging.folder.display(),
                place.shown
            ),
            Problem::Machine(error) => anyhow::Error::new(error).context(format!(
                "cannot make the folder {}, where pages wait until all are made; `{}` is as it was",
                staging.folder.display(),
                place.shown
            )),
        }
            },
        )?;
        staging.prepare().with_context(|| {
            format!("cannot clean {}; `{}` is as it was", staging.folder.display(), place.shown)
        })?;
        Ok(staging)
    }

    /// Pages that wait, in folders as they will be.
    pub fn pages(&self) -> PathBuf {
        self.folder.join(PAGES)
    }

    /// Where the pages are while they take the place of the output folder, and the former site
    /// after that.
    pub fn swap(&self) -> PathBuf {
        self.folder.join(SWAP)
    }

    /// Why it lies in the output folder and not beside it, if it does.
    pub fn inside(&self) -> Option<&'static str> {
        self.inside
    }

    /// What was replaced, until all is done.
    pub fn replaced(&self) -> PathBuf {
        self.folder.join(REPLACED)
    }

    /// What time it is on the clock of the file system, by which it notes changes of files.
    ///
    /// Fails where files do not tell.
    #[cfg(unix)]
    pub fn clock(&self) -> io::Result<Moment> {
        let lock = self.lock.as_ref().ok_or(io::ErrorKind::NotFound)?;
        // Any time will do: that of the change itself is the system's to set.
        lock.set_modified(std::time::SystemTime::now())?;
        let mark = Mark::of(&lock.metadata()?).ok_or(io::ErrorKind::Unsupported)?;
        Ok(mark.changed())
    }

    #[cfg(not(unix))]
    pub fn clock(&self) -> io::Result<Moment> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// A manifest that waits.
    pub fn manifest(&self) -> PathBuf {
        self.folder.join(MANIFEST)
    }

    fn make_parents(&mut self) -> Result<(), Problem> {
        let missing: Vec<_> =
            self.folder.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            if make_folder(folder)? {
                self.made.push(folder.into());
            }
        }
        Ok(())
    }

    fn acquire(&mut self) -> Result<(), Problem> {
        // Between making the folder and locking it, another build may end and remove it.
        for _ in 0..100 {
            make_folder(&self.folder)?;
            match is_ours(&self.folder) {
                Ok(true) => {}
                Ok(false) => return Err(Problem::Foreign),
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            }
            let path = self.folder.join(LOCK);
            let mut options = File::options();
            let file = options.read(true).write(true).create(true).truncate(false).open(&path);
            let file = match file {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file?,
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Problem::Held(holder(&self.folder))),
                // Some network file systems have no locks; a build there goes on without.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            if !is_at(&file, &path)? {
                continue;
            }
            self.lock = Some(file);
            let owner = format!("{MARK}\n{}\n", std::process::id());
            // At one stroke, as what an earlier build left is known as ours by this file alone.
            fs::write(self.folder.join(NEXT_OWNER), owner)?;
            fs::rename(self.folder.join(NEXT_OWNER), self.folder.join(OWNER))?;
            return self.lock_out();
        }
        Err(Problem::Held(None))
    }

    #[cfg(unix)]
    fn lock_out(&mut self) -> Result<(), Problem> {
        let Ok(out) = File::open(&self.out) else { return Ok(()) };
        if let Err(TryLockError::WouldBlock) = out.try_lock() {
            return Err(Problem::Held(None));
        }
        self._out_lock = Some(out);
        Ok(())
    }

    #[cfg(not(unix))]
    fn lock_out(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn prepare(&self) -> Result<()> {
        self.clear()?;
        fs::create_dir(self.pages())?;
        if self.out.is_dir() {
            // What is made within inherits from it. Whether it worked is asked when it matters.
            let _ = attributes::copy(&self.out, &self.pages());
        }
        Ok(fs::create_dir(self.replaced())?)
    }

    /// Removes what a build makes here, and nothing else.
    fn clear(&self) -> Result<()> {
        settle(&self.swap(), &self.out)?;
        remove_all(&self.pages())?;
        remove_all(&self.replaced())?;
        match fs::remove_file(self.manifest()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => Ok(result?),
        }
    }
}

impl Drop for Staging {
    /// What cannot be removed now is removed by the next build.
    fn drop(&mut self) {
        if self.lock.is_some() && self.clear().is_ok() {
            let _ = fs::remove_file(self.folder.join(NEXT_OWNER));
            let _ = fs::remove_file(self.folder.join(OWNER));
            // Removed while it is held, so that nobody takes a lock that is about to go.
            let _ = fs::remove_file(self.folder.join(LOCK));
            self.lock = None;
        }
        // Only succeeds when nothing is in it.
        let _ = fs::remove_dir(&self.folder);
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Why a staging folder cannot be had.
enum Problem {
    /// Another build has it, in the process with this id if that can be told.
    Held(Option<u32>),
    Foreign,
    Machine(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Machine(error)
    }
}

/// The place beside the output folder; `None` when that is the root of a file system of its own,
/// as files can only be moved within one.
fn beside(out: &Path) -> Option<PathBuf> {
    let (parent, name) = (out.parent()?, out.file_name()?);
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(".whosays");
    (!is_mounted(out, parent)).then(|| parent.join(beside))
}

/// Whether nothing can be moved from the one folder to the other.
#[cfg(unix)]
fn is_mounted(folder: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    if device(folder).is_some_and(|own| device(parent).is_some_and(|above| own != above)) {
        return true;
    }
    // A part of one file system may be mounted within another; Linux then refuses any move before
    // it looks for the file, which is not there.
    let nothing = format!(".whosays-nothing-{}", std::process::id());
    fs::rename(parent.join(&nothing), folder.join(&nothing))
        .is_err_and(|error| error.kind() == io::ErrorKind::CrossesDevices)
}

#[cfg(not(unix))]
fn is_mounted(_: &Path, _: &Path) -> bool {
    false
}

fn is_forbidden(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| {
        matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    })
}

/// Makes a folder; whether it was made, as it may be there.
pub fn make_folder(path: &Path) -> io::Result<bool> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        result => result.map(|()| true),
    }
}

/// Whether a build made this folder, or it may be made: its owner is told, or it holds no more
/// than the first files of a build that has only begun.
fn is_ours(folder: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Ok(false),
        Err(error) => return Err(error),
    }
    let text = |name: &str| {
        let path = folder.join(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        is_file.then(|| fs::read(path).ok()).flatten()
    };
    if text(OWNER).is_some_and(|text| text.starts_with(MARK.as_bytes())) {
        return Ok(true);
    }
    let begun = |name: &str| {
        text(name).is_some_and(|text| text.iter().zip(MARK.as_bytes()).all(|(a, b)| a == b))
    };
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let lock = fs::symlink_metadata(folder.join(LOCK));
        let empty_lock = name == LOCK && lock.is_ok_and(|lock| lock.is_file() && lock.len() == 0);
        if !empty_lock && ![OWNER, NEXT_OWNER].iter().any(|first| name == *first && begun(first)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the open file is still the one at the path.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let open = same_file::Handle::from_file(file.try_clone()?)?;
    match same_file::Handle::from_path(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        found => Ok(found? == open),
    }
}

/// The process that a staging folder belongs to.
fn holder(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join(OWNER)).ok()?.lines().nth(1)?.parse().ok()
}
