//! Draws the picture of a page for those who share it.

use anyhow::{Context, Result};
use resvg::{tiny_skia, usvg};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::chart::Poster;
use crate::hash::hex;

/// Raised when the same drawing becomes other bytes, as with another version of the library.
const EDITION: &str = "2";

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
    pub fn png(&self) -> Result<Vec<u8>> {
        let words = "templates/picture.svg makes no picture";
        // Nothing but the text itself is read: no file, no font, no address.
        let mut options = usvg::Options::default();
        options.image_href_resolver.resolve_string = Box::new(|_, _| None);
        let tree = usvg::Tree::from_str(&self.svg, &options).context(words)?;
        let size = tree.size().to_int_size();
        let mut canvas = tiny_skia::Pixmap::new(size.width(), size.height()).context(words)?;
        resvg::render(&tree, tiny_skia::Transform::default(), &mut canvas.as_mut());
        encode(size.width(), size.height(), &canvas.take_demultiplied()).context(words)
    }
}

/// Pixels as PNG (ISO/IEC 15948), compressed quickly: drawing a picture takes half of the time,
/// for three quarters more bytes, which no reader of the site loads.
fn encode(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
