//! One conversation with a client: what it can do, the sites that it has open, and the order in
//! which its messages are taken.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender, never, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, CompletionResponse,
    DidChangeWatchedFilesRegistrationOptions, DocumentSymbolResponse, FileSystemWatcher,
    GlobPattern, GotoDefinitionResponse, HoverProviderCapability, InitializeParams,
    InitializeResult, MarkupKind, NumberOrString, OneOf, Registration, RegistrationParams,
    RenameOptions, ResourceOperationKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri, WorkDoneProgressOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities, WorkspaceSymbolResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::address::path_of;
use super::analyst::{Analyst, Known};
use super::edits::Means;
use super::position::Encoding;
use super::site::Site;
use super::{Farewell, actions, completion, hover, lens, navigation, renaming, symbols};
use crate::Options;
use crate::source::{CONTENT, SITE_FILE};

/// Characters after which a client asks what may follow: a value begins, or a reference.
const TRIGGERS: [&str; 7] = [":", " ", "@", "(", "[", ",", "-"];
/// What a client is asked to watch.
const WATCHED: [&str; 4] = ["**/site.yaml", "**/content/**", "**/templates/**", "**/static/**"];

/// A conversation.
pub struct Session {
    connection: Connection,
    /// The one site that is asked for, or none where they are found.
    root: Option<PathBuf>,
    /// The folders that the client has open.
    folders: Vec<PathBuf>,
    options: Options,
    encoding: Encoding,
    means: Means,
    markup: MarkupKind,
    watches: bool,
    sites: Vec<Site>,
    /// What is found, of all sites.
    found: Receiver<Found>,
    finders: Sender<Found>,
    /// Messages that wait, in their order.
    inbox: VecDeque<Message>,
    /// Whether the client has asked for the end.
    is_ending: bool,
}

/// The folder of a site, and what was found there.
type Found = (PathBuf, Known);

/// Why there is no answer.
struct Failure(ErrorCode, String);

type Answer<T> = Result<T, Failure>;

impl Session {
    /// Waits for the client and tells it what this server does; `None` if it leaves before.
    pub fn begin(
        connection: Connection,
        root: Option<PathBuf>,
        options: Options,
    ) -> Result<Option<Session>> {
        let Ok((id, params)) = connection.initialize_start() else { return Ok(None) };
        let params: InitializeParams =
            serde_json::from_value(params).context("the client’s first request cannot be read")?;
        let client = &params.capabilities;
        let encoding = Encoding::negotiate(client);
        let result = InitializeResult {
            capabilities: capabilities(encoding),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
        };
        if connection.initialize_finish(id, serde_json::to_value(result)?).is_err() {
            return Ok(None);
        }
        let (finders, found) = unbounded();
        let session = Session {
            root: root.map(|root| std::path::absolute(&root).unwrap_or(root)),
            folders: folders(&params),
            options,
            encoding,
            means: means(client),
            markup: markup(client),
            watches: watches(client),
            sites: Vec::new(),
            found,
            finders,
            inbox: VecDeque::new(),
            is_ending: false,
            connection,
        };
        Ok(Some(session))
    }

    /// Answers until the client leaves.
    pub fn run(mut self) -> Result<Farewell> {
        if self.watches {
            self.watch();
        }
        let roots = self.root.clone().into_iter().collect::<Vec<_>>();
        let found = self.folders.iter().filter(|folder| folder.join(SITE_FILE).is_file()).cloned();
        let roots = if roots.is_empty() { found.collect() } else { roots };
        roots.into_iter().for_each(|root| self.begin_site(root));
        let mut is_there = true;
        loop {
            while let Some(message) = self.next() {
                if let Some(farewell) = self.take(message) {
                    return Ok(farewell);
                }
            }
            // A client that has left may have asked something before.
            if !is_there && self.inbox.is_empty() {
                return Ok(Farewell::Left);
            }
            let messages = if is_there { &self.connection.receiver } else { &never() };
            select! {
                recv(messages) -> message => match message {
                    Ok(message) => self.receive(message),
                    Err(_) => is_there = false,
                },
                recv(self.found) -> found => {
                    if let Ok((root, known)) = found {
                        self.tell(&root, known);
                    }
                }
            }
        }
    }

    fn receive(&mut self, first: Message) {
        self.inbox.push_back(first);
        self.inbox.extend(self.connection.receiver.try_iter());
    }

    /// The next message that can be taken. A question about a site waits until that was looked at
    /// once, and all that comes after it waits, too.
    fn next(&mut self) -> Option<Message> {
        let waits = match self.inbox.front()? {
            Message::Request(request) => {
                !matches!(request.method.as_str(), request::Shutdown::METHOD)
                    && self.sites.iter().any(|site| !site.is_known())
            }
            Message::Notification(_) | Message::Response(_) => false,
        };
        if waits { None } else { self.inbox.pop_front() }
    }

    fn take(&mut self, message: Message) -> Option<Farewell> {
        match message {
            Message::Request(request) => {
                let response = self.respond(request);
                self.send(response);
            }
            Message::Notification(notification) => {
                if notification.method == notification::Exit::METHOD {
                    return Some(match self.is_ending {
                        true => Farewell::Asked,
                        false => Farewell::Left,
                    });
                }
                // What cannot be read has nobody to be answered to.
                let _ = self.note(notification);
            }
            Message::Response(_) => {}
        }
        None
    }

    fn send(&self, message: impl Into<Message>) {
        // A client that has left hears nothing.
        let _ = self.connection.sender.send(message.into());
    }

    fn watch(&self) {
        let watcher = |glob: &str| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob.into()),
            kind: None,
        };
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: WATCHED.into_iter().map(watcher).collect(),
        };
        let registration = Registration {
            id: "files".into(),
            method: notification::DidChangeWatchedFiles::METHOD.into(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        let method = request::RegisterCapability::METHOD.to_owned();
        self.send(Request::new(RequestId::from("watch".to_owned()), method, params));
    }

    /// Tells what was found in a site, where that is new.
    fn tell(&mut self, root: &Path, known: Known) {
        let Some(site) = self.sites.iter_mut().find(|site| site.root == root) else { return };
        for news in site.take(known) {
            let method = notification::PublishDiagnostics::METHOD.to_owned();
            self.send(Notification::new(method, news));
        }
    }

    fn begin_site(&mut self, root: PathBuf) {
        let (sender, of) = (self.finders.clone(), root.clone());
        let report = move |known| sender.send((of.clone(), known)).is_ok();
        let analyst = Analyst::start(&root, self.options.clone(), self.encoding, report);
        self.sites.push(Site::new(root, self.encoding, analyst));
    }

    /// The folder of the site that a file belongs to.
    fn root_of(&self, file: &Path) -> Option<PathBuf> {
        if let Some(root) = &self.root {
            return file.starts_with(root).then(|| root.clone());
        }
        let above = file.ancestors().skip(1).find(|folder| folder.join(SITE_FILE).is_file());
        // A site whose `site.yaml` is still to be written.
        let begun = || self.folders.iter().find(|folder| file.starts_with(folder.join(CONTENT)));
        let known = || self.sites.iter().map(|site| &site.root).find(|root| file.starts_with(root));
        above.map(Path::to_owned).or_else(|| known().or_else(begun).cloned())
    }

    /// The place of a file among the sites, and its path there; `None` for what is no text of a site.
    fn find(&self, uri: &Uri) -> Option<(usize, Arc<str>)> {
        let file = path_of(uri)?;
        let root = self.root_of(&file)?;
        let index = self.sites.iter().position(|site| site.root == root)?;
        Some((index, self.sites[index].path(&file)?))
    }

    fn note(&mut self, notification: Notification) -> Option<()> {
        match notification.method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let params = read::<notification::DidOpenTextDocument>(notification)?;
                let document = params.text_document;
                let file = path_of(&document.uri)?;
                let root = self.root_of(&file)?;
                if !self.sites.iter().any(|site| site.root == root) {
                    self.begin_site(root);
                }
                let (index, path) = self.find(&document.uri)?;
                self.sites[index].open(path, document.uri, document.version, &document.text);
            }
            notification::DidChangeTextDocument::METHOD => {
                let params = read::<notification::DidChangeTextDocument>(notification)?;
                let document = params.text_document;
                let (index, path) = self.find(&document.uri)?;
                self.sites[index].change(&path, document.version, params.content_changes);
            }
            notification::DidCloseTextDocument::METHOD => {
                let params = read::<notification::DidCloseTextDocument>(notification)?;
                let (index, path) = self.find(&params.text_document.uri)?;
                self.sites[index].close(&path);
            }
            notification::DidSaveTextDocument::METHOD if !self.watches => {
                self.sites.iter().for_each(|site| site.look(true));
            }
            notification::DidChangeWatchedFiles::METHOD => {
                let params = read::<notification::DidChangeWatchedFiles>(notification)?;
                let changed: Vec<PathBuf> =
                    params.changes.iter().filter_map(|change| path_of(&change.uri)).collect();
                for site in &self.sites {
                    if changed.iter().any(|file| file.starts_with(&site.root)) {
                        site.look(true);
                    }
                }
            }
            notification::DidChangeWorkspaceFolders::METHOD => {
                let params = read::<notification::DidChangeWorkspaceFolders>(notification)?;
                let paths = |folders: &[lsp_types::WorkspaceFolder]| -> Vec<PathBuf> {
                    folders.iter().filter_map(|folder| path_of(&folder.uri)).collect()
                };
                let gone = paths(&params.event.removed);
                self.folders.retain(|folder| !gone.contains(folder));
                for folder in paths(&params.event.added) {
                    let is_site = self.root.is_none() && folder.join(SITE_FILE).is_file();
                    if is_site && self.sites.iter().all(|site| site.root != folder) {
                        self.begin_site(folder.clone());
                    }
                    self.folders.push(folder);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn respond(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        if self.is_ending {
            let message = "the end has been asked for".to_owned();
            return Response::new_err(id, ErrorCode::InvalidRequest as i32, message);
        }
        if self.is_cancelled(&id) {
            let message = "taken back".to_owned();
            return Response::new_err(id, ErrorCode::RequestCanceled as i32, message);
        }
        match self.answer(request) {
            Ok(value) => Response::new_ok(id, value),
            Err(Failure(code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    /// Whether a request is taken back by a message that waits behind it.
    fn is_cancelled(&mut self, id: &RequestId) -> bool {
        self.inbox.extend(self.connection.receiver.try_iter());
        self.inbox.iter().any(|message| match message {
            Message::Notification(notification)
                if notification.method == notification::Cancel::METHOD =>
            {
                let params = read::<notification::Cancel>(notification.clone());
                params.is_some_and(|params| *id == request_id(params.id))
            }
            _ => false,
        })
    }

    fn answer(&mut self, request: Request) -> Answer<Value> {
        match request.method.as_str() {
            request::Shutdown::METHOD => {
                self.is_ending = true;
                Ok(Value::Null)
            }
            request::HoverRequest::METHOD => {
                let params = asked::<request::HoverRequest>(request)?.text_document_position_params;
                value(self.at(&params, |site, path, at| {
                    hover::hover(site, path, at, self.markup.clone())
                }))
            }
            request::Completion::METHOD => {
                let params = asked::<request::Completion>(request)?.text_document_position;
                let list = self.at(&params, completion::completion);
                value(list.map(CompletionResponse::List))
            }
            request::ResolveCompletionItem::METHOD => {
                let mut item = asked::<request::ResolveCompletionItem>(request)?;
                for site in &self.sites {
                    if item.documentation.is_none() {
                        item = completion::resolve(site, item, self.markup.clone());
                    }
                }
                value(item)
            }
            request::GotoDefinition::METHOD => {
                let params = asked::<request::GotoDefinition>(request)?;
                let params = params.text_document_position_params;
                let found = self.at(&params, navigation::definition);
                value(found.map(GotoDefinitionResponse::Scalar))
            }
            request::References::METHOD => {
                let params = asked::<request::References>(request)?;
                let declared = params.context.include_declaration;
                value(self.at(&params.text_document_position, |site, path, at| {
                    navigation::references(site, path, at, declared)
                }))
            }
            request::PrepareRenameRequest::METHOD => {
                let params = asked::<request::PrepareRenameRequest>(request)?;
                value(self.at(&params, renaming::prepare))
            }
            request::Rename::METHOD => {
                let params = asked::<request::Rename>(request)?;
                let renamed = self.at(&params.text_document_position, |site, path, at| {
                    Some(renaming::rename(site, path, at, &params.new_name, self.means))
                });
                match renamed {
                    Some(renamed) => {
                        value(renamed.map_err(|why| Failure(ErrorCode::RequestFailed, why))?)
                    }
                    None => Ok(Value::Null),
                }
            }
            request::CodeActionRequest::METHOD => {
                let params = asked::<request::CodeActionRequest>(request)?;
                let found = self.find(&params.text_document.uri).and_then(|(index, path)| {
                    let site = &self.sites[index];
                    let bytes = site.lines(&path)?.bytes(params.range);
                    let wanted = params.context.only.as_deref();
                    Some(actions::actions(site, &path, &bytes, wanted, self.means))
                });
                value(found.unwrap_or_default())
            }
            request::CodeLensRequest::METHOD => {
                let params = asked::<request::CodeLensRequest>(request)?;
                let found = self.find(&params.text_document.uri);
                value(found.map(|(index, path)| lens::lenses(&self.sites[index], &path)))
            }
            request::DocumentSymbolRequest::METHOD => {
                let params = asked::<request::DocumentSymbolRequest>(request)?;
                let found = self.find(&params.text_document.uri);
                let found =
                    found.and_then(|(index, path)| symbols::of_document(&self.sites[index], &path));
                value(found.map(DocumentSymbolResponse::Nested))
            }
            request::WorkspaceSymbolRequest::METHOD => {
                let params = asked::<request::WorkspaceSymbolRequest>(request)?;
                let of_site = |site| symbols::of_workspace(site, &params.query);
                let found = self.sites.iter().flat_map(of_site).collect();
                value(WorkspaceSymbolResponse::Flat(found))
            }
            method => {
                let message = format!("`{method}` is nothing that this server answers");
                Err(Failure(ErrorCode::MethodNotFound, message))
            }
        }
    }

    /// What is said of a place, if it is one in a text of a site.
    fn at<T>(
        &self,
        params: &TextDocumentPositionParams,
        answer: impl FnOnce(&Site, &str, usize) -> Option<T>,
    ) -> Option<T> {
        let (index, path) = self.find(&params.text_document.uri)?;
        let site = &self.sites[index];
        let at = site.lines(&path)?.byte(params.position);
        answer(site, &path, at)
    }
}

fn request_id(id: NumberOrString) -> RequestId {
    match id {
        NumberOrString::Number(number) => number.into(),
        NumberOrString::String(text) => text.into(),
    }
}

/// What a notification says; `None` if it is not as the protocol has it.
fn read<N: notification::Notification>(notification: Notification) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(notification.params).ok()
}

/// What a request asks.
fn asked<R: request::Request>(request: Request) -> Answer<R::Params>
where
    R::Params: DeserializeOwned,
{
    serde_json::from_value(request.params)
        .map_err(|error| Failure(ErrorCode::InvalidParams, error.to_string()))
}

fn value(answer: impl Serialize) -> Answer<Value> {
    serde_json::to_value(answer)
        .map_err(|error| Failure(ErrorCode::InternalError, error.to_string()))
}

/// What this server does.
fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let no_progress = WorkDoneProgressOptions::default();
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions::default())),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: no_progress,
        })),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}

/// The folders that a client has open.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let folders: Vec<PathBuf> = folders.filter_map(|folder| path_of(&folder.uri)).collect();
    if !folders.is_empty() {
        return folders;
    }
    #[expect(deprecated, reason = "older clients say it so")]
    let root = params.root_uri.as_ref();
    root.and_then(path_of).into_iter().collect()
}

fn means(client: &ClientCapabilities) -> Means {
    let edit = client.workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
    let operations = edit.and_then(|edit| edit.resource_operations.as_deref());
    Means {
        versions: edit.and_then(|edit| edit.document_changes).unwrap_or_default(),
        renames: operations.unwrap_or_default().contains(&ResourceOperationKind::Rename),
    }
}

/// The form of longer texts that a client likes best.
fn markup(client: &ClientCapabilities) -> MarkupKind {
    let hover = client.text_document.as_ref().and_then(|document| document.hover.as_ref());
    let formats = hover.and_then(|hover| hover.content_format.as_deref());
    formats.and_then(|formats| formats.first()).cloned().unwrap_or(MarkupKind::PlainText)
}

/// Whether a client watches files for others.
fn watches(client: &ClientCapabilities) -> bool {
    let workspace = client.workspace.as_ref();
    let files = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    files.and_then(|files| files.dynamic_registration).unwrap_or_default()
}
