//! What web hosts read beside the pages: `_headers` and `_redirects`, in the form that Netlify began
//! and others follow; `CNAME` and `.nojekyll` for GitHub Pages; a part of the settings of nginx.

mod nginx;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::content::value::WebHost;
use crate::model::Model;
use crate::policy;
use crate::views::{Page, base_path, redirects};

/// What no page of a site asks for.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
const CACHE: &str = "Cache-Control";
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
    .add(b'$')
    .add(b'%')
    .add(b'*')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The files for hosts, by path. `immutable` are the paths of files that may be kept for ever.
pub fn files<'a>(
    model: &Model,
    immutable: impl Iterator<Item = &'a str>,
) -> Vec<(&'static str, String)> {
    let immutable: Vec<&str> = immutable.collect();
    let publish = model.site.file.publish.as_ref();
    let host = publish.and_then(|publish| publish.host);
    let base = base_path(&model.site.base_url);
    let (sent, moved) = (headers(model), moved(model));
    let mut files = vec![
        ("_headers", headers_file(&sent, &immutable)),
        ("_redirects", redirects_file(host, base, &moved)),
        // Without, GitHub Pages leaves out files whose name begins with `_` or a dot.
        (".nojekyll", String::new()),
    ];
    if let Some(name) = publish.and_then(|publish| publish.cname.as_ref()) {
        files.push(("CNAME", format!("{name}\n")));
    }
    if host == Some(WebHost::Nginx) {
        files.push((nginx::FILE, nginx::settings(base, &sent, &immutable, &moved)));
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

/// The headers that every file is sent with.
fn headers(model: &Model) -> [(&'static str, String); 4] {
    [
        ("Content-Security-Policy", policy::in_header(&model.site.file)),
        ("Permissions-Policy", PERMISSIONS.to_owned()),
        ("Referrer-Policy", policy::REFERRER.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ]
}

/// Each earlier address with the one of today, sorted; without a slash at the end, too, where the
/// earlier one has one. Both from the root of the site on.
fn moved(model: &Model) -> Vec<(String, String)> {
    let mut moved = Vec::new();
    for page in redirects(model) {
        let Page::Redirect(entry, _) = page else { continue };
        let (from, to) = (page.address(model), model.address(entry));
        for from in from.strip_suffix('/').into_iter().chain([&*from]) {
            moved.push((from.to_owned(), to.to_string()));
        }
    }
    moved.sort();
    moved
}

fn headers_file(sent: &[(&str, String)], immutable: &[&str]) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in sent {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    // Nothing on caches for all files: where two rules meet, hosts join what they say.
    for path in immutable {
        text.push_str(&format!("/{}\n  {CACHE}: {FOR_EVER}\n", encoded(path)));
    }
    text
}

/// A line for each earlier address. At that address there is also a page that leads on without the
/// help of a host; Netlify shows it unless the line has an exclamation mark.
fn redirects_file(host: Option<WebHost>, base: &str, moved: &[(String, String)]) -> String {
    let code = if host == Some(WebHost::Netlify) { "301!" } else { "301" };
    // GitLab Pages counts from the root of its own host.
    let root = if host == Some(WebHost::GitlabPages) { base } else { "/" };
    moved
        .iter()
        .map(|(from, to)| format!("{root}{} {root}{} {code}\n", encoded(from), encoded(to)))
        .collect()
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, UNSAFE).to_string()
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
