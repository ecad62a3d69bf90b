//! Rows of data on their way into files. Each is made on its own, so that after a change of words only
//! those are made again that read one of them.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use anyhow::Result;

use crate::model::reads::{Read, Reads, recorded};
use crate::sink::{Revised, Sink};

/// Where rows go: as CSV into one file, and as JSON into up to two.
pub struct Rows<'o, 'k> {
    csv: Option<Out<'o>>,
    json: [Option<Out<'o>>; 2],
    ledger: Option<&'o mut Ledger<'k>>,
    row: Row,
}

/// One row in both forms, with its end and what separates it from others.
#[derive(Default)]
pub struct Row {
    pub csv: Vec<u8>,
    pub json: Vec<u8>,
}

/// A file that rows go into.
pub enum Out<'o> {
    New(&'o mut dyn Write),
    /// One that is there as it was left.
    Revised(&'o mut dyn Revised),
}

impl Out<'_> {
    pub fn again(&mut self) -> Out<'_> {
        match self {
            Out::New(out) => Out::New(*out),
            Out::Revised(out) => Out::Revised(*out),
        }
    }

    /// What has the same length whatever the content is.
    pub fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.put(bytes.len() as u64, bytes)
    }

    /// So many bytes of a file that is there.
    fn same(&mut self, length: u32) -> io::Result<()> {
        match self {
            Out::New(_) => Err(io::ErrorKind::Unsupported.into()),
            Out::Revised(out) => out.same(length.into()),
        }
    }

    /// Bytes in the place of so many that were there before.
    fn put(&mut self, before: u64, bytes: &[u8]) -> io::Result<()> {
        match self {
            Out::New(out) => out.write_all(bytes),
            Out::Revised(out) => out.other(before, bytes),
        }
    }
}

/// Opens a file, for changes if that can be: where it `is_known` what is in it.
///
/// Fails when `sink` does, and when `take` does.
pub fn open(
    sink: &dyn Sink,
    path: &str,
    is_known: bool,
    take: &mut dyn FnMut(Out) -> Result<()>,
) -> Result<()> {
    if is_known && sink.revise(path, &mut |file| take(Out::Revised(file)))? {
        return Ok(());
    }
    sink.pieces(path, &mut |file| take(Out::New(file)))
}

impl<'o, 'k> Rows<'o, 'k> {
    /// Rows whose CSV goes into the one file, and whose JSON into the others. With a ledger those stay that
    /// can.
    pub fn new(
        csv: Option<Out<'o>>,
        json: [Option<Out<'o>>; 2],
        ledger: Option<&'o mut Ledger<'k>>,
    ) -> Rows<'o, 'k> {
        Rows { csv, json, ledger, row: Row::default() }
    }

    /// Begins a list of rows, which is another for another `identity`.
    pub fn begin(&mut self, identity: u64) -> io::Result<()> {
        let Some(ledger) = &mut self.ledger else { return Ok(()) };
        if let Some(gone) = ledger.begin(identity) {
            let length =
                |length: fn(&Made) -> u32| gone.iter().map(|it| u64::from(length(it))).sum();
            let (csv, json) = (length(|row| row.csv), length(|row| row.json));
            self.put(csv, json, &[], &[])?;
        }
        Ok(())
    }

    /// Takes what has the same length whatever the content is, in both forms.
    pub fn frame(&mut self, csv: &[u8], json: &[u8]) -> io::Result<()> {
        self.put(csv.len() as u64, json.len() as u64, csv, json)
    }

    /// Takes the next row from what makes it.
    ///
    /// Fails when that does, and when a file cannot be written.
    pub fn row(&mut self, make: &mut dyn FnMut(&mut Row) -> Result<()>) -> Result<()> {
        let mut row = std::mem::take(&mut self.row);
        row.csv.clear();
        row.json.clear();
        let Some(ledger) = &mut self.ledger else {
            make(&mut row)?;
            self.put(0, 0, &row.csv, &row.json)?;
            self.row = row;
            return Ok(());
        };
        let (before, stays) = ledger.next();
        let outs = || self.csv.iter().chain(self.json.iter().flatten());
        let is_new = outs().any(|out| matches!(out, Out::New(_)));
        if let Some(before) = before.clone().filter(|_| stays && !is_new) {
            self.csv.iter_mut().try_for_each(|out| out.same(before.csv))?;
            self.json.iter_mut().flatten().try_for_each(|out| out.same(before.json))?;
            self.enter(before);
        } else {
            let (made, reads) = recorded(|| make(&mut row));
            made?;
            let lengths = before.map_or((0, 0), |before| (before.csv.into(), before.json.into()));
            self.put(lengths.0, lengths.1, &row.csv, &row.json)?;
            let (csv, json) = (u32::try_from(row.csv.len())?, u32::try_from(row.json.len())?);
            self.enter(Arc::new(Made { reads, csv, json }));
        }
        self.row = row;
        Ok(())
    }

    /// Puts bytes in the place of so many of each form.
    fn put(&mut self, were_csv: u64, were_json: u64, csv: &[u8], json: &[u8]) -> io::Result<()> {
        if let Some(out) = &mut self.csv {
            out.put(were_csv, csv)?;
        }
        self.json.iter_mut().flatten().try_for_each(|out| out.put(were_json, json))
    }

    fn enter(&mut self, row: Arc<Made>) {
        if let Some(ledger) = &mut self.ledger {
            ledger.enter(row);
        }
    }
}

/// What is known of the rows of some files, in their order.
#[derive(Debug, Default)]
pub struct Known(Vec<List>);

/// Rows that stand one after the other.
#[derive(Debug)]
struct List {
    identity: u64,
    rows: Vec<Arc<Made>>,
}

/// A row that was made.
#[derive(Debug)]
struct Made {
    reads: Reads,
    /// Its length in each form, in bytes.
    csv: u32,
    json: u32,
}

/// Keeps the account of rows while they are written.
pub struct Ledger<'k> {
    /// The rows of before, and what has changed since.
    before: Option<(&'k Known, &'k BTreeSet<Read>)>,
    /// Whether the list is the one that it was.
    is_same: bool,
    now: Known,
}

impl<'k> Ledger<'k> {
    pub fn new(before: Option<(&'k Known, &'k BTreeSet<Read>)>) -> Ledger<'k> {
        Ledger { before, is_same: false, now: Known::default() }
    }

    /// Whether it is known what is in the files.
    pub fn is_known(&self) -> bool {
        self.before.is_some()
    }

    pub fn close(self) -> Known {
        self.now
    }

    /// Begins a list, and returns the rows that stood in its place if they were others.
    fn begin(&mut self, identity: u64) -> Option<&'k [Arc<Made>]> {
        let before = self.before.and_then(|(known, _)| known.0.get(self.now.0.len()));
        self.is_same = before.is_some_and(|before| before.identity == identity);
        self.now.0.push(List { identity, rows: Vec::new() });
        before.filter(|_| !self.is_same).map(|before| &before.rows[..])
    }

    /// The row that stood where the next will, and whether it stays.
    fn next(&self) -> (Option<Arc<Made>>, bool) {
        let Some((known, changed)) = self.before.filter(|_| self.is_same) else {
            return (None, false);
        };
        let list = self.now.0.len().checked_sub(1);
        let row = list.and_then(|list| known.0[list].rows.get(self.now.0[list].rows.len()));
        (row.cloned(), row.is_some_and(|row| !row.reads.touch(changed)))
    }

    fn enter(&mut self, row: Arc<Made>) {
        if let Some(list) = self.now.0.last_mut() {
            list.rows.push(row);
        }
    }
}
