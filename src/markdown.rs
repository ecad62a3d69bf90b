//! Prose: Markdown with references to entries, citations and notes.
//!
//! [`scan`] finds what a text refers to and what is wrong with it, without knowing anything else.
//! [`Writer`] makes HTML of it later, when a page knows what the references lead to.

mod write;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::diagnostic::{At, New, Rule, only_near, rule, slip_for};
use crate::id::{Id, Kind, Target, is_id};

pub use write::{
    Annotated, Annotation, Heading, Linker, Note, Prose, Writer, escape, escape_attribute,
    passages, plain, slug,
};

/// A reference in prose and its place.
#[derive(Clone, Debug)]
pub struct Mention {
    pub what: Reference,
    pub at: At,
}

/// What prose can refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `[words](claim:ID)`.
    Entry(Target),
    /// `[@source, p. 3]`.
    Citation(Citation),
    /// `[words](/path/)`, or a picture: an address on this site.
    Path(Arc<str>),
}

/// A source and a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    pub source: Id,
    pub locator: Option<Arc<str>>,
}

/// What a text refers to and what is wrong with it; all ranges are bytes of the text.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    pub mentions: Vec<(Reference, Range<usize>)>,
    pub problems: Vec<Problem>,
}

/// Something wrong in prose.
#[derive(Clone, Debug)]
pub struct Problem {
    pub rule: &'static Rule,
    pub bytes: Range<usize>,
    pub message: String,
    pub help: Option<String>,
    /// What stands in its place when it is mended, if there is one right answer.
    pub fix: Option<New>,
}

/// What a link leads to, by its address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Entry(Target),
    Cite(Vec<Citation>),
    /// From the site's root on, without the first slash.
    Site(String),
    Fragment,
    /// http, https or mailto.
    Outside,
    Bad {
        rule: &'static Rule,
        message: String,
        help: Option<String>,
        fix: Option<New>,
    },
}

const CITE: &str = "cite:";

fn options() -> Options {
    // Definition lists are left out: they take lines that begin with a colon.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The events of a text, with `[@source]` as links whose address begins with `cite:`.
pub(crate) fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let callback = |link: BrokenLink<'_>| {
        link.reference.starts_with('@').then(|| {
            let address = format!("{CITE}{}", link.reference);
            (CowStr::from(address), CowStr::from(""))
        })
    };
    Parser::new_with_broken_link_callback(text, options(), Some(callback)).into_offset_iter()
}

/// Sorts an address by what it leads to.
pub(crate) fn address(text: &str) -> Address {
    let bad = |rule, message: String, help: Option<&str>| Address::Bad {
        rule,
        message,
        help: help.map(str::to_owned),
        fix: None,
    };
    if let Some(citations) = text.strip_prefix(CITE) {
        return match citations.split(';').map(citation).collect::<Result<_, _>>() {
            Ok(list) => Address::Cite(list),
            Err(message) => bad(&rule::BAD_ID, message, Some("write `[@source-id, p. 3]`")),
        };
    }
    if text.starts_with('#') {
        return Address::Fragment;
    }
    if let Some(path) = text.strip_prefix('/') {
        if path.starts_with('/') || path.split('/').any(|part| part == "..") {
            let message = format!("`{text}` leads out of this site");
            return bad(
                &rule::BROKEN_LINK,
                message,
                Some("write the whole address, with https://"),
            );
        }
        return Address::Site(path.to_owned());
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return bad(
            &rule::BROKEN_LINK,
            format!("`{text}` depends on where the text is shown"),
            Some("write `kind:id`, such as `claim:ID`, or the address from the first slash on"),
        );
    };
    if let Some(kind) = Kind::from_word(scheme) {
        let id = if kind == Kind::Country { rest.to_ascii_lowercase() } else { rest.to_owned() };
        return match is_id(&id) {
            true => Address::Entry(Target { kind, id: id.into() }),
            false => bad(&rule::BAD_ID, format!("`{rest}` is not an id"), None),
        };
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if rest.starts_with("//") && rest.len() > 2 => Address::Outside,
        "mailto" => Address::Outside,
        "http" | "https" => bad(&rule::BROKEN_LINK, format!("`{text}` names no host"), None),
        _ => {
            let near = crate::diagnostic::nearest(scheme, Kind::ALL.map(Kind::word));
            match near {
                Some(near) => Address::Bad {
                    rule: &rule::BROKEN_LINK,
                    message: format!("`{scheme}:` is no kind of entry"),
                    help: Some(format!("did you mean `{near}:{rest}`?")),
                    fix: only_near(scheme, Kind::ALL.map(Kind::word))
                        .filter(|_| is_id(rest))
                        .map(|near| New::words(text, format!("{near}:{rest}"))),
                },
                None => bad(
                    &rule::SCRIPT_ADDRESS,
                    format!("an address may not begin with `{scheme}:`"),
                    Some(
                        "addresses begin with https://, http://, mailto:, a slash, or a kind such as `claim:`",
                    ),
                ),
            }
        }
    }
}

fn citation(text: &str) -> Result<Citation, String> {
    let text = text.trim();
    let name = text.strip_prefix('@').ok_or_else(|| format!("`{text}` does not begin with `@`"))?;
    let (id, locator) = match name.split_once(',') {
        Some((id, locator)) => (id, Some(locator.trim()).filter(|locator| !locator.is_empty())),
        None => (name, None),
    };
    Ok(Citation { source: Id::parse(id.trim())?, locator: locator.map(Into::into) })
}

/// Finds what `text` refers to and what is wrong with it. With `blocks` off the text must be one
/// paragraph.
pub fn scan(text: &str, blocks: bool, allow_html: bool) -> Scan {
    let mut scan = Scan::default();
    let mut defined: Vec<(String, Range<usize>)> = Vec::new();
    let mut called: Vec<String> = Vec::new();
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut paragraphs = 0;
    let mut in_code_block = None;
    for (event, bytes) in events(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => scan.link(text, &dest_url, bytes, false),
            Event::Start(Tag::Image { dest_url, .. }) => scan.link(text, &dest_url, bytes, true),
            Event::Html(_) | Event::InlineHtml(_) if !allow_html => scan.raw_html(text, bytes),
            Event::FootnoteReference(label) => called.push(label.into_string()),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                defined.push((label.into_string(), bytes));
            }
            Event::Code(_) => code.push(bytes),
            Event::Start(Tag::CodeBlock(_)) => in_code_block = Some(bytes),
            Event::End(TagEnd::CodeBlock) => code.extend(in_code_block.take()),
            Event::Start(Tag::Paragraph) if !blocks => {
                paragraphs += 1;
                if paragraphs == 2 {
                    scan.block(bytes);
                }
            }
            Event::Start(
                Tag::Heading { .. } | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_),
            )
            | Event::Rule
                if !blocks =>
            {
                scan.block(bytes);
            }
            _ => {}
        }
    }
    scan.footnotes(text, &defined, &called, &code);
    scan
}

impl Scan {
    fn link(&mut self, text: &str, dest: &str, bytes: Range<usize>, image: bool) {
        // The address as written, within the link; a citation is its own address.
        let inner = text[bytes.clone()].rfind(dest).filter(|_| !dest.is_empty());
        let place = match inner {
            Some(start) => bytes.start + start..bytes.start + start + dest.len(),
            None => bytes,
        };
        match address(dest) {
            Address::Entry(target) if !image => {
                self.mentions.push((Reference::Entry(target), place));
            }
            Address::Cite(citations) => {
                let mut from = place.start;
                for citation in citations {
                    let name = format!("@{}", citation.source);
                    let start = text[from..place.end].find(&name).unwrap_or(0) + from;
                    let one = start..(start + name.len()).min(place.end);
                    // The next one comes after its semicolon, so that no beginning of this is it.
                    let end = text[one.end..place.end].find(';');
                    from = end.map_or(one.end, |end| one.end + end);
                    self.mentions.push((Reference::Citation(citation), one));
                }
            }
            Address::Site(path) => self.mentions.push((Reference::Path(path.into()), place)),
            Address::Outside if image => self.problems.push(Problem {
                rule: &rule::BROKEN_LINK,
                bytes: place,
                message: "a picture from another host would tell that host who reads the page"
                    .into(),
                help: Some(
                    "put the file into `static/` and write its address from the first slash on"
                        .into(),
                ),
                fix: None,
            }),
            Address::Entry(_) | Address::Fragment if image => self.problems.push(Problem {
                rule: &rule::BROKEN_LINK,
                bytes: place,
                message: "this is no address of a picture".into(),
                help: Some(
                    "put the file into `static/` and write its address from the first slash on"
                        .into(),
                ),
                fix: None,
            }),
            Address::Fragment | Address::Outside | Address::Entry(_) => {}
            Address::Bad { rule, message, help, fix } => {
                self.problems.push(Problem { rule, bytes: place, message, help, fix });
            }
        }
    }

    fn raw_html(&mut self, text: &str, bytes: Range<usize>) {
        let end = bytes.start + text[bytes.clone()].trim_end().len();
        // One block of HTML comes as a line each; the first one is enough.
        if self.problems.last().is_some_and(|last| {
            std::ptr::eq(last.rule, &rule::RAW_HTML)
                && text[last.bytes.end..bytes.start].trim().is_empty()
        }) {
            self.problems.last_mut().expect("there is one").bytes.end = end;
            return;
        }
        self.problems.push(Problem {
            rule: &rule::RAW_HTML,
            bytes: bytes.start..end,
            message: "raw HTML may not stand in prose".into(),
            help: Some("write it as Markdown, or as code between backticks; a site may set `allow_html: yes`".into()),
            fix: None,
        });
    }

    fn block(&mut self, bytes: Range<usize>) {
        self.problems.push(Problem {
            rule: &rule::BLOCK_IN_INLINE,
            bytes,
            message: "only one paragraph may stand here".into(),
            help: Some("move the rest into the prose below the front matter".into()),
            fix: None,
        });
    }

    /// An undefined footnote is plain text to the Markdown parser, so the text itself is searched.
    fn footnotes(
        &mut self,
        text: &str,
        defined: &[(String, Range<usize>)],
        called: &[String],
        code: &[Range<usize>],
    ) {
        for (label, bytes) in defined {
            if !called.contains(label) {
                self.problems.push(Problem {
                    rule: &rule::UNUSED_FOOTNOTE,
                    bytes: bytes.start..bytes.start + label.len() + "[^]".len(),
                    message: format!("no text calls the footnote `[^{label}]`"),
                    help: Some("put the call where it belongs, or take the footnote out".into()),
                    fix: None,
                });
            }
        }
        let labels = defined.iter().map(|(label, _)| label.as_str());
        let uncalled: Vec<&str> =
            labels.filter(|label| !called.iter().any(|known| known == label)).collect();
        let mut from = 0;
        while let Some(found) = text[from..].find("[^") {
            let start = from + found;
            from = start + 2;
            let Some(length) = text[from..].find(']') else { break };
            let label = &text[from..from + length];
            let escaped = text[..start].ends_with('\\');
            let in_code = code.iter().any(|range| range.contains(&start));
            if escaped || in_code || label.is_empty() || label.contains(['[', '\n', ' ']) {
                continue;
            }
            if !defined.iter().any(|(known, _)| known == label) {
                let known = defined.iter().map(|(label, _)| label.as_str());
                self.problems.push(Problem {
                    rule: &rule::DANGLING_FOOTNOTE,
                    bytes: start..from + length + 1,
                    message: format!("there is no footnote `{label}`"),
                    help: crate::diagnostic::did_you_mean(label, known)
                        .or_else(|| Some(format!("add a line that begins with `[^{label}]: `"))),
                    fix: slip_for(label, uncalled.iter().copied())
                        .map(|near| New::words(format!("[^{label}]"), format!("[^{near}]"))),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(text: &str) -> Vec<(String, String)> {
        scan(text, true, false)
            .mentions
            .into_iter()
            .map(|(what, bytes)| (format!("{what:?}"), text[bytes].to_owned()))
            .collect()
    }

    fn problems(text: &str) -> Vec<(&'static str, String)> {
        scan(text, true, false)
            .problems
            .into_iter()
            .map(|problem| (problem.rule.name, text[problem.bytes].to_owned()))
            .collect()
    }

    #[test]
    fn references_are_found_with_their_places() {
        let found = references("They [say](claim:a-b) so [@s-1, p. 3; @s-2].");
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(places, ["claim:a-b", "@s-1", "@s-2"]);
        assert!(found[1].0.contains("p. 3"), "{found:?}");
    }

    #[test]
    fn country_references_take_either_case() {
        assert!(references("[x](country:RU)")[0].0.contains("\"ru\""));
    }

    #[test]
    fn html_and_scripts_are_refused_at_their_place() {
        assert_eq!(
            problems("A <b>bold</b> word"),
            [("raw-html", "<b>".into()), ("raw-html", "</b>".into())]
        );
        assert_eq!(
            problems("[x](javascript:alert)"),
            [("script-address", "javascript:alert".into())]
        );
        assert_eq!(
            problems("[x](DATA:text/html,x)"),
            [("script-address", "DATA:text/html,x".into())]
        );
        assert_eq!(problems("<javascript:alert>").len(), 1);
        assert_eq!(problems("![x](https://example.org/x.png)")[0].0, "broken-link");
        assert_eq!(problems("[x](claims/y.md)")[0].0, "broken-link");
        assert!(problems("`<b>` and [x](https://example.org/) and [y](/about/)").is_empty());
    }

    #[test]
    fn footnotes_without_text_and_texts_without_call_are_found() {
        assert_eq!(
            problems("A[^1] and `[^3]`\n\n[^2]: Two"),
            [("unused-footnote", "[^2]".into()), ("dangling-footnote", "[^1]".into()),]
        );
    }

    #[test]
    fn a_summary_is_one_paragraph() {
        let rules = |text| {
            scan(text, false, false).problems.iter().map(|p| p.rule.name).collect::<Vec<_>>()
        };
        assert!(rules("One *line*").is_empty());
        assert_eq!(rules("One\n\nTwo"), ["block-in-inline"]);
        assert_eq!(rules("# One"), ["block-in-inline"]);
    }
}
