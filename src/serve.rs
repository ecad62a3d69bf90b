//! Shows a site in a browser while it is being written: sources are parsed once, what changes is
//! parsed again, and a page is made when it is asked for.

#![cfg(feature = "serve")]

mod answer;
mod edition;
pub mod editor;
mod overlay;
mod press;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use tokio::sync::watch as shared;

use crate::source::Sources;
use crate::watch::{Watch, stopped};
use crate::{Analysis, Options};
use answer::{Desk, Names};
use editor::Editor;
use press::{Parts, Press, Signal};

/// How many ports are tried after the one that was asked for.
const PORTS: u16 = 100;

/// What is served, where, and for whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the site.
    pub root: PathBuf,
    /// The address of this machine at which the server listens.
    pub host: IpAddr,
    /// When it is in use, one of the next is taken; 0 stands for any.
    pub port: u16,
    /// The editor in which files open.
    pub editor: Editor,
    /// How the site is read.
    pub options: Options,
}

/// What the server tells whoever runs it.
pub enum News<'a> {
    /// It answers from now on; `taken` is the port that was asked for, if that was in use.
    Listening { address: SocketAddr, taken: Option<u16> },
    /// A state of the site was checked, which pages have shown already; `time` is what it took from
    /// the change until then.
    Checked { sources: &'a Sources, analysis: &'a Analysis, time: Duration },
    /// The site could not be read.
    Failed(&'a Error),
    /// Some folders cannot be watched.
    NotWatching(Error),
}

/// Serves a site on a port of this machine until Ctrl-C, and tells what happens.
///
/// Fails when the root is no folder, when no port is free, and when the machine fails; not because
/// of the content, nor when files are gone or cannot be read.
pub fn run(settings: Settings, tell: fn(News)) -> Result<()> {
    let Settings { root, host, port, editor, options } = settings;
    let root = std::fs::canonicalize(&root)
        .ok()
        .filter(|root| root.is_dir())
        .with_context(|| format!("{} is not a folder", root.display()))?;
    let listener = listen(host, port)?;
    let address = listener.local_addr()?;
    let (signals, heard) = channel();
    let events = signals.clone();
    // Nobody hears of it when the server has ended.
    let handler = move |event| drop(events.send(Signal::Files(event)));
    let mut watch = Watch::new(&root, handler).context("cannot watch for changes")?;
    // Watched first and read then, so that no change is missed.
    watch.renew().unwrap_or_else(|error| tell(News::NotWatching(error)));
    let (sender, editions) = shared::channel(None);
    tell(News::Listening { address, taken: (port != 0 && port != address.port()).then_some(port) });
    let desk = Desk { editions, editor: editor.clone(), root: root.as_path().into() };
    let press = Press::new(Parts { root, options, editor, tell, signals, editions: sender })?;
    std::thread::Builder::new().name("press".into()).spawn(move || press.run(watch, &heard))?;
    answer_until_stopped(listener, Names::of(host, address.port()), desk)
}

/// A socket at the first port that is free.
fn listen(host: IpAddr, port: u16) -> Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS) };
    for candidate in port..=last {
        match TcpListener::bind((host, candidate)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            listener => {
                return listener
                    .with_context(|| format!("cannot listen at {host}, port {candidate}"));
            }
        }
    }
    bail!("the ports {port} to {last} are all in use; give another with `--port`")
}

fn answer_until_stopped(listener: TcpListener, names: Names, desk: Desk) -> Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut ended = desk.editions.clone();
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            served = axum::serve(listener, answer::router(names, desk)) => Ok(served?),
            stopped = stopped() => stopped,
            _ = ended.wait_for(|_| false) => bail!("the site is no longer followed; start anew"),
        }
    });
    // Pages hold a connection open to hear of changes; nobody waits for those.
    runtime.shutdown_background();
    result
}
