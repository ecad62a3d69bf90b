//! Tells what a reader would notice between two states of a site. A state is a folder of content or a
//! built site; either is read as its data, so that both are compared in one way.

mod pair;
mod schema;
mod show;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::content::shape::{Record, Shape};
use crate::content::{self, SiteFile};
use crate::export;
use crate::id::{Kind, alias_address};
use crate::model::Model;
use crate::source::Sources;
use crate::views::{self, orders::Orders};
use crate::vocabulary::{RECORD, Stance, Vocabular};

pub use schema::schema;
pub use show::text;

/// Fields that are for the editors alone.
const UNSEEN: [&str; 5] = ["review_by", "exempt", "rules", "loaded_words", "allow_html"];

/// A site at one time.
#[derive(Debug)]
pub struct State {
    /// What the editors wrote, as in `content` of `all.json`.
    content: Value,
    /// The record of each claim, in readers’ words.
    records: BTreeMap<String, String>,
    /// The addresses of its pages, relative to the site, redirects left out.
    pages: BTreeSet<String>,
    /// Where each redirect leads.
    redirects: BTreeMap<String, String>,
}

/// What happened to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Added,
    Removed,
    Changed,
}

/// What it happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A setting in `site.yaml`.
    Setting,
    /// A whole entry; of a claim, the record is told.
    Entry,
    /// The computed record of a claim.
    Record,
    Position,
    /// The words of somebody, in a position or a definition.
    Quotation,
    /// The text of a page.
    Prose,
    /// A date of any kind.
    Date,
    Field,
    /// An address that leads nowhere, or to another place, from now on.
    Page,
}

/// One thing that a reader would notice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub event: Event,
    pub subject: Subject,
    /// The entry as prose refers to it, `claim:ID`; `home` for the home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Its title or name, the new one if it has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Which position of the claim: who took it, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The field, with dots between a field and one within it; for a page, its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
}

/// Everything that differs, as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct Difference {
    pub same: bool,
    pub changes: Vec<Change>,
}

impl State {
    /// The state of a site that was built into `folder`.
    ///
    /// Fails when there is no data in it, or not of this version’s form.
    pub fn built(folder: &Path) -> Result<State> {
        let path = folder.join(export::all_path());
        let json =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut pages = BTreeSet::new();
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            let below = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
            pages.extend(below.map(|path| path.replace('\\', "/")));
        }
        State::of(&json, pages).with_context(|| path.display().to_string())
    }

    /// The state of content that can be built.
    pub fn content(model: &Model, sources: &Sources) -> Result<State> {
        let pages = views::addresses(model, &Orders::default());
        let pages = pages.iter().map(|address| views::file_of(address));
        let files = pages.chain(sources.assets().keys().map(|path| path.to_string()));
        State::of(&export::File::All.bytes(model)?, files)
    }

    fn of(json: &[u8], files: impl IntoIterator<Item = String>) -> Result<State> {
        let mut all: Value = serde_json::from_slice(json)?;
        let Some(content) = all.get_mut("content").map(Value::take).filter(Value::is_object) else {
            bail!("it has no `content`: it was built by an earlier version; build the site anew");
        };
        let rows = all["claims"].as_array().into_iter().flatten();
        let records = rows.filter_map(|row| Some((row["id"].as_str()?.to_owned(), record_of(row))));
        let redirects: BTreeMap<String, String> = entries(&content)
            .flat_map(|entry| {
                let aliases = entry.fields.get("aliases").and_then(Value::as_array);
                let aliases = aliases.into_iter().flatten().filter_map(Value::as_str);
                let address = entry.address();
                aliases.map(move |alias| {
                    (alias_address(alias.trim_start_matches('/')), address.clone())
                })
            })
            .collect();
        let pages = files
            .into_iter()
            .filter(|path| path.ends_with(".html"))
            .map(|path| path.strip_suffix("index.html").map(str::to_owned).unwrap_or(path))
            // How a long list is split is no reader’s matter.
            .filter(|address| !address.contains("/page/") && !redirects.contains_key(address))
            .collect();
        Ok(State { records: records.collect(), pages, redirects, content })
    }
}

/// The record in readers’ words: “contested, dissent within”.
fn record_of(row: &Value) -> String {
    let key = row["record"].as_str().unwrap_or_default();
    let label = RECORD.find(key).map_or(key, |term| term.label).to_owned();
    if row["dissent_within"] == true { label + ", dissent within" } else { label }
}

/// An entry in the content of a state.
#[derive(Clone, Copy)]
struct Entry<'s> {
    /// `None` for the home page.
    kind: Option<Kind>,
    id: &'s str,
    fields: &'s Map<String, Value>,
}

impl<'s> Entry<'s> {
    fn record(&self) -> &'static Record {
        content::record_of(self.kind.unwrap_or(Kind::Page))
    }

    fn reference(&self) -> String {
        self.kind.map_or_else(|| "home".into(), |kind| format!("{kind}:{}", self.id))
    }

    fn address(&self) -> String {
        self.kind.map(|kind| kind.address(self.id)).unwrap_or_default()
    }

    fn title(&self) -> Option<String> {
        let title = self.fields.get("title").or_else(|| self.fields.get("name"));
        title.and_then(Value::as_str).map(str::to_owned)
    }
}

/// All entries, by kind.
fn entries(content: &Value) -> impl Iterator<Item = Entry<'_>> {
    let home = content["home"].as_object().map(|fields| Entry { kind: None, id: "", fields });
    home.into_iter().chain(Kind::ALL.into_iter().flat_map(|kind| {
        let list = content[kind.folder()].as_array().into_iter().flatten();
        list.filter_map(move |entry| {
            let fields = entry.as_object()?;
            Some(Entry { kind: Some(kind), id: fields.get("id")?.as_str()?, fields })
        })
    }))
}

/// What differs from `old` to `new`, in the order of kinds and ids.
pub fn compare(old: &State, new: &State) -> Difference {
    let mut comparer = Comparer { old, new, changes: Vec::new() };
    comparer.settings();
    comparer.entries();
    comparer.pages();
    Difference { same: comparer.changes.is_empty(), changes: comparer.changes }
}

struct Comparer<'s> {
    old: &'s State,
    new: &'s State,
    changes: Vec<Change>,
}

/// Where a field stands.
#[derive(Clone, Default)]
struct Place {
    entry: Option<String>,
    title: Option<String>,
    position: Option<String>,
    path: Vec<&'static str>,
}

impl Place {
    fn below(&self, key: &'static str) -> Place {
        let mut place = self.clone();
        place.path.push(key);
        place
    }
}

impl<'s> Comparer<'s> {
    fn say(
        &mut self,
        event: Event,
        subject: Subject,
        place: &Place,
        was: Option<&Value>,
        now: Option<&Value>,
    ) {
        self.changes.push(Change {
            event,
            subject,
            entry: place.entry.clone(),
            title: place.title.clone(),
            position: place.position.clone(),
            field: (!place.path.is_empty()).then(|| place.path.join(".")),
            was: was.cloned(),
            now: now.cloned(),
        });
    }

    fn settings(&mut self) {
        let empty = Map::new();
        let of = |state: &'s State| state.content["site"].as_object();
        let (old, new) = (of(self.old).unwrap_or(&empty), of(self.new).unwrap_or(&empty));
        let before = self.changes.len();
        self.fields(old, new, &SiteFile::RECORD, &Place::default());
        for change in &mut self.changes[before..] {
            change.subject = Subject::Setting;
        }
    }

    fn entries(&mut self) {
        let by_name = |state: &'s State| -> BTreeMap<(Option<Kind>, &'s str), Entry<'s>> {
            entries(&state.content).map(|entry| ((entry.kind, entry.id), entry)).collect()
        };
        let (old, new) = (by_name(self.old), by_name(self.new));
        let names: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
        for name in names {
            match (old.get(&name), new.get(&name)) {
                (Some(old), Some(new)) => self.entry(old, new),
                (Some(old), None) => self.whole(Event::Removed, old),
                (None, Some(new)) => self.whole(Event::Added, new),
                (None, None) => {}
            }
        }
    }

    fn place(&self, entry: &Entry) -> Place {
        Place { entry: Some(entry.reference()), title: entry.title(), ..Place::default() }
    }

    fn whole(&mut self, event: Event, entry: &Entry) {
        let place = self.place(entry);
        let record = |state: &State| {
            let record = state.records.get(entry.id).filter(|_| entry.kind == Some(Kind::Claim));
            record.cloned().map(Value::from)
        };
        let (was, now) = match event {
            Event::Added => (None, record(self.new)),
            _ => (record(self.old), None),
        };
        self.say(event, Subject::Entry, &place, was.as_ref(), now.as_ref());
    }

    fn entry(&mut self, old: &Entry<'s>, new: &Entry<'s>) {
        let place = self.place(new);
        if new.kind == Some(Kind::Claim) {
            let record = |state: &State| state.records.get(new.id).cloned().map(Value::from);
            let (was, now) = (record(self.old), record(self.new));
            if was != now {
                self.say(Event::Changed, Subject::Record, &place, was.as_ref(), now.as_ref());
            }
        }
        self.fields(old.fields, new.fields, new.record(), &place);
    }

    fn fields(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        record: &Record,
        place: &Place,
    ) {
        for field in record.all().filter(|field| !UNSEEN.contains(&field.key)) {
            let (was, now) = (old.get(field.key), new.get(field.key));
            if was != now {
                self.field(was, now, &field.shape, &place.below(field.key));
            }
        }
    }

    fn field(&mut self, was: Option<&Value>, now: Option<&Value>, shape: &Shape, place: &Place) {
        let empty = Map::new();
        match shape {
            Shape::Record(record) => {
                let old = was.and_then(Value::as_object).unwrap_or(&empty);
                let new = now.and_then(Value::as_object).unwrap_or(&empty);
                self.fields(old, new, record, place);
            }
            Shape::List(Shape::Record(record)) | Shape::NonEmpty(Shape::Record(record)) => {
                let items = |value: Option<&Value>| value.and_then(Value::as_array).cloned();
                self.items(
                    &items(was).unwrap_or_default(),
                    &items(now).unwrap_or_default(),
                    record,
                    place,
                );
            }
            _ => {
                let event = match (was, now) {
                    (None, _) => Event::Added,
                    (_, None) => Event::Removed,
                    _ => Event::Changed,
                };
                let subject = match (shape, place.path.last()) {
                    (Shape::Block, _) => Subject::Prose,
                    (Shape::Date, _) | (Shape::Map(Shape::Date), _) => Subject::Date,
                    (_, Some(&"quote")) => Subject::Quotation,
                    _ => Subject::Field,
                };
                self.say(event, subject, place, was, now);
            }
        }
    }

    /// Items of a list of records. Their order is that of the editors’ file, which no page keeps.
    fn items(&mut self, old: &[Value], new: &[Value], record: &Record, place: &Place) {
        let is_position = record.name == content::Position::RECORD.name;
        let subject = if is_position { Subject::Position } else { Subject::Field };
        for (was, now) in pair::pairs(old, new) {
            let mut place = place.clone();
            if is_position {
                place.position = now.or(was).map(|item| self.position(item));
                place.path.clear();
            }
            match (was.and_then(Value::as_object), now.and_then(Value::as_object)) {
                (Some(old), Some(new)) => self.fields(old, new, record, &place),
                (None, _) => self.say(Event::Added, subject, &place, None, now),
                (_, None) => self.say(Event::Removed, subject, &place, was, None),
            }
        }
    }

    /// Who took a position, how and when: “The Town Council says so, 2024-05-02”.
    fn position(&self, position: &Value) -> String {
        let by = position["by"].as_str().unwrap_or_default();
        let name = |state: &State| {
            let actors = state.content["actors"].as_array()?;
            let actor = actors.iter().find(|actor| actor["id"] == by)?;
            Some(actor["name"].as_str()?.to_owned())
        };
        let name = name(self.new).or_else(|| name(self.old)).unwrap_or_else(|| by.to_owned());
        let stance = position["stance"].as_str().unwrap_or_default();
        let stance = Stance::VOCABULARY.find(stance).map_or(stance, |term| term.label);
        match position["date"].as_str() {
            Some(date) => format!("{name} ({stance}, {date})"),
            None => format!("{name} ({stance})"),
        }
    }

    fn pages(&mut self) {
        for address in &self.old.pages {
            if self.new.pages.contains(address) {
                continue;
            }
            let now = self.new.redirects.get(address).map(|to| Value::from(format!("/{to}")));
            self.changes.push(Change {
                event: Event::Removed,
                subject: Subject::Page,
                entry: None,
                title: None,
                position: None,
                field: Some(format!("/{address}")),
                was: None,
                now,
            });
        }
    }
}
