//! Questions at a terminal, one for each value, with what may stand there offered.

use anyhow::{Result, bail};
use inquire::autocompletion::Replacement;
use inquire::validator::{ErrorMessage, Validation};
use inquire::{Autocomplete, CustomUserError, InquireError, Select, Text};

use super::fields::Leaf;
use crate::content::schema::Names;
use crate::content::shape::Shape;
use crate::country::Code;
use crate::id::Kind;
use crate::parse;

/// What stands between an id that is offered and its title.
const GAP: &str = "  ";
/// How many ids are offered at once.
const SHOWN: usize = 8;

/// Asks for the values of a field; none where it is left out. `needed` is whether it may not be.
///
/// Fails when the questions are broken off.
pub fn ask(leaf: &Leaf, names: &Names, needed: bool) -> Result<Vec<String>> {
    let label = leaf.flag.replace('-', " ") + ":";
    let doc = leaf.field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let answer = match leaf.item() {
        Shape::Term(vocabulary) => {
            let width = vocabulary.keys().map(str::len).max().unwrap_or_default();
            let line = |term: &crate::vocabulary::Term| {
                format!("{:width$}  {}", term.key, term.definition)
            };
            let help = if needed { doc } else { format!("{doc} Esc leaves it out.") };
            let options = vocabulary.terms.iter().map(line).collect();
            let question = Select::new(&label, options).with_help_message(&help);
            let answer = match needed {
                true => question.raw_prompt().map(Some),
                false => question.raw_prompt_skippable(),
            };
            answer.map(|chosen| chosen.map(|chosen| vocabulary.terms[chosen.index].key.to_owned()))
        }
        _ => {
            let optional = if needed { "" } else { " Nothing leaves it out." };
            let several = if leaf.is_list() { " Several are separated by commas." } else { "" };
            let help = format!("{doc}{several}{optional}");
            let checked = leaf.clone();
            Text::new(&label)
                .with_help_message(&help)
                .with_page_size(SHOWN)
                .with_autocomplete(Offer::of(leaf, names))
                .with_validator(move |text: &str| Ok(validate(&checked, text, needed)))
                .prompt()
                .map(Some)
        }
    };
    match answer {
        Ok(Some(text)) => Ok(values(leaf, &text)),
        Ok(None) => Ok(Vec::new()),
        Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => {
            bail!("broken off; nothing was written")
        }
        Err(error) => Err(error.into()),
    }
}

/// The values in an answer.
fn values(leaf: &Leaf, text: &str) -> Vec<String> {
    let text = chosen(leaf, text);
    let parts: Vec<&str> = if leaf.is_list() { text.split(',').collect() } else { vec![text] };
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The answer without what was shown beside it, where it is one that was offered.
fn chosen<'t>(leaf: &Leaf, text: &'t str) -> &'t str {
    let offered = matches!(
        leaf.item(),
        Shape::Ref(_) | Shape::RefOrText(_) | Shape::Target(_) | Shape::Country
    );
    if offered { text.split(GAP).next().unwrap_or(text) } else { text }
}

fn validate(leaf: &Leaf, text: &str, needed: bool) -> Validation {
    let values = values(leaf, text);
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
