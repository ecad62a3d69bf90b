//! Crawls the built example: every link and fragment leads somewhere, wherever the site stands.

mod common;

use std::collections::BTreeSet;

use common::{build, example, follow, pages};

/// The one page whose own address is not known when it is shown, so that it cannot link from there.
const NOT_FOUND: &str = "404.html";

#[test]
fn every_internal_link_and_fragment_resolves_under_any_prefix() {
    let built = build(&example());
    let pages = pages(&built);
    let mut followed = 0;
    let mut broken = Vec::new();
    for prefix in ["/", "/some/prefix/"] {
        for (path, page) in pages.iter().filter(|(path, _)| *path != NOT_FOUND) {
            for link in &page.links {
                let Some((file, fragment)) = follow(path, link, prefix) else { continue };
                followed += 1;
                if !built.contains_key(&file) {
                    broken.push(format!("{path}: {link} leads to {file}, which is not there"));
                } else if let (Some(fragment), Some(there)) = (fragment, pages.get(&file))
                    && !there.ids.contains(&fragment)
                {
                    broken.push(format!("{path}: {link} has no #{fragment} in {file}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(followed > 10_000, "only {followed} links were followed");
}

#[test]
fn every_id_stands_once_and_what_is_pointed_to_is_there() {
    let mut wrong = Vec::new();
    for (path, page) in pages(&build(&example())) {
        let mut seen = BTreeSet::new();
        wrong.extend(
            page.ids.iter().filter(|id| !seen.insert(*id)).map(|id| format!("{path}: twice #{id}")),
        );
        wrong.extend(
            page.pointed
                .iter()
                .filter(|id| !seen.contains(id))
                .map(|id| format!("{path}: nothing has the id {id}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_can_be_reached_from_the_home_page() {
    let built = build(&example());
    let pages = pages(&built);
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(path) = open.pop() {
        for link in &pages[&path].links {
            if let Some((file, _)) = follow(&path, link, "/")
                && pages.contains_key(&file)
                && reached.insert(file.clone())
            {
                open.push(file);
            }
        }
    }
    let lost: Vec<_> =
        pages.keys().filter(|path| !reached.contains(*path) && *path != NOT_FOUND).collect();
    assert!(lost.is_empty(), "no way leads to {lost:?}");
}

#[test]
fn no_page_asks_another_host_for_anything() {
    for (path, html) in build(&example()).iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = scraper::Html::parse_document(std::str::from_utf8(html).expect("text"));
        let loading = scraper::Selector::parse(
            "script, img, iframe, link:not([rel=canonical]), source, object, embed, video, audio",
        )
        .expect("a selector");
        for element in html.select(&loading) {
            for name in ["src", "href", "srcset", "data"] {
                let address = element.value().attr(name).unwrap_or_default();
                assert!(!address.contains("//"), "{path} loads {address}");
            }
        }
        let all = scraper::Selector::parse("*").expect("a selector");
        for element in html.select(&all) {
            assert!(element.value().attr("style").is_none(), "{path} has an inline style");
            assert_ne!(element.value().name(), "style", "{path} has an inline style sheet");
            let handler = element.value().attrs().find(|(name, _)| name.starts_with("on"));
            assert!(handler.is_none(), "{path} has an inline script: {handler:?}");
            let inline = element.value().name() == "script"
                && element.value().attr("src").is_none()
                && element.value().attr("type") != Some("application/ld+json");
            assert!(!inline, "{path} has an inline script");
        }
    }
}

/// The example with its own `base.html`, so that every page is the site’s own: what the theme makes
/// must not be told as a fault, and what the site adds must be, once.
#[test]
fn pages_of_own_templates_are_followed_without_a_false_alarm() {
    let mut sources = example();
    let base = sources.text("templates/base.html").expect("the theme has it").to_owned();
    sources.overlay("templates/base.html", &format!("{base}\n<!-- our own -->"));
    common::sound(&sources);

    let lost = "<footer>\n<a href=\"{{ head.root }}imprint/index.html\">Imprint</a>";
    sources.overlay("templates/base.html", &format!("{base}{lost}"));
    let found = whosays::analyze(&sources, &whosays::Options::default()).diagnostics;
    let line = base.matches('\n').count() + 2;
    let places: Vec<_> = found
        .iter()
        .map(|found| (found.rule.name, &*found.place.path, found.place.line, found.place.column))
        .collect();
    assert_eq!(places, [("broken-link", "templates/base.html", line, 25)]);
}
