//! Names of entries: what kind they are, how they are called, and where their page stands.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::words::with_article;

/// The kinds of entries. The folder below `content/` gives the kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Claim,
    Actor,
    Event,
    Source,
    Term,
    Country,
    Explainer,
    Page,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Claim,
        Kind::Actor,
        Kind::Event,
        Kind::Source,
        Kind::Term,
        Kind::Country,
        Kind::Explainer,
        Kind::Page,
    ];

    /// The word before the colon of a reference: `claim` in `claim:ID`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Claim => "claim",
            Kind::Actor => "actor",
            Kind::Event => "event",
            Kind::Source => "source",
            Kind::Term => "term",
            Kind::Country => "country",
            Kind::Explainer => "explainer",
            Kind::Page => "page",
        }
    }

    /// The folder below `content/`, and the section of the site.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Claim => "claims",
            Kind::Actor => "actors",
            Kind::Event => "events",
            Kind::Source => "sources",
            Kind::Term => "terms",
            Kind::Country => "countries",
            Kind::Explainer => "explainers",
            Kind::Page => "pages",
        }
    }

    /// The word with its article: `a claim`, `an actor`.
    pub fn with_article(self) -> String {
        with_article(self.word())
    }

    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub fn from_folder(folder: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// The address of an entry's page, relative to the site: `claims/ID/`. It follows from the id
    /// alone, so a link needs no look-up.
    pub fn address(self, id: &str) -> String {
        // With room for the name of a file.
        let mut address = String::with_capacity(id.len() + 24);
        if self != Kind::Page {
            address.push_str(self.folder());
            address.push('/');
        }
        address.push_str(id);
        if self == Kind::Country {
            address.make_ascii_lowercase();
        }
        address.push('/');
        address
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The id of an entry: `[a-z0-9]` and single hyphens between them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Id(Arc<str>);

impl Id {
    /// Takes `text` as an id, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Id, String> {
        if is_id(text) {
            Ok(Id(text.into()))
        } else if text.is_empty() {
            Err("an id must not be empty".into())
        } else if text.chars().count() > LONGEST {
            Err(format!("an id has at most {LONGEST} characters"))
        } else {
            Err(format!("`{text}` is not an id: use a–z, 0–9 and single hyphens"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many characters an id may have: it is the name of a file and part of an address.
pub const LONGEST: usize = 100;

/// Whether `text` has the shape of an id.
pub fn is_id(text: &str) -> bool {
    text.len() <= LONGEST
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The nearest text in the shape of an id, if anything of `text` can stand in one.
pub fn suggest_id(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    (!words.is_empty()).then(|| words.join("-"))
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an id")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                Id::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// An entry named with its kind, as in `claim:ID`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    pub kind: Kind,
    pub id: Arc<str>,
}

impl Target {
    /// Reads `kind:id`; `None` when the word before the colon is no kind.
    pub fn parse(text: &str) -> Option<Target> {
        let (word, id) = text.split_once(':')?;
        Some(Target { kind: Kind::from_word(word)?, id: id.into() })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// The address of the page that stands for an alias, the first slash left out: a folder, or a file
/// of that very name.
pub fn alias_address(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.ends_with('/') || name.contains('.') { path.to_owned() } else { format!("{path}/") }
}
