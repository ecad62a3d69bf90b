//! What the fuzz targets hold whosays against: the oracles of the property tests.

#[path = "../../tests/common/oracle.rs"]
pub mod oracle;
