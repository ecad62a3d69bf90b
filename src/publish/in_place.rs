//! Changes an output folder file by file, where it cannot be exchanged as a whole.
//!
//! A step that fails is taken back with all before it. A build that is killed leaves pages of two
//! builds side by side, with a manifest that lists them all, and the next build finishes its work.

use std::io;

use anyhow::{Error, Result};

use super::journal::Journal;
use super::manifest::{self, Manifest};
use super::outputs::folders_of;
use super::place::Place;
use super::plan::{Kind, Plan};
use super::staging::Staging;
use super::{sync_folder, write_durably};

/// What could not be done, and why.
pub type Failure = (String, io::Error);

/// Makes the changes of a plan; fails after taking them back.
pub fn change(place: &Place, staging: &Staging, plan: &Plan) -> Result<()> {
    let mut journal = Journal::new(staging.replaced());
    Change { place, staging, plan }
        .apply(&mut journal)
        .map_err(|(what, error)| take_back(place, &what, error, journal))
}

/// A plan, and the folders between which it moves files.
pub struct Change<'a> {
    pub place: &'a Place,
    pub staging: &'a Staging,
    pub plan: &'a Plan,
}

impl Change<'_> {
    /// Makes the changes. The order is such that at any moment the manifest in the folder lists
    /// at least what was written there.
    pub fn apply(&self, journal: &mut Journal) -> Result<(), Failure> {
        let out = &self.place.folder;
        journal.make_folders(out).map_err(|error| ("cannot make the folder".into(), error))?;
        if let Some(manifest) = &self.plan.manifest_first {
            self.place_manifest(manifest, journal)?;
        }
        self.remove(&self.plan.remove_first, journal)?;
        self.remove_empty_folders(journal);
        for path in &self.plan.place {
            let target = out.join(path);
            target
                .parent()
                .map_or(Ok(()), |folder| journal.make_folders(folder))
                .and_then(|()| journal.place(&self.staging.pages().join(path), &target))
                .map_err(|error| (format!("cannot write `{path}`"), error))?;
        }
        self.remove(&self.plan.remove_last, journal)?;
        self.remove_empty_folders(journal);
        if let Some(manifest) = &self.plan.manifest_last {
            self.place_manifest(manifest, journal)?;
        }
        Ok(())
    }

    fn remove(&self, paths: &[String], journal: &mut Journal) -> Result<(), Failure> {
        paths.iter().try_for_each(|path| {
            journal
                .remove(&self.place.folder.join(path))
                .map_err(|error| (format!("cannot remove the former page `{path}`"), error))
        })
    }

    /// Removes the folders of former pages, the deepest first, as far as nothing is in them.
    fn remove_empty_folders(&self, journal: &mut Journal) {
        // What lies below a folder sorts after it.
        for folder in self.plan.folders.iter().rev() {
            let real = |folder| matches!(Kind::of(&self.place.folder.join(folder)), Kind::Folder);
            if folders_of(folder).all(real) && real(folder) {
                journal.remove_empty_folder(&self.place.folder.join(folder));
            }
        }
    }

    /// The manifest outlives a loss of power. Pages are not worth the wait: it lists them, and the
    /// next build compares their content.
    fn place_manifest(&self, manifest: &Manifest, journal: &mut Journal) -> Result<(), Failure> {
        let waiting = self.staging.manifest();
        write_durably(&waiting, manifest.to_string().as_bytes())
            .and_then(|()| journal.place(&waiting, &self.place.folder.join(manifest::NAME)))
            .map_err(|error| (format!("cannot write `{}`", manifest::NAME), error))?;
        sync_folder(&self.place.folder);
        Ok(())
    }
}

fn take_back(place: &Place, what: &str, error: io::Error, journal: Journal) -> Error {
    let out = &place.shown;
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
