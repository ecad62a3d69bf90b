//! Writes a generated site into a new folder, with faults in it on request, or as Hugo has it:
//!
//! ```text
//! cargo run --release --example generate -- --claims 2000 --seed 1 /tmp/site
//! cargo run --release --example generate -- --claims 2000 --seed 1 --hugo /tmp/hugo-site
//! cargo run --release --example generate -- --claims 10000 --faults 1000 /tmp/faulty-site
//! ```

mod faults;
mod generated;
mod hugo;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;

/// Writes a generated site.
#[derive(Parser)]
struct Arguments {
    /// How many claims.
    #[arg(long, default_value_t = 1000)]
    claims: usize,
    /// Where the random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many claims have a fault each.
    #[arg(long, default_value_t = 0)]
    faults: usize,
    /// Write the same site for Hugo, with the layouts of `benches/hugo`.
    #[arg(long, conflicts_with = "faults")]
    hugo: bool,
    /// The folder to make; it must not exist.
    folder: PathBuf,
}

fn main() -> Result<()> {
    let Arguments { claims, seed, faults, hugo, folder } = Arguments::parse();
    ensure!(claims > 0, "a site needs one claim at the least");
    ensure!(faults <= claims, "each fault needs a claim of its own");
    ensure!(!folder.exists(), "{} exists already", folder.display());
    let mut files = generated::site(claims, seed);
    faults::spread(&mut files, faults);
    if hugo {
        files = hugo::site(&files);
        files.extend(hugo::layouts(Path::new(env!("CARGO_MANIFEST_DIR")))?);
    }
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
