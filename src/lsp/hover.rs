//! What there is to know of what stands under the pointer.

use std::ops::Range;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::cursor::{self, Given, Key, Keys, Spot};
use super::navigation::target_at;
use super::site::Site;
use crate::card::card;
use crate::character;
use crate::content::shape::{Record, Shape};
use crate::country::Code;
use crate::date::Date;
use crate::diagnostic::rule;
use crate::id::{Kind, Target};

/// The card of an entry, the meaning of a key or a term, a date in words, or the name of a country.
pub fn hover(site: &Site, path: &str, at: usize, markup: MarkupKind) -> Option<Hover> {
    let text = site.text(path)?;
    let spot = cursor::spot(path, text, at)?;
    let (value, bytes) = match target_at(site, path, at) {
        Some((target, bytes)) if !matches!(spot, Spot::Key(_)) => {
            (entry(site, &target, &markup)?, bytes)
        }
        _ => match spot {
            Spot::Key(key) => of_key(&key)?,
            Spot::Value(value) => of_value(&value)?,
            Spot::Prose(_) => return None,
        },
    };
    let contents = HoverContents::Markup(MarkupContent { kind: markup, value });
    Some(Hover { contents, range: site.span(path, &bytes) })
}

/// The card of an entry as it was when the site was last looked at, or else what is known of it.
pub fn entry(site: &Site, target: &Target, markup: &MarkupKind) -> Option<String> {
    let found = site.model().and_then(|model| Some((model, model.find(target)?)));
    let card = match found {
        Some((model, entry)) => card(model, entry),
        None => match site.entry(target) {
            Some((_, entry)) => format!("{target}\n{}\n", entry.title),
            None if target.kind == Kind::Country => {
                let code = Code::parse(&target.id).ok()?;
                format!("country:{}\n{}\n", target.id, code.name()?)
            }
            None => return None,
        },
    };
    let lines: Vec<_> = card.lines().map(character::shown).collect();
    let card = lines.join("\n");
    if *markup == MarkupKind::PlainText {
        return Some(card);
    }
    // A fence longer than any in the card.
    let longest = card.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    Some(format!("{fence}text\n{card}\n{fence}"))
}

fn of_key(key: &Key) -> Option<(String, Range<usize>)> {
    let value = match key.keys {
        Keys::Of(record) => of_field(record, &key.word.text)?,
        Keys::Rules => rule::find(&key.word.text)?.summary.to_owned(),
    };
    Some((value, key.word.bytes.clone()))
}

/// What a field of a record says, and what it takes.
pub fn of_field(record: &Record, key: &str) -> Option<String> {
    let field = record.field(key)?;
    let required = if field.required { " Required." } else { "" };
    Some(format!("{}{required}", words(field.doc)))
}

fn of_value(value: &Given) -> Option<(String, Range<usize>)> {
    let text = value.word.text.trim();
    let said = match value.shape {
        Shape::Term(vocabulary) => {
            let term = vocabulary.find(text)?;
            format!("{}: {}", term.label, term.definition)
        }
        Shape::Date => Date::parse(text).ok()?.words(),
        _ => return None,
    };
    Some((said, value.word.bytes.clone()))
}

/// A doc comment on one line.
pub fn words(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
