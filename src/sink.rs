//! Where the files of a site go when they are made.

use std::io::Write;

use anyhow::Result;

/// Writes a file piece by piece.
pub type Pieces<'p> = dyn FnMut(&mut dyn Write) -> Result<()> + 'p;

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

    /// Whether a file is there from before and may stay, so that it need not be made again: its
    /// name goes with its content.
    ///
    /// Fails when the machine does.
    fn keep(&self, _path: &str) -> Result<bool> {
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
