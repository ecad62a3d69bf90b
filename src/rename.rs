//! Gives an entry another id, everywhere: in its own place, in each reference in front matters, prose
//! and `site.yaml`, and leaves its earlier address as an alias. Only the bytes of names are changed.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use anyhow::{Result, bail, ensure};

use crate::content::value::SitePath;
use crate::content::{AnyEntry, Origin, SiteFile};
use crate::diagnostic::{At, Edit, FieldPath, Located, LocatedEdit, New, Severity};
use crate::field;
use crate::fix::{self, Change};
use crate::id::Target;
use crate::locate;
use crate::naming::{self, Naming};
use crate::parse::front_matter::FrontMatter;
use crate::parse::tree::{self, Node, Value};
use crate::parse::{self, Parsed, Shelf};
use crate::source::{SITE_FILE, Sources};
use crate::{Options, analyze};

/// What a renaming comes to.
#[derive(Debug)]
pub struct Renamed {
    /// The files that change, in the order of their paths, under their old paths.
    pub changes: Vec<Change>,
    /// The file that gets another name, and that name; none for an entry in a list.
    pub moved: Option<(Arc<str>, Arc<str>)>,
    /// How many references were changed.
    pub references: usize,
}

/// The edits of a renaming, and what else it comes to.
#[derive(Debug)]
pub struct Plan {
    pub edits: Vec<LocatedEdit>,
    /// The file that gets another name, and that name; none for an entry in a list.
    pub moved: Option<(Arc<str>, Arc<str>)>,
    /// How many references are changed.
    pub references: usize,
}

/// Renames the entry `from` to the id `to`, in memory.
///
/// Fails where [`plan`] does, and when the site would have an error that it had not before.
pub fn rename(sources: &Sources, from: &Target, to: &str) -> Result<Renamed> {
    let (site, _) = parse::site(sources.site_file());
    let Some(site) = site else { bail!("`{SITE_FILE}` cannot be read") };
    let prose = parse::Options { allow_html: site.allow_html.is_some_and(|flag| flag.0) };
    let files = Shelf::default().parse(sources, prose);
    let Plan { edits, moved, references } = plan(sources, &site, &files, from, to)?;
    let after = fix::put(sources, &edits);
    let changed: BTreeSet<&Arc<str>> = edits.iter().map(|edit| &edit.place.path).collect();
    let changes = changed.into_iter().filter_map(|path| {
        Some(Change {
            path: path.clone(),
            before: sources.text(path)?.into(),
            after: after.text(path)?.into(),
            fixes: edits.iter().filter(|edit| edit.place.path == *path).count(),
        })
    });
    let changes: Vec<Change> = changes.collect();
    hold(sources, after, moved.as_ref())?;
    Ok(Renamed { changes, moved, references })
}

/// What has to be edited so that the entry `from` has the id `to`; `site` and `files` are what
/// `sources` say.
///
/// Fails when there is no such entry or one that is called so, and when a reference stands where it
/// cannot be changed, such as a YAML alias.
pub fn plan(
    sources: &Sources,
    site: &SiteFile,
    files: &[Arc<Parsed>],
    from: &Target,
    to: &str,
) -> Result<Plan> {
    let entries = || files.iter().flat_map(|file| &file.entries);
    let is =
        |entry: &&AnyEntry, id: &str| entry.kind() == Some(from.kind) && entry.id().as_str() == id;
    let Some(entry) = entries().find(|entry| is(entry, &from.id)) else {
        bail!("there is no {} `{}`", from.kind, from.id);
    };
    ensure!(
        !entries().any(|entry| is(&entry, to)),
        "there is {} `{to}` already",
        from.kind.with_article()
    );

    let edits = |path: &Arc<str>, namings: Vec<Naming>| -> Vec<Edit> {
        let of_entry = namings.into_iter().filter(|naming| naming.target == *from);
        of_entry.map(|naming| naming.edit(path, to)).collect()
    };
    let in_content =
        entries().flat_map(|entry| edits(&entry.origin().path, naming::of_entry(entry)));
    let mut edits: Vec<Edit> =
        in_content.chain(edits(&SITE_FILE.into(), naming::of_site(site))).collect();
    let references = edits.len();
    let origin = entry.origin();
    if !origin.field.is_empty() {
        edits.push(Edit {
            path: origin.path.clone(),
            at: origin.field(field!["id"]),
            new: New::scalar(&*from.id, to),
        });
    }
    edits.extend(alias(sources, entry, from, to)?);

    let moved = origin.field.is_empty().then(|| {
        let folder = origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        (origin.path.clone(), Arc::from(format!("{folder}/{to}.md")))
    });
    Ok(Plan { edits: placed(sources, &edits)?, moved, references })
}

/// Holds the site as it would be against what it was: nothing may be wrong that was not.
fn hold(before: &Sources, mut after: Sources, moved: Option<&(Arc<str>, Arc<str>)>) -> Result<()> {
    if let Some((old, new)) = moved {
        let text: Arc<str> = after.text(old).unwrap_or_default().into();
        after.remove(old);
        after.overlay(new, &text);
    }
    let errors = |sources: &Sources| -> Vec<Located> {
        let found = analyze(sources, &Options { drafts: true, ..Options::default() }).diagnostics;
        found.into_iter().filter(|found| found.severity == Severity::Error).collect()
    };
    let known: HashSet<(&str, String)> =
        errors(before).into_iter().map(|found| (found.rule.name, found.message)).collect();
    let new = errors(&after)
        .into_iter()
        .find(|found| !known.contains(&(found.rule.name, found.message.clone())));
    match new {
        Some(found) => bail!(
            "renamed, the site would have an error in {}:{}: {}",
            found.place.path,
            found.place.line,
            found.message
        ),
        None => Ok(()),
    }
}

/// Where the edits stand, each once: links by reference share the place of their address.
fn placed(sources: &Sources, edits: &[Edit]) -> Result<Vec<LocatedEdit>> {
    let mut places = HashSet::new();
    let mut placed = Vec::new();
    for (edit, found) in edits.iter().zip(locate::edits(sources, edits)) {
        match found {
            Ok(found) => {
                if places.insert((found.place.path.clone(), found.place.bytes)) {
                    placed.push(found);
                }
            }
            Err(place) => bail!(
                "{}:{}: this name is written in a way that cannot be changed by itself; write it plainly",
                edit.path,
                place.line
            ),
        }
    }
    Ok(placed)
}

/// The edits that leave the earlier address of an entry as an alias. A draft has had no reader.
fn alias(sources: &Sources, entry: &AnyEntry, from: &Target, to: &str) -> Result<Vec<Edit>> {
    let origin = entry.origin();
    if entry.is_draft() {
        return Ok(Vec::new());
    }
    let (old, new) =
        (format!("/{}", from.kind.address(&from.id)), format!("/{}", from.kind.address(to)));
    let text = sources.text(&origin.path).unwrap_or_default();
    let Ok(matter) = FrontMatter::split(text) else { bail!("{} has no front matter", origin.path) };
    let yaml = &text[matter.yaml.clone()];
    let Ok(Some(root)) = tree::read(yaml) else {
        // An empty front matter: no kind has one, but a country.
        bail!("the front matter of {} cannot be read", origin.path)
    };
    let written = Written { path: &origin.path, text, start: matter.yaml.start, yaml, root: &root };
    let known = entry.common().aliases();
    Ok(match known.iter().any(|alias| **alias == *new) {
        // It goes back to where it was.
        true => vec![written.exchange(origin, known, &new, &old)],
        false => vec![written.add(origin, !known.is_empty(), &old)],
    })
}

/// A front matter as it is written.
struct Written<'a> {
    path: &'a Arc<str>,
    text: &'a str,
    /// Where the YAML begins in the file.
    start: usize,
    yaml: &'a str,
    root: &'a Node,
}

impl Written<'_> {
    fn insert(&self, at: usize, words: String) -> Edit {
        let at = self.start + at;
        Edit { path: self.path.clone(), at: At::Bytes(at..at), new: New::words("", words) }
    }

    /// The alias that is the new address becomes that of the old one.
    fn exchange(&self, origin: &Origin, known: &[SitePath], new: &str, old: &str) -> Edit {
        let index = known.iter().position(|alias| **alias == *new).unwrap_or_default();
        let at = origin.field(field!["aliases", index]);
        Edit { path: self.path.clone(), at, new: New::words(new, old) }
    }

    /// Another item of `aliases`, or that field.
    fn add(&self, origin: &Origin, has_aliases: bool, old: &str) -> Edit {
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let place = origin.field.clone();
        let aliases: FieldPath = place.iter().cloned().chain(field!["aliases"]).collect();
        if has_aliases
            && let Some(Node { value: Value::List(items), bytes }) = self.root.get(&aliases)
            && let Some(last) = items.last()
        {
            if self.yaml[bytes.start..].starts_with('[') {
                return self.insert(last.bytes.end, format!(", {old}"));
            }
            let indent = " ".repeat(self.column(items[0].bytes.start).saturating_sub(2));
            return self.insert(last.bytes.end, format!("{end}{indent}- {old}"));
        }
        if place.is_empty() {
            return self.insert(self.yaml.len(), format!("aliases: [{old}]{end}"));
        }
        let item = self.root.find(&place);
        let id: FieldPath = place.iter().cloned().chain(field!["id"]).collect();
        let after = self.root.find(&id).end;
        if self.yaml[item.start..].starts_with('{') {
            return self.insert(after, format!(", aliases: [{old}]"));
        }
        let indent = " ".repeat(self.column(self.root.find_key(&id).start));
        self.insert(after, format!("{end}{indent}aliases: [{old}]"))
    }

    /// How many characters stand before a byte in its line.
    fn column(&self, at: usize) -> usize {
        let start = self.yaml[..at].rfind('\n').map_or(0, |end| end + 1);
        self.yaml[start..at].chars().count()
    }
}
