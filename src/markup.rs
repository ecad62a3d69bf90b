//! Where an HTML page leads, and what can be led to in it.

use html5gum::{StartTag, Token, Tokenizer};
use percent_encoding::percent_decode_str;

/// What one page, or a piece of one, points to and offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// Addresses, as a browser reads them.
    pub links: Vec<String>,
    /// Ids on the same page that labels, descriptions and buttons point to.
    pub pointed: Vec<String>,
    /// The ids that it has.
    pub ids: Vec<String>,
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 7] =
    ["href", "xlink:href", "src", "poster", "action", "formaction", "data"];
/// Attributes that hold ids of the same page.
const IDS: [&str; 7] = [
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
    "for",
    "popovertarget",
];

/// Reads HTML by the rules of the WHATWG standard, without building a tree.
pub fn read(html: &[u8]) -> Markup {
    let mut markup = Markup::default();
    for token in Tokenizer::new(html) {
        match token {
            Ok(Token::StartTag(tag)) => markup.tag(&tag),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    markup
}

impl Markup {
    fn tag(&mut self, tag: &StartTag<()>) {
        let value = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(&value.value).into_owned())
        };
        self.ids.extend(value("id"));
        if *tag.name == b"a" {
            self.ids.extend(value("name"));
        }
        for name in IDS {
            let ids = value(name).unwrap_or_default();
            self.pointed.extend(ids.split_whitespace().map(str::to_owned));
        }
        // These name the place where the site will stand.
        if *tag.name == b"base" || *tag.name == b"link" && value("rel").is_some_and(is_canonical) {
            return;
        }
        self.links.extend(ADDRESSES.iter().filter_map(|name| value(name)));
        let candidates = value("srcset").unwrap_or_default();
        let candidates = candidates.split(',').filter_map(|one| one.split_whitespace().next());
        self.links.extend(candidates.map(str::to_owned));
        if value("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            let content = value("content").unwrap_or_default();
            let address = content.split_once("url=").map(|(_, address)| address.trim().to_owned());
            self.links.extend(address);
        }
    }
}

/// What a link leads to within the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the site; what leads out of the site begins with `../`.
    pub file: String,
    pub fragment: Option<String>,
}

/// Follows a link from a file of the site; `None` when it leads elsewhere on purpose. `base` is the
/// path at which the site stands, with a slash at the end.
pub fn follow(from: &str, link: &str, base: &str) -> Option<Place> {
    let link = link.trim();
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(decoded(fragment))),
        None => (link, None),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    if path.starts_with("//") || scheme.is_some_and(crate::markdown::is_scheme) {
        return None;
    }
    if path.is_empty() {
        return Some(Place { file: from.to_owned(), fragment });
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (start, path) = match path.strip_prefix('/') {
        // From the root of the host on.
        Some(rooted) => match path.strip_prefix(base) {
            Some(path) => ("", path),
            None => ("..", rooted),
        },
        None => (folder, path),
    };
    let mut parts: Vec<String> =
        start.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            part => parts.push(decoded(part)),
        }
    }
    if path.is_empty() || path.ends_with('/') || matches!(path.rsplit('/').next(), Some("." | ".."))
    {
        parts.push("index.html".into());
    }
    Some(Place { file: parts.join("/"), fragment })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn is_canonical(rel: String) -> bool {
    rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_lead_somewhere_is_read() {
        let markup = read(
            b"<!-- <a href=no> --><a id=x HREF='a.html?x=1&amp;y=2#z'><img src=b srcset='c 1x, d 2x'>\
              <svg><use href='#e'/><use xlink:href=\"#f\"/></svg><label for=g aria-describedby='h i'>\
              <link rel='canonical' href='https://site.example/'><meta http-equiv=Refresh content='0; url=j'>\
              <video poster=k></video><form action=l>",
        );
        assert_eq!(markup.links, ["a.html?x=1&y=2#z", "b", "c", "d", "#e", "#f", "j", "k", "l"]);
        assert_eq!(markup.pointed, ["h", "i", "g"]);
        assert_eq!(markup.ids, ["x"]);
    }

    #[test]
    fn links_are_followed_as_a_browser_does() {
        let file = |link| {
            let place = follow("claims/one/index.html", link, "/site/").expect("it is of the site");
            match place.fragment {
                Some(fragment) => format!("{}#{fragment}", place.file),
                None => place.file,
            }
        };
        assert_eq!(file("#a%20b"), "claims/one/index.html#a b");
        assert_eq!(file("../two/?q=1#x"), "claims/two/index.html#x");
        assert_eq!(file("../../m%C3%BCnchen.svg"), "münchen.svg");
        assert_eq!(file(".."), "claims/index.html");
        assert_eq!(file("../../../x"), "../x");
        assert_eq!(file("/site/about/"), "about/index.html");
        assert_eq!(file("/about/"), "../about/index.html");
        for elsewhere in ["//other.example/", "https://other.example/", "mailto:a@b.example"] {
            assert_eq!(follow("index.html", elsewhere, "/"), None);
        }
    }
}
