//! Writes files that are not there yet: a whole site into an empty folder, or single files into one.
//! What is there stays as it is, whatever it is.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Files: path relative to a folder, with `/` on any system, and text.
pub type Tree = Vec<(String, String)>;

/// What a folder may hold and still be empty: it says nothing of a site.
const NOTHING: &str = ".git";

/// Writes the files of a site into the folder `out`, which must be new or empty.
///
/// Fails when it is not, or when the machine fails; no file that is there is ever written over.
pub fn site(tree: &Tree, out: &Path) -> Result<()> {
    if let Ok(entries) = fs::read_dir(out) {
        for entry in entries {
            ensure!(
                entry?.file_name() == NOTHING,
                "{} is not empty, and what is in it may be somebody’s work; give a new folder",
                out.display()
            );
        }
    }
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    files(tree, out)
}

/// Writes files into the folder `root`.
///
/// Fails, with nothing written, when one of them is there or would lie outside of `root`; and when the
/// machine fails.
pub fn files(tree: &Tree, root: &Path) -> Result<()> {
    let root = root.canonicalize().with_context(|| format!("cannot find {}", root.display()))?;
    for (path, _) in tree {
        let path = root.join(path);
        // A link that leads nowhere is there, too.
        ensure!(
            fs::symlink_metadata(&path).is_err(),
            "{} is there, and is not written over",
            path.display()
        );
        let mut folders = path.ancestors().skip(1);
        let known = folders.find(|folder| folder.exists()).unwrap_or(&root).canonicalize()?;
        ensure!(known.starts_with(&root), "{} lies outside of the site", path.display());
    }
    for (path, text) in tree {
        let path = root.join(path);
        let folder = path.parent().unwrap_or(&root);
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        fs::File::create_new(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Tree {
        paths.iter().map(|path| ((*path).to_owned(), "new".to_owned())).collect()
    }

    fn folder() -> tempfile::TempDir {
        tempfile::TempDir::new().expect("a folder")
    }

    #[test]
    fn a_site_goes_into_a_new_folder_or_an_empty_one() {
        let folder = folder();
        let new = folder.path().join("a/b");
        site(&tree(&["site.yaml", "content/x.md"]), &new).expect("it is written");
        assert_eq!(fs::read_to_string(new.join("content/x.md")).expect("a file"), "new");
        assert!(site(&tree(&["other.md"]), &new).is_err(), "it is not empty");
        assert!(!new.join("other.md").exists());

        let repository = folder.path().join("c");
        fs::create_dir_all(repository.join(".git")).expect("a folder");
        site(&tree(&["site.yaml"]), &repository).expect("it is written");
    }

    #[test]
    fn one_file_that_is_there_keeps_all_from_being_written() {
        let folder = folder();
        fs::write(folder.path().join("b"), "old").expect("a file");
        let error = files(&tree(&["a", "b"]), folder.path()).expect_err("`b` is there");
        assert!(error.to_string().ends_with("b is there, and is not written over"), "{error}");
        assert!(!folder.path().join("a").exists());
        assert_eq!(fs::read_to_string(folder.path().join("b")).expect("a file"), "old");
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out() {
        use std::os::unix::fs::symlink;
        let (folder, other) = (folder(), folder());
        symlink(other.path(), folder.path().join("content")).expect("a link");
        symlink(other.path().join("nowhere"), folder.path().join("link")).expect("a link");
        for path in ["content/a/b.md", "content/a.md", "link"] {
            assert!(files(&tree(&[path]), folder.path()).is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(other.path()).expect("a folder").count(), 0);
    }
}
