//! Whosays: a static-site generator for annotated explainers.

pub mod country;
pub mod date;
