//! The content as data: tables as CSV and JSON, everything as one JSON and as JSON-LD, and what
//! describes them for machines; and the index of the search page.
//!
//! A table is a list of columns, each with its name, kind, sentence and value. The header, the
//! rows, the dictionary on the page “Data”, the JSON Schema and the Data Package all come from it.

mod content;
pub mod linked;
mod schema;
pub mod search;
mod table;
mod tables;

use anyhow::Result;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::model::Model;

pub use table::{Cell, Field, Kind, SEPARATOR, Tabular};
pub use tables::TABLES;

/// The folder of all files of data, relative to the site.
pub const FOLDER: &str = "data/";

/// What holds for all files, in sentences.
pub const DICTIONARY: &[&str] = &[
    "CSV follows RFC 4180: UTF-8 without a byte-order mark, commas, one header, lines ended by CR LF.",
    "Empty cells and `null` mean that nothing is stated.",
    "A list is an array in JSON; in CSV its items are separated by a semicolon and a space, so that an item with that pair inside is told apart only in JSON.",
    "Dates stand as the editors wrote them, in EDTF (ISO 8601-2), and beside it as their first and last day; days outside of the years 1 to 9999 are left empty.",
    "Cells are verbatim. A spreadsheet may take one that begins with `=`, `+`, `-` or `@` for a formula: import the columns as text.",
    "Tables hold prose as plain text, and leave the texts of pages out. `all.json` has all that the editors wrote, prose and fields, in `content`.",
];

/// The files that are not tables, with a sentence on each.
pub const OTHERS: [(&str, &str); 4] = [
    (
        "all.json",
        "Every table in one JSON object, by name, and in `content` the site as its editors wrote it. `whosays import all.json FOLDER` makes a site of it again.",
    ),
    (
        "schema/all.json",
        "The JSON Schema of `all.json`, with every field that an editor may write.",
    ),
    (
        "all.jsonld",
        "Claims, quotations, actors, events, sources and countries in the words of schema.org, as JSON-LD. A stance stands as the `additionalType` of a quotation; positions without a quotation, records and counts are only in the tables.",
    ),
    (
        "datapackage.json",
        "The CSV files and their columns for machines, as a Data Package (Frictionless).",
    ),
];

/// The path of a table as CSV, relative to the site.
pub fn csv_path(table: &str) -> String {
    format!("{FOLDER}{table}.csv")
}

/// The path of a row’s JSON Schema, relative to the site.
pub fn schema_path(row: &str) -> String {
    format!("{FOLDER}schema/{row}.json")
}

/// The path of everything in one file, relative to the site.
pub fn all_path() -> String {
    format!("{FOLDER}all.json")
}

/// One file of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// One of [`TABLES`] as CSV, by its place.
    Csv(usize),
    /// The same as JSON.
    Json(usize),
    /// The JSON Schema of its rows.
    RowSchema(usize),
    /// Everything in one file.
    All,
    /// The JSON Schema of that.
    AllSchema,
    /// Everything in the words of schema.org.
    Linked,
    /// What the CSV files are, for machines.
    Package,
}

impl File {
    /// Every file.
    pub fn all() -> impl Iterator<Item = File> {
        let of_table = |table| [File::Csv(table), File::Json(table), File::RowSchema(table)];
        let tables = (0..TABLES.len()).flat_map(of_table);
        tables.chain([File::All, File::AllSchema, File::Linked, File::Package])
    }

    /// Its path, relative to the site.
    pub fn path(self) -> String {
        match self {
            File::Csv(table) => csv_path(TABLES[table].name()),
            File::Json(table) => format!("{FOLDER}{}.json", TABLES[table].name()),
            File::RowSchema(table) => schema_path(TABLES[table].row()),
            File::All => all_path(),
            File::AllSchema => schema_path("all"),
            File::Linked => format!("{FOLDER}all.jsonld"),
            File::Package => format!("{FOLDER}datapackage.json"),
        }
    }

    /// Its bytes.
    pub fn write(self, model: &Model) -> Result<Vec<u8>> {
        match self {
            File::Csv(table) => Ok(table::write(TABLES[table], model)?.0),
            File::Json(table) => Ok(table::write(TABLES[table], model)?.1),
            File::RowSchema(table) => pretty(&schema::row(model, TABLES[table])),
            File::All => all(model),
            File::AllSchema => pretty(&schema::all(model)),
            File::Linked => linked::graph(model),
            File::Package => pretty(&schema::package(model)),
        }
    }
}

/// The paths of all files, relative to the site.
pub fn paths() -> Vec<String> {
    File::all().map(File::path).collect()
}

/// Hands every file to `sink`, the path relative to the site; called from many threads.
///
/// Fails when `sink` does.
pub fn files(model: &Model, sink: &(dyn Fn(&str, &[u8]) -> Result<()> + Sync)) -> Result<()> {
    let one = |file: File| sink(&file.path(), &file.write(model)?);
    // Both forms of a table are made of the same cells, and `all.json` of the tables.
    let tables: Vec<Vec<u8>> = (0..TABLES.len())
        .into_par_iter()
        .map(|table| {
            let (csv, json) = table::write(TABLES[table], model)?;
            sink(&File::Csv(table).path(), &csv)?;
            sink(&File::Json(table).path(), &json)?;
            one(File::RowSchema(table))?;
            Ok(json)
        })
        .collect::<Result<_>>()?;
    sink(&File::All.path(), &together(model, &tables)?)?;
    drop(tables);
    [File::AllSchema, File::Linked, File::Package].into_iter().try_for_each(one)
}

/// Everything as one object.
pub fn all(model: &Model) -> Result<Vec<u8>> {
    let tables: Result<Vec<_>> =
        TABLES.par_iter().map(|table| Ok(table::write(*table, model)?.1)).collect();
    together(model, &tables?)
}

/// All tables, already written, as one object, between what holds for the site and the content as
/// it was written.
fn together(model: &Model, tables: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut all = b"{\"site\":".to_vec();
    serde_json::to_writer(&mut all, &site(model))?;
    for (table, json) in TABLES.iter().zip(tables) {
        all.extend_from_slice(format!(",\n\"{}\":", table.name()).as_bytes());
        all.extend_from_slice(json.trim_ascii_end());
    }
    all.extend_from_slice(b",\n\"content\":");
    all.extend_from_slice(&content::write(model)?);
    all.extend_from_slice(b"}\n");
    Ok(all)
}

fn site(model: &Model) -> Value {
    let site = &model.site;
    json!({
        "title": &*site.file.title,
        "description": site.file.description.as_deref(),
        "address": &*site.base_url,
        "language": site.file.language.as_deref().unwrap_or("en"),
        "publisher": site.file.publisher.as_ref().map(|publisher| &*publisher.name),
        "as_of": site.as_of.as_ref().map(crate::date::Date::as_str),
    })
}

fn pretty(value: &Value) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
