//! A folder is a case: two states of a site, and in `expected.txt` what differs in words.
//!
//! `BLESS=1 cargo test --test diff` writes the expectations anew; read the change as a diff.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{build, sound};
use whosays::diff::{self, State};
use whosays::source::Sources;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diffs");
    let entries = fs::read_dir(folder).expect("the cases can be read");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

fn content(folder: &Path) -> State {
    let sources = Sources::read(folder).expect("the state can be read");
    let analysis = whosays::analyze(&sources, &whosays::Options::default());
    let shown = whosays::diagnostic::show(&sources, &analysis.diagnostics, false);
    let model = analysis.sound_model().unwrap_or_else(|| panic!("{shown}"));
    State::content(model, &sources).expect("a state")
}

/// Builds the site in `folder` to disk, and reads it from there.
fn built(folder: &Path) -> (tempfile::TempDir, State) {
    let out = tempfile::tempdir().expect("a folder");
    let sources = Sources::read(folder).expect("the state can be read");
    for (path, bytes) in build(&sources) {
        let path = out.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let state = State::built(out.path()).expect("a state");
    (out, state)
}

#[test]
fn each_case_is_told_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    for case in cases() {
        let difference = diff::compare(&content(&case.join("old")), &content(&case.join("new")));
        let json = serde_json::to_string_pretty(&difference).expect("JSON") + "\n";
        for (name, actual) in [("expected.txt", diff::text(&difference)), ("expected.json", json)] {
            let file = case.join(name);
            if bless {
                fs::write(&file, &actual).expect("the expectation can be written");
            }
            let expected = fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(actual, expected, "{}", file.display());
        }
    }
}

/// It does not matter whether a state is content or built.
#[test]
fn content_and_built_sites_are_told_apart_in_the_same_words() {
    for case in cases() {
        let (old, new) = (content(&case.join("old")), content(&case.join("new")));
        let ((_old_folder, old_built), (_new_folder, new_built)) =
            (built(&case.join("old")), built(&case.join("new")));
        let expected = diff::text(&diff::compare(&old, &new));
        for (old, new) in [(&old_built, &new), (&old, &new_built), (&old_built, &new_built)] {
            assert_eq!(diff::text(&diff::compare(old, new)), expected, "{}", case.display());
        }
        assert!(diff::compare(&old, &old_built).same, "{}", case.display());
        assert!(diff::compare(&new_built, &new).same, "{}", case.display());
    }
}

#[test]
fn one_letter_is_seen_wherever_it_stands() {
    let sources = common::example();
    let model = sound(&sources);
    let old = State::content(model.sound_model().expect("a model"), &sources).expect("a state");
    let path = "content/claims/biden-price.md";
    let text = sources.text(path).expect("the claim").to_owned();
    for (was, now) in [
        ("title: Vladimir", "title: Wladimir"),
        ("quote: He will", "quote: He shall"),
        ("venue: Interview", "venue: An interview"),
        ("rel: similar-to", "rel: part-of"),
        ("date: 2021-03-16", "date: 2021-03-15"),
        ("Reuters also", "Reuters too"),
        ("topics: [What followed]", "topics: [What came]"),
        ("countries: [US]", "countries: [US, IR]"),
    ] {
        assert!(text.contains(was), "{was}");
        let mut sources = sources.clone();
        sources.overlay(path, &text.replacen(was, now, 1));
        let analysis = whosays::analyze(&sources, &whosays::Options::default());
        let model = analysis.sound_model().expect("a model");
        let new = State::content(model, &sources).expect("a state");
        let difference = diff::compare(&old, &new);
        let told = difference.changes.iter().any(|change| {
            change.entry.as_deref() == Some("claim:biden-price") && change.was != change.now
        });
        assert!(told, "{was} → {now}: {}", diff::text(&difference));
    }
}

fn whosays(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whosays"));
    command.arg("diff").args(arguments).output().expect("it runs")
}

#[test]
fn the_exit_status_says_whether_there_is_a_difference() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diffs/statue");
    let (old, new) = (case.join("old"), case.join("new"));
    let status = |output: &Output| output.status.code();
    assert_eq!(status(&whosays(&[&old, &old])), Some(0));
    let different = whosays(&[&old, &new]);
    assert_eq!(status(&different), Some(1));
    let expected = fs::read(case.join("expected.txt")).expect("the expectation");
    assert_eq!(different.stdout, expected);
    let json = whosays(&[&old, &new, Path::new("--format=json")]);
    assert_eq!(json.stdout, fs::read(case.join("expected.json")).expect("the expectation"));
    let neither = whosays(&[&case, &new]);
    assert_eq!(status(&neither), Some(2));
    assert!(String::from_utf8_lossy(&neither.stderr).contains("is neither a folder with"));
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/references");
    let failed = whosays(&[&broken, &new]);
    assert_eq!(status(&failed), Some(2));
    assert!(failed.stdout.is_empty());
}
