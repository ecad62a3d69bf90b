//! Writes content as an editor would: front matter in the order of the table of fields, quotation
//! marks only where YAML needs them, and the prose below. What is written is read again as the same.

mod outline;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::content::shape::{Record, Shape};
use crate::parse::scalar::{is_printable, quoted};
use crate::parse::tree::{Key, Node, Value};

pub use outline::outline;

/// Columns that a line of a list in brackets or of folded text may take.
const WIDTH: usize = 100;

/// A content file: the fields of `entry` but `id` and `body`, which a file has in its name and below
/// its front matter, and `body`.
pub fn file(record: &Record, entry: &Node, body: &str) -> String {
    let mut out = String::from("---\n");
    if let Value::Map(fields) = &entry.value {
        let fields = ordered(Some(record), fields);
        let fields = fields.filter(|(key, _)| !matches!(key.text.as_str(), "id" | "body"));
        mapping(&mut out, 0, Some(record), fields, false);
    }
    out.push_str("---\n");
    let body = prose(body);
    if !body.is_empty() {
        out.push('\n');
        out.push_str(&body);
        out.push('\n');
    }
    out
}

/// A file of fields alone, such as `site.yaml`.
pub fn settings(record: &Record, fields: &Node) -> String {
    let mut out = String::new();
    if let Value::Map(fields) = &fields.value {
        mapping(&mut out, 0, Some(record), ordered(Some(record), fields), false);
    }
    out
}

/// Prose without what is not seen of it: blank lines around it, and other ends of lines than `\n`.
pub fn prose(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        return within(&text).to_owned().into();
    }
    within(text).into()
}

/// The text from its first line with something on it to its last character that is seen.
fn within(text: &str) -> &str {
    let text = text.trim_end();
    let blank = text.len() - text.trim_start().len();
    let start = text[..blank].rfind('\n').map_or(0, |end| end + 1);
    &text[start..]
}

/// Fields in the order of the record, without those that say nothing; those that it has not come
/// last. Without a record they stay as they are.
fn ordered<'n>(
    record: Option<&Record>,
    fields: &'n [(Key, Node)],
) -> impl Iterator<Item = &'n (Key, Node)> + use<'n> {
    let place = |key: &str| record?.all().position(|field| field.key == key);
    let mut fields: Vec<_> = fields.iter().collect();
    if record.is_some() {
        fields.retain(|(_, value)| !value.is_null());
        fields.sort_by_key(|(key, _)| place(&key.text).unwrap_or(usize::MAX));
    }
    fields.into_iter()
}

/// `typed` where a text that looks like a number would be read as one.
fn mapping<'n>(
    out: &mut String,
    indent: usize,
    record: Option<&Record>,
    fields: impl Iterator<Item = &'n (Key, Node)>,
    typed: bool,
) {
    for (index, (key, node)) in fields.enumerate() {
        // The first field of an item stands behind its dash.
        if index > 0 || !out.ends_with("- ") {
            spaces(out, indent);
        }
        out.push_str(&line(&key.text, typed, Style::Key));
        out.push(':');
        let shape = record.and_then(|record| record.field(&key.text)).map(|field| field.shape);
        value(out, indent, key.text.len() + 1, node, shape, typed);
    }
}

/// What stands behind a key: `used` columns of its line are taken.
fn value(
    out: &mut String,
    indent: usize,
    used: usize,
    node: &Node,
    shape: Option<Shape>,
    typed: bool,
) {
    let typed = typed || matches!(shape, Some(Shape::Anything | Shape::Lines));
    let item = match shape {
        Some(Shape::List(item) | Shape::NonEmpty(item) | Shape::Map(item)) => Some(*item),
        Some(Shape::Record(_)) => shape,
        _ => None,
    };
    let record = match item {
        Some(Shape::Record(record)) => Some(record),
        _ => None,
    };
    match &node.value {
        Value::Scalar { text, plain } => {
            scalar(out, indent + 2, indent + used, text, *plain, typed);
        }
        Value::Map(fields) if fields.is_empty() => out.push_str(" {}\n"),
        Value::Map(fields) => {
            out.push('\n');
            mapping(out, indent + 2, record, ordered(record, fields), typed);
        }
        Value::List(items) if items.is_empty() => out.push_str(" []\n"),
        Value::List(items) => list(out, indent, used, items, record, typed),
    }
}

fn list(
    out: &mut String,
    indent: usize,
    used: usize,
    items: &[Node],
    record: Option<&Record>,
    typed: bool,
) {
    let short: Option<Vec<_>> = items.iter().map(|item| flow_word(item, typed)).collect();
    if let Some(words) = short {
        let line = words.join(", ");
        if indent + used + 3 + line.chars().count() <= WIDTH {
            let _ = writeln!(out, " [{line}]");
            return;
        }
    }
    out.push('\n');
    for item in items {
        spaces(out, indent + 2);
        match &item.value {
            Value::Map(fields) if !fields.is_empty() => {
                out.push_str("- ");
                mapping(out, indent + 4, record, ordered(record, fields), typed);
            }
            Value::Scalar { text, plain } => {
                out.push('-');
                scalar(out, indent + 4, indent + 3, text, *plain, typed);
            }
            Value::Map(_) | Value::List(_) => {
                let _ = writeln!(out, "- {}", flow(item, typed));
            }
        }
    }
}

/// A short word as it stands in brackets, if the item is one.
fn flow_word(item: &Node, typed: bool) -> Option<String> {
    match &item.value {
        Value::Scalar { text, plain: true } => Some(text.clone()),
        Value::Scalar { text, .. } => {
            let word = line(text, typed, Style::Flow);
            (!word.starts_with(['"', '\'']) || !text.contains(' ')).then(|| word.into())
        }
        _ => None,
    }
}

/// Anything on one line.
fn flow(node: &Node, typed: bool) -> String {
    match &node.value {
        Value::Scalar { text, plain: true } => text.clone(),
        Value::Scalar { text, .. } => line(text, typed, Style::Flow).into(),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| flow(item, typed)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(fields) => {
            let field = |(key, value): &(Key, Node)| {
                format!("{}: {}", line(&key.text, typed, Style::Flow), flow(value, typed))
            };
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text behind a key or a dash, with the end of its last line. Further lines of it are indented by
/// `indent`; `used` columns of the first are taken.
fn scalar(out: &mut String, indent: usize, used: usize, text: &str, plain: bool, typed: bool) {
    if plain {
        let _ = writeln!(out, " {text}");
    } else if text.contains('\n') {
        match literal(text) {
            Some(mark) => {
                let _ = writeln!(out, " {mark}");
                for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                    if !line.is_empty() {
                        spaces(out, indent);
                    }
                    let _ = writeln!(out, "{line}");
                }
            }
            None => {
                let _ = writeln!(out, " {}", quoted(text));
            }
        }
    } else if used + 1 + text.chars().count() > WIDTH && may_fold(text) {
        out.push_str(" >-\n");
        fold(out, indent, text);
    } else {
        let _ = writeln!(out, " {}", line(text, typed, Style::Block));
    }
}

/// The mark of a text that can stand as it is, line by line: `|` when a line end is its last
/// character, else `|-`.
fn literal(text: &str) -> Option<&'static str> {
    let plain = text.chars().all(|c| c == '\n' || is_printable(c));
    let starts = !text.starts_with([' ', '\n']);
    let lines = text.split('\n').all(|line| !line.starts_with('\t') && !is_blank(line));
    let ends = text.trim_end_matches('\n').len();
    let mark = match text.len() - ends {
        0 => "|-",
        1 => "|",
        _ => return None,
    };
    (plain && starts && lines).then_some(mark)
}

/// Whether the line is of white space alone, which an editor’s program may well take away.
fn is_blank(line: &str) -> bool {
    !line.is_empty() && line.trim().is_empty()
}

fn may_fold(text: &str) -> bool {
    !text.starts_with(' ')
        && !text.ends_with(' ')
        && text.chars().all(|c| c != '\t' && is_printable(c))
}

/// Breaks a text at single spaces, which folding puts back.
fn fold(out: &mut String, indent: usize, text: &str) {
    spaces(out, indent);
    let mut column = indent;
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        out.push_str(word);
        column += word.chars().count();
        let Some(next) = words.peek() else { break };
        // Two spaces make an empty word; they stay together with what is around them.
        let single = !word.is_empty() && !next.is_empty();
        if single && column + 1 + next.chars().count() > WIDTH {
            out.push('\n');
            spaces(out, indent);
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
    }
    out.push('\n');
}

/// Where a text stands on a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Before a colon.
    Key,
    /// Behind a key or a dash.
    Block,
    /// Within brackets.
    Flow,
}

/// A text on one line: plain where YAML reads it as it is, in quotation marks elsewhere.
fn line(text: &str, typed: bool, style: Style) -> Cow<'_, str> {
    let safe = is_plain(text, style) && !(typed && is_typed(text));
    if safe {
        text.into()
    } else if text.contains(['"', '\\']) && text.chars().all(|c| c != '\t' && is_printable(c)) {
        format!("'{}'", text.replace('\'', "''")).into()
    } else {
        quoted(text).into()
    }
}

/// Whether YAML reads `text` without quotation marks as the text that stands there.
fn is_plain(text: &str, style: Style) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    let starts = match first {
        '-' | '?' | ':' => second.is_some_and(|c| c != ' ') && !text.starts_with("---"),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' | ' ' | '=' => false,
        _ => !text.starts_with("..."),
    };
    let flow = style == Style::Flow && text.contains([',', '[', ']', '{', '}', '?', ':', '#']);
    starts
        && !flow
        && !(style == Style::Key && (text == "<<" || text.len() > 100))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(|c| c != '\t' && is_printable(c))
        && !matches!(text, "~" | "null" | "Null" | "NULL")
}

/// Whether YAML takes the text for something other than a text.
fn is_typed(text: &str) -> bool {
    !matches!(serde_yaml::from_str(text), Ok(serde_yaml::Value::String(read)) if read == text)
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}
