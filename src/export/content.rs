//! The content as the editors wrote it, field by field. It holds all that pages are made of, so that
//! `import` can make a site of it again.

use std::borrow::Cow;
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::rows::Rows;
use crate::compose::prose;
use crate::content::{Entry, SiteFile};
use crate::id::{Id, Kind};
use crate::model::{
    ActorId, ClaimId, CountryId, EventId, ExplainerId, Model, PageId, SourceId, TermId,
};

/// What stands in `site.yaml` and is no reader’s matter: where the editors send the site.
const PRIVATE: &str = "publish";

/// An entry in the form that it has in a list of an explainer.
#[derive(Serialize)]
struct Written<'m, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'m Id>,
    #[serde(flatten)]
    fields: &'m T,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: Cow<'m, str>,
}

impl<'m, T> Written<'m, T> {
    fn of(entry: &'m Entry<T>) -> Self {
        Written { id: Some(&entry.id), fields: &entry.data, body: prose(&entry.body) }
    }
}

/// The settings of the site and its entries by kind, an entry a line, as JSON.
pub fn write(model: &Model, rows: &mut Rows) -> Result<()> {
    rows.begin(0)?;
    rows.row(&mut |row| {
        row.json.extend_from_slice(b"{\n\"site\":");
        serde_json::to_writer(&mut row.json, &site(&model.site.file)?)?;
        if let Some(home) = model.home.first() {
            row.json.extend_from_slice(b",\n\"home\":");
            serde_json::to_writer(&mut row.json, &Written { id: None, ..Written::of(home) })?;
        }
        Ok(())
    })?;
    list(rows, Kind::Explainer, model.explainers.len(), |n| Some(&model[ExplainerId(n)].entry))?;
    list(rows, Kind::Claim, model.claims.len(), |n| Some(&model[ClaimId(n)].entry))?;
    list(rows, Kind::Actor, model.actors.len(), |n| Some(&model[ActorId(n)].entry))?;
    let country = |n| model[CountryId(n)].entry.as_ref();
    list(rows, Kind::Country, model.countries.len(), country)?;
    list(rows, Kind::Event, model.events.len(), |n| Some(&model[EventId(n)].entry))?;
    list(rows, Kind::Source, model.sources.len(), |n| Some(&model[SourceId(n)].entry))?;
    list(rows, Kind::Term, model.terms.len(), |n| Some(&model[TermId(n)].entry))?;
    list(rows, Kind::Page, model.pages.len(), |n| Some(&model[PageId(n)].entry))?;
    Ok(rows.frame(b"", b"\n}")?)
}

fn site(file: &SiteFile) -> Result<Value> {
    let mut site = serde_json::to_value(file)?;
    if let Value::Object(fields) = &mut site {
        fields.shift_remove(PRIVATE);
    }
    Ok(site)
}

fn list<'m, T: Serialize + 'm>(
    rows: &mut Rows,
    kind: Kind,
    count: usize,
    entry: impl Fn(u32) -> Option<&'m Arc<Entry<T>>>,
) -> Result<()> {
    rows.frame(b"", format!(",\n\"{}\":[", kind.folder()).as_bytes())?;
    let mut next: &[u8] = b"\n";
    for n in (0..count as u32).filter(|n| entry(*n).is_some()) {
        let before = std::mem::replace(&mut next, b",\n");
        rows.row(&mut |row| {
            if let Some(entry) = entry(n) {
                row.json.extend_from_slice(before);
                serde_json::to_writer(&mut row.json, &Written::of(entry))?;
            }
            Ok(())
        })?;
    }
    Ok(rows.frame(b"", b"]")?)
}
