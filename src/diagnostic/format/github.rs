//! Workflow commands of GitHub Actions, one line each, which it shows as annotations.

use std::fmt::Write;
use std::path::Path;

use crate::diagnostic::{Located, Severity};

/// One command for each diagnostic.
pub(super) fn commands(diagnostics: &[Located], root: &Path) -> String {
    let mut text = String::new();
    for found in diagnostics {
        let place = &found.place;
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let file = property(&super::from_here(root, &place.path));
        let (line, end_line) = (place.line, place.end_line);
        let range = if line == end_line {
            let (column, end_column) = (place.column, place.end_column);
            format!("line={line},col={column},endLine={end_line},endColumn={end_column}")
        } else {
            // GitHub takes columns only within one line.
            format!("line={line},endLine={end_line}")
        };
        let title = property(found.rule.name);
        let message = match &found.help {
            Some(help) => data(&format!("{}\n{help}", found.message)),
            None => data(&found.message),
        };
        // Writing into a string does not fail.
        let _ = writeln!(text, "::{command} file={file},{range},title={title}::{message}");
    }
    text
}

/// Escapes a message, so that it stays in its line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a colon or a comma would end, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("100%: a,\r\nb ::error::c"), "100%25: a,%0D%0Ab ::error::c");
        assert_eq!(property("C:/a,b%2C\n"), "C%3A/a%2Cb%252C%0A");
    }
}
