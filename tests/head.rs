//! What stands in the head of pages: for readers’ tabs, for search engines, for those who share.

mod common;

use std::collections::BTreeMap;

use common::{Built, build, example, text};
use scraper::{Html, Selector};
use serde_json::Value;
use whosays::source::Sources;

const SITE: &str =
    "title: \"A </script><b>site\"\nbase_url: https://site.example/deep/\nlanguage: en-gb\n";

const BASE: &str = r#"---
title: "</script><script>alert(1)</script>: who says so?"
standfirst: "`<!-- no comment`"
published: 2021-02-03
updated: 2021-03
actors:
  - { id: a, name: A, type: person, country: US }
  - { id: b, name: B, type: person, country: RU }
sources:
  - { id: early, title: Early, type: report, date: 2020-03-04 }
  - { id: late, title: Late, type: report, date: 2020-03-09 }
claims:
  - id: seen
    title: It was seen
    positions:
      - { by: a, stance: asserts, date: 2020-03-04, source: early, quote: "</script>" }
      - { by: b, stance: disputes, date: 2020-03-09, source: late }
  - id: retold
    title: It was retold
    positions:
      - { by: a, stance: asserts, date: 2020-03-04, source: late }
  - id: answered
    title: It was answered
    positions:
      - { by: b, stance: disputes, date: 2020-03-04, source: early }
      - { by: a, stance: asserts, date: 2020-03-09, source: late }
  - id: close
    title: It was close
    positions:
      - { by: a, stance: asserts, date: 2020-03-04, source: early }
      - { by: b, stance: disputes, date: 2020-03, source: late }
---

[Seen](claim:seen), [retold](claim:retold), [answered](claim:answered), [close](claim:close).
"#;

fn small() -> Built {
    build(&Sources::of([("site.yaml", SITE), ("content/explainers/base.md", BASE)]))
}

/// What the elements that a selector finds in the head of a page have in an attribute, or as their
/// text.
fn found(page: &str, selector: &str, attribute: Option<&str>) -> Vec<String> {
    let (head, _) = page.split_once("<body").expect("a page has a body");
    let document = Html::parse_document(head);
    let selector = Selector::parse(selector).expect("a selector");
    document
        .select(&selector)
        .map(|element| match attribute {
            Some(name) => element.value().attr(name).unwrap_or_default().to_owned(),
            None => element.text().collect(),
        })
        .collect()
}

fn block(built: &Built, path: &str) -> Value {
    let blocks = found(text(built, path), "script[type='application/ld+json']", None);
    assert_eq!(blocks.len(), 1, "{path}");
    serde_json::from_str(&blocks[0]).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn node<'v>(block: &'v Value, kind: &str) -> &'v Value {
    let nodes = block["@graph"].as_array().expect("a graph");
    nodes.iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("no {kind}"))
}

#[test]
fn titles_and_addresses_of_the_example_tell_its_pages_apart() {
    let built = build(&example());
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, _) in built.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = text(&built, path);
        let mut once = |what: String| {
            let before = seen.insert(what.clone(), path);
            assert!(before.is_none(), "{path} and {before:?} both have {what}");
        };
        for title in found(page, "title", None) {
            once(title);
        }
        for canonical in found(page, "link[rel=canonical]", Some("href")) {
            once(canonical);
        }
        let descriptions = found(page, "meta[name=description]", Some("content"));
        assert!(descriptions.len() == 1 && !descriptions[0].is_empty(), "{path}");
    }
}

#[test]
fn content_cannot_end_the_block_for_machines() {
    let built = small();
    let path = "explainers/base/index.html";
    assert!(!text(&built, path).contains("<script>alert"), "{}", text(&built, path));
    let block = block(&built, path);
    let article = node(&block, "BackgroundNewsArticle");
    assert_eq!(article["headline"], "</script><script>alert(1)</script>: who says so?");
    assert_eq!(article["datePublished"], "2021-02-03");
    assert_eq!(article["dateModified"], "2021-03");
    assert_eq!(article["mentions"].as_array().map(Vec::len), Some(4));
}

#[test]
fn shared_pages_say_what_and_when_they_are() {
    let built = small();
    let page = text(&built, "explainers/base/index.html");
    let property = |name: &str| found(page, &format!("meta[property='{name}']"), Some("content"));
    assert_eq!(property("og:type"), ["article"]);
    assert_eq!(property("og:locale"), ["en_GB"]);
    assert_eq!(property("og:url"), ["https://site.example/deep/explainers/base/"]);
    assert_eq!(property("article:published_time"), ["2021-02-03"]);
    // A month is no day.
    assert!(property("article:modified_time").is_empty());
    let lost = text(&built, "404.html");
    assert_eq!(found(lost, "meta[name=robots]", Some("content")), ["noindex"]);
    assert!(found(lost, "link[rel=canonical], meta[property], script", None).is_empty());
}

#[test]
fn a_claim_first_appears_only_where_nothing_can_be_earlier() {
    let built = small();
    let first = |claim: &str| {
        let block = block(&built, &format!("claims/{claim}/index.html"));
        node(&block, "Claim")["firstAppearance"]["name"].clone()
    };
    assert_eq!(first("seen"), "Early");
    // The source is a later report, somebody denied it before, or may have.
    assert_eq!(first("retold"), Value::Null);
    assert_eq!(first("answered"), Value::Null);
    assert_eq!(first("close"), Value::Null);
}

#[test]
fn a_trail_leads_from_the_site_to_the_page() {
    let block = block(&small(), "claims/seen/index.html");
    let items = node(&block, "BreadcrumbList")["itemListElement"].as_array().expect("a list");
    let addresses: Vec<&Value> = items.iter().map(|item| &item["item"]).collect();
    assert_eq!(
        addresses,
        [
            "https://site.example/deep/",
            "https://site.example/deep/claims/",
            "https://site.example/deep/claims/seen/",
        ]
    );
}
