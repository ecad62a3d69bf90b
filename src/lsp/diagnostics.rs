//! What is wrong, as the protocol has it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use super::address::uri_of;
use super::position::{Encoding, Lines};
use crate::diagnostic::{Located, Place, Severity};
use crate::source::Sources;

/// What stands beside each message, so that others can be told from it.
const SOURCE: &str = "whosays";

/// Something that is wrong, as it is and as it is shown.
#[derive(Debug)]
pub struct Finding {
    pub shown: Diagnostic,
    pub located: Located,
}

/// What is wrong in each file of the site in the folder `root`, in order of place.
pub fn by_file(
    root: &Path,
    sources: &Sources,
    found: Vec<Located>,
    encoding: Encoding,
) -> BTreeMap<Arc<str>, Vec<Finding>> {
    let mut files: BTreeMap<Arc<str>, Vec<Located>> = BTreeMap::new();
    for one in found {
        files.entry(one.place.path.clone()).or_default().push(one);
    }
    let shown = |(path, found): (Arc<str>, Vec<Located>)| {
        let lines = Lines::of(sources.text(&path).unwrap_or_default(), encoding);
        let found = found.into_iter().map(|located| Finding {
            shown: shown(&located, &lines, |place| location(root, sources, place, encoding)),
            located,
        });
        (path, found.collect())
    };
    files.into_iter().map(shown).collect()
}

fn shown(
    found: &Located,
    lines: &Lines,
    location: impl Fn(&Place) -> Option<Location>,
) -> Diagnostic {
    let help = found.help.as_ref().map(|help| format!("\nhelp: {help}"));
    let related = found.related.iter().filter_map(|related| {
        let message = related.message.clone();
        Some(DiagnosticRelatedInformation { location: location(&related.place)?, message })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: lines.span(&(found.place.bytes.0..found.place.bytes.1)),
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(found.rule.name.into())),
        source: Some(SOURCE.into()),
        message: found.message.clone() + &help.unwrap_or_default(),
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

fn location(root: &Path, sources: &Sources, place: &Place, encoding: Encoding) -> Option<Location> {
    let lines = Lines::of(sources.text(&place.path).unwrap_or_default(), encoding);
    let range = lines.span(&(place.bytes.0..place.bytes.1));
    Some(Location::new(uri_of(&root.join(&*place.path))?, range))
}
