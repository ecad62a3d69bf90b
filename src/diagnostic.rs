//! What is wrong with the content, and where: values that are collected along the whole way and
//! shown at the end.

pub mod format;
mod near;
pub mod rule;
mod show;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

pub use format::Format;
pub use near::{did_you_mean, nearest, only_near, slip_for};
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

/// The one right answer to a diagnostic: what would mend it, if nothing else can have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, such as “write `title`”.
    pub title: String,
    /// In one file or several, none over another.
    pub edits: Vec<Edit>,
}

/// A text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub path: Arc<str>,
    pub at: At,
    pub new: New,
}

/// What is to stand in the place of what. Where the old is not found there is no fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum New {
    /// Characters, as they are, in the place of those at the end of the text there.
    Words { old: String, new: String },
    /// A key or a value of YAML, in the quotes that the old one has, or else in those that it needs.
    Scalar { old: String, new: String },
}

impl New {
    pub fn words(old: impl Into<String>, new: impl Into<String>) -> New {
        New::Words { old: old.into(), new: new.into() }
    }

    pub fn scalar(old: impl Into<String>, new: impl Into<String>) -> New {
        New::Scalar { old: old.into(), new: new.into() }
    }

    fn title(&self) -> String {
        format!("write `{}`", self.text())
    }

    fn question(&self) -> String {
        near::question(self.text())
    }

    fn text(&self) -> &str {
        let (New::Words { new, .. } | New::Scalar { new, .. }) = self;
        new
    }
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
    /// What mends it, if there is one right answer.
    pub fix: Option<Fix>,
    /// What would mend it if the nearest word is meant, which only its writer can say.
    pub guess: Option<Fix>,
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
            fix: None,
            guess: None,
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

    /// Says what mends it, in its own place, if there is one right answer.
    pub fn fix(mut self, new: Option<New>) -> Diagnostic {
        self.offer(new);
        self
    }

    /// As [`Diagnostic::fix`], for one that is already told.
    pub fn offer(&mut self, new: Option<New>) -> &mut Diagnostic {
        self.fix = new.map(|new| self.here(new));
        self
    }

    /// Asks whether the nearest word is meant, if there is one.
    pub fn guess(mut self, near: Option<New>) -> Diagnostic {
        self.ask(near);
        self
    }

    /// As [`Diagnostic::guess`], for one that is already told.
    pub fn ask(&mut self, near: Option<New>) {
        let Some(near) = near else { return };
        self.help = Some(near.question());
        self.guess = Some(self.here(near));
    }

    fn here(&self, new: New) -> Fix {
        let edit = Edit { path: self.path.clone(), at: self.at.clone(), new };
        Fix { title: edit.new.title(), edits: vec![edit] }
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Located {
    #[serde(serialize_with = "rule_name")]
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    #[serde(flatten)]
    pub place: Place,
    pub related: Vec<Related>,
    /// What mends it, if there is one right answer.
    pub fix: Option<LocatedFix>,
    /// What would mend it if the nearest word is meant.
    #[serde(skip)]
    pub guess: Option<LocatedFix>,
}

/// Another place that has to do with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    #[serde(flatten)]
    pub place: Place,
    /// What stands there.
    pub message: String,
}

/// A [`Fix`] with its places found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocatedFix {
    pub title: String,
    pub edits: Vec<LocatedEdit>,
}

/// What is to stand in the place of the bytes there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocatedEdit {
    #[serde(flatten)]
    pub place: Place,
    pub replacement: String,
}

fn rule_name<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.name)
}
