//! The formats of `check` for programs, on the case with characters that take several bytes, two
//! UTF-16 units or two columns of a terminal.
//!
//! `SNAPSHOTS=overwrite cargo test --test formats` writes the files anew; read the difference.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use snapbox::{assert_data_eq, file};

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
