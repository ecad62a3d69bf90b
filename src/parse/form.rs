//! Everything that is wrong with the form of a front matter. Runs only when the parser of record
//! has refused it, and holds the whole tree against the table of shapes.

use std::ops::Range;
use std::sync::Arc;

use super::scalar;
use super::tree::{self, Key, Node, Value, Why};
use crate::content::shape::{Record, Shape};
use crate::content::value::{FromText, Reason, target_of};
use crate::content::{self, Declared};
use crate::country::Code;
use crate::date::Date;
use crate::diagnostic::{At, Diagnostic, New, Rule, Severity, nearest, only_near, rule};
use crate::id::{Id, Kind, is_id, suggest_id};
use crate::words::with_article;

/// Keys that would say what is true. The generator never adjudicates.
const VERDICTS: [&str; 6] = ["verdict", "rating", "score", "truth", "debunked", "fact_check"];

/// The field of a tie that keeps it from being a bare fact.
const TIE: (&str, &str) = (content::Link::RECORD.name, "linked_by");

/// How many bytes a value may have to be repeated in a message.
const SHOWN: usize = 400;

/// Where a record stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Site,
    /// The front matter of a file, whose name is the id.
    File,
    /// An entry in a list of an explainer.
    Item,
    /// Part of an entry.
    Part,
}

/// All faults of the YAML in `yaml`, bytes of `text`, which `error` says is no `record`.
pub fn inspect(
    path: &Arc<str>,
    text: &str,
    yaml: Range<usize>,
    record: &'static Record,
    place: Place,
    error: &serde_yaml::Error,
) -> Vec<Diagnostic> {
    let source = &text[yaml.clone()];
    let mut inspector = Inspector { path, offset: yaml.start, draft: false, found: Vec::new() };
    match tree::read(source) {
        Err(broken) => match broken.why {
            Why::Unclosed(at) => inspector.unclosed(source, at),
            Why::Syntax(message) => {
                let at =
                    error.location().map_or(broken.at, |place| place.index().min(source.len()));
                inspector.syntax(source, line_at(source, at.max(broken.at)), &message);
            }
            Why::TooDeep => inspector.too_deep(&line_at(source, broken.at)),
            Why::TooManyValues => inspector.too_many(&line_at(source, broken.at)),
        },
        Ok(root) => {
            let nothing = Node { value: Value::Map(Vec::new()), bytes: 0..0 };
            let root = root.unwrap_or(nothing);
            inspector.draft = is_draft(&root);
            inspector.record(&root, record, place);
            if inspector.found.is_empty() {
                // The parser of record is stricter here than the shapes are.
                let at = error.location().map_or(0, |place| place.index().min(source.len()));
                inspector.syntax(source, line_at(source, at), &error.to_string());
            }
        }
    }
    inspector.found
}

/// All faults of a tree that is to be a `record`. Places are the bytes of its nodes.
pub fn inspect_node(root: &Node, record: &'static Record, place: Place) -> Vec<Diagnostic> {
    let path: Arc<str> = "".into();
    let draft = is_draft(root);
    let mut inspector = Inspector { path: &path, offset: 0, draft, found: Vec::new() };
    inspector.record(root, record, place);
    inspector.found
}

/// What is wrong with a text as a value of this shape: a sentence, with what is meant where that is
/// known.
pub fn fault_of(text: &str, shape: &'static Shape, key: &str) -> Option<String> {
    let value = Value::Scalar { text: text.to_owned(), plain: false };
    let path: Arc<str> = "".into();
    let mut inspector = Inspector { path: &path, offset: 0, draft: false, found: Vec::new() };
    inspector.value(&Node { value, bytes: 0..0 }, shape, key);
    let found = inspector.found.into_iter().next()?;
    Some(match found.help {
        Some(help) => format!("{}; {help}", found.message),
        None => found.message,
    })
}

/// The entries that a broken file declares in lists.
pub fn declared(text: &str, yaml: Range<usize>) -> Vec<Declared> {
    let Ok(Some(root)) = tree::read(&text[yaml.clone()]) else { return Vec::new() };
    let mut declared = Vec::new();
    for kind in content::INLINE_KINDS {
        let Some(Node { value: Value::List(items), .. }) = root.get(&[kind.folder().into()]) else {
            continue;
        };
        for item in items {
            if let Some(Node { value: Value::Scalar { text, .. }, bytes }) =
                item.get(&["id".into()])
            {
                let at = At::Bytes(yaml.start + bytes.start..yaml.start + bytes.end);
                declared.push(Declared { kind, id: text.as_str().into(), at });
            }
        }
    }
    declared
}

fn is_draft(root: &Node) -> bool {
    let draft = root.get(&["draft".into()]).map(|node| &node.value);
    matches!(draft, Some(Value::Scalar { text, .. })
        if matches!(text.to_ascii_lowercase().as_str(), "yes" | "true"))
}

/// The line of `text` in which the byte `at` stands, or the last one with something on it.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text[..at].trim_end_matches(['\n', '\r']);
    let at = if text[at..].trim().is_empty() { before.len() } else { at };
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = text[start..end].trim_end();
    start + (line.len() - line.trim_start().len())..start + line.len()
}

/// What is wrong with `id` or `body` in the front matter of a file, and what to do.
pub fn item_field(key: &str) -> (&'static str, &'static str) {
    if key == "id" {
        ("the id of a file is its name", "take this line out; rename the file to change the id")
    } else {
        (
            "the prose of a file stands below its front matter",
            "move the text below the second `---` line",
        )
    }
}

/// What a record is called in messages.
fn described(record: &Record) -> String {
    match record.name {
        "SiteFile" => "`site.yaml`".into(),
        name => with_article(&name.to_lowercase()),
    }
}

/// Whether a value is of the sort that a field of this shape takes: one text, a list or fields.
fn can_hold(shape: &Shape, value: &Node) -> bool {
    match (shape, &value.value) {
        (Shape::Anything, _) => true,
        (Shape::List(_) | Shape::NonEmpty(_), Value::List(_)) => true,
        (Shape::Record(_) | Shape::Map(_), Value::Map(_)) => true,
        (Shape::Lines, Value::List(_) | Value::Scalar { .. }) => true,
        (Shape::List(_) | Shape::NonEmpty(_) | Shape::Record(_) | Shape::Map(_), _) => false,
        (_, Value::Scalar { .. }) => true,
        (_, Value::List(_) | Value::Map(_)) => false,
    }
}

/// One plain text as the list of it, where nothing in it can mean several.
fn listed(item: &Shape, node: &Node) -> Option<New> {
    let Value::Scalar { text, plain: true } = &node.value else { return None };
    let one = !matches!(item, Shape::Record(_) | Shape::Anything)
        && !text.contains([',', ';'])
        && scalar::write(text) == *text;
    one.then(|| New::words(text, format!("[{text}]")))
}

/// The line with its value in quotes, where a colon in that value is what breaks it.
fn quotes_meant(source: &str, line: &Range<usize>) -> Option<New> {
    let text = &source[line.clone()];
    let (key, value) = text.split_once(": ")?;
    let value = value.trim_start();
    let word = key.trim_start_matches("- ");
    let is_key = !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
    let begins_plain = value.starts_with(|first: char| first.is_alphanumeric());
    let has_colon = value.contains(": ") || value.ends_with(':');
    // A line that is indented deeper may go on with the value.
    let indent = |line: &str| line.len() - line.trim_start().len();
    let start = source[..line.start].rfind('\n').map_or(0, |end| end + 1);
    let next = source[line.end..].lines().skip(1).find(|line| !line.trim().is_empty());
    let ends = next.is_none_or(|next| indent(next) <= indent(&source[start..]));
    let sure = is_key && begins_plain && has_colon && ends && !value.contains(" #");
    sure.then(|| New::words(value, scalar::quoted(value)))
}

struct Inspector<'a> {
    path: &'a Arc<str>,
    /// Where the YAML begins in the file.
    offset: usize,
    /// Whether the file is a draft, which may be unfinished.
    draft: bool,
    found: Vec<Diagnostic>,
}

impl Inspector<'_> {
    fn at(&self, bytes: &Range<usize>) -> At {
        At::Bytes(self.offset + bytes.start..self.offset + bytes.end)
    }

    fn say(
        &mut self,
        rule: &'static Rule,
        bytes: &Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(rule, self.path, self.at(bytes), message);
        self.found.push(diagnostic.maybe_help(help));
        self.found.last_mut().expect("it has just been put there")
    }

    /// YAML itself does not hold together; nothing else is said of the file.
    fn syntax(&mut self, source: &str, line: Range<usize>, why: &str) {
        let text = &source[line.clone()];
        let indent = source[..line.start].rsplit('\n').next().unwrap_or_default();
        let help = if indent.contains('\t') || text.contains('\t') {
            "YAML is indented with spaces, never with tabs".to_owned()
        } else {
            match text.split_once(": ") {
                Some((key, value)) if !value.trim().is_empty() && value.len() <= SHOWN => {
                    let value = value.trim().trim_matches('"').replace('"', "\\\"");
                    format!("put it in quotes: `{}: \"{value}\"`", key.trim())
                }
                _ => "put it in quotes, and check the colon, the indentation and the line before"
                    .to_owned(),
            }
        };
        let message = format!("this is not valid YAML: {why}");
        let meant = quotes_meant(source, &line);
        self.say(&rule::YAML_SYNTAX, &line, message, Some(help)).offer(meant);
    }

    fn too_deep(&mut self, line: &Range<usize>) {
        let message =
            format!("more than {} lists or mappings stand in one another here", tree::DEEPEST);
        let help = "take the levels out; the rest of these fields was not checked".to_owned();
        self.say(&rule::NESTED_TOO_DEEP, line, message, Some(help));
    }

    fn too_many(&mut self, line: &Range<usize>) {
        let message =
            format!("with its aliases this text stands for more than {} values", tree::MOST_VALUES);
        let help = "write out what the aliases stand for, or make several files of it".to_owned();
        self.say(&rule::TOO_LARGE, line, message, Some(help));
    }

    /// A bracket or quotation mark at `at` is never closed.
    fn unclosed(&mut self, source: &str, at: usize) {
        let (mark, help) = match source[at..].chars().next() {
            Some('[') => ('[', "put `]` after the last item"),
            Some('{') => ('{', "put `}` after the last field"),
            Some('\'') => ('\'', "put `'` after the text; inside it, write `''` for an apostrophe"),
            _ => ('"', "put `\"` after the text; inside it, write `\\\"` for a quotation mark"),
        };
        let end = line_at(source, at).end.max(at + 1);
        let message = format!("this is not valid YAML: `{mark}` is opened here and never closed");
        self.say(&rule::YAML_SYNTAX, &(at..end), message, Some(help.into()));
    }

    fn record(&mut self, node: &Node, record: &'static Record, place: Place) {
        let Value::Map(fields) = &node.value else {
            let mut keys = record.all().filter(|field| field.required).chain(record.all());
            let example = keys.next().map_or("key", |field| field.key);
            self.say(
                &rule::WRONG_TYPE,
                &node.bytes,
                "here should stand fields, each with its key",
                Some(format!("write `{example}: …` and the like on lines of their own, or `{{ {example}: … }}`")),
            );
            return;
        };
        // Keys that stand there misspelt: they are not missing, too.
        let mut misspelt: Vec<&str> = Vec::new();
        for (index, (key, value)) in fields.iter().enumerate() {
            if let Some((first, _)) =
                fields[..index].iter().find(|(known, _)| known.text == key.text)
            {
                let first = self.at(&first.bytes);
                let duplicate = Diagnostic::new(
                    &rule::DUPLICATE_KEY,
                    self.path,
                    self.at(&key.bytes),
                    format!("`{}` stands twice", key.text),
                )
                .related(self.path, first, "it stands here first")
                .help("keep one of the two");
                self.found.push(duplicate);
                continue;
            }
            // Which of the two is meant is not known, so neither value is held against its form.
            if fields[index + 1..].iter().any(|(again, _)| again.text == key.text) {
                continue;
            }
            match record.field(&key.text) {
                Some(_) if place == Place::File && matches!(key.text.as_str(), "id" | "body") => {
                    let (message, help) = item_field(&key.text);
                    self.say(&rule::UNKNOWN_KEY, &key.bytes, message, Some(help.into()));
                }
                Some(field) => self.field(value, &field.shape, field.required, &key.text),
                None => {
                    let given = |known: &str| fields.iter().any(|(key, _)| key.text == known);
                    misspelt.extend(self.unknown_key(key, value, record, place, given));
                }
            }
        }
        for field in record.all() {
            let required = field.required || (place == Place::Item && field.key == "id");
            let given = fields.iter().any(|(key, _)| key.text == field.key);
            if required && !given && !misspelt.contains(&field.key) {
                let bytes = if node.bytes.is_empty() { 0..0 } else { node.heading() };
                let draft = self.draft;
                let missing = if (record.name, field.key) == TIE {
                    self.tie_without_claim(&bytes)
                } else {
                    self.say(
                        &rule::MISSING_FIELD,
                        &bytes,
                        format!("`{}` is missing", field.key),
                        Some(format!("add `{}: …`. {}", field.key, field.doc)),
                    )
                };
                if draft {
                    missing.severity = Severity::Warning;
                }
            }
        }
    }

    fn tie_without_claim(&mut self, bytes: &Range<usize>) -> &mut Diagnostic {
        self.say(
            &rule::TIE_WITHOUT_CLAIM,
            bytes,
            "this tie stands without a claim, as if it were a bare fact",
            Some(
                "add `linked_by: ID`, the claim that says so; its positions show who says it, and who not"
                    .into(),
            ),
        )
    }

    /// Tells an unknown key, and gives the one that it must be a misspelling of.
    fn unknown_key(
        &mut self,
        key: &Key,
        value: &Node,
        record: &'static Record,
        place: Place,
        given: impl Fn(&str) -> bool,
    ) -> Option<&'static str> {
        if VERDICTS.contains(&key.text.as_str()) {
            self.say(
                &rule::VERDICT_KEY,
                &key.bytes,
                format!("`{}` would be a verdict, and Whosays gives none", key.text),
                Some(
                    "write who says so: a finding is a position, with its actor, its date and its source"
                        .into(),
                ),
            );
            return None;
        }
        let known = || {
            record
                .all()
                .map(|field| field.key)
                .filter(move |key| place == Place::Item || !matches!(*key, "id" | "body"))
        };
        let meant = only_near(&key.text, known()).filter(|near| {
            !given(near) && record.field(near).is_some_and(|field| can_hold(&field.shape, value))
        });
        let near = nearest(&key.text, known());
        let help = format!("the keys here are {}", known().collect::<Vec<_>>().join(", "));
        self.say(
            &rule::UNKNOWN_KEY,
            &key.bytes,
            format!("`{}` is not a key of {}", key.text, described(record)),
            Some(help),
        )
        .offer(meant.map(|near| New::scalar(&key.text, near)))
        .ask(near.map(|near| New::scalar(&key.text, near)));
        meant
    }

    /// Whether nothing is wrong with a value of this shape.
    fn is_sound(&self, node: &Node, shape: &'static Shape, key: &str) -> bool {
        let mut alone = Inspector { found: Vec::new(), ..*self };
        alone.value(node, shape, key);
        alone.found.is_empty()
    }

    fn field(&mut self, node: &Node, shape: &'static Shape, required: bool, key: &str) {
        if node.is_null() {
            if let Shape::Reason = shape {
                let message = format!("`{key}` is exempt without a reason");
                self.without_reason(&node.bytes, message);
            } else if required {
                self.say(
                    &rule::EMPTY_FIELD,
                    &node.bytes,
                    format!("`{key}` has no value"),
                    Some("write it after the colon".into()),
                );
            }
            return;
        }
        self.value(node, shape, key);
    }

    fn value(&mut self, node: &Node, shape: &'static Shape, key: &str) {
        match (shape, &node.value) {
            (Shape::Anything, _) => {}
            (Shape::List(item) | Shape::NonEmpty(item), Value::List(items)) => {
                if items.is_empty() && matches!(shape, Shape::NonEmpty(_)) {
                    self.say(&rule::EMPTY_FIELD, &node.bytes, format!("`{key}` has no item"), None);
                }
                for node in items {
                    self.field(node, item, true, key);
                }
            }
            (Shape::List(item) | Shape::NonEmpty(item), _) => {
                let help = match (item, &node.value) {
                    (Shape::Record(_), _) => {
                        format!("write each on lines of its own, after `- `, below `{key}:`")
                    }
                    (_, Value::Scalar { text, .. }) => format!("write `{key}: [{text}]`"),
                    _ => format!("write `{key}: [one, two]`"),
                };
                let message = format!("`{key}` is a list");
                let list = listed(item, node).filter(|_| self.is_sound(node, item, key));
                self.say(&rule::WRONG_TYPE, &node.bytes, message, Some(help)).offer(list);
            }
            (Shape::Lines, Value::List(items)) => {
                for node in items {
                    self.field(node, &Shape::Inline, true, key);
                }
            }
            (Shape::Record(record), _) => {
                let entry = matches!(key, "actors" | "claims" | "events" | "sources" | "terms");
                let place = if entry { Place::Item } else { Place::Part };
                self.record(node, record, place);
            }
            (Shape::Map(item), Value::Map(fields)) => {
                for (name, value) in fields {
                    self.field(value, item, true, &name.text);
                }
            }
            (Shape::Map(item), _) => {
                let entry = match item {
                    Shape::Reason => "rule: the reason",
                    _ => "name: value",
                };
                let help = format!("write `{entry}` on lines below `{key}:`");
                self.say(
                    &rule::WRONG_TYPE,
                    &node.bytes,
                    format!("`{key}` is a mapping"),
                    Some(help),
                );
            }
            (_, Value::Scalar { text, .. }) => self.scalar(node, text, shape, key),
            (_, Value::List(_)) => {
                let help = "write it after the colon, without brackets or dashes".to_owned();
                self.say(
                    &rule::WRONG_TYPE,
                    &node.bytes,
                    format!("`{key}` takes one value, not a list"),
                    Some(help),
                );
            }
            (_, Value::Map(_)) => {
                let help = "if the text has a colon, put it in quotes".to_owned();
                self.say(
                    &rule::WRONG_TYPE,
                    &node.heading(),
                    format!("`{key}` takes one value, not a mapping"),
                    Some(help),
                );
            }
        }
    }

    fn scalar(&mut self, node: &Node, text: &str, shape: &'static Shape, key: &str) {
        let bytes = &node.bytes;
        if text.trim().is_empty() && !matches!(shape, Shape::Reason) {
            self.say(
                &rule::EMPTY_FIELD,
                bytes,
                format!("`{key}` has no value"),
                Some("write it after the colon, or take the line out".into()),
            );
            return;
        }
        match shape {
            Shape::Id => {
                if let Err(why) = Id::parse(text) {
                    self.bad_id(bytes, why, text, None);
                }
            }
            Shape::Ref(kind) => {
                if let Err(why) = Id::parse(text) {
                    self.bad_id(bytes, why, text, Some(*kind));
                }
            }
            Shape::Target(kinds) => {
                if let Err(why) = target_of(text, kinds) {
                    self.bad_target(bytes, why, text, kinds);
                }
            }
            Shape::Date => {
                if let Err(error) = Date::parse(text) {
                    let meant = error.sole_reading().map(|form| New::scalar(text, form));
                    let help = error.suggestion.map(|form| format!("did you mean `{form}`?"));
                    self.say(&rule::BAD_DATE, bytes, error.message, help).offer(meant);
                }
            }
            Shape::Country => {
                if let Err(error) = Code::parse(text) {
                    let meant = error.sole_reading().map(|code| New::scalar(text, code.as_str()));
                    let help = error.suggestion.map(|code| format!("did you mean `{code}`?"));
                    self.say(&rule::BAD_COUNTRY, bytes, error.message, help).offer(meant);
                }
            }
            Shape::Term(vocabulary) if vocabulary.find(text).is_none() => {
                let near = nearest(text, vocabulary.keys());
                let help =
                    format!("the terms are {}", vocabulary.keys().collect::<Vec<_>>().join(", "));
                let message = format!("`{text}` is not a term of `{}`", vocabulary.name);
                let meant = only_near(text, vocabulary.keys());
                self.say(&rule::UNKNOWN_TERM, bytes, message, Some(help))
                    .offer(meant.map(|near| New::scalar(text, near)))
                    .ask(near.map(|near| New::scalar(text, near)));
            }
            Shape::Reason if Reason::from_text(text).is_err() => {
                let message = match text.trim() {
                    "" => format!("`{key}` is exempt without a reason"),
                    word => format!("`{key}` is exempt, and `{word}` is no reason"),
                };
                self.without_reason(bytes, message);
            }
            Shape::Flag => {
                let help = "write `yes` or `no`";
                self.parsed::<content::value::Flag>(node, &rule::WRONG_TYPE, help, |_| None);
            }
            Shape::Number => self.parsed::<content::value::Number>(
                node,
                &rule::WRONG_TYPE,
                "write a number without a fraction",
                |_| None,
            ),
            Shape::Url => self.parsed::<content::value::Url>(
                node,
                &rule::BAD_ADDRESS,
                "write the whole address",
                address_meant,
            ),
            Shape::Address => self.parsed::<content::value::Address>(
                node,
                &rule::BAD_ADDRESS,
                "write the whole address",
                address_meant,
            ),
            Shape::Path => self.parsed::<content::value::SitePath>(
                node,
                &rule::BAD_ADDRESS,
                "write a path with forward slashes, without `..`",
                path_meant,
            ),
            Shape::Domain => self.parsed::<content::value::Domain>(
                node,
                &rule::BAD_ADDRESS,
                "write it without `https://`, as in `www.example.org`",
                domain_meant,
            ),
            Shape::WebHost => self.parsed::<content::value::WebHost>(
                node,
                &rule::UNKNOWN_TERM,
                "write `github-pages`, `gitlab-pages`, `netlify`, `cloudflare-pages` or `nginx`",
                |_| None,
            ),
            Shape::Sha256 => self.parsed::<content::value::Sha256>(
                node,
                &rule::WRONG_TYPE,
                "`sha256sum FILE` prints it",
                |_| None,
            ),
            _ => {}
        }
    }

    /// Reads the scalar as the type does, and says what the type says of it.
    fn parsed<T: serde::de::DeserializeOwned>(
        &mut self,
        node: &Node,
        rule: &'static Rule,
        help: &str,
        meant: fn(&str) -> Option<String>,
    ) {
        let Value::Scalar { text, .. } = &node.value else { return };
        let read = |text: &str| {
            let text: serde::de::value::StrDeserializer<serde::de::value::Error> =
                serde::de::IntoDeserializer::into_deserializer(text);
            T::deserialize(text).map(|_| ())
        };
        if let Err(error) = read(text) {
            let meant = meant(text).filter(|meant| read(meant).is_ok());
            let meant = meant.map(|meant| New::scalar(text, meant));
            self.say(rule, &node.bytes, error.to_string(), Some(help.to_owned())).offer(meant);
        }
    }

    fn without_reason(&mut self, bytes: &Range<usize>, message: String) {
        let help = "write after the colon why the rule does not hold here".to_owned();
        self.say(&rule::EXEMPTION_WITHOUT_REASON, bytes, message, Some(help));
    }

    fn bad_id(&mut self, bytes: &Range<usize>, why: String, text: &str, kind: Option<Kind>) {
        let help = match text.split_once(':') {
            Some((word, id)) if Kind::from_word(word).is_some() => {
                Some(format!("the field fixes the kind: write `{}`", id.trim()))
            }
            _ => suggest_id(text).map(|id| format!("did you mean `{id}`?")),
        };
        let bare = kind.and_then(|kind| text.strip_prefix(kind.word())?.strip_prefix(':'));
        let meant = bare.filter(|id| is_id(id)).map(|id| New::scalar(text, id));
        self.say(&rule::BAD_ID, bytes, why, help).offer(meant);
    }

    fn bad_target(&mut self, bytes: &Range<usize>, why: String, text: &str, kinds: &[Kind]) {
        let words = kinds.iter().map(|kind| kind.word());
        let help = match text.split_once(':') {
            Some((word, id)) => {
                nearest(word, words).map(|near| format!("did you mean `{near}:{}`?", id.trim()))
            }
            None => {
                let country = kinds.contains(&Kind::Country) && Code::parse(text).is_ok();
                let kind = if country { Kind::Country } else { kinds[0] };
                Some(format!("did you mean `{kind}:{text}`?"))
            }
        };
        let meant = kind_meant(text, kinds).map(|kind| {
            let name = text.split_once(':').map_or(text, |(_, name)| name.trim());
            New::scalar(text, format!("{kind}:{name}"))
        });
        self.say(&rule::BAD_ID, bytes, why, help).offer(meant);
    }
}

/// An address on the network less white space and pointed brackets around it, with its scheme in
/// small letters and two slashes.
fn address_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.trim_start_matches('/');
    matches!(&*scheme, "http" | "https").then(|| format!("{scheme}://{rest}"))
}

/// The host alone, of one who wrote the whole address.
fn domain_meant(text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().map(str::to_owned)
}

/// A path with forward slashes, single ones, and no `.` in it.
fn path_meant(text: &str) -> Option<String> {
    let path = text.trim().replace('\\', "/");
    let first = if path.starts_with('/') { "/" } else { "" };
    let last = if path.ends_with('/') { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    // A letter and a colon name a disk.
    let on_disk = parts.first().is_some_and(|part| part.ends_with(':'));
    (!parts.is_empty() && !on_disk).then(|| format!("{first}{}{last}", parts.join("/")))
}

/// The kind that a reference must be of whose kind is misspelt or missing.
fn kind_meant(text: &str, kinds: &[Kind]) -> Option<Kind> {
    match text.split_once(':') {
        Some((word, name)) => only_near(word, kinds.iter().map(|kind| kind.word()))
            .and_then(Kind::from_word)
            .filter(|kind| is_id(name.trim()) || *kind == Kind::Country),
        // No id has capitals.
        None if kinds.contains(&Kind::Country) && Code::parse(text).is_ok() => {
            (!is_id(text)).then_some(Kind::Country)
        }
        None if is_id(text) => {
            let mut others = kinds.iter().copied().filter(|kind| *kind != Kind::Country);
            others.next().filter(|_| others.next().is_none())
        }
        None => None,
    }
}
