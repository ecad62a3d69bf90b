//! What web hosts read beside the pages, and names that change with the content.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{Built, build, text};
use whosays::source::Sources;
use whosays::{Options, analyze};

const PAGE: (&str, &str) = (
    "content/pages/about.md",
    "---\ntitle: About\naliases: [/old, /older/us.html, /ö b/]\n---\nText.\n",
);

fn site(publish: &str) -> Sources {
    let settings = format!("title: Test\nbase_url: https://site.example/sub/\n{publish}");
    Sources::of([("site.yaml", settings.as_str()), PAGE])
}

/// The headers that `_headers` gives to a path, by their name.
fn headers(built: &Built, path: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut applies = false;
    for line in text(built, "_headers").lines() {
        match line.strip_prefix("  ") {
            None => applies = line == "/*" || line == path,
            Some(header) if applies => {
                let (name, value) = header.split_once(": ").unwrap();
                let before = found.insert(name.to_owned(), value.to_owned());
                assert_eq!(before, None, "hosts would join both values of {name}");
            }
            Some(_) => {}
        }
    }
    found
}

#[test]
fn every_page_has_the_policy_that_the_server_is_to_send() {
    let built = build(&site(""));
    let headers = headers(&built, "/index.html");
    let policy = &headers["Content-Security-Policy"];
    assert!(policy.starts_with("default-src 'none'; base-uri 'none'; connect-src 'self'; "));
    assert!(!policy.contains("unsafe") && !policy.contains("data:") && !policy.contains('*'));
    assert_eq!(headers["X-Content-Type-Options"], "nosniff");
    assert_eq!(headers["Referrer-Policy"], "same-origin");
    assert!(headers["Permissions-Policy"].contains("camera=()"));
    assert!(!headers.contains_key("Cache-Control"));

    let in_page = policy.replace("frame-ancestors 'none'; ", "");
    assert_ne!(&in_page, policy);
    let meta = scraper::Selector::parse("meta[http-equiv=Content-Security-Policy]").unwrap();
    let all = scraper::Selector::parse("link, script, meta").unwrap();
    for path in built.keys().filter(|path| path.ends_with(".html")) {
        let page = scraper::Html::parse_document(text(&built, path));
        let found: Vec<_> =
            page.select(&meta).filter_map(|meta| meta.value().attr("content")).collect();
        assert_eq!(found, [in_page.as_str()], "{path}");
        // What stands before it is loaded without it.
        let first = page.select(&all).nth(1).unwrap();
        assert_eq!(first.value().attr("http-equiv"), Some("Content-Security-Policy"), "{path}");
    }
}

#[test]
fn files_that_templates_load_have_a_name_that_may_be_kept_for_ever() {
    let sources = site("");
    let built = build(&sources);
    let hashed = |built: &Built| -> Vec<String> {
        text(built, "_headers")
            .lines()
            .filter(|line| line.starts_with("/") && *line != "/*")
            .map(|line| line[1..].to_owned())
            .collect()
    };
    let names = hashed(&built);
    assert!(names.len() >= 3, "{names:?}");
    for name in &names {
        let cache = &headers(&built, &format!("/{name}"))["Cache-Control"];
        assert_eq!(cache, "public, max-age=31536000, immutable");
        let parts: Vec<_> = name.split('.').collect();
        let [stem, hash, extension] = parts[..] else { panic!("{name}") };
        assert!(hash.len() == 10 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
        // Under its own name it stands too, for whatever else links to it.
        assert_eq!(built[name], built[&format!("{stem}.{extension}")]);
        let is_loaded =
            |path: &String| path.ends_with(".html") && text(&built, path).contains(name.as_str());
        assert!(built.keys().any(is_loaded), "{name}");
    }
    // The name of what has changed changes, and no other.
    let folder = tempfile::TempDir::new().unwrap();
    let put = |path: &str, bytes: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    put("site.yaml", sources.text("site.yaml").unwrap());
    put(PAGE.0, PAGE.1);
    put("static/site.css", "body { color: inherit }");
    let other = hashed(&build(&Sources::read(folder.path()).unwrap()));
    let changed: Vec<_> = names.iter().filter(|name| !other.contains(name)).collect();
    assert!(matches!(&changed[..], [name] if name.starts_with("site.")), "{changed:?}");
}

#[test]
fn a_template_that_asks_for_a_file_that_is_not_there_is_told_so() {
    let mut sources = site("");
    sources.overlay("templates/page.html", r#"<link href="{{ asset(path="lost.css") }}">"#);
    let analysis = analyze(&sources, &Options::default());
    let shown = whosays::diagnostic::show(&sources, &analysis.diagnostics, false);
    assert!(shown.contains("there is no file `lost.css` in `static`"), "{shown}");
    assert!(shown.contains("templates/page.html"), "{shown}");
    sources.overlay(
        "templates/page.html",
        r#"<link href="{{ head.root }}{{ asset(path="site.css") }}"><p><a href="{{ head.root }}claims/index.html">Claims</a></p>"#,
    );
    assert!(text(&build(&sources), "about/index.html").contains("../site."));
}

#[test]
fn earlier_addresses_lead_on_in_the_form_of_each_host() {
    let redirects = |host: &str| {
        let publish =
            if host.is_empty() { String::new() } else { format!("publish: {{ host: {host} }}\n") };
        text(&build(&site(&publish)), "_redirects").to_owned()
    };
    let plain = "\
/old /about/ 301
/old/ /about/ 301
/older/us.html /about/ 301
/%C3%B6%20b /about/ 301
/%C3%B6%20b/ /about/ 301
";
    for host in ["", "cloudflare-pages", "github-pages", "nginx"] {
        assert_eq!(redirects(host), plain, "{host}");
    }
    assert_eq!(redirects("netlify"), plain.replace("301", "301!"));
    let below = plain.replace("/about/", "/sub/about/").replace("\n/", "\n/sub/");
    assert_eq!(redirects("gitlab-pages"), format!("/sub{below}"));
    // Without the help of a host a page leads on.
    let built = build(&site(""));
    assert!(text(&built, "old/index.html").contains(r#"content="0; url=../about/index.html""#));
    assert!(text(&built, "older/us.html").contains(r#"content="0; url=../about/index.html""#));
}

#[test]
fn nginx_gets_settings_to_be_included() {
    let site = |publish: &str| {
        let settings = format!(
            "title: T\nbase_url: https://site.example/%C3%BC/a%22;b/\npublish: {publish}\n"
        );
        let page = "---\ntitle: About\naliases: [/old/, '/\"; $a']\n---\nText.\n";
        build(&Sources::of([("site.yaml", &*settings), ("content/pages/about.md", page)]))
    };
    let built = site("{ host: nginx, policy: { img-src: 'https://pictures.example' } }");
    let settings = text(&built, "_nginx.conf");
    // What stands in an address ends no word of the settings and names no variable.
    assert!(settings.contains("\nlocation \"/ü/a\\\";b/\" {\n"), "{settings}");
    let moved = "\nlocation = \"/ü/a\\\";b/\\\"; $a\" { absolute_redirect off; \
                 return 301 \"/%C3%BC/a%22;b/about/\"; }\n";
    assert!(settings.contains(moved), "{settings}");
    assert!(settings.contains("img-src 'self' https://pictures.example; "), "{settings}");
    let mut names = text(&built, "_headers").lines().filter(|line| line.starts_with("/site."));
    let place = format!("  location = \"/ü/a\\\";b{}\" {{\n", names.next().unwrap());
    let (_, own) = settings.split_once(&place).expect("a place of its own");
    let own = own.split_once('}').unwrap().0;
    assert_eq!(own.matches("add_header ").count(), 5, "{own}");
    assert!(own.contains("immutable"), "{own}");
    for host in ["netlify", "github-pages"] {
        assert!(!site(&format!("{{ host: {host} }}")).contains_key("_nginx.conf"));
    }
}

#[test]
fn what_a_site_admits_stands_in_its_policy() {
    let publish = "\
publish:
  cname: WWW.Site.example
  policy:
    img-src: https://pictures.example *.example.org
    frame-ancestors: https://partner.example
";
    let built = build(&site(publish));
    let policy = &headers(&built, "/")["Content-Security-Policy"];
    assert!(
        policy.contains("; img-src 'self' https://pictures.example *.example.org; "),
        "{policy}"
    );
    assert!(policy.contains("; frame-ancestors https://partner.example; "), "{policy}");
    assert_eq!(text(&built, "CNAME"), "www.site.example\n");
    assert_eq!(text(&built, ".nojekyll"), "");
    assert!(!build(&site("")).contains_key("CNAME"));
}

#[test]
fn settings_that_no_host_understands_are_refused_at_their_place() {
    for (publish, line, message) in [
        ("host: heroku", 4, "`heroku` is no web host known here"),
        ("cname: https://site.example", 4, "`https://site.example` is not a domain"),
        ("policy: { img-scr: a.example }", 4, "`img-scr` is no directive of the policy"),
        ("policy: { script-src: \"'unsafe-inline'\" }", 4, "`'unsafe-inline'` is no source"),
        ("policy: { img-src: \"a.example; script-src *\" }", 4, "`a.example;` is no source"),
        ("policy: { script-src: \"*\" }", 4, "`*` is no source"),
        ("policy: { default-src: a.example }", 4, "`default-src` is no directive"),
        ("nothing: such", 4, "nothing"),
    ] {
        let sources = site(&format!("publish:\n  {publish}\n"));
        let analysis = analyze(&sources, &Options::default());
        let shown = whosays::diagnostic::show(&sources, &analysis.diagnostics, false);
        assert!(shown.contains(message) && !analysis.is_sound(), "{publish}: {shown}");
        assert_eq!(analysis.diagnostics[0].place.line, line, "{shown}");
    }
}

#[test]
fn files_of_the_site_take_the_place_of_ours_and_of_hidden_ones_only_what_hosts_ask_for() {
    let folder = tempfile::TempDir::new().unwrap();
    let put = |path: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    };
    for path in [
        "_headers",
        "_redirects",
        ".nojekyll",
        "CNAME",
        ".well-known/security.txt",
        ".htaccess",
        ".well-known/.DS_Store",
        ".DS_Store",
        ".git/config",
        "notes.txt~",
        "a/.htaccess",
    ] {
        put(&format!("static/{path}"));
    }
    fs::write(folder.path().join("site.yaml"), "title: T\nbase_url: https://s.example/\n").unwrap();
    let built = build(&Sources::read(folder.path() as &Path).unwrap());
    for path in ["_headers", "_redirects", ".well-known/security.txt", ".htaccess", "a/.htaccess"] {
        assert_eq!(text(&built, path), "mine", "{path}");
    }
    for path in [".well-known/.DS_Store", ".DS_Store", ".git/config", "notes.txt~"] {
        assert!(!built.contains_key(path), "{path}");
    }
}
