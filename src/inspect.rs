//! Looks at pages as they are filled, where only that can tell: what the templates of a site make,
//! and fragments that no heading has.
//!
//! Filling every page would make checking as slow as building. Pages of the theme alone are proved
//! by its tests, so only those are filled whose template, or anything that it includes, is the
//! site’s own, and those in which a fragment is looked for.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::Fragment;
use crate::diagnostic::{At, Diagnostic, did_you_mean, rule};
use crate::markup::{self, Markup};
use crate::model::Model;
use crate::render::{self, Broken, Renderer, Theme};
use crate::source::Sources;
use crate::views::{Page, file_of};

/// Tells which templates of the site cannot be read.
pub fn templates(sources: &Sources) -> Vec<Diagnostic> {
    let own = Own::of(sources);
    if own.names.is_empty() {
        return Vec::new();
    }
    render::faults(sources, own.names.keys().copied())
        .iter()
        .map(|fault| own.broken(fault, None))
        .collect()
}

/// Fills the pages that only filling can tell of, and tells where they lead nowhere. The model and
/// the templates must be sound. `fragments` are those that prose names and no heading has.
pub fn pages(
    model: &Model,
    sources: &Sources,
    files: &BTreeSet<Arc<str>>,
    fragments: &[Fragment],
) -> Vec<Diagnostic> {
    let own = Own::of(sources);
    if own.names.is_empty() && fragments.is_empty() {
        return Vec::new();
    }
    let theme = Theme::new(sources).map(Arc::new);
    let renderer = match theme.and_then(|theme| Renderer::new(model, theme)) {
        Ok(renderer) => renderer,
        Err(fault) => return vec![own.broken(&fault, None)],
    };
    let files = files.iter().map(|address| file_of(address)).collect();
    let inspection = Inspection {
        model,
        renderer: &renderer,
        own: &own,
        files,
        ids: BTreeMap::new(),
        broken: BTreeMap::new(),
        lost: BTreeMap::new(),
    };
    let touched = own.dependents(sources);
    let (shown, others): (Vec<Page>, Vec<Page>) =
        Page::all(model).into_iter().partition(|page| touched.contains(page.template()));
    inspection.look(&shown, fragments, &others)
}

/// The templates that are the site’s own.
struct Own<'a> {
    names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Own<'a> {
    fn of(sources: &'a Sources) -> Own<'a> {
        let text = |(name, text): (&'a str, &'a crate::source::Text)| {
            (name, text.as_deref().unwrap_or_default())
        };
        Own { names: sources.own_templates().map(text).collect() }
    }

    /// Every template that is the site’s own, or makes use of one that is.
    fn dependents(&self, sources: &'a Sources) -> BTreeSet<&'a str> {
        let mut names: BTreeSet<&str> = self.names.keys().copied().collect();
        let mut marks: Vec<String> = self.names.iter().flat_map(|(n, t)| marks(n, t)).collect();
        loop {
            let new: Vec<(&str, &str)> = sources
                .templates()
                .filter_map(|(name, text)| Some((name, text.as_deref().ok()?)))
                .filter(|(name, text)| {
                    !names.contains(name) && marks.iter().any(|mark| text.contains(mark))
                })
                .collect();
            if new.is_empty() {
                return names;
            }
            for (name, text) in new {
                names.insert(name);
                marks.extend(self::marks(name, text));
            }
        }
    }

    fn path(name: &str) -> Arc<str> {
        format!("templates/{name}").into()
    }

    /// The template to blame: the one named, if it is the site’s own, or the page’s, or any.
    fn blamed(&self, named: Option<&str>, page: Option<Page>) -> &'a str {
        let own = |name: &str| self.names.get_key_value(name).map(|(name, _)| *name);
        let first = || self.names.keys().next().copied().unwrap_or_default();
        named
            .and_then(own)
            .or_else(|| page.and_then(|page| own(page.template())))
            .unwrap_or_else(first)
    }

    fn broken(&self, fault: &Broken, page: Option<(&Model, Page)>) -> Diagnostic {
        let named = fault.template.as_deref();
        let name = self.blamed(named, page.map(|(_, page)| page));
        let at = match &fault.bytes {
            Some(bytes) if named == Some(name) => At::Bytes(bytes.clone()),
            _ => At::File,
        };
        let within = match named {
            Some(other) if other != name => format!(", in `{other}` of the theme"),
            _ => String::new(),
        };
        let message = match page {
            Some((model, page)) => format!(
                "the template cannot be filled for `/{}`{within}: {}",
                page.address(model),
                fault.message
            ),
            None => format!("the template cannot be read{within}: {}", fault.message),
        };
        Diagnostic::new(&rule::BROKEN_TEMPLATE, &Own::path(name), at, message)
    }

    /// Where one of these spellings stands in the site’s own templates, that of the page first.
    fn find<'w>(&self, spellings: impl Iterator<Item = &'w str>, page: Page) -> (Arc<str>, At) {
        let first = self.names.get_key_value(page.template());
        for words in spellings {
            let words = words.trim_start_matches("../").trim_start_matches("./");
            for (name, text) in first.into_iter().chain(&self.names) {
                if let Some(at) = find_value(text, words) {
                    return (Own::path(name), At::Bytes(at..at + words.len()));
                }
            }
        }
        (Own::path(self.blamed(None, Some(page))), At::File)
    }
}

/// Where words stand in a text that are the value of an attribute, or its end behind a variable.
fn find_value(text: &str, words: &str) -> Option<usize> {
    let borders = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || "\"'=}/".contains(c))
            && after.is_none_or(|c| c.is_whitespace() || "\"'>,{".contains(c))
    };
    let mut places = text.match_indices(words).filter(|_| !words.is_empty());
    places.find(|(at, _)| borders(*at)).map(|(at, _)| at)
}

/// What in the text of a template shows that it makes use of this one: its name, or a component.
fn marks(name: &str, text: &str) -> Vec<String> {
    let components = text.match_indices("component ").filter_map(|(at, word)| {
        let opens = text[..at].trim_end().trim_end_matches('-').ends_with("{%");
        let (component, _) = text[at + word.len()..].split_once('(')?;
        opens.then(|| format!("<{} ", component.trim()))
    });
    std::iter::once(format!("\"{name}\"")).chain(components).collect()
}

struct Inspection<'a> {
    model: &'a Model,
    renderer: &'a Renderer<'a>,
    own: &'a Own<'a>,
    /// Every file of the site.
    files: HashSet<String>,
    /// Which ids each page has that was filled, as hashes.
    ids: BTreeMap<String, HashSet<u64>>,
    /// What a template cannot be filled with, by template and message.
    broken: BTreeMap<(Option<String>, String), Diagnostic>,
    /// Links that lead nowhere, by what they are and the template of the page.
    lost: BTreeMap<(String, &'static str), Lost>,
}

/// A link that leads nowhere, where it was seen first and how often.
struct Lost {
    page: Page,
    written: String,
    pages: usize,
    missing: Missing,
}

enum Missing {
    File(String),
    /// An id in a file.
    Id(String, String),
    /// An id on the page itself.
    IdHere,
}

/// The place in a template that makes a link which leads nowhere.
struct Blamed {
    path: Arc<str>,
    at: At,
    lost: Lost,
}

/// What was seen on one page.
struct Seen {
    page: Page,
    file: String,
    markup: Result<Markup, Broken>,
}

impl Inspection<'_> {
    fn look(mut self, shown: &[Page], fragments: &[Fragment], others: &[Page]) -> Vec<Diagnostic> {
        let mut open: Vec<(Page, String, String, String)> = Vec::new();
        for part in shown.chunks(512) {
            for seen in self.fill(part) {
                self.page(seen, &mut open);
            }
        }
        // Pages that were not filled yet, and that somebody says have an id.
        let wanted: BTreeSet<String> = open
            .iter()
            .map(|(_, _, file, _)| file.clone())
            .chain(fragments.iter().map(|fragment| file_of(&fragment.address)))
            .filter(|file| !self.ids.contains_key(file))
            .collect();
        let wanted: Vec<Page> = others
            .iter()
            .copied()
            .filter(|page| wanted.contains(&file_of(&page.address(self.model))))
            .collect();
        for seen in self.fill(&wanted) {
            self.keep(seen);
        }
        let mut told = Vec::new();
        let mut in_prose = HashSet::new();
        for fragment in fragments {
            let file = file_of(&fragment.address);
            if self.has(&file, &fragment.name) == Some(false) {
                in_prose.insert((file, fragment.name.clone()));
                told.push(fragment.lost());
            }
        }
        for (page, written, file, id) in open {
            let key = (file, id);
            if self.has(&key.0, &key.1) == Some(false) && !in_prose.contains(&key) {
                self.lose(page, written, Missing::Id(key.0, key.1));
            }
        }
        told.extend(std::mem::take(&mut self.broken).into_values());
        told.extend(self.at_templates().iter().map(|blamed| self.tell(blamed)));
        told
    }

    fn fill(&self, pages: &[Page]) -> Vec<Seen> {
        pages
            .par_iter()
            .map_init(Vec::new, |out, page| {
                out.clear();
                let file = file_of(&page.address(self.model));
                let filled = self.renderer.page(*page, out);
                let is_html = file.ends_with(".html");
                let markup = filled.map(|()| match is_html {
                    true => markup::read(out),
                    false => Markup::default(),
                });
                Seen { page: *page, file, markup }
            })
            .collect()
    }

    /// Keeps the ids of a page, or tells why it cannot be filled.
    fn keep(&mut self, seen: Seen) -> Option<(Page, String, Markup)> {
        match seen.markup {
            Ok(markup) => {
                let ids = markup.ids.iter().map(|id| hash(id)).collect();
                self.ids.insert(seen.file.clone(), ids);
                Some((seen.page, seen.file, markup))
            }
            Err(fault) => {
                let told = self.own.broken(&fault, Some((self.model, seen.page)));
                self.broken.entry((fault.template, fault.message)).or_insert(told);
                None
            }
        }
    }

    fn page(&mut self, seen: Seen, open: &mut Vec<(Page, String, String, String)>) {
        let Some((page, file, markup)) = self.keep(seen) else { return };
        for id in &markup.pointed {
            if self.has(&file, id) == Some(false) {
                self.lose(page, id.clone(), Missing::IdHere);
            }
        }
        let base = &self.renderer.base_path;
        for written in markup.links {
            let Some(place) = markup::follow(&file, &written, base) else { continue };
            if !self.files.contains(&place.file) && !self.renderer.names_asset(&place.file) {
                self.lose(page, written, Missing::File(place.file));
            } else if let Some(id) = place.fragment.filter(|_| place.file.ends_with(".html"))
                && self.has(&place.file, &id) != Some(true)
            {
                match place.file == file {
                    true => self.lose(page, written, Missing::Id(place.file, id)),
                    false => open.push((page, written, place.file, id)),
                }
            }
        }
    }

    /// Whether a page has an id; nothing of one that was not filled.
    fn has(&self, file: &str, id: &str) -> Option<bool> {
        Some(id.is_empty() || id == "top" || self.ids.get(file)?.contains(&hash(id)))
    }

    fn lose(&mut self, page: Page, written: String, missing: Missing) {
        let what = match &missing {
            Missing::File(file) => file.clone(),
            // Of a fragment of the page itself each page has its own.
            Missing::Id(..) if written.starts_with('#') => written.clone(),
            Missing::Id(file, id) => format!("{file}#{id}"),
            Missing::IdHere => format!("#{written}"),
        };
        let first = || Lost { page, written, pages: 0, missing };
        self.lost.entry((what, page.template())).or_insert_with(first).pages += 1;
    }

    /// What is lost, and where: pages of many templates have what one that they share makes.
    fn at_templates(&mut self) -> Vec<Blamed> {
        let mut all: BTreeMap<String, Vec<Blamed>> = BTreeMap::new();
        for ((what, _), lost) in std::mem::take(&mut self.lost) {
            // A page whose own address is not known has links from the root of the host on.
            let rooted = lost.written.strip_prefix(&self.renderer.base_path);
            let spellings = [Some(lost.written.as_str()), rooted].into_iter().flatten();
            let (path, at) = self.own.find(spellings, lost.page);
            let same = all.entry(what).or_default();
            match same.iter_mut().find(|other| other.path == path && other.at == at) {
                Some(other) => other.lost.pages += lost.pages,
                None => same.push(Blamed { path, at, lost }),
            }
        }
        all.into_values().flatten().collect()
    }

    fn tell(&self, Blamed { path, at, lost }: &Blamed) -> Diagnostic {
        let address = lost.page.address(self.model);
        let written = &lost.written;
        let others = match lost.pages - 1 {
            0 => String::new(),
            1 => " and another page".into(),
            more => format!(" and {more} others"),
        };
        let (message, help) = match &lost.missing {
            Missing::File(file) => {
                let near = did_you_mean(file, self.files.iter().map(String::as_str));
                (format!("there is nothing at `/{file}`, to which `{written}` leads"), near)
            }
            Missing::Id(file, id) => (
                format!("nothing in `/{file}` has the id `{id}`, to which `{written}` leads"),
                None,
            ),
            Missing::IdHere => (format!("nothing on the page has the id `{written}`"), None),
        };
        let message = format!("{message}, on `/{address}`{others}");
        Diagnostic::new(&rule::BROKEN_LINK, path, at.clone(), message).maybe_help(help)
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
