//! Looks every name up: from entries to one linked model.

mod build;
mod names;
mod revise;

use std::sync::Arc;

use crate::content::value::Visitor;
use crate::content::{AnyEntry, SiteFile};
use crate::country::{Code, CountryError};
use crate::diagnostic::{At, Diagnostic, FieldPath, New, nearest, rule, slip_for};
use crate::id::{Kind, Target};
use crate::markdown::Reference;
use crate::model::Model;
use crate::parse::Parsed;
use names::{Known, Names};
pub use revise::revise;

/// What is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether drafts are shown.
    pub drafts: bool,
}

/// Links the entries of all files. Names that lead nowhere are told in diagnostics and are absent
/// from the model.
pub fn resolve(
    site: &Arc<SiteFile>,
    files: &[Arc<Parsed>],
    options: Options,
) -> (Model, Vec<Diagnostic>) {
    let entries: Vec<&AnyEntry> = files.iter().flat_map(|file| &file.entries).collect();
    let mut diagnostics = Vec::new();
    let names = Names::collect(files, options.drafts, &mut diagnostics);
    let shown: Vec<&AnyEntry> =
        entries.iter().copied().filter(|entry| options.drafts || !entry.is_draft()).collect();
    for entry in &shown {
        let mut checker = Checker { entry, names: &names, diagnostics: &mut diagnostics };
        let origin = entry.origin();
        entry.data().visit(&mut origin.field.clone(), &mut checker);
        for mention in entry.mentions() {
            match &mention.what {
                Reference::Entry(Target { kind: Kind::Country, id }) => match Code::parse(id) {
                    Ok(code) => checker.code(code, mention.at.clone()),
                    Err(error) => checker.bad_country(id, mention.at.clone(), &error),
                },
                Reference::Entry(target) => {
                    checker.name(target.kind, &target.id, mention.at.clone());
                }
                Reference::Citation(citation) => {
                    checker.name(Kind::Source, citation.source.as_str(), mention.at.clone());
                }
                Reference::Path(_) | Reference::Picture(_) | Reference::Outside(_) => {}
            }
        }
    }
    let model = build::build(site, &shown, options, &mut diagnostics);
    (model, diagnostics)
}

/// Holds the references of one entry against the names that there are.
struct Checker<'a> {
    entry: &'a AnyEntry,
    names: &'a Names,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    fn name(&mut self, kind: Kind, id: &str, at: At) {
        let path = &self.entry.origin().path;
        match self.names.get(kind, id) {
            Some(Known::Shown | Known::Broken) => {}
            Some(Known::Draft(draft)) => {
                let diagnostic = Diagnostic::new(
                    &rule::DRAFT_REFERENCE,
                    path,
                    at,
                    format!(
                        "{} is published and refers to the draft `{kind}:{id}`",
                        match self.entry.kind() {
                            Some(kind) => format!("`{kind}:{}`", self.entry.id()),
                            None => "the home page".to_owned(),
                        }
                    ),
                )
                .help("publish the draft, or take the reference out")
                .related(&draft.path, draft.key("draft"), "the draft");
                self.diagnostics.push(diagnostic);
            }
            None => {
                let elsewhere = Kind::ALL
                    .into_iter()
                    .find(|other| *other != kind && self.names.get(*other, id).is_some());
                let meant = match elsewhere {
                    Some(_) => None,
                    None => slip_for(id, self.names.ids(kind)),
                };
                let near = match elsewhere {
                    Some(_) => None,
                    None => nearest(id, self.names.ids(kind)),
                };
                let help = match elsewhere {
                    Some(other) => format!(
                        "`{id}` is the id of {}, not of {}",
                        other.with_article(),
                        kind.with_article()
                    ),
                    None => {
                        format!("add `content/{}/{id}.md`, or correct the id", kind.folder())
                    }
                };
                self.diagnostics.push(
                    Diagnostic::new(
                        &rule::UNKNOWN_ID,
                        path,
                        at,
                        format!("there is no {kind} `{id}`"),
                    )
                    .help(help)
                    .guess(near.map(|name| New::words(id, name)))
                    .fix(meant.map(|name| New::words(id, name))),
                );
            }
        }
    }

    fn bad_country(&mut self, id: &str, at: At, error: &CountryError) {
        let path = &self.entry.origin().path;
        let help = error.suggestion.map(|code| format!("did you mean `country:{}`?", code.lower()));
        let meant = error.sole_reading().map(|code| New::words(id, code.lower()));
        self.diagnostics.push(
            Diagnostic::new(&rule::BAD_COUNTRY, path, at, &*error.message)
                .maybe_help(help)
                .fix(meant),
        );
    }

    fn code(&mut self, code: Code, at: At) {
        let named = self.names.get(Kind::Country, &code.lower()).is_some();
        if code.needs_name() && !named {
            self.diagnostics.push(
                Diagnostic::new(
                    &rule::UNNAMED_COUNTRY,
                    &self.entry.origin().path,
                    at,
                    format!("ISO 3166 assigns `{code}` to no country today"),
                )
                .help(format!("add `content/countries/{}.md` with a `name`", code.lower())),
            );
        }
    }
}

impl Visitor for Checker<'_> {
    fn reference(&mut self, at: &FieldPath, kind: Kind, id: &str) {
        self.name(kind, id, At::Field(at.clone()));
    }

    fn country(&mut self, at: &FieldPath, code: Code) {
        self.code(code, At::Field(at.clone()));
    }
}
