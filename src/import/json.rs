//! JSON as a tree of the same form as a front matter is, in which the place of a value is a number
//! that stands for its JSON Pointer.

use std::fmt;
use std::ops::Range;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess};

use super::Mistake;
use crate::parse::tree::{Key, Node, Value};

pub struct Document {
    pub root: Node,
    steps: Vec<Step>,
}

/// The last step to a value, and the value that holds it.
struct Step {
    parent: usize,
    name: Name,
}

enum Name {
    Root,
    Key(Box<str>),
    Item(usize),
}

impl Document {
    pub fn read(json: &[u8]) -> Result<Document, Mistake> {
        let mut steps = Vec::new();
        let mut reader = serde_json::Deserializer::from_slice(json);
        let seed = Seed { steps: &mut steps, parent: 0, name: Name::Root };
        let root = seed.deserialize(&mut reader).and_then(|root| reader.end().map(|()| root));
        match root {
            Ok(root) => Ok(Document { root, steps }),
            Err(error) => Err(Mistake {
                pointer: String::new(),
                message: format!("this is not valid JSON: {error}"),
                help: Some(
                    "give it the file `data/all.json` of a built site, as it was built".into(),
                ),
            }),
        }
    }

    /// The JSON Pointer of what a diagnostic points at. One on an object as a whole points at its
    /// first key, unless it is `on_key` alone.
    pub fn pointer_of(&self, bytes: &Range<usize>, on_key: bool) -> String {
        let is_key = bytes.len() > 1;
        let holder = self.steps.get(bytes.start).filter(|_| is_key && !on_key);
        self.pointer(holder.map_or(bytes.start, |step| step.parent))
    }

    /// The JSON Pointer (RFC 6901) of the value with this number.
    pub fn pointer(&self, mut at: usize) -> String {
        let mut names = Vec::new();
        while let Some(Step { parent, name }) = self.steps.get(at) {
            match name {
                Name::Root => break,
                Name::Key(key) => names.push(key.replace('~', "~0").replace('/', "~1")),
                Name::Item(index) => names.push(index.to_string()),
            }
            at = *parent;
        }
        names.iter().rev().flat_map(|name| ["/", name]).collect()
    }
}

/// Reads one value; serde_json itself refuses what is nested too deeply.
struct Seed<'s> {
    steps: &'s mut Vec<Step>,
    parent: usize,
    name: Name,
}

impl Seed<'_> {
    fn node(self, value: Value) -> Node {
        let at = self.steps.len();
        self.steps.push(Step { parent: self.parent, name: self.name });
        Node { value, bytes: bytes(at) }
    }

    fn plain<E>(self, text: String) -> Result<Node, E> {
        Ok(self.node(Value::Scalar { text, plain: true }))
    }
}

fn bytes(at: usize) -> Range<usize> {
    at..at + 1
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.plain("null".into())
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Node, E> {
        self.plain(flag.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Node, E> {
        self.plain(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Node, E> {
        self.plain(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Node, E> {
        self.plain(serde_json::Value::from(number).to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node, E> {
        Ok(self.node(Value::Scalar { text: text.into(), plain: false }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let at = self.steps.len();
        self.steps.push(Step { parent: self.parent, name: self.name });
        let mut list = Vec::new();
        loop {
            let name = Name::Item(list.len());
            let seed = Seed { steps: &mut *self.steps, parent: at, name };
            let Some(node) = items.next_element_seed(seed)? else { break };
            list.push(node);
        }
        Ok(Node { value: Value::List(list), bytes: bytes(at) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let at = self.steps.len();
        self.steps.push(Step { parent: self.parent, name: self.name });
        let mut map = Vec::new();
        while let Some(text) = members.next_key::<String>()? {
            let name = Name::Key(text.as_str().into());
            let seed = Seed { steps: &mut *self.steps, parent: at, name };
            let node = members.next_value_seed(seed)?;
            // Longer than a value’s, by which the two are told apart.
            let key = Key { text, bytes: node.bytes.start..node.bytes.end + 1 };
            map.push((key, node));
        }
        Ok(Node { value: Value::Map(map), bytes: bytes(at) })
    }
}
