//! One state of the site: what can be shown of it, and what is wrong.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Error, Result};

use super::editor::Editor;
use crate::Reading;
use crate::cli::words;
use crate::diagnostic::{self, At, Located, Place};
use crate::locate;
use crate::model::{EntryId, Model};
use crate::render::{Site, Theme};
use crate::source::Sources;
use crate::views::Page;

/// One state of the site.
#[derive(Clone)]
pub struct Edition {
    /// Differs from that of any other state, also of servers before.
    pub revision: String,
    /// That of the last state that differed in more than style sheets.
    pub pages: String,
    /// Whether everything was checked.
    pub checked: bool,
    /// The site as it could be shown last.
    pub shown: Option<Arc<Shown>>,
    /// What is wrong now.
    pub mistakes: Option<Arc<Mistakes>>,
}

self_cell::self_cell!(
    struct Pages {
        owner: Arc<Model>,
        #[covariant]
        dependent: Site,
    }
);

/// A site that can be shown.
pub struct Shown {
    pages: Pages,
    sources: Arc<Sources>,
}

impl Shown {
    /// The site that was read; none where there is no model. What was shown `before`, when the reading was
    /// marked, spares some of the work.
    ///
    /// Fails when a template is broken.
    pub fn after(
        before: Option<&Shown>,
        reading: &Reading,
        theme: Arc<Theme>,
        sources: &Arc<Sources>,
    ) -> Result<Option<Shown>> {
        let Some(model) = reading.model.clone() else { return Ok(None) };
        let before = before.map(|shown| shown.site().lists()).zip(reading.revised());
        // A page must not wait for an order that the checks make, as they stand back behind pages.
        let orders = Arc::new(reading.orders.revised());
        let pages = Pages::try_new(model, |model| Site::after(before, model, theme, orders))?;
        Ok(Some(Shown { pages, sources: sources.clone() }))
    }

    pub fn site(&self) -> &Site<'_> {
        self.pages.borrow_dependent()
    }

    /// Where the claim, actor or country was written whose page has this file: the file relative to
    /// the root, line and column.
    pub fn written(&self, file: &str) -> Option<(Arc<str>, usize, usize)> {
        let entry = match self.site().page(file)? {
            Page::Claim(id) => EntryId::Claim(id),
            Page::Actor(id, _) => EntryId::Actor(id),
            Page::Country(id, _) => EntryId::Country(id),
            _ => return None,
        };
        let origin = self.pages.borrow_owner().origin(entry)?;
        if origin.field.is_empty() {
            return Some((origin.path.clone(), 1, 1));
        }
        let at = At::Field(origin.field.clone());
        let place = locate::place(&self.sources, &origin.path, &at);
        Some((place.path, place.line, place.column))
    }
}

/// What is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// All of it in a line.
    pub heading: String,
    pub list: Vec<Mistake>,
}

/// One thing that is wrong, as the terminal shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is: file, line and column.
    pub place: Option<String>,
    /// What opens that in the editor.
    pub address: Option<String>,
    pub text: String,
}

impl Mistakes {
    /// `root` is the folder of the site. How many more there would be without exemptions is not told: checks
    /// alone know it, and a page that shows the same mistakes must not be loaded anew for it.
    pub fn of(sources: &Sources, found: &[Located], editor: &Editor, root: &Path) -> Mistakes {
        let mistake = |one: &Located| {
            let Place { path, line, column, .. } = &one.place;
            Mistake {
                place: Some(format!("{path}:{line}:{column}")),
                address: editor.address(&root.join(&**path), *line, *column),
                text: diagnostic::show(sources, std::slice::from_ref(one), false),
            }
        };
        Mistakes { heading: words::mistakes(found, 0), list: found.iter().map(mistake).collect() }
    }

    /// Of what keeps the site from being shown at all.
    pub fn failure(error: &Error) -> Mistakes {
        let causes: Vec<String> = error.chain().map(|cause| cause.to_string()).collect();
        let text = causes.join("\n\nbecause: ");
        Mistakes {
            heading: "The site cannot be shown".into(),
            list: vec![Mistake { place: None, address: None, text }],
        }
    }
}
