//! The command `init`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Outcome;
use super::tell::{say, tell};
use crate::content::SiteFile;
use crate::content::value::WebHost;
use crate::id::suggest_id;
use crate::source::{SITE_FILE, Sources};
use crate::words::counted;
use crate::{create, parse, starter};

/// Begin a site.
///
/// Writes a small, complete explainer with comments, to be rewritten, and settings for editors’
/// programs into a new or empty folder; a repository without files counts as empty.
///
/// With `--host` it adds what that host needs to build and serve the site: a workflow or a
/// configuration, with comments that say what it does. In the folder of a site that is there it writes
/// that alone. No file is ever written over.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help init` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays init my-site
      begins a site in the folder `my-site`
  whosays init my-site --host github-pages
      begins one that GitHub builds and shows at each push
  whosays init --host netlify
      adds what Netlify needs to the site in this folder

Exit codes:
  0  the files are written
  2  the command was called wrongly, a file is there, or the machine failed"
)]
pub(super) struct Init {
    /// The folder of the site.
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// Write what this web host needs.
    #[arg(long, value_name = "HOST", value_parser = host())]
    host: Option<WebHost>,
}

fn host() -> impl TypedValueParser<Value = WebHost> {
    PossibleValuesParser::new(WebHost::NAMES.map(|(name, _)| name)).map(|name| {
        let known = WebHost::NAMES.iter().find(|(known, _)| *known == name);
        known.expect("it is one of the names").1
    })
}

impl Init {
    pub(super) fn run(self) -> Result<Outcome> {
        if self.dir.join(SITE_FILE).exists() {
            return self.add();
        }
        let mut tree = starter::site(self.host);
        if let Some(host) = self.host {
            let site = tree.iter().find(|(path, _)| path == SITE_FILE);
            let domain = domain(site.map(|(_, text)| &**text));
            tree.extend(starter::host(host, &self.name(), &domain));
        }
        create::site(&tree, &self.dir)?;
        let files = counted(tree.len(), "file", "files");
        say(&format!("{files} written into `{}`", self.dir.display()));
        tell(&match self.dir == Path::new(".") {
            true => "`whosays serve` shows the site".to_owned(),
            false => format!("`whosays serve --root {}` shows the site", self.dir.display()),
        });
        Ok(Outcome::Fine)
    }

    /// Adds the files of a host to a site.
    fn add(&self) -> Result<Outcome> {
        let Some(host) = self.host else {
            anyhow::bail!(
                "{} is a site; `--host` adds to it what a web host needs",
                self.dir.display()
            );
        };
        let sources = Sources::read(&self.dir)?;
        let tree = starter::host(host, &self.name(), &domain(sources.text(SITE_FILE)));
        create::files(&tree, &self.dir)?;
        for (path, _) in &tree {
            say(&format!("{path} written"));
        }
        let (site, _) = parse::site(sources.site_file());
        if site.and_then(|site: SiteFile| site.publish?.host) != Some(host) {
            let name = host.name();
            tell(&format!(
                "give redirects the form of this host: `publish: {{ host: {name} }}` in `{SITE_FILE}`"
            ));
        }
        Ok(Outcome::Fine)
    }

    /// The name of the folder in the shape of an id.
    fn name(&self) -> String {
        let folder = std::path::absolute(&self.dir).unwrap_or_default();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        suggest_id(&name).unwrap_or_else(|| "site".into())
    }
}

/// The host of `base_url`.
fn domain(site: Option<&str>) -> String {
    let path = SITE_FILE.into();
    let text = site.map(|text| Ok(text.into()));
    let (site, _) = parse::site(text.as_ref().map(|text| (&path, text)));
    let url = site.map(|site| site.base_url.to_string()).unwrap_or_default();
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    host.unwrap_or("example.org").to_owned()
}
