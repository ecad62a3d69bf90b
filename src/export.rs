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

use std::io::{self, Write};

use anyhow::Result;
use serde_json::{Value, json};

use crate::model::Model;
use crate::sink::Sink;

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

    /// Writes it.
    ///
    /// Fails when `out` does.
    pub fn write(self, model: &Model, out: &mut dyn Write) -> Result<()> {
        match self {
            File::Csv(table) => table::write(TABLES[table], model, out, &mut io::sink()),
            File::Json(table) => {
                table::write(TABLES[table], model, &mut io::sink(), out)?;
                Ok(out.write_all(b"\n")?)
            }
            File::RowSchema(table) => pretty(&schema::row(model, TABLES[table]), out),
            File::All => all(model, out, &mut |table, out| {
                table::write(TABLES[table], model, &mut io::sink(), out)
            }),
            File::AllSchema => pretty(&schema::all(model), out),
            File::Linked => linked::graph(model, out),
            File::Package => pretty(&schema::package(model), out),
        }
    }

    /// Its bytes.
    ///
    /// Fails when something in the model cannot be written.
    pub fn bytes(self, model: &Model) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(model, &mut bytes)?;
        Ok(bytes)
    }
}

/// The paths of all files, relative to the site.
pub fn paths() -> Vec<String> {
    File::all().map(File::path).collect()
}

/// Hands every file to `sink`.
///
/// Fails when `sink` does.
pub fn files(model: &Model, sink: &dyn Sink) -> Result<()> {
    // Both forms of a table are made of the same cells, and `all.json` of the tables: one pass writes
    // the three, row by row, so that none of them is ever held.
    sink.pieces(&File::All.path(), &mut |out| {
        all(model, out, &mut |table, out| {
            sink.pieces(&File::Csv(table).path(), &mut |csv| {
                sink.pieces(&File::Json(table).path(), &mut |json| {
                    table::write(TABLES[table], model, csv, &mut Both(json, out))?;
                    Ok(json.write_all(b"\n")?)
                })
            })
        })
    })?;
    let written_already = |file: &File| matches!(file, File::All | File::Csv(_) | File::Json(_));
    File::all()
        .filter(|file| !written_already(file))
        .try_for_each(|file| sink.pieces(&file.path(), &mut |out| file.write(model, out)))
}

/// Writes what it is given twice.
struct Both<'w>(&'w mut dyn Write, &'w mut dyn Write);

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes)?;
        self.1.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.1.flush()
    }
}

/// Writes everything as one object: what holds for the site, all tables, each by `table`, and the
/// content as it was written.
fn all(
    model: &Model,
    out: &mut dyn Write,
    table: &mut dyn FnMut(usize, &mut dyn Write) -> Result<()>,
) -> Result<()> {
    out.write_all(b"{\"site\":")?;
    serde_json::to_writer(&mut *out, &site(model))?;
    for (index, it) in TABLES.iter().enumerate() {
        write!(out, ",\n\"{}\":", it.name())?;
        table(index, out)?;
    }
    out.write_all(b",\n\"content\":")?;
    content::write(model, out)?;
    Ok(out.write_all(b"}\n")?)
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

fn pretty(value: &Value, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    Ok(out.write_all(b"\n")?)
}
