//! The reference of templates is made of what the views give them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use whosays::source::Sources;
use whosays::views::Page;
use whosays::views::desk::Desk;
use whosays::{Options, analyze};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const HEAD: &str = "\
# Templates

Which template shows what, and which data it gets. `whosays theme eject NAME` copies one into a site, for changing; it is written in
[Tera](https://keats.github.io/tera/).

Each page gets `head` (what stands at its head), `notes` (citations and footnotes of its prose), `cards` (of the claims that its prose
links), `rows` (claims of its lists, each as the component `claimrow` draws it), `drawn` (what is drawn once for all pages: `sprite`,
`axis`, `full_axis`, `shared`, `foot`, by the name of a mark `glyphs`, by their `number` `actors`, `sources` with their `copies`, and `codes` of countries), `site`, and `view`, its own matter. What `view` holds, page by page; `…?` is not on each page.

| template | an address that it makes | `view` holds |
|---|---|---|
";

/// The kinds of pages of the example and of a new site, each with what all and what some of them hold.
fn reference() -> String {
    let example = Sources::read(Path::new(ROOT)).expect("the example");
    let starter = whosays::starter::site(None);
    let starter = Sources::of(starter.iter().map(|(path, text)| (&**path, &**text)));
    let mut all: BTreeMap<&str, (String, Vec<BTreeSet<String>>)> = BTreeMap::new();
    for sources in [example, starter] {
        let model = analyze(&sources, &Options::default()).model.expect("a model");
        let desk = Desk::new(&model);
        for page in Page::all(&model) {
            let view = serde_json::to_value(&page.view(&desk).view).expect("a view");
            let keys = view.as_object().into_iter().flatten().map(|(key, _)| key.clone());
            let known = all
                .entry(page.template())
                .or_insert_with(|| (format!("/{}", page.address(&model)), Vec::new()));
            known.1.push(keys.collect());
        }
    }
    let mut text = String::from(HEAD);
    for (template, (address, views)) in all {
        let every: BTreeSet<&String> = views.iter().flatten().collect();
        let keys = every.into_iter().map(|key| {
            let optional = if views.iter().all(|view| view.contains(key)) { "" } else { "?" };
            format!("`{key}{optional}`")
        });
        let keys = keys.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "| `{template}` | `{address}` | {keys} |");
    }
    text.push_str(
        "\n`base.html` is around every page. `feed.json` is no template: the view is the file. The source of each view, with what \
         its fields mean, is\nthe file of the same name below `src/views`.\n",
    );
    text
}

#[test]
fn the_reference_of_templates_is_that_of_the_views() {
    let path = Path::new(ROOT).join("docs/templates.md");
    let reference = reference();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &reference).expect("the reference can be written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), reference);
}

/// Each page template of the theme is in it.
#[test]
fn no_template_is_left_out() {
    let reference = reference();
    for (name, _) in Sources::theme().templates() {
        let is_page = !name.contains('/') && name.ends_with(".html") && name != "base.html";
        // The example has one explainer, and needs no list of them.
        let rare = ["explainers.html", "redirect.html"].contains(&name);
        assert!(!is_page || rare || reference.contains(&format!("| `{name}` |")), "{name}");
    }
}
