//! What each page shows: plain data for the template of the same name. Nothing here knows the
//! template engine, and templates know nothing of the model.
//!
//! A new page is one variant of [`Page`] with its address, its template and its view.

pub mod actor;
pub mod actors;
pub mod claim;
pub mod claims;
pub mod codebook;
pub mod corrections;
pub mod countries;
pub mod country;
pub mod coverage;
pub mod data;
pub mod desk;
pub mod event;
pub mod explainer;
pub mod explainers;
pub mod feed;
pub mod home;
pub mod linked;
pub mod list;
pub mod not_found;
pub mod orders;
pub mod page;
pub mod part;
pub mod picture;
pub mod positions;
pub mod redirect;
pub mod robots;
pub mod search;
pub mod shared;
pub mod sheet;
pub mod sitemap;
pub mod source;
pub mod sources;
pub mod statement;
pub mod term;
pub mod terms;
pub mod timeline;
pub mod topic;
pub mod topics;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use crate::id::{Kind, Target};
use crate::markdown::Note;
use crate::model::{
    ActorId, ClaimId, CountryId, EntryId, EventId, ExplainerId, Model, PageId, SourceId, TermId,
};
use desk::Desk;
use orders::Orders;
use part::{Card, DatePart, Link, TermPart};

/// Rows on one page of a list that could grow without bound.
pub const ROWS: usize = 200;

/// One page or file of the site that a template makes. A `u32` counts the pages of a long list,
/// from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    Home,
    Explainers,
    Explainer(ExplainerId),
    Claims(claims::Sort, u32),
    Claim(ClaimId),
    Actors(u32),
    Actor(ActorId, u32),
    Countries,
    Country(CountryId, u32),
    /// The whole timeline, or one year of it.
    Timeline(Option<i32>, u32),
    Positions(u32),
    Event(EventId),
    Sources(u32),
    Source(SourceId, u32),
    Terms,
    Term(TermId),
    Topics,
    /// One of the model’s topics, by its place.
    Topic(usize, u32),
    Corrections(u32),
    Codebook,
    Coverage,
    Data,
    /// The field and, page by page, all entries by initial.
    Search(u32),
    Page(PageId),
    /// The page at one of an entry’s aliases.
    Redirect(EntryId, usize),
    NotFound,
    Feed(feed::Scope, feed::Form),
    /// The sitemap, and what it is split into where a site has more pages than one may hold.
    Sitemap(u32),
    Robots,
}

impl Page {
    /// Every page of the site, in the order of the sitemap.
    pub fn all(model: &Model) -> Vec<Page> {
        Page::all_by(model, &Orders::default())
    }

    /// The same; `orders` are those of the model, as far as they are made.
    pub fn all_by(model: &Model, orders: &Orders) -> Vec<Page> {
        let mut pages = vec![Page::Home];
        if model.explainers.len() > 1 {
            pages.push(Page::Explainers);
        }
        pages.extend(all(&model.explainers, |n| Page::Explainer(ExplainerId(n))));
        pages.extend(claims::all(model));
        pages.extend(all(&model.claims, |n| Page::Claim(ClaimId(n))));
        pages.extend((1..=actors::pages(model)).map(Page::Actors));
        for id in all(&model.actors, ActorId) {
            pages.extend((1..=actor::pages(model, id)).map(|part| Page::Actor(id, part)));
        }
        pages.push(Page::Countries);
        for id in all(&model.countries, CountryId) {
            pages.extend((1..=country::pages(model, id)).map(|part| Page::Country(id, part)));
        }
        pages.extend(timeline::pages(orders.timeline(model)));
        pages.extend((1..=orders.positions(model).pages()).map(Page::Positions));
        pages.extend(all(&model.events, |n| Page::Event(EventId(n))));
        pages.extend((1..=sources::pages(model)).map(Page::Sources));
        for id in all(&model.sources, SourceId) {
            pages.extend((1..=source::pages(model, id)).map(|part| Page::Source(id, part)));
        }
        if !model.terms.is_empty() {
            pages.push(Page::Terms);
        }
        pages.extend(all(&model.terms, |n| Page::Term(TermId(n))));
        if !model.topics.is_empty() {
            pages.push(Page::Topics);
        }
        for topic in 0..model.topics.len() {
            pages.extend((1..=topic::pages(model, topic)).map(|part| Page::Topic(topic, part)));
        }
        pages.extend((1..=corrections::pages(model)).map(Page::Corrections));
        pages.extend([Page::Codebook, Page::Coverage, Page::Data]);
        pages.extend((1..=search::pages(model)).map(Page::Search));
        pages.extend(all(&model.pages, |n| Page::Page(PageId(n))));
        pages.extend(redirects(model));
        pages.extend([Page::NotFound, Page::Robots]);
        pages.extend(feed::all(model));
        pages.extend((0..sitemap::files(model, &pages)).map(Page::Sitemap));
        pages
    }

    /// The first page of the entry that has this address, found without a look at any other page.
    pub fn of_entry(model: &Model, address: &str) -> Option<Page> {
        let parts: Vec<&str> = address.strip_suffix('/')?.split('/').collect();
        let (kind, id) = match parts[..] {
            [folder, id] => (Kind::from_folder(folder)?, id),
            [id] => (Kind::Page, id),
            _ => return None,
        };
        let page = match model.find(&Target { kind, id: id.into() })? {
            EntryId::Explainer(id) => Page::Explainer(id),
            EntryId::Claim(id) => Page::Claim(id),
            EntryId::Actor(id) => Page::Actor(id, 1),
            EntryId::Country(id) => Page::Country(id, 1),
            EntryId::Event(id) => Page::Event(id),
            EntryId::Source(id) => Page::Source(id, 1),
            EntryId::Term(id) => Page::Term(id),
            EntryId::Page(id) => Page::Page(id),
            EntryId::Home => Page::Home,
        };
        (page.address(model) == address).then_some(page)
    }

    /// The address relative to the site, with a slash at the end unless it is a file.
    pub fn address(self, model: &Model) -> String {
        match self {
            Page::Home => String::new(),
            Page::Explainers => "explainers/".into(),
            Page::Explainer(id) => model.address(EntryId::Explainer(id)),
            Page::Claims(sort, part) => numbered(sort.address(), part),
            Page::Claim(id) => model.address(EntryId::Claim(id)),
            Page::Actors(part) => numbered("actors/".into(), part),
            Page::Actor(id, part) => numbered(model.address(EntryId::Actor(id)), part),
            Page::Countries => "countries/".into(),
            Page::Country(id, part) => numbered(model.address(EntryId::Country(id)), part),
            Page::Timeline(None, part) => numbered("timeline/".into(), part),
            Page::Timeline(Some(year), part) => numbered(format!("timeline/{year}/"), part),
            Page::Positions(part) => numbered("positions/".into(), part),
            Page::Event(id) => model.address(EntryId::Event(id)),
            Page::Sources(part) => numbered("sources/".into(), part),
            Page::Source(id, part) => numbered(model.address(EntryId::Source(id)), part),
            Page::Terms => "terms/".into(),
            Page::Term(id) => model.address(EntryId::Term(id)),
            Page::Topics => "topics/".into(),
            Page::Topic(topic, part) => {
                numbered(format!("topics/{}/", model.topics[topic].slug), part)
            }
            Page::Corrections(part) => numbered("corrections/".into(), part),
            Page::Codebook => "codebook/".into(),
            Page::Coverage => "coverage/".into(),
            Page::Data => "data/".into(),
            Page::Search(part) => numbered("search/".into(), part),
            Page::Page(id) => model.address(EntryId::Page(id)),
            Page::Redirect(entry, alias) => {
                let aliases = model.common(entry).map_or(&[][..], |common| common.aliases());
                crate::id::alias_address(aliases[alias].trim_start_matches('/'))
            }
            Page::NotFound => "404.html".into(),
            Page::Feed(scope, form) => scope.address(model, form),
            Page::Sitemap(0) => "sitemap.xml".into(),
            Page::Sitemap(part) => format!("sitemap-{part}.xml"),
            Page::Robots => "robots.txt".into(),
        }
    }

    /// The template that draws it.
    pub fn template(self) -> &'static str {
        match self {
            Page::Home => "home.html",
            Page::Explainers => "explainers.html",
            Page::Explainer(_) => "explainer.html",
            Page::Claims(..) => "claims.html",
            Page::Claim(_) => "claim.html",
            Page::Actors(_) => "actors.html",
            Page::Actor(..) => "actor.html",
            Page::Countries => "countries.html",
            Page::Country(..) => "country.html",
            Page::Timeline(..) => "timeline.html",
            Page::Positions(_) => "positions.html",
            Page::Event(_) => "event.html",
            Page::Sources(_) => "sources.html",
            Page::Source(..) => "source.html",
            Page::Terms => "terms.html",
            Page::Term(_) => "term.html",
            Page::Topics => "topics.html",
            Page::Topic(..) => "topic.html",
            Page::Corrections(_) => "corrections.html",
            Page::Codebook => "codebook.html",
            Page::Coverage => "coverage.html",
            Page::Data => "data.html",
            Page::Search(_) => "search.html",
            Page::Page(_) => "page.html",
            Page::Redirect(..) => "redirect.html",
            Page::NotFound => "404.html",
            Page::Feed(_, feed::Form::Atom) => "feed.xml",
            // No template: the view is the file.
            Page::Feed(_, feed::Form::Json) => "feed.json",
            Page::Sitemap(_) => "sitemap.xml",
            Page::Robots => "robots.txt",
        }
    }

    /// What it shows.
    pub fn view(self, desk: &Desk) -> View {
        let mut view = self.matter(desk);
        view.head.linked = linked::block(desk.model, self, &view.head);
        view
    }

    fn matter(self, desk: &Desk) -> View {
        match self {
            Page::Home => home::view(desk, self),
            Page::Explainers => explainers::view(desk, self),
            Page::Explainer(id) => explainer::view(desk, self, id),
            Page::Claims(sort, part) => claims::view(desk, self, sort, part),
            Page::Claim(id) => claim::view(desk, self, id),
            Page::Actors(part) => actors::view(desk, self, part),
            Page::Actor(id, part) => actor::view(desk, self, id, part),
            Page::Countries => countries::view(desk, self),
            Page::Country(id, part) => country::view(desk, self, id, part),
            Page::Timeline(year, part) => timeline::view(desk, self, year, part),
            Page::Positions(part) => positions::view(desk, self, part),
            Page::Event(id) => event::view(desk, self, id),
            Page::Sources(part) => sources::view(desk, self, part),
            Page::Source(id, part) => source::view(desk, self, id, part),
            Page::Terms => terms::view(desk, self),
            Page::Term(id) => term::view(desk, self, id),
            Page::Topics => topics::view(desk, self),
            Page::Topic(topic, part) => topic::view(desk, self, topic, part),
            Page::Corrections(part) => corrections::view(desk, self, part),
            Page::Codebook => codebook::view(desk, self),
            Page::Coverage => coverage::view(desk, self),
            Page::Data => data::view(desk, self),
            Page::Search(part) => search::view(desk, self, part),
            Page::Page(id) => page::view(desk, self, id),
            Page::Redirect(entry, alias) => redirect::view(desk, self, entry, alias),
            Page::NotFound => not_found::view(desk, self),
            Page::Feed(scope, form) => feed::view(desk, self, scope, form),
            Page::Sitemap(part) => sitemap::view(desk, self, part),
            Page::Robots => robots::view(desk, self),
        }
    }
}

fn all<T, H>(list: &[T], handle: fn(u32) -> H) -> impl Iterator<Item = H> + use<T, H> {
    (0..list.len() as u32).map(handle)
}

/// The address of one page of a long list. `page/` cannot collide with an id’s own page, which has
/// nothing below it.
fn numbered(address: String, part: u32) -> String {
    if part == 1 { address } else { format!("{address}page/{part}/") }
}

/// Everything that a template gets to see of its page.
#[derive(Serialize)]
pub struct View {
    pub head: Head,
    /// Notes that the prose of the page calls.
    pub notes: Vec<Note>,
    /// Cards of the claims that the prose of the page annotates.
    pub cards: Vec<Card>,
    /// The claims that stand in its lists, each as often as it does.
    #[serde(skip)]
    pub rows: Vec<ClaimId>,
    /// The page's own matter.
    pub view: Matter,
}

/// Makes a type that holds what any one page shows; serialised, it is that alone. One type for all
/// rather than a trait object, through which each field took twice the time.
macro_rules! matters {
    ($($variant:ident($view:ty),)*) => {
        /// A page’s own matter: what its template gets as `view`.
        #[derive(Serialize)]
        #[serde(untagged)]
        pub enum Matter {
            $($variant(Box<$view>),)*
        }

        $(impl From<$view> for Matter {
            fn from(view: $view) -> Matter {
                Matter::$variant(Box::new(view))
            }
        })*
    };
}

matters! {
    Actor(actor::ActorView),
    Actors(actors::Actors),
    Claim(claim::Claim),
    Claims(claims::Claims),
    Codebook(codebook::Codebook),
    Corrections(corrections::Corrections),
    Countries(countries::Countries),
    Country(country::CountryView),
    Coverage(coverage::Coverage),
    Data(data::Data),
    Event(event::EventView),
    Explainer(explainer::Explainer),
    Explainers(explainers::Explainers),
    Feed(feed::Feed),
    Home(home::Home),
    NotFound(not_found::NotFound),
    Page(page::Text),
    Positions(positions::Positions),
    Redirect(redirect::Redirect),
    Robots(robots::Robots),
    Search(search::Search),
    Sitemap(sitemap::Sitemap),
    Source(source::Source),
    Sources(sources::Sources),
    Term(term::Term),
    Terms(terms::Terms),
    Timeline(timeline::Timeline),
    Topic(topic::Topic),
    Topics(topics::Topics),
    JsonFeed(serde_json::Value),
}

/// What stands at the head of a page, and where the page is.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    pub title: String,
    pub description: String,
    /// Relative to the site, with a slash at the end unless it is a file.
    pub address: String,
    /// The full address.
    pub canonical: String,
    /// The way to the root of the site: empty, or `../` once or more.
    pub root: String,
    /// The section that the navigation marks as current.
    pub section: String,
    /// The way down to the page, itself left out.
    pub crumbs: Vec<Link>,
    /// Where to suggest a change, if the site says so.
    pub edit_url: Option<String>,
    /// Whether the page is of a draft.
    pub draft: bool,
    /// Whether search engines are asked to leave the page out.
    pub unlisted: bool,
    /// What the page is for those who share it: `article` or `website`, as Open Graph has it.
    pub og_type: &'static str,
    /// The day of first publication, in ISO 8601, where one is given to the day.
    pub published: Option<String>,
    /// The day of the last update, likewise.
    pub modified: Option<String>,
    /// What the page is about, as JSON-LD that may stand in HTML as it is.
    pub linked: Option<String>,
    /// Feeds that tell what is new here.
    pub feeds: Vec<feed::FeedLink>,
    /// How long the title is: `short`, `medium`, `long` or `longest`.
    pub length: &'static str,
}

/// A change made after publication.
#[derive(Clone, Debug, Serialize)]
pub struct ChangePart {
    pub date: DatePart,
    pub kind: TermPart,
    pub note: String,
    pub was: Option<Arc<str>>,
    pub now: Option<Arc<str>>,
    /// Entries that it touches.
    pub affects: Vec<Link>,
}

/// What holds for every page: the same for all, so it is made once.
#[derive(Serialize)]
pub struct SiteView {
    pub title: String,
    pub language: String,
    /// Language and country as Open Graph writes them, where `language` names both.
    pub locale: Option<String>,
    pub description: Option<String>,
    pub base_url: String,
    /// The path of `base_url`, for the one page whose own address is not known: 404.
    pub base_path: String,
    pub publisher: Option<String>,
    pub publisher_url: Option<String>,
    pub authors: Vec<String>,
    pub as_of: Option<DatePart>,
    pub navigation: Vec<NavigationLink>,
    pub footer: Vec<Link>,
    pub drafts: bool,
    /// The Content-Security-Policy of each page.
    pub policy: String,
    /// Its Referrer-Policy.
    pub referrer: &'static str,
    pub extra: Option<serde_yaml::Value>,
    pub generator: &'static str,
}

/// One link at the head of each page.
#[derive(Clone, Debug, Serialize)]
pub struct NavigationLink {
    pub title: String,
    pub href: String,
    /// The section that it stands for; a page of that section marks it as current.
    pub section: String,
}

/// What holds for every page.
pub fn site(desk: &Desk) -> SiteView {
    let model = desk.model;
    let file = &model.site.file;
    let base_url = model.site.base_url.to_string();
    let base_path = base_path(&base_url).to_owned();
    SiteView {
        title: file.title.to_string(),
        language: file.language.as_ref().map_or("en", |language| &**language).to_owned(),
        locale: file.language.as_deref().and_then(locale),
        description: file.description.as_ref().map(|text| text.to_string()),
        base_path,
        base_url,
        publisher: file.publisher.as_ref().map(|publisher| publisher.name.to_string()),
        publisher_url: file
            .publisher
            .as_ref()
            .and_then(|publisher| publisher.url.as_ref())
            .map(|url| url.to_string()),
        authors: file.authors.iter().map(|author| author.to_string()).collect(),
        as_of: model.site.as_of.as_ref().map(part::date_part),
        navigation: navigation(desk),
        footer: footer(desk),
        drafts: model.site.drafts,
        policy: crate::policy::in_page(file),
        referrer: crate::policy::REFERRER,
        extra: file.extra.as_ref().map(|extra| extra.0.clone()),
        generator: concat!("Whosays ", env!("CARGO_PKG_VERSION")),
    }
}

/// `en_GB` of `en-GB`.
fn locale(language: &str) -> Option<String> {
    let (language, country) = language.split_once('-')?;
    let code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    code.then(|| format!("{}_{}", language.to_lowercase(), country.to_uppercase()))
}

/// The path of the site’s address, with a slash at the end.
pub fn base_path(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    base_url[host..].find('/').map_or("/", |at| &base_url[host + at..])
}

fn navigation(desk: &Desk) -> Vec<NavigationLink> {
    let model = desk.model;
    let given = &model.site.file.navigation;
    if !given.is_empty() {
        let link = |item: &crate::content::NavigationItem| {
            let target = crate::id::Target::parse(&item.to).and_then(|target| model.find(&target));
            let address = match target {
                Some(entry) => model.address(entry),
                None => item.to.trim_start_matches('/').to_owned(),
            };
            let section = address.split('/').next().unwrap_or_default().to_owned();
            let title = item.title.to_string();
            NavigationLink { title, href: file_of(&address), section }
        };
        return given.iter().map(link).collect();
    }
    let mut links = Vec::new();
    let mut add = |title: &str, address: &str, section: &str| {
        let (title, section) = (title.to_owned(), section.to_owned());
        links.push(NavigationLink { title, href: file_of(address), section });
    };
    match model.explainers.len() {
        0 => {}
        1 => add("Explainer", &model.address(EntryId::Explainer(ExplainerId(0))), "explainers"),
        _ => add("Explainers", "explainers/", "explainers"),
    }
    add("Claims", "claims/", "claims");
    add("Countries", "countries/", "countries");
    add("Timeline", "timeline/", "timeline");
    add("Positions", "positions/", "positions");
    add("Search", "search/", "search");
    links
}

/// The rest of the site, at the foot of each page.
fn footer(desk: &Desk) -> Vec<Link> {
    let model = desk.model;
    let mut links: Vec<Link> =
        (0..model.pages.len() as u32).map(|n| desk.link(EntryId::Page(PageId(n)))).collect();
    let sections = [
        ("Search", "search/", true),
        ("Actors", "actors/", true),
        ("Sources", "sources/", true),
        ("Terms", "terms/", !model.terms.is_empty()),
        ("Topics", "topics/", !model.topics.is_empty()),
        ("Coverage", "coverage/", true),
        ("Codebook", "codebook/", true),
        ("Corrections", "corrections/", true),
        ("Data", "data/", true),
    ];
    links.extend(
        sections
            .iter()
            .filter(|(.., shown)| *shown)
            .map(|(title, address, _)| desk.section(title, address)),
    );
    links
}

/// The addresses of all pages and files that are made, relative to the site; those of aliases are
/// left out. `orders` are those of the model, as far as they are made.
pub fn addresses(model: &Model, orders: &Orders) -> BTreeSet<Arc<str>> {
    let mut addresses: BTreeSet<Arc<str>> = orders
        .pages(model)
        .iter()
        .filter(|page| !matches!(page, Page::Redirect(..)))
        .map(|page| page.address(model).into())
        .collect();
    addresses.extend(crate::export::paths().into_iter().map(Arc::from));
    addresses
}

/// The addresses of the pages that stand for aliases, relative to the site.
pub fn aliases(model: &Model) -> impl Iterator<Item = Arc<str>> {
    redirects(model).map(|page| page.address(model).into())
}

/// The pages that stand for aliases.
pub fn redirects(model: &Model) -> impl Iterator<Item = Page> {
    model.entries().flat_map(|entry| {
        let aliases = model.common(entry).map_or(0, |common| common.aliases().len());
        (0..aliases).map(move |alias| Page::Redirect(entry, alias))
    })
}

/// The way from a page to the root of the site.
pub fn root_of(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// The file of a page, relative to the site.
pub fn file_of(address: &str) -> String {
    if address.is_empty() || address.ends_with('/') {
        [address, "index.html"].concat()
    } else {
        address.to_owned()
    }
}
