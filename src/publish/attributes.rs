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
    let (wanted, present) = (fs::metadata(from)?, fs::metadata(to)?);
    if (wanted.uid(), wanted.gid()) != (present.uid(), present.gid()) {
        chown(to, Some(wanted.uid()), Some(wanted.gid()))?;
    }
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    extended::copy(from, to)?;
    // Last, as a change of the owner takes some rights away.
    if fs::metadata(to)?.mode() != wanted.mode() {
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

    pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
        let (wanted, present) = (read(from)?, read(to)?);
        for (name, value) in wanted.iter().filter(|(name, value)| present.get(*name) != Some(value))
        {
            setxattr(to, name.as_c_str(), value, rustix::fs::XattrFlags::empty())?;
        }
        for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
            removexattr(to, name.as_c_str())?;
        }
        Ok(())
    }

    fn read(path: &Path) -> io::Result<Attributes> {
        let length = match listxattr_query(path) {
            Err(Errno::NOTSUP) => return Ok(Attributes::new()),
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
