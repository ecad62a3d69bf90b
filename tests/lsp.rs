//! The language server, driven by a client over the standard input and output of the real program.

#![cfg(feature = "lsp")]

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/times.rs"]
mod times;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lsp_types::notification::{Cancel, DidChangeWatchedFiles, Notification as _};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentSymbolRequest, GotoDefinition,
    HoverRequest, PrepareRenameRequest, References, Rename, Request as _, ResolveCompletionItem,
    WorkspaceSymbolRequest,
};
use lsp_types::{
    AnnotatedTextEdit, CodeAction, CodeLens, CompletionItem, CompletionList, CompletionTextEdit,
    Diagnostic, DocumentChangeOperation, DocumentChanges, DocumentSymbol, Location, NumberOrString,
    OneOf, Position, ResourceOp, SymbolInformation, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use snapbox::cmd::{Command, cargo_bin};
use snapbox::str;
use tempfile::TempDir;

use client::{Client, able, byte, place, position, words};

const CLAIM: &str = "content/claims/moved.md";

/// A small site; its claim has é, 漢字 and 🌕 before what is looked for.
const SITE: [(&str, &str); 7] = [
    ("site.yaml", "title: A\nbase_url: https://a.example/\nas_of: 2024-12-31\n"),
    (
        CLAIM,
        "\
---
title: The statue moved
summary: é漢字🌕 as [the Guild](actor:guild) and [@letter] say
about: { countries: [GB], actors: [guild] }
positions:
  - by: council
    stance: asserts
    date: 2024-05~
    source: letter
  - { by: guild, stance: denies, date: 2024, source: letter, quote: \"é漢字🌕\" }
---
é漢字🌕 [The Guild](actor:guild) says [@letter, p. 2; @letter] in [a toll](term:toll).
",
    ),
    ("content/actors/guild.md", "---\nname: The Guild\ntype: group\ncountry: GB\n---\n"),
    (
        "content/actors/council.md",
        "---\nname: Le Conseil é漢字🌕\ntype: public-body\ncountry: GB\n---\n",
    ),
    (
        "content/sources/letter.md",
        "---\r\ntitle: A letter\r\ntype: report\r\npublisher: guild\r\ndate: 2024\r\n---\r\n",
    ),
    (
        "content/terms/toll.md",
        "---\ntitle: Toll\ndefinitions:\n  - { by: guild, text: A fee }\ndraft: yes\n---\n",
    ),
    ("README.md", "---\nti\n---\n"),
];

fn site() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in SITE {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn text_of(path: &str) -> &'static str {
    SITE.iter().find(|(known, _)| *known == path).expect("a file of the site").1
}

fn example() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("as the protocol has it")
}

/// What a completion offers at the `|` in `text`, which the client has in its buffer.
fn offered(client: &mut Client, version: i32, path: &str, text: &str) -> Vec<CompletionItem> {
    let typed = text.replacen('|', "", 1);
    let at = place(&typed, text);
    client.change(path, version, &typed);
    let list = client.at(Completion::METHOD, path, at, Value::Null);
    if list.is_null() { Vec::new() } else { of::<CompletionList>(list).items }
}

fn labels(items: &[CompletionItem]) -> Vec<&str> {
    items.iter().map(|item| item.label.as_str()).collect()
}

/// A text after the edits of one document.
fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.range.start);
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        let range = byte(&text, edit.range.start)..byte(&text, edit.range.end);
        text.replace_range(range, &edit.new_text);
    }
    text
}

/// The changes of a workspace, with the versions of their documents.
fn operations(edit: WorkspaceEdit) -> Vec<DocumentChangeOperation> {
    match edit.document_changes.expect("changes with versions were agreed on") {
        DocumentChanges::Operations(operations) => operations,
        DocumentChanges::Edits(edits) => {
            edits.into_iter().map(DocumentChangeOperation::Edit).collect()
        }
    }
}

fn text_edits(edit: TextDocumentEdit) -> Vec<TextEdit> {
    let plain = |edit| match edit {
        OneOf::Left(edit) => edit,
        OneOf::Right(AnnotatedTextEdit { text_edit, .. }) => text_edit,
    };
    edit.edits.into_iter().map(plain).collect()
}

/// Makes a change of the workspace on disk.
fn apply(client: &Client, edit: WorkspaceEdit) {
    for operation in operations(edit) {
        match operation {
            DocumentChangeOperation::Edit(edit) => {
                let path = client.root.join(client.path(&edit.text_document.uri));
                let text = fs::read_to_string(&path).expect("a file");
                fs::write(path, edited(&text, &text_edits(edit))).expect("a file");
            }
            DocumentChangeOperation::Op(ResourceOp::Rename(rename)) => {
                let path = |uri| client.root.join(client.path(uri));
                fs::rename(path(&rename.old_uri), path(&rename.new_uri)).expect("renamed");
            }
            DocumentChangeOperation::Op(other) => panic!("nobody has asked for {other:?}"),
        }
    }
}

/// Every file below a folder, by path.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let below = |path: &Path| path.strip_prefix(root).expect("below").to_owned();
    files.map(|file| (below(file.path()), fs::read(file.path()).expect("a file"))).collect()
}

fn copy_of(root: &Path) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for part in ["site.yaml", "content"] {
        for entry in walkdir::WalkDir::new(root.join(part)) {
            let entry = entry.expect("an entry");
            let to = folder.path().join(entry.path().strip_prefix(root).expect("below"));
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).expect("a folder");
            } else {
                fs::copy(entry.path(), to).expect("a file");
            }
        }
    }
    folder
}

/// What is told of each file until everything that `check` says was told.
fn told_of(root: &Path) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut client = Client::start(root);
    // An answer comes when the site was looked at, and after what is wrong with it.
    let everything = json!({ "query": "" });
    client.ask(WorkspaceSymbolRequest::METHOD, everything).expect("an answer");
    let told = client.drain();
    let told = told.into_iter().map(|told| (client.path(&told.uri), told.diagnostics)).collect();
    assert!(client.stop().success());
    told
}

#[test]
fn what_is_wrong_is_what_check_says() {
    let cases = example().join("tests/cases");
    let names = [
        "wide-characters",
        "references",
        "keys",
        "values",
        "crlf-and-bom",
        "prose",
        "duplicates",
        "drafts",
        "exemptions",
        "bad-site-file",
        "templates",
        "names",
    ];
    for name in names {
        let root = cases.join(name);
        let output = std::process::Command::new(cargo_bin!("whosays"))
            .args(["check", "--format", "json", "--root"])
            .arg(&root)
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let checked = report["diagnostics"].as_array().expect("a list").iter().map(|found| {
            let place = &found["utf16"];
            format!(
                "{} {}:{}-{}:{} {} {} {}",
                found["path"].as_str().expect("a path"),
                place["line"],
                place["column"],
                place["end_line"],
                place["end_column"],
                found["severity"].as_str().expect("a severity"),
                found["rule"].as_str().expect("a rule"),
                found["message"].as_str().expect("a message"),
            )
        });
        let checked: BTreeSet<String> = checked.collect();
        assert!(!checked.is_empty(), "{name}");
        let mut told = BTreeSet::new();
        for (path, found) in told_of(&root) {
            for one in found {
                let (start, end) = (one.range.start, one.range.end);
                let Some(NumberOrString::String(rule)) = one.code else { panic!("a rule") };
                let severity = match one.severity {
                    Some(lsp_types::DiagnosticSeverity::ERROR) => "error",
                    _ => "warning",
                };
                let message = one.message.split("\nhelp: ").next().expect("a message").to_owned();
                told.insert(format!(
                    "{path} {}:{}-{}:{} {severity} {rule} {message}",
                    start.line + 1,
                    start.character + 1,
                    end.line + 1,
                    end.character + 1,
                ));
            }
        }
        assert_eq!(told, checked, "{name}");
    }
}

#[test]
fn the_text_of_the_buffer_counts_and_not_that_on_disk() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    let broken = text.replace("by: council", "by: councl");
    client.change(CLAIM, 2, &broken);
    let found = client.diagnostics(CLAIM, Some(2));
    let unknown = found.iter().find(|found| found.message.contains("councl")).expect("it is told");
    assert_eq!(words(&broken, unknown.range), "councl");
    assert_eq!(unknown.source.as_deref(), Some("whosays"));
    assert!(unknown.message.ends_with("\nhelp: did you mean `council`?"), "{}", unknown.message);
    client.change(CLAIM, 3, &text);
    let found = client.diagnostics(CLAIM, Some(3));
    assert!(!found.iter().any(|found| found.message.contains("councl")));
    // Closed without being saved, the file on disk counts again.
    client.change(CLAIM, 4, &broken);
    client.diagnostics(CLAIM, Some(4));
    let close = json!({ "textDocument": { "uri": client.uri(CLAIM) } });
    client.notify("textDocument/didClose", close);
    let found = client.diagnostics(CLAIM, None);
    assert!(!found.iter().any(|found| found.message.contains("councl")));
    assert!(client.stop().success());
}

#[test]
fn changes_in_part_are_made_where_they_are_meant() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let mut text = client.open_file(CLAIM);
    let change = |client: &mut Client, version: i32, text: &str, old: &str, new: &str| {
        let at = text.find(old).expect("it stands there");
        let range = json!({ "start": position(text, at), "end": position(text, at + old.len()) });
        let params = json!({
            "textDocument": { "uri": client.uri(CLAIM), "version": version },
            "contentChanges": [{ "range": range, "text": new }],
        });
        client.notify("textDocument/didChange", params);
        text.replacen(old, new, 1)
    };
    // Behind characters of two, three and four bytes.
    text = change(&mut client, 2, &text, "🌕\" }", "x\", office: y }");
    text = change(&mut client, 3, &text, "🌕 [The", "漢 [The");
    text = change(&mut client, 4, &text, "p. 2; @letter", "p. 2; @lettr");
    let found = client.diagnostics(CLAIM, Some(4));
    let mut places: Vec<String> = found.iter().map(|found| words(&text, found.range)).collect();
    places.retain(|words| words.contains("lett"));
    assert_eq!(places, ["@lettr"]);
    assert!(text.contains("\"é漢字x\", office: y }\n---\né漢字漢 [The"), "{text}");
    assert!(client.stop().success());
}

#[test]
fn a_mistake_is_mended_by_its_action_and_cleared() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    let mut text = text.replace("denies", "denie").replace("by: council", "by: counsel");
    client.change(CLAIM, 2, &text);
    let mut version = 2;
    let mut titles = Vec::new();
    for _ in 0..2 {
        let found = client.diagnostics(CLAIM, Some(version));
        let first = found.iter().find(|found| found.message.contains("help: did you mean"));
        let first = first.expect("something is meant");
        let params = json!({
            "textDocument": { "uri": client.uri(CLAIM) },
            "range": first.range,
            "context": { "diagnostics": [first] },
        });
        let actions: Vec<CodeAction> =
            of(client.ask(CodeActionRequest::METHOD, params).expect("an answer"));
        let action = actions.into_iter().next().expect("an action");
        titles.push((action.title, action.is_preferred));
        let operations = operations(action.edit.expect("an edit"));
        let [DocumentChangeOperation::Edit(edit)] = &operations[..] else { panic!("one edit") };
        assert_eq!(edit.text_document.version, Some(version));
        let edits = text_edits(edit.clone());
        text = edited(&text, &edits);
        version += 1;
        client.change(CLAIM, version, &text);
    }
    // The one is sure; the other is for somebody to look at.
    let expected =
        [("Write `council`".to_owned(), Some(false)), ("Write `denies`".to_owned(), Some(true))];
    titles.sort();
    assert_eq!(titles, expected);
    assert_eq!(text, text_of(CLAIM));
    let found = client.diagnostics(CLAIM, Some(version));
    assert!(!found.iter().any(|found| found.message.contains("did you mean")));
    assert!(client.stop().success());
}

#[test]
fn all_sure_fixes_of_a_file_are_made_at_once() {
    let root = copy_of(&example().join("tests/fixes/forms/site"));
    let mut client = Client::start(root.path());
    let symbols = client.ask(WorkspaceSymbolRequest::METHOD, json!({ "query": "" }));
    symbols.expect("an answer");
    let mut mended = 0;
    for told in client.drain() {
        let path = client.path(&told.uri);
        let params = json!({
            "textDocument": { "uri": told.uri },
            "range": { "start": Position::new(0, 0), "end": Position::new(0, 0) },
            "context": { "diagnostics": [], "only": ["source.fixAll"] },
        });
        let actions: Vec<CodeAction> =
            of(client.ask(CodeActionRequest::METHOD, params).expect("an answer"));
        for action in actions {
            apply(&client, action.edit.expect("an edit"));
            mended += 1;
            let check = ["check", "--fix", "--dry-run", "--root"];
            let output = Command::new(cargo_bin!("whosays")).args(check).arg(root.path());
            let output = String::from_utf8(output.output().expect("it runs").stdout).unwrap();
            assert!(!output.contains(&format!("--- {path}")), "{output}");
        }
    }
    assert!(mended > 0);
    assert!(client.stop().success());
}

#[test]
fn keys_are_offered_with_what_they_mean_and_required_ones_first() {
    let folder = site();
    let mut client = Client::start(folder.path());
    client.open_file(CLAIM);
    let head = "---\ntitle: A\npositions:\n  - by: guild\n    |\n---\n";
    let items = offered(&mut client, 2, CLAIM, head);
    assert_eq!(labels(&items)[..4], ["stance", "id", "date", "source"]);
    assert!(!labels(&items).contains(&"by"));
    assert_eq!(items[0].detail.as_deref(), Some("required: term of stance"));
    let doc = items[0].documentation.clone();
    let expected = lsp_types::Documentation::String("How they stand to the claim.".into());
    assert_eq!(doc, Some(expected));
    let Some(CompletionTextEdit::Edit(edit)) = &items[0].text_edit else { panic!("an edit") };
    assert_eq!(edit.new_text, "stance: ");
    let items = offered(&mut client, 3, CLAIM, "---\nti|tle: A\n---\n");
    let Some(CompletionTextEdit::Edit(edit)) = &items[0].text_edit else { panic!("an edit") };
    assert_eq!((items[0].label.as_str(), edit.new_text.as_str()), ("title", "title"));
    // A file has its id in its name, and its prose below.
    assert!(!labels(&items).contains(&"id") && !labels(&items).contains(&"body"));
    let items = offered(&mut client, 4, CLAIM, "---\ntitle: A\nexempt:\n  |\n---\n");
    assert!(labels(&items).contains(&"unanswered-claim"), "{:?}", labels(&items));
    let items = offered(&mut client, 5, CLAIM, "---\ntit|");
    assert!(labels(&items).contains(&"title"));
    assert!(client.stop().success());
}

#[test]
fn values_are_offered_from_the_vocabularies_and_the_entries() {
    let folder = site();
    let mut client = Client::start(folder.path());
    client.open_file(CLAIM);
    let mut version = 1;
    let mut offered = |client: &mut Client, text: &str| {
        version += 1;
        offered(client, version, CLAIM, text)
    };
    let position = |line: &str| format!("---\ntitle: A: b\npositions:\n  - {line}\n---\n");
    let items = offered(&mut client, &position("stance: |"));
    assert_eq!(labels(&items)[..3], ["asserts", "concurs", "corroborates"]);
    assert_eq!(items[0].detail.as_deref(), Some("says so"));
    // By the letters of the id, or by the words of the name.
    let items = offered(&mut client, &position("by: \"con|"));
    assert_eq!(labels(&items), ["council"]);
    assert_eq!(items[0].detail.as_deref(), Some("Le Conseil é漢字🌕"));
    let items = offered(&mut client, &position("{ by: the|, stance: asserts }"));
    assert_eq!(labels(&items), ["guild"]);
    let items = offered(&mut client, "---\nabout:\n  countries: [FR, |\n---\n");
    let kingdom = items.iter().find(|item| item.label == "GB").expect("a country");
    assert_eq!(kingdom.detail.as_deref(), Some("United Kingdom"));
    assert_eq!(items[0].label, "GB", "those of the site come first");
    let items = offered(&mut client, "---\ntitle: A\ndraft: |\n---\n");
    assert_eq!(labels(&items), ["yes", "no"]);
    // Nothing is offered where anything may stand.
    assert!(offered(&mut client, "---\ntitle: A |\n---\n").is_empty());
    assert!(client.stop().success());
}

#[test]
fn references_are_offered_in_prose() {
    let folder = site();
    let mut client = Client::start(folder.path());
    client.open_file(CLAIM);
    let mut version = 1;
    let mut offered = |client: &mut Client, prose: &str| {
        version += 1;
        offered(client, version, CLAIM, &format!("---\ntitle: A\n---\né漢字🌕 {prose}"))
    };
    let items = offered(&mut client, "[@le|");
    assert_eq!(labels(&items), ["letter"]);
    let Some(CompletionTextEdit::Edit(edit)) = &items[0].text_edit else { panic!("an edit") };
    assert_eq!((edit.range.start, edit.range.end), (Position::new(3, 8), Position::new(3, 10)));
    let card: CompletionItem = of(client
        .ask(ResolveCompletionItem::METHOD, serde_json::to_value(&items[0]).expect("an item"))
        .expect("an answer"));
    let Some(lsp_types::Documentation::MarkupContent(card)) = card.documentation else {
        panic!("a card")
    };
    assert!(card.value.contains("source:letter\nA letter"), "{}", card.value);
    assert_eq!(labels(&offered(&mut client, "[@letter, p. 1; @|]")), ["letter"]);
    assert!(offered(&mut client, "[@letter, p. |").is_empty());
    assert!(labels(&offered(&mut client, "[words](|)")).contains(&"claim:"));
    assert_eq!(labels(&offered(&mut client, "[words](actor:g|)")), ["actor:guild"]);
    assert_eq!(labels(&offered(&mut client, "[words](term:|")), ["term:toll"]);
    assert!(labels(&offered(&mut client, "[words](country:|")).contains(&"country:gb"));
    assert!(offered(&mut client, "words |").is_empty());
    assert!(client.stop().success());
}

#[test]
fn a_pointer_shows_cards_meanings_dates_and_countries() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    let mut shown = |words: &str| {
        let hover = client.at(HoverRequest::METHOD, CLAIM, place(&text, words), Value::Null);
        hover["contents"]["value"].as_str().unwrap_or("nothing").to_owned()
    };
    snapbox::assert_data_eq!(
        shown("by: coun|cil"),
        str![[r#"
```text
actor:council
Le Conseil é漢字🌕

type: public body
country: United Kingdom (based in)
positions: 1
claims:
  moved  The statue moved
file: content/actors/council.md
page: /actors/council/
```
"#]]
    );
    assert_eq!(shown("ass|erts"), "says so: Says that it is so, in their own name.");
    assert_eq!(shown("2024-05|~"), "about May 2024");
    assert_eq!(shown("sta|nce: asserts"), "How they stand to the claim. Required.");
    assert!(shown("[G|B]").contains("country:gb\nUnited Kingdom"));
    assert!(shown("é漢字🌕 [The Gu|ild](").contains("actor:guild\nThe Guild"));
    assert!(shown("; @let|ter").contains("source:letter\nA letter"));
    // Of a draft, too.
    assert!(shown("term:to|ll").contains("term:toll (draft)\nToll"));
    assert_eq!(shown("The stat|ue moved"), "nothing");
    assert_eq!(shown("p. |2"), shown("p. 2; @let|ter"), "a citation is one link");
    assert!(client.stop().success());
}

#[test]
fn names_lead_to_entries_and_entries_to_names() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    for words_of in ["by: gui|ld", "(actor:gu|ild) says", "actors: [|guild", "[the G|uild]"] {
        let at = place(&text, words_of);
        let found: Location = of(client.at(GotoDefinition::METHOD, CLAIM, at, Value::Null));
        let path = client.path(&found.uri);
        assert_eq!(path, "content/actors/guild.md", "{words_of}");
        assert_eq!(words(text_of(&path), found.range), "The Guild");
    }
    let at = place(&text, "by: gui|ld");
    let context = json!({ "context": { "includeDeclaration": false } });
    let found: Vec<Location> = of(client.at(References::METHOD, CLAIM, at, context));
    let found: Vec<String> = found
        .iter()
        .map(|found| {
            let path = client.path(&found.uri);
            assert_eq!(words(text_of(&path), found.range), "guild");
            format!("{path}:{}", found.range.start.line + 1)
        })
        .collect();
    let expected = [
        "content/claims/moved.md:3",
        "content/claims/moved.md:4",
        "content/claims/moved.md:10",
        "content/claims/moved.md:12",
        "content/sources/letter.md:4",
        "content/terms/toll.md:4",
    ];
    assert_eq!(found, expected);
    // From the entry itself, whose file is open with a title that is not saved.
    client.open("content/actors/guild.md", "---\nname: The Old Guild\ntype: group\n---\n");
    let context = json!({ "context": { "includeDeclaration": true } });
    let at = Position::new(1, 2);
    let found: Vec<Location> =
        of(client.at(References::METHOD, "content/actors/guild.md", at, context));
    assert_eq!(found.len(), expected.len() + 1);
    assert_eq!(found[0].range.end, Position::new(1, 19));
    assert!(client.stop().success());
}

#[test]
fn a_new_id_is_written_as_mv_writes_it() {
    for (path, at, kind, old, new) in [
        (CLAIM, "by: gui|ld", "actor", "guild", "masons"),
        (CLAIM, "p. 2; @let|ter", "source", "letter", "letter-of-2024"),
        (CLAIM, "(term:to|ll)", "term", "toll", "fee"),
        (CLAIM, "ti|tle: The", "claim", "moved", "statue-moved"),
    ] {
        let ours = site();
        let mut client = Client::start(ours.path());
        let text = client.open_file(path);
        let at = place(&text, at);
        let prepared = client.at(PrepareRenameRequest::METHOD, path, at, Value::Null);
        assert_eq!(prepared["placeholder"], old);
        let edit = client.at(Rename::METHOD, path, at, json!({ "newName": new }));
        apply(&client, of(edit));
        assert!(client.stop().success());
        let theirs = site();
        let moved = Command::new(cargo_bin!("whosays")).args(["mv", kind, old, new, "--root"]);
        moved.arg(theirs.path()).assert().success();
        assert_eq!(tree(ours.path()), tree(theirs.path()), "{kind}:{old}");
    }
}

#[test]
fn a_name_that_cannot_be_given_is_refused_in_words() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    let at = place(&text, "by: gui|ld");
    let mut refused = |at: Position, new: &str| {
        let document = json!({ "uri": client.uri(CLAIM) });
        let params = json!({ "textDocument": document, "position": at, "newName": new });
        let error = client.ask(Rename::METHOD, params).expect_err("it is refused");
        assert_eq!(error.code, lsp_server::ErrorCode::RequestFailed as i32);
        error.message
    };
    assert_eq!(refused(at, "council"), "there is an actor `council` already");
    assert!(refused(at, "The Guild").ends_with("did you mean `the-guild`?"));
    let country = place(&text, "[G|B]");
    assert_eq!(refused(country, "fr"), "a country is called by its code, which is not ours");
    assert_eq!(refused(place(&text, "The stat|ue"), "x"), "no entry is named here");
    let prepared = client.at(PrepareRenameRequest::METHOD, CLAIM, country, Value::Null);
    assert_eq!(prepared, Value::Null);
    assert!(client.stop().success());

    // A client that renames no files is told who does.
    let mut client = Client::start_with(folder.path(), json!({}), &[]);
    client.open_file(CLAIM);
    let document = json!({ "uri": client.uri(CLAIM) });
    let params = json!({ "textDocument": document, "position": at, "newName": "masons" });
    let error = client.ask(Rename::METHOD, params).expect_err("it is refused");
    assert!(error.message.contains("`whosays mv actor guild masons`"), "{}", error.message);
    assert!(client.stop().success());
}

#[test]
fn on_the_example_lenses_count_what_references_find_and_definitions_lead_back() {
    let mut client = Client::start(example());
    let root = client.root.clone();
    let mut checked = 0;
    for (path, _) in tree(&root.join("content")).into_iter().step_by(7) {
        let path = format!("content/{}", path.to_str().expect("UTF-8"));
        let text = client.open_file(&path);
        let document = json!({ "textDocument": { "uri": client.uri(&path) } });
        let lenses: Vec<CodeLens> =
            of(client.ask(CodeLensRequest::METHOD, document.clone()).expect("an answer"));
        let symbols: Vec<DocumentSymbol> =
            of(client.ask(DocumentSymbolRequest::METHOD, document).expect("an answer"));
        let Some(lens) = lenses.first() else { continue };
        let symbol = symbols.iter().find(|symbol| matches!(symbol.name.as_str(), "title" | "name"));
        let Some(symbol) = symbol else { continue };
        let title = words(&text, lens.range);
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(symbol.detail.as_deref(), Some(title.trim_matches('"')));
        let context = json!({ "context": { "includeDeclaration": false } });
        let at = symbol.selection_range.start;
        let found: Vec<Location> = of(client.at(References::METHOD, &path, at, context));
        let title = &lens.command.as_ref().expect("a title").title;
        let expected = match found.len() {
            0 => "not used yet".to_owned(),
            1 => "used in 1 place".to_owned(),
            count => format!("used in {count} places"),
        };
        assert_eq!(*title, expected, "{path}");
        for reference in found.iter().take(3) {
            let from = client.path(&reference.uri);
            client.open_file(&from);
            let back: Location =
                of(client.at(GotoDefinition::METHOD, &from, reference.range.end, Value::Null));
            assert_eq!(client.path(&back.uri), path, "from {from}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    assert!(client.stop().success());
}

#[test]
fn a_renaming_of_the_example_is_that_of_mv() {
    let ours = copy_of(example());
    let mut client = Client::start(ours.path());
    let path = "content/claims/biden-price.md";
    let text = client.open_file(path);
    let at = place(&text, "by: joe-bi|den");
    let edit = client.at(Rename::METHOD, path, at, json!({ "newName": "president-biden" }));
    apply(&client, of(edit));
    assert!(client.stop().success());
    let theirs = copy_of(example());
    let arguments = ["mv", "actor", "joe-biden", "president-biden", "--root"];
    Command::new(cargo_bin!("whosays")).args(arguments).arg(theirs.path()).assert().success();
    assert_eq!(tree(ours.path()), tree(theirs.path()));
}

#[test]
fn parts_of_a_file_and_entries_of_the_site_are_found_by_name() {
    let folder = site();
    let mut client = Client::start(folder.path());
    client.open_file(CLAIM);
    let document = json!({ "textDocument": { "uri": client.uri(CLAIM) } });
    let symbols: Vec<DocumentSymbol> =
        of(client.ask(DocumentSymbolRequest::METHOD, document).expect("an answer"));
    let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["title", "about", "positions"]);
    let positions = symbols[2].children.as_ref().expect("two");
    let positions: Vec<_> =
        positions.iter().map(|one| (one.name.as_str(), one.detail.as_deref())).collect();
    assert_eq!(positions, [("council", Some("asserts")), ("guild", Some("denies"))]);
    let mut named = |query: &str| {
        let query = json!({ "query": query });
        let found = client.ask(WorkspaceSymbolRequest::METHOD, query).expect("an answer");
        let found: Vec<SymbolInformation> = of(found);
        found.into_iter().map(|found| found.container_name.expect("an id")).collect::<Vec<_>>()
    };
    assert_eq!(named("conseil é漢"), ["actor:council"]);
    assert_eq!(named("statue"), ["claim:moved"]);
    assert_eq!(named("").len(), 5);
    assert_eq!(named("nowhere"), Vec::<String>::new());
    assert!(client.stop().success());
}

#[test]
fn columns_are_counted_as_both_sides_agree() {
    let folder = site();
    let line = "é漢字🌕 [The Guild](actor:guild) says";
    let before = line.split("guild").next().expect("a part");
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", before.len()),
        (json!(["utf-16", "utf-32"]), "utf-16", before.encode_utf16().count()),
        (json!(["utf-32"]), "utf-32", before.chars().count()),
    ] {
        let mut capabilities = able();
        capabilities["general"] = json!({ "positionEncodings": offered });
        let mut client = Client::start_with(folder.path(), capabilities, &[]);
        assert_eq!(client.server["capabilities"]["positionEncoding"], agreed);
        client.open_file(CLAIM);
        let at = Position::new(11, column as u32 + 1);
        let hover = client.at(HoverRequest::METHOD, CLAIM, at, Value::Null);
        let range = json!({
            "start": { "line": 11, "character": column },
            "end": { "line": 11, "character": column + "guild".len() },
        });
        assert_eq!(hover["range"], range, "{agreed}");
        assert!(client.stop().success());
    }
}

#[test]
fn changes_on_disk_are_seen_when_the_client_tells_of_them() {
    let folder = site();
    let mut client = Client::start(folder.path());
    let text = client.open_file(CLAIM);
    client.diagnostics(CLAIM, Some(1));
    let watched = client.asked.iter().any(|asked| {
        asked.method == "client/registerCapability"
            && asked.params.to_string().contains("**/content/**")
    });
    assert!(watched, "{:?}", client.asked);
    fs::remove_file(folder.path().join("content/actors/council.md")).expect("a file");
    let change = json!({ "uri": client.uri("content/actors/council.md"), "type": 3 });
    client.notify(DidChangeWatchedFiles::METHOD, json!({ "changes": [change] }));
    let found = client.diagnostics(CLAIM, Some(1));
    let lost = found.iter().find(|found| found.message.contains("`council`")).expect("it is told");
    assert_eq!(words(&text, lost.range), "council");
    assert!(client.stop().success());
}

#[test]
fn what_is_no_site_has_sensible_answers() {
    let folder = site();
    // No site at all, and a file that belongs to none.
    let elsewhere = TempDir::new().expect("a folder");
    fs::write(elsewhere.path().join("a.md"), "---\nti\n---\n").expect("a file");
    let mut client = Client::start(elsewhere.path());
    client.open_file("a.md");
    for method in [HoverRequest::METHOD, Completion::METHOD, GotoDefinition::METHOD] {
        assert_eq!(client.at(method, "a.md", Position::new(1, 2), Value::Null), Value::Null);
    }
    // An address that is no file’s.
    let document =
        json!({ "uri": "untitled:Untitled-1", "languageId": "x", "version": 1, "text": "" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    assert!(client.stop().success());

    // A file of the folder that is no content, and a place behind the end of a text.
    let mut client = Client::start(folder.path());
    client.open_file("README.md");
    let nothing = client.at(Completion::METHOD, "README.md", Position::new(1, 2), Value::Null);
    assert_eq!(nothing, Value::Null);
    client.open_file(CLAIM);
    let at = Position::new(999, 999);
    assert_eq!(client.at(HoverRequest::METHOD, CLAIM, at, Value::Null), Value::Null);

    // A broken `site.yaml` is told, and the rest still answers.
    client.open("site.yaml", "title: A\nbase_url: nowhere\n");
    let found = client.diagnostics("site.yaml", Some(1));
    assert!(found[0].message.contains("`nowhere`"), "{found:?}");
    let at = place(text_of(CLAIM), "by: gui|ld");
    let found: Location = of(client.at(GotoDefinition::METHOD, CLAIM, at, Value::Null));
    assert_eq!(client.path(&found.uri), "content/actors/guild.md");
    let hover = client.at(HoverRequest::METHOD, CLAIM, at, Value::Null);
    assert!(hover.to_string().contains("The Guild"), "{hover}");
    assert!(client.stop().success());

    // Content whose `site.yaml` is still to be written.
    fs::remove_file(folder.path().join("site.yaml")).expect("a file");
    let mut client = Client::start(folder.path());
    client.open_file(CLAIM);
    let told = client.told();
    assert!(told.diagnostics[0].message.contains("there is no `site.yaml`"), "{told:?}");
    assert!(client.stop().success());
}

#[test]
fn a_site_above_or_below_the_open_folder_is_found() {
    let folder = site();
    let mut client = Client::start(&folder.path().join("content/claims"));
    let text = client.open_file("moved.md");
    let at = place(&text, "by: gui|ld");
    let found = client.at(GotoDefinition::METHOD, "moved.md", at, Value::Null);
    assert!(found["uri"].as_str().expect("an address").ends_with("/content/actors/guild.md"));
    assert!(client.stop().success());

    let above = TempDir::new().expect("a folder");
    fs::rename(folder.path(), above.path().join("a site é")).expect("moved");
    fs::create_dir(folder.path()).expect("for the end of the test");
    let mut client = Client::start(above.path());
    let path = format!("a site é/{CLAIM}");
    client.open_file(&path);
    let found = client.at(GotoDefinition::METHOD, &path, at, Value::Null);
    let uri = found["uri"].as_str().expect("an address");
    assert!(uri.ends_with("/a%20site%20%C3%A9/content/actors/guild.md"), "{uri}");
    assert!(client.stop().success());
}

#[test]
fn drafts_are_checked_if_that_is_asked_for() {
    let folder = site();
    let refused = |flags: &[&str]| {
        let mut client = Client::start_with(folder.path(), able(), flags);
        // What is wrong is told before the first answer.
        client.ask(WorkspaceSymbolRequest::METHOD, json!({ "query": "" })).expect("an answer");
        let told = client.drain();
        assert!(client.stop().success());
        let mut found = told.iter().flat_map(|told| &told.diagnostics);
        found.any(|found| found.message.contains("refers to the draft"))
    };
    assert!(refused(&[]));
    assert!(!refused(&["--drafts"]));
}

#[test]
fn the_protocol_is_kept_at_its_edges() {
    use lsp_server::ErrorCode;
    let folder = site();
    // Before the first request nothing is answered.
    let mut client = Client::launch(folder.path(), &[]);
    let early = client.ask(HoverRequest::METHOD, json!({})).expect_err("not yet");
    assert_eq!(early.code, ErrorCode::ServerNotInitialized as i32);
    assert_eq!(client.leave().code(), Some(1));

    let mut client = Client::start(folder.path());
    let unknown = client.ask("textDocument/nothing", json!({})).expect_err("it is unknown");
    assert_eq!(unknown.code, ErrorCode::MethodNotFound as i32);
    let wrong = client.ask(HoverRequest::METHOD, json!({ "x": 1 })).expect_err("it is wrong");
    assert_eq!(wrong.code, ErrorCode::InvalidParams as i32);
    client.notify("$/nothing", json!({}));
    client.notify("textDocument/didChange", json!({ "x": 1 }));
    // A document that nobody has opened.
    client.change("content/claims/none.md", 2, "x");
    client.ask("shutdown", Value::Null).expect("an answer");
    let late = client.ask(WorkspaceSymbolRequest::METHOD, json!({ "query": "" }));
    assert_eq!(late.expect_err("it has ended").code, ErrorCode::InvalidRequest as i32);
    client.notify("exit", Value::Null);
    assert_eq!(client.leave().code(), Some(0));

    let mut client = Client::start(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.leave().code(), Some(1));
    assert_eq!(Client::start(folder.path()).leave().code(), Some(1));
}

#[test]
fn what_is_taken_back_before_its_turn_is_not_answered() {
    let mut client = Client::start(example());
    // Both wait until the site was looked at for the first time.
    let first = client.begin(WorkspaceSymbolRequest::METHOD, json!({ "query": "a" }));
    let second = client.begin(WorkspaceSymbolRequest::METHOD, json!({ "query": "b" }));
    let number: i32 = second.to_string().parse().expect("a number");
    client.notify(Cancel::METHOD, json!({ "id": number }));
    client.end(&first).expect("an answer");
    let error = client.end(&second).expect_err("it was taken back");
    assert_eq!(error.code, lsp_server::ErrorCode::RequestCanceled as i32);
    assert!(client.stop().success());
}

/// Neovim is not everywhere, so this is run by name.
#[test]
#[ignore = "needs Neovim"]
fn neovim_speaks_with_it() {
    let folder = site();
    let script = example().join("tests/lsp/neovim.lua");
    let output = std::process::Command::new("nvim")
        .args(["--headless", "-u", "NONE", "-i", "NONE", "-c"])
        .arg(format!("luafile {}", script.display()))
        .args(["-c", "cquit"])
        .current_dir(folder.path())
        .env("WHOSAYS", cargo_bin!("whosays"))
        .output()
        .expect("Neovim starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let mut seen = serde_json::Map::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        seen.append(&mut of(serde_json::from_str(line).expect("JSON")));
    }
    assert!(seen["hover"].as_str().expect("a card").contains("actor:guild\nThe Guild"));
    assert_eq!(seen["definition"], "content/actors/guild.md");
    assert_eq!(seen["diagnostics"], json!(["actor:guidl"]));
    let line = text_of(CLAIM).lines().nth(11).expect("a line");
    assert_eq!(seen["mended"], line);
    assert_eq!(seen["completion"], json!(["council"]));
    assert_eq!(seen["renamed"], 1);
    let theirs = site();
    let moved = Command::new(cargo_bin!("whosays")).args(["mv", "actor", "guild", "masons"]);
    moved.arg("--root").arg(theirs.path()).assert().success();
    assert_eq!(tree(folder.path()), tree(theirs.path()));
}
