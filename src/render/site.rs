//! The files of a site: which there are, and what makes each. A build writes all of them; the server
//! makes the one that is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::{Lists, Renderer, Theme};
use crate::model::{EntryId, Model};
use crate::sink::{self, Sink};
use crate::source::Asset;
use crate::views::desk::Desk;
use crate::views::orders::Orders;
use crate::views::{self, Page, file_of};
use crate::{export, hosting};

/// Every file of a site.
pub struct Site<'a> {
    pub(super) model: &'a Model,
    pub(super) renderer: Renderer<'a>,
    /// Every page by the path of its file, made when one is asked for; likewise the others.
    pages: OnceLock<HashMap<String, Page>>,
    data: OnceLock<HashMap<String, export::File>>,
    search: OnceLock<BTreeMap<String, Vec<u8>>>,
    hosts: OnceLock<BTreeMap<&'static str, String>>,
}

/// What makes a file.
enum Maker<'s> {
    Page(Page),
    /// The picture of this page.
    #[cfg(feature = "pictures")]
    Picture(super::Picture),
    Data(export::File),
    /// It is a part of the index of the search page.
    Search(&'s [u8]),
    /// It is copied.
    Asset(&'s Asset),
    Host(&'s str),
}

impl<'a> Site<'a> {
    /// The site as this theme shows a sound model. Fails when a template is broken.
    pub fn new(model: &'a Model, theme: Arc<Theme>) -> Result<Site<'a>> {
        Site::after(None, model, theme, Arc::default())
    }

    /// The same, where orders of this model may have been made already; and where parts of a site were drawn
    /// `before`, whose model differs in the words of these entries alone.
    pub fn after(
        before: Option<(&Lists, &BTreeSet<EntryId>)>,
        model: &'a Model,
        theme: Arc<Theme>,
        orders: Arc<Orders>,
    ) -> Result<Site<'a>> {
        let desk = Desk::with(model, orders);
        let renderer = Renderer::after(before, desk, theme).context("a template is broken")?;
        let (pages, data, search) = Default::default();
        Ok(Site { model, renderer, pages, data, search, hosts: OnceLock::new() })
    }

    /// Hands every file to `sink`, on all cores.
    pub fn write(&self, sink: &dyn Sink) -> Result<()> {
        // One buffer a thread; a page is handed on by the thread that filled it.
        let make = |out: &mut Vec<u8>, page: &Page| self.make(*page, out, sink).map(drop);
        let pages = || self.renderer.pages().par_iter().try_for_each_init(Vec::new, make);
        // Data and the index take one thread for long: with the pages they keep no other waiting.
        let alone = || export::files(self.model, sink).and_then(|()| self.write_search(sink));
        let (alone, pages) = rayon::join(alone, pages);
        alone.and(pages)?;
        self.write_others(sink)
    }

    /// Hands on all that stands beside pages, data and the index, once all pages were filled or stay.
    pub(super) fn write_others(&self, sink: &dyn Sink) -> Result<()> {
        let assets = &self.renderer.theme().assets;
        let copied = assets.files().map(|(path, asset)| (path.clone(), asset));
        for (path, asset) in copied.chain(assets.asked()) {
            sink.file(&path, &asset.bytes()?)?;
        }
        for (path, text) in self.write_hosts() {
            sink.file(path, text.as_bytes())?;
        }
        Ok(())
    }

    /// The bytes of the file at a path, relative to the site; none if there is no such file.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let Some(maker) = self.maker(path)? else { return Ok(None) };
        Ok(Some(match maker {
            Maker::Page(page) => {
                let mut bytes = Vec::new();
                self.fill(page, &mut bytes)?;
                bytes
            }
            #[cfg(feature = "pictures")]
            Maker::Picture(picture) => picture.png(&self.renderer.ground)?,
            Maker::Data(file) => file.bytes(self.model)?,
            Maker::Search(bytes) => bytes.to_vec(),
            Maker::Asset(asset) => asset.bytes()?.into_owned(),
            Maker::Host(text) => text.as_bytes().to_vec(),
        }))
    }

    /// The parts of it that many pages have in common.
    pub fn lists(&self) -> &Lists {
        &self.renderer.lists
    }

    /// The path at which the site stands, with a slash at the end.
    pub fn base_path(&self) -> &str {
        &self.renderer.base_path
    }

    /// The page whose file has this path.
    pub fn page(&self, path: &str) -> Option<Page> {
        // Of a large site it takes long to know all pages, and those of entries are asked for most.
        let of_entry = path.strip_suffix("index.html");
        let of_entry = of_entry.and_then(|address| Page::of_entry(self.model, address));
        of_entry.or_else(|| self.pages().get(path).copied())
    }

    fn maker(&self, path: &str) -> Result<Option<Maker<'_>>> {
        // Pages come after what is known without them, as no two files of a sound site have one path.
        let assets = &self.renderer.theme().assets;
        if let Some(asset) = assets.file(path) {
            return Ok(Some(Maker::Asset(asset)));
        }
        let data = || export::File::all().map(|file| (file.path(), file)).collect();
        if let Some(file) = self.data.get_or_init(data).get(path) {
            return Ok(Some(Maker::Data(*file)));
        }
        if let Some(asset) = assets.named(path)? {
            return Ok(Some(Maker::Asset(asset)));
        }
        if let Some(page) = self.page(path) {
            return Ok(Some(Maker::Page(page)));
        }
        #[cfg(feature = "pictures")]
        if let Some((folder, _)) = path.rsplit_once("picture.")
            && let Some(page) = self.page(&file_of(folder))
            && let Some(picture) = self.renderer.picture(page)?.filter(|found| found.path == path)
        {
            return Ok(Some(Maker::Picture(picture)));
        }
        if path.starts_with(export::search::FOLDER)
            && let Some(bytes) = self.search()?.get(path)
        {
            return Ok(Some(Maker::Search(bytes)));
        }
        if hosting::files(self.model, std::iter::empty()).iter().any(|(name, _)| *name == path) {
            return Ok(self.hosts()?.get(path).map(|text| Maker::Host(text)));
        }
        Ok(None)
    }

    fn pages(&self) -> &HashMap<String, Page> {
        self.pages.get_or_init(|| {
            let pages = self.renderer.pages().par_iter();
            pages.map(|page| (file_of(&page.address(self.model)), *page)).collect()
        })
    }

    /// Makes a page and its picture, and returns their files, that of the page last.
    pub(super) fn make(
        &self,
        page: Page,
        out: &mut Vec<u8>,
        sink: &dyn Sink,
    ) -> Result<Vec<String>> {
        let file = file_of(&self.fill(page, out)?);
        sink.file(&file, out)?;
        Ok(self.draw(page, sink)?.into_iter().chain([file]).collect())
    }

    /// Fills a page into `out`, where nothing else is then, and returns its address.
    fn fill(&self, page: Page, out: &mut Vec<u8>) -> Result<String> {
        out.clear();
        let address = page.address(self.model);
        self.renderer.page(page, out).with_context(|| {
            format!("templates/{} cannot be filled for /{address}", page.template())
        })?;
        Ok(address)
    }

    fn write_search(&self, sink: &dyn Sink) -> Result<()> {
        export::search::files(views::search::documents(&self.renderer.desk), sink)
    }

    /// The parts of the index of the search page: what each holds depends on all others.
    fn search(&self) -> Result<&BTreeMap<String, Vec<u8>>> {
        if let Some(made) = self.search.get() {
            return Ok(made);
        }
        let files = Mutex::new(BTreeMap::new());
        self.write_search(&sink::each(|path, bytes| {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(path.to_owned(), bytes.to_vec());
            Ok(())
        }))?;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(self.search.get_or_init(|| files))
    }

    /// What hosts read, once all pages were filled: only then is known which files they load.
    fn write_hosts(&self) -> impl Iterator<Item = (&'static str, String)> {
        let assets = &self.renderer.theme().assets;
        let asked = assets.asked();
        let files = hosting::files(self.model, asked.keys().map(|path| &**path));
        // What a site has of its own takes the place of ours, as with the theme.
        files.into_iter().filter(|(path, _)| assets.file(path).is_none())
    }

    fn hosts(&self) -> Result<&BTreeMap<&'static str, String>> {
        if let Some(made) = self.hosts.get() {
            return Ok(made);
        }
        self.renderer.forget_asked();
        let fill = |out: &mut Vec<u8>, page: &Page| self.fill(*page, out).map(drop);
        self.renderer.pages().par_iter().try_for_each_init(Vec::new, fill)?;
        Ok(self.hosts.get_or_init(|| self.write_hosts().collect()))
    }

    /// Draws the picture of a page, once for all builds that have it unchanged. Returns its path, if there
    /// is one.
    #[cfg(feature = "pictures")]
    fn draw(&self, page: Page, sink: &dyn Sink) -> Result<Option<String>> {
        let Some(picture) = self.renderer.picture(page)? else { return Ok(None) };
        if !sink.keep(&picture.path)? {
            sink.file(&picture.path, &picture.png(&self.renderer.ground)?)?;
        }
        Ok(Some(picture.path))
    }

    #[cfg(not(feature = "pictures"))]
    fn draw(&self, _: Page, _: &dyn Sink) -> Result<Option<String>> {
        Ok(None)
    }
}
