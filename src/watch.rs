//! Watches the files that a site is made from.

#![cfg(feature = "watch")]

pub mod settle;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Instant;

use anyhow::{Context, Error, Result};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Event, EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::{self, CONTENT, Part, SITE_FILE, STATIC, TEMPLATES};
use settle::{Settled, Settling};

/// What is told of a site that is followed.
pub enum News<'a> {
    /// What has changed, and come to rest; at first all of it may have.
    Settled(&'a Settled),
    /// Some folders cannot be watched.
    NotWatching(Error),
}

/// What is heard of it.
enum Signal {
    Files(notify::Result<Event>),
    Stop,
}

/// Tells of the site in a folder, which is there, and of each change of it, until the user or the system
/// ends that.
///
/// Fails when nothing can be watched.
pub fn follow(root: &Path, mut tell: impl FnMut(News)) -> Result<()> {
    let root = std::fs::canonicalize(root)?;
    let (signals, heard) = channel();
    let events = signals.clone();
    // Nobody hears of it when the end has come.
    let handler = move |event| drop(events.send(Signal::Files(event)));
    let mut watch = Watch::new(&root, handler).context("cannot watch for changes")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        // Where the system tells of no signals, it ends the process itself.
        if runtime.block_on(stopped()).is_ok() {
            let _ = signals.send(Signal::Stop);
        }
    })?;
    let mut settling = Settling::default();
    // Watched first and read then, so that no change is missed.
    settling.more(Instant::now());
    let mut renew = true;
    loop {
        let signal = match settling.due() {
            Some(due) => heard.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match signal {
            Ok(Signal::Files(event)) => renew |= watch.note(&event, &mut settling),
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => {
                if std::mem::take(&mut renew) {
                    watch.renew().unwrap_or_else(|error| tell(News::NotWatching(error)));
                }
                tell(News::Settled(&settling.take()));
            }
        }
    }
}

/// Returns when the user or the system ends the process.
pub async fn stopped() -> Result<()> {
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

/// A watch on the files of a site. The output folder is not among them.
pub struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// Folders that may come and go.
    folders: Vec<(PathBuf, RecursiveMode)>,
}

/// Whether an event may be a change. Reading the site is none; or each time would be the reason of
/// the next.
fn is_change(event: &notify::Result<Event>) -> bool {
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    event.as_ref().map_or(true, |event| !event.kind.is_access() || event.kind == CLOSED)
}

impl Watch {
    /// `root` is the folder of a site, without links in its path; `handler` hears of all that may be a
    /// change.
    pub fn new(root: &Path, mut handler: impl EventHandler) -> Result<Watch> {
        let watcher = notify::recommended_watcher(move |event| {
            if is_change(&event) {
                handler.handle_event(event);
            }
        })?;
        // Above, to see the root itself return; in the root, to see folders and `site.yaml`.
        let above = root.parent().map(|parent| (parent.into(), RecursiveMode::NonRecursive));
        let within =
            [CONTENT, TEMPLATES, STATIC].map(|name| (root.join(name), RecursiveMode::Recursive));
        let folders = above
            .into_iter()
            .chain([(root.into(), RecursiveMode::NonRecursive)])
            .chain(within)
            .collect();
        Ok(Watch { watcher, root: root.into(), folders })
    }

    /// Watches every folder that is there now. Fails for the first that cannot be watched, after
    /// all were tried.
    pub fn renew(&mut self) -> Result<()> {
        let mut result = Ok(());
        for (folder, mode) in &self.folders {
            // A folder that went has lost its watch, or takes it along to where it went.
            let _ = self.watcher.unwatch(folder);
            if !folder.is_dir() {
                continue;
            }
            let watched = self
                .watcher
                .watch(folder, *mode)
                .with_context(|| format!("cannot watch {}", folder.display()));
            // The folder above may not be ours to look at; it is seldom needed. One that went
            // just now is seen by the watch above it.
            if result.is_ok() && folder.starts_with(&self.root) && folder.is_dir() {
                result = watched;
            }
        }
        result
    }

    /// Notes what an event changes, and returns whether it was one of the folders that are watched,
    /// so that the watch is to be renewed.
    pub fn note(&self, event: &notify::Result<Event>, settling: &mut Settling) -> bool {
        let now = Instant::now();
        let event = match event {
            Ok(event) if !event.need_rescan() => event,
            // Events may be lost: everything is looked at anew.
            _ => {
                settling.more(now);
                return true;
            }
        };
        let mut renew = false;
        let last = event.paths.len().saturating_sub(1);
        for (index, path) in event.paths.iter().enumerate() {
            let Ok(within) = path.strip_prefix(&self.root) else { continue };
            if self.folders.iter().any(|(folder, _)| folder == path) {
                settling.more(now);
                renew = true;
                continue;
            }
            let is_within = self.folders.iter().any(|(folder, mode)| {
                *mode == RecursiveMode::Recursive && path.starts_with(folder)
            });
            if !is_within && within != Path::new(SITE_FILE) {
                continue;
            }
            let Some(within) = within.to_str().map(|path| path.replace('\\', "/")) else {
                settling.more(now);
                continue;
            };
            let is_folder = matches!(
                event.kind,
                EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder)
            );
            match source::part(&within) {
                Part::None => {}
                _ if is_folder => settling.more(now),
                Part::Other => settling.other(&within, now),
                Part::File => match event.kind {
                    EventKind::Modify(ModifyKind::Metadata(_)) => settling.about(&within, now),
                    EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                        settling.file(&within, true, now);
                    }
                    EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
                        settling.file(&within, index == last, now);
                    }
                    _ => settling.file(&within, false, now),
                },
            }
        }
        renew
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag};

    use super::*;

    #[test]
    fn only_changes_of_what_the_site_is_made_from_count() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = folder.path().join("site");
        let watch = Watch::new(&root, |_: notify::Result<Event>| ()).unwrap();
        let changed = |kind: EventKind, path: &str| {
            let event = Ok(Event::new(kind).add_path(folder.path().join(path)));
            let mut settling = Settling::default();
            let renew = is_change(&event) && watch.note(&event, &mut settling);
            let settled = settling.take();
            (settled.files.into_iter().collect::<String>(), settled.more, renew)
        };
        let file = |path: &str| (path.to_owned(), false, false);
        let modified = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        for path in ["site.yaml", "content/claims/a.md", "static/a.css", "templates/x/y.html"] {
            assert_eq!(changed(modified, &format!("site/{path}")), file(path));
        }
        for path in ["content/a.txt", "content/claims"] {
            assert_eq!(changed(modified, &format!("site/{path}")), file(path));
        }
        let below = changed(EventKind::Create(CreateKind::Folder), "site/content/new");
        assert_eq!(below, (String::new(), true, false));
        let folder_of_site = (String::new(), true, true);
        assert_eq!(changed(EventKind::Create(CreateKind::Folder), "site/content"), folder_of_site);
        assert_eq!(changed(EventKind::Remove(RemoveKind::Folder), "site"), folder_of_site);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(changed(closed, "site/content/a.md"), file("content/a.md"));
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(changed(read, "site/content/a.md"), file(""));
        for other in [
            "",
            "other",
            "site.yaml",
            "site/public/index.html",
            "site/notes.txt",
            "site/content/.a.md.swp",
            "site/content/a.md~",
            "site/content/.git/a.md",
        ] {
            assert_eq!(changed(modified, other), file(""), "{other}");
        }
        let lost = Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan));
        let mut settling = Settling::default();
        assert!(watch.note(&lost, &mut settling) && settling.take().more);
    }
}
