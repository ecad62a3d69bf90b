//! The stages of a build, each on its own, with what it needs made before.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use whosays::content::SiteFile;
use whosays::model::Model;
use whosays::parse::{self, Parsed, Shelf};
use whosays::publish::{self, Publication, Summary};
use whosays::render::{Renderer, Theme};
use whosays::sink::{self, Sink};
use whosays::source::Sources;
use whosays::views::{self, Page, desk::Desk};
use whosays::{Analysis, Options, Reading, export, resolve};

use crate::generated;

/// A generated site, and what each stage leaves to the next.
pub struct Stages {
    sources: Sources,
    site: Arc<SiteFile>,
    files: Vec<Arc<Parsed>>,
    model: Arc<Model>,
    theme: Arc<Theme>,
    /// Every page, by path.
    pages: Vec<(String, Vec<u8>)>,
}

// No stage is inlined: its name tells a profiler where it begins.
impl Stages {
    /// Goes all the way once, for a site with this many claims.
    ///
    /// # Errors
    /// When the site has mistakes, or cannot be rendered.
    pub fn new(claims: usize) -> Result<Stages> {
        let texts = generated::site(claims, 1);
        let sources = Sources::of(texts.iter().map(|(path, text)| (&**path, &**text)));
        let (site, _) = parse::site(sources.site_file());
        let site = site.context("the generated settings cannot be read")?;
        let analysis = whosays::analyze(&sources, &Options::default());
        ensure!(analysis.diagnostics.is_empty(), "the generated site has mistakes");
        let mut stages = Stages {
            model: analysis.model.context("the generated site has no model")?,
            theme: Arc::new(Theme::new(&sources)?),
            site: Arc::new(site),
            files: Vec::new(),
            pages: Vec::new(),
            sources,
        };
        stages.files = stages.parse();
        let mut pages = Vec::new();
        stages.render(&mut |path, bytes| pages.push((path, bytes.to_vec())))?;
        stages.pages = pages;
        Ok(stages)
    }

    /// Reads each file on its own.
    #[inline(never)]
    pub fn parse(&self) -> Vec<Arc<Parsed>> {
        let files = self.sources.content();
        files
            .map(|(path, text)| Arc::new(parse::file(path, text, parse::Options::default())))
            .collect()
    }

    /// Looks every name up.
    #[inline(never)]
    pub fn resolve(&self) -> Model {
        resolve::resolve(&self.site, &self.files, resolve::Options::default()).0
    }

    /// What is checked: each time anew, for what one check has made of it another would find.
    #[inline(never)]
    pub fn reading(&self) -> Reading {
        whosays::read(&mut Shelf::default(), &self.sources, &Options::default())
    }

    /// Holds the model against every rule.
    #[inline(never)]
    pub fn check(&self, reading: Reading) -> Analysis {
        reading.check(&self.sources, &Options::default())
    }

    /// Makes what each page shows, and returns the number of pages.
    #[inline(never)]
    pub fn views(&self) -> usize {
        let desk = Desk::new(&self.model);
        let pages = Page::all(&self.model);
        for page in &pages {
            std::hint::black_box(page.view(&desk));
        }
        pages.len()
    }

    /// Makes what each page shows and fills its template, page after page.
    ///
    /// # Errors
    /// When a template cannot be filled.
    #[inline(never)]
    pub fn render(&self, sink: &mut dyn FnMut(String, &[u8])) -> Result<()> {
        let renderer = Renderer::new(&self.model, self.theme.clone())?;
        let mut out = Vec::new();
        for page in Page::all(&self.model) {
            out.clear();
            renderer.page(page, &mut out)?;
            sink(views::file_of(&page.address(&self.model)), &out);
        }
        Ok(())
    }

    /// Writes the data files into nothing.
    ///
    /// # Errors
    /// When they cannot be written.
    #[inline(never)]
    pub fn export(&self) -> Result<()> {
        let nowhere = sink::each(|_, bytes| {
            std::hint::black_box(bytes);
            Ok(())
        });
        export::files(&self.model, &nowhere)
    }

    /// Writes every page into the folder `out`, which is new, of the site in `root`.
    ///
    /// # Errors
    /// When the machine fails.
    #[inline(never)]
    pub fn publish(&self, root: &Path, out: &Path) -> Result<Summary> {
        let publication = Publication::begin(root, out, publish::Options::default())?;
        for (path, bytes) in &self.pages {
            publication.file(path, bytes)?;
        }
        publication.finish()
    }
}
