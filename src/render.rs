//! Fills templates. The only module that knows the template engine.

mod sprite;

use anyhow::{Context as _, Result, anyhow};
use rayon::prelude::*;
use tera::{Context, Tera, Value};

use crate::model::Model;
use crate::source::{Fault, Sources};
use crate::views::{self, Page, part::Desk};

/// Where finished files go: the path relative to the site, and the bytes. Called from many threads.
pub type Sink<'a> = dyn Fn(&str, &[u8]) -> Result<()> + Sync + 'a;

/// The templates of a site, read and ready.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Reads every template. Fails with its place when one is broken.
    pub fn read(sources: &Sources) -> Result<Templates> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html", ".xml"]);
        let mut texts = Vec::new();
        for (name, text) in sources.templates() {
            match text {
                Ok(text) => texts.push((name.to_owned(), text.to_string())),
                Err(Fault::NotUtf8(_)) => {
                    return Err(anyhow!("templates/{name} is not UTF-8 text"));
                }
                Err(Fault::Unreadable(why)) => return Err(anyhow!("templates/{name}: {why}")),
            }
        }
        tera.add_raw_templates(texts).map_err(explained).context("a template is broken")?;
        Ok(Templates { tera })
    }

    /// Fills the template of a page.
    fn page(&self, desk: &Desk, shared: &Shared, page: Page, out: &mut Vec<u8>) -> Result<()> {
        let template = page.template();
        let view = page.view(desk);
        let mut context = Context::from_serialize(&view).map_err(explained)?;
        context.insert_value("site", shared.site.clone());
        context.insert_value("axis", shared.axis.clone());
        self.tera.render_to(template, &context, &mut *out).map_err(explained).with_context(
            || format!("templates/{template} cannot be filled for /{}", view.head.address),
        )?;
        sprite::prune(out);
        Ok(())
    }
}

/// What every page shows: made once, and cheap to clone.
struct Shared {
    site: Value,
    axis: Value,
}

/// The engine’s own words, causes included.
fn explained(error: tera::Error) -> anyhow::Error {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        words.push_str(": ");
        words.push_str(&next.to_string());
        cause = next.source();
    }
    anyhow!(words)
}

/// Renders every file of the site into `sink`, pages on all cores.
pub fn site(model: &Model, sources: &Sources, sink: &Sink) -> Result<()> {
    let templates = Templates::read(sources)?;
    let desk = Desk::new(model);
    let shared = Shared {
        site: Value::from_serializable(&views::site(&desk)),
        axis: Value::from_serializable(&desk.axis),
    };
    // One buffer a thread; a page is written by the thread that rendered it.
    Page::all(model).into_par_iter().try_for_each_init(Vec::new, |out, page| {
        out.clear();
        templates.page(&desk, &shared, page, out)?;
        sink(&views::file_of(&page.address(model)), out)
    })?;
    crate::export::files(model, sink)?;
    crate::export::search::files(&views::search::documents(&desk), sink)?;
    for (path, asset) in sources.assets() {
        sink(path, &asset.bytes()?)?;
    }
    Ok(())
}
