//! Changes to an output folder that can be taken back.

use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};

/// The changes that were made, in their order.
#[derive(Debug)]
pub struct Journal {
    /// A folder for what was replaced or removed.
    keep: PathBuf,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    MadeFolder(PathBuf),
    /// A file came where there was none.
    Placed(PathBuf),
    /// A file left its place, or gave it to another; it is kept here.
    Displaced {
        from: PathBuf,
        kept: PathBuf,
    },
    RemovedFolder(PathBuf, Permissions),
}

impl Journal {
    /// `keep` is a folder on the same file system; it holds what must be able to return.
    pub fn new(keep: PathBuf) -> Journal {
        Journal { keep, steps: Vec::new() }
    }

    /// Makes a folder and those above it, as far as they are missing.
    pub fn make_folders(&mut self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.make_folders(parent)?;
        }
        fs::create_dir(path)?;
        self.steps.push(Step::MadeFolder(path.into()));
        Ok(())
    }

    /// Moves the file at `from` to `to`, in the place of what was there.
    pub fn place(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        match fs::symlink_metadata(to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => {
                found?;
                let kept = self.next_kept();
                // With a second name for the old file, the new one takes its place at one stroke.
                if fs::hard_link(to, &kept).is_ok() {
                    fs::rename(from, to)?;
                    self.steps.push(Step::Displaced { from: to.into(), kept });
                    return Ok(());
                }
                self.remove(to)?;
            }
        }
        fs::rename(from, to)?;
        self.steps.push(Step::Placed(to.into()));
        Ok(())
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &Path) -> io::Result<()> {
        let kept = self.next_kept();
        fs::rename(path, &kept)?;
        self.steps.push(Step::Displaced { from: path.into(), kept });
        Ok(())
    }

    /// Removes a folder if nothing is in it.
    pub fn remove_empty_folder(&mut self, path: &Path) {
        if let Ok(metadata) = fs::symlink_metadata(path)
            && fs::remove_dir(path).is_ok()
        {
            self.steps.push(Step::RemovedFolder(path.into(), metadata.permissions()));
        }
    }

    /// Takes all changes back, the last first, as far as possible. Returns the first path that
    /// could not be put back, and why.
    pub fn undo(self) -> Result<(), (PathBuf, io::Error)> {
        let mut first = Ok(());
        for step in self.steps.into_iter().rev() {
            let (path, result) = match step {
                Step::MadeFolder(path) => {
                    let result = fs::remove_dir(&path);
                    (path, result)
                }
                Step::Placed(path) => {
                    let result = fs::remove_file(&path);
                    (path, result)
                }
                Step::Displaced { from, kept } => {
                    let result = fs::rename(&kept, &from);
                    (from, result)
                }
                Step::RemovedFolder(path, permissions) => {
                    let result = fs::create_dir(&path)
                        .and_then(|()| fs::set_permissions(&path, permissions));
                    (path, result)
                }
            };
            if let (Err(error), Ok(())) = (result, &first) {
                first = Err((path, error));
            }
        }
        first
    }

    fn next_kept(&self) -> PathBuf {
        self.keep.join(self.steps.len().to_string())
    }
}
