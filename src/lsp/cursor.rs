//! What stands at a place of a file: a key, a value of a known shape, or a reference in prose. Files
//! are half-typed while this is asked, so what makes no sense elsewhere in a front matter is left
//! out of account.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::content::shape::{Field, Record, Shape};
use crate::content::{self, SiteFile};
use crate::country::Code;
use crate::id::{Kind, Target, is_id};
use crate::markdown::{self, Reference};
use crate::parse::front_matter::{FrontMatter, Problem};
use crate::parse::tree::{self, Node, Value, Why};
use crate::source::{CONTENT, SITE_FILE};

/// A character that nobody writes (it is assigned to nothing) stands for the cursor in the text.
const MARK: char = '\u{e000}';
/// How many lines that make no sense are left out until a front matter is given up.
const MOST_FAULTS: usize = 8;
/// How many bytes before the cursor are looked at for the beginning of a reference in prose.
const LONGEST_REFERENCE: usize = 1000;

/// What stands at a place.
#[derive(Clone, Debug)]
pub enum Spot {
    Key(Key),
    Value(Given),
    Prose(Prose),
}

/// Some characters of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What they read as.
    pub text: String,
    pub bytes: Range<usize>,
}

/// A key, or the place of one.
#[derive(Clone, Debug)]
pub struct Key {
    pub word: Word,
    pub keys: Keys,
    /// Whether it has a colon behind it already.
    pub has_value: bool,
    /// The keys that stand beside it.
    pub beside: Vec<String>,
    /// Whether it is a field of the whole file.
    pub at_top: bool,
}

/// Which keys may stand there.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    Of(&'static Record),
    /// The names of rules.
    Rules,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Given {
    pub word: Word,
    pub shape: &'static Shape,
    /// The record that has the field, and its key.
    pub record: &'static Record,
    pub key: &'static str,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

/// Prose.
#[derive(Clone, Debug)]
pub struct Prose {
    /// All of it: a body, or a value with its quotes.
    pub bytes: Range<usize>,
    /// The place in it, as a byte of the file.
    pub at: usize,
}

/// The beginning of a reference in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The id of a source behind `[@`.
    Citation(Word),
    /// An address behind `](`.
    Address(Word),
}

/// What may stand in the front matter of the file at `path`, if it has one.
pub fn record_of(path: &str) -> Option<&'static Record> {
    if path == SITE_FILE {
        return Some(&SiteFile::RECORD);
    }
    let below = path.strip_prefix(CONTENT)?.strip_prefix('/')?;
    match below.split_once('/') {
        Some((folder, _)) => Kind::from_folder(folder).map(content::record_of),
        None => (below == "index.md").then(|| content::record_of(Kind::Page)),
    }
}

/// What stands at the byte `at` of a file; `None` where nothing is known of it.
pub fn spot(path: &str, text: &str, at: usize) -> Option<Spot> {
    let record = record_of(path)?;
    let whole = text.len() - text.trim_start_matches('\u{feff}').len()..text.len();
    let (yaml, body) = match FrontMatter::split(text) {
        _ if path == SITE_FILE => (whole, None),
        Ok(matter) => (matter.yaml, Some(matter.body)),
        // The line that closes it is still to be written.
        Err(Problem::Unclosed(opening)) => {
            let line = text[opening.end..].find('\n').map(|end| opening.end + end + 1);
            (line?..text.len(), None)
        }
        Err(Problem::Missing) => return None,
    };
    if let Some(body) = &body
        && at >= body.start
    {
        return Some(Spot::Prose(Prose { bytes: body.clone(), at }));
    }
    let within = yaml.start <= at && (at < yaml.end || body.is_none());
    within.then(|| in_yaml(&text[yaml.clone()], at - yaml.start, yaml.start, record)).flatten()
}

/// What stands at the byte `at` of a YAML text that begins at the byte `start` of its file.
fn in_yaml(yaml: &str, at: usize, start: usize, record: &'static Record) -> Option<Spot> {
    if yaml.contains(MARK) || !yaml.is_char_boundary(at) {
        return None;
    }
    let readings = readings(yaml, at);
    // What can be read as it stands goes before what can be read in part.
    let whole = readings.iter().map(|reading| (reading, tree::read(&reading.text).ok().flatten()));
    let part = readings.iter().map(|reading| (reading, tolerant(reading.text.clone(), at)));
    whole.chain(part).find_map(|(reading, root)| {
        let finder = Finder { yaml, at, start, ends: reading.ends };
        finder.record(&root?, record, true)
    })
}

/// A text with the mark in it, in one of the ways in which it may be meant.
struct Reading {
    text: String,
    /// Whether the value ends with the mark: what stands behind it there is made up.
    ends: bool,
}

fn readings(yaml: &str, at: usize) -> Vec<Reading> {
    let (before, after) = yaml.split_at(at);
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let rest = &after[..after.find(['\n', '\r']).unwrap_or(after.len())];
    let is_word =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let begun = line.trim_start_matches([' ', '-']);
    let mut readings = Vec::new();
    if is_word(begun) && is_word(rest.trim_end()) {
        // A key whose colon is still to be written.
        let word = rest.trim_end();
        let text = format!("{before}{MARK}{word}:{}", &after[word.len()..]);
        readings.push(Reading { text, ends: false });
    }
    readings.push(Reading { text: format!("{before}{MARK}{after}"), ends: false });
    // A bracket or quotation mark that is still to be closed.
    let closing = closing(line);
    if !closing.is_empty() {
        let text = format!("{before}{MARK}{closing}{}", &after[rest.len()..]);
        readings.push(Reading { text, ends: true });
    }
    readings
}

/// What closes the brackets and quotation marks that are open at the end of a line.
fn closing(line: &str) -> String {
    let mut open = Vec::new();
    let mut before = ' ';
    for mark in line.chars() {
        let opens = matches!(before, ' ' | '[' | '{' | ',');
        match (open.last(), mark) {
            (Some('"'), '"') | (Some('\''), '\'') => drop(open.pop()),
            (Some('"' | '\''), _) => {}
            (_, '"' | '\'') if opens => open.push(mark),
            (_, '[') if opens => open.push(']'),
            (_, '{') if opens => open.push('}'),
            (Some(last), _) if *last == mark => drop(open.pop()),
            _ => {}
        }
        before = mark;
    }
    open.iter().rev().collect()
}

/// Reads YAML of which some lines make no sense: these are taken for blank. The line at `at` is not.
fn tolerant(mut yaml: String, at: usize) -> Option<Node> {
    for _ in 0..MOST_FAULTS {
        let broken = match tree::read(&yaml) {
            Ok(root) => return root,
            Err(broken) => broken,
        };
        let fault = match broken.why {
            Why::Unclosed(opened) => opened,
            Why::Syntax(_) => broken.at,
            Why::TooDeep | Why::TooManyValues => return None,
        };
        let line = blamed(&yaml, fault, at)?;
        let blank = " ".repeat(line.len());
        yaml.replace_range(line, &blank);
    }
    None
}

/// The line at fault: that of the byte `fault`, or the nearest one above it that can be. It is that
/// above if a colon is missing there, as YAML finds this out only at the next colon.
fn blamed(yaml: &str, fault: usize, at: usize) -> Option<Range<usize>> {
    let fault = fault.min(yaml.len());
    let mut end = Some(yaml[fault..].find('\n').map_or(yaml.len(), |end| fault + end));
    let mut above = std::iter::from_fn(|| {
        let line = yaml[..end?].rfind('\n').map_or(0, |end| end + 1)..end?;
        end = line.start.checked_sub(1);
        Some(line)
    })
    .filter(|line| {
        let is_asked = line.start <= at && at <= line.end;
        !is_asked && !yaml[line.clone()].trim().is_empty()
    });
    let first = above.next()?;
    let lacks_colon = |line: &Range<usize>| {
        let text = &yaml[line.clone()];
        !text.contains(':') && !text.trim_start().starts_with(['-', '#', ']', '}'])
    };
    Some(above.next().filter(lacks_colon).unwrap_or(first))
}

/// Finds the mark in a tree.
struct Finder<'a> {
    /// The text without the mark.
    yaml: &'a str,
    at: usize,
    start: usize,
    /// Whether a value ends with the mark.
    ends: bool,
}

impl Finder<'_> {
    fn record(&self, node: &Node, record: &'static Record, at_top: bool) -> Option<Spot> {
        let Value::Map(fields) = &node.value else {
            return self.lone(node, Keys::Of(record), at_top);
        };
        if let Some(spot) = self.key(fields, Keys::Of(record), at_top) {
            return Some(spot);
        }
        let (key, value) = fields.iter().find(|(_, value)| holds(value))?;
        let field = record.field(&key.text)?;
        self.value(value, &field.shape, record, field)
    }

    fn value(
        &self,
        node: &Node,
        shape: &'static Shape,
        record: &'static Record,
        field: &'static Field,
    ) -> Option<Spot> {
        match (shape, &node.value) {
            (Shape::Record(part), _) => self.record(node, part, false),
            (Shape::List(item) | Shape::NonEmpty(item), Value::List(items)) => {
                self.value(items.iter().find(|item| holds(item))?, item, record, field)
            }
            (Shape::Lines, Value::List(items)) => {
                self.value(items.iter().find(|item| holds(item))?, shape, record, field)
            }
            (Shape::Map(item), Value::Map(fields)) => {
                let is_of_rules = matches!(field.key, "exempt" | "rules");
                if is_of_rules && let Some(spot) = self.key(fields, Keys::Rules, false) {
                    return Some(spot);
                }
                let (_, value) = fields.iter().find(|(_, value)| holds(value))?;
                self.value(value, item, record, field)
            }
            (Shape::Map(_), Value::Scalar { .. }) if matches!(field.key, "exempt" | "rules") => {
                self.lone(node, Keys::Rules, false)
            }
            (Shape::List(item), Value::Scalar { .. }) if !matches!(item, Shape::Record(_)) => {
                self.value(node, item, record, field)
            }
            (Shape::Inline | Shape::Block | Shape::Lines, Value::Scalar { .. }) => {
                let bytes = self.unmarked(&node.bytes)?;
                let at = self.start + self.at;
                Some(Spot::Prose(Prose { bytes, at }))
            }
            (_, Value::Scalar { text, .. }) => {
                let (word, quoted) = self.word(text, &node.bytes)?;
                Some(Spot::Value(Given { word, shape, record, key: field.key, quoted }))
            }
            _ => None,
        }
    }

    /// The key with the mark.
    fn key(&self, fields: &[(tree::Key, Node)], keys: Keys, at_top: bool) -> Option<Spot> {
        let (key, _) = fields.iter().find(|(key, _)| key.text.contains(MARK))?;
        let (word, _) = self.word(&key.text, &key.bytes)?;
        let rest = &self.yaml[word.bytes.end - self.start..];
        let has_value = rest.trim_start_matches(['"', '\'', ' ']).starts_with(':');
        let others = fields.iter().filter(|(other, _)| !other.text.contains(MARK));
        let beside = others.map(|(other, _)| other.text.clone()).collect();
        Some(Spot::Key(Key { word, keys, has_value, beside, at_top }))
    }

    /// A word where fields should stand: the first key, begun.
    fn lone(&self, node: &Node, keys: Keys, at_top: bool) -> Option<Spot> {
        let Value::Scalar { text, plain: true } = &node.value else { return None };
        let (word, _) = self.word(text, &node.bytes)?;
        let beside = Vec::new();
        Some(Spot::Key(Key { word, keys, has_value: false, beside, at_top }))
    }

    /// A marked text on one line as it is without the mark and without quotes, and whether it has
    /// quotes.
    fn word(&self, text: &str, marked: &Range<usize>) -> Option<(Word, bool)> {
        let bytes = self.unmarked(marked)?;
        let written = self.yaml.get(bytes.start - self.start..bytes.end - self.start)?;
        if written.contains('\n') {
            return None;
        }
        let (before, behind) =
            (self.start + self.at > bytes.start, self.start + self.at < bytes.end);
        let quote = written.chars().next().filter(|first| before && matches!(first, '"' | '\''));
        let opened = usize::from(quote.is_some());
        let closed = quote.is_some_and(|quote| behind && written.ends_with(quote));
        let bytes = bytes.start + opened..bytes.end - usize::from(closed);
        Some((Word { text: text.replace(MARK, ""), bytes }, quote.is_some()))
    }

    /// Bytes of the file, of those of the text with the mark, if the mark is among them.
    fn unmarked(&self, marked: &Range<usize>) -> Option<Range<usize>> {
        let behind = marked.end.checked_sub(self.at + MARK.len_utf8())?;
        let end = if self.ends { self.at } else { self.at + behind };
        let bytes = marked.start..end;
        self.yaml.get(bytes.clone()).filter(|_| marked.start <= self.at)?;
        Some(self.start + bytes.start..self.start + bytes.end)
    }
}

/// Whether the mark stands in a value.
fn holds(node: &Node) -> bool {
    let mut found = false;
    node.scalars(&mut |text, _| found |= text.contains(MARK));
    found
}

impl Given {
    /// The entry that the value names.
    pub fn target(&self) -> Option<Target> {
        let id = self.word.text.trim();
        match self.shape {
            Shape::Ref(kind) | Shape::RefOrText(kind) if is_id(id) => {
                Some(Target { kind: *kind, id: id.into() })
            }
            Shape::Country => country(id),
            Shape::Target(_) => target(id),
            // An entry in a list says itself how it is called.
            Shape::Id => {
                let of = |kind: &Kind| content::record_of(*kind).name == self.record.name;
                let kind = Kind::ALL.into_iter().find(of)?;
                Some(Target { kind, id: id.into() })
            }
            Shape::Text if self.is_link() => target(id),
            _ => None,
        }
    }

    /// Whether the text may be `kind:id`, or else an address.
    pub fn is_link(&self) -> bool {
        (self.record.name, self.key) == (content::NavigationItem::RECORD.name, "to")
    }
}

fn country(code: &str) -> Option<Target> {
    let code = Code::parse(code).ok()?;
    Some(Target { kind: Kind::Country, id: code.lower().into() })
}

/// `kind:id`, with the code of a country in small letters.
fn target(text: &str) -> Option<Target> {
    let target = Target::parse(text)?;
    if target.kind == Kind::Country { country(&target.id) } else { Some(target) }
}

impl Prose {
    /// The reference at the place, with the bytes that name it: where its address stands, or its
    /// words.
    pub fn reference(&self, text: &str) -> Option<(Reference, Range<usize>)> {
        let prose = &text[self.bytes.clone()];
        let at = self.at - self.bytes.start;
        let mentions = markdown::scan(prose, true, true).mentions;
        let touches = |bytes: &Range<usize>| bytes.start <= at && at <= bytes.end;
        let in_address = mentions.iter().find(|(_, bytes)| touches(bytes));
        let found = in_address.or_else(|| {
            let link = markdown::events(prose).find_map(|(event, bytes)| {
                (matches!(event, Event::Start(Tag::Link { .. })) && touches(&bytes))
                    .then_some(bytes)
            })?;
            let within = |bytes: &Range<usize>| link.start <= bytes.start && bytes.end <= link.end;
            mentions.iter().find(|(_, bytes)| within(bytes))
        });
        let (what, bytes) = found?;
        Some((what.clone(), self.bytes.start + bytes.start..self.bytes.start + bytes.end))
    }

    /// The reference that is begun at the place.
    pub fn begun(&self, text: &str) -> Option<Begun> {
        let mut from = self.at.saturating_sub(LONGEST_REFERENCE).max(self.bytes.start);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..self.at];
        let opened = before.rfind('[').map(|at| &before[at + 1..]);
        if let Some(words) = opened
            && words.starts_with('@')
            && !words.contains(']')
        {
            let id = words.rsplit(';').next().unwrap_or(words).trim_start().strip_prefix('@')?;
            // Behind the comma stands the place in the source.
            return (!id.contains(',')).then(|| Begun::Citation(self.around(text, id, b"-")));
        }
        let address = &before[before.rfind("](")? + "](".len()..];
        let is_address = !address.contains([')', ' ', '\n']);
        is_address.then(|| Begun::Address(self.around(text, address, b"-:/#")))
    }

    /// What is written before the place, and the rest of the same word behind it.
    fn around(&self, text: &str, before: &str, marks: &[u8]) -> Word {
        let rest = &text[self.at..self.bytes.end.max(self.at)];
        let end =
            rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || marks.contains(b)).count();
        let bytes = self.at - before.len()..self.at + end;
        Word { text: text[bytes.clone()].to_owned(), bytes }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What stands at `|` in a claim, in short.
    fn at(text: &str) -> String {
        at_in("content/claims/a.md", text)
    }

    fn at_in(path: &str, text: &str) -> String {
        let at = text.find('|').expect("a place");
        let text = text.replacen('|', "", 1);
        let written = |word: &Word| text[word.bytes.clone()].to_owned();
        match spot(path, &text, at) {
            None => "nothing".into(),
            Some(Spot::Key(key)) => {
                let keys = match key.keys {
                    Keys::Of(record) => record.name,
                    Keys::Rules => "rules",
                };
                format!("key `{}` of {keys} beside {}", written(&key.word), key.beside.join(" "))
            }
            Some(Spot::Value(value)) => {
                format!("value `{}` of {}: {:?}", written(&value.word), value.key, value.shape)
            }
            Some(Spot::Prose(prose)) => match prose.begun(&text) {
                Some(Begun::Citation(word)) => format!("citation `{}`", written(&word)),
                Some(Begun::Address(word)) => format!("address `{}`", written(&word)),
                None => format!("prose {:?}", prose.reference(&text).map(|found| found.0)),
            },
        }
    }

    #[test]
    fn keys_are_known_while_they_are_typed() {
        assert_eq!(at("---\nti|\n---\n"), "key `ti` of Claim beside ");
        assert_eq!(at("---\n|\n---\n"), "key `` of Claim beside ");
        assert_eq!(at("---\ntitle: A\n|\n---\n"), "key `` of Claim beside title");
        assert_eq!(at("---\nti|tle: A\n---\n"), "key `title` of Claim beside ");
        assert_eq!(at("---\nabout:\n  cou|\n---\n"), "key `cou` of About beside ");
        assert_eq!(at("---\nabout: {cou|}\n---\n"), "key `cou` of About beside ");
        assert_eq!(at("---\nabout: {cou|\n---\n"), "key `cou` of About beside ");
        let item = "---\npositions:\n  - by: x\n    |\n    date: 2020\n---\n";
        assert_eq!(at(item), "key `` of Position beside by date");
        assert_eq!(at("---\npositions:\n  - |\n---\n"), "key `` of Position beside ");
        assert_eq!(at("---\nexempt:\n  un|\n---\n"), "key `un` of rules beside ");
        assert_eq!(at("---\ntit|"), "key `tit` of Claim beside ");
    }

    #[test]
    fn values_are_known_while_they_are_typed() {
        let position =
            |line: &str| at(&format!("---\npositions:\n  - {line}\n    date: 2020\n---\n"));
        assert_eq!(position("by: gu|"), "value `gu` of by: Ref(Actor)");
        assert_eq!(position("by: |"), "value `` of by: Ref(Actor)");
        assert_eq!(position("by: \"gu|\""), "value `gu` of by: Ref(Actor)");
        assert_eq!(position("by: \"gu|"), "value `gu` of by: Ref(Actor)");
        assert!(position("stance: as|serts").starts_with("value `asserts` of stance: Term"));
        assert_eq!(
            at("---\nabout:\n  countries: [GB, F|\n---\n"),
            "value `F` of countries: Country"
        );
        assert_eq!(
            at("---\nabout:\n  actors:\n    - gu|\n---\n"),
            "value `gu` of actors: Ref(Actor)"
        );
    }

    #[test]
    fn faults_elsewhere_do_not_matter() {
        let text = "---\ntitle: A: b: c\nsummary: \"x\ntopics [x\npositions:\n  - by: gu|\n---\n";
        assert_eq!(at(text), "value `gu` of by: Ref(Actor)");
        let below = "---\npositions:\n  - by: gu|\n    stance asserts\n  x: [\n---\n";
        assert_eq!(at(below), "value `gu` of by: Ref(Actor)");
        assert_eq!(
            at("---\r\ntitle: é漢🌕\r\npositions:\r\n  - by: gu|\r\n---\r\n"),
            "value `gu` of by: Ref(Actor)"
        );
    }

    #[test]
    fn references_in_prose_are_known_while_they_are_typed() {
        let prose =
            |words: &str| at(&format!("---\ntitle: A\n---\nIt is said\nthat {words} so.\n"));
        assert_eq!(prose("x [@le|"), "citation `le`");
        assert_eq!(prose("x [@a, p. 3; @le|tter]"), "citation `letter`");
        assert_eq!(prose("[some words](claim:a|-b)"), "address `claim:a-b`");
        assert_eq!(prose("[some words](|"), "address ``");
        assert_eq!(
            prose("x [@a, p. |3]"),
            "prose Some(Citation(Citation { source: a, locator: Some(\"p. 3\") }))"
        );
        assert!(prose("[some w|ords](claim:a-b)").contains("\"a-b\""));
        assert_eq!(prose("some w|ords"), "prose None");
        assert_eq!(at("---\nsummary: as [x](term:|\n---\n"), "address `term:`");
    }

    #[test]
    fn other_files_have_nothing_to_say() {
        assert_eq!(at_in("README.md", "---\nti|\n---\n"), "nothing");
        assert_eq!(at_in("content/claims/a.md", "ti|"), "nothing");
        assert_eq!(at_in("content/claims/a.md", "-|--\ntitle: A\n---\n"), "nothing");
        assert_eq!(at_in("site.yaml", "ti|"), "key `ti` of SiteFile beside ");
        assert_eq!(at_in("site.yaml", "publisher:\n  na|\n"), "key `na` of Publisher beside ");
    }

    proptest! {
        #[test]
        fn every_place_of_every_text_has_an_answer(
            lines in proptest::collection::vec("[-:\\[\\]{}\"'@|>#&*( )a-c\u{e9}漢🌕]{0,12}", 0..8),
            at in 0usize..100,
        ) {
            let text = format!("---\npositions:\n  - by: x\n{}\n---\n{}", lines.join("\n"), lines.join("\n"));
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match spot("content/claims/a.md", &text, at) {
                Some(Spot::Key(Key { word, .. }) | Spot::Value(Given { word, .. })) => {
                    prop_assert!(text.get(word.bytes.clone()).is_some());
                    prop_assert!(word.bytes.start <= at && at <= word.bytes.end);
                }
                Some(Spot::Prose(prose)) => {
                    let _ = (prose.begun(&text), prose.reference(&text));
                }
                None => {}
            }
        }
    }
}
