//! What is wrong with the content, and where: values that are collected along the whole way and
//! shown at the end.

pub mod format;
pub mod rule;
mod show;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

pub use format::Format;
pub use rule::Rule;
pub use show::{counts, show};

/// How bad it is. An error keeps the site from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// One step on the way to a value in a front matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Key(Cow<'static, str>),
    Item(usize),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Step::Key(key.into())
    }
}

impl From<String> for Step {
    fn from(key: String) -> Self {
        Step::Key(key.into())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Step::Item(index)
    }
}

/// The way to a value in a front matter: `positions`, 2, `by`.
pub type FieldPath = Vec<Step>;

/// Builds a [`FieldPath`].
#[macro_export]
macro_rules! field {
    ($($step:expr),* $(,)?) => { vec![$($crate::diagnostic::Step::from($step)),*] };
}

/// A place in one file. Fields are named by their path and looked up only when a message is
/// shown, as the parser of the front matter keeps no places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// Bytes of the file.
    Bytes(Range<usize>),
    /// The value of a field; where the field is not there, what should hold it.
    Field(FieldPath),
    /// The key of a field.
    Key(FieldPath),
    /// Bytes of the text that stands as the value of a field.
    Within(FieldPath, Range<usize>),
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file, relative to the site's root.
    pub path: Arc<str>,
    pub at: At,
    /// Other places that have to do with it, each with what stands there.
    pub related: Vec<(Arc<str>, At, String)>,
}

impl Diagnostic {
    pub fn new(
        rule: &'static Rule,
        path: &Arc<str>,
        at: At,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            rule,
            severity: rule.severity,
            message: message.into(),
            help: None,
            path: path.clone(),
            at,
            related: Vec::new(),
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds help if there is any.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    pub fn related(mut self, path: &Arc<str>, at: At, message: impl Into<String>) -> Diagnostic {
        self.related.push((path.clone(), at, message.into()));
        self
    }
}

/// A place in a file, found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub path: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line in which it ends.
    pub end_line: usize,
    /// The column behind its last character.
    pub end_column: usize,
    #[serde(serialize_with = "range")]
    pub bytes: ByteRange,
    pub utf16: Utf16,
}

/// The same place for those who count columns in UTF-16 code units, such as most editors. Lines and
/// columns are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Utf16 {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

type ByteRange = (usize, usize);

fn range<S: Serializer>(bytes: &ByteRange, serializer: S) -> Result<S::Ok, S::Error> {
    [bytes.0, bytes.1].serialize(serializer)
}

/// A diagnostic with its places found, ready to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Located {
    #[serde(serialize_with = "rule_name")]
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    #[serde(flatten)]
    pub place: Place,
    #[serde(serialize_with = "related")]
    pub related: Vec<(Place, String)>,
}

fn rule_name<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.name)
}

fn related<S: Serializer>(others: &[(Place, String)], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Related<'a> {
        path: &'a str,
        line: usize,
        column: usize,
        message: &'a str,
    }
    let mut all = serializer.serialize_seq(Some(others.len()))?;
    for (Place { path, line, column, .. }, message) in others {
        all.serialize_element(&Related { path, line: *line, column: *column, message })?;
    }
    all.end()
}

/// “Did you mean …?” for the one of `known` that is nearest to `given`, if any is near.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(given, known).map(|near| format!("did you mean `{near}`?"))
}

/// The one of `known` that is nearest to `given`, if any is near enough to be meant.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let limit = (given.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&given, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= limit && *distance < word.chars().count())
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("titel", ["title", "topics"]), Some("title"));
        assert_eq!(
            nearest("vladimir-puttin", ["vladimir-putin", "joe-biden"]),
            Some("vladimir-putin")
        );
        assert_eq!(nearest("colour", ["title", "topics"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
