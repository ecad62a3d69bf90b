//! What is computed from positions: records, standings, and both ends of every reference.

mod common;

use std::sync::Arc;

use whosays::model::{EntryId, Model, Standing};
use whosays::source::Sources;
use whosays::{Options, analyze, parse, resolve};

const BASE: &str = r#"---
title: Base
actors:
  - { id: a, name: A, type: person, country: US }
  - { id: b, name: B, type: person, country: GB }
  - { id: c, name: C, type: person, country: FR }
  - { id: ministry, name: Ministry, type: public-body, countries: [{ code: RU, relation: organ-of-state }] }
  - { id: spokesman, name: Spokesman, type: person, speaks_for: ministry }
  - { id: envoy, name: Envoy, type: person, countries: [{ code: RU, relation: organ-of-state, dates: 2019/2020 }] }
sources:
  - { id: s, title: S, type: report, date: 2020 }
---
"#;

/// The model of a site with one claim that has these positions, each a flow mapping without its
/// source.
fn model(positions: &[&str]) -> Arc<Model> {
    let list: String =
        positions.iter().map(|fields| format!("  - {{ source: s, {fields} }}\n")).collect();
    let claim = format!(
        "---\ntitle: It was so\nabout: {{ countries: [RU], actors: [b] }}\npositions:\n{list}---\n"
    );
    let sources = Sources::of([
        ("site.yaml", "title: A site\nbase_url: https://site.example/\n"),
        ("content/explainers/base.md", BASE),
        ("content/claims/one.md", claim.as_str()),
    ]);
    let analysis = analyze(&sources, &Options::default());
    assert!(analysis.is_sound(), "{:?}", analysis.diagnostics);
    analysis.model.expect("a model")
}

fn record(positions: &[&str]) -> String {
    let model = model(positions);
    let record = &model.claims[0].record;
    let within = if record.dissent_within { ", dissent within" } else { "" };
    format!("{}{within}", record.state.term().label)
}

#[test]
fn the_record_says_who_has_spoken() {
    let asserts = "by: a, stance: asserts, date: 2020-01-01";
    let reports = "by: b, stance: reports, date: 2020-01-02";
    for (positions, expected) in [
        (vec![asserts], "one voice"),
        (vec![asserts, "by: a, stance: concurs, date: 2020-02-01"], "one voice"),
        (vec![asserts, reports], "one voice"),
        (vec![asserts, "by: b, stance: corroborates, date: 2020-02-01"], "several voices"),
        (vec![asserts, "by: c, stance: qualifies, date: 2020-02-01"], "partly contested"),
        (vec![asserts, "by: c, stance: disputes, date: 2020-02-01"], "contested"),
        (vec![asserts, "by: b, stance: denies, date: 2020-02-01"], "contested"),
        (vec![reports], "no voice"),
        (vec![asserts, "by: b, stance: no-response, date: 2020-02-01, searched: [s]"], "one voice"),
        (vec![asserts, "by: a, stance: withdraws, date: 2020-02-01"], "withdrawn"),
        (
            vec![asserts, "by: a, stance: withdraws, date: 2020-02-01, replaces: 2020-01-01"],
            "withdrawn",
        ),
        (
            vec![
                asserts,
                "by: c, stance: concurs, date: 2020-01-05",
                "by: a, stance: withdraws, date: 2020-02-01",
            ],
            "one voice",
        ),
        (
            vec![
                "by: a, stance: disputes, date: 2020-01-01",
                "by: a, stance: asserts, date: 2020-02-01, replaces: 2020-01-01",
            ],
            "one voice",
        ),
        (
            vec![
                "by: ministry, stance: asserts, date: 2020-01-01",
                "by: c, stance: disputes, date: 2020-01-01, within: ministry",
            ],
            "contested, dissent within",
        ),
    ] {
        assert_eq!(record(&positions), expected, "{positions:?}");
    }
}

#[test]
fn an_actor_counts_once_on_each_side() {
    let model = model(&[
        "by: a, stance: asserts, date: 2020-01-01",
        "by: a, stance: asserts, date: 2020-01-02",
        "by: c, stance: disputes, date: 2020-01-03",
        "by: c, stance: disputes, date: 2020-01-04",
    ]);
    let counts = model.claims[0].record.counts;
    assert_eq!((counts.say_so, counts.say_not), (1, 1));
}

#[test]
fn who_speaks_for_a_state_is_told_apart_from_a_national() {
    let model = model(&[
        "by: ministry, stance: denies, date: 2020-01-01",
        "by: spokesman, stance: denies, date: 2020-01-02",
        "by: a, for: ministry, stance: denies, date: 2020-01-03",
        "by: envoy, stance: denies, date: 2020-06-01",
        "by: envoy, stance: denies, date: 2021-06-01",
        "by: b, stance: denies, date: 2020-01-05",
    ]);
    let standing = |number: usize, code: &str| {
        let countries = &model.positions[number].countries;
        let of = countries.iter().find(|(id, _)| model[*id].code.to_string() == code);
        of.map(|(_, standing)| *standing)
    };
    assert_eq!(standing(0, "RU"), Some(Standing::State));
    assert_eq!(standing(1, "RU"), Some(Standing::State), "inherited from whom they speak for");
    assert_eq!(standing(2, "RU"), Some(Standing::State));
    assert_eq!(standing(2, "US"), Some(Standing::Other));
    assert_eq!(standing(3, "RU"), Some(Standing::State), "in office");
    assert_eq!(standing(4, "RU"), Some(Standing::Other), "no longer in office");
    assert_eq!(standing(5, "GB"), Some(Standing::Other));
    let russia = model.countries.iter().find(|country| country.code.to_string() == "RU");
    let russia = russia.expect("Russia is referred to");
    assert_eq!((russia.by_state.len(), russia.by_others.len()), (4, 1));
}

#[test]
fn positions_are_listed_by_date_and_found_by_their_fragment() {
    let model = model(&[
        "by: c, stance: disputes, date: 2020-03",
        "by: a, stance: asserts, date: 2020-01-01",
        "by: a, stance: concurs, date: 2020-03-01, id: later",
        "by: a, stance: concurs, date: 2019~",
    ]);
    let order: Vec<&str> = model.claims[0].by_date.iter().map(|id| &*model[*id].anchor).collect();
    assert_eq!(order, ["p-a-2", "p-a", "p-later", "p-c"]);
}

#[test]
fn topics_with_the_same_address_are_one() {
    let sources = Sources::of([
        ("site.yaml", "title: A site\nbase_url: https://site.example/\n"),
        ("content/pages/one.md", "---\ntitle: One\ntopics: [Foreign Policy, '!!!']\n---\n"),
        ("content/pages/two.md", "---\ntitle: Two\ntopics: [foreign policy]\n---\n"),
    ]);
    let model = analyze(&sources, &Options::default()).model.expect("a model");
    assert_eq!(model.topics.len(), 1);
    assert_eq!(&*model.topics[0].title, "Foreign Policy");
    assert_eq!(model.topics[0].entries.len(), 2);
}

#[test]
fn a_country_is_named_and_ordered_by_the_site() {
    let sources = Sources::of([
        ("site.yaml", "title: A site\nbase_url: https://site.example/\ncountries: [RU, US]\n"),
        ("content/countries/xk.md", "---\nname: Kosovo\n---\n"),
        ("content/pages/one.md", "---\ntitle: One\n---\n[x](country:de) [y](country:AT)\n"),
    ]);
    let model = analyze(&sources, &Options::default()).model.expect("a model");
    let names: Vec<&str> = model.countries.iter().map(|country| &*country.name).collect();
    assert_eq!(names, ["Russia", "United States", "Austria", "Germany", "Kosovo"]);
    let page = EntryId::Page(whosays::model::PageId(0));
    assert_eq!(model.countries[3].mentioned_in, [page]);
}

/// Of every kind an entry, and between them every kind of reference.
const LINKED: [(&str, &str); 11] = [
    ("site.yaml", "title: T\nbase_url: https://t.example/\ncountries: [US, GB]\n"),
    (
        "content/claims/a.md",
        "---\ntitle: A says so\nsummary: Words on [b](claim:b).\ntopics: [tides, moon]\nabout: { countries: [GB], \
         targets: [US], actors: [x], terms: [w] }\nrelates: [{ to: b, rel: supports, said_by: y }]\npositions:\n  \
         - { by: x, stance: asserts, date: 2020-01-02, source: s, quote: it is so, for: y }\n  - { by: y, stance: \
         denies, date: 2021-03-04, source: t, via: x, id: no }\n  - { by: y, stance: asserts, date: 2022, source: \
         s, replaces: no }\n---\nText with [x](actor:x), [@s, p. 3] and [Britain](country:gb).\n",
    ),
    (
        "content/claims/b.md",
        "---\ntitle: B says so\npositions:\n  - { by: y, stance: asserts, date: 2020, source: s }\n---\n",
    ),
    (
        "content/actors/x.md",
        "---\nname: X\ntype: office\npart_of: y\nroles: [{ title: Head, body: y }]\nlinks: [{ to: actor:y, \
         relation: employed-by, linked_by: a }]\n---\n",
    ),
    (
        "content/actors/y.md",
        "---\nname: Y\ntype: public-body\ncountries: [{ code: US, relation: organ-of-state }]\n---\n",
    ),
    (
        "content/events/e.md",
        "---\ntitle: E\nwhen: 2020-01-01\nsources: [s]\nactors: [x]\nclaims: [a]\ncountries: [GB]\n---\n",
    ),
    ("content/sources/s.md", "---\ntitle: S\ntype: report\npublisher: x\ndate: 2020\n---\n"),
    ("content/sources/t.md", "---\ntitle: T\ntype: report\npublisher: The T\n---\n"),
    (
        "content/terms/w.md",
        "---\ntitle: W\ndefinitions: [{ by: x, quote: a word, source: t }]\n---\n",
    ),
    (
        "content/explainers/one.md",
        "---\ntitle: One\n---\n[It is](claim:a), [it is](claim:b) and [it was](event:e) [@t].\n",
    ),
    ("content/pages/p.md", "---\ntitle: P\naliases: [/old/]\n---\n[W](term:w)\n"),
];

/// Every word of every file in turn becomes others, most of which mean something else.
#[test]
fn a_model_brought_to_a_change_is_the_one_that_resolving_makes() {
    const OTHERS: [&str; 14] = [
        "x", "y", "a", "b", "s", "t", "GB", "FR", "2019-05", "denies", "actor", "draft", "yes",
        "words",
    ];
    let options = parse::Options::default();
    let shown = resolve::Options { drafts: false };
    let mut sources = Sources::of(LINKED);
    let site = Arc::new(parse::site(sources.site_file()).0.expect("settings"));
    let mut shelf = parse::Shelf::default();
    let before = shelf.parse(&sources, options);
    let (model, told) = resolve::resolve(&site, &before, shown);
    assert!(told.is_empty(), "{told:?}");
    let (mut revised, mut others) = (0, 0);
    for (path, text) in &LINKED[1..] {
        let is_word = |c: char| c.is_alphanumeric() || c == '-';
        let starts = text.match_indices(is_word).map(|(at, _)| at);
        for at in starts.filter(|at| !text[..*at].ends_with(is_word)) {
            let end = text[at..].find(|c| !is_word(c)).map_or(text.len(), |length| at + length);
            for other in OTHERS {
                sources.overlay(path, &format!("{}{other}{}", &text[..at], &text[end..]));
                let after = shelf.parse(&sources, options);
                let Some((next, entries)) = resolve::revise(&model, &before, &after, shown) else {
                    others += 1;
                    continue;
                };
                revised += 1;
                let (whole, told) = resolve::resolve(&site, &after, shown);
                assert!(told.is_empty(), "{path}: {}, {other}: {told:?}", &text[at..end]);
                let same = format!("{next:?}") == format!("{whole:?}");
                assert!(same, "{path}: {} became {other}", &text[at..end]);
                let is_same = |entry: &EntryId| {
                    format!("{:?}", model.written(*entry)) == format!("{:?}", next.written(*entry))
                };
                let differ = model.entries().filter(|entry| !is_same(entry));
                assert!(
                    differ.into_iter().all(|entry| entries.contains(&entry)),
                    "{path}: {other}"
                );
            }
        }
        sources.overlay(path, text);
    }
    assert!(revised > 300 && others > 1000, "{revised} revised, {others} not");
}
