//! A folder is a case: a small site, and in `expected.txt` what `check` says of it.
//!
//! `BLESS=1 cargo test --test cases` writes the expectations anew; read the change as a diff.

use std::fs;
use std::path::{Path, PathBuf};

use whosays::diagnostic::{counts, show};
use whosays::source::Sources;
use whosays::{Options, analyze};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases can be read")
        .map(|entry| entry.expect("a case can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn report(case: &Path) -> String {
    let sources = Sources::read(case).expect("the case can be read");
    let analysis = analyze(&sources, &Options::default());
    let (errors, warnings) = counts(&analysis.diagnostics);
    let shown = show(&sources, &analysis.diagnostics, false);
    format!("{shown}{errors} errors, {warnings} warnings\n")
}

#[test]
fn each_case_is_told_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 10, "only {} cases were found", cases.len());
    for case in cases {
        let file = case.join("expected.txt");
        let actual = report(&case);
        if bless {
            fs::write(&file, &actual).expect("the expectation can be written");
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if actual != expected {
            let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
            wrong.push(format!("── {name}: expected\n{expected}── {name}: said\n{actual}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same fault is told in the same words however the files come in.
#[test]
fn reports_are_the_same_in_every_run() {
    for case in cases() {
        assert_eq!(report(&case), report(&case));
    }
}

/// A rule that no case breaks could stop working without anybody seeing it.
#[test]
fn each_rule_has_a_case() {
    // Such files cannot lie in a repository on every system; `tests/disk.rs` makes them.
    const WITHOUT: [&str; 4] = ["unreadable", "symbolic-link", "unusable-name", "portable-name"];
    let said: String = cases().iter().map(|case| report(case)).collect();
    for rule in whosays::diagnostic::rule::ALL {
        let told = said.contains(&format!("[{}]", rule.name));
        assert_ne!(told, WITHOUT.contains(&rule.name), "{}", rule.name);
    }
}

#[test]
fn the_reference_of_rules_is_that_of_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let reference = whosays::diagnostic::rule::reference();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &reference).expect("the reference can be written");
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), reference);
}
