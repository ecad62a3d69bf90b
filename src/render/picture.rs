//! Draws the picture of a page for those who share it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use resvg::tiny_skia::ColorU8;
use resvg::{tiny_skia, usvg};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::chart::Poster;
use crate::hash::hex;

/// Raised when the same drawing becomes other bytes, as with another version of the library.
const EDITION: &str = "3";

/// Stands in a drawing between what is the same on every picture and the marks.
const MARKS: &str = "<!-- marks -->";
/// Ends what both parts need.
const STYLE: &str = "</style>";

/// A picture that is described, and not drawn yet: that takes longer than to fill a page.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// Where it stands, from the root of the site. The name goes with all that is drawn.
    pub path: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What it shows, in words.
    pub alt: String,
    #[serde(skip)]
    svg: String,
}

impl Picture {
    /// Of the page in this folder, which ends with a slash; `svg` is the poster as the template
    /// draws it, without text.
    pub fn new(folder: &str, poster: Poster, svg: String) -> Picture {
        let hash = Sha256::new().chain_update(EDITION).chain_update(&svg).finalize();
        let name = hex(&hash[..5]);
        Picture {
            path: format!("{folder}picture.{name}.png"),
            width: poster.width,
            height: poster.height,
            alt: poster.aria,
            svg,
        }
    }

    /// Draws it, as PNG. Fails when a template of the site is no SVG.
    pub fn png(&self, ground: &Ground) -> Result<Vec<u8>> {
        let canvas = match ground.below(&self.svg) {
            Some((ground, marks)) => draw(&marks, Some(ground)),
            None => draw(&self.svg, None),
        };
        let words = "templates/picture.svg makes no picture";
        canvas.and_then(|canvas| encode(&canvas)).context(words)
    }
}

/// What is the same on every picture of a site. Drawn once: its words take a third of the time that a
/// picture does.
#[derive(Default)]
pub struct Ground(OnceLock<Option<(String, tiny_skia::Pixmap)>>);

impl Ground {
    /// A copy of what lies below the marks of this drawing, and the marks as a drawing of their own;
    /// none where the two are not set apart, or where it is not what lies below those of others.
    fn below(&self, svg: &str) -> Option<(tiny_skia::Pixmap, String)> {
        let (below, marks) = svg.split_once(MARKS)?;
        let (head, _) = below.split_once(STYLE)?;
        let drawn = || {
            let canvas = draw(&[below, "</svg>"].concat(), None).ok()?;
            Some((below.to_owned(), canvas))
        };
        let (text, canvas) = self.0.get_or_init(drawn).as_ref()?;
        (text == below).then(|| (canvas.clone(), [head, STYLE, marks].concat()))
    }
}

/// Draws on what lies below, or on nothing.
fn draw(svg: &str, below: Option<tiny_skia::Pixmap>) -> Result<tiny_skia::Pixmap> {
    // Nothing but the text itself is read: no file, no font, no address.
    let mut options = usvg::Options::default();
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let tree = usvg::Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let empty = || tiny_skia::Pixmap::new(size.width(), size.height());
    let mut canvas = below.or_else(empty).context("it is too large")?;
    resvg::render(&tree, tiny_skia::Transform::default(), &mut canvas.as_mut());
    Ok(canvas)
}

/// As PNG (ISO/IEC 15948): by a palette where all colours fit into one, as those of posters do, which
/// takes a tenth of the time that it takes to write every pixel with its colour.
fn encode(canvas: &tiny_skia::Pixmap) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width(), canvas.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    match indexed(canvas) {
        Some((palette, places)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(
                palette.iter().flat_map(|c| [c.red(), c.green(), c.blue()]).collect::<Vec<_>>(),
            );
            encoder.set_trns(palette.iter().map(|c| c.alpha()).collect::<Vec<_>>());
            // Neighbours among the places are no neighbours among the colours.
            encoder.set_filter(png::Filter::NoFilter);
            let mut writer = encoder.write_header()?;
            writer.write_image_data(&places)?;
            writer.finish()?;
        }
        None => {
            encoder.set_color(png::ColorType::Rgba);
            let mut writer = encoder.write_header()?;
            writer.write_image_data(&canvas.clone().take_demultiplied())?;
            writer.finish()?;
        }
    }
    Ok(bytes)
}

/// The colours of pixels in the order in which they are met, and of each pixel the place among them;
/// none where they are too many for a byte.
fn indexed(canvas: &tiny_skia::Pixmap) -> Option<(Vec<ColorU8>, Vec<u8>)> {
    let (pixels, _) = canvas.data().as_chunks::<4>();
    let mut palette = Vec::new();
    let mut known: HashMap<[u8; 4], u8> = HashMap::new();
    let mut places = Vec::with_capacity(pixels.len());
    let width = canvas.width() as usize;
    let mut above: &[[u8; 4]] = &[];
    for row in pixels.chunks(width) {
        // Most rows are as the one above, and most pixels as the one before.
        if row == above {
            places.extend_from_within(places.len() - width..);
            continue;
        }
        above = row;
        for run in row.chunk_by(|a, b| u32::from_ne_bytes(*a) == u32::from_ne_bytes(*b)) {
            let place = match known.entry(run[0]) {
                Entry::Occupied(entry) => *entry.get(),
                Entry::Vacant(entry) => {
                    let place = u8::try_from(palette.len()).ok()?;
                    palette.push(canvas.pixels()[places.len()].demultiply());
                    *entry.insert(place)
                }
            };
            places.resize(places.len() + run.len(), place);
        }
    }
    Some((palette, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(width: u32, colours: impl Iterator<Item = [u8; 4]>) -> tiny_skia::Pixmap {
        let size = tiny_skia::IntSize::from_wh(width, 2).unwrap();
        tiny_skia::Pixmap::from_vec(colours.flatten().collect(), size).unwrap()
    }

    /// The pixels of a PNG, and whether it has a palette.
    fn decoded(bytes: &[u8]) -> (Vec<u8>, bool) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().unwrap();
        let indexed = reader.info().color_type == png::ColorType::Indexed;
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        (pixels, indexed)
    }

    #[test]
    fn marks_on_a_common_ground_are_as_those_of_a_whole_drawing() {
        let svg = |marks: &str| {
            let head = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
                <style>.a { fill: #900; } .b { fill: none; stroke: #09f; }</style>"#;
            let below = r#"<rect class="a" width="30" height="30"/><circle class="b" r="9.5"/>"#;
            format!("{head}{below}{MARKS}{marks}</svg>")
        };
        let ground = Ground::default();
        for marks in [r#"<circle class="b" cx="30" cy="9" r="7"/>"#, r#"<path d="M3 3 33 9"/>"#, ""]
        {
            let whole = draw(&svg(marks), None).unwrap();
            let (below, marks) = ground.below(&svg(marks)).unwrap();
            assert!(draw(&marks, Some(below)).unwrap() == whole, "{marks}");
        }
        assert!(ground.below(&svg("").replace("30", "31")).is_none(), "it is another ground");
        assert!(ground.below(&svg("").replace(MARKS, "")).is_none(), "none is set apart");
    }

    #[test]
    fn a_picture_keeps_its_pixels_with_few_colours_and_with_many() {
        for (width, few) in [(1, true), (128, true), (129, false)] {
            // Each pixel another; the last one can be seen through.
            let last = 2 * width - 1;
            let colour = |n: u32| match n == last {
                true => [0, 0, 0, 0],
                false => [(n % 256) as u8, (n / 256) as u8, 7, 255],
            };
            let canvas = canvas(width, (0..2 * width).map(colour));
            let (pixels, indexed) = decoded(&encode(&canvas).unwrap());
            assert_eq!((pixels, indexed), (canvas.take_demultiplied(), few), "{width}");
        }
    }
}
