//! Puts a mended text in the place of the old one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{Change, may_be_written};

/// Writes a mended file of the site in the folder `root`. The new text is whole before it takes the
/// place of the old one, and keeps its permissions.
///
/// # Errors
/// When the file is not one that may be changed: it is a symbolic link or lies behind one outside of
/// the site, is write-protected, or no longer reads as it did when it was mended; and when the
/// machine fails. The file is then as it was.
pub fn write(root: &Path, change: &Change) -> Result<()> {
    ensure!(may_be_written(&change.path), "it is no file of the content");
    let root = root.canonicalize()?;
    let path = root.join(&*change.path);
    let folder = path.parent().unwrap_or(&root).canonicalize()?;
    ensure!(folder.starts_with(&root), "it lies outside of the site");
    let path = folder.join(path.file_name().unwrap_or_default());
    let known = fs::symlink_metadata(&path)?;
    ensure!(!known.is_symlink(), "it is a symbolic link");
    ensure!(known.is_file(), "it is no file");
    ensure!(!known.permissions().readonly(), "it is write-protected");
    let waiting = Waiting::beside(&path, change.after.as_bytes(), known.permissions())?;
    // As late as can be: somebody may be writing.
    let now = fs::read(&path)?;
    ensure!(now == change.before.as_bytes(), "it has changed meanwhile");
    waiting.take_place_of(&path)
}

/// Gives a file of the content in the folder `root` another name within its folder.
///
/// # Errors
/// When there is a file of that name, when either is no file of the content, and when the machine fails.
pub fn rename(root: &Path, old: &str, new: &str) -> Result<()> {
    ensure!(may_be_written(old) && may_be_written(new), "it is no file of the content");
    let (old, new) = (root.join(old), root.join(new));
    ensure!(
        fs::symlink_metadata(&new).is_err(),
        "{} is there, and is not written over",
        new.display()
    );
    fs::rename(&old, &new).with_context(|| format!("cannot rename {}", old.display()))
}

/// A file beside the one whose place it is to take; removed if it does not.
struct Waiting(PathBuf);

impl Waiting {
    fn beside(path: &Path, bytes: &[u8], permissions: fs::Permissions) -> Result<Waiting> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Hidden, so that nothing takes it for content.
        let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
        let mut file = File::create_new(&beside)
            .with_context(|| format!("cannot write {}", beside.display()))?;
        let waiting = Waiting(beside);
        file.write_all(bytes)?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        Ok(waiting)
    }

    fn take_place_of(self, path: &Path) -> Result<()> {
        Ok(fs::rename(&self.0, path)?)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Once it has taken its place there is nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str) -> Change {
        Change { path: path.into(), before: "a".into(), after: "b".into(), fixes: 1 }
    }

    fn site() -> tempfile::TempDir {
        let site = tempfile::TempDir::new().expect("a folder");
        fs::create_dir_all(site.path().join("content/pages")).expect("a folder");
        fs::write(site.path().join("content/pages/a.md"), "a").expect("a file");
        site
    }

    /// Why it is left; nothing may lie about then.
    fn refusal(root: &Path, path: &str) -> String {
        let error = write(root, &change(path)).expect_err("it is left").to_string();
        let file = root.join(path);
        let beside = file.parent().and_then(|folder| fs::read_dir(folder).ok());
        let hidden = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
        assert_eq!(beside.into_iter().flatten().flatten().filter(hidden).count(), 0);
        error
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside() {
        let site = site();
        write(site.path(), &change("content/pages/a.md")).expect("it is written");
        let folder = site.path().join("content/pages");
        assert_eq!(fs::read(folder.join("a.md")).expect("a file"), b"b");
        assert_eq!(fs::read_dir(folder).expect("a folder").count(), 1);
    }

    #[test]
    fn what_has_changed_and_what_is_no_content_is_left() {
        let site = site();
        fs::write(site.path().join("content/pages/a.md"), "c").expect("a file");
        assert_eq!(refusal(site.path(), "content/pages/a.md"), "it has changed meanwhile");
        assert_eq!(refusal(site.path(), "content/../a.md"), "it is no file of the content");
        assert_eq!(refusal(site.path(), "templates/page.html"), "it is no file of the content");
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_and_permissions_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (site, other) = (site(), site());
        let root = site.path();
        symlink(other.path().join("content/pages/a.md"), root.join("content/pages/b.md"))
            .expect("a link");
        symlink(other.path().join("content/pages"), root.join("content/claims")).expect("a link");
        assert_eq!(refusal(root, "content/pages/b.md"), "it is a symbolic link");
        assert_eq!(refusal(root, "content/claims/a.md"), "it lies outside of the site");
        assert_eq!(fs::read(other.path().join("content/pages/a.md")).expect("a file"), b"a");

        let file = root.join("content/pages/a.md");
        let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode));
        mode(0o440).expect("a mode");
        assert_eq!(refusal(root, "content/pages/a.md"), "it is write-protected");
        mode(0o640).expect("a mode");
        write(root, &change("content/pages/a.md")).expect("it is written");
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o640);
    }
}
