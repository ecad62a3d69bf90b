//! Questions at a terminal, one for each value, with what may stand there offered.

use anyhow::{Result, bail};
use inquire::autocompletion::Replacement;
use inquire::list_option::ListOption;
use inquire::ui::{RenderConfig, Styled};
use inquire::validator::{ErrorMessage, Validation};
use inquire::{Autocomplete, CustomUserError, InquireError, Select, Text};

use super::fields::Leaf;
use crate::content::schema::Names;
use crate::content::shape::Shape;
use crate::country::Code;
use crate::id::Kind;
use crate::parse;
use crate::vocabulary::{Term, Vocabulary};

/// What stands between a word that is offered and what is said of it.
const GAP: &str = "  ";
/// How many ids are offered at once.
const SHOWN: usize = 8;

/// Asks for the values of a field; none where it is left out. `needed` is whether it may not be.
///
/// Fails when the questions are broken off.
pub fn ask(leaf: &Leaf, names: &Names, needed: bool) -> Result<Vec<String>> {
    let label = leaf.flag.replace('-', " ") + ":";
    let doc = leaf.field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let escaped = if needed { "broken off" } else { "left out" };
    let look = RenderConfig::default().with_canceled_prompt_indicator(Styled::new(escaped));
    let values = match leaf.item() {
        Shape::Term(vocabulary) => ask_for_term(vocabulary, &label, &doc, look, needed),
        _ => ask_for_text(leaf, names, &label, &doc, look, needed),
    };
    match values {
        Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => {
            bail!("broken off; nothing was written")
        }
        values => Ok(values?),
    }
}

fn ask_for_term(
    vocabulary: &Vocabulary,
    label: &str,
    doc: &str,
    look: RenderConfig,
    needed: bool,
) -> Result<Vec<String>, InquireError> {
    let width = vocabulary.keys().map(str::len).max().unwrap_or_default();
    let line = |term: &Term| format!("{:width$}{GAP}{}", term.key, term.definition);
    let key = |index: usize| vocabulary.terms[index].key.to_owned();
    let answered = |chosen: ListOption<&String>| key(chosen.index);
    let help = if needed { doc.to_owned() } else { format!("{doc} Esc leaves it out.") };
    let question = Select::new(label, vocabulary.terms.iter().map(line).collect())
        .with_render_config(look)
        .with_help_message(&help)
        .with_formatter(&answered);
    let chosen = match needed {
        true => Some(question.raw_prompt()?),
        false => question.raw_prompt_skippable()?,
    };
    Ok(chosen.map(|chosen| key(chosen.index)).into_iter().collect())
}

fn ask_for_text(
    leaf: &Leaf,
    names: &Names,
    label: &str,
    doc: &str,
    look: RenderConfig,
    needed: bool,
) -> Result<Vec<String>, InquireError> {
    let several = if leaf.is_list() { " Several are separated by commas." } else { "" };
    let optional = if needed { "" } else { " Enter alone or Esc leaves it out." };
    let help = format!("{doc}{several}{optional}");
    let offer = Offer::of(leaf, names);
    let answered = |text: &str| offer.values(text).join(", ");
    let (asked, checked) = (offer.clone(), leaf.clone());
    let question = Text::new(label)
        .with_render_config(look)
        .with_help_message(&help)
        .with_page_size(SHOWN)
        .with_autocomplete(offer.clone())
        .with_formatter(&answered)
        .with_validator(move |text: &str| Ok(validate(&checked, &asked.values(text), needed)));
    let text = match needed {
        true => Some(question.prompt()?),
        false => question.prompt_skippable()?,
    };
    Ok(text.map(|text| offer.values(&text)).unwrap_or_default())
}

fn validate(leaf: &Leaf, values: &[String], needed: bool) -> Validation {
    let invalid = |why: String| Validation::Invalid(ErrorMessage::Custom(why));
    if values.is_empty() && needed {
        return invalid("this is needed".into());
    }
    let item = leaf.item();
    let fault = values.iter().find_map(|value| parse::fault_of(value, item, leaf.field.key));
    match fault {
        Some(why) => invalid(why),
        None => Validation::Valid,
    }
}

/// Offers what a reference may name.
#[derive(Clone)]
struct Offer {
    /// What is written, and what is shown beside it.
    known: Vec<(String, String)>,
    /// Whether several values are separated by commas.
    list: bool,
}

impl Offer {
    fn of(leaf: &Leaf, names: &Names) -> Offer {
        let ids = |kind: Kind| -> Vec<(String, String)> {
            let known = names.get(&kind).into_iter().flatten();
            known.map(|(id, title)| (id.to_string(), title.to_string())).collect()
        };
        let known = match leaf.item() {
            Shape::Ref(kind) | Shape::RefOrText(kind) => ids(*kind),
            Shape::Target(kinds) => kinds
                .iter()
                .flat_map(|kind| {
                    ids(*kind).into_iter().map(move |(id, title)| (format!("{kind}:{id}"), title))
                })
                .collect(),
            Shape::Country => Code::all()
                .map(|code| (code.to_string(), code.name().unwrap_or_default().to_owned()))
                .collect(),
            _ => Vec::new(),
        };
        Offer { known, list: leaf.is_list() }
    }

    /// The values in an answer.
    fn values(&self, text: &str) -> Vec<String> {
        let text = self.without_title(text);
        let parts: Vec<&str> = if self.list { text.split(',').collect() } else { vec![text] };
        let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// The answer without the title that was shown beside its end, where that is what was offered.
    fn without_title<'t>(&self, text: &'t str) -> &'t str {
        let written = self.known.iter().find_map(|(id, title)| {
            let written = text.strip_suffix(&**title)?.strip_suffix(GAP)?;
            self.split(written).1.eq(id).then_some(written)
        });
        written.unwrap_or(text)
    }

    /// What stands before the value that is being written, and that value.
    fn split<'t>(&self, input: &'t str) -> (&'t str, &'t str) {
        let at = if self.list { input.rfind(',').map_or(0, |comma| comma + 1) } else { 0 };
        let (before, value) = input.split_at(at);
        (before, value.trim_start())
    }
}

impl Autocomplete for Offer {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        let (before, value) = self.split(input);
        let space = if before.is_empty() { "" } else { " " };
        let wanted = value.to_lowercase();
        let is_meant = |(id, title): &&(String, String)| {
            id.to_lowercase().contains(&wanted) || title.to_lowercase().contains(&wanted)
        };
        // What is chosen takes the place of the whole answer.
        let line = |(id, title): &(String, String)| format!("{before}{space}{id}{GAP}{title}");
        Ok(self.known.iter().filter(is_meant).map(line).collect())
    }

    fn get_completion(
        &mut self,
        input: &str,
        chosen: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        let mut only = || match &mut self.get_suggestions(input)?[..] {
            [line] => Ok(Some(std::mem::take(line))),
            _ => Ok::<_, CustomUserError>(None),
        };
        let chosen = if chosen.is_none() { only()? } else { chosen };
        Ok(chosen.and_then(|line| line.split(GAP).next().map(str::to_owned)))
    }
}
