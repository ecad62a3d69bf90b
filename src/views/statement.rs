//! What somebody said once, on one claim or on several: the same words of the same day from the same
//! source are shown once, with every claim on which they are a position.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::part::{Link, PositionPart, Stated};
use super::sheet::Sheet;
use crate::content::value::SourceOrText;
use crate::date::Date;
use crate::model::{ActorId, Model, PositionId, SourceId};
use crate::vocabulary::{Attribution, Mode, Stance};

/// What somebody said, and on what.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    /// What all of it has in common.
    pub said: PositionPart,
    pub on: Vec<OnClaim>,
    /// What the remarks have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One claim of a statement, with what is its own.
#[derive(Clone, Debug, Serialize)]
pub struct OnClaim {
    pub title: String,
    /// The position on the page of the claim.
    pub href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What positions must share to be one statement.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    stance: Stance,
    date: Option<&'a Date>,
    actors: [Option<ActorId>; 5],
    source: Option<SourceId>,
    searched: &'a [SourceOrText],
    mode: Option<Mode>,
    attribution: Option<Attribution>,
    texts: [Option<&'a str>; 4],
}

impl<'a> Key<'a> {
    fn of(model: &'a Model, id: PositionId) -> Key<'a> {
        let position = &model[id];
        let words = model.words(id);
        let text = |text: &'a Option<crate::content::value::Text>| text.as_ref().map(|t| &*t.0);
        Key {
            stance: position.stance,
            date: position.date.as_ref(),
            actors: [
                Some(position.by),
                position.spoken_for,
                position.via,
                position.reported_by,
                position.within,
            ],
            source: position.source,
            searched: &words.searched,
            mode: words.mode,
            attribution: words.attribution,
            texts: [
                text(&words.quote),
                text(&words.office),
                text(&words.venue),
                text(&words.anonymity_reason),
            ],
        }
    }
}

/// The statements that positions make up, in the order in which each is met first.
pub fn statements(sheet: &mut Sheet, model: &Model, positions: &[PositionId]) -> Vec<Statement> {
    let mut places: HashMap<Key, usize> = HashMap::with_capacity(positions.len());
    let mut statements: Vec<Statement> = Vec::new();
    for id in positions {
        let mut said = sheet.position(*id);
        let Link { title, href } = sheet.on_claim(*id);
        let on = OnClaim {
            title,
            href,
            part: said.part.take(),
            at: said.at.take(),
            confidence: said.confidence.take(),
            likelihood: said.likelihood.take(),
            replaced_by: said.replaced_by.take(),
            replaces: said.replaces.take(),
            note: said.note.take(),
        };
        let place = *places.entry(Key::of(model, *id)).or_insert(statements.len());
        match statements.get_mut(place) {
            Some(statement) => statement.on.push(on),
            None => statements.push(Statement { said, on: vec![on], note: None }),
        }
    }
    statements.iter_mut().for_each(share_note);
    statements
}

/// Says once what the notes of a statement have in common: all of them, or the sentences with which
/// all of them begin.
fn share_note(statement: &mut Statement) {
    let Some(notes) = statement.on.iter().map(|on| on.note.as_deref()).collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let shared = common(&notes).to_owned();
    if shared.is_empty() {
        return;
    }
    for on in &mut statement.on {
        let rest = on.note.as_deref().map(|note| note[shared.len()..].trim_start().to_owned());
        on.note = rest.filter(|rest| !rest.is_empty());
    }
    statement.note = Some(shared);
}

/// The whole sentences with which all texts begin. The texts are HTML: where what they share holds a
/// tag and is not all of it, nothing is taken, as an element would be cut.
fn common<'a>(texts: &[&'a str]) -> &'a str {
    let Some((first, others)) = texts.split_first() else { return "" };
    if others.iter().all(|other| other == first) {
        return first;
    }
    let same = |other: &&str| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let len = others.iter().map(same).min().unwrap_or(0);
    let whole = |at: &usize| {
        texts.iter().all(|text| text.len() == *at || text.as_bytes().get(*at) == Some(&b' '))
    };
    let ends = first.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at + 1);
    let end = ends.take_while(|end| *end <= len).filter(whole).last().unwrap_or(0);
    let shared = &first[..end];
    if shared.contains(['<', '&']) { "" } else { shared }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_share_whole_sentences() {
        let common = |texts: &[&'static str]| common(texts);
        assert_eq!(common(&["Seen. Said of it.", "Seen. Said of that."]), "Seen.");
        assert_eq!(common(&["Seen.", "Seen. Said of that."]), "Seen.");
        assert_eq!(common(&["Said of 1.5 parts.", "Said of 1.6 parts."]), "");
        assert_eq!(common(&["One.", "One."]), "One.");
        assert_eq!(common(&["<i>One. Two.</i> A.", "<i>One. Two.</i> B."]), "");
        assert_eq!(common(&["É. À.", "É. Â."]), "É.");
        assert_eq!(common(&[]), "");
    }
}
