//! Waits for changes of the files that a site is made from.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify_debouncer_full::notify::event::Flag;
use notify_debouncer_full::notify::{Event, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::source::{CONTENT, SITE_FILE};

/// Changes that follow each other faster are taken together.
const DEBOUNCE: Duration = Duration::from_millis(50);

/// A watch on the files of a site. The output folder is not among them.
pub struct Watch {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    changes: Receiver<DebounceEventResult>,
    root: PathBuf,
    /// Folders that may come and go.
    folders: Vec<(PathBuf, RecursiveMode)>,
}

/// What has changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changed {
    /// Any file of the site.
    files: bool,
    /// One of the folders that are watched, so that the watch is to be renewed.
    pub folders: bool,
}

impl Watch {
    /// `root` is the folder of a site, without links in its path.
    pub fn new(root: &Path) -> Result<Watch> {
        let (sender, changes) = channel();
        let debouncer = new_debouncer(DEBOUNCE, None, sender)?;
        // Above, to see the root itself return; in the root, to see folders and `site.yaml`.
        let above = root.parent().map(|parent| (parent.into(), RecursiveMode::NonRecursive));
        let within = [CONTENT, "templates", "static"]
            .map(|name| (root.join(name), RecursiveMode::Recursive));
        let folders = above
            .into_iter()
            .chain([(root.into(), RecursiveMode::NonRecursive)])
            .chain(within)
            .collect();
        Ok(Watch { debouncer, changes, root: root.into(), folders })
    }

    /// Watches every folder that is there now. Fails for the first that cannot be watched, after
    /// all were tried.
    pub fn renew(&mut self) -> Result<()> {
        let mut result = Ok(());
        for (folder, mode) in &self.folders {
            // A folder that went has lost its watch, or takes it along to where it went.
            let _ = self.debouncer.unwatch(folder);
            if !folder.is_dir() {
                continue;
            }
            let watched = self
                .debouncer
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

    /// Blocks until a file of the site changes; `None` when that can no longer be seen.
    pub fn wait(&self) -> Option<Changed> {
        loop {
            let first = self.changes.recv().ok()?;
            let mut changed = Changed::default();
            for batch in std::iter::once(first).chain(self.changes.try_iter()) {
                match batch {
                    Ok(events) => events.iter().for_each(|event| self.note(event, &mut changed)),
                    // Events may be lost: everything is looked at anew.
                    Err(_) => changed = Changed { files: true, folders: true },
                }
            }
            if changed.files {
                return Some(changed);
            }
        }
    }

    fn note(&self, event: &Event, changed: &mut Changed) {
        // Reading the site is no change; or each build would be the reason of the next.
        if event.kind.is_access() {
            return;
        }
        if event.flag() == Some(Flag::Rescan) {
            *changed = Changed { files: true, folders: true };
        }
        for path in &event.paths {
            let is_watched = self.folders.iter().any(|(folder, _)| folder == path);
            let is_within = self.folders.iter().any(|(folder, mode)| {
                *mode == RecursiveMode::Recursive && path.starts_with(folder)
            });
            let is_ours = path.starts_with(&self.root);
            changed.folders |= is_ours && is_watched;
            changed.files |= is_ours && (is_watched || is_within);
            changed.files |= *path == self.root.join(SITE_FILE);
        }
    }
}

#[cfg(test)]
mod tests {
    use notify_debouncer_full::notify::EventKind;
    use notify_debouncer_full::notify::event::{AccessKind, CreateKind, ModifyKind, RemoveKind};

    use super::*;

    #[test]
    fn only_changes_of_what_the_site_is_made_from_count() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = folder.path().join("site");
        let watch = Watch::new(&root).unwrap();
        let changed = |kind: EventKind, path: &str| {
            let mut changed = Changed::default();
            watch.note(&Event::new(kind).add_path(folder.path().join(path)), &mut changed);
            (changed.files, changed.folders)
        };
        let modified = EventKind::Modify(ModifyKind::Any);
        assert_eq!(changed(modified, "site/site.yaml"), (true, false));
        assert_eq!(changed(modified, "site/content/claims/a.md"), (true, false));
        assert_eq!(changed(modified, "site/static/a.css"), (true, false));
        assert_eq!(changed(EventKind::Create(CreateKind::Folder), "site/content"), (true, true));
        assert_eq!(changed(EventKind::Remove(RemoveKind::Folder), "site"), (true, true));
        let read = EventKind::Access(AccessKind::Any);
        assert_eq!(changed(read, "site/content/claims/a.md"), (false, false));
        for other in ["", "other", "site.yaml", "site/public/index.html", "site/notes.txt"] {
            assert_eq!(changed(modified, other), (false, false), "{other}");
        }
    }
}
