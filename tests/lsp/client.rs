//! A client that drives the real program over its standard input and output.

use std::collections::VecDeque;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use lsp_server::{Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::notification::{
    DidChangeTextDocument, DidOpenTextDocument, Exit, Initialized, Notification as _,
    PublishDiagnostics,
};
use lsp_types::request::{Initialize, Request as _, Shutdown};
use lsp_types::{Diagnostic, Position, PublishDiagnosticsParams, Uri};
use serde_json::{Value, json};

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    number: i32,
    /// Notifications that nobody has asked for yet.
    news: VecDeque<Notification>,
    /// What the server has asked the client.
    pub asked: Vec<Request>,
    pub root: PathBuf,
    /// What the server says of itself.
    pub server: Value,
}

/// What an editor’s program of today can do.
pub fn able() -> Value {
    json!({
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
        },
        "workspace": {
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
            },
        },
    })
}

impl Client {
    /// Starts the program for the folder `root`, with what a client of today can do.
    pub fn start(root: &Path) -> Client {
        Client::start_with(root, able(), &[])
    }

    pub fn start_with(root: &Path, capabilities: Value, flags: &[&str]) -> Client {
        let mut client = Client::launch(root, flags);
        let params = json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": [{ "uri": client.uri(""), "name": "site" }],
            "capabilities": capabilities,
        });
        client.server = client.ask(Initialize::METHOD, params).expect("an answer");
        client.notify(Initialized::METHOD, json!({}));
        client
    }

    /// Starts the program, and says nothing.
    pub fn launch(root: &Path, flags: &[&str]) -> Client {
        // Times are those of an optimised program, which a test is given by its path.
        let program = std::env::var_os("WHOSAYS");
        let program = program.unwrap_or_else(|| snapbox::cmd::cargo_bin!("whosays").into());
        let mut child = Command::new(program)
            .arg("lsp")
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("an output"));
        let root = fs::canonicalize(root).expect("a folder");
        let news = VecDeque::new();
        Client {
            child,
            input,
            output,
            number: 0,
            news,
            asked: Vec::new(),
            root,
            server: Value::Null,
        }
    }

    /// The address of a file of the site.
    pub fn uri(&self, path: &str) -> String {
        let path = self.root.join(path);
        let path = path.to_str().expect("UTF-8").trim_end_matches('/');
        let written: String = path
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                byte => format!("%{byte:02X}"),
            })
            .collect();
        format!("file://{written}")
    }

    /// The path in the site of an address.
    pub fn path(&self, uri: &Uri) -> String {
        let root = self.uri("");
        let below = uri.as_str().strip_prefix(&root).expect("a file of the site");
        let below = percent_encoding::percent_decode_str(below.trim_start_matches('/'));
        below.decode_utf8().expect("UTF-8").into_owned()
    }

    pub fn send(&mut self, message: impl Into<Message>) {
        let input = self.input.as_mut().expect("it is open");
        message.into().write(input).expect("the server reads");
    }

    fn receive(&mut self) -> Message {
        Message::read(&mut self.output).expect("a message").expect("the server is there")
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Sends a request, and gives its number.
    pub fn begin(&mut self, method: &str, params: Value) -> RequestId {
        self.number += 1;
        let id = RequestId::from(self.number);
        self.send(Request::new(id.clone(), method.to_owned(), params));
        id
    }

    /// The answer to a request.
    pub fn end(&mut self, id: &RequestId) -> Result<Value, ResponseError> {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => {
                    return response.response_result;
                }
                other => self.keep(other),
            }
        }
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, ResponseError> {
        let id = self.begin(method, params);
        self.end(&id)
    }

    fn keep(&mut self, message: Message) {
        match message {
            Message::Notification(notification) => self.news.push_back(notification),
            Message::Request(request) => {
                self.send(Response::new_ok(request.id.clone(), Value::Null));
                self.asked.push(request);
            }
            Message::Response(response) => panic!("nobody has asked for {response:?}"),
        }
    }

    /// Waits until the server tells what is wrong in a file, in the version that is given.
    pub fn diagnostics(&mut self, path: &str, version: Option<i32>) -> Vec<Diagnostic> {
        let uri = self.uri(path);
        loop {
            let told = self.told();
            if told.uri.as_str() == uri && (version.is_none() || told.version == version) {
                return told.diagnostics;
            }
        }
    }

    /// The next that the server tells to be wrong.
    pub fn told(&mut self) -> PublishDiagnosticsParams {
        loop {
            while let Some(notification) = self.news.pop_front() {
                if notification.method == PublishDiagnostics::METHOD {
                    return serde_json::from_value(notification.params).expect("diagnostics");
                }
            }
            let message = self.receive();
            self.keep(message);
        }
    }

    /// All that was told so far and that nobody has asked for.
    pub fn drain(&mut self) -> Vec<PublishDiagnosticsParams> {
        let news = std::mem::take(&mut self.news);
        let told = news.into_iter().filter(|news| news.method == PublishDiagnostics::METHOD);
        told.map(|news| serde_json::from_value(news.params).expect("diagnostics")).collect()
    }

    pub fn open(&mut self, path: &str, text: &str) {
        let document = json!({
            "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text,
        });
        self.notify(DidOpenTextDocument::METHOD, json!({ "textDocument": document }));
    }

    /// Opens a document as it is on disk, and gives its text.
    pub fn open_file(&mut self, path: &str) -> String {
        let text = fs::read_to_string(self.root.join(path)).expect("a file");
        self.open(path, &text);
        text
    }

    pub fn change(&mut self, path: &str, version: i32, text: &str) {
        let document = json!({ "uri": self.uri(path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify(DidChangeTextDocument::METHOD, params);
    }

    /// Asks about a place in a document.
    pub fn at(&mut self, method: &str, path: &str, position: Position, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        if let (Some(params), Value::Object(more)) = (params.as_object_mut(), more) {
            params.extend(more);
        }
        self.ask(method, params).expect("an answer")
    }

    /// Asks for the end, and gives how the program ended.
    pub fn stop(mut self) -> ExitStatus {
        self.ask(Shutdown::METHOD, Value::Null).expect("an answer");
        self.notify(Exit::METHOD, Value::Null);
        self.leave()
    }

    /// Closes the connection, and gives how the program ended.
    pub fn leave(mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().expect("it ends")
    }
}

/// The place of the `|` in `words`, which stand in `text` without it: columns in UTF-16.
pub fn place(text: &str, words: &str) -> Position {
    let (before, after) = words.split_once('|').expect("a place");
    let whole = format!("{before}{after}");
    let at = text.find(&whole).unwrap_or_else(|| panic!("`{whole}` stands in the text"));
    position(text, at + before.len())
}

pub fn position(text: &str, at: usize) -> Position {
    let before = &text[..at];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    Position::new(line as u32, before[start..].encode_utf16().count() as u32)
}

/// The words that stand between two places.
pub fn words(text: &str, range: lsp_types::Range) -> String {
    text[byte(text, range.start)..byte(text, range.end)].to_owned()
}

pub fn byte(text: &str, position: Position) -> usize {
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(position.line as usize).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    let mut units = 0;
    let within = line.char_indices().find(|(_, c)| {
        let found = units >= position.character as usize;
        units += c.len_utf16();
        found
    });
    start + within.map_or(line.len(), |(at, _)| at)
}
