//! A site that is being written: what was found when it was last looked at, and the documents that
//! are open now.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{
    Diagnostic, Location, PublishDiagnosticsParams, Range as Span, TextDocumentContentChangeEvent,
    Uri,
};

use super::address::uri_of;
use super::analyst::{Analyst, Known, Overlays, Read};
use super::position::{Encoding, Lines};
use super::sheet::{Listed, Sheet};
use crate::content::SiteFile;
use crate::id::Target;
use crate::model::Model;
use crate::parse;
use crate::source::{SITE_FILE, Sources};

/// A site in an editor’s program.
#[derive(Debug)]
pub struct Site {
    pub root: PathBuf,
    pub encoding: Encoding,
    analyst: Analyst,
    /// What was found last; nothing before it was looked at for the first time.
    known: Option<Known>,
    open: BTreeMap<Arc<str>, Document>,
    /// What the client was told to be wrong, by file, and under which address.
    told: BTreeMap<Arc<str>, (Uri, Vec<Diagnostic>)>,
}

/// A document that is open.
#[derive(Debug)]
pub struct Document {
    /// Its address as the client writes it.
    pub uri: Uri,
    pub version: i32,
    pub text: Arc<str>,
    /// What stands in it now; none of what is no content.
    read: Option<Read>,
}

impl Site {
    /// Begins with the site in the folder `root`.
    pub fn new(root: PathBuf, encoding: Encoding, analyst: Analyst) -> Site {
        let site = Site {
            root,
            encoding,
            analyst,
            known: None,
            open: BTreeMap::new(),
            told: BTreeMap::new(),
        };
        site.look(false);
        site
    }

    /// Whether it was looked at.
    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// The path of a file from the folder of the site on, with `/` on any system; `None` if it is
    /// none of the site’s texts.
    pub fn path(&self, file: &Path) -> Option<Arc<str>> {
        let below = file.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> =
            below.components().map(|part| part.as_os_str().to_str()).collect();
        let path = parts?.join("/");
        Sources::is_text(&path).then(|| path.into())
    }

    /// The address of a file, as the client writes it if the document is open.
    pub fn uri(&self, path: &str) -> Option<Uri> {
        match self.open.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => uri_of(&self.root.join(path)),
        }
    }

    pub fn open(&mut self, path: Arc<str>, uri: Uri, version: i32, text: &str) {
        let read = self.read(&path, text);
        self.open.insert(path, Document { uri, version, text: text.into(), read });
        self.look(false);
    }

    pub fn change(
        &mut self,
        path: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) {
        let Some(document) = self.open.get(path) else { return };
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                Some(span) => {
                    let bytes = Lines::of(&text, self.encoding).bytes(span);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
        }
        let read = self.read(path, &text);
        if let Some(document) = self.open.get_mut(path) {
            *document = Document { uri: document.uri.clone(), version, text: text.into(), read };
        }
        self.look(false);
    }

    /// From now on the file on disk counts.
    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
        self.look(true);
    }

    /// Has the site looked at again. `is_stale` says that files may have changed on disk.
    pub fn look(&self, is_stale: bool) {
        let overlays: Overlays =
            self.open.iter().map(|(path, open)| (path.clone(), open.text.clone())).collect();
        self.analyst.look(overlays, is_stale);
    }

    fn read(&self, path: &str, text: &str) -> Option<Read> {
        (path != SITE_FILE && !path.starts_with("templates/")).then(|| {
            let allow_html = self.site_file().and_then(|site| site.allow_html);
            let options =
                parse::Options { allow_html: allow_html.is_some_and(|allowed| allowed.0) };
            let parsed = Arc::new(parse::file(&path.into(), &Ok(text.into()), options));
            let sheet = Arc::new(Sheet::of(&parsed, text));
            Read { parsed, sheet }
        })
    }

    /// Takes what was found, and gives what the client is to be told of it.
    ///
    /// A document that has been changed since is left: it is being looked at again.
    pub fn take(&mut self, known: Known) -> Vec<PublishDiagnosticsParams> {
        let known = self.known.insert(known);
        let mut news = Vec::new();
        let paths: HashSet<Arc<str>> =
            self.told.keys().chain(known.findings.keys()).cloned().collect();
        let mut paths: Vec<Arc<str>> = paths.into_iter().collect();
        paths.sort_unstable();
        for path in paths {
            let open = self.open.get(&path);
            if open.is_some_and(|open| known.sources.text(&path) != Some(&open.text)) {
                continue;
            }
            let found = known.findings.get(&path).into_iter().flatten();
            let found: Vec<Diagnostic> = found.map(|finding| finding.shown.clone()).collect();
            let ours = || uri_of(&self.root.join(&*path));
            let Some(uri) = open.map(|open| open.uri.clone()).or_else(ours) else { continue };
            let told = self.told.get(&path);
            if told.is_some_and(|(known, told)| *known == uri && *told == found) {
                continue;
            }
            // The same file under another address.
            if let Some((other, _)) = told.filter(|(known, _)| *known != uri) {
                news.push(PublishDiagnosticsParams::new(other.clone(), Vec::new(), None));
            }
            let version = open.map(|open| open.version);
            news.push(PublishDiagnosticsParams::new(uri.clone(), found.clone(), version));
            if found.is_empty() {
                self.told.remove(&path);
            } else {
                self.told.insert(path, (uri, found));
            }
        }
        news
    }

    /// What was found when the site was last looked at.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    pub fn model(&self) -> Option<&Model> {
        self.known.as_ref()?.model.as_deref()
    }

    pub fn site_file(&self) -> Option<&Arc<SiteFile>> {
        Some(&self.known.as_ref()?.site.as_ref()?.0)
    }

    /// A document that is open.
    pub fn document(&self, path: &str) -> Option<&Document> {
        self.open.get(path)
    }

    /// The text of a file as it is now.
    pub fn text(&self, path: &str) -> Option<&str> {
        match self.open.get(path) {
            Some(document) => Some(&document.text),
            None => self.known.as_ref()?.sources.text(path),
        }
    }

    /// Whether the file is now as it was when the site was last looked at.
    pub fn is_current(&self, path: &str) -> bool {
        let looked_at = self.known.as_ref().and_then(|known| known.sources.text(path));
        self.text(path) == looked_at
    }

    /// Every text as it is now.
    pub fn sources(&self) -> Sources {
        let mut sources =
            self.known.as_ref().map_or_else(Sources::theme, |known| known.sources.clone());
        for (path, document) in &self.open {
            sources.overlay(path, &document.text);
        }
        sources
    }

    /// Every content file as it is now, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Read)> {
        let known = self.known.iter().flat_map(|known| &known.files);
        let closed = known.filter(|(path, _)| !self.open.contains_key(*path));
        let open = self.open.iter();
        let open = open.filter_map(|(path, document)| Some((path, document.read.as_ref()?)));
        let mut files: Vec<_> = closed.chain(open).collect();
        files.sort_unstable_by_key(|(path, _)| *path);
        files.into_iter()
    }

    /// What each file declares and names, `site.yaml` too.
    pub fn sheets(&self) -> impl Iterator<Item = (&str, &Sheet)> {
        let site = self.known.iter().filter_map(|known| known.site.as_ref());
        let site = site.map(|(_, sheet)| (SITE_FILE, &**sheet));
        self.files().map(|(path, read)| (&**path, &*read.sheet)).chain(site)
    }

    /// What one file declares and names.
    pub fn sheet(&self, path: &str) -> Option<&Sheet> {
        match self.open.get(path) {
            Some(document) => document.read.as_ref().map(|read| &*read.sheet),
            None => self.known.as_ref()?.files.get(path).map(|read| &*read.sheet),
        }
    }

    /// Every entry that is declared, with its file.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Listed)> {
        self.sheets().flat_map(|(path, sheet)| sheet.entries.iter().map(move |entry| (path, entry)))
    }

    /// Where an entry is declared.
    pub fn entry(&self, target: &Target) -> Option<(&str, &Listed)> {
        self.entries().find(|(_, entry)| entry.target == *target)
    }

    /// The lines of a file as it is now.
    pub fn lines(&self, path: &str) -> Option<Lines<'_>> {
        Some(Lines::of(self.text(path)?, self.encoding))
    }

    pub fn span(&self, path: &str, bytes: &Range<usize>) -> Option<Span> {
        Some(self.lines(path)?.span(bytes))
    }

    pub fn location(&self, path: &str, bytes: &Range<usize>) -> Option<Location> {
        Some(Location::new(self.uri(path)?, self.span(path, bytes)?))
    }
}
