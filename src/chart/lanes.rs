//! Swim lanes: one for each country, across on wide screens, upright on narrow ones, and in small.

use std::sync::Arc;

use serde::Serialize;

use super::axis::{Axis, Place, Span, SpanKind};
use super::text::Lines;
use super::ticks::{self, Down};
use super::{Mark, Shape, Side, number, round, text};
use crate::date::Extent;

/// The width in pixels from which the wide lanes are shown: the styles switch at 75 rem of the window.
const WIDE: f64 = 1008.0;
/// The type size of labels, in pixels.
const TYPE: f64 = 16.0;
/// From one rung to the next, in pixels.
const PITCH: f64 = 28.0;
/// Above the first and below the last rung, in pixels.
const PAD: f64 = 7.0;
/// Rungs of one lane; with more, labels give way to numbers, and then marks to sums.
const RUNGS: usize = 14;
/// A label is cut at this width, in pixels.
const LABEL: f64 = 300.0;
/// Space between a label and what follows on its rung, in pixels.
const GAP: f64 = 10.0;
/// Half the width of a mark that stands alone, in pixels: the half of a target of 24 px and a bit.
const BARE: f64 = 13.0;
/// A glyph of a lane in small, in percent of the narrowest lane (225 px), and of the narrowest on a wide
/// screen (600 px): a voice, and the bar of an event.
const SMALL: [(f64, f64); 2] = [(3.7, 1.4), (1.3, 0.5)];
/// Space between a glyph, or the end of its bar, and its label, in pixels.
const BESIDE: (f64, f64) = (13.0, 9.0);

/// The marks of one country, or of whatever a lane stands for.
#[derive(Clone, Debug)]
pub struct Lane<M = Mark> {
    /// What tells this lane from the others in class names: `us` makes the class `l-us`.
    pub key: String,
    /// Words before the code, such as “About”; often empty.
    pub lead: Arc<str>,
    /// The country code.
    pub code: Option<Arc<str>>,
    /// The name.
    pub name: Arc<str>,
    /// What stands in it, in the order of the list below the picture.
    pub marks: Vec<M>,
}

/// A mark without words, as lanes in small show it.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The extent of its date.
    pub extent: Extent,
    /// Its glyph.
    pub shape: Shape,
}

/// Lanes for wide screens.
#[derive(Clone, Debug, Serialize)]
pub struct Wide {
    /// One for each lane.
    pub rows: Vec<WideRow>,
}

/// One wide lane.
#[derive(Clone, Debug, Serialize)]
pub struct WideRow {
    /// As in [`Lane`].
    pub key: String,
    /// As in [`Lane`].
    pub lead: Arc<str>,
    /// As in [`Lane`].
    pub code: Option<Arc<str>>,
    /// As in [`Lane`].
    pub name: Arc<str>,
    /// The height of the picture, in pixels.
    #[serde(serialize_with = "number")]
    pub height: f64,
    /// The marks, by date.
    pub items: Vec<Item>,
    /// Sums of what found no room.
    pub more: Vec<super::More>,
    /// What it is, in words.
    pub aria: String,
}

/// A mark of a wide lane.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// The glyph.
    pub shape: Shape,
    /// As [`kind`] tells.
    pub kind: &'static str,
    /// Across, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// Down, in pixels.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// The extent of the date.
    pub spans: Vec<Span>,
    /// The words or the number beside it.
    pub label: Option<Label>,
    /// Who, what and when.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The rung, from 0.
    #[serde(skip)]
    pub rung: usize,
    /// From where to where it reaches at the least width, label and all, in pixels.
    #[serde(skip)]
    pub reach: (f64, f64),
}

/// Words beside a mark.
#[derive(Clone, Debug, Serialize)]
pub struct Label {
    /// What they say.
    pub text: String,
    /// Where they are anchored, in percent.
    #[serde(serialize_with = "number")]
    pub at: f64,
    /// How far from there they begin, in pixels; negative to the left.
    #[serde(serialize_with = "number")]
    pub dx: f64,
    /// Whether they stand to the left, and so end there.
    pub left: bool,
    /// Whether it is the number of an entry in the list.
    pub number: bool,
}

/// What is written beside the marks of a lane.
#[derive(Clone, Copy, PartialEq)]
enum Words {
    Label,
    Short,
    Number,
}

/// Draws lanes for wide screens: greedy rungs, each mark labelled where the lane has room for it.
///
/// A lane that would grow beyond its height is written with short labels, then with numbers alone; what
/// still finds no rung is summed up.
pub fn wide(axis: &Axis, lanes: &[Lane]) -> Wide {
    Wide { rows: lanes.iter().map(|lane| wide_row(axis, lane)).collect() }
}

fn wide_row(axis: &Axis, lane: &Lane) -> WideRow {
    let places = places(axis, &lane.marks);
    let tries = [Words::Label, Words::Short, Words::Number];
    let (items, over) = tries
        .into_iter()
        .find_map(|words| {
            let (items, over) = rungs(&lane.marks, &places, words);
            (over.is_empty() || words == Words::Number).then_some((items, over))
        })
        .unwrap_or_default();
    let mut rungs = items.iter().map(|item| item.rung + 1).max().unwrap_or(1);
    let more = super::strip::sums(&over, 100.0 * 60.0 / WIDE);
    if !more.is_empty() {
        rungs += 1;
    }
    let y = PAD + PITCH / 2.0 + (rungs - 1) as f64 * PITCH;
    WideRow {
        key: lane.key.clone(),
        lead: lane.lead.clone(),
        code: lane.code.clone(),
        name: lane.name.clone(),
        height: rungs as f64 * PITCH + 2.0 * PAD,
        items,
        more: more.into_iter().map(|(x, count)| super::More { x, y, count }).collect(),
        aria: count_of(lane),
    }
}

impl Lane {
    /// The same in small.
    pub fn spots(&self) -> Lane<Spot> {
        let spot = |mark: &Mark| Spot { extent: mark.extent, shape: mark.stance };
        Lane {
            key: self.key.clone(),
            lead: self.lead.clone(),
            code: self.code.clone(),
            name: self.name.clone(),
            marks: self.marks.iter().map(spot).collect(),
        }
    }
}

fn count_of<M>(lane: &Lane<M>) -> String {
    let words =
        [&*lane.lead, &*lane.name].map(str::trim).into_iter().filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join(" ");
    let name =
        if name.is_empty() { lane.code.as_deref().unwrap_or_default().to_owned() } else { name };
    match lane.marks.len() {
        1 => format!("{name}: 1 entry"),
        count => format!("{name}: {count} entries"),
    }
}

/// Where marks stand, by date.
fn places(axis: &Axis, marks: &[Mark]) -> Vec<(usize, Place)> {
    let mut places: Vec<(usize, Place)> = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| Some((index, axis.place(&mark.extent)?)))
        .collect();
    places.sort_by(|(i, a), (j, b)| {
        a.reach().0.total_cmp(&b.reach().0).then(a.x.total_cmp(&b.x)).then(i.cmp(j))
    });
    places
}

/// Gives each mark the first rung on which neither it nor its label touches another; what finds none
/// is returned by its place.
fn rungs(marks: &[Mark], places: &[(usize, Place)], words: Words) -> (Vec<Item>, Vec<f64>) {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut items = Vec::with_capacity(places.len());
    let mut over = Vec::new();
    for (index, place) in places {
        let mark = &marks[*index];
        let options = options(mark, place, words);
        let found = (0..RUNGS).find_map(|rung| {
            let free = |(low, high): (f64, f64)| {
                taken.get(rung).is_none_or(|taken| {
                    taken.iter().all(|(l, h)| high + GAP <= *l || low - GAP >= *h)
                })
            };
            options.iter().find(|(_, reach)| free(*reach)).map(|option| (rung, option.clone()))
        });
        let Some((rung, (label, reach))) = found else {
            over.push(place.x);
            continue;
        };
        if taken.len() <= rung {
            taken.resize(rung + 1, Vec::new());
        }
        taken[rung].push(reach);
        items.push(Item {
            shape: mark.stance,
            kind: kind(mark.stance),
            x: place.x,
            y: PAD + PITCH / 2.0 + rung as f64 * PITCH,
            spans: place.spans.clone(),
            label,
            title: mark.title.clone(),
            href: mark.href.clone(),
            rung,
            reach,
        });
    }
    (items, over)
}

/// The ways to set a mark with its words, the better first, with their reach in pixels at the least
/// width. All of them stay inside the picture.
fn options(mark: &Mark, place: &Place, words: Words) -> Vec<(Option<Label>, (f64, f64))> {
    let px = |x: f64| x / 100.0 * WIDE;
    let (low, high) = place.reach();
    let (inner_low, inner_high) = (px(place.x) - BARE, px(place.x) + BARE);
    let bare = (inner_low.min(px(low)), inner_high.max(px(high)));
    let number = words == Words::Number;
    let text = match words {
        Words::Label => Some(mark.label.to_string()),
        Words::Short => Some(mark.short.to_string()),
        Words::Number => mark.number.map(|number| number.to_string()),
    };
    let text = text.and_then(|text| text::shorten(text.trim(), LABEL, TYPE, false));
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return vec![(None, bare)];
    };
    let set = |left: bool, words: &str| {
        let at = place.end(left);
        let beside = place.beside(left, WIDE, BESIDE);
        let room = if left { px(at) } else { WIDE - px(at) } - beside;
        let text = text::shorten(words, room, TYPE, false)?;
        let whole = text == words;
        let end = beside + text::width(&text, TYPE, false);
        let reach = if left {
            ((px(at) - end).min(bare.0), bare.1)
        } else {
            (bare.0, (px(at) + end).max(bare.1))
        };
        let dx = if left { -beside } else { beside };
        let text = text::isolate(&text);
        Some((whole, (Some(Label { text, at, dx, left, number }), reach)))
    };
    let sides = if place.x < 62.0 { [false, true] } else { [true, false] };
    let mut options: Vec<_> = sides.into_iter().filter_map(|left| set(left, &text)).collect();
    // Whole words on either side before cut ones.
    if options.iter().any(|(whole, _)| *whole) {
        options.retain(|(whole, _)| *whole);
    }
    if options.is_empty() {
        return vec![(None, bare)];
    }
    options.into_iter().map(|(_, option)| option).collect()
}

/// Columns of the upright picture on the narrowest screen; with more, rows in small take its place.
const COLUMNS: usize = 8;
/// Columns that keep their labels.
const NAMED: usize = 2;
/// The width of the columns together on the narrowest screen, in pixels.
const UPRIGHT: f64 = 216.0;
/// Heights of the upright picture, in pixels; the first that is enough is taken.
const HEIGHTS: [f64; 8] = [320.0, 440.0, 560.0, 760.0, 960.0, 1140.0, 1500.0, 2000.0];
/// The least distance of two marks in a column, in pixels: down, and with labels, and across.
const DOWN: f64 = 14.0;
const DOWN_NAMED: f64 = 18.0;
const ACROSS: f64 = 13.0;
/// The least distance of a sum from a mark, in pixels.
const DOWN_SUM: f64 = 18.0;
/// The height of a line of a label, in pixels.
const LINE: f64 = 17.0;

/// Lanes for narrow screens: time runs down.
#[derive(Clone, Debug, Serialize)]
pub struct Tall {
    /// Days, months and years along the side.
    pub axis: Option<Down>,
    /// Whether marks have their labels.
    pub named: bool,
    /// One for each lane; empty where there are too many for a narrow screen.
    pub columns: Vec<Column>,
    /// In their place, the lanes in small.
    pub rows: Vec<MiniRow>,
}

/// One upright lane.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// As in [`Lane`].
    pub key: String,
    /// As in [`Lane`].
    pub lead: Arc<str>,
    /// As in [`Lane`].
    pub code: Option<Arc<str>>,
    /// As in [`Lane`].
    pub name: Arc<str>,
    /// Where its line stands, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// The marks, by date.
    pub pins: Vec<Pin>,
    /// Sums of what found no room.
    pub more: Vec<super::More>,
    /// What it is, in words.
    pub aria: String,
}

/// A mark of an upright lane.
#[derive(Clone, Debug, Serialize)]
pub struct Pin {
    /// The glyph.
    pub shape: Shape,
    /// As [`kind`] tells.
    pub kind: &'static str,
    /// Down, in pixels.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// Aside from the line of its lane, in pixels.
    #[serde(serialize_with = "number")]
    pub dx: f64,
    /// The extent of the date, in pixels from the top.
    pub spans: Vec<Upright>,
    /// The words beside it on one or two lines, where there are no more than two lanes.
    pub lines: Vec<String>,
    /// Whether it stands on the tint of the lens.
    pub lens: bool,
    /// Who, what and when.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A [`Span`] turned upright.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Upright {
    /// Its begin, in pixels.
    #[serde(serialize_with = "number")]
    pub from: f64,
    /// Its end, in pixels.
    #[serde(serialize_with = "number")]
    pub to: f64,
    /// How it is drawn.
    pub kind: SpanKind,
    /// As in [`Span`].
    pub long: bool,
}

/// Draws lanes for narrow screens. One or two keep their labels, if there is room for them; more than
/// eight become rows in small.
pub fn tall(axis: &Axis, lanes: &[Lane]) -> Tall {
    if lanes.is_empty() || lanes.len() > COLUMNS {
        let spots: Vec<Lane<Spot>> = lanes.iter().map(Lane::spots).collect();
        let rows = minilanes(axis, &spots);
        return Tall { axis: None, named: false, columns: Vec::new(), rows };
    }
    // Where even the tallest picture has to sum up, labels are not worth it.
    let with_labels = (lanes.len() <= NAMED)
        .then(|| columns(axis, lanes, true))
        .filter(|(_, columns)| columns.iter().all(|column| column.more.is_empty()));
    let named = with_labels.is_some();
    let (height, columns) = with_labels.unwrap_or_else(|| columns(axis, lanes, false));
    Tall { axis: Some(axis.down(height)), named, columns, rows: Vec::new() }
}

/// The columns, and the least height at which marks stand close to their dates.
fn columns(axis: &Axis, lanes: &[Lane], named: bool) -> (f64, Vec<Column>) {
    let tracks: Vec<Track> =
        (0..).zip(lanes).map(|(at, lane)| Track::new(axis, lane, at, lanes.len(), named)).collect();
    let (tallest, lower) = HEIGHTS.split_last().expect("there are heights");
    let all_enough = |height: f64| -> Option<Vec<Fall>> {
        let fall = |track: &Track| Some(track.fall(height)).filter(|fall| fall.enough);
        tracks.iter().map(fall).collect()
    };
    let (height, falls) = lower
        .iter()
        .find_map(|height| Some((*height, all_enough(*height)?)))
        .unwrap_or_else(|| (*tallest, tracks.iter().map(|track| track.fall(*tallest)).collect()));
    let columns = tracks.iter().zip(falls).map(|(track, fall)| track.column(fall, axis, height));
    (height, columns.collect())
}

/// A lane turned upright, whatever its height.
struct Track<'l> {
    lane: &'l Lane,
    named: bool,
    /// Across, in percent.
    x: f64,
    /// For labels, in pixels.
    room: f64,
    /// How far marks stand from each other, in pixels.
    apart: f64,
    /// Where marks of one date stand beside each other before they leave it.
    aside: Vec<f64>,
    /// Where its marks stand, by date.
    places: Vec<(usize, Place)>,
}

/// Where the marks of a lane come to stand at one height.
struct Fall {
    drops: Vec<Drop>,
    sums: Vec<super::More>,
    /// Whether the picture is tall enough: no mark is left out, or moved down by more than two places
    /// for the sake of others than those of its own date, which no height could help.
    enough: bool,
}

/// Where a mark comes to stand, in pixels.
struct Drop {
    /// Its place among the places of the lane.
    place: usize,
    date: f64,
    y: f64,
    dx: f64,
}

impl<'l> Track<'l> {
    fn new(axis: &Axis, lane: &'l Lane, at: usize, of: usize, named: bool) -> Track<'l> {
        let share = 100.0 / of as f64;
        let slots =
            if named { 1.0 } else { (UPRIGHT / of as f64 / ACROSS).floor().clamp(1.0, 5.0) };
        let mut places = places(axis, &lane.marks);
        places.sort_by(|(i, a), (j, b)| a.x.total_cmp(&b.x).then(i.cmp(j)));
        Track {
            lane,
            named,
            x: round(if named {
                4.0 + at as f64 * (share - 2.0)
            } else {
                (at as f64 + 0.5) * share
            }),
            room: UPRIGHT * (share - 6.0) / 100.0 - BESIDE.0 - 3.0,
            apart: if named { DOWN_NAMED } else { DOWN },
            aside: [0.0, 1.0, -1.0, 2.0, -2.0]
                .into_iter()
                .filter(|slot: &f64| slot.abs() * 2.0 < slots)
                .map(|slot| slot * ACROSS)
                .collect(),
            places,
        }
    }

    /// Lets each mark down to the first free place at or below its date.
    fn fall(&self, height: f64) -> Fall {
        let apart = self.apart;
        let deepest = 3.0 * apart;
        let mut fall =
            Fall { drops: Vec::with_capacity(self.places.len()), sums: Vec::new(), enough: true };
        let mut before = (f64::MIN, 0);
        for (index, (_, place)) in self.places.iter().enumerate() {
            let date = ticks::upright(place.x, height);
            before = if before.0 == place.x { (place.x, before.1 + 1) } else { (place.x, 0) };
            let own = (before.1 / self.aside.len()) as f64 * apart;
            let free = |y: f64, dx: f64| {
                // No mark of an earlier date has come down so far that it would be in the way.
                let reach = deepest + apart + 1.0;
                let mut near = fall.drops.iter().rev().take_while(|drop| drop.date + reach > y);
                near.all(|drop| (drop.y - y).abs() >= apart || (drop.dx - dx).abs() >= ACROSS)
                    && fall.sums.iter().all(|sum| (sum.y - y).abs() >= DOWN_SUM)
            };
            let found = (0..=deepest as i32).map(f64::from).find_map(|shift| {
                let y = date + shift;
                let dx = self.aside.iter().copied().find(|dx| free(y, *dx))?;
                (y <= height - 6.0).then_some((y, dx, shift))
            });
            fall.enough &= found.is_some_and(|(_, _, shift)| shift <= own + 2.0 * apart);
            match found {
                Some((y, dx, _)) => {
                    fall.drops.push(Drop { place: index, date, y: round(y), dx });
                }
                None => add_to_sums(&mut fall.sums, &fall.drops, self.x, date, height),
            }
        }
        fall
    }

    fn column(&self, fall: Fall, axis: &Axis, height: f64) -> Column {
        let Track { lane, places, .. } = self;
        let upright = |span: &Span| Upright {
            from: ticks::upright(span.from, height),
            to: ticks::upright(span.to, height),
            kind: span.kind,
            long: span.long,
        };
        let pin = |drop: &Drop| {
            let (index, place) = &places[drop.place];
            let mark = &lane.marks[*index];
            let pin = Pin {
                shape: mark.stance,
                kind: kind(mark.stance),
                y: drop.y,
                dx: drop.dx,
                spans: place.spans.iter().map(upright).collect(),
                lines: Vec::new(),
                lens: axis.in_lens(place.x),
                title: mark.title.clone(),
                href: mark.href.clone(),
            };
            (*index, pin)
        };
        let mut pins: Vec<(usize, Pin)> = fall.drops.iter().map(pin).collect();
        if self.named {
            name_pins(&mut pins, &lane.marks, self.room, height);
        }
        Column {
            key: lane.key.clone(),
            lead: lane.lead.clone(),
            code: lane.code.clone(),
            name: lane.name.clone(),
            x: self.x,
            pins: pins.into_iter().map(|(_, pin)| pin).collect(),
            more: fall.sums,
            aria: count_of(lane),
        }
    }
}

/// Counts a mark that found no place: in the last sum, if that is near, else in a new one at the next
/// free place.
fn add_to_sums(sums: &mut Vec<super::More>, drops: &[Drop], x: f64, date: f64, height: f64) {
    if let Some(sum) = sums.last_mut()
        && date - sum.y < 40.0
    {
        sum.count += 1;
        return;
    }
    let free =
        |y: &f64| *y <= height - 8.0 && drops.iter().all(|drop| (drop.y - y).abs() >= DOWN_SUM);
    match ((0..200).map(|shift| date + f64::from(shift)).find(free), sums.last_mut()) {
        (None, Some(sum)) => sum.count += 1,
        (y, _) => sums.push(super::More { x, y: round(y.unwrap_or(height)), count: 1 }),
    }
}

/// Writes labels beside the marks of a column: on one line, or on two where the neighbours leave room.
fn name_pins(pins: &mut [(usize, Pin)], marks: &[Mark], room: f64, height: f64) {
    let ys: Vec<f64> = pins.iter().map(|(_, pin)| pin.y).collect();
    let mut taken = 0.0;
    for (at, (index, pin)) in pins.iter_mut().enumerate() {
        let next = ys.get(at + 1).map_or(height, |y| y - LINE / 2.0);
        let two = pin.y - LINE >= taken && pin.y + LINE <= next;
        let mark = &marks[*index];
        let lines = if two {
            let lines = Lines { most: 2, room, last: 0.0 };
            let whole = |label: &str| text::wrap(label, lines, TYPE, false);
            whole(&mark.label)
                .or_else(|| whole(&mark.short))
                .or_else(|| text::wrap_short(&mark.short, lines, TYPE, false))
        } else {
            text::shorten(&mark.short, room, TYPE, false).map(|label| vec![label])
        };
        pin.lines = lines.unwrap_or_default().iter().map(|line| text::isolate(line)).collect();
        taken = pin.y + pin.lines.len() as f64 * LINE / 2.0;
    }
}

/// A lane in small: marks without words.
#[derive(Clone, Debug, Serialize)]
pub struct MiniRow {
    /// As in [`Lane`].
    pub key: String,
    /// As in [`Lane`].
    pub lead: Arc<str>,
    /// As in [`Lane`].
    pub code: Option<Arc<str>>,
    /// As in [`Lane`].
    pub name: Arc<str>,
    /// The marks, by date; of several that would touch, one.
    pub marks: Vec<Mini>,
    /// What it is, in words.
    pub aria: String,
}

/// A mark of a lane in small.
#[derive(Clone, Debug, Serialize)]
pub struct Mini {
    /// Its glyph: `up`, `down`, `on` or `event`.
    pub glyph: &'static str,
    /// Across, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// The extent of the date, where it is wider than the glyph.
    pub spans: Vec<Span>,
    /// Whether it would touch the one before it on a narrow screen, and is left out there.
    pub near: bool,
}

/// What kind of thing a glyph shows: `event`, or a voice that stands `up`, `down` or `on` the line.
pub fn kind(shape: Shape) -> &'static str {
    match (shape, shape.side()) {
        (Shape::Event, _) => "event",
        (_, Side::Above) => "up",
        (_, Side::Below) => "down",
        (_, Side::On) => "on",
    }
}

/// Draws lanes in small, as on the home page: marks in their places, none named. Those of a kind stand
/// on a track of their own.
pub fn minilanes(axis: &Axis, lanes: &[Lane<Spot>]) -> Vec<MiniRow> {
    let row = |lane: &Lane<Spot>| {
        let place = |spot: &Spot| Some((spot.shape, axis.place(&spot.extent)?));
        let mut found: Vec<(Shape, Place)> = lane.marks.iter().filter_map(place).collect();
        found.sort_by(|(_, a), (_, b)| a.x.total_cmp(&b.x));
        let mut marks: Vec<Mini> = Vec::new();
        for (shape, place) in found {
            let glyph = kind(shape);
            let (narrow, wide) = SMALL[usize::from(glyph == "event")];
            let touches = |before: Option<&Mini>, width: f64| {
                before.is_some_and(|before| place.x - before.x < width)
            };
            let mut before = marks.iter().rev().filter(|mark| mark.glyph == glyph);
            if touches(before.clone().next(), wide) {
                continue;
            }
            let near = touches(before.find(|mark| !mark.near), narrow);
            let mut spans = place.spans;
            spans.retain(|span| span.kind == SpanKind::Open || span.to - span.from > SMALL[0].0);
            marks.push(Mini { glyph, x: place.x, spans, near });
        }
        MiniRow {
            key: lane.key.clone(),
            lead: lane.lead.clone(),
            code: lane.code.clone(),
            name: lane.name.clone(),
            marks,
            aria: count_of(lane),
        }
    };
    lanes.iter().map(row).collect()
}
