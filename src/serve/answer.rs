//! Answers requests: makes each file when it is asked for.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::edition::{Edition, Mistakes, Shown};
use super::editor::Editor;
use super::overlay;
use crate::markup;
use crate::media_type;
use crate::views::file_of;

/// How soon a page asks again after the server was gone.
const RETRY: Duration = Duration::from_millis(500);
/// Keeps pages from being stored, guessed at, or read by other sites.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];
const HTML: &str = "text/html; charset=utf-8";
/// What is the server’s own, and no part of the site.
const ENTRIES: &str = "/__whosays/entries/";

type Editions = watch::Receiver<Option<Arc<Edition>>>;

/// What answers need.
#[derive(Clone)]
pub struct Desk {
    pub editions: Editions,
    pub editor: Editor,
    /// The folder of the site.
    pub root: Arc<Path>,
}

/// The names to which the server answers.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    pub port: u16,
    /// Whether it is reached from other machines, too; under which address is not known to it.
    pub is_open: bool,
}

impl Names {
    pub fn of(host: IpAddr, port: u16) -> Names {
        Names { port, is_open: !host.is_loopback() }
    }
}

/// Answers for the latest edition.
pub fn router(names: Names, desk: Desk) -> Router {
    let script = ([(header::CONTENT_TYPE, "text/javascript")], include_str!("client.js"));
    const CSS: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/css")];
    let (style, overlay) =
        [include_str!("client.css"), include_str!("overlay.css")].map(|css| (CSS, css)).into();
    Router::new()
        .route("/__whosays/client.js", get(move || async move { script }))
        .route("/__whosays/client.css", get(move || async move { style }))
        .route("/__whosays/overlay.css", get(move || async move { overlay }))
        .route("/__whosays/events", get(events))
        .fallback(any)
        .with_state(desk)
        .layer(from_fn_with_state(names, guard))
}

/// Answers only to who asks for it by a name of this machine: the page of another site whose name was
/// made to lead here (DNS rebinding) must not read drafts.
async fn guard(State(names): State<Names>, request: Request, next: Next) -> Response {
    let mut response = if !is_for_us(request.headers(), request.uri(), names) {
        let port = names.port;
        let told =
            format!("This server answers only to http://127.0.0.1:{port}/ on this machine.\n");
        (StatusCode::MISDIRECTED_REQUEST, told).into_response()
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        (StatusCode::METHOD_NOT_ALLOWED, allow, "Pages can be read here, no more.\n")
            .into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

fn is_for_us(headers: &HeaderMap, uri: &Uri, names: Names) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.to_str().is_ok_and(|host| is_local(host, names));
    host && uri.authority().is_none_or(|authority| is_local(authority.as_str(), names))
}

/// Whether a name with a port is this server’s. Browsers leave out the port of HTTP, 80. No name can
/// be made to lead here that is an address itself.
fn is_local(host: &str, names: Names) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host();
    let is_ours =
        ["localhost", "127.0.0.1", "[::1]"].iter().any(|our| name.eq_ignore_ascii_case(our));
    let is_address =
        || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    // A name of a user before it is no part of a Host header.
    (is_ours || names.is_open && is_address())
        && !host.contains('@')
        && match authority.port() {
            Some(given) => given.as_u16() == names.port,
            None => names.port == 80 && !host.ends_with(':'),
        }
}

/// Tells which edition is the latest, now and whenever there is another.
async fn events(State(desk): State<Desk>) -> impl IntoResponse {
    Sse::new(states(desk.editions)).keep_alive(KeepAlive::default())
}

#[derive(Serialize)]
struct StateOf<'a> {
    revision: &'a str,
    pages: &'a str,
    checked: bool,
}

fn states(editions: Editions) -> impl Stream<Item = Result<Event, Infallible>> {
    WatchStream::new(editions).filter_map(|edition| {
        let Edition { revision, pages, checked, .. } = &*edition?;
        let state = StateOf { revision, pages, checked: *checked };
        let json = serde_json::to_string(&state).ok()?;
        Some(Ok(Event::default().retry(RETRY).data(json)))
    })
}

/// Answers for a file of the site, as soon as there is an edition.
async fn any(State(mut desk): State<Desk>, uri: Uri) -> Response {
    let edition = match desk.editions.wait_for(Option::is_some).await {
        Ok(edition) => edition.clone(),
        Err(_) => None,
    };
    let Some(edition) = edition else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let made = tokio::task::spawn_blocking(move || {
        let path = percent_decode_str(uri.path()).decode_utf8().ok();
        let path = path.as_deref().unwrap_or_default();
        match path.strip_prefix(ENTRIES) {
            Some(page) => entries(&edition, page, &desk),
            None => Answer { edition: &edition, uri: &uri }.of(path),
        }
    });
    match made.await {
        Ok(response) => response,
        // A page that could not be made is none of the others’ business.
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

struct Answer<'a> {
    edition: &'a Edition,
    uri: &'a Uri,
}

impl Answer<'_> {
    /// `path` is decoded.
    fn of(&self, path: &str) -> Response {
        let result = match path.strip_prefix('/') {
            Some(path) => self.file(path),
            None => Ok(None),
        };
        match result {
            Ok(Some(response)) => response,
            Ok(None) => self.missing(),
            Err(error) => self.mistakes(&Mistakes::failure(&error), None),
        }
    }

    /// The file at a path, or the page of the folder there.
    fn file(&self, path: &str) -> Result<Option<Response>> {
        let Some(shown) = &self.edition.shown else { return Ok(None) };
        let site = shown.site();
        let file = file_of(path);
        let Some(bytes) = site.file(&file)? else {
            let is_folder = site.page(&format!("{path}/index.html")).is_some();
            return Ok(is_folder.then(|| self.with_slash()));
        };
        let kind = media_type::of(&file);
        Ok(Some(match &self.edition.mistakes {
            _ if kind != HTML => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
            Some(mistakes) => self.mistakes(mistakes, Some(&bytes)),
            None => self.page(StatusCode::OK, &bytes),
        }))
    }

    fn missing(&self) -> Response {
        if let Some(mistakes) = &self.edition.mistakes {
            return self.mistakes(mistakes, None);
        }
        let shown = self.edition.shown.as_ref();
        match shown.and_then(|shown| shown.site().file("404.html").ok().flatten()) {
            Some(bytes) => self.page(StatusCode::NOT_FOUND, &bytes),
            None => {
                (StatusCode::NOT_FOUND, "There is no such page on this site.\n").into_response()
            }
        }
    }

    fn page(&self, status: StatusCode, page: &[u8]) -> Response {
        let body = before_end(page, &self.script());
        (status, [(header::CONTENT_TYPE, HTML)], body).into_response()
    }

    /// What is wrong, over a page if there is one.
    fn mistakes(&self, mistakes: &Mistakes, page: Option<&[u8]>) -> Response {
        let overlay = overlay::over(mistakes) + &self.script();
        let body = match page {
            Some(page) => before_end(page, &overlay),
            None => before_end(overlay::alone(mistakes).as_bytes(), &overlay),
        };
        let kind = [(header::CONTENT_TYPE, HTML)];
        (StatusCode::INTERNAL_SERVER_ERROR, kind, body).into_response()
    }

    /// The script that follows the editions.
    fn script(&self) -> String {
        let Edition { revision, pages, .. } = self.edition;
        format!(
            r#"<script src="/__whosays/client.js" data-revision="{revision}" data-pages="{pages}"></script>"#
        )
    }

    /// Leads on to the folder’s page, so that relative links on it fit.
    fn with_slash(&self) -> Response {
        let query = self.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        match HeaderValue::try_from(format!("{}/{query}", self.uri.path())) {
            Ok(place) => {
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, place)]).into_response()
            }
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

/// What opens the entries of a page in the editor.
#[derive(Default, Serialize)]
struct Entries {
    /// The entry that the page is about.
    page: Option<String>,
    /// Others, by the link to each as it stands on the page.
    links: BTreeMap<String, String>,
}

fn entries(edition: &Edition, page: &str, desk: &Desk) -> Response {
    let found = edition.shown.as_ref().map(|shown| entries_of(shown, &file_of(page), desk));
    let json = found
        .unwrap_or_else(|| Ok(Entries::default()))
        .and_then(|found| serde_json::to_string(&found).context("no JSON"));
    match json {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

fn entries_of(shown: &Shown, page: &str, desk: &Desk) -> Result<Entries> {
    let address = |file: &str| {
        let (path, line, column) = shown.written(file)?;
        desk.editor.address(&desk.root.join(&*path), line, column)
    };
    let site = shown.site();
    let mut links = BTreeMap::new();
    if page.ends_with(".html")
        && let Some(bytes) = site.file(page)?
    {
        for link in markup::read(&bytes).links {
            let place = markup::follow(page, &link, site.base_path());
            if let Some(found) = place.and_then(|place| address(&file_of(&place.file))) {
                links.insert(link, found);
            }
        }
    }
    Ok(Entries { page: address(page), links })
}

/// Adds something before the end of a page’s body.
fn before_end(page: &[u8], added: &str) -> Bytes {
    const END: &[u8] = b"</body>";
    let at = page
        .windows(END.len())
        .rposition(|part| part.eq_ignore_ascii_case(END))
        .unwrap_or(page.len());
    [&page[..at], added.as_bytes(), &page[at..]].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_with_our_port_are_ours() {
        let is_ours = |host, port| is_local(host, Names { port, is_open: false });
        for host in ["localhost:3111", "LOCALHOST:3111", "127.0.0.1:3111", "[::1]:3111"] {
            assert!(is_ours(host, 3111), "{host}");
        }
        for host in [
            "",
            "localhost",
            "localhost:",
            "localhost:80",
            "localhost:3112",
            "localhost.example.org:3111",
            "example.org:3111",
            "127.0.0.1.example.org:3111",
            "x@localhost:3111",
            "localhost:3111@example.org",
            "localhost:3111/x",
            "127.0.0.2:3111",
            "192.168.0.7:3111",
            "::1:3111",
            "[::1]",
        ] {
            assert!(!is_ours(host, 3111), "{host}");
        }
        assert!(is_ours("localhost", 80));
        assert!(!is_ours("localhost:", 80));
    }

    #[test]
    fn a_server_that_is_open_to_others_answers_to_any_address_and_to_no_other_name() {
        let is_ours = |host| is_local(host, Names { port: 3111, is_open: true });
        for host in ["localhost:3111", "192.168.0.7:3111", "[fe80::1]:3111"] {
            assert!(is_ours(host), "{host}");
        }
        for host in ["example.org:3111", "192.168.0.7", "192.168.0.7:80", "192.168.0.7.x.org:3111"]
        {
            assert!(!is_ours(host), "{host}");
        }
    }

    #[test]
    fn what_is_added_stands_at_the_end_of_the_last_body() {
        let page = |page: &str| String::from_utf8(before_end(page.as_bytes(), "+").into()).unwrap();
        assert_eq!(page("a</body>b</BODY>\n"), "a</body>b+</BODY>\n");
        assert_eq!(page("<p>ü"), "<p>ü+");
        assert_eq!(page(""), "+");
    }
}
