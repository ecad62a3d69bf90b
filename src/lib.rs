//! Whosays: a static-site generator for annotated explainers, sites that answer one question over
//! and over: *who says so?*
//!
//! The whole way goes in one direction, with values between the steps:
//!
//! ```text
//! source ──parse──▶ content ──resolve──▶ model ──▶ views ──render──▶ publish ──▶ public/
//!                       └──── check ────┘
//! ```
//!
//! | module | is | holds |
//! |---|---|---|
//! | [`source`] | noun | texts and where they came from; the only reader of a site on disk |
//! | [`content`] | noun | what an editor writes: entries, fields, prose |
//! | [`vocabulary`], [`id`], [`date`], [`country`], [`character`], [`diagnostic`], [`policy`], [`words`] | words | small types that everything speaks in |
//! | [`parse`], [`markdown`] | verbs | one file on its own: front matter and prose |
//! | [`resolve`] | verb | looks every name up |
//! | [`model`] | noun | what the content says as a whole: linked, indexed, never changed |
//! | [`check`], [`quotation`] | verbs | what a linked site should also keep |
//! | [`locate`] | verb | finds the line and column of each diagnostic |
//! | [`views`], [`chart`] | nouns | what each page shows: plain data, pictures as numbers |
//! | [`export`] | verb | writes the content as data: CSV, JSON, JSON-LD and their schemas; the index of the search page |
//! | [`compose`], [`import`] | verbs | write content as an editor would, and make a site of its data again |
//! | [`diff`] | verb | tells what a reader would notice between two states of a site |
//! | [`hosting`] | verb | writes what web hosts read beside the pages |
//! | [`inventory`], [`card`] | nouns | what an editor wants to see of the model: rows of entries, one entry at a glance |
//! | [`render`] | verb | fills templates; the only module that knows the template engine |
//! | [`inspect`], [`markup`] | verbs | where pages lead that the site’s own templates fill |
//! | [`sink`] | noun | where files go when they are made |
//! | [`publish`] | verb | writes the site; the only module that writes there |
//! | [`deploy`] | verb | takes a built site to where readers find it: a plan, and targets that carry it out |
//! | [`reach`] | verb | goes to addresses outside of the site, if `check` is told to |
//! | [`rename`], `naming` | verb, noun | gives an entry another id, everywhere; where entries are named |
//! | [`fix`] | verb | mends texts that have one right answer; the only module that changes content |
//! | [`starter`] | noun | what a new site begins with |
//! | [`create`] | verb | writes files where there are none |
//! | [`watch`], `latest` | verb, noun | tells of changes of the files of a site; what they say after each |
//! | [`serve`], [`rebuild`], [`lsp`], [`cli`] | callers | of the functions below |
//!
//! An author’s mistake is a value, a [`diagnostic::Diagnostic`]: many are collected along the way,
//! sorted by place and shown at the end. The machine’s failure is an [`anyhow::Error`].

pub mod card;
pub mod character;
pub mod chart;
pub mod check;
pub mod cli;
pub mod compose;
pub mod content;
pub mod country;
pub mod create;
pub mod date;
pub mod deploy;
pub mod diagnostic;
pub mod diff;
pub mod export;
pub mod fix;
mod hash;
pub mod hosting;
pub mod id;
pub mod import;
pub mod inspect;
pub mod inventory;
mod latest;
pub mod locate;
pub mod lsp;
pub mod markdown;
pub mod markup;
#[cfg(any(feature = "serve", feature = "s3"))]
mod media_type;
pub mod model;
mod naming;
pub mod parse;
mod percent;
pub mod policy;
pub mod publish;
pub mod quotation;
pub mod reach;
pub mod rebuild;
pub mod rename;
pub mod render;
pub mod resolve;
pub mod serve;
pub mod sink;
pub mod source;
pub mod starter;
pub mod views;
pub mod vocabulary;
pub mod watch;
pub mod words;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use content::value::Url;
use date::{Date, Day};
use diagnostic::{Diagnostic, Located, Severity};
use model::{EntryId, Model};
use parse::{Parsed, Shelf};
use source::{Sources, Text};
use views::orders::Orders;

/// What a build may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Takes the place of `base_url` in `site.yaml`.
    pub base_url: Option<Url>,
    /// Takes the place of `as_of` there.
    pub as_of: Option<Date>,
    /// Whether drafts are shown, with a mark.
    pub drafts: bool,
    /// The day against which `review_by` is held; without one no review is overdue.
    pub today: Option<Day>,
    /// What was found at addresses outside of the site; without it no link is held to be dead.
    pub seen: Option<Arc<reach::Seen>>,
}

/// What the sources say, and what is wrong with them.
#[derive(Debug)]
pub struct Analysis {
    /// What the content says. Missing only when `site.yaml` cannot be read; incomplete when there
    /// are errors, so that it must not be rendered.
    pub model: Option<Arc<Model>>,
    /// Sorted by place.
    pub diagnostics: Vec<Located>,
    /// How many more there would be without `exempt`.
    pub exempted: usize,
}

impl Analysis {
    /// Whether nothing keeps the site from being built.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|found| found.severity != Severity::Error)
    }

    /// The model, if it may be rendered.
    pub fn sound_model(&self) -> Option<&Model> {
        self.model.as_deref().filter(|_| self.is_sound())
    }
}

/// What the sources say, not yet checked.
#[derive(Clone, Debug)]
pub struct Reading {
    /// As that of an [`Analysis`].
    pub model: Option<Arc<Model>>,
    /// Its orders, as far as they are made.
    orders: Arc<Orders>,
    /// The text of `site.yaml`.
    settings: Option<Text>,
    /// The entries whose words differ from those that were known when it was last marked, where nothing else
    /// does.
    revised: Option<BTreeSet<EntryId>>,
    files: Vec<Arc<Parsed>>,
    /// Whether every name was found.
    resolved: bool,
    /// Whether every file could be read.
    whole: bool,
    diagnostics: Vec<Diagnostic>,
}

/// From sources to the model: files are parsed on all cores, those apart that are on the shelf and
/// as they were, and resolved once.
pub fn read(shelf: &mut Shelf, sources: &Sources, options: &Options) -> Reading {
    read_after(None, shelf, sources, options)
}

/// The same, where what the sources said before is known, under the same options: what a change does
/// not bear on is not resolved again.
pub fn read_after(
    before: Option<&Reading>,
    shelf: &mut Shelf,
    sources: &Sources,
    options: &Options,
) -> Reading {
    let (site, mut diagnostics) = parse::site(sources.site_file());
    diagnostics.extend(check::files(sources));
    let prose = parse::Options {
        allow_html: site.as_ref().and_then(|site| site.allow_html).is_some_and(|flag| flag.0),
    };
    let files = shelf.parse(sources, prose);
    diagnostics.extend(files.iter().flat_map(|file| file.diagnostics.iter().cloned()));
    let whole = diagnostics.iter().all(|found| found.severity != Severity::Error);
    let settings = sources.site_file().map(|(_, text)| text.clone());
    let shown = resolve::Options { drafts: options.drafts };
    let revised = before
        .filter(|before| before.resolved && before.settings == settings)
        .and_then(|before| resolve::revise(before.model.as_ref()?, &before.files, &files, shown));
    let resolved = |(model, unresolved): (Model, Vec<Diagnostic>)| {
        let resolved = unresolved.is_empty();
        diagnostics.extend(unresolved);
        (Arc::new(model), resolved)
    };
    let orders = match (before, &revised) {
        (Some(before), Some(_)) => before.orders.revised(),
        _ => Orders::default(),
    };
    let (revised, entries) = revised.unzip();
    let entries = before.and_then(Reading::revised).zip(entries).map(|(old, new)| old | &new);
    let model = match revised {
        Some(model) => Some((Arc::new(model), true)),
        None => site
            .map(|mut site| {
                if let Some(base_url) = &options.base_url {
                    site.base_url = base_url.clone();
                }
                if let Some(as_of) = &options.as_of {
                    site.as_of = Some(as_of.clone());
                }
                resolve::resolve(&Arc::new(site), &files, shown)
            })
            .map(resolved),
    };
    let (model, resolved) = model.unzip();
    let resolved = resolved.unwrap_or_default();
    let orders = Arc::new(orders);
    Reading { model, orders, settings, revised: entries, files, resolved, whole, diagnostics }
}

impl Reading {
    /// Marks this state: of those read after it is known from now on which entries they revise.
    pub fn mark(&mut self) {
        self.revised = Some(BTreeSet::new());
    }

    /// The entries whose words differ from those of the state that was last marked, if one was and nothing
    /// else in the model is different.
    pub fn revised(&self) -> Option<&BTreeSet<EntryId>> {
        self.revised.as_ref()
    }

    /// What is wrong for certain, whatever the checks say.
    pub fn mistakes(&self, sources: &Sources) -> Vec<Located> {
        let certain =
            |found: &&Diagnostic| found.severity == Severity::Error && !found.rule.adjustable;
        locate::locate(sources, self.diagnostics.iter().filter(certain).cloned().collect())
    }

    /// Everything that is wrong. `sources` and `options` are those that were read.
    pub fn check(self, sources: &Sources, options: &Options) -> Analysis {
        let Reading { model, orders, files, whole, mut diagnostics, .. } = self;
        let exempted = model.as_ref().map_or(0, |model| {
            check(model, &orders, &files, whole, sources, options, &mut diagnostics)
        });
        Analysis { model, diagnostics: locate::locate(sources, diagnostics), exempted }
    }
}

/// From sources to the model, with everything that is wrong.
pub fn analyze(sources: &Sources, options: &Options) -> Analysis {
    analyze_with(&mut Shelf::default(), sources, options)
}

/// The same as [`analyze`], for callers that do it again and again: files that are as they were
/// when they came onto the shelf are not parsed anew.
pub fn analyze_with(shelf: &mut Shelf, sources: &Sources, options: &Options) -> Analysis {
    read(shelf, sources, options).check(sources, options)
}

/// Holds the model against every rule, and returns how many diagnostics its entries are exempt from.
fn check(
    model: &Model,
    orders: &Orders,
    files: &[Arc<Parsed>],
    whole: bool,
    sources: &Sources,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    diagnostics.extend(check::run(model, whole));
    let made = views::addresses(model, orders);
    let copied = sources.assets().keys();
    let addresses: BTreeSet<Arc<str>> = made.iter().chain(copied.clone()).cloned().collect();
    let allow_html = model.site.file.allow_html.is_some_and(|flag| flag.0);
    let (lost, fragments) = check::links(&check::Ground {
        model,
        addresses: &addresses,
        files,
        whole,
        has_own_ids: allow_html || sources.has_own_templates(),
    });
    diagnostics.extend(lost);
    diagnostics.extend(check::addresses(model, &made, copied));
    diagnostics.extend(check::quotations(model, sources));
    diagnostics.extend(options.today.iter().flat_map(|today| check::overdue(model, *today)));
    diagnostics.extend(options.seen.iter().flat_map(|seen| check::unreached(model, seen)));
    diagnostics.extend(inspect::templates(sources));
    diagnostics.extend(check::policy(model));
    let mut exempted = check::exempt(files, options.drafts, diagnostics);
    check::adjust(model, diagnostics, &mut exempted);
    if diagnostics.iter().all(|found| found.severity != Severity::Error) {
        let aliases = views::aliases(model);
        let addresses = addresses.into_iter().chain(aliases).collect();
        diagnostics.extend(inspect::pages(model, sources, &addresses, &fragments));
    }
    exempted.len()
}

/// Renders a sound model and publishes it into the folder `out` of the site in `root`.
///
/// Nothing in `out` changes unless every page could be rendered. Fails when `out` is refused, when
/// a template of the site is broken, or when the machine fails.
pub fn build(
    model: &Model,
    sources: &Sources,
    root: &Path,
    out: &Path,
    options: publish::Options,
) -> Result<publish::Summary> {
    prepare(model, sources, root, out, options)?.finish()
}

/// Does all of it but for the last step, which puts the site in its place.
pub fn prepare(
    model: &Model,
    sources: &Sources,
    root: &Path,
    out: &Path,
    options: publish::Options,
) -> Result<publish::Publication> {
    let publication = publish::Publication::begin(root, out, options)?;
    render::site(model, sources, &publication)?;
    Ok(publication)
}
