//! From a name to its entry, and from an entry to all places that name it.

use std::ops::Range;

use lsp_types::Location;

use super::cursor::{self, Keys, Spot};
use super::site::Site;
use crate::content::{self, shape::Record};
use crate::id::{Kind, Target};
use crate::markdown::Reference;

/// The entry that is named, or declared, at a byte of a file, and the bytes that do so.
pub fn target_at(site: &Site, path: &str, at: usize) -> Option<(Target, Range<usize>)> {
    let text = site.text(path)?;
    match cursor::spot(path, text, at)? {
        Spot::Value(value) => Some((value.target()?, value.word.bytes)),
        Spot::Prose(prose) => {
            let (what, bytes) = prose.reference(text)?;
            let named = site.sheet(path).and_then(|sheet| {
                sheet
                    .names
                    .iter()
                    .find(|(_, name)| bytes.start <= name.start && name.end <= bytes.end)
            });
            match (what, named) {
                (Reference::Entry(target), _) => {
                    let start = bytes.end.saturating_sub(target.id.len()).max(bytes.start);
                    Some((target, start..bytes.end))
                }
                (Reference::Citation(citation), _) => {
                    let id = citation.source.as_str();
                    let start = bytes.end.saturating_sub(id.len()).max(bytes.start);
                    Some((Target { kind: Kind::Source, id: id.into() }, start..bytes.end))
                }
                // An address on this site.
                (Reference::Path(_), Some((target, bytes))) => {
                    Some((target.clone(), bytes.clone()))
                }
                _ => None,
            }
        }
        // What stands above all in a file stands for its entry.
        Spot::Key(key) => match key.keys {
            Keys::Of(record) if key.at_top && is_title(record, &key.word.text) => {
                let own = site.sheet(path)?.entries.first()?;
                let is_own = content::record_of(own.target.kind).name == record.name;
                is_own.then(|| (own.target.clone(), key.word.bytes))
            }
            _ => None,
        },
    }
}

fn is_title(record: &Record, key: &str) -> bool {
    matches!(key, "title" | "name") && record.field(key).is_some()
}

/// Where the entry is declared that is named at a byte of a file.
pub fn definition(site: &Site, path: &str, at: usize) -> Option<Location> {
    let (target, _) = target_at(site, path, at)?;
    declaration(site, &target)
}

fn declaration(site: &Site, target: &Target) -> Option<Location> {
    let (path, entry) = site.entry(target)?;
    site.location(path, &entry.bytes)
}

/// Every place that names the entry at a byte of a file, in the order of files and bytes; before them
/// where it is declared, if that is asked for.
pub fn references(site: &Site, path: &str, at: usize, declared: bool) -> Option<Vec<Location>> {
    let (target, _) = target_at(site, path, at)?;
    let mut found: Vec<Location> = Vec::new();
    if declared {
        found.extend(declaration(site, &target));
    }
    for (path, sheet) in site.sheets() {
        let mut named = sheet.named(&target).peekable();
        if named.peek().is_none() {
            continue;
        }
        let (Some(uri), Some(lines)) = (site.uri(path), site.lines(path)) else { continue };
        found.extend(named.map(|bytes| Location::new(uri.clone(), lines.span(bytes))));
    }
    Some(found)
}
