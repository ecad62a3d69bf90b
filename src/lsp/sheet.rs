//! One file as it is looked through: what it declares and whom it names, each with its bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::content::{AnyEntry, SiteFile};
use crate::diagnostic::At;
use crate::field;
use crate::id::Target;
use crate::locate;
use crate::naming::{self, Naming};
use crate::parse::Parsed;
use crate::source::SITE_FILE;

/// What a file declares and names.
#[derive(Debug, Default)]
pub struct Sheet {
    pub entries: Vec<Listed>,
    /// Every entry that is named, with the bytes of its id or address.
    pub names: Vec<(Target, Range<usize>)>,
}

/// An entry that a file declares.
#[derive(Clone, Debug)]
pub struct Listed {
    pub target: Target,
    /// Its title or name; its id where it has none.
    pub title: Arc<str>,
    pub is_draft: bool,
    /// The bytes of the title, or else of what declares it.
    pub bytes: Range<usize>,
}

impl Sheet {
    /// Looks through a content file. Of a broken one only the ids are known.
    pub fn of(parsed: &Parsed, text: &str) -> Sheet {
        let file = locate::File::read(&parsed.path, text);
        let entry = |declared: &crate::content::Declared| {
            parsed.entries.iter().find(|entry| {
                entry.kind() == Some(declared.kind) && entry.id().as_str() == &*declared.id
            })
        };
        let entries = parsed.declared.iter().map(|declared| {
            let target = Target { kind: declared.kind, id: declared.id.clone() };
            let titled = entry(declared).and_then(|entry| Some((entry, entry.title()?)));
            match titled {
                Some((entry, (key, title))) => Listed {
                    target,
                    title: title.into(),
                    is_draft: entry.is_draft(),
                    bytes: file.bytes(&entry.origin().field(field![key])),
                },
                None => Listed {
                    target,
                    title: declared.id.clone(),
                    is_draft: entry(declared).is_some_and(AnyEntry::is_draft),
                    bytes: file.bytes(&declared.at),
                },
            }
        });
        let namings = parsed.entries.iter().flat_map(naming::of_entry);
        Sheet { entries: entries.collect(), names: names(&file, namings) }
    }

    /// Looks through `site.yaml`, which declares nothing.
    pub fn of_site(site: &SiteFile, text: &str) -> Sheet {
        let file = locate::File::read(SITE_FILE, text);
        let namings = naming::of_site(site).into_iter();
        Sheet { entries: Vec::new(), names: names(&file, namings) }
    }

    /// Where an entry is named.
    pub fn named<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Range<usize>> {
        self.names.iter().filter(move |(named, _)| named == target).map(|(_, bytes)| bytes)
    }
}

/// The places of names, each once: links by reference share that of their address.
fn names(
    file: &locate::File,
    namings: impl Iterator<Item = Naming>,
) -> Vec<(Target, Range<usize>)> {
    let place = |naming: Naming| {
        let bytes = file.words(&naming.at, naming.words()).or_else(|| {
            // Behind a YAML alias, say: the whole value.
            matches!(naming.at, At::Field(_)).then(|| file.bytes(&naming.at))
        })?;
        Some((naming.target, bytes))
    };
    let mut names: Vec<_> = namings.filter_map(place).collect();
    names.sort_by(|a, b| (a.1.start, a.1.end, &a.0).cmp(&(b.1.start, b.1.end, &b.0)));
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn names_stand_at_their_bytes() {
        let text = "\
---
title: é漢🌕
about: {countries: [gb], actors: [\"guild\"]}
positions:
  - {by: council, stance: asserts, date: 2020, source: letter, note: 'as [it](term:toll)'}
---
See [@letter, p. 3] and [here](/claims/other/#x).
";
        let parsed =
            parse::file(&"content/claims/a.md".into(), &Ok(text.into()), parse::Options::default());
        let sheet = Sheet::of(&parsed, text);
        let names: Vec<_> = sheet
            .names
            .iter()
            .map(|(target, bytes)| (target.to_string(), &text[bytes.clone()]))
            .collect();
        let expected = [
            ("country:gb", "gb"),
            ("actor:guild", "guild"),
            ("actor:council", "council"),
            ("source:letter", "letter"),
            ("term:toll", "toll"),
            ("source:letter", "letter"),
            ("claim:other", "/claims/other/#x"),
        ];
        assert_eq!(names, expected.map(|(target, words)| (target.to_owned(), words)));
        assert_eq!(&text[sheet.entries[0].bytes.clone()], "é漢🌕");
    }
}
