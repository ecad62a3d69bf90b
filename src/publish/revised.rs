//! A file that is told by what changes in it. What stays is not looked at while nothing has changed, and
//! copied from the first change on, when the file waits in the staging folder.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::create;
use super::plan::Output;
use super::seal::Mark;
use crate::sink::Revised;

/// So much is copied at once.
const PIECE: usize = 256 << 10;

/// A file that is there, and will be another or the same.
#[derive(Debug)]
pub struct Revision {
    present: File,
    /// How far it is told.
    told: u64,
    /// How much of what was told last is the same and not copied yet.
    same: u64,
    staged: Option<Staged>,
    /// Where it waits if it is another.
    waiting: PathBuf,
    read: Vec<u8>,
}

#[derive(Debug)]
struct Staged {
    file: BufWriter<File>,
    hash: blake3::Hasher,
    bytes: u64,
}

impl Revision {
    pub fn new(present: File, waiting: PathBuf) -> Revision {
        Revision { present, told: 0, same: 0, staged: None, waiting, read: vec![0; PIECE] }
    }

    /// The file as it waits; `None` where it is the same.
    ///
    /// Fails when the machine does.
    pub fn finish(mut self) -> io::Result<Option<Output>> {
        if self.staged.is_none() && self.told != self.present.metadata()?.len() {
            self.stage()?;
        }
        self.copy()?;
        let Some(Staged { file, hash, bytes }) = self.staged else { return Ok(None) };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let (hash, mark) = (hash.finalize().to_hex().to_string(), Mark::of(&file.metadata()?));
        Ok(Some(Output { hash, bytes, staged: true, linked: false, as_left: false, mark }))
    }

    fn stage(&mut self) -> io::Result<()> {
        let file = BufWriter::with_capacity(PIECE, create(&self.waiting)?);
        self.staged = Some(Staged { file, hash: blake3::Hasher::new(), bytes: 0 });
        Ok(())
    }

    /// Copies what is the same.
    fn copy(&mut self) -> io::Result<()> {
        let Some(staged) = &mut self.staged else { return Ok(()) };
        if self.same > 0 {
            self.present.seek(SeekFrom::Start(self.told - self.same))?;
        }
        while self.same > 0 {
            let length = self.same.min(PIECE as u64) as usize;
            self.present.read_exact(&mut self.read[..length])?;
            staged.write(&self.read[..length])?;
            self.same -= length as u64;
        }
        Ok(())
    }

    /// Whether these bytes stand next.
    fn is_next(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.read.resize(self.read.len().max(bytes.len()), 0);
        let read = &mut self.read[..bytes.len()];
        self.present.seek(SeekFrom::Start(self.told))?;
        self.present.read_exact(read)?;
        Ok(read == bytes)
    }
}

impl Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes)
    }
}

impl Revised for Revision {
    fn same(&mut self, length: u64) -> io::Result<()> {
        self.told += length;
        self.same += length;
        Ok(())
    }

    fn other(&mut self, before: u64, bytes: &[u8]) -> io::Result<()> {
        if self.staged.is_none() {
            if before == bytes.len() as u64 && self.is_next(bytes)? {
                return self.same(before);
            }
            self.stage()?;
        }
        self.copy()?;
        self.told += before;
        self.staged.as_mut().map_or(Ok(()), |staged| staged.write(bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hash::blake3;

    /// Tells a file that holds `old` by these changes, and returns what waits then, if anything.
    fn told(old: &[u8], changes: &[(usize, Option<Vec<u8>>)]) -> Option<Vec<u8>> {
        let folder = tempfile::TempDir::new().unwrap();
        let (present, waiting) = (folder.path().join("present"), folder.path().join("below/file"));
        std::fs::write(&present, old).unwrap();
        let mut revision = Revision::new(File::open(present).unwrap(), waiting.clone());
        for (length, new) in changes {
            match new {
                None => revision.same(*length as u64).unwrap(),
                Some(new) => revision.other(*length as u64, new).unwrap(),
            }
        }
        let output = revision.finish().unwrap();
        let waits = std::fs::read(waiting).ok();
        assert_eq!(output.map(|output| output.hash), waits.as_deref().map(blake3));
        waits
    }

    proptest! {
        #[test]
        fn what_is_told_stands_there_then(
            parts in prop::collection::vec(
                (prop::collection::vec(0..3u8, 0..6), prop::option::of(prop::collection::vec(0..3u8, 0..6))),
                0..12,
            ),
            rest in prop::collection::vec(0..3u8, 0..3),
        ) {
            let old: Vec<u8> = parts.iter().flat_map(|(old, _)| old).chain(&rest).copied().collect();
            let new: Vec<u8> = parts
                .iter()
                .flat_map(|(old, new)| new.as_ref().unwrap_or(old))
                .copied()
                .collect();
            let changes: Vec<_> = parts.iter().map(|(old, new)| (old.len(), new.clone())).collect();
            let waits = told(&old, &changes);
            prop_assert_eq!(waits.unwrap_or(old), new);
        }
    }

    #[test]
    fn much_is_copied_in_pieces() {
        let old: Vec<u8> = (0..2 * PIECE + 7).map(|at| (at % 251) as u8).collect();
        let changes = [(PIECE + 3, None), (1, Some(vec![9, 9])), (PIECE + 3, None)];
        let new = [&old[..PIECE + 3], &[9, 9], &old[PIECE + 4..]].concat();
        assert_eq!(told(&old, &changes), Some(new));
        assert_eq!(told(&old, &[(old.len(), Some(old.clone()))]), None);
    }
}
