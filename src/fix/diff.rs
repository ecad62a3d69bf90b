//! Changes as a unified diff, which `patch -p1` and `git apply` take in the folder of the site.

use similar::TextDiff;

use super::Change;

/// The change of one file, with three lines around each part of it.
pub fn diff(change: &Change) -> String {
    let Change { path, before, after, .. } = change;
    TextDiff::from_lines(&**before, &**after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_and_of_the_file_are_told() {
        let change = Change {
            path: "content/a.md".into(),
            before: "a\r\nb".into(),
            after: "a\r\nc".into(),
            fixes: 1,
        };
        let shown = "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,2 +1,2 @@\n a\r\n-b\n\
                     \\ No newline at end of file\n+c\n\\ No newline at end of file\n";
        assert_eq!(diff(&change), shown);
    }
}
