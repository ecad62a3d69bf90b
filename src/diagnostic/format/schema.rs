//! The JSON Schema of the JSON that diagnostics are written in.

use serde_json::{Map, Value, json};

use super::JSON_VERSION;

/// The schema of what [`Format::Json`](super::Format::Json) gives, of the draft 2020-12.
///
/// Later releases may add fields without another `version`, so further ones are not refused.
pub fn schema() -> Value {
    let place = |more: Vec<Field>| {
        let mut fields = vec![
            ("path", text("The file, from the folder of the site on, with forward slashes.")),
            ("line", position("The line in which it begins.")),
            (
                "column",
                position("The column in which it begins, in characters (Unicode scalar values)."),
            ),
            ("end_line", position("The line in which it ends.")),
            ("end_column", position("The column behind its last character.")),
            ("bytes", bytes()),
            ("utf16", json!({ "$ref": "#/$defs/utf16" })),
        ];
        fields.extend(more);
        fields
    };
    let found = place(vec![
        ("rule", rule()),
        (
            "severity",
            json!({
                "description": "An error keeps the site from being written.",
                "enum": ["error", "warning"],
            }),
        ),
        ("message", text("What is wrong, in one sentence.")),
        ("help", json!({ "type": ["string", "null"], "description": "What to do about it." })),
        ("related", list("related", "Other places that have to do with it.")),
        ("fix", json!({ "anyOf": [{ "$ref": "#/$defs/fix" }, { "type": "null" }] })),
    ]);
    let related = place(vec![("message", text("What stands there."))]);
    let edit = place(vec![(
        "replacement",
        json!({
            "type": "string",
            "description": "The text that is to stand in the place of the bytes.",
        }),
    )]);
    let mut root = object(
        "What `whosays check --format json` gives.",
        vec![
            (
                "version",
                json!({
                    "const": JSON_VERSION,
                    "description": "Another number when a program that reads this must change.",
                }),
            ),
            ("diagnostics", list("diagnostic", "What is wrong, sorted by place.")),
            ("summary", json!({ "$ref": "#/$defs/summary" })),
        ],
    );
    root["$defs"] = json!({
        "diagnostic": object("One thing that is wrong. Lines and columns count from 1.", found),
        "related": object("Another place.", related),
        "fix": object(
            "The one right answer. All edits are made together, or none.",
            vec![
                ("title", text("What it does.")),
                ("edits", list("edit", "None touches another.")),
            ],
        ),
        "edit": object("A text in the place of another.", edit),
        "utf16": object(
            "The same place with columns in UTF-16 code units, as most editors count.",
            vec![
                ("line", position("The line in which it begins.")),
                ("column", position("The column in which it begins.")),
                ("end_line", position("The line in which it ends.")),
                ("end_column", position("The column behind its last character.")),
            ],
        ),
        "summary": object(
            "How much is wrong.",
            vec![
                ("errors", count("How many of the diagnostics are errors.")),
                ("warnings", count("How many are warnings.")),
                ("files", count("How many files have an error or a warning.")),
            ],
        ),
    });
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Diagnostics of whosays",
    });
    if let (Value::Object(schema), Value::Object(root)) = (&mut schema, root) {
        schema.extend(root);
    }
    schema
}

type Field = (&'static str, Value);

/// An object that has all of these fields.
fn object(description: &str, fields: Vec<Field>) -> Value {
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let required = Value::from(required);
    let properties: Map<String, Value> =
        fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        "description": description,
        "type": "object",
        "properties": properties,
        "required": required,
    })
}

fn list(item: &str, description: &str) -> Value {
    let item = json!({ "$ref": format!("#/$defs/{item}") });
    json!({ "type": "array", "items": item, "description": description })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

fn rule() -> Value {
    json!({
        "type": "string",
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "description": "The rule that is broken; `whosays explain RULE` says more.",
    })
}

/// A line or a column.
fn position(description: &str) -> Value {
    json!({ "type": "integer", "minimum": 1, "description": description })
}

fn count(description: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": description })
}

fn bytes() -> Value {
    json!({
        "description": "The offset of its first byte in the file, from 0, and of the byte behind its last.",
        "type": "array",
        "prefixItems": [{ "type": "integer", "minimum": 0 }, { "type": "integer", "minimum": 0 }],
        "items": false,
        "minItems": 2,
    })
}
