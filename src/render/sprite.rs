//! Leaves out of a page’s sprite the glyphs that the page does not use.
//!
//! A template cannot know what the rest of the page will draw, and a sprite in a file of its own is
//! not shown on pages opened from disk. So each page is given all glyphs, one in a line, and those
//! without use are taken out when it is filled.

use std::collections::HashSet;

const START: &str = "<svg class=\"sprite\"";
const DEFS: &str = "<defs>\n";
const END: &str = "</defs>";

/// Takes the lines out of the first sprite whose ids nothing on the page refers to. A page without
/// a sprite, or with one that is not set in lines, stays as it is.
pub fn prune(page: &mut Vec<u8>) {
    let Ok(text) = std::str::from_utf8(page) else { return };
    let Some((from, to)) = lines(text) else { return };
    let mut used: HashSet<&str> = references(&text[..from]).collect();
    used.extend(references(&text[to..]));
    let glyphs: Vec<&str> = text[from..to].lines().collect();
    let mut kept = vec![false; glyphs.len()];
    // A glyph may be made of others, which may stand before it or after it.
    loop {
        let before = used.len();
        for (glyph, kept) in glyphs.iter().zip(&mut kept) {
            if !*kept && is_used(glyph, &used) {
                *kept = true;
                used.extend(references(glyph));
            }
        }
        if used.len() == before {
            break;
        }
    }
    let left: String = glyphs
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
        .flat_map(|(glyph, _)| [*glyph, "\n"])
        .collect();
    page.splice(from..to, left.into_bytes());
}

/// Where the lines of the sprite begin and end.
fn lines(text: &str) -> Option<(usize, usize)> {
    let sprite = text.find(START)?;
    let tag = sprite + text[sprite..].find('>')? + 1;
    let from = tag + text[tag..].strip_prefix(DEFS).map(|_| DEFS.len())?;
    let to = from + text[from..].find(END)?;
    Some((from, to))
}

/// Fragments that `use` elements refer to; links to places on the page do no harm among them.
fn references(text: &str) -> impl Iterator<Item = &str> {
    values(text, " href=\"#")
}

fn is_used(glyph: &str, used: &HashSet<&str>) -> bool {
    let mut ids = values(glyph, " id=\"").peekable();
    ids.peek().is_none() || ids.any(|id| used.contains(id))
}

fn values<'a>(text: &'a str, before: &'static str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once('"')).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pruned(page: &str) -> String {
        let mut bytes = page.as_bytes().to_vec();
        prune(&mut bytes);
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
