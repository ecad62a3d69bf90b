//! The page on which one searches, and what can be found: the entries of the site and the parts of
//! its prose. Below the field stand all entries by initial, which needs no script.

use std::iter;

use rayon::prelude::*;
use serde::Serialize;

use super::desk::Desk;
use super::list::{self, Letter, Pager, pager};
use super::part::date_part;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::content::Entry;
use crate::export::search::Document;
use crate::markdown::{Writer, passages, plain};
use crate::model::{EntryId, Model};
use crate::words::counted;

/// Entries on one page: each is a line.
const ROWS: usize = 500;

/// More initials than these are no help in finding one.
const MOST_LETTERS: usize = 120;

#[derive(Serialize)]
pub struct Search {
    /// “297 entries”
    count: String,
    part: u32,
    letters: Vec<Group>,
    initials: Vec<Letter>,
    pager: Option<Pager>,
}

/// Entries with one initial.
#[derive(Serialize)]
struct Group {
    id: String,
    letter: String,
    continued: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    href: String,
    kind: &'static str,
    hint: String,
}

/// The number of pages.
pub fn pages(model: &Model) -> u32 {
    list::pages(entries(model).count(), ROWS)
}

pub fn view(desk: &Desk, page: Page, part: u32) -> View {
    let model = desk.model;
    let order = desk.orders.alphabet(model);
    let linker = PageLinker::plain(desk, page);
    let count = counted(order.len(), "entry", "entries");
    let title = if part > 1 { format!("Search, page {part}") } else { "Search".into() };
    let description = format!("Search in {count} and in the prose, or find one by its initial.");
    let mut head = desk.head(page, &title, &description, "search");
    if part > 1 {
        head.crumbs = vec![desk.section("Search", "search/")];
    }
    let initial = |id: &EntryId| list::initial(model.title(*id));
    let shown = list::rows(order, part, ROWS);
    let start = (part as usize - 1) * ROWS;
    let letters = shown
        .chunk_by(|a, b| initial(a) == initial(b))
        .enumerate()
        .map(|(number, ids)| Group {
            id: format!("az-{}", number + 1),
            letter: initial(&ids[0]),
            continued: number == 0 && start > 0 && initial(&order[start - 1]) == initial(&ids[0]),
            rows: ids.iter().map(|id| row(desk, *id)).collect(),
        })
        .collect();
    let view = Search {
        count,
        part,
        letters,
        initials: desk.orders.initials(model).to_vec(),
        pager: pager(model, part, list::pages(order.len(), ROWS), Page::Search),
    };
    Sheet::new(desk, &linker).finish(head, view)
}

fn row(desk: &Desk, id: EntryId) -> Row {
    let link = desk.link(id);
    Row { title: link.title, href: link.href, kind: kind(id), hint: hint(desk, id) }
}

/// Where each initial begins.
pub fn initials(model: &Model, order: &[EntryId]) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut groups = 0;
    for (index, id) in order.iter().enumerate() {
        let letter = list::initial(model.title(*id));
        let first_on_page = index % ROWS == 0;
        let first = letters.last().is_none_or(|last| last.letter != letter);
        groups = match (first_on_page, first) {
            (true, _) => 1,
            (false, true) => groups + 1,
            (false, false) => groups,
        };
        if first {
            let page = Page::Search((index / ROWS) as u32 + 1).address(model);
            letters.push(Letter { letter, href: format!("{}#az-{groups}", super::file_of(&page)) });
        }
    }
    letters.truncate(MOST_LETTERS);
    letters
}

/// Every entry with a page of its own.
pub fn entries(model: &Model) -> impl Iterator<Item = EntryId> + '_ {
    model.entries().filter(|id| !matches!(id, EntryId::Home))
}

/// So many entries are made together: the words of all of them are much to hold.
pub const BATCH: usize = 512;

/// Everything that can be found, in the order of the content: in batches, each made on all cores.
pub fn documents<'a>(desk: &'a Desk) -> impl Iterator<Item = Vec<Document>> + 'a {
    let mut entries = entries(desk.model);
    iter::from_fn(move || {
        let batch: Vec<EntryId> = entries.by_ref().take(BATCH).collect();
        let found = batch.par_iter().flat_map_iter(|id| found(desk, *id));
        (!batch.is_empty()).then(|| found.collect())
    })
}

fn kind(id: EntryId) -> &'static str {
    match id {
        EntryId::Explainer(_) => "explainer",
        EntryId::Claim(_) => "claim",
        EntryId::Actor(_) => "actor",
        EntryId::Country(_) => "country",
        EntryId::Event(_) => "event",
        EntryId::Source(_) => "source",
        EntryId::Term(_) => "term",
        EntryId::Page(_) | EntryId::Home => "page",
    }
}

/// What stands beside the title of an entry.
fn hint(desk: &Desk, id: EntryId) -> String {
    let model = desk.model;
    match id {
        EntryId::Claim(id) => model[id].record.state.term().label.to_owned(),
        EntryId::Actor(id) => {
            let actor = desk.actor(id);
            let codes = actor.countries.iter().map(|country| country.code.as_str());
            [actor.kind].into_iter().chain(codes).collect::<Vec<_>>().join(", ")
        }
        EntryId::Event(id) => date_part(&model[id].entry.data.when).words,
        EntryId::Source(id) => {
            let date = model[id].date().map(|date| date_part(date).words);
            let publisher = model.publisher(id).map(str::to_owned);
            publisher.into_iter().chain(date).collect::<Vec<_>>().join(", ")
        }
        EntryId::Country(id) => {
            let about = model[id].about.len();
            format!("{}, {} about it", model[id].code, counted(about, "claim", "claims"))
        }
        _ => String::new(),
    }
}

/// An entry, and each part of its prose that has a heading where the entry is read for its prose.
pub fn found(desk: &Desk, id: EntryId) -> Vec<Document> {
    let model = desk.model;
    let link = desk.link(id);
    let document = |words: String| Document {
        kind: kind(id),
        title: link.title.clone(),
        hint: hint(desk, id),
        href: link.href.clone(),
        words,
    };
    let summary = model.common(id).and_then(|common| common.summary()).map(|text| plain(text));
    let mut words: Vec<String> = summary.into_iter().collect();
    match id {
        EntryId::Explainer(id) => {
            let data = &model[id].entry.data;
            words.extend(data.standfirst.as_ref().map(|text| plain(text)));
            let body = &model[id].entry.body;
            return prose(desk, Page::Explainer(id), body, document(words.join(" ")));
        }
        EntryId::Page(id) => {
            let body = &model[id].entry.body;
            return prose(desk, Page::Page(id), body, document(words.join(" ")));
        }
        EntryId::Claim(id) => {
            let claim = &model[id];
            for position in &claim.by_date {
                words.push(model.title(EntryId::Actor(model[*position].by)).to_owned());
                let said = model.words(*position);
                words.extend(said.quote.as_ref().map(|text| text.to_string()));
                words.extend(said.attribution.map(|term| term.label().to_owned()));
                words.extend(model[*position].date.as_ref().map(crate::date::Date::words));
            }
            words.push(body(&claim.entry));
        }
        EntryId::Actor(id) => {
            let actor = &model[id].entry;
            words.extend(actor.data.also_known_as.iter().map(|name| name.to_string()));
            words.push(body(actor));
        }
        EntryId::Country(id) => {
            words.push(model[id].code.to_string());
            words.extend(model[id].entry.as_deref().map(body));
        }
        EntryId::Event(id) => {
            words.push(model[id].entry.data.when.words());
            words.push(body(&model[id].entry));
        }
        EntryId::Source(id) => {
            words.extend(model.publisher(id).map(str::to_owned));
            words.extend(model[id].date().map(crate::date::Date::words));
            words.extend(model[id].entry.data.authors.iter().map(|author| author.to_string()));
            words.push(body(&model[id].entry));
        }
        EntryId::Term(id) => {
            let term = &model[id].entry;
            let texts = term.data.definitions.0.iter();
            words.extend(texts.filter_map(|definition| Some(plain(definition.text.as_ref()?))));
            words.push(body(term));
        }
        EntryId::Home => {}
    }
    vec![document(words.join(" "))]
}

fn body<T>(entry: &Entry<T>) -> String {
    plain(&entry.body)
}

/// A page of prose, and each of its parts with a heading as something of its own.
fn prose(desk: &Desk, page: Page, body: &str, mut whole: Document) -> Vec<Document> {
    let linker = PageLinker::plain(desk, page);
    let headings = Writer::new(&linker).prose(body).headings;
    let mut passages = passages(body).into_iter();
    whole.words.push(' ');
    whole.words.extend(passages.next());
    let parts = headings.into_iter().zip(passages).map(|(heading, words)| Document {
        kind: "in the text",
        title: heading.title,
        hint: whole.title.clone(),
        href: format!("{}#{}", whole.href, heading.id),
        words,
    });
    let parts: Vec<Document> = parts.collect();
    [whole].into_iter().chain(parts).collect()
}
