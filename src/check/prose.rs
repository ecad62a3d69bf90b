//! Every prose text of an entry, with the way to its places in the file.

use std::ops::Range;

use rayon::prelude::*;

use crate::content::AnyEntry;
use crate::content::value::Visitor;
use crate::diagnostic::{At, Diagnostic, FieldPath};
use crate::model::{EntryId, Model};

/// One prose text.
pub struct Prose<'a> {
    pub text: &'a str,
    at: &'a dyn Fn(Range<usize>) -> At,
}

impl Prose<'_> {
    /// The place of these bytes of the text.
    pub fn at(&self, bytes: Range<usize>) -> At {
        (self.at)(bytes)
    }
}

/// Runs `check` on every entry that was written, on all cores, and gives what it tells in the order
/// of entries.
pub fn each_entry<'a>(
    model: &'a Model,
    check: impl Fn(EntryId, &AnyEntry, &mut Vec<Diagnostic>) + Sync + 'a,
) -> Vec<Diagnostic> {
    let entries: Vec<EntryId> = model.entries().collect();
    let told = entries.into_par_iter().filter_map(|id| {
        let mut found = Vec::new();
        check(id, &model.written(id)?, &mut found);
        (!found.is_empty()).then_some(found)
    });
    told.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Runs `each` on every prose text of the entry: summary, notes and the like, then the body.
pub fn each_prose(entry: &AnyEntry, each: &mut dyn FnMut(Prose)) {
    struct Fields<'a>(&'a mut dyn FnMut(Prose));
    impl Visitor for Fields<'_> {
        fn inline(&mut self, at: &FieldPath, text: &str) {
            (self.0)(Prose { text, at: &|bytes| At::Within(at.clone(), bytes) });
        }
        fn block(&mut self, at: &FieldPath, text: &str) {
            self.inline(at, text);
        }
    }
    entry.data().visit(&mut entry.origin().field.clone(), &mut Fields(each));
    each(Prose { text: entry.body(), at: &|bytes| entry.in_body(bytes) });
}
