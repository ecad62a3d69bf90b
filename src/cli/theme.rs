//! The command `theme`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use super::Outcome;
use super::tell::say;
use crate::create;
use crate::diagnostic::did_you_mean;
use crate::source::{Sources, TEMPLATES};

/// Look at the templates of the built-in theme, and take one for changing.
///
/// A template in the site’s own `templates/` takes the place of the built-in one with the same name.
/// `docs/templates.md` says which one shows what.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays theme list
      lists the templates
  whosays theme eject claim.html
      copies the template of a claim’s page into `templates/`, for changing

Exit codes:
  0  it is done
  2  there is no such template, a file is there, or the machine failed")]
pub(super) struct Theme {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the templates of the theme
    List,
    /// Copy a template of the theme into the site, for changing
    Eject {
        /// The name of the template, such as `claim.html`
        #[arg(value_name = "NAME")]
        name: String,

        /// The folder of the site, with its `site.yaml`.
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
}

impl Theme {
    pub(super) fn run(self) -> Result<Outcome> {
        let theme = Sources::theme();
        let names = || theme.templates().map(|(name, _)| name);
        let (name, root) = match self.what {
            What::List => {
                say(&names().collect::<Vec<_>>().join("\n"));
                return Ok(Outcome::Fine);
            }
            What::Eject { name, root } => (name, root),
        };
        let path = format!("{TEMPLATES}/{name}");
        let Some(text) = theme.text(&path) else {
            let near = did_you_mean(&name, names());
            let near = near.unwrap_or_else(|| "`whosays theme list` lists all".into());
            bail!("the theme has no template `{name}`; {near}");
        };
        create::files(&vec![(path.clone(), text.to_owned())], &root)?;
        say(&format!("{path} written; it takes the place of the theme’s own"));
        Ok(Outcome::Fine)
    }
}
