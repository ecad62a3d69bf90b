//! The picture of a page for those who share it.
#![cfg(feature = "pictures")]

mod common;

use std::fs;
use std::path::Path;

use common::{Built, build, text};
use tempfile::TempDir;
use whosays::source::Sources;
use whosays::{Options, analyze};

const SITE: &str = "title: A site\nbase_url: https://site.example/deep/\n";

const BASE: &str = r#"---
title: "Who moved the statue?"
actors:
  - { id: a, name: A, type: person, country: US }
  - { id: b, name: B, type: person, country: RU }
sources:
  - { id: early, title: Early, type: report, date: 2020-03-04 }
claims:
  - id: moved
    title: It was moved
    positions:
      - { by: a, stance: asserts, date: 2020-03-04, source: early }
      - { by: b, stance: disputes, date: 2020-03-09, source: early }
---

[It was moved](claim:moved).
"#;

fn sources(site: &str, base: &str) -> Sources {
    Sources::of([("site.yaml", site), ("content/explainers/base.md", base)])
}

fn pictures(built: &Built) -> Vec<&str> {
    built.keys().map(String::as_str).filter(|path| path.ends_with(".png")).collect()
}

/// Width and height, as the head of a PNG has them.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn an_explainer_has_one_and_a_claim_where_it_is_asked_for() {
    let built = build(&sources(SITE, BASE));
    let [path] = pictures(&built)[..] else { panic!("{:?}", pictures(&built)) };
    assert!(path.starts_with("explainers/base/picture."), "{path}");
    assert_eq!(size(&built[path]), (1200, 630));
    let page = text(&built, "explainers/base/index.html");
    for told in [
        &*format!(r#"<meta property="og:image" content="https://site.example/deep/{path}">"#),
        r#"<meta property="og:image:width" content="1200">"#,
        r#"<meta property="og:image:height" content="630">"#,
        r#"<meta property="og:image:alt" content="Positions over time. A"#,
        r#"<meta name="twitter:card" content="summary_large_image">"#,
    ] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!text(&built, "claims/moved/index.html").contains("og:image"));

    let asked = build(&sources(&format!("{SITE}claim_pictures: yes\n"), BASE));
    let [claim, explainer] = pictures(&asked)[..] else { panic!("{:?}", pictures(&asked)) };
    assert!(claim.starts_with("claims/moved/picture."), "{claim}");
    assert_eq!(explainer, path);
    assert!(text(&asked, "claims/moved/index.html").contains(claim));
}

#[test]
fn its_name_goes_with_what_it_shows() {
    let name = |base: &str| pictures(&build(&sources(SITE, base)))[0].to_owned();
    assert_eq!(name(BASE), name(&BASE.replace("moved the statue", "took the statue")));
    assert_ne!(name(BASE), name(&BASE.replace("stance: disputes", "stance: qualifies")));
}

#[test]
fn nothing_said_is_no_picture() {
    let silent = "---\ntitle: Nothing yet\n---\n\nNobody has said anything.\n";
    assert_eq!(pictures(&build(&sources(SITE, silent))), [""; 0]);
}

/// Builds into `public` of a folder, and returns where the picture is.
fn publish(root: &Path) -> std::path::PathBuf {
    let sources = sources(SITE, BASE);
    let analysis = analyze(&sources, &Options::default());
    let model = analysis.sound_model().unwrap();
    whosays::build(model, &sources, root, &root.join("public"), Default::default()).unwrap();
    let explainer = root.join("public/explainers/base");
    let files = fs::read_dir(explainer).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|it| it == "png")).unwrap()
}

#[test]
fn it_is_drawn_once() {
    let folder = TempDir::new().unwrap();
    let picture = publish(folder.path());
    let drawn = fs::read(&picture).unwrap();
    // Other bytes of our own making show that they are kept: nothing draws these.
    let manifest = folder.path().join("public/.whosays-manifest");
    let listed = fs::read_to_string(&manifest).unwrap();
    let marked = [&drawn[..], b"kept"].concat();
    fs::write(&picture, &marked).unwrap();
    fs::write(&manifest, listed.replace(&hash(&drawn), &hash(&marked))).unwrap();
    assert_eq!(publish(folder.path()), picture);
    assert_eq!(fs::read(&picture).unwrap(), marked);

    // What is not as a build left it is drawn again.
    fs::write(&picture, "damaged").unwrap();
    publish(folder.path());
    assert_eq!(fs::read(&picture).unwrap(), drawn);
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// What a PNG shows, four bytes a pixel.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![1; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn a_template_of_the_site_draws_it() {
    let own = r##"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><image href="/etc/hostname"/></svg>"##;
    let built = build(&Sources::of([
        ("site.yaml", SITE),
        ("content/explainers/base.md", BASE),
        ("templates/picture.svg", own),
    ]));
    let png = &built[pictures(&built)[0]];
    assert_eq!(size(png), (1200, 630));
    // The file that it names is not read, so that nothing is drawn.
    assert!(pixels(png).iter().all(|byte| *byte == 0), "something is drawn");
}
