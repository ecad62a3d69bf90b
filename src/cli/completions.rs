//! The commands `completions` and `man`: what shells and `man` are to know of the others.

use std::io;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::tell::say;
use super::{Call, Outcome};
use crate::words::counted;

/// Print what lets a shell complete commands and flags.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays completions bash > ~/.local/share/bash-completion/completions/whosays
  whosays completions zsh > \"${fpath[1]}/_whosays\"
  whosays completions fish > ~/.config/fish/completions/whosays.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Outcome> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Call::command(), "whosays", &mut script);
        super::tell::print(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Fine)
    }
}

/// Write the manual pages, one for each command.
///
/// Pages of an earlier version with the same names are written over.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays man ~/.cargo/share/man/man1
      writes them where `man whosays` finds them")]
pub(super) struct Man {
    /// The folder to write into; it is made if it is not there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Man {
    pub(super) fn run(self) -> Result<Outcome> {
        std::fs::create_dir_all(&self.dir)
            .with_context(|| format!("cannot make the folder {}", self.dir.display()))?;
        clap_mangen::generate_to(Call::command(), &self.dir)
            .with_context(|| format!("cannot write into {}", self.dir.display()))?;
        let pages = pages(&self.dir)?;
        say(&format!("{} in {}", counted(pages, "page", "pages"), self.dir.display()));
        Ok(Outcome::Fine)
    }
}

/// How many manual pages of ours are in a folder.
fn pages(folder: &std::path::Path) -> io::Result<usize> {
    let names = std::fs::read_dir(folder)?.flatten().map(|entry| entry.file_name());
    Ok(names.filter(|name| name.to_string_lossy().starts_with("whosays")).count())
}
