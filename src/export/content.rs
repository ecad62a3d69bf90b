//! The content as the editors wrote it, field by field. It holds all that pages are made of, so that
//! `import` can make a site of it again.

use std::borrow::Cow;
use std::io::Write;

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::compose::prose;
use crate::content::{Entry, SiteFile};
use crate::id::{Id, Kind};
use crate::model::Model;

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

/// The settings of the site and its entries by kind, an entry a line.
pub fn write(model: &Model, out: &mut dyn Write) -> Result<()> {
    out.write_all(b"{\n\"site\":")?;
    serde_json::to_writer(&mut *out, &site(&model.site.file)?)?;
    if let Some(home) = &model.home {
        out.write_all(b",\n\"home\":")?;
        serde_json::to_writer(&mut *out, &Written { id: None, ..Written::of(home) })?;
    }
    let countries = model.countries.iter().filter_map(|country| country.entry.as_ref());
    list(out, Kind::Explainer, model.explainers.iter().map(|item| &item.entry))?;
    list(out, Kind::Claim, model.claims.iter().map(|item| &item.entry))?;
    list(out, Kind::Actor, model.actors.iter().map(|item| &item.entry))?;
    list(out, Kind::Country, countries)?;
    list(out, Kind::Event, model.events.iter().map(|item| &item.entry))?;
    list(out, Kind::Source, model.sources.iter().map(|item| &item.entry))?;
    list(out, Kind::Term, model.terms.iter().map(|item| &item.entry))?;
    list(out, Kind::Page, model.pages.iter().map(|item| &item.entry))?;
    Ok(out.write_all(b"\n}")?)
}

fn site(file: &SiteFile) -> Result<Value> {
    let mut site = serde_json::to_value(file)?;
    if let Value::Object(fields) = &mut site {
        fields.shift_remove(PRIVATE);
    }
    Ok(site)
}

fn list<'m, T: Serialize + 'm>(
    out: &mut dyn Write,
    kind: Kind,
    entries: impl Iterator<Item = &'m std::sync::Arc<Entry<T>>>,
) -> Result<()> {
    write!(out, ",\n\"{}\":[", kind.folder())?;
    let mut line = Vec::new();
    for (index, entry) in entries.enumerate() {
        line.clear();
        line.extend_from_slice(if index > 0 { b",\n" } else { b"\n" });
        serde_json::to_writer(&mut line, &Written::of(entry))?;
        out.write_all(&line)?;
    }
    Ok(out.write_all(b"]")?)
}
