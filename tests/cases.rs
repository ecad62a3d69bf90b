//! A folder is a case: a small site, and in `expected.txt` what `check` says of it.
//!
//! `BLESS=1 cargo test --test cases` writes the expectations anew; read the change as a diff.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use whosays::date::{Date, Day};
use whosays::diagnostic::rule::ALL;
use whosays::diagnostic::{counts, show};
use whosays::reach::Seen;
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

/// The day that the case gives in `today.txt`, if it does.
fn today(case: &Path) -> Option<Day> {
    let text = fs::read_to_string(case.join("today.txt")).ok()?;
    Date::parse(text.trim()).expect("`today.txt` holds a day").earliest()
}

/// What was found at addresses elsewhere, which the case gives in `seen.json`, if it does.
fn seen(case: &Path) -> Option<Arc<Seen>> {
    let text = fs::read_to_string(case.join("seen.json")).ok()?;
    Some(Arc::new(serde_json::from_str(&text).expect("`seen.json` holds what was found")))
}

fn report(case: &Path) -> String {
    let sources = Sources::read(case).expect("the case can be read");
    let analysis =
        analyze(&sources, &Options { today: today(case), seen: seen(case), ..Options::default() });
    let (errors, warnings) = counts(&analysis.diagnostics);
    let shown = show(&sources, &analysis.diagnostics, false);
    let exempted = match analysis.exempted {
        0 => String::new(),
        number => format!(", {number} exempted"),
    };
    format!("{shown}{errors} errors, {warnings} warnings{exempted}\n")
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
fn each_rule_has_a_case_an_explanation_and_a_row_in_the_reference() {
    // Such files cannot lie in a repository on every system; `tests/disk.rs` makes them.
    const ON_DISK: [&str; 3] = ["symbolic-link", "unusable-name", "portable-name"];
    let said: String = cases().iter().map(|case| report(case)).collect();
    let reference = fs::read_to_string(reference_file()).expect("the reference can be read");
    for rule in ALL {
        let name = rule.name;
        let told = match ON_DISK.contains(&name) {
            true => include_str!("disk.rs").contains(&format!("\"{name}\"")),
            false => said.contains(&format!("[{name}]")),
        };
        assert!(told, "no case breaks {name}");
        assert!(reference.contains(&format!("\n## {name}\n")), "{name} is not in the reference");
        let explanation = rule.explanation();
        for part in [rule.summary, rule.bad, rule.good] {
            let first = part.split_whitespace().next().expect("it is not empty");
            assert!(explanation.contains(first), "{name} is not explained");
        }
        assert!(rule.why.len() > 20 && rule.bad != rule.good, "{name} is not explained");
    }
}

fn reference_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md")
}

/// The built-in example breaks no rule; each exemption has its reason in place.
#[test]
fn the_example_is_without_fault() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = Sources::read(root).expect("the example can be read");
    let analysis = analyze(&sources, &Options::default());
    let shown = show(&sources, &analysis.diagnostics, false);
    assert!(analysis.diagnostics.is_empty(), "{shown}");
    assert!(analysis.exempted > 0, "its exemptions are counted");
}

#[test]
fn the_reference_of_rules_is_that_of_the_table() {
    let file = reference_file();
    let reference = whosays::diagnostic::rule::reference();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &reference).expect("the reference can be written");
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), reference);
}
