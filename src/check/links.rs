//! Links by address, in prose and in the navigation, held against what stands there.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::content::{NavigationItem, Origin};
use crate::diagnostic::{At, Diagnostic, New, Step, nearest, rule};
use crate::field;
use crate::id::{Kind, Target, alias_address, is_id};
use crate::markdown::{Mention, Reference, is_reserved};
use crate::model::{EntryId, Model};
use crate::parse::Parsed;
use crate::source::SITE_FILE;

/// What a link can lead to.
pub struct Ground<'a> {
    pub model: &'a Model,
    /// Of pages and files, relative to the site.
    pub addresses: &'a BTreeSet<Arc<str>>,
    /// All files, with those whose entries are not shown.
    pub files: &'a [Arc<Parsed>],
    /// Whether every file could be read; if not, pages that follow from all files may be missing.
    pub whole: bool,
    /// Whether pages can have ids that neither headings nor the theme give them.
    pub has_own_ids: bool,
}

/// A part of a page that prose names and no heading has: a template may give it, which only the
/// filled page can tell.
pub struct Fragment {
    pub address: String,
    pub name: String,
    path: Arc<str>,
    at: At,
    near: Option<String>,
}

impl Fragment {
    /// What to tell when the page has no such part.
    pub fn lost(&self) -> Diagnostic {
        let message = format!("the page `/{}` has no heading `#{}`", self.address, self.name);
        let help = self.near.as_ref().map(|near| format!("did you mean `#{near}`?"));
        Diagnostic::new(&rule::BROKEN_LINK, &self.path, self.at.clone(), message).maybe_help(help)
    }
}

/// Tells every link by address that leads nowhere, with the nearest right form; and which parts of
/// pages are to be looked for once these are filled.
pub fn links(ground: &Ground) -> (Vec<Diagnostic>, Vec<Fragment>) {
    let model = ground.model;
    let aliases: BTreeSet<String> = model
        .entries()
        .filter_map(|entry| model.common(entry))
        .flat_map(|common| common.aliases().iter())
        .map(|alias| alias_address(alias.trim_start_matches('/')))
        .collect();
    let mut linker = Links {
        ground,
        aliases,
        declared: OnceCell::new(),
        found: Vec::new(),
        fragments: Vec::new(),
    };
    for entry in model.entries() {
        let Some(origin) = model.origin(entry) else { continue };
        for mention in model.mentions(entry) {
            linker.mention(entry, origin, mention);
        }
    }
    for (index, item) in model.site.file.navigation.iter().enumerate() {
        linker.navigation(index, item);
    }
    linker.edit_url();
    (linker.found, linker.fragments)
}

struct Links<'a> {
    ground: &'a Ground<'a>,
    /// The addresses of the pages that stand for aliases.
    aliases: BTreeSet<String>,
    /// What all files declare, once it is asked for.
    declared: OnceCell<HashSet<(Kind, &'a str)>>,
    found: Vec<Diagnostic>,
    fragments: Vec<Fragment>,
}

/// The right form of an address.
struct Suggestion {
    form: String,
    /// Whether it must have been meant.
    sure: bool,
}

impl Suggestion {
    fn help(&self) -> String {
        format!("did you mean `{}`?", self.form)
    }

    /// It in the place of what is written, if nothing is lost by that.
    fn fix(self, written: &str, picture: bool) -> Option<New> {
        let keeps_all = self.sure && !written.contains(['?', '%']);
        let fits = !picture || self.form.starts_with('/') && !is_page(&self.form);
        (keeps_all && fits).then(|| New::words(written, self.form))
    }
}

/// An address as it is written, in its parts.
struct Written<'a> {
    text: &'a str,
    /// Without the first slash, decoded.
    path: Cow<'a, str>,
    /// Whether it begins with a slash.
    rooted: bool,
    fragment: Option<Cow<'a, str>>,
}

impl<'a> Written<'a> {
    fn of(text: &'a str) -> Written<'a> {
        let (path, fragment) = match text.split_once('#') {
            Some((path, fragment)) => (path, Some(decoded(fragment))),
            None => (text, None),
        };
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let (rooted, path) = match path.strip_prefix('/') {
            Some(path) => (true, path),
            None => (false, path),
        };
        Written { text, path: decoded(path), rooted, fragment }
    }

    /// The address of the page or file: a page is not told from its file.
    fn address(&self) -> &str {
        match self.path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.path,
        }
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

impl Links<'_> {
    fn mention(&mut self, entry: EntryId, origin: &Origin, mention: &Mention) {
        let (text, picture) = match &mention.what {
            Reference::Path(text) => (text, false),
            Reference::Picture(text) => (text, true),
            Reference::Entry(_) | Reference::Citation(_) | Reference::Outside(_) => return,
        };
        let written = Written::of(text);
        let at = &mention.at;
        if written.path.is_empty() && !written.rooted {
            self.own_fragment(entry, origin, at, written.fragment.as_deref().unwrap_or_default());
        } else if !written.rooted {
            let meant = self.suggestion(&written, entry.kind());
            let help = meant.as_ref().map_or_else(
                || {
                    "write `kind:id`, such as `claim:ID`, or the address from the first slash on"
                        .to_owned()
                },
                Suggestion::help,
            );
            let message = format!("`{text}` depends on where the text is shown");
            let fix = meant.and_then(|meant| meant.fix(text, picture));
            self.tell(&origin.path, at, message, Some(help)).offer(fix);
        } else {
            self.address(entry, origin, mention, &written, picture);
        }
    }

    fn address(
        &mut self,
        entry: EntryId,
        origin: &Origin,
        mention: &Mention,
        written: &Written,
        picture: bool,
    ) {
        let at = &mention.at;
        let address = written.address();
        let shown = self.is_shown(address);
        if shown
            && picture
            && (address.is_empty() || address.ends_with(['/', 'l']))
            && is_page(address)
        {
            let help = "put the file into `static/` and write its address from the first slash on";
            let message = format!("at `/{address}` there is a page and no picture");
            self.tell(&origin.path, at, message, Some(help.into()));
        } else if shown {
            if let Some(fragment) = &written.fragment {
                self.fragment(&origin.path, at, address, fragment);
            }
        } else if !self.is_hidden(&origin.path, at, address, Some(entry)) {
            self.lost(&origin.path, at, written, picture);
        }
    }

    fn is_shown(&self, address: &str) -> bool {
        self.ground.addresses.contains(address) || self.aliases.contains(address)
    }

    /// Whether what stands at an address is told elsewhere, or here: it is a draft, or broken.
    fn is_hidden(
        &mut self,
        path: &Arc<str>,
        at: &At,
        address: &str,
        from: Option<EntryId>,
    ) -> bool {
        let files = self.ground.files;
        if !self.ground.whole && follows_from_all(address) {
            return true;
        }
        let Some(target) = target_of(address).filter(|_| self.is_declared(address)) else {
            return false;
        };
        let draft = files
            .iter()
            .flat_map(|file| &file.entries)
            .find(|entry| entry.kind() == Some(target.kind) && entry.id().as_str() == &*target.id);
        if let Some(draft) = draft {
            let who = match from.map(|entry| (entry, entry.kind())) {
                Some((entry, Some(kind))) => format!("`{kind}:{}`", self.id(entry)),
                Some((_, None)) => "the home page".into(),
                None => "the navigation".into(),
            };
            let origin = draft.origin();
            let message = format!("{who} is published and refers to the draft `{target}`");
            self.found.push(
                Diagnostic::new(&rule::DRAFT_REFERENCE, path, at.clone(), message)
                    .help("publish the draft, or take the reference out")
                    .related(&origin.path, origin.key("draft"), "the draft"),
            );
            return true;
        }
        true
    }

    fn id(&self, entry: EntryId) -> String {
        let address = self.ground.model.address(entry);
        address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// `#heading` within the text. Prose of a field is shown on other pages, too.
    fn own_fragment(&mut self, entry: EntryId, origin: &Origin, at: &At, fragment: &str) {
        let address = self.ground.model.address(entry);
        let is_body = match at {
            At::Within(path, _) => path.last() == Some(&Step::from("body")),
            _ => true,
        };
        if is_body {
            self.fragment(&origin.path, at, &address, fragment);
        } else {
            let message = format!("`#{fragment}` depends on where the text is shown");
            let help = format!("write `/{address}#{fragment}`");
            self.tell(&origin.path, at, message, Some(help));
        }
    }

    fn fragment(&mut self, path: &Arc<str>, at: &At, address: &str, fragment: &str) {
        let entry = entry_at(self.ground.model, address);
        let headings = entry.map_or(&[][..], |entry| self.ground.model.fragments(entry));
        if fragment.is_empty()
            || headings.iter().any(|heading| &**heading == fragment)
            || self.aliases.contains(address)
            || !is_page(address)
        {
            return;
        }
        let near = nearest(fragment, headings.iter().map(|heading| &**heading));
        let lost = Fragment {
            address: address.to_owned(),
            name: fragment.to_owned(),
            path: path.clone(),
            at: at.clone(),
            near: near.map(str::to_owned),
        };
        match is_reserved(fragment) || self.ground.has_own_ids {
            true => self.fragments.push(lost),
            false => self.found.push(lost.lost()),
        }
    }

    fn navigation(&mut self, index: usize, item: &NavigationItem) {
        let path: Arc<str> = SITE_FILE.into();
        let at = At::Field(field!["navigation", index, "to"]);
        let text = &*item.to;
        let named = text.split_once(':').map(|(word, id)| (word, Kind::from_word(word), id));
        match named {
            Some((_, Some(kind), id)) => {
                let target = Target { kind, id: id.into() };
                let address = kind.address(id);
                if self.ground.model.find(&target).is_none()
                    && !self.is_hidden(&path, &at, &address, None)
                {
                    let section = address.strip_suffix(&format!("{id}/")).unwrap_or_default();
                    let help = self.nearest_address(&address, section);
                    let help = help.and_then(|near| target_of(&near));
                    self.found.push(
                        Diagnostic::new(
                            &rule::UNKNOWN_ID,
                            &path,
                            at,
                            format!("there is no {kind} `{id}`"),
                        )
                        .maybe_help(help.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
            }
            Some((word, None, id)) if !text.starts_with('/') => {
                let near = nearest(word, Kind::ALL.map(Kind::word));
                let help = match near {
                    Some(near) => format!("did you mean `{near}:{id}`?"),
                    None => "the navigation leads to this site: write `kind:id`, or an address from the first slash on".into(),
                };
                self.tell(
                    &path,
                    &at,
                    format!("`{text}` leads to nothing on this site"),
                    Some(help),
                );
            }
            _ => {
                let written = Written::of(text);
                let address = written.address();
                if self.is_shown(address) {
                    if let Some(fragment) = &written.fragment {
                        self.fragment(&path, &at, address, fragment);
                    }
                } else if !self.is_hidden(&path, &at, address, None) {
                    self.lost(&path, &at, &written, false);
                }
            }
        }
    }

    /// Without the path of the file each page would ask to change the same.
    fn edit_url(&mut self) {
        let pattern = &self.ground.model.site.file.edit_url;
        if pattern.as_ref().is_some_and(|pattern| !pattern.contains("{path}")) {
            let message = "`edit_url` does not say where the path of the file goes";
            self.found.push(
                Diagnostic::new(
                    &rule::BAD_ADDRESS,
                    &SITE_FILE.into(),
                    At::Field(field!["edit_url"]),
                    message,
                )
                .help(
                    "write `{path}` in its place: `https://git.example.org/site/edit/main/{path}`",
                ),
            );
        }
    }

    fn tell(
        &mut self,
        path: &Arc<str>,
        at: &At,
        message: String,
        help: Option<String>,
    ) -> &mut Diagnostic {
        self.found
            .push(Diagnostic::new(&rule::BROKEN_LINK, path, at.clone(), message).maybe_help(help));
        self.found.last_mut().expect("it has just been put there")
    }

    /// Tells an address from the first slash on at which there is nothing.
    fn lost(&mut self, path: &Arc<str>, at: &At, written: &Written, picture: bool) {
        let meant = self.suggestion(written, None);
        let message = format!("there is nothing at `/{}` on this site", written.path);
        let help = meant.as_ref().map(Suggestion::help);
        let fix = meant.and_then(|meant| meant.fix(written.text, picture));
        self.tell(path, at, message, help).offer(fix);
    }

    /// The right form that is nearest to what is written. `kind` is that of the entry whose text it
    /// stands in, if the address depends on it.
    fn suggestion(&self, written: &Written, kind: Option<Kind>) -> Option<Suggestion> {
        let (address, sure) = self.meant(written, kind)?;
        let fragment = written.fragment.as_ref().map(|name| format!("#{name}")).unwrap_or_default();
        let target = target_of(&address).filter(|_| !written.rooted && fragment.is_empty());
        let form = match target {
            Some(target) => target.to_string(),
            None => format!("/{address}{fragment}"),
        };
        Some(Suggestion { form, sure })
    }

    /// The address that is meant by one that leads nowhere, and whether it must be: nothing but its
    /// form is wrong.
    fn meant(&self, written: &Written, kind: Option<Kind>) -> Option<(String, bool)> {
        let mut parts: Vec<&str> = written
            .path
            .split('/')
            .filter(|part| !matches!(*part, "" | "." | ".." | "index.html"))
            .collect();
        if parts.len() > 1 && matches!(parts[0], "content" | "static" | "public" | "pages") {
            parts.remove(0);
        }
        let file = parts.join("/");
        if self.is_shown(&file) && !file.is_empty() {
            return Some((file, true));
        }
        let name = parts.pop()?;
        let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(name);
        let stem = stem.to_lowercase();
        let folder = parts.join("/").to_lowercase();
        let folder = Kind::from_word(&folder).map_or(folder.clone(), |kind| kind.folder().into());
        let page = if folder.is_empty() { format!("{stem}/") } else { format!("{folder}/{stem}/") };
        let is_there = |address: &String| self.is_shown(address) || self.is_declared(address);
        let of_kind = |kind: Kind| Some(kind.address(&stem)).filter(|_| is_id(&stem));
        // A name alone may be that of entries of several kinds.
        let named = Kind::ALL.into_iter().filter_map(of_kind).filter(is_there).count();
        if is_there(&page) {
            return Some((page, !folder.is_empty() || named == 1));
        }
        let kinds = kind.into_iter().chain(Kind::ALL);
        if let Some(address) = kinds.filter_map(of_kind).find(is_there) {
            let plain = folder.is_empty() || folder == Kind::Page.folder();
            return Some((address, plain && named == 1));
        }
        let last = |address: &&Arc<str>| address.rsplit('/').next() == Some(name);
        if name.contains('.')
            && let Some(file) = self.ground.addresses.iter().find(last)
        {
            return Some((file.to_string(), false));
        }
        let section = folder.split('/').next().unwrap_or_default();
        let section = if section.is_empty() { String::new() } else { format!("{section}/") };
        let page = if name.contains('.') && stem.contains('.') { file } else { page };
        self.nearest_address(&page, &section).map(|near| (near, false))
    }

    /// Whether some file declares the entry whose page would have this address.
    fn is_declared(&self, address: &str) -> bool {
        let files = self.ground.files;
        let all = || files.iter().flat_map(|file| &file.declared);
        let declared =
            self.declared.get_or_init(|| all().map(|known| (known.kind, &*known.id)).collect());
        target_of(address).is_some_and(|target| declared.contains(&(target.kind, &*target.id)))
    }

    /// The address in the same section that is nearest, or of a section.
    fn nearest_address(&self, address: &str, section: &str) -> Option<String> {
        let below = self
            .ground
            .addresses
            .range::<str, _>((Bound::Included(section), Bound::Unbounded))
            .take_while(|known| known.starts_with(section))
            .filter(|known| !section.is_empty() || known.matches('/').count() < 2);
        let known: Vec<&str> = below.map(|known| &**known).collect();
        nearest(address, known).map(str::to_owned)
    }
}

fn is_page(address: &str) -> bool {
    address.is_empty() || address.ends_with('/') || address.ends_with(".html")
}

/// Pages that are there only because of what several files say.
fn follows_from_all(address: &str) -> bool {
    matches!(address, "terms/" | "explainers/")
        || address.starts_with("topics/")
        || address.starts_with("timeline/")
        || address.contains("/page/")
}

/// The entry whose page would have this address.
fn target_of(address: &str) -> Option<Target> {
    let path = address.strip_suffix('/')?;
    let (kind, id) = match path.split_once('/') {
        Some((folder, id)) => (Kind::from_folder(folder)?, id),
        None => (Kind::Page, path),
    };
    (is_id(id) && kind.address(id) == address).then(|| Target { kind, id: id.into() })
}

/// The entry whose page has this address.
pub(super) fn entry_at(model: &Model, address: &str) -> Option<EntryId> {
    match address {
        "" => Some(EntryId::Home),
        _ => model.find(&target_of(address)?),
    }
}
