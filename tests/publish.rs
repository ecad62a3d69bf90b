//! What `publish` may and may not do to a folder.
// Without the feature `compress` there is no other option to leave as it is.
#![allow(clippy::needless_update)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use tempfile::TempDir;
use whosays::publish::{Options, Publication, Summary};
use whosays::sink::Sink;

const MANIFEST: &str = ".whosays-manifest";

/// A folder with a site in `site`, and its output in `site/public`.
struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn new() -> Fixture {
        let fixture = Fixture { folder: TempDir::new().unwrap() };
        fixture.put("site/site.yaml", "title: Test");
        fixture.put("site/content/index.md", "text");
        fixture
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn begin(&self, out: impl AsRef<Path>) -> Result<Publication> {
        self.begin_with(out, Options::default())
    }

    fn begin_with(&self, out: impl AsRef<Path>, options: Options) -> Result<Publication> {
        Publication::begin(&self.at("site"), &self.folder.path().join(out), options)
    }

    /// Publishes files that hold their text, or their path.
    fn publish_into(&self, out: &str, files: &[(&str, &str)]) -> Result<Summary> {
        self.publish_with(out, Options::default(), files)
    }

    fn publish_with(&self, out: &str, options: Options, files: &[(&str, &str)]) -> Result<Summary> {
        let publication = self.begin_with(out, options)?;
        for (path, text) in files {
            publication.file(path, text.as_bytes())?;
        }
        publication.finish()
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Summary> {
        self.publish_into("site/public", files)
    }

    fn refused(&self, out: &str) -> String {
        self.unchanged(|| format!("{:#}", self.publish_into(out, &[("a", "a")]).unwrap_err()))
    }

    /// Does something that must change nothing at all, beside the output either.
    fn unchanged<T>(&self, action: impl FnOnce() -> T) -> T {
        let before = self.tree("");
        let result = action();
        assert_eq!(self.tree(""), before);
        result
    }

    /// Everything below a folder: files with their text, links with where they lead, folders.
    fn tree(&self, path: &str) -> BTreeMap<String, String> {
        fn walk(top: &Path, folder: &Path, tree: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let metadata = fs::symlink_metadata(&path).unwrap();
                let shown = if metadata.is_symlink() {
                    format!("-> {}", fs::read_link(&path).unwrap().display())
                } else if metadata.is_dir() {
                    walk(top, &path, tree);
                    "folder".into()
                } else {
                    String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()
                };
                let name = path.strip_prefix(top).unwrap().to_str().unwrap();
                tree.insert(name.replace('\\', "/"), shown);
            }
        }
        let mut tree = BTreeMap::new();
        walk(&self.at(path), &self.at(path), &mut tree);
        tree
    }

    /// The paths of everything in the output but the manifest.
    fn pages(&self) -> Vec<String> {
        self.tree("site/public").into_keys().filter(|path| path != MANIFEST).collect()
    }

    fn listed(&self) -> Vec<String> {
        let manifest = self.read(&format!("site/public/{MANIFEST}"));
        manifest.lines().skip(1).map(|line| line.split_once(' ').unwrap().1.into()).collect()
    }

    /// Sets the time of a file back, so that any write would show.
    fn age(&self, path: &str) -> SystemTime {
        let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().write(true).open(self.at(path)).unwrap().set_modified(past).unwrap();
        past
    }

    fn modified(&self, path: &str) -> SystemTime {
        fs::metadata(self.at(path)).unwrap().modified().unwrap()
    }
}

fn summary(files: usize, bytes: u64, written: usize, unchanged: usize, removed: usize) -> Summary {
    Summary { files, bytes, written, unchanged, removed, in_place: None }
}

// Writing

#[test]
fn a_site_is_written_with_a_manifest_of_hashes_and_paths() {
    let fixture = Fixture::new();
    let done = fixture.publish(&[("index.html", "home"), ("a/b/index.html", "")]).unwrap();
    assert_eq!(done, summary(2, 4, 2, 0, 0));
    let expected = BTreeMap::from(
        [
            (
                MANIFEST,
                "whosays-manifest 2\n\
                 af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262 a/b/index.html\n\
                 1310333fd17502cbefcd0d6d5b384ea63a3e3e4b979a2e437b458c08e63f14fb index.html\n",
            ),
            ("a", "folder"),
            ("a/b", "folder"),
            ("a/b/index.html", ""),
            ("index.html", "home"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    assert_eq!(fixture.tree("site/public"), expected);
    let beside: Vec<_> = fixture.tree("").into_keys().collect();
    assert!(!beside.iter().any(|path| path.contains(".whosays/")), "{beside:?}");
}

#[test]
fn the_same_site_again_touches_nothing() {
    let fixture = Fixture::new();
    let files = [("index.html", "home"), ("a/index.html", "a")];
    fixture.publish(&files).unwrap();
    let paths = ["site/public/index.html", "site/public/a/index.html"];
    let manifest = format!("site/public/{MANIFEST}");
    let times: Vec<_> =
        paths.iter().chain([&&*manifest]).map(|path| (*path, fixture.age(path))).collect();
    assert_eq!(fixture.publish(&files).unwrap(), summary(2, 5, 0, 2, 0));
    for (path, time) in times {
        assert_eq!(fixture.modified(path), time, "{path}");
    }
}

#[test]
fn only_what_changed_is_written_and_what_is_no_more_is_removed_with_its_folders() {
    let fixture = Fixture::new();
    fixture
        .publish(&[("index.html", "1"), ("same.html", "="), ("x/y/z.html", "z"), ("x/w.html", "w")])
        .unwrap();
    let past = fixture.age("site/public/same.html");
    fixture.age("site/public/index.html");
    let done =
        fixture.publish(&[("index.html", "2"), ("same.html", "="), ("new/n.html", "n")]).unwrap();
    assert_eq!(done, summary(3, 3, 2, 1, 2));
    assert_eq!(fixture.pages(), ["index.html", "new", "new/n.html", "same.html"]);
    assert_eq!(fixture.listed(), ["index.html", "new/n.html", "same.html"]);
    assert_eq!(fixture.read("site/public/index.html"), "2");
    assert_eq!(fixture.modified("site/public/same.html"), past);
    assert_ne!(fixture.modified("site/public/index.html"), past);
}

#[cfg(unix)]
#[test]
fn an_unchanged_file_keeps_its_inode_and_a_changed_one_is_replaced_at_one_stroke() {
    use std::os::unix::fs::MetadataExt;
    let fixture = Fixture::new();
    let inode = |path| fs::metadata(fixture.at(path)).unwrap().ino();
    fixture.publish(&[("a.html", "1"), ("b.html", "1")]).unwrap();
    let (a, b) = (inode("site/public/a.html"), inode("site/public/b.html"));
    // Whoever reads the old page while it is replaced reads it to its end.
    let mut reader = File::open(fixture.at("site/public/b.html")).unwrap();
    fixture.publish(&[("a.html", "1"), ("b.html", "2")]).unwrap();
    assert_eq!(inode("site/public/a.html"), a);
    assert_ne!(inode("site/public/b.html"), b);
    assert_eq!(std::io::read_to_string(&mut reader).unwrap(), "1");
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let fixture = Fixture::new();
    let first = [("a", "a"), ("b/c/d", "d"), ("b/e", "e")];
    let second = [("a/x", "x"), ("b", "b")];
    fixture.publish(&first).unwrap();
    assert_eq!(fixture.publish(&second).unwrap(), summary(2, 2, 2, 0, 3));
    assert_eq!(fixture.pages(), ["a", "a/x", "b"]);
    fixture.publish(&first).unwrap();
    assert_eq!(fixture.pages(), ["a", "b", "b/c", "b/c/d", "b/e"]);
}

#[test]
fn a_path_may_change_its_case() {
    let fixture = Fixture::new();
    fixture.publish(&[("About/index.html", "same")]).unwrap();
    assert_eq!(fixture.publish(&[("about/index.html", "same")]).unwrap().files, 1);
    assert_eq!(fixture.listed(), ["about/index.html"]);
    assert_eq!(fixture.read("site/public/about/index.html"), "same");
}

#[test]
fn a_page_that_was_taken_away_or_changed_by_hand_is_written_again() {
    let fixture = Fixture::new();
    let files = [("a.html", "a"), ("b.html", "b")];
    fixture.publish(&files).unwrap();
    fs::remove_file(fixture.at("site/public/a.html")).unwrap();
    fixture.put("site/public/b.html", "B");
    assert_eq!(fixture.publish(&files).unwrap(), summary(2, 2, 2, 0, 0));
    assert_eq!(fixture.read("site/public/a.html"), "a");
    assert_eq!(fixture.read("site/public/b.html"), "b");
}

#[test]
fn many_threads_may_write_at_once() {
    let fixture = Fixture::new();
    let publication = fixture.begin("site/public").unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let publication = &publication;
            scope.spawn(move || {
                for page in 0..50 {
                    publication.file(&format!("{page}/{thread}.html"), b"x").unwrap();
                }
            });
        }
    });
    assert_eq!(publication.finish().unwrap(), summary(400, 400, 400, 0, 0));
    assert_eq!(fixture.listed().len(), 400);
}

#[test]
fn an_output_that_is_no_path_of_a_site_or_is_taken_is_refused() {
    let fixture = Fixture::new();
    let publication = fixture.begin("site/public").unwrap();
    publication.file("a/index.html", b"").unwrap();
    for path in [
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a\\b",
        "a\0",
        "",
        MANIFEST,
        "a/index.html",
        "A/Index.html",
        "a",
        "a/index.html/b",
    ] {
        assert!(publication.file(path, b"").is_err(), "{path:?}");
    }
}

#[test]
fn missing_folders_above_the_output_are_made() {
    let fixture = Fixture::new();
    fixture.publish_into("a/b/c", &[("index.html", "home")]).unwrap();
    assert_eq!(fixture.read("a/b/c/index.html"), "home");
}

#[cfg(unix)]
#[test]
fn the_output_may_be_a_link_to_a_folder() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.at("elsewhere")).unwrap();
    std::os::unix::fs::symlink(fixture.at("elsewhere"), fixture.at("site/public")).unwrap();
    fixture.publish(&[("index.html", "home")]).unwrap();
    assert!(fixture.at("site/public").is_symlink());
    assert_eq!(fixture.read("elsewhere/index.html"), "home");
}

#[cfg(feature = "compress")]
#[test]
fn text_files_have_compressed_copies_that_are_kept_with_them() {
    let fixture = Fixture::new();
    let compress = Options { compress: true, ..Options::default() };
    let (long, other) = ("Who says so? ".repeat(100), "Who says not? ".repeat(100));
    let files = [("a.html", &*long), ("b.html", &*long), ("c.jpg", &*long), ("d.html", "short")];
    let publish = |options, files: &[_]| fixture.publish_with("site/public", options, files);
    assert_eq!(publish(compress, &files).unwrap().files, 8);
    let pages =
        ["a.html", "a.html.br", "a.html.gz", "b.html", "b.html.br", "b.html.gz", "c.jpg", "d.html"];
    assert_eq!(fixture.pages(), pages);
    let read = |path: &str| fs::read(fixture.at("site/public").join(path)).unwrap();
    assert!(read("a.html.gz").len() < 100 && read("a.html.br").len() < 100);
    assert_eq!(publish(compress, &files).unwrap().written, 0);

    // One page changes, one copy was changed by hand.
    let past = fixture.age("site/public/a.html.gz");
    fixture.put("site/public/a.html.br", "by hand");
    let changed = [("a.html", &*long), ("b.html", &*other), ("d.html", "short")];
    let done = publish(compress, &changed).unwrap();
    assert_eq!((done.written, done.unchanged, done.removed), (4, 3, 1));
    assert_eq!(fixture.modified("site/public/a.html.gz"), past);
    assert_ne!(read("a.html.br"), b"by hand");
    assert_eq!(publish(Options::default(), &changed).unwrap().removed, 4);
    assert_eq!(fixture.pages(), ["a.html", "b.html", "d.html"]);
}

// Refusals

#[test]
fn folders_that_the_site_is_made_from_or_lies_in_are_refused() {
    let fixture = Fixture::new();
    for out in ["site", "site/.", "site/content/..", "site/public/.."] {
        assert!(fixture.refused(out).contains("it is the folder of the site itself"), "{out}");
    }
    for out in ["", "site/..", ".."] {
        assert!(fixture.refused(out).contains("the site itself lies in it"), "{out}");
    }
    for (out, name) in [
        ("site/content", "content"),
        ("site/content/claims/new", "content"),
        ("site/public/../content", "content"),
        ("site/Content", "content"),
        ("site/templates", "templates"),
        ("site/static/css", "static"),
    ] {
        let why = format!("the site is made from what is in `{name}`");
        assert!(fixture.refused(out).contains(&why), "{out}");
    }
    assert!(fixture.refused("site/site.yaml").contains("it is the site’s `site.yaml`"));
}

#[test]
fn a_file_and_a_folder_with_foreign_content_are_refused_and_an_empty_folder_is_not() {
    let fixture = Fixture::new();
    fixture.put("file", "text");
    assert!(fixture.refused("file").contains("it is a file; give a folder"));
    fixture.put("full/letter.txt", "text");
    let message = fixture.refused("full");
    assert!(message.contains("something in it that whosays did not write, `letter.txt`"));
    assert!(message.contains("give a new or an empty folder"));
    fs::create_dir(fixture.at("empty")).unwrap();
    fixture.publish_into("empty", &[("index.html", "")]).unwrap();
}

#[cfg(unix)]
#[test]
fn links_do_not_hide_where_the_output_lies() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    symlink("site", fixture.at("to-site")).unwrap();
    symlink("site/content", fixture.at("to-content")).unwrap();
    symlink("nowhere", fixture.at("to-nowhere")).unwrap();
    symlink("circle", fixture.at("circle")).unwrap();
    fs::create_dir_all(fixture.at("texts/claims")).unwrap();
    symlink("../texts", fixture.at("site/templates")).unwrap();
    assert!(fixture.refused("to-site").contains("it is the folder of the site itself"));
    assert!(fixture.refused("to-content/x").contains("made from what is in `content`"));
    assert!(fixture.refused("texts/claims").contains("made from what is in `templates`"));
    assert!(fixture.refused("to-nowhere").contains("a link that leads nowhere"));
    assert!(fixture.refused("circle").contains("or in a circle"));
    assert!(!fixture.refused("circle/public").is_empty());
}

// Foreign files

#[test]
fn a_foreign_file_survives_with_its_folder() {
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", ""), ("a/index.html", "")]).unwrap();
    fixture.put("site/public/CNAME", "example.org");
    fixture.put("site/public/a/notes.txt", "mine");
    assert_eq!(fixture.publish(&[("index.html", "")]).unwrap().removed, 1);
    assert_eq!(fixture.pages(), ["CNAME", "a", "a/notes.txt", "index.html"]);
}

#[test]
fn a_foreign_file_in_the_way_of_a_page_stops_the_build_before_anything_changes() {
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("old.html", "old"), ("b/c", "c")]).unwrap();
    fixture.put("site/public/new.html", "mine");
    fixture.put("site/public/file", "mine");
    fixture.put("site/public/b/notes.txt", "mine");
    fs::create_dir(fixture.at("site/public/empty")).unwrap();
    for (page, foreign) in [
        ("new.html", "`new.html`"),
        ("file/index.html", "`file`"),
        ("b", "`b/notes.txt`"),
        ("empty", "`empty`"),
    ] {
        let files = [("index.html", "2"), (page, "new")];
        let error = fixture.unchanged(|| fixture.publish(&files).unwrap_err()).to_string();
        assert!(error.contains(foreign) && error.contains("was not written by whosays"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_is_foreign_and_is_not_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    fixture.put("elsewhere/victim.html", "mine");
    fixture.publish(&[("index.html", ""), ("a/victim.html", "ours"), ("b.html", "")]).unwrap();
    fs::remove_dir_all(fixture.at("site/public/a")).unwrap();
    symlink("../../elsewhere", fixture.at("site/public/a")).unwrap();
    fs::remove_file(fixture.at("site/public/b.html")).unwrap();
    symlink("../../elsewhere/victim.html", fixture.at("site/public/b.html")).unwrap();
    for files in [[("a/victim.html", "new")], [("b.html", "new")]] {
        let error = fixture.unchanged(|| fixture.publish(&files).unwrap_err()).to_string();
        assert!(error.contains("was not written by whosays"), "{error}");
    }
    assert_eq!(fixture.publish(&[("index.html", "")]).unwrap().removed, 0);
    assert_eq!(fixture.pages(), ["a", "b.html", "index.html"]);
    assert_eq!(fixture.read("elsewhere/victim.html"), "mine");
}

#[test]
fn a_hostile_manifest_is_not_followed() {
    let fixture = Fixture::new();
    fixture.put("victim.txt", "mine");
    let victim = fixture.at("victim.txt");
    let hash = "0".repeat(64);
    for path in ["../../victim.txt", victim.to_str().unwrap(), "a/../../../victim.txt", "a\\b"] {
        let text = format!("whosays-manifest 2\n{hash} {path}\n");
        fixture.put(&format!("site/public/{MANIFEST}"), &text);
        let message = fixture.refused("site/public");
        assert!(message.contains("cannot be trusted"), "{message}");
        assert_eq!(fixture.read("victim.txt"), "mine");
    }
    fixture.put(&format!("site/public/{MANIFEST}"), "whosays-manifest 99\n");
    assert!(fixture.refused("site/public").contains("it is of version `99`"));
}

// The folder as a whole

/// Whether the system and the file system of the test can exchange folders.
#[cfg(unix)]
fn can_exchange(done: &Summary) -> bool {
    let why = done.in_place.as_deref();
    why.inspect(|why| eprintln!("skipped, as folders cannot be exchanged here: {why}")).is_none()
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).unwrap().ino()
}

#[cfg(unix)]
#[test]
fn the_folder_is_another_one_after_an_exchange_and_the_same_after_a_change_in_place() {
    let fixture = Fixture::new();
    let out = fixture.at("site/public");
    fixture.publish(&[("a", "1"), ("b", "1")]).unwrap();
    let before = (inode(&out), inode(&out.join("b")));
    let done = fixture.publish(&[("a", "2"), ("b", "1")]).unwrap();
    let exchanged = (inode(&out), inode(&out.join("b")));
    if can_exchange(&done) {
        assert_ne!(exchanged.0, before.0);
    }
    assert_eq!(exchanged.1, before.1);
    let in_place = Options { in_place: true, ..Options::default() };
    let done = fixture.publish_with("site/public", in_place, &[("a", "3"), ("b", "1")]).unwrap();
    assert_eq!(done.in_place, None, "what was asked for needs no reason");
    assert_eq!((inode(&out), inode(&out.join("b"))), exchanged);
    assert_eq!(fixture.tree("site/public").len(), 3);
}

#[cfg(unix)]
#[test]
fn what_is_not_ours_is_the_same_after_an_exchange_at_any_depth() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("a/b/c.html", "c"), ("gone/g.html", "g")]).unwrap();
    for path in ["CNAME", "a/notes.txt", "a/b/notes.txt", "gone/notes.txt", ".git/objects/1"] {
        fixture.put(&format!("site/public/{path}"), "mine");
    }
    let out = fixture.at("site/public");
    symlink("../nowhere", out.join("link")).unwrap();
    symlink("a", out.join("to-a")).unwrap();
    fs::create_dir(out.join("empty")).unwrap();
    fs::set_permissions(out.join(".git"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(out.join("empty"), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o2750)).unwrap();
    let foreign = ["CNAME", "a/notes.txt", "gone/notes.txt", ".git/objects/1", "link", "to-a"];
    let before = foreign.map(|path| inode(&out.join(path)));

    let done = fixture.publish(&[("index.html", "2"), ("a/b/c.html", "c")]).unwrap();
    assert_eq!(foreign.map(|path| inode(&out.join(path))), before);
    let left = [
        ".git",
        ".git/objects",
        ".git/objects/1",
        "CNAME",
        "a",
        "a/b",
        "a/b/c.html",
        "a/b/notes.txt",
        "a/notes.txt",
        "empty",
        "gone",
        "gone/notes.txt",
        "index.html",
        "link",
        "to-a",
    ];
    assert_eq!(fixture.pages(), left);
    assert!(!fixture.at("site/.public.whosays").exists());
    if can_exchange(&done) {
        let mode = |path| fs::metadata(out.join(path)).unwrap().permissions().mode() & 0o7777;
        assert_eq!((mode(""), mode(".git"), mode("empty")), (0o2750, 0o700, 0o555));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_keeps_its_extended_attributes() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("a/b.html", "1")]).unwrap();
    let folders = ["site/public", "site/public/a"].map(|path| fixture.at(path));
    for folder in &folders {
        if setxattr(folder, c"user.whosays", b"kept", XattrFlags::empty()).is_err() {
            eprintln!("skipped, as the file system has no extended attributes");
            return;
        }
    }
    let done = fixture.publish(&[("index.html", "2"), ("a/b.html", "2")]).unwrap();
    if can_exchange(&done) {
        for folder in &folders {
            let mut value = [0; 8];
            assert_eq!(getxattr(folder, c"user.whosays", &mut value[..]).unwrap(), 4);
            assert_eq!(&value[..4], b"kept");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_another_build_holds_by_another_path_is_not_written() {
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1")]).unwrap();
    let held = File::open(fixture.at("site/public")).unwrap();
    held.try_lock().unwrap();
    assert!(fixture.refused("site/public").contains("another build"));
    drop(held);
    fixture.publish(&[("index.html", "2")]).unwrap();
}

// Builds that fail, that are killed, and that meet

#[test]
fn a_build_that_does_not_finish_leaves_everything_as_it_was() {
    let fixture = Fixture::new();
    let begin = |out| {
        let publication = fixture.begin(out).unwrap();
        publication.file("index.html", b"2").unwrap();
        publication.file("new.html", b"new").unwrap();
    };
    fixture.unchanged(|| begin("site/public"));
    fixture.unchanged(|| begin("not/yet/there"));
    fixture.publish(&[("index.html", "1"), ("old.html", "old")]).unwrap();
    fixture.unchanged(|| begin("site/public"));
}

#[test]
fn a_change_in_place_that_fails_half_way_is_taken_back() {
    let fixture = Fixture::new();
    let first = [("a", "a"), ("b/c", "c"), ("k.html", "1"), ("old/o.html", "o"), ("z.html", "1")];
    fixture.publish(&first).unwrap();
    for (path, _) in first {
        fixture.age(&format!("site/public/{path}"));
    }
    let past = fixture.modified("site/public/a");
    let sabotage = |out: &str| {
        let publication =
            fixture.begin_with(out, Options { in_place: true, ..Options::default() }).unwrap();
        for path in ["a/x", "b", "k.html", "new/n.html", "z.html"] {
            publication.file(path, b"2").unwrap();
        }
        // The last page to be put in its place goes missing while it waits.
        let name = Path::new(out).file_name().unwrap().to_str().unwrap();
        let staging = fixture.at(out).with_file_name(format!(".{name}.whosays"));
        fs::remove_file(staging.join("pages/z.html")).unwrap();
        publication.finish().unwrap_err().to_string()
    };
    let message = fixture.unchanged(|| sabotage("site/public"));
    assert!(message.contains("cannot write `z.html`"), "{message}");
    assert!(message.ends_with("is as it was"), "{message}");
    for (path, _) in first {
        assert_eq!(fixture.modified(&format!("site/public/{path}")), past, "{path}");
    }
    fixture.unchanged(|| sabotage("not/yet/there"));
}

#[test]
fn what_a_killed_build_left_is_cleaned_up_by_the_next() {
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("old/o.html", "o")]).unwrap();
    // It had listed what it was about to write, and had written a part of it.
    let manifest = fixture.read(&format!("site/public/{MANIFEST}"));
    let hash = "0".repeat(64);
    let listed = format!("{manifest}{hash} half/h.html\n{hash} never/n.html\n");
    fixture.put(&format!("site/public/{MANIFEST}"), &listed);
    fixture.put("site/public/half/h.html", "h");
    fs::create_dir(fixture.at("site/public/never")).unwrap();
    // Its pages still wait, and what it had replaced is still kept.
    fixture.put("site/.public.whosays/owner", "whosays-staging 1\n1\n");
    fixture.put("site/.public.whosays/lock", "");
    fixture.put("site/.public.whosays/pages/index.html", "half");
    fixture.put("site/.public.whosays/replaced/3", "kept");
    fixture.put("site/.public.whosays/manifest", "whosays-mani");
    assert_eq!(fixture.publish(&[("index.html", "1")]).unwrap(), summary(1, 1, 0, 1, 2));
    assert_eq!(fixture.pages(), ["index.html"]);
    assert_eq!(fixture.listed(), ["index.html"]);
    assert!(!fixture.at("site/.public.whosays").exists());
}

/// A folder in which a build was killed around the exchange, with what it left beside.
fn killed_around_the_exchange(former: &[(&str, &str)]) -> Fixture {
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("a/b.html", "b"), ("old/o.html", "o")]).unwrap();
    fixture.put("site/public/CNAME", "mine");
    fixture.put("site/.public.whosays/owner", "whosays-staging 1\n1\n");
    fixture.put("site/.public.whosays/lock", "");
    for (path, text) in former {
        fixture.put(&format!("site/.public.whosays/swap/{path}"), text);
    }
    fixture
}

/// A manifest that lists these files; what they hold does not matter here.
fn manifest(paths: &[&str]) -> String {
    let hash = "0".repeat(64);
    paths.iter().fold("whosays-manifest 2\n".into(), |text, path| text + &hash + " " + path + "\n")
}

#[test]
fn a_build_that_was_killed_before_the_exchange_leaves_the_former_site() {
    let listed = manifest(&["index.html", "new/n.html"]);
    let waiting = [(MANIFEST, &*listed), ("index.html", "2"), ("new/n.html", "n")];
    let fixture = killed_around_the_exchange(&waiting);
    fs::hard_link(fixture.at("site/public/CNAME"), fixture.at("site/.public.whosays/swap/CNAME"))
        .unwrap();
    let before = fixture.tree("site/public");
    let same = [("index.html", "1"), ("a/b.html", "b"), ("old/o.html", "o")];
    assert_eq!(fixture.publish(&same).unwrap(), summary(3, 3, 0, 3, 0));
    assert_eq!(fixture.tree("site/public"), before);
    assert!(!fixture.at("site/.public.whosays").exists());
}

#[test]
fn a_build_that_was_killed_after_the_exchange_leaves_the_new_site_and_loses_nothing() {
    let listed = manifest(&["index.html", "gone/g.html", "a/b.html"]);
    let former = [
        (MANIFEST, &*listed),
        ("index.html", "0"),
        ("gone/g.html", "g"),
        ("late.txt", "came while the folders were exchanged"),
        ("gone/late.txt", "came too"),
    ];
    let fixture = killed_around_the_exchange(&former);
    let files = [("index.html", "1"), ("a/b.html", "b"), ("old/o.html", "o")];
    assert_eq!(fixture.publish(&files).unwrap(), summary(3, 3, 0, 3, 0));
    let left = [
        "CNAME",
        "a",
        "a/b.html",
        "gone",
        "gone/late.txt",
        "index.html",
        "late.txt",
        "old",
        "old/o.html",
    ];
    assert_eq!(fixture.pages(), left);
    assert_eq!(fixture.read("site/public/late.txt"), "came while the folders were exchanged");
    assert!(!fixture.at("site/.public.whosays").exists());
    // Killed once more while it removed the former site: folders are all that is left of it.
    let fixture = killed_around_the_exchange(&[]);
    fs::create_dir_all(fixture.at("site/.public.whosays/swap/a/b")).unwrap();
    fixture.publish(&files).unwrap();
    assert!(!fixture.at("site/.public.whosays").exists());
}

#[test]
fn a_foreign_file_that_cannot_go_back_stays_and_is_named() {
    let fixture = killed_around_the_exchange(&[("index.html", "not from a build")]);
    let before = fixture.tree("site/public");
    let message = format!("{:#}", fixture.publish(&[("index.html", "2")]).unwrap_err());
    assert!(message.contains("swap/index.html was written by somebody else"), "{message}");
    assert!(message.contains("move it away"), "{message}");
    assert_eq!(fixture.tree("site/public"), before);
    fs::rename(fixture.at("site/.public.whosays/swap/index.html"), fixture.at("mine")).unwrap();
    fixture.publish(&[("index.html", "2")]).unwrap();
    assert!(!fixture.at("site/.public.whosays").exists());
}

#[test]
fn a_build_that_was_killed_as_it_began_is_no_hindrance() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.at("site/.public.whosays")).unwrap();
    fixture.publish(&[("index.html", "1")]).unwrap();
    fixture.put("site/.public.whosays/lock", "");
    for owner in ["", "whos", "whosays-staging 1\n"] {
        fixture.put("site/.public.whosays/owner.next", owner);
        fixture.publish(&[("index.html", "1")]).unwrap();
        assert!(!fixture.at("site/.public.whosays").exists());
    }
}

#[test]
fn a_folder_where_pages_would_wait_is_left_alone_when_it_is_not_ours() {
    let fixture = Fixture::new();
    fixture.put("site/.public.whosays/pages/letter.txt", "mine");
    assert!(fixture.refused("site/public").contains("was not made by whosays"));
    fixture.put("site/.public.whosays/owner", "somebody else");
    assert!(fixture.refused("site/public").contains("was not made by whosays"));
}

#[test]
fn of_two_builds_at_once_the_second_says_no() {
    let fixture = Fixture::new();
    let first = fixture.begin("site/public").unwrap();
    first.file("index.html", b"first").unwrap();
    let message = fixture.refused("site/public");
    let process = format!("another build (process {})", std::process::id());
    assert!(message.contains(&process), "{message}");
    first.finish().unwrap();
    assert_eq!(fixture.read("site/public/index.html"), "first");
    fixture.publish(&[("index.html", "second")]).unwrap();
    assert_eq!(fixture.read("site/public/index.html"), "second");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named_and_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    fixture.publish(&[("index.html", "1"), ("old.html", "old")]).unwrap();
    let out = fixture.at("site/public");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    // Nothing is forbidden to a superuser, so there is nothing to see.
    let is_forbidden = File::create(out.join("probe")).is_err();
    if is_forbidden {
        let files = [("index.html", "2"), ("new.html", "n")];
        let error = fixture.unchanged(|| format!("{:#}", fixture.publish(&files).unwrap_err()));
        assert!(error.contains("site/public") && error.contains("is as it was"), "{error}");
    }
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
}
