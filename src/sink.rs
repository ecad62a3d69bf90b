//! Where the files of a site go when they are made.

use std::io::{self, Write};

use anyhow::Result;

/// Writes a file piece by piece.
pub type Pieces<'p> = dyn FnMut(&mut dyn Write) -> Result<()> + 'p;

/// A file that is there already, and is told from its begin to its end by what changes in it.
pub trait Revised {
    /// The next bytes are those that stand there, so many.
    ///
    /// Fails when they cannot be read, or the file cannot be written.
    fn same(&mut self, length: u64) -> io::Result<()>;

    /// The next bytes are these, in the place of so many.
    ///
    /// Fails as [`same`](Revised::same) does.
    fn other(&mut self, before: u64, bytes: &[u8]) -> io::Result<()>;
}

/// Tells what changes in a file.
pub type Revision<'p> = dyn FnMut(&mut dyn Revised) -> Result<()> + 'p;

/// Takes files, from many threads at once. Paths are relative to the site, with `/` between their
/// parts.
pub trait Sink: Sync {
    /// Takes a file.
    ///
    /// Fails when it cannot be taken.
    fn file(&self, path: &str, bytes: &[u8]) -> Result<()>;

    /// Takes a file that is too large to be held as a whole, from what writes it.
    ///
    /// Fails when it cannot be taken, and when `write` does.
    fn pieces(&self, path: &str, write: &mut Pieces) -> Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.file(path, &bytes)
    }

    /// Takes a file from what changes in it, if it is still there as whoever asks had it written the last
    /// time; else takes nothing, and says so.
    ///
    /// Fails when it cannot be taken, and when `tell` does.
    fn revise(&self, _path: &str, _tell: &mut Revision) -> Result<bool> {
        Ok(false)
    }

    /// Whether a file is there from before and may stay, so that it need not be made again: its
    /// name goes with its content.
    ///
    /// Fails when the machine does.
    fn keep(&self, _path: &str) -> Result<bool> {
        Ok(false)
    }

    /// Whether a file is still there as whoever asks had it written the last time, and may stay.
    ///
    /// Fails when the machine does.
    fn stay(&self, _path: &str) -> Result<bool> {
        Ok(false)
    }
}

/// Hands each file to a function.
pub fn each(take: impl Fn(&str, &[u8]) -> Result<()> + Sync) -> impl Sink {
    struct Each<F>(F);
    impl<F: Fn(&str, &[u8]) -> Result<()> + Sync> Sink for Each<F> {
        fn file(&self, path: &str, bytes: &[u8]) -> Result<()> {
            self.0(path, bytes)
        }
    }
    Each(take)
}
