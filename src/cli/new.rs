//! The command `new`. Its flags and questions are made of the table of fields, so that each field of
//! each kind has one.

mod ask;
mod fields;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

use super::Outcome;
use super::site::{names, read};
use super::tell::{say, tell, tell_diagnostics};
use crate::compose;
use crate::content::record_of;
use crate::content::schema::Names;
use crate::content::shape::Shape;
use crate::country::Code;
use crate::create;
use crate::diagnostic::{Severity, rule};
use crate::id::{Id, Kind, suggest_id};
use crate::parse::tree::{Node, Value};
use crate::parse::{FormPlace, inspect_form};
use crate::source::{CONTENT, within};
use crate::words::counted;
use crate::{Options, analyze};
use fields::{Given, Leaf, assemble, leaves};

/// A new entry.
#[derive(Debug)]
pub(super) struct New {
    kind: Kind,
    id: String,
    root: PathBuf,
    body: String,
    /// Without the comments on the fields that are left out.
    bare: bool,
    given: Given,
}

const ABOUT: &str = "Begin an entry: a claim, an actor, a source and so on";
const LONG_ABOUT: &str = "\
Begin an entry: a claim, an actor, a source and so on.

Writes a file with the fields that are given; each other field stands there as a comment, with what it is for and which terms it \
takes. At a terminal it asks for the fields that the entry needs and that no flag gives, and offers the ids that there are. \
Elsewhere flags must give them; with `--draft` they may be left out.

The file is checked as it will stand in the site. No file is ever written over.";
const EXAMPLES: &str = "\
Examples:
  whosays new claim guild-moved-it
      asks for what a claim needs, and begins it
  whosays new source letter --title 'Letter to the Gazette' --type news-report
      begins a source
  whosays new claim later --draft
      begins a claim that is in no output until `draft` is taken out
  whosays help new claim
      lists the flags: one for each field

Exit codes:
  0  the file is written
  1  it is written, and has an error that is shown
  2  the command was called wrongly, there is such an entry, or the machine failed";

impl Args for New {
    fn augment_args(command: Command) -> Command {
        let kinds = Kind::ALL.into_iter().map(of_kind);
        command
            .about(ABOUT)
            .long_about(LONG_ABOUT)
            .after_help("`whosays help new` tells more, with examples.")
            .after_long_help(EXAMPLES)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand_value_name("KIND")
            .subcommand_help_heading("Kinds")
            .disable_help_subcommand(true)
            .subcommands(kinds)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The names of arguments that are no fields; no way to a field is such a name.
const ID: &str = "ID";
const ROOT: &str = "root";
const BODY: &str = "body";
const BARE: &str = "bare";

fn of_kind(kind: Kind) -> Command {
    let record = record_of(kind);
    let fields = leaves(record).into_iter().map(|leaf| argument(&leaf));
    let id = match kind {
        Kind::Country => Arg::new(ID).value_name("CODE").help("The code, such as `gb`"),
        _ => Arg::new(ID).value_name("ID").help("The id: a–z, 0–9 and single hyphens"),
    };
    Command::new(kind.word())
        .about(format!("Begin {}: {}", kind.with_article(), first_sentence(record.doc)))
        .arg(id.required(true))
        .args(fields)
        .arg(Arg::new(BODY).long(BODY).value_name("TEXT").help("The prose below the fields"))
        .arg(
            Arg::new(BARE)
                .long(BARE)
                .action(ArgAction::SetTrue)
                .help("Leave out the comments on the other fields"),
        )
        .arg(
            Arg::new(ROOT)
                .long(ROOT)
                .value_name("DIR")
                .default_value(".")
                .value_parser(value_parser!(PathBuf))
                .help("The folder of the site, with its `site.yaml`"),
        )
}

/// The first sentence, as it goes on behind a colon.
fn first_sentence(doc: &str) -> String {
    let sentence = doc.split(". ").next().unwrap_or(doc).trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// The flag of a field.
fn argument(leaf: &Leaf) -> Arg {
    let doc = leaf.field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let argument = Arg::new(leaf.way.join(".")).long(leaf.flag.clone()).help(doc);
    let argument = match leaf.item() {
        Shape::Flag => return argument.action(ArgAction::SetTrue),
        Shape::Term(vocabulary) => argument.value_name("TERM").value_parser(
            vocabulary
                .terms
                .iter()
                .map(|term| PossibleValue::new(term.key).help(term.definition))
                .collect::<Vec<_>>(),
        ),
        Shape::Ref(_) | Shape::Id => argument.value_name("ID"),
        Shape::RefOrText(_) => argument.value_name("ID|TEXT"),
        Shape::Target(_) => argument.value_name("KIND:ID"),
        Shape::Date => argument.value_name("DATE"),
        Shape::Country => argument.value_name("CODE"),
        Shape::Url | Shape::Address => argument.value_name("URL"),
        Shape::Path => argument.value_name("PATH"),
        _ => argument.value_name("TEXT"),
    };
    let argument = match leaf.field.shape {
        Shape::Map(_) => argument.value_name("NAME=VALUE").value_parser(pair),
        _ => argument,
    };
    if !leaf.is_list() {
        return argument;
    }
    // Text may have commas in it.
    let words = matches!(leaf.item(), Shape::Ref(_) | Shape::Country | Shape::Target(_));
    let argument = argument.action(ArgAction::Append);
    if words { argument.value_delimiter(',') } else { argument }
}

fn pair(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok(text.to_owned())
        }
        _ => Err("write a name, `=` and the value".into()),
    }
}

impl FromArgMatches for New {
    fn from_arg_matches(matches: &ArgMatches) -> Result<New, clap::Error> {
        let (word, matches) = matches.subcommand().expect("clap asks for a kind");
        let kind = Kind::from_word(word).expect("each command is one of a kind");
        let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
        let mut given = Given::new();
        for leaf in leaves(record_of(kind)) {
            let name = leaf.way.join(".");
            let values: Vec<String> = match leaf.item() {
                Shape::Flag => {
                    matches.get_flag(&name).then(|| "yes".to_owned()).into_iter().collect()
                }
                _ => matches.get_many(&name).into_iter().flatten().cloned().collect(),
            };
            if !values.is_empty() {
                given.insert(leaf.way, values);
            }
        }
        Ok(New {
            kind,
            id: text(ID),
            root: matches.get_one::<PathBuf>(ROOT).cloned().unwrap_or_default(),
            body: text(BODY),
            bare: matches.get_flag(BARE),
            given,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = New::from_arg_matches(matches)?;
        Ok(())
    }
}

impl New {
    pub(super) fn run(mut self) -> Result<Outcome> {
        let id = self.id()?;
        let (mut sources, model) = read(&self.root)?;
        let names = names(&model);
        let path = format!("{CONTENT}/{}/{id}.md", self.kind.folder());
        let known = names.get(&self.kind).into_iter().flatten().any(|(known, _)| **known == *id);
        // A country has a page without a file.
        ensure!(
            sources.text(&path).is_none() && (!known || self.kind == Kind::Country),
            "there is {} `{id}`",
            self.kind.with_article()
        );
        self.complete(&names)?;
        let text = self.text()?;
        sources.overlay(&path, &text);
        let mut analysis = analyze(&sources, &Options { drafts: true, ..Options::default() });
        // Nothing can rest on a source that is new.
        analysis
            .diagnostics
            .retain(|found| *found.place.path == *path && *found.rule != rule::UNUSED_SOURCE);
        let duplicate = analysis.diagnostics.iter().find(|found| *found.rule == rule::DUPLICATE_ID);
        if let Some(found) = duplicate {
            bail!("{}", found.message);
        }
        create::files(&vec![(path.clone(), text)], &self.root)?;
        tell_diagnostics(&sources, &analysis.diagnostics);
        let shown = within(&self.root, &path);
        say(&format!("{} written", shown.display()));
        Ok(if analysis.is_sound() { Outcome::Fine } else { Outcome::ContentHasErrors })
    }

    fn id(&self) -> Result<String> {
        if self.kind == Kind::Country {
            return match Code::parse(&self.id) {
                Ok(code) => Ok(code.lower()),
                Err(error) => bail!("{}", error.message),
            };
        }
        Id::parse(&self.id).map(|id| id.to_string()).map_err(|why| {
            let meant = suggest_id(&self.id).map(|id| format!("; did you mean `{id}`?"));
            anyhow::anyhow!("{why}{}", meant.unwrap_or_default())
        })
    }

    /// Asks for what is missing, or tells it.
    fn complete(&mut self, names: &Names) -> Result<()> {
        let leaves = leaves(record_of(self.kind));
        let is_missing =
            |leaf: &Leaf, given: &Given| leaf.is_needed(given) && !given.contains_key(&leaf.way);
        let draft = self.given.contains_key(&vec!["draft"]);
        if draft || !leaves.iter().any(|leaf| is_missing(leaf, &self.given)) {
            return Ok(());
        }
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            let missing = leaves.iter().filter(|leaf| is_missing(leaf, &self.given));
            let flags: Vec<String> = missing.map(|leaf| format!("`--{}`", leaf.flag)).collect();
            bail!(
                "{} needs {}; `--draft` begins it without",
                self.kind.with_article(),
                flags.join(", ")
            );
        }
        for leaf in &leaves {
            let needed = leaf.is_needed(&self.given);
            let asked = needed || leaf.is_usual(&self.given);
            if asked && !self.given.contains_key(&leaf.way) {
                let values = ask::ask(leaf, names, needed)?;
                if !values.is_empty() {
                    self.given.insert(leaf.way.clone(), values);
                }
            }
        }
        Ok(())
    }

    /// The text of the file.
    ///
    /// Fails when what is given has not the form that its field takes.
    fn text(&self) -> Result<String> {
        let record = record_of(self.kind);
        let fields = assemble(record, &self.given);
        let entry = Node { value: Value::Map(fields.clone()), bytes: 0..0 };
        let found = inspect_form(&entry, record, FormPlace::File);
        let mistakes: Vec<_> =
            found.iter().filter(|found| found.severity == Severity::Error).collect();
        for found in &mistakes {
            let help = found.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            tell(&format!("{}{help}", found.message));
        }
        ensure!(
            mistakes.is_empty(),
            "{}; nothing was written",
            counted(mistakes.len(), "mistake", "mistakes")
        );
        if self.bare {
            return Ok(compose::file(record, &entry, &self.body));
        }
        Ok(compose::outline(record, &fields, &self.body))
    }
}
