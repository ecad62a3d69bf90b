//! What web hosts read beside the pages: `_headers` and `_redirects`, in the form that Netlify began
//! and others follow; `CNAME` and `.nojekyll` for GitHub Pages.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::content::value::WebHost;
use crate::model::Model;
use crate::policy;
use crate::views::{Page, base_path};

/// What no page of a site asks for.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
/// For files whose name changes with their content (RFC 9111, RFC 8246).
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For all others: kept, and asked for each time whether they are still the same.
pub const REVALIDATE: &str = "public, max-age=0, must-revalidate";
/// How many digits of the SHA-256 of a file stand in a name that changes with it.
pub const HASH_DIGITS: usize = 10;

/// Characters that no path of an address has, or that mean something in these files.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'*')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The files for hosts, by path. `immutable` are the paths of files that may be kept for ever.
pub fn files<'a>(
    model: &Model,
    immutable: impl Iterator<Item = &'a str>,
) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("_headers", headers(model, immutable)),
        ("_redirects", redirects(model)),
        // Without, GitHub Pages leaves out files whose name begins with `_` or a dot.
        (".nojekyll", String::new()),
    ];
    let publish = model.site.file.publish.as_ref();
    if let Some(name) = publish.and_then(|publish| publish.cname.as_ref()) {
        files.push(("CNAME", format!("{name}\n")));
    }
    files
}

/// How long caches may keep the file at `path` that has this SHA-256: the value of `Cache-Control`.
pub fn cache_control(path: &str, hash: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let hash = &hash[..HASH_DIGITS.min(hash.len())];
    let is_named_by_content = name.split('.').skip(1).any(|part| part == hash);
    if is_named_by_content { FOR_EVER } else { REVALIDATE }
}

fn headers<'a>(model: &Model, immutable: impl Iterator<Item = &'a str>) -> String {
    let policy = policy::in_header(&model.site.file);
    let mut text = format!(
        "/*\n  Content-Security-Policy: {policy}\n  Permissions-Policy: {PERMISSIONS}\n  \
         Referrer-Policy: {}\n  X-Content-Type-Options: nosniff\n",
        policy::REFERRER
    );
    // Nothing on caches for all files: where two rules meet, hosts join what they say.
    for path in immutable {
        let path = utf8_percent_encode(path, UNSAFE);
        text.push_str(&format!("/{path}\n  Cache-Control: {FOR_EVER}\n"));
    }
    text
}

/// A line for each earlier address. At that address there is also a page that leads on without the
/// help of a host; Netlify shows it unless the line has an exclamation mark.
fn redirects(model: &Model) -> String {
    let host = model.site.file.publish.as_ref().and_then(|publish| publish.host);
    let code = if host == Some(WebHost::Netlify) { "301!" } else { "301" };
    // GitLab Pages counts from the root of its own host.
    let root = match host {
        Some(WebHost::GitlabPages) => base_path(&model.site.base_url),
        _ => "/",
    };
    let mut lines = Vec::new();
    for page in Page::all(model) {
        let Page::Redirect(entry, _) = page else { continue };
        let (from, to) = (page.address(model), model.address(entry));
        let to = utf8_percent_encode(&to, UNSAFE);
        for from in from.strip_suffix('/').into_iter().chain([&*from]) {
            let from = utf8_percent_encode(from, UNSAFE);
            lines.push(format!("{root}{from} {root}{to} {code}\n"));
        }
    }
    lines.sort();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_changes_with_the_content_is_kept_for_ever() {
        let hash = "0123456789abcdef";
        for path in ["site.0123456789.css", "a/icon.min.0123456789.svg", "a/plain.0123456789"] {
            assert_eq!(cache_control(path, hash), FOR_EVER, "{path}");
        }
        for path in ["site.css", "site.123456789a.css", "0123456789.css", "a.0123456789/b.css"] {
            assert_eq!(cache_control(path, hash), REVALIDATE, "{path}");
        }
    }
}
