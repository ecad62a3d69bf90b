//! Files that no repository can hold on every system: links, pipes, odd names, huge files. They are
//! made anew in each run, and whatever they are, `check` ends and tells them.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use whosays::source::{Fault, LONGEST_COPY, LONGEST_TEXT, Sources};
use whosays::{Options, analyze};

const SITE: &str = "title: A site\nbase_url: https://site.example/\n";
const PAGE: &str = "---\ntitle: A page\n---\n";

struct Site(TempDir);

impl Site {
    /// A sound site with a page and a file in `static/`.
    fn new() -> Site {
        let site = Site(TempDir::new().expect("a folder"));
        site.write("site.yaml", SITE);
        site.write("content/pages/one.md", PAGE);
        site.write("static/one.txt", "One");
        site
    }

    fn write(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn path(&self, path: impl AsRef<Path>) -> std::path::PathBuf {
        self.0.path().join("site").join(path)
    }

    fn link(&self, target: impl AsRef<Path>, path: &str) {
        symlink(target, self.path(path)).expect("a link");
    }

    fn pipe(&self, path: &str) {
        let made = Command::new("mkfifo").arg(self.path(path)).status().expect("mkfifo");
        assert!(made.success());
    }

    fn sources(&self) -> Sources {
        Sources::read(&self.path("")).expect("the site is a folder")
    }

    /// What is told, as the rule and the path.
    fn told(&self) -> Vec<(&'static str, String)> {
        let found = analyze(&self.sources(), &Options::default()).diagnostics;
        found.iter().map(|found| (found.rule.name, found.place.path.to_string())).collect()
    }

    #[track_caller]
    fn tells(&self, expected: &[(&'static str, &str)]) {
        let told = self.told();
        let told: Vec<_> = told.iter().map(|(rule, path)| (*rule, path.as_str())).collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn links_to_files_of_the_site_are_followed() {
    let site = Site::new();
    site.write("shared/two.md", PAGE);
    site.link("../../shared/two.md", "content/pages/two.md");
    site.link("one.txt", "static/two.txt");
    site.tells(&[]);
    let sources = site.sources();
    assert_eq!(sources.text("content/pages/two.md"), Some(PAGE));
    assert_eq!(*sources.assets()["two.txt"].bytes().expect("it is read"), *b"One");
}

#[test]
fn links_that_lead_out_of_the_site_are_told_and_not_read() {
    let site = Site::new();
    let secret = site.0.path().join("secret.md");
    fs::write(&secret, "---\ntitle: Secret\n---\n").expect("a file");
    site.link(&secret, "content/pages/two.md");
    site.link(&secret, "static/two.txt");
    site.link("/dev/zero", "static/zero");
    fs::create_dir(site.path("templates")).expect("a folder");
    site.link(&secret, "templates/page.html");
    site.tells(&[
        ("symbolic-link", "content/pages/two.md"),
        ("symbolic-link", "static/two.txt"),
        ("symbolic-link", "static/zero"),
        ("symbolic-link", "templates/page.html"),
    ]);
}

#[test]
fn folders_that_lie_elsewhere_are_told_and_not_read() {
    let site = Site::new();
    let elsewhere = site.0.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("secret.txt"), "Secret").expect("a file");
    fs::remove_dir_all(site.path("static")).expect("it is removed");
    site.link(&elsewhere, "static");
    site.link(&elsewhere, "templates");
    site.tells(&[("symbolic-link", "static"), ("symbolic-link", "templates")]);
    assert!(!site.sources().assets().contains_key("secret.txt"));
}

#[test]
fn loops_of_links_are_told_and_not_walked() {
    let site = Site::new();
    site.link("..", "content/pages/up");
    site.link("b.md", "content/pages/a.md");
    site.link("a.md", "content/pages/b.md");
    site.link(".", "static/here");
    site.link("nowhere", "static/lost.txt");
    site.tells(&[
        ("symbolic-link", "content/pages/a.md"),
        ("symbolic-link", "content/pages/b.md"),
        ("symbolic-link", "content/pages/up"),
        ("symbolic-link", "static/here"),
        ("symbolic-link", "static/lost.txt"),
    ]);
}

#[test]
fn pipes_and_sockets_are_told_and_not_waited_for() {
    let site = Site::new();
    site.pipe("content/pages/two.md");
    site.pipe("static/two");
    let _socket = UnixListener::bind(site.path("static/three")).expect("a socket");
    site.tells(&[
        ("unreadable", "content/pages/two.md"),
        ("unreadable", "static/three"),
        ("unreadable", "static/two"),
    ]);
    fs::remove_file(site.path("site.yaml")).expect("it is removed");
    site.pipe("site.yaml");
    assert!(site.told().contains(&("unreadable", "site.yaml".into())));
}

#[test]
fn a_file_of_fifty_mebibytes_is_refused_unread() {
    let site = Site::new();
    for path in ["content/pages/two.md", "site.yaml"] {
        let file = fs::File::create(site.path(path)).expect("a file");
        file.set_len(50 << 20).expect("it has holes");
    }
    site.tells(&[("too-large", "content/pages/two.md"), ("too-large", "site.yaml")]);
    let site = Site::new();
    site.write(
        "content/pages/two.md",
        &format!("{PAGE}{}", "a ".repeat(LONGEST_TEXT as usize / 2)),
    );
    site.tells(&[("too-large", "content/pages/two.md")]);
}

#[test]
fn the_text_of_a_source_lies_within_the_site() {
    let site = Site::new();
    let copy = |path: &str| site.sources().companion(path);
    site.write("texts/one.txt", "One");
    assert_eq!(copy("texts/one.txt"), Some(Ok(b"One".to_vec())));
    assert_eq!(copy("texts/two.txt"), None);
    site.link("one.txt", "texts/three.txt");
    assert_eq!(copy("texts/three.txt"), Some(Ok(b"One".to_vec())));
    site.link("/etc/hostname", "texts/out.txt");
    assert_eq!(copy("texts/out.txt"), Some(Err(Fault::LeadsOut)));
    assert_eq!(copy("texts"), Some(Err(Fault::NotAFile("a folder"))));
    site.pipe("texts/pipe.txt");
    assert!(matches!(copy("texts/pipe.txt"), Some(Err(Fault::NotAFile(_)))));
    let file = fs::File::create(site.path("texts/huge.txt")).expect("a file");
    file.set_len(LONGEST_COPY + 1).expect("it has a hole");
    assert!(matches!(copy("texts/huge.txt"), Some(Err(Fault::TooLarge { .. }))));
}

#[test]
fn names_that_are_no_text_or_are_not_seen_are_told() {
    let site = Site::new();
    site.write(OsStr::from_bytes(b"static/caf\xe9.txt"), "One");
    site.write(OsStr::from_bytes(b"content/pages/caf\xe9.md"), PAGE);
    site.write("static/\u{202e}fdp.exe", "One");
    site.write("static/a\nb.txt", "One");
    site.write("static/a\\b.txt", "One");
    site.write("content/pages/a\u{7}b.md", PAGE);
    let told = site.told();
    let of = |rule: &str| told.iter().filter(|(name, _)| *name == rule).count();
    assert_eq!((of("unusable-name"), of("bad-file-name")), (4, 2), "{told:?}");
    assert_eq!(told.len(), 6, "{told:?}");
}

#[test]
fn names_that_differ_in_case_or_form_only_are_told() {
    let site = Site::new();
    site.write("static/Logo.svg", "<svg/>");
    site.write("static/logo.svg", "<svg/>");
    site.write("static/e\u{301}.txt", "One");
    site.write("static/é.txt", "Two");
    site.tells(&[("name-clash", "static/logo.svg"), ("name-clash", "static/é.txt")]);
}

#[test]
fn names_of_devices_are_warned_of() {
    let site = Site::new();
    site.write("static/aux.txt", "One");
    site.write("static/what?/one.txt", "One");
    site.tells(&[("portable-name", "static/aux.txt"), ("portable-name", "static/what?/one.txt")]);
}

#[test]
fn a_folder_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    let folder = site.path("content/claims");
    fs::create_dir(&folder).expect("a folder");
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode));
    allow(0o000).expect("it is closed");
    // Whoever may do anything reads it all the same.
    let closed = fs::read_dir(&folder).is_err();
    let told = site.told();
    allow(0o755).expect("it is opened");
    assert_eq!(told, if closed { vec![("unreadable", "content/claims".into())] } else { vec![] });
}
