//! Every reference shows on both ends: a position of the example stands on its claim, its actor,
//! each of its countries, its source, the timeline, the matrix and in the data.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Built, build, example, pages, sound, targets, text};
use whosays::model::{EntryId, Model, PositionId};
use whosays::views::file_of;

/// The built example and where each of its pages leads.
struct Site {
    built: Built,
    targets: BTreeMap<String, BTreeSet<String>>,
}

impl Site {
    fn new() -> Site {
        let built = build(&example());
        let targets =
            pages(&built).iter().map(|(path, page)| (path.clone(), targets(path, page))).collect();
        Site { built, targets }
    }

    /// Whether a page of the section, or one of the pages that it is split into, leads to `to`.
    fn leads(&self, section: &str, to: &str) -> bool {
        let folder = section.trim_end_matches("index.html");
        let parts = |path: &str| {
            path == section
                || path.starts_with(&format!("{folder}page/"))
                || (section == "timeline/index.html" && path.starts_with(folder))
        };
        self.targets.iter().any(|(path, targets)| parts(path) && targets.contains(to))
    }
}

fn position_pages(model: &Model, id: PositionId) -> Vec<(String, String)> {
    let position = &model[id];
    let page = |entry| file_of(&model.address(entry));
    let mut pages = vec![
        ("actor".to_owned(), page(EntryId::Actor(position.by))),
        ("matrix".to_owned(), "positions/index.html".to_owned()),
    ];
    if position.date.is_some() {
        pages.push(("timeline".to_owned(), "timeline/index.html".to_owned()));
    }
    for source in position.source.iter().chain(&position.searched) {
        pages.push(("source".to_owned(), page(EntryId::Source(*source))));
    }
    for (country, _) in &position.countries {
        pages.push(("country".to_owned(), page(EntryId::Country(*country))));
    }
    let others = [position.spoken_for, position.via, position.reported_by, position.within];
    for actor in others.into_iter().flatten() {
        pages.push(("named actor".to_owned(), page(EntryId::Actor(actor))));
    }
    pages
}

#[test]
fn each_position_stands_wherever_it_belongs() {
    let sources = example();
    let analysis = sound(&sources);
    let model = analysis.sound_model().expect("the example is sound");
    let site = Site::new();
    let mut missing = Vec::new();
    let mut looked = 0;
    for number in 0..model.positions.len() as u32 {
        let id = PositionId(number);
        let position = &model[id];
        let claim = file_of(&model.address(EntryId::Claim(position.claim)));
        let anchor = format!("id=\"{}\"", position.anchor);
        if !text(&site.built, &claim).contains(&anchor) {
            missing.push(format!("claim: {claim} has no {anchor}"));
        }
        let to = format!("{claim}#{}", position.anchor);
        for (what, page) in position_pages(model, id) {
            looked += 1;
            if !site.leads(&page, &to) {
                missing.push(format!("{what}: {page} does not lead to {to}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(looked > 700, "only {looked} places were looked at");
}

#[test]
fn each_entry_stands_in_the_list_of_its_kind_and_on_what_it_names() {
    let sources = example();
    let analysis = sound(&sources);
    let model = analysis.sound_model().expect("the example is sound");
    let site = Site::new();
    let page = |entry| file_of(&model.address(entry));
    let mut missing = Vec::new();
    let mut leads = |from: String, to: String| {
        if !site.leads(&from, &to) {
            missing.push(format!("{from} does not lead to {to}"));
        }
    };
    for entry in model.entries() {
        let list = match entry {
            EntryId::Claim(_) => "claims/index.html",
            EntryId::Actor(_) => "actors/index.html",
            EntryId::Source(_) => "sources/index.html",
            EntryId::Country(_) => "countries/index.html",
            EntryId::Term(_) => "terms/index.html",
            EntryId::Event(_) => "timeline/index.html",
            _ => continue,
        };
        leads(list.to_owned(), page(entry));
    }
    for (number, claim) in model.claims.iter().enumerate() {
        let this = page(EntryId::Claim(whosays::model::ClaimId(number as u32)));
        for country in claim.countries.iter().chain(&claim.targets) {
            leads(page(EntryId::Country(*country)), this.clone());
        }
        for actor in &claim.actors {
            leads(page(EntryId::Actor(*actor)), this.clone());
        }
        for term in &claim.terms {
            leads(page(EntryId::Term(*term)), this.clone());
        }
        for event in &claim.events {
            leads(this.clone(), page(EntryId::Event(*event)));
        }
        for relation in claim.relates.iter().chain(&claim.related_from) {
            leads(this.clone(), page(EntryId::Claim(relation.claim)));
        }
        for other in &claim.mentioned_in {
            leads(this.clone(), page(*other));
        }
    }
    for (number, source) in model.sources.iter().enumerate() {
        let this = page(EntryId::Source(whosays::model::SourceId(number as u32)));
        for other in &source.mentioned_in {
            leads(this.clone(), page(*other));
        }
        for event in &source.events {
            leads(this.clone(), page(EntryId::Event(*event)));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_data_holds_each_position_in_both_forms() {
    let sources = example();
    let analysis = sound(&sources);
    let model = analysis.sound_model().expect("the example is sound");
    let site = Site::new();
    let mut expected: Vec<(String, String)> = model
        .positions
        .iter()
        .map(|position| {
            let claim = model[position.claim].entry.id.to_string();
            (claim, position.anchor.trim_start_matches("p-").to_owned())
        })
        .collect();
    expected.sort();
    let mut csv = csv::Reader::from_reader(text(&site.built, "data/positions.csv").as_bytes());
    let columns = csv.headers().expect("a header").clone();
    let at = |name: &str| columns.iter().position(|column| column == name);
    let (claim, id) = (at("claim").expect("a claim"), at("position").expect("a position"));
    let mut rows: Vec<(String, String)> = csv
        .records()
        .map(|row| row.map(|row| (row[claim].to_owned(), row[id].to_owned())).expect("a row"))
        .collect();
    rows.sort();
    assert_eq!(rows, expected);
    let json: serde_json::Value =
        serde_json::from_str(text(&site.built, "data/positions.json")).expect("JSON");
    let word = |row: &serde_json::Value, name: &str| row[name].as_str().map(str::to_owned);
    let mut rows: Vec<_> = json
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (word(row, "claim").expect("a claim"), word(row, "position").expect("an id")))
        .collect();
    rows.sort();
    assert_eq!(rows, expected);
}
