//! The Content-Security-Policy of a site (level 3): a page loads what is the site’s own, and
//! nothing else. There is no `unsafe-inline`, and `data:` addresses are not admitted either.

use crate::content::SiteFile;

/// Each directive with what it admits.
const DIRECTIVES: [(&str, &str); 12] = [
    ("default-src", NONE),
    ("base-uri", NONE),
    ("connect-src", SELF),
    ("font-src", SELF),
    ("form-action", SELF),
    (FRAME_ANCESTORS, NONE),
    ("frame-src", NONE),
    ("img-src", SELF),
    ("manifest-src", SELF),
    ("media-src", SELF),
    ("script-src", SELF),
    ("style-src", SELF),
];
const NONE: &str = "'none'";
const SELF: &str = "'self'";
/// Browsers heed it in a header alone, and complain of it in a page.
const FRAME_ANCESTORS: &str = "frame-ancestors";

/// What a page tells other sites of where its reader came from: nothing.
pub const REFERRER: &str = "same-origin";

/// The directives that `publish.policy` may add to.
pub fn directives() -> impl Iterator<Item = &'static str> {
    DIRECTIVES.iter().map(|(name, _)| *name).filter(|name| *name != "default-src")
}

/// The policy as a server sends it.
pub fn in_header(site: &SiteFile) -> String {
    written(site, |_| true)
}

/// The policy as it stands in each page, for where no server sends it: also on disk.
pub fn in_page(site: &SiteFile) -> String {
    written(site, |name| name != FRAME_ANCESTORS)
}

fn written(site: &SiteFile, stands: impl Fn(&str) -> bool) -> String {
    let added = site.publish.iter().flat_map(|publish| publish.policy.iter());
    let mut text = String::new();
    for (name, own) in DIRECTIVES.iter().filter(|(name, _)| stands(name)) {
        let more: Vec<&str> = added
            .clone()
            .filter(|(directive, _)| **directive == **name)
            .map(|(_, sources)| &**sources)
            .collect();
        // `'none'` stands alone.
        let own = if *own == NONE && !more.is_empty() { None } else { Some(*own) };
        let parts: Vec<&str> = std::iter::once(*name).chain(own).chain(more).collect();
        text.push_str(if text.is_empty() { "" } else { "; " });
        text.push_str(&parts.join(" "));
    }
    text
}
