//! Leaves out of a page’s sprite the glyphs that the page does not use.
//!
//! A template cannot know what the rest of the page will draw, and a sprite in a file of its own is
//! not shown on pages opened from disk. So each page is given all glyphs, one in a line, and those
//! without use are taken out when it is filled.

use std::ops::Range;

const DEFS: &str = "<defs>\n";
const END: &str = "</defs>";

/// The sprite of a theme, taken apart once.
#[derive(Default)]
pub struct Sprite {
    /// The lines of its definitions as they stand on a page; empty where they are not set in lines.
    lines: String,
    glyphs: Vec<Glyph>,
    /// The glyph of each id, by the length of the id: few have one length, so that to compare them is
    /// quicker than a hash. Pages refer to thousands.
    ids: Vec<Vec<(Vec<u8>, usize)>>,
}

/// One line.
struct Glyph {
    /// Where it stands among the lines, its end included.
    bytes: Range<usize>,
    /// The ids of the glyphs that it is made of.
    made_of: Vec<Vec<u8>>,
    /// Whether it is kept on every page, as it has no id.
    always: bool,
}

impl Sprite {
    pub fn new(html: &str) -> Sprite {
        let Some((_, from)) = html.split_once(DEFS) else { return Sprite::default() };
        let Some((lines, _)) = from.split_once(END) else { return Sprite::default() };
        let mut sprite = Sprite { lines: lines.to_owned(), ..Sprite::default() };
        let mut from = 0;
        for (index, line) in lines.split_inclusive('\n').enumerate() {
            let bytes = from..from + line.len();
            from = bytes.end;
            sprite.glyphs.push(Glyph {
                bytes,
                made_of: references(line.as_bytes()).map(<[u8]>::to_vec).collect(),
                always: ids(line).next().is_none(),
            });
            for id in ids(line) {
                if sprite.glyph(id.as_bytes()).is_none() {
                    let lengths = sprite.ids.len().max(id.len() + 1);
                    sprite.ids.resize_with(lengths, Vec::new);
                    sprite.ids[id.len()].push((id.into(), index));
                }
            }
        }
        sprite
    }

    /// Takes the lines out of a page whose ids nothing on it refers to. A page without this sprite
    /// stays as it is.
    pub fn prune(&self, page: &mut Vec<u8>) {
        if self.lines.is_empty() {
            return;
        }
        let defs = memchr::memmem::find(page, DEFS.as_bytes());
        let Some(from) = defs.map(|at| at + DEFS.len()) else { return };
        if !page[from..].starts_with(self.lines.as_bytes()) {
            return;
        }
        let to = from + self.lines.len();
        let mut kept: Vec<bool> = self.glyphs.iter().map(|glyph| glyph.always).collect();
        let mut found: Vec<usize> = (0..kept.len()).filter(|index| kept[*index]).collect();
        let mut last: &[u8] = &[];
        for id in references(&page[..from]).chain(references(&page[to..])) {
            // Marks of one kind stand in rows.
            if id != last {
                self.keep(id, &mut kept, &mut found);
                last = id;
            }
        }
        // A glyph may be made of others.
        while let Some(index) = found.pop() {
            for id in &self.glyphs[index].made_of {
                self.keep(id, &mut kept, &mut found);
            }
        }
        let glyphs = self.glyphs.iter().zip(&kept).filter(|(_, kept)| **kept);
        let left: String = glyphs.map(|(glyph, _)| &self.lines[glyph.bytes.clone()]).collect();
        page.splice(from..to, left.into_bytes());
    }

    fn glyph(&self, id: &[u8]) -> Option<usize> {
        let mut known = self.ids.get(id.len())?.iter();
        known.find(|(other, _)| other == id).map(|(_, index)| *index)
    }

    /// Keeps the glyph of an id, if there is one.
    fn keep(&self, id: &[u8], kept: &mut [bool], found: &mut Vec<usize>) {
        let Some(index) = self.glyph(id) else { return };
        if !std::mem::replace(&mut kept[index], true) {
            found.push(index);
        }
    }
}

fn ids(line: &str) -> impl Iterator<Item = &str> {
    let values = line.split(" id=\"").skip(1);
    values.filter_map(|rest| rest.split_once('"')).map(|(id, _)| id)
}

/// Fragments that links and `use` elements lead to. Their marks are rare in a page: looking for them
/// is quick.
fn references(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memchr_iter(b'#', text).filter_map(|mark| {
        let rest = &text[mark + 1..];
        text[..mark].ends_with(b" href=\"").then_some(())?;
        Some(&rest[..memchr::memchr(b'"', rest)?])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pruned(page: &str) -> String {
        let mut bytes = page.as_bytes().to_vec();
        Sprite::new(page).prune(&mut bytes);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn only_glyphs_in_use_stay_with_those_that_they_are_made_of() {
        let page = "<svg class=\"sprite\"><defs>\n<g id=\"both\"><use href=\"#up\"/></g>\n\
            <path id=\"up\"/>\n<path id=\"down\"/>\n<title>T</title>\n</defs></svg>\
            <p>«<svg><use href=\"#both\"/></svg>»</p>";
        let left = pruned(page);
        assert!(!left.contains("down"), "{left}");
        assert_eq!(left.len(), page.len() - "<path id=\"down\"/>\n".len());
        let unused = pruned(&page.replace("<use href=\"#both\"/></svg>»", "»"));
        assert!(unused.contains("<defs>\n<title>T</title>\n</defs>"), "{unused}");
    }

    #[test]
    fn a_page_without_such_a_sprite_stays() {
        for page in ["<p>x", "<svg class=\"sprite\"><defs><g id=\"a\"/></defs></svg>", ""] {
            assert_eq!(pruned(page), page);
        }
    }
}
