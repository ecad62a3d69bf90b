//! Whatever stops a build, the output folder holds the former site or the new one, whole.
//!
//! `WHOSAYS_KILLS=200 cargo test --test whole_or_not -- --nocapture` kills as many builds, and says
//! how they were found; `WHOSAYS_SEED=7` draws other moments.

#![cfg(unix)]

#[path = "common/mount.rs"]
mod mount;
#[path = "common/trees.rs"]
mod trees;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use mount::Mount;
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;
use trees::{Tree, differences, put, tree};

const FILES: usize = 240;

/// Two editions of a site, and what they are when they are built.
struct Editions {
    folder: TempDir,
    out: PathBuf,
    built: [Tree; 2],
}

impl Editions {
    /// `out` is where the site is built; there is a file in it that no build wrote.
    fn new(out: &Path) -> Editions {
        let folder = TempDir::new().unwrap();
        let mut editions = Editions { folder, out: out.into(), built: [Tree::new(), Tree::new()] };
        for edition in 0..2 {
            let root = editions.root(edition);
            put(&root, [("site.yaml", "title: Test\nbase_url: https://site.example/\n")]);
            for number in 0..FILES {
                // Some files are the same in both, some differ, some are in one of them alone.
                let (path, text) = match number % 4 {
                    0 => (format!("same/{number}.txt"), number.to_string()),
                    1 => (format!("{edition}/only-{number}.txt"), number.to_string()),
                    _ => {
                        (format!("other/{number}/file.txt"), format!("{edition}\n").repeat(number))
                    }
                };
                put(&root.join("static"), [(&*path, &*text)]);
            }
        }
        for edition in [1, 0] {
            let done = editions.build(edition, &[]).output().unwrap();
            assert!(done.status.success(), "{done:?}");
            put(&editions.out, [("foreign/letter.txt", "mine")]);
            editions.built[edition] = tree(&editions.out);
        }
        assert!(differences(&editions.built[0], &editions.built[1]).len() > FILES / 2);
        editions
    }

    fn root(&self, edition: usize) -> PathBuf {
        self.folder.path().join(edition.to_string())
    }

    fn build(&self, edition: usize, flags: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("whosays"));
        command.args(["build", "--root"]).arg(self.root(edition)).arg("--out").arg(&self.out);
        command.args(flags).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        command
    }

    /// Builds the second edition over the first, and says whether there was room for it; if not,
    /// the first stands as it was.
    fn fits(&self) -> bool {
        let done = self.build(1, &[]).stderr(Stdio::piped()).output().unwrap();
        let message = String::from_utf8(done.stderr).unwrap();
        let found = self.found();
        assert!(!self.staging().exists());
        if done.status.success() {
            assert_eq!(found, Some(1), "{message}");
        } else {
            assert_eq!(found, Some(0), "{message}");
            assert!(message.contains("is as it was"), "{message}");
            assert!(message.contains("No space left"), "{message}");
        }
        done.status.success()
    }

    /// Where pages wait.
    fn staging(&self) -> PathBuf {
        let name = self.out.file_name().unwrap().to_str().unwrap();
        self.out.with_file_name(format!(".{name}.whosays"))
    }

    /// Which edition the output folder holds, to the last byte.
    fn found(&self) -> Option<usize> {
        let found = tree(&self.out);
        self.built.iter().position(|built| *built == found)
    }

    /// Starts a build and waits until it has written this far.
    fn start(&self, edition: usize, flags: &[&str], phase: Phase) -> (Child, Instant) {
        let mut build = self.build(edition, flags).spawn().unwrap();
        let (first, swap) = (self.staging().join(phase.first()), self.staging().join("swap"));
        while !first.exists() && !swap.exists() && build.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        (build, Instant::now())
    }

    /// How long a phase of a build takes.
    fn span(&self, edition: usize, flags: &[&str], phase: Phase) -> Duration {
        let (mut build, start) = self.start(edition, flags, phase);
        assert!(build.wait().unwrap().success());
        start.elapsed()
    }

    /// Starts a build and kills it at a random moment of a phase that takes about so long. Returns
    /// whether it was still at work.
    fn kill(&self, edition: usize, flags: &[&str], phase: Phase, span: Duration) -> bool {
        let (mut build, start) = self.start(edition, flags, phase);
        let moment = start + span.mul_f64(fastrand::f64());
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        let at_work = build.try_wait().unwrap().is_none();
        build.kill().unwrap();
        build.wait().unwrap();
        at_work
    }
}

/// From when to the end of a build a moment is drawn: the last parts are short, and much happens.
#[derive(Clone, Copy)]
enum Phase {
    Whole,
    /// From the first file of `static` on, after all pages.
    Files,
    /// From when the folder is completed for the exchange.
    Exchange,
    /// From the first file that is replaced in place.
    InPlace,
}

impl Phase {
    /// What is made first in it, in the folder where pages wait.
    fn first(self) -> &'static str {
        match self {
            Phase::Whole => "pages",
            Phase::Files => "pages/other",
            Phase::Exchange => "pages/same",
            Phase::InPlace => "replaced/2",
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

fn kills() -> usize {
    number("WHOSAYS_KILLS").unwrap_or(8) as usize
}

/// Draws the same moments each time, as far as a machine does the same in them.
fn seed() {
    fastrand::seed(number("WHOSAYS_SEED").unwrap_or(0));
}

#[test]
fn after_a_kill_at_any_moment_the_former_site_or_the_new_one_is_there() {
    seed();
    let folder = TempDir::new().unwrap();
    let editions = Editions::new(&folder.path().join("public"));
    let probe = editions.build(1, &[]).stderr(Stdio::piped()).output().unwrap();
    if is_in_place(&probe) {
        eprintln!("skipped, as folders cannot be exchanged here");
        return;
    }
    let phases = [Phase::Whole, Phase::Exchange, Phase::Files, Phase::Exchange];
    let spans = phases.map(|phase| [0, 1].map(|next| editions.span(next, &[], phase)));
    let (mut former, mut new, mut at_work, mut around) = (0, 0, 0, 0);
    let mut there = 1;
    for kill in 0..kills() {
        let next = 1 - there;
        let phase = kill % phases.len();
        at_work += usize::from(editions.kill(next, &[], phases[phase], spans[phase][next]));
        around += usize::from(editions.staging().join("swap").exists());
        let Some(found) = editions.found() else {
            let differ = differences(&tree(&editions.out), &editions.built[there]);
            panic!("kill {kill}: neither the former site nor the new one; {differ:?}");
        };
        *(if found == next { &mut new } else { &mut former }) += 1;
        there = found;
    }
    eprintln!(
        "{} builds killed, {at_work} of them at work: {former} times the former site, {new} times \
         the new one; {around} times around the exchange",
        kills()
    );
    assert!(at_work > 0);
    // Whatever was left is cleaned up.
    let last = editions.build(1 - there, &[]).stderr(Stdio::piped()).output().unwrap();
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    assert_eq!(editions.found(), Some(1 - there));
    assert!(!editions.staging().exists());
}

#[test]
fn after_a_kill_of_a_change_in_place_the_next_build_makes_the_site_whole() {
    seed();
    let folder = TempDir::new().unwrap();
    let editions = Editions::new(&folder.path().join("public"));
    let flags = ["--in-place"];
    editions.span(1, &flags, Phase::InPlace);
    let span = editions.span(0, &flags, Phase::InPlace);
    let mut mixed = 0;
    for kill in 0..kills() / 4 {
        editions.kill(1 - kill / 2 % 2, &flags, Phase::InPlace, span);
        mixed += usize::from(editions.found().is_none());
        let next = kill % 2;
        assert!(editions.build(next, &flags).status().unwrap().success());
        assert_eq!(editions.found(), Some(next), "kill {kill}");
        assert!(!editions.staging().exists());
    }
    eprintln!("{} builds killed: {mixed} times pages of both, mended each time", kills() / 4);
}

#[test]
fn in_a_file_system_that_is_full_the_former_site_stays() {
    // Its space ends at one time, its names at the other; so early that nothing can be written,
    // late, and not at all.
    for out in ["public", ""] {
        let Some(mount) = Mount::tmpfs("size=64m") else { return };
        let editions = Editions::new(&mount.path().join(out));
        let used = editions.built[0].len() as u64;
        let (mut failed, mut fitted) = (0, 0);
        for room in [0, 40, 200, 500, 4000] {
            for (limit, least, most) in [
                ("size", mount.used_bytes() + (room << 10), 64 << 20),
                ("nr_inodes", used + 20 + room / 2, 1 << 20),
            ] {
                mount.limit(limit, least);
                *(if editions.fits() { &mut fitted } else { &mut failed }) += 1;
                mount.limit(limit, most);
                assert!(editions.build(0, &[]).status().unwrap().success());
            }
        }
        eprintln!("full, `{out}` in it: {failed} builds failed, {fitted} fitted");
        assert!(failed > 2 && fitted > 1, "{failed}, {fitted}");
    }
}

#[test]
fn where_something_is_mounted_files_are_changed_one_by_one_and_that_is_said() {
    let Some(mount) = Mount::tmpfs("size=8m") else { return };
    let editions = Editions::new(mount.path());
    let done = editions.build(1, &[]).stderr(Stdio::piped()).output().unwrap();
    let message = String::from_utf8(done.stderr.clone()).unwrap();
    assert!(is_in_place(&done), "{message}");
    assert!(message.contains("it is the root of a file system"), "{message}");

    let folder = TempDir::new().unwrap();
    let editions = Editions::new(&folder.path().join("public"));
    let inner = folder.path().join("public/foreign/mounted");
    fs::create_dir(&inner).unwrap();
    let bound = Command::new("mount").arg("--bind").arg(mount.path()).arg(&inner).status().unwrap();
    assert!(bound.success());
    let done = editions.build(1, &[]).stderr(Stdio::piped()).output().unwrap();
    let kept = inner.join("index.html").exists();
    assert!(Command::new("umount").arg(&inner).status().unwrap().success());
    let message = String::from_utf8(done.stderr.clone()).unwrap();
    assert!(is_in_place(&done) && message.contains("something is mounted in it"), "{message}");
    assert!(kept);
    fs::remove_dir(&inner).unwrap();
    assert_eq!(editions.found(), Some(1));
}

/// Whether a build said that it changed files one by one.
fn is_in_place(done: &Output) -> bool {
    assert!(done.status.success(), "{done:?}");
    String::from_utf8_lossy(&done.stderr).contains("changed one by one")
}
