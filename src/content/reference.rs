//! The reference of the content model as Markdown, made of the table of shapes and the vocabularies.

use std::fmt::Write as _;

use super::shape::{Record, Shape};
use super::{SiteFile, record_of};
use crate::id::Kind;
use crate::vocabulary::{self, Vocabulary};

const HEAD: &str = "\
# Content model

Every file, every field and every term. `whosays schema KIND` prints the same as JSON Schema for an editor’s program; the
[guide](guide.md) shows them in use. A field with `*` is required. The id of an entry is the name of its file; folders below that of
its kind are free order for the editors.

Every value is read as the text that stands there: `NO` is Norway, `1964` a year. What a field takes:

| in the tables | is |
|---|---|
| text | plain text; in quotes if it has a colon followed by a space, or begins with a mark |
| Markdown | text with emphasis, links, references and citations, in one paragraph |
| date | [EDTF](https://www.loc.gov/standards/datetime/): `2021-03-16`, `2021-03`, `2021`, `2021-03-16?`, `2019~`, `2020-09/2020-11`, `2012/..`, `[2007..2016]`, `2021-03-16T14:00-04:00` |
| country | a code of ISO 3166-1 alpha-2, such as `GB` |
| id of a claim | the bare id, such as `guild-moved-it`; likewise of the other kinds |
| term of … | a word of the [vocabulary](#vocabularies) of this name |
| list of … | `[one, two]`, or each on a line of its own after `- ` |
| mapping | `name: value` on lines of their own, the names being free |
";

const ITEMS: &str = "\
`actors`, `claims`, `events`, `sources` and `terms` hold entries with the same fields as a file of their own, and with:

";

const EVERY_KIND: &str = "\
## Every kind

";

const VOCABULARIES: &str = "
## Vocabularies

The terms are closed: a field takes one of them and no other word. A site’s codebook page lists them for readers.
";

/// The whole reference.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    let mut parts: Vec<&Record> = Vec::new();
    section(&mut out, &SiteFile::RECORD, "`site.yaml`", 2);
    collect(&SiteFile::RECORD, &mut parts);
    let site = parts.len();
    parts.iter().for_each(|part| section(&mut out, part, &spaced(part.name), 3));
    for kind in Kind::ALL {
        let record = record_of(kind);
        section(&mut out, record, &spaced(record.name), 2);
        let _ = write!(out, "\nStands in `content/{}/`.", kind.folder());
        out.push_str(match kind {
            Kind::Country => " Optional: every country that is referred to has a page.\n",
            Kind::Page => " `content/index.md` is the home page, with the same fields.\n",
            _ => "\n",
        });
        let before = parts.len();
        collect(record, &mut parts);
        for part in &parts[before.max(site)..] {
            if part.common.is_empty() {
                section(&mut out, part, &spaced(part.name), 3);
            }
        }
        if kind == Kind::Explainer {
            let items = record.common.iter().filter(|field| is_for_items(field.key));
            out.push('\n');
            out.push_str(ITEMS);
            table(&mut out, items);
        }
    }
    out.push('\n');
    out.push_str(EVERY_KIND);
    let common = record_of(Kind::Claim).common;
    table(&mut out, common.iter().filter(|field| !is_for_items(field.key)));
    let change = common.iter().find_map(|field| part_of(&field.shape));
    if let Some(change) = change {
        section(&mut out, change, &spaced(change.name), 3);
    }
    out.push_str(VOCABULARIES);
    for vocabulary in vocabulary::ALL {
        terms(&mut out, vocabulary);
    }
    out
}

fn is_for_items(key: &str) -> bool {
    matches!(key, "id" | "body")
}

/// The record that a shape holds, in a list or not.
fn part_of(shape: &Shape) -> Option<&'static Record> {
    match shape {
        Shape::Record(record) => Some(record),
        Shape::List(item) | Shape::NonEmpty(item) | Shape::Map(item) => part_of(item),
        _ => None,
    }
}

/// Adds the records that the own fields of a record hold, each once.
fn collect(record: &Record, parts: &mut Vec<&'static Record>) {
    for part in record.fields.iter().filter_map(|field| part_of(&field.shape)) {
        if parts.iter().all(|known| known.name != part.name) {
            parts.push(part);
            collect(part, parts);
        }
    }
}

fn section(out: &mut String, record: &Record, title: &str, level: usize) {
    let _ = writeln!(out, "\n{} {title}\n\n{}\n", "#".repeat(level), one_line(record.doc));
    table(out, record.fields.iter());
}

fn table<'a>(out: &mut String, fields: impl Iterator<Item = &'a super::shape::Field>) {
    out.push_str("| field | takes | says |\n|---|---|---|\n");
    for field in fields {
        let star = if field.required { "\\*" } else { "" };
        let takes = takes(&field.shape);
        let _ = writeln!(out, "| `{}`{star} | {takes} | {} |", field.key, one_line(field.doc));
    }
}

/// What a shape takes, in words.
fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Reason => "text".into(),
        Shape::Inline => "Markdown".into(),
        Shape::Block => "Markdown with paragraphs".into(),
        Shape::Id => "an id of its own".into(),
        Shape::Flag => "`yes` or `no`".into(),
        Shape::Number => "whole number".into(),
        Shape::Url => "address with `https://`".into(),
        Shape::Address => "address with placeholders".into(),
        Shape::Domain => "domain name".into(),
        Shape::WebHost => "name of a host".into(),
        Shape::Path => "path with forward slashes".into(),
        Shape::Sha256 => "64 digits 0–9 and a–f".into(),
        Shape::Date => "date".into(),
        Shape::Country => "country".into(),
        Shape::Term(vocabulary) => {
            format!("[term of {}](#terms-of-{})", vocabulary.name, anchor(vocabulary.name))
        }
        Shape::Ref(kind) => format!("id of {}", kind.with_article()),
        Shape::RefOrText(kind) => format!("id of {}, or text", kind.with_article()),
        Shape::Target(kinds) if kinds.len() == Kind::ALL.len() => "`kind:ID` of any kind".into(),
        Shape::Target(kinds) => {
            let name = |kind: &Kind| if *kind == Kind::Country { "CODE" } else { "ID" };
            let forms: Vec<String> =
                kinds.iter().map(|kind| format!("`{kind}:{}`", name(kind))).collect();
            forms.join(" or ")
        }
        Shape::List(item) => format!("list of {}", takes(item)),
        Shape::NonEmpty(item) => format!("list of {}, one at the least", takes(item)),
        Shape::Lines => "Markdown, or a list of it".into(),
        Shape::Record(record) => {
            let title = spaced(record.name);
            format!("[{}](#{})", title.to_lowercase(), anchor(&title))
        }
        Shape::Map(item) => format!("mapping to {}", takes(item)),
        Shape::Anything => "anything".into(),
    }
}

/// What a shape takes, in words without links.
pub fn takes_plainly(shape: &Shape) -> String {
    match shape {
        Shape::Term(vocabulary) => format!("term of {}", vocabulary.name),
        Shape::Record(record) => spaced(record.name).to_lowercase(),
        Shape::List(item) => format!("list of {}", takes_plainly(item)),
        Shape::NonEmpty(item) => format!("list of {}, one at the least", takes_plainly(item)),
        Shape::Map(item) => format!("mapping to {}", takes_plainly(item)),
        shape => takes(shape).replace('`', ""),
    }
}

fn terms(out: &mut String, vocabulary: &Vocabulary) {
    let _ = writeln!(out, "\n### Terms of {}\n\n{}\n", vocabulary.name, vocabulary.definition);
    out.push_str("| term | readers see | means |\n|---|---|---|\n");
    for term in vocabulary.terms {
        let _ = writeln!(out, "| `{}` | {} | {} |", term.key, term.label, term.definition);
    }
}

/// The fragment by which a heading is found on the usual hosts.
fn anchor(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

/// The name of a type as words: “Navigation item”.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            out.push(' ');
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
