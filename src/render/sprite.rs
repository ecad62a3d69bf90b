//! Leaves out of a page’s sprite the glyphs that the page does not use.
//!
//! A template cannot know what the rest of the page will draw, and a sprite in a file of its own is
//! not shown on pages opened from disk. So each page is given all glyphs, one in a line, and those
//! without use are taken out when it is filled.

use memchr::memmem;

const START: &str = "<svg class=\"sprite\"";
const DEFS: &str = "<defs>\n";
const END: &str = "</defs>";

/// One line of the sprite.
struct Glyph<'a> {
    line: &'a str,
    ids: Vec<&'a str>,
    kept: bool,
}

/// Takes the lines out of the first sprite whose ids nothing on the page refers to. A page without
/// a sprite, or with one that is not set in lines, stays as it is.
pub fn prune(page: &mut Vec<u8>) {
    let Ok(text) = std::str::from_utf8(page) else { return };
    let Some((from, to)) = lines(text) else { return };
    let mut glyphs: Vec<Glyph> = text[from..to]
        .lines()
        .map(|line| Glyph { line, ids: values(line, " id=\"").collect(), kept: false })
        .collect();
    let mut ids: Vec<(&str, usize)> = Vec::with_capacity(glyphs.len());
    let mut found: Vec<usize> = Vec::new();
    for (index, glyph) in glyphs.iter_mut().enumerate() {
        ids.extend(glyph.ids.iter().map(|id| (*id, index)));
        glyph.kept = glyph.ids.is_empty();
        found.extend(glyph.kept.then_some(index));
    }
    ids.sort_unstable();
    let mut keep = |text: &str, found: &mut Vec<usize>| {
        for id in values(text, " href=\"#") {
            let Ok(place) = ids.binary_search_by_key(&id, |(id, _)| id) else { continue };
            let index = ids[place].1;
            if !std::mem::replace(&mut glyphs[index].kept, true) {
                found.push(index);
            }
        }
    };
    keep(&text[..from], &mut found);
    keep(&text[to..], &mut found);
    // A glyph may be made of others.
    while let Some(index) = found.pop() {
        let line = text[from..to].lines().nth(index).unwrap_or_default();
        keep(line, &mut found);
    }
    let left: String =
        glyphs.iter().filter(|glyph| glyph.kept).flat_map(|glyph| [glyph.line, "\n"]).collect();
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

/// What stands between `before` and the next quotation mark, at each place.
fn values<'a>(text: &'a str, before: &'static str) -> impl Iterator<Item = &'a str> {
    memmem::find_iter(text.as_bytes(), before).filter_map(move |at| {
        let rest = &text[at + before.len()..];
        Some(&rest[..memchr::memchr(b'"', rest.as_bytes())?])
    })
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
