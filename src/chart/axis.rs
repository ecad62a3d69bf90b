//! The line of time that all pictures of a site share.

use std::sync::Arc;

use serde::Serialize;

use super::ticks::{self, Head, Step, Ticks};
use super::{number, round};
use crate::date::{Day, Extent};

/// Marks keep this far from the ends of the picture, in percent, so that a glyph stays inside it.
const INSET: f64 = 2.0;
/// Days farther than this from 1970 (1.9 million years) are taken as this far.
const LIMIT: i64 = 700_000_000;
/// An uncertain date is never drawn shorter than this to either side, in percent.
const DOUBT: f64 = 2.2;
/// A bar shorter than this hides behind its glyph and is left out, in percent.
const HIDDEN: f64 = 0.8;
/// A span longer than this is drawn lighter, in percent.
const LONG: f64 = 8.0;
/// What is kept free for the fading end of a date that is open or unknown on one side, in percent. It
/// is drawn as a glyph that ends 22 px from the middle of the mark, whatever the width of the picture.
const FADE: f64 = 5.0;
/// How far words keep from the middle of a glyph with a fading end, in pixels.
const FADE_PX: f64 = 28.0;
/// How many times longer than the lens the whole must be before a lens is of use.
const ENLARGES: i64 = 8;
/// A lens on fewer positions than this would be about nothing.
const CROWD: usize = 4;

/// A day with a name that runs through every picture as a dotted line, such as an election day.
#[derive(Clone, Debug)]
pub struct Landmark {
    /// The day.
    pub day: Day,
    /// Its name, a few words.
    pub label: Arc<str>,
}

/// The line of time: where a day stands, and what is written along it.
///
/// It is linear, or it has a *lens*: one dense stretch drawn in a panel of its own, as wide as the time
/// before it and the time after it. All pictures of a site share one axis and can be compared.
#[derive(Clone, Debug, Serialize)]
pub struct Axis {
    #[serde(skip)]
    pub(super) panels: Vec<Panel>,
    /// The enlarged stretch.
    pub lens: Option<Lens>,
    /// The named lines, in order.
    pub landmarks: Vec<Line>,
    /// The ticks below the labels, those drawn alike together.
    pub ticks: Vec<Ticks>,
    /// The upper row of labels: both ends, the lens and the landmarks.
    pub heads: Vec<Head>,
    /// The lower row of labels: days, months or years.
    pub units: Vec<Head>,
    /// A sentence that says what is enlarged; empty where nothing is.
    pub note: String,
}

/// The enlarged stretch of an axis.
#[derive(Clone, Debug, Serialize)]
pub struct Lens {
    /// Where it begins, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// How wide it is, in percent.
    #[serde(serialize_with = "number")]
    pub width: f64,
    /// Lines between its days, months or years, in percent.
    pub columns: Vec<f64>,
    /// What it shows: “8–21 March 2021, day by day”.
    pub title: String,
}

/// A named line.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Where it stands, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// Its name.
    pub label: Arc<str>,
}

/// Where a mark stands on the axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The place of the glyph, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// What shows the extent of its date, if anything does.
    pub spans: Vec<Span>,
}

impl Place {
    /// From where to where the mark reaches with its spans, in percent.
    pub(super) fn reach(&self) -> (f64, f64) {
        self.spans.iter().fold((self.x, self.x), |(low, high), span| {
            (low.min(span.from).min(span.to), high.max(span.from).max(span.to))
        })
    }

    /// The end of the bar on one side, in percent; the glyph where there is none.
    pub(super) fn end(&self, left: bool) -> f64 {
        let bars = self.spans.iter().filter(|span| span.kind != SpanKind::Open);
        let ends = bars.map(|span| if left { span.from } else { span.to });
        ends.fold(self.x, |end, other| if left { end.min(other) } else { end.max(other) })
    }

    /// How far words keep from [`Place::end`], in pixels, where the picture is at most `most` wide:
    /// the first for a glyph, the second for a bar longer than it, or more for a fading end.
    pub(super) fn beside(&self, left: bool, most: f64, (glyph, bar): (f64, f64)) -> f64 {
        let fades = |span: &Span| span.kind == SpanKind::Open && (span.to < span.from) == left;
        if self.spans.iter().any(fades) {
            return FADE_PX;
        }
        let length = (self.x - self.end(left)).abs() / 100.0 * most;
        if length < glyph - bar { glyph } else { bar }
    }
}

/// A line beside a glyph that shows the extent of its date.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    /// Where it begins; at the glyph, if it is open.
    #[serde(serialize_with = "number")]
    pub from: f64,
    /// Where it ends.
    #[serde(serialize_with = "number")]
    pub to: f64,
    /// How it is drawn.
    pub kind: SpanKind,
    /// Whether it is so long that a full stroke would outweigh the marks.
    pub long: bool,
}

/// How the extent of a date is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpanKind {
    /// A solid bar: an interval.
    Sure,
    /// Dashes: some time within, or about.
    Unsure,
    /// Dashes that thin out, from the glyph to the side of `to`: open or unknown there.
    Open,
}

/// A stretch of time drawn to one scale. Days are counted as in [`Day`]; `to` is not included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    pub from: i64,
    pub to: i64,
    /// Where the first and the last day's edges stand, in percent.
    pub x0: f64,
    pub x1: f64,
    /// The unit to which its ends were rounded; the unit of its columns for a lens.
    pub step: Step,
    pub lens: bool,
}

impl Panel {
    fn at(&self, time: f64) -> f64 {
        let share = (time - self.from as f64) / (self.to - self.from).max(1) as f64;
        self.x0 + share.clamp(0.0, 1.0) * (self.x1 - self.x0)
    }
}

impl Axis {
    /// Computes the axis of a site.
    ///
    /// `positions` decide where it is dense; `events` only widen it; `as_of`, the day up to which the
    /// site covers its subject, is its end where the record comes close to it.
    pub fn new(positions: &[Extent], events: &[Extent], as_of: Day, named: &[Landmark]) -> Axis {
        let dates: Vec<Dated> = positions.iter().chain(events).filter_map(Dated::new).collect();
        let (first, last) = domain(dates, clamp(as_of));
        let crowd: Vec<Dated> = positions.iter().filter_map(Dated::new).collect();
        let panels = match dense(&crowd, last - first + 1) {
            Some((step, from, to)) => panels_with_lens(first, last, step, from, to),
            None => vec![linear(first, last)],
        };
        Axis::from_panels(panels, named)
    }

    fn from_panels(panels: Vec<Panel>, named: &[Landmark]) -> Axis {
        let mut axis = Axis {
            panels,
            lens: None,
            landmarks: Vec::new(),
            ticks: Vec::new(),
            heads: Vec::new(),
            units: Vec::new(),
            note: String::new(),
        };
        if let Some(panel) = axis.panels.iter().find(|panel| panel.lens).copied() {
            let title = ticks::lens_titles(&panel).swap_remove(0);
            let last = axis.panels.len() - 1;
            // The tint covers the panel up to the edge of the picture, where it touches one.
            let low = if axis.panels[0].lens { 0.0 } else { panel.x0 };
            let high = if axis.panels[last].lens { 100.0 } else { panel.x1 };
            axis.note = match (last, axis.panels[0].lens) {
                (2, _) => format!("The middle third is enlarged: {title}."),
                (_, true) => format!("The left half is enlarged: {title}."),
                (_, false) => format!("The right half is enlarged: {title}."),
            };
            axis.lens = Some(Lens {
                x: round(low),
                width: round(high - low),
                columns: ticks::starts(panel.step, panel.from + 1, panel.to)
                    .map(|day| round(panel.at(day as f64)))
                    .collect(),
                title,
            });
        }
        let mut lines: Vec<&Landmark> =
            named.iter().filter(|landmark| axis.covers(clamp(landmark.day))).collect();
        lines.sort_by_key(|landmark| landmark.day);
        axis.landmarks = lines
            .iter()
            .map(|landmark| Line { x: axis.x(landmark.day), label: landmark.label.clone() })
            .collect();
        axis.ticks = ticks::ticks(&axis);
        axis.units = ticks::units(&axis);
        axis.heads = ticks::heads(&axis);
        axis
    }

    /// Where the middle of a day stands, in percent of the width; days beyond the axis stand at its end.
    pub fn x(&self, day: Day) -> f64 {
        round(self.at(clamp(day) as f64 + 0.5))
    }

    /// Where a moment stands, in percent, not rounded.
    pub(super) fn at(&self, time: f64) -> f64 {
        let panel = self.panels.iter().find(|panel| time < panel.to as f64);
        panel.or(self.panels.last()).map_or(50.0, |panel| panel.at(time))
    }

    /// Where a day stands, or the edge of the picture on the side where it lies beyond the axis.
    fn edge(&self, day: Day) -> f64 {
        let time = clamp(day);
        match (self.panels.first(), self.panels.last()) {
            (Some(first), _) if time < first.from => 0.0,
            (_, Some(last)) if time >= last.to => 100.0,
            _ => self.x(day),
        }
    }

    fn covers(&self, day: i64) -> bool {
        match (self.panels.first(), self.panels.last()) {
            (Some(first), Some(last)) => (first.from..last.to).contains(&day),
            _ => false,
        }
    }

    /// Whether a place lies within the enlarged stretch.
    pub(super) fn in_lens(&self, x: f64) -> bool {
        self.lens.as_ref().is_some_and(|lens| (lens.x..lens.x + lens.width).contains(&x))
    }

    /// Where a mark with this date stands; `None` where neither its start nor its end is known.
    ///
    /// A mark stands in the middle of what is known, or at the known end of an open date.
    pub fn place(&self, extent: &Extent) -> Option<Place> {
        let span = |from: f64, to: f64, kind| Span {
            from: round(from),
            to: round(to),
            kind,
            long: (to - from).abs() > LONG,
        };
        let (from, to) = match (extent.from, extent.to) {
            (None, None) => return None,
            (Some(day), None) => {
                let x = self.x(day);
                return Some(Place {
                    x,
                    spans: vec![span(x, (x + FADE).min(100.0), SpanKind::Open)],
                });
            }
            (None, Some(day)) => {
                let x = self.x(day);
                return Some(Place {
                    x,
                    spans: vec![span(x, (x - FADE).max(0.0), SpanKind::Open)],
                });
            }
            (Some(from), Some(to)) => (from.min(to), from.max(to)),
        };
        // A date that reaches beyond the axis runs out of the picture.
        let (low, high) = (self.edge(from), self.edge(to));
        let x = round(((low + high) / 2.0).clamp(INSET, 100.0 - INSET));
        let (low, high) = (low.clamp(0.0, x), high.clamp(x, 100.0));
        let spans = if extent.uncertain {
            vec![span(
                low.min(x - DOUBT).max(0.0),
                high.max(x + DOUBT).min(100.0),
                SpanKind::Unsure,
            )]
        } else if high - low > HIDDEN {
            vec![span(low, high, SpanKind::Sure)]
        } else {
            Vec::new()
        };
        Some(Place { x, spans })
    }

    /// The same line turned upright, for a picture of this height in pixels.
    pub fn down(&self, height: f64) -> ticks::Down {
        ticks::down(self, height)
    }
}

fn clamp(day: Day) -> i64 {
    i64::from(day.0).clamp(-LIMIT, LIMIT)
}

/// A date with at least one known end; both ends are included.
#[derive(Clone, Copy)]
struct Dated {
    from: i64,
    to: i64,
    /// Whether both ends are known.
    closed: bool,
}

impl Dated {
    fn new(extent: &Extent) -> Option<Dated> {
        let ends = (extent.from.map(clamp), extent.to.map(clamp));
        Some(match ends {
            (Some(a), Some(b)) => Dated { from: a.min(b), to: a.max(b), closed: true },
            (Some(a), None) | (None, Some(a)) => Dated { from: a, to: a, closed: false },
            (None, None) => return None,
        })
    }

    fn days(&self) -> i64 {
        self.to - self.from + 1
    }
}

/// The first and the last day that the axis must show.
///
/// Dates that are exact to a month count in full. A longer one counts in full only where it does not
/// stretch the axis much: one “19th century” should not press a year of days into a corner, so it runs
/// out of the picture instead. One that would not be seen at all counts in any case.
fn domain(mut dates: Vec<Dated>, as_of: i64) -> (i64, i64) {
    dates.sort_by_key(|date| (date.days(), date.from));
    let mut ends: Option<(i64, i64)> = None;
    for date in &dates {
        ends = Some(match ends {
            None => (date.from, date.to),
            Some((first, last)) => {
                let merged = (first.min(date.from), last.max(date.to));
                let apart = date.to < first || date.from > last;
                let bearable = merged.1 - merged.0 < ((last - first).max(150) * 5) / 2;
                if date.days() <= 31 || apart || bearable { merged } else { (first, last) }
            }
        });
    }
    let Some((first, last)) = ends else { return (as_of, as_of) };
    let near = ((last - first) / 8).max(3);
    if as_of > last && as_of - last <= near { (first, as_of) } else { (first, last) }
}

/// The densest fortnight, year or decade, if one holds over 40 % of the positions and the whole is much
/// longer: its unit, its first day and the day after its last.
fn dense(dates: &[Dated], whole: i64) -> Option<(Step, i64, i64)> {
    let stretches =
        [(Step::Days(1), 14, 14), (Step::Months(1), 12, 366), (Step::Years(1), 10, 3653)];
    stretches.into_iter().filter(|(_, _, days)| whole >= days * ENLARGES).find_map(
        |(step, length, _)| {
            let (start, count) = densest(dates, step, length)?;
            (count >= CROWD && count * 5 > dates.len() * 2)
                .then(|| (step, step.nth(start), step.nth(start + length)))
        },
    )
}

/// The stretch of `length` steps that holds the most dates in full: its first step, and how many.
///
/// Of several it is the earliest, and what it holds stands in its middle; a year begins in January
/// and a decade with a round year where that holds as many.
fn densest(dates: &[Dated], step: Step, length: i64) -> Option<(i64, usize)> {
    let mut steps: Vec<(i64, i64)> = dates
        .iter()
        .filter(|date| date.closed)
        .map(|date| (step.index(date.from), step.index(date.to)))
        .filter(|(from, to)| to - from < length)
        .collect();
    steps.sort_unstable();
    let mut best: Option<(usize, i64, i64)> = None;
    let mut begin = 0;
    while begin < steps.len() {
        let start = steps[begin].0;
        let (mut count, mut end) = (0, start);
        for (_, to) in steps[begin..].iter().take_while(|(from, _)| *from < start + length) {
            if *to < start + length {
                count += 1;
                end = end.max(*to);
            }
        }
        if best.is_none_or(|(most, _, _)| count > most) {
            best = Some((count, start, end));
        }
        begin += steps[begin..].iter().take_while(|(from, _)| *from == start).count();
    }
    let (count, first, last) = best?;
    let round = match step {
        Step::Days(_) => None,
        _ => Some(first - step.offset(first, length)).filter(|start| start + length > last),
    };
    Some((round.unwrap_or(first - (length - (last - first + 1)) / 2), count))
}

/// One panel from edge to edge.
fn linear(first: i64, last: i64) -> Panel {
    let step = Step::to_round(last - first + 1);
    let (mut from, mut to) = (step.floor(first), step.after(last));
    if matches!(step, Step::Days(_)) {
        // A day on both sides, and at least a week.
        let margin = ((7 - (to - from) + 1) / 2).max(1);
        (from, to) = (from - margin, to + margin);
    }
    Panel { from, to, x0: INSET, x1: 100.0 - INSET, step, lens: false }
}

/// Three equal panels, or two where next to nothing lies on one side of the lens.
fn panels_with_lens(first: i64, last: i64, step: Step, from: i64, to: i64) -> Vec<Panel> {
    let length = to - from;
    // A remainder shorter than the lens would be enlarged more than the lens: it joins it.
    let (joins_start, joins_end) = (from - first < length, last - to < length);
    if joins_start && joins_end {
        return vec![linear(first, last)];
    }
    let from = if joins_start { from.min(step.floor(first)) } else { from };
    let to = if joins_end { to.max(step.after(last)) } else { to };
    let mut panels = Vec::with_capacity(3);
    if !joins_start {
        let step = Step::to_round(from - first);
        panels.push(Panel {
            from: step.floor(first),
            to: from,
            x0: 0.0,
            x1: 0.0,
            step,
            lens: false,
        });
    }
    panels.push(Panel { from, to, x0: 0.0, x1: 0.0, step, lens: true });
    if !joins_end {
        let step = Step::to_round(last - to + 1);
        panels.push(Panel { from: to, to: step.after(last), x0: 0.0, x1: 0.0, step, lens: false });
    }
    let count = panels.len();
    for (place, panel) in panels.iter_mut().enumerate() {
        let edge = |place: usize| 100.0 * place as f64 / count as f64;
        panel.x0 = if place == 0 { INSET } else { edge(place) };
        panel.x1 = if place + 1 == count { 100.0 - INSET } else { edge(place + 1) };
    }
    panels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_civil(year, month, day)
    }

    fn on(year: i32, month: u32, date: u32) -> Extent {
        Extent {
            from: Some(day(year, month, date)),
            to: Some(day(year, month, date)),
            uncertain: false,
        }
    }

    /// The dates of a dossier whose densest fortnight is 8–21 March 2021.
    fn dossier() -> Vec<Extent> {
        let mut dates = vec![on(2020, 8, 7), on(2020, 10, 21), on(2021, 1, 7), on(2021, 11, 18)];
        for date in [10, 10, 10, 15, 16, 16, 17, 18] {
            dates.push(on(2021, 3, date));
        }
        dates
    }

    #[test]
    fn the_densest_fortnight_is_enlarged_with_its_marks_in_the_middle() {
        let axis = Axis::new(&dossier(), &[on(2020, 7, 24)], day(2021, 11, 19), &[]);
        let lens = axis.lens.as_ref().unwrap();
        assert_eq!(lens.title, "8–21 March 2021, day by day");
        assert_eq!(axis.note, "The middle third is enlarged: 8–21 March 2021, day by day.");
        assert_eq!((lens.x, lens.width, lens.columns.len()), (33.33, 33.33, 13));
        assert_eq!(axis.x(day(2021, 3, 15)), 51.19);
    }

    #[test]
    fn an_even_record_is_linear() {
        let dates: Vec<Extent> = (1..=12).map(|month| on(2020, month, 10)).collect();
        let axis = Axis::new(&dates, &[], day(2020, 12, 31), &[]);
        assert!(axis.lens.is_none());
        assert_eq!(axis.note, "");
    }

    #[test]
    fn a_lens_at_an_end_makes_two_panels() {
        let mut dates: Vec<Extent> = (1..=8).map(|date| on(2003, 5, date)).collect();
        dates.push(on(2004, 2, 1));
        let axis = Axis::new(&dates, &[], day(2026, 1, 1), &[]);
        assert_eq!(axis.panels.len(), 2);
        assert_eq!(axis.note, "The left half is enlarged: 28 April – 11 May 2003, day by day.");
        assert_eq!(axis.lens.as_ref().unwrap().x, 0.0);
    }

    #[test]
    fn a_dense_year_among_decades_is_enlarged_month_by_month() {
        let mut dates: Vec<Extent> = (1..=12).map(|month| on(2003, month, 10)).collect();
        dates.extend([on(1990, 5, 1), on(1995, 2, 2), on(2012, 1, 1), on(2020, 2, 2)]);
        let axis = Axis::new(&dates, &[], day(2026, 1, 1), &[]);
        assert_eq!(axis.note, "The middle third is enlarged: 2003, month by month.");
    }

    #[test]
    fn a_vague_date_does_not_stretch_the_axis_but_one_apart_does() {
        let century =
            Extent { from: Some(day(1900, 1, 1)), to: Some(day(1999, 12, 31)), uncertain: true };
        let wide =
            Extent { from: Some(day(1900, 1, 1)), to: Some(day(2099, 12, 31)), uncertain: true };
        let dates = [on(2020, 3, 1), on(2020, 9, 1), wide];
        let axis = Axis::new(&dates, &[], day(2020, 9, 3), &[]);
        assert_eq!(axis.panels[0].step, Step::Months(1));
        let place = axis.place(&wide).unwrap();
        assert_eq!((place.spans[0].from, place.spans[0].to), (0.0, 100.0));
        let axis = Axis::new(&[on(2020, 3, 1), century], &[], day(2020, 9, 3), &[]);
        assert!(axis.x(day(1950, 1, 1)) > 30.0);
    }

    #[test]
    fn no_mark_and_one_mark_have_an_axis() {
        let none = Axis::new(&[], &[], day(2021, 11, 19), &[]);
        assert_eq!(none.x(day(2021, 11, 19)), 50.0);
        let one = Axis::new(&[on(-43, 3, 15)], &[], day(2021, 11, 19), &[]);
        assert_eq!(one.x(day(-43, 3, 15)), 50.0);
        assert_eq!(one.place(&on(-43, 3, 15)).unwrap().spans, []);
    }

    #[test]
    fn open_ends_fade_away_from_the_mark() {
        let axis = Axis::new(&dossier(), &[], day(2021, 11, 19), &[]);
        let open = Extent { from: Some(day(2020, 8, 7)), to: None, uncertain: false };
        let place = axis.place(&open).unwrap();
        assert_eq!(place.spans[0].kind, SpanKind::Open);
        assert_eq!(place.spans[0].from, place.x);
        assert!(place.spans[0].to > place.x);
        let unknown = Extent { from: None, to: Some(day(2020, 8, 7)), uncertain: true };
        assert!(axis.place(&unknown).unwrap().spans[0].to < place.x);
        assert_eq!(axis.place(&Extent { from: None, to: None, uncertain: true }), None);
    }

    #[test]
    fn days_at_the_ends_of_what_a_number_holds_are_drawn() {
        let far = Extent { from: Some(Day(i32::MIN)), to: Some(Day(i32::MAX)), uncertain: true };
        let axis = Axis::new(&[far], &[], Day(0), &[]);
        let place = axis.place(&far).unwrap();
        assert!((0.0..=100.0).contains(&place.x));
        assert!(!axis.units.is_empty());
    }
}
