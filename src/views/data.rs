//! The files of data and what their columns mean: the dictionary.

use serde::Serialize;

use super::desk::Desk;
use super::feed::{self, FeedLink};
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::export::{DICTIONARY, FOLDER, Kind, OTHERS, TABLES, Tabular, schema_path};
use crate::markdown::slug;
use crate::model::Model;

#[derive(Serialize)]
pub struct Data {
    tables: Vec<Table>,
    others: Vec<File>,
    feeds: Vec<FeedLink>,
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
        feeds: feed::scopes(desk.model)
            .into_iter()
            .flat_map(|scope| feed::links_of(desk.model, scope))
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
    let (before, item) = match kind {
        Kind::List(item) => ("list of", *item),
        item => ("", item),
    };
    let (one, many, href) = match item {
        Kind::Text => ("text", "texts", None),
        Kind::Id => ("id", "ids", None),
        Kind::Date => ("date, EDTF", "dates, EDTF", None),
        Kind::Day => ("day, ISO 8601", "days, ISO 8601", None),
        Kind::Address => ("address", "addresses", None),
        Kind::Country => ("country code", "country codes", None),
        Kind::Number => ("whole number", "whole numbers", None),
        Kind::Flag => ("true or false", "true or false", None),
        Kind::Term(vocabulary) => (
            "term of",
            "terms of",
            Some((vocabulary.name, format!("codebook/index.html#{}", slug(vocabulary.name)))),
        ),
        Kind::Ref(table) => {
            ("key in", "keys in", Some((table, format!("{FOLDER}index.html#{table}"))))
        }
        Kind::List(_) => ("list", "lists", None),
    };
    let words = if before.is_empty() { one } else { many };
    match href {
        None => Words { before, words: words.to_owned(), href: None },
        Some((of, href)) => Words { before, words: format!("{words} {of}"), href: Some(href) },
    }
}
