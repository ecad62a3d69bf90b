//! A strip as a picture of fixed size, for those who share a page.

use serde::Serialize;

use super::axis::{Axis, SpanKind};
use super::strip::{Size, Strip, strip};
use super::{Mark, Shape, number, round};

/// How wide the picture is, in pixels; this and the height are what Open Graph readers show whole.
pub const WIDTH: u32 = 1200;
/// How high it is, in pixels.
pub const HEIGHT: u32 = 630;
/// Kept free to the left and right of the marks, in pixels.
const MARGIN: f64 = 56.0;
/// How far marks may be from the line, in pixels.
const ROOM: f64 = 285.0;
/// How far they may be in the corners, where words and the sign of the site stand.
const CORNER: f64 = 205.0;
/// Between the corners, in pixels across.
const BETWEEN: std::ops::RangeInclusive<f64> = 490.0..=1070.0;
/// How many times larger than on a page the glyphs are: the first at which all marks find room. At the
/// last, signs stand for those that do not.
const SCALES: [f64; 12] = [3.0, 2.7, 2.4, 2.1, 1.9, 1.7, 1.5, 1.35, 1.2, 1.1, 1.0, 0.9];

/// A picture of 1200 by 630 pixels, ready to be drawn. All numbers are pixels of it.
#[derive(Clone, Debug, Serialize)]
pub struct Poster {
    /// The width of the picture.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Where the line of time is, from the top.
    #[serde(serialize_with = "number")]
    pub line: f64,
    /// How many times larger than on a page the glyphs are.
    #[serde(serialize_with = "number")]
    pub scale: f64,
    /// The enlarged stretch of time, from where to where.
    pub lens: Option<(f64, f64)>,
    /// Where days, months or years begin on the line.
    pub ticks: Vec<f64>,
    /// Named lines across the picture.
    pub landmarks: Vec<f64>,
    /// Lines from marks to the line of time.
    pub stems: Vec<Point>,
    /// Extents of dates.
    pub spans: Vec<Bar>,
    /// The marks.
    pub dots: Vec<Glyph>,
    /// Where more marks are than the picture has room for, beyond the last of a column.
    pub more: Vec<Point>,
    /// The whole in a sentence or a few.
    #[serde(skip)]
    pub aria: String,
}

/// A place in the picture.
#[derive(Clone, Debug, Serialize)]
pub struct Point {
    /// Across.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// Down.
    #[serde(serialize_with = "number")]
    pub y: f64,
}

/// The extent of a date.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    /// Where it begins.
    #[serde(serialize_with = "number")]
    pub from: f64,
    /// Where it ends.
    #[serde(serialize_with = "number")]
    pub to: f64,
    /// Down.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// How it is drawn.
    pub kind: SpanKind,
}

/// A glyph in its place.
#[derive(Clone, Debug, Serialize)]
pub struct Glyph {
    /// The glyph.
    pub shape: Shape,
    /// Its place.
    #[serde(flatten)]
    pub at: Point,
}

/// Draws marks as large as they find room.
pub fn poster(axis: &Axis, marks: &[Mark]) -> Poster {
    let at = |scale: f64, room: f64| place(axis, scale, strip(axis, marks, size(scale, room)));
    let whole = SCALES.iter().map(|scale| at(*scale, ROOM)).find(Poster::is_whole);
    whole.unwrap_or_else(|| at(SCALES[SCALES.len() - 1], CORNER))
}

impl Poster {
    /// Whether every mark is shown, and none in a corner.
    fn is_whole(&self) -> bool {
        let free = |at: &Point| (at.y - self.line).abs() <= CORNER || BETWEEN.contains(&at.x);
        self.more.is_empty() && self.dots.iter().all(|dot| free(&dot.at))
    }
}

/// The size of a strip whose glyphs are so many times larger than on a page, and so far from the line.
fn size(scale: f64, room: f64) -> Size {
    let pitch = 16.0 * scale;
    let levels = ((room / pitch) as usize).max(1);
    // A glyph is 14 px wide at most, and the stretch of time as wide as the picture without margins.
    let apart = 14.5 * scale / span() * 100.0;
    Size { pitch, pad: 0.0, levels, apart, big: false, named: false }
}

fn span() -> f64 {
    f64::from(WIDTH) - 2.0 * MARGIN
}

/// From percent across and pixels from the top of the strip to pixels of the picture.
fn place(axis: &Axis, scale: f64, strip: Strip) -> Poster {
    let line = f64::from(HEIGHT) / 2.0;
    let across = |x: f64| round(MARGIN + x / 100.0 * span());
    let at = |x: f64, y: f64| Point { x: across(x), y: round(line + y - strip.line) };
    let spans = strip.dots.iter().flat_map(|dot| {
        dot.spans.iter().map(|span| Bar {
            from: across(span.from),
            to: across(span.to),
            y: at(0.0, dot.y).y,
            kind: span.kind,
        })
    });
    Poster {
        width: WIDTH,
        height: HEIGHT,
        line,
        scale,
        lens: axis.lens.as_ref().map(|lens| (across(lens.x), across(lens.x + lens.width))),
        ticks: axis.ticks.iter().flat_map(|ticks| &ticks.at).map(|x| across(*x)).collect(),
        landmarks: axis.landmarks.iter().map(|landmark| across(landmark.x)).collect(),
        stems: strip.stems.iter().map(|stem| at(stem.x, stem.y)).collect(),
        spans: spans.collect(),
        dots: strip
            .dots
            .iter()
            .map(|dot| Glyph { shape: dot.shape, at: at(dot.x, dot.y) })
            .collect(),
        more: strip.more.iter().map(|more| at(more.x, more.y)).collect(),
        aria: strip.aria,
    }
}
