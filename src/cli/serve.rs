//! The command `serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Result;
use clap::Args;

use super::site::{Site, date};
use super::tell::{say, tell, tell_failure, tell_mistakes, tell_warnings};
use super::{Outcome, words};
use crate::date::Date;
use crate::serve::editor::Editor;
use crate::serve::{News, Settings};

/// Show the site in a browser while it is being written.
///
/// Serves the site to this machine alone. When a file of the site changes, open pages follow. While
/// the content has errors, every page shows them, each with a link that opens the file in an editor.
/// No file is written. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help serve` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays serve
      serves the site in this folder at http://127.0.0.1:3111/
  whosays serve --root my-site --drafts --open
      serves the site in `my-site` with its drafts, marked as such, and opens it in the browser
  whosays serve --editor zed
      leads from entries and mistakes to their files in Zed
  whosays serve --port 0
      takes any free port and says which

Exit codes:
  0  it was ended with Ctrl-C
  2  the command was called wrongly, or the machine failed"
)]
pub(super) struct Serve {
    #[command(flatten)]
    site: Site,

    /// Take this date for the `as_of` of `site.yaml`: statements up to then are covered.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// The port; if it is in use, the next free one. 0 takes any.
    #[arg(long, value_name = "PORT", default_value_t = 3111)]
    port: u16,

    /// The address of this machine at which the server listens. Any but a loopback address lets
    /// others read the site, drafts included if they are shown.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// Open the site in the browser.
    #[arg(long)]
    open: bool,

    /// What opens files from pages: vscode, vscode-insiders, vscodium, cursor, windsurf, zed, idea,
    /// pycharm, webstorm, macvim, textmate, none; or an address with `{file}`, `{line}`, `{column}`.
    #[arg(long, value_name = "EDITOR", default_value = "vscode", value_parser = Editor::parse)]
    editor: Editor,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome> {
        let mut options = self.site.options(None);
        options.as_of = self.as_of;
        let Serve { site, port, host, editor, .. } = self;
        let settings = Settings { root: site.root, host, port, editor, options };
        let tell = if self.open { tell_and_open } else { tell_news };
        crate::serve::run(settings, tell)?;
        Ok(Outcome::Fine)
    }
}

fn tell_news(news: News) {
    match news {
        News::Listening { address, taken } => {
            if let Some(taken) = taken {
                tell(&format!("port {taken} is in use; taking {} instead", address.port()));
            }
            if !address.ip().is_loopback() {
                tell("warning: other machines can read the site, with all that it shows");
            }
            say(&format!("serving the site at http://{}/ until Ctrl-C", reached(address)));
        }
        News::Checked { sources, analysis, time } => {
            tell_mistakes(sources, &analysis.diagnostics);
            let exempted = analysis.exempted;
            let Some(model) = analysis.sound_model() else {
                tell(&words::mistakes(&analysis.diagnostics, exempted));
                return;
            };
            tell_warnings(analysis);
            say(&format!(
                "{}{}, shown after {}",
                words::entries(model),
                words::exempted(exempted),
                words::seconds(time),
            ));
        }
        News::Failed(error) => tell_failure(error),
        News::NotWatching(error) => {
            tell_failure(&error.context("changes in some folders will not be seen"));
        }
    }
}

/// The same, and opens the site when it can be read.
fn tell_and_open(news: News) {
    let address = match news {
        News::Listening { address, .. } => Some(reached(address)),
        _ => None,
    };
    tell_news(news);
    if let Some(address) = address
        && let Err(error) = open::that_detached(format!("http://{address}/"))
    {
        tell_failure(&anyhow::Error::new(error).context("no browser could be opened"));
    }
}

/// Where this machine reaches a server that may listen at every address.
fn reached(address: SocketAddr) -> SocketAddr {
    let host = match address.ip() {
        ip if ip.is_unspecified() && ip.is_ipv4() => Ipv4Addr::LOCALHOST.into(),
        ip if ip.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(host, address.port())
}
