//! What counts as a date: EDTF as the library reads it, less what has no meaning here.

use std::borrow::Cow;

use edtf_core::{
    Bound, Edtf, IntervalEndpoint, Precision, Qualifier, SetElement, SetKind, YearKind,
};

use super::{DateError, bounds, dates};

/// Longer texts are refused unread: no date needs as much.
const LONGEST: usize = 400;

pub(super) enum Fault {
    /// Not EDTF at all.
    NotEdtf,
    /// EDTF, but not a form that is used here.
    Refused(DateError),
}

/// Reads an accepted date.
pub(super) fn read(text: &str) -> Result<Edtf, Fault> {
    judge(text).map_err(|objection| match objection {
        None => Fault::NotEdtf,
        Some(Objection { message, instead }) => Fault::Refused(DateError {
            message: message.into(),
            suggestion: instead.filter(|text| accepts(text)),
            sole: false,
        }),
    })
}

/// Whether a text is an accepted date.
pub(super) fn accepts(text: &str) -> bool {
    judge(text).is_ok()
}

/// Why EDTF is not accepted, and what might be.
struct Objection {
    message: &'static str,
    instead: Option<String>,
}

const MARK_AFTER: &str = "?, ~ or % marks a whole date and stands after it";

/// Reads an accepted date, or says what speaks against it: nothing in particular, if it is no EDTF.
fn judge(text: &str) -> Result<Edtf, Option<Objection>> {
    if text.len() > LONGEST {
        return Err(Some(Objection { message: "this is too long for a date", instead: None }));
    }
    let full = with_seconds(text);
    let value = Edtf::parse(&full).map_err(|_| None)?;
    if let Some(objection) = objection(&value) {
        return Err(Some(objection));
    }
    // The library reads the level-2 spelling `?2021-?03` of the level-1 form `2021-03?`.
    let usual = value.to_string();
    if usual != full {
        return Err(Some(Objection { message: MARK_AFTER, instead: Some(usual) }));
    }
    Ok(value)
}

/// Adds the seconds that EDTF demands and editors rightly leave out.
fn with_seconds(text: &str) -> Cow<'_, str> {
    if let Some(at) = text.find('T').map(|at| at + "Thh:mm".len())
        && text.is_char_boundary(at)
        && ends_with_clock(&text.as_bytes()[..at])
        && matches!(text.as_bytes().get(at), None | Some(b'Z' | b'+' | b'-'))
    {
        let (before, after) = text.split_at(at);
        return Cow::Owned(format!("{before}:00{after}"));
    }
    Cow::Borrowed(text)
}

fn ends_with_clock(text: &[u8]) -> bool {
    matches!(text, [.., b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9'])
}

/// Why a valid expression is not used here, and the nearest that is.
fn objection(value: &Edtf) -> Option<Objection> {
    if let Edtf::Set(set) = value
        && set.kind == SetKind::AllMembers
    {
        let stretch = match set.elements[..] {
            [SetElement::Range(from, to)] => Some(format!("{from}/{to}")),
            _ => None,
        };
        let message = "{…} means several dates at once: give each its own entry";
        return Some(Objection { message, instead: stretch });
    }
    if let Edtf::Interval(span) = value {
        let vague =
            |end| matches!(end, IntervalEndpoint::OnOrBefore(_) | IntervalEndpoint::OnOrAfter(_));
        if vague(span.start) || vague(span.end) {
            let message = "a start or end is one date, “..” or left empty";
            return Some(Objection { message, instead: None });
        }
        if value.has_unspecified() {
            let message = "X cannot stand in an interval: leave the unknown month or day out";
            return Some(Objection {
                message,
                instead: Some(value.to_string().replace("-XX", "")),
            });
        }
    }
    for date in dates(value) {
        if let Some(Objection { message, instead }) = objection_to_one(date) {
            // The better form is of this one date, so it is the whole answer only if that is all.
            let instead = instead.filter(|_| matches!(value, Edtf::Date(_)));
            return Some(Objection { message, instead });
        }
    }
    None
}

fn objection_to_one(date: &edtf_core::Date) -> Option<Objection> {
    let against = |message, instead| Some(Objection { message, instead });
    let YearKind::Standard { digits, .. } = date.year.kind else {
        return against("years have four digits here", None);
    };
    if let Some(kept) = date.year.significant_digits {
        let masked: String = format!("{date}")
            .chars()
            .take(digits.len())
            .enumerate()
            .map(|(place, c)| if place < kept as usize { c } else { 'X' })
            .collect();
        return against("write X for the digits of a year that are not known", Some(masked));
    }
    if date.precision() == Precision::Season
        && let Some(code @ 25..) = date.month.and_then(|month| month.value())
    {
        let message =
            "after the year stands a month (01 to 12) or a season (21 spring to 24 winter)";
        return against(message, instead_of_grouping(date, code));
    }
    if Edtf::Date(*date).level() < 2 {
        return None;
    }
    if date.has_unspecified() {
        let message =
            "X may stand for the last one or two digits of a year, or for a whole month or day";
        return against(message, None);
    }
    against(MARK_AFTER, Some(marked_as_a_whole(date)))
}

/// What to write for a level-2 grouping of months: a season, or the months themselves.
fn instead_of_grouping(date: &edtf_core::Date, code: u8) -> Option<String> {
    let year = date.year.value()?;
    let in_century = year.rem_euclid(100);
    if (1..=10).contains(&(i64::from(code) - in_century)) {
        // `2019-25` is rather a span of years.
        return Some(format!("{year:04}/{:04}", year - in_century + i64::from(code)));
    }
    match code {
        25..=32 => Some(format!("{year:04}-{}", 21 + (code - 25) % 4)),
        _ => {
            let bounds = bounds(date);
            let (Bound::Date(from), Bound::Date(to)) = (bounds.earliest, bounds.latest) else {
                return None;
            };
            Some(format!("{year:04}-{:02}/{year:04}-{:02}", from.month, to.month))
        }
    }
}

fn marked_as_a_whole(date: &edtf_core::Date) -> String {
    let mark = Qualifier { uncertain: date.is_uncertain(), approximate: date.is_approximate() };
    let mut date = *date;
    date.year.qualifier = mark;
    if let Some(month) = &mut date.month {
        month.qualifier = mark;
    }
    if let Some(day) = &mut date.day {
        day.qualifier = mark;
    }
    date.to_string()
}
