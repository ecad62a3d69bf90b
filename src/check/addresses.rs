//! Links by path and aliases, held against the addresses of the site.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, did_you_mean, rule};
use crate::field;
use crate::id::alias_address;
use crate::markdown::Reference;
use crate::model::{EntryId, Model};

/// Links by path and aliases, held against every address of the site. `addresses` are those of
/// pages and files, relative to the site.
pub fn addresses(model: &Model, addresses: &BTreeSet<Arc<str>>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut aliases: BTreeSet<&str> = BTreeSet::new();
    for entry in model.entries() {
        let (Some(common), Some(origin)) = (model.common(entry), model.origin(entry)) else {
            continue;
        };
        for (index, alias) in common.aliases().iter().enumerate() {
            let at = origin.field(field!["aliases", index]);
            let Some(path) = alias.strip_prefix('/').filter(|path| !path.is_empty()) else {
                found.push(
                    Diagnostic::new(
                        &rule::BAD_ADDRESS,
                        &origin.path,
                        at,
                        format!("the alias `{alias}` does not begin with a slash"),
                    )
                    .help("write the earlier address from the first slash on: `/old/`"),
                );
                continue;
            };
            let page = alias_address(path);
            if addresses.contains(page.as_str()) || !aliases.insert(path) {
                found.push(Diagnostic::new(
                    &rule::ADDRESS_TAKEN,
                    &origin.path,
                    at,
                    format!("another page or alias has the address `{alias}`"),
                ));
            }
        }
    }
    for entry in model.entries() {
        paths(model, entry, addresses, &aliases, &mut found);
    }
    found
}

fn paths(
    model: &Model,
    entry: EntryId,
    addresses: &BTreeSet<Arc<str>>,
    aliases: &BTreeSet<&str>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(origin) = model.origin(entry) else { return };
    for mention in model.mentions(entry) {
        let Reference::Path(path) = &mention.what else { continue };
        let address = path.split_once('#').map_or(&**path, |(address, _)| address);
        let address = address.strip_suffix("index.html").unwrap_or(address);
        if addresses.contains(address) || aliases.contains(address) {
            continue;
        }
        let folder = format!("{address}/");
        let help = match addresses.contains(folder.as_str()) {
            true => Some(format!("did you mean `/{folder}`?")),
            false => did_you_mean(address, addresses.iter().map(|known| &**known)),
        };
        found.push(
            Diagnostic::new(
                &rule::BROKEN_LINK,
                &origin.path,
                mention.at.clone(),
                format!("there is nothing at `/{address}` on this site"),
            )
            .maybe_help(help),
        );
    }
}
