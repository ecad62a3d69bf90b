//! Removes the folder that a site stood in before, and gives back what others put there meanwhile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{self, Manifest};

/// How many threads remove folders. They wait for the disk more than for a core, where the system gives
/// back the place of each folder on its own.
const REMOVERS: usize = 8;

/// Removes `old`, a folder that was, or was about to be, exchanged with the folder `out`: all that
/// its manifest lists, and whatever has the same name in `out`. A file that somebody put into the
/// one after the other was made goes to `out`. Does nothing when `old` is not there.
///
/// Fails, with such a file left where it is, when another stands at its place in `out`; and when
/// the machine fails. Either way the next call goes on where this one ended.
pub fn settle(old: &Path, out: &Path) -> Result<()> {
    if fs::symlink_metadata(old).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    let listed = Manifest::read(old)?.unwrap_or_default();
    let former = Former { old, out, listed: &listed };
    let removers = ThreadPoolBuilder::new().num_threads(REMOVERS).build();
    match removers {
        Ok(removers) => removers.install(|| former.clear(Path::new("")))?,
        Err(_) => former.clear(Path::new(""))?,
    }
    // Last of all, or what is left would look foreign when the process is killed here.
    if old.join(manifest::NAME).exists() {
        remove_file(&old.join(manifest::NAME))?;
    }
    remove_folder(old)?;
    Ok(())
}

/// A folder that a site stood in.
struct Former<'a> {
    old: &'a Path,
    out: &'a Path,
    listed: &'a Manifest,
}

impl Former<'_> {
    /// Empties the folder at a path within, but for the manifest.
    fn clear(&self, below: &Path) -> Result<()> {
        let folder = self.old.join(below);
        make_writable(&folder)?;
        // All before any goes, as some systems then pass others over.
        let entries: Vec<_> = fs::read_dir(&folder)?.collect::<io::Result<_>>()?;
        let mut folders = Vec::new();
        for entry in entries {
            let (below, kind) = (below.join(entry.file_name()), entry.file_type()?);
            if kind.is_dir() {
                folders.push(below);
            } else if below != Path::new(manifest::NAME) {
                self.take(&entry.path(), &below, kind.is_file())?;
            }
        }
        folders.par_iter().try_for_each(|below| {
            self.clear(below)?;
            remove_folder(&self.old.join(below))
        })
    }

    fn take(&self, path: &Path, below: &Path, is_file: bool) -> Result<()> {
        let is_ours = is_file
            && below.to_str().is_some_and(|below| self.listed.lists(&below.replace('\\', "/")));
        if is_ours { remove_file(path) } else { give_back(path, &self.out.join(below)) }
    }
}

/// Removes an empty folder.
fn remove_folder(path: &Path) -> Result<()> {
    // The system gives back its place on the disk when the last who has it open closes it, and keeps
    // nobody waiting; without, it does so first, and nothing else may be removed beside it meanwhile.
    let held = fs::File::open(path);
    fs::remove_dir(path).with_context(|| format!("cannot remove {}", path.display()))?;
    drop(held);
    Ok(())
}

/// Removes a folder that never stood in the place of a site. Does nothing when it is not there.
pub fn remove_all(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // A folder within may have the rights of the one that it was made after.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let folders = WalkDir::new(folder).into_iter().filter_map(Result::ok);
            for entry in folders.filter(|entry| entry.file_type().is_dir()) {
                make_writable(entry.path())?;
            }
            fs::remove_dir_all(folder)
        }
        result => result,
    }
}

/// Lets whoever owns a folder take things out of it.
#[cfg(unix)]
fn make_writable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::symlink_metadata(folder)?.permissions().mode();
    if mode & 0o700 == 0o700 {
        return Ok(());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o700))
}

#[cfg(not(unix))]
fn make_writable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn remove_file(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Puts a foreign file where it would be had the folders not been exchanged.
fn give_back(from: &Path, to: &Path) -> Result<()> {
    match fs::symlink_metadata(to) {
        Ok(there) if is_same(&fs::symlink_metadata(from)?, &there) => return remove_file(from),
        Ok(_) => bail!(
            "{} was written by somebody else while the site was built, and something else stands \
             at {} now; move it away from there",
            from.display(),
            to.display()
        ),
        Err(_) => {}
    }
    let parent = to.parent().map_or_else(PathBuf::new, PathBuf::from);
    // A link fails where something has come meanwhile; a move would replace it.
    fs::create_dir_all(parent)
        .and_then(|()| fs::hard_link(from, to))
        .with_context(|| format!("cannot put {} back to {}", from.display(), to.display()))?;
    remove_file(from)
}

/// Whether both are one file under two names.
#[cfg(unix)]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}
