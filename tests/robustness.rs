//! Content is checked, never trusted: whatever stands in a file, reading it neither panics nor
//! points outside of it.

mod common;

use proptest::prelude::*;
use whosays::diagnostic::show;
use whosays::source::Sources;
use whosays::{Options, analyze};

/// Analyses a site with this text in one file, shows what is said, and holds every place against
/// the text.
fn read(path: &str, text: &str) {
    let site = "title: A site\nbase_url: https://site.example/\n";
    let sources = if path == "site.yaml" {
        Sources::of([(path, text)])
    } else {
        Sources::of([("site.yaml", site), (path, text)])
    };
    let analysis = analyze(&sources, &Options::default());
    for found in &analysis.diagnostics {
        let source = sources.text(&found.place.path).unwrap_or_default();
        let (start, end) = found.place.bytes;
        assert!(source.get(start..end).is_some(), "{start}..{end} of {source:?}: {found:?}");
        assert!(found.place.line >= 1 && found.place.column >= 1, "{found:?}");
    }
    show(&sources, &analysis.diagnostics, false);
}

/// Pieces that front matters and prose are made of, so that the generated text gets far.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "---\n", "title: ", "positions:\n", "  - by: a\n", "    stance: asserts\n", "date: ",
            "2021-03-16", "about: { countries: [RU] }\n", "- ", ": ", "\n", "\r\n", "\t", "\"", "'",
            "[", "]", "{", "}", "&a ", "*a", "|\n", ">-\n", "#", "!!str ", "? ", "%", "@", "`",
            "[x](claim:y)", "[@s, p. 1; @t]", "[^1]", "[^1]: note\n", "<b>", "](", "![", "javascript:",
            "claims:\n", "id: x\n", "body: |\n", "draft: yes\n", "é", "漢字", "🎉", "\u{feff}", "\u{202e}", "\0",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read(text in text()) {
        read("content/claims/one.md", &text);
    }

    #[test]
    fn any_front_matter_can_be_read(matter in text(), prose in text()) {
        read("content/explainers/one.md", &format!("---\n{matter}\n---\n{prose}"));
    }

    #[test]
    fn any_settings_can_be_read(text in text()) {
        read("site.yaml", &text);
    }

    #[test]
    fn any_prose_can_be_written(text in text()) {
        let page = format!("---\ntitle: A page\n---\n{text}");
        let sources = Sources::of([
            ("site.yaml", "title: A site\nbase_url: https://site.example/\nallow_html: yes\n"),
            ("content/pages/one.md", page.as_str()),
        ]);
        let analysis = analyze(&sources, &Options::default());
        if let Some(model) = analysis.sound_model() {
            let written = whosays::render::site(model, &sources, &|_, _| Ok(()));
            prop_assert!(written.is_ok(), "{:?}", written.err());
        }
    }
}

/// Cuts each file of the example short at every place near its start and at random ones after it.
#[test]
fn files_cut_short_can_be_read() {
    let example = common::example();
    for (number, (path, text)) in example.content().enumerate() {
        let Ok(text) = text else { continue };
        let step = 97 + number % 13;
        for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            read(path, &text[..at]);
        }
    }
}
