//! A table of columns: the one place from which rows, header, dictionary, schema and package come.

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::rc::Rc;

use anyhow::Result;
use serde::{Serialize, Serializer};

use super::rows::Rows;
use crate::model::Model;
use crate::vocabulary::Vocabulary;

/// What stands in a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Plain text, never empty.
    Text,
    /// The id of an entry.
    Id,
    /// A date as written: EDTF.
    Date,
    /// A calendar day, `2021-03-16`.
    Day,
    /// An http or https address.
    Address,
    /// Two capitals, ISO 3166-1 alpha-2.
    Country,
    /// A term of a vocabulary.
    Term(&'static Vocabulary),
    /// The key of a row in another table.
    Ref(&'static str),
    /// A count, never negative.
    Number,
    Flag,
    List(&'static Kind),
}

/// What a column is, apart from its values.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether each row has a value. A list always is one, if an empty one.
    pub required: bool,
    /// One sentence or more.
    pub doc: &'static str,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'m> {
    None,
    Text(Cow<'m, str>),
    Number(usize),
    Flag(bool),
    List(Vec<Cow<'m, str>>),
}

/// What separates the items of a list in CSV.
pub const SEPARATOR: &str = "; ";

/// A column of a table whose rows are about an `R` each.
pub struct Column<R: 'static> {
    field: Field,
    cell: for<'m> fn(&'m Model, R) -> Cell<'m>,
}

/// A column that may be empty.
pub const fn column<R>(
    name: &'static str,
    kind: Kind,
    doc: &'static str,
    cell: for<'m> fn(&'m Model, R) -> Cell<'m>,
) -> Column<R> {
    Column { field: Field { name, kind, required: false, doc }, cell }
}

/// A column with a value in each row.
pub const fn always<R>(
    name: &'static str,
    kind: Kind,
    doc: &'static str,
    cell: for<'m> fn(&'m Model, R) -> Cell<'m>,
) -> Column<R> {
    Column { field: Field { name, kind, required: true, doc }, cell }
}

/// A table: one row for each thing of a kind.
pub struct Table<R: 'static> {
    /// The name of its files.
    pub name: &'static str,
    /// What a row is about, in one word, which names its schema.
    pub row: &'static str,
    /// What the table holds, in a sentence.
    pub doc: &'static str,
    /// The columns that tell one row from another; none where nothing does.
    pub key: &'static [&'static str],
    pub rows: fn(&Model) -> Vec<R>,
    pub columns: &'static [Column<R>],
}

/// Takes a row as what puts its cells, in the order of the fields, in the place of others.
pub type TakeRow<'t, 'm> = dyn FnMut(&dyn Fn(&mut Vec<Cell<'m>>)) -> Result<()> + 't;

/// A table of any kind of row.
pub trait Tabular: Sync {
    fn name(&self) -> &'static str;
    fn row(&self) -> &'static str;
    fn doc(&self) -> &'static str;
    fn key(&self) -> &'static [&'static str];
    fn fields(&self) -> Vec<Field>;
    /// The number of rows.
    fn count(&self, model: &Model) -> usize;
    /// What rows there are, as a number: of other rows it is another.
    fn identity(&self, model: &Model) -> u64;
    /// Hands every row to `take`, in the order of the file.
    fn each<'m>(&self, model: &'m Model, take: &mut TakeRow<'_, 'm>) -> Result<()>;
}

impl<R: Copy + Hash> Tabular for Table<R> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn row(&self) -> &'static str {
        self.row
    }

    fn doc(&self) -> &'static str {
        self.doc
    }

    fn key(&self) -> &'static [&'static str] {
        self.key
    }

    fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(|column| column.field).collect()
    }

    fn count(&self, model: &Model) -> usize {
        (self.rows)(model).len()
    }

    fn identity(&self, model: &Model) -> u64 {
        let mut hash = DefaultHasher::new();
        (self.rows)(model).hash(&mut hash);
        hash.finish()
    }

    fn each<'m>(&self, model: &'m Model, take: &mut TakeRow<'_, 'm>) -> Result<()> {
        (self.rows)(model).into_iter().try_for_each(|row| {
            take(&|cells| {
                cells.clear();
                cells.extend(self.columns.iter().map(|column| (column.cell)(model, row)));
            })
        })
    }
}

impl Cell<'_> {
    /// The cell as CSV has it, verbatim: nothing is put before a value that a spreadsheet would
    /// take for a formula, as that would change what was said.
    pub fn csv(&self) -> Cow<'_, str> {
        match self {
            Cell::None => "".into(),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Number(number) => number.to_string().into(),
            Cell::Flag(flag) => if *flag { "true" } else { "false" }.into(),
            Cell::List(items) => items.join(SEPARATOR).into(),
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::None => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Number(number) => number.serialize(serializer),
            Cell::Flag(flag) => serializer.serialize_bool(*flag),
            Cell::List(items) => items.serialize(serializer),
        }
    }
}

impl<'m> From<&'m str> for Cell<'m> {
    fn from(text: &'m str) -> Self {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(text.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Cell::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Cell::Flag(flag)
    }
}

impl<'m, T: Into<Cell<'m>>> From<Option<T>> for Cell<'m> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::None, Into::into)
    }
}

impl<'m> FromIterator<&'m str> for Cell<'m> {
    fn from_iter<I: IntoIterator<Item = &'m str>>(items: I) -> Self {
        Cell::List(items.into_iter().map(Cow::Borrowed).collect())
    }
}

impl FromIterator<String> for Cell<'_> {
    fn from_iter<I: IntoIterator<Item = String>>(items: I) -> Self {
        Cell::List(items.into_iter().map(Cow::Owned).collect())
    }
}

/// Writes a table as CSV after RFC 4180 and as a JSON array, made of the same cells in one pass.
///
/// Fails when one of them cannot be written.
pub fn write(table: &dyn Tabular, model: &Model, rows: &mut Rows) -> Result<()> {
    let fields = table.fields();
    let line = Line::default();
    let mut csv =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(line.clone());
    rows.begin(table.identity(model))?;
    csv.write_record(fields.iter().map(|field| field.name))?;
    csv.flush()?;
    rows.frame(&line.take(), b"[")?;
    let mut cells = Vec::with_capacity(fields.len());
    let mut next: &[u8] = b"\n";
    table.each(model, &mut |put| {
        let before = std::mem::replace(&mut next, b",\n");
        rows.row(&mut |row| {
            put(&mut cells);
            for cell in &cells {
                csv.write_field(cell.csv().as_bytes())?;
            }
            csv.write_record(None::<&[u8]>)?;
            csv.flush()?;
            row.csv.append(&mut line.0.borrow_mut());
            row.json.extend_from_slice(before);
            let pairs = fields.iter().map(|field| field.name).zip(&cells);
            Ok(serde::Serializer::collect_map(
                &mut serde_json::Serializer::new(&mut row.json),
                pairs,
            )?)
        })
    })?;
    Ok(rows.frame(b"", b"\n]")?)
}

/// A line that is taken out of the hands of what writes it.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<Vec<u8>>>);

impl Line {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
