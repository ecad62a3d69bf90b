//! What describes the data for machines: JSON Schema 2020-12 for the rows of the JSON files and for
//! all of them in one, and a Data Package (Frictionless, readable as version 1 and 2) for the CSV files.

use serde_json::{Map, Value, json};

use super::table::{Field, Kind, SEPARATOR, Tabular};
use super::tables::TABLES;
use super::{DICTIONARY, schema_path};
use crate::content;
use crate::content::schema::{self, COUNTRY, DIALECT, Form, ID, Records, object};
use crate::model::Model;

const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The schema of one row of a table.
pub fn row(model: &Model, table: &dyn Tabular) -> Value {
    let fields = table.fields();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    json!({
        "$schema": DIALECT,
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
        Kind::Text => schema::text(),
        Kind::Id => schema::id(),
        Kind::Date => schema::date(),
        Kind::Day => json!({ "type": "string", "format": "date", "pattern": DAY }),
        Kind::Address => schema::address(),
        Kind::Country => schema::country(),
        Kind::Term(vocabulary) => schema::term(vocabulary),
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

/// The schema of `all.json`: each table by the schema of its row, and the content by the table of
/// fields that a front matter is held against.
pub fn all(model: &Model) -> Value {
    let mut properties = Map::new();
    let or_null = |schema: Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let site = [
        ("title", of(Kind::Text)),
        ("description", or_null(of(Kind::Text))),
        ("address", of(Kind::Address)),
        ("language", of(Kind::Text)),
        ("publisher", or_null(of(Kind::Text))),
        ("as_of", or_null(of(Kind::Date))),
    ];
    properties.insert("site".into(), object(site.map(|(name, schema)| (name.into(), schema)), &[]));
    for table in TABLES {
        let rows = json!({ "type": "array", "description": table.doc(), "items": { "$ref": format!("{}.json", table.row()) } });
        properties.insert(table.name().into(), rows);
    }
    let mut records = Records::new(Form::Data);
    let mut content = vec![
        ("site".to_owned(), records.reference(&content::SiteFile::RECORD)),
        ("home".to_owned(), records.reference(&content::Page::RECORD)),
    ];
    for kind in crate::id::Kind::ALL {
        let entry = records.reference(content::record_of(kind));
        let item = json!({ "allOf": [entry], "required": ["id"] });
        content.push((kind.folder().into(), json!({ "type": "array", "items": item })));
    }
    properties.insert("content".into(), object(content, &["site"]));
    let names: Vec<String> = properties.keys().cloned().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut schema = object(properties, &names);
    schema["$schema"] = DIALECT.into();
    schema["$id"] = format!("{}{}", model.site.base_url, schema_path("all")).into();
    schema["title"] = "all".into();
    schema["$defs"] = records.into_definitions().into();
    schema
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
