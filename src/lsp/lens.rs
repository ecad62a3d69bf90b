//! How often each entry of a file is used, above its title.

use std::collections::HashMap;

use lsp_types::{CodeLens, Command};

use super::site::Site;
use crate::id::Target;
use crate::words::counted;

/// A lens for each entry that a file declares.
pub fn lenses(site: &Site, path: &str) -> Vec<CodeLens> {
    let (Some(sheet), Some(lines)) = (site.sheet(path), site.lines(path)) else {
        return Vec::new();
    };
    let mut uses: HashMap<&Target, usize> =
        sheet.entries.iter().map(|entry| (&entry.target, 0)).collect();
    for (named, _) in site.sheets().flat_map(|(_, sheet)| &sheet.names) {
        if let Some(count) = uses.get_mut(named) {
            *count += 1;
        }
    }
    let lens = |entry: &super::sheet::Listed| {
        let title = match uses.get(&entry.target).copied().unwrap_or_default() {
            0 => "not used yet".to_owned(),
            count => format!("used in {}", counted(count, "place", "places")),
        };
        // A title without a command: what a client does is its own.
        let command = Some(Command { title, command: String::new(), arguments: None });
        CodeLens { range: lines.span(&entry.bytes), command, data: None }
    };
    sheet.entries.iter().map(lens).collect()
}
