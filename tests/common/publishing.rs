//! What is to be seen at any target of `publish`: a small site, and what happens to it.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, OutputAssert, cargo_bin};
use tempfile::TempDir;

use super::trees::{Tree, differences, put, tree};

/// The record at a target.
pub const RECORD: &str = ".whosays-published";

/// A place that a site is published to, seen from outside.
pub trait Place {
    /// What stands in `site.yaml` for it.
    fn settings(&self) -> String;

    /// Every file there, without folders.
    fn files(&self) -> Tree;

    /// Lets somebody else write there.
    fn write(&self, path: &str, text: &str);

    /// Lets somebody else remove a file there.
    fn remove(&self, path: &str);
}

/// A site and the place to which it is published.
pub struct Site<P> {
    pub folder: TempDir,
    pub place: P,
}

impl<P: Place> Site<P> {
    /// `make` makes the place in a folder of its own.
    pub fn new(make: impl FnOnce(&Path) -> P) -> Site<P> {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("place")).unwrap();
        let place = make(&folder.path().join("place"));
        let site = Site { folder, place };
        let settings = site.place.settings();
        let yaml = format!("title: T\nbase_url: https://site.example/\npublish: {settings}\n");
        site.put("site.yaml", &yaml);
        for (path, text) in [
            ("content/pages/about.md", "---\ntitle: About\n---\nFirst.\n"),
            ("static/kept/one.txt", "1"),
            ("static/kept/two.txt", "2"),
            ("static/old/gone.txt", "gone"),
        ] {
            site.put(path, text);
        }
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn put(&self, path: &str, text: &str) {
        put(&self.root(), [(path, text)]);
    }

    /// Changes a page, adds a file, and takes one away.
    pub fn edit(&self) {
        self.put("content/pages/about.md", "---\ntitle: About\n---\nSecond.\n");
        self.put("static/new/come.txt", "come");
        fs::remove_file(self.root().join("static/old/gone.txt")).unwrap();
    }

    pub fn command(&self, flags: &[&str]) -> Command {
        Command::new(cargo_bin!("whosays"))
            .args(["publish", "--root"])
            .arg(self.root())
            .args(flags)
            .stdin("")
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .env("AWS_ACCESS_KEY_ID", "S3RVER")
            .env("AWS_SECRET_ACCESS_KEY", "S3RVER")
            .env_remove("AWS_SESSION_TOKEN")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
    }

    pub fn publish(&self, flags: &[&str]) -> OutputAssert {
        self.command(flags).assert()
    }

    /// What the built site holds.
    pub fn built(&self) -> Tree {
        let mut built = tree(&self.root().join("public"));
        built.retain(|path, _| !path.ends_with('/') && path != ".whosays-manifest");
        built
    }

    /// The place holds the site as it was built last, and these files of others.
    pub fn assert_published(&self, foreign: &[&str]) {
        let mut found = self.place.files();
        assert!(found.remove(RECORD).is_some());
        for path in foreign {
            assert!(found.remove(*path).is_some(), "{path} is gone");
        }
        assert_eq!(differences(&self.built(), &found), [""; 0]);
    }

    /// A call that must change nothing at the place; gives what it says, on both outputs.
    pub fn refused(&self, flags: &[&str], code: i32) -> String {
        let before = self.place.files();
        let done = self.publish(flags).code(code);
        assert_eq!(differences(&before, &self.place.files()), [""; 0]);
        let output = done.get_output();
        String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap()
    }
}

pub fn said(done: &OutputAssert) -> String {
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

/// A site comes, changes, loses a page, and stays.
pub fn comes_changes_and_goes<P: Place>(make: impl FnOnce(&Path) -> P) {
    let site = Site::new(make);
    let told = site.refused(&["--dry-run"], 0);
    assert!(told.contains("  add     kept/one.txt\n"), "{told}");
    let told = site.refused(&[], 1);
    assert!(told.contains("Publish this? [y/N]") && told.contains("no answer"), "{told}");
    site.command(&[]).stdin("yes\n").assert().code(0);
    site.assert_published(&[]);
    let told = site.refused(&["--yes"], 0);
    assert!(told.contains("nothing to do"), "{told}");

    site.place.write("theirs/letter.txt", "not ours");
    site.edit();
    let told = site.refused(&["--dry-run"], 0);
    for line in [
        "  add     new/come.txt\n",
        "  change  about/index.html\n",
        "  remove  old/gone.txt\n",
        "1 added, ",
        "; 1 file that whosays did not publish\n",
    ] {
        assert!(told.contains(line), "{line:?} in {told}");
    }
    site.publish(&["--yes"]).code(0);
    site.assert_published(&["theirs/letter.txt"]);
    assert!(!site.place.files().contains_key("old/gone.txt"));

    // What somebody took away comes again.
    site.place.remove("kept/one.txt");
    let told = said(&site.publish(&["--yes"]).code(0));
    assert!(told.contains("1 added, 0 changed, 0 removed"), "{told}");
    site.assert_published(&["theirs/letter.txt"]);
    assert!(site.refused(&["--yes"], 0).contains("nothing to do"));
}

/// Whatever would lose something is refused.
pub fn refuses_what_would_lose_something<P: Place>(make: impl Fn(&Path) -> P) {
    // A place with something in it, and no record.
    let site = Site::new(&make);
    site.place.write("theirs.txt", "not ours");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("did not publish") && told.contains("`theirs.txt`"), "{told}");

    // A file of others where a page goes, and where a folder goes.
    let site = Site::new(&make);
    site.publish(&["--yes"]).code(0);
    site.put("static/new/come.txt", "come");
    site.place.write("new", "not ours");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("did not publish `new`"), "{told}");
    site.place.remove("new");
    site.place.write("new/come.txt", "not ours");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("did not publish `new/come.txt`"), "{told}");
    site.place.remove("new/come.txt");
    site.publish(&["--yes"]).code(0);

    // A file of ours that somebody else changed, be it to change or to go.
    site.place.write("kept/one.txt", "mended by hand");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("somebody else changed `kept/one.txt`"), "{told}");
    fs::remove_file(site.root().join("static/kept/one.txt")).unwrap();
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("somebody else changed `kept/one.txt`"), "{told}");
    // Nobody loses a thing when the site says the same.
    site.put("static/kept/one.txt", "mended by hand");
    site.publish(&["--yes"]).code(0);
    site.assert_published(&[]);

    // More than a share of the files.
    for number in 0..100 {
        site.put(&format!("static/many/{number}.txt"), "many");
    }
    site.publish(&["--yes"]).code(0);
    fs::remove_dir_all(site.root().join("static/many")).unwrap();
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("100 of ") && told.contains("no more than 25 % may be"), "{told}");
    let share = told.split("`--max-delete ").nth(1).unwrap().split('`').next().unwrap();
    let less = (share.parse::<u8>().unwrap() - 1).to_string();
    site.refused(&["--yes", "--max-delete", &less], 1);
    site.publish(&["--yes", "--max-delete", share]).code(0);
    site.assert_published(&[]);

    // Content with errors, and a place whose record is not ours.
    site.put("content/pages/bad.md", "---\ntitel: B\n---\n");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("did you mean `title`?"), "{told}");
    fs::remove_file(site.root().join("content/pages/bad.md")).unwrap();
    site.place.write(RECORD, "something else\n");
    let told = site.refused(&["--yes"], 2);
    assert!(told.contains("cannot be trusted"), "{told}");
}
