//! Writes the site. The only module that writes there.
//!
//! Nothing in the output folder changes while pages are made: they wait in a staging folder, and
//! [`Publication::finish`] moves them in. Each move can be taken back, so that a build that fails
//! half-way leaves the site as it was; a build that is killed leaves a manifest from which the
//! next one cleans up. Only files that the manifest lists are ever replaced or removed.

mod journal;
mod manifest;
pub mod outputs;
mod place;
mod staging;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Error, Result, anyhow, bail};
use sha2::{Digest, Sha256};

use journal::Journal;
use manifest::Manifest;
use outputs::{Outputs, folders_of};
use place::Place;
use staging::Staging;

/// What a finished publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
}

/// A site on its way into a folder.
///
/// Dropped without [`finish`](Publication::finish), it leaves everything as it was.
#[derive(Debug)]
pub struct Publication {
    place: Place,
    /// What earlier builds wrote here.
    listed: Manifest,
    staging: Staging,
    outputs: Mutex<Outputs>,
    files: Mutex<BTreeMap<String, Output>>,
}

/// A file of the site.
#[derive(Debug)]
struct Output {
    hash: String,
    bytes: u64,
    /// Whether it waits in the staging folder; if not, it is in its place already.
    staged: bool,
}

impl Publication {
    /// Prepares to write the site of the folder `root` into the folder `out`, which is made when
    /// it is not there. Relative paths are the process’s.
    ///
    /// Fails when `out` cannot be or must not be written: the site’s own folders and whatever
    /// holds them, a file, a folder with foreign content, a folder that another build is writing.
    pub fn begin(root: &Path, out: &Path) -> Result<Publication> {
        let place = Place::find(root, out)?;
        // A refused folder is refused before anything is made beside it; what counts is read when
        // no other build can be at work there.
        place.inspect()?;
        let staging = Staging::open(&place)?;
        let listed = place.inspect()?;
        Ok(Publication {
            place,
            listed,
            staging,
            outputs: Mutex::default(),
            files: Mutex::default(),
        })
    }

    /// Takes a file of the site; may be called from many threads at once. `path` is relative to
    /// the output folder, with `/` between its parts.
    ///
    /// Fails when the path leads out of the folder or is no path, when it is taken already, also
    /// in other case, and when the machine fails.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        hold(&self.outputs).add(path)?;
        let hash = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let staged = !(self.listed.lists(path) && holds(&self.place.folder.join(path), bytes));
        if staged {
            let waiting = self.staging.pages().join(path);
            write_file(&waiting, bytes).with_context(|| {
                let out = &self.place.shown;
                format!("cannot write `{path}` ({}); `{out}` is as it was", waiting.display())
            })?;
        }
        let output = Output { hash, bytes: bytes.len() as u64, staged };
        hold(&self.files).insert(path.into(), output);
        Ok(())
    }

    /// Puts the site in its place.
    ///
    /// Fails without a change when a foreign file is in the way of a page, and takes all changes
    /// back when the machine fails on the way.
    pub fn finish(self) -> Result<Summary> {
        let outputs = hold(&self.outputs);
        let files = hold(&self.files);
        let plan = self.plan(&outputs, &files)?;
        if !plan.is_empty() {
            let mut journal = Journal::new(self.staging.replaced());
            if let Err((what, error)) = self.apply(&plan, &mut journal) {
                return Err(self.take_back(what, error, journal));
            }
        }
        Ok(Summary {
            files: files.len(),
            bytes: files.values().map(|output| output.bytes).sum(),
            written: plan.place.len(),
            unchanged: files.len() - plan.place.len(),
            removed: plan.remove_first.len() + plan.remove_last.len(),
        })
    }

    /// Looks at everything that will be touched, and touches nothing.
    fn plan(&self, outputs: &Outputs, files: &BTreeMap<String, Output>) -> Result<Plan> {
        let mut plan = Plan::default();
        for path in self.listed.paths().filter(|path| !files.contains_key(*path)) {
            plan.folders.extend(folders_of(path).map(String::from));
            if self.is_real_file(path) {
                // What stands where a page or its folder goes must leave before it comes.
                match outputs.clash(path) {
                    Some(_) => plan.remove_first.push(path.into()),
                    None => plan.remove_last.push(path.into()),
                }
            }
        }
        for (path, output) in files {
            self.check_way(path, outputs)?;
            self.check_target(path, output, outputs, &plan)?;
            if output.staged {
                plan.place.push(path.clone());
            }
        }
        let current: Manifest =
            files.iter().map(|(path, output)| (path.clone(), output.hash.clone())).collect();
        if files.keys().any(|path| !self.listed.lists(path)) {
            plan.manifest_first = Some(self.listed.union(&current));
        }
        if *plan.manifest_first.as_ref().unwrap_or(&self.listed) != current {
            plan.manifest_last = Some(current);
        }
        Ok(plan)
    }

    /// Every folder on the way to a page is a real folder, or is not there yet.
    fn check_way(&self, path: &str, outputs: &Outputs) -> Result<()> {
        for folder in folders_of(path) {
            match Kind::of(&self.place.folder.join(folder)) {
                Kind::Nothing => break,
                Kind::Folder => {}
                Kind::File if self.leaves(folder, outputs) => break,
                Kind::File | Kind::Other => return Err(self.foreign(folder, "a folder of pages")),
                Kind::Unknown(error) => return Err(self.unreadable(folder, error)),
            }
        }
        Ok(())
    }

    /// What stands at the path of a page was written by an earlier build.
    fn check_target(
        &self,
        path: &str,
        output: &Output,
        outputs: &Outputs,
        plan: &Plan,
    ) -> Result<()> {
        let target = self.place.folder.join(path);
        match Kind::of(&target) {
            Kind::Nothing if output.staged => Ok(()),
            Kind::Nothing => bail!(
                "`{path}` was taken out of `{}` while the site was built; build it again",
                self.place.shown
            ),
            Kind::File if self.listed.lists(path) || self.is_variant(&target, path) => Ok(()),
            Kind::Folder => self.check_folder(path, outputs, plan),
            Kind::File | Kind::Other => Err(self.foreign(path, "a page")),
            Kind::Unknown(error) => Err(self.unreadable(path, error)),
        }
    }

    /// A folder may give way to a page if earlier builds made all that is in it.
    fn check_folder(&self, path: &str, outputs: &Outputs, plan: &Plan) -> Result<()> {
        if !plan.folders.contains(path) {
            return Err(self.foreign(path, "a page"));
        }
        let entries = fs::read_dir(self.place.folder.join(path));
        for entry in entries.map_err(|error| self.unreadable(path, error))? {
            let entry = entry.map_err(|error| self.unreadable(path, error))?;
            let below = format!("{path}/{}", entry.file_name().to_string_lossy());
            match Kind::of(&entry.path()) {
                Kind::Folder => self.check_folder(&below, outputs, plan)?,
                Kind::File if self.leaves(&below, outputs) => {}
                _ => return Err(self.foreign(&below, "a page")),
            }
        }
        Ok(())
    }

    /// Whether the file at this path is one of an earlier build that will leave before pages come.
    fn leaves(&self, path: &str, outputs: &Outputs) -> bool {
        self.listed.lists(path) && outputs.clash(path).is_some()
    }

    /// Whether the file is listed, but in other case, on a file system that does not tell.
    fn is_variant(&self, target: &Path, path: &str) -> bool {
        self.listed.variants(path).any(|variant| {
            same_file::is_same_file(target, self.place.folder.join(variant)).unwrap_or(false)
        })
    }

    /// Whether the path leads through real folders to a real file, and so to nothing outside.
    fn is_real_file(&self, path: &str) -> bool {
        let at = |path| Kind::of(&self.place.folder.join(path));
        folders_of(path).all(|folder| matches!(at(folder), Kind::Folder))
            && matches!(at(path), Kind::File)
    }

    fn foreign(&self, path: &str, what: &str) -> Error {
        let out = &self.place.shown;
        anyhow!(
            "`{path}` in `{out}` was not written by whosays, and {what} belongs there; move it \
             away or give another folder; `{out}` is as it was"
        )
    }

    fn unreadable(&self, path: &str, error: io::Error) -> Error {
        let out = &self.place.shown;
        Error::new(error).context(format!("cannot look at `{path}` in `{out}`, which is as it was"))
    }

    /// Makes the changes. The order is such that at any moment the manifest in the folder lists
    /// at least what was written there.
    fn apply(&self, plan: &Plan, journal: &mut Journal) -> Result<(), Failure> {
        let out = &self.place.folder;
        journal.make_folders(out).map_err(|error| ("cannot make the folder".into(), error))?;
        if let Some(manifest) = &plan.manifest_first {
            self.place_manifest(manifest, journal)?;
        }
        let remove = |paths: &[String], journal: &mut Journal| {
            for path in paths {
                journal
                    .remove(&out.join(path))
                    .map_err(|error| (format!("cannot remove the former page `{path}`"), error))?;
            }
            Ok(())
        };
        remove(&plan.remove_first, journal)?;
        self.remove_empty_folders(plan, journal);
        for path in &plan.place {
            let target = out.join(path);
            target
                .parent()
                .map_or(Ok(()), |folder| journal.make_folders(folder))
                .and_then(|()| journal.place(&self.staging.pages().join(path), &target))
                .map_err(|error| (format!("cannot write `{path}`"), error))?;
        }
        remove(&plan.remove_last, journal)?;
        self.remove_empty_folders(plan, journal);
        if let Some(manifest) = &plan.manifest_last {
            self.place_manifest(manifest, journal)?;
        }
        Ok(())
    }

    /// Removes the folders of former pages, the deepest first, as far as nothing is in them.
    fn remove_empty_folders(&self, plan: &Plan, journal: &mut Journal) {
        // What lies below a folder sorts after it.
        for folder in plan.folders.iter().rev() {
            let real = |folder| matches!(Kind::of(&self.place.folder.join(folder)), Kind::Folder);
            if folders_of(folder).all(real) && real(folder) {
                journal.remove_empty_folder(&self.place.folder.join(folder));
            }
        }
    }

    fn place_manifest(&self, manifest: &Manifest, journal: &mut Journal) -> Result<(), Failure> {
        let waiting = self.staging.manifest();
        write_durably(&waiting, manifest.to_string().as_bytes())
            .and_then(|()| journal.place(&waiting, &self.place.folder.join(manifest::NAME)))
            .map_err(|error| (format!("cannot write `{}`", manifest::NAME), error))?;
        sync_folder(&self.place.folder);
        Ok(())
    }

    fn take_back(&self, what: String, error: io::Error, journal: Journal) -> Error {
        let out = &self.place.shown;
        let error = Error::new(error);
        match journal.undo() {
            Ok(()) => error.context(format!("{what} in `{out}`; `{out}` is as it was")),
            Err((path, second)) => error.context(format!(
                "{what} in `{out}`; its state before could not be put back wholly ({}: {second}); \
                 the next build repairs it",
                path.display()
            )),
        }
    }
}

/// What could not be done, and why.
type Failure = (String, io::Error);

/// The changes that lead from what is there to what shall be.
#[derive(Debug, Default)]
struct Plan {
    /// What the folder holds while it changes, if that is not listed already.
    manifest_first: Option<Manifest>,
    remove_first: Vec<String>,
    place: Vec<String>,
    remove_last: Vec<String>,
    /// Folders of files that were listed and are no more.
    folders: BTreeSet<String>,
    manifest_last: Option<Manifest>,
}

impl Plan {
    fn is_empty(&self) -> bool {
        self.place.is_empty()
            && self.remove_first.is_empty()
            && self.remove_last.is_empty()
            && self.manifest_first.is_none()
            && self.manifest_last.is_none()
    }
}

/// What stands at a path; links are not followed.
enum Kind {
    Nothing,
    File,
    Folder,
    Other,
    Unknown(io::Error),
}

impl Kind {
    fn of(path: &Path) -> Kind {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => Kind::File,
            Ok(metadata) if metadata.is_dir() => Kind::Folder,
            Ok(_) => Kind::Other,
            Err(error) if is_absence(&error) => Kind::Nothing,
            Err(error) => Kind::Unknown(error),
        }
    }
}

/// Whether an error says that nothing is at the path, be it that a file stands on the way.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a file is there with exactly this content.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|found| found == bytes)
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(bytes)
}

/// Writes a file that outlives a loss of power. Pages are not worth the wait: the manifest lists
/// them, and the next build compares their content.
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
mod tests {
    use super::*;

    fn begin(root: &Path, pages: &[&str]) -> Publication {
        let publication = Publication::begin(root, &root.join("public")).unwrap();
        for page in pages {
            publication.write(page, page.as_bytes()).unwrap();
        }
        publication
    }

    #[test]
    fn wherever_a_build_is_killed_the_next_one_cleans_up() {
        let first = ["a", "b/c/d", "index.html", "old/o.html"];
        let second = ["a/x", "b", "index.html", "new/deep/n.html", "z.html"];
        for killed_at in ["a/x", "b", "new/deep/n.html", "z.html"] {
            let folder = tempfile::TempDir::new().unwrap();
            begin(folder.path(), &first).finish().unwrap();
            let killed = begin(folder.path(), &second);
            fs::remove_file(killed.staging.pages().join(killed_at)).unwrap();
            let plan = killed.plan(&hold(&killed.outputs), &hold(&killed.files)).unwrap();
            let mut journal = Journal::new(killed.staging.replaced());
            killed.apply(&plan, &mut journal).unwrap_err();
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
