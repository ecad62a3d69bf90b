//! What stands at addresses outside of the site. This is the only module that goes there, and only
//! when `check` is told to; what it finds is a value among the others that a site is analysed with.

#[cfg(feature = "links")]
pub mod cache;
#[cfg(feature = "links")]
pub mod visit;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What was found, by address.
pub type Seen = BTreeMap<Arc<str>, Found>;

/// What was found at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "found", content = "why")]
pub enum Found {
    /// An answer that readers would get, too.
    Fine,
    /// Nothing, and nothing will be: the page or the host is not there.
    Dead(String),
    /// Something that is not for programs, as far as can be told; readers may well see it.
    Blocked(String),
    /// Nothing this time.
    Unreachable(String),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Found::Fine => f.write_str("it is there"),
            Found::Dead(why) | Found::Blocked(why) | Found::Unreachable(why) => f.write_str(why),
        }
    }
}

/// The part of an address that is asked for: without its fragment.
pub fn asked(address: &str) -> &str {
    address.split_once('#').map_or(address, |(asked, _)| asked)
}
