use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn refusal(text: &str) -> DateError {
    match Date::parse(text) {
        Ok(date) => panic!("{text} was accepted as {}", date.words()),
        Err(error) => error,
    }
}

/// Text, words, first day, last day (`-` for none, a `!` before it if uncertain), `datetime`.
const FORMS: &[(&str, &str, &str, &str, &str)] = &[
    // Days, months, years.
    ("2021-03-16", "16 March 2021", "2021-03-16", "2021-03-16", "2021-03-16"),
    ("2020-02-29", "29 February 2020", "2020-02-29", "2020-02-29", "2020-02-29"),
    ("2000-02-29", "29 February 2000", "2000-02-29", "2000-02-29", "2000-02-29"),
    ("2021-03", "March 2021", "2021-03-01", "2021-03-31", "2021-03"),
    ("2021-02", "February 2021", "2021-02-01", "2021-02-28", "2021-02"),
    ("2021", "2021", "2021-01-01", "2021-12-31", "2021"),
    ("1964", "1964", "1964-01-01", "1964-12-31", "1964"),
    ("9999-12-31", "31 December 9999", "9999-12-31", "9999-12-31", "9999-12-31"),
    // Before the year 1000, and before the first.
    ("0987-06", "June AD 987", "0987-06-01", "0987-06-30", "0987-06"),
    ("0033", "AD 33", "0033-01-01", "0033-12-31", "0033"),
    ("0000", "1 BC", "0000-01-01", "0000-12-31", "-"),
    ("-0043-03-15", "15 March 44 BC", "-0043-03-15", "-0043-03-15", "-"),
    ("-0043", "44 BC", "-0043-01-01", "-0043-12-31", "-"),
    // Marks.
    ("2021-03-17?", "17 March 2021 (uncertain)", "2021-03-17", "!2021-03-17", "-"),
    ("2019~", "about 2019", "2019-01-01", "!2019-12-31", "-"),
    ("2020-03~", "about March 2020", "2020-03-01", "!2020-03-31", "-"),
    ("2020-03%", "about March 2020 (uncertain)", "2020-03-01", "!2020-03-31", "-"),
    // Digits that are not known.
    ("201X", "the 2010s", "2010-01-01", "!2019-12-31", "-"),
    ("201X~", "about the 2010s", "2010-01-01", "!2019-12-31", "-"),
    ("199X", "the 1990s", "1990-01-01", "!1999-12-31", "-"),
    ("200X", "some time between 2000 and 2009", "2000-01-01", "!2009-12-31", "-"),
    ("19XX", "some time between 1900 and 1999", "1900-01-01", "!1999-12-31", "-"),
    ("000X", "some time between 1 BC and AD 9", "0000-01-01", "!0009-12-31", "-"),
    ("2021-XX", "some time in 2021", "2021-01-01", "!2021-12-31", "-"),
    ("2021-XX-XX", "some time in 2021", "2021-01-01", "!2021-12-31", "-"),
    ("2021-02-XX", "some day in February 2021", "2021-02-01", "!2021-02-28", "-"),
    ("2021-02-XX?", "some day in February 2021 (uncertain)", "2021-02-01", "!2021-02-28", "-"),
    // Seasons.
    ("2021-21", "spring 2021", "2021-03-01", "2021-05-31", "-"),
    ("2021-22", "summer 2021", "2021-06-01", "2021-08-31", "-"),
    ("2021-23~", "about autumn 2021", "2021-09-01", "!2021-11-30", "-"),
    ("2021-24", "winter 2021–22", "2021-12-01", "2022-02-28", "-"),
    ("1999-24", "winter 1999–2000", "1999-12-01", "2000-02-29", "-"),
    ("9999-24", "winter 9999–10000", "9999-12-01", "+10000-02-29", "-"),
    ("-0044-24", "winter 45 BC", "-0044-12-01", "-0043-02-28", "-"),
    // Times of day.
    (
        "2021-03-16T14:00-04:00",
        "16 March 2021, 14:00 (UTC−4)",
        "2021-03-16",
        "2021-03-16",
        "2021-03-16T14:00-04:00",
    ),
    ("2021-03-16T14:00", "16 March 2021, 14:00", "2021-03-16", "2021-03-16", "2021-03-16T14:00"),
    (
        "2021-03-16T09:05:07Z",
        "16 March 2021, 09:05:07 (UTC)",
        "2021-03-16",
        "2021-03-16",
        "2021-03-16T09:05:07Z",
    ),
    (
        "2021-03-16T14:00+05:30",
        "16 March 2021, 14:00 (UTC+5:30)",
        "2021-03-16",
        "2021-03-16",
        "2021-03-16T14:00+05:30",
    ),
    (
        "2021-03-16T14:00+03",
        "16 March 2021, 14:00 (UTC+3)",
        "2021-03-16",
        "2021-03-16",
        "2021-03-16T14:00+03:00",
    ),
    (
        "2016-12-31T23:59:60Z",
        "31 December 2016, 23:59:60 (UTC)",
        "2016-12-31",
        "2016-12-31",
        "2016-12-31",
    ),
    // Intervals.
    ("2020-09/2020-11", "September 2020 to November 2020", "2020-09-01", "2020-11-30", "-"),
    ("2021-03-16/2021-03-18", "16–18 March 2021", "2021-03-16", "2021-03-18", "-"),
    ("2021-03-30/2021-04-02", "30 March to 2 April 2021", "2021-03-30", "2021-04-02", "-"),
    (
        "2020-12-30/2021-01-02",
        "30 December 2020 to 2 January 2021",
        "2020-12-30",
        "2021-01-02",
        "-",
    ),
    ("2014/2016", "2014 to 2016", "2014-01-01", "2016-12-31", "-"),
    ("2014~/2016?", "about 2014 to 2016 (uncertain)", "2014-01-01", "!2016-12-31", "-"),
    (
        "2021-03-16?/2021-03-18",
        "16 March 2021 (uncertain) to 18 March 2021",
        "2021-03-16",
        "!2021-03-18",
        "-",
    ),
    ("2020/2021-03-05", "2020 to 5 March 2021", "2020-01-01", "2021-03-05", "-"),
    ("2021-21/2021-23", "spring 2021 to autumn 2021", "2021-03-01", "2021-11-30", "-"),
    ("2021-03/2021-03", "March 2021", "2021-03-01", "2021-03-31", "-"),
    ("2012/..", "since 2012", "2012-01-01", "-", "-"),
    ("2012-05~/..", "since about May 2012", "2012-05-01", "!-", "-"),
    ("2014/", "from 2014, end not known", "2014-01-01", "-", "-"),
    ("/2019-07-16", "until 16 July 2019, start not known", "-", "2019-07-16", "-"),
    ("../2019", "until 2019", "-", "2019-12-31", "-"),
    // One of these.
    ("[2007..2016]", "some time between 2007 and 2016", "2007-01-01", "!2016-12-31", "-"),
    ("[2007..2008]", "2007 or 2008", "2007-01-01", "!2008-12-31", "-"),
    ("[2021-03-16,2021-03-17]", "16 or 17 March 2021", "2021-03-16", "!2021-03-17", "-"),
    ("[2021-03-16..2021-03-17]", "16 or 17 March 2021", "2021-03-16", "!2021-03-17", "-"),
    (
        "[2021-03-16..2021-03-20]",
        "some time between 16 and 20 March 2021",
        "2021-03-16",
        "!2021-03-20",
        "-",
    ),
    ("[2021-03-31..2021-04-01]", "31 March or 1 April 2021", "2021-03-31", "!2021-04-01", "-"),
    ("[2021-03,2021-04]", "March or April 2021", "2021-03-01", "!2021-04-30", "-"),
    (
        "[2020-12..2021-02]",
        "some time between December 2020 and February 2021",
        "2020-12-01",
        "!2021-02-28",
        "-",
    ),
    ("[2016,2018,2020]", "2016, 2018 or 2020", "2016-01-01", "!2020-12-31", "-"),
    (
        "[2016,2018..2020]",
        "2016, or some time between 2018 and 2020",
        "2016-01-01",
        "!2020-12-31",
        "-",
    ),
    (
        "[2021-03-16?,2021-03-17]",
        "16 March 2021 (uncertain) or 17 March 2021",
        "2021-03-16",
        "!2021-03-17",
        "-",
    ),
    ("[..2019]", "2019 or earlier", "-", "!2019-12-31", "-"),
    ("[2019-03-16..]", "16 March 2019 or later", "2019-03-16", "!-", "-"),
    ("[2021]", "2021", "2021-01-01", "2021-12-31", "-"),
];

#[test]
fn each_form_has_its_words_its_extent_and_its_datetime() {
    let iso = |day: Option<Day>| day.map_or("-".to_owned(), Day::iso);
    for (text, words, from, to, datetime) in FORMS {
        let date = date(text);
        assert_eq!(date.as_str(), *text);
        assert_eq!(date.words(), *words, "words of {text}");
        let extent = date.extent();
        assert_eq!(iso(extent.from), *from, "first day of {text}");
        assert_eq!(iso(extent.to), to.trim_start_matches('!'), "last day of {text}");
        assert_eq!(extent.uncertain, to.starts_with('!'), "doubt of {text}");
        assert_eq!(date.datetime().as_deref().unwrap_or("-"), *datetime, "datetime of {text}");
        assert_eq!((date.earliest(), date.latest()), (extent.from, extent.to));
    }
}

#[test]
fn says_what_was_probably_meant() {
    for (text, meant) in [
        // Figures.
        ("2021-3-5", "2021-03-05"),
        ("2021-3", "2021-03"),
        ("2021/3", "2021-03"),
        ("2021/03/16", "2021-03-16"),
        ("2021.03.16", "2021-03-16"),
        ("16/03/2021", "2021-03-16"),
        ("03/16/2021", "2021-03-16"),
        ("16.3.2021", "2021-03-16"),
        ("16-03-2021", "2021-03-16"),
        ("03/03/2021", "2021-03-03"),
        ("03/2021", "2021-03"),
        ("20210316", "2021-03-16"),
        ("202103", "2021-03"),
        ("2021-16-03", "2021-03-16"),
        ("2021-03-00", "2021-03"),
        ("2021-00-00", "2021"),
        ("2021-00", "2021"),
        ("2021–03–16", "2021-03-16"),
        ("2021‑03‑16", "2021-03-16"),
        (" 2021-03-16 ", "2021-03-16"),
        ("987", "0987"),
        // Words.
        ("16 March 2021", "2021-03-16"),
        ("Tuesday, 16th of March 2021", "2021-03-16"),
        ("March 16, 2021", "2021-03-16"),
        ("16-Mar-2021", "2021-03-16"),
        ("5 Sept. 2021", "2021-09-05"),
        ("March 2021", "2021-03"),
        ("in May 2021", "2021-05"),
        ("2021 March", "2021-03"),
        ("spring 2021", "2021-21"),
        ("Fall 2021", "2021-23"),
        ("Q2 2021", "2021-04/2021-06"),
        ("2021-Q4", "2021-10/2021-12"),
        ("the 2010s", "201X"),
        ("44 BC", "-0043"),
        ("15 March 44 BC", "-0043-03-15"),
        ("AD 1066", "1066"),
        // Doubt.
        ("c. 2019", "2019~"),
        ("c.2019", "2019~"),
        ("c2019", "2019~"),
        ("circa March 2021", "2021-03~"),
        ("about 2019", "2019~"),
        ("~2019", "2019~"),
        ("?2019", "2019?"),
        ("2019 (?)", "2019?"),
        ("probably 17 March 2021", "2021-03-17?"),
        ("2019?~", "2019%"),
        ("c. 2019?", "2019%"),
        ("201x", "201X"),
        ("199u", "199X"),
        ("2021-uu", "2021-XX"),
        ("2021-xx", "2021-XX"),
        // Intervals and choices.
        ("2020-09 / 2020-11", "2020-09/2020-11"),
        ("September 2020 to November 2020", "2020-09/2020-11"),
        ("from September to November 2020", "2020-09/2020-11"),
        ("16–18 March 2021", "2021-03-16/2021-03-18"),
        ("30 March to 2 April 2021", "2021-03-30/2021-04-02"),
        ("2007–2016", "2007/2016"),
        ("2007-2016", "2007/2016"),
        ("2007 - 2016", "2007/2016"),
        ("2019–21", "2019/2021"),
        ("2019/21", "2019/2021"),
        ("2010-13", "2010/2013"),
        ("2019-25", "2019/2025"),
        ("2021-03-16/18", "2021-03-16/2021-03-18"),
        ("2021-03-16/04-02", "2021-03-16/2021-04-02"),
        ("2020-09/11", "2020-09/2020-11"),
        ("2012/present", "2012/.."),
        ("2012/open", "2012/.."),
        ("2012/…", "2012/.."),
        ("2012–", "2012/.."),
        ("2012 – present", "2012/.."),
        ("March 2021 –", "2021-03/.."),
        ("March 2021/", "2021-03/"),
        ("/16 March 2021", "/2021-03-16"),
        ("2010–11", "2010/2011"),
        ("2010 - 11", "2010/2011"),
        ("since 2012", "2012/.."),
        ("since May 2012", "2012-05/.."),
        ("2014/unknown", "2014/"),
        ("unknown/2019-07-16", "/2019-07-16"),
        ("until 16 July 2019", "/2019-07-16"),
        ("between 2007 and 2016", "[2007..2016]"),
        ("some time between 16 and 20 March 2021", "[2021-03-16..2021-03-20]"),
        ("2007 or later", "[2007..]"),
        ("March 2021 or earlier", "[..2021-03]"),
        ("16 or 17 March 2021", "[2021-03-16,2021-03-17]"),
        ("[2007, 2016]", "[2007,2016]"),
        ("[2007 .. 2016]", "[2007..2016]"),
        ("[16 March 2021, 17 March 2021]", "[2021-03-16,2021-03-17]"),
        ("2021/2019", "2019/2021"),
        ("[2016..2007]", "[2007..2016]"),
        // Times of day.
        ("2021-03-16 14:00", "2021-03-16T14:00"),
        ("2021-03-16t14:00z", "2021-03-16T14:00Z"),
        ("2021-03-16T9:30", "2021-03-16T09:30"),
        ("2021-03-16T14", "2021-03-16T14:00"),
        ("2021-03-16T1400", "2021-03-16T14:00"),
        ("2021-03-16T14:00-0400", "2021-03-16T14:00-04:00"),
        ("2021-03-16T14:00 UTC", "2021-03-16T14:00Z"),
        ("2021-03-16T14:00-00:00", "2021-03-16T14:00Z"),
        ("2021-03-16T14:00:00.000Z", "2021-03-16T14:00:00Z"),
        ("16 March 2021 at 2:30 pm", "2021-03-16T14:30"),
        ("16 March 2021, 14:00 (UTC−4)", "2021-03-16T14:00-04:00"),
        ("2021-03-16T14:00?", "2021-03-16?"),
        ("2021-03-16T14:00/2021-03-17T15:00", "2021-03-16/2021-03-17"),
        // Level 2 of EDTF.
        ("2004-06~-11", "2004-06-11~"),
        ("?2021-?03-?17", "2021-03-17?"),
        ("2021?-03", "2021-03?"),
        ("{2007..2016}", "2007/2016"),
        ("1950S2", "19XX"),
        ("1999-27", "1999-23"),
        ("1999-33", "1999-01/1999-03"),
        ("2021-XX/2022-XX", "2021/2022"),
    ] {
        let error = refusal(text);
        assert_eq!(error.suggestion.as_deref(), Some(meant), "{text}: {}", error.message);
    }
}

#[test]
fn says_what_is_wrong() {
    for (text, message) in [
        ("", "the date is empty"),
        ("2021-02-30", "February 2021 has 28 days"),
        ("2020-02-30", "February 2020 has 29 days"),
        ("1900-02-29", "February 1900 has 28 days"),
        ("2021-04-31?", "April 2021 has 30 days"),
        ("2021-02-30T14:00", "February 2021 has 28 days"),
        ("30 February 2021", "February 2021 has 28 days"),
        ("2021-2-30", "February 2021 has 28 days"),
        ("2021-02-30/2021-03-05", "February 2021 has 28 days"),
        ("[2021-01..2021-13]", "there is no month 13"),
        ("-0043-02-30", "February 44 BC has 28 days"),
        ("2021-13", "there is no month 13"),
        ("2021-16-03", "there is no month 16"),
        ("2021-03-00", "there is no day 00"),
        (
            "03/04/2021",
            "“03/04/2021” is ambiguous: write 2021-04-03 for 3 April, or 2021-03-04 for 4 March",
        ),
        (
            "2010/11",
            "“2010/11” is ambiguous: write 2010-11 for the month, or 2010/2011 for the years",
        ),
        ("16/03/21", "“16/03/21” is ambiguous: write the year first and with four digits"),
        ("2021/2019", "the interval ends before it starts"),
        ("16/03/2021–18/03/2021", "“16/03/2021–18/03/2021” is not written as EDTF has it"),
        ("2019/2020/2021", "an interval has one start and one end"),
        ("/", "an interval needs a start or an end"),
        ("../..", "an interval needs a start or an end"),
        ("..2019/2020", "a start or end is one date, “..” or left empty"),
        ("[2016..2007]", "the range ends before it starts"),
        ("[2007..2016-03]", "a range runs between two years, two months or two days"),
        ("2007..2016", "write A/B for a stretch of time, [A..B] for some time within it"),
        ("{2007,2016}", "{…} means several dates at once: give each its own entry"),
        ("Y12000", "years have four digits here"),
        ("Y17E7", "years have four digits here"),
        (
            "XXXX-12-25",
            "X may stand for the last one or two digits of a year, or for a whole month or day",
        ),
        (
            "2021-1X",
            "X may stand for the last one or two digits of a year, or for a whole month or day",
        ),
        ("201X/2021", "X cannot stand in an interval: leave the unknown month or day out"),
        ("2004-06~-11", "?, ~ or % marks a whole date and stands after it"),
        ("2021-03-16T14:00?", "a date with a time of day takes no mark"),
        ("2021-03T14:00", "a time of day needs a whole date, YYYY-MM-DD"),
        ("2021-03-16T25:00", "a time of day is hh:mm, with Z or an offset such as -04:00 after it"),
        (
            "2021-03-16T14:00+15:00",
            "a time of day is hh:mm, with Z or an offset such as -04:00 after it",
        ),
        ("2021-03-16T14:00/2021-03-17", "an interval runs between dates, without a time of day"),
        ("2021-W11-2", "weeks are not used: write the first and the last day, A/B"),
        ("[2021-03-16T14:00,2021-03-17]", "“one of these” is of dates, without a time of day"),
        ("2021-3-5", "months and days have two digits, with hyphens between"),
        ("16/03/2021", "the year comes first, then month and day, with hyphens"),
        ("16 March 2021", "“16 March 2021” is not written as EDTF has it"),
        ("n.d.", "“n.d.” is not a date as EDTF has it, such as 2021-03-16, 2021-03 or 2019/2021"),
    ] {
        assert_eq!(refusal(text).message, message, "{text}");
    }
}

#[test]
fn does_not_guess_where_it_would_be_chance() {
    for text in [
        "03/04/2021",
        "3.4.2021",
        "16/03/21",
        "2010/11",
        "2003/4",
        "2021-02-30",
        "2021-13",
        "winter 2021",
        "3/5/2021 - 3/9/2021",
        "1999/00",
        "the 1900s",
        "early 2021",
        "2007..2016",
        "2012..",
        "March",
        "16",
        "16 March",
        "yesterday",
        "n.d.",
        "XXXX",
        "201X/2021",
        "2021-03-16T14:00 EST",
        "2021-03-16T25:00",
        "2021 2022",
        "12021",
        "-0000",
        "March April 2021",
        "2021-075",
    ] {
        assert_eq!(refusal(text).suggestion, None, "{text}");
    }
}

#[test]
fn sorts_by_the_earliest_day_then_the_latest_then_the_time() {
    let sorted = [
        "-0043-03-15",
        "0000",
        "0987",
        // Without a start, an interval stands where its end would.
        "../2012",
        "/2012",
        "2012",
        "2012/2013",
        "2012/",
        "[2012..]",
        "2012/..",
        "2020-09/2020-11",
        "2021-01-01",
        "2021-01",
        "2021-01/2021-02",
        "2021",
        "2021-03",
        "2021-03-16",
        // 13:00, 14:00 and 18:00 in UTC.
        "2021-03-16T16:00+03:00",
        "2021-03-16T14:00Z",
        "2021-03-16T14:00-04:00",
        "2021-03-17",
    ];
    for pair in sorted.windows(2) {
        let (first, second) = (date(pair[0]).sort_key(), date(pair[1]).sort_key());
        assert!(first <= second, "{} before {}: {first:?} {second:?}", pair[0], pair[1]);
    }
    assert!(date("2012/").sort_key() < date("2012/..").sort_key());
    assert!(date("2012/2099").sort_key() < date("2012/").sort_key());
    assert!(date("2021-03-16").sort_key() < date("2021-03-16T00:00").sort_key());
}

#[test]
fn knows_how_exact_a_date_is() {
    for (text, precision, is_day) in [
        ("2021-03-16", Precision::Day, true),
        ("2021-03-16?", Precision::Day, true),
        ("2021-03-16T14:00", Precision::Day, true),
        ("2021-03-XX", Precision::Month, false),
        ("2021-03", Precision::Month, false),
        ("2021-21", Precision::Season, false),
        ("2021-XX", Precision::Year, false),
        ("2021-XX-XX", Precision::Year, false),
        ("2021", Precision::Year, false),
        ("-0043", Precision::Year, false),
        ("201X", Precision::Decade, false),
        ("20XX", Precision::Century, false),
        ("2021-03-16/2021-03-18", Precision::Day, false),
        ("2020/2021-03-05", Precision::Year, false),
        ("[2021-03,2021-04-05]", Precision::Month, false),
        ("2012-05/..", Precision::Month, false),
    ] {
        assert_eq!((date(text).precision(), date(text).is_day()), (precision, is_day), "{text}");
    }
}

#[test]
fn knows_open_intervals_times_and_padded_dates() {
    for (text, open) in
        [("2012/..", true), ("2012/", false), ("../2012", false), ("[2012..]", false)]
    {
        assert_eq!(date(text).is_open(), open, "{text}");
    }
    assert!(date("2021-03-16T14:00").has_time() && !date("2021-03-16").has_time());
    for (text, shorter) in [
        ("2021-01-01", "2021"),
        ("2021-03-01", "2021-03"),
        ("-0043-01-01", "-0043"),
        ("2014-01-01/2016-12-31", "2014/2016-12-31"),
        ("2014-01-01/..", "2014/.."),
        ("2020-12-31/2021-02-01", "2020-12-31/2021-02"),
    ] {
        assert_eq!(date(text).unpadded().as_deref(), Some(shorter), "{text}");
        assert_eq!(date(shorter).as_str(), shorter);
    }
    for text in [
        "2021",
        "2021-01",
        "2021-01-02",
        "2021-01-01~",
        "2021-03-01?",
        "2021-01-01T09:00",
        "2021-01/2021-03",
        "2021-01-XX",
        "2021-21",
        "[2021-01,2021-02]",
        "[2021-03-01..2021-03-31]",
    ] {
        assert_eq!(date(text).unpadded(), None, "{text}");
    }
}

#[test]
fn is_equal_shown_and_serialised_as_written() {
    let (a, b) = (date("2021-03-16T14:00"), date("2021-03-16T14:00:00"));
    assert_ne!(a, b);
    assert_eq!(a, a.clone());
    assert_eq!(a.sort_key(), b.sort_key());
    assert_eq!(HashSet::from([a.clone(), b.clone(), a.clone()]).len(), 2);
    assert_eq!(format!("{a} {a:?}"), "2021-03-16T14:00 Date(\"2021-03-16T14:00\")");
    assert_eq!(format!("[{:>6}]", date("2021")), "[  2021]");
    assert_eq!(serde_json::to_string(&a).unwrap(), "\"2021-03-16T14:00\"");
    assert_eq!("2021".parse::<Date>(), Ok(date("2021")));
}

#[test]
fn a_text_of_any_length_is_answered_shortly() {
    let many_days = vec!["2021-03-16"; 10_000].join(",");
    for text in
        ["9".repeat(100_000), "é".repeat(100_000), format!("[{many_days}]"), "/".repeat(399)]
    {
        assert!(refusal(&text).message.len() < 200);
    }
}

#[test]
fn days_read_like_days() {
    for (day, iso, words) in [
        (Day(0), "1970-01-01", "1 January 1970"),
        (Day(-1), "1969-12-31", "31 December 1969"),
        (Day::from_civil(2021, 3, 16), "2021-03-16", "16 March 2021"),
        (Day::from_civil(-43, 3, 15), "-0043-03-15", "15 March 44 BC"),
        (Day::from_civil(0, 2, 29), "0000-02-29", "29 February 1 BC"),
        (Day::from_civil(10_000, 2, 29), "+10000-02-29", "29 February 10000"),
    ] {
        assert_eq!((day.iso().as_str(), day.words().as_str()), (iso, words));
    }
    assert_eq!(Day(18_702), Day::from_civil(2021, 3, 16));
    for day in [Day(i32::MIN), Day(i32::MAX)] {
        let (year, month, date) = day.civil();
        assert_eq!(Day::from_civil(year, month, date), day);
        assert!(!day.iso().is_empty() && !day.words().is_empty());
    }
    assert_eq!(Day::from_civil(i32::MIN, 1, 1), Day(i32::MIN));
    assert_eq!(Day::from_civil(i32::MAX, 12, 31), Day(i32::MAX));
    assert_eq!(
        [2020, 2021, 2000, 1900, -4].map(|year| day::days_in_month(year, 2)),
        [29, 28, 29, 28, 29]
    );
    assert_eq!((1..=12).map(|month| day::days_in_month(2021, month)).sum::<u32>(), 365);
}

/// Texts near to dates, so that the properties meet accepted ones often.
fn date_like() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => end(),
        1 => timed(),
        2 => (end(), end()).prop_map(|(a, b)| format!("{a}/{b}")),
        1 => (end(), end()).prop_map(|(a, b)| format!("[{a}..{b}]")),
        1 => proptest::collection::vec(end(), 1..4).prop_map(|all| format!("[{}]", all.join(","))),
        1 => "[0-9TXZ/.,:~?%\\[\\]{} +-]{0,24}",
        1 => in_habit(),
    ]
}

/// A date, or what may stand for one in an interval.
fn end() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[012][0-9]{3}(-(0[1-9]|1[0-2]|2[1-4])(-(0[1-9]|[12][0-9]|3[01]))?)?[?~%]?",
        1 => "[12][0-9]([0-9]X|XX)[?~%]?",
        1 => "[12][0-9]{3}-(XX(-XX)?|0[1-9]-XX)[?~%]?",
        1 => Just("..".to_owned()),
        1 => Just(String::new()),
    ]
}

fn timed() -> impl Strategy<Value = String> {
    let day = "[12][0-9]{3}-0[1-9]-[012][0-9]";
    let time = "T[012][0-9]:[0-5][0-9](:[0-5][0-9])?";
    let offset = "Z?|[+-]0[0-9](:30)?";
    (day, time, offset).prop_map(|(day, time, offset)| day + &time + &offset)
}

/// A date as a hurried editor might write it.
fn in_habit() -> impl Strategy<Value = String> {
    let start = "(c\\. |since |between )?[0-9]{1,2}( |th |/)(March|may|3)( |/)[0-9]{2,4}";
    let rest = "(–| to | or | at )?[0-9: /apmUTC+-]{0,12}";
    (start, rest).prop_map(|(start, rest)| start + &rest)
}

/// What holds for every text, accepted or not.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let date = match Date::parse(text) {
        Ok(date) => date,
        Err(error) => {
            prop_assert!(!error.message.is_empty());
            if let Some(better) = error.suggestion {
                prop_assert_ne!(&better, text);
                prop_assert!(Date::parse(&better).is_ok(), "{} suggested for {}", better, text);
            }
            return Ok(());
        }
    };
    prop_assert_eq!(date.as_str(), text);
    prop_assert_eq!(&Date::parse(date.as_str()).unwrap(), &date);
    prop_assert!(!date.words().is_empty());
    prop_assert!(date.earliest().is_some() || date.latest().is_some());
    if let (Some(from), Some(to)) = (date.earliest(), date.latest()) {
        prop_assert!(from <= to, "{} before {}", to.iso(), from.iso());
    }
    if date.is_day() {
        prop_assert_eq!(date.earliest(), date.latest());
    }
    if let Some(value) = date.datetime() {
        prop_assert!(!date.extent().uncertain);
        prop_assert!(!value.contains(['?', '~', '%', '/', 'X', '[']));
    }
    prop_assert_eq!(date.sort_key(), date.clone().sort_key());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        // The same texts at each run: a test fails for a change in the code only.
        rng_seed: RngSeed::Fixed(1_964),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn any_text_near_a_date_is_answered(text in date_like()) {
        holds(&text)?;
    }

    #[test]
    fn days_and_civil_dates_agree(number in any::<i32>()) {
        let (year, month, day) = Day(number).civil();
        prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        prop_assert_eq!(Day::from_civil(year, month, day), Day(number));
    }

    #[test]
    fn every_day_reads_back(number in -719_528..2_932_897) {
        let iso = Day(number).iso();
        let (year, month, day) = Day(number).civil();
        prop_assert!(day <= day::days_in_month(year, month));
        let date = Date::parse(&iso).unwrap();
        prop_assert_eq!(date.earliest(), Some(Day(number)));
        prop_assert_eq!(date.datetime().is_some(), !iso.starts_with("0000"));
        prop_assert_eq!(date.words(), Day(number).words());
        // Words lead back to the date, where they need no era.
        if number >= 0 {
            prop_assert_eq!(Date::parse(&date.words()).unwrap_err().suggestion, Some(iso));
        }
    }
}
