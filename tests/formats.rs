//! The formats of `check` for programs, on the case with characters that take several bytes, two
//! UTF-16 units or two columns of a terminal.
//!
//! `SNAPSHOTS=overwrite cargo test --test formats` writes the files anew; read the difference.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use snapbox::{assert_data_eq, file};
use whosays::diagnostic::{Format, format};
use whosays::source::Sources;
use whosays::{Options, analyze};

fn check(case: &str, format: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whosays"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"))
        .args(["check", "--root", case, "--format", format])
        .output()
        .expect("the program can be run")
}

/// What is told of the case; all of it on standard output.
fn told(format: &str) -> String {
    let Output { status, stdout, stderr } = check("wide-characters", format);
    assert_eq!(status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&stderr), "");
    String::from_utf8(stdout).expect("the output is UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is one JSON value")
}

#[test]
fn json_is_as_expected() {
    assert_data_eq!(told("json"), file!["formats/json.json"].raw());
}

/// Columns and bytes of the JSON lead back to the same words of the file.
#[test]
fn all_ways_of_counting_mean_the_same_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/wide-characters");
    let report = json(&told("json"));
    let found = report["diagnostics"].as_array().expect("there is a list");
    assert!(found.len() >= 7, "{report:#}");
    for one in found {
        let path = one["path"].as_str().expect("there is a path");
        let text = std::fs::read_to_string(root.join(path)).expect("the file can be read");
        let number = |value: &Value| value.as_u64().expect("there is a number") as usize;
        let ends =
            [("line", "column", &one["bytes"][0]), ("end_line", "end_column", &one["bytes"][1])];
        for (line, column, byte) in ends {
            let before: String = text.split_inclusive('\n').take(number(&one[line]) - 1).collect();
            let rest = &text[before.len()..];
            let characters = rest.chars().take(number(&one[column]) - 1).collect::<String>();
            assert_eq!(before.len() + characters.len(), number(byte), "{one:#}");
            let units: Vec<u16> =
                rest.encode_utf16().take(number(&one["utf16"][column]) - 1).collect();
            assert_eq!(String::from_utf16(&units).ok(), Some(characters), "{one:#}");
            assert_eq!(one["utf16"][line], one[line]);
        }
    }
}

#[test]
fn github_commands_are_as_expected() {
    assert_data_eq!(told("github"), file!["formats/github.txt"].raw());
}

#[test]
fn sarif_is_as_expected() {
    let mut log = json(&told("sarif"));
    let run = &mut log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].take();
    let rules = rules.as_array().expect("there are rules");
    assert_eq!(rules.len(), whosays::diagnostic::rule::ALL.len());
    for result in run["results"].as_array().expect("there are results") {
        let index = result["ruleIndex"].as_u64().expect("there is an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    // New rules and versions come often, and change nothing of what is looked at here.
    run["tool"]["driver"]["rules"] = rules[..1].into();
    run["tool"]["driver"]["version"] = Value::Null;
    for result in run["results"].as_array_mut().expect("there are results") {
        result["ruleIndex"] = Value::Null;
    }
    let shown = format!("{log:#}\n");
    assert_data_eq!(shown, file!["formats/sarif.json"].raw());
}

#[test]
fn a_site_without_fault_gives_an_empty_report() {
    let told = |format| {
        let Output { status, stdout, stderr } = check("sound", format);
        assert_eq!((status.code(), stderr.len()), (Some(0), 0));
        String::from_utf8(stdout).expect("the output is UTF-8")
    };
    assert_eq!(told("github"), "");
    let none = r#"{"version":1,"diagnostics":[],"summary":{"errors":0,"warnings":0,"files":0}}"#;
    assert_eq!(json(&told("json")), json(none));
    assert_eq!(json(&told("sarif"))["runs"][0]["results"], json("[]"));
}

/// The sites of all cases.
fn sites() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let below = |folder: &str| {
        let cases = std::fs::read_dir(tests.join(folder)).expect("the cases can be read");
        cases.map(|case| case.expect("a case").path()).filter(|path| path.is_dir())
    };
    below("cases").chain(below("fixes").map(|case| case.join("site"))).collect()
}

fn report(site: &Path) -> Value {
    let sources = Sources::read(site).expect("the site can be read");
    let found = analyze(&sources, &Options::default()).diagnostics;
    json(&Format::Json.write(&found, site).expect("there is a report"))
}

/// Lets an object have no field but those that the schema names, so that none goes undescribed.
fn close(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") {
            object.insert("additionalProperties".into(), false.into());
        }
        object.values_mut().for_each(close);
    }
}

#[test]
fn all_json_keeps_to_the_schema_and_the_schema_names_each_field() {
    let mut schema = format::schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let open = common::checker(schema.clone());
    close(&mut schema);
    let closed = common::checker(schema);
    let (mut found, mut fixes, mut related) = (0, 0, 0);
    for site in sites() {
        let report = report(&site);
        closed(&report).unwrap_or_else(|why| panic!("{}: {why}", site.display()));
        for one in report["diagnostics"].as_array().expect("a list") {
            found += 1;
            fixes += usize::from(!one["fix"].is_null());
            related += one["related"].as_array().map_or(0, Vec::len);
        }
        let mut more = report;
        more["added"] = true.into();
        open(&more).expect("a later release may add fields");
        assert!(closed(&more).is_err());
    }
    assert!(found > 100 && fixes > 40 && related > 2, "{found} {fixes} {related}");
}

#[test]
fn the_schema_refuses_what_it_should() {
    let check = common::checker(format::schema());
    let report = json(&told("json"));
    let at = report["diagnostics"].as_array().expect("a list").iter();
    let at = at.clone().position(|one| !one["fix"].is_null()).expect("one has a fix");
    for (pointer, value) in [
        ("/version", Value::from(2)),
        ("/summary", Value::Null),
        ("/summary/errors", (-1).into()),
        ("/diagnostics/AT/severity", "fatal".into()),
        ("/diagnostics/AT/rule", "No Rule".into()),
        ("/diagnostics/AT/line", 0.into()),
        ("/diagnostics/AT/bytes", serde_json::json!([1])),
        ("/diagnostics/AT/bytes", serde_json::json!([1, 2, 3])),
        ("/diagnostics/AT/utf16/column", "1".into()),
        ("/diagnostics/AT/fix", true.into()),
        ("/diagnostics/AT/fix/edits/0/replacement", Value::Null),
    ] {
        let mut wrong = report.clone();
        let pointer = pointer.replace("AT", &at.to_string());
        *wrong.pointer_mut(&pointer).expect("it is there") = value.clone();
        assert!(check(&wrong).is_err(), "{pointer}: {value} passes");
    }
}

/// Each fix of the JSON, made by itself with its bytes, gives text in which the fault is gone.
#[test]
fn what_json_says_of_a_fix_can_be_made() {
    let mut made = 0;
    for site in sites() {
        for one in report(&site)["diagnostics"].as_array().expect("a list") {
            let Some(edits) = one["fix"]["edits"].as_array() else { continue };
            let mut sources = Sources::read(&site).expect("the site can be read");
            for edit in edits {
                let path = edit["path"].as_str().expect("a path");
                let offset = |at: usize| edit["bytes"][at].as_u64().expect("an offset") as usize;
                let mut text = sources.text(path).expect("the file is there").to_owned();
                let new = edit["replacement"].as_str().expect("a text");
                text.replace_range(offset(0)..offset(1), new);
                sources.overlay(path, &text);
            }
            let told = |found: &whosays::diagnostic::Located| {
                (found.place.path.to_string(), found.place.bytes.0 as u64, found.message.clone())
            };
            let gone = (
                one["path"].as_str().expect("a path").to_owned(),
                one["bytes"][0].as_u64().expect("an offset"),
                one["message"].as_str().expect("a message").to_owned(),
            );
            let left = analyze(&sources, &Options::default()).diagnostics;
            assert!(!left.iter().any(|found| told(found) == gone), "{one:#}");
            made += 1;
        }
    }
    assert!(made > 40, "only {made} fixes were made");
}

/// What SARIF 2.1.0 asks of fixes: 3.55 to 3.57.
#[test]
fn sarif_says_the_same_fixes() {
    for site in sites() {
        let sources = Sources::read(&site).expect("the site can be read");
        let found = analyze(&sources, &Options::default()).diagnostics;
        let log = json(&Format::Sarif.write(&found, Path::new(".")).expect("there is a log"));
        let results = log["runs"][0]["results"].as_array().expect("a list");
        assert_eq!(results.len(), found.len());
        for (one, result) in found.iter().zip(results) {
            let Some(fix) = &one.fix else {
                assert!(result.get("fixes").is_none(), "{result:#}");
                continue;
            };
            let told = &result["fixes"][0];
            assert_eq!(told["description"]["text"], *fix.title);
            let changes = told["artifactChanges"].as_array().expect("at least one change");
            let replaced = changes.iter().flat_map(|change| {
                assert!(change["artifactLocation"]["uri"].is_string());
                change["replacements"].as_array().expect("at least one replacement")
            });
            let replaced: Vec<_> = replaced.collect();
            assert_eq!(replaced.len(), fix.edits.len());
            for (edit, replaced) in fix.edits.iter().zip(replaced) {
                let region = &replaced["deletedRegion"];
                let place = edit.place.utf16;
                assert_eq!(region["startLine"], place.line);
                assert_eq!(region["startColumn"], place.column);
                assert_eq!(region["endLine"], place.end_line);
                assert_eq!(region["endColumn"], place.end_column);
                assert_eq!(replaced["insertedContent"]["text"], *edit.replacement);
            }
        }
    }
}
