//! What must change in an output folder. Everything that will be touched is looked at here, and
//! nothing is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Error, Result, anyhow, bail};
use rayon::prelude::*;

use super::manifest::Manifest;
use super::outputs::{Outputs, folders_of};
use super::place::Place;
use super::seal::Mark;

/// The files of the site by path.
pub type Files = BTreeMap<String, Output>;

/// A file of the site.
#[derive(Debug)]
pub struct Output {
    /// BLAKE3, in hexadecimal.
    pub hash: String,
    pub bytes: u64,
    /// Whether it waits in the staging folder; if not, it is in its place already.
    pub staged: bool,
    /// Whether it has a second name in the staging folder already.
    pub linked: bool,
    /// Whether it was looked at and found to be the one that the last publication left: then nothing is in its
    /// way.
    pub as_left: bool,
    /// The file when it was written, or just before it was read and found to be right; `None` where
    /// the system does not tell.
    pub mark: Option<Mark>,
}

/// The changes that lead from what is there to what shall be.
#[derive(Debug, Default)]
pub struct Plan {
    /// What the folder holds while it changes file by file, if that is not listed already.
    pub manifest_first: Option<Manifest>,
    /// Former pages that stand where a page or its folder goes.
    pub remove_first: Vec<String>,
    pub place: Vec<String>,
    pub remove_last: Vec<String>,
    /// Folders of files that were listed and are no more.
    pub folders: BTreeSet<String>,
    pub manifest_last: Option<Manifest>,
}

impl Plan {
    /// Plans how the files come into the place in which earlier builds wrote what is listed.
    ///
    /// Fails when a foreign file or folder is in the way of a page.
    pub fn make(
        place: &Place,
        listed: &Manifest,
        outputs: &Outputs,
        files: &Files,
    ) -> Result<Plan> {
        let look = Look { place, listed, outputs };
        let mut plan = Plan::default();
        // Most builds write the files that the last one wrote: to look each up took longer.
        let are_same = listed.paths().eq(files.keys().map(String::as_str));
        for path in listed.paths().filter(|path| !are_same && !files.contains_key(*path)) {
            plan.folders.extend(folders_of(path).map(String::from));
            if look.is_real_file(path) {
                // What stands where a page or its folder goes must leave before it comes.
                match outputs.clash(path) {
                    Some(_) => plan.remove_first.push(path.into()),
                    None => plan.remove_last.push(path.into()),
                }
            }
        }
        // Where there is no folder yet nothing can be in the way.
        let is_new = matches!(Kind::of(&place.folder), Kind::Nothing);
        let seen: Vec<(&String, &Output)> =
            files.iter().filter(|(_, it)| !(it.as_left || is_new && it.staged)).collect();
        // On all cores, as the system is asked several times for each; the first fault is told.
        let fault = seen.par_iter().find_map_first(|(path, output)| {
            look.check_way(path).and_then(|()| look.check_target(path, output, &plan)).err()
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        let staged = files.iter().filter(|(_, output)| output.staged);
        plan.place.extend(staged.map(|(path, _)| path.clone()));
        let current = manifest_of(files);
        if !are_same && files.keys().any(|path| !listed.lists(path)) {
            plan.manifest_first = Some(listed.union(&current));
        }
        if *plan.manifest_first.as_ref().unwrap_or(listed) != current {
            plan.manifest_last = Some(current);
        }
        Ok(plan)
    }

    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
            && self.remove_first.is_empty()
            && self.remove_last.is_empty()
            && self.manifest_first.is_none()
            && self.manifest_last.is_none()
    }
}

/// The list of these files.
pub fn manifest_of(files: &Files) -> Manifest {
    files.iter().map(|(path, output)| (path.clone(), output.hash.clone())).collect()
}

/// Looks at an output folder.
struct Look<'a> {
    place: &'a Place,
    listed: &'a Manifest,
    outputs: &'a Outputs,
}

impl Look<'_> {
    /// Every folder on the way to a page is a real folder, or is not there yet.
    fn check_way(&self, path: &str) -> Result<()> {
        for folder in folders_of(path) {
            match Kind::of(&self.place.folder.join(folder)) {
                Kind::Nothing => break,
                Kind::Folder => {}
                Kind::File if self.leaves(folder) => break,
                Kind::File | Kind::Other => return Err(self.foreign(folder, "a folder of pages")),
                Kind::Unknown(error) => return Err(self.unreadable(folder, error)),
            }
        }
        Ok(())
    }

    /// What stands at the path of a page was written by an earlier build.
    fn check_target(&self, path: &str, output: &Output, plan: &Plan) -> Result<()> {
        let target = self.place.folder.join(path);
        match Kind::of(&target) {
            Kind::Nothing if output.staged => Ok(()),
            Kind::Nothing => bail!(
                "`{path}` was taken out of `{}` while the site was built; build it again",
                self.place.shown
            ),
            Kind::File if self.listed.lists(path) || self.is_variant(&target, path) => Ok(()),
            Kind::Folder => self.check_folder(path, plan),
            Kind::File | Kind::Other => Err(self.foreign(path, "a page")),
            Kind::Unknown(error) => Err(self.unreadable(path, error)),
        }
    }

    /// A folder may give way to a page if earlier builds made all that is in it.
    fn check_folder(&self, path: &str, plan: &Plan) -> Result<()> {
        if !plan.folders.contains(path) {
            return Err(self.foreign(path, "a page"));
        }
        let entries = fs::read_dir(self.place.folder.join(path));
        for entry in entries.map_err(|error| self.unreadable(path, error))? {
            let entry = entry.map_err(|error| self.unreadable(path, error))?;
            let below = format!("{path}/{}", entry.file_name().to_string_lossy());
            match Kind::of(&entry.path()) {
                Kind::Folder => self.check_folder(&below, plan)?,
                Kind::File if self.leaves(&below) => {}
                _ => return Err(self.foreign(&below, "a page")),
            }
        }
        Ok(())
    }

    /// Whether the file at this path is one of an earlier build that will leave before pages come.
    fn leaves(&self, path: &str) -> bool {
        self.listed.lists(path) && self.outputs.clash(path).is_some()
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
}

/// What stands at a path; links are not followed.
pub enum Kind {
    Nothing,
    File,
    Folder,
    Other,
    Unknown(io::Error),
}

impl Kind {
    pub fn of(path: &Path) -> Kind {
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
