//! A build after which nothing has changed is told by its receipt, and any change makes one in full.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use whosays::publish::{Options, Publication};
use whosays::sink::Sink;

const SITE: &[(&str, &str)] = &[
    ("site.yaml", "title: Moon\nbase_url: https://example.org/\n"),
    ("content/explainers/moon.md", EXPLAINER),
    ("content/pages/draft.md", "---\ntitle: Draft\ndraft: true\n---\nNot yet.\n"),
    ("texts/report.txt", "They wrote: the moon is made of cheese, and so on.\n"),
    ("static/own.css", "a { color: red }"),
    ("static/old.txt", "old"),
    ("templates/page.html", "<!doctype html><html lang=en><title>own</title><p>own</p></html>\n"),
    ("content/pages/about.md", "---\ntitle: About\n---\nText.\n"),
];

const EXPLAINER: &str = "---
title: Who says what about the moon
actors:
  - id: selene
    name: Selene Office
    type: public-body
sources:
  - id: report
    title: Report on the moon
    type: report
    text: texts/report.txt
claims:
  - id: cheese
    title: The moon is made of cheese
    positions:
      - by: selene
        stance: asserts
        date: 2020-01-02
        source: report
        quote: the moon is made of cheese
---
Selene says that it is [made of cheese](claim:cheese).
";

const ABOUT: &str = "public/about/index.html";
const MANIFEST: &str = "public/.whosays-manifest";
/// What no build says.
const PLANTED: &str = "told by the receipt";

/// A site that was built, with other words in its receipt.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Case {
        let case = Case { folder: TempDir::new().unwrap() };
        SITE.iter().for_each(|(path, text)| case.put(path, text));
        case.is_built(&[]);
        case.plant();
        case
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Changes a byte of a file, and nothing that a listing shows.
    fn flip(&self, path: &str, from: &str, to: &str) {
        assert_eq!(from.len(), to.len());
        let time = fs::metadata(self.at(path)).unwrap().modified().unwrap();
        let text = fs::read_to_string(self.at(path)).unwrap();
        assert!(text.contains(from), "{text}");
        let mut file = File::options().write(true).open(self.at(path)).unwrap();
        std::io::Write::write_all(&mut file, text.replacen(from, to, 1).as_bytes()).unwrap();
        file.set_modified(time).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
    }

    fn run(&self, program: &Path, flags: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).arg("build").args(flags).output().unwrap()
    }

    fn build(&self, flags: &[&str]) -> Output {
        self.run(&program(), flags)
    }

    /// Builds, and returns what is told.
    fn is_built(&self, flags: &[&str]) -> String {
        let done = self.build(flags);
        assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// The receipts, by path.
    fn receipts(&self) -> BTreeMap<PathBuf, String> {
        let Ok(entries) = fs::read_dir(self.at(".whosays")) else { return BTreeMap::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        let receipts = paths.filter(|path| path.extension().is_some_and(|is| is == "json"));
        receipts.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
    }

    /// Puts other words into each receipt.
    fn plant(&self) {
        self.rewrite(|receipt| {
            let mut receipt: serde_json::Value = serde_json::from_str(receipt).unwrap();
            receipt["told"] = PLANTED.into();
            receipt.to_string()
        });
    }

    fn rewrite(&self, with: impl Fn(&str) -> String) {
        let receipts = self.receipts();
        assert!(!receipts.is_empty());
        receipts.iter().for_each(|(path, text)| fs::write(path, with(text)).unwrap());
    }

    fn is_told_by_receipt(&self, flags: &[&str]) -> bool {
        self.is_built(flags).starts_with(PLANTED)
    }

    /// Everything below a folder.
    fn tree(&self, path: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let top = self.at(path);
        let entries = walkdir::WalkDir::new(&top).into_iter().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| !entry.file_type().is_dir());
        let file = |path: &Path| path.strip_prefix(&top).unwrap().to_path_buf();
        files.map(|entry| (file(entry.path()), fs::read(entry.path()).unwrap())).collect()
    }
}

fn program() -> PathBuf {
    snapbox::cmd::cargo_bin!("whosays").into()
}

#[test]
fn where_nothing_changed_the_receipt_tells() {
    let case = Case::new();
    let before = case.tree("public");
    for _ in 0..2 {
        assert!(case.is_told_by_receipt(&[]));
    }
    // Nothing is written, and the staging folder is gone.
    assert_eq!(case.tree("public"), before);
    assert!(!case.at(".public.whosays").exists());
    assert_eq!(fs::read_to_string(case.at(".whosays/.gitignore")).unwrap(), "*\n");
    // Foreign files are nobody’s business, and content with another time stamp is the same.
    let about = case.at("content/pages/about.md");
    case.put("public/about/notes.txt", "mine");
    case.is_built(&[]);
    case.plant();
    case.put("public/about/notes.txt", "mine, too");
    fs::write(&about, fs::read(&about).unwrap()).unwrap();
    case.put("content/notes.txt", "no part of the site");
    assert!(case.is_told_by_receipt(&[]));
    assert!(!case.is_told_by_receipt(&["--force"]));
}

#[test]
fn the_receipt_tells_what_a_build_in_full_would() {
    let case = Case::new();
    let without_time = |told: &str| told.rsplit_once(" in ").unwrap().0.to_owned();
    let in_full = without_time(&case.is_built(&["--force"]));
    let receipt = case.receipts().into_values().next().unwrap();
    assert_eq!(without_time(&case.is_built(&[])), in_full);
    assert_eq!(case.receipts().into_values().next().unwrap(), receipt, "it was no build in full");
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(receipt["told"], *in_full);
}

/// A change, and the flags of the build after it.
type Change = (&'static str, fn(&Case), &'static [&'static str]);

const CHANGES: &[Change] = &[
    ("a byte of content", |case| case.flip("content/pages/about.md", "Text", "text"), &[]),
    ("settings", |case| case.flip("site.yaml", "Moon", "Mood"), &[]),
    ("a template", |case| case.flip("templates/page.html", "own", "now"), &[]),
    ("a static file", |case| case.flip("static/own.css", "red", "tan"), &[]),
    ("the text of a source", |case| case.flip("texts/report.txt", "on.", "on!"), &[]),
    ("another name", |case| rename(case, "content/pages/about.md", "content/pages/us.md"), &[]),
    ("new content", |case| case.put("content/pages/new.md", "---\ntitle: New\n---\nNew.\n"), &[]),
    ("a new static file", |case| case.put("static/new.txt", "new"), &[]),
    ("a static file of the theme’s name", |case| case.put("static/site.css", "p {}"), &[]),
    ("content is no more", |case| case.remove("content/pages/about.md"), &[]),
    ("a template is no more", |case| case.remove("templates/page.html"), &[]),
    ("a static file is no more", |case| case.remove("static/old.txt"), &[]),
    ("a link to another file", |case| link(case, "static/old.txt", "own.css"), &[]),
    ("drafts", |_| {}, &["--drafts"]),
    ("another address", |_| {}, &["--base-url", "https://example.com/"]),
    ("a day", |_| {}, &["--today", "2020-01-01"]),
    ("in place", |_| {}, &["--in-place"]),
    ("strictly", |_| {}, &["--deny-warnings"]),
    #[cfg(feature = "compress")]
    ("compressed", |_| {}, &["--compress"]),
    ("a byte of a page", |case| case.flip(ABOUT, "own", "now"), &[]),
    ("a page is no more", |case| case.remove(ABOUT), &[]),
    ("a page of other rights", |case| forbid(case, ABOUT), &[]),
    ("a page is another file", |case| renew(case, ABOUT), &[]),
    ("a folder of pages is no more", |case| remove_folder(case, "public/about"), &[]),
    ("the manifest was touched", |case| forbid(case, MANIFEST), &[]),
    ("the manifest lists less", |case| shorten(case, MANIFEST), &[]),
    ("the output folder is another", |case| copy_folder(case, "public"), &[]),
    ("no receipt", |case| remove_folder(case, ".whosays"), &[]),
    ("half a receipt", |case| case.rewrite(|text| text[..text.len() / 2].into()), &[]),
    ("an empty receipt", |case| case.rewrite(|_| String::new()), &[]),
    (
        "another version",
        |case| case.rewrite(|text| text.replace("receipt\":1", "receipt\":2")),
        &[],
    ),
    ("of another folder", |case| case.rewrite(|text| text.replace("/public", "/pablic")), &[]),
];

fn rename(case: &Case, from: &str, to: &str) {
    fs::rename(case.at(from), case.at(to)).unwrap();
}

fn link(case: &Case, path: &str, to: &str) {
    case.remove(path);
    symlink(to, case.at(path)).unwrap();
}

fn forbid(case: &Case, path: &str) {
    let file = case.at(path);
    let mut rights = fs::metadata(&file).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o640);
    fs::set_permissions(&file, rights).unwrap();
}

fn renew(case: &Case, path: &str) {
    fs::copy(case.at(path), case.at("copy")).unwrap();
    rename(case, "copy", path);
}

fn shorten(case: &Case, path: &str) {
    let text = fs::read_to_string(case.at(path)).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.contains("about")).collect();
    fs::write(case.at(path), lines.join("\n") + "\n").unwrap();
    case.remove(ABOUT);
}

fn remove_folder(case: &Case, path: &str) {
    fs::remove_dir_all(case.at(path)).unwrap();
}

fn copy_folder(case: &Case, path: &str) {
    for (file, bytes) in case.tree(path) {
        case.put(&format!("copy/{}", file.display()), &bytes);
    }
    remove_folder(case, path);
    rename(case, "copy", path);
}

#[test]
fn any_change_makes_a_build_in_full_that_is_as_one_from_nothing() {
    for (what, change, flags) in CHANGES {
        let case = Case::new();
        change(&case);
        assert!(!case.is_told_by_receipt(flags), "{what}");
        case.is_built(&[*flags, &["--out", "anew"]].concat());
        assert_eq!(case.tree("public"), case.tree("anew"), "{what}");
        // From now on that is as it was.
        case.plant();
        assert!(case.is_told_by_receipt(flags), "{what}");
    }
}

#[test]
fn another_program_makes_a_build_in_full() {
    let case = Case::new();
    let other = case.at("whosays");
    fs::copy(program(), &other).unwrap();
    let done = case.run(&other, &[]);
    assert!(done.status.success() && !done.stdout.starts_with(PLANTED.as_bytes()), "{done:?}");
}

#[test]
fn each_output_folder_has_its_own_receipt() {
    let case = Case::new();
    case.is_built(&["--out", "other"]);
    assert_eq!(case.receipts().len(), 2);
    assert!(case.is_told_by_receipt(&[]));
    // That of a folder that is gone goes, too.
    remove_folder(&case, "other");
    case.is_built(&["--force"]);
    assert_eq!(case.receipts().len(), 1);
}

#[test]
fn what_cannot_be_built_is_refused_in_the_same_words() {
    let case = Case::new();
    rename(&case, "public/about", "elsewhere");
    symlink("../elsewhere", case.at("public/about")).unwrap();
    let told = String::from_utf8(case.build(&[]).stderr).unwrap();
    assert!(told.contains("`about` in `public` was not written by whosays"), "{told}");

    let case = Case::new();
    let (root, out) = (case.folder.path(), case.at("public"));
    let held = Publication::begin(root, &out, Options::default()).unwrap();
    let told = String::from_utf8(case.build(&[]).stderr).unwrap();
    let process = format!("another build (process {}) is writing `public`", std::process::id());
    assert!(told.contains(&process), "{told}");
    drop(held);
    assert!(case.is_told_by_receipt(&[]));
}

#[test]
fn what_was_told_is_told_again() {
    let case = Case::new();
    case.put("content/pages/about.md", "---\ntitle: About\nreview_by: 2020-01-02\n---\nText.\n");
    let flags = ["--today", "2024-01-01"];
    let told: Vec<_> = (0..3).map(|_| case.build(&flags)).map(|done| done.stderr).collect();
    assert!(String::from_utf8_lossy(&told[0]).contains("[review-overdue]"), "{told:?}");
    assert!(told.iter().all(|again| *again == told[0]), "{told:?}");
}

#[test]
fn where_no_receipt_can_be_written_the_site_is_built_all_the_same() {
    let case = Case::new();
    remove_folder(&case, ".whosays");
    case.put(".whosays", "a file");
    for _ in 0..2 {
        assert!(!case.is_told_by_receipt(&[]));
    }
    assert_eq!(fs::read_to_string(case.at(".whosays")).unwrap(), "a file");
}

#[test]
fn no_seal_is_set_on_what_was_changed_while_the_site_was_built() {
    type Change = (&'static str, fn(&Path));
    let changes: [Change; 4] = [
        ("nothing", |_| {}),
        ("a page that stays", |out| fs::write(out.join("same.html"), "s").unwrap()),
        ("a page that stays, other text", |out| fs::write(out.join("same.html"), "t").unwrap()),
        ("a page is no more", |out| fs::remove_file(out.join("same.html")).unwrap()),
    ];
    for (what, change) in changes {
        for second in ["2", "1"] {
            let folder = TempDir::new().unwrap();
            let (root, out) = (folder.path().join("site"), folder.path().join("public"));
            fs::create_dir(&root).unwrap();
            let begin = || Publication::begin(&root, &out, Options::default()).unwrap();
            let publication = begin();
            publication.file("index.html", b"1").unwrap();
            publication.file("same.html", b"s").unwrap();
            let (_, seal) = publication.finish_sealed().unwrap();
            assert_eq!(begin().seal(), seal);
            assert!(seal.is_some());
            let publication = begin();
            publication.file("same.html", b"s").unwrap();
            publication.file("index.html", second.as_bytes()).unwrap();
            change(&out);
            let sealed = publication.finish_sealed().ok().and_then(|(_, seal)| seal);
            assert_eq!(sealed.is_some(), what == "nothing", "{what}, {second}");
        }
    }
}
