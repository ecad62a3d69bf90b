//! What was published to a target, kept there: a line with the version, then one line a content,
//! its fingerprint and its path, sorted by path.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result};

use super::{Fingerprint, Fingerprints};
use crate::publish::listing;

/// Its file name at the target.
pub const NAME: &str = ".whosays-published";
const TITLE: &str = "whosays-published";
const VERSION: &str = "1";

/// Paths with the contents that were published there. While a publication is under way a path has
/// two, the one before and the one to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    files: BTreeMap<String, BTreeSet<Fingerprint>>,
}

impl Record {
    /// The record of a site that stands as a whole.
    pub fn of(site: &Fingerprints) -> Record {
        site.iter().map(|(path, fingerprint)| (path.clone(), fingerprint.clone())).collect()
    }

    /// Reads what was found at `place`.
    ///
    /// Fails when this program did not write it: nobody knows what it would list.
    pub fn read(bytes: Vec<u8>, place: &str) -> Result<Record> {
        let text = String::from_utf8(bytes).ok().context("it is not text");
        text.and_then(|text| Record::parse(&text)).with_context(|| {
            format!(
                "`{NAME}` in {place} cannot be trusted, so nothing can be told about the files \
                 beside it; nothing was changed there"
            )
        })
    }

    fn parse(text: &str) -> Result<Record> {
        // As short as an MD5, as long as a BLAKE3.
        listing::parse(text, TITLE, &[VERSION], "fingerprint", |hash| hash.len() >= 32)
    }

    pub fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether this content was published at this path.
    pub fn holds(&self, path: &str, fingerprint: &str) -> bool {
        self.files.get(path).is_some_and(|known| known.contains(fingerprint))
    }

    /// What either lists.
    pub fn union(mut self, other: &Record) -> Record {
        for (path, fingerprints) in &other.files {
            self.files.entry(path.clone()).or_default().extend(fingerprints.iter().cloned());
        }
        self
    }
}

impl FromIterator<(String, Fingerprint)> for Record {
    fn from_iter<I: IntoIterator<Item = (String, Fingerprint)>>(lines: I) -> Record {
        let mut files = BTreeMap::<_, BTreeSet<_>>::new();
        for (path, fingerprint) in lines {
            files.entry(path).or_default().insert(fingerprint);
        }
        Record { files }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{TITLE} {VERSION}")?;
        for (path, fingerprints) in &self.files {
            for fingerprint in fingerprints {
                writeln!(f, "{fingerprint} {path}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(lines: &[(&str, char)]) -> Record {
        let line = |(path, digit): &(&str, char)| (path.to_string(), digit.to_string().repeat(32));
        lines.iter().map(line).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let under_way =
            record(&[("b.html", '1')]).union(&record(&[("a b/ü", '3'), ("b.html", '2')]));
        let (one, two, three) = ("1".repeat(32), "2".repeat(32), "3".repeat(32));
        let text = under_way.to_string();
        assert_eq!(
            text,
            format!("whosays-published 1\n{three} a b/ü\n{one} b.html\n{two} b.html\n")
        );
        assert_eq!(Record::parse(&text).unwrap(), under_way);
        assert!(under_way.holds("b.html", &one) && under_way.holds("b.html", &two));
        assert!(!under_way.holds("b.html", &three) && !under_way.holds("c.html", &one));
    }

    #[test]
    fn what_no_publication_records_is_refused() {
        let good = "0".repeat(40);
        for text in [
            "".into(),
            "something else\n".into(),
            "whosays-published 2\n".into(),
            "whosays-published 1\nindex.html\n".into(),
            "whosays-published 1\n00 index.html\n".into(),
            format!("whosays-published 1\n{good} ../index.html\n"),
            format!("whosays-published 1\n{good} .whosays-published\n"),
        ] {
            assert!(Record::parse(&text).is_err(), "{text:?}");
        }
    }
}
