//! Sentences that report a claim, and who says it.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::prose::{each_entry, each_prose};
use crate::diagnostic::{Diagnostic, rule};
use crate::id::Kind;
use crate::markdown::{Form, TextBlock, text_blocks};
use crate::model::{ActorId, ClaimId, CountryId, Model};

/// A sentence that links a claim names who says so: itself, or in the sentence before, as “they
/// say” does. Headings, tables and lists of links are no sentences.
pub fn claim_without_speaker(model: &Model, found: &mut Vec<Diagnostic>) {
    found.extend(each_entry(model, |_, entry, found| {
        each_prose(entry, &mut |prose| {
            if !prose.text.contains("claim:") {
                return;
            }
            for block in text_blocks(prose.text).iter().filter(|block| reports(block)) {
                for words in unattributed(model, block) {
                    found.push(
                        Diagnostic::new(
                            &rule::CLAIM_WITHOUT_SPEAKER,
                            &entry.origin().path,
                            prose.at(block.written(words)),
                            "the sentence reports a claim, and does not name who says so",
                        )
                        .help("name somebody who takes a position on the claim, or link an actor"),
                    );
                }
            }
        });
    }));
}

/// Whether a block has sentences of the editors.
fn reports(block: &TextBlock) -> bool {
    let is_list_of_links = || {
        let mut rest = block.text.clone();
        for (_, words) in block.links.iter().rev() {
            rest.replace_range(words.clone(), "");
        }
        !rest.contains(char::is_alphanumeric)
    };
    !block.quoted
        && !block.links.is_empty()
        && match block.form {
            Form::Paragraph => true,
            Form::Item => !is_list_of_links(),
            Form::Heading | Form::Cell => false,
        }
}

/// The words of each link to a claim whose sentence names no speaker of it.
fn unattributed(model: &Model, block: &TextBlock) -> Vec<Range<usize>> {
    let claims = block.links.iter().filter_map(|(target, words)| match target.kind {
        Kind::Claim if !is_beside_somebody(block, words.start) => {
            Some((model.claim(&target.id)?, words))
        }
        _ => None,
    });
    let mut claims = claims.peekable();
    // To find sentences takes longer than all else here.
    if claims.peek().is_none() {
        return Vec::new();
    }
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for (start, sentence) in block.text.split_sentence_bound_indices() {
        sentences.push(start..start + sentence.len());
    }
    let without = claims.filter(|(claim, words)| {
        let names = names_of_speakers(model, *claim);
        let here = sentences.partition_point(|sentence| sentence.end <= words.start);
        !(here.saturating_sub(1)..=here)
            .filter_map(|index| sentences.get(index))
            .any(|sentence| names_somebody(block, sentence, &names))
    });
    without.map(|(_, words)| words.clone()).collect()
}

/// Whether an actor or a country is linked in the sentence for certain: nothing between may end one.
fn is_beside_somebody(block: &TextBlock, claim: usize) -> bool {
    let may_end = |c: char| !c.is_ascii() || matches!(c, '.' | '!' | '?' | '\n' | '\r');
    block.links.iter().filter(|(target, _)| is_somebody(target.kind)).any(|(_, words)| {
        let between = words.start.min(claim)..words.start.max(claim);
        !block.text[between].contains(may_end)
    })
}

fn is_somebody(kind: Kind) -> bool {
    matches!(kind, Kind::Actor | Kind::Country)
}

fn names_somebody(block: &TextBlock, sentence: &Range<usize>, names: &BTreeSet<String>) -> bool {
    let linked = block
        .links
        .iter()
        .any(|(target, words)| is_somebody(target.kind) && sentence.contains(&words.start));
    linked
        || words(&block.text[sentence.clone()]).any(|word| {
            let word = word.to_lowercase();
            names
                .iter()
                .any(|name| *name == word || name.chars().count() >= 4 && word.starts_with(&**name))
        })
}

/// Words of UAX #29, each up to its apostrophe: the `Biden` of `Biden’s`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.unicode_words().filter_map(|word| word.split(['’', '\'']).find(|part| !part.is_empty()))
}

/// By what words somebody who takes or carries a position on the claim, their bodies or their
/// countries can be recognised, in small letters.
fn names_of_speakers(model: &Model, claim: ClaimId) -> BTreeSet<String> {
    let mut actors: BTreeSet<ActorId> = BTreeSet::new();
    let mut countries: BTreeSet<CountryId> = BTreeSet::new();
    let mut open: Vec<ActorId> = Vec::new();
    let spoken = model[claim].by_date.iter().map(|id| &model[*id]);
    for position in spoken.filter(|position| !position.stance.is_search()) {
        let publisher = position.source.and_then(|source| model[source].publisher);
        open.push(position.by);
        open.extend([position.spoken_for, position.via, position.reported_by].iter().flatten());
        open.extend(position.within.into_iter().chain(publisher));
        countries.extend(position.countries.iter().map(|(country, _)| *country));
    }
    while let Some(actor) = open.pop() {
        if actors.insert(actor) {
            open.extend(model[actor].part_of.into_iter().chain(model[actor].speaks_for));
        }
    }
    let of_actors = actors.iter().flat_map(|actor| {
        let data = &model[*actor].entry.data;
        std::iter::once(&*data.name).chain(data.also_known_as.iter().map(|name| &**name))
    });
    let of_countries = countries.iter().map(|country| &*model[*country].name);
    of_actors.chain(of_countries).flat_map(telling_words).collect()
}

/// The words of a name by which its bearer is called for short: the first and the last that is
/// written as a name, `office` and `intelligence` of “Office of the Director of National
/// Intelligence”, `putin` of “Vladimir Putin”.
fn telling_words(name: &str) -> impl Iterator<Item = String> + use<> {
    let all: Vec<&str> = words(name).collect();
    let is_name = |word: &&&str| !word.starts_with(char::is_lowercase);
    let names: Vec<&str> = all.iter().filter(is_name).copied().collect();
    let names = if names.is_empty() { all } else { names };
    let mut telling: Vec<String> = Vec::new();
    let without_article = names.iter().find(|word| !word.eq_ignore_ascii_case("the"));
    telling.extend(without_article.map(|word| word.to_lowercase()));
    telling.extend(names.last().map(|word| word.to_lowercase()));
    telling.into_iter()
}
