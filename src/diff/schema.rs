//! The JSON Schema of a difference.

use serde_json::{Value, json};

/// The schema of what `whosays diff --format json` gives, JSON Schema 2020-12.
pub fn schema() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a reader would notice between two states of a site",
        "type": "object",
        "properties": {
            "same": { "type": "boolean", "description": "Whether there is no difference." },
            "changes": { "type": "array", "items": { "$ref": "#/$defs/change" } },
        },
        "required": ["same", "changes"],
        "additionalProperties": false,
        "$defs": {
            "change": {
                "type": "object",
                "properties": {
                    "event": { "enum": ["added", "removed", "changed"] },
                    "subject": {
                        "enum": [
                            "setting", "entry", "record", "position", "quotation", "prose",
                            "date", "field", "page",
                        ],
                    },
                    "entry": text("The entry as `kind:id`; `home` for the home page."),
                    "title": text("Its title or name, the new one if it has changed."),
                    "position": text("Which position of the claim: who took it, how and when."),
                    "field": text("The field, with dots between a field and one within it; of a page, its address."),
                    "was": { "description": "The value before." },
                    "now": { "description": "The value after; of a page, where it redirects." },
                },
                "required": ["event", "subject"],
                "additionalProperties": false,
            },
        },
    })
}
