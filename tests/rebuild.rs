//! A built folder that is kept at the state of its site is, after each change, as a build from nothing
//! makes it; and only what the change bears on is written.

#![cfg(feature = "watch")]

mod common;
#[path = "common/process.rs"]
mod process;
#[path = "common/trees.rs"]
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use process::{DEADLINE, Process};
use tempfile::TempDir;
use whosays::rebuild::{Rebuild, Round};
use whosays::source::Sources;
use whosays::watch::settle::Settled;
use whosays::{Analysis, Options, publish};

/// A site on disk, and the folder that follows it.
struct Case {
    folder: TempDir,
    rebuild: Rebuild,
}

impl Case {
    /// Of a site that `make` writes.
    fn new(make: impl FnOnce(&Path)) -> Case {
        Case::with(publish::Options::default(), make)
    }

    fn with(options: publish::Options, make: impl FnOnce(&Path)) -> Case {
        let folder = TempDir::new().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        make(&root);
        let out = root.join("public");
        let rebuild = Rebuild::new(root, out, Options::default(), options);
        let mut case = Case { folder, rebuild };
        assert!(case.look().is_some_and(|round| round.summary.is_some()));
        case.is_as_from_nothing();
        case
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn bring(&mut self, settled: &Settled) -> Option<Round> {
        self.rebuild.bring(settled, Analysis::is_sound).unwrap()
    }

    /// Follows whatever has changed.
    fn look(&mut self) -> Option<Round> {
        self.bring(&Settled { files: BTreeSet::new(), more: true })
    }

    /// Writes a file, and follows the change. How many files were written of how many; `None` where the
    /// content is not sound.
    fn write(&mut self, path: &str, text: &str) -> Option<(usize, usize)> {
        trees::put(self.folder.path(), [(path, text)]);
        self.follow(path)
    }

    fn follow(&mut self, path: &str) -> Option<(usize, usize)> {
        let round = self.bring(&Settled { files: [path.to_owned()].into(), more: false })?;
        let summary = round.summary?;
        Some((summary.written, summary.files))
    }

    fn replace(&mut self, path: &str, from: &str, to: &str) -> Option<(usize, usize)> {
        let text = self.read(path);
        assert!(text.contains(from), "{path}: {text}");
        self.write(path, &text.replacen(from, to, 1))
    }

    /// Changes the title of a claim.
    fn reword(&mut self) -> Option<(usize, usize)> {
        self.replace(CLAIM, "title: ", "title: Once more ")
    }

    /// The folder holds what a build from nothing makes, and the manifest says so.
    fn is_as_from_nothing(&self) {
        let sources = Sources::read(self.folder.path()).unwrap();
        let cold = common::build(&sources);
        let mut built = trees::tree(&self.at("public"));
        built.retain(|path, _| !path.ends_with('/') && path != ".whosays-manifest");
        let differ = trees::differences(&cold, &built);
        assert!(differ.is_empty(), "{differ:?}");
        let listed = publish::listed(&self.at("public")).unwrap().unwrap();
        let hash = |bytes: &Vec<u8>| blake3::hash(bytes).to_hex().to_string();
        let hashes: BTreeMap<String, String> =
            built.iter().map(|(path, bytes)| (path.clone(), hash(bytes))).collect();
        assert_eq!(listed, hashes);
        assert!(!self.at(".public.whosays").exists());
    }
}

fn example(root: &Path) {
    trees::copy_example(root, true);
}

/// Every file of content, by path.
fn content(root: &Path) -> Vec<String> {
    let files = trees::tree(&root.join("content"));
    files
        .keys()
        .filter(|path| path.ends_with(".md"))
        .map(|path| format!("content/{path}"))
        .collect()
}

/// Each kind of line that entries of a kind have, with one file and the number of the line there.
fn kinds_of_lines(root: &Path) -> Vec<(String, usize)> {
    let mut kinds: BTreeMap<(String, String), (String, usize)> = BTreeMap::new();
    for path in content(root) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let text = fs::read_to_string(root.join(&path)).unwrap();
        let mut fences = 0;
        for (number, line) in text.lines().enumerate() {
            fences += usize::from(line == "---");
            let key = match line.trim_start_matches([' ', '-']).split_once(": ") {
                _ if line.trim().is_empty() || line == "---" => continue,
                _ if fences > 1 => "body",
                Some((key, _)) => key,
                None => continue,
            };
            kinds.entry((folder.clone(), key.to_owned())).or_insert((path.clone(), number));
        }
    }
    kinds.into_values().collect()
}

#[test]
fn whatever_line_changes_the_folder_is_as_from_nothing() {
    let mut case = Case::new(example);
    let (mut followed, mut few) = (0, 0);
    let root = case.folder.path().to_owned();
    for (index, (path, number)) in kinds_of_lines(&root).into_iter().enumerate() {
        let before = case.read(&path);
        let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
        let line = &mut lines[number];
        match line.strip_suffix(['"', '\'']) {
            Some(inner) => *line = format!("{inner} too{}", &line[inner.len()..]),
            None => line.push_str(" too"),
        }
        match case.write(&path, &(lines.join("\n") + "\n")) {
            Some((written, files)) => {
                followed += 1;
                few += usize::from(written < files / 2);
            }
            None => assert!(case.write(&path, &before).is_some(), "{path} line {number}"),
        }
        if index % 16 == 15 {
            case.is_as_from_nothing();
        }
    }
    case.is_as_from_nothing();
    assert!(followed > 30 && few > followed / 2, "{few} of {followed}");
}

const SITE: &[(&str, &str)] = &[
    ("site.yaml", "title: Moon\nbase_url: https://example.org/\n"),
    ("content/actors/selene.md", "---\nname: Selene Office\ntype: public-body\n---\n"),
    ("content/actors/luna.md", "---\nname: Luna Board\ntype: public-body\n---\n"),
    ("content/sources/report.md", REPORT),
    ("content/sources/letter.md", LETTER),
    ("texts/report.txt", "They say that it is made of cheese.\n"),
    ("content/claims/cheese.md", CHEESE),
    ("content/claims/dust.md", DUST),
    ("content/pages/about.md", "---\ntitle: About\n---\nWho [says so](claim:dust)?\n"),
];

const REPORT: &str =
    "---\ntitle: Report\ntype: report\npublisher: selene\ntext: texts/report.txt\n---\n";
const LETTER: &str = "---\ntitle: Letter\ntype: article\n---\n";
const ARCHIVED: &str = "archived: [{url: 'https://example.org/1', date: 2021-01-01}]\n---\n";
const CHEESE: &str = "---\ntitle: The moon is made of cheese\npositions:\n  - {by: selene, stance: asserts, date: 2020-01-02, source: report, quote: cheese}\n---\n";
const DUST: &str = "---\ntitle: The moon is made of dust\npositions:\n  - {by: luna, stance: asserts, date: 2020-01-02, source: letter}\n---\n";
const CLAIM: &str = "content/claims/cheese.md";

fn moon(root: &Path) {
    trees::put(root, SITE.iter().copied());
}

#[test]
fn pages_that_say_nothing_of_it_stay_the_files_that_they_were() {
    let mut case = Case::new(moon);
    let other = case.at("public/claims/dust/index.html");
    let as_before = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let before = as_before(&other);
    let (written, files) = case.replace(CLAIM, "made of cheese", "a cheese").unwrap();
    case.is_as_from_nothing();
    assert!(written < files / 2, "{written} of {files}");
    assert_eq!(as_before(&other), before);
    assert!(case.follow(CLAIM).is_none() && case.look().is_none(), "nothing has changed");
}

#[test]
fn a_name_changes_wherever_it_stands() {
    let mut case = Case::new(moon);
    for (path, name) in [
        ("content/actors/luna.md", "Luna Board"),
        ("content/actors/selene.md", "Selene Office"),
        ("content/sources/report.md", "Report"),
        ("content/pages/about.md", "About"),
    ] {
        assert!(case.replace(path, name, "Another name").is_some());
        case.is_as_from_nothing();
    }
}

/// How many claims, actors and sources a large site has.
const SIZE: usize = 170;

/// A site whose lists take several pages, with letters that lead to where each begins.
fn large(root: &Path) {
    let names =
        |number: usize| format!("{} {number}", ["Ash", "Birch", "Cedar", "Elm"][number % 4]);
    let mut files = vec![("site.yaml".to_owned(), SITE[0].1.to_owned())];
    for number in 0..SIZE {
        let name = names(number);
        let (type_, publisher) = (["group", "company"][number % 2], number * 7 % SIZE);
        files.extend([
            (
                format!("content/actors/a{number}.md"),
                format!("---\nname: {name} Board\ntype: {type_}\n---\n"),
            ),
            (
                format!("content/sources/s{number}.md"),
                format!("---\ntitle: {name} says\ntype: report\npublisher: a{publisher}\n---\n"),
            ),
        ]);
        let position = |offset: usize| {
            let (by, year) = ((number + offset * 31) % SIZE, 2000 + (number + offset) % 9);
            format!(
                "  - {{by: a{by}, stance: asserts, date: {year}-0{}, source: s{by}}}\n",
                1 + offset
            )
        };
        let positions: String = (0..4).map(position).collect();
        files.push((
            format!("content/claims/c{number}.md"),
            format!("---\ntitle: {name} fell\npositions:\n{positions}---\n"),
        ));
    }
    trees::put(root, files.iter().map(|(path, text)| (&**path, &**text)));
}

#[test]
fn what_moves_in_a_long_list_stands_where_it_belongs() {
    let mut case = Case::new(large);
    for (path, from, to) in [
        ("content/claims/c0.md", "Ash 0 fell", "Yew 0 fell"),
        ("content/claims/c169.md", "Birch 169 fell", "Acer 169 fell"),
        ("content/claims/c7.md", "Elm 7 fell", "Elm 7 fell, too"),
        // To another page, under a letter that is there.
        ("content/claims/c1.md", "Birch 1 fell", "Elm 999 fell"),
        // Still the last, under a letter that is new.
        ("content/claims/c99.md", "Elm 99 fell", "Fir 99 fell"),
        ("content/actors/a1.md", "Birch 1 Board", "Acer 1 Board"),
        ("content/actors/a4.md", "Ash 4 Board", "Zelkova 4 Board"),
        ("content/sources/s2.md", "Cedar 2 says", "Acer 2 says"),
    ] {
        let (written, files) = case.replace(path, from, to).unwrap();
        assert!(written < files, "{written} of {files}");
        case.is_as_from_nothing();
    }
}

#[test]
fn what_could_not_be_written_is_made_up_for() {
    let mut case = Case::new(moon);
    let before = trees::tree(&case.at("public"));
    assert!(case.replace(CLAIM, "made of cheese", "a cheese").is_some());
    assert!(case.replace(CLAIM, "by: selene", "by: nobody").is_none());
    assert!(case.replace("content/claims/dust.md", "made of dust", "dust").is_none());
    assert!(case.replace(CLAIM, "by: nobody", "by: selene").is_some());
    case.is_as_from_nothing();
    assert_ne!(trees::tree(&case.at("public")), before);
    // Mistakes that checks alone find keep it from being written as well.
    assert!(case.replace(CLAIM, "quote: cheese", "quote: butter").is_none());
    assert!(case.replace("content/claims/dust.md", "dust", "powder").is_none());
    assert!(case.replace(CLAIM, "quote: butter", "quote: cheese").is_some());
    case.is_as_from_nothing();
}

#[test]
fn any_other_change_makes_all_of_it_again() {
    let mut case = Case::new(moon);
    let position = "  - {by: luna, stance: disputes, date: 2021-01-02, source: letter}\n---\n";
    let text = CHEESE.replace("cheese}\n---\n", &format!("cheese}}\n{position}"));
    for (path, text) in [
        (CLAIM, &*text),
        ("content/claims/new.md", DUST),
        ("content/actors/luna.md", "---\nname: Luna Board\ntype: state\ncountry: FR\n---\n"),
        ("content/countries/fr.md", "---\nname: The French Republic\n---\n"),
        ("content/claims/dust.md", &DUST.replace("2020", "2022")),
        ("content/pages/about.md", "---\ntitle: About\naliases: [/old/]\n---\nAll.\n"),
        ("content/pages/about.md", "---\ntitle: About us\naliases: [/older/]\n---\nAll.\n"),
        ("site.yaml", "title: The moon\nbase_url: https://example.org/\n"),
        ("static/own.css", "a { color: red }"),
        (
            "templates/page.html",
            "<!doctype html><html lang=en><title>own</title><link rel=stylesheet href=\"{{ head.root }}{{ asset(path='own.css') }}\"></html>\n",
        ),
        ("content/pages/about.md", "---\ntitle: About\n---\nLess.\n"),
        ("content/index.md", "---\ntitle: Home\n---\nAt home.\n"),
        ("content/index.md", "---\ntitle: Home\n---\nNot at home.\n"),
    ] {
        assert!(case.write(path, text).is_some(), "{path}");
        case.is_as_from_nothing();
        assert!(case.reword().is_some());
        case.is_as_from_nothing();
    }
    fs::remove_file(case.at("content/claims/new.md")).unwrap();
    fs::remove_file(case.at("templates/page.html")).unwrap();
    assert!(case.look().is_some_and(|round| round.summary.is_some_and(|it| it.removed > 0)));
    case.is_as_from_nothing();
}

#[test]
fn rows_of_data_that_go_and_come_at_once_stand_where_they_belong() {
    let with =
        |text: &str| text.replace("type: article\n---\n", &format!("type: article\n{ARCHIVED}"));
    let mut case = Case::new(|root| {
        moon(root);
        let [archived, middle, bare] =
            ["content/sources/letter.md", "content/sources/m.md", "content/sources/z.md"];
        trees::put(root, [(archived, &*with(LETTER)), (middle, &*with(LETTER)), (bare, LETTER)]);
    });
    trees::put(
        case.folder.path(),
        [("content/sources/letter.md", LETTER), ("content/sources/z.md", &*with(LETTER))],
    );
    assert!(case.look().is_some_and(|round| round.summary.is_some()));
    case.is_as_from_nothing();
}

#[test]
fn what_others_did_to_the_folder_is_undone() {
    let mut case = Case::new(moon);
    let page = case.at("public/claims/dust/index.html");
    let text = fs::read_to_string(&page).unwrap();
    for data in ["public/data/all.json", "public/data/claims.csv"] {
        fs::write(&page, "mine").unwrap();
        fs::write(case.at(data), "{}").unwrap();
        assert!(case.reword().is_some());
        case.is_as_from_nothing();
    }
    fs::remove_file(&page).unwrap();
    fs::write(case.at("public/mine.txt"), "mine").unwrap();
    assert!(case.reword().is_some());
    assert_eq!(fs::read_to_string(&page).unwrap(), text);
    fs::remove_file(case.at("public/mine.txt")).unwrap();
    case.is_as_from_nothing();
    // Another build, of another state.
    let mut other = Rebuild::new(
        case.folder.path().to_owned(),
        case.at("public"),
        Options {
            drafts: true,
            as_of: whosays::date::Date::parse("2023-01-01").ok(),
            ..Options::default()
        },
        publish::Options::default(),
    );
    let all = Settled { files: BTreeSet::new(), more: true };
    assert!(other.bring(&all, |_| true).unwrap().is_some_and(|round| round.summary.is_some()));
    assert!(case.reword().is_some());
    case.is_as_from_nothing();
    fs::remove_dir_all(case.at("public")).unwrap();
    assert!(case.reword().is_some());
    case.is_as_from_nothing();
}

#[test]
fn what_failed_is_tried_again_without_another_change() {
    let mut case = Case::new(moon);
    fs::remove_dir_all(case.at("public")).unwrap();
    trees::put(
        case.folder.path(),
        [("public/mine.txt", "mine"), (CLAIM, &*CHEESE.replace("moon", "Moon"))],
    );
    let all = Settled { files: BTreeSet::new(), more: true };
    let refused = case.rebuild.bring(&all, Analysis::is_sound).map(drop).unwrap_err();
    assert!(refused.to_string().contains("`mine.txt`"), "{refused}");
    fs::remove_dir_all(case.at("public")).unwrap();
    assert!(case.look().is_some_and(|round| round.summary.is_some()));
    case.is_as_from_nothing();
}

#[cfg(feature = "compress")]
#[test]
fn compressed_copies_go_with_their_files() {
    let options = publish::Options { compress: true, ..publish::Options::default() };
    let folder = TempDir::new().unwrap();
    moon(folder.path());
    let mut rebuild = Rebuild::new(
        folder.path().into(),
        folder.path().join("public"),
        Options::default(),
        options,
    );
    let all = Settled { files: BTreeSet::new(), more: true };
    let mut bring = || rebuild.bring(&all, |_| true).unwrap().unwrap().summary.unwrap();
    let files = bring().files;
    trees::put(folder.path(), [(CLAIM, &*CHEESE.replace("The moon", "All of the moon"))]);
    let summary = bring();
    assert!(summary.files == files && summary.written < files / 2, "{summary:?}");
    let cold = folder.path().join("cold");
    let publication = publish::Publication::begin(folder.path(), &cold, options).unwrap();
    let sources = Sources::read(folder.path()).unwrap();
    let analysis = common::sound(&sources);
    whosays::render::site(analysis.sound_model().unwrap(), &sources, &publication).unwrap();
    publication.finish().unwrap();
    let (cold, followed) = (trees::tree(&cold), trees::tree(&folder.path().join("public")));
    assert_eq!(trees::differences(&cold, &followed), [""; 0]);
}

#[cfg(unix)]
#[test]
fn the_command_follows_each_change_until_it_is_ended() {
    let folder = TempDir::new().unwrap();
    moon(folder.path());
    let page = folder.path().join("public/claims/cheese/index.html");
    let arguments = ["build".as_ref(), "--watch".as_ref(), "--root".as_ref(), folder.path()];
    let mut process = Process::start(arguments);
    let until = |lines: &Receiver<String>, part: &str| loop {
        let line = lines.recv_timeout(DEADLINE).expect(part);
        if line.contains(part) {
            return line;
        }
    };
    assert!(until(&process.said, "written").starts_with("2 claims with 2 positions, 2 actors"));
    until(&process.said, "building again after each change until Ctrl-C");
    let write = |text: &str| trees::put(folder.path(), [(CLAIM, text)]);
    write(&CHEESE.replace("The moon", "All of the moon"));
    let line = until(&process.said, "written");
    assert!(!line.contains(" 0 unchanged"), "{line}");
    let shown = fs::read_to_string(&page).unwrap();
    assert!(shown.contains("All of the moon"));
    write(&CHEESE.replace("by: selene", "by: nobody"));
    until(&process.told, "there is no actor `nobody`");
    until(&process.told, "nothing was written");
    assert_eq!(fs::read_to_string(&page).unwrap(), shown);
    write(&CHEESE.replace("The moon", "Half of the moon"));
    until(&process.said, "written");
    assert!(fs::read_to_string(&page).unwrap().contains("Half of the moon"));
    process.signal("INT");
    assert_eq!(process.child.wait().unwrap().code(), Some(0));
    assert!(!folder.path().join(".public.whosays").exists());
}

#[test]
fn a_folder_that_may_not_be_written_ends_the_command_at_once() {
    let folder = TempDir::new().unwrap();
    moon(folder.path());
    trees::put(folder.path(), [("public/mine.txt", "mine")]);
    snapbox::cmd::Command::new(env!("CARGO_BIN_EXE_whosays"))
        .args(["build", "--watch", "--root"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr_eq("[..]there is something in it that whosays did not write, `mine.txt`;[..]\n");
}
