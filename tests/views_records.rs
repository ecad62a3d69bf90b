//! The pages of countries, actors and events, the timeline, the matrix and coverage: what they show
//! of a small site, that nothing is lost when they are split, and that their marks lead somewhere.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;
use whosays::model::{ActorId, CountryId, Model};
use whosays::source::Sources;
use whosays::views::{Page, desk::Desk};
use whosays::{Options, analyze};

const BASE: &str = r#"---
title: Base
actors:
  - { id: agency, name: The Agency, type: public-body, also_known_as: [TA], countries: [{ code: US, relation: organ-of-state }] }
  - { id: office, name: An Office, type: office, part_of: agency }
  - { id: ministry, name: The Ministry, type: public-body, countries: [{ code: RU, relation: organ-of-state }] }
  - id: consultant
    name: A Consultant
    type: person
    countries: [{ code: RU, relation: national-of, dates: 1970/.. }]
    links: [{ to: "actor:ministry", relation: acts-for, linked_by: runs }]
  - { id: wire, name: The Wire, type: outlet, country: GB }
  - { id: sources, name: Two sources, type: unnamed }
sources:
  - { id: paper, title: The paper, type: primary-document, publisher: agency, date: 2021-03-10 }
  - { id: report, title: A report, type: news-report, publisher: wire, date: 2021-03-17, archived: [{ url: "https://archive.example/1" }] }
claims:
  - id: runs
    title: The Ministry runs an operation
    about: { countries: [RU], targets: [US], actors: [consultant] }
    happened: 2020~
    positions:
      - { by: agency, stance: asserts, date: 2021-03-10, source: paper, quote: runs, confidence: high }
      - { by: office, stance: disputes, date: 2021-03-10, source: paper, within: agency }
      - { by: ministry, stance: denies, date: 2021-03-17, source: report, quote: nothing of it, via: wire, note: Seen in a report. Said of the whole. }
      - { by: consultant, stance: denies, date: "[2021-03-17..2021-03-18]", source: report, via: wire }
      - { by: sources, stance: asserts, date: 2021-03-17, source: report, reported_by: wire, attribution: anonymous, anonymity_reason: fear }
  - id: pays
    title: The Ministry pays for it
    about: { countries: [RU] }
    positions:
      - { by: agency, stance: asserts, date: 2021-03-10, source: paper }
      - { by: ministry, stance: denies, date: 2021-03-17, source: report, quote: nothing of it, via: wire, note: Seen in a report. Said of a part. }
  - id: plans
    title: The Ministry plans more
    about: { countries: [RU] }
    positions:
      - { by: agency, stance: asserts, date: 2021-03-10, source: paper }
      - { by: ministry, stance: not-found, date: 2021-04-01, searched: [report, its own site] }
  - id: hides
    title: The Consultant hides
    about: { actors: [consultant] }
    positions:
      - { by: agency, stance: asserts, date: 2021-03-10, source: paper }
events:
  - { id: expelled, title: Two are expelled, when: 2021-04-15, countries: [US, RU], actors: [agency], claims: [runs], sources: [report] }
---
"#;

fn model_of(files: &[(&str, &str)]) -> Arc<Model> {
    let site =
        ("site.yaml", "title: A site\nbase_url: https://site.example/\ncountries: [US, RU]\n");
    let sources = Sources::of(std::iter::once(site).chain(files.iter().copied()));
    let analysis = analyze(&sources, &Options::default());
    assert!(analysis.is_sound(), "{:?}", analysis.diagnostics);
    analysis.model.expect("a model")
}

fn small() -> Arc<Model> {
    model_of(&[("content/explainers/base.md", BASE)])
}

/// What a page shows, as its template sees it.
fn seen(desk: &Desk, page: Page) -> Value {
    let view = serde_json::to_value(page.view(desk)).expect("a view is plain data");
    view["view"].clone()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a value is JSON")
}

/// Every text under a key, wherever it stands.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                if name == key
                    && let Some(text) = value.as_str()
                {
                    found.push(text);
                }
                all(value, key, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| all(value, key, found)),
        _ => {}
    }
}

fn country(model: &Model, code: &str) -> CountryId {
    let found = model.countries.iter().position(|country| country.code.as_str() == code);
    CountryId(found.expect("the country is there") as u32)
}

fn actor(model: &Model, id: &str) -> ActorId {
    let found = model.actors.iter().position(|actor| actor.entry.id.as_str() == id);
    ActorId(found.expect("the actor is there") as u32)
}

#[test]
fn the_matrix_of_a_small_site() {
    let model = small();
    let view = seen(&Desk::new(&model), Page::Positions(1));
    insta::assert_snapshot!(pretty(&view));
}

#[test]
fn the_coverage_of_a_small_site() {
    let model = small();
    let view = seen(&Desk::new(&model), Page::Coverage);
    insta::assert_snapshot!(pretty(&view));
}

#[test]
fn a_statement_on_two_claims_stands_once() {
    let model = small();
    let desk = Desk::new(&model);
    let view = seen(&desk, Page::Actor(actor(&model, "ministry"), 1));
    let statements = view["positions"]["items"].as_array().expect("statements");
    assert_eq!(statements.len(), 1);
    let on = statements[0]["on"].as_array().expect("claims");
    assert_eq!(on.len(), 2);
    assert_eq!(statements[0]["note"], "Seen in a report.");
    assert_eq!(on[0]["note"], "Said of a part.");
    assert_eq!(on[1]["note"], "Said of the whole.");
    // A search is no statement.
    assert_eq!(view["searches"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["searches"][0]["said"]["searched"][1]["words"], "its own site");
}

#[test]
fn a_country_keeps_its_sides_apart() {
    let model = small();
    let desk = Desk::new(&model);
    let view = seen(&desk, Page::Country(country(&model, "RU"), 1));
    let ids = |list: &str| {
        let mut found = Vec::new();
        all(&view[list]["items"], "id", &mut found);
        found
    };
    assert_eq!(ids("about"), ["pays", "plans", "runs"]);
    assert_eq!(ids("about_people"), ["hides"]);
    assert_eq!(ids("targeted"), [""; 0]);
    let by = |list: &str| {
        let items = view[list]["items"].as_array().expect("statements");
        items.iter().map(|item| item["said"]["by"]["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(by("by_state"), ["The Ministry"]);
    assert_eq!(by("by_others"), ["A Consultant"]);
    assert_eq!(view["searches"][0]["said"]["by"]["name"], "The Ministry");
    let missing = &view["missing"];
    assert_eq!(missing["statements"], 3);
    assert_eq!(missing["unanswered"]["items"], Value::Array(Vec::new()));
    assert_eq!(missing["single"]["items"][0]["title"], "The Ministry plans more");
    assert_eq!(missing["anonymous"]["items"][0]["who"]["title"], "Two sources");
    let labels: Vec<(&str, u64)> = missing["seen"]
        .as_array()
        .expect("ways")
        .iter()
        .map(|way| (way["label"].as_str().unwrap_or(""), way["count"].as_u64().unwrap_or(0)))
        .collect();
    assert_eq!(
        labels,
        [
            ("as a carrier quotes them", 2),
            ("only as a carrier reports them, without their words", 1)
        ]
    );
    let lanes = view["lanes"]["wide"]["rows"].as_array().expect("lanes");
    let counts: Vec<_> = lanes
        .iter()
        .map(|row| (row["key"].as_str(), row["items"].as_array().map_or(0, Vec::len)))
        .collect();
    assert_eq!(counts, [(Some("about"), 3), (Some("from"), 3), (Some("events"), 1)]);
}

#[test]
fn ties_show_at_both_ends_with_their_claim() {
    let model = small();
    let desk = Desk::new(&model);
    for id in ["consultant", "ministry"] {
        let view = seen(&desk, Page::Actor(actor(&model, id), 1));
        let tie = &view["ties"]["items"][0];
        assert_eq!(tie["from"]["title"], "A Consultant");
        assert_eq!(tie["relation"], "acts for");
        assert_eq!(tie["to"]["title"], "The Ministry");
        assert_eq!(tie["claim"]["title"], "The Ministry runs an operation");
        assert_eq!(tie["record"], "contested");
    }
}

#[test]
fn an_actor_shows_what_it_carried_and_what_dissents_in_it() {
    let model = small();
    let desk = Desk::new(&model);
    let wire = seen(&desk, Page::Actor(actor(&model, "wire"), 1));
    let who: Vec<_> = wire["carried"]["items"].as_array().expect("entries").iter().collect();
    assert_eq!(who.len(), 2, "two statements, of which one is on two claims");
    assert_eq!(who[0]["on"].as_array().map(Vec::len), Some(2));
    assert_eq!(wire["recalled"]["items"][0]["who"]["title"], "Two sources");
    assert_eq!(wire["published"][0]["title"], "A report");
    let agency = seen(&desk, Page::Actor(actor(&model, "agency"), 1));
    assert_eq!(agency["dissents"]["items"][0]["said"]["by"]["name"], "An Office");
    assert_eq!(agency["members"]["items"][0]["name"], "An Office");
    assert_eq!(agency["events"]["items"][0]["event"]["title"], "Two are expelled");
}

#[test]
fn an_event_leads_to_its_place_in_the_timeline() {
    let model = small();
    let desk = Desk::new(&model);
    let event = seen(&desk, Page::Event(whosays::model::EventId(0)));
    assert_eq!(event["timeline"], "timeline/index.html#e.expelled");
    assert_eq!(event["basis"]["key"], "public-record");
    let timeline = seen(&desk, Page::Timeline(None, 1));
    let mut ids = Vec::new();
    all(&timeline["years"], "id", &mut ids);
    assert!(ids.contains(&"e.expelled"), "{ids:?}");
}

/// A site with so many claims, each with positions of three actors, over so many years.
fn many(claims: usize, actors: usize, years: usize) -> Arc<Model> {
    let mut base = "---\ntitle: Base\nsources:\n  - { id: s, title: S, type: report }\n".to_owned();
    let codes = ["US", "RU", "IR", "CN"];
    base.push_str("actors:\n");
    for n in 0..actors {
        let code = codes[n % codes.len()];
        let _ =
            writeln!(base, "  - {{ id: a{n}, name: Actor {n}, type: person, country: {code} }}");
    }
    base.push_str("---\n");
    let mut files = vec![("content/explainers/base.md".to_owned(), base)];
    for n in 0..claims {
        let about = match n % 3 {
            0 => "countries: [RU]",
            1 => "countries: [RU, IR]",
            _ => "actors: [a0]",
        };
        let year = 2000 + n % years;
        let mut claim = format!("---\ntitle: Claim {n}\nabout: {{ {about} }}\n");
        if n % 5 == 0 {
            let _ = writeln!(claim, "happened: {year}");
        }
        claim.push_str("positions:\n");
        for (shift, stance) in ["asserts", "concurs", "disputes"].iter().enumerate() {
            let by = (n + shift * 7) % actors;
            let month = 1 + n % 12;
            let _ = writeln!(
                claim,
                "  - {{ by: a{by}, stance: {stance}, date: {year}-{month:02}-1{shift}, source: s }}"
            );
        }
        claim.push_str("---\n");
        files.push((format!("content/claims/c{n}.md"), claim));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    model_of(&files)
}

/// The address of every position.
fn positions(model: &Model) -> BTreeSet<String> {
    let desk = Desk::new(model);
    (0..model.positions.len() as u32)
        .map(|n| desk.position_href(whosays::model::PositionId(n)))
        .collect()
}

#[test]
fn every_position_stands_in_the_matrix_however_it_is_split() {
    for (claims, actors) in [(1, 3), (60, 31), (200, 3)] {
        let model = many(claims, actors, 5);
        let desk = Desk::new(&model);
        let mut found = BTreeSet::new();
        let pages: Vec<Page> = Page::all(&model)
            .into_iter()
            .filter(|page| matches!(page, Page::Positions(_)))
            .collect();
        for page in &pages {
            let view = seen(&desk, *page);
            let mut distinct = BTreeSet::new();
            for table in view["sections"]
                .as_array()
                .expect("sections")
                .iter()
                .flat_map(|section| section["tables"].as_array().expect("tables"))
            {
                let rows = table["rows"].as_array().expect("rows");
                let columns = table["actors"].as_array().expect("actors").len();
                assert!(!rows.is_empty() && rows.len() <= 24);
                assert!((1..=24).contains(&columns));
                for row in rows {
                    assert_eq!(row["cells"].as_array().map(Vec::len), Some(columns));
                    distinct
                        .insert((table["caption"].to_string(), row["claim"]["href"].to_string()));
                }
                let mut hrefs = Vec::new();
                rows.iter().for_each(|row| all(&row["cells"], "href", &mut hrefs));
                found.extend(hrefs.into_iter().map(str::to_owned));
            }
            let claims: BTreeSet<_> = distinct.iter().map(|(_, href)| href).collect();
            assert!(claims.len() <= 40, "{} claims on one page", claims.len());
        }
        assert_eq!(found, positions(&model), "{claims} claims of {actors} actors");
    }
}

#[test]
fn the_timeline_holds_everything_once_and_its_marks_lead_to_it() {
    for (claims, years, split) in [(40, 3, false), (160, 1, true), (500, 4, true)] {
        let model = many(claims, 9, years);
        let desk = Desk::new(&model);
        let pages: Vec<Page> = Page::all(&model)
            .into_iter()
            .filter(|page| matches!(page, Page::Timeline(..)))
            .collect();
        assert_eq!(pages.len() > 1, split, "{pages:?}");
        let mut found = Vec::new();
        for page in &pages {
            let view = seen(&desk, *page);
            let mut ids = Vec::new();
            for month in view["years"]
                .as_array()
                .expect("years")
                .iter()
                .flat_map(|year| year["months"].as_array().expect("months"))
            {
                all(&month["entries"], "id", &mut ids);
                let mut hrefs = Vec::new();
                for entry in month["entries"].as_array().expect("entries") {
                    all(&entry["on"], "href", &mut hrefs);
                }
                found.extend(hrefs.iter().map(|href| (*href).to_owned()));
            }
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(unique.len(), ids.len(), "an id stands twice on {page:?}");
            let mut marks = Vec::new();
            all(&view["lanes"]["wide"], "href", &mut marks);
            all(&view["lanes"]["tall"], "href", &mut marks);
            for mark in marks {
                assert!(mark.strip_prefix('#').is_some_and(|id| unique.contains(id)), "{mark}");
            }
        }
        let spoken: BTreeSet<String> =
            found.iter().filter(|href| href.contains('#')).cloned().collect();
        assert_eq!(spoken, positions(&model));
        let happened = model.claims.iter().filter(|claim| claim.entry.data.happened.is_some());
        assert_eq!(found.len(), model.positions.len() + happened.count(), "nothing stands twice");
    }
}

#[test]
fn a_split_timeline_counts_what_its_years_hold() {
    let model = many(500, 9, 4);
    let desk = Desk::new(&model);
    let view = seen(&desk, Page::Timeline(None, 1));
    let rows = view["summary"]["rows"].as_array().expect("years");
    assert_eq!(rows.len(), 4);
    let total: u64 = rows.iter().filter_map(|row| row["total"].as_u64()).sum();
    assert_eq!(total, 1600, "1500 positions and 100 claims that are said to have happened");
    assert_eq!(rows[0]["year"]["href"], "timeline/2000/index.html");
}

#[test]
fn long_lists_of_a_country_are_split_and_lose_nothing() {
    let model = many(200, 9, 2);
    let desk = Desk::new(&model);
    let id = country(&model, "RU");
    let (mut about, mut said) = (BTreeSet::new(), BTreeSet::new());
    let pages: Vec<Page> = Page::all(&model)
        .into_iter()
        .filter(|page| matches!(page, Page::Country(of, _) if *of == id))
        .collect();
    assert!(pages.len() > 1);
    for page in pages {
        let view = seen(&desk, page);
        let mut ids = Vec::new();
        all(&view["about"]["items"], "id", &mut ids);
        about.extend(ids.into_iter().map(str::to_owned));
        for list in ["by_state", "by_others"] {
            for item in view[list]["items"].as_array().expect("statements") {
                let mut hrefs = Vec::new();
                all(&item["on"], "href", &mut hrefs);
                said.extend(hrefs.into_iter().map(str::to_owned));
            }
        }
    }
    assert_eq!(about.len(), model[id].about.len());
    assert_eq!(said.len(), model[id].by_state.len() + model[id].by_others.len());
}
