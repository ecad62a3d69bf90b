//! The seal of a built folder: a hash of what the system tells, without any file being read, about
//! everything that builds wrote there. Whatever is done to one of these files breaks it.
//!
//! It rests on the time at which a file was last changed in any way, which no program can set. What
//! is changed twice in one tick of that clock has the same time twice; so nothing is sealed that may
//! still be changed in the tick in which it was looked at.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::manifest;
use super::outputs::folders_of;

/// On the clock of a file system: seconds and nanoseconds.
pub type Moment = (i64, i64);

/// Which file or folder it is, and when it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    device: u64,
    inode: u64,
    length: u64,
    /// Its content.
    written: Moment,
    /// It, or anything that is kept about it, such as how many names it has.
    changed: Moment,
}

impl Mark {
    /// `None` where the system does not tell.
    #[cfg(unix)]
    pub fn of(found: &Metadata) -> Option<Mark> {
        use std::os::unix::fs::MetadataExt;
        Some(Mark {
            device: found.dev(),
            inode: found.ino(),
            length: found.size(),
            written: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Option<Mark> {
        None
    }

    pub fn changed(&self) -> Moment {
        self.changed
    }

    /// Whether it is the same file with the same content, under whatever names.
    pub fn is_as(&self, earlier: &Mark) -> bool {
        Mark { changed: earlier.changed, ..*self } == *earlier
    }

    fn add_to(&self, hash: &mut blake3::Hasher) {
        for number in [self.device, self.inode, self.length] {
            hash.update(&number.to_le_bytes());
        }
        for (seconds, nanoseconds) in [self.written, self.changed] {
            hash.update(&seconds.to_le_bytes());
            hash.update(&nanoseconds.to_le_bytes());
        }
    }
}

/// A look at a built folder.
#[derive(Debug)]
pub struct Look {
    pub seal: String,
    /// When something in it was changed last.
    latest: Moment,
}

impl Look {
    /// Looks at the manifest of a folder, at the files with these paths, in their order, which are
    /// listed with these hashes, and at the folders that they are in. `None` if one of them is not
    /// there, is something else, or is none of which `accept` says that it is as it should be.
    pub fn at(
        folder: &Path,
        files: &[(&str, &str)],
        accept: impl Fn(&str, &Mark) -> bool + Sync,
    ) -> Option<Look> {
        let look = |path: &str, is_right: fn(&Metadata) -> bool| {
            let found = fs::symlink_metadata(folder.join(path)).ok()?;
            if is_right(&found) { Mark::of(&found) } else { None }
        };
        let of_folders = || {
            let folders: BTreeSet<&str> =
                files.iter().flat_map(|(path, _)| folders_of(path)).collect();
            let folders = folders.into_par_iter().map(|path| look(path, Metadata::is_dir));
            folders.collect::<Option<Vec<Mark>>>()
        };
        let of_files = || {
            let files = files
                .par_iter()
                .map(|(path, _)| look(path, Metadata::is_file).filter(|mark| accept(path, mark)));
            files.collect::<Option<Vec<Mark>>>()
        };
        let (of_folders, of_files) = rayon::join(of_folders, of_files);
        let (of_folders, of_files) = (of_folders?, of_files?);
        let of_manifest = look(manifest::NAME, Metadata::is_file)?;
        let mut hash = blake3::Hasher::new();
        for (path, content) in files {
            for part in [path, " ", content, "\n"] {
                hash.update(part.as_bytes());
            }
        }
        let marks = || [&of_manifest].into_iter().chain(&of_folders).chain(&of_files);
        marks().for_each(|mark| mark.add_to(&mut hash));
        let latest = marks().map(Mark::changed).max()?;
        Some(Look { seal: hash.finalize().to_hex().to_string(), latest })
    }

    /// The seal, if whatever is changed from now on has a later time than all that was looked at at
    /// the moment `then`.
    pub fn seal_before(self, then: Moment) -> Option<String> {
        (self.latest < then).then_some(self.seal)
    }
}

/// Waits until the clock, which `read` reads, has moved on, and says where it is then; not for long, as
/// the clock of a file system ticks a hundred times a second and more.
pub fn next_tick(read: impl Fn() -> io::Result<Moment>) -> Option<Moment> {
    const TRIES: u32 = 50;
    let start = read().ok()?;
    (0..TRIES).find_map(|_| {
        let now = read().ok()?;
        if now == start {
            std::thread::sleep(Duration::from_millis(1));
        }
        (now > start).then_some(now)
    })
}
