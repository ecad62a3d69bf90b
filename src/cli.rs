//! The command line: every command and every flag stands here once; help follows from it.

pub(crate) mod words;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use anyhow::{Context, Error, Result};
use clap::builder::styling::{AnsiColor, Style};
use clap::{Args, ColorChoice, Parser, Subcommand};
use serde::Deserialize;
use serde::de::IntoDeserializer;

use crate::content::value::Url;
use crate::date::{Date, Day};
use crate::diagnostic::{self, Format, Located, rule};
use crate::diff::{self, State};
use crate::fix;
use crate::import;
use crate::model::Model;
use crate::source::{SITE_FILE, Sources};
use crate::{Analysis, Options, analyze, publish};

/// What stands below the help of the whole program.
fn examples() -> String {
    let serve = "
  whosays serve
      shows the site in this folder in a browser while it is being written";
    let serve = if cfg!(feature = "serve") { serve } else { "" };
    format!(
        "\
Examples:{serve}
  whosays check
      shows everything that is wrong with the content of the site in this folder
  whosays build
      builds it into `public`, to be put on any web server

Exit codes:
  0  all is well; warnings may have been shown
  1  the content has errors
  2  the command was called wrongly, or the machine failed"
    )
}

/// A static-site generator for annotated explainers: who says so?
///
/// A site is a folder with a `site.yaml` and texts in `content/`. Claims, the positions that
/// actors take on them, and the sources these stand in are written once; every page follows.
#[derive(Debug, Parser)]
#[command(
    name = "whosays",
    version,
    max_term_width = 90,
    after_help = "`whosays help COMMAND` tells more, with examples.",
    after_long_help = examples(),
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Call {
    #[command(subcommand)]
    command: Command,

    /// When to colour messages; `auto` asks the terminal, NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(Build),
    Check(Check),
    #[cfg(feature = "serve")]
    Serve(Serve),
    Explain(Explain),
    Schema(Schema),
    Import(Import),
    Diff(Diff),
}

/// Explain the rules that `check` holds the content against.
///
/// Without a name all rules are listed. With the name of one, as it stands in brackets in each
/// message, it says what the rule asks for and why, with an example of each side.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays explain
      lists all rules
  whosays explain denial-without-tie
      says what this rule asks for, and why")]
struct Explain {
    /// The name of a rule, such as `denial-without-tie`
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

/// A schema: its name, what it is of, and itself.
type SchemaRow = (&'static str, &'static str, fn() -> serde_json::Value);

/// Every schema.
const SCHEMAS: &[SchemaRow] = &[
    ("diagnostics", "what `whosays check --format json` gives", diagnostic::format::schema),
    ("diff", "what `whosays diff --format json` gives", diff::schema),
];

/// Build the site.
///
/// All content is read and checked first. If there is an error, all of them are shown and nothing
/// is written. Otherwise the site takes the place of the former one at one stroke: pages that have
/// changed are written, pages that are no more go, and all others are the same files as before.
///
/// The output folder must be new, empty, or made by an earlier build. Files that were not written
/// by whosays are never overwritten or removed.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help build` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays build
      builds the site in this folder into `public`
  whosays build --root my-site --out /srv/www/my-site
      builds the site in `my-site` into a folder elsewhere
  whosays build --drafts --base-url https://preview.example.org/
      builds drafts too, marked as such, with feeds and sitemap for another address

Exit codes:
  0  the site is built; warnings may have been shown
  1  the content has errors, or warnings that are denied; nothing was written
  2  the command was called wrongly, or the machine failed"
)]
struct Build {
    #[command(flatten)]
    site: Site,

    /// The folder to write into; `public` in the folder of the site if not given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    strictness: Strictness,

    /// Change files one by one and keep the folder itself, where a container or another program
    /// holds on to it; else the site is put in place at one stroke.
    #[arg(long)]
    in_place: bool,

    /// The address at which the site will stand, in the place of `base_url` in `site.yaml`.
    #[arg(long, value_name = "URL", value_parser = url)]
    base_url: Option<Url>,
}

/// Check the content without building.
///
/// Reads and checks all content just as `build` does, shows everything that is wrong with its
/// place, and writes nothing.
///
/// With `--fix` it first mends what has one right answer: a misspelt key, term or id with a single
/// near match, a date or a country in another form, and the like. It shows each change, writes
/// nothing else of a file, and then tells what is left.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help check` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays check
      checks the site in this folder
  whosays check --root my-site --drafts
      checks the site in `my-site` as it would be with its drafts
  whosays check --fix --dry-run
      shows what would be mended, and what would be left
  whosays check --fix
      mends it
  whosays check --deny-warnings --format github
      checks strictly, and marks what is wrong in the changes that a workflow on GitHub looks at

Exit codes, with `--fix` of what is left:
  0  there is no error; warnings may have been shown
  1  the content has errors, or warnings that are denied
  2  the command was called wrongly, or the machine failed"
)]
struct Check {
    #[command(flatten)]
    site: Site,

    #[command(flatten)]
    strictness: Strictness,

    /// How to show what is wrong; all but `human` go to standard output, alone.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Mend what has one right answer, and show each change as a unified diff.
    #[arg(long)]
    fix: bool,

    /// Show what `--fix` would change, and what would be left; write nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

/// Print the JSON Schema of what whosays writes.
///
/// The schemas are of the draft 2020-12. Without a name they are listed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  whosays schema diagnostics
      prints the schema of what `whosays check --format json` gives")]
struct Schema {
    /// The name of a schema, such as `diagnostics`
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Show the site in a browser while it is being written.
///
/// Builds the site in memory and serves it to this machine alone. When a file of the site changes,
/// it is built again and open pages reload. While the content has errors, every page shows them.
/// No file is written. Ctrl-C ends it.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help serve` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays serve
      serves the site in this folder at http://127.0.0.1:3111/
  whosays serve --root my-site --drafts
      serves the site in `my-site` with its drafts, marked as such
  whosays serve --port 0
      takes any free port and says which

Exit codes:
  0  it was ended with Ctrl-C
  2  the command was called wrongly, or the machine failed"
)]
struct Serve {
    #[command(flatten)]
    site: Site,

    /// The port; if it is in use, the next free one. 0 takes any.
    #[arg(long, value_name = "PORT", default_value_t = 3111)]
    port: u16,
}

/// Make a site of its data again.
///
/// Takes `data/all.json` of a built site, or any file of the same form, and writes `site.yaml` and a
/// file for each entry into a new or empty folder. What is built from them has the same pages and
/// the same data. Templates, static files and plain-text copies of sources are not in the data.
///
/// Nothing is written when the data is not of the form that its schema says.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help import` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays import public/data/all.json my-site
      makes a site of the data of a built one
  whosays import all.json my-site && whosays serve --root my-site
      and shows it

Exit codes:
  0  the site is written; check may have warned of something in it
  1  the data is not of the right form, and nothing was written; or the written content has errors
  2  the command was called wrongly, or the machine failed"
)]
struct Import {
    /// The file with the data.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The folder to make; it must be new or empty.
    #[arg(value_name = "DIR")]
    out: PathBuf,
}

/// Tell what a reader would notice between two states of a site.
///
/// Each of the two is a folder with a `site.yaml`, or the folder of a built site, in any mix. Entries
/// and positions added and removed, quotations reworded, records and dates that changed, texts, and
/// pages that are gone, with or without a redirect, are told entry by entry. Nothing is written.
#[derive(Debug, Args)]
#[command(
    after_help = "`whosays help diff` tells more, with examples.",
    after_long_help = "\
Examples:
  whosays diff public .
      tells what the next build would change for readers
  git worktree add ../before main && whosays diff ../before .
      tells what a change request changes
  whosays diff old/public new/public --format json
      says it to programs

Exit codes:
  0  a reader would notice no difference
  1  there is a difference
  2  the command was called wrongly, the content has errors, or the machine failed"
)]
struct Diff {
    /// The state before.
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The state after.
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// How to tell it.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: DiffFormat,

    /// Show drafts too, where the state is content.
    #[arg(long)]
    drafts: bool,
}

/// How a difference is told.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum DiffFormat {
    /// In words
    #[default]
    Human,
    /// As JSON, described in docs/data.md
    Json,
}

/// Which site, and as what.
#[derive(Debug, Args)]
struct Site {
    /// The folder of the site, with its `site.yaml`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// Show drafts too, marked as such.
    #[arg(long)]
    drafts: bool,

    /// Warn of entries whose `review_by` is before this day; without a day, of those before today,
    /// in UTC. No clock is asked unless this is given.
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = NOW, value_parser = day)]
    today: Option<Day>,
}

/// What the content must keep to be accepted.
#[derive(Debug, Args)]
struct Strictness {
    /// Accept no warnings: they count as errors do.
    #[arg(long)]
    deny_warnings: bool,
}

impl Strictness {
    /// The model, if it may be rendered and no warning is denied.
    fn accept<'a>(&self, analysis: &'a Analysis) -> Option<&'a Model> {
        let denied = self.deny_warnings && !analysis.diagnostics.is_empty();
        analysis.sound_model().filter(|_| !denied)
    }

    /// What keeps the content from being accepted: “2 warnings in 1 file, and warnings are denied”.
    fn refusal(&self, analysis: &Analysis) -> String {
        let mistakes = words::mistakes(&analysis.diagnostics, analysis.exempted);
        if analysis.is_sound() { mistakes + ", and warnings are denied" } else { mistakes }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    ContentHasErrors,
    /// What was compared is not the same.
    Different,
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::ContentHasErrors | Outcome::Different => ExitCode::from(1),
            // As with wrong flags, for which `clap` ends the process.
            Outcome::Failed => ExitCode::from(2),
        }
    }
}

impl Call {
    /// Does what was asked for, and tells it: results on standard output, all else on standard
    /// error.
    pub fn run(self) -> Outcome {
        match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        let done = match self.command {
            Command::Build(build) => build.run(),
            Command::Check(check) => check.run(),
            Command::Explain(explain) => explain.run(),
            Command::Schema(schema) => schema.run(),
            Command::Import(import) => import.run(),
            Command::Diff(diff) => diff.run(),
            #[cfg(feature = "serve")]
            Command::Serve(serve) => serve.run(),
        };
        done.unwrap_or_else(|error| {
            tell_failure(&error);
            Outcome::Failed
        })
    }
}

impl Build {
    fn run(self) -> Result<Outcome> {
        let start = Instant::now();
        let out = self.out.clone().unwrap_or_else(|| self.site.beside("public"));
        let sources = Sources::read(&self.site.root)?;
        let options = self.site.options(self.base_url);
        let analysis = analyze(&sources, &options);
        tell_mistakes(&sources, &analysis.diagnostics);
        let Some(model) = self.strictness.accept(&analysis) else {
            tell(&format!(
                "{}; nothing was written, `{}` is as it was",
                self.strictness.refusal(&analysis),
                out.display()
            ));
            return Ok(Outcome::ContentHasErrors);
        };
        tell_warnings(&analysis);
        let options = publish::Options { in_place: self.in_place };
        let summary = crate::build(model, &sources, &self.site.root, &out, options)?;
        if let Some(why) = &summary.in_place {
            tell(&format!(
                "the files in `{}` were changed one by one and not at one stroke: {why}",
                out.display()
            ));
        }
        say(&format!(
            "{}: {}, {} ({} written, {} unchanged, {} removed){} in {}",
            words::entries(model),
            crate::words::counted(summary.files, "file", "files"),
            words::size(summary.bytes),
            summary.written,
            summary.unchanged,
            summary.removed,
            words::exempted(analysis.exempted),
            words::seconds(start.elapsed()),
        ));
        Ok(Outcome::Fine)
    }
}

impl Check {
    fn run(self) -> Result<Outcome> {
        let start = Instant::now();
        let options = self.site.options(None);
        let mut sources = Sources::read(&self.site.root)?;
        if self.fix {
            sources = self.mend(&sources, &options)?;
        }
        let analysis = analyze(&sources, &options);
        let accepted = self.strictness.accept(&analysis);
        if let Some(report) = self.format.write(&analysis.diagnostics, &self.site.root) {
            let mut out = io::stdout().lock();
            out.write_all(report.as_bytes())
                .and_then(|()| out.flush())
                .context("cannot write to standard output")?;
            return Ok(accepted.map_or(Outcome::ContentHasErrors, |_| Outcome::Fine));
        }
        if self.fix {
            tell_diagnostics(&sources, &analysis.diagnostics);
        } else {
            tell_mistakes(&sources, &analysis.diagnostics);
        }
        let Some(model) = accepted else {
            tell(&self.strictness.refusal(&analysis));
            return Ok(Outcome::ContentHasErrors);
        };
        tell_warnings(&analysis);
        let time = words::seconds(start.elapsed());
        let exempted = words::exempted(analysis.exempted);
        say(&format!("{}: no errors{exempted}, checked in {time}", words::entries(model)));
        Ok(Outcome::Fine)
    }

    /// Mends what has one right answer, tells what was done, and gives the texts as they then are.
    fn mend(&self, sources: &Sources, options: &Options) -> Result<Sources> {
        let mended = fix::mend(sources, |texts| analyze(texts, options).diagnostics);
        for found in &mended.refused {
            let place = &found.place;
            tell(&format!(
                "{}:{}: left, as it would still be wrong when fixed: {}",
                place.path, place.line, found.message
            ));
        }
        if self.dry_run {
            mended.changes.iter().for_each(|change| self.show(change));
            tell(&format!("{}; nothing was written", words::fixes("would make", &mended.changes)));
            return Ok(mended.sources);
        }
        let mut written = Vec::new();
        for change in mended.changes {
            match fix::write(&self.site.root, &change) {
                Ok(()) => {
                    self.show(&change);
                    written.push(change);
                }
                Err(why) => tell(&format!("{}: left as it is: {why:#}", change.path)),
            }
        }
        tell(&words::fixes("made", &written));
        Sources::read(&self.site.root)
    }

    /// Shows a change: where the report goes if people read it, and beside it if a program does.
    fn show(&self, change: &fix::Change) {
        let diff = coloured(&fix::diff(change));
        if self.format == Format::Human {
            let _ = write!(anstream::stdout(), "{diff}");
        } else {
            let _ = write!(anstream::stderr(), "{diff}");
        }
    }
}

/// A unified diff with the colours that terminals give it; they are taken out where there is none.
fn coloured(diff: &str) -> String {
    const HEAD: Style = Style::new().bold();
    const PART: Style = AnsiColor::Cyan.on_default();
    const OLD: Style = AnsiColor::Red.on_default();
    const NEW: Style = AnsiColor::Green.on_default();
    let line = |line: &str| {
        let style = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => HEAD,
            [b'@', ..] => PART,
            [b'-', ..] => OLD,
            [b'+', ..] => NEW,
            _ => return line.to_owned(),
        };
        let text = line.trim_end_matches(['\r', '\n']);
        format!("{style}{text}{style:#}{}", &line[text.len()..])
    };
    diff.split_inclusive('\n').map(line).collect()
}

impl Explain {
    fn run(self) -> Result<Outcome> {
        let Some(name) = self.rule else {
            say(&rule::list());
            return Ok(Outcome::Fine);
        };
        let Some(rule) = rule::find(&name) else {
            let known = rule::ALL.iter().map(|rule| rule.name);
            let near = diagnostic::did_you_mean(&name, known)
                .unwrap_or_else(|| "`whosays explain` lists all".into());
            anyhow::bail!("there is no rule `{name}`; {near}");
        };
        say(&rule.explanation());
        Ok(Outcome::Fine)
    }
}

impl Schema {
    fn run(self) -> Result<Outcome> {
        let Some(name) = self.name else {
            let line = |(name, what, _): &SchemaRow| format!("{name:<11}  {what}");
            say(&SCHEMAS.iter().map(line).collect::<Vec<_>>().join("\n"));
            return Ok(Outcome::Fine);
        };
        let Some((_, _, schema)) = SCHEMAS.iter().find(|(known, ..)| *known == name) else {
            let near = diagnostic::did_you_mean(&name, SCHEMAS.iter().map(|(known, ..)| *known))
                .unwrap_or_else(|| "`whosays schema` lists all".into());
            anyhow::bail!("there is no schema `{name}`; {near}");
        };
        say(&format!("{:#}", schema()));
        Ok(Outcome::Fine)
    }
}

impl Import {
    fn run(self) -> Result<Outcome> {
        let tree = match import::read(&self.file)? {
            Ok(tree) => tree,
            Err(mistakes) => {
                tell_refusal(&mistakes);
                tell(&format!(
                    "{}; nothing was written",
                    crate::words::counted(mistakes.len(), "mistake", "mistakes")
                ));
                return Ok(Outcome::ContentHasErrors);
            }
        };
        import::write(&tree, &self.out)?;
        let sources = Sources::read(&self.out)?;
        let analysis = analyze(&sources, &Options { drafts: true, ..Options::default() });
        tell_diagnostics(&sources, &analysis.diagnostics);
        tell_warnings(&analysis);
        let files = crate::words::counted(tree.len(), "file", "files");
        let written = format!("{files} written into `{}`", self.out.display());
        match analysis.sound_model() {
            Some(model) => {
                say(&format!("{}: {written}", words::entries(model)));
                Ok(Outcome::Fine)
            }
            None => {
                tell(&format!("{written}; the content has errors"));
                Ok(Outcome::ContentHasErrors)
            }
        }
    }
}

impl Diff {
    fn run(self) -> Result<Outcome> {
        let (old, new) = (self.state(&self.old)?, self.state(&self.new)?);
        let difference = diff::compare(&old, &new);
        let told = match self.format {
            DiffFormat::Human => diff::text(&difference),
            DiffFormat::Json => serde_json::to_string_pretty(&difference)? + "\n",
        };
        let mut out = io::stdout().lock();
        out.write_all(told.as_bytes())
            .and_then(|()| out.flush())
            .context("cannot write to standard output")?;
        Ok(if difference.same { Outcome::Fine } else { Outcome::Different })
    }

    fn state(&self, folder: &Path) -> Result<State> {
        if !folder.join(SITE_FILE).exists() {
            anyhow::ensure!(
                folder.join(crate::export::all_path()).exists(),
                "{} is neither a folder with a `site.yaml` nor that of a built site",
                folder.display()
            );
            return State::built(folder);
        }
        let sources = Sources::read(folder)?;
        let analysis = analyze(&sources, &Options { drafts: self.drafts, ..Options::default() });
        let Some(model) = analysis.sound_model() else {
            tell_diagnostics(&sources, &analysis.diagnostics);
            anyhow::bail!(
                "{} has {}, so that it shows readers nothing",
                folder.display(),
                words::mistakes(&analysis.diagnostics, 0)
            );
        };
        State::content(model, &sources)
    }
}

#[cfg(feature = "serve")]
impl Serve {
    fn run(self) -> Result<Outcome> {
        let options = self.site.options(None);
        crate::serve::run(&self.site.root, self.port, options, tell_news)?;
        Ok(Outcome::Fine)
    }
}

#[cfg(feature = "serve")]
fn tell_news(news: crate::serve::News) {
    use crate::serve::News;
    match news {
        News::Listening { address, taken } => {
            if let Some(taken) = taken {
                tell(&format!("port {taken} is in use; taking {} instead", address.port()));
            }
            say(&format!("serving the site at http://{address}/ until Ctrl-C"));
        }
        News::Built { sources, analysis, model, files, bytes, time } => {
            tell_mistakes(sources, &analysis.diagnostics);
            tell_warnings(analysis);
            say(&format!(
                "{}: {}, {}{} in {}",
                words::entries(model),
                crate::words::counted(files, "file", "files"),
                words::size(bytes),
                words::exempted(analysis.exempted),
                words::seconds(time),
            ));
        }
        News::Broken { sources, analysis } => {
            tell_mistakes(sources, &analysis.diagnostics);
            tell(&words::mistakes(&analysis.diagnostics, analysis.exempted));
        }
        News::Failed(error) => tell_failure(error),
        News::NotWatching(error) => {
            tell_failure(&error.context("changes in some folders will not be seen"));
        }
    }
}

impl Site {
    fn options(&self, base_url: Option<Url>) -> Options {
        Options { base_url, drafts: self.drafts, today: self.today }
    }

    fn beside(&self, name: &str) -> PathBuf {
        if self.root == Path::new(".") { name.into() } else { self.root.join(name) }
    }
}

/// An address, by the rule that holds for `base_url` in `site.yaml`.
fn url(text: &str) -> Result<Url, serde::de::value::Error> {
    Url::deserialize(text.into_deserializer())
}

/// What stands for the day of the clock.
const NOW: &str = "now";

/// A day, as content has it, or that of the clock in UTC.
fn day(text: &str) -> Result<Day, String> {
    if text == NOW {
        return Ok(Day::of(SystemTime::now()));
    }
    let date = Date::parse(text).map_err(|error| error.message)?;
    date.earliest()
        .filter(|_| date.is_day())
        .ok_or_else(|| format!("`{text}` is not one day; write it as in `2024-06-30`"))
}

/// All that is wrong, and what can be done about it by program.
fn tell_mistakes(sources: &Sources, diagnostics: &[Located]) {
    tell_diagnostics(sources, diagnostics);
    if let Some(hint) = words::fixable(diagnostics) {
        tell(&hint);
    }
}

fn tell_diagnostics(sources: &Sources, diagnostics: &[Located]) {
    let choice = anstream::AutoStream::choice(&io::stderr());
    let colour = choice != anstream::ColorChoice::Never;
    let _ = write!(anstream::stderr(), "{}", diagnostic::show(sources, diagnostics, colour));
}

/// The count, when all that was found are warnings.
fn tell_warnings(analysis: &Analysis) {
    if !analysis.diagnostics.is_empty() {
        tell(&words::mistakes(&analysis.diagnostics, analysis.exempted));
    }
}

/// Mistakes in data, each with its place; of very many the first ones.
fn tell_refusal(mistakes: &[import::Mistake]) {
    const MOST: usize = 50;
    const RED: Style = AnsiColor::BrightRed.on_default().bold();
    for import::Mistake { pointer, message, help } in mistakes.iter().take(MOST) {
        let pointer = if pointer.is_empty() { "the whole" } else { pointer };
        tell(&format!("{RED}error:{RED:#} {message}\n  at: {pointer}"));
        if let Some(help) = help {
            tell(&format!("  help: {help}"));
        }
    }
    if let Some(rest) = mistakes.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        tell(&format!("and {rest} more"));
    }
}

fn tell_failure(error: &Error) {
    const RED: Style = AnsiColor::BrightRed.on_default().bold();
    tell(&format!("{RED}error:{RED:#} {error}"));
    for cause in error.chain().skip(1) {
        tell(&format!("  because: {cause}"));
    }
}

/// A line on standard error. Nobody may be listening; that is no reason to stop.
fn tell(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// A line on standard output, likewise.
fn say(line: &str) {
    let mut out = anstream::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_table_of_flags_is_sound() {
        super::Call::command().debug_assert();
    }
}
