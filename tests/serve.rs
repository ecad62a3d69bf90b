//! What `serve` answers, and when.

#![cfg(feature = "serve")]

#[path = "common/process.rs"]
mod process;

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Instant;

use process::{DEADLINE, Process, lines};
use serde::Deserialize;
use tempfile::TempDir;

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
    process: Process,
    port: u16,
}

impl Server {
    /// Starts a server and waits until it says that it answers.
    fn start(root: &Path, port: u16) -> Server {
        Server::start_with(root, port, &[])
    }

    fn start_with(root: &Path, port: u16, more: &[&str]) -> Server {
        let port = port.to_string();
        let arguments = ["serve", "--port", &port].into_iter().chain(more.iter().copied());
        let arguments = arguments.map(OsStr::new).chain(["--root".as_ref(), root.as_ref()]);
        let mut server = Server { process: Process::start(arguments), port: 0 };
        while server.port == 0 {
            let line = server.process.said.recv_timeout(DEADLINE).unwrap();
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

/// The editions, as a page hears of them.
struct Editions {
    lines: Receiver<String>,
}

/// What a page hears of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct State {
    revision: String,
    pages: String,
    checked: bool,
}

impl State {
    fn script(&self) -> String {
        let State { revision, pages, .. } = self;
        format!(
            r#"<script src="/__whosays/client.js" data-revision="{revision}" data-pages="{pages}"></script>"#
        )
    }
}

impl Editions {
    fn next(&self) -> State {
        // A line that only keeps the connection does not put the deadline off.
        let end = Instant::now() + DEADLINE;
        loop {
            let line = self.lines.recv_timeout(end.duration_since(Instant::now())).unwrap();
            if let Some(state) = line.strip_prefix("data: ") {
                return serde_json::from_str(state).unwrap();
            }
        }
    }

    /// The next of which everything was checked.
    fn checked(&self) -> State {
        loop {
            let state = self.next();
            if state.checked {
                return state;
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

#[test]
fn pages_and_files_are_served_as_on_a_web_server() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    for path in ["/", "/index.html", "/claims/cheese/"] {
        let page = server.get(path);
        assert_eq!((page.status, &*page.kind), (200, "text/html; charset=utf-8"), "{path}");
        assert_eq!(page.body.matches("/__whosays/client.js").count(), 1, "{path}");
    }
    assert!(server.get("/claims/cheese/").body.contains("The moon is made of cheese"));
    let moved = server.get("/claims/cheese?a=b");
    assert_eq!((moved.status, &*moved.location), (307, "/claims/cheese/?a=b"));
    let style = server.get("/own.css");
    assert_eq!((style.status, &*style.kind), (200, "text/css; charset=utf-8"));
    assert_eq!(style.body, "body { color: red }");
    let script = server.get("/__whosays/client.js");
    assert_eq!((script.status, &*script.kind), (200, "text/javascript"));
    for path in [
        "/nowhere/",
        "/%2e%2e/site.yaml",
        "/..%2fsite.yaml",
        "/static/..%2f..%2fsite.yaml",
        "/claims/%2e%2e%2f%2e%2e%2fsite.yaml",
        "/%5c..%5csite.yaml",
        "/site.yaml",
        "/site.yaml%00.html",
        "/content/claims/cheese.md",
        "/%ff",
        "//",
        "/%2f",
    ] {
        let page = server.get(path);
        assert_eq!((page.status, &*page.kind), (404, "text/html; charset=utf-8"), "{path}");
    }
    let head = Answer::of(agent().head(server.url("/")).call().unwrap());
    assert_eq!((head.status, &*head.body), (200, ""));
    let post = Answer::of(agent().post(server.url("/")).send_empty().unwrap());
    assert_eq!(post.status, 405);
    // As they stand: a client would make them shorter.
    let port = server.port;
    for target in ["/../site.yaml", "/claims/../../site.yaml", "/./../site.yaml"] {
        let answer = server.send_to(&format!("localhost:{port}"), target);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{target}: {answer}");
        assert!(!answer.contains("title: Moon"), "{target}");
    }
    let whole = server
        .send_to(&format!("localhost:{port}"), &format!("http://localhost:{port}/../site.yaml"));
    assert!(whole.starts_with("HTTP/1.1 404 "), "{whole}");
    assert!(!folder.path().join("public").exists());
}

#[test]
fn a_change_is_told_to_open_pages_and_shown() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let editions = server.editions();
    // The edition that a page shows is the one of which it would hear first.
    let shown = editions.next().script();
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
    editions.checked();
    put(folder.path(), CLAIM, &claim("Cheese\nverdict: <b>false</b>"));
    for path in ["/", "/claims/cheese/", "/nowhere/"] {
        let is_broken = |page: &Answer| page.body.contains("error[verdict-key]");
        let page = match server.get(path) {
            page if is_broken(&page) => page,
            _ => server.until(&editions, path, is_broken),
        };
        assert_eq!((page.status, &*page.kind), (500, "text/html; charset=utf-8"), "{path}");
        assert!(page.body.contains(">1 error in 1 file</h1>"), "{}", page.body);
        // The page as it was last lies below, if there was one.
        let was_there = page.body.contains("The moon is made of cheese");
        assert_eq!(was_there, path != "/nowhere/", "{path}");
        let file = fs::canonicalize(folder.path()).unwrap().join(CLAIM);
        let link = format!(r#"<a href="vscode://file{}:3:1">{CLAIM}:3:1</a>"#, file.display());
        assert!(page.body.contains(&link), "{link}: {}", page.body);
        assert!(page.body.contains("&lt;b&gt;false&lt;/b&gt;"), "{}", page.body);
    }
    for style in ["client.css", "overlay.css"] {
        assert_eq!(server.get(&format!("/__whosays/{style}")).kind, "text/css");
    }
    put(folder.path(), CLAIM, &claim("The moon is made of rock"));
    let page = server.until(&editions, "/claims/cheese/", |page| page.status == 200);
    assert!(page.body.contains("made of rock"));
}

#[test]
fn a_name_changes_wherever_it_stands_also_beside_a_mistake() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let editions = server.editions();
    let names = |name: &'static str| {
        let others = ["Selene", "Luna", "Hecate"].into_iter().filter(move |other| *other != name);
        move |page: &Answer| {
            let has = |name| page.body.contains(&format!("{name} Office"));
            page.status == 200 && has(name) && !others.clone().any(has)
        }
    };
    let rename = |name: &str| {
        let actor = format!("---\nname: {name} Office\ntype: public-body\n---\n");
        put(folder.path(), "content/actors/selene.md", &actor);
    };
    server.until(&editions, "/claims/cheese/", names("Selene"));
    rename("Luna");
    server.until(&editions, "/claims/cheese/", names("Luna"));
    put(folder.path(), CLAIM, &claim("Cheese\nverdict: no"));
    server.until(&editions, "/", |page| page.status == 500);
    rename("Hecate");
    // As long as there is a mistake, pages stay as they were.
    editions.checked();
    put(folder.path(), CLAIM, &claim("The moon is made of cheese"));
    server.until(&editions, "/claims/cheese/", names("Hecate"));
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
    let claim_is_there =
        |page: &Answer| page.status == 200 && page.body.contains("The moon is made of cheese");
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
        for path in ["/", "/__whosays/events", "/__whosays/client.js", "/__whosays/entries/"] {
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
    let line = server.process.told.recv_timeout(DEADLINE).unwrap();
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
    for signal in ["INT", "TERM"] {
        let folder = site();
        let mut server = Server::start(folder.path(), 0);
        let editions = server.editions();
        editions.next();
        server.process.signal(signal);
        // The connection ends with the server.
        let end = Instant::now() + DEADLINE;
        let ended = loop {
            if let Err(error) = editions.lines.recv_timeout(end.duration_since(Instant::now())) {
                break error;
            }
        };
        assert_eq!(ended, RecvTimeoutError::Disconnected);
        let status: ExitStatus = server.process.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

/// A server, and what it is held against.
struct Followed {
    folder: TempDir,
    server: Server,
    editions: Editions,
}

impl Followed {
    fn new() -> Followed {
        Followed::after(|_| {})
    }

    /// Starts the server when something was done to the site in the folder.
    fn after(first: impl FnOnce(&Path)) -> Followed {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("site");
        fs::rename(site().keep(), &root).unwrap();
        first(&root);
        let server = Server::start(&root, 0);
        let editions = server.editions();
        Followed { folder, server, editions }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.root(), path, text);
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root().join(from), self.root().join(to)).unwrap();
    }

    fn whosays(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whosays"));
        command.args(arguments).arg("--root").arg(self.root()).output().unwrap()
    }

    /// Waits until every file is served as a clean build writes it.
    fn is_as_built(&self) {
        let out = TempDir::new().unwrap();
        let path = out.path().join("out");
        let built = self.whosays(&["build", "--out", path.to_str().unwrap()]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let mut files = Vec::new();
        collect(&path, &path, &mut files);
        assert!(files.len() > 50, "{files:?}");
        let end = Instant::now() + DEADLINE;
        loop {
            let state = self.editions.checked();
            match self.difference(&files, &path, &state) {
                None => return,
                Some(difference) => assert!(Instant::now() < end, "{difference}"),
            }
        }
    }

    fn difference(&self, files: &[String], out: &Path, state: &State) -> Option<String> {
        let agent = agent();
        let script = state.script().into_bytes();
        for file in files {
            let url = self.server.url(&format!("/{file}"));
            let mut response = agent.get(url).call().unwrap();
            let mut served = response.body_mut().read_to_vec().unwrap();
            let built = fs::read(out.join(file)).unwrap();
            if file.ends_with(".html") {
                let Some(at) = served.windows(script.len()).position(|part| *part == *script)
                else {
                    return Some(format!("{file} is of another state than {state:?}"));
                };
                served.drain(at..at + script.len());
            }
            if response.status() != 200 || served != built {
                return Some(format!("{file} is not as it is built: {}", response.status()));
            }
        }
        None
    }

    /// Waits until every page shows all that `check` tells.
    fn is_broken(&self) {
        let check = self.whosays(&["check"]);
        assert_eq!(check.status.code(), Some(1));
        let told = String::from_utf8(check.stderr).unwrap();
        let blocks: Vec<&str> =
            told.split("\n\n").filter(|block| block.contains("-->")).map(str::trim).collect();
        assert!(!blocks.is_empty(), "{told}");
        let end = Instant::now() + DEADLINE;
        loop {
            self.editions.checked();
            let page = self.server.get("/");
            let shown = page
                .body
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            let missing = blocks.iter().find(|block| !shown.contains(**block));
            match missing {
                None if page.status == 500 => return,
                _ => assert!(Instant::now() < end, "{} without {missing:?}", page.status),
            }
        }
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments);
        let output = command.current_dir(self.root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// The paths of all files below a folder, those apart that are the build’s own.
fn collect(folder: &Path, root: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            true => collect(&path, root, files),
            false if name.starts_with(".whosays") => {}
            false => files.push(name),
        }
    }
}

#[test]
fn whatever_happens_to_the_files_every_page_is_as_in_a_clean_build() {
    let site = Followed::new();
    site.is_as_built();

    // Broken and mended: what one file tells, what names tell, what only checks tell.
    site.put(CLAIM, "---\ntitle: [\n---\n");
    site.is_broken();
    site.put(CLAIM, &claim("The moon is made of rock").replace("report", "nobody"));
    site.is_broken();
    let cheese = claim("The moon is made of cheese");
    site.put(CLAIM, &format!("{cheese}\n[There](claim:cheese#nothing) and [here](/nothing/).\n"));
    site.is_broken();
    site.put(CLAIM, &claim("The moon is made of rock"));
    site.is_as_built();

    // Added, renamed, deleted.
    site.put("content/claims/new/green.md", &claim("The moon is green"));
    site.is_as_built();
    site.rename("content/claims/new/green.md", "content/claims/blue.md");
    site.is_as_built();
    assert_eq!(site.server.get("/claims/green/").status, 404);
    site.rename("content/claims", "content/elsewhere");
    site.is_broken();
    site.rename("content/elsewhere", "content/claims");
    site.is_as_built();
    site.remove("content/claims/blue.md");
    site.is_as_built();
    assert_eq!(site.server.get("/claims/blue/").status, 404);

    // As editors save: another file takes the place, or is written where the old one was.
    site.put("content/claims/.cheese.md.tmp", &claim("The moon is made of ice"));
    site.rename("content/claims/.cheese.md.tmp", CLAIM);
    site.is_as_built();
    site.rename(CLAIM, "content/claims/cheese.md~");
    site.put(CLAIM, &claim("The moon is made of iron"));
    site.remove("content/claims/cheese.md~");
    site.is_as_built();

    // Templates and files that are copied.
    let template =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/claim.html"));
    let template = template.unwrap();
    let with = |more: &str| {
        let end = "{% endblock main %}";
        template.replace(end, &format!("{more}{end}"))
    };
    site.put("templates/claim.html", &with("{% if %}"));
    site.is_broken();
    site.put("templates/claim.html", &with("{{ nothing.at.all }}"));
    site.is_broken();
    site.put("templates/claim.html", &with("<!-- own -->"));
    site.is_as_built();
    assert!(site.server.get("/claims/cheese/").body.contains("<!-- own -->"));
    site.remove("templates/claim.html");
    site.is_as_built();
    site.put("static/site.css", "body { color: blue }");
    site.is_as_built();
    site.remove("static/site.css");
    site.put("static/deep/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.is_as_built();

    // The settings.
    let settings = "title: Sun\nbase_url: https://example.org/deep/\n";
    site.put("site.yaml", "title: [");
    site.is_broken();
    site.remove("site.yaml");
    site.is_broken();
    site.put("site.yaml", settings);
    site.is_as_built();

    // Everything gone, and back.
    site.rename("content", "away");
    site.is_as_built();
    site.rename("away", "content");
    site.is_as_built();
    fs::remove_dir_all(site.root().join("content")).unwrap();
    site.is_as_built();
    assert_eq!(site.server.get("/claims/cheese/").status, 404);
    site.put(CLAIM, &claim("The moon is made of cheese"));
    site.is_broken();
    site.put("content/actors/selene.md", "---\nname: Selene Office\ntype: public-body\n---\n");
    site.put("content/sources/report.md", "---\ntitle: Report\ntype: report\n---\n");
    site.is_as_built();
}

#[test]
fn what_was_broken_at_the_start_is_told_and_may_be_mended() {
    let template = "templates/claim.html";
    let mended = claim("The moon is made of cheese");
    let site = Followed::after(|root| {
        put(root, CLAIM, &mended.replace("report", "nobody"));
        put(root, "content/claims/green.md", "---\ntitle: [\n---\n");
        put(root, template, "{% if %}");
    });
    site.is_broken();
    site.put(CLAIM, &mended);
    site.is_broken();
    site.remove("content/claims/green.md");
    site.is_broken();
    site.remove(template);
    site.is_as_built();
}

#[test]
fn a_branch_may_be_switched_that_changes_a_thousand_files() {
    let site = Followed::new();
    let write = |word: &str| {
        for number in 0..1000 {
            let text = claim(&format!("{word} {number}")).replace("title", "draft: yes\ntitle");
            site.put(&format!("content/claims/many/draft-{number}.md"), &text);
        }
        site.put(CLAIM, &claim(&format!("The moon is {word}")));
    };
    site.git(&["init", "--quiet", "--initial-branch", "one"]);
    write("one");
    site.git(&["add", "."]);
    site.git(&["commit", "--quiet", "--message", "one"]);
    site.git(&["checkout", "--quiet", "-b", "two"]);
    fs::remove_dir_all(site.root().join("content/claims/many")).unwrap();
    fs::rename(site.root().join("content/actors"), site.root().join("content/more")).unwrap();
    fs::rename(site.root().join("content/more"), site.root().join("content/actors")).unwrap();
    site.put(CLAIM, &claim("The moon is two"));
    site.put("content/claims/two.md", &claim("The sun is two"));
    site.git(&["add", "."]);
    site.git(&["commit", "--quiet", "--message", "two"]);
    site.is_as_built();
    for branch in ["one", "two", "one"] {
        site.git(&["checkout", "--quiet", branch]);
        site.is_as_built();
        assert!(site.server.get("/claims/cheese/").body.contains(&format!("The moon is {branch}")));
        assert_eq!(site.server.get("/claims/two/").status == 200, branch == "two");
    }
}

#[test]
fn neither_a_style_sheet_nor_the_same_text_again_changes_a_page() {
    let folder = site();
    let server = Server::start(folder.path(), 0);
    let editions = server.editions();
    let first = editions.checked();
    put(folder.path(), "static/own.css", "body { color: blue }");
    let second = editions.checked();
    assert_ne!(first.revision, second.revision);
    assert_eq!(first.pages, second.pages);
    // The same text again: it is looked at, and no page is another.
    put(folder.path(), CLAIM, &claim("The moon is made of cheese"));
    assert_eq!(editions.checked(), second);
}

#[test]
fn pages_lead_to_the_files_of_their_entries_in_the_editor() {
    let folder = site();
    let article = "---\ntitle: Article\nactors:\n  - { id: other, name: Other, type: person }\n---\n\
                   [It is](claim:cheese), said [Selene](actor:selene) to [Other](actor:other).\n";
    put(folder.path(), "content/explainers/article.md", article);
    let root = fs::canonicalize(folder.path()).unwrap();
    let address = |path: &str, line: usize| format!("x-y://{}?{line}", root.join(path).display());
    let server = Server::start_with(folder.path(), 0, &["--editor", "x-y://{file}?{line}"]);
    let entries = |page: &str| -> serde_json::Value {
        let answer = server.get(&format!("/__whosays/entries{page}"));
        assert_eq!((answer.status, &*answer.kind), (200, "application/json"));
        serde_json::from_str(&answer.body).unwrap()
    };
    let claim = entries("/claims/cheese/");
    assert_eq!(claim["page"], address(CLAIM, 1));
    assert_eq!(entries("/actors/other/")["page"], address("content/explainers/article.md", 4));
    let article = entries("/explainers/article/");
    assert_eq!(article["page"], serde_json::Value::Null);
    let links = &article["links"];
    assert_eq!(links["../../actors/selene/index.html"], address("content/actors/selene.md", 1));
    assert_eq!(links["../../actors/other/index.html"], address("content/explainers/article.md", 4));
    assert_eq!(links["../../claims/cheese/index.html"], address(CLAIM, 1));
    // Nothing of it is in the page itself.
    assert!(!server.get("/explainers/article/").body.contains("x-y:"));
    let server = Server::start_with(folder.path(), 0, &["--editor", "none"]);
    let answer = server.get("/__whosays/entries/claims/cheese/");
    assert_eq!(answer.body, r#"{"page":null,"links":{}}"#);
}

#[test]
fn drafts_and_another_date_are_shown_if_asked_for() {
    let folder = site();
    let draft = claim("The moon is a draft").replace("title", "draft: yes\ntitle");
    put(folder.path(), "content/claims/draft.md", &draft);
    let server = Server::start_with(folder.path(), 0, &["--drafts", "--as-of", "2023-04-05"]);
    let page = server.get("/claims/draft/");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Draft: this page is not published."), "{}", page.body);
    assert!(page.body.contains("5 April 2023"), "{}", page.body);
    let server = Server::start(folder.path(), 0);
    assert_eq!(server.get("/claims/draft/").status, 404);
}

#[test]
fn others_reach_it_only_if_that_is_asked_for_and_are_warned_of() {
    let folder = site();
    let server = Server::start_with(folder.path(), 0, &["--host", "0.0.0.0"]);
    let line = server.process.told.recv_timeout(DEADLINE).unwrap();
    assert_eq!(line, "warning: other machines can read the site, with all that it shows");
    let port = server.port;
    let answer = server.send_to(&format!("192.0.2.1:{port}"), "/");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let answer = server.send_to(&format!("example.org:{port}"), "/");
    assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
}
