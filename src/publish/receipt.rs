//! What a build that had nothing to tell leaves in the folder of the site: that these flags and these
//! texts and files gave what stands in the output folder. While all of that is so, a build has nothing
//! to do.
//!
//! A receipt is believed only as a whole, and one that is lost, broken or of another program costs no
//! more than a build in full.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::seal::Mark;
use super::{Options, Place, Publication};
use crate::hash::blake3;
use crate::source::{Sources, Witness};

/// The folder for what is kept between two runs, in the folder of the site.
const FOLDER: &str = ".whosays";
const PREFIX: &str = "build-";
const SUFFIX: &str = ".json";
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
struct Receipt {
    whosays_receipt: u32,
    /// The output folder.
    out: PathBuf,
    /// The program, its flags, and the texts.
    made_from: String,
    /// What was found in other files, by path.
    read: BTreeMap<Arc<str>, String>,
    /// The seal of the output folder.
    seal: String,
    /// What a build tells that finds everything as it is.
    told: String,
}

/// Where the receipt of a build lies, and of what it must be one.
#[derive(Debug)]
pub struct Drawer<'a> {
    root: &'a Path,
    out: &'a Path,
    /// Where that is.
    folder: PathBuf,
    made_from: String,
}

impl<'a> Drawer<'a> {
    /// For a build of the site in the folder `root` into the folder `out`, from these texts, with these
    /// flags: all, in any words that are others for other flags. `None` where there can be no receipt.
    pub fn find(
        root: &'a Path,
        out: &'a Path,
        flags: &str,
        sources: &Sources,
    ) -> Option<Drawer<'a>> {
        let program = program().ok()?;
        let parts = [&*format!("{:?}", Mark::of(&program)?), flags, &sources.fingerprint()];
        let folder = Place::find(root, out).ok()?.folder;
        // Its name must be told in the receipt.
        folder.to_str()?;
        Some(Drawer { root, out, folder, made_from: blake3(parts.join("\n").as_bytes()) })
    }

    /// What is to be told if nothing at all has changed since the receipt was written; `None` if
    /// anything may have.
    ///
    /// Fails when a build would: where the output folder must not be written, or another build is
    /// writing it.
    pub fn look(&self, sources: &Sources, options: Options) -> Result<Option<String>> {
        let receipt = Receipt::read(&self.file()).filter(|receipt| {
            receipt.out == self.folder
                && receipt.made_from == self.made_from
                && sources.show(&receipt.read)
        });
        let Some(receipt) = receipt else { return Ok(None) };
        let publication = Publication::begin(self.root, self.out, options)?;
        Ok(publication.seal().filter(|seal| *seal == receipt.seal).map(|_| receipt.told))
    }

    /// Leaves a receipt: `seal` is what that build set on the output folder, and `witness` saw what it
    /// read.
    ///
    /// Fails when it cannot be written, and when a file did not stay the same while it was read.
    pub fn put(&self, witness: &Witness, seal: String, told: String) -> Result<()> {
        let read = witness.tell().context("a file did not stay the same")?;
        let (out, made_from) = (self.folder.clone(), self.made_from.clone());
        let receipt = Receipt { whosays_receipt: VERSION, out, made_from, read, seal, told };
        let folder = self.root.join(FOLDER);
        match fs::create_dir(&folder) {
            Ok(()) => fs::write(folder.join(".gitignore"), "*\n")?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => tidy(&folder)?,
            Err(error) => return Err(error.into()),
        }
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        serde_json::to_writer_pretty(&mut file, &receipt)?;
        file.write_all(b"\n")?;
        file.persist(self.file())?;
        Ok(())
    }

    fn file(&self) -> PathBuf {
        let hash = blake3(self.folder.as_os_str().as_encoded_bytes());
        self.root.join(FOLDER).join(format!("{PREFIX}{}{SUFFIX}", &hash[..16]))
    }
}

/// Removes the receipts of output folders that are no more.
fn tidy(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let of_nothing = name.starts_with(PREFIX)
            && name.ends_with(SUFFIX)
            && Receipt::read(&path).is_some_and(|receipt| !receipt.out.exists());
        if of_nothing {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Receipt {
    fn read(path: &Path) -> Option<Receipt> {
        let receipt: Receipt = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (receipt.whosays_receipt == VERSION).then_some(receipt)
    }
}

/// The program that runs; on Linux even if another has come in its place since it began.
fn program() -> io::Result<fs::Metadata> {
    if cfg!(target_os = "linux")
        && let Ok(program) = fs::metadata("/proc/self/exe")
    {
        return Ok(program);
    }
    fs::metadata(std::env::current_exe()?)
}
