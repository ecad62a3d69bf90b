//! A language server: says what `check` says while content is being written, completes keys, terms
//! and ids, and leads from names to entries. It speaks the Language Server Protocol, version 3.17.
//!
//! Each site is looked at in the background, with the texts of open documents on top of those on
//! disk; requests are answered at once, from what was found last and from the text as it is now.

#![cfg(feature = "lsp")]

mod actions;
mod address;
mod analyst;
mod completion;
mod cursor;
mod diagnostics;
mod edits;
mod hover;
mod lens;
mod navigation;
mod position;
mod renaming;
mod session;
mod sheet;
mod site;
mod symbols;

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::Result;
use lsp_server::Connection;

use crate::Options;
use session::Session;

/// How a client left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// It asked for the end, and then said that it is there.
    Asked,
    /// It left without asking.
    Left,
}

/// Speaks with a client over standard input and output until it leaves. Nothing else may be written
/// there meanwhile.
///
/// Without `root` sites are found by their `site.yaml`: in the folders that the client has open, and
/// above each file that it opens. Fails when the client does not keep to the protocol, or when the
/// machine fails; not because of the content.
pub fn serve(root: Option<PathBuf>, options: Options) -> Result<Farewell> {
    let (connection, threads) = Connection::stdio();
    let farewell = Session::begin(connection, root, options).and_then(|session| match session {
        Some(session) => session.run(),
        None => Ok(Farewell::Left),
    });
    // What is still to be written is written, unless nobody reads it any more.
    match threads.join() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        joined => joined?,
    }
    farewell
}
