//! Dates as an editor writes them (EDTF, ISO 8601-2), with their real extent.

mod day;

pub use day::{Day, Extent};
