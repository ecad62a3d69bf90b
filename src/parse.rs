//! One file on its own, knowing no other: front matter and prose. Parsing never fails; what is
//! wrong is told in diagnostics, and a broken file still says which ids it declares.

mod form;
pub mod front_matter;
pub mod scalar;
mod shelf;
pub mod tree;

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::character::{self, Unseen};
use crate::content::value::{Visited, Visitor};
use crate::content::{self, AnyEntry, Declared, Entry, Origin, SiteFile};
use crate::country::Code;
use crate::diagnostic::{At, Diagnostic, FieldPath, rule};
use crate::field;
use crate::id::{Id, Kind, is_id, suggest_id};
use crate::markdown::{self, Mention};
use crate::source::{CONTENT, Fault, SITE_FILE, Text};
use form::Place;
pub(crate) use form::{Place as FormPlace, fault_of, inspect_node as inspect_form};
use front_matter::FrontMatter;
pub use shelf::Shelf;

/// What one content file says.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub path: Arc<str>,
    pub entries: Vec<AnyEntry>,
    /// Every entry that the file declares, broken ones too.
    pub declared: Vec<Declared>,
    pub diagnostics: Vec<Diagnostic>,
}

/// How prose is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether raw HTML may stand in prose.
    pub allow_html: bool,
}

/// How many bytes of YAML a front matter or `site.yaml` may have.
pub const LONGEST_FRONT_MATTER: usize = 64 << 10;

/// Reads `site.yaml`. Without one there is nothing that could be built, so the value is missing
/// whenever there is an error.
pub fn site(source: Option<(&Arc<str>, &Text)>) -> (Option<SiteFile>, Vec<Diagnostic>) {
    let Some((path, text)) = source else {
        let path: Arc<str> = SITE_FILE.into();
        let missing = Diagnostic::new(
            &rule::MISSING_SITE_FILE,
            &path,
            At::File,
            "there is no `site.yaml` in this folder",
        )
        .help("a site needs at least `title: …` and `base_url: https://…` in `site.yaml`; give its folder with `--root`");
        return (None, vec![missing]);
    };
    let text = match readable(path, text) {
        Ok(text) => text,
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    if let Some(found) = too_long(path, &(start..text.len()), At::Bytes(0..0)) {
        return (None, vec![found]);
    }
    let (mut found, refused) = unseen(path, text, &(start..text.len()));
    match serde_yaml::from_str::<SiteFile>(&text[start..]) {
        Ok(site) => (Some(site), found),
        Err(error) => {
            if !refused {
                let record = &SiteFile::RECORD;
                let yaml = start..text.len();
                found.extend(form::inspect(path, text, yaml, record, Place::Site, &error));
            }
            (None, found)
        }
    }
}

/// What is wrong with YAML that is longer than anybody writes.
fn too_long(path: &Arc<str>, yaml: &Range<usize>, at: At) -> Option<Diagnostic> {
    (yaml.len() > LONGEST_FRONT_MATTER).then(|| {
        let most = LONGEST_FRONT_MATTER >> 10;
        let message =
            format!("these fields have {} KiB; at most {most} are read", yaml.len() >> 10);
        Diagnostic::new(&rule::TOO_LARGE, path, at, message)
            .help("give the entries in lists files of their own, and move long text into the prose")
    })
}

/// Reads one content file.
pub fn file(path: &Arc<str>, text: &Text, options: Options) -> Parsed {
    let mut parsed = Parsed {
        path: path.clone(),
        entries: Vec::new(),
        declared: Vec::new(),
        diagnostics: Vec::new(),
    };
    let place = match Address::of(path) {
        Ok(place) => place,
        Err(diagnostic) => {
            parsed.diagnostics.push(*diagnostic);
            return parsed;
        }
    };
    if let Address::Entry(kind, id) = &place {
        parsed.declared.push(Declared { kind: *kind, id: id.as_str().into(), at: At::File });
    }
    let text = match readable(path, text) {
        Ok(text) => text,
        Err(diagnostic) => {
            parsed.diagnostics.push(*diagnostic);
            return parsed;
        }
    };
    let matter = match FrontMatter::split(text) {
        Ok(matter) => matter,
        Err(problem) => {
            parsed.diagnostics.push(problem.diagnostic(path));
            return parsed;
        }
    };
    let (found, refused) = unseen(path, text, &matter.yaml);
    parsed.diagnostics.extend(found);
    if let Some(found) = too_long(path, &matter.yaml, At::Bytes(0..0)) {
        parsed.diagnostics.push(found);
        parsed.declared.extend(form::declared(text, matter.yaml));
        return parsed;
    }
    let mut file = File { path, text, matter, refused, options, parsed };
    match place {
        Address::Home => file.one(Id::parse("index").ok(), AnyEntry::Home),
        Address::Entry(kind, id) => {
            let id = Some(id);
            match kind {
                Kind::Claim => file.one(id, AnyEntry::Claim),
                Kind::Actor => file.one(id, AnyEntry::Actor),
                Kind::Event => file.one(id, AnyEntry::Event),
                Kind::Source => file.one(id, AnyEntry::Source),
                Kind::Term => file.one(id, AnyEntry::Term),
                Kind::Country => file.one(id, AnyEntry::Country),
                Kind::Page => file.one(id, AnyEntry::Page),
                Kind::Explainer => file.explainer(id),
            }
        }
    }
    file.parsed
}

/// Characters in `text` that nobody sees, as they are or written as escapes in its YAML; and whether
/// the YAML is refused for one of them.
fn unseen(path: &Arc<str>, text: &str, yaml: &Range<usize>) -> (Vec<Diagnostic>, bool) {
    let unseen = character::unseen(text);
    let refused =
        unseen.iter().any(|unseen| unseen.is_control() && yaml.contains(&unseen.bytes.start));
    let mut found: Vec<(Unseen, At)> =
        unseen.into_iter().map(|unseen| (unseen.clone(), At::Bytes(unseen.bytes))).collect();
    if text[yaml.clone()].contains('\\')
        && let Ok(Some(root)) = tree::read(&text[yaml.clone()])
    {
        root.scalars(&mut |value, bytes| {
            let source = yaml.start + bytes.start..yaml.start + bytes.end;
            let plain = &text[source.clone()];
            let escaped = |unseen: &Unseen| !plain.contains(unseen.character);
            let at = At::Bytes(source.clone());
            let unseen = character::unseen(value).into_iter().filter(escaped);
            found.extend(unseen.map(|unseen| (unseen, at.clone())));
        });
    }
    (found.into_iter().map(|(unseen, at)| told(path, &unseen, at)).collect(), refused)
}

fn told(path: &Arc<str>, unseen: &Unseen, at: At) -> Diagnostic {
    let message = format!("{} stands here, where nobody sees it", unseen.name());
    let help = match unseen.character {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "take it out: it changes the order in which the text around it is read; U+200E and \
             U+200F give the direction of a word and hide nothing"
        }
        _ => "take it out",
    };
    Diagnostic::new(&rule::INVISIBLE_CHARACTER, path, at, message).help(help)
}

fn readable<'a>(path: &Arc<str>, text: &'a Text) -> Result<&'a str, Box<Diagnostic>> {
    text.as_deref().map_err(|fault| Box::new(self::fault(path, fault)))
}

/// Why the file at `path` was not read.
pub fn fault(path: &Arc<str>, fault: &Fault) -> Diagnostic {
    let (rule, help) = match fault {
        Fault::NotUtf8(_) => (&rule::NOT_UTF8, Some("save it again with the encoding UTF-8")),
        Fault::Unreadable(_) => (&rule::UNREADABLE, None),
        Fault::NotAFile(_) => (&rule::UNREADABLE, Some("put a file there, or take it away")),
        Fault::TooLarge { .. } => (
            &rule::TOO_LARGE,
            Some("make several files of it, or look whether it is the right one"),
        ),
        Fault::NameNotUtf8 => {
            (&rule::UNUSABLE_NAME, Some("rename it; any letters of any script will do"))
        }
        Fault::LeadsOut => (&rule::SYMBOLIC_LINK, Some("put the file itself there")),
        Fault::LinkToFolder => (&rule::SYMBOLIC_LINK, Some("put the folder itself there")),
        Fault::LeadsNowhere(_) => (&rule::SYMBOLIC_LINK, Some("remove the link, or mend it")),
    };
    Diagnostic::new(rule, path, At::File, fault.to_string()).maybe_help(help.map(str::to_owned))
}

/// What a path below `content/` stands for.
enum Address {
    Home,
    Entry(Kind, Id),
}

impl Address {
    fn of(path: &Arc<str>) -> Result<Address, Box<Diagnostic>> {
        let below = path.strip_prefix(CONTENT).and_then(|rest| rest.strip_prefix('/'));
        let below = below.unwrap_or(path);
        if below == "index.md" {
            return Ok(Address::Home);
        }
        let kinds = || Kind::ALL.map(|kind| format!("{CONTENT}/{}/", kind.folder())).join(", ");
        let (folder, rest) = below.split_once('/').unwrap_or(("", below));
        let Some(kind) = Kind::from_folder(folder) else {
            let near = crate::diagnostic::nearest(folder, Kind::ALL.map(Kind::folder));
            return Err(Box::new(
                Diagnostic::new(
                    &rule::MISPLACED_FILE,
                    path,
                    At::File,
                    "this folder does not say what kind of entry the file is",
                )
                .help(match near {
                    Some(near) => format!("did you mean `{CONTENT}/{near}/`?"),
                    None => format!("put it into one of {}", kinds()),
                }),
            ));
        };
        // Folders inside a kind's folder are the editor's own order and do not count.
        let name = rest.rsplit('/').next().unwrap_or(rest);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        if kind == Kind::Country {
            return match Code::parse(stem) {
                Ok(code) => {
                    Ok(Address::Entry(kind, Id::parse(&code.lower()).expect("two letters")))
                }
                Err(error) => Err(Box::new(
                    Diagnostic::new(&rule::BAD_COUNTRY, path, At::File, error.message).maybe_help(
                        error.suggestion.map(|code| format!("did you mean `{}.md`?", code.lower())),
                    ),
                )),
            };
        }
        match Id::parse(stem) {
            Ok(id) => Ok(Address::Entry(kind, id)),
            Err(why) => Err(Box::new(
                Diagnostic::new(
                    &rule::BAD_FILE_NAME,
                    path,
                    At::File,
                    format!("the name of the file is the id of the entry, and {why}"),
                )
                .maybe_help(suggest_id(stem).map(|id| format!("rename it to `{id}.md`"))),
            )),
        }
    }
}

/// One file being read.
struct File<'a> {
    path: &'a Arc<str>,
    text: &'a str,
    matter: FrontMatter,
    /// Whether YAML is refused for a character that is told.
    refused: bool,
    options: Options,
    parsed: Parsed,
}

impl File<'_> {
    fn one<T>(&mut self, id: Option<Id>, wrap: fn(Arc<Entry<T>>) -> AnyEntry)
    where
        T: DeserializeOwned + Visited + HasRecord + HasBody,
    {
        let (Some(id), Some(data)) = (id, self.data::<T>()) else { return };
        let entry = self.entry(id, data, Vec::new());
        self.parsed.entries.push(wrap(Arc::new(entry)));
    }

    fn explainer(&mut self, id: Option<Id>) {
        let (Some(id), Some(mut data)) = (id, self.data::<content::Explainer>()) else { return };
        let lists = (
            std::mem::take(&mut data.actors),
            std::mem::take(&mut data.claims),
            std::mem::take(&mut data.events),
            std::mem::take(&mut data.sources),
            std::mem::take(&mut data.terms),
        );
        let entry = self.entry(id, data, Vec::new());
        self.parsed.entries.push(AnyEntry::Explainer(Arc::new(entry)));
        self.items(lists.0.0, Kind::Actor, AnyEntry::Actor);
        self.items(lists.1.0, Kind::Claim, AnyEntry::Claim);
        self.items(lists.2.0, Kind::Event, AnyEntry::Event);
        self.items(lists.3.0, Kind::Source, AnyEntry::Source);
        self.items(lists.4.0, Kind::Term, AnyEntry::Term);
    }

    /// Entries in a list of an explainer, each with an id of its own.
    fn items<T>(&mut self, items: Vec<T>, kind: Kind, wrap: fn(Arc<Entry<T>>) -> AnyEntry)
    where
        T: Visited + HasBody,
    {
        for (index, mut data) in items.into_iter().enumerate() {
            let field = field![kind.folder(), index];
            let Some(id) = data.take_id() else {
                self.parsed.diagnostics.push(
                    Diagnostic::new(
                        &rule::MISSING_FIELD,
                        self.path,
                        At::Key(field),
                        format!("this {kind} has no `id`"),
                    )
                    .help("an entry in a list needs an `id`, by which others refer to it"),
                );
                continue;
            };
            let at = At::Field(field![kind.folder(), index, "id"]);
            self.parsed.declared.push(Declared { kind, id: id.as_str().into(), at });
            let entry = self.entry(id, data, field);
            self.parsed.entries.push(wrap(Arc::new(entry)));
        }
    }

    /// The front matter as `T`, or every reason why it is none.
    fn data<T: DeserializeOwned + HasRecord>(&mut self) -> Option<T> {
        let yaml = self.matter.yaml.clone();
        match serde_yaml::from_str::<T>(&self.text[yaml.clone()]) {
            Ok(data) => Some(data),
            Err(error) => {
                let record = T::record();
                if !self.refused {
                    let yaml = yaml.clone();
                    let found =
                        form::inspect(self.path, self.text, yaml, record, Place::File, &error);
                    self.parsed.diagnostics.extend(found);
                }
                self.parsed.declared.extend(form::declared(self.text, yaml));
                None
            }
        }
    }

    fn entry<T: Visited + HasBody>(&mut self, id: Id, mut data: T, field: FieldPath) -> Entry<T> {
        let inline = !field.is_empty();
        let mut prose = ProseReader {
            path: self.path,
            options: self.options,
            mentions: Vec::new(),
            fragments: Vec::new(),
            diagnostics: Vec::new(),
        };
        data.visit(&mut field.clone(), &mut prose);
        let body: Arc<str> = if inline {
            data.take_body().unwrap_or_default()
        } else {
            let range = self.matter.body.clone();
            let text = &self.text[range.clone()];
            prose.read(text, true, |bytes| {
                At::Bytes(range.start + bytes.start..range.start + bytes.end)
            });
            text.into()
        };
        if !inline {
            self.refuse_item_fields(&mut data);
        }
        self.parsed.diagnostics.append(&mut prose.diagnostics);
        let origin = Origin { path: self.path.clone(), field };
        let body_start = if inline { 0 } else { self.matter.body.start };
        let ProseReader { mentions, fragments, .. } = prose;
        Entry { id, data, body, origin, body_start, mentions, fragments }
    }

    /// `id` and `body` are for entries in lists; a file has a name and a body of its own.
    fn refuse_item_fields<T: HasBody>(&mut self, data: &mut T) {
        let given = [("id", data.take_id().is_some()), ("body", data.take_body().is_some())];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            let (message, help) = form::item_field(key);
            let at = At::Key(field![key]);
            let found = Diagnostic::new(&rule::UNKNOWN_KEY, self.path, at, message).help(help);
            self.parsed.diagnostics.push(found);
        }
    }
}

/// Reads all prose of an entry: finds what it refers to, and what is wrong with it.
struct ProseReader<'a> {
    path: &'a Arc<str>,
    options: Options,
    mentions: Vec<Mention>,
    fragments: Vec<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
}

impl ProseReader<'_> {
    fn read(&mut self, text: &str, blocks: bool, at: impl Fn(std::ops::Range<usize>) -> At) {
        let scan = markdown::scan(text, blocks, self.options.allow_html);
        self.fragments.extend(scan.fragments);
        for (what, bytes) in scan.mentions {
            self.mentions.push(Mention { what, at: at(bytes) });
        }
        for problem in scan.problems {
            let place = at(problem.bytes);
            self.diagnostics.push(
                Diagnostic::new(problem.rule, self.path, place, problem.message)
                    .maybe_help(problem.help)
                    .fix(problem.fix),
            );
        }
    }
}

impl Visitor for ProseReader<'_> {
    fn inline(&mut self, at: &FieldPath, markdown: &str) {
        let at = at.clone();
        self.read(markdown, false, |bytes| At::Within(at.clone(), bytes));
    }

    fn block(&mut self, at: &FieldPath, markdown: &str) {
        let at = at.clone();
        self.read(markdown, true, |bytes| At::Within(at.clone(), bytes));
    }
}

/// A type that stands for a whole front matter.
trait HasRecord {
    fn record() -> &'static content::shape::Record;
}

/// An entry’s id and prose where it stands in a list.
trait HasBody {
    fn take_id(&mut self) -> Option<Id>;
    fn take_body(&mut self) -> Option<Arc<str>>;
}

macro_rules! kinds {
    ($($type:ident),+) => {
        $(
            impl HasRecord for content::$type {
                fn record() -> &'static content::shape::Record {
                    const RECORD: content::shape::Record = content::$type::RECORD;
                    &RECORD
                }
            }
            impl HasBody for content::$type {
                fn take_id(&mut self) -> Option<Id> {
                    self.id.take()
                }
                fn take_body(&mut self) -> Option<Arc<str>> {
                    self.body.take().map(|body| body.0)
                }
            }
        )+
    };
}

kinds!(Claim, Actor, Event, Source, Term, Country, Explainer, Page);

/// Whether the stem of a page is one of the sections of the site.
pub fn is_section(id: &str) -> bool {
    debug_assert!(is_id(id));
    Kind::from_folder(id).is_some_and(|kind| kind != Kind::Page)
        || matches!(
            id,
            "topics"
                | "timeline"
                | "positions"
                | "corrections"
                | "codebook"
                | "coverage"
                | "data"
                | "search"
                | "assets"
        )
}
