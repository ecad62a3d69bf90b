//! What `serve` answers, and when.

#![cfg(feature = "serve")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// No test waits that long unless something is broken.
const DEADLINE: Duration = Duration::from_secs(60);

const CLAIM: &str = "content/claims/cheese.md";

fn claim(title: &str) -> String {
    format!(
        "---\ntitle: {title}\npositions:\n  - {{by: selene, stance: asserts, date: 2020-01-02, \
         source: report}}\n---\n"
    )
}

fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    let put = |path: &str, text: &str| put(folder.path(), path, text);
    put("site.yaml", "title: Moon\nbase_url: https://example.org/\n");
    put("content/actors/selene.md", "---\nname: Selene Office\ntype: public-body\n---\n");
    put("content/sources/report.md", "---\ntitle: Report\ntype: report\n---\n");
    put("static/own.css", "body { color: red }");
    put(CLAIM, &claim("The moon is made of cheese"));
    folder
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A running server.
struct Server {
    child: Child,
    port: u16,
    /// What it says on standard error.
    told: Receiver<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a server and waits until it says that it answers.
    fn start(root: &Path, port: u16) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whosays"))
            .arg("serve")
            .arg("--root")
            .arg(root)
            .args(["--port", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = lines(child.stdout.take().unwrap());
        let told = lines(child.stderr.take().unwrap());
        let mut server = Server { child, port: 0, told };
        while server.port == 0 {
            let line = said.recv_timeout(DEADLINE).unwrap();
            if let Some(address) = line.strip_prefix("serving the site at http://127.0.0.1:") {
                server.port = address.split('/').next().unwrap().parse().unwrap();
            }
        }
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn get(&self, path: &str) -> Answer {
        Answer::of(agent().get(self.url(path)).call().unwrap())
    }

    /// Listens to which edition is the latest.
    fn editions(&self) -> Editions {
        let response = agent().get(self.url("/__whosays/events")).call().unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Editions { lines: lines(response.into_body().into_reader()) }
    }

    /// Waits until a page is as expected, looking again at each new edition.
    fn until(&self, editions: &Editions, path: &str, expected: impl Fn(&Answer) -> bool) -> Answer {
        loop {
            editions.next();
            let answer = self.get(path);
            if expected(&answer) {
                return answer;
            }
        }
    }

    /// Sends a request as it stands, and returns the whole answer.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn send_to(&self, host: &str, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }
}

/// The revisions of editions, as a page hears of them.
struct Editions {
    lines: Receiver<String>,
}

impl Editions {
    fn next(&self) -> String {
        // A line that only keeps the connection does not put the deadline off.
        let end = Instant::now() + DEADLINE;
        loop {
            let line = self.lines.recv_timeout(end.duration_since(Instant::now())).unwrap();
            if let Some(revision) = line.strip_prefix("data: ") {
                return revision.into();
            }
        }
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    kind: String,
    location: String,
    body: String,
}

impl Answer {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Answer {
        let header = |name: &str| {
            let value = response.headers().get(name);
            value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        Answer {
            status: response.status().as_u16(),
            kind: header("content-type"),
            location: header("location"),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_recv_response(Some(DEADLINE))
        .build()
        .into()
}

/// Reads lines in a thread of their own, so that one can wait for the next with a deadline.
fn lines(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver): (Sender<String>, _) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
fn pages_and_files_are_served_as_on_a_web_server() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    for path in ["/", "/index.html", "/claims/cheese/"] {
        let page = server.get(path);
        assert_eq!((page.status, &*page.kind), (200, "text/html; charset=utf-8"), "{path}");
        assert_eq!(page.body.matches("/__whosays/reload.js").count(), 1, "{path}");
    }
    assert!(server.get("/claims/cheese/").body.contains("The moon is made of cheese"));
    let moved = server.get("/claims/cheese?a=b");
    assert_eq!((moved.status, &*moved.location), (307, "/claims/cheese/?a=b"));
    let style = server.get("/own.css");
    assert_eq!((style.status, &*style.kind), (200, "text/css; charset=utf-8"));
    assert_eq!(style.body, "body { color: red }");
    let script = server.get("/__whosays/reload.js");
    assert_eq!((script.status, &*script.kind), (200, "text/javascript"));
    for path in ["/nowhere/", "/%2e%2e/site.yaml", "/..%2fsite.yaml", "/site.yaml", "/%ff", "//"] {
        let page = server.get(path);
        assert_eq!((page.status, &*page.kind), (404, "text/html; charset=utf-8"), "{path}");
    }
    let head = Answer::of(agent().head(server.url("/")).call().unwrap());
    assert_eq!((head.status, &*head.body), (200, ""));
    let post = Answer::of(agent().post(server.url("/")).send_empty().unwrap());
    assert_eq!(post.status, 405);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn a_change_is_told_to_open_pages_and_shown() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let editions = server.editions();
    // The edition that a page shows is the one of which it would hear first.
    let shown = format!(r#"data-revision="{}""#, editions.next());
    assert!(server.get("/claims/cheese/").body.contains(&shown));
    put(folder.path(), CLAIM, &claim("The moon is made of rock"));
    let page =
        server.until(&editions, "/claims/cheese/", |page| page.body.contains("made of rock"));
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(&shown));
    // A new folder, and a file in it.
    put(folder.path(), "content/claims/new/green.md", &claim("The moon is green"));
    server.until(&editions, "/claims/green/", |page| page.status == 200);
}

#[test]
fn mistakes_are_shown_on_every_page_until_they_are_mended() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let editions = server.editions();
    put(folder.path(), CLAIM, &claim("Cheese\nverdict: <b>false</b>"));
    for path in ["/", "/claims/cheese/", "/nowhere/"] {
        let is_broken = |page: &Answer| page.body.contains("error[verdict-key]");
        let page = match server.get(path) {
            page if is_broken(&page) => page,
            _ => server.until(&editions, path, is_broken),
        };
        assert_eq!((page.status, &*page.kind), (500, "text/html; charset=utf-8"), "{path}");
        assert!(page.body.contains("<h1>1 error in 1 file</h1>"), "{}", page.body);
        assert!(page.body.contains("content/claims/cheese.md:3:1"), "{}", page.body);
        assert!(page.body.contains("&lt;b&gt;false&lt;/b&gt;"), "{}", page.body);
    }
    assert_eq!(server.get("/__whosays/mistakes.css").kind, "text/css");
    put(folder.path(), CLAIM, &claim("The moon is made of rock"));
    let page = server.until(&editions, "/claims/cheese/", |page| page.status == 200);
    assert!(page.body.contains("made of rock"));
}

#[test]
fn a_site_may_be_broken_or_empty_at_first() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), 0);
    let page = server.get("/");
    assert_eq!(page.status, 500);
    assert!(page.body.contains("there is no `site.yaml` in this folder"), "{}", page.body);
    let editions = server.editions();
    put(folder.path(), "site.yaml", "title: Moon\nbase_url: https://example.org/\n");
    server.until(&editions, "/", |page| page.status == 200);
}

#[test]
fn folders_may_go_and_come_back() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("site");
    fs::rename(site().keep(), &root).unwrap();
    let server = Server::start(&root, 0);
    let editions = server.editions();
    let claim_is_there = |page: &Answer| page.body.contains("The moon is made of cheese");
    server.until(&editions, "/claims/cheese/", claim_is_there);
    for gone in ["content", "content/claims", ""] {
        let here = root.join(gone);
        let there = folder.path().join("away");
        fs::rename(&here, &there).unwrap();
        server.until(&editions, "/claims/cheese/", |page| !claim_is_there(page));
        fs::rename(&there, &here).unwrap();
        server.until(&editions, "/claims/cheese/", claim_is_there);
        // What came back is watched again.
        put(&root, CLAIM, &claim("The moon is made of rock"));
        server.until(&editions, "/claims/cheese/", |page| page.body.contains("made of rock"));
        put(&root, CLAIM, &claim("The moon is made of cheese"));
        server.until(&editions, "/claims/cheese/", claim_is_there);
    }
}

#[test]
fn only_requests_for_this_machine_are_answered() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let port = server.port;
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let answer = server.send_to(&format!("{host}:{port}"), "/");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
    let other = format!("localhost:{}", port ^ 1);
    for host in ["example.org", &format!("example.org:{port}"), "localhost", &other, ""] {
        for path in ["/", "/__whosays/events", "/__whosays/reload.js"] {
            let answer = server.send_to(host, path);
            assert!(answer.starts_with("HTTP/1.1 421 "), "{host} {path}: {answer}");
            assert!(!answer.contains("Moon"));
        }
    }
    let answer = server.send("GET / HTTP/1.0\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.0 421 "), "{answer}");
    let elsewhere = format!(
        "GET http://example.org/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    );
    let answer = server.send(&elsewhere);
    assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
}

#[test]
fn a_port_in_use_gives_way_to_the_next() {
    let folder = site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::start(folder.path(), port);
    assert_ne!(server.port, port);
    let line = server.told.recv_timeout(DEADLINE).unwrap();
    assert_eq!(line, format!("port {port} is in use; taking {} instead", server.port));
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_folder_that_is_not_there_is_a_failure() {
    let folder = site();
    let output = Command::new(env!("CARGO_BIN_EXE_whosays"))
        .args(["serve", "--port", "0", "--root", "nowhere"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: nowhere is not a folder\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly_also_while_pages_listen() {
    for signal in ["-INT", "-TERM"] {
        let folder = site();
        let mut server = Server::start(folder.path(), 0);
        let editions = server.editions();
        editions.next();
        let id = server.child.id().to_string();
        let kill = format!("kill {signal} {id}");
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        // The connection ends with the server.
        let end = Instant::now() + DEADLINE;
        let ended = loop {
            if let Err(error) = editions.lines.recv_timeout(end.duration_since(Instant::now())) {
                break error;
            }
        };
        assert_eq!(ended, RecvTimeoutError::Disconnected);
        let status: ExitStatus = server.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}
