//! Content is checked, never trusted: whatever stands in a file, reading it neither panics nor
//! points outside of it.

mod common;
#[path = "common/oracle.rs"]
mod oracle;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use whosays::parse::{self, Options};

/// Holds a site with this text in one file against what must hold of any.
fn read(path: &str, text: &str) {
    oracle::checked(path, text);
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
        let (sources, analysis) = oracle::checked("content/pages/one.md", &page);
        oracle::written(&sources, &analysis);
        oracle::markdown(&text);
    }

    #[test]
    fn any_text_keeps_what_must_hold(text in text()) {
        oracle::front_matter(&text);
        oracle::yaml(&text);
        oracle::quotation(&text);
    }

    #[test]
    fn any_date_keeps_what_must_hold(text in date()) {
        oracle::date(&text);
    }
}

/// Pieces of dates, and of what is written in their place.
fn date() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "2021", "-03", "-16", "-XX", "201X", "-21", "?", "~", "%", "/", "..", "[", "]", ",", "T14:00",
            "Z", "-04:00", "Y12345", "0000", "-02-29", "March", " ", "16", "about ", ".", "–", "c. ", "spring ",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What fuzzing found, one file each in the folder of its target.
#[test]
fn what_fuzzing_found_stays_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    for (name, hold) in oracle::ALL {
        let Ok(files) = fs::read_dir(folder.join(name)) else { continue };
        for file in files {
            let path = file.expect("a finding can be read").path();
            let bytes = fs::read(&path).expect("a finding can be read");
            hold(&String::from_utf8(bytes).expect("a finding is text"));
        }
    }
}

/// The rules that are broken by a file with this text.
fn rules(path: &str, text: String) -> Vec<&'static str> {
    let parsed = parse::file(&path.into(), &Ok(Arc::from(text)), Options::default());
    parsed.diagnostics.iter().map(|found| found.rule.name).collect()
}

#[test]
fn what_is_nested_ten_thousand_deep_is_told() {
    const DEEP: usize = 10_000;
    let open = |mark: &str| mark.repeat(DEEP);
    for prose in [
        open("> "),
        open(">"),
        open("- "),
        open("1. "),
        open("![") + &open("](/x.png)"),
        open("*a **b ") + &open("c** d* "),
    ] {
        let told = rules("content/pages/one.md", format!("---\ntitle: One\n---\n{prose}x"));
        assert_eq!(told, ["nested-too-deep"], "{}", &prose[..20]);
    }
    // These are nothing but text.
    for prose in [open("[") + &open("]"), open("*"), open("_"), open("`"), open("~~a ~b ")] {
        let told = rules("content/pages/one.md", format!("---\ntitle: One\n---\n{prose}x"));
        assert_eq!(told, [""; 0], "{}", &prose[..20]);
    }
    for yaml in [
        open("[") + &open("]"),
        open("["),
        open("{ a: ") + &open("}"),
        "\n".to_owned() + &open("- "),
        "\n".to_owned() + &open("? "),
    ] {
        let told = rules("content/pages/one.md", format!("---\ntitle: {yaml}\n---\n"));
        assert_eq!(told, ["nested-too-deep"], "{}", &yaml[..20]);
    }
}

#[test]
fn aliases_that_stand_for_millions_are_told() {
    let bomb = |width: usize| -> String {
        let name = |n: usize| char::from(b'a' + n as u8);
        let list = |n: usize| vec![format!("*{}", name(n)); width].join(", ");
        let lines = (1..9).map(|n| format!("{0}: &{0} [{1}]\n", name(n), list(n - 1)));
        "a: &a x\n".to_owned() + &lines.collect::<String>()
    };
    for width in [10, 100] {
        let told = rules("content/pages/one.md", format!("---\n{}---\n", bomb(width)));
        assert_eq!(told, ["too-large"]);
    }
    // Aliases of aliases are as deep as what they stand for.
    let deep = |n| format!("k{n}: &a{n} {}*a{}{}\n", "[".repeat(20), n - 1, "]".repeat(20));
    let chain: String = (1..600).map(deep).collect();
    let told = rules("content/pages/one.md", format!("---\nk0: &a0 x\n{chain}---\n"));
    assert_eq!(told, ["nested-too-deep"]);
}

#[test]
fn a_front_matter_has_a_limit_and_its_entries_are_still_known() {
    let claim = "  - { id: a, title: A }\n";
    let filler = format!("standfirst: {}\n", "word ".repeat(13_200));
    let text = format!("---\ntitle: One\nclaims:\n{claim}{filler}---\n");
    let path: Arc<str> = "content/explainers/one.md".into();
    let parsed = parse::file(&path, &Ok(text.into()), Options::default());
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    assert_eq!(parsed.diagnostics[0].rule.name, "too-large");
    let declared: Vec<&str> = parsed.declared.iter().map(|entry| &*entry.id).collect();
    assert_eq!(declared, ["one", "a"]);
    let site = format!("title: A site\nbase_url: https://site.example/\n#{}", "#".repeat(1 << 16));
    let (site, found) = parse::site(Some((&"site.yaml".into(), &Ok(site.into()))));
    assert!(site.is_none() && found[0].rule.name == "too-large", "{found:?}");
}

/// What takes the square of its length would keep this test for many minutes.
#[test]
fn long_texts_take_no_longer_than_their_length() {
    const LENGTH: usize = 1 << 17;
    let repeated = |piece: &str| piece.repeat(LENGTH / piece.len());
    let numbered = |piece: &str| -> String {
        (0..LENGTH / (piece.len() + 4)).map(|n| piece.replace('#', &n.to_string())).collect()
    };
    for prose in [
        repeated("## a\n"),
        repeated("a\n=\n"),
        repeated("# a {:b}\n").replace(':', "#"),
        repeated("[^a"),
        repeated("[^") + "]",
        numbered("[^#] "),
        numbered("[^#]: a\n\n"),
        numbered("x[^#]\n\n[^#]: a\n\n"),
        numbered("[@a#]\n\n"),
        repeated("[@a; @b] "),
        repeated("[@a"),
        repeated("[a](claim:b)\n\n"),
        repeated("[a](b) "),
        repeated("<b>a"),
        repeated("<a href='"),
        repeated("`a` [^1] "),
        repeated("!["),
        repeated("| a "),
        format!("|a|b|\n|-|-|\n{}", repeated("|a|b|\n")),
    ] {
        oracle::markdown(&prose);
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
            oracle::checked(path, &text[..at]);
        }
    }
}
