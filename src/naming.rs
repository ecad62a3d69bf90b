//! Where entries are named: every reference in front matters, prose and `site.yaml`, with its place.

use std::borrow::Cow;
use std::sync::Arc;

use crate::content::value::Visitor;
use crate::content::{AnyEntry, SiteFile};
use crate::country::Code;
use crate::diagnostic::{At, Edit, FieldPath, New};
use crate::field;
use crate::id::{Kind, Target, is_id};
use crate::markdown::Reference;
use crate::parse::is_section;

/// A place at which an entry is named, whether there is such an entry or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    pub target: Target,
    pub at: At,
    /// The address on this site by which it is named, with what stands behind it; none where its id
    /// stands.
    pub address: Option<Arc<str>>,
}

impl Naming {
    fn by_id(kind: Kind, id: &str, at: At) -> Naming {
        Naming { target: Target { kind, id: id.into() }, at, address: None }
    }

    /// The words that stand at its place, or at the end of it.
    pub fn words(&self) -> &str {
        self.address.as_deref().unwrap_or(&self.target.id)
    }

    /// The edit after which an entry of the same kind with the id `to` is named there, in the file at
    /// `path`.
    pub fn edit(&self, path: &Arc<str>, to: &str) -> Edit {
        let new = match &self.address {
            None => Cow::Borrowed(to),
            Some(address) => {
                let old = address_of(&self.target);
                let rest = address.get(old.len()..).unwrap_or_default();
                Cow::Owned(format!("/{}{rest}", self.target.kind.address(to)))
            }
        };
        Edit { path: path.clone(), at: self.at.clone(), new: New::words(self.words(), new) }
    }
}

/// Where an entry names others, or itself.
pub fn of_entry(entry: &AnyEntry) -> Vec<Naming> {
    let mut found = Found(Vec::new());
    entry.data().visit(&mut entry.origin().field.clone(), &mut found);
    let Found(mut namings) = found;
    for mention in entry.mentions() {
        let at = mention.at.clone();
        match &mention.what {
            Reference::Entry(target) => {
                namings.push(Naming { target: target.clone(), at, address: None });
            }
            Reference::Citation(citation) => {
                namings.push(Naming::by_id(Kind::Source, citation.source.as_str(), at));
            }
            Reference::Path(path) => namings.extend(by_address(path, at)),
            Reference::Picture(_) | Reference::Outside(_) => {}
        }
    }
    namings
}

/// Where `site.yaml` names entries.
pub fn of_site(site: &SiteFile) -> Vec<Naming> {
    let country = |(index, code): (usize, &crate::content::value::CountryCode)| {
        Naming::by_id(Kind::Country, &code.0.lower(), At::Field(field!["countries", index]))
    };
    let mut namings: Vec<Naming> = site.countries.iter().enumerate().map(country).collect();
    for (index, item) in site.navigation.iter().enumerate() {
        let at = At::Field(field!["navigation", index, "to"]);
        match Target::parse(&item.to) {
            Some(Target { kind: Kind::Country, id }) => {
                namings.push(Naming::by_id(Kind::Country, &id.to_ascii_lowercase(), at));
            }
            Some(target) => namings.push(Naming { target, at, address: None }),
            None => namings.extend(by_address(&item.to, at)),
        }
    }
    namings
}

/// An entry named by its address on this site, with or without a fragment behind it.
fn by_address(path: &str, at: At) -> Option<Naming> {
    let below = path.strip_prefix('/')?;
    let (first, rest) = below.split_once('/')?;
    let (kind, id) = match Kind::from_folder(first) {
        Some(kind) => (kind, rest.split_once('/')?.0),
        None if is_id(first) && !is_section(first) => (Kind::Page, first),
        None => return None,
    };
    let target = Target { kind, id: id.into() };
    let rest = path.strip_prefix(address_of(&target).as_str())?;
    let is_page = rest.is_empty() || rest.starts_with(['#', '?']);
    (is_page && !id.is_empty()).then(|| Naming { target, at, address: Some(path.into()) })
}

/// The address of an entry’s page from the first slash on.
fn address_of(target: &Target) -> String {
    format!("/{}", target.kind.address(&target.id))
}

struct Found(Vec<Naming>);

impl Visitor for Found {
    fn reference(&mut self, at: &FieldPath, kind: Kind, id: &str) {
        self.0.push(Naming::by_id(kind, id, At::Field(at.clone())));
    }

    fn country(&mut self, at: &FieldPath, code: Code) {
        self.0.push(Naming::by_id(Kind::Country, &code.lower(), At::Field(at.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Option<String> {
        by_address(path, At::File).map(|naming| naming.target.to_string())
    }

    #[test]
    fn an_address_on_this_site_names_an_entry() {
        assert_eq!(named("/claims/a-b/").as_deref(), Some("claim:a-b"));
        assert_eq!(named("/claims/a-b/#p-nic").as_deref(), Some("claim:a-b"));
        assert_eq!(named("/countries/gb/").as_deref(), Some("country:gb"));
        assert_eq!(named("/about/?x").as_deref(), Some("page:about"));
        for path in ["/", "/claims/", "/claims/a", "/pages/about/", "/timeline/", "/a/b/", "a/"] {
            assert_eq!(named(path), None, "{path}");
        }
    }

    #[test]
    fn what_stands_behind_an_address_stays() {
        let naming = by_address("/claims/old/#p-nic", At::File).unwrap();
        let edit = naming.edit(&"a.md".into(), "new");
        assert_eq!(edit.new, New::words("/claims/old/#p-nic", "/claims/new/#p-nic"));
    }
}
