//! Whosays: a static-site generator for annotated explainers.

pub mod chart;
pub mod date;
