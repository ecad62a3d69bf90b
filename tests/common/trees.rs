//! Folders as values, to be compared.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Every file below a folder by path, with its bytes; folders end in a slash and hold none.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// Reads a folder. One that is not there is an empty tree.
pub fn tree(folder: &Path) -> Tree {
    WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .filter_map(Result::ok)
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            match entry.file_type().is_dir() {
                true => (path + "/", Vec::new()),
                false => (path, fs::read(entry.path()).unwrap()),
            }
        })
        .collect()
}

/// Writes files with their texts below a folder.
pub fn put<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, &'a str)>) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The paths in which two trees differ.
pub fn differences(a: &Tree, b: &Tree) -> Vec<String> {
    let mut paths: Vec<_> =
        a.keys().chain(b.keys()).filter(|path| a.get(*path) != b.get(*path)).cloned().collect();
    paths.sort();
    paths.dedup();
    paths
}

/// Writes the files of the example that a site of one’s own has, in the order of their names or
/// against it.
pub fn copy_example(root: &Path, forward: bool) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["site.yaml", "content", "templates", "static"]
        .iter()
        .flat_map(|name| WalkDir::new(example.join(name)).sort_by_file_name())
        .filter_map(|entry| entry.ok().filter(|entry| entry.file_type().is_file()))
        .map(walkdir::DirEntry::into_path)
        .collect();
    if !forward {
        files.reverse();
    }
    for file in files {
        let copy = root.join(file.strip_prefix(example).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&file, copy).unwrap();
    }
}
