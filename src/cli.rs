//! The command line: the table of commands, and how a call of one ends. Each command has a file
//! below `cli/` with its flags, its help and what it does.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod import;
mod init;
mod links;
mod list;
#[cfg(feature = "lsp")]
mod lsp;
mod mv;
mod new;
mod publish;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod site;
mod tell;
mod theme;
pub(crate) mod words;

use std::process::ExitCode;

use anyhow::Result;
use clap::{ColorChoice, Parser, Subcommand};

/// What stands below the help of the whole program.
fn examples() -> String {
    let serve = "
  whosays serve
      shows the site in this folder in a browser while it is being written";
    let serve = if cfg!(feature = "serve") { serve } else { "" };
    format!(
        "\
Examples:{serve}
  whosays check
      shows everything that is wrong with the content of the site in this folder
  whosays build
      builds it into `public`, to be put on any web server
  whosays publish
      builds it, shows what would change where readers find it, and brings it there

Exit codes:
  0  all is well; warnings may have been shown
  1  the content has errors, or what was asked for was refused
  2  the command was called wrongly, or the machine failed"
    )
}

/// A static-site generator for annotated explainers: who says so?
///
/// A site is a folder with a `site.yaml` and texts in `content/`. Claims, the positions that
/// actors take on them, and the sources these stand in are written once; every page follows.
#[derive(Debug, Parser)]
#[command(
    name = "whosays",
    version,
    max_term_width = 90,
    after_help = "`whosays help COMMAND` tells more, with examples.",
    after_long_help = examples(),
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Call {
    #[command(subcommand)]
    command: Command,

    /// When to colour messages; `auto` asks the terminal, NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    List(list::List),
    Show(show::Show),
    Mv(mv::Mv),
    Build(build::Build),
    Publish(publish::Publish),
    Check(check::Check),
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    #[cfg(feature = "lsp")]
    Lsp(lsp::Lsp),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Import(import::Import),
    Diff(diff::Diff),
    Theme(theme::Theme),
    Completions(completions::Completions),
    Man(completions::Man),
}

impl Command {
    fn run(self) -> Result<Outcome> {
        match self {
            Command::Init(init) => init.run(),
            Command::New(new) => new.run(),
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Mv(mv) => mv.run(),
            Command::Theme(theme) => theme.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
            Command::Build(build) => build.run(),
            Command::Publish(publish) => publish.run(),
            Command::Check(check) => check.run(),
            Command::Explain(explain) => explain.run(),
            Command::Schema(schema) => schema.run(),
            Command::Import(import) => import.run(),
            Command::Diff(diff) => diff.run(),
            #[cfg(feature = "serve")]
            Command::Serve(serve) => serve.run(),
            #[cfg(feature = "lsp")]
            Command::Lsp(lsp) => lsp.run(),
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    ContentHasErrors,
    /// What was compared is not the same.
    Different,
    /// What was asked for was not done, as something would be lost, or the answer was no.
    Refused,
    /// The other end left without asking for the end.
    Abandoned,
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::ContentHasErrors
            | Outcome::Different
            | Outcome::Refused
            | Outcome::Abandoned => ExitCode::from(1),
            // As with wrong flags, for which `clap` ends the process.
            Outcome::Failed => ExitCode::from(2),
        }
    }
}

impl Call {
    /// Does what was asked for, and tells it: results on standard output, all else on standard
    /// error.
    pub fn run(self) -> Outcome {
        match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        self.command.run().unwrap_or_else(|error| {
            tell::tell_failure(&error);
            Outcome::Failed
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_table_of_flags_is_sound() {
        super::Call::command().debug_assert();
    }
}
