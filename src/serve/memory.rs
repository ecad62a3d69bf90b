//! A site in memory: what was built last, or why it could not be.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;
use axum::body::Bytes;

use super::News;
use crate::cli::words;
use crate::model::Model;
use crate::publish::outputs::Outputs;
use crate::source::Sources;
use crate::{Options, analyze, diagnostic, render};

/// One state of the site.
#[derive(Debug)]
pub struct Edition {
    /// Differs from that of any other state, also of servers before.
    pub revision: String,
    pub content: Content,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// The files of the site, by path.
    Site(BTreeMap<String, Bytes>),
    /// What is wrong: a heading, and all of it as text.
    Mistakes(String, String),
}

impl Edition {
    /// Whether a reader would see no difference.
    pub fn is_same(&self, other: &Edition) -> bool {
        self.content == other.content
    }
}

/// Makes editions of the site in a folder.
pub struct Press {
    root: PathBuf,
    options: Options,
    number: u64,
    /// The files of the last edition that could be built.
    last: BTreeMap<String, Bytes>,
}

impl Press {
    pub fn new(root: PathBuf, options: Options) -> Press {
        Press { root, options, number: 0, last: BTreeMap::new() }
    }

    /// Reads, checks and renders the site, and tells how that went.
    pub fn print(&mut self, tell: fn(News)) -> Arc<Edition> {
        let content = self.content(tell).unwrap_or_else(|error| {
            tell(News::Failed(&error));
            let causes: Vec<String> = error.chain().map(|cause| cause.to_string()).collect();
            Content::Mistakes("The site cannot be built".into(), causes.join("\n\nbecause: "))
        });
        self.number += 1;
        let revision = format!("{}-{}", std::process::id(), self.number);
        Arc::new(Edition { revision, content })
    }

    fn content(&mut self, tell: fn(News)) -> Result<Content> {
        let start = Instant::now();
        let sources = Sources::read(&self.root)?;
        let analysis = analyze(&sources, &self.options);
        let Some(model) = analysis.sound_model() else {
            tell(News::Broken { sources: &sources, analysis: &analysis });
            return Ok(Content::Mistakes(
                words::mistakes(&analysis.diagnostics, analysis.exempted),
                diagnostic::show(&sources, &analysis.diagnostics, false),
            ));
        };
        let files = render(model, &sources, &self.last)?;
        self.last.clone_from(&files);
        tell(News::Built {
            sources: &sources,
            analysis: &analysis,
            model,
            files: files.len(),
            bytes: files.values().map(|bytes| bytes.len() as u64).sum(),
            time: start.elapsed(),
        });
        Ok(Content::Site(files))
    }
}

/// Renders into memory, under the same rules for paths as on disk.
fn render(
    model: &Model,
    sources: &Sources,
    last: &BTreeMap<String, Bytes>,
) -> Result<BTreeMap<String, Bytes>> {
    let site = Mutex::new((Outputs::default(), BTreeMap::new()));
    let add = |path: &str, bytes: Bytes| {
        let mut site = site.lock().unwrap_or_else(PoisonError::into_inner);
        site.0.add(path)?;
        site.1.insert(path.to_owned(), bytes);
        Ok(())
    };
    render::site(
        model,
        sources,
        &|path, bytes| add(path, Bytes::copy_from_slice(bytes)),
        &|path| {
            let Some(bytes) = last.get(path) else { return Ok(false) };
            add(path, bytes.clone()).map(|()| true)
        },
    )?;
    Ok(site.into_inner().unwrap_or_else(PoisonError::into_inner).1)
}
