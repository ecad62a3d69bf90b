//! `check --links` with the program itself, and with hosts on this machine.

#![cfg(feature = "links")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use serde_json::Value;
use snapbox::cmd::{Command, OutputAssert, cargo_bin};
use tempfile::TempDir;

/// What is done when a request comes: its number at this path is given, from 0 on.
type Answer = Box<dyn Fn(&str, usize) -> String + Send + Sync>;

/// A host that answers as a table of paths says, and remembers what it was asked.
struct Host {
    address: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Method and path of each request, in order.
    requests: Mutex<Vec<String>>,
    agents: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Host {
    fn start(answers: Vec<(&'static str, Answer)>) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen::default());
        let answers: Arc<BTreeMap<_, _>> = Arc::new(answers.into_iter().collect());
        let host = Host { address, seen: seen.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, answers) = (seen.clone(), answers.clone());
                thread::spawn(move || serve(stream, &seen, &answers));
            }
        });
        host
    }

    fn requests(&self) -> Vec<String> {
        let mut requests = self.seen.requests.lock().unwrap().clone();
        requests.sort();
        requests
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

fn serve(mut stream: TcpStream, seen: &Seen, answers: &BTreeMap<&str, Answer>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<String> =
        lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let agent = headers.iter().find_map(|line| {
        line.to_ascii_lowercase().starts_with("user-agent:").then(|| line.clone())
    });
    let at_once = seen.at_once.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most_at_once.fetch_max(at_once, Ordering::SeqCst);
    let request = format!("{method} {path}");
    let number = {
        let mut requests = seen.requests.lock().unwrap();
        let number = requests.iter().filter(|other| other.ends_with(&format!(" {path}"))).count();
        requests.push(request);
        number
    };
    seen.agents.lock().unwrap().extend(agent);
    let answer =
        answers.get(&*path).map_or("404 Not Found".into(), |answer| answer(&method, number));
    seen.at_once.fetch_sub(1, Ordering::SeqCst);
    let (status, headers) = answer.split_once('\n').unwrap_or((&answer, ""));
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"
    );
    Some(())
}

fn always(answer: &str) -> Answer {
    let answer = answer.to_owned();
    Box::new(move |_, _| answer.clone())
}

/// A site with these texts in prose.
fn site(prose: &str, sources: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let put = |path: &str, text: String| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "site.yaml",
        "title: T\nbase_url: https://site.example/\nrules: { unused-source: off }\n".into(),
    );
    put("content/explainers/e.md", format!("---\ntitle: E\nsources:\n{sources}---\n{prose}\n"));
    folder
}

fn check(folder: &TempDir, flags: &[&str]) -> OutputAssert {
    Command::new(cargo_bin!("whosays"))
        .args(["check", "--links", "--root"])
        .arg(folder.path())
        .args(flags)
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        .env_remove("ALL_PROXY")
        .env_remove("all_proxy")
        .assert()
}

fn told(done: &OutputAssert) -> String {
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

/// Rule, message and help of each diagnostic.
fn diagnostics(done: &OutputAssert) -> Vec<(String, String, String)> {
    let report: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = report["diagnostics"].as_array().unwrap().iter();
    list.map(|found| (text(&found["rule"]), text(&found["message"]), text(&found["help"])))
        .collect()
}

#[test]
fn dead_blocked_and_unreachable_are_told_apart_and_a_dead_source_names_its_copy() {
    let host = Host::start(vec![
        ("/fine", always("200 OK")),
        ("/gone", always("410 Gone")),
        ("/copy", always("200 OK")),
        ("/lost-copy", always("404 Not Found")),
        ("/wall", always("403 Forbidden")),
        ("/challenge", always("503 Service Unavailable\ncf-mitigated: challenge\r\n")),
        ("/broken", always("500 Internal Server Error")),
        ("/moved", always("301 Moved Permanently\nLocation: /fine\r\n")),
        ("/moved-away", always("302 Found\nLocation: /missing\r\n")),
        (
            "/get-only",
            Box::new(|method, _| match method {
                "GET" => "200 OK".into(),
                _ => "405 Method Not Allowed".into(),
            }),
        ),
    ]);
    let at = |path: &str| host.url(path);
    let folder = site(
        &format!(
            "[a]({}) [b]({}) <{}> [c]({}) [d]({}) [e]({}) [again]({}) [mail](mailto:a@b.example)",
            at("/fine"),
            at("/wall"),
            at("/challenge"),
            at("/broken"),
            at("/moved"),
            at("/get-only"),
            at("/fine#part"),
        ),
        &format!(
            "  - {{ id: s, title: S, type: report, url: '{}', archived: [{{ url: '{}' }}, {{ url: '{}' }}] }}\n  \
               - {{ id: t, title: T, type: report, url: '{}', archived: [{{ url: '{}' }}] }}\n",
            at("/gone"),
            at("/lost-copy"),
            at("/copy"),
            at("/moved-away"),
            at("/fine"),
        ),
    );
    let done = check(&folder, &["--format", "json"]).code(0);
    let found = diagnostics(&done);
    let expected = [
        ("dead-link", at("/gone"), "410 (Gone)", format!("there is a copy: `{}`", at("/copy"))),
        ("dead-link", at("/lost-copy"), "404 (Not Found)", "give its new address".into()),
        (
            "dead-link",
            at("/moved-away"),
            "404 (Not Found)",
            format!("there is a copy: `{}`", at("/fine")),
        ),
        ("blocked-link", at("/wall"), "403 (Forbidden)", "look at it in a browser".into()),
        (
            "blocked-link",
            at("/challenge"),
            "a proof that no program",
            "look at it in a browser".into(),
        ),
        (
            "unreachable-link",
            at("/broken"),
            "500 (Internal Server Error)",
            "look at it in a browser".into(),
        ),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((rule, message, help), (expected, address, why, what)) in found.iter().zip(&expected) {
        assert_eq!(rule, expected, "{found:#?}");
        assert!(message.contains(&format!("`{address}`")) && message.contains(why), "{message}");
        assert!(help.starts_with(what), "{help}");
    }
    let counts = "4 fine, 3 dead, 2 that let no program in, 1 that did not answer well";
    assert!(told(&done).contains(counts), "{}", told(&done));

    // Whoever fails is asked again, whoever answers is not, and nobody twice at once.
    let requests = host.requests();
    let times = |request: &str| requests.iter().filter(|other| *other == request).count();
    assert_eq!(times("HEAD /fine"), 2, "for itself and from `/moved`: {requests:#?}");
    assert_eq!((times("HEAD /broken"), times("GET /broken")), (1, 3));
    assert_eq!((times("HEAD /wall"), times("GET /wall")), (1, 1));
    assert_eq!((times("HEAD /get-only"), times("GET /get-only")), (1, 1));
    assert_eq!(host.seen.most_at_once.load(Ordering::SeqCst), 1);
    for agent in &*host.seen.agents.lock().unwrap() {
        assert!(agent.contains("whosays/") && agent.contains("https://site.example/"), "{agent}");
    }
}

#[test]
fn hosts_are_asked_at_the_same_time() {
    // Each waits until the other is asked.
    let both = Arc::new(Barrier::new(2));
    let host = |both: Arc<Barrier>| {
        Host::start(vec![(
            "/",
            Box::new(move |_, _| {
                both.wait();
                "200 OK".into()
            }),
        )])
    };
    let (one, two) = (host(both.clone()), host(both));
    let folder = site(&format!("[a]({}) [b]({})", one.url("/"), two.url("/")), "  []\n");
    let done = check(&folder, &[]).code(0);
    assert!(told(&done).contains("2 fine, 0 dead"), "{}", told(&done));
    // Neither had to be asked twice, as one that waits in vain for the other is.
    assert_eq!((one.requests(), two.requests()), (vec!["HEAD /".into()], vec!["HEAD /".into()]));
}

#[test]
fn a_host_that_says_when_to_come_again_is_left_alone_until_then() {
    let host = Host::start(vec![
        (
            "/soon",
            Box::new(|_, number| match number {
                0 => "429 Too Many Requests\nRetry-After: 0\r\n".into(),
                _ => "200 OK".into(),
            }),
        ),
        ("/late", always("429 Too Many Requests\nRetry-After: 86400\r\n")),
    ]);
    let folder = site(&format!("[a]({}) [b]({})", host.url("/soon"), host.url("/late")), "  []\n");
    let done = check(&folder, &["--format", "json"]).code(0);
    let found = diagnostics(&done);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].0 == "blocked-link" && found[0].1.contains("429"), "{found:#?}");
    assert_eq!(host.requests(), ["GET /soon", "HEAD /late", "HEAD /soon"]);
}

#[test]
fn what_was_found_is_kept_for_its_days() {
    let host = Host::start(vec![("/fine", always("200 OK")), ("/broken", always("500 Oh"))]);
    let prose = format!(
        "[a]({}) [b]({}) [c]({})",
        host.url("/fine"),
        host.url("/gone"),
        host.url("/broken")
    );
    let folder = site(&prose, "  []\n");
    let cache = folder.path().join("links.json");
    let on = |day: &str, flags: &[&str]| {
        let own = ["--today", day, "--links-cache", cache.to_str().unwrap()];
        let done = check(&folder, &[&own, flags].concat()).code(0);
        let asked = host.seen.requests.lock().unwrap().drain(..).collect::<Vec<_>>();
        assert!(told(&done).contains("1 fine, 1 dead, 0 that let"), "{}", told(&done));
        (
            asked.iter().any(|it| it.ends_with("/fine")),
            asked.iter().any(|it| it.ends_with("/broken")),
        )
    };
    assert_eq!(on("2024-06-01", &[]), (true, true));
    let kept = fs::read(&cache).unwrap();
    assert_eq!(on("2024-06-08", &[]), (false, true), "what may pass is looked at again");
    assert_eq!(fs::read(&cache).unwrap(), kept, "the same is written as the same bytes");
    assert_eq!(on("2024-06-08", &["--links-age", "6"]), (true, true));
    assert_eq!(on("2024-06-16", &[]), (true, true));

    // No clock, no cache: without a day nothing could be told of the age.
    let refused = check(&folder, &["--links-cache", "links.json"]).code(2);
    assert!(told(&refused).contains("--today"), "{}", told(&refused));
    fs::write(&cache, "{\"name\": \"something else\"}").unwrap();
    let path = cache.to_str().unwrap();
    let refused = check(&folder, &["--today", "2024-06-16", "--links-cache", path]).code(2);
    assert!(
        told(&refused).contains("is no list of links that whosays wrote"),
        "{}",
        told(&refused)
    );
    assert_eq!(fs::read_to_string(&cache).unwrap(), "{\"name\": \"something else\"}");
}

#[test]
fn rules_and_exemptions_hold_for_links_and_nothing_is_asked_without_the_flag() {
    let host = Host::start(vec![("/wall", always("401 Unauthorized"))]);
    let source = |exempt: &str| {
        format!(
            "  - {{ id: s, title: S, type: report, url: '{}', archived: [{{ url: '{}' }}]{exempt} }}\n",
            host.url("/gone"),
            host.url("/wall")
        )
    };
    let folder = site("", &source(""));
    let done = check(&folder, &["--deny-warnings"]).code(1);
    let shown = told(&done);
    assert!(
        shown.contains("warning[dead-link]") && shown.contains("warning[blocked-link]"),
        "{shown}"
    );
    assert!(shown.contains("there is a copy: `http://"), "{shown}");

    let folder =
        site("", &source(", exempt: { dead-link: it is known, blocked-link: it is a wall }"));
    check(&folder, &["--deny-warnings"]).code(0);
    host.seen.requests.lock().unwrap().clear();
    // Without the flag nothing is asked, and no exemption is needless.
    Command::new(cargo_bin!("whosays"))
        .args(["check", "--deny-warnings", "--root"])
        .arg(folder.path())
        .assert()
        .code(0);
    assert_eq!(host.requests(), [""; 0]);
}

#[test]
fn a_machine_that_reaches_nothing_says_so() {
    // Nobody listens at a port that was just given back.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = site(&format!("[a](http://127.0.0.1:{port}/)"), "  []\n");
    let failed = check(&folder, &[]).code(2);
    assert!(told(&failed).contains("is this machine connected?"), "{}", told(&failed));
}
