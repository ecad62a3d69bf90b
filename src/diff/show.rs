//! A difference in words, for somebody who reviews a change.

use std::fmt::Write as _;

use serde_json::Value;

use super::words::marked;
use super::{Change, Difference, Event, Subject};
use crate::words::counted;

/// Everything that differs, entry by entry, and the counts first.
pub fn text(difference: &Difference) -> String {
    if difference.same {
        return "A reader would notice no difference.\n".into();
    }
    let mut out = format!("{}\n", counts(&difference.changes));
    let mut before = None;
    for change in &difference.changes {
        let heading = heading(change);
        if before.as_ref() != Some(&heading) {
            let _ = writeln!(out, "\n{heading}");
            before = Some(heading);
        }
        line(&mut out, change);
    }
    // Content may hold what a terminal would take for a command.
    out.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// “1 claim added, 2 quotations changed, 1 page gone.”
fn counts(changes: &[Change]) -> String {
    let mut counts: Vec<(String, &'static str, usize)> = Vec::new();
    for change in changes {
        let noun = match (change.subject, &change.entry) {
            (Subject::Entry, Some(entry)) => entry.split(':').next().unwrap_or("entry"),
            (Subject::Field, _) if change.position.is_some() => "position",
            (subject, _) => noun(subject),
        };
        let noun = noun.to_owned();
        // What a field is to its entry, a change is to the reader.
        let done = if is_part(change) { "changed" } else { done(change) };
        match counts.iter_mut().find(|(known, how, _)| *known == noun && *how == done) {
            Some((.., count)) => *count += 1,
            None => counts.push((noun, done, 1)),
        }
    }
    let many = |noun: &str| match noun.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if noun.ends_with('s') => format!("{noun}es"),
        None => format!("{noun}s"),
    };
    let counts = counts
        .iter()
        .map(|(noun, done, count)| format!("{} {done}", counted(*count, noun, &many(noun))));
    counts.collect::<Vec<_>>().join(", ") + "."
}

fn is_part(change: &Change) -> bool {
    matches!(change.subject, Subject::Field | Subject::Setting)
}

fn noun(subject: Subject) -> &'static str {
    match subject {
        Subject::Setting => "setting",
        Subject::Entry => "entry",
        Subject::Record => "record",
        Subject::Position => "position",
        Subject::Quotation => "quotation",
        Subject::Prose => "text",
        Subject::Date => "date",
        Subject::Field => "field",
        Subject::Page => "address",
    }
}

fn done(change: &Change) -> &'static str {
    match (change.subject, change.event, &change.now) {
        (Subject::Page, _, Some(_)) => "moved",
        (Subject::Page, ..) => "gone",
        (Subject::Quotation, Event::Changed, _) => "reworded",
        (_, Event::Added, _) => "added",
        (_, Event::Removed, _) => "removed",
        (_, Event::Changed, _) => "changed",
    }
}

fn heading(change: &Change) -> String {
    match (&change.entry, &change.title) {
        (Some(entry), Some(title)) => format!("{entry}: {title}"),
        (Some(entry), None) => entry.clone(),
        (None, _) if change.subject == Subject::Page => "Pages".into(),
        (None, _) => "site.yaml".into(),
    }
}

fn line(out: &mut String, change: &Change) {
    let done = done(change);
    match change.subject {
        Subject::Entry => {
            _ = match change.now.as_ref().or(change.was.as_ref()).and_then(Value::as_str) {
                Some(record) => writeln!(out, "  {done}: {record}"),
                None => writeln!(out, "  {done}"),
            }
        }
        Subject::Page => {
            let address = change.field.as_deref().unwrap_or_default();
            _ = match change.now.as_ref().and_then(Value::as_str) {
                Some(to) => writeln!(out, "  {address} is gone and redirects to {to}"),
                None => writeln!(out, "  {address} is gone, without a redirect"),
            }
        }
        Subject::Position => {
            let position = change.position.as_deref().unwrap_or_default();
            let _ = writeln!(out, "  position {done}: {position}");
            let quote = change.now.as_ref().or(change.was.as_ref());
            if let Some(quote) = quote.and_then(|position| position["quote"].as_str()) {
                let _ = writeln!(out, "    “{quote}”");
            }
        }
        _ => {
            let name = match change.subject {
                Subject::Record => "record",
                Subject::Prose => "text",
                _ => change.field.as_deref().unwrap_or_default(),
            };
            let name = match &change.position {
                Some(position) => format!("{position}, {name}"),
                None => name.to_owned(),
            };
            values(out, &name, done, change);
        }
    }
}

/// What stood there and what stands there now. Words are marked in longer texts.
fn values(out: &mut String, name: &str, done: &str, change: &Change) {
    match (&change.was, &change.now) {
        (Some(Value::String(was)), Some(Value::String(now))) if is_long(was) || is_long(now) => {
            let _ = writeln!(out, "  {name} {done}:");
            let passages = marked(was, now);
            if passages.is_empty() {
                out.push_str("    in white space alone\n");
            }
            for passage in passages {
                let _ = writeln!(out, "    {passage}");
            }
        }
        (Some(Value::Array(was)), Some(Value::Array(now)))
            if was.iter().chain(now).all(is_word) =>
        {
            let without = |list: &[Value], other: &[Value]| -> Vec<String> {
                list.iter().filter(|item| !other.contains(item)).map(words).collect()
            };
            let mut parts = Vec::new();
            for (done, items) in [("added", without(now, was)), ("removed", without(was, now))] {
                if !items.is_empty() {
                    parts.push(format!("{done} {}", items.join(", ")));
                }
            }
            let parts = if parts.is_empty() { "in order".into() } else { parts.join("; ") };
            let _ = writeln!(out, "  {name} {done}: {parts}");
        }
        (Some(was), Some(now)) => _ = writeln!(out, "  {name}: {} → {}", words(was), words(now)),
        (Some(value), None) | (None, Some(value)) => {
            let _ = writeln!(out, "  {name} {done}: {}", words(value));
        }
        (None, None) => {}
    }
}

/// Whether a text has so many words that the eye would not find the one that differs.
fn is_long(text: &str) -> bool {
    text.split_whitespace().count() > 3
}

fn is_word(value: &Value) -> bool {
    value.is_string() || value.is_number()
}

/// A value in words, a long one cut.
fn words(value: &Value) -> String {
    const MOST: usize = 200;
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| format!("{key} {}", words(value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
