//! Aliases and files, held against the addresses that are taken.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::files::folded;
use super::links::entry_at;
use crate::content::Origin;
use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::id::alias_address;
use crate::markdown::file_of;
use crate::model::{EntryId, Model};

/// Tells aliases and files at addresses that something else has. `pages` are the addresses of all
/// pages and files that are made, `files` those that are copied, relative to the site.
pub fn addresses<'a>(
    model: &Model,
    pages: &BTreeSet<Arc<str>>,
    files: impl IntoIterator<Item = &'a Arc<str>>,
) -> Vec<Diagnostic> {
    let mut taken = Taken { model, pages, owners: HashMap::new(), found: Vec::new() };
    for file in files {
        taken.file(file);
    }
    for entry in model.entries() {
        let (Some(common), Some(origin)) = (model.common(entry), model.origin(entry)) else {
            continue;
        };
        for (index, alias) in common.aliases().iter().enumerate() {
            taken.alias(entry, origin, index, alias);
        }
    }
    taken.found
}

struct Taken<'a> {
    model: &'a Model,
    pages: &'a BTreeSet<Arc<str>>,
    /// Which alias or file has which file of the site.
    owners: HashMap<String, Owner>,
    found: Vec<Diagnostic>,
}

#[derive(Clone)]
enum Owner {
    Entry(EntryId, Arc<str>, At),
    Alias(EntryId, Arc<str>, At),
    Page(Arc<str>),
    File(Arc<str>),
}

impl Taken<'_> {
    /// Who has a file. Addresses of pages have no capitals, so that only they need to be asked for
    /// as they are.
    fn owner(&self, file: &str) -> Option<Owner> {
        if let Some(owner) = self.owners.get(file) {
            return Some(owner.clone());
        }
        let address = match file.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => file,
        };
        let page = self.pages.get(address)?;
        let entry = entry_at(self.model, address);
        let origin = entry.and_then(|entry| Some((entry, self.model.origin(entry)?)));
        Some(match origin {
            Some((entry, origin)) => Owner::Entry(entry, origin.path.clone(), place_of(origin)),
            None => Owner::Page(page.clone()),
        })
    }

    fn file(&mut self, file: &str) {
        let path: Arc<str> = format!("static/{file}").into();
        let owner = match self.owner(&key(file)) {
            None | Some(Owner::File(_)) => {
                self.owners.insert(key(file), Owner::File(path));
                return;
            }
            Some(owner) => owner,
        };
        let message = format!("{} has the address of this file", owner.words());
        let told = Diagnostic::new(&rule::ADDRESS_TAKEN, &path, At::File, message)
            .help("give the file another name, or take it out");
        self.found.push(owner.show(told));
    }

    fn alias(&mut self, entry: EntryId, origin: &Origin, index: usize, alias: &str) {
        let at = origin.field(field!["aliases", index]);
        let Some(path) = alias.strip_prefix('/') else {
            self.found.push(
                Diagnostic::new(
                    &rule::BAD_ADDRESS,
                    &origin.path,
                    at,
                    format!("the alias `{alias}` does not begin with a slash"),
                )
                .help("write the earlier address from the first slash on: `/old/`"),
            );
            return;
        };
        let address = if path.is_empty() { String::new() } else { alias_address(path) };
        let file = key(&address);
        // A file cannot stand where a folder is needed.
        let above = file.match_indices('/').map(|(end, _)| &file[..end]);
        let in_the_way = above.into_iter().find_map(|folder| self.owner(folder));
        let Some(owner) = self.owner(&file).or(in_the_way) else {
            self.owners.insert(file, Owner::Alias(entry, origin.path.clone(), at));
            return;
        };
        let (message, help) = match &owner {
            Owner::Entry(same, ..) if *same == entry => (
                format!("`{alias}` is the address of the entry itself"),
                "an alias is an address that the entry had before; take it out",
            ),
            Owner::Alias(same, ..) if *same == entry => (
                format!("the alias `{alias}` is given twice"),
                "take one of the two out; `/a`, `/a/` and `/a/index.html` are one address, and so are capitals and small letters",
            ),
            owner => (
                format!("{} has the address `{alias}`", owner.words()),
                "an address shows one thing; take the alias out, or give what is there another name",
            ),
        };
        let told = Diagnostic::new(&rule::ADDRESS_TAKEN, &origin.path, at, message).help(help);
        let told = match &owner {
            Owner::Entry(same, ..) if *same == entry => told,
            owner => owner.show(told),
        };
        self.found.push(told);
    }
}

impl Owner {
    fn words(&self) -> String {
        match self {
            Owner::Entry(..) => "the page of another entry".into(),
            Owner::Alias(..) => "an alias of another entry".into(),
            Owner::Page(address) => format!("the page `/{address}` of the site"),
            Owner::File(path) => format!("the file `{path}`"),
        }
    }

    /// Shows the other place, where there is one in a text.
    fn show(&self, told: Diagnostic) -> Diagnostic {
        match self {
            Owner::Entry(_, path, at) => told.related(path, at.clone(), "this entry has it"),
            Owner::Alias(_, path, at) => told.related(path, at.clone(), "the other alias"),
            Owner::Page(_) | Owner::File(_) => told,
        }
    }
}

/// Where an entry says who it is.
fn place_of(origin: &Origin) -> At {
    match origin.field.is_empty() {
        true => At::File,
        false => origin.field(field!["id"]),
    }
}

/// The file at an address. On some machines files whose names differ only by capitals, or by their
/// Unicode form, are one.
fn key(address: &str) -> String {
    folded(&file_of(address))
}
