//! What describes the tables for machines: JSON Schema 2020-12 for the rows of the JSON files, and
//! a Data Package (Frictionless, readable as version 1 and 2) for the CSV files.

use serde_json::{Map, Value, json};

use super::table::{Field, Kind, SEPARATOR, Tabular};
use super::tables::TABLES;
use super::{DICTIONARY, schema_path};
use crate::model::Model;

const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const COUNTRY: &str = "^[A-Z]{2}$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The schema of one row of a table.
pub fn row(model: &Model, table: &dyn Tabular) -> Value {
    let fields = table.fields();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}{}", model.site.base_url, schema_path(table.row())),
        "title": table.row(),
        "description": table.doc(),
        "type": "object",
        "properties": properties,
        "required": fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

/// Every row has every column: what is empty is `null`, or an empty list.
fn property(field: &Field) -> Value {
    let mut schema = of(field.kind);
    if !field.required {
        schema["type"] = json!([schema["type"], "null"]);
        if let Some(Value::Array(terms)) = schema.get_mut("enum") {
            terms.push(Value::Null);
        }
    }
    schema["description"] = field.doc.into();
    schema
}

fn of(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Id => json!({ "type": "string", "pattern": ID }),
        Kind::Date => json!({ "type": "string", "minLength": 1, "$comment": "EDTF, ISO 8601-2" }),
        Kind::Day => json!({ "type": "string", "format": "date", "pattern": DAY }),
        Kind::Address => json!({ "type": "string", "format": "iri" }),
        Kind::Country => json!({ "type": "string", "pattern": COUNTRY }),
        Kind::Term(vocabulary) => {
            json!({ "type": "string", "enum": vocabulary.keys().collect::<Vec<_>>() })
        }
        Kind::Ref(table) => {
            json!({ "type": "string", "pattern": key_pattern(table), "$comment": reference(table) })
        }
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::List(item) => json!({ "type": "array", "items": of(*item) }),
    }
}

fn key_pattern(table: &str) -> &'static str {
    if table == "countries" { COUNTRY } else { ID }
}

fn reference(table: &str) -> String {
    format!("the key of a row of `{table}`")
}

/// `datapackage.json`: the CSV files and what their columns are.
pub fn package(model: &Model) -> Value {
    let site = &model.site;
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "data",
        "title": &*site.file.title,
        "description": DICTIONARY.join(" "),
        "homepage": &*site.base_url,
    });
    if let Some(publisher) = &site.file.publisher {
        let mut who =
            json!({ "title": &*publisher.name, "role": "publisher", "roles": ["publisher"] });
        if let Some(url) = &publisher.url {
            who["path"] = (**url).into();
        }
        package["contributors"] = json!([who]);
    }
    package["resources"] = TABLES.iter().map(|table| resource(*table)).collect();
    package
}

fn resource(table: &dyn Tabular) -> Value {
    let fields = table.fields();
    let mut schema = json!({
        "fields": fields.iter().map(column).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !table.key().is_empty() {
        schema["primaryKey"] = table.key().into();
    }
    let foreign: Vec<Value> = fields.iter().filter_map(|field| foreign_key(table, field)).collect();
    if !foreign.is_empty() {
        schema["foreignKeys"] = foreign.into();
    }
    json!({
        "name": table.name(),
        "type": "table",
        "profile": "tabular-data-resource",
        "path": format!("{}.csv", table.name()),
        "title": table.name(),
        "description": table.doc(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "schema": schema,
    })
}

/// A list is a string here, as version 1 has no type for one.
fn column(field: &Field) -> Value {
    let mut column = json!({ "name": field.name, "type": "string", "description": field.doc });
    let mut constraints = Map::new();
    match field.kind {
        Kind::Number => column["type"] = "integer".into(),
        Kind::Flag => column["type"] = "boolean".into(),
        Kind::Day => column["type"] = "date".into(),
        Kind::Id => _ = constraints.insert("pattern".into(), ID.into()),
        Kind::Country => _ = constraints.insert("pattern".into(), COUNTRY.into()),
        Kind::Term(vocabulary) => {
            constraints.insert("enum".into(), vocabulary.keys().collect());
        }
        Kind::List(_) => {
            column["description"] =
                format!("{} Items are separated by `{SEPARATOR}`.", field.doc).into();
        }
        Kind::Text | Kind::Date | Kind::Address | Kind::Ref(_) => {}
    }
    // An empty list is an empty cell.
    if field.required && !matches!(field.kind, Kind::List(_)) {
        constraints.insert("required".into(), true.into());
    }
    if !constraints.is_empty() {
        column["constraints"] = constraints.into();
    }
    column
}

/// References within one table are left out: versions 1 and 2 write them differently.
fn foreign_key(table: &dyn Tabular, field: &Field) -> Option<Value> {
    let Kind::Ref(other) = field.kind else { return None };
    let key = TABLES.iter().find(|candidate| candidate.name() == other)?.key();
    (other != table.name()).then(|| {
        json!({
            "fields": [field.name],
            "reference": { "resource": other, "fields": key },
        })
    })
}
