//! A front matter as a tree of texts with their places. The parser of record keeps no places, so
//! this second one runs when a message needs them, and only then.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, Span};

use crate::diagnostic::Step;

/// One value and its bytes in the YAML text.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub bytes: Range<usize>,
}

#[derive(Clone, Debug)]
pub enum Value {
    /// `plain` when it stands without quotes and not as a block.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug)]
pub struct Key {
    pub text: String,
    pub bytes: Range<usize>,
}

/// Why there is no tree: the byte at which YAML stops making sense, and the reason.
#[derive(Clone, Debug)]
pub struct Broken {
    pub at: usize,
    pub why: Why,
}

/// Why a text is no tree.
#[derive(Clone, Debug)]
pub enum Why {
    /// In the parser’s words.
    Syntax(String),
    /// The bracket or quotation mark at this byte is never closed.
    Unclosed(usize),
    TooDeep,
    TooManyValues,
}

/// How deep lists and mappings may stand in one another; what people write has five levels.
pub const DEEPEST: usize = 32;
/// How many values a text may stand for. More come from aliases of aliases, not from a person.
pub const MOST_VALUES: usize = 100_000;
/// How many marks before a fault are looked at for one that is never closed: the mark meant is
/// among the first.
const MARKS: usize = 64;

/// Reads YAML into a tree; `None` for an empty text.
pub fn read(yaml: &str) -> Result<Option<Node>, Broken> {
    let mut parser = Parser::new_from_str_with_options(yaml, Options::default());
    let mut builder =
        Builder { yaml, open: Vec::new(), root: None, anchors: HashMap::new(), values: 0, seen: 0 };
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                let at = floor(yaml, error.marker().byte_offset().unwrap_or(yaml.len()));
                let known = matches!(
                    error.kind(),
                    ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::UnclosedQuotedScalar
                ) && yaml[at..].starts_with(['[', '{', '"', '\'']);
                let opened = if known { Some(at) } else { builder.unclosed(at) };
                let why = match (error.kind(), opened) {
                    (ErrorKind::RecursionLimitExceeded, _) => Why::TooDeep,
                    (_, Some(opened)) => Why::Unclosed(opened),
                    (_, None) => Why::Syntax(error.info()),
                };
                return Err(Broken { at, why });
            }
        }
    }
    Ok(builder.root)
}

/// Whether what is opened at `start` runs on beyond its field: up to `at` there is nothing more, or
/// a line that is indented no deeper than the one in which it is opened.
fn runs_on(yaml: &str, start: usize, at: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = yaml[..start].rfind('\n').map_or(0, |end| end + 1);
    let last = yaml[at..].find('\n').map_or(yaml.len(), |end| at + end);
    let mut lines = yaml[first..last].lines();
    let depth = lines.next().map_or(0, indent);
    let mut after = lines.filter(|line| !line.trim().is_empty());
    yaml[at..].trim().is_empty()
        || after.any(|line| indent(line) <= depth && !line.trim_start().starts_with([']', '}']))
}

/// The nearest character border at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Builder<'a> {
    yaml: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    /// Anchored nodes by the number that the parser gives them, each with its size.
    anchors: HashMap<usize, (Node, Size)>,
    /// The number of values, copies for anchors and aliases among them.
    values: usize,
    /// The byte up to which the text has been taken in.
    seen: usize,
}

struct Open {
    start: usize,
    anchor: usize,
    value: Value,
    /// The key that waits for its value.
    key: Option<Key>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Broken> {
        let bytes = span.byte_range().unwrap_or(0..0);
        let bytes = floor(self.yaml, bytes.start)..floor(self.yaml, bytes.end);
        self.seen = self.seen.max(bytes.end);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                // A block scalar's span may run on into the lines after it.
                let end = bytes.start + self.yaml[bytes.clone()].trim_end().len();
                let value = Value::Scalar { text: text.into_owned(), plain };
                self.put(Node { value, bytes: bytes.start..end }, anchor)
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor) else {
                    let message = "this alias has no anchor before it".into();
                    return Err(Broken { at: bytes.start, why: Why::Syntax(message) });
                };
                // An alias is no deeper than what it stands for.
                if self.open.len() + size.depth > DEEPEST {
                    return Err(Broken { at: bytes.start, why: Why::TooDeep });
                }
                let node = Node { value: node.value.clone(), bytes: bytes.clone() };
                self.count(size.values, &bytes)?;
                self.put(node, 0)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(bytes, anchor, Value::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, _) => self.begin(bytes, anchor, Value::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes),
            _ => Ok(()),
        }
    }

    /// The bracket or quotation mark that is open at the fault `at` and was never closed. YAML finds
    /// out only lines later, in the middle of another field.
    fn unclosed(&self, at: usize) -> Option<usize> {
        let yaml = self.yaml;
        // What may yet be a key, and a text in quotes, is taken in as a whole: its mark may stand
        // after all that was seen.
        let start = self.seen.min(at);
        let marks = yaml[start..at].char_indices().map(|(index, mark)| (start + index, mark));
        let ahead = marks.filter(|(index, mark)| {
            let closing = match mark {
                '[' => ']',
                '{' => '}',
                '"' | '\'' => *mark,
                _ => return false,
            };
            let rest = yaml[index + 1..].lines().next().unwrap_or_default();
            yaml[..*index].ends_with([' ', '[', '{']) && !rest.contains(closing)
        });
        let brackets = self.open.iter().rev().map(|open| open.start);
        let bracket = brackets.into_iter().find(|start| yaml[*start..].starts_with(['[', '{']));
        let mut opened = ahead.take(MARKS).map(|(index, _)| index).chain(bracket);
        opened.find(|start| runs_on(yaml, *start, at.max(*start)))
    }

    fn begin(&mut self, bytes: Range<usize>, anchor: usize, value: Value) -> Result<(), Broken> {
        if self.open.len() >= DEEPEST {
            return Err(Broken { at: bytes.start, why: Why::TooDeep });
        }
        self.open.push(Open { start: bytes.start, anchor, value, key: None });
        Ok(())
    }

    fn end(&mut self, bytes: Range<usize>) -> Result<(), Broken> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let end = bytes.end.max(open.start);
        let end = open.start + self.yaml[open.start..end].trim_end().len();
        self.put(Node { value: open.value, bytes: open.start..end }, open.anchor)
    }

    fn count(&mut self, values: usize, bytes: &Range<usize>) -> Result<(), Broken> {
        self.values += values;
        match self.values > MOST_VALUES {
            true => Err(Broken { at: bytes.start, why: Why::TooManyValues }),
            false => Ok(()),
        }
    }

    fn put(&mut self, node: Node, anchor: usize) -> Result<(), Broken> {
        self.count(1, &node.bytes)?;
        if anchor > 0 {
            let size = size(&node);
            self.count(size.values, &node.bytes)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { value: Value::List(items), .. }) => items.push(node),
            Some(Open { value: Value::Map(fields), key, .. }) => match key.take() {
                Some(key) => fields.push((key, node)),
                None => {
                    let Value::Scalar { text, .. } = node.value else {
                        let message = "a key must be a plain word".into();
                        return Err(Broken { at: node.bytes.start, why: Why::Syntax(message) });
                    };
                    *key = Some(Key { text, bytes: node.bytes });
                }
            },
            Some(_) => {}
        }
        Ok(())
    }
}

/// How much a node holds.
#[derive(Clone, Copy, Debug)]
struct Size {
    values: usize,
    /// How many lists and mappings stand in one another.
    depth: usize,
}

fn size(node: &Node) -> Size {
    let inner: Vec<Size> = match &node.value {
        Value::Scalar { .. } => return Size { values: 1, depth: 0 },
        Value::List(items) => items.iter().map(size).collect(),
        Value::Map(fields) => fields.iter().map(|(_, node)| size(node)).collect(),
    };
    Size {
        values: 1 + inner.iter().map(|size| size.values).sum::<usize>(),
        depth: 1 + inner.iter().map(|size| size.depth).max().unwrap_or(0),
    }
}

impl Node {
    /// The bytes of the value at `path`; where the way ends early, of what should hold it.
    pub fn find(&self, path: &[Step]) -> Range<usize> {
        let Some((step, rest)) = path.split_first() else { return self.bytes.clone() };
        match self.step(step) {
            Some((_, node)) => node.find(rest),
            None => self.heading(),
        }
    }

    /// The bytes of the key at `path`.
    pub fn find_key(&self, path: &[Step]) -> Range<usize> {
        let Some((step, rest)) = path.split_first() else { return self.heading() };
        match self.step(step) {
            Some((Some(key), _)) if rest.is_empty() => key.bytes.clone(),
            Some((_, node)) => node.find_key(rest),
            None => self.heading(),
        }
    }

    /// The value at `path`, if it is there.
    pub fn get(&self, path: &[Step]) -> Option<&Node> {
        match path.split_first() {
            None => Some(self),
            Some((step, rest)) => self.step(step)?.1.get(rest),
        }
    }

    fn step(&self, step: &Step) -> Option<(Option<&Key>, &Node)> {
        match (&self.value, step) {
            (Value::Map(fields), Step::Key(name)) => fields
                .iter()
                .find(|(key, _)| key.text == *name)
                .map(|(key, node)| (Some(key), node)),
            (Value::List(items), Step::Item(index)) => items.get(*index).map(|node| (None, node)),
            _ => None,
        }
    }

    /// What to point at when the whole value is too much: its first key, or its start.
    pub fn heading(&self) -> Range<usize> {
        match &self.value {
            Value::Map(fields) => {
                fields.first().map_or(self.bytes.clone(), |(key, _)| key.bytes.clone())
            }
            Value::List(items) => items.first().map_or(self.bytes.clone(), Node::heading),
            Value::Scalar { .. } => self.bytes.clone(),
        }
    }

    /// Calls `each` with every text in it, keys included, and its bytes.
    pub fn scalars(&self, each: &mut impl FnMut(&str, &Range<usize>)) {
        match &self.value {
            Value::Scalar { text, .. } => each(text, &self.bytes),
            Value::List(items) => items.iter().for_each(|item| item.scalars(each)),
            Value::Map(fields) => {
                for (key, value) in fields {
                    each(&key.text, &key.bytes);
                    value.scalars(each);
                }
            }
        }
    }

    /// Whether the value is not there: nothing, or YAML’s word for it.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}
