//! Mends what has one right answer. The fixes that diagnostics carry are put into the texts in
//! memory and held against a new analysis; what does not hold is left. [`write()`] puts the mended
//! texts on disk, file by file.

mod diff;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Located, LocatedEdit, LocatedFix, rule};
use crate::source::{CONTENT, SITE_FILE, Sources};

pub use diff::diff;
pub use write::{rename, write};

/// A fix may uncover another, and edits that touch take turns; more rounds than this are a circle.
const MOST_ROUNDS: usize = 16;

/// Texts in which all is mended that can be.
#[derive(Debug)]
pub struct Mended {
    pub sources: Sources,
    /// The files that have changed, in the order of their paths.
    pub changes: Vec<Change>,
    /// What was left, as its fix would not have held.
    pub refused: Vec<Located>,
}

/// One file, mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: Arc<str>,
    pub before: Arc<str>,
    pub after: Arc<str>,
    /// How many fixes were made in it.
    pub fixes: usize,
}

/// Mends the texts in rounds, until no fix is left. Of fixes that touch, the first in its file goes
/// first. `analyze` says what is wrong with texts, with all places found.
///
/// Only `site.yaml` and files of the content are changed, and of them only the bytes of the edits.
pub fn mend(sources: &Sources, analyze: impl Fn(&Sources) -> Vec<Located>) -> Mended {
    let mut mended = Mended { sources: sources.clone(), changes: Vec::new(), refused: Vec::new() };
    let mut found = analyze(sources);
    let mut fixes: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut refused: HashSet<Told> = HashSet::new();
    let mut round = 0;
    while round < MOST_ROUNDS {
        let chosen = choose(&found, &refused);
        if chosen.is_empty() {
            break;
        }
        let edits = chosen.iter().map(|one| one.fix.as_ref().map_or(&[][..], |fix| &fix.edits));
        let (trial, places) = apply(&mended.sources, edits);
        let after = analyze(&trial);
        let failed = failures(&found, &chosen, &places, &after);
        if failed.is_empty() {
            for one in &chosen {
                *fixes.entry(one.place.path.clone()).or_default() += 1;
            }
            mended.sources = trial;
            found = after;
            round += 1;
        } else {
            refused.extend(failed.iter().map(|one| told(one)));
            mended.refused.extend(failed.into_iter().cloned());
        }
    }
    for (path, fixes) in fixes {
        let text = |sources: &Sources| sources.text(&path).map(Arc::from);
        if let (Some(before), Some(after)) = (text(sources), text(&mended.sources)) {
            mended.changes.push(Change { path, before, after, fixes });
        }
    }
    mended
}

/// Whether a file of this path is one that an editor writes.
fn may_be_written(path: &str) -> bool {
    let mut parts = path.split('/');
    let within = path == SITE_FILE || parts.next() == Some(CONTENT);
    within && parts.all(|part| !matches!(part, "" | "." | ".."))
}

/// What is told, wherever it stands in its file.
type Told = (Arc<str>, &'static str, String);

fn told(found: &Located) -> Told {
    (found.place.path.clone(), found.rule.name, found.message.clone())
}

/// The diagnostics whose fixes can be made together, in their order: none touches an earlier one.
pub fn together<'a>(found: impl IntoIterator<Item = &'a Located>) -> Vec<&'a Located> {
    choose(found, &HashSet::new())
}

fn choose<'a>(
    found: impl IntoIterator<Item = &'a Located>,
    refused: &HashSet<Told>,
) -> Vec<&'a Located> {
    let mut taken: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
    let mut chosen = Vec::new();
    for one in found {
        let Some(LocatedFix { edits, .. }) = &one.fix else { continue };
        let free = edits.iter().all(|edit| {
            let (start, end) = edit.place.bytes;
            let taken = taken.get(&*edit.place.path).into_iter().flatten();
            may_be_written(&edit.place.path) && { taken }
                .all(|other| end < other.start || other.end < start)
        });
        if free && !edits.is_empty() && !refused.contains(&told(one)) {
            for edit in edits {
                let (start, end) = edit.place.bytes;
                taken.entry(&edit.place.path).or_default().push(start..end);
            }
            chosen.push(one);
        }
    }
    chosen
}

/// Where the edits of one fix stand once they are made: file and bytes.
type Places = Vec<(Arc<str>, Range<usize>)>;

/// The texts with these edits made, of which none touches another.
pub fn put(sources: &Sources, edits: &[LocatedEdit]) -> Sources {
    apply(sources, std::iter::once(edits)).0
}

/// The texts with the edits of each fix made, and where each fix then stands.
fn apply<'e>(
    sources: &Sources,
    fixes: impl Iterator<Item = &'e [LocatedEdit]>,
) -> (Sources, Vec<Places>) {
    // The bytes that an edit takes the place of, its text, and the number of its fix.
    type Edits<'a> = Vec<(Range<usize>, &'a str, usize)>;
    let mut files: BTreeMap<&Arc<str>, Edits> = BTreeMap::new();
    let mut places = Vec::new();
    for (number, edits) in fixes.enumerate() {
        places.push(Vec::new());
        for edit in edits {
            let (start, end) = edit.place.bytes;
            files.entry(&edit.place.path).or_default().push((
                start..end,
                &edit.replacement,
                number,
            ));
        }
    }
    let mut sources = sources.clone();
    for (path, mut edits) in files {
        edits.sort_by_key(|(bytes, ..)| bytes.start);
        let before = sources.text(path).unwrap_or_default();
        let mut after = String::with_capacity(before.len());
        let mut copied = 0;
        for (bytes, new, number) in edits {
            after.push_str(&before[copied..bytes.start]);
            places[number].push((path.clone(), after.len()..after.len() + new.len()));
            after.push_str(new);
            copied = bytes.end;
        }
        after.push_str(&before[copied..]);
        sources.overlay(path, &after);
    }
    (sources, places)
}

/// The fixes that do not hold: what they mend is still told, or something else is now wrong where
/// they stand. What a fix uncovers elsewhere, as a file is read at last, speaks not against it.
fn failures<'a>(
    before: &[Located],
    chosen: &[&'a Located],
    places: &[Places],
    after: &[Located],
) -> Vec<&'a Located> {
    let count = |found: &mut dyn Iterator<Item = &Located>| {
        let mut counts: HashMap<Told, usize> = HashMap::new();
        found.for_each(|one| *counts.entry(told(one)).or_default() += 1);
        counts
    };
    let was = count(&mut before.iter());
    let mended = count(&mut chosen.iter().copied());
    let is = count(&mut after.iter());
    let number = |counts: &HashMap<Told, usize>, key: &Told| counts.get(key).copied().unwrap_or(0);
    let still = |key: &Told| number(&is, key) + number(&mended, key) > number(&was, key);
    // What may be switched off judges what a text says; it does not make the text wrong.
    let mut worse: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
    for one in after.iter().filter(|one| !one.rule.adjustable) {
        let key = told(one);
        if number(&is, &key) > number(&was, &key) {
            let (start, end) = one.place.bytes;
            worse.entry(&one.place.path).or_default().push(start..end);
        }
    }
    let is_wrong = |(path, place): &(Arc<str>, Range<usize>)| {
        let wrong = worse.get(&**path).into_iter().flatten();
        { wrong }.any(|wrong| wrong.start <= place.end && place.start <= wrong.end)
    };
    let fails = |(one, places): &(&&Located, &Vec<_>)| {
        let still = match *one.rule == rule::YAML_SYNTAX {
            true => places.iter().any(|place| is_still_no_yaml(after, place)),
            false => still(&told(one)),
        };
        still || places.iter().any(is_wrong)
    };
    chosen.iter().zip(places).filter(fails).map(|(one, _)| *one).collect()
}

/// Whether a file still makes no sense as YAML up to the end of a fix. Of such a file the first
/// fault alone is told, so the next one may come behind it.
fn is_still_no_yaml(after: &[Located], (path, place): &(Arc<str>, Range<usize>)) -> bool {
    after.iter().any(|one| {
        *one.rule == rule::YAML_SYNTAX && one.place.path == *path && one.place.bytes.0 < place.end
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, analyze};

    fn mend_file(path: &str, text: &str) -> Mended {
        let site = ("site.yaml", "title: A site\nbase_url: https://site.example/\n");
        let sources = Sources::of([site, (path, text)]);
        mend(&sources, |sources| analyze(sources, &Options::default()).diagnostics)
    }

    #[test]
    fn only_what_editors_write_is_changed() {
        assert!(may_be_written("site.yaml") && may_be_written("content/claims/a.md"));
        for path in [
            "templates/a.html",
            "content",
            "content/../a",
            "../site.yaml",
            "/site.yaml",
            "contents/a",
            "",
        ] {
            assert!(!may_be_written(path) || path == "content", "{path}");
        }
    }

    #[test]
    fn faults_that_a_fix_uncovers_are_mended_in_the_next_round() {
        let path = "content/sources/a.md";
        let mended = mend_file(path, "---\ntitle: A: B\ntpye: book\ndate: 16 March 2021\n---\n");
        let text = "---\ntitle: \"A: B\"\ntype: book\ndate: 2021-03-16\n---\n";
        assert_eq!(mended.sources.text(path), Some(text));
        assert_eq!((mended.changes[0].fixes, mended.refused.len()), (3, 0));
    }

    #[test]
    fn a_fix_that_does_not_hold_is_left() {
        // The address of the link stands in its title, too, and there it is found first.
        let path = "content/pages/a.md";
        let text = "---\ntitle: A\n---\n[x](clam:foo \"clam:foo\")\n";
        let mended = mend_file(path, text);
        assert_eq!(mended.sources.text(path), Some(text));
        assert_eq!((mended.changes.len(), mended.refused.len()), (0, 1));
    }
}
