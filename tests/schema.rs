//! The schemas of content and its reference say what the parser does.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use whosays::content::schema::{Names, file};
use whosays::content::shape::{Record, Shape};
use whosays::content::{Page, SiteFile, record_of};
use whosays::id::Kind;
use whosays::parse::front_matter::FrontMatter;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// YAML as the programs of editors read it.
fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("it is YAML")
}

/// Why a value is not what a schema says; `None` if it is.
fn refusal(schema: &Value, value: &Value) -> Option<String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema.clone()).expect("the schema is a resource");
    let index = compiler.compile("schema.json", &mut schemas).expect("the schema is one");
    schemas.validate(value, index).err().map(|error| format!("{error:#}"))
}

/// Each file of the example, with what it is to hold and its fields.
fn example() -> Vec<(String, &'static Record, Value)> {
    let mut files = vec![(
        "site.yaml".to_owned(),
        &SiteFile::RECORD,
        yaml(&fs::read_to_string(Path::new(ROOT).join("site.yaml")).expect("a file")),
    )];
    for entry in walkdir::WalkDir::new(Path::new(ROOT).join("content")).sort_by_file_name() {
        let entry = entry.expect("an entry");
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path().strip_prefix(ROOT).expect("it is below").display().to_string();
        let record = match path.split('/').nth(1).and_then(Kind::from_folder) {
            Some(kind) => record_of(kind),
            None => &Page::RECORD,
        };
        let text = fs::read_to_string(entry.path()).expect("a file");
        let matter = FrontMatter::split(&text).expect("a front matter");
        files.push((path, record, yaml(&text[matter.yaml])));
    }
    files
}

#[test]
fn the_example_is_of_its_schemas() {
    let files = example();
    assert!(files.len() > 100, "the example has its files");
    for (path, record, fields) in files {
        if let Some(why) = refusal(&file(record, &Names::new()), &fields) {
            panic!("{path}: {why}");
        }
    }
}

/// What stands wrong in each place of a front matter is refused: a key less, a key more, a term that
/// is none.
#[test]
fn faults_are_refused() {
    let mut tried = 0;
    for (path, record, fields) in example().into_iter().step_by(5) {
        let schema = file(record, &Names::new());
        let refused = |fields: &Value, fault: &str| {
            assert!(refusal(&schema, fields).is_some(), "{path}: {fault} is taken");
        };
        for field in record.all() {
            let mut wrong = fields.clone();
            let there = wrong.as_object_mut().expect("fields").remove(field.key).is_some();
            if there && field.required {
                refused(&wrong, &format!("nothing for `{}`", field.key));
                tried += 1;
            }
            if let (Shape::Term(_), true) = (&field.shape, there) {
                wrong[field.key] = "no-such-term".into();
                refused(&wrong, &format!("a wrong term of `{}`", field.key));
                tried += 1;
            }
        }
        for key in ["verdict", "id", "body"] {
            let mut wrong = fields.clone();
            wrong[key] = "x".into();
            refused(&wrong, key);
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn text_may_look_like_something_else_and_dates_like_years() {
    let schema = file(record_of(Kind::Source), &Names::new());
    let fields = yaml("title: 1984\ntype: book\ndate: 1949\nvolume: 2\ndraft: yes\nlanguage: no");
    assert_eq!(refusal(&schema, &fields), None);
    assert!(refusal(&schema, &yaml("title: []\ntype: book")).is_some());
    assert!(refusal(&schema, &yaml("title: A\ntype: book\ndraft: perhaps")).is_some());
}

#[test]
fn entries_in_lists_need_an_id_and_files_have_none() {
    let schema = file(record_of(Kind::Explainer), &Names::new());
    let with = yaml("title: A\nactors: [{ id: a, name: A, type: person, body: Text. }]");
    assert_eq!(refusal(&schema, &with), None);
    let without = yaml("title: A\nactors: [{ name: A, type: person }]");
    assert!(refusal(&schema, &without).is_some());
}

#[test]
fn with_ids_references_name_what_there_is() {
    let known = |id: &str| vec![(id.into(), "Its title".into())];
    let names = Names::from([
        (Kind::Actor, known("guild")),
        (Kind::Source, known("letter")),
        (Kind::Claim, known("moved")),
        (Kind::Country, known("gb")),
    ]);
    let schema = file(record_of(Kind::Claim), &names);
    let claim = |by: &str, source: &str| {
        json!({ "title": "A", "positions": [
            { "by": by, "stance": "denies", "date": "2024-05-09", "source": source,
              "translated_by": "The Translators" }
        ] })
    };
    assert_eq!(refusal(&schema, &claim("guild", "letter")), None);
    assert!(refusal(&schema, &claim("guilt", "letter")).is_some());
    assert!(refusal(&schema, &claim("guild", "guild")).is_some());
    let mut text = claim("guild", "letter");
    text["positions"][0]["translated_by"] = "nobody-known".into();
    assert!(refusal(&schema, &text).is_some(), "text in the shape of an id is one");

    let actor = file(record_of(Kind::Actor), &names);
    let linked = |to: &str| {
        json!({ "name": "A", "type": "person",
                "links": [{ "to": to, "relation": "works-for", "linked_by": "moved" }] })
    };
    assert_eq!(refusal(&actor, &linked("actor:guild")), None);
    assert_eq!(refusal(&actor, &linked("country:FR")), None, "a country needs no entry");
    assert!(refusal(&actor, &linked("actor:gild")).is_some());
    assert!(refusal(&actor, &linked("claim:moved")).is_some());
}

#[test]
fn each_field_and_term_is_documented() {
    for record in Kind::ALL.map(record_of).into_iter().chain([&SiteFile::RECORD]) {
        let schema = file(record, &Names::new());
        let objects = schema["$defs"].as_object().into_iter().flatten().map(|(_, schema)| schema);
        for object in objects.chain([&schema]) {
            for (key, field) in object["properties"].as_object().expect("fields") {
                assert!(field["description"].as_str().is_some_and(|doc| doc.len() > 3), "{key}");
                if let (Some(terms), false) = (field["enum"].as_array(), key == "host") {
                    let said = field["enumDescriptions"].as_array().map_or(0, Vec::len);
                    assert!(said == terms.len() || terms[0] == "yes", "{key}");
                }
            }
        }
    }
}

#[test]
fn the_reference_is_that_of_the_table() {
    let path = Path::new(ROOT).join("docs/content-model.md");
    let reference = whosays::content::reference::reference();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &reference).expect("the reference can be written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), reference);
}
