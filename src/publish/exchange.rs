//! Puts a site in its place as a whole: the waiting folder is completed with hard links to all that
//! stays, and takes the place of the output folder at one stroke.
//!
//! Whoever looks at the output folder sees the former site or the new one, at any moment and
//! however the build ends. Files that have not changed are the same files, with their time stamps;
//! what is not ours is carried over in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use anyhow::{Context, Error, Result, anyhow};
use rayon::prelude::*;
#[cfg(not(target_os = "linux"))]
use walkdir::WalkDir;

use super::attributes;
use super::manifest::{self, Manifest};
use super::outputs::folders_of;
use super::place::Place;
use super::plan::{Files, Output, Plan, manifest_of};
use super::settle::settle;
use super::staging::{Staging, make_folder};

/// Why a folder was not exchanged. It is as it was.
pub enum Obstacle {
    /// It cannot be done here, but changing files one by one may do.
    Unsuited(String),
    /// The machine failed.
    Failed(Error),
}

impl From<Error> for Obstacle {
    fn from(error: Error) -> Obstacle {
        Obstacle::Failed(error)
    }
}

/// A step that failed: whether that is due to where the folder lies, or to a failure of the
/// machine that would meet any way of writing.
fn obstacle(what: &str, error: io::Error) -> Obstacle {
    use io::ErrorKind::{
        CrossesDevices, InvalidInput, PermissionDenied, ResourceBusy, TooManyLinks, Unsupported,
    };
    match error.kind() {
        CrossesDevices | InvalidInput | PermissionDenied | ResourceBusy | TooManyLinks
        | Unsupported => Obstacle::Unsuited(format!("{what} ({error})")),
        _ => Obstacle::Failed(Error::new(error).context(what.to_owned())),
    }
}

/// Whether it may be possible to exchange an output folder that is there.
pub fn may_do(place: &Place, staging: &Staging) -> bool {
    staging.inside().is_none() && place.folder.is_dir() && !is_mounted_below(&place.folder)
}

/// Links pages that have not changed into the staging folder while others are still made, once it is
/// known that anything has changed. Else cores wait in the end, as folders in one folder are made one
/// after the other. What is not done ahead is done then.
#[derive(Debug)]
pub struct Ahead {
    may_begin: AtomicBool,
    begun: AtomicBool,
}

impl Ahead {
    pub fn new(may_begin: bool) -> Ahead {
        Ahead { may_begin: may_begin.into(), begun: false.into() }
    }

    /// Something has changed.
    pub fn begin(&self) {
        self.begun.store(self.may_begin.load(Relaxed), Relaxed);
    }

    /// Whether the file at `from` now stands at `to` as well.
    pub fn link(&self, from: &Path, to: &Path) -> bool {
        let folder = to.parent().filter(|_| self.begun.load(Relaxed));
        let Some(folder) = folder else { return false };
        let linked = fs::create_dir_all(folder).and_then(|()| fs::hard_link(from, to)).is_ok();
        if !linked {
            // Why, is told in the end, if it still matters.
            self.may_begin.store(false, Relaxed);
            self.begun.store(false, Relaxed);
        }
        linked
    }
}

/// Carries out a plan by exchanging the output folder.
pub fn exchange(
    place: &Place,
    staging: &Staging,
    listed: &Manifest,
    files: &Files,
    plan: &Plan,
) -> Result<(), Obstacle> {
    if let Some(why) = staging.inside() {
        return Err(Obstacle::Unsuited(why.into()));
    }
    let exists = place.folder.is_dir();
    complete(place, staging, listed, files, plan, exists).map_err(|obstacle| match obstacle {
        Obstacle::Failed(error) => {
            Obstacle::Failed(error.context(format!("`{}` is as it was", place.shown)))
        }
        unsuited => unsuited,
    })?;
    let swapped = match exists {
        true => swap(&staging.swap(), &place.folder),
        false => fs::rename(staging.swap(), &place.folder),
    };
    if let Err(error) = swapped {
        fs::rename(staging.swap(), staging.pages()).context("cannot take the exchange back")?;
        return Err(obstacle("the system does not exchange it", error));
    }
    settle(&staging.swap(), &place.folder).with_context(|| {
        format!(
            "the new site stands in `{}`, but what it took the place of could not be removed; the \
             next build tries again",
            place.shown
        )
    })?;
    Ok(())
}

/// Makes the waiting folder whole, ready to be exchanged.
fn complete(
    place: &Place,
    staging: &Staging,
    listed: &Manifest,
    files: &Files,
    plan: &Plan,
    exists: bool,
) -> Result<(), Obstacle> {
    let pages = staging.pages();
    if exists {
        Stay::find(&place.folder, listed, files, plan)?.carry_over(&place.folder, &pages)?;
    }
    fs::write(pages.join(manifest::NAME), manifest_of(files).to_string())
        .and_then(|()| if exists { sync(&pages) } else { Ok(()) })
        .context("cannot write to the disk what waits")?;
    // From here on the waiting folder may be the former site.
    fs::rename(pages, staging.swap()).context("cannot prepare the exchange")?;
    Ok(())
}

/// What stays in an output folder. Paths are relative to it.
#[derive(Debug, Default)]
struct Stay {
    /// Folders, each after the one that it is in.
    folders: Vec<PathBuf>,
    /// Pages that have not changed.
    pages: Vec<PathBuf>,
    /// All but folders that no build wrote.
    foreign: Vec<PathBuf>,
}

impl Stay {
    fn find(out: &Path, listed: &Manifest, files: &Files, plan: &Plan) -> Result<Stay, Obstacle> {
        if is_mounted_below(out) {
            return Err(Obstacle::Unsuited("something is mounted in it".into()));
        }
        let mut stay = Stay::default();
        let ours: BTreeSet<&str> = files.keys().flat_map(|path| folders_of(path)).collect();
        let mut needed: BTreeSet<PathBuf> = BTreeSet::new();
        let mut folders = Vec::new();
        let entries = walk(out, Path::new("")).map_err(|error| {
            obstacle("there is something in it that cannot be looked at", error)
        })?;
        for (path, kind) in entries {
            let shown = path.to_str().map(|path| path.replace('\\', "/"));
            let name = shown.as_deref().unwrap_or_default();
            if kind.is_dir() {
                // What earlier builds made goes with what was in it.
                if !plan.folders.contains(name) && !ours.contains(name) {
                    needed.extend(path.ancestors().map(Path::to_path_buf));
                }
                folders.push(path);
                continue;
            }
            if name == manifest::NAME {
                continue;
            }
            match files.get(name) {
                Some(output) if output.staged || output.linked => {}
                Some(_) => stay.pages.push(path),
                None if listed.lists(name) && kind.is_file() => {}
                None => {
                    needed.extend(path.ancestors().skip(1).map(Path::to_path_buf));
                    stay.foreign.push(path);
                }
            }
        }
        let is_to_be_linked = |output: &&Output| !output.staged && !output.linked;
        if stay.pages.len() != files.values().filter(is_to_be_linked).count() {
            return Err(anyhow!("pages were taken out of it while the site was built").into());
        }
        stay.folders = folders;
        stay.folders.retain(|folder| {
            needed.contains(folder) || folder.to_str().is_some_and(|name| ours.contains(name))
        });
        Ok(stay)
    }

    /// Gives all of it a second name in the folder `to`, which then is no less than the first.
    fn carry_over(&self, out: &Path, to: &Path) -> Result<(), Obstacle> {
        let mut levels: BTreeMap<usize, Vec<&Path>> = BTreeMap::from([(0, vec![Path::new("")])]);
        for folder in &self.folders {
            levels.entry(folder.components().count()).or_default().push(folder);
        }
        for level in levels.values() {
            // Those in one folder one after the other, as the system lets in nobody else meanwhile.
            let siblings: Vec<_> = level.chunk_by(|a, b| a.parent() == b.parent()).collect();
            siblings
                .par_iter()
                .try_for_each(|siblings| {
                    siblings.iter().try_for_each(|folder| make_folder(&to.join(folder)).map(drop))
                })
                .map_err(|error| obstacle("folders cannot be made", error))?;
        }
        self.pages.par_iter().try_for_each(|path| {
            link_or_copy(&out.join(path), &to.join(path)).map_err(|error| {
                Obstacle::Failed(Error::new(error).context(format!("cannot keep {path:?}")))
            })
        })?;
        // Nobody but its owner copies what is foreign: a copy would be another file.
        self.foreign.par_iter().try_for_each(|path| {
            fs::hard_link(out.join(path), to.join(path)).map_err(|error| {
                obstacle(&format!("`{}` in it cannot be linked", path.display()), error)
            })
        })?;
        // The deepest first, as the rights of a folder may forbid to put anything in.
        levels.values().rev().try_for_each(|level| {
            level.par_iter().try_for_each(|folder| {
                attributes::copy(&out.join(folder), &to.join(folder)).map_err(|error| {
                    let folder = out.join(folder);
                    let what = format!("a new folder cannot be made like {}", folder.display());
                    obstacle(&what, error)
                })
            })
        })?;
        Ok(())
    }
}

/// All that is below the folder at a path within `out`, each folder before what is in it; links are
/// not followed. Paths are relative to `out`.
fn walk(out: &Path, below: &Path) -> io::Result<Vec<(PathBuf, FileType)>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((below.join(entry.file_name()), entry.file_type()?))
    };
    let mut found: Vec<_> = fs::read_dir(out.join(below))?.map(entry).collect::<io::Result<_>>()?;
    let folders: Vec<_> = found.iter().filter(|(_, kind)| kind.is_dir()).collect();
    let within: Vec<_> =
        folders.par_iter().map(|(path, _)| walk(out, path)).collect::<io::Result<_>>()?;
    found.extend(within.into_iter().flatten());
    Ok(found)
}

/// Where a file may have one name only, there is a copy with the time stamp of the file.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    let Err(error) = fs::hard_link(from, to) else { return Ok(()) };
    if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::StorageFull) {
        return Err(error);
    }
    fs::copy(from, to)?;
    fs::File::options().write(true).open(to)?.set_modified(fs::metadata(from)?.modified()?)
}

/// Exchanges two folders at one stroke.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits until all that was written is on the disk. Without, a loss of power soon after the
/// exchange could leave empty files in the place of a site that was whole, and some file systems
/// of the network tell only here that they are full. One call for all files is the quickest way.
/// A first site takes the place of nothing; the next build would mend it.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> io::Result<()> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files: Vec<_> = files.filter(|entry| entry.file_type().is_file()).collect();
    files.par_iter().try_for_each(|file| fs::File::open(file.path())?.sync_all())
}

/// Whether another file system, or a part of one, is mounted somewhere in a folder. Such a thing
/// cannot be carried over, and would leave with the former site.
#[cfg(target_os = "linux")]
fn is_mounted_below(folder: &Path) -> bool {
    use std::os::unix::ffi::OsStringExt;
    let table = fs::read("/proc/self/mountinfo").unwrap_or_default();
    table.split(|byte| *byte == b'\n').any(|line| {
        let point = line.split(|byte| *byte == b' ').nth(4).unwrap_or_default();
        let point = std::ffi::OsString::from_vec(unescaped(point));
        Path::new(&point).starts_with(folder)
    })
}

#[cfg(not(target_os = "linux"))]
fn is_mounted_below(_: &Path) -> bool {
    false
}

/// The kernel writes white space and backslashes in octal: `\040`.
#[cfg(target_os = "linux")]
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let digits = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if *first == b'\\' => {
                plain.push(byte);
                rest = &after[3..];
            }
            _ => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn mount_points_are_read_as_the_kernel_writes_them() {
        assert_eq!(unescaped(br"/a\040b\134c\"), br"/a b\c\");
        assert!(is_mounted_below(Path::new("/")));
        assert!(!is_mounted_below(Path::new("/nothing/here")));
    }
}
