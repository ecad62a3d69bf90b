//! Files of the site as such: what could not be read, and names that do not mean the same everywhere.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::character;
use crate::diagnostic::{At, Diagnostic, rule};
use crate::parse;
use crate::source::{Asset, STATIC, Sources};

/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same, with a digit behind them.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// What could not be read, texts of content apart; and what is wrong with the names of the files
/// that are copied as they are.
pub fn files(sources: &Sources) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        sources.faults().map(|(path, fault)| parse::fault(path, fault)).collect();
    let mut names: HashMap<String, &str> = HashMap::new();
    // Those of the theme first, as they cannot be renamed.
    let (theme, own): (Vec<_>, Vec<_>) =
        sources.assets().iter().partition(|(_, asset)| matches!(asset, Asset::Embedded(_)));
    for (name, _) in theme {
        names.insert(folded(name), name);
    }
    for (name, _) in own {
        let path: Arc<str> = format!("{STATIC}/{name}").into();
        if let Some(why) = unusable(name) {
            let diagnostic = Diagnostic::new(&rule::UNUSABLE_NAME, &path, At::File, why);
            found.push(diagnostic.help("rename the file"));
            continue;
        }
        if let Some(other) = names.insert(folded(name), name) {
            let message = format!(
                "this name and `{other}` differ only in case or in their Unicode form, and many \
                 systems keep one of the two"
            );
            let diagnostic = Diagnostic::new(&rule::NAME_CLASH, &path, At::File, message);
            found.push(diagnostic.help("rename one of them"));
        }
        if let Some(why) = name.split('/').find_map(unportable) {
            let diagnostic = Diagnostic::new(&rule::PORTABLE_NAME, &path, At::File, why);
            found.push(diagnostic.help("rename it"));
        }
    }
    found
}

/// A name as file systems compare it that tell neither case nor Unicode forms apart.
pub(super) fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Why no file of a site may have this name.
fn unusable(name: &str) -> Option<String> {
    if let Some(unseen) = character::unseen(name).first() {
        return Some(format!("{} stands in this name, where nobody sees it", unseen.name()));
    }
    // These are the ones that `unseen` takes for the layout of a text.
    let odd = name.chars().find(|c| matches!(c, '\n' | '\r' | '\t' | '\\'))?;
    Some(format!("{odd:?} cannot stand in an address"))
}

/// Why part of a path cannot be the name of a file on Windows.
fn unportable(part: &str) -> Option<String> {
    if let Some(odd) = part.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')) {
        return Some(format!("on Windows no name may have a `{odd}`"));
    }
    if part.ends_with(['.', ' ']) {
        return Some("on Windows no name may end with a full stop or a space".into());
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let device = DEVICES.contains(&stem.as_str())
        || stem
            .strip_suffix(|c: char| c.is_ascii_digit())
            .is_some_and(|stem| NUMBERED_DEVICES.contains(&stem));
    device.then(|| format!("Windows keeps the name `{stem}` for a device, with any extension"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_form() {
        assert_eq!(folded("É.svg"), folded("e\u{301}.svg"));
        assert_ne!(folded("e.svg"), folded("é.svg"));
    }

    #[test]
    fn names_that_windows_refuses_are_known() {
        for name in ["aux.txt", "CON", "com1.tar.gz", "a:b", "what?", "end.", "end ", "nul .txt"] {
            assert!(unportable(name).is_some(), "{name}");
        }
        for name in ["auxiliary.txt", "com.txt", "console", "compass1", "a.b", "漢字.svg"] {
            assert_eq!(unportable(name), None);
        }
    }
}
