//! JSON Schema, draft 2020-12, of what an editor writes, made of the table of shapes: for the data of
//! a built site, and for editors’ programs that complete and check YAML.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::shape::{Record, Shape};
use super::value::WebHost;
use crate::id::Kind;
use crate::vocabulary::Vocabulary;

/// The dialect of every schema.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// The form of an id, as a regular expression.
pub const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
/// The form of a country’s code in data, as a regular expression.
pub const COUNTRY: &str = "^[A-Z]{2}$";
/// The form of a country’s code as editors may write it.
const COUNTRY_WRITTEN: &str = "^[A-Za-z]{2}$";

/// The ids that a site has, each with the title of its entry.
pub type Names = BTreeMap<Kind, Vec<(Arc<str>, Arc<str>)>>;

/// What is described.
#[derive(Clone, Copy, Debug)]
pub enum Form<'a> {
    /// JSON, in which each value has the type that it is of.
    Data,
    /// YAML, in which an editor writes `1964` and means the text that stands there. Where ids of a
    /// kind are given no others are taken.
    Written(&'a Names),
}

/// The schema of a front matter, or of `site.yaml`.
///
/// `ids` are those that references may name; of a kind without any, each is taken.
pub fn file(record: &Record, ids: &Names) -> Value {
    let mut records = Records { form: Form::Written(ids), known: Map::new() };
    let mut schema = records.object(record, |key| !is_for_items(record, key));
    schema["$schema"] = DIALECT.into();
    schema["title"] = record.name.to_lowercase().into();
    if !records.known.is_empty() {
        schema["$defs"] = records.known.into();
    }
    schema
}

/// The schemas of records that others refer to.
#[derive(Debug)]
pub struct Records<'a> {
    form: Form<'a>,
    known: Map<String, Value>,
}

impl<'a> Records<'a> {
    pub fn new(form: Form<'a>) -> Records<'a> {
        Records { form, known: Map::new() }
    }

    /// The schemas by the names of their records, as they stand in `$defs`.
    pub fn into_definitions(self) -> Map<String, Value> {
        self.known
    }

    /// A reference to the schema of a record, which is added if it is not there.
    pub fn reference(&mut self, record: &Record) -> Value {
        if !self.known.contains_key(record.name) {
            // Put there first, as a record may hold itself.
            self.known.insert(record.name.into(), Value::Null);
            let mut schema = self.object(record, |_| true);
            if matches!(self.form, Form::Written(_)) && is_for_items(record, "id") {
                let required = schema["required"].as_array_mut();
                required.expect("it has just been made").push("id".into());
            }
            self.known.insert(record.name.into(), schema);
        }
        json!({ "$ref": format!("#/$defs/{}", record.name) })
    }

    /// An object with those fields of a record that are `wanted`.
    fn object(&mut self, record: &Record, wanted: impl Fn(&str) -> bool) -> Value {
        let mut members = Map::new();
        for field in record.all().filter(|field| wanted(field.key)) {
            let mut schema = self.shape(&field.shape);
            schema["description"] = field.doc.into();
            members.insert(field.key.into(), schema);
        }
        let required: Vec<&str> =
            record.all().filter(|field| field.required).map(|field| field.key).collect();
        let mut schema = object(members, &required);
        schema["description"] = record.doc.into();
        schema
    }

    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Text | Shape::Reason | Shape::Inline | Shape::Path | Shape::Domain => {
                self.text()
            }
            Shape::WebHost => json!({ "enum": WebHost::NAMES.map(|(name, _)| name) }),
            Shape::Block => match self.form {
                Form::Data => json!({ "type": "string" }),
                Form::Written(_) => json!({ "type": ["string", "number", "boolean"] }),
            },
            Shape::Id => self.id(),
            Shape::Ref(kind) => self.ids(*kind).unwrap_or_else(|| self.id()),
            Shape::RefOrText(kind) => match self.ids(*kind) {
                // Text in the shape of an id must be one.
                Some(ids) => json!({
                    "anyOf": [ids, { "type": "string", "not": { "pattern": ID } }]
                }),
                None => self.text(),
            },
            Shape::Target(kinds) => self.target(kinds),
            Shape::Flag => match self.form {
                Form::Data => json!({ "type": "boolean" }),
                Form::Written(_) => json!({ "enum": ["yes", "no", true, false] }),
            },
            Shape::Number => json!({ "type": "integer" }),
            Shape::Url | Shape::Address => address(),
            Shape::Sha256 => match self.form {
                Form::Data => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
                Form::Written(_) => {
                    json!({ "type": ["string", "number"], "pattern": "^[0-9A-Fa-f]{64}$" })
                }
            },
            Shape::Date => self.date(),
            Shape::Country => self.country(),
            Shape::Term(vocabulary) => self.term(vocabulary),
            Shape::List(item) => json!({ "type": "array", "items": self.shape(item) }),
            Shape::NonEmpty(item) => {
                json!({ "type": "array", "minItems": 1, "items": self.shape(item) })
            }
            Shape::Lines => {
                json!({ "anyOf": [self.text(), { "type": "array", "items": self.text() }] })
            }
            Shape::Record(record) => self.reference(record),
            Shape::Map(item) => {
                json!({ "type": "object", "additionalProperties": self.shape(item) })
            }
            Shape::Anything => json!({}),
        }
    }

    fn text(&self) -> Value {
        match self.form {
            Form::Data => text(),
            Form::Written(_) => json!({ "type": ["string", "number", "boolean"], "minLength": 1 }),
        }
    }

    fn id(&self) -> Value {
        match self.form {
            Form::Data => id(),
            Form::Written(_) => json!({ "type": ["string", "integer"], "pattern": ID }),
        }
    }

    fn date(&self) -> Value {
        let mut schema = date();
        if matches!(self.form, Form::Written(_)) {
            // A year alone.
            schema["type"] = json!(["string", "integer"]);
        }
        schema
    }

    fn country(&self) -> Value {
        match self.form {
            Form::Data => country(),
            Form::Written(ids) => {
                let mut schema = json!({ "type": "string", "pattern": COUNTRY_WRITTEN });
                if let Some(known) = ids.get(&Kind::Country) {
                    let codes = known.iter().map(|(code, _)| code.to_ascii_uppercase());
                    schema["examples"] = codes.collect();
                }
                schema
            }
        }
    }

    fn term(&self, vocabulary: &Vocabulary) -> Value {
        let mut schema = term(vocabulary);
        if matches!(self.form, Form::Written(_)) {
            // Shown beside each term by the language server for YAML; to others it says nothing.
            schema["enumDescriptions"] =
                vocabulary.terms.iter().map(|term| term.definition).collect();
        }
        schema
    }

    /// The ids of a kind, if the site’s are known.
    fn ids(&self, kind: Kind) -> Option<Value> {
        let Form::Written(ids) = self.form else { return None };
        let (ids, titles): (Vec<&str>, Vec<&str>) =
            ids.get(&kind)?.iter().map(|(id, title)| (&**id, &**title)).unzip();
        Some(json!({ "enum": ids, "enumDescriptions": titles }))
    }

    /// `kind:id` of one of these kinds.
    fn target(&self, kinds: &[Kind]) -> Value {
        let Form::Written(known) = self.form else { return text() };
        let mut one_of = Vec::new();
        let (mut ids, mut titles) = (Vec::new(), Vec::new());
        for kind in kinds {
            match known.get(kind) {
                // A country needs no entry.
                Some(known) if *kind != Kind::Country => {
                    for (id, title) in known {
                        ids.push(format!("{kind}:{id}"));
                        titles.push(title);
                    }
                }
                _ => one_of.push(kind.word()),
            }
        }
        let mut forms = Vec::new();
        if !ids.is_empty() {
            forms.push(json!({ "enum": ids, "enumDescriptions": titles }));
        }
        if !one_of.is_empty() {
            let pattern = format!("^({}):.", one_of.join("|"));
            forms.push(json!({ "type": "string", "pattern": pattern }));
        }
        match forms.len() {
            1 => forms.remove(0),
            _ => json!({ "anyOf": forms }),
        }
    }
}

/// Whether this is a field of entries in lists: a file has an id in its name, and its prose below.
pub(crate) fn is_for_items(record: &Record, key: &str) -> bool {
    matches!(key, "id" | "body") && record.common.iter().any(|field| field.key == key)
}

/// An object with these members and no others.
pub fn object(members: impl IntoIterator<Item = (String, Value)>, required: &[&str]) -> Value {
    let members: Map<String, Value> = members.into_iter().collect();
    json!({
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": false,
    })
}

/// Any text but an empty one.
pub fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

pub fn id() -> Value {
    json!({ "type": "string", "pattern": ID })
}

/// A date, which no pattern could hold to what EDTF says.
pub fn date() -> Value {
    json!({ "type": "string", "minLength": 1, "$comment": "EDTF, ISO 8601-2" })
}

/// An address on the network.
pub fn address() -> Value {
    json!({ "type": "string", "format": "iri" })
}

pub fn country() -> Value {
    json!({ "type": "string", "pattern": COUNTRY })
}

/// One of the terms of a vocabulary.
pub fn term(vocabulary: &Vocabulary) -> Value {
    json!({ "type": "string", "enum": vocabulary.keys().collect::<Vec<_>>() })
}
