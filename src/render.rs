//! Fills templates. The only module that knows the template engine.

mod assets;
mod drawn;
mod kept;
#[cfg(feature = "pictures")]
mod picture;
mod site;
mod sprite;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use crate::chart::Size;
use crate::model::{ClaimId, EntryId, Model};
use crate::sink::Sink;
use crate::source::Sources;
use crate::views::{self, Page, desk::Desk};

use assets::Assets;
use drawn::Drawn;
pub use drawn::Lists;
pub use kept::Kept;
#[cfg(feature = "pictures")]
use picture::{Ground, Picture};
pub use site::Site;

/// What is wrong with a template, or with what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The template, by its name below `templates/`, as far as it is known.
    pub template: Option<String>,
    /// The place in its text, as far as it is known.
    pub bytes: Option<Range<usize>>,
    /// The engine’s own words, causes included.
    pub message: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(template) = &self.template {
            write!(f, "templates/{template}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Broken {}

impl From<tera::Error> for Broken {
    fn from(error: tera::Error) -> Broken {
        let (template, bytes, mut message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
                Some(report.filename().to_owned()),
                Some(report.span().range.clone()),
                report.message().to_owned(),
            ),
            ErrorKind::CircularExtend { tpl, .. }
            | ErrorKind::CircularInclude { tpl, .. }
            | ErrorKind::MissingParent { current: tpl, .. } => {
                (Some(tpl.clone()), None, error.to_string())
            }
            _ => (None, None, error.to_string()),
        };
        let mut cause = std::error::Error::source(&error);
        while let Some(next) = cause {
            message.push_str(": ");
            message.push_str(&next.to_string());
            cause = next.source();
        }
        Broken { template, bytes, message }
    }
}

/// Everything that is wrong with the templates of these names, each on its own; or else what keeps
/// all of them together from being read.
pub fn faults<'a>(sources: &Sources, names: impl Iterator<Item = &'a str>) -> Vec<Broken> {
    let assets = Arc::new(Assets::new(sources.assets()));
    let alone = |name: &str| {
        let text = sources.text(&format!("templates/{name}"))?;
        let broken = engine(&assets).add_raw_template(name, text).err()?;
        matches!(broken.kind(), ErrorKind::SyntaxError(_)).then(|| broken.into())
    };
    let found: Vec<Broken> = names.filter_map(alone).collect();
    // What could not be read is told where the files are looked at.
    let whole = sources.templates().all(|(_, text)| text.is_ok());
    match found.is_empty() && whole {
        true => templates(sources, &assets).err().into_iter().collect(),
        false => found,
    }
}

/// The engine, with the function `asset` for the names of files that pages load.
fn engine(assets: &Arc<Assets>) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    let assets = assets.clone();
    tera.register_function("asset", move |arguments: Kwargs, _: &State| {
        let path = assets.hashed(arguments.must_get("path")?);
        path.map(|path| path.to_string()).map_err(tera::Error::message)
    });
    tera
}

/// Reads every template.
fn templates(sources: &Sources, assets: &Arc<Assets>) -> Result<Tera, Broken> {
    let mut tera = engine(assets);
    let mut texts = Vec::new();
    for (name, text) in sources.templates() {
        let message = match text {
            Ok(text) => {
                texts.push((name.to_owned(), text.to_string()));
                continue;
            }
            Err(fault) => fault.to_string(),
        };
        return Err(Broken { template: Some(name.to_owned()), bytes: None, message });
    }
    tera.add_raw_templates(texts)?;
    Ok(tera)
}

/// The templates of a site, read, and the files that they load: what stays while only content
/// changes.
pub struct Theme {
    tera: Tera,
    assets: Arc<Assets>,
}

impl Theme {
    /// Reads every template. Fails when one is broken.
    pub fn new(sources: &Sources) -> Result<Theme, Broken> {
        let assets = Arc::new(Assets::new(sources.assets()));
        Ok(Theme { tera: templates(sources, &assets)?, assets })
    }
}

/// Fills the templates of a site for its pages.
pub struct Renderer<'a> {
    desk: Desk<'a>,
    /// What every page shows: made once, and cheap to clone.
    site: Value,
    axis: Value,
    lists: Lists,
    drawn: Drawn,
    /// The files that it loads, by number.
    asked: BTreeSet<u32>,
    #[cfg(feature = "pictures")]
    ground: Ground,
    /// The path at which the site stands, with a slash at the end.
    pub base_path: String,
}

impl<'a> Renderer<'a> {
    /// Fills what is the same on every page. Fails when that cannot be done.
    pub fn new(model: &'a Model, theme: Arc<Theme>) -> Result<Renderer<'a>, Broken> {
        Renderer::after(None, Desk::new(model), theme)
    }

    /// The same, where parts of a site were drawn `before`, whose model differs in the words of these entries
    /// alone.
    fn after(
        before: Option<(&Lists, &BTreeSet<EntryId>)>,
        desk: Desk<'a>,
        theme: Arc<Theme>,
    ) -> Result<Renderer<'a>, Broken> {
        theme.assets.forget();
        let view = views::site(&desk);
        let site = Value::from_serializable(&view);
        // On a large site both take as long; the server does this after each change.
        let (axis, lists) = rayon::join(
            || Value::from_serializable(desk.axis()),
            || Lists::after(before, &desk, &theme),
        );
        let lists = lists?;
        let drawn = Drawn::new(&theme.tera, &lists, &site, &axis, desk.model.claims.len())?;
        let asked = theme.assets.numbers();
        Ok(Renderer {
            asked,
            desk,
            site,
            axis,
            lists,
            drawn,
            #[cfg(feature = "pictures")]
            ground: Ground::default(),
            base_path: view.base_path,
        })
    }

    fn theme(&self) -> &Theme {
        self.lists.theme()
    }

    /// Every page of the site, in the order of the sitemap.
    pub fn pages(&self) -> &[Page] {
        self.desk.orders.pages(self.desk.model)
    }

    /// Fills the template of a page into `out`.
    pub fn page(&self, page: Page, out: &mut Vec<u8>) -> Result<(), Broken> {
        let view = page.view(&self.desk);
        let template = page.template();
        if template.ends_with(".json") {
            serde_json::to_writer_pretty(&mut *out, &view.view).map_err(|error| Broken {
                template: None,
                bytes: None,
                message: error.to_string(),
            })?;
            out.push(b'\n');
            return Ok(());
        }
        let mut context = Context::from_serialize(&view)?;
        context.insert_value("site", self.site.clone());
        context.insert_value("axis", self.axis.clone());
        context.insert_value("drawn", self.drawn.everywhere.clone());
        context.insert_value("rows", self.rows(&view.rows)?);
        #[cfg(feature = "pictures")]
        if let Some(picture) = self.picture(page)? {
            context.insert("picture", &picture);
        }
        self.theme().tera.render_to(template, &context, &mut *out)?;
        self.drawn.sprite.prune(out);
        drawn::put_root(out, &view.head.root);
        Ok(())
    }

    /// The rows of these claims.
    fn rows(&self, claims: &[ClaimId]) -> Result<Value, Broken> {
        let row = |claim: &ClaimId| {
            self.drawn.row(&self.theme().tera, *claim, || {
                let part = self.desk.claim_row(*claim, Size::ROW);
                [("claim", Value::from_serializable(&part)), ("axis", self.axis.clone())]
            })
        };
        Ok(Value::from(claims.iter().map(row).collect::<Result<Vec<_>, _>>()?))
    }

    /// The picture of a page for those who share it, where it has one.
    #[cfg(feature = "pictures")]
    fn picture(&self, page: Page) -> Result<Option<Picture>, Broken> {
        let Some(poster) = views::picture::of(&self.desk, page) else { return Ok(None) };
        let mut context = Context::new();
        context.insert("poster", &poster);
        let mut svg = Vec::new();
        self.theme().tera.render_to("picture.svg", &context, &mut svg)?;
        self.drawn.sprite.prune(&mut svg);
        let svg = String::from_utf8_lossy(&svg).into_owned();
        Ok(Some(Picture::new(&page.address(self.desk.model), poster, svg)))
    }

    /// Forgets which files pages that were filled load.
    fn forget_asked(&self) {
        self.theme().assets.forget();
        self.asked.iter().for_each(|number| self.theme().assets.ask(*number));
    }

    /// Whether a page that was filled loads a file under this name, which goes with its content.
    pub fn names_asset(&self, path: &str) -> bool {
        self.theme().assets.names(path)
    }
}

/// Renders every file of the site into `sink`, on all cores.
pub fn site(model: &Model, sources: &Sources, sink: &dyn Sink) -> Result<()> {
    let theme = Theme::new(sources).context("a template is broken")?;
    Site::new(model, Arc::new(theme))?.write(sink)
}
