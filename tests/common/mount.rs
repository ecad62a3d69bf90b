//! Small file systems for tests, in memory.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A file system that is there while this lives.
pub struct Mount {
    folder: TempDir,
}

impl Mount {
    /// A new file system in memory with these options of `mount`; `None`, with a word on it, where
    /// the process may not mount anything.
    pub fn tmpfs(options: &str) -> Option<Mount> {
        let folder = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "whosays-test"]).arg(folder.path());
        match mount.output() {
            Ok(done) if done.status.success() => Some(Mount { folder }),
            failed => {
                eprintln!("skipped, as no file system can be mounted here: {failed:?}");
                None
            }
        }
    }

    /// Sets a limit anew: `size` in bytes, `nr_inodes` in names.
    pub fn limit(&self, name: &str, value: u64) {
        let mut mount = Command::new("mount");
        mount.arg("-o").arg(format!("remount,{name}={value}")).arg(self.folder.path());
        assert!(mount.status().unwrap().success(), "{name}={value}");
    }

    /// What its files take.
    pub fn used_bytes(&self) -> u64 {
        let shown = Command::new("df").args(["--output=used", "-B1"]).arg(self.path()).output();
        let shown = String::from_utf8(shown.unwrap().stdout).unwrap();
        shown.lines().nth(1).and_then(|line| line.trim().parse().ok()).unwrap()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}
