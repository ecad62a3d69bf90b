//! A folder as a target: one that is mounted, synced, or served from where it is.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use walkdir::WalkDir;

use super::record::{self, Record};
use super::transfer::{self, Store};
use super::{Built, Done, Fingerprints, Holdings, Publication, Target};
use crate::hash::{blake3, sha256};
use crate::publish::Place;
use crate::publish::outputs::folders_of;

/// Where a file waits until it is whole, beside its place; a killed publication leaves one.
const PART: &str = ".whosays-part";

/// A folder that a site is published to.
#[derive(Debug)]
pub struct Folder {
    place: Place,
    /// Files of a killed publication.
    left: Vec<PathBuf>,
    /// Held while the publication lasts, where the system can.
    _lock: Option<File>,
}

impl Folder {
    /// The folder at `path` for the site of the folder `root` that is built into `out`.
    ///
    /// Fails when it is not there, as nobody wants a copy below a mount point that is not mounted;
    /// when the site is made or built in it; when another publication is at work there.
    pub fn open(root: &Path, out: &Path, path: &Path) -> Result<Folder> {
        let place = Place::find(root, path)?;
        let shown = &place.shown;
        ensure!(
            place.folder.is_dir(),
            "there is no folder `{shown}` to publish to; make it, or mount what belongs there"
        );
        let out = fs::canonicalize(out)
            .with_context(|| format!("cannot find the built site, {}", out.display()))?;
        ensure!(
            !place.folder.starts_with(&out) && !out.starts_with(&place.folder),
            "the site cannot be published to `{shown}`: it is built there; give another folder"
        );
        let lock = lock(&place)?;
        Ok(Folder { place, left: Vec::new(), _lock: lock })
    }

    fn at(&self, path: &str) -> PathBuf {
        self.place.folder.join(path)
    }

    fn look(&mut self, coming: &Fingerprints, record: Option<&Record>) -> Result<Holdings> {
        let mut holdings = Holdings::default();
        let mut known = Fingerprints::new();
        self.left.clear();
        for entry in WalkDir::new(&self.place.folder).min_depth(1) {
            let entry = entry?;
            if entry.file_type().is_dir() {
                continue;
            }
            if entry.file_name() == PART {
                self.left.push(entry.into_path());
                continue;
            }
            let below = entry.path().strip_prefix(&self.place.folder)?;
            let path = below.to_string_lossy().replace('\\', "/");
            if path == record::NAME {
                continue;
            }
            let matters = coming.contains_key(&path) || record.is_some_and(|r| r.lists(&path));
            let fingerprint = match matters && entry.file_type().is_file() {
                true => {
                    let bytes = read(entry.path())?;
                    let fingerprint = blake3(&bytes);
                    // Earlier versions recorded SHA-256.
                    let is_known = |record: &Record| {
                        !record.holds(&path, &fingerprint) && record.holds(&path, &sha256(&bytes))
                    };
                    if record.is_some_and(is_known) {
                        known.insert(path.clone(), fingerprint.clone());
                    }
                    Some(fingerprint)
                }
                false => None,
            };
            holdings.files.insert(path, fingerprint);
        }
        holdings.record = record.map(|record| record.clone().union(&Record::of(&known)));
        Ok(holdings)
    }
}

impl Target for Folder {
    fn name(&self) -> String {
        format!("the folder `{}`", self.place.shown)
    }

    fn fingerprints(&self, built: &Built) -> Result<Fingerprints> {
        Ok(built.hashes().clone())
    }

    fn holdings(&mut self, coming: &Fingerprints) -> Result<Holdings> {
        let path = self.at(record::NAME);
        let record = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => Some(Record::read(read(&path)?, &self.name())?),
            Ok(_) => bail!("`{}` is no file of whosays; move it away", path.display()),
            Err(_) => None,
        };
        self.look(coming, record.as_ref())
    }

    fn apply(&mut self, publication: &Publication) -> Result<Done> {
        for part in &self.left {
            fs::remove_file(part).with_context(|| format!("cannot remove {}", part.display()))?;
        }
        transfer::run(self, publication, 1)
            .with_context(|| format!("not all was written into `{}`", self.place.shown))?;
        Ok(Done::default())
    }
}

impl Store for Folder {
    fn put(&self, path: &str, bytes: &[u8], is_new: bool) -> Result<()> {
        let target = self.at(path);
        for folder in folders_of(path) {
            make_real_folder(&self.at(folder))?;
        }
        let there = fs::symlink_metadata(&target).is_ok();
        ensure!(!(is_new && there), "`{path}` was put there by somebody else meanwhile");
        // Not worth the wait for the disk: the next publication compares what stands there.
        replace(&target, bytes, false).with_context(|| format!("cannot write `{path}`"))
    }

    fn remove(&self, path: &str) -> Result<()> {
        fs::remove_file(self.at(path)).with_context(|| format!("cannot remove `{path}`"))?;
        let mut folders: Vec<_> = folders_of(path).collect();
        // As far as nothing else is in them.
        while let Some(folder) = folders.pop()
            && fs::remove_dir(self.at(folder)).is_ok()
        {}
        Ok(())
    }

    fn put_record(&self, record: &Record) -> Result<()> {
        replace(&self.at(record::NAME), record.to_string().as_bytes(), true)
            .with_context(|| format!("cannot write `{}`", record::NAME))
    }
}

/// Writes a file at one stroke; if `durably`, it outlives a loss of power.
fn replace(target: &Path, bytes: &[u8], durably: bool) -> io::Result<()> {
    let waiting = target.with_file_name(PART);
    let mut file = File::create(&waiting)?;
    file.write_all(bytes)?;
    if durably {
        file.sync_all()?;
    }
    fs::rename(waiting, target)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A link to a folder could lead anywhere.
fn make_real_folder(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => bail!("`{}` is no folder", path.display()),
        Err(_) => fs::create_dir(path).with_context(|| format!("cannot make {}", path.display())),
    }
}

/// Keeps two publications apart. Nothing is written for it, and some file systems cannot do it.
#[cfg(unix)]
fn lock(place: &Place) -> Result<Option<File>> {
    let Ok(folder) = File::open(&place.folder) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(fs::TryLockError::WouldBlock) => {
            bail!("something else is at work in `{}`; wait until it is done", place.shown)
        }
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

#[cfg(not(unix))]
fn lock(_: &Place) -> Result<Option<File>> {
    Ok(None)
}
