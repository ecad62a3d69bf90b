//! Dates in British English.

use edtf_core::{Date, Edtf, Interval, IntervalEndpoint, SetElement, Time, TimeShift, YearKind};

use super::{Day, bounds, day};

/// The months in English, from January on.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

impl Day {
    /// The day in British English, “16 March 2021”.
    pub fn words(self) -> String {
        let (year, month, day) = self.civil();
        format!("{day} {} {}", self::month(month), self::year(year))
    }
}

/// The name of a month, 1 to 12.
pub(super) fn month(number: u32) -> &'static str {
    // Both ends are guarded: a wrong number must not end the program.
    MONTHS.get((number as usize).wrapping_sub(1)).copied().unwrap_or_default()
}

/// A year; with its era before the year 1000, where a bare number reads like none.
pub(super) fn year(year: i32) -> String {
    match year {
        ..=0 => format!("{} BC", 1 - i64::from(year)),
        1..1000 => format!("AD {year}"),
        _ => year.to_string(),
    }
}

pub(super) fn words(value: &Edtf) -> String {
    match value {
        Edtf::Date(date) => one(date),
        Edtf::DateTime(moment) => format!("{}, {}", one(&moment.date), clock(moment.time)),
        Edtf::Interval(span) => interval(span),
        Edtf::Set(set) => one_of(&set.elements),
    }
}

/// One date with its marks.
fn one(date: &Date) -> String {
    let about = if date.is_approximate() { "about " } else { "" };
    let doubt = if date.is_uncertain() { " (uncertain)" } else { "" };
    let unknown_digits = |field: Option<edtf_core::DateField>| {
        field.is_some_and(edtf_core::DateField::has_unspecified)
    };
    let lead = if unknown_digits(date.month) {
        "some time in "
    } else if unknown_digits(date.day) {
        "some day in "
    } else {
        ""
    };
    format!("{lead}{about}{}{doubt}", bare(date))
}

/// The part of a date that is specified, without its marks.
fn bare(date: &Date) -> String {
    let Some(number) = year_number(date) else { return unspecified_year(date) };
    let the_year = year(number);
    match Parts::of(date) {
        Parts { month: Some(code @ 21..=24), .. } => {
            let season = SEASONS[code as usize - 21];
            match number {
                // A winter runs into the next year; to say which one leaves no doubt.
                1000.. if code == 24 && number % 100 == 99 => {
                    format!("{season} {number}–{}", number + 1)
                }
                1000.. if code == 24 => format!("{season} {number}–{:02}", (number + 1) % 100),
                _ => format!("{season} {the_year}"),
            }
        }
        Parts { month: Some(number), day: Some(day), .. } => {
            format!("{day} {} {the_year}", month(number))
        }
        Parts { month: Some(number), .. } => format!("{} {the_year}", month(number)),
        _ => the_year,
    }
}

/// `201X` and `20XX`. Where “the 2000s” could be ten years or a hundred, both ends are named.
fn unspecified_year(date: &Date) -> String {
    let YearKind::Standard { digits: [Some(a), Some(b), tens, _], .. } = date.year.kind else {
        return "an unknown year".into();
    };
    match tens {
        Some(tens @ 1..) if a > 0 => format!("the {a}{b}{tens}0s"),
        _ => {
            let century = i32::from(a) * 1000 + i32::from(b) * 100;
            let first = century + i32::from(tens.unwrap_or(0)) * 10;
            let last = first + if tens.is_some() { 9 } else { 99 };
            format!("some time between {} and {}", year(first), year(last))
        }
    }
}

fn year_number(date: &Date) -> Option<i32> {
    i32::try_from(date.year.value()?).ok()
}

/// The numbers of a date, as far as it has them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
}

impl Parts {
    fn of(date: &Date) -> Parts {
        let number = |field: edtf_core::DateField| field.value().map(u32::from);
        Parts {
            year: year_number(date),
            month: date.month.and_then(number),
            day: date.day.and_then(number),
        }
    }
}

/// Dates that can share words: plain ones, alike in precision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shared {
    /// Days of one month: only the day differs.
    Month,
    /// Days or months of one year.
    Year,
    Nothing,
}

fn shared(dates: &[&Date]) -> Shared {
    let [first, rest @ ..] = dates else { return Shared::Nothing };
    let plain = |date: &&Date| {
        !date.is_uncertain()
            && !date.is_approximate()
            && !date.has_unspecified()
            && date.precision() == first.precision()
            && date.precision() != edtf_core::Precision::Season
            && date.month.is_some()
    };
    if !dates.iter().all(plain) {
        return Shared::Nothing;
    }
    let parts = Parts::of(first);
    let same_year = rest.iter().all(|date| Parts::of(date).year == parts.year);
    let same_month = rest.iter().all(|date| Parts::of(date).month == parts.month);
    match (same_year, same_month && parts.day.is_some()) {
        (true, true) => Shared::Month,
        (true, false) => Shared::Year,
        _ => Shared::Nothing,
    }
}

/// Each date in words; what all of them share stands with the last only.
fn each(dates: &[&Date]) -> Vec<String> {
    let shared = shared(dates);
    let last = dates.len().saturating_sub(1);
    let words = dates.iter().enumerate().map(|(place, date)| {
        let parts = Parts::of(date);
        match (shared, parts.day, parts.month) {
            (Shared::Month, Some(day), _) if place < last => day.to_string(),
            (Shared::Year, Some(day), Some(number)) if place < last => {
                format!("{day} {}", month(number))
            }
            (Shared::Year, None, Some(number)) if place < last => month(number).to_owned(),
            _ => one(date),
        }
    });
    words.collect()
}

fn interval(span: &Interval) -> String {
    use IntervalEndpoint::{Date, Open, Unknown};
    match (&span.start, &span.end) {
        (Date(from), Date(to)) if from == to => one(from),
        (Date(from), Date(to)) => match (shared(&[from, to]), each(&[from, to]).as_slice()) {
            (Shared::Month, [from, to]) => format!("{from}–{to}"),
            (Shared::Year, [from, to]) if span_of_days(&span.start) => format!("{from} to {to}"),
            _ => format!("{} to {}", one(from), one(to)),
        },
        (Date(from), Open) => format!("since {}", one(from)),
        (Date(from), _) => format!("from {}, end not known", one(from)),
        (Open, Date(to)) => format!("until {}", one(to)),
        (Unknown, Date(to)) => format!("until {}, start not known", one(to)),
        // Not accepted: an interval has at least one dated end.
        _ => "at an unknown time".into(),
    }
}

fn span_of_days(start: &IntervalEndpoint) -> bool {
    matches!(start, IntervalEndpoint::Date(date) if date.day.is_some())
}

/// “One of these.”
fn one_of(elements: &[SetElement]) -> String {
    let plain: Vec<&Date> = elements
        .iter()
        .filter_map(|element| match element {
            SetElement::Date(date) => Some(date),
            _ => None,
        })
        .collect();
    if plain.len() == elements.len() {
        return list(&each(&plain), " or ");
    }
    let words: Vec<String> = elements.iter().map(element).collect();
    list(&words, ", or ")
}

fn element(element: &SetElement) -> String {
    match element {
        SetElement::Date(date) => one(date),
        SetElement::OnOrBefore(date) => format!("{} or earlier", one(date)),
        SetElement::OnOrAfter(date) => format!("{} or later", one(date)),
        SetElement::Range(from, to) if from == to => one(from),
        SetElement::Range(from, to) => {
            let words = each(&[from, to]);
            if adjacent(from, to) {
                words.join(" or ")
            } else {
                format!("some time between {}", words.join(" and "))
            }
        }
    }
}

fn list(words: &[String], or: &str) -> String {
    match words {
        [all_but_last @ .., last] if !all_but_last.is_empty() => {
            format!("{}{or}{last}", all_but_last.join(", "))
        }
        _ => words.concat(),
    }
}

/// Whether nothing lies between two dates of the same precision.
fn adjacent(from: &Date, to: &Date) -> bool {
    match (day(bounds(from).latest), day(bounds(to).earliest)) {
        (Some(end), Some(start)) => end.0 + 1 == start.0,
        _ => false,
    }
}

fn clock(time: Time) -> String {
    let mut words = format!("{:02}:{:02}", time.hour, time.minute);
    if time.second > 0 {
        words.push_str(&format!(":{:02}", time.second));
    }
    match time.shift {
        None => words,
        Some(TimeShift::Utc | TimeShift::Offset { minutes: 0, .. }) => words + " (UTC)",
        Some(TimeShift::Offset { minutes, .. }) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
            match minutes {
                0 => format!("{words} (UTC{sign}{hours})"),
                _ => format!("{words} (UTC{sign}{hours}:{minutes:02})"),
            }
        }
    }
}
