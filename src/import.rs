//! Makes a site of its data again: from `content` in `all.json` to a folder with `site.yaml` and a
//! file for each entry. The data may come from anywhere, so nothing in it is trusted: what stands
//! there is held against the same table of fields as a front matter is.

mod json;

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::compose;
use crate::content::shape::Record;
use crate::content::{self, SiteFile};
use crate::country::Code;
use crate::create::Tree;
use crate::diagnostic::{At, Severity, did_you_mean, rule};
use crate::id::Kind;
use crate::parse::tree::{Node, Value};
use crate::parse::{FormPlace, inspect_form};
use crate::source::{CONTENT, SITE_FILE};
use json::Document;

/// Bytes that the data may have.
const MOST_BYTES: u64 = 256 << 20;
/// Bytes of a key that YAML finds on a line.
const LONGEST_KEY: usize = 500;

/// What is wrong at one place of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place as a JSON Pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    pub message: String,
    pub help: Option<String>,
}

/// Reads the data in `path`, as [`tree`] does.
///
/// Fails when the file cannot be read or is larger than any site’s data.
pub fn read(path: &Path) -> Result<std::result::Result<Tree, Vec<Mistake>>> {
    let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(
        bytes.len() as u64 <= MOST_BYTES,
        "{} is larger than {} MiB, which no data of a site is; split the site",
        path.display(),
        MOST_BYTES >> 20
    );
    Ok(tree(&bytes))
}

/// The files that say what the data says, in the order of the data; or all that is wrong with it.
pub fn tree(json: &[u8]) -> std::result::Result<Tree, Vec<Mistake>> {
    let document = Document::read(json).map_err(|mistake| vec![mistake])?;
    let mut reader = Reader { document: &document, tree: Vec::new(), mistakes: Vec::new() };
    reader.document();
    if reader.mistakes.is_empty() { Ok(reader.tree) } else { Err(reader.mistakes) }
}

struct Reader<'d> {
    document: &'d Document,
    tree: Tree,
    mistakes: Vec<Mistake>,
}

impl<'d> Reader<'d> {
    fn say(&mut self, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Mistake {
            pointer: self.document.pointer(at),
            message: message.into(),
            help: Some(help.into()),
        });
    }

    fn document(&mut self) {
        let root = &self.document.root;
        let content = member(root, "content");
        let Some(content) = content.filter(|node| matches!(node.value, Value::Map(_))) else {
            let at = content.map_or(0, place);
            return self.say(
                at,
                "there is no object `content`, in which data of a site has what its editors wrote",
                "give it the file `data/all.json` of a built site",
            );
        };
        let Value::Map(members) = &content.value else { return };
        let known = || ["site", "home"].into_iter().chain(Kind::ALL.map(Kind::folder));
        for (index, (key, node)) in members.iter().enumerate() {
            let name = key.text.as_str();
            if members[..index].iter().any(|(earlier, _)| earlier.text == name) {
                self.say(place(node), format!("`{name}` stands twice"), "keep one of the two");
            } else if name == "site" {
                self.settings(node);
            } else if name == "home" {
                let record = &content::Page::RECORD;
                if self.inspect(node, record, FormPlace::Part) {
                    self.file(format!("{CONTENT}/index.md"), record, node);
                }
            } else if let Some(kind) = Kind::from_folder(name) {
                self.entries(node, kind);
            } else {
                let help = did_you_mean(name, known()).unwrap_or_else(|| {
                    format!("there can be {}", known().collect::<Vec<_>>().join(", "))
                });
                self.say(place(node), format!("`{name}` is no part of a site’s content"), help);
            }
        }
        if member(content, "site").is_none() {
            self.say(
                place(content),
                "`site` is missing",
                "add an object `site` with `title` and `base_url`",
            );
        }
    }

    fn settings(&mut self, node: &'d Node) {
        if self.inspect(node, &SiteFile::RECORD, FormPlace::Site) {
            self.tree.push((SITE_FILE.into(), compose::settings(&SiteFile::RECORD, node)));
        }
    }

    fn entries(&mut self, node: &'d Node, kind: Kind) {
        let Value::List(items) = &node.value else {
            let help = "write an array of objects, each with its `id`";
            return self.say(place(node), format!("`{}` is not an array", kind.folder()), help);
        };
        let record = content::record_of(kind);
        let mut known: HashMap<String, usize> = HashMap::new();
        for item in items {
            if !self.inspect(item, record, FormPlace::Item) {
                continue;
            }
            let Some((at, id)) = member(item, "id").and_then(|id| Some((place(id), text(id)?)))
            else {
                continue;
            };
            let Some(id) = self.file_name(at, id, kind) else { continue };
            if let Some(first) = known.insert(id.clone(), at) {
                let message = format!("the {kind} `{id}` is there twice");
                let help =
                    format!("keep one of the two; the other is {}", self.document.pointer(first));
                self.say(at, message, help);
                continue;
            }
            self.file(format!("{CONTENT}/{}/{id}.md", kind.folder()), record, item);
        }
    }

    /// The id as a file has it in its name.
    fn file_name(&mut self, at: usize, id: &str, kind: Kind) -> Option<String> {
        if kind != Kind::Country {
            return Some(id.to_owned());
        }
        match Code::parse(id) {
            Ok(code) => Some(code.lower()),
            Err(error) => {
                let help = match error.suggestion {
                    Some(code) => format!("did you mean `{}`?", code.lower()),
                    None => "write two letters of ISO 3166-1".into(),
                };
                self.say(at, error.message, help);
                None
            }
        }
    }

    fn file(&mut self, path: String, record: &Record, node: &Node) {
        let body = member(node, "body").and_then(text).unwrap_or_default();
        self.tree.push((path, compose::file(record, node, body)));
    }

    /// Whether the node has the form of the record; what is wrong is told.
    fn inspect(&mut self, node: &Node, record: &'static Record, as_what: FormPlace) -> bool {
        let before = self.mistakes.len();
        for found in inspect_form(node, record, as_what) {
            if found.severity != Severity::Error {
                continue;
            }
            let At::Bytes(bytes) = &found.at else { continue };
            let on_key = [&rule::UNKNOWN_KEY, &rule::DUPLICATE_KEY, &rule::VERDICT_KEY]
                .into_iter()
                .any(|rule| *rule == *found.rule);
            self.mistakes.push(Mistake {
                pointer: self.document.pointer_of(bytes, on_key),
                message: found.message,
                help: found.help,
            });
        }
        self.keys(node);
        self.mistakes.len() == before
    }

    /// Keys are free where a mapping is; YAML has a limit to them.
    fn keys(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter().for_each(|item| self.keys(item)),
            Value::Map(fields) => {
                for (key, node) in fields {
                    if key.text.len() > LONGEST_KEY {
                        let help = format!("take {LONGEST_KEY} bytes at the most");
                        self.say(place(node), "this key is too long", help);
                    }
                    self.keys(node);
                }
            }
        }
    }
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(fields) = &node.value else { return None };
    fields.iter().find(|(name, _)| name.text == key).map(|(_, node)| node)
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// The number by which the document knows the place of a node.
fn place(node: &Node) -> usize {
    node.bytes.start
}
