use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// A calendar day, counted from 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date; `month` is 1 to 12 and `day` 1 to 31, taken as valid. Years that
    /// cannot be counted to, some five million away, give the last day that can.
    ///
    /// Follows the era arithmetic of Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
    pub fn from_civil(year: i32, month: u32, day: u32) -> Day {
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let number = era * 146_097 + day_of_era - 719_468;
        Day(number.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
    }

    /// The day in UTC on which `time` lies.
    pub fn of(time: SystemTime) -> Day {
        let days = |span: Duration| (span.as_secs() / 86_400) as i64;
        let number = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => days(since),
            Err(before) => -days(before.duration()) - 1,
        };
        Day(number.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
    }

    /// Year (0 is 1 BC), month (1 to 12) and day (1 to 31).
    pub fn civil(self) -> (i32, u32, u32) {
        // In 64 bits, because the shift must not overflow for the last days that `i32` can count.
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097) as i32;
        let day_of_era = shifted.rem_euclid(146_097) as i32;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month =
            if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }

    /// The day in ISO 8601, `2021-03-16`; a year beyond 9999 has a `+`, one before 0000 a `-`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.civil();
        let sign = match year {
            ..0 => "-",
            0..=9999 => "",
            _ => "+",
        };
        format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }

    /// The day as RFC 3339 has it, `2021-03-16`; `None` outside of the years 1 to 9999, for which
    /// there is no form that every reader of data takes.
    pub fn full_date(self) -> Option<String> {
        (1..=9999).contains(&self.civil().0).then(|| self.iso())
    }
}

/// How many days a month (1 to 12) has.
pub(super) fn days_in_month(year: i32, month: u32) -> u32 {
    let (next_year, next) =
        if month == 12 { (year.saturating_add(1), 1) } else { (year, month + 1) };
    (Day::from_civil(next_year, next, 1).0 - Day::from_civil(year, month, 1).0).unsigned_abs()
}

/// The stretch of time that a date covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Extent {
    /// First day; `None` when the start is open or unknown.
    pub from: Option<Day>,
    /// Last day; `None` when the end is open or unknown.
    pub to: Option<Day>,
    /// Whether the date is said to be uncertain or approximate, or one of several: marked `?`, `~`
    /// or `%`, a set, or with unspecified digits (`201X`, `2021-XX`).
    pub uncertain: bool,
}
