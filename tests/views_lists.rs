//! Long lists, the reference pages, and the files for readers of feeds and for search engines.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{Built, build, example, text};
use scraper::{ElementRef, Html, Selector};
use whosays::source::Sources;
use whosays::views::Page;
use whosays::{Options, analyze, render, sink};

const SITE: &str =
    "title: A site & more\nbase_url: https://site.example/deep/\nas_of: 2022-01-01\n";

const BASE: &str = r#"---
title: The <first> article
published: 2021-02-03
standfirst: "Who *said* it?"
changes:
  - { date: 2021-05-06, kind: update, note: "More *said*." }
actors:
  - { id: a, name: A, type: person, country: US }
sources:
  - { id: s, title: S, type: report, date: 2020, updated: 2021-06 }
terms:
  - { id: w, title: Word, definitions: [{ by: a, quote: words, source: s }] }
---
"#;

const CLAIM: &str = r#"---
title: It was so
about: { countries: [RU] }
topics: [Some subject]
aliases: [/old/place/, /older.html]
positions:
  - { by: a, stance: asserts, date: 2020-03-04, source: s, confidence: high }
changes:
  - { date: 2021-03-04, kind: correction, note: "Mended [S](source:s).", was: It is, now: It was, affects: ["source:s"] }
  - { date: 2021-07-08, kind: addition, note: A, was: "<b>" }
  - { date: 2021-07-08, kind: addition, note: B }
---
"#;

fn small() -> Built {
    build(&Sources::of([
        ("site.yaml", SITE),
        ("content/explainers/base.md", BASE),
        ("content/claims/one.md", CLAIM),
    ]))
}

/// A site with so many claims, all about Russia and of one source, under one topic.
fn large(claims: usize) -> Built {
    let mut sources = Sources::of([("site.yaml", SITE), ("content/explainers/base.md", BASE)]);
    for number in 0..claims {
        let letter = char::from(b'A' + (number % 26) as u8);
        let stance = if number % 5 == 0 { "disputes" } else { "asserts" };
        let text = format!(
            "---\ntitle: {letter} claim {number}\ntopics: [Many]\nabout: {{ countries: [RU] }}\npositions:\n  - {{ by: a, stance: {stance}, date: 2020-03-04, source: s }}\n---\n"
        );
        sources.overlay(&format!("content/claims/c{number}.md"), &text);
    }
    build(&sources)
}

fn page(built: &Built, path: &str) -> Html {
    Html::parse_document(text(built, path))
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn words(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute<'p>(element: ElementRef<'p>, name: &str) -> &'p str {
    element.value().attr(name).unwrap_or_default()
}

#[test]
fn a_long_list_is_split_and_each_claim_stands_once() {
    let built = large(250);
    let mut seen = BTreeSet::new();
    for part in 1..=3 {
        let path = match part {
            1 => "claims/index.html".to_owned(),
            _ => format!("claims/page/{part}/index.html"),
        };
        let page = page(&built, &path);
        assert!(text(&built, &path).len() < 500_000, "{path} is {}", text(&built, &path).len());
        for row in all(&page, ".rows > .row") {
            assert!(seen.insert(attribute(row, "id").to_owned()), "twice {}", attribute(row, "id"));
        }
        let current = all(&page, ".pager [aria-current=page]");
        assert_eq!(current.len(), 1);
        assert_eq!(words(current[0]), format!("Page {part}"));
        assert_eq!(all(&page, ".pager [rel=prev]").len(), usize::from(part > 1));
        assert_eq!(all(&page, ".pager [rel=next]").len(), usize::from(part < 3));
    }
    assert_eq!(seen.len(), 250);
    assert!(!built.contains_key("claims/page/4/index.html"));
    let first = page(&built, "claims/index.html");
    let letters = all(&first, ".letters a");
    assert_eq!(letters.len(), 26, "letters of the claims with a voice");
    // Letters lead to a row that is there, on another page as well.
    assert!(letters.iter().any(|letter| attribute(*letter, "href").contains("page/3/")));
}

#[test]
fn sources_and_topics_with_much_under_them_are_split() {
    let built = large(250);
    for (first, second) in [
        ("sources/s/index.html", "sources/s/page/2/index.html"),
        ("topics/many/index.html", "topics/many/page/2/index.html"),
    ] {
        for path in [first, second] {
            assert!(text(&built, path).len() < 500_000, "{path} is {}", text(&built, path).len());
        }
    }
    assert_eq!(all(&page(&built, "sources/s/index.html"), ".plist .onclaims > li").len(), 200);
    assert_eq!(
        all(&page(&built, "sources/s/page/2/index.html"), ".plist .onclaims > li").len(),
        50
    );
}

/// The number at the end of a filter’s label.
fn promised(radio: ElementRef) -> Option<usize> {
    let label = words(ElementRef::wrap(radio.parent()?)?);
    label.rsplit(' ').next()?.parse().ok()
}

#[test]
fn each_filter_has_its_lines_its_rules_and_its_address() {
    let built = build(&example());
    let css = text(&built, "filters.css");
    for path in ["claims/index.html", "claims/by/country/index.html", "timeline/index.html"] {
        let page = page(&built, path);
        let mut radios = 0;
        for radio in all(&page, ".filters input[type=radio]") {
            let id = attribute(radio, "id");
            if id.ends_with("-all") {
                continue;
            }
            radios += 1;
            assert!(css.contains(&format!(":has(#{id}:checked)")), "no rule for {id}");
            // A choice is named by the class that it leaves on the page.
            let class = match id.split_once('-') {
                Some(("f", number)) => format!(".l-{number}"),
                _ => format!(".{id}"),
            };
            let lines: BTreeSet<String> = all(&page, &format!(".counted{class}"))
                .into_iter()
                .filter_map(|line| line.select(&Selector::parse("a[href]").expect("a")).last())
                .map(|link| attribute(link, "href").to_owned())
                .collect();
            assert!(!lines.is_empty(), "{path}: {id} shows nothing");
            if let Some(count) = promised(radio) {
                assert_eq!(count, all(&page, &format!(".counted{class}")).len(), "{path}: {id}");
            }
            if id != "f-0" {
                let only = format!("#only-{}", attribute(radio, "value"));
                assert_eq!(all(&page, &format!("{only}.{id}")).len(), 1, "{path}: {only}");
                assert!(css.contains(&format!(":has(.only.{id}:target)")), "{id}");
            }
        }
        assert!(radios > 8, "{path}: {radios}");
        let shown = all(&page, ".counted").len();
        let left = all(&page, ".left").into_iter().map(words).next().unwrap_or_default();
        assert!(left.starts_with(&format!("of {shown} ")), "{path}: {left}");
    }
    for number in 0..=24 {
        assert!(css.contains(&format!(":has(#f-{number}:checked)")), "{number}");
    }
    for term in whosays::vocabulary::RECORD.terms {
        assert!(css.contains(&format!(":has(#r-{}:checked)", term.key)));
    }
}

#[test]
fn claims_stand_in_four_orders() {
    let built = build(&example());
    let claims = |path: &str| -> Vec<String> {
        let page = page(&built, path);
        all(&page, ".rows h3 a").iter().map(|link| attribute(*link, "href").to_owned()).collect()
    };
    let unique = |path: &str| {
        let rows: BTreeSet<String> = claims(path)
            .into_iter()
            .map(|href| href.trim_start_matches("../").to_owned())
            .collect();
        rows
    };
    let whole = unique("claims/index.html");
    assert_eq!(whole.len(), 50);
    for by in ["country", "actor", "date"] {
        let path = format!("claims/by/{by}/index.html");
        assert_eq!(unique(&path), whole, "{path}");
        let current = all(&page(&built, &path), ".sorts [aria-current]").len();
        assert_eq!(current, 1);
    }
    let page = page(&built, "claims/by/date/index.html");
    let years: Vec<String> = all(&page, ".group h2").into_iter().map(words).collect();
    assert!(years.is_sorted() && years.len() > 1, "{years:?}");
}

#[test]
fn the_map_shows_every_country_of_the_site_and_those_without_a_place_below() {
    let built = build(&Sources::of([
        ("site.yaml", SITE),
        ("content/explainers/base.md", BASE),
        ("content/claims/one.md", CLAIM),
        ("content/countries/xa.md", "---\nname: Somewhere\n---\n"),
        (
            "content/events/e.md",
            "---\ntitle: E\nwhen: 2020-05\ncountries: [XA]\nsources: [s]\n---\n",
        ),
    ]));
    let page = page(&built, "countries/index.html");
    let class = |code: &str| {
        let found = all(&page, ".map g").into_iter().find(|tile| words(*tile) == code);
        attribute(found.unwrap_or_else(|| panic!("{code}")), "class").to_owned()
    };
    assert_eq!(
        (class("RU"), class("US"), class("XA")),
        ("about".into(), "from".into(), "named".into())
    );
    let row = |code: &str| -> f64 {
        let found = all(&page, ".map text").into_iter().find(|tile| words(*tile) == code);
        attribute(found.expect("it is there"), "y").parse().expect("a number")
    };
    let last = all(&page, ".map > svg > rect")
        .into_iter()
        .map(|tile| attribute(tile, "y").parse::<f64>().expect("a number"))
        .fold(0.0, f64::max);
    assert!(row("XA") > last + 1.0, "{} {last}", row("XA"));
    assert!(row("RU") < last);
}

#[test]
fn the_log_of_changes_begins_with_the_latest() {
    let page = page(&small(), "corrections/index.html");
    let dates: Vec<String> = all(&page, ".logline .pdate").into_iter().map(words).collect();
    assert_eq!(dates, ["8 July 2021", "8 July 2021", "6 May 2021", "4 March 2021"]);
    let log = all(&page, ".logline").into_iter().map(words).collect::<Vec<_>>();
    assert!(log[3].contains("correction It was so claim Mended S."), "{}", log[3]);
    assert!(log[3].ends_with("Was: It is Now: It was Touches S"), "{}", log[3]);
    assert!(words(page.root_element()).contains("4 changes"));
}

#[test]
fn a_site_without_changes_says_so() {
    let page = page(&build(&example()), "corrections/index.html");
    let words = words(page.root_element());
    assert!(words.contains("Nothing has been changed in substance since publication."));
}

#[test]
fn an_earlier_address_leads_to_the_page() {
    let built = small();
    for (path, to) in [
        ("old/place/index.html", "../../claims/one/index.html"),
        ("older.html", "claims/one/index.html"),
    ] {
        let page = page(&built, path);
        let refresh = all(&page, "meta[http-equiv=refresh]");
        assert_eq!(attribute(refresh[0], "content"), format!("0; url={to}"), "{path}");
        assert_eq!(attribute(all(&page, "main a")[0], "href"), to);
        let canonical = all(&page, "link[rel=canonical]");
        assert_eq!(attribute(canonical[0], "href"), "https://site.example/deep/claims/one/");
        assert_eq!(attribute(all(&page, "meta[name=robots]")[0], "content"), "noindex");
        assert!(all(&page, "script").is_empty());
    }
}

#[test]
fn the_feed_holds_explainers_and_changes_by_date() {
    let built = small();
    let feed = roxmltree::Document::parse(text(&built, "feed.xml")).expect("XML");
    let atom = "http://www.w3.org/2005/Atom";
    let root = feed.root_element();
    assert!(root.has_tag_name((atom, "feed")));
    let child = |node: roxmltree::Node, name: &str| {
        let child = node.children().find(|child| child.has_tag_name((atom, name)));
        child.and_then(|child| child.text()).unwrap_or_default().to_owned()
    };
    assert_eq!(child(root, "id"), "https://site.example/deep/feed.xml");
    assert_eq!(child(root, "title"), "A site & more");
    assert_eq!(child(root, "updated"), "2021-07-08T00:00:00Z");
    let authors = root.children().filter(|child| child.has_tag_name((atom, "author"))).count();
    assert!(authors > 0, "a feed needs an author");
    let entries: Vec<_> =
        root.children().filter(|child| child.has_tag_name((atom, "entry"))).collect();
    let ids: Vec<String> = entries.iter().map(|entry| child(*entry, "id")).collect();
    let claim = "https://site.example/deep/claims/one/";
    let explainer = "https://site.example/deep/explainers/base/";
    assert_eq!(
        ids,
        [
            format!("{claim}#change-2021-07-08"),
            format!("{claim}#change-2021-07-08-2"),
            format!("{explainer}#change-2021-05-06"),
            format!("{claim}#change-2021-03-04"),
            explainer.to_owned(),
            format!("{claim}#position-a-2020-03-04"),
        ]
    );
    assert_eq!(child(entries[5], "title"), "A: says so · It was so");
    assert_eq!(child(entries[5], "updated"), "2020-03-04T00:00:00Z");
    assert_eq!(child(entries[4], "title"), "The <first> article");
    assert_eq!(child(entries[4], "summary"), "Who said it?");
    assert_eq!(child(entries[4], "updated"), "2021-02-03T00:00:00Z");
    assert_eq!(child(entries[3], "summary"), "Mended S.\nWas: It is\nNow: It was");
}

fn feed_ids(built: &Built, path: &str) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(text(built, path)).expect("JSON");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], format!("https://site.example/deep/{path}"));
    let items = feed["items"].as_array().expect("items").iter();
    items.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn a_feed_in_both_forms_holds_the_same() {
    let built = small();
    for name in ["feed", "corrections/feed", "countries/ru/feed"] {
        let feed = roxmltree::Document::parse(text(&built, &format!("{name}.xml"))).expect("XML");
        let ids: Vec<&str> = feed
            .descendants()
            .filter(|node| node.has_tag_name("id") && node.parent() != Some(feed.root_element()))
            .filter_map(|node| node.text())
            .collect();
        assert_eq!(feed_ids(&built, &format!("{name}.json")), ids, "{name}");
        assert!(!ids.is_empty(), "{name}");
    }
}

#[test]
fn corrections_and_countries_have_feeds_of_their_own() {
    let built = small();
    let claim = "https://site.example/deep/claims/one/";
    assert_eq!(feed_ids(&built, "corrections/feed.json"), [format!("{claim}#change-2021-03-04")]);
    let of_russia = feed_ids(&built, "countries/ru/feed.json");
    assert!(of_russia.contains(&format!("{claim}#position-a-2020-03-04")), "{of_russia:?}");
    assert!(of_russia.contains(&format!("{claim}#change-2021-07-08")), "{of_russia:?}");
    let html = Html::parse_document(text(&built, "countries/ru/index.html"));
    let links = Selector::parse("link[rel=alternate]").expect("a selector");
    let feeds: Vec<_> = html.select(&links).filter_map(|link| link.attr("href")).collect();
    assert!(feeds.contains(&"../../countries/ru/feed.xml"), "{feeds:?}");
    assert!(feeds.contains(&"../../feed.json"), "{feeds:?}");
}

/// What a feed reader shows anew is what has an id or a date that it has not seen.
#[test]
fn a_mended_typo_shows_nothing_anew() {
    let news = |claim: &str| -> BTreeSet<(String, String)> {
        let built = build(&Sources::of([
            ("site.yaml", SITE),
            ("content/explainers/base.md", BASE),
            ("content/claims/one.md", claim),
        ]));
        let feed: serde_json::Value =
            serde_json::from_str(text(&built, "feed.json")).expect("JSON");
        let items = feed["items"].as_array().expect("items").iter();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        items.map(|item| (text(&item["id"]), text(&item["date_modified"]))).collect()
    };
    let before = news(CLAIM);
    let typo = CLAIM.replace("It was so", "It was so, then").replace("note: A", "note: An A");
    assert_ne!(typo, CLAIM);
    assert_eq!(news(&typo), before);
    let earlier = "{ by: a, stance: reports, date: 2019-01-01, source: s }";
    let more = CLAIM.replace("positions:\n", &format!("positions:\n  - {earlier}\n"));
    let after = news(&more);
    assert!(after.is_superset(&before), "a position before another makes that new");
    assert_eq!(after.len(), before.len() + 1);
}

#[test]
fn feeds_are_as_many_and_as_long_as_the_site_says() {
    let with = |feeds: &str| {
        let site = format!("{SITE}feeds: {feeds}\n");
        let sources = Sources::of([
            ("site.yaml", site.as_str()),
            ("content/explainers/base.md", BASE),
            ("content/claims/one.md", CLAIM),
        ]);
        analyze(&sources, &Options::default()).is_sound().then(|| build(&sources))
    };
    let built = with("{ entries: 2, corrections: no, countries: no, json: no }").expect("sound");
    let feeds: Vec<_> = built.keys().filter(|path| path.contains("feed.")).collect();
    assert_eq!(feeds, ["feed.xml"]);
    assert_eq!(text(&built, "feed.xml").matches("<entry>").count(), 2);
    for wrong in ["{ entries: 0 }", "{ entries: 501 }", "{ entry: 5 }", "12"] {
        assert!(with(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_feed_without_entries_is_dated_by_the_cut_off() {
    let built = build(&Sources::of([
        ("site.yaml", SITE),
        ("content/pages/about.md", "---\ntitle: About\n---\nWords.\n"),
    ]));
    let feed = text(&built, "feed.xml");
    assert!(feed.contains("<updated>2022-01-01T00:00:00Z</updated>"), "{feed}");
    roxmltree::Document::parse(feed).expect("XML");
}

#[test]
fn the_sitemap_lists_pages_with_the_day_of_their_last_change() {
    let built = small();
    let map = roxmltree::Document::parse(text(&built, "sitemap.xml")).expect("XML");
    let mut pages = Vec::new();
    for url in map.root_element().children().filter(roxmltree::Node::is_element) {
        let child = |name: &str| {
            let found = url.children().find(|child| child.tag_name().name() == name);
            found.and_then(|child| child.text())
        };
        pages.push((child("loc").expect("an address"), child("lastmod")));
    }
    let day = |path: &str| {
        let address = format!("https://site.example/deep/{path}");
        pages.iter().find(|(known, _)| *known == address).map(|(_, day)| *day)
    };
    assert_eq!(day(""), Some(None));
    assert_eq!(day("claims/one/"), Some(Some("2021-07-08")));
    assert_eq!(day("explainers/base/"), Some(Some("2021-05-06")));
    // A month is no day.
    assert_eq!(day("sources/s/"), Some(None));
    for left_out in ["404.html", "feed.xml", "sitemap.xml", "robots.txt", "old/place/"] {
        assert_eq!(day(left_out), None, "{left_out}");
    }
    let robots = text(&built, "robots.txt");
    assert!(robots.contains("\nSitemap: https://site.example/deep/sitemap.xml\n"), "{robots}");
}

/// The protocol allows 50,000 addresses in a file.
#[test]
fn a_long_sitemap_is_split_and_has_an_index() {
    let mut sources = Sources::of([("site.yaml", SITE)]);
    for number in 0..50_001 {
        let path = format!("content/explainers/e{number}.md");
        sources.overlay(&path, "---\ntitle: An article\n---\n");
    }
    let analysis = analyze(&sources, &Options::default());
    let model = analysis.sound_model().expect("a sound site");
    let theme = render::Theme::new(&sources).expect("the templates are sound");
    let renderer = render::Renderer::new(model, Arc::new(theme)).expect("the templates are sound");
    let locations = |part: u32| -> Vec<String> {
        let mut bytes = Vec::new();
        renderer.page(Page::Sitemap(part), &mut bytes).expect("a page");
        let xml = String::from_utf8(bytes).expect("text");
        let map = roxmltree::Document::parse(&xml).expect("XML");
        let all = map.descendants().filter(|node| node.tag_name().name() == "loc");
        all.filter_map(|node| node.text()).map(str::to_owned).collect()
    };
    let base = "https://site.example/deep/";
    assert_eq!(locations(0), [format!("{base}sitemap-1.xml"), format!("{base}sitemap-2.xml")]);
    let (first, second) = (locations(1), locations(2));
    assert_eq!(first.len(), 50_000);
    let listed: BTreeSet<&String> = first.iter().chain(&second).collect();
    assert_eq!(listed.len(), first.len() + second.len(), "an address stands twice");
    assert!(listed.contains(&format!("{base}explainers/e50000/")));
    let files = Page::all(model).into_iter().filter(|page| matches!(page, Page::Sitemap(_)));
    assert_eq!(files.count(), 3);
}

#[test]
fn a_draft_is_in_no_sitemap() {
    let sources = Sources::of([
        ("site.yaml", SITE),
        ("content/pages/about.md", "---\ntitle: About\ndraft: yes\n---\nWords.\n"),
    ]);
    let options = Options { drafts: true, ..Options::default() };
    let analysis = analyze(&sources, &options);
    let model = analysis.sound_model().expect("a draft is sound");
    let map = std::sync::Mutex::new(String::new());
    render::site(
        model,
        &sources,
        &sink::each(|path, bytes| {
            if path == "sitemap.xml" {
                *map.lock().expect("no writer panics") = String::from_utf8(bytes.into())?;
            }
            Ok(())
        }),
    )
    .expect("the site can be rendered");
    let map = map.into_inner().expect("no writer panics");
    assert!(map.contains("<urlset"), "{map}");
    assert!(!map.contains("about"), "{map}");
}

#[test]
fn the_codebook_has_each_term_and_how_often_it_is_used() {
    let page = page(&small(), "codebook/index.html");
    for vocabulary in whosays::vocabulary::ALL.iter().copied().chain([&whosays::vocabulary::RECORD])
    {
        let key = whosays::markdown::slug(vocabulary.name);
        assert_eq!(all(&page, &format!("h2#{key}")).len(), 1, "{key}");
        for term in vocabulary.terms {
            let row = all(&page, &format!("tr#{key}-{}", term.key));
            assert_eq!(row.len(), 1, "{key}: {}", term.key);
            assert!(words(row[0]).contains(term.definition), "{key}: {}", term.key);
        }
    }
    let used = |id: &str| words(all(&page, &format!("tr#{id} td.num"))[0]);
    assert_eq!(used("stance-asserts"), "1");
    assert_eq!(used("stance-denies"), "not used");
    assert_eq!(used("confidence-high"), "1");
    // What holds for want of another is counted as well.
    assert_eq!(used("scale-own-words"), "1");
    assert_eq!(used("scope-whole"), "1");
    assert_eq!(used("change-addition"), "2");
    assert_eq!(used("record-one-voice"), "1");
    let row = |label: &str| -> Vec<String> {
        let rows = all(&page, "table.scales tbody tr");
        let row = rows.into_iter().find(|row| words(*row).starts_with(label)).expect("a row");
        row.child_elements().skip(1).map(words).collect()
    };
    assert_eq!(row("very likely"), ["80–95 %", "more than 90 %"]);
    assert_eq!(row("almost certain"), ["95–99 %", "no such word"]);
}

#[test]
fn the_dictionary_names_each_column_of_each_table() {
    let built = small();
    let page = page(&built, "data/index.html");
    for table in whosays::export::TABLES {
        let section = all(&page, &format!("section[aria-labelledby={}] tbody th", table.name()));
        let shown: Vec<String> = section.into_iter().map(words).collect();
        let named: Vec<&str> = table.fields().iter().map(|field| field.name).collect();
        assert_eq!(shown, named, "{}", table.name());
    }
    let links: BTreeSet<&str> =
        all(&page, "main a").iter().map(|a| attribute(*a, "href")).collect();
    for path in whosays::export::paths() {
        assert!(links.contains(format!("../{path}").as_str()), "no link to {path}");
    }
}

#[test]
fn an_empty_site_has_all_its_lists() {
    let built = build(&Sources::of([("site.yaml", SITE)]));
    let says = |path: &str| words(page(&built, path).root_element());
    assert!(says("claims/index.html").contains("This site has no claims yet."));
    assert!(says("sources/index.html").contains("This site has no sources yet."));
    assert!(text(&built, "data/claims.csv").starts_with("id,page,title,"));
    assert_eq!(text(&built, "data/claims.json"), "[\n]\n");
}

#[test]
fn the_search_page_lists_every_entry_by_initial_and_its_index_is_written() {
    let built = small();
    let page = page(&built, "search/index.html");
    let rows: Vec<String> = all(&page, ".azlist li").into_iter().map(words).collect();
    let expected = [
        "A actor, person, US",
        "It was so claim, one voice",
        "Russia country, RU, 1 claim about it",
        "S source, 2020",
        "The <first> article explainer",
        "United States country, US, 0 claims about it",
        "Word term",
    ];
    assert_eq!(rows, expected);
    let letters: Vec<&str> =
        all(&page, ".letters a").into_iter().map(|link| attribute(link, "href")).collect();
    assert_eq!(letters[0], "../search/index.html#az-1");
    assert_eq!(letters.len(), all(&page, ".azlist").len());
    assert_eq!(all(&page, "form.search[hidden]").len(), 1, "shown by its script alone");
    assert!(text(&built, "search/index.js").starts_with("whosays.head({"));
    // Words of the quotation's speaker, the title, and the prose lead to entries.
    let terms = text(&built, "search/terms-0.js");
    for term in ["\\nso ", "\\nfirst ", "\\nword "] {
        assert!(terms.contains(term), "{term} in {terms}");
    }
    assert!(text(&built, "search/entries-0.js").contains("claims/one/index.html"));
}

#[test]
fn a_long_search_page_is_split() {
    let built = large(600);
    let first = page(&built, "search/index.html");
    let second = page(&built, "search/page/2/index.html");
    assert_eq!(all(&first, ".azlist li").len(), 500);
    assert_eq!(all(&first, ".azlist li").len() + all(&second, ".azlist li").len(), 606);
    let begins = all(&second, "h2 em");
    assert_eq!(begins.len(), 1, "the first letter goes on");
    for link in all(&first, ".letters a") {
        let (path, id) =
            attribute(link, "href").trim_start_matches("../").split_once('#').expect("a place");
        let target = page(&built, path);
        assert_eq!(all(&target, &format!("#{id}")).len(), 1, "{path}#{id}");
    }
}
