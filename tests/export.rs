//! The data: both forms say the same, keep to their schemas, and hold what was written verbatim.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Built, build, checker, example, sound, text};
use serde_json::Value;
use whosays::export::{self, SEPARATOR, TABLES};
use whosays::sink;
use whosays::source::Sources;

fn json(built: &Built, path: &str) -> Value {
    serde_json::from_str(text(built, path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rows(built: &Built, table: &str) -> Vec<Value> {
    let Value::Array(rows) = json(built, &format!("data/{table}.json")) else {
        panic!("{table} is no list");
    };
    rows
}

/// Header and records of a CSV file.
fn csv(built: &Built, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let bytes = &built[&format!("data/{table}.csv")];
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let record = |record: csv::Result<csv::StringRecord>| {
        record.expect("a record").iter().map(str::to_owned).collect()
    };
    (header, reader.records().map(record).collect())
}

/// What a value is in a cell of CSV.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(SEPARATOR),
        other => other.to_string(),
    }
}

#[test]
fn csv_and_json_of_each_table_say_the_same() {
    let built = build(&example());
    let mut cells = 0;
    for table in TABLES {
        let name = table.name();
        let (header, records) = csv(&built, name);
        let fields: Vec<&str> = table.fields().iter().map(|field| field.name).collect();
        assert_eq!(header, fields, "{name}");
        let rows = rows(&built, name);
        assert_eq!(records.len(), rows.len(), "{name}");
        for (record, row) in records.iter().zip(&rows) {
            let row = row.as_object().expect("a row is an object");
            assert!(row.keys().eq(header.iter()), "{name}: {row:?}");
            let expected: Vec<String> = row.values().map(cell).collect();
            assert_eq!(*record, expected, "{name}");
            cells += record.len();
        }
    }
    assert!(cells > 10_000, "only {cells} cells were compared");
}

#[test]
fn csv_follows_rfc_4180() {
    let built = build_small();
    for table in TABLES {
        let bytes = &built[&format!("data/{}.csv", table.name())];
        assert!(!bytes.starts_with(b"\xef\xbb\xbf"), "a byte-order mark");
        assert!(bytes.ends_with(b"\r\n"), "{}", table.name());
    }
}

#[test]
fn each_row_keeps_to_its_schema() {
    for (what, built) in [("example", build(&example())), ("small", build_small())] {
        for table in TABLES {
            let schema = json(&built, &export::schema_path(table.row()));
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            let check = checker(schema);
            for row in rows(&built, table.name()) {
                if let Err(why) = check(&row) {
                    panic!("{what}, {}: {why}", table.name());
                }
            }
        }
    }
}

#[test]
fn a_schema_refuses_what_it_should() {
    let built = build_small();
    let check = checker(json(&built, "data/schema/position.json"));
    let row = rows(&built, "positions").remove(0);
    check(&row).expect("the row as it is");
    for (name, value) in [
        ("stance", Value::from("proves")),
        ("stance", Value::Null),
        ("confidence", "very high".into()),
        ("date_earliest", "2021-3-1".into()),
        ("searched", Value::Null),
        ("claim", "Not An Id".into()),
        ("verdict", "true".into()),
    ] {
        let mut row = row.clone();
        row[name] = value.clone();
        assert!(check(&row).is_err(), "{name}: {value} passes");
    }
    let mut short = row;
    short.as_object_mut().expect("an object").remove("quote");
    assert!(check(&short).is_err(), "a row without `quote` passes");
}

#[test]
fn the_package_describes_the_files_that_are_there() {
    let built = build(&example());
    let package = json(&built, "data/datapackage.json");
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), TABLES.len());
    let mut values: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut foreign = Vec::new();
    for resource in resources {
        let name = resource["name"].as_str().expect("a name").to_owned();
        let (header, records) = csv(&built, &name);
        let schema = &resource["schema"];
        let fields = schema["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(names, header, "{name}");
        for (column, field) in fields.iter().enumerate() {
            for record in &records {
                let cell = &record[column];
                let constraints = &field["constraints"];
                let required = constraints["required"] == Value::Bool(true);
                assert!(!required || !cell.is_empty(), "{name}: no {}", names[column]);
                if let Some(terms) = constraints["enum"].as_array().filter(|_| !cell.is_empty()) {
                    assert!(terms.contains(&Value::from(cell.as_str())), "{name}: {cell}");
                }
                let key = (name.clone(), names[column].to_owned());
                values.entry(key).or_default().insert(cell.clone());
            }
        }
        if let Some(key) = schema["primaryKey"].as_array() {
            let at =
                |name: &Value| names.iter().position(|column| *name == *column).expect("a column");
            let columns: Vec<usize> = key.iter().map(at).collect();
            let mut seen = BTreeSet::new();
            for record in &records {
                let key: Vec<&String> = columns.iter().map(|column| &record[*column]).collect();
                assert!(seen.insert(key), "{name}: two rows of one key");
            }
        }
        for key in schema["foreignKeys"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().expect("a name").to_owned();
            foreign.push((
                (name.clone(), text(&key["fields"][0])),
                (text(&key["reference"]["resource"]), text(&key["reference"]["fields"][0])),
            ));
        }
    }
    assert!(foreign.len() > 10, "{foreign:?}");
    for (from, to) in foreign {
        let Some(used) = values.get(&from) else { continue };
        let lost: Vec<_> =
            used.iter().filter(|key| !key.is_empty() && !values[&to].contains(*key)).collect();
        assert!(lost.is_empty(), "{from:?} names {lost:?}, which {to:?} has not");
    }
}

#[test]
fn one_file_holds_every_table() {
    let built = build(&example());
    let all = json(&built, "data/all.json");
    let all = all.as_object().expect("an object");
    assert_eq!(all.len(), TABLES.len() + 2);
    assert_eq!(all["site"]["as_of"], "2021-11-19");
    for table in TABLES {
        assert_eq!(all[table.name()], Value::Array(rows(&built, table.name())), "{}", table.name());
    }
}

#[test]
fn the_files_are_those_that_are_named() {
    let sources = example();
    let analysis = sound(&sources);
    let model = analysis.sound_model().expect("the example is sound");
    let written = std::sync::Mutex::new(Vec::new());
    let sink = |path: &str, _: &[u8]| {
        written.lock().expect("no writer panics").push(path.to_owned());
        Ok(())
    };
    export::files(model, &sink::each(sink)).expect("the data can be written");
    let mut written = written.into_inner().expect("no writer panics");
    let mut named = export::paths();
    written.sort();
    named.sort();
    assert_eq!(written, named);
}

#[test]
fn linked_data_is_whole_and_never_a_review() {
    let sources = example();
    let analysis = sound(&sources);
    let model = analysis.sound_model().expect("the example is sound");
    let built = build(&sources);
    assert!(!text(&built, "data/all.jsonld").contains("ClaimReview"));
    let document = json(&built, "data/all.jsonld");
    assert_eq!(document["@context"], "https://schema.org");
    let graph = document["@graph"].as_array().expect("a graph");
    let mut ids = BTreeSet::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for node in graph {
        let id = node["@id"].as_str().expect("a node has a name");
        assert!(id.starts_with(&*model.site.base_url), "{id}");
        assert!(ids.insert(id), "two nodes {id}");
        *kinds.entry(node["@type"].as_str().expect("a type")).or_default() += 1;
    }
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) if map.len() == 1 => {
                found.extend(map.get("@id").and_then(Value::as_str));
            }
            Value::Object(map) => map.values().for_each(|value| references(value, found)),
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    graph.iter().for_each(|node| references(node, &mut found));
    let lost: Vec<_> = found.iter().filter(|id| !ids.contains(**id)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let quoted = (0..model.positions.len() as u32)
        .filter(|number| model.words(whosays::model::PositionId(*number)).quote.is_some());
    assert_eq!(kinds["Quotation"], quoted.count());
    assert_eq!(kinds["Claim"], model.claims.len());
    assert_eq!(kinds["Event"], model.events.len());
    assert_eq!(kinds["Country"], model.countries.len());
}

const BASE: &str = r#"---
title: Base
published: 2021-02-03
actors:
  - { id: a, name: A, type: person, countries: [{ code: US, relation: national-of }] }
  - { id: b, name: "B, and \"C\"", type: public-body, countries: [{ code: RU, relation: organ-of-state, dates: 2019/.. }] }
  - { id: d, name: D, type: person, part_of: b, external: { Wikidata: Q42, Page: "https://d.example/" } }
sources:
  - { id: s, title: S, type: report, date: 2020-05, authors: [E, F], access: paywalled }
  - { id: t, title: T, type: law, dates: { signed: 2020-01-02, published: 2020-02 } }
events:
  - { id: e, title: E, when: 2020-09/2020-11, sources: [s] }
---
"#;

const CLAIM: &str = r#"---
title: "It was so; or not"
about: { countries: [RU], targets: [US] }
happened: 2020~
positions:
  - { by: a, stance: asserts, date: 2020-03, source: s, quote: "=1+1 \"so\", he said", note: "A *note* on [b](actor:b) [@s, p. 1]." }
  - { by: a, id: again, stance: withdraws, date: 2020-04-05, source: s, replaces: 2020-03, quote: "-2+3" }
  - { by: b, stance: denies, date: "2021-01-02/..", source: t, quote: "@nobody", for: d, original: { language: ru, quote: "Нет" } }
  - { by: d, stance: no-response, date: 2021, searched: [s, "a shelf"] }
changes:
  - { date: 2021-03-04, kind: correction, note: "Mended.", was: "It was", now: "It was so", affects: ["source:s"] }
---
"#;

fn build_small() -> Built {
    build(&Sources::of([
        ("site.yaml", "title: A site\nbase_url: https://site.example/deep/\n"),
        ("content/explainers/base.md", BASE),
        ("content/claims/one.md", CLAIM),
    ]))
}

#[test]
fn cells_are_verbatim() {
    let built = build_small();
    let (header, records) = csv(&built, "positions");
    let column = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let cells = |name: &str| -> Vec<&str> {
        records.iter().map(|record| record[column(name)].as_str()).collect()
    };
    assert_eq!(cells("quote"), ["=1+1 \"so\", he said", "-2+3", "@nobody", ""]);
    assert_eq!(cells("note"), ["A note on b.", "", "", ""]);
    assert_eq!(cells("original_quote"), ["", "", "Нет", ""]);
    assert_eq!(cells("position"), ["a", "again", "b", "d"]);
    assert_eq!(cells("replaces"), ["", "a", "", ""]);
    assert_eq!(cells("replaced_by"), ["again", "", "", ""]);
    assert_eq!(cells("searched"), ["", "", "", "s; a shelf"]);
    assert_eq!(cells("page")[0], "https://site.example/deep/claims/one/#p-a");
    // A national does not speak for a state; a body does, and whoever is part of it stands there.
    assert_eq!(cells("countries_as_state"), ["", "", "RU", "RU"]);
    assert_eq!(cells("countries_as_other"), ["US", "US", "", ""]);
    let raw = text(&built, "data/positions.csv");
    assert!(raw.contains("\"=1+1 \"\"so\"\", he said\""), "{raw}");
}

#[test]
fn dates_stand_as_written_and_as_their_first_and_last_day() {
    let built = build_small();
    let dates = |table: &str, name: &str| -> Vec<[Option<String>; 3]> {
        let word = |row: &Value, name: String| row[name].as_str().map(str::to_owned);
        rows(&built, table)
            .iter()
            .map(|row| {
                let days = ["earliest", "latest"].map(|end| word(row, format!("{name}_{end}")));
                let [earliest, latest] = days;
                [word(row, name.to_owned()), earliest, latest]
            })
            .collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        dates("positions", "date"),
        [
            [some("2020-03"), some("2020-03-01"), some("2020-03-31")],
            [some("2020-04-05"), some("2020-04-05"), some("2020-04-05")],
            [some("2021-01-02/.."), some("2021-01-02"), None],
            [some("2021"), some("2021-01-01"), some("2021-12-31")],
        ]
    );
    assert_eq!(dates("sources", "date")[1][0], some("2020-01-02"));
    assert_eq!(dates("affiliations", "dates")[1], [some("2019/.."), some("2019-01-01"), None]);
    let sources = rows(&built, "sources");
    assert_eq!(cell(&sources[1]["dates"]), "signed: 2020-01-02; published: 2020-02");
}

#[test]
fn linked_data_pads_no_date_and_names_no_author_of_a_claim() {
    let document = json(&build_small(), "data/all.jsonld");
    let graph = document["@graph"].as_array().expect("a graph");
    let of =
        |kind: &str| -> Vec<&Value> { graph.iter().filter(|node| node["@type"] == kind).collect() };
    let dates: Vec<&Value> = of("Quotation").iter().map(|node| &node["dateCreated"]).collect();
    assert_eq!(dates, [&Value::from("2020-03"), &Value::from("2020-04-05"), &Value::Null]);
    assert_eq!(of("Event")[0]["startDate"], "2020-09");
    assert_eq!(of("Event")[0]["endDate"], "2020-11");
    let claim = of("Claim")[0];
    assert_eq!(claim["claimInterpreter"]["@id"], "https://site.example/deep/#publisher");
    assert!(claim.get("author").is_none(), "{claim}");
    assert_eq!(
        of("Quotation")[2]["additionalType"],
        "https://site.example/deep/codebook/#stance-denies"
    );
    let person = of("Person").into_iter().find(|node| node["name"] == "D").expect("a person");
    assert_eq!(person["sameAs"][0], "https://d.example/");
    assert_eq!(person["identifier"][0]["value"], "Q42");
    assert_eq!(person["memberOf"]["@id"], "https://site.example/deep/actors/b/#actor");
    assert_eq!(of("Report")[0]["isAccessibleForFree"], false);
}
