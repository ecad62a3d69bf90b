//! Words that say more than who said what.

use std::ops::Range;
use std::sync::Arc;

use super::phrases::Phrases;
use super::prose::{each_entry, each_prose};
use crate::content::SiteFile;
use crate::diagnostic::{At, Diagnostic, rule};
use crate::field;
use crate::markdown::{quotations, text_blocks};
use crate::model::{EntryId, Model};
use crate::source::SITE_FILE;

/// Words that say whether something is so, or what to think of who says it, in the place of `said`.
const ENGLISH: [&str; 27] = [
    "admit",
    "admits",
    "admitted",
    "admittedly",
    "claimed",
    "conceded",
    "concedes",
    "confessed",
    "confesses",
    "debunk",
    "debunked",
    "debunks",
    "discredited",
    "exposed",
    "exposes",
    "lied",
    "ranted",
    "refuted",
    "refutes",
    "revealed",
    "revealing",
    "reveals",
    "slammed",
    "slams",
    "so-called",
    "unmasked",
    "unmasks",
];

/// The loaded words of a site: those of `site.yaml`, or the English ones where the site is in
/// English. There are none of other languages yet.
fn loaded_words(site: &SiteFile) -> Option<Phrases> {
    if let Some(own) = &site.loaded_words {
        return Some(Phrases::new(own.iter().map(|word| &**word)));
    }
    let language = site.language.as_ref().map_or("en", |language| language);
    let primary = language.split('-').next().unwrap_or_default();
    primary.eq_ignore_ascii_case("en").then(|| Phrases::new(ENGLISH))
}

/// A loaded word outside of a quotation: in prose, titles, summaries and notes.
pub fn loaded_word(model: &Model, found: &mut Vec<Diagnostic>) {
    let site = &model.site.file;
    let Some(words) = loaded_words(site) else { return };
    let of_site: Arc<str> = SITE_FILE.into();
    let mut own = vec![("title", &site.title)];
    own.extend(site.description.iter().map(|text| ("description", text)));
    for (key, text) in own {
        for bytes in outside_quotations(&words, text) {
            let at = At::Within(field![key], bytes.clone());
            found.push(loaded(&of_site, at, &text[bytes]));
        }
    }
    found.extend(each_entry(model, |id, entry, found| {
        let origin = entry.origin();
        if has_own_title(id) {
            let title = model.title(id);
            for bytes in outside_quotations(&words, title) {
                let path = origin.field.iter().cloned().chain(field!["title"]).collect();
                found.push(loaded(&origin.path, At::Within(path, bytes.clone()), &title[bytes]));
            }
        }
        each_prose(entry, &mut |prose| {
            if !words.may_be_in(prose.text) {
                return;
            }
            for block in text_blocks(prose.text).iter().filter(|block| !block.quoted) {
                for bytes in outside_quotations(&words, &block.text) {
                    let at = prose.at(block.written(bytes.clone()));
                    found.push(loaded(&origin.path, at, &block.text[bytes]));
                }
            }
        });
    }));
}

/// Whether the title is in the editors’ words. That of a source is in its own, a term is the word
/// of those who define it, and actors and countries have names.
fn has_own_title(id: EntryId) -> bool {
    match id {
        EntryId::Claim(_)
        | EntryId::Event(_)
        | EntryId::Explainer(_)
        | EntryId::Page(_)
        | EntryId::Home => true,
        EntryId::Actor(_) | EntryId::Country(_) | EntryId::Source(_) | EntryId::Term(_) => false,
    }
}

fn outside_quotations(words: &Phrases, text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<_> = words.find(text).collect();
    if !found.is_empty() {
        let quoted = quotations(text);
        found.retain(|word| !quoted.iter().any(|range| range.contains(&word.start)));
    }
    found
}

fn loaded(path: &Arc<str>, at: At, word: &str) -> Diagnostic {
    Diagnostic::new(&rule::LOADED_WORD, path, at, format!("`{word}` says more than that it was said"))
        .help("write `said`, or plainly what was done; if it is somebody’s word, put it in quotation marks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_explanation_of_the_rule_lists_the_words() {
        let list = ENGLISH.join(", ");
        assert!(rule::LOADED_WORD.why.contains(&list), "{list}");
    }
}
