//! Dates as an editor writes them (EDTF, ISO 8601-2), with their real extent.
//!
//! Accepted are levels 0 and 1 of EDTF and, of level 2, the set “one of these” in square brackets;
//! see [`Date::parse`]. Days are counted in the proleptic Gregorian calendar, and a time of day is
//! kept as written: it orders statements within one day and moves no date to another day.

mod accept;
mod day;
mod guess;
mod mend;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use edtf_core::{Bound, BoundDate, Bounds, Edtf, IntervalEndpoint, SetElement, TimeShift};
use serde::{Serialize, Serializer};

pub use day::{Day, Extent};
pub use words::MONTHS;

/// A date, an interval or one of several dates, as written and understood. Cheap to clone.
///
/// Two dates are equal when they are written alike; [`Date::sort_key`] gives their order.
#[derive(Clone)]
pub struct Date(Arc<Written>);

struct Written {
    text: Box<str>,
    value: Edtf,
    extent: Extent,
    /// In words, which stand on many pages.
    words: Box<str>,
}

/// Why a text is no date, and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The nearest valid form, when one is reasonably clear; it always parses.
    pub suggestion: Option<String>,
    /// Whether the suggestion is the only way to read the text.
    sole: bool,
}

impl DateError {
    /// The valid form of the date, when the text can be read in no other way.
    pub fn sole_reading(&self) -> Option<&str> {
        self.suggestion.as_deref().filter(|_| self.sole)
    }
}

/// How exactly a date is known, the finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the day, or to a time on it.
    Day,
    /// To the month, `2021-03` or `2021-03-XX`.
    Month,
    /// To the season, `2021-21`.
    Season,
    /// To the year, `2021` or `2021-XX`.
    Year,
    /// To ten years, `201X`.
    Decade,
    /// To a hundred years, `20XX`.
    Century,
}

/// The place of a date in a list: by the earliest day, then the latest, then the time of day.
///
/// A date without a start sorts as its end would; one without an end comes after those that begin
/// with it and end, an unknown end before an open one. A whole day comes before the times on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    from: Day,
    to: End,
    /// Seconds after midnight in UTC, counted from the day as written, so that offsets compare.
    time: Option<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum End {
    Known(Day),
    Unknown,
    Open,
}

impl Date {
    /// Reads a date in EDTF (ISO 8601-2, annex A).
    ///
    /// Accepts a year, a month, a day, a season (`2021-21` to `2021-24`), a time of day
    /// (`2021-03-16T14:00-04:00`; seconds and the offset may be absent), the marks `?`, `~` and `%`
    /// after a whole date, unspecified digits (`201X`, `20XX`, `2021-XX`, `2021-03-XX`,
    /// `2021-XX-XX`), an interval (`2020-09/2020-11`) with an open (`..`) or unknown (empty) start
    /// or end, and “one of these” (`[2007..2016]`, `[2021-03-16,2021-03-17]`).
    ///
    /// # Errors
    /// For all else, for days that no calendar has, and for years beyond 9999.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        match accept::read(text) {
            Ok(value) => {
                let (extent, words) = (extent(&value), words::words(&value).into());
                Ok(Date(Arc::new(Written { text: text.into(), value, extent, words })))
            }
            Err(accept::Fault::Refused(error)) => Err(error),
            Err(accept::Fault::NotEdtf) => Err(mend::explain(text)),
        }
    }

    /// The date as written.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The stretch of time that the date covers.
    ///
    /// Seasons are taken as those of the northern hemisphere by whole months, winter running into
    /// the next year: the standard leaves their limits open.
    pub fn extent(&self) -> Extent {
        self.0.extent
    }

    /// The first day that the date can mean; `None` when the start is open or unknown.
    pub fn earliest(&self) -> Option<Day> {
        self.0.extent.from
    }

    /// The last day that the date can mean; `None` when the end is open or unknown.
    pub fn latest(&self) -> Option<Day> {
        self.0.extent.to
    }

    /// What dates are sorted by.
    pub fn sort_key(&self) -> SortKey {
        let end = |day: Option<Day>| match day {
            Some(day) => End::Known(day),
            None if self.is_open() => End::Open,
            None => End::Unknown,
        };
        let as_its_end =
            || dates(&self.0.value).filter_map(|date| day(bounds(date).earliest)).min();
        SortKey {
            // Every accepted date names at least one; the fallback only keeps this total.
            from: self.earliest().or_else(as_its_end).unwrap_or(Day(i32::MIN)),
            to: end(self.latest()),
            time: self.time(),
        }
    }

    /// The date in British English, “16 March 2021”, “about 2019”, “since 2012”; without a full
    /// stop, and in lower case where it does not begin with a name.
    pub fn words(&self) -> String {
        (*self.0.words).to_owned()
    }

    /// A value for the `datetime` attribute of HTML’s `<time>`, if HTML has a form for this date:
    /// for a year, a month, a day and a time of day, all unmarked and fully specified.
    pub fn datetime(&self) -> Option<String> {
        match &self.0.value {
            Edtf::DateTime(moment) => {
                html_date(&moment.date)?;
                let text = self.as_str();
                if moment.time.second == 60 {
                    // HTML has no leap seconds.
                    return text.split('T').next().map(str::to_owned);
                }
                match moment.time.shift {
                    // HTML wants the minutes of an offset too.
                    Some(TimeShift::Offset { hours_only: true, .. }) => Some(format!("{text}:00")),
                    _ => Some(text.to_owned()),
                }
            }
            Edtf::Date(date) => html_date(date),
            Edtf::Interval(_) | Edtf::Set(_) => None,
        }
    }

    /// Whether the date is one day, or a time on it; it may be marked uncertain.
    pub fn is_day(&self) -> bool {
        matches!(self.0.value, Edtf::Date(_) | Edtf::DateTime(_))
            && self.precision() == Precision::Day
    }

    /// How exactly the date is known; of an interval or a set, by its vaguest part.
    pub fn precision(&self) -> Precision {
        dates(&self.0.value).map(precision).max().unwrap_or(Precision::Century)
    }

    /// Whether a time of day is given.
    pub fn has_time(&self) -> bool {
        matches!(self.0.value, Edtf::DateTime(_))
    }

    /// Whether this is an interval that is still open (`2012/..`).
    pub fn is_open(&self) -> bool {
        matches!(&self.0.value, Edtf::Interval(span) if span.end == IntervalEndpoint::Open)
    }

    /// The date without what may have been added to fill it up: `2021` for a plain 1 January,
    /// `2021-03` for another plain first day of a month, alone or as an end of an interval; `None`
    /// for all else. Marks (`~`, `?`) and a time of day show that the day was thought of.
    ///
    /// Such dates are valid and often true; an editor may want to look again.
    pub fn unpadded(&self) -> Option<String> {
        match &self.0.value {
            Edtf::Date(_) | Edtf::Interval(_) => {}
            Edtf::DateTime(_) | Edtf::Set(_) => return None,
        }
        let ends: Vec<_> = self.as_str().split('/').map(|end| (end, unpadded(end))).collect();
        ends.iter().any(|(_, shorter)| shorter.is_some()).then(|| {
            let ends: Vec<_> = ends.iter().map(|(end, shorter)| shorter.unwrap_or(end)).collect();
            ends.join("/")
        })
    }

    fn time(&self) -> Option<i32> {
        let Edtf::DateTime(moment) = &self.0.value else { return None };
        let time = moment.time;
        let offset = match time.shift {
            Some(TimeShift::Offset { minutes, .. }) => i32::from(minutes) * 60,
            Some(TimeShift::Utc) | None => 0,
        };
        let clock =
            i32::from(time.hour) * 3600 + i32::from(time.minute) * 60 + i32::from(time.second);
        Some(clock - offset)
    }
}

/// The month or year of a plain first day of it, as written.
fn unpadded(day: &str) -> Option<&str> {
    let month = day.strip_suffix("-01")?;
    // Of a year and month, `2021-01`, only a year is left.
    let has_month =
        month.len().checked_sub(3).is_some_and(|at| at >= 4 && month.as_bytes()[at] == b'-');
    has_month.then(|| month.strip_suffix("-01").unwrap_or(month))
}

/// Every single date that an expression names, in the order of writing.
fn dates(value: &Edtf) -> impl Iterator<Item = &edtf_core::Date> {
    let mut found: Vec<&edtf_core::Date> = Vec::with_capacity(2);
    match value {
        Edtf::Date(date) => found.push(date),
        Edtf::DateTime(moment) => found.push(&moment.date),
        Edtf::Interval(span) => {
            for end in [&span.start, &span.end] {
                match end {
                    IntervalEndpoint::Date(date)
                    | IntervalEndpoint::OnOrBefore(date)
                    | IntervalEndpoint::OnOrAfter(date) => found.push(date),
                    IntervalEndpoint::Open | IntervalEndpoint::Unknown => {}
                }
            }
        }
        Edtf::Set(set) => {
            for element in &set.elements {
                match element {
                    SetElement::Date(date)
                    | SetElement::OnOrBefore(date)
                    | SetElement::OnOrAfter(date) => found.push(date),
                    SetElement::Range(from, to) => found.extend([from, to]),
                }
            }
        }
    }
    found.into_iter()
}

fn bounds(date: &edtf_core::Date) -> Bounds {
    Edtf::Date(*date).bounds()
}

fn day(bound: Bound) -> Option<Day> {
    let Bound::Date(BoundDate { year, month, day }) = bound else { return None };
    Some(Day::from_civil(i32::try_from(year).ok()?, month.into(), day.into()))
}

fn extent(value: &Edtf) -> Extent {
    let Bounds { earliest, latest } = value.bounds();
    let several = match value {
        Edtf::Set(set) => !matches!(set.elements[..], [SetElement::Date(_)]),
        _ => false,
    };
    Extent {
        from: day(earliest),
        to: day(latest),
        uncertain: several
            || value.is_uncertain()
            || value.is_approximate()
            || value.has_unspecified(),
    }
}

fn precision(date: &edtf_core::Date) -> Precision {
    if let edtf_core::YearKind::Standard { digits: [_, _, tens, ones], .. } = date.year.kind {
        if tens.is_none() {
            return Precision::Century;
        }
        if ones.is_none() {
            return Precision::Decade;
        }
    }
    match (date.month, date.day) {
        (Some(month), Some(day)) if !month.has_unspecified() && !day.has_unspecified() => {
            Precision::Day
        }
        (Some(month), _) if !month.has_unspecified() => match date.precision() {
            edtf_core::Precision::Season => Precision::Season,
            _ => Precision::Month,
        },
        _ => Precision::Year,
    }
}

/// A year, month or day as HTML has it; not before the year 1.
fn html_date(date: &edtf_core::Date) -> Option<String> {
    let exact = !date.is_uncertain()
        && !date.is_approximate()
        && !date.has_unspecified()
        && date.precision() != edtf_core::Precision::Season
        && date.year.value().is_some_and(|year| year > 0);
    exact.then(|| date.to_string())
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        Date::parse(text)
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Date) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Date {}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Date").field(&self.as_str()).finish()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DateError {}
