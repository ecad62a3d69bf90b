//! The feeds, each as Atom (RFC 4287) and as JSON Feed 1.1: of the whole site, of corrections, and of
//! each country. They hold what is new in substance: explainers, positions by their dates, and what
//! editors say that they changed. Ids follow from what an entry is and its dates from the content,
//! so that a mended typo brings nothing back into anybody’s reader, and the same content makes the
//! same feed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::desk::Desk;
use super::part::capitalised;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::content::Change;
use crate::date::{Date, Day};
use crate::markdown::{plain, slug};
use crate::model::{ClaimId, CountryId, EntryId, ExplainerId, Model, PositionId};
use crate::vocabulary::ChangeKind;

/// Entries that a feed holds if `site.yaml` does not say.
const ENTRIES: usize = 50;
/// Characters of what an entry says; the page has the rest.
const LONGEST: usize = 1000;

/// What a feed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Site,
    Corrections,
    Country(CountryId),
}

/// The form of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Atom,
    Json,
}

impl Scope {
    /// The address of the feed, relative to the site.
    pub fn address(self, model: &Model, form: Form) -> String {
        let folder = match self {
            Scope::Site => String::new(),
            Scope::Corrections => "corrections/".into(),
            Scope::Country(id) => model.address(EntryId::Country(id)),
        };
        let ending = match form {
            Form::Atom => "xml",
            Form::Json => "json",
        };
        format!("{folder}feed.{ending}")
    }

    fn title(self, model: &Model) -> String {
        let site = &*model.site.file.title;
        match self {
            Scope::Site => site.to_owned(),
            Scope::Corrections => format!("Corrections · {site}"),
            Scope::Country(id) => format!("{} · {site}", model[id].name),
        }
    }

    /// The page that shows the same to people.
    fn page(self) -> Page {
        match self {
            Scope::Site => Page::Home,
            Scope::Corrections => Page::Corrections(1),
            Scope::Country(id) => Page::Country(id, 1),
        }
    }
}

/// A feed as the head of a page and the page on data name it.
#[derive(Clone, Debug, Serialize)]
pub struct FeedLink {
    pub title: String,
    /// Relative to the site.
    pub href: String,
    /// Its media type.
    pub media: &'static str,
}

/// What the feeds of a site are about, as `site.yaml` says.
pub fn scopes(model: &Model) -> Vec<Scope> {
    let feeds = model.site.file.feeds.as_ref();
    let wanted = |flag: Option<crate::content::value::Flag>| flag.is_none_or(|flag| flag.0);
    let mut scopes = vec![Scope::Site];
    if wanted(feeds.and_then(|feeds| feeds.corrections)) {
        scopes.push(Scope::Corrections);
    }
    if wanted(feeds.and_then(|feeds| feeds.countries)) {
        scopes.extend((0..model.countries.len() as u32).map(|n| Scope::Country(CountryId(n))));
    }
    scopes
}

fn forms(model: &Model) -> &'static [Form] {
    let json = model.site.file.feeds.as_ref().and_then(|feeds| feeds.json);
    if json.is_none_or(|flag| flag.0) { &[Form::Atom, Form::Json] } else { &[Form::Atom] }
}

/// Every feed of the site.
pub fn all(model: &Model) -> Vec<Page> {
    let of = |scope| forms(model).iter().map(move |form| Page::Feed(scope, *form));
    scopes(model).into_iter().flat_map(of).collect()
}

/// The feeds that somebody who reads `page` may follow.
pub fn links(model: &Model, page: Page) -> Vec<FeedLink> {
    let own = match page {
        Page::Corrections(_) => Some(Scope::Corrections),
        Page::Country(id, _) => Some(Scope::Country(id)),
        _ => None,
    };
    let known = scopes(model);
    let scopes = own.filter(|scope| known.contains(scope)).into_iter().chain([Scope::Site]);
    scopes.flat_map(|scope| links_of(model, scope)).collect()
}

/// One feed in all its forms.
pub fn links_of(model: &Model, scope: Scope) -> impl Iterator<Item = FeedLink> {
    forms(model).iter().map(move |form| FeedLink {
        title: scope.title(model),
        href: scope.address(model, *form),
        media: match form {
            Form::Atom => "application/atom+xml",
            Form::Json => "application/feed+json",
        },
    })
}

#[derive(Serialize)]
pub struct Feed {
    title: String,
    subtitle: Option<String>,
    /// An instant, RFC 3339.
    updated: String,
    /// The address of the feed, which is its id as well.
    address: String,
    /// The page that shows the same.
    site: String,
    language: String,
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
    /// The stance of a position, the kind of a change.
    category: Option<&'static str>,
}

pub fn view(desk: &Desk, page: Page, scope: Scope, form: Form) -> View {
    let model = desk.model;
    let site = &model.site;
    let linker = PageLinker::plain(desk, page);
    let mut entries = entries(desk, scope);
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(length(model));
    let latest = entries.first().map(|entry| entry.updated.clone());
    let covered = || site.as_of.as_ref().and_then(instant);
    let file = &site.file;
    let mut authors: Vec<String> = file.authors.iter().map(|author| xml(author)).collect();
    if authors.is_empty() {
        let name = file.publisher.as_ref().map_or(&file.title, |publisher| &publisher.name);
        authors.push(xml(name));
    }
    let head = desk.head(page, &scope.title(model), "", "");
    let feed = Feed {
        title: xml(&scope.title(model)),
        subtitle: file.description.as_ref().map(|text| xml(text)),
        updated: latest.or_else(covered).unwrap_or_else(|| "1970-01-01T00:00:00Z".into()),
        address: head.canonical.clone(),
        site: format!("{}{}", site.base_url, scope.page().address(model)),
        language: file.language.as_deref().unwrap_or("en").to_owned(),
        authors,
        entries,
    };
    let sheet = Sheet::new(desk, &linker);
    match form {
        Form::Atom => sheet.finish(head, feed),
        Form::Json => sheet.finish(head, json_feed(&feed)),
    }
}

/// The feed in the members of JSON Feed 1.1.
fn json_feed(feed: &Feed) -> Value {
    let item = |entry: &Entry| {
        let mut item = json!({
            "id": entry.id,
            "url": entry.href,
            "title": entry.title,
            "content_text": entry.summary.as_ref().unwrap_or(&entry.title),
            "date_published": entry.published.as_ref().unwrap_or(&entry.updated),
            "date_modified": entry.updated,
        });
        if let Some(category) = entry.category {
            item["tags"] = json!([category]);
        }
        item
    };
    let mut document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.site,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": feed.authors.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "items": feed.entries.iter().map(item).collect::<Vec<_>>(),
    });
    if let Some(subtitle) = &feed.subtitle {
        document["description"] = subtitle.as_str().into();
    }
    document
}

/// Entries that a feed holds at most.
fn length(model: &Model) -> usize {
    let entries = model.site.file.feeds.as_ref().and_then(|feeds| feeds.entries);
    entries.and_then(|number| usize::try_from(number.0).ok()).unwrap_or(ENTRIES)
}

fn entries(desk: &Desk, scope: Scope) -> Vec<Entry> {
    let model = desk.model;
    let mut entries = Vec::new();
    if scope == Scope::Site {
        let explainers = (0..model.explainers.len() as u32).map(ExplainerId);
        entries.extend(explainers.filter_map(|id| explainer(desk, id)));
    }
    let country = match scope {
        Scope::Country(id) => Some(About::of(model, id)),
        _ => None,
    };
    if scope != Scope::Corrections {
        let mut positions: Vec<PositionId> = match &country {
            Some(about) => about.positions.iter().copied().collect(),
            None => (0..model.positions.len() as u32).map(PositionId).collect(),
        };
        positions.retain(|id| !is_draft(model, EntryId::Claim(model[*id].claim)));
        positions.sort_by_cached_key(|id| std::cmp::Reverse(model.date_key(*id)));
        let newest = positions.into_iter().take(length(model));
        entries.extend(newest.filter_map(|id| position(desk, id)));
    }
    let wanted = |(entry, index): &&(EntryId, usize)| {
        let Some(change) = model.common(*entry).and_then(|common| common.changes().get(*index))
        else {
            return false;
        };
        !is_draft(model, *entry)
            && match (scope, &country) {
                (Scope::Corrections, _) => matches!(
                    change.kind,
                    ChangeKind::Correction | ChangeKind::Clarification | ChangeKind::Retraction
                ),
                (_, Some(about)) => {
                    let affected = change.affects.iter().filter_map(|target| model.find(&target.0));
                    about.entries.contains(entry)
                        || affected.into_iter().any(|entry| about.entries.contains(&entry))
                }
                _ => true,
            }
    };
    let changes = desk.orders.changes(model).iter().filter(wanted).take(length(model));
    entries.extend(changes.filter_map(|(entry, index)| change(desk, *entry, *index)));
    entries
}

fn is_draft(model: &Model, entry: EntryId) -> bool {
    model.common(entry).is_some_and(|common| common.draft())
}

/// What has to do with a country.
struct About {
    entries: BTreeSet<EntryId>,
    positions: BTreeSet<PositionId>,
}

impl About {
    fn of(model: &Model, id: CountryId) -> About {
        let country = &model[id];
        let claims: BTreeSet<ClaimId> = [&country.about, &country.about_people, &country.targeted]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        let on_claims = claims.iter().flat_map(|claim| model[*claim].by_date.iter());
        let by_country = country.by_state.iter().chain(&country.by_others);
        let mut entries: BTreeSet<EntryId> = claims.iter().copied().map(EntryId::Claim).collect();
        entries.insert(EntryId::Country(id));
        entries.extend(country.actors.iter().map(|(actor, _)| EntryId::Actor(*actor)));
        entries.extend(country.events.iter().copied().map(EntryId::Event));
        About { positions: on_claims.chain(by_country).copied().collect(), entries }
    }
}

/// A position on the day on which it was taken.
fn position(desk: &Desk, id: PositionId) -> Option<Entry> {
    let model = desk.model;
    let position = &model[id];
    let words = model.words(id);
    let updated = instant(position.date.as_ref()?)?;
    let claim = address(desk, EntryId::Claim(position.claim));
    let title = format!(
        "{}: {} · {}",
        model[position.by].entry.data.name,
        position.stance.label(),
        model.title(EntryId::Claim(position.claim)),
    );
    let quote = words.quote.as_ref().map(|quote| format!("“{quote}”"));
    let source = position.source.map(|source| model[source].entry.data.title.to_string());
    let said: Vec<String> = quote.into_iter().chain(source).collect();
    Some(Entry {
        id: format!("{claim}#{}", position_name(model, id)),
        title: xml(&title),
        href: format!("{claim}#{}", position.anchor),
        published: Some(updated.clone()),
        updated,
        summary: (!said.is_empty()).then(|| summary(&said.join("\n"))),
        category: Some(position.stance.label()),
    })
}

/// The id of a position among those of its claim: its own, or who and when, so that it stays when
/// others are added.
fn position_name(model: &Model, id: PositionId) -> String {
    let name = |id: PositionId| {
        let words = model.words(id);
        let date = words.date.as_ref().map(|date| slug(date.as_str())).unwrap_or_default();
        words.id.as_ref().map_or_else(
            || format!("position-{}-{date}", words.by.0.as_str()),
            |id| format!("position-{}", id.as_str()),
        )
    };
    let own = name(id);
    let has_id = |id: PositionId| model.words(id).id.is_some();
    let same = |other: &PositionId| {
        // Few others could have the name, and to make it takes long.
        let could = model[*other].by == model[id].by || has_id(*other) || has_id(id);
        could && name(*other) == own
    };
    let of_claim = model[model[id].claim].positions.clone();
    match of_claim.take_while(|other| *other < id.0).map(PositionId).filter(same).count() {
        0 => own,
        before => format!("{own}-{}", before + 1),
    }
}

/// What an entry says, of a length that a reader of feeds takes.
fn summary(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return xml(text) };
    let whole = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", xml(text[..whole].trim_end()))
}

/// A published explainer; its later changes are entries of their own.
fn explainer(desk: &Desk, id: ExplainerId) -> Option<Entry> {
    let entry = &desk.model[id].entry;
    if is_draft(desk.model, EntryId::Explainer(id)) {
        return None;
    }
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
        summary: words.map(|words| summary(&plain(words))),
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
        summary: Some(summary(&words(change))),
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
    match text.chars().all(|c| allowed(&c)) {
        true => text.to_owned(),
        false => text.chars().filter(allowed).collect(),
    }
}
