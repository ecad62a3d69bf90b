//! What must hold of whatever is read, for the property tests and for the fuzz targets in `fuzz/`.
//! Each function takes any text, and panics when something does not hold.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use whosays::date::Date;
use whosays::diagnostic::{At, show};
use whosays::id::{Kind, Target};
use whosays::markdown::{self, Annotation, Citation, Linker, Note, Writer};
use whosays::parse::front_matter::{FrontMatter, Problem};
use whosays::parse::tree::{self, Node, Value, Why};
use whosays::parse::{self, Options};
use whosays::quotation::{Copy, Found};
use whosays::source::Sources;
use whosays::{Analysis, analyze, render, sink};

/// What holds a text against one of the rules below.
pub type Oracle = fn(&str);

/// The oracles by the name of the fuzz target.
pub const ALL: [(&str, Oracle); 6] = [
    ("front_matter", front_matter),
    ("yaml", yaml),
    ("markdown", markdown),
    ("date", date),
    ("quotation", quotation),
    ("site", site),
];

const SITE: &str = "title: A site\nbase_url: https://site.example/\n";

/// Holds a range against the text that it is in.
fn within(text: &str, bytes: &Range<usize>) {
    assert!(text.get(bytes.clone()).is_some(), "{bytes:?} is no part of {text:?}");
}

/// A front matter and a body are parts of the text, apart by a line.
pub fn front_matter(text: &str) {
    match FrontMatter::split(text) {
        Ok(matter) => {
            within(text, &matter.yaml);
            within(text, &matter.body);
            assert!(matter.yaml.end < matter.body.start, "{matter:?}");
            assert_eq!(matter.body.end, text.len());
            let fence = &text[matter.yaml.end..matter.body.start];
            assert_eq!(fence.trim(), "---");
            assert_eq!(text[..matter.yaml.start].trim_start_matches('\u{feff}').trim(), "---");
            let again = format!("---\n{}---\n{}", &text[matter.yaml.clone()], &text[matter.body]);
            let split = FrontMatter::split(&again).expect("what was split is split again");
            assert_eq!(again[split.yaml], text[matter.yaml]);
        }
        Err(Problem::Unclosed(bytes)) => within(text, &bytes),
        Err(_) => {}
    }
}

/// Every place in a tree is within the text, and every kind of file can be read from any front
/// matter.
pub fn yaml(text: &str) {
    match tree::read(text) {
        Ok(Some(root)) => node(text, &root),
        Ok(None) => {}
        Err(broken) => {
            within(text, &(broken.at..broken.at));
            if let Why::Unclosed(opened) = broken.why {
                within(text, &(opened..opened));
            }
        }
    }
    let file: Arc<str> = format!("---\n{text}\n---\n").into();
    for kind in Kind::ALL {
        let stem = if kind == Kind::Country { "xk" } else { "one" };
        let path = format!("content/{}/{stem}.md", kind.folder()).into();
        let parsed = parse::file(&path, &Ok(file.clone()), Options::default());
        for found in &parsed.diagnostics {
            if let At::Bytes(bytes) = &found.at {
                within(&file, bytes);
            }
        }
        // What is silently dropped would be missing from the site without anybody knowing.
        let told = !parsed.diagnostics.is_empty();
        assert!(told || !parsed.entries.is_empty(), "{kind}: neither read nor told");
    }
    let path: Arc<str> = "site.yaml".into();
    let (site, found) = parse::site(Some((&path, &Ok(text.into()))));
    assert!(site.is_some() || !found.is_empty());
}

fn node(text: &str, node: &Node) {
    within(text, &node.bytes);
    match &node.value {
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|item| self::node(text, item)),
        Value::Map(fields) => {
            for (key, value) in fields {
                within(text, &key.bytes);
                self::node(text, value);
            }
        }
    }
}

/// A page on which everything that can be named is there.
struct Everything;

impl Linker for Everything {
    fn root(&self) -> &str {
        "../"
    }
    fn entry(&self, target: &Target) -> Option<String> {
        Some(target.kind.address(&target.id))
    }
    fn citation(&self, citation: &Citation) -> Option<String> {
        let locator = citation.locator.as_deref().map(markdown::escape);
        Some(format!("<cite>{}</cite> {}", citation.source, locator.unwrap_or_default()))
    }
    fn annotation(&self, claim: &str) -> Option<Annotation> {
        (claim.len() > 1).then_some(Annotation { record: "contested", picture: "both" })
    }
}

/// Places are within the text; what is written is well-formed, of known elements and attributes,
/// and runs no script, even where the text was refused.
pub fn markdown(text: &str) {
    let mut deep = false;
    for blocks in [true, false] {
        for allow_html in [true, false] {
            let scan = markdown::scan(text, blocks, allow_html);
            for (_, bytes) in &scan.mentions {
                within(text, bytes);
            }
            for problem in &scan.problems {
                within(text, &problem.bytes);
                deep |= problem.rule.name == "nested-too-deep";
            }
        }
    }
    if deep {
        return;
    }
    let mut writer = Writer::new(&Everything);
    let prose = writer.prose(text);
    let inline = writer.inline(text);
    let (notes, _) = writer.finish();
    let ids = html(&prose.html, &notes);
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(ids.len(), unique.len(), "an id stands twice in {}", prose.html);
    html(&inline, &[]);
    markdown::plain(text);
}

/// Reads HTML back, and returns the ids of its elements.
fn html(html: &str, notes: &[Note]) -> Vec<String> {
    const ELEMENTS: &str = "root p h2 h3 h4 h5 h6 a em strong del code pre ul ol li blockquote img \
        br hr div table thead tbody tr th td sup span button svg use b cite";
    const ATTRIBUTES: &str = "href title rel id class src alt start tabindex role aria-label \
        aria-hidden focusable width height viewBox type popovertarget data-n scope";
    let listed = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    // XML knows no control characters; in HTML they are text like any other.
    let legal = |c: char| if c < ' ' || ('\u{fffe}'..='\u{ffff}').contains(&c) { ' ' } else { c };
    let notes: String = notes.iter().map(|note| note.html.as_str()).collect();
    let page: String = format!("<root>{html}{notes}</root>").chars().map(legal).collect();
    let document = roxmltree::Document::parse(&page)
        .unwrap_or_else(|error| panic!("what was written is not well-formed: {error}\n{page}"));
    let mut ids = Vec::new();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        assert!(listed(ELEMENTS, name), "<{name}> in {page}");
        for attribute in element.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(listed(ATTRIBUTES, key), "{key} of <{name}> in {page}");
            if matches!(key, "href" | "src") {
                let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
                let scheme = scheme.filter(|scheme| !scheme.contains(['/', '#', '?']));
                let safe = scheme.is_none_or(|scheme| listed("http https mailto", &scheme));
                assert!(safe, "{value} in {page}");
                assert!(key == "href" || !value.contains("//"), "{value} in {page}");
            }
            if key == "id" {
                ids.push(value.to_owned());
            }
        }
    }
    ids
}

/// A date is kept as it was written, has an extent in its order, and words; what is suggested in the
/// place of another text is a date.
pub fn date(text: &str) {
    match Date::parse(text) {
        Ok(date) => {
            assert_eq!(date.as_str(), text);
            assert_eq!(Date::parse(date.as_str()).as_ref(), Ok(&date));
            if let (Some(from), Some(to)) = (date.earliest(), date.latest()) {
                assert!(from <= to, "{text}: {from:?} to {to:?}");
            }
            assert!(!date.words().trim().is_empty(), "{text} has no words");
            assert_eq!(date.sort_key(), date.sort_key());
            if let Some(value) = date.datetime() {
                assert!(value.is_ascii() && !value.contains(['"', '<', '&']), "{value}");
            }
            if let Some(shorter) = date.unpadded() {
                assert!(Date::parse(&shorter).is_ok(), "{text:?} is no date as {shorter:?}");
            }
        }
        Err(error) => {
            assert!(!error.message.is_empty());
            if let Some(suggestion) = error.suggestion {
                assert!(Date::parse(&suggestion).is_ok(), "{text}: {suggestion} is no date");
            }
        }
    }
}

/// The first line is a quotation, the rest is the text that it is held against. Any run of whole
/// words of the text stands in it.
pub fn quotation(text: &str) {
    let (quote, text) = text.split_once('\n').unwrap_or((text, text));
    let copy = Copy::new(text);
    copy.find(quote);
    let words: Vec<&str> = text.split_whitespace().collect();
    let from = quote.len() % words.len().max(1);
    let to = (from + 1 + quote.len() / 7).min(words.len());
    let part = words[from.min(to)..to].join(" ");
    // Marks without width are nothing, a mark that joins the letter before it is no word of its own,
    // and brackets have a meaning.
    let plain = |c: char| c.is_alphanumeric() || c.is_ascii() && !matches!(c, '[' | ']' | '`');
    if part.chars().all(plain) && part.chars().any(char::is_alphanumeric) {
        assert_eq!(copy.find(&part), Found::Verbatim, "{part:?} in {text:?}");
    }
}

/// The first line is the path of the file, the rest its text. Of one text in sixteen that are sound
/// the pages are written too, as that takes the longest by far.
pub fn site(text: &str) {
    let (path, rest) = text.split_once('\n').unwrap_or(("content/claims/one.md", text));
    let (sources, analysis) = checked(path, rest);
    let sum = text.bytes().fold(0_u8, |sum, byte| sum.rotate_left(1) ^ byte);
    if sum % 16 == 0 && !path.starts_with("templates/") {
        written(&sources, &analysis);
    }
}

/// Writes what is sound, within the folder of the site.
pub fn written(sources: &Sources, analysis: &Analysis) {
    if let Some(model) = analysis.sound_model() {
        let written = render::site(
            model,
            sources,
            &sink::each(|path, _| {
                let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
                assert!(inside && !path.contains(['\\', '\0']), "{path:?} is written");
                Ok(())
            }),
        );
        assert!(written.is_ok(), "{:?}", written.err());
    }
}

/// Analyses a site with this text in one file. Everything that is said has its place in a file, and
/// can be shown.
pub fn checked(path: &str, text: &str) -> (Sources, Analysis) {
    static EMPTY: LazyLock<Sources> = LazyLock::new(|| Sources::of([("site.yaml", SITE)]));
    let mut sources = EMPTY.clone();
    sources.overlay(path, text);
    let analysis = analyze(
        &sources,
        &whosays::Options {
            drafts: true,
            today: Some(whosays::date::Day(20_000)),
            ..whosays::Options::default()
        },
    );
    for found in &analysis.diagnostics {
        let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.place);
        let related = found.related.iter().map(|other| &other.place);
        let places = related.chain(edits).chain([&found.place]);
        for place in places {
            let text = sources.text(&place.path).unwrap_or_default();
            within(text, &(place.bytes.0..place.bytes.1));
            assert!(place.line >= 1 && place.column >= 1, "{found:?}");
            assert!((place.line, place.column) <= (place.end_line, place.end_column), "{found:?}");
            assert!(place.end_line <= text.matches('\n').count() + 1, "{found:?}");
        }
        assert!(found.place.column < 80 || found.place.column <= text.len() + 1, "{found:?}");
    }
    show(&sources, &analysis.diagnostics, false);
    (sources, analysis)
}
