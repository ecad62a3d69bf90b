//! How far the record reaches: for each country what is said about it and what is said there, from
//! which kind of source, and what was answered, looked for, or neither.

use std::collections::HashSet;

use serde::Serialize;

use super::desk::Desk;
use super::part::{CountryPart, Link};
use super::shared::Shared;
use super::sheet::{PageLinker, Sheet};
use super::timeline::{self, Entry};
use super::{Page, View};
use crate::model::{Claim, ClaimId, CountryId, EntryId, Model, Position, PositionId, SourceId};
use crate::vocabulary::{RecordState, SourceType, Voice};
use crate::words::counted;

/// The longest list of claims on the page.
const MOST: usize = 500;

/// Whether somebody has answered a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They have taken a position on it.
    Given,
    /// They were asked, or the editors looked, and there was none.
    Sought,
    /// Neither stands on the record.
    Neither,
}

/// Whether somebody of a country has answered a claim. Who was the first to say so does not answer
/// themselves.
pub fn answer_from(model: &Model, claim: &Claim, country: CountryId) -> Answer {
    answer(model, claim, |position| position.countries.iter().any(|(of, _)| *of == country))
}

/// Whether those whom a claim is about have answered it. Of a claim that is about nobody, a
/// position against it is an answer.
pub fn answer_to(model: &Model, claim: &Claim) -> Answer {
    let about_nobody = claim.countries.is_empty() && claim.actors.is_empty();
    answer(model, claim, |position| {
        let speakers = [Some(position.by), position.spoken_for];
        position.stance.voice() == Voice::Against
            || about_nobody && position.stance.is_search()
            || speakers.into_iter().flatten().any(|actor| claim.actors.contains(&actor))
            || position.countries.iter().any(|(of, _)| claim.countries.contains(of))
    })
}

fn answer(model: &Model, claim: &Claim, party: impl Fn(&Position) -> bool) -> Answer {
    let live = || model.live(claim).map(|id| &model[id]);
    let first = live().find(|position| position.stance.voice() == Voice::For);
    let mut answer = Answer::Neither;
    for position in live().filter(|position| party(position)) {
        if position.stance.is_search() {
            answer = Answer::Sought;
        } else if first.is_none_or(|first| first.by != position.by) {
            return Answer::Given;
        }
    }
    answer
}

/// Whether a source comes from those who speak or decide, not from those who report it.
pub fn is_primary(kind: SourceType) -> bool {
    matches!(
        kind,
        SourceType::PrimaryDocument
            | SourceType::OfficialStatement
            | SourceType::Transcript
            | SourceType::CourtFiling
            | SourceType::Law
            | SourceType::Dataset
    )
}

#[derive(Serialize)]
pub struct Coverage {
    total: Side,
    countries: Vec<Row>,
    /// Claims that somebody makes, with neither an answer nor a search.
    open: Vec<Open>,
    /// How many of them found no room.
    more: usize,
    open_count: String,
    /// What is said by speakers who are not named, in order of date.
    unnamed: Vec<Entry>,
    /// How many positions of that kind are left out.
    unnamed_more: usize,
}

#[derive(Serialize)]
struct Row {
    country: Shared<CountryPart>,
    about: Side,
    from: Side,
}

/// What stands on one side of a country, or on the whole site.
#[derive(Clone, Debug, Default, Serialize)]
struct Side {
    claims: usize,
    /// Statements: positions without those that record a search.
    positions: usize,
    sources: usize,
    primary: usize,
    archived: usize,
    answered: usize,
    sought: usize,
    neither: usize,
    single: usize,
    anonymous: usize,
}

#[derive(Serialize)]
struct Open {
    claim: Link,
    record: &'static str,
    countries: Vec<Shared<CountryPart>>,
}

/// Counts what stands on one side.
#[derive(Default)]
struct Count {
    side: Side,
    sources: HashSet<SourceId>,
}

impl Count {
    fn claim(&mut self, claim: &Claim, answer: Answer) {
        self.side.claims += 1;
        self.side.single += usize::from(claim.record.state == RecordState::OneVoice);
        match answer {
            Answer::Given => self.side.answered += 1,
            Answer::Sought => self.side.sought += 1,
            Answer::Neither => self.side.neither += 1,
        }
    }

    fn position(&mut self, model: &Model, anonymous: &[bool], id: PositionId) {
        let position = &model[id];
        if position.stance.is_search() {
            return;
        }
        self.side.positions += 1;
        self.side.anonymous += usize::from(anonymous[id.0 as usize]);
        self.sources.extend(position.source);
    }

    fn done(mut self, model: &Model) -> Side {
        self.side.sources = self.sources.len();
        for source in &self.sources {
            let data = &model[*source].entry.data;
            self.side.primary += usize::from(is_primary(data.r#type));
            self.side.archived += usize::from(!data.archived.is_empty());
        }
        self.side
    }
}

pub fn view(desk: &Desk, page: Page) -> View {
    let model = desk.model;
    let linker = PageLinker::plain(desk, page);
    let sheet = Sheet::new(desk, &linker);
    let mut total = Count::default();
    let mut open = Vec::new();
    for (index, claim) in model.claims.iter().enumerate() {
        let answer = answer_to(model, claim);
        total.claim(claim, answer);
        let counts = &claim.record.counts;
        if answer == Answer::Neither && counts.say_so + counts.qualify > 0 {
            open.push(ClaimId(index as u32));
        }
    }
    // Each position is counted three times.
    let all = (0..model.positions.len() as u32).map(PositionId);
    let anonymous: Vec<bool> = all.clone().map(|id| model.is_anonymous(id)).collect();
    all.clone().for_each(|id| total.position(model, &anonymous, id));
    let countries = (0..model.countries.len() as u32)
        .map(CountryId)
        .map(|id| row(desk, &anonymous, id))
        .filter(|row| row.about.claims + row.from.positions > 0)
        .collect();
    let more = open.len().saturating_sub(MOST);
    let open_count = counted(open.len(), "claim", "claims");
    open.truncate(MOST);
    let mut unnamed: Vec<PositionId> = all.filter(|id| anonymous[id.0 as usize]).collect();
    unnamed.sort_by_cached_key(|position| model.date_key(*position));
    let unnamed_more = unnamed.len().saturating_sub(MOST);
    unnamed.truncate(MOST);
    let description = format!(
        "How far the record reaches, by country: sources, answers, searches. {open_count} with \
         neither an answer nor a search."
    );
    let head = desk.head(page, "Coverage", &description, "coverage");
    let view = Coverage {
        total: total.done(model),
        countries,
        open: open
            .into_iter()
            .map(|id| Open {
                claim: desk.link(EntryId::Claim(id)),
                record: model[id].record.state.term().label,
                countries: desk.countries(&model[id].countries),
            })
            .collect(),
        more,
        open_count,
        unnamed: timeline::short_list(desk, &unnamed),
        unnamed_more,
    };
    sheet.finish(head, view)
}

fn row(desk: &Desk, anonymous: &[bool], id: CountryId) -> Row {
    let model = desk.model;
    let country = &model[id];
    let mut about = Count::default();
    for claim in country.about.iter().map(|claim| &model[*claim]) {
        about.claim(claim, answer_from(model, claim, id));
        for position in claim.positions.clone() {
            about.position(model, anonymous, PositionId(position));
        }
    }
    let mut from = Count::default();
    let mut claims: Vec<ClaimId> = Vec::new();
    for position in country.by_state.iter().chain(&country.by_others) {
        from.position(model, anonymous, *position);
        if model[*position].stance.voice() == Voice::For && model[*position].replaced_by.is_none() {
            claims.push(model[*position].claim);
        }
    }
    claims.sort_unstable();
    claims.dedup();
    for claim in claims.iter().map(|claim| &model[*claim]) {
        from.claim(claim, answer_to(model, claim));
    }
    Row { country: desk.country(id), about: about.done(model), from: from.done(model) }
}
