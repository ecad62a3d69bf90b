//! Writes the site. The only module that writes there.
//!
//! Nothing in the output folder changes while pages are made: they wait in a staging folder beside
//! it. [`Publication::finish`] completes them there with hard links to all that stays, and
//! exchanges the two folders at one stroke, so that the output folder holds the former
//! site or the new one at any moment, however the build ends. Where a folder cannot be exchanged,
//! its files are changed in place, in steps that can be taken back. Only files that
//! the manifest lists are ever replaced or removed.

mod attributes;
#[cfg(feature = "compress")]
mod compress;
mod exchange;
mod in_place;
mod journal;
pub(crate) mod listing;
mod manifest;
pub mod outputs;
mod pieces;
mod place;
mod plan;
pub mod receipt;
mod revised;
mod seal;
mod settle;
mod staging;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

use crate::hash::blake3;
use crate::sink::{self, Sink};
use exchange::{Ahead, Obstacle, exchange};
use manifest::Manifest;
use outputs::Outputs;
use pieces::Pieces;
pub(crate) use place::Place;
use plan::{Files, Output, Plan};
use revised::Revision;
use seal::{Look, Mark, Moment, next_tick};
use staging::Staging;

/// How a site is to be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether the files of the output folder are changed one by one, so that the folder itself
    /// stays: others may hold on to it, such as a container in which it is mounted.
    pub in_place: bool,
    /// Whether text files have copies beside them, compressed with gzip and brotli.
    #[cfg(feature = "compress")]
    pub compress: bool,
}

/// What builds wrote into a folder, by path, with the BLAKE3 of each file in hexadecimal; `None`
/// where none wrote.
///
/// Fails when the manifest there is not of a kind that this program writes.
pub fn listed(folder: &Path) -> Result<Option<BTreeMap<String, String>>> {
    Ok(Manifest::read(folder)?.map(Manifest::into_files))
}

/// What a finished publication did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files of the site.
    pub files: usize,
    /// Their size together.
    pub bytes: u64,
    /// Files that are new or have changed.
    pub written: usize,
    /// Files that were there already with the same content, and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that the site has no more.
    pub removed: usize,
    /// Why the files were changed one by one and not at one stroke, if that was not asked for.
    pub in_place: Option<String>,
}

impl Summary {
    /// That of the same publication once more.
    pub fn again(&self) -> Summary {
        let &Summary { files, bytes, .. } = self;
        Summary { files, bytes, unchanged: files, ..Summary::default() }
    }
}

/// What a publication left, by which the next of the same hand knows a file without reading it.
#[derive(Debug)]
pub struct Standing(HashMap<String, Known>);

/// A file as it was left.
#[derive(Debug)]
struct Known {
    /// BLAKE3, in hexadecimal.
    hash: String,
    mark: Option<Mark>,
}

/// A site on its way into a folder.
///
/// Dropped without [`finish`](Publication::finish), it leaves everything as it was.
#[derive(Debug)]
pub struct Publication {
    options: Options,
    place: Place,
    /// What earlier builds wrote here.
    listed: Manifest,
    /// What the last one of the same hand left.
    standing: Option<Arc<Standing>>,
    staging: Staging,
    /// When it began, where the file system tells.
    began: Option<Moment>,
    outputs: Mutex<Outputs>,
    files: Mutex<Files>,
    ahead: Ahead,
}

impl Publication {
    /// Prepares to write the site of the folder `root` into the folder `out`, which is made when
    /// it is not there. Relative paths are the process’s.
    ///
    /// Fails when `out` cannot be or must not be written: the site’s own folders and whatever
    /// holds them, a file, a folder with foreign content, a folder that another build is writing.
    pub fn begin(root: &Path, out: &Path, options: Options) -> Result<Publication> {
        let place = Place::find(root, out)?;
        // A refused folder is refused before anything is made beside it; what counts is read when
        // no other build can be at work there.
        place.inspect()?;
        let staging = Staging::open(&place)?;
        let listed = place.inspect()?;
        let began = staging.clock().ok();
        let ahead = Ahead::new(!options.in_place && exchange::may_do(&place, &staging));
        Ok(Publication {
            options,
            place,
            listed,
            standing: None,
            staging,
            began,
            outputs: Mutex::default(),
            files: Mutex::default(),
            ahead,
        })
    }

    /// The same, where it is known what the last publication of the same hand left in that folder.
    pub fn after(mut self, standing: Arc<Standing>) -> Publication {
        self.standing = Some(standing);
        self
    }

    /// Takes the compressed copies of a file, where it is to have any.
    #[cfg(feature = "compress")]
    fn compress_all(&self, path: &str, bytes: &[u8], unchanged: bool) -> Result<()> {
        if self.options.compress && compress::pays(path, bytes) {
            for form in compress::Form::ALL {
                self.compress(path, bytes, form, unchanged)?;
            }
        }
        Ok(())
    }

    /// Takes a compressed copy of a file. That of one that has not changed is kept, if it is the
    /// one that was written then: to compress takes longer than to make a page.
    #[cfg(feature = "compress")]
    fn compress(
        &self,
        path: &str,
        bytes: &[u8],
        form: compress::Form,
        unchanged: bool,
    ) -> Result<()> {
        let copy = form.copy(path);
        let file = self.place.folder.join(&copy);
        if unchanged
            && let Some(known) = self.listed.hash(&copy)
            && let Ok(found) = fs::symlink_metadata(&file)
            && let Ok(present) = fs::read(&file)
            && blake3(&present) == known
        {
            return self.take(&copy, &present, Some(&found));
        }
        let compressed = form.compress(bytes).with_context(|| format!("cannot make `{copy}`"))?;
        if compressed.len() >= bytes.len() {
            return Ok(());
        }
        let present = self.present(&copy).and_then(|present| holds(&present, &compressed));
        self.take(&copy, &compressed, present.as_ref())
    }

    /// Takes a file, which is in its place already if it is `present`, and else waits.
    fn take(&self, path: &str, bytes: &[u8], present: Option<&fs::Metadata>) -> Result<()> {
        hold(&self.outputs).add(path)?;
        let mark = match present {
            Some(present) => Mark::of(present),
            None => {
                let written = write_file(&self.waiting(path), bytes);
                Mark::of(&written.with_context(|| self.unwritten(path))?)
            }
        };
        let (staged, linked, as_left) = (present.is_none(), false, false);
        let (hash, bytes) = (blake3(bytes), bytes.len() as u64);
        let output = Output { hash, bytes, staged, linked, as_left, mark };
        self.enter(path, output);
        Ok(())
    }

    /// Enters a file among those of the site.
    fn enter(&self, path: &str, mut output: Output) {
        if output.staged {
            self.ahead.begin();
        } else {
            let (from, to) = (self.place.folder.join(path), self.waiting(path));
            output.linked = self.ahead.link(&from, &to);
        }
        hold(&self.files).insert(path.into(), output);
    }

    /// Where a file waits.
    fn waiting(&self, path: &str) -> PathBuf {
        self.staging.pages().join(path)
    }

    fn unwritten(&self, path: &str) -> String {
        let (waiting, out) = (self.waiting(path), &self.place.shown);
        format!("cannot write `{path}` ({}); `{out}` is as it was", waiting.display())
    }

    /// A file that an earlier build wrote, where it is as that build left it: as the system tells if there is
    /// a mark of it from then, and by its content.
    fn unchanged(&self, path: &str, then: Option<&Mark>) -> Option<Output> {
        let hash = self.listed.hash(path)?.to_owned();
        let file = self.place.folder.join(path);
        let found = fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?;
        let mark = Mark::of(&found);
        let as_left = mark.as_ref().zip(then).is_some_and(|(now, then)| now.is_as(then));
        let is_right = as_left || fs::read(&file).is_ok_and(|bytes| blake3(&bytes) == hash);
        let (bytes, staged, linked) = (found.len(), false, false);
        is_right.then_some(Output { hash, bytes, staged, linked, as_left, mark })
    }

    /// A file that the last publication of the same hand left, where nobody has changed it.
    fn as_left(&self, path: &str) -> Option<Output> {
        let known = self.standing.as_ref()?.0.get(path)?;
        let is_listed = self.listed.hash(path) == Some(&known.hash);
        is_listed.then(|| self.unchanged(path, known.mark.as_ref()))?
    }

    /// The paths of the compressed copies that a file may have.
    #[cfg(feature = "compress")]
    fn copies(&self, path: &str) -> Vec<String> {
        let forms = compress::Form::ALL.into_iter().filter(|_| self.options.compress);
        forms.map(|form| form.copy(path)).collect()
    }

    #[cfg(not(feature = "compress"))]
    fn copies(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    /// The file at a path, if an earlier build wrote one there.
    fn present(&self, path: &str) -> Option<PathBuf> {
        self.listed.lists(path).then(|| self.place.folder.join(path))
    }

    /// Puts the site in its place.
    ///
    /// Fails without a change when a foreign file is in the way of a page, and when the machine
    /// fails: on the way all changes are taken back, and after it the message says so.
    pub fn finish(self) -> Result<Summary> {
        self.put()
    }

    /// The same, with a seal on what then stands there; without one where it could still be changed
    /// unseen, or was while the site was built, and where the system does not tell of changes.
    ///
    /// Fails as [`finish`](Publication::finish) does.
    pub fn finish_sealed(self) -> Result<(Summary, Option<String>)> {
        let summary = self.put()?;
        Ok((summary, self.seal_new()))
    }

    /// The same, with what then stands there for the next publication.
    ///
    /// Fails as [`finish`](Publication::finish) does.
    pub fn finish_standing(self) -> Result<(Summary, Standing)> {
        let summary = self.put()?;
        let files = std::mem::take(&mut *hold(&self.files)).into_iter();
        let known = |output: Output| Known { hash: output.hash, mark: output.mark };
        Ok((summary, Standing(files.map(|(path, output)| (path, known(output))).collect())))
    }

    fn seal_new(&self) -> Option<String> {
        let (began, now) = (self.began?, next_tick(|| self.staging.clock())?);
        let files = hold(&self.files);
        // What was changed in the tick in which it was read may be another file since.
        let is_certain = |output: &Output, then: &Mark| output.staged || then.changed() < began;
        let is_as_left = |path: &str, mark: &Mark| {
            let then = files.get(path).and_then(|output| Some((output, output.mark?)));
            then.is_some_and(|(output, then)| mark.is_as(&then) && is_certain(output, &then))
        };
        let listed: Vec<(&str, &str)> =
            files.iter().map(|(path, output)| (path.as_str(), output.hash.as_str())).collect();
        Look::at(&self.place.folder, &listed, is_as_left)?.seal_before(now)
    }

    /// The seal that a build which wrote all that stands there, as it is now, would have set on it.
    pub fn seal(&self) -> Option<String> {
        let listed: Vec<(&str, &str)> = self.listed.files().collect();
        Look::at(&self.place.folder, &listed, |_, _| true).map(|look| look.seal)
    }

    fn put(&self) -> Result<Summary> {
        let files = hold(&self.files);
        let plan = Plan::make(&self.place, &self.listed, &hold(&self.outputs), &files)?;
        let in_place = if plan.is_empty() { None } else { self.carry_out(&plan, &files)? };
        Ok(Summary {
            files: files.len(),
            bytes: files.values().map(|output| output.bytes).sum(),
            written: plan.place.len(),
            unchanged: files.len() - plan.place.len(),
            removed: plan.remove_first.len() + plan.remove_last.len(),
            in_place,
        })
    }

    /// Makes the changes, at one stroke if that is possible; if not, returns why.
    fn carry_out(&self, plan: &Plan, files: &Files) -> Result<Option<String>> {
        let why = if self.options.in_place {
            None
        } else {
            match exchange(&self.place, &self.staging, &self.listed, files, plan) {
                Ok(()) => return Ok(None),
                Err(Obstacle::Unsuited(why)) => Some(why),
                Err(Obstacle::Failed(error)) => return Err(error),
            }
        };
        in_place::change(&self.place, &self.staging, plan)?;
        Ok(why)
    }
}

impl Sink for Publication {
    /// Fails when the path leads out of the folder or is no path, when it is taken already, also
    /// in other case, and when the machine fails.
    fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let present = self.present(path).and_then(|present| holds(&present, bytes));
        self.take(path, bytes, present.as_ref())?;
        #[cfg(feature = "compress")]
        self.compress_all(path, bytes, present.is_some())?;
        Ok(())
    }

    /// Fails as [`file`](Publication::file) does.
    fn pieces(&self, path: &str, write: &mut sink::Pieces) -> Result<()> {
        hold(&self.outputs).add(path)?;
        let mut pieces = Pieces::new(self.present(path).as_deref(), self.waiting(path));
        write(&mut pieces).with_context(|| self.unwritten(path))?;
        let pieces = pieces.into_inner().map_err(io::IntoInnerError::into_error);
        let output = pieces.and_then(Pieces::finish).with_context(|| self.unwritten(path))?;
        #[cfg(feature = "compress")]
        if self.options.compress {
            let unchanged = !output.staged;
            let file = if unchanged { self.place.folder.join(path) } else { self.waiting(path) };
            let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
            self.compress_all(path, &bytes, unchanged)?;
        }
        self.enter(path, output);
        Ok(())
    }

    /// Fails as [`file`](Publication::file) does.
    fn revise(&self, path: &str, tell: &mut sink::Revision) -> Result<bool> {
        // Copies would be made of the whole file.
        if !self.copies(path).is_empty() {
            return Ok(false);
        }
        let as_left = self.as_left(path).filter(|output| output.as_left);
        let present = as_left
            .and_then(|output| Some((output, fs::File::open(self.place.folder.join(path)).ok()?)));
        let Some((as_left, present)) = present else { return Ok(false) };
        hold(&self.outputs).add(path)?;
        let mut revision = Revision::new(present, self.waiting(path));
        tell(&mut revision).with_context(|| self.unwritten(path))?;
        let staged = revision.finish().with_context(|| self.unwritten(path))?;
        self.enter(path, staged.unwrap_or(as_left));
        Ok(true)
    }

    /// Takes over a file that an earlier build wrote, where it is still as that build left it.
    fn keep(&self, path: &str) -> Result<bool> {
        // The picture of a page that is made again may have stayed already.
        if hold(&self.files).contains_key(path) {
            return Ok(true);
        }
        let Some(output) = self.unchanged(path, None) else { return Ok(false) };
        hold(&self.outputs).add(path)?;
        self.enter(path, output);
        Ok(true)
    }

    /// Takes over a file that the last publication left, with its compressed copies, where nobody has
    /// changed them.
    fn stay(&self, path: &str) -> Result<bool> {
        let Some(standing) = &self.standing else { return Ok(false) };
        let copies = self.copies(path).into_iter().filter(|copy| standing.0.contains_key(copy));
        let as_left = |path: String| Some((self.as_left(&path)?, path));
        let found = [path.to_owned()].into_iter().chain(copies).map(as_left);
        let Some(found) = found.collect::<Option<Vec<_>>>() else { return Ok(false) };
        for (output, path) in found {
            hold(&self.outputs).add(&path)?;
            self.enter(&path, output);
        }
        Ok(true)
    }
}

/// The file at a path, if one is there with exactly this content.
fn holds(path: &Path, bytes: &[u8]) -> Option<fs::Metadata> {
    let is_like_it = |found: &fs::Metadata| found.is_file() && found.len() == bytes.len() as u64;
    let found = fs::symlink_metadata(path).ok().filter(is_like_it)?;
    fs::read(path).is_ok_and(|found| found == bytes).then_some(found)
}

/// The file, as it then is.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<fs::Metadata> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.metadata()
}

/// Makes a file that must be new, and its folders.
fn create(path: &Path) -> io::Result<fs::File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)
}

/// Writes a file that outlives a loss of power.
fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// As far as the system can do that.
fn sync_folder(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// A panic in another thread ends the build anyway.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
// Without the feature `compress` there is no other option to leave as it is.
#[allow(clippy::needless_update)]
mod tests {
    use super::*;
    use in_place::Change;
    use journal::Journal;

    fn begin(root: &Path, pages: &[&str]) -> Publication {
        let options = Options { in_place: true, ..Options::default() };
        let publication = Publication::begin(root, &root.join("public"), options).unwrap();
        for page in pages {
            publication.file(page, page.as_bytes()).unwrap();
        }
        publication
    }

    #[test]
    fn wherever_a_change_in_place_is_killed_the_next_one_cleans_up() {
        let first = ["a", "b/c/d", "index.html", "old/o.html"];
        let second = ["a/x", "b", "index.html", "new/deep/n.html", "z.html"];
        for killed_at in ["a/x", "b", "new/deep/n.html", "z.html"] {
            let folder = tempfile::TempDir::new().unwrap();
            begin(folder.path(), &first).finish().unwrap();
            let killed = begin(folder.path(), &second);
            fs::remove_file(killed.staging.pages().join(killed_at)).unwrap();
            let outputs = hold(&killed.outputs);
            let plan =
                Plan::make(&killed.place, &killed.listed, &outputs, &hold(&killed.files)).unwrap();
            drop(outputs);
            let mut journal = Journal::new(killed.staging.replaced());
            let change = Change { place: &killed.place, staging: &killed.staging, plan: &plan };
            change.apply(&mut journal).unwrap_err();
            // A killed process takes nothing back.
            drop(killed);

            // Where folders were made, there is now a page.
            begin(folder.path(), &["index.html", "new"]).finish().unwrap();
            let left: Vec<_> = walkdir::WalkDir::new(folder.path().join("public"))
                .sort_by_file_name()
                .into_iter()
                .skip(1)
                .map(|entry| entry.unwrap().file_name().to_owned())
                .collect();
            assert_eq!(left, [manifest::NAME, "index.html", "new"], "killed at {killed_at}");
        }
    }
}
