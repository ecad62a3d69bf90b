//! Strips: one line of time, above it those who say so, below it those who say not.

use serde::Serialize;

use super::axis::{Axis, Place, Span};
use super::{Mark, Shape, Side, number, round};

/// Marks on one level are never nearer than this, in percent: the width of a glyph at 320 px.
const APART: f64 = 4.1;
/// The sums of what is left out are never nearer than this, in percent: “+120” at 280 px.
const SUMS_APART: f64 = 12.0;
/// Up to this many marks are read out one by one.
const READ_OUT: usize = 12;

/// How large a strip is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// From one level to the next, in pixels.
    pub pitch: f64,
    /// Above the highest and below the lowest level, in pixels.
    pub pad: f64,
    /// Levels on each side; what does not fit is summed up.
    pub levels: usize,
    /// The least distance of two marks on one level, in percent.
    pub apart: f64,
    /// Whether the large glyphs are used where there is room.
    pub big: bool,
    /// Whether the sides are named, “say so” above and “say not” below.
    pub named: bool,
}

impl Size {
    /// A row under other rows: lists of claims, the home page.
    pub const ROW: Size =
        Size { pitch: 16.0, pad: 12.0, levels: 7, apart: APART, big: false, named: false };
    /// The picture in a card.
    pub const CARD: Size =
        Size { pitch: 16.0, pad: 12.0, levels: 6, apart: APART, big: false, named: false };
    /// A picture of its own.
    pub const FIGURE: Size =
        Size { pitch: 18.0, pad: 14.0, levels: 14, apart: 4.4, big: true, named: true };
    /// The same, shown from 56 rem: a large glyph is 16 px wide.
    pub const FIGURE_WIDE: Size = Size { apart: 2.0, ..Size::FIGURE };
    /// A picture of its own with many marks.
    pub const DENSE: Size =
        Size { pitch: 14.0, pad: 12.0, levels: 24, apart: APART, big: false, named: true };
}

/// A strip, ready to be drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Strip {
    /// The height of the picture, in pixels.
    #[serde(serialize_with = "number")]
    pub height: f64,
    /// Where the line is, in pixels from the top.
    #[serde(serialize_with = "number")]
    pub line: f64,
    /// As in [`Size`].
    pub big: bool,
    /// As in [`Size`].
    pub named: bool,
    /// The lines from marks to the line of time, one for each place and side.
    pub stems: Vec<Stem>,
    /// The marks, in order of their dates on each side.
    pub dots: Vec<Dot>,
    /// Sums of what found no room.
    pub more: Vec<More>,
    /// The whole in a sentence or a few.
    pub aria: String,
}

/// A line from the line of time out to the farthest mark of a day.
#[derive(Clone, Debug, Serialize)]
pub struct Stem {
    /// Across, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// Its outer end, in pixels from the top.
    #[serde(serialize_with = "number")]
    pub y: f64,
}

/// One glyph of a strip.
#[derive(Clone, Debug, Serialize)]
pub struct Dot {
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
    /// How many marks on the line it stands for, where that is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The mark it shows, or the first of them, by its place in the input.
    #[serde(skip)]
    pub index: usize,
    /// The side.
    #[serde(skip)]
    pub side: Side,
    /// The level outwards from the line; 0 on it.
    #[serde(skip)]
    pub level: usize,
}

/// A sum of marks that found no room, written “+12” beyond the last level.
#[derive(Clone, Debug, Serialize)]
pub struct More {
    /// The middle of the text, in percent.
    #[serde(serialize_with = "number")]
    pub x: f64,
    /// The middle of the text, in pixels.
    #[serde(serialize_with = "number")]
    pub y: f64,
    /// How many.
    pub count: usize,
}

/// Draws marks as a strip. Marks whose date is not known at all are not in the picture; the sentence
/// for those who do not see it names them.
pub fn strip(axis: &Axis, marks: &[Mark], size: Size) -> Strip {
    let placed: Vec<(usize, Place)> = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| Some((index, axis.place(&mark.extent)?)))
        .collect();
    let of = |side: Side| placed.iter().filter(move |(index, _)| marks[*index].side == side);

    let above = stack(of(Side::Above), size);
    let below = stack(of(Side::Below), size);
    let caption = if size.named { 26.0 } else { 0.0 };
    let line = size.pad + caption + above.levels().max(1) as f64 * size.pitch;
    let height = line + below.levels().max(1) as f64 * size.pitch + caption + size.pad;

    let mut dots = Vec::with_capacity(placed.len());
    let mut stems: Vec<Stem> = Vec::new();
    let mut more = Vec::new();
    for (side, sign, stack) in [(Side::Above, -1.0, above), (Side::Below, 1.0, below)] {
        let before = stems.len();
        for (level, index, place) in stack.placed {
            let y = line + sign * level as f64 * size.pitch;
            // Marks come in the order of their places, so those of one place follow each other.
            match stems[before..].last_mut() {
                Some(stem) if stem.x == place.x => {
                    if (y - line).abs() > (stem.y - line).abs() {
                        stem.y = y;
                    }
                }
                _ => stems.push(Stem { x: place.x, y }),
            }
            dots.push(Dot {
                shape: marks[index].stance,
                x: place.x,
                y,
                spans: place.spans,
                count: None,
                index,
                side,
                level,
            });
        }
        let y = line + sign * (size.levels + 1) as f64 * size.pitch;
        more.extend(sums(&stack.over, SUMS_APART).into_iter().map(|(x, count)| More {
            x,
            y,
            count,
        }));
    }
    dots.extend(on_line(of(Side::On), marks, line, size.apart).into_iter().map(|(dot, _)| dot));
    let (big, named) = (size.big, size.named);
    Strip { height, line, big, named, stems, dots, more, aria: sentence(marks) }
}

/// More marks than this are drawn in one form for all widths.
const TWO_FORMS: usize = 150;

/// Every position of an explainer in one picture, for wide and for narrow screens.
#[derive(Clone, Debug, Serialize)]
pub struct Swarm {
    /// Shown from 56 rem, and everywhere if there is no other.
    pub wide: Strip,
    /// Shown below.
    pub narrow: Option<Strip>,
}

/// Draws every position of an explainer; the more there are, the smaller the marks.
pub fn swarm(axis: &Axis, marks: &[Mark]) -> Swarm {
    if marks.len() > TWO_FORMS {
        return Swarm { wide: figure(axis, marks), narrow: None };
    }
    let wide = strip(axis, marks, Size::FIGURE_WIDE);
    Swarm { wide, narrow: Some(figure(axis, marks)) }
}

/// A strip as a picture of its own: with large marks where there are few.
pub(super) fn figure(axis: &Axis, marks: &[Mark]) -> Strip {
    let figure = strip(axis, marks, Size::FIGURE);
    if figure.more.is_empty() { figure } else { strip(axis, marks, Size::DENSE) }
}

/// The marks of one side, each on a level.
struct Stack {
    placed: Vec<(usize, usize, Place)>,
    /// Where the marks stand that found no level.
    over: Vec<f64>,
}

impl Stack {
    /// How many levels it takes, that of the sums included.
    fn levels(&self) -> usize {
        let top = self.placed.iter().map(|(level, _, _)| *level).max().unwrap_or(0);
        top + usize::from(!self.over.is_empty())
    }
}

/// Gives each mark the level nearest to the line on which it has room, its span included.
///
/// Exact dates come first, so that they stand next to the line; long spans go around them.
fn stack<'a>(marks: impl Iterator<Item = &'a (usize, Place)>, size: Size) -> Stack {
    let mut order: Vec<&(usize, Place)> = marks.collect();
    let length = |place: &Place| {
        let (low, high) = place.reach();
        ((high - low - size.apart).max(0.0) * 100.0) as i64
    };
    order.sort_by(|(i, a), (j, b)| {
        length(a).cmp(&length(b)).then(a.x.total_cmp(&b.x)).then(i.cmp(j))
    });
    let mut levels: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut stack = Stack { placed: Vec::with_capacity(order.len()), over: Vec::new() };
    for (index, place) in order {
        let (low, high) = place.reach();
        let room = (low.min(place.x - size.apart / 2.0), high.max(place.x + size.apart / 2.0));
        // Half a hundredth: places are rounded, and two at just the distance apart do not touch.
        let free = |taken: &Vec<(f64, f64)>| {
            taken.iter().all(|(l, h)| room.1 <= *l + 0.005 || room.0 >= *h - 0.005)
        };
        match levels.iter().position(free) {
            Some(level) => {
                levels[level].push(room);
                stack.placed.push((level + 1, *index, place.clone()));
            }
            None if levels.len() < size.levels => {
                levels.push(vec![room]);
                stack.placed.push((levels.len(), *index, place.clone()));
            }
            None => stack.over.push(place.x),
        }
    }
    stack.placed.sort_by(|(_, i, a), (_, j, b)| a.x.total_cmp(&b.x).then(i.cmp(j)));
    stack
}

/// Sums up places that are nearer than `apart` percent: the middle and the count of each group.
pub(super) fn sums(places: &[f64], apart: f64) -> Vec<(f64, usize)> {
    let mut places = places.to_vec();
    places.sort_by(f64::total_cmp);
    let half = apart / 2.0;
    let mut groups: Vec<(f64, f64, usize)> = Vec::new();
    for x in places {
        groups.push((x, x, 1));
        // A group that comes too near to the one before joins it, and so on.
        while let [.., before, last] = groups.as_slice()
            && middle(last, half) - middle(before, half) < apart
        {
            let joined = (before.0, last.1, before.2 + last.2);
            groups.truncate(groups.len() - 2);
            groups.push(joined);
        }
    }
    groups.iter().map(|group| (round(middle(group, half)), group.2)).collect()
}

fn middle((first, last, _): &(f64, f64, usize), half: f64) -> f64 {
    ((first + last) / 2.0).clamp(half, 100.0 - half)
}

/// Marks on the line itself. Those nearer than `apart` become one ring with their number in it, since
/// nothing that takes no side may move to one; only two of different shapes dodge sideways.
///
/// Each comes with the places in the input of all that it stands for.
pub(super) fn on_line<'a>(
    places: impl Iterator<Item = &'a (usize, Place)>,
    marks: &[Mark],
    line: f64,
    apart: f64,
) -> Vec<(Dot, Vec<usize>)> {
    let mut places: Vec<&(usize, Place)> = places.collect();
    places.sort_by(|(i, a), (j, b)| a.x.total_cmp(&b.x).then(i.cmp(j)));
    let dot = |x: f64, index: usize| Dot {
        shape: marks[index].stance,
        x: round(x),
        y: line,
        spans: Vec::new(),
        count: None,
        index,
        side: Side::On,
        level: 0,
    };
    let mut dots: Vec<(Dot, Vec<usize>)> = Vec::with_capacity(places.len());
    let mut rest = places.as_slice();
    while let Some((first, _)) = rest.split_first() {
        // A group is never so long that its middle comes near to the next one.
        let near = rest
            .windows(2)
            .take_while(|pair| {
                pair[1].1.x - pair[0].1.x < apart && pair[1].1.x - first.1.x < 2.0 * apart
            })
            .count();
        let (group, others) = rest.split_at(near + 1);
        rest = others;
        let (index, place) = group[0];
        if near == 0 {
            let dot = Dot { spans: place.spans.clone(), ..dot(place.x, *index) };
            dots.push((dot, vec![*index]));
            continue;
        }
        let middle = (place.x + group[near].1.x) / 2.0;
        let shape = marks[*index].stance;
        let alike = group.iter().all(|(index, _)| marks[*index].stance == shape);
        let (left, right) = (middle - apart / 2.0, middle + apart / 2.0);
        let free = dots.last().is_none_or(|(dot, _)| left - dot.x >= apart)
            && others.first().is_none_or(|(_, place)| place.x - right >= apart)
            && left >= 1.0
            && right <= 99.0;
        if let [(first, _), (second, _)] = group
            && !alike
            && free
        {
            dots.push((dot(left, *first), vec![*first]));
            dots.push((dot(right, *second), vec![*second]));
            continue;
        }
        let ring = Dot {
            shape: if alike { shape } else { Shape::Reports },
            count: Some(group.len()),
            ..dot(middle, *index)
        };
        dots.push((ring, group.iter().map(|(index, _)| *index).collect()));
    }
    dots
}

/// What a strip shows, in words: each mark while they are few, else how many and from when to when.
pub(super) fn sentence(marks: &[Mark]) -> String {
    let title = |mark: &Mark| mark.title.trim().trim_end_matches('.').to_owned();
    if marks.is_empty() {
        return "No positions.".to_owned();
    }
    let mut order: Vec<&Mark> = marks.iter().collect();
    order.sort_by_key(|mark| {
        (mark.extent.from.or(mark.extent.to), mark.extent.to.or(mark.extent.from))
    });
    if order.len() <= READ_OUT {
        let titles: Vec<String> = order.into_iter().map(title).collect();
        return format!("Positions over time. {}.", titles.join("; "));
    }
    let count = |side: Side| marks.iter().filter(|mark| mark.side == side).count();
    let (above, below, on) = (count(Side::Above), count(Side::Below), count(Side::On));
    let verb = |n: usize| if n == 1 { "says" } else { "say" };
    let mut parts =
        vec![format!("{above} {} so", verb(above)), format!("{below} {} not", verb(below))];
    if on > 0 {
        parts.push(format!("{on} {} no side", if on == 1 { "takes" } else { "take" }));
    }
    let ends = match (order.first(), order.last()) {
        (Some(first), Some(last)) => {
            format!(" The earliest: {}. The latest: {}.", title(first), title(last))
        }
        _ => String::new(),
    };
    format!("{} positions over time: {}.{ends}", marks.len(), parts.join(", "))
}
