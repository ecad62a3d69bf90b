//! Files as the protocol names them: `file:` addresses, after RFC 8089.

use std::path::{Path, PathBuf};

use lsp_types::Uri;
use percent_encoding::percent_decode_str;

use crate::percent;

/// The path of a file on this machine; `None` for any other address.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let path = uri.as_str().strip_prefix("file://")?;
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // Windows: `/C:/site`.
    let drive = path
        .strip_prefix('/')
        .filter(|rest| cfg!(windows) && rest.as_bytes().get(1) == Some(&b':'));
    let path = drive.unwrap_or(&path);
    (drive.is_some() || path.starts_with('/')).then(|| PathBuf::from(path))
}

/// The address of a file; `None` when its path is not UTF-8 or not absolute.
pub fn uri_of(path: &Path) -> Option<Uri> {
    let path = path.to_str()?;
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let slash = if path.starts_with('/') { "" } else { "/" };
    let is_absolute = Path::new(&path).is_absolute();
    let encoded = percent::path(&path);
    is_absolute.then(|| format!("file://{slash}{encoded}").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_and_addresses_lead_to_each_other() {
        for path in ["/site/content/claims/a-b.md", "/a b/é漢🌕/100%.md", "/x#y?z/:"] {
            let uri = uri_of(Path::new(path)).unwrap();
            assert_eq!(path_of(&uri).as_deref(), Some(Path::new(path)), "{}", uri.as_str());
        }
        assert!(uri_of(Path::new("a.md")).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn other_addresses_have_no_path() {
        let path = |uri: &str| path_of(&uri.parse().unwrap());
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("https://example.org/a.md"), None);
        assert_eq!(path("file://localhost/a.md"), Some("/a.md".into()));
        assert_eq!(path("file://server/share/a.md"), None);
    }
}
