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
const EDITION: &str = "4";

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
        let png = match ground.below(&self.svg) {
            Some((below, marks)) => tree(&marks).and_then(|marks| below.png(&marks)),
            None => tree(&self.svg).and_then(|whole| encode(&draw(&whole)?)),
        };
        png.context("templates/picture.svg makes no picture")
    }
}

/// What is the same on every picture of a site. Drawn once: its words take a third of the time that a
/// picture does.
#[derive(Default)]
pub struct Ground(OnceLock<Option<Below>>);

impl Ground {
    /// What lies below the marks of this drawing, and the marks as a drawing of their own; none where
    /// the two are not set apart, or where it is not what lies below those of others.
    fn below(&self, svg: &str) -> Option<(&Below, String)> {
        let (text, marks) = svg.split_once(MARKS)?;
        let (head, _) = text.split_once(STYLE)?;
        let below = self.0.get_or_init(|| Below::draw(text).ok()).as_ref()?;
        (text == below.text).then(|| (below, [head, STYLE, marks].concat()))
    }
}

/// What lies below the marks.
struct Below {
    /// As the template draws it.
    text: String,
    canvas: tiny_skia::Pixmap,
    /// The same by a palette, where its colours fit into one.
    indexed: Option<Indexed>,
}

impl Below {
    fn draw(text: &str) -> Result<Below> {
        let canvas = draw(&tree(&[text, "</svg>"].concat())?)?;
        Ok(Below { text: text.to_owned(), indexed: Indexed::of(&canvas), canvas })
    }

    /// The picture with these marks. Only the rows that they touch are drawn and looked at.
    fn png(&self, marks: &usvg::Tree) -> Result<Vec<u8>> {
        let (width, height) = (self.canvas.width(), self.canvas.height());
        let touched = marks.root().layer_bounding_box();
        let first = (touched.top().floor() as u32).saturating_sub(1).min(height - 1);
        let end = (touched.bottom().ceil() as u32).saturating_add(1).clamp(first + 1, height);
        let row = |row: u32| row as usize * width as usize;
        let pixels = 4 * row(first)..4 * row(end);
        let size = tiny_skia::IntSize::from_wh(width, end - first).context("it is empty")?;
        let rows = self.canvas.data()[pixels.clone()].to_vec();
        let mut rows = tiny_skia::Pixmap::from_vec(rows, size).context("it is too large")?;
        let up = tiny_skia::Transform::from_translate(0.0, -(first as f32));
        resvg::render(marks, up, &mut rows.as_mut());
        if let Some(below) = &self.indexed {
            let mut whole =
                Indexed { places: below.places[..row(first)].to_vec(), ..below.palette() };
            if whole.extend(&rows) {
                whole.places.extend_from_slice(&below.places[row(end)..]);
                return whole.encode(width, height);
            }
        }
        let mut whole = self.canvas.clone();
        whole.data_mut()[pixels].copy_from_slice(rows.data());
        encode(&whole)
    }
}

fn tree(svg: &str) -> Result<usvg::Tree> {
    // Nothing but the text itself is read: no file, no font, no address.
    let mut options = usvg::Options::default();
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    Ok(usvg::Tree::from_str(svg, &options)?)
}

fn draw(tree: &usvg::Tree) -> Result<tiny_skia::Pixmap> {
    let size = tree.size().to_int_size();
    let canvas = tiny_skia::Pixmap::new(size.width(), size.height());
    let mut canvas = canvas.context("it is too large")?;
    resvg::render(tree, tiny_skia::Transform::default(), &mut canvas.as_mut());
    Ok(canvas)
}

/// As PNG (ISO/IEC 15948): by a palette where all colours fit into one, as those of posters do, which
/// takes a tenth of the time that it takes to write every pixel with its colour.
fn encode(canvas: &tiny_skia::Pixmap) -> Result<Vec<u8>> {
    if let Some(indexed) = Indexed::of(canvas) {
        return indexed.encode(canvas.width(), canvas.height());
    }
    let mut bytes = Vec::new();
    let mut encoder = encoder(&mut bytes, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.clone().take_demultiplied())?;
    writer.finish()?;
    Ok(bytes)
}

fn encoder(bytes: &mut Vec<u8>, width: u32, height: u32) -> png::Encoder<'_, &mut Vec<u8>> {
    let mut encoder = png::Encoder::new(bytes, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder
}

/// Pixels by a palette.
#[derive(Default)]
struct Indexed {
    /// The colours in the order in which they are met.
    colours: Vec<ColorU8>,
    /// The place of each among them.
    known: HashMap<[u8; 4], u8>,
    /// Of each pixel the place of its colour.
    places: Vec<u8>,
}

impl Indexed {
    /// All of a canvas; none where its colours are too many.
    fn of(canvas: &tiny_skia::Pixmap) -> Option<Indexed> {
        let mut indexed = Indexed::default();
        indexed.extend(canvas).then_some(indexed)
    }

    /// The palette alone.
    fn palette(&self) -> Indexed {
        let Indexed { colours, known, .. } = self;
        Indexed { colours: colours.clone(), known: known.clone(), places: Vec::new() }
    }

    /// Takes pixels behind those that there are; whether their colours found room, of which a byte
    /// counts no more than 256.
    fn extend(&mut self, canvas: &tiny_skia::Pixmap) -> bool {
        let (pixels, _) = canvas.data().as_chunks::<4>();
        self.places.reserve(pixels.len());
        let width = canvas.width() as usize;
        let mut above: &[[u8; 4]] = &[];
        let start = self.places.len();
        for row in pixels.chunks(width) {
            // Most rows are as the one above, and most pixels as the one before.
            if row == above {
                self.places.extend_from_within(self.places.len() - width..);
                continue;
            }
            above = row;
            let mut rest = row;
            while let Some(first) = rest.first() {
                let run = alike(rest);
                let place = match self.known.entry(*first) {
                    Entry::Occupied(entry) => *entry.get(),
                    Entry::Vacant(entry) => {
                        let Ok(place) = u8::try_from(self.colours.len()) else { return false };
                        let pixel = canvas.pixels()[self.places.len() - start];
                        self.colours.push(pixel.demultiply());
                        *entry.insert(place)
                    }
                };
                self.places.resize(self.places.len() + run, place);
                rest = &rest[run..];
            }
        }
        true
    }

    fn encode(&self, width: u32, height: u32) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = encoder(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        let colours = self.colours.iter().flat_map(|c| [c.red(), c.green(), c.blue()]);
        encoder.set_palette(colours.collect::<Vec<_>>());
        encoder.set_trns(self.colours.iter().map(|c| c.alpha()).collect::<Vec<_>>());
        // Neighbours among the places are no neighbours among the colours.
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.places)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// How many pixels are like the first of them. Sixteen at a time are compared at once.
fn alike(pixels: &[[u8; 4]]) -> usize {
    let is_like_first = |pixel: &[u8; 4]| *pixel == pixels[0];
    let (many, _) = pixels.as_chunks::<16>();
    let whole = many.iter().take_while(|many| many.iter().all(is_like_first)).count() * 16;
    whole + pixels[whole..].iter().take_while(|pixel| is_like_first(pixel)).count()
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
        let many: String = (0..256)
            .map(|n| {
                let (x, y) = (n % 40, n / 40);
                format!(r#"<path d="M{x} {y}h1v1h-1z" fill="rgb({n},9,200)"/>"#)
            })
            .collect();
        for marks in [
            r#"<circle class="b" cx="30" cy="9" r="7"/>"#,
            r#"<path d="M3 3 33 9"/><path d="M3 19.5h9v90h-9z"/>"#,
            r#"<circle class="b" cx="-30" cy="-90" r="7"/>"#,
            r#"<circle class="b" cx="30" cy="900" r="7"/>"#,
            &many,
            "",
        ] {
            let whole = draw(&tree(&svg(marks)).unwrap()).unwrap();
            let (below, alone) = ground.below(&svg(marks)).unwrap();
            let (pixels, _) = decoded(&below.png(&tree(&alone).unwrap()).unwrap());
            assert!(pixels == whole.take_demultiplied(), "{marks}");
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
