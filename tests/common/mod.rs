//! What several tests need: the built-in example, sites built into memory, and their links.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use scraper::{Html, Selector};
use url::Url;
use whosays::source::Sources;
use whosays::{Analysis, Options, analyze, render, sink};

/// Files of a built site by path.
pub type Built = BTreeMap<String, Vec<u8>>;

/// The built-in example, read.
pub fn example() -> Sources {
    Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example can be read")
}

/// Analyses a site that must be without errors; it may be too small for what rules of judgment ask.
pub fn sound(sources: &Sources) -> Analysis {
    let analysis = analyze(sources, &Options::default());
    let shown = whosays::diagnostic::show(sources, &analysis.diagnostics, false);
    assert!(analysis.is_sound(), "{shown}");
    analysis
}

/// Builds a site that must be without errors into memory.
pub fn build(sources: &Sources) -> Built {
    let analysis = sound(sources);
    let model = analysis.sound_model().expect("a sound site has a model");
    let files = Mutex::new(Built::new());
    render::site(
        model,
        sources,
        &sink::each(|path, bytes| {
            let before = files.lock().expect("no writer panics").insert(path.into(), bytes.into());
            assert!(before.is_none(), "{path} is written twice");
            Ok(())
        }),
    )
    .expect("the site can be rendered");
    files.into_inner().expect("no writer panics")
}

/// The text of one file of a built site.
pub fn text<'a>(built: &'a Built, path: &str) -> &'a str {
    let bytes = built.get(path).unwrap_or_else(|| panic!("{path} is not built"));
    std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not text"))
}

/// What one page holds that can be followed.
#[derive(Debug, Default)]
pub struct Page {
    /// Addresses as written, in `href`, `src` and the like.
    pub links: Vec<String>,
    /// Every `id`, in order.
    pub ids: Vec<String>,
    /// Ids that buttons, labels and descriptions point to.
    pub pointed: Vec<String>,
}

/// Every HTML page of a built site, read.
pub fn pages(built: &Built) -> BTreeMap<String, Page> {
    built
        .keys()
        .filter(|path| path.ends_with(".html"))
        .map(|path| (path.clone(), page(text(built, path))))
        .collect()
}

/// One page, read.
pub fn page(html: &str) -> Page {
    let all = Selector::parse("*").expect("a selector");
    let mut page = Page::default();
    for element in Html::parse_document(html).select(&all) {
        let element = element.value();
        page.ids.extend(element.attr("id").map(str::to_owned));
        for name in ["popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "for"]
        {
            let ids = element.attr(name).into_iter().flat_map(str::split_whitespace);
            page.pointed.extend(ids.map(str::to_owned));
        }
        // A canonical address names the place where the site will stand.
        if element.name() == "link" && element.attr("rel") == Some("canonical") {
            continue;
        }
        for name in ["href", "src", "action", "poster", "data"] {
            page.links.extend(element.attr(name).map(str::to_owned));
        }
        if element.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            let content = element.attr("content").unwrap_or_default();
            page.links.extend(content.split_once("url=").map(|(_, url)| url.to_owned()));
        }
    }
    page
}

/// Where a link of a page leads: a file of the site with its fragment, or `None` for elsewhere.
/// `prefix` is where the site stands, `/` or `/some/prefix/`.
pub fn follow(path: &str, link: &str, prefix: &str) -> Option<(String, Option<String>)> {
    let origin = "http://site.example";
    let here = Url::parse(&format!("{origin}{prefix}{path}")).expect("an address");
    let there = here.join(link).unwrap_or_else(|_| panic!("{path}: {link} is no address"));
    if there.origin() != here.origin() {
        return None;
    }
    let file = there.path().strip_prefix(prefix);
    let file = file.unwrap_or_else(|| panic!("{path}: {link} leads out of {prefix}"));
    let file = percent_decode(file);
    let file =
        if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file };
    Some((file, there.fragment().map(percent_decode)))
}

fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Every place that a page links to within the site, as `file` or `file#fragment`.
pub fn targets(path: &str, page: &Page) -> BTreeSet<String> {
    page.links
        .iter()
        .filter_map(|link| follow(path, link, "/"))
        .map(|(file, fragment)| match fragment {
            Some(fragment) => format!("{file}#{fragment}"),
            None => file,
        })
        .collect()
}

/// What holds a value against a JSON Schema (2020-12), formats included.
pub fn checker(schema: serde_json::Value) -> impl Fn(&serde_json::Value) -> Result<(), String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("schema.json", schema).expect("a schema");
    let schema = compiler.compile("schema.json", &mut schemas).expect("a sound schema");
    move |value| schemas.validate(value, schema).map_err(|error| format!("{value}: {error:#}"))
}
