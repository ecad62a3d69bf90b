//! How long answers take:
//!
//! ```text
//! cargo run --release --example generate -- --claims 10000 --seed 1 /tmp/site
//! cargo build --release
//! SITE=/tmp/site WHOSAYS=target/release/whosays cargo test --test lsp -- --ignored --nocapture answers_are_timed
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentSymbolRequest, GotoDefinition,
    HoverRequest, PrepareRenameRequest, References, Rename, Request as _, WorkspaceSymbolRequest,
};
use serde_json::{Value, json};

use super::client::{Client, position};

/// How often each request is made.
const ROUNDS: usize = 100;

/// What the requests take, in the order in which they were made.
#[derive(Default)]
struct Times(BTreeMap<&'static str, Vec<Duration>>);

impl Times {
    fn take(&mut self, name: &'static str, ask: impl FnOnce() -> Value) -> Value {
        let start = Instant::now();
        let answer = ask();
        self.0.entry(name).or_default().push(start.elapsed());
        answer
    }

    fn print(&mut self, title: &str) {
        println!("{title}\n{:32} {:>9} {:>9} {:>9}", "", "median", "95 %", "longest");
        for (name, times) in &mut self.0 {
            times.sort_unstable();
            let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
            println!("{name:32} {:6.1} ms {:6.1} ms {:6.1} ms", at(50), at(95), at(100));
        }
    }
}

/// Some claims of a site, spread over all.
fn claims(root: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(root.join("content/claims")).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.expect("an entry").into_path());
    let files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    let step = (files.len() / ROUNDS).max(1);
    files.into_iter().step_by(step).take(ROUNDS).collect()
}

#[test]
#[ignore = "prints times"]
fn answers_are_timed() {
    let root = std::env::var_os("SITE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let start = Instant::now();
    let mut client = Client::start(&root);
    client.ask(WorkspaceSymbolRequest::METHOD, json!({ "query": "x" })).expect("an answer");
    println!("first answer after {:.2} s", start.elapsed().as_secs_f64());
    for (title, typing) in [("at rest", false), ("while typing", true)] {
        let mut times = Times::default();
        for (round, file) in claims(&root).iter().enumerate() {
            let path = file.strip_prefix(&client.root).or(file.strip_prefix(&root));
            let path = path.expect("a file of the site").to_str().expect("UTF-8").to_owned();
            let text = client.open_file(&path);
            ask_all(&mut client, &mut times, &path, &text, round, typing);
            let close = json!({ "textDocument": { "uri": client.uri(&path) } });
            client.notify("textDocument/didClose", close);
        }
        times.print(title);
    }
    assert!(client.stop().success());
}

fn ask_all(
    client: &mut Client,
    times: &mut Times,
    path: &str,
    text: &str,
    round: usize,
    typing: bool,
) {
    let document = json!({ "textDocument": { "uri": client.uri(path) } });
    let mut version = 1;
    let mut key = |client: &mut Client, text: &str| {
        if typing {
            version += 1;
            client.change(path, version, text);
        }
    };
    let by = text.find("by: ").expect("somebody says so") + "by: ".len();
    let at = position(text, by + 1);
    let half = format!("{}x{}", &text[..by + 2], &text[by + 2..]);
    for (name, method, more) in [
        ("hover", HoverRequest::METHOD, Value::Null),
        ("definition", GotoDefinition::METHOD, Value::Null),
        ("references", References::METHOD, json!({ "context": { "includeDeclaration": true } })),
        ("prepare rename", PrepareRenameRequest::METHOD, Value::Null),
        ("rename", Rename::METHOD, json!({ "newName": format!("other-{round}") })),
    ] {
        key(client, &half);
        key(client, text);
        times.take(name, || client.at(method, path, at, more));
    }
    for (name, written) in [
        ("completion of an id", "by: "),
        ("completion of a term", "stance: "),
        ("completion of a source", "source: "),
    ] {
        let Some(start) = text.find(written) else { continue };
        let end = start + written.len();
        key(client, &half);
        key(client, text);
        let at = position(text, end + 1);
        times.take(name, || client.at(Completion::METHOD, path, at, Value::Null));
    }
    let fence = text.find("\n---").expect("a front matter") + 1;
    let with_key = format!("{}ti\n{}", &text[..fence], &text[fence..]);
    let with_claim = format!("{text}\n[words](claim:a");
    let with_any = format!("{text}\n[words](a");
    for (name, text) in [
        ("completion of a key", &with_key),
        ("completion of a claim in prose", &with_claim),
        ("completion of any link in prose", &with_any),
    ] {
        client.change(path, 1000, text);
        let end = if name.ends_with("key") { fence + "ti".len() } else { text.len() };
        let at = position(text, end);
        times.take(name, || client.at(Completion::METHOD, path, at, Value::Null));
    }
    for (name, method) in [
        ("code lens", CodeLensRequest::METHOD),
        ("document symbols", DocumentSymbolRequest::METHOD),
    ] {
        key(client, &half);
        key(client, text);
        let ask = || client.ask(method, document.clone()).expect("an answer");
        times.take(name, ask);
    }
    key(client, text);
    let words = ["a", "the", "report", "claim-1"];
    let query = json!({ "query": words[round % words.len()] });
    times.take("workspace symbols", || {
        client.ask(WorkspaceSymbolRequest::METHOD, query).expect("an answer")
    });
    let mut action = document;
    action["range"] = json!({ "start": at, "end": at });
    action["context"] = json!({ "diagnostics": [] });
    times
        .take("code actions", || client.ask(CodeActionRequest::METHOD, action).expect("an answer"));
}
