//! The record of a claim: who has spoken, not who is right.

use std::sync::Arc;

use serde::Serialize;

use super::Position;
use crate::content;
use crate::date::Date;
use crate::vocabulary::{RecordState, Stance, Voice};

/// What the positions on a claim look like. Only positions that no later one replaces count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub state: RecordState,
    /// Whether somebody dissents inside of a body that has spoken.
    pub dissent_within: bool,
    pub counts: Counts,
}

/// How many actors take which side; an actor counts once on each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Assert, concur or corroborate.
    pub say_so: usize,
    /// Agree in part.
    pub qualify: usize,
    /// Dispute or deny.
    pub say_not: usize,
    pub withdrawn: usize,
    pub report: usize,
    /// Declined to comment.
    pub no_comment: usize,
    /// Asked without an answer, or looked for without a find.
    pub silent: usize,
}

/// Computes the record of a claim from its positions and what was written for each.
pub fn record(positions: &[Arc<Position>], words: &[content::Position]) -> Record {
    let live: Vec<&Position> =
        positions.iter().map(|p| &**p).filter(|position| position.replaced_by.is_none()).collect();
    let taken_back = |position: &Position| {
        live.iter().any(|other| {
            other.stance == Stance::Withdraws
                && other.by == position.by
                && key(other) > key(position)
        })
    };
    let actors = |wanted: &dyn Fn(&Position) -> bool| {
        let mut actors: Vec<_> =
            live.iter().filter(|position| wanted(position)).map(|position| position.by).collect();
        actors.sort_unstable();
        actors.dedup();
        actors.len()
    };
    let stands = |position: &Position| !taken_back(position);
    let says_so = |position: &Position| {
        position.stance.voice() == Voice::For && position.stance != Stance::Qualifies
    };
    // What was replaced by a withdrawal was said and taken back, too.
    let replaced_by_withdrawal = positions.iter().any(|position| {
        says_so(position)
            && live.iter().any(|other| other.stance == Stance::Withdraws && other.by == position.by)
    });
    let counts = Counts {
        say_so: actors(&|position| says_so(position) && stands(position)),
        qualify: actors(&|position| position.stance == Stance::Qualifies && stands(position)),
        say_not: actors(&|position| position.stance.voice() == Voice::Against && stands(position)),
        withdrawn: actors(&|position| position.stance == Stance::Withdraws),
        report: actors(&|position| position.stance == Stance::Reports),
        no_comment: actors(&|position| position.stance == Stance::DeclinesToComment),
        silent: actors(&|position| position.stance.is_search()),
    };
    let state = if counts.say_so + counts.qualify == 0 && replaced_by_withdrawal {
        RecordState::Withdrawn
    } else if counts.say_not > 0 {
        RecordState::Contested
    } else if counts.qualify > 0 {
        RecordState::PartlyContested
    } else {
        match counts.say_so {
            0 => RecordState::NoVoice,
            1 => RecordState::OneVoice,
            _ => RecordState::SeveralVoices,
        }
    };
    let dissent_within = live.iter().any(|position| {
        words[position.index].within.is_some()
            && (position.stance.voice() == Voice::Against || position.stance == Stance::Qualifies)
    });
    Record { state, dissent_within, counts }
}

/// Later positions are greater; without dates the order of the file decides.
fn key(position: &Position) -> (Option<crate::date::SortKey>, usize) {
    (position.date.as_ref().map(Date::sort_key), position.index)
}
