//! The names that there are.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::{Declared, Origin};
use crate::diagnostic::{Diagnostic, rule};
use crate::id::Kind;
use crate::parse::Parsed;

/// What is known of a name.
pub enum Known {
    Shown,
    /// A draft, and drafts are not shown.
    Draft(Origin),
    /// Its file has errors of its own, which are told there.
    Broken,
}

/// Every declared entry, by kind and id.
#[derive(Default)]
pub struct Names(HashMap<Kind, HashMap<Arc<str>, Known>>);

impl Names {
    /// Collects the names of all files, and tells those that stand twice.
    pub fn collect(
        files: &[Arc<Parsed>],
        drafts: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Names {
        let mut names = Names::default();
        let mut first: HashMap<(Kind, &str), (&Arc<str>, &Declared)> = HashMap::new();
        for file in files {
            for declared in &file.declared {
                let key = (declared.kind, &*declared.id);
                if let Some((path, earlier)) = first.get(&key) {
                    diagnostics.push(
                        Diagnostic::new(
                            &rule::DUPLICATE_ID,
                            &file.path,
                            declared.at.clone(),
                            format!("the {} `{}` is declared twice", declared.kind, declared.id),
                        )
                        .related(path, earlier.at.clone(), "declared here, too")
                        .help("give one of the two another id, or take it out"),
                    );
                    continue;
                }
                first.insert(key, (&file.path, declared));
                names.insert(declared.kind, &declared.id, Known::Broken);
            }
            for entry in &file.entries {
                let Some(kind) = entry.kind() else { continue };
                let known = match entry.is_draft() && !drafts {
                    true => Known::Draft(entry.origin().clone()),
                    false => Known::Shown,
                };
                names.insert(kind, entry.id().as_str(), known);
            }
        }
        names
    }

    fn insert(&mut self, kind: Kind, id: &str, known: Known) {
        self.0.entry(kind).or_default().insert(id.into(), known);
    }

    pub fn get(&self, kind: Kind, id: &str) -> Option<&Known> {
        self.0.get(&kind)?.get(id)
    }

    /// The ids of a kind, in order, so that a suggestion is the same in every run.
    pub fn ids(&self, kind: Kind) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.0.get(&kind).into_iter().flatten().map(|(id, _)| &**id).collect();
        ids.sort_unstable();
        ids
    }
}
