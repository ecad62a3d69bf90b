//! What long lists have in common: their order, which is made once, and where their groups begin.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Serialize;

use crate::date::{Date, SortKey};
use crate::model::{ClaimId, EntryId, Model, SourceId};

/// A group of a long list and where it begins.
#[derive(Clone, Debug, Serialize)]
pub struct Jump {
    pub title: String,
    pub href: String,
    pub count: usize,
    /// Where each initial begins, if the list is long enough to need that.
    pub letters: Vec<Letter>,
}

/// An initial and where it begins.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    pub letter: String,
    pub href: String,
}

/// Above so many initials letters are no help: a script without an alphabet.
const MOST_LETTERS: usize = 40;

/// Where each initial first stands among `names`; `href` gives the place of a name by its index.
pub fn letters<'a>(
    names: impl Iterator<Item = &'a str>,
    href: impl Fn(usize) -> String,
) -> Vec<Letter> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut letters = Vec::new();
    for (index, name) in names.enumerate() {
        let letter = initial(name);
        if found.insert(letter.clone()) {
            letters.push(Letter { letter, href: href(index) });
        }
    }
    if letters.len() > MOST_LETTERS { Vec::new() } else { letters }
}

/// The first letter in capitals, `0–9` for any digit and `#` where there is neither.
fn initial(name: &str) -> String {
    match name.chars().find(|c| c.is_alphanumeric()) {
        Some(digit) if digit.is_numeric() => "0–9".into(),
        Some(letter) => letter.to_uppercase().collect(),
        None => "#".into(),
    }
}

/// What a name is sorted by: its letters, whatever their case; marks before it do not count.
pub fn sort_name(name: &str) -> String {
    name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Orders of long lists, each made when the first page asks for it.
#[derive(Default)]
pub struct Orders {
    claims: OnceLock<Vec<ClaimId>>,
    sources: OnceLock<Vec<SourceId>>,
    changes: OnceLock<Vec<(EntryId, usize)>>,
    /// Where the groups of the list of claims begin.
    pub claim_jumps: OnceLock<Vec<Jump>>,
    /// Where the groups of the list of sources begin.
    pub source_jumps: OnceLock<Vec<Jump>>,
}

impl Orders {
    /// Claims by record, then by title.
    pub fn claims(&self, model: &Model) -> &[ClaimId] {
        self.claims.get_or_init(|| {
            let mut list: Vec<ClaimId> = (0..model.claims.len() as u32).map(ClaimId).collect();
            list.sort_by_cached_key(|id| {
                let claim = &model[*id];
                (claim.record.state, sort_name(&claim.entry.data.title), *id)
            });
            list
        })
    }

    /// Sources by type, then by publisher, date and title; those without a publisher come last.
    pub fn sources(&self, model: &Model) -> &[SourceId] {
        self.sources.get_or_init(|| {
            let mut list: Vec<SourceId> = (0..model.sources.len() as u32).map(SourceId).collect();
            list.sort_by_cached_key(|id| {
                let data = &model[*id].entry.data;
                let publisher = model.publisher(*id);
                let date = model[*id].date().map(Date::sort_key);
                (
                    data.r#type,
                    publisher.is_none(),
                    publisher.map(sort_name),
                    date,
                    sort_name(&data.title),
                    *id,
                )
            });
            list
        })
    }

    /// Every change of every entry, the latest first; those of one day in the order of entries.
    pub fn changes(&self, model: &Model) -> &[(EntryId, usize)] {
        self.changes.get_or_init(|| {
            let mut list: Vec<(SortKey, EntryId, usize)> = Vec::new();
            for entry in model.entries() {
                let changes = model.common(entry).map_or(&[][..], |common| common.changes());
                let keys = changes.iter().map(|change| change.date.sort_key());
                list.extend(keys.enumerate().map(|(index, key)| (key, entry, index)));
            }
            list.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            list.into_iter().map(|(_, entry, index)| (entry, index)).collect()
        })
    }
}
