//! The command `serve`.

use anyhow::Result;
use clap::Args;

use super::site::Site;
use super::tell::{say, tell, tell_failure, tell_mistakes, tell_warnings};
use super::{Outcome, words};
use crate::serve::News;

/// Show the site in a browser while it is being written.
///
/// Builds the site in memory and serves it to this machine alone. When a file of the site changes,
/// it is built again and open pages reload. While the content has errors, every page shows them.
/// No file is written. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help serve` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays serve
      serves the site in this folder at http://127.0.0.1:3111/
  whosays serve --root my-site --drafts
      serves the site in `my-site` with its drafts, marked as such
  whosays serve --port 0
      takes any free port and says which

Exit codes:
  0  it was ended with Ctrl-C
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct Serve {
    #[command(flatten)]
    site: Site,

    /// The port; if it is in use, the next free one. 0 takes any.
    #[arg(long, value_name = "PORT", default_value_t = 3111)]
    port: u16,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome> {
        let options = self.site.options(None);
        crate::serve::run(&self.site.root, self.port, options, tell_news)?;
        Ok(Outcome::Fine)
    }
}

fn tell_news(news: News) {
    match news {
        News::Listening { address, taken } => {
            if let Some(taken) = taken {
                tell(&format!("port {taken} is in use; taking {} instead", address.port()));
            }
            say(&format!("serving the site at http://{address}/ until Ctrl-C"));
        }
        News::Built { sources, analysis, model, files, bytes, time } => {
            tell_mistakes(sources, &analysis.diagnostics);
            tell_warnings(analysis);
            say(&format!(
                "{}: {}, {}{} in {}",
                words::entries(model),
                crate::words::counted(files, "file", "files"),
                words::size(bytes),
                words::exempted(analysis.exempted),
                words::seconds(time),
            ));
        }
        News::Broken { sources, analysis } => {
            tell_mistakes(sources, &analysis.diagnostics);
            tell(&words::mistakes(&analysis.diagnostics, analysis.exempted));
        }
        News::Failed(error) => tell_failure(error),
        News::NotWatching(error) => {
            tell_failure(&error.context("changes in some folders will not be seen"));
        }
    }
}
