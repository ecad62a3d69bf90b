//! Addresses that open a file in an editor, at its place.

use std::path::Path;

use crate::percent;

/// What stands in an address for the file, and for the place in it.
const FILE: &str = "{file}";
const LINE: &str = "{line}";
const COLUMN: &str = "{column}";

/// Editors that are known, each with the form of its addresses as its makers give it. `{file}` begins
/// with a slash on any system.
const KNOWN: [(&str, &str); 11] = [
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("windsurf", "windsurf://file{file}:{line}:{column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
    ("idea", "idea://open?file={file}&line={line}&column={column}"),
    ("pycharm", "pycharm://open?file={file}&line={line}&column={column}"),
    ("webstorm", "webstorm://open?file={file}&line={line}&column={column}"),
    ("macvim", "mvim://open?url=file://{file}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{file}&line={line}&column={column}"),
];

/// What stands for no editor.
const NONE: &str = "none";

/// Schemes with which a browser would do something itself.
const OF_BROWSERS: [&str; 6] = ["javascript", "data", "vbscript", "blob", "file", "about"];

/// The form of the addresses that an editor opens, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(Option<String>);

impl Editor {
    /// By name, or by the form of its addresses with `{file}`, `{line}` and `{column}` in it.
    ///
    /// Fails with what can be given instead.
    pub fn parse(text: &str) -> Result<Editor, String> {
        if text == NONE {
            return Ok(Editor(None));
        }
        if let Some((_, form)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Editor(Some((*form).to_owned())));
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = scheme.as_deref().is_some_and(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                && !OF_BROWSERS.contains(&scheme)
        });
        if !is_scheme || !text.contains(FILE) {
            let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
            return Err(format!(
                "give one of {}, `{NONE}`, or the address that your editor opens, such as \
                 `my-editor://open?file={FILE}&line={LINE}&column={COLUMN}`",
                names.join(", ")
            ));
        }
        Ok(Editor(Some(text.to_owned())))
    }

    /// The address at which a file opens; line and column count from 1.
    pub fn address(&self, file: &Path, line: usize, column: usize) -> Option<String> {
        let form = self.0.as_deref()?;
        let path = file.to_str()?.replace('\\', "/");
        let slash = if path.starts_with('/') { "" } else { "/" };
        // The drive of Windows keeps its colon.
        let (drive, path) = match path.get(1..2) {
            Some(":") => path.split_at(2),
            _ => ("", &*path),
        };
        let path = format!("{slash}{drive}{}", percent::path(path));
        let (line, column) = (line.to_string(), column.to_string());
        Some(form.replace(FILE, &path).replace(LINE, &line).replace(COLUMN, &column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(editor: &str, file: &str) -> Option<String> {
        Editor::parse(editor).unwrap().address(Path::new(file), 3, 7)
    }

    #[test]
    fn addresses_have_the_form_of_each_editor() {
        let path = "/my site/é&b:c.md";
        let encoded = "/my%20site/%C3%A9%26b%3Ac.md";
        let expected = |form: &str| Some(form.replace('…', encoded));
        assert_eq!(address("vscode", path), expected("vscode://file…:3:7"));
        assert_eq!(address("zed", path), expected("zed://file…:3:7"));
        assert_eq!(address("idea", path), expected("idea://open?file=…&line=3&column=7"));
        assert_eq!(address("x-y://{file}?{line}", path), expected("x-y://…?3"));
        assert_eq!(
            address("vscode", r"C:\site\a.md").as_deref(),
            Some("vscode://file/C:/site/a.md:3:7")
        );
        assert_eq!(address("none", path), None);
    }

    #[test]
    fn only_what_opens_a_file_elsewhere_is_an_editor() {
        for text in
            ["", "vim", "{file}", "vscode://file", "javascript:x{file}", "DATA:{file}", "1a:{file}"]
        {
            let why = Editor::parse(text).unwrap_err();
            assert!(why.contains("vscode") && why.contains("none"), "{text}: {why}");
        }
    }
}
