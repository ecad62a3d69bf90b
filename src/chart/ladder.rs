//! The ladder: one rung for each voice on a claim, with its name.

use std::collections::HashMap;

use serde::Serialize;

use super::axis::{Axis, Place, Span};
use super::strip::{self, Dot, Strip};
use super::text::Lines;
use super::{Mark, Shape, Side, number, round, text};

/// More voices than this are drawn as a strip.
const VOICES: usize = 24;
/// The widths in pixels from which the two forms are shown: the styles switch at 56 rem.
const WIDE: Form = Form {
    least: 896.0,
    most: 1480.0,
    name: 20.0,
    code: 13.0,
    pitch: [40.0, 48.0, 70.0],
    apart: 2.9,
};
const NARROW: Form = Form {
    least: 280.0,
    most: 896.0,
    name: 15.0,
    code: 12.0,
    pitch: [36.0, 40.0, 56.0],
    apart: 4.1,
};
/// Above and below the rungs, in pixels: room for “say so” and “say not”, and for half of a name.
const PAD: f64 = 62.0;
/// Space between a glyph, or the end of its bar, and its name, in pixels.
const BESIDE: (f64, f64) = (17.0, 9.0);
/// Space between a name and a stem, in pixels.
const CLEAR: f64 = 5.0;
/// Space before the country code, in pixels.
const CODE_GAP: f64 = 6.0;
/// A name takes at most so many lines.
const LINES: usize = 3;
/// A name is not cut to less than this, in pixels.
const LEAST_NAME: f64 = 64.0;

/// One form of the picture: for which widths, and its type sizes in pixels.
struct Form {
    least: f64,
    most: f64,
    name: f64,
    code: f64,
    /// From one rung to the next, in pixels, by the most lines that a name takes.
    pitch: [f64; LINES],
    /// The least distance of marks on the line, in percent.
    apart: f64,
}

/// A ladder: in one form for any width where the names find room in the same places, and else in two,
/// of which the style sheet shows one.
#[derive(Clone, Debug, Serialize)]
pub struct Ladder {
    /// For any width; `None` where there are two forms.
    pub any: Option<Rungs>,
    /// For wide pictures; `None` where names would collide, and the strip is shown.
    pub wide: Option<Rungs>,
    /// For narrow pictures; `None` as above.
    pub narrow: Option<Rungs>,
    /// The strip, where one of two forms is missing.
    pub strip: Option<Strip>,
    /// The whole in a sentence or a few.
    pub aria: String,
}

/// One form of a ladder.
#[derive(Clone, Debug, Serialize)]
pub struct Rungs {
    /// The height of the picture, in pixels.
    #[serde(serialize_with = "number")]
    pub height: f64,
    /// Where the line is, in pixels from the top.
    #[serde(serialize_with = "number")]
    pub line: f64,
    /// One rung for each voice, by date.
    pub rungs: Vec<Rung>,
    /// What stands on the line itself.
    pub on: Vec<OnLine>,
}

/// A mark on the line of a ladder.
#[derive(Clone, Debug, Serialize)]
pub struct OnLine {
    /// The glyph; where it stands for several, its `count`.
    #[serde(flatten)]
    pub dot: Dot,
    /// Who, what and when; of each, where there are several.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// One voice.
#[derive(Clone, Debug, Serialize)]
pub struct Rung {
    /// The glyph.
    pub shape: Shape,
    /// Across, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// Down, in pixels.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// The extent of the date.
    pub spans: Vec<Span>,
    /// The name; where wide and narrow pictures have it differently, once for each.
    pub names: Vec<Name>,
    /// Where the name is anchored, in percent.
    #[serde(serialize_with = "number")]
    pub at: f64,
    /// How far from there it begins, in pixels; negative to the left.
    #[serde(serialize_with = "number")]
    pub dx: f64,
    /// Whether the name stands to the left, and so ends there.
    pub left: bool,
    /// Who, what and when.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The level outwards from the line.
    #[serde(skip)]
    pub level: usize,
}

/// A name beside a rung.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// For which pictures it is, where others have it differently: the class of the style sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<&'static str>,
    /// The name on one line to three.
    pub lines: Vec<String>,
    /// The country code behind the name; none where the name would be cut for it.
    pub code: Option<String>,
    /// How long it is in the pictures that it is for.
    #[serde(skip)]
    pub lengths: Vec<Length>,
}

/// How long a name is, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The longest line, code and all, as estimated.
    pub px: f64,
    /// The least and the greatest width of the pictures in which it is so long.
    pub widths: (f64, f64),
}

impl Ladder {
    /// Draws the voices on a claim. Marks without any known date are left out of the picture.
    pub fn new(axis: &Axis, marks: &[Mark]) -> Ladder {
        let places = Places::new(axis, marks);
        let aria = strip::sentence(marks);
        let narrow = places.order(marks, &NARROW);
        if let Some(any) = narrow.as_ref().and_then(|narrow| places.widened(narrow, marks)) {
            let any = Some(places.rungs(&any, marks, &WIDE));
            return Ladder { any, wide: None, narrow: None, strip: None, aria };
        }
        let form = |order: Order, form| places.rungs(&order, marks, form);
        let wide = places.order(marks, &WIDE).map(|order| form(order, &WIDE));
        let narrow = narrow.map(|order| form(order, &NARROW));
        let strip = (wide.is_none() || narrow.is_none()).then(|| strip::figure(axis, marks));
        Ladder { any: None, wide, narrow, strip, aria }
    }
}

/// Where the marks of each side stand, in the order of time; each with its place in the input.
struct Places {
    above: Vec<(usize, Place)>,
    below: Vec<(usize, Place)>,
    on: Vec<(usize, Place)>,
}

/// The voices of each side, from the line outwards.
struct Order {
    above: Vec<Voice>,
    below: Vec<Voice>,
}

/// A mark that has found its level.
struct Voice {
    index: usize,
    place: Place,
    named: Named,
    /// The name on narrow pictures, where the form is for those as well.
    narrow: Option<Named>,
}

impl Places {
    fn new(axis: &Axis, marks: &[Mark]) -> Places {
        let of = |side: Side| -> Vec<(usize, Place)> {
            let mut places: Vec<(usize, Place)> = marks
                .iter()
                .enumerate()
                .filter(|(_, mark)| mark.side == side)
                .filter_map(|(index, mark)| Some((index, axis.place(&mark.extent)?)))
                .collect();
            places.sort_by(|(i, a), (j, b)| a.x.total_cmp(&b.x).then(i.cmp(j)));
            places
        };
        Places { above: of(Side::Above), below: of(Side::Below), on: of(Side::On) }
    }

    /// `None` where names do not find room.
    fn order(&self, marks: &[Mark], form: &Form) -> Option<Order> {
        if marks.iter().filter(|mark| mark.side != Side::On).count() > VOICES {
            return None;
        }
        let above = order(self.above.clone(), marks, form)?;
        let order = Order { above, below: order(self.below.clone(), marks, form)? };
        order.tells_apart(marks).then_some(order)
    }

    /// The voices of a narrow picture with their names for wide ones, where these find room, whole, in
    /// the same places: then one form does for both. Most ladders are like that, and two forms took a
    /// third of the time of a page.
    fn widened(&self, narrow: &Order, marks: &[Mark]) -> Option<Order> {
        let on_line = |form: &Form| strip::on_line(self.on.iter(), marks, 0.0, form.apart).len();
        if on_line(&WIDE) != on_line(&NARROW) {
            return None;
        }
        let above = widened(self.above.clone(), &narrow.above, marks)?;
        Some(Order { above, below: widened(self.below.clone(), &narrow.below, marks)? })
    }

    fn rungs(&self, order: &Order, marks: &[Mark], form: &Form) -> Rungs {
        let Order { above, below } = order;
        let lines = above.iter().chain(below).map(|voice| voice.named.lines.len()).max();
        let lines = lines.unwrap_or(1);
        let pitch = form.pitch[lines - 1];
        let pad = if lines == LINES { PAD } else { PAD - 16.0 };
        let line = pad + above.len() as f64 * pitch;
        let height = line + below.len() as f64 * pitch + pad;
        let mut all = Vec::with_capacity(above.len() + below.len());
        for (sign, voices) in [(-1.0, above), (1.0, below)] {
            for (voice, level) in voices.iter().zip(1..) {
                let Voice { index, place, named, .. } = voice;
                let mark = &marks[*index];
                let rung = Rung {
                    shape: mark.stance,
                    x: place.x,
                    y: line + sign * level as f64 * pitch,
                    spans: place.spans.clone(),
                    names: names(mark, voice, form),
                    at: named.at,
                    dx: named.dx,
                    left: named.dx < 0.0,
                    title: mark.title.clone(),
                    href: mark.href.clone(),
                    level,
                };
                all.push((*index, rung));
            }
        }
        // Read out and walked through in the order of time, whatever the side.
        all.sort_by(|(i, a), (j, b)| a.x.total_cmp(&b.x).then(i.cmp(j)));
        let on = strip::on_line(self.on.iter(), marks, line, form.apart)
            .into_iter()
            .map(|(dot, group)| OnLine {
                title: group
                    .iter()
                    .map(|i| marks[*i].title.as_str())
                    .collect::<Vec<_>>()
                    .join("; "),
                href: marks[dot.index].href.clone(),
                dot,
            })
            .collect();
        Rungs { height, line, rungs: all.into_iter().map(|(_, rung)| rung).collect(), on }
    }
}

/// The name of a mark as the form has it; that on narrow pictures beside it, if it is another.
fn names(mark: &Mark, voice: &Voice, form: &Form) -> Vec<Name> {
    let name = |named: &Named, form: &Form| Name {
        form: None,
        lines: named.lines.iter().map(|line| text::isolate(line)).collect(),
        code: mark.code.as_ref().filter(|_| named.code).map(|code| code.to_string()),
        lengths: vec![Length { px: named.width, widths: (form.least, form.most) }],
    };
    let mut own = name(&voice.named, form);
    let Some(narrow) = voice.narrow.as_ref().map(|named| name(named, &NARROW)) else {
        return vec![own];
    };
    if (&own.lines, &own.code) == (&narrow.lines, &narrow.code) {
        own.lengths.extend(narrow.lengths);
        return vec![own];
    }
    vec![Name { form: Some("at-wide"), ..own }, Name { form: Some("at-narrow"), ..narrow }]
}

/// A name that has found its place.
#[derive(Clone)]
struct Named {
    lines: Vec<String>,
    at: f64,
    dx: f64,
    width: f64,
    /// Whether the country code stands behind it.
    code: bool,
}

/// In how many lines a name may stand, and whether with the code of its country: what is tried before it is
/// cut.
const FITS: [(usize, bool); 5] = [(1, true), (2, true), (2, false), (LINES, true), (LINES, false)];

impl Order {
    /// Whether no two voices have names that were cut to the same.
    fn tells_apart(&self, marks: &[Mark]) -> bool {
        let mut names = HashMap::new();
        self.above.iter().chain(&self.below).all(|Voice { index, named, .. }| {
            let label = &marks[*index].label;
            *names.entry(named.lines.as_slice()).or_insert(label) == label
        })
    }
}

/// Gives each mark a level, from the line outwards, and a side for its name, so that no stem crosses a
/// name; `None` where that cannot be done without cutting names to scraps.
///
/// The stems that pass a rung are those of all rungs farther out. So a mark may take the next level if
/// its name has room among the stems of those that have none yet. With names to the right the latest
/// always has the most room, which puts the earliest outermost; where the picture ends too soon, the
/// earliest goes first with its name to the left.
fn order(mut rest: Vec<(usize, Place)>, marks: &[Mark], form: &Form) -> Option<Vec<Voice>> {
    let mut done = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let last = rest.len() - 1;
        let outer = [(last, false), (0, true)];
        let inner = (0..rest.len()).rev().flat_map(|at| [(at, false), (at, true)]);
        let candidates: Vec<(usize, Room)> = outer
            .into_iter()
            .chain(inner)
            .map(|(at, left)| (at, room(&rest, at, left, form)))
            .collect();
        let find = |lines: usize, code: bool| {
            candidates.iter().find_map(|(at, room)| {
                Some((*at, whole(&marks[rest[*at].0], room, lines, code, form)?))
            })
        };
        let (at, named) =
            FITS.into_iter().find_map(|(lines, code)| find(lines, code)).or_else(|| {
                // The one that loses least of its name.
                candidates
                    .iter()
                    .rev()
                    .filter_map(|(at, room)| Some((*at, cut(&marks[rest[*at].0], room, form)?)))
                    .max_by_key(|(at, named)| share(&marks[rest[*at].0], named))
            })?;
        let (index, place) = rest.remove(at);
        done.push(Voice { index, place, named, narrow: None });
    }
    Some(done)
}

/// The voices of one side of a narrow picture with their names for wide ones.
fn widened(mut rest: Vec<(usize, Place)>, narrow: &[Voice], marks: &[Mark]) -> Option<Vec<Voice>> {
    let mut wide = Vec::with_capacity(narrow.len());
    for Voice { index, named, .. } in narrow {
        // Three lines would set the rungs of wide pictures far apart.
        if named.lines.len() == LINES {
            return None;
        }
        let at = rest.iter().position(|(other, _)| other == index)?;
        let room = room(&rest, at, named.dx < 0.0, &WIDE);
        let fits = |(lines, code)| whole(&marks[*index], &room, lines, code, &WIDE);
        let found = FITS.into_iter().filter(|(lines, _)| *lines < LINES).find_map(fits)?;
        // How far a name is from its mark goes with the width of the picture where there is a bar.
        if found.dx != named.dx {
            return None;
        }
        let (index, place) = rest.remove(at);
        wide.push(Voice { index, place, named: found, narrow: Some(named.clone()) });
    }
    Some(wide)
}

/// How much of a short name is left, in percent.
fn share(mark: &Mark, named: &Named) -> usize {
    let letters: usize = named.lines.iter().map(|line| line.chars().count()).sum();
    100 * letters / mark.short.chars().count().max(1)
}

/// Room beside a mark for its name.
struct Room {
    at: f64,
    dx: f64,
    px: f64,
}

fn room(rest: &[(usize, Place)], at: usize, left: bool, form: &Form) -> Room {
    let place = &rest[at].1;
    let anchor = place.end(left);
    // How far a place lies from the anchor towards the name, in percent.
    let ahead = |x: f64| if left { anchor - x } else { x - anchor };
    let beside = place.beside(left, form.most, BESIDE);
    let edge = if left { anchor } else { 100.0 - anchor };
    let mut px = edge / 100.0 * form.least - beside;
    for (other, (_, place)) in rest.iter().enumerate() {
        let distance = ahead(place.x);
        // A stem that stays between glyph and name at every width is not in the way.
        if other != at && distance * form.most / 100.0 > beside - CLEAR && distance > 0.0 {
            px = px.min(distance / 100.0 * form.least - beside - CLEAR);
        }
    }
    Room { at: anchor, dx: if left { -beside } else { beside }, px }
}

fn code_width(mark: &Mark, form: &Form) -> f64 {
    mark.code.as_ref().map_or(0.0, |code| CODE_GAP + text::width(code, form.code, true))
}

/// The label or its short form, whole, where there is room for it; with or without the code.
fn whole(mark: &Mark, room: &Room, lines: usize, coded: bool, form: &Form) -> Option<Named> {
    let code = if coded { code_width(mark, form) } else { 0.0 };
    let lines = Lines { most: lines, room: room.px, last: code };
    let wrapped = |label: &str| text::wrap(label, lines, form.name, true);
    let lines = wrapped(&mark.label).or_else(|| wrapped(&mark.short));
    lines.map(|lines| Named { code: coded, ..named(lines, room, code, form) })
}

/// As much of the short form as fits.
fn cut(mark: &Mark, room: &Room, form: &Form) -> Option<Named> {
    let code = code_width(mark, form);
    if room.px - code < LEAST_NAME {
        return None;
    }
    let lines = Lines { most: LINES, room: room.px, last: code };
    let lines = text::wrap_short(&mark.short, lines, form.name, true)?;
    Some(named(lines, room, code, form))
}

fn named(lines: Vec<String>, room: &Room, code: f64, form: &Form) -> Named {
    let last = lines.len() - 1;
    let width = lines
        .iter()
        .enumerate()
        .map(|(i, line)| text::width(line, form.name, true) + if i == last { code } else { 0.0 })
        .fold(0.0, f64::max);
    Named { lines, at: room.at, dx: room.dx, width: round(width), code: true }
}
