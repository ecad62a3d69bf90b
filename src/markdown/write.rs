//! HTML of prose, once a page knows what its references lead to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Tag, TagEnd, html};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::{Address, Citation, address, destination, events};
use crate::id::{Kind, Target};

/// What prose needs to know of the page it stands on.
pub trait Linker {
    /// The way from the page to the root of the site: empty, or `../` once or more.
    fn root(&self) -> &str;
    /// The address of an entry, from the root of the site on.
    fn entry(&self, target: &Target) -> Option<String>;
    /// The words that stand for a citation in a note, as HTML.
    fn citation(&self, citation: &Citation) -> Option<String>;
    /// What the marker behind a claim says; `None` where claims are plain links.
    fn annotation(&self, claim: &str) -> Option<Annotation>;
    /// Whether raw HTML passes.
    fn allow_html(&self) -> bool {
        false
    }
}

/// What the marker behind a claim says.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The record in words, such as “contested”.
    pub record: &'static str,
    /// Which picture of the record the marker shows: `none`, `above`, `below` or `both`.
    pub picture: &'static str,
}

/// A numbered note at the end of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    pub number: usize,
    pub html: String,
    /// How often the text calls it. The call `n` of note `k` has the id `ref-k-n`.
    pub calls: usize,
}

/// A claim that the prose of a page annotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    pub claim: Arc<str>,
    /// Its markers in the text. The marker `n` has the id `mk-n`.
    pub markers: Vec<usize>,
}

/// A heading in prose.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    pub id: String,
    pub title: String,
    pub level: usize,
}

/// Prose as HTML.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Prose {
    pub html: String,
    pub headings: Vec<Heading>,
}

/// Writes all prose of one page, so that notes and cards are numbered through.
pub struct Writer<'a, L> {
    linker: &'a L,
    notes: Vec<Note>,
    /// Numbers of those notes that are footnotes, in their order.
    footnotes: Vec<usize>,
    /// Numbers of notes by what they say.
    numbers: HashMap<NoteKey, usize>,
    /// Claims whose cards the page needs, in order of appearance.
    cards: Vec<Annotated>,
    /// Places in `cards` by claim.
    card_of: HashMap<Arc<str>, usize>,
    markers: usize,
    headings: Vec<Heading>,
    fragments: Fragments,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum NoteKey {
    Citations(Vec<Citation>),
    Footnote(String),
}

/// Fragments that templates use; a heading never takes one.
const RESERVED: &str = "\
    about about-people actors all by-country by-others by-state carried \
    changes cite claims context countries counts cross day definitions dissents ends events \
    explainers f-all feeds files found ground history hit linked main members mentioned missing more \
    notes open percentages picture positions published q recalled records related responses \
    rules scope score searched searches sources spoken-for start targeted terms tick \
    ties tiles timeline title toc topics undated unnamed usage used where";
/// How further fragments of templates begin.
const RESERVED_BEGINNINGS: &str =
    "az- b- c- card- f- g- k- m- micro- mk- note- only- open- p- r- ref- s- u-";

/// What is wider than the page scrolls by itself, and can be reached to be scrolled.
const TABLE: &str = "<div class=\"tablewrap\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">";

impl<'a, L: Linker> Writer<'a, L> {
    pub fn new(linker: &'a L) -> Writer<'a, L> {
        Writer {
            linker,
            notes: Vec::new(),
            footnotes: Vec::new(),
            numbers: HashMap::new(),
            cards: Vec::new(),
            card_of: HashMap::new(),
            markers: 0,
            headings: Vec::new(),
            fragments: Fragments::default(),
        }
    }

    /// Writes one line of Markdown without a paragraph around it.
    pub fn inline(&mut self, text: &str) -> String {
        let events: Vec<Event> =
            events(text).map(|(event, _)| event).filter(not_paragraph).collect();
        self.html(&events, &Footnotes::default())
    }

    /// Writes prose with blocks.
    pub fn prose(&mut self, text: &str) -> Prose {
        // Labels of footnotes are a text's own.
        self.numbers.retain(|key, _| matches!(key, NoteKey::Citations(_)));
        let mut events: Vec<Event> = events(text).map(|(event, _)| event).collect();
        let footnotes = Footnotes::take(&mut events);
        let before = self.headings.len();
        let mut html = String::with_capacity(text.len() * 2);
        for block in blocks(&events) {
            let known = self.footnotes.len();
            let block = self.html(block, &footnotes);
            self.margin(known, &mut html);
            html.push_str(&block);
        }
        Prose { html, headings: self.headings[before..].to_vec() }
    }

    /// The notes of the page and the claims whose cards it needs.
    pub fn finish(self) -> (Vec<Note>, Vec<Annotated>) {
        (self.notes, self.cards)
    }

    /// Repeats the footnotes that came after the first `known` ones beside their block. The list at
    /// the end of the page is the one that is read out and followed.
    fn margin(&self, known: usize, html: &mut String) {
        for number in &self.footnotes[known..] {
            let text = inert(&self.notes[number - 1].html);
            let _ = writeln!(
                html,
                "<div class=\"margin\" aria-hidden=\"true\"><b>{number}</b> {text}</div>"
            );
        }
    }

    fn html(&mut self, events: &[Event], footnotes: &Footnotes) -> String {
        let mut out: Vec<Event> = Vec::with_capacity(events.len());
        let mut at = 0;
        while at < events.len() {
            at = self.one(events, at, footnotes, &mut out);
        }
        let mut html = String::new();
        html::push_html(&mut html, out.into_iter());
        html
    }

    /// Turns the event at `at` into what stands on the page, and says where to go on.
    fn one<'e>(
        &mut self,
        events: &[Event<'e>],
        at: usize,
        footnotes: &Footnotes,
        out: &mut Vec<Event<'e>>,
    ) -> usize {
        match &events[at] {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let end = closing(events, at);
                let mut inner = Vec::new();
                self.all(events, at + 1, end, footnotes, &mut inner);
                self.link(&destination(*link_type, dest_url), title, inner, out);
                return end + 1;
            }
            Event::Start(Tag::Heading { level, id, classes, .. }) => {
                let end = closing(events, at);
                let title = text_of(&events[at + 1..end]);
                let id = self.fragments.take(id.as_deref().unwrap_or(&title));
                // The page's own title is the only heading of the first level.
                let level = if *level == HeadingLevel::H1 { HeadingLevel::H2 } else { *level };
                self.headings.push(Heading { id: id.clone(), title, level: level as usize });
                let classes = classes.clone();
                let id = Some(id.into());
                out.push(Event::Start(Tag::Heading { level, id, classes, attrs: Vec::new() }));
                self.all(events, at + 1, end, footnotes, out);
                out.push(Event::End(TagEnd::Heading(level)));
                return end + 1;
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let src = match address(dest_url) {
                    Address::Site(path) => format!("{}{path}", self.linker.root()),
                    _ => String::new(),
                };
                out.push(Event::Start(Tag::Image {
                    link_type: *link_type,
                    dest_url: src.into(),
                    title: title.clone(),
                    id: id.clone(),
                }));
            }
            Event::FootnoteReference(label) => {
                if let Some(definition) = footnotes.get(label) {
                    let call = self.call(NoteKey::Footnote(label.to_string()), |writer| {
                        writer.html(definition, &Footnotes::default())
                    });
                    attach(out);
                    out.push(Event::InlineHtml(call.into()));
                }
            }
            Event::Start(Tag::Table(alignments)) => {
                let end = closing(events, at);
                out.push(Event::Html(TABLE.into()));
                out.push(Event::Start(Tag::Table(Vec::new())));
                self.table(events, at + 1, end, alignments, footnotes, out);
                out.push(Event::End(TagEnd::Table));
                out.push(Event::Html("</div>\n".into()));
                return end + 1;
            }
            Event::Start(Tag::CodeBlock(_)) => {
                out.push(Event::Html("<pre tabindex=\"0\"><code>".into()));
            }
            Event::End(TagEnd::CodeBlock) => out.push(Event::Html("</code></pre>\n".into())),
            Event::Html(text) | Event::InlineHtml(text) if !self.linker.allow_html() => {
                out.push(Event::Text(text.clone()));
            }
            other => out.push(other.clone()),
        }
        at + 1
    }

    /// Writes the cells of a table, aligned by classes: a style attribute would need a leave that
    /// pages of this kind do not give.
    fn table<'e>(
        &mut self,
        events: &[Event<'e>],
        mut at: usize,
        end: usize,
        alignments: &[Alignment],
        footnotes: &Footnotes,
        out: &mut Vec<Event<'e>>,
    ) {
        let mut name = "td";
        let mut column = 0;
        while at < end {
            match &events[at] {
                Event::Start(Tag::TableCell) => {
                    let close = closing(events, at);
                    let scope = if name == "th" { " scope=\"col\"" } else { "" };
                    let class = match alignments.get(column) {
                        Some(Alignment::Right) => " class=\"right\"",
                        Some(Alignment::Center) => " class=\"center\"",
                        _ => "",
                    };
                    out.push(Event::InlineHtml(format!("<{name}{scope}{class}>").into()));
                    self.all(events, at + 1, close, footnotes, out);
                    out.push(Event::InlineHtml(format!("</{name}>").into()));
                    column += 1;
                    at = close + 1;
                    continue;
                }
                Event::Start(Tag::TableHead) => (name, column) = ("th", 0),
                Event::Start(Tag::TableRow) => (name, column) = ("td", 0),
                _ => {}
            }
            out.push(events[at].clone());
            at += 1;
        }
    }

    fn all<'e>(
        &mut self,
        events: &[Event<'e>],
        mut at: usize,
        end: usize,
        footnotes: &Footnotes,
        out: &mut Vec<Event<'e>>,
    ) {
        while at < end {
            at = self.one(events, at, footnotes, out);
        }
    }

    fn link<'e>(
        &mut self,
        dest: &str,
        title: &str,
        inner: Vec<Event<'e>>,
        out: &mut Vec<Event<'e>>,
    ) {
        let root = self.linker.root();
        let mut outside = false;
        let href = match address(dest) {
            Address::Cite(citations) => {
                let call = self.call(NoteKey::Citations(citations.clone()), |writer| {
                    let cited = |citation| writer.linker.citation(citation);
                    citations.iter().filter_map(cited).collect::<Vec<_>>().join("; ")
                });
                attach(out);
                out.push(Event::InlineHtml(call.into()));
                return;
            }
            Address::Entry(target) => {
                if target.kind == Kind::Claim
                    && let Some(annotation) = self.linker.annotation(&target.id)
                {
                    self.annotate(&target.id, &annotation, inner, out);
                    return;
                }
                self.linker.entry(&target).map(|path| format!("{root}{path}"))
            }
            Address::Site(path) => Some(format!("{root}{}", file_of(&path))),
            Address::Fragment => Some(dest.to_owned()),
            Address::Outside => {
                outside = true;
                Some(dest.to_owned())
            }
            Address::Relative | Address::Bad { .. } => None,
        };
        let Some(href) = href else {
            out.extend(inner);
            return;
        };
        let mut open = String::from("<a href=\"");
        let _ = escape_href(&mut open, &href);
        open.push('"');
        if !title.is_empty() {
            open.push_str(" title=\"");
            let _ = escape_html(&mut open, title);
            open.push('"');
        }
        if outside {
            open.push_str(" rel=\"external\"");
        }
        open.push('>');
        out.push(Event::InlineHtml(open.into()));
        out.extend(inner);
        out.push(Event::InlineHtml("</a>".into()));
    }

    /// The phrase, and a marker that stays with its last word.
    fn annotate<'e>(
        &mut self,
        claim: &str,
        annotation: &Annotation,
        mut inner: Vec<Event<'e>>,
        out: &mut Vec<Event<'e>>,
    ) {
        self.markers += 1;
        let place = match self.card_of.get(claim) {
            Some(place) => *place,
            None => {
                self.card_of.insert(claim.into(), self.cards.len());
                self.cards.push(Annotated { claim: claim.into(), markers: Vec::new() });
                self.cards.len() - 1
            }
        };
        self.cards[place].markers.push(self.markers);
        let number = place + 1;
        let last = match inner.pop() {
            Some(Event::Text(text)) => {
                let (rest, word) = text.split_at(last_word(&text));
                if !rest.is_empty() {
                    inner.push(Event::Text(CowStr::from(rest.to_owned())));
                }
                Some(Event::Text(CowStr::from(word.to_owned())))
            }
            Some(other) => {
                inner.push(other);
                None
            }
            None => None,
        };
        let html = |text: &'static str| Event::InlineHtml(text.into());
        if !inner.is_empty() {
            out.push(html("<span class=\"phrase\">"));
            out.extend(inner);
            out.push(html("</span>"));
        }
        out.push(html("<span class=\"nb\">"));
        if let Some(last) = last {
            out.push(html("<span class=\"phrase\">"));
            out.push(last);
            out.push(html("</span>"));
        }
        let button = format!(
            "<button type=\"button\" class=\"mk\" popovertarget=\"card-{number}\" id=\"mk-{}\" data-n=\"{number}\">\
             <span class=\"vh\">Who says so? Claim {number}, {}</span>\
             <svg width=\"14\" height=\"20\" viewBox=\"-7 -10 14 20\" aria-hidden=\"true\">\
             <use href=\"#micro-{}\"/></svg></button></span>",
            self.markers, annotation.record, annotation.picture
        );
        out.push(Event::InlineHtml(button.into()));
    }

    /// The call of a note, which is written when it is called for the first time.
    fn call(&mut self, key: NoteKey, write: impl FnOnce(&mut Self) -> String) -> String {
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                // Its place is taken first, as a footnote may itself cite.
                let number = self.notes.len() + 1;
                self.notes.push(Note { number, html: String::new(), calls: 0 });
                if matches!(key, NoteKey::Footnote(_)) {
                    self.footnotes.push(number);
                }
                self.numbers.insert(key, number);
                let html = write(self);
                self.notes[number - 1].html = html;
                number
            }
        };
        let note = &mut self.notes[number - 1];
        note.calls += 1;
        format!(
            "<sup class=\"ref\"><a href=\"#note-{number}\" id=\"ref-{number}-{}\" \
             aria-label=\"Note {number}\">{number}</a></sup>",
            note.calls
        )
    }
}

/// The ids that the headings of a page have taken, each with the last number that was put behind it.
#[derive(Default)]
pub(super) struct Fragments(HashMap<String, usize>);

impl Fragments {
    /// The id of a heading with these words, or with this id of the editor’s own.
    pub(super) fn take(&mut self, title: &str) -> String {
        let slug = slug(title);
        let reserved = is_reserved(&slug);
        let base = match slug.as_str() {
            "" => "section".to_owned(),
            _ if reserved => format!("section-{slug}"),
            _ => slug,
        };
        let Some(mut number) = self.0.get(&base).copied() else {
            self.0.insert(base.clone(), 1);
            return base;
        };
        let id = loop {
            number += 1;
            let id = format!("{base}-{number}");
            if !self.0.contains_key(&id) {
                break id;
            }
        };
        self.0.insert(base, number);
        self.0.insert(id.clone(), 1);
        id
    }
}

/// Makes what comes next stick to the word before it: the number of a note stands behind its word
/// without a space, and no line breaks between the two.
fn attach(out: &mut Vec<Event>) {
    const WORD_JOINER: &str = "\u{2060}";
    while let Some(Event::SoftBreak) = out.last() {
        out.pop();
    }
    match out.last_mut() {
        Some(Event::Text(text)) if text.ends_with(' ') => {
            *text = CowStr::from(text.trim_end().to_owned());
        }
        // A line may break behind a button or a number.
        Some(Event::InlineHtml(html)) if html.ends_with("</span>") || html.ends_with("</sup>") => {
            out.push(Event::InlineHtml(WORD_JOINER.into()));
        }
        _ => {}
    }
}

/// Where the end of a phrase begins that must not be parted from its marker: its last word, or the
/// last letters of one that is long or of a script without spaces.
fn last_word(text: &str) -> usize {
    const LONG: usize = 16;
    let start = text.rfind(' ').map_or(0, |space| space + 1);
    let word = &text[start..];
    let mut letters = word.grapheme_indices(true).rev();
    let short = word.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>() <= LONG;
    match letters.nth(1) {
        Some((at, _)) if !short => start + at,
        _ => start,
    }
}

/// Whether templates of the theme may use a fragment.
pub(crate) fn is_reserved(fragment: &str) -> bool {
    RESERVED.split_whitespace().any(|word| word == fragment)
        || RESERVED_BEGINNINGS.split_whitespace().any(|word| fragment.starts_with(word))
}

fn not_paragraph(event: &Event) -> bool {
    !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))
}

/// Definitions of footnotes, by label.
#[derive(Default)]
struct Footnotes<'a>(HashMap<String, Vec<Event<'a>>>);

impl<'a> Footnotes<'a> {
    /// Takes the definitions out of the events.
    fn take(events: &mut Vec<Event<'a>>) -> Footnotes<'a> {
        let mut definitions = HashMap::new();
        let mut rest = Vec::with_capacity(events.len());
        let mut at = 0;
        while at < events.len() {
            let Event::Start(Tag::FootnoteDefinition(label)) = &events[at] else {
                rest.push(events[at].clone());
                at += 1;
                continue;
            };
            let end = closing(events, at);
            let mut inner: Vec<Event> = events[at + 1..end].to_vec();
            let opens = |event: &&Event| matches!(event, Event::Start(Tag::Paragraph));
            if inner.iter().filter(opens).count() == 1 {
                // A note of one paragraph is a line.
                inner.retain(not_paragraph);
            }
            definitions.insert(label.to_string(), inner);
            at = end + 1;
        }
        *events = rest;
        Footnotes(definitions)
    }

    fn get(&self, label: &str) -> Option<&[Event<'a>]> {
        self.0.get(label).map(Vec::as_slice)
    }
}

/// Where the event that opens at `at` is closed.
fn closing(events: &[Event], at: usize) -> usize {
    let mut depth = 0;
    for (index, event) in events.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    events.len().saturating_sub(1)
}

/// The blocks of the first level.
fn blocks<'e, 'a>(events: &'e [Event<'a>]) -> impl Iterator<Item = &'e [Event<'a>]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        events.get(start)?;
        at = closing(events, start) + 1;
        Some(&events[start..at])
    })
}

fn text_of(events: &[Event]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// How many words a text has, after UAX #29; citations are none.
pub fn count_words(markdown: &str) -> usize {
    let mut citing = false;
    let mut words = 0;
    for (event, _) in events(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => citing = dest_url.starts_with(super::CITE),
            Event::End(TagEnd::Link) => citing = false,
            Event::Text(text) if !citing => words += text.unicode_words().count(),
            _ => {}
        }
    }
    words
}

/// The text without its marks: for descriptions, data and feeds. Citations are left out.
pub fn plain(markdown: &str) -> String {
    let mut text = passages(markdown).concat();
    text.truncate(text.trim_end().len());
    text
}

/// Plain text as of [`plain`], cut where a heading begins: what stands before the first heading,
/// then each heading with what follows it.
pub fn passages(markdown: &str) -> Vec<String> {
    let mut passages = Vec::new();
    let mut text = String::with_capacity(markdown.len());
    let mut citing = false;
    for (event, _) in events(markdown) {
        match event {
            Event::Start(Tag::Heading { .. }) => passages.push(std::mem::take(&mut text)),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                citing = dest_url.starts_with(super::CITE);
                if citing {
                    // The space before a citation goes with it.
                    text.truncate(text.trim_end().len());
                }
            }
            Event::End(TagEnd::Link) => citing = false,
            Event::Text(part) | Event::Code(part) if !citing => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => text.push('\n'),
            _ => {}
        }
    }
    passages.push(text);
    passages
}

/// A path that ends with a slash is a page; opened from disk, a page is its file.
pub(crate) fn file_of(path: &str) -> String {
    let (path, fragment) = path.find('#').map_or((path, ""), |at| path.split_at(at));
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    format!("{path}{index}{fragment}")
}

/// The words of a heading as a fragment.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '’' | '\'') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A note without its links, calls, markers and ids, for the margin: it is said once already, so
/// nothing in its copy can be reached, followed or linked to.
fn inert(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('>').map(|end| end + 1) else { break };
        let tag = &rest[..end];
        let whole = [("<sup class=\"ref\"", "</sup>"), ("<button ", "</button>")];
        if let Some((_, end)) = whole.into_iter().find(|(start, _)| tag.starts_with(start)) {
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        if !tag.starts_with("<a ") && tag != "</a>" {
            text.push_str(&without(&without(tag, "id"), "tabindex"));
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

/// A tag without one of its attributes.
fn without<'t>(tag: &'t str, attribute: &str) -> Cow<'t, str> {
    let cut = tag.split_once(&format!(" {attribute}=\"")).and_then(|(before, value)| {
        let (_, after) = value.split_once('"')?;
        Some(format!("{before}{after}"))
    });
    cut.map_or(tag.into(), Into::into)
}

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = escape_html_body_text(&mut out, text);
    out
}

/// The text as the value of an attribute in double quotation marks.
pub fn escape_attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = escape_html(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site;

    impl Linker for Site {
        fn root(&self) -> &str {
            "../"
        }
        fn entry(&self, target: &Target) -> Option<String> {
            Some(format!("{}index.html", target.kind.address(&target.id)))
        }
        fn citation(&self, citation: &Citation) -> Option<String> {
            Some(format!("<a href=\"x\">{}</a>", citation.source))
        }
        fn annotation(&self, claim: &str) -> Option<Annotation> {
            (claim != "plain").then_some(Annotation { record: "contested", picture: "both" })
        }
    }

    fn write(text: &str) -> (String, Vec<Note>, Vec<Annotated>) {
        let mut writer = Writer::new(&Site);
        let prose = writer.prose(text);
        let (notes, cards) = writer.finish();
        (prose.html, notes, cards)
    }

    #[test]
    fn a_claim_link_is_a_phrase_with_a_marker_on_its_last_word() {
        let (html, _, cards) = write("They say [it was so](claim:a). [Again](claim:a).");
        assert!(html.contains("<span class=\"phrase\">it was </span><span class=\"nb\"><span class=\"phrase\">so</span><button"), "{html}");
        assert!(html.contains("popovertarget=\"card-1\" id=\"mk-2\""), "{html}");
        assert_eq!(cards, [Annotated { claim: "a".into(), markers: vec![1, 2] }]);
    }

    #[test]
    fn a_phrase_without_spaces_keeps_only_its_end_with_the_marker() {
        let (html, ..) = write("[关于二〇二〇年选举的外国影响](claim:a)");
        assert!(
            html.contains("外国</span><span class=\"nb\"><span class=\"phrase\">影响</span>"),
            "{html}"
        );
        let (html, ..) = write("[so](claim:a)");
        assert!(html.contains("<p><span class=\"nb\"><span class=\"phrase\">so</span>"), "{html}");
    }

    #[test]
    fn links_lead_from_the_page_on() {
        let (html, ..) =
            write("[A](actor:b) [C](/about/) [D](https://example.org/) [E](claim:plain)");
        assert!(html.contains("<a href=\"../actors/b/index.html\">A</a>"), "{html}");
        assert!(html.contains("<a href=\"../about/index.html\">C</a>"), "{html}");
        assert!(html.contains("<a href=\"https://example.org/\" rel=\"external\">D</a>"), "{html}");
        assert!(html.contains("<a href=\"../claims/plain/index.html\">E</a>"), "{html}");
    }

    #[test]
    fn the_same_citation_is_one_note_with_two_calls() {
        let (html, notes, _) = write("One [@s, p. 1]. Two [@s, p. 2]. Three [@s, p. 1].");
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[0].calls, 2);
        assert!(html.contains("href=\"#note-1\" id=\"ref-1-2\""), "{html}");
    }

    #[test]
    fn a_table_is_aligned_without_style_attributes() {
        let (html, ..) = write("| A | B |\n|---|--:|\n| [x](actor:b) | 2 |");
        assert!(html.contains("tabindex=\"0\"><table><thead><tr><th scope=\"col\">A</th><th scope=\"col\" class=\"right\">B</th></tr></thead>"), "{html}");
        assert!(
            html.contains(
                "<td><a href=\"../actors/b/index.html\">x</a></td><td class=\"right\">2</td>"
            ),
            "{html}"
        );
        assert!(html.trim_end().ends_with("</tbody></table>\n</div>"), "{html}");
    }

    #[test]
    fn code_is_text() {
        let (html, ..) = write("```html\n<b>&amp;</b>\n```");
        assert_eq!(html, "<pre tabindex=\"0\"><code>&lt;b&gt;&amp;amp;&lt;/b&gt;\n</code></pre>\n");
    }

    #[test]
    fn numbers_of_notes_stick_to_the_word_before_them() {
        let (html, ..) = write("One [@s, p. 1].[^a] Two [so](claim:a)\n[@s, p. 2].\n\n[^a]: Note");
        assert!(html.contains("One<sup"), "{html}");
        assert!(html.contains("</button></span>\u{2060}<sup"), "{html}");
    }

    #[test]
    fn footnotes_stand_in_the_margin_without_links() {
        let (html, notes, _) = write("Text[^1].\n\n[^1]: See [this](actor:b) [@s].");
        assert_eq!(notes.len(), 2);
        assert!(notes[0].html.contains("actors/b"), "{notes:?}");
        assert!(
            html.starts_with("<div class=\"margin\" aria-hidden=\"true\"><b>1</b> See this.</div>"),
            "{html}"
        );
    }

    #[test]
    fn nothing_in_the_margin_can_be_reached() {
        let (html, notes, _) = write(
            "Text[^1].\n\n[^1]: # Words\n    [so](claim:a)\n\n    | A |\n    |---|\n    | 1 |",
        );
        assert!(notes[0].html.contains("id=\"words\"") && notes[0].html.contains("<button"));
        let margin = html.split_once("<p>Text").expect("the margin is before its block").0;
        for part in [" id=", "<button", "tabindex", "<a "] {
            assert!(!margin.contains(part), "{margin}");
        }
    }

    #[test]
    fn headings_have_ids_of_their_own() {
        let mut writer = Writer::new(&Site);
        let prose = writer.prose("# Russia’s answer\n\n## Notes\n\n## Notes\n\n## 中国");
        let ids: Vec<&str> = prose.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["russias-answer", "section-notes", "section-notes-2", "中国"]);
        assert!(prose.html.starts_with("<h2 id=\"russias-answer\">"), "{}", prose.html);
    }

    #[test]
    fn words_are_counted_in_any_script_without_citations() {
        assert_eq!(count_words("They *say* so [@s-1, p. 3; @s-2], don’t they?"), 5);
        assert_eq!(count_words("外国影响"), 4);
    }

    #[test]
    fn no_heading_takes_a_fragment_of_the_theme() {
        let theme = crate::source::Sources::theme();
        let mut seen = 0;
        for (name, text) in theme.templates() {
            let text = text.as_ref().expect("the theme is text");
            for id in text.split(" id=\"").skip(1).filter_map(|rest| rest.split_once('"')) {
                let id = id.0;
                if !id.contains('{') {
                    assert!(is_reserved(id), "{name} uses #{id}, which is not in RESERVED");
                    seen += 1;
                }
            }
        }
        assert!(seen > 50, "only {seen} fragments were found");
    }

    #[test]
    fn plain_text_has_no_marks_and_no_citations() {
        assert_eq!(plain("They *say* [so](claim:a) [@s, p. 1]. And `so`."), "They say so. And so.");
    }
}
