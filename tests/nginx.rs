//! The built example on a real web server: nginx serves it at the root of a host and below a path,
//! with the settings that the build wrote, and a client follows every link, redirect and lost
//! address. What readers see there is tested in `tests/browser/hosting.test.js`.

#![cfg(all(unix, feature = "compress"))]

mod common;
#[path = "common/trees.rs"]
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command};

use common::follow;
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;
use whosays::content::value::WebHost;

const ALIASES: &str = "[/old/place, /former.html, /ö/a b]";

/// The example with a page that has moved, built into `out` for an address, with compressed copies
/// and the settings of nginx.
fn build(folder: &Path, out: &Path, base_url: &str) {
    let root = folder.join("site");
    trees::copy_example(&root, true);
    let moved = format!("---\ntitle: A page that has moved\naliases: {ALIASES}\n---\nText.\n");
    trees::put(&root, [("content/pages/moved.md", &*moved)]);
    let settings = root.join("site.yaml");
    let with_host = fs::read_to_string(&settings).unwrap() + "publish: { host: nginx }\n";
    fs::write(settings, with_host).unwrap();
    let mut build = Command::new(cargo_bin("whosays"));
    build.args(["build", "--compress", "--base-url", base_url, "--root"]).arg(&root);
    let done = build.arg("--out").arg(out).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// What `_headers` says for all files, and for single ones on top of that.
fn headers(out: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let mut rules: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut path = String::new();
    for line in fs::read_to_string(out.join("_headers")).unwrap().lines() {
        match line.strip_prefix("  ").and_then(|line| line.split_once(": ")) {
            Some((name, value)) => {
                rules.entry(path.clone()).or_default().push((name.into(), value.into()));
            }
            None => path = line.into(),
        }
    }
    rules
}

/// The lines of `_redirects`: from, to.
fn redirects(out: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(out.join("_redirects")).unwrap();
    text.lines()
        .map(|line| {
            let parts: Vec<_> = line.split(' ').collect();
            assert_eq!(parts[2], "301", "{line}");
            (parts[0].into(), parts[1].into())
        })
        .collect()
}

/// A running nginx.
struct Nginx {
    process: Child,
    folder: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Nginx {
    /// Serves the folder `www` on this machine’s `port`, with the settings that a build wrote.
    fn start(port: u16, www: &Path, settings: &Path) -> Nginx {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("nginx.conf");
        fs::write(&file, configuration(port, www, settings, folder.path())).unwrap();
        let mut nginx = Command::new("nginx");
        nginx.arg("-e").arg(folder.path().join("error.log")).arg("-c").arg(file);
        nginx.arg("-p").arg(folder.path());
        let process = nginx.spawn().expect("nginx is installed");
        let mut nginx = Nginx { process, folder };
        // It answers when it has bound its port; until then a connection is refused.
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = nginx.process.try_wait().unwrap();
            assert!(ended.is_none(), "nginx ended: {}", nginx.errors());
            std::thread::yield_now();
        }
        nginx
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }
}

/// What whoever runs the server has: the `server` that a new site begins with, for another place.
fn configuration(port: u16, www: &Path, settings: &Path, folder: &Path) -> String {
    let (www, settings, at) = (www.display(), settings.display(), folder.display());
    let starter = whosays::starter::host(WebHost::Nginx, "site", "127.0.0.1");
    let mut server = starter.into_iter().next().expect("a file for nginx").1;
    for (of_the_starter, here) in [
        ("listen 80;", format!("listen 127.0.0.1:{port};")),
        ("listen [::]:80;", String::new()),
        ("root /srv/www/site;", format!("root {www};")),
        ("include mime.types;", "include /etc/nginx/mime.types;".into()),
        ("include /srv/www/site/_nginx.conf;", format!("include {settings};")),
    ] {
        assert!(server.contains(of_the_starter), "{of_the_starter}");
        server = server.replace(of_the_starter, &here);
    }
    // The folder of the test is its owner’s alone.
    let user = if is_superuser() { "user root;\n" } else { "" };
    format!(
        "{user}daemon off;
master_process off;
pid {at}/pid;
events {{}}
http {{
  access_log off;
  client_body_temp_path {at}/b;
  proxy_temp_path {at}/p;
  fastcgi_temp_path {at}/f;
  uwsgi_temp_path {at}/u;
  scgi_temp_path {at}/s;
{server}}}
"
    )
}

fn is_superuser() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A path as a client asks for it.
fn encoded(path: &str) -> String {
    let url = url::Url::parse("http://site.example/").unwrap().join(path).unwrap();
    url.path()[1..].to_owned()
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

struct Client {
    agent: ureq::Agent,
    host: String,
}

impl Client {
    fn new(port: u16) -> Client {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Client { agent: agent.into(), host: format!("http://127.0.0.1:{port}") }
    }

    fn get(&self, path: &str, encoding: &str) -> Answer {
        let request = self.agent.get(format!("{}{path}", self.host));
        let mut response = request.header("Accept-Encoding", encoding).call().unwrap();
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), bytes }
    }
}

/// Follows every link from the first page on, and holds each answer against what `_headers` says.
fn crawl(client: &Client, prefix: &str, out: &Path) -> BTreeSet<String> {
    let rules = headers(out);
    let mut seen = BTreeSet::from([String::new()]);
    let mut open = vec![String::new()];
    let mut fragments = Vec::new();
    let mut ids = BTreeMap::new();
    while let Some(path) = open.pop() {
        let answer = client.get(&format!("{prefix}{}", encoded(&path)), "identity");
        assert_eq!(answer.status, 200, "{path}");
        let own = rules.get(&format!("/{path}")).into_iter().flatten();
        for (name, value) in rules["/*"].iter().chain(own) {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let page = common::page(&answer.text());
        for link in &page.links {
            let Some((file, fragment)) = follow(&path, link, prefix) else { continue };
            fragments.extend(fragment.map(|fragment| (path.clone(), file.clone(), fragment)));
            if seen.insert(file.clone()) {
                open.push(file);
            }
        }
        ids.insert(path, page.ids);
    }
    for (from, file, fragment) in fragments {
        let known = ids.get(&file).or_else(|| ids.get(file.trim_end_matches("index.html")));
        let there = known.is_none_or(|ids| ids.contains(&fragment));
        assert!(there, "{from} leads to {file}#{fragment}, which is not there");
    }
    seen
}

fn serves(prefix: &str) {
    let folder = TempDir::new().unwrap();
    let (port, www) = (free_port(), folder.path().join("www"));
    let out = www.join(prefix.trim_matches('/'));
    build(folder.path(), &out, &format!("http://127.0.0.1:{port}{prefix}"));
    let nginx = Nginx::start(port, &www, &out.join("_nginx.conf"));
    let client = Client::new(port);

    let seen = crawl(&client, prefix, &out);
    let pages = seen.iter().filter(|path| path.ends_with(".html") || path.is_empty()).count();
    assert!(pages > 300, "only {pages} pages");

    let leads = redirects(&out);
    assert_eq!(leads.len(), 5, "{leads:?}");
    for (from, to) in &leads {
        let answer = client.get(&format!("{prefix}{}", &from[1..]), "identity");
        assert_eq!(answer.status, 301, "{from}");
        assert_eq!(answer.header("location"), format!("{prefix}{}", &to[1..]));
        assert_eq!(client.get(answer.header("location"), "identity").status, 200, "{to}");
    }
    // Without a slash at the end, a page is at its address with one.
    let bare = client.get(&format!("{prefix}claims"), "identity");
    assert_eq!((bare.status, bare.header("location")), (301, &*format!("{prefix}claims/")));

    let hashed: Vec<_> = headers(&out).into_keys().filter(|path| path != "/*").collect();
    assert!(hashed.len() >= 3);
    for path in &hashed {
        assert!(seen.contains(&path[1..]), "{path} is loaded by no page");
        let cache = client.get(&format!("{prefix}{}", &path[1..]), "identity");
        assert!(cache.header("cache-control").ends_with("immutable"), "{path}");
    }

    for own in ["_headers", "_redirects", "_nginx.conf", ".whosays-manifest", ".nojekyll"] {
        assert!(out.join(own).exists(), "{own}");
        assert_eq!(client.get(&format!("{prefix}{own}"), "identity").status, 404, "{own}");
    }
    for (path, kind) in [
        ("data/claims.csv", "text/csv; charset=utf-8"),
        ("data/all.jsonld", "application/ld+json"),
        ("data/all.json", "application/json; charset=utf-8"),
        ("site.css", "text/css; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
    ] {
        let answer = client.get(&format!("{prefix}{path}"), "identity");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=0, must-revalidate", "{path}");
    }

    let mut compressed = 0;
    for path in seen.iter().filter(|path| out.join(format!("{path}.gz")).exists()) {
        let answer = client.get(&format!("{prefix}{path}"), "gzip");
        assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
        assert!(answer.bytes == fs::read(out.join(format!("{path}.gz"))).unwrap(), "{path}");
        compressed += 1;
    }
    assert!(compressed > 300, "only {compressed} compressed copies");

    for lost in ["nothing", "nothing/at/all/", "claims/nothing/index.html", "a b/ö"] {
        let lost = &encoded(lost);
        let answer = client.get(&format!("{prefix}{lost}"), "identity");
        assert_eq!(answer.status, 404, "{lost}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        let page = common::page(&answer.text());
        assert!(page.links.len() > 10, "{lost}");
        for link in page.links.iter().filter(|link| !link.starts_with('#')) {
            let (file, _) = follow(lost, link, prefix).expect("it leads to this site");
            let found = client.get(&format!("{prefix}{file}"), "identity");
            assert_eq!(found.status, 200, "{lost}: {link}");
        }
    }
    let errors = nginx.errors();
    let of_a_kind = |line: &&str| !line.contains("nothing") && !line.contains("a b/ö");
    let errors: Vec<_> = errors.lines().filter(of_a_kind).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    println!(
        "nginx at {prefix}: {} addresses followed, {pages} of them pages; {} redirects, {} files \
         for ever, {compressed} compressed copies",
        seen.len(),
        leads.len(),
        hashed.len()
    );
}

#[test]
#[ignore = "needs nginx; `cargo test --test nginx -- --ignored` runs it"]
fn at_the_root_of_a_host_everything_is_where_it_should_be() {
    serves("/");
}

#[test]
#[ignore = "needs nginx; `cargo test --test nginx -- --ignored` runs it"]
fn below_a_path_everything_is_where_it_should_be() {
    serves("/a/b/");
}
