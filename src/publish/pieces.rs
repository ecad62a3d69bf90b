//! A file that comes in pieces, for what is too large to be held: it is read along with the one in
//! its place, and waits in the staging folder from the first difference on.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::create;
use super::plan::Output;
use super::seal::Mark;

/// Few calls for the system, and a page of a book of memory.
const PIECE: usize = 64 << 10;

/// A file on its way.
#[derive(Debug)]
pub struct Pieces {
    /// The file in its place, as long as it is the same.
    present: Option<File>,
    /// That file, before it was read.
    found: Option<Metadata>,
    staged: Option<File>,
    /// Where it waits if it is another.
    waiting: PathBuf,
    hash: blake3::Hasher,
    bytes: u64,
    /// What was read of the file in its place.
    read: Vec<u8>,
}

impl Pieces {
    /// `present` is the file in its place, if a build wrote it.
    pub fn new(present: Option<&Path>, waiting: PathBuf) -> BufWriter<Pieces> {
        let is_file = |path: &&Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
        let present = present.filter(is_file).and_then(|path| File::open(path).ok());
        let found = present.as_ref().and_then(|present| present.metadata().ok());
        let (hash, read) = (blake3::Hasher::new(), Vec::new());
        let pieces = Pieces { present, found, staged: None, waiting, hash, bytes: 0, read };
        BufWriter::with_capacity(PIECE, pieces)
    }

    /// The file, whole.
    pub fn finish(mut self) -> io::Result<Output> {
        let is_longer =
            |present: &File| Ok::<_, io::Error>(present.metadata()?.len() != self.bytes);
        if self.staged.is_none() && self.present.as_ref().map_or(Ok(true), is_longer)? {
            self.stage()?;
        }
        let hash = self.hash.finalize().to_hex().to_string();
        let mark = match &self.staged {
            Some(staged) => Mark::of(&staged.metadata()?),
            None => self.found.as_ref().and_then(Mark::of),
        };
        let (bytes, staged) = (self.bytes, self.staged.is_some());
        Ok(Output { hash, bytes, staged, linked: false, as_left: false, mark })
    }

    /// Whether the next piece is that of the file in its place.
    fn is_next(&mut self, piece: &[u8]) -> bool {
        let Some(present) = &mut self.present else { return false };
        self.read.resize(piece.len(), 0);
        present.read_exact(&mut self.read).is_ok() && self.read == piece
    }

    /// Lets it wait, beginning with what was the same.
    fn stage(&mut self) -> io::Result<&mut File> {
        let mut staged = create(&self.waiting)?;
        if let Some(mut present) = self.present.take() {
            present.rewind()?;
            if io::copy(&mut present.take(self.bytes), &mut staged)? != self.bytes {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.staged.insert(staged))
    }
}

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.staged.is_some() || !self.is_next(piece) {
            match &mut self.staged {
                Some(staged) => staged.write_all(piece)?,
                None => self.stage()?.write_all(piece)?,
            }
        }
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::blake3;

    /// Writes `new` in pieces where `old` is, and returns what waits then.
    fn written(old: Option<&[u8]>, new: &[u8]) -> Option<Vec<u8>> {
        let folder = tempfile::TempDir::new().unwrap();
        let present = folder.path().join("present");
        if let Some(old) = old {
            fs::write(&present, old).unwrap();
        }
        let waiting = folder.path().join("waiting/below/file");
        let mut pieces = Pieces::new(Some(&present), waiting.clone());
        new.chunks(1000).for_each(|piece| pieces.write_all(piece).unwrap());
        let output = pieces.into_inner().unwrap().finish().unwrap();
        assert_eq!((output.hash, output.bytes), (blake3(new), new.len() as u64));
        assert_eq!(output.staged, waiting.exists());
        fs::read(&waiting).ok()
    }

    #[test]
    fn what_differs_anywhere_waits_as_a_whole() {
        let old: Vec<u8> = (0..3 * PIECE + 7).map(|at| (at % 251) as u8).collect();
        assert_eq!(written(Some(&old), &old), None);
        assert_eq!(written(Some(b""), b""), None);
        for length in [0, 1, PIECE, PIECE + 1, old.len() - 1] {
            assert_eq!(written(Some(&old), &old[..length]).as_deref(), Some(&old[..length]));
            assert_eq!(written(Some(&old[..length]), &old).as_deref(), Some(&*old));
        }
        for at in [0, PIECE - 1, PIECE, old.len() - 1] {
            let mut new = old.clone();
            new[at] ^= 1;
            assert_eq!(written(Some(&old), &new).as_deref(), Some(&*new));
        }
        assert_eq!(written(None, &old).as_deref(), Some(&*old));
        assert_eq!(written(None, b"").as_deref(), Some(&b""[..]));
    }
}
