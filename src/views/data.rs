//! The files of data and what their columns mean: the dictionary.

use serde::Serialize;

use super::part::{Desk, PageLinker, Sheet};
use super::{Page, View};
use crate::export::{DICTIONARY, FOLDER, Kind, OTHERS, TABLES, Tabular, schema_path};
use crate::markdown::slug;
use crate::model::Model;

#[derive(Serialize)]
struct Data {
    tables: Vec<Table>,
    others: Vec<File>,
    /// What holds for all files.
    rules: Vec<String>,
}

#[derive(Serialize)]
struct File {
    name: &'static str,
    href: String,
    doc: String,
}

#[derive(Serialize)]
struct Table {
    name: &'static str,
    doc: String,
    rows: usize,
    csv: String,
    json: String,
    schema: String,
    columns: Vec<Column>,
}

#[derive(Serialize)]
struct Column {
    name: &'static str,
    kind: Words,
    required: bool,
    doc: String,
}

/// The kind of a column in words, with where it is explained.
#[derive(Serialize)]
struct Words {
    /// “list of”
    before: &'static str,
    words: String,
    href: Option<String>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    // Sentences mark the names of columns and values as code.
    let mut sheet = Sheet::new(desk, &linker);
    let view = Data {
        tables: TABLES.iter().map(|of| table(&mut sheet, desk.model, *of)).collect(),
        others: OTHERS
            .iter()
            .map(|(name, doc)| File {
                name,
                href: format!("{FOLDER}{name}"),
                doc: sheet.inline(doc),
            })
            .collect(),
        rules: DICTIONARY.iter().map(|rule| sheet.inline(rule)).collect(),
    };
    let head = desk.head(
        page,
        "Data",
        "Everything on this site as CSV, JSON and JSON-LD, with what each column means",
        "data",
    );
    sheet.finish(head, view)
}

fn table(sheet: &mut Sheet, model: &Model, table: &dyn Tabular) -> Table {
    let file = |ending: &str| format!("{FOLDER}{}.{ending}", table.name());
    let columns = table.fields().into_iter();
    let columns = columns.map(|field| Column {
        name: field.name,
        kind: words(field.kind),
        required: field.required,
        doc: sheet.inline(field.doc),
    });
    let columns = columns.collect();
    Table {
        name: table.name(),
        doc: sheet.inline(table.doc()),
        rows: table.count(model),
        csv: file("csv"),
        json: file("json"),
        schema: schema_path(table.row()),
        columns,
    }
}

fn words(kind: Kind) -> Words {
    let plain = |words: &str| Words { before: "", words: words.into(), href: None };
    match kind {
        Kind::Text => plain("text"),
        Kind::Id => plain("id"),
        Kind::Date => plain("date, EDTF"),
        Kind::Day => plain("day, ISO 8601"),
        Kind::Address => plain("address"),
        Kind::Country => plain("country code"),
        Kind::Number => plain("whole number"),
        Kind::Flag => plain("true or false"),
        Kind::Term(vocabulary) => Words {
            href: Some(format!("codebook/index.html#{}", slug(vocabulary.name))),
            ..plain(&format!("term of “{}”", vocabulary.name))
        },
        Kind::Ref(table) => Words {
            href: Some(format!("{FOLDER}index.html#{table}")),
            ..plain(&format!("key in {table}"))
        },
        Kind::List(item) => Words { before: "list of", ..words(*item) },
    }
}
