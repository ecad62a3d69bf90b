//! The same input gives the same bytes: on any number of threads, on any machine.

mod common;
#[path = "common/mount.rs"]
mod mount;
#[path = "common/trees.rs"]
mod trees;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use common::{Built, build, example};
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;
use trees::{Tree, differences, tree};
use whosays::source::Sources;
use whosays::{Options, analyze, render, sink};

fn on(threads: usize) -> Built {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| build(&example()))
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let one = on(1);
    assert!(one.len() > 300, "{} files", one.len());
    for threads in [2, 5] {
        assert_eq!(differences(&one, &on(threads)), [""; 0], "on {threads} threads");
    }
}

/// The server makes files one by one, in any order.
#[test]
fn a_file_on_its_own_has_the_bytes_that_it_has_in_the_whole_site() {
    let mut sources = example();
    sources.overlay(
        "site.yaml",
        "title: Test\nbase_url: https://site.example/deep/\n\
         publish: { host: nginx, cname: site.example }\n",
    );
    let page = "---\ntitle: Moved\naliases: [/old/place/]\n---\n";
    sources.overlay("content/pages/moved.md", page);
    let whole = build(&sources);
    assert!(whole.contains_key("_nginx.conf") && whole.contains_key("old/place/index.html"));
    let analysis = analyze(&sources, &Options::default());
    let theme = render::Theme::new(&sources).unwrap();
    let site = render::Site::new(analysis.sound_model().unwrap(), Arc::new(theme)).unwrap();
    // Backwards, as in a build what comes last follows from what came first.
    let file = |path: &String| (path.clone(), site.file(path).unwrap().unwrap_or_default());
    let alone: Built = whole.keys().rev().map(file).collect();
    assert_eq!(differences(&whole, &alone), [""; 0]);
    for path in ["", "index", "claims", "claims/", "search/terms-9999.js", "picture.0.png", "CNAM"]
    {
        assert!(site.file(path).unwrap().is_none(), "{path}");
    }
}

/// A machine: what a process learns from it without being asked to.
struct Machine {
    locale: &'static str,
    zone: &'static str,
    threads: &'static str,
    host: &'static str,
    /// Whether files are made in the order of their names or against it, and so lie in folders.
    forward: bool,
}

const HERE: Machine =
    Machine { locale: "C", zone: "UTC", threads: "1", host: "here", forward: true };
const THERE: Machine = Machine {
    locale: "tr_TR.UTF-8",
    zone: "Pacific/Kiritimati",
    threads: "7",
    host: "there",
    forward: false,
};

impl Machine {
    /// Copies the example below `folder` and builds it there; nothing beside the output is written but
    /// a receipt, which lies where nothing is read.
    fn build(&self, folder: &Path) -> Tree {
        let root = folder.join("site");
        trees::copy_example(&root, self.forward);
        let out = folder.join("out");
        let before = tree(folder);
        let mut command = Command::new(cargo_bin("whosays"));
        command.args(["build", "--root"]).arg(&root).arg("--out").arg(&out).current_dir(folder);
        command.env_clear().env("HOSTNAME", self.host).env("USER", self.host).env("HOME", folder);
        command.env("TZ", self.zone).env("LANG", self.locale).env("LC_ALL", self.locale);
        command.env("RAYON_NUM_THREADS", self.threads).env("TMPDIR", folder);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let mut after = tree(folder);
        after.retain(|path, _| !path.starts_with("out/") && !path.starts_with("site/.whosays/"));
        assert_eq!(differences(&before, &after), [""; 0]);
        tree(&out)
    }
}

#[test]
fn two_differently_set_machines_give_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let here = HERE.build(folder.path());
    assert!(here.len() > 300, "{} files", here.len());
    // On a file system of another kind, where there may be one.
    let mounted = mount::Mount::tmpfs("size=64m");
    let other = TempDir::new().unwrap();
    let there = THERE.build(mounted.as_ref().map_or(other.path(), |mount| mount.path()));
    assert_eq!(differences(&here, &there), [""; 0]);
}

/// Builds a site, with something planted into one page while it is written.
fn with_planted(plant: impl Fn() -> String + Sync) -> Built {
    let sources = Sources::of([("site.yaml", "title: Test\nbase_url: https://site.example/\n")]);
    let analysis = analyze(&sources, &Options::default());
    let files = std::sync::Mutex::new(Built::new());
    render::site(
        analysis.sound_model().unwrap(),
        &sources,
        &sink::each(|path, bytes| {
            let mut bytes = bytes.to_vec();
            if path == "claims/index.html" {
                bytes.extend(plant().as_bytes());
            }
            files.lock().unwrap().insert(path.into(), bytes);
            Ok(())
        }),
    )
    .unwrap();
    files.into_inner().unwrap()
}

/// What the comparison is worth: a clock and the order of a hash map are seen.
#[test]
fn a_planted_clock_or_order_of_a_hash_map_is_found() {
    let clock = || format!("{:?}", std::time::SystemTime::now());
    // Each map has an order of its own; one of a hundred keys is never the same by chance.
    let order = || {
        let map: HashMap<u32, ()> = (0..100).map(|key| (key, ())).collect();
        format!("{:?}", map.keys().collect::<Vec<_>>())
    };
    let plain = || "nothing".to_owned();
    assert_eq!(differences(&with_planted(plain), &with_planted(plain)), [""; 0]);
    assert_eq!(differences(&with_planted(clock), &with_planted(clock)), ["claims/index.html"]);
    assert_eq!(differences(&with_planted(order), &with_planted(order)), ["claims/index.html"]);
}
