//! Owner, rights and extended attributes: what a new folder must have in common with the one whose
//! place it takes, so that a web server still may read it.

use std::io;
use std::path::Path;

/// Gives the folder `to` what the folder `from` has.
///
/// Fails when the process may not do so, or the file system cannot.
#[cfg(unix)]
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, chown};
    let (wanted, mut present) = (fs::metadata(from)?, fs::metadata(to)?);
    let is_owned = (wanted.uid(), wanted.gid()) == (present.uid(), present.gid());
    if !is_owned {
        chown(to, Some(wanted.uid()), Some(wanted.gid()))?;
    }
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    let is_alike = !extended::copy(from, to)?;
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    let is_alike = true;
    // Last, as a change of the owner takes some rights away, and lists of rights change them.
    if !(is_owned && is_alike) {
        present = fs::metadata(to)?;
    }
    if present.mode() != wanted.mode() {
        fs::set_permissions(to, wanted.permissions())?;
    }
    Ok(())
}

/// Other systems let a folder inherit what it needs from the one that it is in.
#[cfg(not(unix))]
pub fn copy(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Extended attributes; access control lists and security labels are among them.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
mod extended {
    use std::collections::BTreeMap;
    use std::ffi::CString;
    use std::io;
    use std::path::Path;

    use rustix::fs::{getxattr, getxattr_query, listxattr, listxattr_query, removexattr, setxattr};
    use rustix::io::Errno;

    type Attributes = BTreeMap<CString, Vec<u8>>;

    /// Whether anything had to be changed.
    pub fn copy(from: &Path, to: &Path) -> io::Result<bool> {
        let (wanted, present) = (read(from)?, read(to)?);
        for (name, value) in wanted.iter().filter(|(name, value)| present.get(*name) != Some(value))
        {
            setxattr(to, name.as_c_str(), value, rustix::fs::XattrFlags::empty())?;
        }
        for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
            removexattr(to, name.as_c_str())?;
        }
        Ok(wanted != present)
    }

    fn read(path: &Path) -> io::Result<Attributes> {
        let length = match listxattr_query(path) {
            Err(Errno::NOTSUP) | Ok(0) => return Ok(Attributes::new()),
            length => length?,
        };
        let mut names = vec![0; length];
        let length = listxattr(path, &mut names[..])?;
        let names = names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty());
        names
            .map(|name| {
                let name = CString::new(name)?;
                let mut value = vec![0; getxattr_query(path, name.as_c_str())?];
                let length = getxattr(path, name.as_c_str(), &mut value[..])?;
                value.truncate(length);
                Ok((name, value))
            })
            .collect()
    }
}
