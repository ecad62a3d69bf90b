//! The limit of any generator: the time to read all files of a site and to write all files of its
//! output, with nothing done in between, on as many threads as there are cores.
//!
//! ```text
//! cargo run --release --example limit -- SITE OUTPUT NEW
//! ```
//!
//! reads the folder SITE, writes what stands in OUTPUT once more into NEW, and prints the seconds
//! of both together. What OUTPUT holds is read before the clock starts.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use rayon::prelude::*;
use walkdir::WalkDir;

/// Prints how many seconds it takes to read a site and to write its output.
#[derive(Parser)]
struct Arguments {
    /// The folder of the site.
    site: PathBuf,
    /// The folder that was built of it.
    output: PathBuf,
    /// The folder to write; it must not exist.
    new: PathBuf,
}

fn main() -> Result<()> {
    let Arguments { site, output, new } = Arguments::parse();
    let outputs: Vec<(PathBuf, Vec<u8>)> = files(&output)?
        .into_par_iter()
        .map(|path| {
            let bytes = read(&path)?;
            Ok((new.join(path.strip_prefix(&output)?), bytes))
        })
        .collect::<Result<_>>()?;
    let folders: std::collections::BTreeSet<&Path> =
        outputs.iter().filter_map(|(path, _)| path.parent()).collect();

    let start = Instant::now();
    let inputs: Vec<Vec<u8>> =
        files(&site)?.par_iter().map(|path| read(path)).collect::<Result<_>>()?;
    folders.par_iter().try_for_each(fs::create_dir_all)?;
    outputs.par_iter().try_for_each(|(path, bytes)| fs::write(path, bytes))?;
    let seconds = start.elapsed().as_secs_f64();

    let size = |bytes: usize| bytes as f64 / 1e6;
    println!("{seconds:.4}");
    eprintln!(
        "{} files of {:.1} MB read, {} of {:.1} MB written",
        inputs.len(),
        size(inputs.iter().map(Vec::len).sum()),
        outputs.len(),
        size(outputs.iter().map(|(_, bytes)| bytes.len()).sum()),
    );
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = WalkDir::new(folder).into_iter().filter_map(|entry| match entry {
        Ok(entry) if entry.file_type().is_file() => Some(Ok(entry.into_path())),
        Ok(_) => None,
        Err(error) => Some(Err(error.into())),
    });
    entries.collect()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
