//! How lists of files are kept: a line with a title and a version, then one line a file, its hash
//! and its path.

use anyhow::{Context, Result, bail, ensure};

use super::outputs::check;

/// Reads such a list of one of the `versions`, the one that this program writes first; each hash must be
/// one of which `is_hash` says so, and `kind` names it in messages.
///
/// Fails at what is of another title, version or form, and at paths that no build writes.
pub fn parse<T: FromIterator<(String, String)>>(
    text: &str,
    title: &str,
    versions: &[&str],
    kind: &str,
    is_hash: impl Fn(&str) -> bool,
) -> Result<T> {
    let mut lines = text.lines();
    match lines.next().and_then(|line| line.strip_prefix(title)).map(str::trim_start) {
        Some(found) if versions.contains(&found) => {}
        Some(other) => {
            bail!("it is of version `{other}`, and this program reads {}", versions.join(" and "))
        }
        None => bail!("its first line is not `{title} {}`", versions[0]),
    }
    lines
        .map(|line| {
            let (hash, path) = line.split_once(' ').context("a line has no path")?;
            let digits = hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            ensure!(digits && is_hash(hash), "the line of {path:?} has no {kind}");
            check(path).context("it lists what no build writes")?;
            Ok((path.to_owned(), hash.to_owned()))
        })
        .collect()
}
