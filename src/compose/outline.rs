//! Writes an entry that is begun: what is given stands there, and each other field is a comment with
//! what it is for and which terms it takes. A comment that begins with `#key:` becomes the field when
//! the mark is taken out.

use std::fmt::Write as _;

use super::{Style, line, mapping, spaces};
use crate::content::shape::{Field, Record, Shape};
use crate::parse::tree::{Key, Node, Value};

/// Columns that a line with a comment may take.
const WIDTH: usize = 100;

/// A content file with the fields that are `given`, in the order of the record, and `body`; the other
/// fields are comments.
pub fn outline(record: &Record, given: &[(Key, Node)], body: &str) -> String {
    let mut out = String::from("---\n");
    for field in record.all().filter(|field| !is_for_items(record, field)) {
        match find(given, field.key) {
            Some(found) => written(&mut out, 0, record, field, found),
            None => comment(&mut out, "#", field),
        }
    }
    out.push_str("---\n");
    let body = super::prose(body);
    if !body.is_empty() {
        let _ = write!(out, "\n{body}\n");
    }
    out
}

fn find<'n>(given: &'n [(Key, Node)], key: &str) -> Option<&'n (Key, Node)> {
    given.iter().find(|(name, _)| name.text == key)
}

/// Whether this is a field of entries in lists: a file has an id in its name, and its prose below.
fn is_for_items(record: &Record, field: &Field) -> bool {
    matches!(field.key, "id" | "body") && record.common.iter().any(|known| known.key == field.key)
}

/// The record of the items of a list, unless these are entries of a kind of their own.
fn part(shape: &Shape) -> Option<&'static Record> {
    match shape {
        Shape::List(Shape::Record(record)) | Shape::NonEmpty(Shape::Record(record)) => {
            record.common.is_empty().then_some(record)
        }
        _ => None,
    }
}

/// A field that is given. In its parts, too, the others are comments.
fn written(out: &mut String, indent: usize, record: &Record, field: &Field, given: &(Key, Node)) {
    let (key, node) = given;
    match (&field.shape, &node.value) {
        (Shape::Record(record), Value::Map(fields)) => {
            spaces(out, indent);
            let _ = writeln!(out, "{}:", line(&key.text, false, Style::Key));
            parts(out, indent + 2, record, fields);
        }
        (shape, Value::List(items)) if part(shape).is_some() => {
            spaces(out, indent);
            let _ = writeln!(out, "{}:", line(&key.text, false, Style::Key));
            for item in items {
                let (Some(record), Value::Map(fields)) = (part(shape), &item.value) else {
                    continue;
                };
                spaces(out, indent + 2);
                out.push_str("- ");
                parts(out, indent + 4, record, fields);
            }
        }
        _ => mapping(out, indent, Some(record), std::iter::once(given), false),
    }
}

/// The fields of a part: first those that are given, as one of them stands behind the dash.
fn parts(out: &mut String, indent: usize, record: &Record, given: &[(Key, Node)]) {
    let mut first = true;
    for field in record.all() {
        let Some(found) = find(given, field.key) else { continue };
        let start = out.len();
        written(out, indent, record, field, found);
        if std::mem::take(&mut first) && out[..start].ends_with("- ") {
            let leading = out[start..].len() - out[start..].trim_start_matches(' ').len();
            out.replace_range(start..start + leading, "");
        }
    }
    let mark = " ".repeat(indent) + "#";
    for field in record.all().filter(|field| find(given, field.key).is_none()) {
        comment(out, &mark, field);
    }
}

/// A field that is not given, behind `mark`: what it is for, beside it if there is room or else above.
fn comment(out: &mut String, mark: &str, field: &Field) {
    let says = says(field);
    let key = format!("{mark}{}:", field.key);
    if key.chars().count() + 4 + says.chars().count() <= WIDTH {
        let _ = writeln!(out, "{key}  # {says}");
    } else {
        above(out, mark, &says);
        let _ = writeln!(out, "{key}");
    }
    let (record, item) = match field.shape {
        Shape::Record(record) => (record, false),
        shape => match part(&shape) {
            Some(record) => (record, true),
            None => return,
        },
    };
    for (index, field) in record.fields.iter().enumerate() {
        let lead = match (item, index) {
            (true, 0) => "  - ",
            (true, _) => "    ",
            (false, _) => "  ",
        };
        let says = self::says(field);
        let _ = writeln!(out, "{mark}{lead}{}:  # {says}", field.key);
    }
}

/// Lines of words with the indentation of `mark`.
fn above(out: &mut String, mark: &str, says: &str) {
    let indent = mark.len() - mark.trim_start().len();
    let mut column = 0;
    for word in says.split(' ') {
        if column == 0 || column + 1 + word.chars().count() > WIDTH {
            if column > 0 {
                out.push('\n');
            }
            spaces(out, indent);
            out.push('#');
            column = indent + 1;
        }
        let _ = write!(out, " {word}");
        column += 1 + word.chars().count();
    }
    out.push('\n');
}

/// What a field is for, and what it takes where that is not plain.
fn says(field: &Field) -> String {
    let doc: Vec<&str> = field.doc.split_whitespace().collect();
    let doc = doc.join(" ");
    let takes = takes(&field.shape);
    if takes.is_empty() { doc } else { format!("{doc} {takes}") }
}

fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Term(vocabulary) => {
            format!("One of {}", vocabulary.keys().collect::<Vec<_>>().join(", "))
        }
        Shape::Flag => "yes or no".into(),
        Shape::Ref(kind) => format!("The id of {}", kind.with_article()),
        Shape::RefOrText(kind) => format!("The id of {}, or text", kind.with_article()),
        Shape::Country => "A code such as GB".into(),
        Shape::Map(_) => "`name: value` on lines below".into(),
        Shape::List(Shape::Record(record)) if !record.common.is_empty() => {
            "Each has the fields of a file of its own, and an `id`".into()
        }
        Shape::List(Shape::Record(_)) | Shape::NonEmpty(Shape::Record(_)) => String::new(),
        Shape::List(item) | Shape::NonEmpty(item) => match takes(item) {
            item if item.is_empty() => "[one, two]".into(),
            item => format!("[one, two]. {item}"),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::record_of;
    use crate::id::Kind;
    use crate::parse::tree;

    /// What is written, and what it says when every `#key:` is taken for a field.
    fn outlined(kind: Kind, yaml: &str) -> String {
        let root = tree::read(yaml).expect("YAML").expect("fields");
        let Value::Map(fields) = root.value else { panic!("fields") };
        outline(record_of(kind), &fields, "Text.\n\n")
    }

    #[test]
    fn what_is_given_is_read_again_as_the_same() {
        let yaml = "title: \"A: B\"\nabout: { actors: [a] }\npositions: [{ by: a, stance: denies, date: 2024, source: s }]\n";
        let text = outlined(Kind::Claim, yaml);
        let matter = crate::parse::front_matter::FrontMatter::split(&text).expect("two fences");
        let read: serde_json::Value = serde_yaml::from_str(&text[matter.yaml]).expect("YAML");
        let given: serde_json::Value = serde_yaml::from_str(yaml).expect("YAML");
        assert_eq!(read, given);
        assert!(text.ends_with("---\n\nText.\n"));
    }

    #[test]
    fn each_other_field_is_a_comment_that_can_be_taken_in() {
        for kind in Kind::ALL {
            let record = record_of(kind);
            let text = outlined(kind, "title: A");
            for field in record.all().filter(|field| !is_for_items(record, field)) {
                let stands = text.contains(&format!("\n#{}:", field.key)) || field.key == "title";
                assert!(stands, "{kind}: {}", field.key);
            }
            let taken: String = text
                .lines()
                .map(|line| match line.strip_prefix('#') {
                    Some(rest) if !rest.starts_with(' ') || rest.starts_with("  ") => rest,
                    _ => line,
                })
                .fold(String::new(), |all, line| all + line + "\n");
            let yaml = taken.split("---\n").nth(1).expect("a front matter");
            let root = tree::read(yaml).unwrap_or_else(|why| panic!("{kind}: {why:?}\n{yaml}"));
            let Some(Node { value: Value::Map(fields), .. }) = root else { panic!("fields") };
            let wanted = record.all().filter(|field| !is_for_items(record, field)).count();
            assert!(fields.len() >= wanted, "{kind}: {} of {wanted}", fields.len());
        }
    }

    #[test]
    fn terms_are_named() {
        let text = outlined(Kind::Source, "title: A\ntype: book");
        assert!(text.contains("One of open, paywalled, offline, removed"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 140), "{text}");
    }
}
