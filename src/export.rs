//! The content as data: tables as CSV and JSON, everything as one JSON and as JSON-LD, and what
//! describes them for machines; and the index of the search page.
//!
//! A table is a list of columns, each with its name, kind, sentence and value. The header, the
//! rows, the dictionary on the page “Data”, the JSON Schema and the Data Package all come from it.

mod content;
pub mod linked;
mod rows;
mod schema;
pub mod search;
mod table;
mod tables;

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use serde_json::Value;

use crate::model::Model;
use crate::model::reads::Read;
use crate::sink::Sink;
use rows::{Known, Ledger, Out, Rows, open};

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

/// The path of a table as JSON, likewise.
fn json_path(table: &str) -> String {
    format!("{FOLDER}{table}.json")
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
            File::Json(table) => json_path(TABLES[table].name()),
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
            File::Csv(table) => {
                let mut rows = Rows::new(Some(Out::New(out)), [None, None], None);
                table::write(TABLES[table], model, &mut rows)
            }
            File::Json(table) => {
                let mut out = Out::New(out);
                json(model, TABLES[table], out.again())?;
                Ok(out.frame(b"\n")?)
            }
            File::RowSchema(table) => pretty(&schema::row(model, TABLES[table]), out),
            File::All => all(model, Out::New(out), None, &mut |table, out, _| {
                json(model, table, out.again())
            }),
            File::AllSchema => pretty(&schema::all(model), out),
            File::Linked => {
                linked::graph(model, &mut Rows::new(None, [Some(Out::New(out)), None], None))
            }
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

/// What is known of the rows of all files.
#[derive(Debug, Default)]
pub struct Data {
    tables: Known,
    graph: Known,
}

/// Hands every file to `sink`.
///
/// Fails when `sink` does.
pub fn files(model: &Model, sink: &dyn Sink) -> Result<()> {
    tables(model, None, sink)?;
    graph(model, None, sink)?;
    schemas(model, sink)
}

/// The same, where it is known what was written before and what has changed since; returns what is known
/// now. Rows that read nothing else stay, as far as the sink still has the file.
///
/// Fails when `sink` does.
pub fn files_after(
    model: &Model,
    before: Option<(&Data, &BTreeSet<Read>)>,
    sink: &dyn Sink,
) -> Result<Data> {
    let mut of_tables = Ledger::new(before.map(|(data, changed)| (&data.tables, changed)));
    tables(model, Some(&mut of_tables), sink)?;
    let mut of_graph = Ledger::new(before.map(|(data, changed)| (&data.graph, changed)));
    graph(model, Some(&mut of_graph), sink)?;
    schemas(model, sink)?;
    Ok(Data { tables: of_tables.close(), graph: of_graph.close() })
}

/// Both forms of all tables, and everything in one file.
fn tables(model: &Model, ledger: Option<&mut Ledger>, sink: &dyn Sink) -> Result<()> {
    let is_known = ledger.as_ref().is_some_and(|ledger| ledger.is_known());
    let mut ledger = ledger;
    // Both forms of a table are made of the same cells, and `all.json` of the tables: one pass writes
    // the three, row by row, so that none of them is ever held.
    open(sink, &File::All.path(), is_known, &mut |out| {
        all(model, out, ledger.as_deref_mut(), &mut |table, all, mut ledger| {
            let (csv, json) = (csv_path(table.name()), json_path(table.name()));
            open(sink, &csv, is_known, &mut |mut csv| {
                open(sink, &json, is_known, &mut |mut json| {
                    let outs = [Some(json.again()), Some(all.again())];
                    let mut rows = Rows::new(Some(csv.again()), outs, ledger.as_deref_mut());
                    table::write(table, model, &mut rows)?;
                    Ok(json.frame(b"\n")?)
                })
            })
        })
    })
}

fn graph(model: &Model, mut ledger: Option<&mut Ledger>, sink: &dyn Sink) -> Result<()> {
    let is_known = ledger.as_ref().is_some_and(|ledger| ledger.is_known());
    open(sink, &File::Linked.path(), is_known, &mut |mut out| {
        let outs = [Some(out.again()), None];
        linked::graph(model, &mut Rows::new(None, outs, ledger.as_deref_mut()))
    })
}

/// All that is small.
fn schemas(model: &Model, sink: &dyn Sink) -> Result<()> {
    let is_small =
        |file: &File| matches!(file, File::RowSchema(_) | File::AllSchema | File::Package);
    File::all()
        .filter(is_small)
        .try_for_each(|file| sink.pieces(&file.path(), &mut |out| file.write(model, out)))
}

fn json(model: &Model, table: &dyn Tabular, out: Out) -> Result<()> {
    table::write(table, model, &mut Rows::new(None, [Some(out), None], None))
}

/// Writes a table into one file with others.
type WriteTable<'t> =
    dyn for<'o, 'k> FnMut(&dyn Tabular, &mut Out<'o>, Option<&mut Ledger<'k>>) -> Result<()> + 't;

/// Writes everything as one object: what holds for the site, all tables, each by `table`, and the
/// content as it was written.
fn all(
    model: &Model,
    mut out: Out,
    mut ledger: Option<&mut Ledger>,
    table: &mut WriteTable,
) -> Result<()> {
    out.frame(b"{\"site\":")?;
    out.frame(&serde_json::to_vec(&site(model))?)?;
    for it in TABLES {
        out.frame(format!(",\n\"{}\":", it.name()).as_bytes())?;
        table(*it, &mut out, ledger.as_deref_mut())?;
    }
    out.frame(b",\n\"content\":")?;
    let mut rows = Rows::new(None, [Some(out.again()), None], ledger);
    content::write(model, &mut rows)?;
    Ok(out.frame(b"}\n")?)
}

fn site(model: &Model) -> Value {
    let site = &model.site;
    serde_json::json!({
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
