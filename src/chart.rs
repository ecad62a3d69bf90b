//! The geometry of every picture: plain marks in, plain numbers out.
//!
//! Nothing here knows of claims, actors or templates. A caller turns what it has into [`Mark`]s and
//! gets numbers that serialise; the components in `templates/components/chart.html` draw them.
//!
//! Two rules hold throughout. Across, places are percentages of the picture's width, so that a picture
//! is fluid without a script; along the other direction and for glyphs and type, numbers are CSS
//! pixels, so that marks and words keep their size. And whatever has to do with the width of words is
//! decided with a careful estimate for a wide typeface at the narrowest width at which it is shown.

mod axis;
mod ladder;
mod lanes;
mod poster;
mod strip;
mod text;
mod ticks;

use std::sync::Arc;

use serde::Serialize;

use crate::date::Extent;

pub use axis::{Axis, Landmark, Lens, Line, Place, Span, SpanKind};
pub use ladder::{Ladder, Length, Name, OnLine, Rung, Rungs};
pub use lanes::{
    Column, Item, Label, Lane, Mini, MiniRow, Pin, Spot, Tall, Upright, Wide, WideRow, kind,
    minilanes, tall, wide,
};
pub use poster::{Poster, poster};
pub use strip::{Dot, More, Size, Stem, Strip, Swarm, strip, swarm};
pub use ticks::{Down, DownLabel, Head, Ticks};

/// One thing that a picture shows: someone's dated stance, or an event.
#[derive(Clone, Debug)]
pub struct Mark {
    /// When, with its real extent.
    pub extent: Extent,
    /// The glyph, which tells the stance.
    pub stance: Shape,
    /// Where it stands to the line.
    pub side: Side,
    /// The words beside the mark where there is room: a name, or a few words.
    pub label: Arc<str>,
    /// A shorter form of `label`; the same where there is none.
    pub short: Arc<str>,
    /// The country code set behind the label.
    pub code: Option<Arc<str>>,
    /// Full words for a hover text and for those who do not see the picture: who, what, when.
    pub title: String,
    /// Where the mark leads: an address from the root of the site, or one that begins with `#`.
    pub href: String,
    /// The number of its entry in the list below the picture, shown where labels find no room.
    pub number: Option<u32>,
}

/// On which side of the line a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Those who say so.
    Above,
    /// Those who take no side: reports, silence, events.
    On,
    /// Those who say not.
    Below,
}

/// The glyph of a mark: one colour and one weight for all, told apart by shape alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A disc.
    Asserts,
    /// A ring with a dot.
    Concurs,
    /// A diamond: own evidence.
    Corroborates,
    /// A half-filled disc.
    Qualifies,
    /// A triangle on its point.
    Disputes,
    /// A square, of the same area as the disc.
    Denies,
    /// A ring struck through.
    Withdraws,
    /// A small ring.
    Reports,
    /// A ring with a bar inside.
    DeclinesToComment,
    /// An open ring.
    NoResponse,
    /// A dashed ring.
    NotFound,
    /// An upright bar, in ink: nobody's voice.
    Event,
}

impl Shape {
    /// Every shape, in the order of a key.
    pub const ALL: [Shape; 12] = [
        Shape::Asserts,
        Shape::Concurs,
        Shape::Corroborates,
        Shape::Qualifies,
        Shape::Disputes,
        Shape::Denies,
        Shape::Withdraws,
        Shape::Reports,
        Shape::DeclinesToComment,
        Shape::NoResponse,
        Shape::NotFound,
        Shape::Event,
    ];

    /// The word that names the glyph, as in its element `m-asserts`.
    pub fn as_str(self) -> &'static str {
        match self {
            Shape::Asserts => "asserts",
            Shape::Concurs => "concurs",
            Shape::Corroborates => "corroborates",
            Shape::Qualifies => "qualifies",
            Shape::Disputes => "disputes",
            Shape::Denies => "denies",
            Shape::Withdraws => "withdraws",
            Shape::Reports => "reports",
            Shape::DeclinesToComment => "declines-to-comment",
            Shape::NoResponse => "no-response",
            Shape::NotFound => "not-found",
            Shape::Event => "event",
        }
    }

    /// The side on which this shape stands by custom.
    pub fn side(self) -> Side {
        match self {
            Shape::Asserts | Shape::Concurs | Shape::Corroborates | Shape::Qualifies => Side::Above,
            Shape::Disputes | Shape::Denies => Side::Below,
            Shape::Withdraws
            | Shape::Reports
            | Shape::DeclinesToComment
            | Shape::NoResponse
            | Shape::NotFound
            | Shape::Event => Side::On,
        }
    }
}

/// A number to two decimals, never `-0`; what is not finite becomes 0.
fn round(value: f64) -> f64 {
    if value.is_finite() { (value * 100.0).round() / 100.0 + 0.0 } else { 0.0 }
}

/// Writes whole numbers without a decimal point, so that `28.0` is `28` on the page.
fn number<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

/// Writes each of them as [`number`] does.
fn numbers<S: serde::Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    struct Number(f64);
    impl serde::Serialize for Number {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            number(&self.0, serializer)
        }
    }
    serializer.collect_seq(values.iter().copied().map(Number))
}
