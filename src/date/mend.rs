//! What is wrong with a text that is no date.

use edtf_core::Edtf;

use super::DateError;
use super::accept::{accepts, read};
use super::day::days_in_month;
use super::guess::{Figures, guess};
use super::words;

/// Explains a text that is not EDTF.
pub(super) fn explain(text: &str) -> DateError {
    if text.trim().is_empty() {
        return DateError { message: "the date is empty".into(), suggestion: None, sole: false };
    }
    if let Some(message) = ambiguity(text) {
        return DateError { message, suggestion: None, sole: false };
    }
    let guess = guess(text);
    let meant = guess.clone().filter(|guess| accepts(guess));
    let sole = meant.as_deref().is_some_and(|meant| is_sole_reading(text, meant));
    let (fault, better) = structure(text, meant.is_some()).unzip();
    let suggestion = meant.or(better.flatten());
    let message = calendar_fault(text)
        .or_else(|| guess.as_deref().and_then(calendar_fault))
        .or_else(|| fault.map(str::to_owned))
        .unwrap_or_else(|| unknown_form(text, suggestion.is_some()));
    DateError { message, suggestion, sole }
}

/// Whether a text can mean nothing but `meant`. Where digits are missing or stand in an order that
/// nobody uses, a dash may mean “to” or a weekday may belong to another date, it is a guess.
fn is_sole_reading(text: &str, meant: &str) -> bool {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let text = text.trim().to_lowercase();
    let sure_figures = Figures::of(&text).is_none_or(|figures| match figures.numbers[..] {
        [(_, digits)] => digits == "20210316".len(),
        [(_, 4), (month, _), ..] => (1..=12).contains(&month),
        _ => true,
    });
    let stretch = meant.contains(['/', '[']);
    let words = || text.split(|c: char| !c.is_alphabetic());
    let weekday = words().any(|word| {
        WEEKDAYS.iter().any(|day| word == *day || (word.starts_with(day) && word.ends_with("day")))
    });
    sure_figures && !weekday && (stretch || !text.contains(['–', '—']))
}

fn unknown_form(text: &str, understood: bool) -> String {
    let shown: String = text.chars().take(40).collect();
    if !understood {
        return format!(
            "“{shown}” is not a date as EDTF has it, such as 2021-03-16, 2021-03 or 2019/2021"
        );
    }
    match Figures::of(text.trim()).as_ref().map(|figures| &figures.numbers[..]) {
        Some([(_, 4), _, ..]) => "months and days have two digits, with hyphens between".into(),
        Some([_, .., (_, 4)]) => "the year comes first, then month and day, with hyphens".into(),
        _ => format!("“{shown}” is not written as EDTF has it"),
    }
}

/// Two readings of the same figures, neither of which is the likelier, in a date or in an end of an
/// interval.
fn ambiguity(text: &str) -> Option<String> {
    let ends = text.split(['–', '—']).chain(text.split(" - ")).chain(text.split(" to "));
    std::iter::once(text).chain(ends).find_map(|part| ambiguity_of_one(part.trim()))
}

fn ambiguity_of_one(text: &str) -> Option<String> {
    let figures = Figures::of(text)?;
    match figures.numbers[..] {
        [(a @ 1..=12, ..=2), (b @ 1..=12, ..=2), (year, 4)] if a != b => Some(format!(
            "“{text}” is ambiguous: write {year:04}-{b:02}-{a:02} for {a} {}, \
             or {year:04}-{a:02}-{b:02} for {b} {}",
            words::month(b),
            words::month(a),
        )),
        [(year, 4), (end @ ..=12, ..=2)] if figures.separator == '/' && end > year % 100 => {
            Some(format!(
                "“{text}” is ambiguous: write {year:04}-{end:02} for the month, \
                 or {year:04}/{:04} for the years",
                year - year % 100 + end
            ))
        }
        [(_, ..=2), (_, ..=2), (_, ..=2)] => {
            Some(format!("“{text}” is ambiguous: write the year first and with four digits"))
        }
        _ => None,
    }
}

/// A month or day that no calendar has.
fn calendar_fault(text: &str) -> Option<String> {
    let parts = text.split(['/', ',', '[', ']', '{', '}']).flat_map(|part| part.split(".."));
    parts.into_iter().find_map(|part| {
        let date = part.trim().split('T').next()?.trim_end_matches(['?', '~', '%']);
        let unsigned = date.strip_prefix('-').unwrap_or(date);
        let figures = Figures::of(unsigned)?;
        if figures.separator != '-' {
            return None;
        }
        let (year, month, day) = match figures.numbers[..] {
            [(year, 4), (month, 2)] => (year, month, None),
            [(year, 4), (month, 2), (day, 2)] => (year, month, Some(day)),
            _ => return None,
        };
        if !(1..=12).contains(&month) {
            let season = day.is_none() && (21..=41).contains(&month);
            return (!season).then(|| format!("there is no month {month:02}"));
        }
        let year = if date.len() > unsigned.len() { -i64::from(year) } else { i64::from(year) };
        let year = i32::try_from(year).ok()?;
        let days = days_in_month(year, month);
        match day? {
            0 => Some("there is no day 00".into()),
            day if day > days => {
                Some(format!("{} {} has {days} days", words::month(month), words::year(year)))
            }
            _ => None,
        }
    })
}

/// A fault in how dates are put together, with the better form if there is one; `understood` when
/// the text has a meaning all the same.
fn structure(text: &str, understood: bool) -> Option<(&'static str, Option<String>)> {
    let text = text.trim();
    let accepted = |text: String| Some(text).filter(|text| accepts(text));
    if let [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', b'W' | b'w', ..] =
        text.as_bytes()
    {
        return Some(("weeks are not used: write the first and the last day, A/B", None));
    }
    if let Some((from, to)) = text.split_once('/') {
        if to.contains('/') && !understood {
            return Some(("an interval has one start and one end", None));
        }
        if matches!(from, "" | "..") && matches!(to, "" | "..") {
            return Some(("an interval needs a start or an end", None));
        }
        if has_time(text) {
            let days: Vec<&str> = text.split('/').filter_map(|end| end.split('T').next()).collect();
            let message = "an interval runs between dates, without a time of day";
            return Some((message, accepted(days.join("/"))));
        }
        if let Some(turned) = accepted(format!("{to}/{from}"))
            && accepts(from)
        {
            return Some(("the interval ends before it starts", Some(turned)));
        }
    }
    if text.starts_with('[') && has_time(text) {
        return Some(("“one of these” is of dates, without a time of day", None));
    }
    let range = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some((from, to)) = range.and_then(|range| range.split_once("..")) {
        if let Some(turned) = accepted(format!("[{to}..{from}]")) {
            return Some(("the range ends before it starts", Some(turned)));
        }
        if accepts(from) && accepts(to) {
            return Some(("a range runs between two years, two months or two days", None));
        }
    }
    if range.is_none() && text.contains("..") && !text.contains('/') {
        return Some(("write A/B for a stretch of time, [A..B] for some time within it", None));
    }
    if let Some((date, rest)) = text.split_once('T')
        && accepts(date)
    {
        let (time, mark) = rest.split_at(rest.trim_end_matches(['?', '~', '%']).len());
        if !mark.is_empty() && accepts(&format!("{date}T{time}")) {
            let message = "a date with a time of day takes no mark";
            return Some((message, accepted(format!("{date}{mark}"))));
        }
        if !matches!(read(date), Ok(Edtf::Date(day)) if day.day.is_some()) {
            return Some(("a time of day needs a whole date, YYYY-MM-DD", None));
        }
        return Some(("a time of day is hh:mm, with Z or an offset such as -04:00 after it", None));
    }
    None
}

fn has_time(text: &str) -> bool {
    text.as_bytes().windows(3).any(|part| {
        matches!(part, [before, b'T', after] if before.is_ascii_digit() && after.is_ascii_digit())
    })
}
