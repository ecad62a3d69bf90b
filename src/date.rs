//! Dates as an editor writes them (EDTF, ISO 8601-2), with their real extent.

mod day;

pub use day::{Day, Extent};
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date(std::sync::Arc<str>);
pub struct DateError {
    pub message: String,
    pub suggestion: Option<String>,
}
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(String);
impl Date {
    pub fn parse(t: &str) -> Result<Date, DateError> {
        Ok(Date(t.into()))
    }
    pub fn datetime(&self) -> Option<String> {
        None
    }
    pub fn words(&self) -> String {
        self.0.to_string()
    }
    pub fn earliest(&self) -> Option<Day> {
        None
    }
    pub fn latest(&self) -> Option<Day> {
        None
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn sort_key(&self) -> SortKey {
        SortKey(self.0.to_string())
    }
    pub fn extent(&self) -> Extent {
        Extent { from: None, to: None, uncertain: false }
    }
}
