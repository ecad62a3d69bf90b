//! What somebody said once, on one claim or on several: the same words of the same day from the same
//! source are shown once, with every claim on which they are a position.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::part::{Link, PositionPart, Sheet, Stated};
use crate::content::value::SourceOrText;
use crate::date::Date;
use crate::model::{ActorId, Model, PositionId, SourceId};
use crate::vocabulary::{Attribution, Mode, Stance};

/// What somebody said, and on what.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    /// What all of it has in common; its `claim` is the first.
    pub said: PositionPart,
    pub on: Vec<OnClaim>,
    /// A remark that holds for all claims.
    pub note: Option<String>,
}

/// One claim of a statement, with what is its own.
#[derive(Clone, Debug, Serialize)]
pub struct OnClaim {
    pub title: String,
    /// The position on the page of the claim.
    pub href: String,
    pub part: Option<Arc<str>>,
    pub at: Option<Arc<str>>,
    pub confidence: Option<Stated>,
    pub likelihood: Option<Stated>,
    pub replaced_by: Option<Link>,
    pub replaces: Option<Link>,
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
        let part = sheet.position(*id);
        let on = OnClaim {
            title: part.claim.title.clone(),
            href: part.href.clone(),
            part: part.part.clone(),
            at: part.at.clone(),
            confidence: part.confidence.clone(),
            likelihood: part.likelihood.clone(),
            replaced_by: part.replaced_by.clone(),
            replaces: part.replaces.clone(),
            note: part.note.clone(),
        };
        let place = *places.entry(Key::of(model, *id)).or_insert(statements.len());
        match statements.get_mut(place) {
            Some(statement) => statement.on.push(on),
            None => statements.push(Statement { said: part, on: vec![on], note: None }),
        }
    }
    for statement in &mut statements {
        let first = statement.on.first().and_then(|on| on.note.clone());
        if statement.on.iter().all(|on| on.note == first) {
            statement.note = first;
            statement.on.iter_mut().for_each(|on| on.note = None);
        }
    }
    statements
}
