//! Prose: Markdown with references to entries, citations and notes.
//!
//! [`scan`] finds what a text refers to and what is wrong with it, without knowing anything else.
//! [`Writer`] makes HTML of it later, when a page knows what the references lead to.

mod text_block;
mod write;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    BrokenLink, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};

use crate::diagnostic::{At, New, Rule, only_near, rule, slip_for};
use crate::id::{Id, Kind, Target, is_id};

pub use text_block::{Form, TextBlock, quotations, text_blocks};
use write::Fragments;
pub use write::{
    Annotated, Annotation, Heading, Linker, Note, Prose, Writer, count_words, escape,
    escape_attribute, passages, plain, slug,
};
pub(crate) use write::{file_of, is_reserved};

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
    /// `[words](/path/)`: an address on this site, as it is written.
    Path(Arc<str>),
    /// `![words](/picture.png)`: the address of a picture, as it is written.
    Picture(Arc<str>),
    /// `[words](https://…)`: an address elsewhere, as it is written.
    Outside(Arc<str>),
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
    /// The ids that the headings get, in their order.
    pub fragments: Vec<Arc<str>>,
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
    /// Of this site, but from the page on that shows it.
    Relative,
    Fragment,
    /// http, https, mailto or tel.
    Outside,
    Bad {
        rule: &'static Rule,
        message: String,
        help: Option<String>,
        fix: Option<New>,
    },
}

const CITE: &str = "cite:";

/// How deep lists, quotations, emphasis and the like may stand in one another.
pub const DEEPEST: usize = 32;
/// How many footnotes are compared with a label that is not there.
const COMPARED: usize = 100;

fn options() -> Options {
    // Definition lists are left out: they take lines that begin with a colon.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

type Cited<'a> = fn(BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)>;

/// The events of a text, with `[@source]` as links whose address begins with `cite:`.
pub(crate) fn events(text: &str) -> OffsetIter<'_, Cited<'_>> {
    let cited: Cited = |link| {
        link.reference.starts_with('@').then(|| {
            let address = format!("{CITE}{}", link.reference);
            (CowStr::from(address), CowStr::from(""))
        })
    };
    Parser::new_with_broken_link_callback(text, options(), Some(cited)).into_offset_iter()
}

/// The address of a link: that of a person is `<name@host>` in prose.
pub(crate) fn destination<'a>(kind: LinkType, dest: &CowStr<'a>) -> CowStr<'a> {
    match kind {
        LinkType::Email => format!("mailto:{dest}").into(),
        _ => dest.clone(),
    }
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
        if path.starts_with(['/', '\\']) {
            let message = format!("`{text}` leads out of this site");
            let help = Some("write the whole address, with https://");
            return bad(&rule::BROKEN_LINK, message, help);
        }
        return Address::Site(path.to_owned());
    }
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Address::Relative;
    };
    if let Some(kind) = Kind::from_word(scheme) {
        let id = if kind == Kind::Country { rest.to_ascii_lowercase() } else { rest.to_owned() };
        return match Id::parse(&id) {
            Ok(_) => Address::Entry(Target { kind, id: id.into() }),
            Err(why) => bad(&rule::BAD_ID, why, None),
        };
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if rest.starts_with("//") && rest.len() > 2 => Address::Outside,
        "mailto" | "tel" => Address::Outside,
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
                        "addresses begin with https://, http://, mailto:, tel:, a slash, or a kind such as `claim:`",
                    ),
                ),
            }
        }
    }
}

/// Whether what stands before the first colon is a scheme, after RFC 3986.
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
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
    let mut footnotes = Footnotes::default();
    let mut fragments = Fragments::default();
    // What is within the heading or picture that was opened last, as its words count.
    let mut heading: Option<(Option<String>, String)> = None;
    let mut picture: Option<(Range<usize>, bool)> = None;
    let mut paragraphs = 0;
    let mut in_code_block = None;
    let mut events = events(text);
    let mut depth = 0;
    while let Some((event, bytes)) = events.next() {
        match &event {
            Event::Start(_) if depth == DEEPEST => {
                scan.too_deep(text, bytes);
                return scan;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        match event {
            Event::Start(
                Tag::Link { link_type, ref dest_url, ref id, .. }
                | Tag::Image { link_type, ref dest_url, ref id, .. },
            ) => {
                let defined = events.reference_definitions().get(id);
                let written = match (link_type, defined) {
                    (
                        LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
                        Some(definition),
                    ) => definition.span.clone(),
                    _ => bytes.clone(),
                };
                let dest = destination(link_type, dest_url);
                let place = place(text, written, dest_url);
                let is_picture = matches!(event, Event::Start(Tag::Image { .. }));
                scan.link(text, &dest, place, is_picture);
                if is_picture {
                    picture = Some((bytes, false));
                }
            }
            Event::End(TagEnd::Image) => {
                if let Some((bytes, false)) = picture.take() {
                    scan.without_words(bytes);
                }
            }
            Event::Start(Tag::Heading { ref id, .. }) => {
                heading = Some((id.as_deref().map(str::to_owned), String::new()));
                if !blocks {
                    scan.block(bytes);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((id, title)) = heading.take() {
                    scan.fragments.push(fragments.take(id.as_deref().unwrap_or(&title)).into());
                }
            }
            Event::Html(_) | Event::InlineHtml(_) if !allow_html => scan.raw_html(text, bytes),
            Event::FootnoteReference(label) => footnotes.call(label.into_string(), bytes),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                footnotes.open(label.into_string(), bytes);
            }
            Event::End(TagEnd::FootnoteDefinition) => footnotes.within = false,
            Event::Start(Tag::CodeBlock(_)) => in_code_block = Some(bytes),
            Event::End(TagEnd::CodeBlock) => footnotes.code.extend(in_code_block.take()),
            Event::Start(Tag::Paragraph) if !blocks => {
                paragraphs += 1;
                if paragraphs == 2 {
                    scan.block(bytes);
                }
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_)) | Event::Rule
                if !blocks =>
            {
                scan.block(bytes);
            }
            Event::Text(ref words) | Event::Code(ref words) => {
                if let Some((_, title)) = &mut heading {
                    title.push_str(words);
                }
                if let Some((_, has_words)) = &mut picture {
                    *has_words |= !words.trim().is_empty();
                }
                if matches!(event, Event::Code(_)) {
                    footnotes.code.push(bytes);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, title)) = &mut heading {
                    title.push(' ');
                }
            }
            _ => {}
        }
    }
    scan.footnotes(text, &footnotes);
    scan
}

/// The address `dest` as it is written within a link, a picture or the definition of either.
fn place(text: &str, bytes: Range<usize>, dest: &str) -> Range<usize> {
    let written = &text[bytes.clone()];
    let part = |start: usize, length: usize| bytes.start + start..bytes.start + start + length;
    if dest.is_empty() {
        return bytes;
    }
    // Behind the words of the link, or else anywhere: a citation is its own address.
    let opened = written.rmatch_indices("](").chain(written.match_indices("]:"));
    for (at, mark) in opened {
        let from = at + mark.len();
        let rest = written[from..].trim_start().trim_start_matches('<');
        if rest.starts_with(dest) {
            return part(written.len() - rest.len(), dest.len());
        }
    }
    match written.rfind(dest) {
        Some(start) => part(start, dest.len()),
        None => written_otherwise(written).map_or(bytes.clone(), |(at, length)| part(at, length)),
    }
}

/// Where an address stands that is written with escapes or entities: up to white space or the
/// bracket that ends the link.
fn written_otherwise(link: &str) -> Option<(usize, usize)> {
    let from = link.rfind("](")? + "](".len();
    let rest = link[from..].trim_start().trim_start_matches('<');
    let end =
        rest.find([' ', '\t', '\n', '>']).unwrap_or(rest.len() - rest.ends_with(')') as usize);
    (end > 0).then_some((link.len() - rest.len(), end))
}

/// Where the label ends that opens the footnote in `bytes`. The label as it is read may be longer or
/// shorter than it is written.
fn label_end(text: &str, bytes: &Range<usize>) -> usize {
    text[bytes.clone()].find("]:").map_or(bytes.end, |at| bytes.start + at + 1)
}

/// What is known of the footnotes of a text.
#[derive(Default)]
struct Footnotes {
    defined: Vec<(String, Range<usize>)>,
    called: HashSet<String>,
    /// Calls from within a footnote.
    nested: Vec<(String, Range<usize>)>,
    /// Whether a footnote is being read.
    within: bool,
    /// Code, in which nothing is called.
    code: Vec<Range<usize>>,
}

impl Footnotes {
    fn open(&mut self, label: String, bytes: Range<usize>) {
        self.within = true;
        self.defined.push((label, bytes));
    }

    fn call(&mut self, label: String, bytes: Range<usize>) {
        if self.within {
            self.nested.push((label.clone(), bytes));
        }
        self.called.insert(label);
    }
}

impl Scan {
    fn link(&mut self, text: &str, dest: &str, place: Range<usize>, picture: bool) {
        let mut tell = |rule, message: &str, help: &str| {
            let (message, help) = (message.to_owned(), Some(help.to_owned()));
            let bytes = place.clone();
            self.problems.push(Problem { rule, bytes, message, help, fix: None });
        };
        const INTO_STATIC: &str =
            "put the file into `static/` and write its address from the first slash on";
        match address(dest) {
            Address::Outside if picture => tell(
                &rule::BROKEN_LINK,
                "a picture from another host would tell that host who reads the page",
                INTO_STATIC,
            ),
            Address::Entry(_) | Address::Fragment | Address::Cite(_) if picture => {
                tell(&rule::BROKEN_LINK, "this is no address of a picture", INTO_STATIC);
            }
            Address::Entry(target) => self.mentions.push((Reference::Entry(target), place)),
            Address::Cite(citations) => {
                let mut from = place.start;
                for citation in citations {
                    let name = format!("@{}", citation.source);
                    let start = text[from..place.end].find(&name).map_or(from, |at| from + at);
                    let one = start..(start + name.len()).min(place.end);
                    // The next one comes after its semicolon, so that no beginning of this is it.
                    let end = text[one.end..place.end].find(';');
                    from = end.map_or(one.end, |end| one.end + end);
                    self.mentions.push((Reference::Citation(citation), one));
                }
            }
            Address::Site(_) | Address::Relative if dest.is_empty() => tell(
                &rule::BROKEN_LINK,
                "this link has no address",
                "write `kind:id`, such as `claim:ID`, or the address from the first slash on",
            ),
            Address::Site(_) | Address::Relative | Address::Fragment => {
                let what = if picture { Reference::Picture } else { Reference::Path };
                self.mentions.push((what(dest.into()), place));
            }
            Address::Outside => self.mentions.push((Reference::Outside(dest.into()), place)),
            Address::Bad { rule, message, help, fix } => {
                self.problems.push(Problem { rule, bytes: place, message, help, fix });
            }
        }
    }

    fn without_words(&mut self, bytes: Range<usize>) {
        self.problems.push(Problem {
            rule: &rule::PICTURE_WITHOUT_WORDS,
            bytes,
            message: "nothing says what is in this picture".into(),
            help: Some(
                "write it between the square brackets: `![what is seen](/picture.png)`".into(),
            ),
            fix: None,
        });
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

    /// Nothing more is said of such a text: what else stands in it is not worth the time.
    fn too_deep(&mut self, text: &str, bytes: Range<usize>) {
        let line = text[bytes.clone()].lines().next().unwrap_or_default();
        self.problems.push(Problem {
            rule: &rule::NESTED_TOO_DEEP,
            bytes: bytes.start..bytes.start + line.len(),
            message: format!(
                "more than {DEEPEST} lists, quotations or marks stand in one another here"
            ),
            help: Some("take the levels out; the rest of this text was not checked".into()),
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

    fn footnotes(&mut self, text: &str, footnotes: &Footnotes) {
        let defined = &footnotes.defined;
        let mut earlier = HashSet::new();
        for (label, bytes) in defined {
            let twice = !earlier.insert(label);
            let (message, help) = if twice {
                (
                    format!("there is another footnote `{label}`, and only one is shown"),
                    "give one of the two another label, and call it where it belongs",
                )
            } else if !footnotes.called.contains(label) {
                (
                    format!("no text calls the footnote `[^{label}]`"),
                    "put the call where it belongs, or take the footnote out",
                )
            } else {
                continue;
            };
            self.problems.push(Problem {
                rule: &rule::UNUSED_FOOTNOTE,
                bytes: bytes.start..label_end(text, bytes),
                message,
                help: Some(help.into()),
                fix: None,
            });
        }
        for (label, bytes) in &footnotes.nested {
            self.problems.push(Problem {
                rule: &rule::DANGLING_FOOTNOTE,
                bytes: bytes.clone(),
                message: format!("a footnote cannot call another one, here `{label}`"),
                help: Some("write what it says here, or call it in the text".into()),
                fix: None,
            });
        }
        self.dangling(text, footnotes);
    }

    /// An undefined footnote is plain text to the Markdown parser, so the text itself is searched.
    fn dangling(&mut self, text: &str, footnotes: &Footnotes) {
        let defined = || footnotes.defined.iter().map(|(label, _)| label.as_str());
        let labels: HashSet<&str> = defined().collect();
        let uncalled: Vec<&str> =
            defined().filter(|label| !footnotes.called.contains(*label)).collect();
        // Of more than can be compared none can be said to be the only one.
        let uncalled = if uncalled.len() > COMPARED { Vec::new() } else { uncalled };
        let mut code = footnotes.code.iter().peekable();
        let mut from = 0;
        while let Some(found) = text[from..].find("[^") {
            let start = from + found;
            from = start + 2;
            let end = text[from..].find([']', '[', '\n', ' ']);
            let Some(length) = end.filter(|end| text[from + end..].starts_with(']')) else {
                continue;
            };
            let label = &text[from..from + length];
            let escaped = text[..start].ends_with('\\');
            while code.next_if(|range| range.end <= start).is_some() {}
            let in_code = code.peek().is_some_and(|range| range.contains(&start));
            if escaped || in_code || label.is_empty() {
                continue;
            }
            if !labels.contains(label) {
                let known = defined().take(COMPARED);
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
        assert_eq!(problems("![x](claim:y)")[0].0, "broken-link");
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
