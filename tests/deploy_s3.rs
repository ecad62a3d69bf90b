//! `publish` to a bucket, with the program itself and an S3-compatible server on this machine:
//!
//! ```text
//! npm ci --prefix tests/s3
//! cargo test --features s3 --test deploy_s3 -- --ignored
//! ```

#![cfg(feature = "s3")]

#[path = "common/publishing.rs"]
mod publishing;
#[path = "common/trees.rs"]
mod trees;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use publishing::{Place, RECORD, Site, said};
use snapbox::cmd::cargo_bin;
use trees::Tree;

const PREFIX: &str = "sites/one/";

/// A bucket, and the server that holds it.
struct Bucket {
    server: Child,
    address: String,
    /// What the server says.
    lines: Mutex<Receiver<String>>,
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Bucket {
    fn make(place: &Path) -> Bucket {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/s3/server.js");
        let mut server = Command::new("node")
            .arg(script)
            .arg(place)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a program `node`");
        let stdout = BufReader::new(server.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let address = lines.recv().expect("the server starts; `npm ci --prefix tests/s3` first");
        let bucket = Bucket { server, address, lines: Mutex::new(lines) };
        // A neighbour in the same bucket.
        bucket.put("sites/two/index.html", "another site");
        bucket
    }

    fn url(&self, key: &str) -> String {
        format!("{}/site/{key}", self.address)
    }

    fn get(&self, key: &str) -> ureq::http::Response<ureq::Body> {
        ureq::get(self.url(key)).call().unwrap()
    }

    fn put(&self, key: &str, text: &str) {
        ureq::put(self.url(key)).send(text).unwrap();
    }

    /// Tells the server something, and waits until it has heard.
    fn tell(&self, line: &str) {
        writeln!(self.server.stdin.as_ref().unwrap(), "{line}").unwrap();
        self.lines_until("heard");
    }

    /// What the server says until it says this.
    fn lines_until(&self, last: &str) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        lines.iter().take_while(|line| line != last).collect()
    }

    /// Waits until so many writes were answered.
    fn wait_for(&self, writes: usize) {
        let lines = self.lines.lock().unwrap();
        let answered = lines.iter().filter(|line| line.starts_with("200 PUT "));
        assert_eq!(answered.take(writes).count(), writes);
    }

    /// The paths that were written and removed since this was asked last, in their order.
    fn log(&self) -> Vec<String> {
        self.put("end-of-log", "");
        let lines = self.lines_until("200 PUT /site/end-of-log");
        let paths = lines.iter().filter_map(|line| {
            let (status, request) = line.split_once(' ')?;
            assert!(status.starts_with('2'), "{line}");
            let (method, path) = request.split_once(" /site/")?;
            Some(format!("{method} {}", path.strip_prefix(PREFIX)?))
        });
        paths.collect()
    }
}

impl Place for Bucket {
    fn settings(&self) -> String {
        format!("{{ s3: {{ bucket: site, endpoint: '{}', prefix: sites/one }} }}", self.address)
    }

    fn files(&self) -> Tree {
        let list = self.get(&format!("?list-type=2&prefix={PREFIX}")).body_mut().read_to_string();
        let list = list.unwrap();
        let list = roxmltree::Document::parse(&list).unwrap();
        let keys = list.descendants().filter(|node| node.tag_name().name() == "Key");
        keys.filter_map(|key| key.text())
            .map(|key| {
                let bytes = self.get(key).body_mut().read_to_vec().unwrap();
                (key.strip_prefix(PREFIX).unwrap().to_owned(), bytes)
            })
            .collect()
    }

    fn write(&self, path: &str, text: &str) {
        self.put(&format!("{PREFIX}{path}"), text);
    }

    fn remove(&self, path: &str) {
        ureq::delete(self.url(&format!("{PREFIX}{path}"))).call().unwrap();
    }
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn a_site_comes_to_a_bucket_changes_and_goes() {
    publishing::comes_changes_and_goes(Bucket::make);
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn what_would_lose_something_in_a_bucket_is_refused() {
    publishing::refuses_what_would_lose_something(Bucket::make);
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn what_a_page_needs_comes_before_it_and_what_is_no_more_goes_last() {
    let site = Site::new(Bucket::make);
    site.publish(&["--yes"]).code(0);
    let first = site.place.log();
    assert_eq!(first[0], format!("PUT {RECORD}"));
    assert_eq!(*first.last().unwrap(), format!("PUT {RECORD}"));
    site.edit();
    site.put("content/pages/fresh.md", "---\ntitle: Fresh\n---\n");
    site.publish(&["--yes"]).code(0);
    let log = site.place.log();
    let at = |line: &str| {
        let found = log.iter().position(|other| other == line);
        found.unwrap_or_else(|| panic!("{line} is not in {log:#?}"))
    };
    let order = [
        at("PUT new/come.txt"),
        at("PUT fresh/index.html"),
        at("PUT about/index.html"),
        at("PUT sitemap.xml"),
        at("DELETE old/gone.txt"),
        log.len() - 1,
    ];
    assert!(order.is_sorted(), "{log:#?}");
    assert_eq!(log.iter().filter(|line| line.contains("kept/")).count(), 0, "{log:#?}");
    // Nothing was written beside the site.
    assert_eq!(
        site.place.get("sites/two/index.html").body_mut().read_to_string().unwrap(),
        "another site"
    );
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn objects_have_their_media_type_and_say_how_long_they_keep() {
    let site = Site::new(Bucket::make);
    site.publish(&["--yes"]).code(0);
    let headers = |path: &str| {
        let answer = site.place.get(&format!("{PREFIX}{path}"));
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        (header("content-type"), header("cache-control"))
    };
    let again = "public, max-age=0, must-revalidate";
    let ever = "public, max-age=31536000, immutable";
    let built = site.built();
    let hashed = |name: &str| {
        let like =
            |path: &&String| path.starts_with(name) && path.split('.').nth(1).unwrap().len() == 10;
        built.keys().find(like).unwrap().to_owned()
    };
    for (path, kind, cache) in [
        ("about/index.html", "text/html; charset=utf-8", again),
        ("feed.xml", "text/xml; charset=utf-8", again),
        ("kept/one.txt", "text/plain; charset=utf-8", again),
        (&hashed("site."), "text/css; charset=utf-8", ever),
    ] {
        assert_eq!(headers(path), (kind.to_owned(), cache.to_owned()), "{path}");
    }
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn after_a_kill_the_next_publication_to_a_bucket_sends_what_is_missing() {
    const LET_THROUGH: usize = 30;
    let site = Site::new(Bucket::make);
    site.publish(&["--yes"]).code(0);
    site.edit();
    for number in 0..100 {
        site.put(&format!("static/many/{number}.txt"), &number.to_string());
    }
    site.place.log();
    site.place.tell(&format!("hold {LET_THROUGH}"));
    let mut publishing = Command::new(cargo_bin!("whosays"))
        .args(["publish", "--yes", "--root"])
        .arg(site.root())
        .env("AWS_ACCESS_KEY_ID", "S3RVER")
        .env("AWS_SECRET_ACCESS_KEY", "S3RVER")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // All that were let through are answered, and all others held.
    site.place.wait_for(LET_THROUGH);
    publishing.kill().unwrap();
    publishing.wait().unwrap();
    site.place.tell("release");
    site.place.log();
    let files = site.place.files();
    assert!(String::from_utf8_lossy(&files["about/index.html"]).contains("First."));
    assert!(files.contains_key("old/gone.txt"));
    let there = files.keys().filter(|path| path.starts_with("many/")).count();
    assert!((1..=LET_THROUGH).contains(&there), "{there}");

    site.publish(&["--yes"]).code(0);
    site.assert_published(&[]);
    let log = site.place.log();
    let again = log.iter().filter(|line| line.contains("many/")).count();
    assert_eq!(again, 100 - there, "{log:#?}");
}

#[test]
#[ignore = "needs the server of tests/s3"]
fn a_bucket_without_its_key_is_refused() {
    let site = Site::new(Bucket::make);
    let fails = |key: &str, secret: &str| {
        let call = site.command(&["--yes"]).env("AWS_ACCESS_KEY_ID", key);
        let failed = call.env("AWS_SECRET_ACCESS_KEY", secret).assert().code(2);
        String::from_utf8(failed.get_output().stderr.clone()).unwrap()
    };
    let told = fails("S3RVER", "");
    assert!(told.contains("a bucket needs AWS_SECRET_ACCESS_KEY in the environment"), "{told}");
    let told = fails("SOMEBODY", "S3RVER");
    assert!(told.contains("the store says 403 Forbidden: InvalidAccessKeyId"), "{told}");
    let told = fails("S3RVER", "hidden");
    assert!(told.contains("SignatureDoesNotMatch: It is another."), "{told}");
    assert!(!told.contains("hidden"), "{told}");
    assert_eq!(site.place.files(), Tree::new());
    let done = said(&site.publish(&["--yes"]).code(0));
    assert!(done.contains("published"), "{done}");
}
