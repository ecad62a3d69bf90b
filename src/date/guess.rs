//! Which date was probably meant by a text that is no EDTF.
//!
//! Follows the habits of editors, such as `16 March 2021`, `16/03/2021`, `c. 2019`, `2012–present`.
//! A text with two likely readings has no guess.

use edtf_core::Edtf;

use super::accept::{accepts, read};
use super::words::{MONTHS, SEASONS};

/// The date that was probably meant; it may still be one that no calendar has.
pub(super) fn guess(text: &str) -> Option<String> {
    let tidy = tidy(text);
    let compact: String = tidy.split(' ').collect();
    let old_unknown = |text: &str| text.replace('u', "X");
    let candidates = [
        tidy.clone(),
        compact.clone(),
        compact.replace(['–', '—'], "-"),
        old_unknown(&compact),
        compact.replace("open", "..").replace("unknown", ""),
    ];
    let accepted = candidates
        .into_iter()
        .map(|candidate| candidate.to_ascii_uppercase())
        .find(|candidate| !is_span_of_years(candidate) && accepts(candidate));
    accepted.or_else(|| whole(&tidy))
}

/// `2019-21` for 2019 to 2021, which EDTF reads as a season (or, up to 12, as a month).
fn is_span_of_years(text: &str) -> bool {
    Figures::of(text).is_some_and(|figures| match figures.numbers[..] {
        [(year, 4), (end, 2)] => end > year % 100,
        _ => false,
    })
}

/// Lower case, single spaces, plain hyphens; dashes stay, because they mean “to”.
fn tidy(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    plain.replace('…', "..").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A date, an interval or a choice of dates.
fn whole(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let elements: Option<Vec<String>> = inner.split(',').map(element).collect();
        return Some(format!("[{}]", elements?.join(",")));
    }
    if let Some(date) = one(text) {
        return Some(date);
    }
    let strip_end = |ends: [&str; 2]| ends.iter().find_map(|end| text.strip_suffix(end));
    if let Some(rest) = strip_end([" or later", " or after"]) {
        return Some(format!("[{}..]", one(rest)?));
    }
    if let Some(rest) = strip_end([" or earlier", " or before"]) {
        return Some(format!("[..{}]", one(rest)?));
    }
    if let Some(rest) = text.strip_prefix("some time ").unwrap_or(text).strip_prefix("between ") {
        let (from, to) = both(rest.split_once(" and ")?)?;
        return Some(format!("[{from}..{to}]"));
    }
    if let Some(rest) = text.strip_prefix("since ").or_else(|| text.strip_suffix(" onwards")) {
        return Some(format!("{}/..", one(rest)?));
    }
    if let Some(rest) = text.strip_prefix("until ").or_else(|| text.strip_prefix("till ")) {
        return Some(format!("/{}", one(rest)?));
    }
    if let Some(sides) = text.split_once(" or ") {
        let (a, b) = both(sides)?;
        return Some(format!("[{a},{b}]"));
    }
    let rest = text.strip_prefix("from ").unwrap_or(text);
    for separator in [" to ", " until ", " till ", " through ", "–", "—", " - ", "/", "-"] {
        if let Some(sides) = rest.split_once(separator)
            && let Some(span) = interval(sides, separator)
        {
            return Some(span);
        }
    }
    if rest.len() < text.len() {
        return Some(format!("{}/..", one(rest)?));
    }
    None
}

fn element(text: &str) -> Option<String> {
    match text.split_once("..") {
        Some((from, to)) => {
            let end = |text: &str| if text.is_empty() { Some(String::new()) } else { one(text) };
            Some(format!("{}..{}", end(from.trim())?, end(to.trim())?))
        }
        None => one(text),
    }
}

fn interval((from, to): (&str, &str), separator: &str) -> Option<String> {
    let (from, to) = (from.trim(), to.trim());
    let still = ["..", "...", "now", "present", "the present", "today", "date", "open", "ongoing"];
    if still.contains(&to) || (to.is_empty() && separator != "/") {
        return Some(format!("{}/..", one(from)?));
    }
    if matches!(to, "" | "?" | "unknown") {
        return Some(format!("{}/", one(from)?));
    }
    if matches!(from, "?" | "unknown") || (from.is_empty() && separator == "/") {
        return Some(format!("/{}", one(to)?));
    }
    if from == ".." {
        return Some(format!("../{}", one(to)?));
    }
    let (from, to) = both((from, to))?;
    Some(if from == to { from } else { format!("{from}/{to}") })
}

/// Two dates, of which one may leave out what it shares with the other: “16 to 18 March 2021”,
/// `2021-03-16/18`, `2019/21`.
fn both((a, b): (&str, &str)) -> Option<(String, String)> {
    let (a, b) = (a.trim(), b.trim());
    match (one(a), one(b)) {
        (Some(a), Some(b)) => Some((a, b)),
        (None, Some(later)) => {
            let words: Vec<&str> = b.split(' ').collect();
            let earlier = (1..words.len().min(6))
                .find_map(|shared| one(&format!("{a} {}", words[shared..].join(" "))))?;
            Some((earlier, later))
        }
        (Some(earlier), None) => {
            let digits = b.bytes().all(|c| c.is_ascii_digit() || c == b'-');
            let head = earlier.len().checked_sub(b.len())?;
            if !digits || !matches!(b.len(), 2 | 5) || !earlier.is_char_boundary(head) {
                return None;
            }
            let later = format!("{}{b}", &earlier[..head]);
            Some((earlier, later))
        }
        (None, None) => None,
    }
}

/// One date with its marks, as words or signs before or after it.
fn one(text: &str) -> Option<String> {
    const ABOUT: [&str; 10] = [
        "circa ",
        "ca. ",
        "ca ",
        "c. ",
        "about ",
        "around ",
        "approximately ",
        "approx. ",
        "approx ",
        "roughly ",
    ];
    const DOUBT: [&str; 4] = ["probably ", "possibly ", "perhaps ", "maybe "];
    let mut rest = text.trim();
    let (mut about, mut doubt) = (false, false);
    loop {
        let before = rest;
        for word in ABOUT {
            if let Some(after) = rest.strip_prefix(word) {
                (rest, about) = (after, true);
            }
        }
        for word in DOUBT {
            if let Some(after) = rest.strip_prefix(word) {
                (rest, doubt) = (after, true);
            }
        }
        for sign in ["ca.", "c.", "ca", "c", "~", "≈"] {
            if let Some(after) = rest.strip_prefix(sign)
                && after.starts_with(|c: char| c.is_ascii_digit())
            {
                (rest, about) = (after, true);
            }
        }
        for end in ["(about)", "(approx.)", "(approximate)", "(circa)", "~"] {
            if let Some(head) = rest.strip_suffix(end) {
                (rest, about) = (head, true);
            }
        }
        for end in ["(?)", "(uncertain)", " uncertain", "?"] {
            if let Some(head) = rest.strip_suffix(end) {
                (rest, doubt) = (head, true);
            }
        }
        if let Some(head) = rest.strip_suffix('%') {
            (rest, about, doubt) = (head, true, true);
        }
        if let Some(after) = rest.strip_prefix('?') {
            (rest, doubt) = (after, true);
        }
        rest = rest.trim();
        if rest == before {
            break;
        }
    }
    let date = plain(rest)?;
    let mark = match (about, doubt) {
        (false, false) => "",
        (true, false) => "~",
        (false, true) => "?",
        (true, true) => "%",
    };
    if !mark.is_empty() && date.contains('T') {
        return None;
    }
    Some(date + mark)
}

/// One date without marks, with its time of day if it has one.
fn plain(text: &str) -> Option<String> {
    let capitals = text.to_ascii_uppercase();
    if matches!(read(&capitals), Ok(Edtf::Date(_) | Edtf::DateTime(_))) {
        return Some(capitals);
    }
    if let Some((date, time)) = split_time(text) {
        let date = figures(date).or_else(|| in_words(date))?;
        // A time belongs to a whole day.
        return (date.len() == "2021-03-16".len()).then_some(format!("{date}T{}", clock(time)?));
    }
    figures(text).or_else(|| in_words(text))
}

/// The numbers of a text that is nothing but numbers between one sort of separator.
pub(super) struct Figures {
    pub(super) separator: char,
    /// Each number with how many digits it has.
    pub(super) numbers: Vec<(u32, usize)>,
}

impl Figures {
    pub(super) fn of(text: &str) -> Option<Figures> {
        let separator = text.chars().find(|c| !c.is_ascii_digit()).unwrap_or('-');
        if !matches!(separator, '-' | '/' | '.' | ' ') {
            return None;
        }
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
            digits.then(|| part.parse().ok().map(|number| (number, part.len())))?
        };
        let numbers = text.split(separator).map(number).collect::<Option<Vec<_>>>()?;
        Some(Figures { separator, numbers })
    }
}

/// A date in figures only, in whatever order leaves no doubt.
fn figures(text: &str) -> Option<String> {
    let day_or_less = |year: u32, month: u32, day: u32| match (month, day) {
        (0, 0) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    let figures = Figures::of(text)?;
    match figures.numbers[..] {
        [(number, 8)] => Some(day_or_less(number / 10_000, number / 100 % 100, number % 100)),
        [(number, 6)] => Some(day_or_less(number / 100, number % 100, 0)),
        [(year, 3)] => Some(format!("{year:04}")),
        [(year, 4), (0, _)] if figures.separator == '-' => Some(format!("{year:04}")),
        [(year, 4), (month @ 1..=12, ..=2)] | [(month @ 1..=12, ..=2), (year, 4)] => {
            Some(day_or_less(year, month, 0))
        }
        // Month and day in the American order, after the year.
        [(year, 4), (day @ 13..=31, 2), (month @ 1..=12, ..=2)] => {
            Some(day_or_less(year, month, day))
        }
        [(year, 4), (month, ..=2), (day, ..=2)] => Some(day_or_less(year, month, day)),
        [(day @ 13..=31, _), (month @ 1..=12, _), (year, 4)]
        | [(month @ 1..=12, _), (day @ 13..=31, _), (year, 4)] => {
            Some(day_or_less(year, month, day))
        }
        [(a @ 1..=12, _), (b, _), (year, 4)] if a == b => Some(day_or_less(year, a, a)),
        _ => None,
    }
}

/// A date in English words, “Tuesday, 16th of March 2021”, “March 2021”, “the 2010s”, “44 BC”.
fn in_words(text: &str) -> Option<String> {
    const FILLERS: [&str; 8] = ["the", "of", "on", "in", "year", "month", "ad", "ce"];
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    // A loose end or dots in between make an interval of it.
    if text.starts_with(['-', '/']) || text.ends_with(['-', '/']) || text.contains("..") {
        return None;
    }
    let mut numbers: Vec<&str> = Vec::new();
    let (mut month, mut season, mut quarter) = (None, None, None);
    let mut before_christ = false;
    let tokens = text.split([' ', ',', '.', '-', '/', '(', ')']).filter(|token| !token.is_empty());
    for (place, token) in tokens.enumerate() {
        if place > 8 {
            return None;
        }
        let decade = token.strip_suffix('s').map(|head| head.trim_end_matches(['\'', '’']));
        if token.bytes().all(|c| c.is_ascii_digit()) {
            numbers.push(token);
        } else if let Some(number) = ordinal(token) {
            numbers.push(number);
        } else if let Some(name) = MONTHS.iter().position(|name| is_name_of(token, name)) {
            month = Some(month.map_or(Some(name + 1), |_| None)?);
        } else if let Some(name) = SEASONS.iter().position(|name| *name == token) {
            season = Some(name);
        } else if token == "fall" {
            season = Some(2);
        } else if let Some(number @ 1..=4) =
            token.strip_prefix('q').and_then(|number| number.parse::<u32>().ok())
        {
            quarter = Some(number);
        } else if matches!(token, "bc" | "bce") {
            before_christ = true;
        } else if let Some(year) = decade.filter(|head| head.len() == 4) {
            // “The 1900s” may be ten years or a hundred.
            let tens = year.strip_suffix('0').filter(|tens| !tens.ends_with('0'))?;
            return (text.trim_start_matches("the ") == token).then(|| format!("{tens}X"));
        } else if !FILLERS.contains(&token)
            && !WEEKDAYS
                .iter()
                .any(|day| token.starts_with(day) && token.len() <= "wednesday".len())
        {
            return None;
        }
    }
    let (year, others): (String, Vec<&str>) = if before_christ {
        let year = numbers.pop().filter(|year| year.len() <= 4)?.parse::<i32>().ok()? - 1;
        match year {
            ..0 => return None,
            0 => ("0000".into(), numbers),
            _ => (format!("-{year:04}"), numbers),
        }
    } else {
        let (years, others): (Vec<&str>, Vec<&str>) =
            numbers.iter().partition(|number| number.len() == 4);
        let [year] = years[..] else { return None };
        (year.into(), others)
    };
    match (month, season, quarter, &others[..]) {
        (Some(month), None, None, [day]) if day.len() <= 2 => {
            Some(format!("{year}-{month:02}-{day:0>2}"))
        }
        (Some(month), None, None, []) => Some(format!("{year}-{month:02}")),
        // The winter of a year may be that at its start or that at its end.
        (None, Some(season @ 0..=2), None, []) => Some(format!("{year}-{}", 21 + season)),
        (None, None, Some(quarter), []) => {
            Some(format!("{year}-{:02}/{year}-{:02}", quarter * 3 - 2, quarter * 3))
        }
        (None, None, None, []) => Some(year),
        _ => None,
    }
}

/// The number of `16th`.
fn ordinal(token: &str) -> Option<&str> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| token.strip_suffix(end))?;
    (matches!(number.len(), 1 | 2) && number.bytes().all(|c| c.is_ascii_digit())).then_some(number)
}

/// Whether a token in lower case is a month, in full or as a usual abbreviation.
fn is_name_of(token: &str, month: &str) -> bool {
    let month = month.to_ascii_lowercase();
    token == month || token == &month[..3] || (token == "sept" && month == "september")
}

/// Splits a day from the time on it: at `t` between digits, or before a clock time.
fn split_time(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if let Some(at) =
        (1..text.len()).find(|at| bytes[*at] == b't' && digit(at - 1) && digit(at + 1))
    {
        return Some((&text[..at], &text[at + 1..]));
    }
    let hour = text[..text.find(':')?].rfind(' ')?;
    let date = text[..hour].trim_end_matches([' ', ',']);
    Some((date.strip_suffix(" at").unwrap_or(date).trim_end_matches(','), &text[hour + 1..]))
}

/// A time of day as EDTF has it, from `9:30`, `1400`, `2:30 pm`, `14:00 utc`, `14:00:00.000z` or
/// `14-0400`.
fn clock(text: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, mut rest) = text.split_at(digits(text));
    let (mut hour, mut minute, mut second) = match hour.len() {
        1 | 2 => (hour.parse::<u32>().ok()?, 0, None),
        4 => (hour[..2].parse().ok()?, hour[2..].parse::<u32>().ok()?, None),
        _ => return None,
    };
    if let Some(after) = rest.strip_prefix([':', '.'])
        && digits(after) == 2
    {
        minute = after[..2].parse().ok()?;
        rest = &after[2..];
        if let Some(after) = rest.strip_prefix(':')
            && digits(after) == 2
        {
            second = Some(after[..2].parse::<u32>().ok()?);
            rest = &after[2..];
            if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                rest = &fraction[digits(fraction)..];
            }
        }
    }
    rest = rest.trim_start();
    for (names, afternoon) in [(["am", "a.m."], 0), (["pm", "p.m."], 12)] {
        if let Some(after) = names.iter().find_map(|name| rest.strip_prefix(name)) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + afternoon;
            rest = after.trim_start();
        }
    }
    let second = second.map(|second| format!(":{second:02}")).unwrap_or_default();
    Some(format!("{hour:02}:{minute:02}{second}{}", offset(rest)?))
}

/// `Z` or an offset from UTC, from `utc`, `gmt+1`, `-4`, `-0400`, `+5:30`.
fn offset(text: &str) -> Option<String> {
    let text = text.trim_matches(['(', ')']);
    if text.is_empty() {
        return Some(String::new());
    }
    let named = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt"));
    let text = named.unwrap_or(text).trim_start();
    if matches!(text, "" | "z") {
        return Some("Z".into());
    }
    let (sign, rest) = if let Some(rest) = text.strip_prefix('+') {
        ('+', rest)
    } else {
        ('-', text.strip_prefix('-')?)
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "00"),
        3 | 4 => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    if hours.trim_matches('0').is_empty() && minutes == "00" {
        return Some("Z".into());
    }
    Some(format!("{sign}{hours:0>2}:{minutes}"))
}
