//! The pages that are read: the home page, explainers, pages of prose, and the one for no address.

mod common;

use common::{Built, build, text};
use scraper::{ElementRef, Html, Selector};
use whosays::source::Sources;

const SITE: &str = "title: The bridge\nbase_url: https://host.example/deep/site/\n";

/// A site of one explainer with the actors `mayor` and `paper`, the source `s` and these claims.
fn explainer(claims: &str, body: &str) -> String {
    format!(
        "---
title: 'The bridge: who says so?'
standfirst: A *short* lead [@s].
published: 2021-05-01
scope: {{ covers: [One, Two], not_covered: Three }}
actors:
  - {{ id: mayor, name: The mayor, type: office }}
  - {{ id: paper, name: The paper, type: outlet }}
sources:
  - {{ id: s, title: Minutes, type: primary-document }}
claims:
{claims}
---

{body}
"
    )
}

const CLAIMS: &str = "  - id: closed
    title: It was closed
    positions:
      - { by: mayor, stance: asserts, date: 2020-05-01, source: s, confidence: high, confidence_words: quite sure }
      - { by: paper, stance: disputes, date: 2020-05-03, source: s }
  - id: open
    title: It was open
    positions: [{ by: paper, stance: asserts, date: 2020-05-02, source: s }]";

fn site(files: &[(&str, &str)]) -> Built {
    let site = [("site.yaml", SITE)];
    build(&Sources::of(site.into_iter().chain(files.iter().copied())))
}

fn page(built: &Built, path: &str) -> Html {
    Html::parse_document(text(built, path))
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("the selector is right")).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).iter().map(words).collect()
}

fn attributes<'a>(page: &'a Html, selector: &str, name: &str) -> Vec<&'a str> {
    all(page, selector).iter().filter_map(|element| element.value().attr(name)).collect()
}

#[test]
fn a_marker_opens_a_card_that_stands_at_the_end_and_leads_back() {
    let body = "It [was closed](claim:closed), or [was open](claim:open). [Closed](claim:closed).";
    let built = site(&[("content/explainers/one.md", &explainer(CLAIMS, body))]);
    let page = page(&built, "explainers/one/index.html");
    assert_eq!(attributes(&page, "button.mk", "popovertarget"), ["card-1", "card-2", "card-1"]);
    assert_eq!(attributes(&page, "[popover]", "id"), ["card-1", "card-2"]);
    assert_eq!(attributes(&page, ".close", "popovertarget"), ["card-1", "card-2"]);
    assert_eq!(attributes(&page, ".backs a", "href"), ["#mk-1", "#mk-3", "#mk-2"]);
    assert_eq!(texts(&page, ".endcards .card .prop"), ["It was closed", "It was open"]);
    assert_eq!(texts(&page, "#claims"), ["The 2 claims"]);
    let first = texts(&page, "#card-1 dd > ul > li");
    assert_eq!(first, ["The mayor 1 May 2020 “quite sure”", "The paper 3 May 2020"]);
    let second = texts(&page, "#card-2 dd");
    assert_eq!(second[1..], ["no one on this record", "not stated"]);
}

#[test]
fn an_explainer_shows_its_scope_its_length_and_every_position() {
    let body = format!("## Part\n\nIt [was closed](claim:closed). {}", "word ".repeat(200));
    let built = site(&[("content/explainers/one.md", &explainer(CLAIMS, &body))]);
    let page = page(&built, "explainers/one/index.html");
    assert_eq!(texts(&page, "h1"), ["The bridge: who says so?"]);
    assert_eq!(texts(&page, "h1 em"), ["who says so?"]);
    assert_eq!(texts(&page, ".scope dd"), ["One", "Two", "Three"]);
    let by = texts(&page, ".by span");
    assert_eq!(by, ["Published 1 May 2021", "1 annotated claim", "2 minutes to read"]);
    assert_eq!(texts(&page, ".toc a"), ["Part", "The claim", "Notes"]);
    assert_eq!(texts(&page, "figure h2"), ["2 positions on 1 claim"]);
    assert_eq!(texts(&page, "figure .key li"), ["says so", "disputes it"]);
    assert_eq!(texts(&page, ".fnotes li").len(), 1, "the lead cites");
}

#[test]
fn the_home_page_is_computed_where_nobody_wrote_one() {
    let built = site(&[("content/explainers/one.md", &explainer(CLAIMS, "Nothing."))]);
    let page = page(&built, "index.html");
    assert_eq!(texts(&page, "title"), ["The bridge"]);
    assert_eq!(texts(&page, "h1"), ["The bridge"]);
    let lead = "3 positions of 2 actors on 2 claims: who says so, who says not, when, and in which source.";
    assert_eq!(texts(&page, ".herosum .stand"), [lead]);
    assert_eq!(attributes(&page, ".go a", "href"), ["explainers/one/index.html"]);
    // In the order of their first dates.
    assert_eq!(texts(&page, ".score h3"), ["It was closed", "It was open"]);
    assert_eq!(texts(&page, ".reccol h3"), ["1 contested", "1 one voice"]);
    assert_eq!(texts(&page, "#countries"), [""; 0], "no country, no tiles");
    assert_eq!(texts(&page, ".changes > p"), ["Nothing has been changed since publication."]);
}

#[test]
fn the_home_page_has_the_words_of_its_file_and_the_last_changes() {
    let change = |day: u32| {
        format!("\n    changes: [{{ date: 2021-06-{day:02}, kind: correction, note: Day {day}. }}]")
    };
    let claims: String = (1..=9)
        .map(|n| {
            format!(
                "  - id: c{n}\n    title: Claim {n}\n    positions: [{{ by: mayor, stance: asserts, date: 2020-05-0{n}, source: s }}]{}\n",
                change(n)
            )
        })
        .collect();
    let home = "---\ntitle: What fell\nsummary: It [fell](claim:c1).\n---\n\nBegin [here](explainer:one).\n";
    let built = site(&[
        ("content/explainers/one.md", &explainer(claims.trim_end(), "Nothing.")),
        ("content/index.md", home),
    ]);
    let page = page(&built, "index.html");
    assert_eq!(texts(&page, "title"), ["What fell · The bridge"]);
    assert_eq!(texts(&page, "h1"), ["What fell"]);
    assert_eq!(attributes(&page, ".hero .prose a", "href"), ["explainers/one/index.html"]);
    assert_eq!(texts(&page, ".card .prop"), ["Claim 1"]);
    let changes = texts(&page, ".changes li");
    assert_eq!(changes.len(), 6);
    assert_eq!(changes[0], "9 June 2021 Correction to Claim 9: Day 9.");
    assert_eq!(changes[5], "4 June 2021 Correction to Claim 4: Day 4.");
}

#[test]
fn the_home_page_stays_small_on_a_large_site() {
    let claims: String = (0..300)
        .map(|n| {
            let more = if n % 2 == 0 {
                "\n      - { by: paper, stance: disputes, date: 2020-06-01, source: s }"
            } else {
                ""
            };
            format!(
                "  - id: c{n}\n    title: Claim {n}\n    positions:\n      - {{ by: mayor, stance: asserts, date: 2020-05-01, source: s }}{more}\n"
            )
        })
        .collect();
    let built = site(&[("content/explainers/one.md", &explainer(claims.trim_end(), "Nothing."))]);
    let page = page(&built, "index.html");
    let score = texts(&page, ".score .meta");
    assert_eq!(score, ["contested"; 40], "those with the most voices");
    assert_eq!(texts(&page, ".all a"), ["All 300 claims"]);
    assert_eq!(texts(&page, ".reccol li:last-child"), ["and 140 more", "and 140 more"]);
    assert!(text(&built, "index.html").len() < 200_000);
}

#[test]
fn a_card_names_a_few_and_counts_the_rest() {
    let positions: String = (1..=9)
        .map(|n| {
            format!("\n      - {{ id: n{n}, by: mayor, stance: asserts, date: 2020-05-0{n}, source: s }}")
        })
        .collect();
    let claims = format!("  - id: c\n    title: It fell\n    positions:{positions}");
    let built = site(&[("content/explainers/one.md", &explainer(&claims, "It [fell](claim:c)."))]);
    let page = page(&built, "explainers/one/index.html");
    assert_eq!(texts(&page, ".card .voices li").len(), 7);
    assert_eq!(texts(&page, ".card .vmore"), ["and 3 more in the full record"]);
}

#[test]
fn explainers_have_a_list_from_two_on_the_latest_first() {
    let other = |date: &str| format!("---\ntitle: Of {date}\npublished: {date}\n---\n\nText.\n");
    let one = ("content/explainers/one.md", explainer(CLAIMS, "It [fell](claim:open)."));
    let built = site(&[(one.0, &one.1)]);
    assert!(!built.contains_key("explainers/index.html"));
    let built = site(&[
        (one.0, &one.1),
        ("content/explainers/a.md", &other("2020-01-01")),
        ("content/explainers/b.md", &other("2022-01-01")),
    ]);
    let page = page(&built, "explainers/index.html");
    assert_eq!(
        texts(&page, ".row h3"),
        ["Of 2022-01-01", "The bridge: who says so?", "Of 2020-01-01"]
    );
    assert_eq!(texts(&page, ".row .about"), ["A short lead."], "a list has no notes");
    assert_eq!(all(&page, ".row .strip").len(), 1);
}

#[test]
fn a_page_of_prose_has_notes_cards_and_a_table_of_contents() {
    let about = "---\ntitle: About\n---\n\n## A\n\nIt [fell](claim:open) [@s].\n\n## B\n\nText.\n\n## C\n\nText.\n";
    let built = site(&[
        ("content/explainers/one.md", &explainer(CLAIMS, "See [about](page:about).")),
        ("content/pages/about.md", about),
    ]);
    let page = page(&built, "about/index.html");
    assert_eq!(texts(&page, ".toc a"), ["A", "B", "C", "The claim", "Notes"]);
    assert_eq!(attributes(&page, "[popover]", "id"), ["card-1"]);
    assert_eq!(attributes(&page, ".back", "href"), ["#ref-1-1"]);
    assert_eq!(texts(&page, ".links li"), ["The bridge: who says so?"]);
    assert_eq!(attributes(&page, "meta[name=description]", "content"), ["It fell."]);
}

#[test]
fn the_page_for_no_address_works_at_any_depth_and_is_not_listed() {
    let built = site(&[("content/explainers/one.md", &explainer(CLAIMS, "Nothing."))]);
    let page = page(&built, "404.html");
    let links = attributes(&page, "a:not(.skip), link", "href");
    assert!(links.len() > 10);
    for link in links {
        assert!(link.starts_with("/deep/site/"), "{link}");
    }
    assert_eq!(attributes(&page, "meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(attributes(&page, "link[rel=canonical]", "href"), [""; 0]);
}

#[test]
fn a_long_title_is_set_smaller() {
    let class = |title: &str| {
        let about = format!("---\ntitle: {title}\n---\n\nText.\n");
        let built = site(&[
            ("content/explainers/one.md", &explainer(CLAIMS, "Nothing.")),
            ("content/pages/about.md", &about),
        ]);
        let page = page(&built, "about/index.html");
        attributes(&page, "body", "class")[0].to_owned()
    };
    assert_eq!(class("About"), "textpage t-short");
    assert_eq!(class(&"word ".repeat(80)), "textpage t-longest");
    assert_eq!(class(&"外国影响".repeat(10)), "textpage t-medium", "wide letters take more room");
}

#[test]
fn an_explainer_with_many_cards_keeps_within_its_weight() {
    let mut claims = String::from("title: Many\nactors:\n");
    for actor in 0..12 {
        claims += &format!(
            "  - {{ id: a{actor}, name: Actor number {actor}, type: person, country: US }}\n"
        );
    }
    claims += "sources:\n  - { id: s, title: S, type: report, date: 2020 }\nclaims:\n";
    let mut body = String::new();
    let mut positions = String::from("&positions\n");
    for actor in 0..12 {
        let stance = if actor % 3 == 0 { "disputes" } else { "asserts" };
        positions += &format!(
            "      - {{ by: a{actor}, stance: {stance}, date: 2020-03-{:02}, source: s }}\n",
            actor + 1
        );
    }
    for claim in 0..84 {
        claims += &format!(
            "  - id: c{claim}\n    title: It was so in the case of number {claim}\n    positions: {positions}"
        );
        positions = "*positions\n".into();
        body += &format!("Somebody said that [it was so](claim:c{claim}).\n\n");
    }
    let written = format!("---\n{claims}---\n\n{body}");
    let built = site(&[("content/explainers/one.md", &written)]);
    let page = text(&built, "explainers/one/index.html");
    assert!(page.len() < 500_000, "{}", page.len());
    assert_eq!(all(&Html::parse_document(page), "[popover]").len(), 84);
}

#[test]
fn no_page_that_is_read_has_a_style_or_a_script() {
    let body = "It [fell](claim:open).\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n```\ncode\n```\n";
    let built = site(&[("content/explainers/one.md", &explainer(CLAIMS, body))]);
    for path in ["index.html", "explainers/one/index.html", "404.html", "claims/open/index.html"] {
        let page = page(&built, path);
        assert_eq!(all(&page, "[style], style, [onclick]").len(), 0, "{path}");
    }
}
