//! Answers requests from a site in memory.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

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
use pulldown_cmark_escape::escape_html_body_text;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::memory::{Content, Edition};
use crate::media_type;

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

type Editions = watch::Receiver<Arc<Edition>>;

/// Answers for the latest edition, on a port of this machine.
pub fn router(port: u16, editions: Editions) -> Router {
    let script = ([(header::CONTENT_TYPE, "text/javascript")], include_str!("reload.js"));
    let style = ([(header::CONTENT_TYPE, "text/css")], include_str!("mistakes.css"));
    Router::new()
        .route("/__whosays/reload.js", get(move || async move { script }))
        .route("/__whosays/mistakes.css", get(move || async move { style }))
        .route("/__whosays/events", get(events))
        .fallback(page)
        .with_state(editions)
        .layer(from_fn_with_state(port, guard))
}

/// Answers only to browsers of this machine that ask for it by a name of this machine: the page of
/// another site whose name was made to lead here (DNS rebinding) must not read drafts.
async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = if !is_for_us(request.headers(), request.uri(), port) {
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

fn is_for_us(headers: &HeaderMap, uri: &Uri, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.to_str().is_ok_and(|host| is_local(host, port));
    host && uri.authority().is_none_or(|authority| is_local(authority.as_str(), port))
}

/// Whether a name with a port is this server’s. Browsers leave out the port of HTTP, 80.
fn is_local(host: &str, port: u16) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let is_name = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| authority.host().eq_ignore_ascii_case(name));
    // A name of a user before it is no part of a Host header.
    is_name
        && !host.contains('@')
        && match authority.port() {
            Some(given) => given.as_u16() == port,
            None => port == 80 && !host.ends_with(':'),
        }
}

/// Tells which edition is the latest, now and whenever there is another.
async fn events(State(editions): State<Editions>) -> impl IntoResponse {
    Sse::new(revisions(editions)).keep_alive(KeepAlive::default())
}

fn revisions(editions: Editions) -> impl Stream<Item = Result<Event, Infallible>> {
    WatchStream::new(editions)
        .map(|edition| Ok(Event::default().retry(RETRY).data(&edition.revision)))
}

async fn page(State(editions): State<Editions>, uri: Uri) -> Response {
    let edition = editions.borrow().clone();
    let files = match &edition.content {
        Content::Site(files) => files,
        Content::Mistakes(heading, text) => {
            let page = Bytes::from(mistakes(heading, text));
            let body = with_script(&page, &edition.revision);
            let kind = [(header::CONTENT_TYPE, HTML)];
            return (StatusCode::INTERNAL_SERVER_ERROR, kind, body).into_response();
        }
    };
    let file = |status: StatusCode, path: &str| {
        let bytes = files.get(path)?;
        let kind = media_type::of(path);
        let body = match kind == HTML {
            true => with_script(bytes, &edition.revision),
            false => bytes.clone(),
        };
        Some((status, [(header::CONTENT_TYPE, kind)], body).into_response())
    };
    let path = percent_decode_str(uri.path()).decode_utf8().ok();
    let path = path.as_deref().and_then(|path| path.strip_prefix('/'));
    let found = path.and_then(|path| match path.is_empty() || path.ends_with('/') {
        true => file(StatusCode::OK, &format!("{path}index.html")),
        false => file(StatusCode::OK, path).or_else(|| {
            files.contains_key(&format!("{path}/index.html")).then(|| with_slash(&uri))
        }),
    });
    found.or_else(|| file(StatusCode::NOT_FOUND, "404.html")).unwrap_or_else(|| {
        (StatusCode::NOT_FOUND, "There is no such page on this site.\n").into_response()
    })
}

/// Leads on to the folder’s page, so that relative links on it fit.
fn with_slash(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    match HeaderValue::try_from(format!("{}/{query}", uri.path())) {
        Ok(place) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, place)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Adds the script that reloads the page before the end of its body.
fn with_script(page: &[u8], revision: &str) -> Bytes {
    const END: &[u8] = b"</body>";
    let at = page
        .windows(END.len())
        .rposition(|part| part.eq_ignore_ascii_case(END))
        .unwrap_or(page.len());
    let script =
        format!(r#"<script src="/__whosays/reload.js" data-revision="{revision}"></script>"#);
    [&page[..at], script.as_bytes(), &page[at..]].concat().into()
}

/// A page that shows what is wrong.
fn mistakes(heading: &str, text: &str) -> String {
    let escaped = |text: &str| {
        let mut escaped = String::new();
        match escape_html_body_text(&mut escaped, text) {
            Ok(()) => escaped,
            Err(_) => String::new(),
        }
    };
    let heading = escaped(heading);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'">
<title>{heading}</title>
<link rel="stylesheet" href="/__whosays/mistakes.css">
</head>
<body>
<h1>{heading}</h1>
<p>This page reloads by itself when a file of the site changes.</p>
<pre>{}</pre>
</body>
</html>
"#,
        escaped(text.trim_end())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_with_our_port_are_ours() {
        for host in ["localhost:3111", "LOCALHOST:3111", "127.0.0.1:3111", "[::1]:3111"] {
            assert!(is_local(host, 3111), "{host}");
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
            "::1:3111",
            "[::1]",
        ] {
            assert!(!is_local(host, 3111), "{host}");
        }
        assert!(is_local("localhost", 80));
        assert!(!is_local("localhost:", 80));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_last_body() {
        let page =
            |page: &str| String::from_utf8(with_script(page.as_bytes(), "1").into()).unwrap();
        let script = r#"<script src="/__whosays/reload.js" data-revision="1"></script>"#;
        assert_eq!(page("a</body>b</BODY>\n"), format!("a</body>b{script}</BODY>\n"));
        assert_eq!(page("<p>ü"), format!("<p>ü{script}"));
        assert_eq!(page(""), script);
    }

    #[test]
    fn mistakes_are_shown_as_text() {
        let page = mistakes("1 error in 1 file", "a <script>alert(1)</script> & more");
        assert!(page.contains("a &lt;script&gt;alert(1)&lt;/script&gt; &amp; more"), "{page}");
    }
}
