//! From content to data and back: the same site, the same data; and what is refused.

mod common;

use std::path::Path;

use common::{build, example, sound};
use proptest::prelude::*;
use whosays::content::{Claim, SiteFile};
use whosays::import::{self, Mistake};
use whosays::parse::tree::{Key, Node, Value};
use whosays::source::Sources;
use whosays::{compose, export};

/// The data of a site that must be without fault.
fn data(sources: &Sources) -> Vec<u8> {
    let analysis = sound(sources);
    export::File::All
        .bytes(analysis.sound_model().expect("a sound site has a model"))
        .expect("data")
}

fn imported(json: &[u8]) -> Sources {
    let tree = import::tree(json).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    Sources::of(tree.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn mistakes(json: &str) -> Vec<Mistake> {
    import::tree(json.as_bytes()).expect_err("it is refused")
}

#[test]
fn the_example_comes_back_the_same() {
    let sources = example();
    let again = imported(&data(&sources));
    let (before, after) = (build(&sources), build(&again));
    assert!(before.keys().eq(after.keys()));
    for (path, bytes) in &before {
        assert!(*bytes == after[path], "{path} differs");
    }
}

/// Every form in which content may stand that the example leaves out.
fn rare() -> Sources {
    Sources::of([
        (
            "site.yaml",
            "title: 'A: site'\nbase_url: https://site.example/deep\nallow_html: no\nrules: { unused-source: off }\n\
             edit_url: https://forge.example/edit/{path}\nnavigation: [{ title: Home, to: / }]\n\
             publisher: { name: P, url: https://p.example/ }\nauthors: [A, 'B, C']\n\
             publish: { cname: secret.example }\n\
             extra:\n  n: 12\n  s: '12'\n  f: 1.5\n  b: true\n  t: 'true'\n  z: ~\n  l: [1, [2, {a: 'x: y'}], []]\n  m: {}\n  text: \"two\\nlines\\n\"\n",
        ),
        (
            "content/explainers/base.md",
            "\u{feff}---\r\ntitle: Base\r\nscope:\r\n  covers: ['007', 'two']\r\n  not_covered: '1964'\r\nactors:\r\n  - { id: a, name: 'NO', type: person, country: NO, external: { 'a: b': x, '<<': y, 'null': z } }\r\n  - id: b\r\n    name: '~'\r\n    type: public-body\r\n    body: \"    code first\\n\\nthen prose\\n\"\r\nsources:\r\n  - { id: s, title: '- # S', type: report, dates: { signed: '2020-01-02', out: 2020-02~ } }\r\n---\r\n\r\n\r\n    indented code\r\n\r\nProse [@s].\r\n\r\n",
        ),
        (
            "content/claims/2020/one.md",
            "---\ntitle: \"It was so: \\\"or\\\" not # really\"\nhappened: '[2007..2016]'\nabout: { actors: [a] }\ntopics: ['yes', '1964', \"tab\\there\", 'null']\nsummary: \"first line\\nsecond *line*\"\naliases: [/old/place/]\npositions:\n  - { by: a, stance: asserts, date: 2020-03, source: s, quote: \"=1+1 'so', \\\"he\\\" said\" }\n  - { by: b, stance: denies, for: a, date: 2020-04-05, source: s, quote: \"- no\", original: { language: ru, quote: 'Нет:' } }\nchanges:\n  - { date: 2021-03-04, kind: correction, note: 'Mended: so.', was: '`x`', now: \"%y\", affects: ['source:s', 'country:no'] }\n---\nBody\n---\nafter a rule\n",
        ),
        ("content/countries/NO.md", "---\nlane_order: 3\n---\n"),
        ("content/index.md", "---\ntitle: Home\n---\nHello.\n"),
    ])
}

#[test]
fn every_form_comes_back_the_same() {
    let sources = rare();
    let analysis = whosays::analyze(&sources, &whosays::Options::default());
    let shown = whosays::diagnostic::show(&sources, &analysis.diagnostics, false);
    let model = analysis.sound_model().unwrap_or_else(|| panic!("{shown}"));
    let json = export::File::All.bytes(model).expect("data");
    assert!(!String::from_utf8_lossy(&json).contains("secret"), "where to publish is no data");
    let tree = import::tree(&json).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let texts: String = tree.iter().map(|(path, text)| format!("── {path}\n{text}")).collect();
    insta::assert_snapshot!(texts);
    let again = imported(&json);
    let analysis = whosays::analyze(&again, &whosays::Options::default());
    let shown = whosays::diagnostic::show(&again, &analysis.diagnostics, false);
    let model = analysis.sound_model().unwrap_or_else(|| panic!("{shown}"));
    assert_eq!(
        String::from_utf8_lossy(&export::File::All.bytes(model).expect("data")),
        String::from_utf8_lossy(&json)
    );
}

const SITE: &str = r#""site":{"title":"T","base_url":"https://t.example/"}"#;

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let claim = |members: &str| format!(r#"{{"content":{{{SITE},"claims":[{{{members}}}]}}}}"#);
    let position = r#""positions":[{"by":"a","stance":"asserts","date":"2020","source":"s"}]"#;
    for (json, pointer, message) in [
        ("{".into(), "", "not valid JSON"),
        ("[1]".into(), "", "no object `content`"),
        (r#"{"content":[]}"#.into(), "/content", "no object `content`"),
        (r#"{"content":{}}"#.into(), "/content", "`site` is missing"),
        (format!(r#"{{"content":{{{SITE},"claim":[]}}}}"#), "/content/claim", "no part"),
        (format!(r#"{{"content":{{{SITE},"claims":{{}}}}}}"#), "/content/claims", "not an array"),
        (r#"{"content":{"site":{"title":"T"}}}"#.into(), "/content/site", "`base_url` is missing"),
        (
            claim(&format!(r#""id":"../../etc/passwd","title":"T",{position}"#)),
            "/content/claims/0/id",
            "not an id",
        ),
        (
            claim(&format!(r#""id":"c","title":["T"],{position}"#)),
            "/content/claims/0/title",
            "not a list",
        ),
        (
            claim(&format!(r#""id":"c","title":{{"a":1}},{position}"#)),
            "/content/claims/0/title",
            "not a mapping",
        ),
        (claim(&format!(r#""title":"T",{position}"#)), "/content/claims/0", "`id` is missing"),
        (
            claim(&format!(r#""id":"c","title":"T","verdict":"true",{position}"#)),
            "/content/claims/0/verdict",
            "would be a verdict",
        ),
        (
            claim(&format!(r#""id":"c","id":"d","title":"T",{position}"#)),
            "/content/claims/0/id",
            "stands twice",
        ),
        (
            claim(
                r#""id":"c","title":"T","positions":[{"by":"a","stance":"says","date":"2020","source":"s"}]"#,
            ),
            "/content/claims/0/positions/0/stance",
            "not a term",
        ),
        (
            claim(&format!(r#""id":"{}","title":"T",{position}"#, "a".repeat(300))),
            "/content/claims/0/id",
            "at most",
        ),
        (
            claim(&format!(
                r#""id":"c","title":"T","external":{{"a/b~c{}":"x"}},{position}"#,
                "y".repeat(600)
            )),
            &format!("/content/claims/0/external/a~1b~0c{}", "y".repeat(600)),
            "too long",
        ),
        (
            format!(r#"{{"content":{{{SITE},"countries":[{{"id":"usa"}}]}}}}"#),
            "/content/countries/0/id",
            "usa",
        ),
        (
            format!(
                r#"{{"content":{{{SITE},"pages":[{{"id":"p","title":"T"}},{{"id":"p","title":"T"}}]}}}}"#
            ),
            "/content/pages/1/id",
            "twice",
        ),
        ("[".repeat(100_000), "", "recursion limit"),
    ] {
        let found = mistakes(&json);
        let told = found.iter().any(|mistake| {
            mistake.pointer == pointer
                && mistake.message.contains(message)
                && mistake.help.is_some()
        });
        assert!(told, "{pointer}: {message}\n{found:#?}");
    }
}

#[test]
fn a_folder_with_anything_in_it_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    let tree = vec![("site.yaml".to_owned(), String::new())];
    let error = whosays::create::site(&tree, folder.path()).expect_err("it is refused");
    assert!(error.to_string().contains("is not empty"), "{error}");
    let file = folder.path().join("notes.txt");
    assert!(whosays::create::site(&tree, &file).is_err(), "a file is no folder");
    assert_eq!(std::fs::read_to_string(file).expect("the file"), "mine");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
    assert!(whosays::create::site(&tree, &folder.path().join("new/deep")).is_ok());
    assert!(Path::new(&folder.path().join("new/deep/site.yaml")).is_file());
}

fn whosays(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_whosays"));
    let output = command.args(arguments).current_dir(folder).output().expect("it runs");
    let told = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(told).expect("text"))
}

/// The whole way with the program: build, import, build, compare.
#[test]
fn what_is_built_imported_and_built_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diffs/statue/old");
    let root = old.to_str().expect("a path");
    let (status, told) = whosays(&["build", "--root", root, "--out", "one"], folder.path());
    assert_eq!(status, Some(0), "{told}");
    let (status, told) = whosays(&["import", "one/data/all.json", "site"], folder.path());
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("10 files written into `site`"), "{told}");
    let (status, told) = whosays(&["build", "--root", "site", "--out", "two"], folder.path());
    assert_eq!(status, Some(0), "{told}");
    let (status, told) = whosays(&["diff", "one", "two"], folder.path());
    assert_eq!(status, Some(0), "{told}");
    let read = |path: &str| std::fs::read(folder.path().join(path)).expect("a file");
    for file in ["data/all.json", "claims/guild-moved-it/index.html", "feed.xml"] {
        assert!(read(&format!("one/{file}")) == read(&format!("two/{file}")), "{file} differs");
    }
}

#[test]
fn the_program_says_where_data_is_wrong_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong =
        r#"{"content":{"site":{"title":"T","base_url":"x"},"pages":[{"id":"../p","title":"T"}]}}"#;
    std::fs::write(folder.path().join("wrong.json"), wrong).expect("a file");
    let (status, told) = whosays(&["import", "wrong.json", "site"], folder.path());
    assert_eq!(status, Some(1), "{told}");
    assert_eq!(
        told,
        "\
error: `x` is not an address: it begins with https:// or http://
  at: /content/site/base_url
  help: write the whole address
error: `../p` is not an id: use a–z, 0–9 and single hyphens
  at: /content/pages/0/id
  help: did you mean `p`?
2 mistakes; nothing was written
"
    );
    assert!(!folder.path().join("site").exists());
    // What is of the right form may yet name what is not there.
    let lost = r#"{"content":{"site":{"title":"T","base_url":"https://t.example/"},"pages":[{"id":"p","title":"T","body":"[x](claim:gone)"}]}}"#;
    std::fs::write(folder.path().join("lost.json"), lost).expect("a file");
    let (status, told) = whosays(&["import", "lost.json", "site"], folder.path());
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("there is no claim `gone`"), "{told}");
    assert!(told.ends_with("2 files written into `site`; the content has errors\n"), "{told}");
    let (status, told) = whosays(&["import", "lost.json", "site"], folder.path());
    assert_eq!(status, Some(2), "{told}");
}

/// Texts with what YAML has a meaning for.
fn texts() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "- a",
        "? b",
        ": c",
        "a: b",
        "a #b",
        "#c",
        "'q'",
        "\"q\"",
        "\\",
        "[a]",
        "{b}",
        ",",
        "&a",
        "*b",
        "!c",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "null",
        "NO",
        "yes",
        "1964",
        "0755",
        "12:30",
        "1e3",
        ".5",
        ".inf",
        "---",
        "...",
        "=",
        "<<",
        "\n",
        "\t",
        " ",
        "  ",
        "ü",
        "’",
        "\u{2028}",
        "\u{85}",
        "\u{feff}",
        "\u{7}",
        "\r",
        "x",
        "word",
        "\u{1f600}",
        "a-b",
        ":",
        "-",
    ]);
    let long = "[a-z:,# ]{80,140}";
    prop_oneof![
        3 => prop::collection::vec(odd, 1..5).prop_map(|parts| parts.concat()),
        1 => long.prop_map(|text| text),
        1 => "\\PC{0,30}",
    ]
}

fn node(value: Value) -> Node {
    Node { value, bytes: 0..0 }
}

fn scalar(text: String) -> Node {
    node(Value::Scalar { text, plain: false })
}

fn field(key: impl Into<String>, node: Node) -> (Key, Node) {
    (Key { text: key.into(), bytes: 0..0 }, node)
}

/// Free settings, as `extra` may hold them.
fn anything() -> impl Strategy<Value = Node> {
    texts().prop_map(scalar).prop_recursive(3, 24, 4, |inner| {
        let map = prop::collection::btree_map(texts(), inner.clone(), 0..4).prop_map(|fields| {
            node(Value::Map(fields.into_iter().map(|(key, value)| field(key, value)).collect()))
        });
        let list = prop::collection::vec(inner, 0..4).prop_map(|items| node(Value::List(items)));
        prop_oneof![map, list]
    })
}

/// A tree as JSON, which has no places.
fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Scalar { text, .. } => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(fields) => {
            fields.iter().map(|(key, node)| (key.text.clone(), plain(node))).collect()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Both parsers read what is written as what it was made of.
    #[test]
    fn what_is_written_is_read_as_the_same(extra in anything()) {
        let fields = vec![
            field("title", scalar("T".into())),
            field("base_url", scalar("https://t.example/".into())),
            field("extra", extra),
        ];
        let settings = node(Value::Map(fields));
        let yaml = compose::settings(&SiteFile::RECORD, &settings);
        let read: serde_json::Value = match serde_yaml::from_str(&yaml) {
            Ok(read) => read,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{yaml}"))),
        };
        prop_assert_eq!(&read, &plain(&settings), "{}", yaml);
        let tree = whosays::parse::tree::read(&yaml);
        let tree = tree.map_err(|broken| TestCaseError::fail(format!("{broken:?}\n{yaml}")))?;
        prop_assert_eq!(&plain(&tree.expect("a tree")), &plain(&settings), "{}", yaml);
    }

    /// Fields of an entry are texts, whatever they look like.
    #[test]
    fn fields_are_the_texts_that_stand_there(
        title in texts(),
        topics in prop::collection::vec(texts(), 1..4),
        quote in texts(),
        body in texts(),
    ) {
        prop_assume!([&title, &quote].iter().chain(&topics.iter().collect::<Vec<_>>()).all(|text| !text.trim().is_empty()));
        let position = vec![
            field("by", scalar("a".into())),
            field("stance", scalar("asserts".into())),
            field("quote", scalar(quote.clone())),
        ];
        let fields = vec![
            field("positions", node(Value::List(vec![node(Value::Map(position))]))),
            field("topics", node(Value::List(topics.iter().cloned().map(scalar).collect()))),
            field("title", scalar(title.clone())),
        ];
        let text = compose::file(&Claim::RECORD, &node(Value::Map(fields)), &body);
        let matter = whosays::parse::front_matter::FrontMatter::split(&text).expect("a front matter");
        let claim: Claim = match serde_yaml::from_str(&text[matter.yaml]) {
            Ok(claim) => claim,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        prop_assert_eq!(&*claim.title, title.trim(), "{}", text);
        prop_assert_eq!(claim.positions[0].quote.as_deref(), Some(quote.trim()), "{}", text);
        let read: Vec<&str> = claim.topics.iter().map(|topic| &**topic).collect();
        let wrote: Vec<&str> = topics.iter().map(|topic| topic.trim()).collect();
        prop_assert_eq!(read, wrote, "{}", text);
        prop_assert_eq!(compose::prose(&text[matter.body]), compose::prose(&body));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the editors wrote: what comes out of the data makes the same data.
    #[test]
    fn data_comes_back_as_the_same_data(
        titles in prop::collection::btree_map("[a-z0-9]{1,6}", texts(), 1..4),
        quotes in prop::collection::vec((texts(), texts(), 0usize..5), 1..4),
        keys in prop::collection::btree_map(texts(), texts(), 0..3),
        bodies in prop::collection::vec("[a-z \r\n>*0-9-]{0,60}", 3),
    ) {
        let dates = ["2020", "2020-03~", "[2007..2016]", "/2019-07-16", "2021-03-16?"];
        let map = |fields| node(Value::Map(fields));
        let list = |items| node(Value::List(items));
        let text = |text: &str| scalar(text.into());
        let external = || map(keys.iter().map(|(key, value)| field(key, text(value))).collect());
        let some = |text: &&String| !text.trim().is_empty();
        prop_assume!(titles.values().filter(some).count() == titles.len());
        prop_assume!(quotes.iter().all(|(quote, at, _)| some(&quote) && some(&at)));
        prop_assume!(keys.iter().all(|(key, value)| some(&key) && some(&value) && key.trim() == key));
        let positions: Vec<Node> = quotes.iter().map(|(quote, at, date)| map(vec![
            field("by", text("a")),
            field("stance", text("asserts")),
            field("source", text("s")),
            field("date", text(dates[*date])),
            field("quote", text(quote)),
            field("at", text(at)),
        ])).collect();
        let mut files = vec![
            ("site.yaml".to_owned(), "title: T\nbase_url: https://t.example/\n".to_owned()),
            ("content/actors/a.md".to_owned(), "---\nname: A\ntype: person\n---\n".to_owned()),
            ("content/sources/s.md".to_owned(), "---\ntitle: S\ntype: report\n---\n".to_owned()),
        ];
        for ((id, title), body) in titles.iter().zip(bodies.iter().cycle()) {
            let claim = map(vec![
                field("title", text(title)),
                field("external", external()),
                field("positions", list(positions.clone())),
            ]);
            files.push((format!("content/claims/{id}.md"), compose::file(&Claim::RECORD, &claim, body)));
        }
        let sources = Sources::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let analysis = whosays::analyze(&sources, &whosays::Options::default());
        // Some characters may stand in no content.
        prop_assume!(analysis.diagnostics.iter().all(|found| found.rule.name != "invisible-character"));
        let shown = whosays::diagnostic::show(&sources, &analysis.diagnostics, false);
        let Some(model) = analysis.sound_model() else {
            return Err(TestCaseError::fail(shown));
        };
        let json = export::File::All.bytes(model).expect("data");
        let again = imported(&json);
        let analysis = whosays::analyze(&again, &whosays::Options::default());
        let Some(model) = analysis.sound_model() else {
            let shown = whosays::diagnostic::show(&again, &analysis.diagnostics, false);
            return Err(TestCaseError::fail(shown));
        };
        let after = export::File::All.bytes(model).expect("data");
        prop_assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(&json));
    }
}
