//! Shows a site in a browser while it is being written: built in memory, served to this machine
//! alone, built again when a file changes.

#![cfg(feature = "serve")]

mod answer;
mod memory;
mod watch;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use tokio::sync::watch as shared;

use crate::model::Model;
use crate::source::Sources;
use crate::{Analysis, Options};
use memory::{Edition, Press};
use watch::Watch;

/// How many ports are tried after the one that was asked for.
const PORTS: u16 = 100;

/// What the server tells whoever runs it.
pub enum News<'a> {
    /// It answers from now on; `taken` is the port that was asked for, if that was in use.
    Listening { address: SocketAddr, taken: Option<u16> },
    /// The site was built; `time` is what it took.
    Built {
        sources: &'a Sources,
        analysis: &'a Analysis,
        model: &'a Model,
        files: usize,
        bytes: u64,
        time: Duration,
    },
    /// The content has errors.
    Broken { sources: &'a Sources, analysis: &'a Analysis },
    /// The site could not be read or rendered.
    Failed(&'a Error),
    /// Some folders cannot be watched.
    NotWatching(Error),
}

/// Serves the site in the folder `root` on a port of this machine until Ctrl-C, and tells what
/// happens. When the port is in use, one of the next is taken; 0 stands for any.
///
/// Fails when `root` is no folder, when no port is free, and when the machine fails; not because
/// of the content, nor when files are gone or cannot be read.
pub fn run(root: &Path, port: u16, options: Options, tell: fn(News)) -> Result<()> {
    let root = std::fs::canonicalize(root)
        .ok()
        .filter(|root| root.is_dir())
        .with_context(|| format!("{} is not a folder", root.display()))?;
    let listener = listen(port)?;
    let address = listener.local_addr()?;
    let mut watch = Watch::new(&root).context("cannot watch for changes")?;
    let mut press = Press::new(root, options);
    // Watched first and read then, so that no change is missed.
    watch.renew().unwrap_or_else(|error| tell(News::NotWatching(error)));
    let (sender, edition) = shared::channel(press.print(tell));
    tell(News::Listening { address, taken: (port != 0 && port != address.port()).then_some(port) });
    std::thread::Builder::new().name("press".into()).spawn(move || {
        while let Some(changed) = watch.wait() {
            if changed.folders {
                watch.renew().unwrap_or_else(|error| tell(News::NotWatching(error)));
            }
            let next = press.print(tell);
            sender.send_if_modified(|edition| {
                let is_new = !Edition::is_same(edition, &next);
                if is_new {
                    *edition = next;
                }
                is_new
            });
        }
    })?;
    answer_until_stopped(listener, edition)
}

/// A socket that only this machine reaches.
fn listen(port: u16) -> Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS) };
    for candidate in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            listener => {
                return listener
                    .with_context(|| format!("cannot listen on port {candidate} of this machine"));
            }
        }
    }
    bail!("the ports {port} to {last} are all in use; give another with `--port`")
}

fn answer_until_stopped(
    listener: TcpListener,
    edition: shared::Receiver<Arc<Edition>>,
) -> Result<()> {
    let port = listener.local_addr()?.port();
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut ended = edition.clone();
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            served = axum::serve(listener, answer::router(port, edition)) => Ok(served?),
            stopped = stopped() => stopped,
            _ = ended.wait_for(|_| false) => bail!("the site is no longer built again; start anew"),
        }
    });
    // Pages hold a connection open to hear of changes; nobody waits for those.
    runtime.shutdown_background();
    result
}

/// Returns when the user or the system ends the server.
async fn stopped() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
