//! The feed, Atom (RFC 4287): published explainers and what was changed since. All its dates come
//! from the content, so that the same content makes the same feed.

use serde::Serialize;

use super::part::{Desk, PageLinker, Sheet, capitalised};
use super::{Page, View};
use crate::content::Change;
use crate::date::{Date, Day};
use crate::markdown::{plain, slug};
use crate::model::{EntryId, ExplainerId};

/// Entries that the feed holds at most.
const MOST: usize = 50;

#[derive(Serialize)]
struct Feed {
    title: String,
    subtitle: Option<String>,
    /// An instant, RFC 3339.
    updated: String,
    /// The address of the feed, which is its id as well.
    address: String,
    site: String,
    authors: Vec<String>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Entry {
    /// An address that stays the same; not all of them are pages.
    id: String,
    title: String,
    href: String,
    updated: String,
    published: Option<String>,
    summary: Option<String>,
    /// The kind of change.
    category: Option<&'static str>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let model = desk.model;
    let site = &model.site;
    let linker = PageLinker::plain(desk, page);
    let mut entries: Vec<Entry> = (0..model.explainers.len() as u32)
        .filter_map(|number| explainer(desk, ExplainerId(number)))
        .collect();
    let changes = desk.orders.changes(model).iter().take(MOST);
    entries.extend(changes.filter_map(|(entry, index)| change(desk, *entry, *index)));
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(MOST);
    let latest = entries.first().map(|entry| entry.updated.clone());
    let covered = || site.as_of.as_ref().and_then(instant);
    let file = &site.file;
    let mut authors: Vec<String> = file.authors.iter().map(|author| xml(author)).collect();
    if authors.is_empty() {
        let name = file.publisher.as_ref().map_or(&file.title, |publisher| &publisher.name);
        authors.push(xml(name));
    }
    let head = desk.head(page, &file.title, "", "");
    let view = Feed {
        title: xml(&file.title),
        subtitle: file.description.as_ref().map(|text| xml(text)),
        updated: latest.or_else(covered).unwrap_or_else(|| "1970-01-01T00:00:00Z".into()),
        address: head.canonical.clone(),
        site: site.base_url.to_string(),
        authors,
        entries,
    };
    Sheet::new(desk, &linker).finish(head, view)
}

/// A published explainer; its later changes are entries of their own.
fn explainer(desk: &Desk, id: ExplainerId) -> Option<Entry> {
    let entry = &desk.model[id].entry;
    let data = &entry.data;
    let published = instant(data.published.as_ref()?)?;
    let address = address(desk, EntryId::Explainer(id));
    let words = data.standfirst.as_ref().or(data.summary.as_ref());
    Some(Entry {
        id: address.clone(),
        title: xml(&data.title),
        href: address,
        updated: published.clone(),
        published: Some(published),
        summary: words.map(|words| xml(&plain(words))),
        category: None,
    })
}

fn change(desk: &Desk, entry: EntryId, index: usize) -> Option<Entry> {
    let changes = desk.model.common(entry)?.changes();
    let change = &changes[index];
    let address = address(desk, entry);
    Some(Entry {
        id: format!("{address}#{}", change_name(changes, index)),
        title: xml(&format!("{}: {}", capitalised(change.kind.label()), desk.model.title(entry))),
        href: address,
        updated: instant(&change.date)?,
        published: None,
        summary: Some(xml(&words(change))),
        category: Some(change.kind.label()),
    })
}

/// `change-2021-11-20`, and a number for the second of that day: it stays when others are added.
fn change_name(changes: &[Change], index: usize) -> String {
    let day = slug(changes[index].date.as_str());
    let before = changes[..index].iter().filter(|other| slug(other.date.as_str()) == day).count();
    match before {
        0 => format!("change-{day}"),
        _ => format!("change-{day}-{}", before + 1),
    }
}

fn words(change: &Change) -> String {
    let mut words = plain(&change.note);
    for (name, text) in [("Was", &change.was), ("Now", &change.now)] {
        if let Some(text) = text {
            words.push_str(&format!("\n{name}: {text}"));
        }
    }
    words
}

fn address(desk: &Desk, entry: EntryId) -> String {
    format!("{}{}", desk.model.site.base_url, desk.model.address(entry))
}

/// The first moment of a date in UTC, RFC 3339.
fn instant(date: &Date) -> Option<String> {
    let extent = date.extent();
    let day = extent.from.or(extent.to).and_then(Day::full_date)?;
    Some(format!("{day}T00:00:00Z"))
}

/// The text without the characters that XML 1.0 has no form for.
fn xml(text: &str) -> String {
    let allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    text.chars().filter(allowed).collect()
}
