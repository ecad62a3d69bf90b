//! The single values that an entry is made of: one flag and one question for each.

use std::collections::BTreeMap;

use crate::content::shape::{Field, Record, Shape};
use crate::parse::tree::{Key, Node, Value};
use crate::vocabulary::{Stance, Vocabular};

/// The way to a field: `positions`, `by`. Of a list of parts it leads to the first.
pub type Way = Vec<&'static str>;

/// What is given, by the way to its field.
pub type Given = BTreeMap<Way, Vec<String>>;

/// A field that holds a value, or a list of values, and no fields of its own.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub way: Way,
    pub field: &'static Field,
    /// The record that it is a field of.
    pub record: &'static Record,
    /// Whether each entry must have it, as far as the form goes.
    pub required: bool,
    /// The name of its flag, without dashes.
    pub flag: String,
}

/// Fields without which `check` finds fault though the form leaves them open.
const NEEDED: &[(&str, &[&str])] =
    &[("Position", &["date", "source"]), ("Definition", &["source", "quote"])];
/// Fields that most entries have.
const USUAL: &[(&str, &[&str])] = &[
    ("Position", &["quote"]),
    ("Actor", &["country"]),
    ("Source", &["publisher", "date", "url"]),
    ("Explainer", &["standfirst"]),
];

impl Leaf {
    /// Whether the entry should have it, with what is given of others.
    pub fn is_needed(&self, given: &Given) -> bool {
        match (self.record.name, self.field.key) {
            ("Position", "source") => !is_search(given),
            ("Position", "searched") => is_search(given),
            _ => self.required || self.is_among(NEEDED),
        }
    }

    /// Whether it is asked for when anything is.
    pub fn is_usual(&self, given: &Given) -> bool {
        let quote_of_silence = self.field.key == "quote" && is_search(given);
        self.is_among(USUAL) && !quote_of_silence
    }

    fn is_among(&self, table: &[(&str, &[&str])]) -> bool {
        table
            .iter()
            .any(|(record, keys)| *record == self.record.name && keys.contains(&self.field.key))
    }

    /// Whether it takes several values.
    pub fn is_list(&self) -> bool {
        matches!(
            self.field.shape,
            Shape::List(_) | Shape::NonEmpty(_) | Shape::Lines | Shape::Map(_)
        )
    }

    /// The shape of one value.
    pub fn item(&self) -> &'static Shape {
        match &self.field.shape {
            Shape::List(item) | Shape::NonEmpty(item) | Shape::Map(item) => item,
            Shape::Lines => &Shape::Inline,
            shape => shape,
        }
    }
}

/// Whether the editors looked for a statement and nobody made one.
fn is_search(given: &Given) -> bool {
    let stance = given.get(&vec!["positions", "stance"]).and_then(|values| values.first());
    stance.and_then(|key| Stance::parse(key)).is_some_and(Stance::is_search)
}

/// The values that a record is made of, in the order of the table. Parts of parts are among them,
/// entries of other kinds are not.
pub fn leaves(record: &'static Record) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    // The flags of the list that each entry must have are named without it.
    let main = record.fields.iter().find(|field| field.required && part(&field.shape).is_some());
    walk(record, &mut Vec::new(), true, main.map(|field| field.key), &mut leaves);
    leaves
}

fn walk(
    record: &'static Record,
    way: &mut Way,
    required: bool,
    main: Option<&str>,
    leaves: &mut Vec<Leaf>,
) {
    for field in record.all() {
        let for_items = matches!(field.key, "id" | "body") && !record.common.is_empty();
        if for_items || matches!(field.shape, Shape::Anything) || is_entries(&field.shape) {
            continue;
        }
        way.push(field.key);
        let required = required && field.required;
        match part(&field.shape) {
            Some(part) => walk(part, way, required, main, leaves),
            None => {
                let named = if way.first().copied() == main { &way[1..] } else { &way[..] };
                let flag = named.join("-").replace('_', "-");
                leaves.push(Leaf { way: way.clone(), field, record, required, flag });
            }
        }
        way.pop();
    }
}

/// The record of a field that has fields of its own.
fn part(shape: &Shape) -> Option<&'static Record> {
    match shape {
        Shape::Record(record)
        | Shape::List(Shape::Record(record))
        | Shape::NonEmpty(Shape::Record(record)) => Some(record),
        _ => None,
    }
}

/// Whether the field holds entries of another kind.
fn is_entries(shape: &Shape) -> bool {
    part(shape).is_some_and(|record| !record.common.is_empty())
}

/// The fields of a record as they are given.
pub fn assemble(record: &'static Record, given: &Given) -> Vec<(Key, Node)> {
    below(record, &mut Vec::new(), given)
}

fn below(record: &'static Record, way: &mut Way, given: &Given) -> Vec<(Key, Node)> {
    let mut fields = Vec::new();
    for field in record.all() {
        way.push(field.key);
        let value = match (part(&field.shape), given.get(way)) {
            (Some(_), _) if is_entries(&field.shape) => None,
            (Some(part), _) => {
                let inner = below(part, way, given);
                let map = Value::Map(inner);
                match (&field.shape, &map) {
                    (_, Value::Map(fields)) if fields.is_empty() => None,
                    (Shape::Record(_), _) => Some(map),
                    _ => Some(Value::List(vec![node(map)])),
                }
            }
            (None, Some(values)) => Some(value(&field.shape, values)),
            (None, None) => None,
        };
        if let Some(value) = value {
            fields.push((key(field.key), node(value)));
        }
        way.pop();
    }
    fields
}

fn value(shape: &Shape, values: &[String]) -> Value {
    match shape {
        Shape::List(_) | Shape::NonEmpty(_) => {
            Value::List(values.iter().map(|text| node(scalar(text))).collect())
        }
        Shape::Lines if values.len() > 1 => {
            Value::List(values.iter().map(|text| node(scalar(text))).collect())
        }
        Shape::Map(_) => Value::Map(
            values
                .iter()
                .map(|pair| {
                    let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
                    (key(name.trim()), node(scalar(text.trim())))
                })
                .collect(),
        ),
        _ => scalar(values.last().map_or("", String::as_str)),
    }
}

fn scalar(text: &str) -> Value {
    Value::Scalar { text: text.to_owned(), plain: false }
}

fn key(text: &str) -> Key {
    Key { text: text.to_owned(), bytes: 0..0 }
}

fn node(value: Value) -> Node {
    Node { value, bytes: 0..0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::record_of;
    use crate::id::Kind;

    #[test]
    fn each_flag_is_one_field() {
        for kind in Kind::ALL {
            let leaves = leaves(record_of(kind));
            let mut flags: Vec<&str> = leaves.iter().map(|leaf| &*leaf.flag).collect();
            flags.sort_unstable();
            let all = flags.len();
            flags.dedup();
            assert_eq!(flags.len(), all, "{kind}");
            for own in ["root", "body", "bare", "help", "color"] {
                assert!(!flags.contains(&own), "{kind}: --{own}");
            }
        }
    }

    #[test]
    fn every_value_of_an_entry_has_a_flag() {
        let flags = |kind| -> Vec<String> {
            leaves(record_of(kind)).into_iter().map(|leaf| leaf.flag).collect()
        };
        let claim = flags(Kind::Claim);
        for flag in ["title", "about-countries", "by", "original-quote", "relates-to", "draft"] {
            assert!(claim.iter().any(|known| known == flag), "{flag} in {claim:?}");
        }
        assert!(flags(Kind::Actor).contains(&"countries-relation".to_owned()));
        assert!(flags(Kind::Term).contains(&"by".to_owned()));
    }
}
