//! Parsed files that are kept for the next time, so that only those that changed are parsed again.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Options, Parsed, file};
use crate::source::{Sources, Text};

/// The content files as they were parsed last.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    options: Options,
    /// In the order of their paths.
    files: Vec<Kept>,
}

/// A file as it was parsed.
#[derive(Clone, Debug)]
struct Kept {
    path: Arc<str>,
    text: Text,
    parsed: Arc<Parsed>,
}

impl Shelf {
    /// Every content file of the sources, parsed, in the order of their paths.
    ///
    /// What was parsed before from the same text under the same options is that same value; the
    /// rest is parsed on all cores. Files that are no longer there are forgotten.
    pub fn parse(&mut self, sources: &Sources, options: Options) -> Vec<Arc<Parsed>> {
        if self.options != options {
            *self = Shelf { options, files: Vec::new() };
        }
        let files: Vec<(&Arc<str>, &Text)> = sources.content().collect();
        let parsed: Vec<Arc<Parsed>> = files
            .par_iter()
            .enumerate()
            .map(|(place, (path, text))| {
                let kept = self.kept(place, path, text);
                kept.unwrap_or_else(|| Arc::new(file(path, text, options)))
            })
            .collect();
        let both = files.into_iter().zip(&parsed);
        let kept = both.map(|((path, text), parsed)| Kept {
            path: path.clone(),
            text: text.clone(),
            parsed: parsed.clone(),
        });
        self.files = kept.collect();
        parsed
    }

    /// The files that were parsed last, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &Arc<Parsed>> {
        self.files.iter().map(|kept| &kept.parsed)
    }

    /// The file, if it is as it was; `place` is where it stands when none has come or gone.
    fn kept(&self, place: usize, path: &Arc<str>, text: &Text) -> Option<Arc<Parsed>> {
        let there = self.files.get(place).filter(|kept| kept.path == *path);
        let elsewhere = || {
            let place = self.files.binary_search_by(|kept| kept.path.cmp(path)).ok()?;
            self.files.get(place)
        };
        let known = there.or_else(elsewhere)?;
        let is_same = match (&known.text, text) {
            (Ok(known), Ok(text)) => Arc::ptr_eq(known, text) || known == text,
            (known, text) => known == text,
        };
        is_same.then(|| known.parsed.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "content/pages/a.md";
    const B: &str = "content/pages/b.md";

    #[test]
    fn only_what_changed_is_parsed_again() {
        let mut shelf = Shelf::default();
        let mut sources = Sources::of([(A, "---\ntitle: A\n---\n"), (B, "---\ntitle: B\n---\n")]);
        let first = shelf.parse(&sources, Options::default());
        sources.overlay(A, "---\ntitle: A\n---\n");
        sources.overlay(B, "---\ntitle: C\n---\n");
        let second = shelf.parse(&sources, Options::default());
        assert!(Arc::ptr_eq(&first[0], &second[0]));
        assert!(!Arc::ptr_eq(&first[1], &second[1]));
    }

    #[test]
    fn what_is_gone_is_forgotten_and_what_comes_back_is_parsed() {
        let mut shelf = Shelf::default();
        let with = Sources::of([(A, "---\ntitle: A\n---\n")]);
        let first = shelf.parse(&with, Options::default());
        assert!(shelf.parse(&Sources::theme(), Options::default()).is_empty());
        let again = shelf.parse(&with, Options::default());
        assert_eq!(again.len(), 1);
        assert!(!Arc::ptr_eq(&first[0], &again[0]));
    }

    #[test]
    fn other_options_read_prose_anew() {
        let mut shelf = Shelf::default();
        let sources = Sources::of([(A, "---\ntitle: A\n---\n<b>raw</b>\n")]);
        let refused = shelf.parse(&sources, Options::default());
        let allowed = shelf.parse(&sources, Options { allow_html: true });
        assert_eq!([refused[0].diagnostics.len(), allowed[0].diagnostics.len()], [2, 0]);
    }
}
