//! Compressed copies beside text files, for servers that send those to browsers that take them.
//! The bytes follow from the text alone: no time and no name of a system is in them.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};

/// Extensions of text; all else that sites hold is compressed already, or no browser asks for it
/// in compressed form.
const TEXTS: [&str; 15] = [
    "atom",
    "css",
    "csv",
    "geojson",
    "html",
    "js",
    "json",
    "jsonld",
    "map",
    "mjs",
    "svg",
    "txt",
    "webmanifest",
    "xml",
    "xsl",
];
/// What is shorter fits into one packet either way.
const LEAST: usize = 512;
/// More takes several times as long for a hundredth of the size.
const GZIP: u32 = 6;
/// From 5 on brotli is a sixth smaller than gzip; beyond, each tenth costs ten times the time.
const BROTLI: i32 = 5;

/// A form in which a file may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Form {
    pub const ALL: [Form; 2] = [Form::Gzip, Form::Brotli];

    /// The path of the copy of a file.
    pub fn copy(self, path: &str) -> String {
        let extension = match self {
            Form::Gzip => "gz",
            Form::Brotli => "br",
        };
        format!("{path}.{extension}")
    }

    pub fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Form::Gzip => {
                let mut writer = GzBuilder::new().write(Vec::new(), Compression::new(GZIP));
                writer.write_all(bytes)?;
                writer.finish()
            }
            Form::Brotli => {
                let settings = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                let mut compressed = Vec::new();
                brotli::BrotliCompress(&mut &*bytes, &mut compressed, &settings)?;
                Ok(compressed)
            }
        }
    }
}

/// Whether a file is to have compressed copies.
pub fn pays(path: &str, bytes: &[u8]) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    bytes.len() >= LEAST && TEXTS.iter().any(|text| extension.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_can_be_read_again_and_is_the_same_each_time() {
        let text = "Who says so? ".repeat(1000);
        for form in Form::ALL {
            let compressed = form.compress(text.as_bytes()).unwrap();
            assert_eq!(form.compress(text.as_bytes()).unwrap(), compressed);
            assert!(compressed.len() < text.len() / 10);
            let mut read = Vec::new();
            match form {
                Form::Gzip => {
                    assert_eq!(compressed[4..8], [0; 4], "there is a time in it");
                    io::copy(&mut flate2::read::GzDecoder::new(&*compressed), &mut read).unwrap();
                }
                Form::Brotli => {
                    brotli::BrotliDecompress(&mut &*compressed, &mut read).unwrap();
                }
            }
            assert_eq!(read, text.as_bytes());
        }
    }

    #[test]
    fn only_texts_of_some_length_have_copies() {
        let text = [b'a'; LEAST];
        for path in ["a/index.html", "site.CSS", "data/all.jsonld", "icon.svg"] {
            assert!(pays(path, &text), "{path}");
        }
        for path in ["photo.jpg", "font.woff2", "_headers", "a.html.gz", "html"] {
            assert!(!pays(path, &text), "{path}");
        }
        assert!(!pays("a.html", &text[1..]));
    }
}
