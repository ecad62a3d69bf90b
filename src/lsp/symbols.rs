//! The parts of a file, and the entries of a site, by name.

use std::ops::Range;

use lsp_types::{DocumentSymbol, SymbolInformation, SymbolKind};

use super::completion::Query;
use super::cursor::record_of;
use super::position::Lines;
use super::site::Site;
use crate::content::shape::{Record, Shape};
use crate::id::Kind;
use crate::parse::front_matter::FrontMatter;
use crate::parse::tree::{self, Node, Value};
use crate::source::SITE_FILE;

/// How many entries are named at once.
const MOST: usize = 200;
/// The fields by which a part is called, in this order; all that are there.
const NAMING: [&str; 9] = ["id", "title", "name", "by", "stance", "to", "code", "kind", "date"];
/// How many of them.
const MOST_NAMES: usize = 2;

/// The fields of a file that hold lists of parts, and these parts; nothing while its front matter
/// cannot be read.
pub fn of_document(site: &Site, path: &str) -> Option<Vec<DocumentSymbol>> {
    let text = site.text(path)?;
    let record = record_of(path)?;
    let yaml = match path {
        SITE_FILE => text.len() - text.trim_start_matches('\u{feff}').len()..text.len(),
        _ => FrontMatter::split(text).ok()?.yaml,
    };
    let root = tree::read(&text[yaml.clone()]).ok()??;
    let outline = Outline { lines: Lines::of(text, site.encoding), start: yaml.start };
    Some(outline.fields(&root, record))
}

struct Outline<'a> {
    lines: Lines<'a>,
    /// The byte at which the YAML begins.
    start: usize,
}

impl Outline<'_> {
    fn fields(&self, node: &Node, record: &Record) -> Vec<DocumentSymbol> {
        let Value::Map(fields) = &node.value else { return Vec::new() };
        let mut symbols = Vec::new();
        for (key, value) in fields {
            let Some(field) = record.field(&key.text) else { continue };
            let bytes = key.bytes.start..value.bytes.end.max(key.bytes.end);
            let name = (key.text.clone(), &key.bytes);
            match (&field.shape, &value.value) {
                (
                    Shape::List(Shape::Record(part)) | Shape::NonEmpty(Shape::Record(part)),
                    Value::List(items),
                ) => {
                    let items = items.iter().map(|item| self.item(item, part)).collect();
                    symbols.push(self.symbol(name, None, SymbolKind::ARRAY, &bytes, items));
                }
                (Shape::Record(part), Value::Map(_)) => {
                    let inner = self.fields(value, part);
                    symbols.push(self.symbol(name, None, SymbolKind::OBJECT, &bytes, inner));
                }
                (_, Value::Scalar { text, .. }) if matches!(field.key, "title" | "name") => {
                    let kind = SymbolKind::STRING;
                    symbols.push(self.symbol(name, Some(text.clone()), kind, &bytes, Vec::new()));
                }
                _ => {}
            }
        }
        symbols
    }

    fn item(&self, item: &Node, part: &Record) -> DocumentSymbol {
        let word = |key: &&str| match item.get(&[(*key).to_owned().into()]) {
            Some(Node { value: Value::Scalar { text, .. }, bytes }) => Some((text.clone(), bytes)),
            _ => None,
        };
        let words: Vec<_> = NAMING.iter().filter_map(word).take(MOST_NAMES).collect();
        let (name, bytes) = match words.first() {
            Some((name, bytes)) if !name.trim().is_empty() => (name.clone(), *bytes),
            _ => (part.name.to_lowercase(), &item.bytes),
        };
        let detail = words.get(1).map(|(text, _)| text.clone());
        let inner = self.fields(item, part);
        let inner = inner.into_iter().filter(|symbol| symbol.kind != SymbolKind::STRING).collect();
        self.symbol((name, bytes), detail, SymbolKind::OBJECT, &item.bytes, inner)
    }

    fn symbol(
        &self,
        (name, chosen): (String, &Range<usize>),
        detail: Option<String>,
        kind: SymbolKind,
        bytes: &Range<usize>,
        children: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        let span = |bytes: &Range<usize>| {
            self.lines.span(&(self.start + bytes.start..self.start + bytes.end))
        };
        // The part that is chosen lies within the whole.
        let whole = bytes.start.min(chosen.start)..bytes.end.max(chosen.end);
        #[expect(deprecated, reason = "a field that must be given")]
        DocumentSymbol {
            name,
            detail,
            kind,
            tags: None,
            deprecated: None,
            range: span(&whole),
            selection_range: span(chosen),
            children: (!children.is_empty()).then_some(children),
        }
    }
}

/// The entries of a site that a word finds, the best first.
pub fn of_workspace(site: &Site, word: &str) -> Vec<SymbolInformation> {
    let query = Query::new(word);
    let mut found: Vec<_> = site
        .entries()
        .filter_map(|(path, entry)| {
            Some((query.rank(&entry.target.id, &entry.title)?, path, entry))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.2.target).cmp(&(b.0, &b.2.target)));
    let symbol = |(_, path, entry): (u8, &str, &super::sheet::Listed)| {
        #[expect(deprecated, reason = "a field that must be given")]
        Some(SymbolInformation {
            name: entry.title.to_string(),
            kind: kind(entry.target.kind),
            tags: None,
            deprecated: None,
            location: site.location(path, &entry.bytes)?,
            container_name: Some(entry.target.to_string()),
        })
    };
    found.into_iter().take(MOST).filter_map(symbol).collect()
}

/// The sign that an entry has in lists: the protocol knows those of programs alone.
fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Claim => SymbolKind::CONSTANT,
        Kind::Actor => SymbolKind::CLASS,
        Kind::Event => SymbolKind::EVENT,
        Kind::Source => SymbolKind::FILE,
        Kind::Term => SymbolKind::KEY,
        Kind::Country => SymbolKind::NAMESPACE,
        Kind::Explainer | Kind::Page => SymbolKind::MODULE,
    }
}
