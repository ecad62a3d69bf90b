//! A new site: it is without fault, complete, and never written over anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use tempfile::TempDir;
use whosays::content::SiteFile;
use whosays::content::schema::{Names, file};
use whosays::content::value::WebHost;
use whosays::source::Sources;
use whosays::{Options, analyze};

fn whosays(folder: &Path, arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("whosays")).current_dir(folder).stdin("").args(arguments)
}

/// Every file below a folder, by path.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("it is below");
            let text = fs::read_to_string(entry.path()).expect("a text");
            (path.display().to_string().replace('\\', "/"), text)
        })
        .collect()
}

#[test]
fn a_new_site_is_without_fault_and_has_each_kind() {
    let folder = TempDir::new().expect("a folder");
    whosays(folder.path(), &["init", "new/site"])
        .assert()
        .code(0)
        .stderr_eq("`whosays serve --root new/site` shows the site\n");
    let site = folder.path().join("new/site");
    whosays(&site, &["check", "--deny-warnings"]).assert().code(0).stderr_eq("");
    whosays(&site, &["build", "--deny-warnings"]).assert().code(0).stderr_eq("");
    assert!(site.join("public/explainers/footbridge/index.html").exists());

    let sources = Sources::read(&site).expect("the site can be read");
    let analysis = analyze(&sources, &Options::default());
    assert_eq!(analysis.exempted, 0, "a newcomer meets no exemption");
    let model = analysis.model.expect("a model");
    let kinds = [
        model.claims.len(),
        model.actors.len(),
        model.events.len(),
        model.sources.len(),
        model.terms.len(),
        model.explainers.len(),
        model.pages.len(),
    ];
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn each_content_file_of_it_says_what_its_fields_are_for() {
    let tree = whosays::starter::site(None);
    let commented = |path: &str| {
        let (_, text) = tree.iter().find(|(known, _)| known == path).expect("it is there");
        text.lines().filter(|line| line.contains("# ")).count()
    };
    assert!(commented("site.yaml") > 8);
    assert!(commented("content/claims/beams-unsafe.md") > 6);
    for name in [".editorconfig", ".gitignore", ".vscode/settings.json", "README.md"] {
        assert!(tree.iter().any(|(path, _)| path == name), "{name}");
    }
}

/// The settings of editors’ programs lead to the schema that this version has.
#[test]
fn the_schema_beside_it_is_that_of_the_program() {
    let tree: BTreeMap<String, String> = whosays::starter::site(None).into_iter().collect();
    let first = tree["site.yaml"].lines().next().expect("a line");
    let path = first.strip_prefix("# yaml-language-server: $schema=").expect("it names the schema");
    let schema: serde_json::Value = serde_json::from_str(&tree[path]).expect("JSON");
    assert_eq!(schema, file(&SiteFile::RECORD, &Names::new()));
    assert!(tree[".vscode/settings.json"].contains(path));
}

#[test]
fn a_folder_that_is_not_empty_is_left_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    for arguments in [&["init"][..], &["init", "--host", "nginx"]] {
        whosays(folder.path(), arguments).assert().code(2).stdout_eq("");
        assert_eq!(tree(folder.path()), BTreeMap::from([("notes.txt".into(), "mine".into())]));
    }
    fs::remove_file(folder.path().join("notes.txt")).expect("a file");
    whosays(folder.path(), &["init"]).assert().code(0);
    let before = tree(folder.path());
    whosays(folder.path(), &["init"])
        .assert()
        .code(2)
        .stderr_eq("error: . is a site; `--host` adds to it what a web host needs\n");
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn each_host_gets_its_files_in_a_new_site_and_in_one_that_is_there() {
    for (name, host) in WebHost::NAMES {
        let folder = TempDir::new().expect("a folder");
        whosays(folder.path(), &["init", "My site", "--host", name]).assert().code(0);
        let new = folder.path().join("My site");
        let told = whosays(&new, &["check", "--deny-warnings"]).assert().code(0);
        told.stderr_eq("");

        whosays(folder.path(), &["init", "other"]).assert().code(0);
        let other = folder.path().join("other");
        let plain = tree(&other);
        let hint = format!(
            "give redirects the form of this host: `publish: {{ host: {name} }}` in `site.yaml`\n"
        );
        whosays(&other, &["init", "--host", name]).assert().code(0).stderr_eq(hint);
        let with = tree(&other);
        let added: Vec<&String> = with.keys().filter(|path| !plain.contains_key(*path)).collect();
        let known = whosays::starter::host(host, "other", "example.org");
        assert_eq!(added, known.iter().map(|(path, _)| path).collect::<Vec<_>>());
        assert!(!added.is_empty(), "{name} has files");
        for path in &added {
            let text = &with[*path];
            assert!(text.starts_with("# "), "{path} begins with what it does");
            assert!(text.lines().filter(|line| line.contains("# ")).count() >= 4, "{path}");
            assert!(!["@VERSION@", "@NAME@", "@DOMAIN@"].iter().any(|mark| text.contains(mark)));
            assert!(tree(&new).contains_key(*path), "{path}");
            if path.ends_with(".yml") {
                let read: serde_json::Value = serde_yaml::from_str(text).expect("it is YAML");
                assert!(read.is_object());
                assert!(text.contains(env!("CARGO_PKG_VERSION")), "{path} names the version");
            }
        }
        assert!(plain.iter().all(|(path, text)| with[path] == *text), "nothing else is changed");

        // A second time nothing is written over.
        whosays(&other, &["init", "--host", name]).assert().code(2).stdout_eq("");
        assert_eq!(tree(&other), with);
    }
}

#[test]
fn names_and_addresses_are_those_of_the_site() {
    let folder = TempDir::new().expect("a folder");
    whosays(folder.path(), &["init", "Mill Lane!"]).assert().code(0);
    let site = folder.path().join("Mill Lane!");
    let settings = fs::read_to_string(site.join("site.yaml")).expect("a file");
    let settings = settings.replace("https://example.org/", "https://bridge.example:8443/a/");
    fs::write(site.join("site.yaml"), settings).expect("a file");
    whosays(&site, &["init", "--host", "nginx"]).assert().code(0);
    let text = fs::read_to_string(site.join("nginx.conf")).expect("a file");
    assert!(text.contains("server_name bridge.example;"), "{text}");
    assert!(text.contains("root /srv/www/mill-lane;"), "{text}");
}
