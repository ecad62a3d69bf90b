//! `check --fix` of the real program. A folder is a case: in `site` what an editor wrote, in
//! `expected.txt` the change as a diff and what is told of the rest, in `fixed` each file that has
//! changed, as it then is.
//!
//! `BLESS=1 cargo test --test fixes` writes the expectations anew; read the change as a diff.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixes");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases can be read")
        .map(|entry| entry.expect("a case can be read").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6, "only {} cases were found", cases.len());
    cases
}

type Tree = BTreeMap<PathBuf, Vec<u8>>;

fn tree(folder: &Path) -> Tree {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("it is below").to_owned();
            (path, fs::read(entry.path()).expect("a file can be read"))
        })
        .collect()
}

fn put(folder: &Path, tree: &Tree) {
    for (path, bytes) in tree {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
}

fn copy(site: &Path) -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    put(folder.path(), &tree(site));
    folder
}

fn check(folder: &Path, flags: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_whosays"))
        .current_dir(folder)
        .arg("check")
        .args(flags)
        .output()
        .expect("the program can be run");
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// What is written to standard output, without the time that a sound site took.
fn timeless(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once(": no errors, checked in ") {
            Some((entries, _)) => format!("{entries}: no errors\n"),
            None => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn each_case_is_fixed_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let before = tree(&case.join("site"));
        let folder = copy(&case.join("site"));

        let dry = check(folder.path(), &["--fix", "--dry-run"]);
        assert_eq!(tree(folder.path()), before, "{name}: a dry run writes");
        let (status, stdout, stderr) = check(folder.path(), &["--fix"]);
        assert_eq!(dry.0, status, "{name}");
        assert_eq!(timeless(&dry.1), timeless(&stdout), "{name}: a dry run shows another diff");
        let after = tree(folder.path());
        assert!(before.keys().eq(after.keys()), "{name}: files come or go");

        let again = check(folder.path(), &["--fix"]);
        assert_eq!(tree(folder.path()), after, "{name}: a second run changes more");
        assert!(again.2.contains("made 0 fixes in 0 files"), "{name}: {}", again.2);

        // What the diff says is what was done.
        let patched = copy(&case.join("site"));
        apply(patched.path(), &stdout);
        assert_eq!(tree(patched.path()), after, "{name}: the diff says something else");

        let changed: Tree =
            after.into_iter().filter(|(path, bytes)| before.get(path) != Some(bytes)).collect();
        let said = format!("exit {status:?}\n── stdout\n{}── stderr\n{stderr}", timeless(&stdout));
        if bless {
            let _ = fs::remove_dir_all(case.join("fixed"));
            put(&case.join("fixed"), &changed);
            fs::write(case.join("expected.txt"), &said).expect("it can be written");
            continue;
        }
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if said != expected {
            wrong.push(format!("── {name}: expected\n{expected}── {name}: said\n{said}"));
        }
        if changed != tree(&case.join("fixed")) {
            wrong.push(format!("── {name}: other files than in `fixed`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Applies a unified diff by its line numbers, holding every line of it against the file.
fn apply(folder: &Path, diff: &str) {
    let mut lines = diff.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let Some(path) = line.strip_prefix("+++ b/") else { continue };
        let path = folder.join(path.trim_end());
        let text = fs::read_to_string(&path).expect("the file can be read");
        let old: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut new, mut at) = (String::new(), 0);
        while let Some(hunk) = lines.next_if(|line| line.starts_with("@@ ")) {
            let first: usize = hunk[4..]
                .split([',', ' '])
                .next()
                .and_then(|number| number.parse().ok())
                .expect("a hunk says where it begins");
            new.extend(old[at..first - 1].iter().copied());
            at = first - 1;
            let within = |line: &&str| {
                line.starts_with([' ', '-', '+', '\\']) && !line.starts_with("--- a/")
            };
            while let Some(line) = lines.next_if(within) {
                // No file ends in the middle of a hunk but at its last line.
                let bare = lines.peek().is_some_and(|next| next.starts_with('\\'));
                let line = if bare { line.strip_suffix('\n').expect("a line") } else { line };
                match line.split_at(1) {
                    ("\\", _) => {}
                    ("+", line) => new.push_str(line),
                    (sign, line) => {
                        assert_eq!(old[at], line);
                        at += 1;
                        if sign == " " {
                            new.push_str(line);
                        }
                    }
                }
            }
        }
        new.extend(old[at..].iter().copied());
        fs::write(&path, new).expect("the file can be written");
    }
}

#[test]
fn other_formats_stand_alone_on_standard_output() {
    let folder = copy(&cases().pop().expect("a case").join("site"));
    let (status, stdout, stderr) = check(folder.path(), &["--fix", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).expect("JSON alone");
    assert_eq!((status, report["diagnostics"].as_array().map(Vec::len)), (Some(0), Some(0)));
    assert!(stderr.contains("--- a/content/") && stderr.contains("made "), "{stderr}");
}

#[test]
fn a_dry_run_is_one_of_a_fix() {
    let folder = copy(&cases().pop().expect("a case").join("site"));
    assert_eq!(check(folder.path(), &["--dry-run"]).0, Some(2));
}

/// A file that must not be written is left, said so, and still checked.
#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_left_and_said() {
    let folder = copy(&cases().pop().expect("a case").join("site"));
    let (file, target) = (folder.path().join("content/claims/dust.md"), folder.path().join("dust"));
    fs::rename(&file, &target).expect("a file can be moved");
    std::os::unix::fs::symlink(&target, &file).expect("a link can be made");
    let before = fs::read(&target).expect("the file can be read");
    let (status, stdout, stderr) = check(folder.path(), &["--fix"]);
    assert_eq!(status, Some(1), "{stderr}");
    assert!(stderr.contains("content/claims/dust.md: left as it is: it is a symbolic link"));
    assert!(!stdout.contains("dust.md"), "{stdout}");
    assert_eq!(fs::read(&target).expect("the file can be read"), before);
}
