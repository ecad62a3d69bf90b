//! Looks at a site in the background: the same analysis as that of `check`, each time anew for the
//! texts on disk with those of open documents on top. The newest texts win.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::diagnostics::{self, Finding};
use super::position::Encoding;
use super::sheet::Sheet;
use crate::content::SiteFile;
use crate::model::Model;
use crate::parse::{Parsed, Shelf};
use crate::resolve;
use crate::source::{Followed, Sources};
use crate::{Analysis, Options, analyze_with};

/// What is known of a site.
#[derive(Debug)]
pub struct Known {
    /// The texts that were looked at.
    pub sources: Sources,
    /// The content files, by path.
    pub files: BTreeMap<Arc<str>, Read>,
    /// `site.yaml`, if it could be read, and what it names.
    pub site: Option<(Arc<SiteFile>, Arc<Sheet>)>,
    /// What the content says, drafts too.
    pub model: Option<Arc<Model>>,
    /// What is wrong, by file.
    pub findings: BTreeMap<Arc<str>, Vec<Finding>>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Read {
    pub parsed: Arc<Parsed>,
    pub sheet: Arc<Sheet>,
}

/// Texts that are not, or not yet, on disk, by path.
pub type Overlays = BTreeMap<Arc<str>, Arc<str>>;

/// What is to be looked at.
struct Task {
    overlays: Overlays,
    /// Whether files may have changed on disk.
    is_stale: bool,
}

/// A thread that looks at one site.
#[derive(Debug)]
pub struct Analyst {
    tasks: Sender<Task>,
}

/// A site as it is looked at again and again.
struct Desk {
    root: PathBuf,
    options: Options,
    encoding: Encoding,
    pool: Option<ThreadPool>,
    shelf: Shelf,
    disk: Followed,
    /// Whether the disk was looked at.
    is_read: bool,
    /// What was read last.
    files: BTreeMap<Arc<str>, Read>,
}

impl Analyst {
    /// Begins to look at the site in the folder `root`; each result goes to `report`.
    pub fn start(
        root: &Path,
        options: Options,
        encoding: Encoding,
        report: impl Fn(Known) -> bool + Send + 'static,
    ) -> Analyst {
        let (tasks, queue) = unbounded();
        // A core is left for whoever types.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pool = ThreadPoolBuilder::new().num_threads(cores.saturating_sub(1).max(1)).build();
        let mut desk = Desk {
            root: root.to_owned(),
            options,
            encoding,
            pool: pool.ok(),
            shelf: Shelf::default(),
            disk: Followed::new(root.to_owned()),
            is_read: false,
            files: BTreeMap::new(),
        };
        std::thread::spawn(move || desk.work(&queue, report));
        Analyst { tasks }
    }

    /// Has the site looked at with these texts on top of it; what was asked before and is not begun
    /// is left. `is_stale` says that files may have changed on disk.
    pub fn look(&self, overlays: Overlays, is_stale: bool) {
        // It ends only with its sender.
        let _ = self.tasks.send(Task { overlays, is_stale });
    }
}

impl Desk {
    fn work(&mut self, queue: &Receiver<Task>, report: impl Fn(Known) -> bool) {
        while let Ok(first) = queue.recv() {
            let task = queue.try_iter().fold(first, |before, next| Task {
                is_stale: before.is_stale || next.is_stale,
                ..next
            });
            let known = match self.pool.take() {
                Some(pool) => {
                    let known = pool.install(|| self.look(task));
                    self.pool = Some(pool);
                    known
                }
                None => self.look(task),
            };
            if !report(known) {
                return;
            }
        }
    }

    fn look(&mut self, task: Task) -> Known {
        if task.is_stale || !self.is_read {
            // A folder that is gone has nothing in it.
            self.is_read = self.disk.look().is_ok();
        }
        let mut sources =
            if self.is_read { Sources::clone(self.disk.sources()) } else { Sources::theme() };
        for (path, text) in &task.overlays {
            sources.overlay(path, text);
        }
        let Analysis { model, diagnostics, .. } =
            analyze_with(&mut self.shelf, &sources, &self.options);
        self.files = self.read(&sources);
        let site = model.as_ref().map(|model| model.site.file.clone());
        let site = site.map(|site| {
            let text = sources.site_file().and_then(|(_, text)| text.as_deref().ok());
            let sheet = Sheet::of_site(&site, text.unwrap_or_default());
            (site, Arc::new(sheet))
        });
        Known {
            findings: diagnostics::by_file(&self.root, &sources, diagnostics, self.encoding),
            model: model.map(|model| self.with_drafts(model)),
            files: self.files.clone(),
            site,
            sources,
        }
    }

    /// Looks through the files that were parsed anew.
    fn read(&self, sources: &Sources) -> BTreeMap<Arc<str>, Read> {
        let read = |parsed: &Arc<Parsed>| {
            let known = self.files.get(&parsed.path);
            let known = known.filter(|read| Arc::ptr_eq(&read.parsed, parsed)).cloned();
            let read = known.unwrap_or_else(|| {
                let sheet = Sheet::of(parsed, sources.text(&parsed.path).unwrap_or_default());
                Read { parsed: parsed.clone(), sheet: Arc::new(sheet) }
            });
            (parsed.path.clone(), read)
        };
        let files: Vec<_> = self.shelf.files().collect();
        let read: Vec<_> = files.into_par_iter().map(read).collect();
        read.into_iter().collect()
    }

    /// The model with the drafts, of which an editor wants to know what they say.
    fn with_drafts(&self, model: Arc<Model>) -> Arc<Model> {
        let files: Vec<Arc<Parsed>> = self.shelf.files().cloned().collect();
        let has_drafts = files.iter().flat_map(|file| &file.entries).any(|entry| entry.is_draft());
        if self.options.drafts || !has_drafts {
            return model;
        }
        let shown = resolve::Options { drafts: true };
        Arc::new(resolve::resolve(&model.site.file, &files, shown).0)
    }
}
