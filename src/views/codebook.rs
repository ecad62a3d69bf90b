//! The codebook: every vocabulary with its definitions, and how often each term is used here.

use std::collections::HashMap;

use serde::Serialize;

use super::desk::Desk;
use super::part::shape;
use super::sheet::{PageLinker, Sheet};
use super::{Page, View};
use crate::markdown::slug;
use crate::model::Model;
use crate::vocabulary::{
    self, Basis, Likelihood, RECORD, Scale, Scope, Stance, Vocabular, Vocabulary, percent,
};

#[derive(Serialize)]
pub struct Codebook {
    vocabularies: Vec<VocabularyPart>,
    scales: Scales,
}

#[derive(Serialize)]
struct VocabularyPart {
    /// Its fragment on the page.
    key: String,
    name: &'static str,
    definition: &'static str,
    terms: Vec<TermLine>,
}

#[derive(Serialize)]
struct TermLine {
    /// Its fragment on the page.
    id: String,
    key: &'static str,
    label: &'static str,
    definition: &'static str,
    /// The glyph of a stance.
    glyph: Option<&'static str>,
    /// How often it is used on this site.
    count: usize,
}

/// Words of likelihood and the percentages that scales give them.
#[derive(Serialize)]
struct Scales {
    names: Vec<&'static str>,
    rows: Vec<ScaleRow>,
}

#[derive(Serialize)]
struct ScaleRow {
    label: &'static str,
    percentages: Vec<Option<&'static str>>,
}

pub fn view(desk: &Desk, page: Page) -> View {
    let linker = PageLinker::plain(desk, page);
    let uses = uses(desk.model);
    let vocabularies = std::iter::once(&RECORD)
        .chain(vocabulary::ALL.iter().copied())
        .map(|vocabulary| part(vocabulary, &uses))
        .collect();
    let head = desk.head(
        page,
        "Codebook",
        "Every word that this site sorts statements by, with what it means and how often it is used",
        "codebook",
    );
    let view = Codebook { vocabularies, scales: scales() };
    Sheet::new(desk, &linker).finish(head, view)
}

fn part(vocabulary: &'static Vocabulary, uses: &Uses) -> VocabularyPart {
    let key = slug(vocabulary.name);
    let terms = vocabulary.terms.iter().map(|term| TermLine {
        id: format!("{key}-{}", term.key),
        key: term.key,
        label: term.label,
        definition: term.definition,
        glyph: match vocabulary.name == Stance::VOCABULARY.name {
            true => Stance::parse(term.key).map(|stance| shape(stance).as_str()),
            false => None,
        },
        count: uses.of(vocabulary, term.key),
    });
    VocabularyPart {
        name: vocabulary.name,
        definition: vocabulary.definition,
        terms: terms.collect(),
        key,
    }
}

fn scales() -> Scales {
    let with_numbers =
        |scale: &&Scale| Likelihood::ALL.iter().any(|word| percent(**scale, *word).is_some());
    let scales: Vec<Scale> = Scale::ALL.iter().filter(with_numbers).copied().collect();
    Scales {
        names: scales.iter().map(|scale| scale.label()).collect(),
        rows: Likelihood::ALL
            .iter()
            .map(|word| ScaleRow {
                label: word.label(),
                percentages: scales.iter().map(|scale| percent(*scale, *word)).collect(),
            })
            .collect(),
    }
}

/// How often each term is used.
#[derive(Default)]
struct Uses(HashMap<(&'static str, &'static str), usize>);

impl Uses {
    fn add<T: Vocabular>(&mut self, term: Option<T>) {
        if let Some(term) = term {
            *self.0.entry((T::VOCABULARY.name, term.term().key)).or_default() += 1;
        }
    }

    fn of(&self, vocabulary: &Vocabulary, key: &str) -> usize {
        self.0.get(&(vocabulary.name, key)).copied().unwrap_or_default()
    }
}

/// Counts every use of every term, one that holds for want of another included.
fn uses(model: &Model) -> Uses {
    let mut uses = Uses::default();
    for claim in &model.claims {
        let key = claim.record.state.term().key;
        *uses.0.entry((RECORD.name, key)).or_default() += 1;
        for relation in &claim.relates {
            uses.add(Some(relation.kind));
        }
        for words in claim.entry.data.positions.iter() {
            uses.add(Some(words.stance));
            uses.add(words.mode);
            uses.add(words.confidence);
            uses.add(words.likelihood);
            if words.confidence.is_some() || words.likelihood.is_some() {
                uses.add(Some(words.scale.unwrap_or(Scale::OwnWords)));
            }
            uses.add(words.attribution);
            uses.add(Some(words.scope.unwrap_or(Scope::Whole)));
        }
    }
    for actor in &model.actors {
        uses.add(Some(actor.entry.data.r#type));
        for belonging in &actor.countries {
            uses.add(Some(belonging.relation));
        }
        for link in &actor.links {
            uses.add(Some(link.relation));
        }
    }
    for source in &model.sources {
        uses.add(Some(source.entry.data.r#type));
        uses.add(source.entry.data.access);
    }
    for event in &model.events {
        uses.add(Some(event.entry.data.basis.unwrap_or(Basis::PublicRecord)));
    }
    for entry in model.entries() {
        for change in model.common(entry).map_or(&[][..], |common| common.changes()) {
            uses.add(Some(change.kind));
        }
    }
    uses
}
