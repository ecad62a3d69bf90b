//! Ticks and words along the axis: units that fit, and labels that never touch.

use std::collections::BTreeMap;

use serde::Serialize;

use super::axis::{Axis, Panel};
use super::{number, numbers, round, text};
use crate::date::{Day, MONTHS};

/// The widths of a picture, in pixels, from which a set of labels is shown. The style sheet switches
/// between them by container query at 30, 44 and 64 rem.
const WIDTHS: [f64; 4] = [280.0, 480.0, 704.0, 1024.0];
/// The classes of those sets, in the same order.
const SETS: [&str; 4] = ["w1", "w2", "w3", "w4"];
/// The type size of the labels, in pixels.
const TYPE: f64 = 15.0;
/// The least space between two labels of a row, in pixels.
const GAP: f64 = 7.0;
/// The least space between two of the labels of days, months or years, in pixels.
const UNIT_GAP: f64 = 3.5;
/// The least space between two ticks, in pixels.
const TICK: f64 = 8.0;
/// The same within the lens, where ticks are finer.
const LENS_TICK: f64 = 5.0;
/// The height of a label in the upright axis, with space, in pixels.
const ROW: f64 = 18.0;

/// A label of the axis.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// Where it is anchored, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// What it says.
    pub text: String,
    /// Which part of it stands at `x`: `start`, `mid` or `end`.
    pub anchor: &'static str,
    /// Whether it names the lens, in bold, or in the lower row a larger unit than its neighbours, in ink.
    pub strong: bool,
    /// Whether the lower row says the same, so that it is only needed where there is none.
    pub brief: bool,
    /// The sets of widths in which it is shown: classes `w1` to `w4`; empty for all.
    pub sets: String,
}

/// The ticks of the axis that are drawn alike.
#[derive(Clone, Debug, Serialize)]
pub struct Ticks {
    /// Where they stand, in percent, from left to right.
    #[serde(serialize_with = "numbers")]
    pub at: Vec<f64>,
    /// Whether they belong to the lens.
    pub lens: bool,
    /// As in [`Head`].
    pub sets: String,
}

/// The axis turned upright: time runs down.
#[derive(Clone, Debug, Serialize)]
pub struct Down {
    /// The height of the picture, in pixels.
    #[serde(serialize_with = "number")]
    pub height: f64,
    /// Labels from top to bottom.
    pub labels: Vec<DownLabel>,
    /// The top and the height of the lens, in pixels.
    pub lens: Option<(f64, f64)>,
    /// Named lines, in pixels from the top.
    pub landmarks: Vec<f64>,
}

/// A label of the upright axis.
#[derive(Clone, Debug, Serialize)]
pub struct DownLabel {
    /// Its middle, in pixels from the top.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// What it says.
    pub text: String,
    /// As in [`Head`].
    pub strong: bool,
}

/// Space above and below the line of an upright axis, in pixels.
const MARGIN: f64 = 10.0;

/// Where a place in percent stands on an upright axis, in pixels.
pub(super) fn upright(x: f64, height: f64) -> f64 {
    round(MARGIN + x / 100.0 * (height - 2.0 * MARGIN))
}

/// A unit of the calendar, or several at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Days of the month: 1, 1 + n, …; never the 31st where n is more than one.
    Days(i64),
    /// Months of the year: January, …
    Months(i64),
    /// Years as they are called: …, 20 BC, 10 BC, AD 1, 10, 20, …
    Years(i64),
}

fn civil(day: i64) -> (i64, i64, i64) {
    let (year, month, date) = Day(day as i32).civil();
    (i64::from(year), i64::from(month), i64::from(date))
}

fn first_of_month(index: i64) -> i64 {
    i64::from(Day::from_civil(index.div_euclid(12) as i32, index.rem_euclid(12) as u32 + 1, 1).0)
}

impl Step {
    /// The unit to which the ends of a stretch of this many days are rounded out.
    pub fn to_round(days: i64) -> Step {
        match days {
            ..=45 => Step::Days(1),
            46..=3700 => Step::Months(1),
            _ => Step::Years(1),
        }
    }

    /// The mean length in days.
    fn days(self) -> f64 {
        match self {
            Step::Days(n) => n as f64,
            Step::Months(n) => n as f64 * 30.44,
            Step::Years(n) => n as f64 * 365.25,
        }
    }

    /// The count of single steps from a fixed point to the one that holds a day.
    pub fn index(self, day: i64) -> i64 {
        let (year, month, _) = civil(day);
        match self {
            Step::Days(_) => day,
            Step::Months(_) => year * 12 + month - 1,
            Step::Years(_) => year,
        }
    }

    /// The first day of the step with this count.
    pub fn nth(self, index: i64) -> i64 {
        match self {
            Step::Days(_) => index,
            Step::Months(_) => first_of_month(index),
            Step::Years(_) => first_of_month(index * 12),
        }
    }

    /// How far a count is past a round one, for stretches of `length` steps.
    pub fn offset(self, index: i64, length: i64) -> i64 {
        index.rem_euclid(length)
    }

    /// The first day of the step that holds a day.
    pub fn floor(self, day: i64) -> i64 {
        let (year, _, date) = civil(day);
        match self {
            Step::Days(1) => day,
            Step::Days(n) => {
                let start = (date - 1) / n * n + 1;
                day - date + if start == 31 { start - n } else { start }
            }
            Step::Months(n) => {
                let index = self.index(day);
                first_of_month(index - index.rem_euclid(n))
            }
            Step::Years(n) => first_of_month(
                12 * if year >= n {
                    year - year % n
                } else if year >= 1 {
                    1
                } else {
                    // 1 BC is the year 0 and 2 BC the year -1.
                    1 - (1 - year + n - 1) / n * n
                },
            ),
        }
    }

    /// The first day of the step after one that begins at `start`.
    fn next(self, start: i64) -> i64 {
        let (year, month, date) = civil(start);
        match self {
            Step::Days(1) => start + 1,
            Step::Days(n) => {
                let next_month = first_of_month(year * 12 + month);
                if date + n > 30 || start + n >= next_month { next_month } else { start + n }
            }
            Step::Months(n) => first_of_month(self.index(start) + n),
            Step::Years(n) => {
                let before = 1 - year - n;
                let next = match year {
                    1 if n > 1 => n,
                    1.. => year + n,
                    // Before Christ; there is no year 0.
                    _ if before > 0 => 1 - before,
                    _ => 1,
                };
                first_of_month(12 * next)
            }
        }
    }

    /// The first day of the step after the one that holds a day.
    pub fn after(self, day: i64) -> i64 {
        self.next(self.floor(day))
    }

    /// Whether ticks of this step go with labels of another: it is no coarser, in the same unit (or the
    /// quarters of a year), and every start of `labels` is a start of this one too.
    fn goes_with(self, labels: Step) -> bool {
        match (self, labels) {
            (Step::Days(a), Step::Days(b))
            | (Step::Months(a), Step::Months(b))
            | (Step::Years(a), Step::Years(b)) => b % a == 0,
            (Step::Months(3), Step::Years(1)) => true,
            _ => false,
        }
    }
}

/// 1, 2, 5, 10, 20, 50, … up to two million years, beyond which no axis reaches.
fn years() -> impl Iterator<Item = i64> {
    let fine = (0..6).flat_map(|power| [1, 2, 5].map(|n| n * 10_i64.pow(power)));
    fine.chain([1_000_000, 2_000_000])
}

/// The steps for the labels of a panel, from fine to coarse. Several days at a time are of use for a
/// month or two; a lens is told in its own unit or a coarser one.
fn steps(panel: &Panel) -> impl Iterator<Item = Step> + use<> {
    let finest = if panel.lens { panel.step.days() } else { 0.0 };
    let days: &[i64] = if panel.to - panel.from <= 70 { &[1, 2, 5, 10] } else { &[1] };
    let days = days.iter().copied().map(Step::Days);
    days.chain([1, 3, 6].map(Step::Months))
        .chain(years().map(Step::Years))
        .filter(move |step| step.days() >= finest)
}

/// The starts of steps from `from` up to and without `to`.
pub(super) fn starts(step: Step, from: i64, to: i64) -> impl Iterator<Item = i64> {
    let first = step.floor(from);
    let first = if first < from { step.next(first) } else { first };
    std::iter::successors(Some(first), move |start| Some(step.next(*start)))
        .take_while(move |start| *start < to)
}

fn short_month(month: i64) -> &'static str {
    MONTHS.get(month as usize - 1).map_or("", |name| &name[..3])
}

fn long_month(month: i64) -> &'static str {
    MONTHS.get(month as usize - 1).copied().unwrap_or("")
}

/// A year as it is called; those of the first millennium say so.
fn year_name(year: i64) -> String {
    match year {
        ..=0 => format!("{} BC", 1 - year),
        1..=999 => format!("AD {year}"),
        _ => year.to_string(),
    }
}

/// A day named as exactly as the step to which it was rounded.
fn name(day: i64, step: Step, long: bool) -> String {
    let (year, month, date) = civil(day);
    let month = if long { long_month(month) } else { short_month(month) };
    match step {
        Step::Days(_) => format!("{date} {month} {}", year_name(year)),
        Step::Months(_) => format!("{month} {}", year_name(year)),
        Step::Years(_) => year_name(year),
    }
}

/// What a lens is called, from the longest form to the shortest.
pub(super) fn lens_titles(panel: &Panel) -> Vec<String> {
    let (first, last) = (panel.from, panel.to - 1);
    let ((y1, m1, d1), (y2, m2, d2)) = (civil(first), civil(last));
    let (how, mut forms) = match panel.step {
        Step::Days(_) => {
            let form = |long: bool| {
                let month = |month| if long { long_month(month) } else { short_month(month) };
                if y1 != y2 {
                    format!("{} – {}", name(first, panel.step, long), name(last, panel.step, long))
                } else if m1 != m2 {
                    format!("{d1} {} – {d2} {} {}", month(m1), month(m2), year_name(y1))
                } else {
                    format!("{d1}–{d2} {} {}", month(m1), year_name(y1))
                }
            };
            let least = if (y1, m1) == (y2, m2) {
                format!("{d1}–{d2} {}", short_month(m1))
            } else {
                format!("{d1} {} – {d2} {}", short_month(m1), short_month(m2))
            };
            ("day by day", vec![form(true), form(false), least])
        }
        Step::Months(_) if (m1, m2, y1) == (1, 12, y2) => ("month by month", vec![year_name(y1)]),
        Step::Months(_) => {
            let form = |long: bool| {
                format!("{} – {}", name(first, panel.step, long), name(last, panel.step, long))
            };
            let least = if y1 == y2 {
                year_name(y1)
            } else {
                format!("{}–{}", year_name(y1), year_name(y2))
            };
            ("month by month", vec![form(true), form(false), least])
        }
        Step::Years(_) => ("year by year", vec![format!("{}–{}", year_name(y1), year_name(y2))]),
    };
    forms.insert(0, format!("{}, {how}", forms[0]));
    forms
}

/// Collects what several sets of widths share.
struct Sets<K>(BTreeMap<K, [bool; 4]>);

impl<K: Ord> Sets<K> {
    fn new() -> Self {
        Sets(BTreeMap::new())
    }

    fn put(&mut self, key: K, set: usize) {
        self.0.entry(key).or_default()[set] = true;
    }

    fn each(self) -> impl Iterator<Item = (K, String)> {
        self.0.into_iter().map(|(key, shown)| {
            let names = SETS.iter().zip(shown).filter(|(_, shown)| *shown).map(|(name, _)| *name);
            let names: Vec<&str> = names.collect();
            (key, if names.len() == SETS.len() { String::new() } else { names.join(" ") })
        })
    }
}

/// A label of the lower row: where, what, and whether it names a larger unit.
type Unit = (f64, String, bool);

/// A label on its way: its key sorts by place.
type Key = (i64, &'static str, String, bool, bool);

fn key(x: f64, anchor: &'static str, text: String, strong: bool, brief: bool) -> Key {
    ((x * 100.0).round() as i64, anchor, text, strong, brief)
}

fn heads_of(sets: Sets<Key>) -> Vec<Head> {
    sets.each()
        .map(|((x, anchor, text, strong, brief), sets)| Head {
            x: round(x as f64 / 100.0),
            text,
            anchor,
            strong,
            brief,
            sets,
        })
        .collect()
}

/// Labels placed on one row of a picture of known width, none touching another.
struct Row {
    width: f64,
    taken: Vec<(f64, f64)>,
}

impl Row {
    /// The stretch in pixels that a label takes.
    fn reach(&self, x: f64, anchor: &str, text: &str, strong: bool) -> (f64, f64) {
        let at = x / 100.0 * self.width;
        let size = text::width(text, TYPE, strong);
        match anchor {
            "start" => (at, at + size),
            "end" => (at - size, at),
            _ => (at - size / 2.0, at + size / 2.0),
        }
    }

    fn free(&self, (low, high): (f64, f64)) -> bool {
        low >= -0.5
            && high <= self.width + 0.5
            && self.taken.iter().all(|(l, h)| high + GAP <= *l || low - GAP >= *h)
    }
}

/// The upper row: both ends, the lens and the landmarks, each set in words as long as it has room for.
pub(super) fn heads(axis: &Axis) -> Vec<Head> {
    let mut sets = Sets::new();
    let (Some(first), Some(last)) = (axis.panels.first(), axis.panels.last()) else {
        return Vec::new();
    };
    let titles = axis.panels.iter().find(|panel| panel.lens).map(lens_titles);
    for (set, width) in WIDTHS.into_iter().enumerate() {
        let mut row = Row { width, taken: Vec::new() };
        let ends = |long: bool| {
            let start = name(first.from, first.step, long);
            let end = name(last.to - 1, last.step, long);
            let mut labels = Vec::with_capacity(3);
            // A lens at an end names that end.
            if !first.lens {
                labels.push((0.0, "start", start.clone(), false));
            }
            if !last.lens && (axis.panels.len() > 1 || end != start) {
                labels.push((100.0, "end", end, false));
            }
            labels
        };
        let mut candidates = Vec::new();
        for long in [true, false] {
            match (&titles, &axis.lens) {
                (Some(titles), Some(lens)) => {
                    for title in titles {
                        let mut labels = ends(long);
                        labels.push((lens.x + lens.width / 2.0, "mid", title.clone(), true));
                        candidates.push(labels);
                    }
                }
                _ => candidates.push(ends(long)),
            }
        }
        // Where nothing fits whole, what fits of the shortest form.
        let last_resort = candidates.last().cloned().unwrap_or_default();
        let place = |labels: &[(f64, &'static str, String, bool)]| {
            let mut row = Row { width, taken: Vec::new() };
            labels.iter().all(|(x, anchor, text, strong)| {
                let reach = row.reach(*x, anchor, text, *strong);
                let free = row.free(reach);
                row.taken.push(reach);
                free
            })
        };
        let mut chosen = candidates.into_iter().find(|labels| place(labels)).unwrap_or_else(|| {
            let mut labels = last_resort;
            labels.reverse();
            labels
        });
        chosen.retain(|(x, anchor, text, strong)| {
            let reach = row.reach(*x, anchor, text, *strong);
            let free = row.free(reach);
            if free {
                row.taken.push(reach);
            }
            free
        });
        for (x, anchor, text, strong) in chosen {
            let shown = |unit: &Head| unit.sets.is_empty() || unit.sets.contains(SETS[set]);
            let brief = axis.units.iter().any(|unit| unit.text == text && shown(unit));
            sets.put(key(x, anchor, text, strong, brief), set);
        }
        for line in &axis.landmarks {
            let found = ["mid", "start", "end"].into_iter().find_map(|anchor| {
                let reach = row.reach(line.x, anchor, &line.label, false);
                row.free(reach).then_some((anchor, reach))
            });
            if let Some((anchor, reach)) = found {
                row.taken.push(reach);
                sets.put(key(line.x, anchor, line.label.to_string(), false, false), set);
            }
        }
    }
    heads_of(sets)
}

/// The labels of one panel for a picture of this width: the finest unit that fits.
fn labels_of(axis: &Axis, panel: &Panel, width: f64) -> Option<(Step, Vec<Unit>)> {
    let length = (panel.to - panel.from) as f64;
    let px = (panel.x1 - panel.x0) / 100.0 * width;
    let row = Row { width, taken: Vec::new() };
    // The outer ends may use the inset; the inner ones keep clear of the neighbouring panel.
    let low = if panel.x0 < 5.0 { 0.0 } else { panel.x0 / 100.0 * width + UNIT_GAP / 2.0 };
    let high = if panel.x1 > 95.0 { width } else { panel.x1 / 100.0 * width - UNIT_GAP / 2.0 };
    for step in steps(panel) {
        if length / step.days() * 12.0 > px {
            continue;
        }
        let mut labels = Vec::new();
        let mut end = f64::MIN;
        let mut touching = false;
        for (at, text, strong) in named(step, panel) {
            let x = round(axis.at(at));
            let reach = row.reach(x, "mid", &text, false);
            if reach.0 < low || reach.1 > high {
                continue;
            }
            touching |= reach.0 - UNIT_GAP < end;
            end = reach.1;
            labels.push((x, text, strong));
        }
        if !touching && !labels.is_empty() {
            return Some((step, labels));
        }
    }
    None
}

/// The steps of a panel with their names, and where each is written: a day, a month or a year in its
/// middle, several at a time where they begin.
fn named(step: Step, panel: &Panel) -> impl Iterator<Item = Unit> {
    let (from, to) = (panel.from, panel.to);
    let outermost = panel.x0 < 5.0 || panel.lens;
    let single = matches!(step, Step::Months(1) | Step::Years(1));
    let begin = if single { step.floor(from) } else { from };
    starts(step, begin, to).map(move |start| {
        let at = match step {
            Step::Days(_) => start as f64 + 0.5,
            _ if single => (start.max(from) + step.next(start).min(to)) as f64 / 2.0,
            _ => start as f64,
        };
        let (year, month, date) = civil(start);
        let (text, strong) = match step {
            Step::Days(_) if date == 1 => (short_month(month).to_owned(), true),
            Step::Days(_) => (date.to_string(), false),
            // At the very start, and at that of a lens, the upper row names the year.
            Step::Months(_) if month == 1 && !(outermost && start == from) => {
                (year_name(year), true)
            }
            Step::Months(_) => (short_month(month).to_owned(), false),
            Step::Years(_) => (year_name(year), false),
        };
        (at, text, strong)
    })
}

/// The lower row: days, months or years.
pub(super) fn units(axis: &Axis) -> Vec<Head> {
    let mut sets = Sets::new();
    for (set, width) in WIDTHS.into_iter().enumerate() {
        for panel in &axis.panels {
            for (x, text, strong) in
                labels_of(axis, panel, width).map(|found| found.1).into_iter().flatten()
            {
                sets.put(key(x, "mid", text, strong, false), set);
            }
        }
    }
    heads_of(sets)
}

/// The ticks: as fine as can be told apart, and in step with the labels.
pub(super) fn ticks(axis: &Axis) -> Vec<Ticks> {
    let mut sets = Sets::new();
    for (set, width) in WIDTHS.into_iter().enumerate() {
        for panel in &axis.panels {
            let px = (panel.x1 - panel.x0) / 100.0 * width;
            let labels = labels_of(axis, panel, width).map(|found| found.0);
            let step = steps(panel)
                .filter(|step| labels.is_none_or(|labels| step.goes_with(labels)))
                .find(|step| {
                    let least = if panel.lens { LENS_TICK } else { TICK };
                    step.days() / (panel.to - panel.from) as f64 * px >= least
                });
            let Some(step) = step else { continue };
            for start in starts(step, panel.from, panel.to) {
                let at = start as f64 + if matches!(step, Step::Days(_)) { 0.5 } else { 0.0 };
                sets.put(((axis.at(at) * 100.0).round() as i64, panel.lens), set);
            }
        }
    }
    let mut alike: Vec<Ticks> = Vec::new();
    for ((x, lens), sets) in sets.each() {
        let x = round(x as f64 / 100.0);
        match alike.iter_mut().find(|ticks| ticks.lens == lens && ticks.sets == sets) {
            Some(ticks) => ticks.at.push(x),
            None => alike.push(Ticks { at: vec![x], lens, sets }),
        }
    }
    alike
}

/// The axis upright; see [`Axis::down`].
pub(super) fn down(axis: &Axis, height: f64) -> Down {
    let mut labels: Vec<DownLabel> = Vec::new();
    // Two labels are never nearer than a line of text; the lens goes before its neighbours.
    let mut put = |at: f64, text: String, strong: bool| {
        let y = upright(axis.at(at), height);
        if labels.iter().all(|label| (label.y - y).abs() >= ROW - 2.0) {
            labels.push(DownLabel { y, text, strong });
        }
    };
    let first = axis.panels.first().map_or(0, |panel| panel.from);
    let mut panels: Vec<&Panel> = axis.panels.iter().collect();
    panels.sort_by_key(|panel| !panel.lens);
    for panel in panels {
        let px = (panel.x1 - panel.x0) / 100.0 * (height - 2.0 * MARGIN);
        let length = (panel.to - panel.from) as f64;
        let step = steps(panel).find(|step| step.days() / length * px >= ROW);
        let Some(step) = step else { continue };
        for start in starts(step, panel.from, panel.to) {
            let (year, month, date) = civil(start);
            let at = start as f64 + if matches!(step, Step::Days(_)) { 0.5 } else { 0.0 };
            let (text, strong) = match step {
                Step::Days(_) => (format!("{date} {}", short_month(month)), panel.lens),
                Step::Months(_) if start == first => (name(start, step, false), true),
                Step::Months(_) if month == 1 => (year_name(year), true),
                Step::Months(_) => (short_month(month).to_owned(), panel.lens),
                Step::Years(_) => (year_name(year), panel.lens),
            };
            put(at, text, strong);
        }
    }
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    Down {
        height,
        labels,
        lens: axis.lens.as_ref().map(|lens| {
            let top = if lens.x == 0.0 { 0.0 } else { upright(lens.x, height) };
            let end = lens.x + lens.width;
            let bottom = if end > 99.0 { height } else { upright(end, height) };
            (top, round(bottom - top))
        }),
        landmarks: axis.landmarks.iter().map(|line| upright(line.x, height)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Landmark;
    use super::*;
    use crate::date::Extent;

    fn day(year: i32, month: u32, date: u32) -> i64 {
        i64::from(Day::from_civil(year, month, date).0)
    }

    fn first_names(step: Step, from: i64, count: usize) -> Vec<String> {
        starts(step, from, i64::MAX).take(count).map(|start| name(start, step, false)).collect()
    }

    #[test]
    fn steps_begin_where_the_calendar_does() {
        assert_eq!(
            first_names(Step::Days(10), day(2021, 2, 3), 4),
            ["11 Feb 2021", "21 Feb 2021", "1 Mar 2021", "11 Mar 2021"],
        );
        assert_eq!(
            first_names(Step::Months(3), day(2020, 7, 2), 3),
            ["Oct 2020", "Jan 2021", "Apr 2021"]
        );
        assert_eq!(Step::Days(5).floor(day(2021, 1, 31)), day(2021, 1, 26));
    }

    #[test]
    fn years_are_counted_as_they_are_called() {
        assert_eq!(
            first_names(Step::Years(10), day(-20, 6, 1), 5),
            ["20 BC", "10 BC", "AD 1", "AD 10", "AD 20"]
        );
        assert_eq!(first_names(Step::Years(1), day(-1, 1, 1), 4), ["2 BC", "1 BC", "AD 1", "AD 2"]);
        for step in
            [Step::Years(1), Step::Years(10), Step::Years(500), Step::Months(3), Step::Days(5)]
        {
            for start in starts(step, day(-1200, 1, 1), day(1200, 1, 1)).take(3000) {
                assert_eq!(step.floor(start), start, "{step:?}");
                assert_eq!(step.floor(step.next(start) - 1), start, "{step:?}");
            }
        }
    }

    /// Labels of one row that are shown together, by the model's own estimate of their width.
    fn assert_apart(labels: &[Head], bold: bool) {
        for (set, width) in WIDTHS.into_iter().enumerate() {
            let row = Row { width, taken: Vec::new() };
            let shown = |head: &&Head| head.sets.is_empty() || head.sets.contains(SETS[set]);
            let mut reaches: Vec<(f64, f64)> = labels
                .iter()
                .filter(shown)
                .map(|head| row.reach(head.x, head.anchor, &head.text, bold && head.strong))
                .collect();
            reaches.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in reaches.windows(2) {
                assert!(pair[0].1 < pair[1].0, "{pair:?} at {width}: {labels:?}");
            }
            for (low, high) in reaches {
                assert!(low >= -1.0 && high <= width + 1.0, "{low} {high} at {width}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300, failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn labels_never_touch(
            begin in prop_oneof![-2_000_000..800_000_i32, 18_000..18_800_i32],
            span in prop_oneof![0..40_i32, 0..1200_i32, 0..40_000_i32, 0..1_200_000_i32],
            shares in proptest::collection::vec(0..1000_i64, 1..20),
            crowd in 0..12_usize,
            landmark in 0..1000_i64,
        ) {
            let at = |share: i64| Day(begin + (i64::from(span) * share / 1000) as i32);
            let crowd = (0..crowd).map(|place| Day(at(shares[0]).0 + place as i32));
            let dates: Vec<Extent> = shares
                .iter()
                .map(|share| at(*share))
                .chain(crowd)
                .map(|day| Extent { from: Some(day), to: Some(day), uncertain: false })
                .collect();
            let named = [Landmark { day: at(landmark), label: "Day of the vote".into() }];
            let axis = Axis::new(&dates, &[], at(1000), &named);
            assert_apart(&axis.heads, true);
            assert_apart(&axis.units, false);
            prop_assert!(!axis.units.is_empty());
            for height in [320.0, 960.0] {
                let down = axis.down(height);
                for pair in down.labels.windows(2) {
                    prop_assert!(pair[1].y - pair[0].y >= 15.9);
                }
            }
        }
    }
}
