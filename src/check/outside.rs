//! Addresses outside of the site, held against what was found there.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::prose::each_entry;
use crate::content::value::{Url, Visitor};
use crate::content::{AnyEntry, Origin};
use crate::diagnostic::{At, Diagnostic, FieldPath, rule};
use crate::field;
use crate::markdown::Reference;
use crate::model::Model;
use crate::reach::{Found, Seen, asked};
use crate::source::SITE_FILE;

/// An address where it is written.
struct Written {
    address: Arc<str>,
    path: Arc<str>,
    at: At,
}

/// All addresses outside of the site that its content names, without their fragments.
pub fn outside(model: &Model) -> BTreeSet<Arc<str>> {
    let mut addresses = BTreeSet::new();
    let mut add = |written: &Written| {
        addresses.insert(asked(&written.address).into());
    };
    of_site(model).iter().for_each(&mut add);
    for entry in model.entries().filter_map(|entry| model.written(entry)) {
        of_entry(&entry).iter().for_each(&mut add);
    }
    addresses
}

/// Tells each address at which nothing was found, and where there is a copy.
pub fn unreached(model: &Model, seen: &Seen) -> Vec<Diagnostic> {
    let copies = copies(model);
    let tell = |written: Written| {
        let address = asked(&written.address);
        let found = seen.get(address)?;
        let rule = match found {
            Found::Fine => return None,
            Found::Dead(_) => &rule::DEAD_LINK,
            Found::Blocked(_) => &rule::BLOCKED_LINK,
            Found::Unreachable(_) => &rule::UNREACHABLE_LINK,
        };
        let message = format!("nothing was found at `{}`: {found}", written.address);
        let message = match found {
            Found::Blocked(_) => format!("`{}` may be there: {found}", written.address),
            _ => message,
        };
        let copy = copies.get(address).into_iter().flatten();
        let copy = copy.filter(|copy| !matches!(seen.get(asked(copy)), Some(Found::Dead(_))));
        let copy: Vec<_> = copy.map(|copy| format!("`{copy}`")).collect();
        let help = match found {
            Found::Dead(_) if copy.is_empty() => {
                "give its new address, or a copy in an archive under `archived`".into()
            }
            Found::Dead(_) => format!("there is a copy: {}", copy.join(", ")),
            _ => "look at it in a browser".into(),
        };
        Some(Diagnostic::new(rule, &written.path, written.at, message).help(help))
    };
    let site = of_site(model).into_iter().filter_map(tell);
    let entries = each_entry(model, |_, entry, found| {
        found.extend(of_entry(entry).into_iter().filter_map(tell));
    });
    site.chain(entries).collect()
}

/// Addresses of copies, by the address that they are copies of.
fn copies(model: &Model) -> HashMap<&str, Vec<&str>> {
    let mut copies = HashMap::<_, Vec<_>>::new();
    for source in &model.sources {
        if let Some(url) = &source.entry.data.url {
            let archived = source.entry.data.archived.iter().map(|copy| &*copy.url);
            copies.entry(asked(url)).or_default().extend(archived);
        }
    }
    copies
}

fn of_site(model: &Model) -> Vec<Written> {
    let publisher = model.site.file.publisher.as_ref();
    let url = publisher.and_then(|publisher| publisher.url.as_ref());
    let written = |url: &Url| Written {
        address: url.0.clone(),
        path: SITE_FILE.into(),
        at: At::Field(field!["publisher", "url"]),
    };
    url.map(written).into_iter().collect()
}

/// The addresses in fields and prose of an entry.
fn of_entry(entry: &AnyEntry) -> Vec<Written> {
    struct Urls<'a>(&'a Origin, Vec<Written>);
    impl Visitor for Urls<'_> {
        fn url(&mut self, at: &FieldPath, url: &Url) {
            let (address, at) = (url.0.clone(), At::Field(at.clone()));
            self.1.push(Written { address, path: self.0.path.clone(), at });
        }
    }
    let origin = entry.origin();
    let mut urls = Urls(origin, Vec::new());
    entry.data().visit(&mut origin.field.clone(), &mut urls);
    let Urls(_, mut found) = urls;
    let mut add = |address: &Arc<str>, at: At| {
        if address.starts_with("https://") || address.starts_with("http://") {
            found.push(Written { address: address.clone(), path: origin.path.clone(), at });
        }
    };
    for (name, address) in entry.common().external() {
        let own = ["external".into(), name.to_string().into()];
        add(&address.0, At::Field(origin.field.iter().cloned().chain(own).collect()));
    }
    for mention in entry.mentions() {
        if let Reference::Outside(address) = &mention.what {
            add(address, mention.at.clone());
        }
    }
    found
}
