//! An entry at a glance, as plain text: for a terminal, and for whoever is writing about it.

use std::fmt::Write as _;

use crate::content::Common;
use crate::id::Kind;
use crate::markdown::plain;
use crate::model::{Belonging, Claim, ClaimId, EntryId, Model, PositionId};
use crate::vocabulary::Voice;
use crate::words::counted;

/// Columns of a line of running text.
const WIDTH: usize = 80;
/// How many claims a card of another kind names.
const MOST_CLAIMS: usize = 12;

/// The card of an entry, each line with its end.
pub fn card(model: &Model, entry: EntryId) -> String {
    let mut out = String::new();
    let kind = entry.kind().map_or("page", Kind::word);
    let common = model.common(entry);
    let draft = if common.is_some_and(Common::draft) { " (draft)" } else { "" };
    let _ = writeln!(out, "{kind}:{}{draft}", model.id(entry));
    wrapped(&mut out, "", model.title(entry));
    if let Some(summary) = common.and_then(Common::summary) {
        out.push('\n');
        wrapped(&mut out, "", &plain(summary));
    }
    out.push('\n');
    match entry {
        EntryId::Claim(id) => claim(&mut out, model, id),
        _ => other(&mut out, model, entry),
    }
    if let Some(origin) = model.origin(entry) {
        let _ = writeln!(out, "file: {}", origin.path);
    }
    let _ = writeln!(out, "page: /{}", model.address(entry));
    out
}

fn claim(out: &mut String, model: &Model, id: ClaimId) {
    let claim = &model[id];
    let _ = writeln!(out, "{}", record(model, claim));
    for (voice, title) in [
        (Voice::For, "says so"),
        (Voice::Against, "says otherwise"),
        (Voice::None, "no voice of their own"),
    ] {
        let on_this_side = |id: &PositionId| model[*id].stance.voice() == voice;
        let positions: Vec<PositionId> = model.live(claim).filter(on_this_side).collect();
        if positions.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}");
        positions.into_iter().for_each(|id| position(out, model, id));
    }
    let replaced = claim.by_date.iter().filter(|id| model[**id].replaced_by.is_some()).count();
    if replaced > 0 {
        let _ = writeln!(
            out,
            "\n{} replaced by a later one",
            counted(replaced, "position", "positions")
        );
    }
    let actors = claim.actors.iter().map(|actor| &*model[*actor].entry.data.name);
    let countries = claim.countries.iter().map(|country| &*model[*country].name);
    let about: Vec<&str> = actors.chain(countries).collect();
    out.push('\n');
    if !about.is_empty() {
        wrapped(out, "about: ", &about.join(", "));
    }
    if let Some(date) = &claim.entry.data.happened {
        let _ = writeln!(out, "happened: {}", date.words());
    }
}

/// “contested: 1 says so, 1 says otherwise (as of 30 June 2024)”.
fn record(model: &Model, claim: &Claim) -> String {
    let counts = claim.record.counts;
    let all = [
        (counts.say_so, "says so", "say so"),
        (counts.qualify, "agrees in part", "agree in part"),
        (counts.say_not, "says otherwise", "say otherwise"),
        (counts.withdrawn, "withdraws", "withdraw"),
    ];
    let counted: Vec<String> = all
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    let counted =
        if counted.is_empty() { String::new() } else { format!(": {}", counted.join(", ")) };
    let dissent = if claim.record.dissent_within { ", dissent within" } else { "" };
    let as_of = model.site.as_of.as_ref();
    let as_of = as_of.map(|date| format!(" (as of {})", date.words())).unwrap_or_default();
    format!("{}{counted}{dissent}{as_of}", claim.record.state.term().label)
}

fn position(out: &mut String, model: &Model, id: PositionId) {
    let (position, words) = (&model[id], model.words(id));
    let mut line = model[position.by].entry.data.name.to_string();
    if let Some(office) = &words.office {
        let _ = write!(line, ", {office}");
    }
    if let Some(other) = position.spoken_for {
        let _ = write!(line, ", for {}", model[other].entry.data.name);
    }
    let _ = write!(line, ": {}", position.stance.label());
    if let Some(date) = &position.date {
        let _ = write!(line, ", {}", date.words());
    }
    let stated = [
        (words.confidence_words.as_deref(), words.confidence.map(|term| term.label())),
        (words.likelihood_words.as_deref(), words.likelihood.map(|term| term.label())),
    ];
    for said in stated.into_iter().filter_map(|(verbatim, label)| verbatim.or(label)) {
        let _ = write!(line, ", {said}");
    }
    wrapped(out, "  ", &line);
    if let Some(quote) = &words.quote {
        wrapped(out, "    ", &format!("“{quote}”"));
    }
    if let Some(source) = position.source {
        let at = words.at.as_ref().map(|at| format!(", {at}")).unwrap_or_default();
        wrapped(
            out,
            "    ",
            &format!("{}{at} [{}]", model[source].entry.data.title, model[source].entry.id),
        );
    }
}

/// What there is to know of an entry of another kind, and the claims that it has part in.
fn other(out: &mut String, model: &Model, entry: EntryId) {
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    match entry {
        EntryId::Actor(id) => {
            let actor = &model[id];
            line("type", Some(actor.entry.data.r#type.label().into()));
            let of =
                |of: &Belonging| format!("{} ({})", model[of.country].name, of.relation.label());
            line("country", Some(actor.countries.iter().map(of).collect::<Vec<_>>().join(", ")));
            line("positions", Some(actor.positions.len().to_string()));
        }
        EntryId::Source(id) => {
            let source = &model[id];
            line("type", Some(source.entry.data.r#type.label().into()));
            line("publisher", model.publisher(id).map(str::to_owned));
            line("date", source.date().map(|date| date.words()));
            line("url", source.entry.data.url.as_ref().map(ToString::to_string));
            line("positions", Some(source.positions.len().to_string()));
        }
        EntryId::Event(id) => line("when", Some(model[id].entry.data.when.words())),
        EntryId::Explainer(id) => {
            line("published", model[id].entry.data.published.as_ref().map(|date| date.words()));
        }
        EntryId::Term(id) => line("definitions", Some(model[id].definitions.len().to_string())),
        EntryId::Claim(_) | EntryId::Country(_) | EntryId::Page(_) | EntryId::Home => {}
    }
    let claims = claims(model, entry);
    if !claims.is_empty() {
        out.push_str("claims:\n");
    }
    for id in claims.iter().take(MOST_CLAIMS) {
        let claim = &model[*id];
        let _ = writeln!(out, "  {}  {}", claim.entry.id, claim.entry.data.title);
    }
    if let Some(rest) = claims.len().checked_sub(MOST_CLAIMS).filter(|rest| *rest > 0) {
        let _ = writeln!(out, "  and {rest} more");
    }
}

/// The claims that an entry has part in, each once, in the order of the model.
fn claims(model: &Model, entry: EntryId) -> Vec<ClaimId> {
    let of = |positions: &[PositionId]| -> Vec<ClaimId> {
        positions.iter().map(|id| model[*id].claim).collect()
    };
    let mut claims = match entry {
        EntryId::Actor(id) => {
            let actor = &model[id];
            [of(&actor.positions), of(&actor.spoken_for), actor.about.clone()].concat()
        }
        EntryId::Country(id) => [model[id].about.clone(), model[id].targeted.clone()].concat(),
        EntryId::Event(id) => model[id].claims.clone(),
        EntryId::Source(id) => of(&model[id].positions),
        EntryId::Term(id) => model[id].claims.clone(),
        EntryId::Explainer(id) => model[id].claims.clone(),
        EntryId::Claim(_) | EntryId::Page(_) | EntryId::Home => Vec::new(),
    };
    claims.sort_unstable();
    claims.dedup();
    claims
}

/// Words in lines that begin with `indent`; further lines are indented as deep.
fn wrapped(out: &mut String, indent: &str, text: &str) {
    let blank = " ".repeat(indent.chars().count());
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            let lead = if out.ends_with('\n') && text.starts_with(word) { indent } else { &blank };
            out.push_str(lead);
            column = lead.chars().count() + length;
        } else {
            out.push(' ');
            column += 1 + length;
        }
        out.push_str(word);
    }
    out.push('\n');
}
