//! What may be written at a place: keys, terms, ids, codes and references.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, Range as Span, TextEdit,
};
use serde_json::json;

use super::cursor::{self, Begun, Given, Key, Keys, Spot, Word};
use super::hover;
use super::site::Site;
use crate::content::shape::Shape;
use crate::content::value::WebHost;
use crate::content::{reference, schema};
use crate::country::Code;
use crate::diagnostic::{Severity, rule};
use crate::id::{Kind, Target};
use crate::parse::scalar;
use crate::source::SITE_FILE;
use crate::vocabulary::Vocabulary;

/// How many ids are offered at once; more letters make them fewer.
const MOST: usize = 100;

/// What may be written at a byte of a file; nothing where nothing is known.
pub fn completion(site: &Site, path: &str, at: usize) -> Option<CompletionList> {
    let text = site.text(path)?;
    match cursor::spot(path, text, at)? {
        Spot::Key(key) => keys(site, path, &key),
        Spot::Value(value) => values(site, path, &value),
        Spot::Prose(prose) => match prose.begun(text)? {
            Begun::Citation(word) => {
                let offer = Offer::new(site, path, &word)?;
                Some(offer.ids(&[Kind::Source], |target| target.id.to_string()))
            }
            Begun::Address(word) => Offer::new(site, path, &word)?.targets(&Kind::ALL),
        },
    }
}

/// Adds the card of the entry that an item stands for.
pub fn resolve(site: &Site, mut item: CompletionItem, markup: MarkupKind) -> CompletionItem {
    let target = item.data.as_ref().and_then(|data| Target::parse(data.as_str()?));
    let card = target.and_then(|target| hover::entry(site, &target, &markup));
    if let Some(value) = card {
        item.documentation = Some(documentation(markup, value));
    }
    item
}

fn documentation(kind: MarkupKind, value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind, value })
}

fn keys(site: &Site, path: &str, key: &Key) -> Option<CompletionList> {
    let offer = Offer::new(site, path, &key.word)?;
    let colon = if key.has_value { "" } else { ": " };
    let is_beside = |name: &str| key.beside.iter().any(|known| known == name);
    let item = |name: &str, kind, detail: String, doc: String| CompletionItem {
        kind: Some(kind),
        detail: Some(detail),
        documentation: Some(Documentation::String(doc)),
        ..offer.item(name, format!("{name}{colon}"))
    };
    let items = match key.keys {
        Keys::Rules => {
            let adjustable = rule::ALL.iter().filter(|rule| rule.adjustable);
            let free = adjustable.filter(|rule| !is_beside(rule.name));
            let kind = CompletionItemKind::PROPERTY;
            free.map(|rule| item(rule.name, kind, rule.severity.to_string(), rule.summary.into()))
                .collect()
        }
        Keys::Of(record) => {
            let is_file = key.at_top && path != SITE_FILE;
            let wanted =
                |name: &str| !(is_beside(name) || is_file && schema::is_for_items(record, name));
            // What must be there comes first.
            let (required, optional): (Vec<_>, Vec<_>) =
                record.all().filter(|field| wanted(field.key)).partition(|field| field.required);
            let fields = required.into_iter().chain(optional);
            fields
                .map(|field| {
                    let required = if field.required { "required: " } else { "" };
                    let detail = format!("{required}{}", reference::takes_plainly(&field.shape));
                    item(field.key, CompletionItemKind::FIELD, detail, hover::words(field.doc))
                })
                .collect()
        }
    };
    Some(offer.list(items))
}

fn values(site: &Site, path: &str, value: &Given) -> Option<CompletionList> {
    let offer = Offer::new(site, path, &value.word)?;
    match value.shape {
        Shape::Term(vocabulary) => Some(offer.list(terms(&offer, vocabulary))),
        Shape::Flag => Some(offer.words(["yes", "no"])),
        Shape::WebHost => Some(offer.words(WebHost::NAMES.map(|(name, _)| name))),
        Shape::Country => Some(offer.countries(|code| code.as_str().to_owned())),
        Shape::Ref(kind) | Shape::RefOrText(kind) => {
            Some(offer.ids(&[*kind], |target| target.id.to_string()))
        }
        Shape::Target(kinds) => offer.targets(kinds),
        Shape::Text if value.is_link() => offer.targets(&Kind::ALL),
        Shape::Text if value.key == "rules" => {
            let off = std::iter::once("off".to_owned());
            let levels = [Severity::Warning, Severity::Error].map(|level| level.to_string());
            let words: Vec<String> = off.chain(levels).collect();
            Some(offer.words(words.iter().map(String::as_str)))
        }
        Shape::Text if value.key == "topics" => {
            let topics = site.model().into_iter().flat_map(|model| &model.topics);
            let items = topics.map(|topic| {
                let title = if value.quoted {
                    topic.title.to_string()
                } else {
                    scalar::write(&topic.title)
                };
                offer.item(&topic.title, title)
            });
            Some(offer.list(items.collect()))
        }
        _ => None,
    }
}

fn terms(offer: &Offer, vocabulary: &Vocabulary) -> Vec<CompletionItem> {
    let item = |term: &crate::vocabulary::Term| CompletionItem {
        kind: Some(CompletionItemKind::ENUM_MEMBER),
        detail: Some(term.label.into()),
        documentation: Some(Documentation::String(term.definition.into())),
        ..offer.item(term.key, term.key.to_owned())
    };
    vocabulary.terms.iter().map(item).collect()
}

/// What is offered in the place of a word.
struct Offer<'a> {
    site: &'a Site,
    word: &'a Word,
    span: Span,
}

impl<'a> Offer<'a> {
    fn new(site: &'a Site, path: &str, word: &'a Word) -> Option<Offer<'a>> {
        Some(Offer { site, word, span: site.span(path, &word.bytes)? })
    }

    fn item(&self, label: &str, new: String) -> CompletionItem {
        let edit = TextEdit::new(self.span, new);
        CompletionItem {
            label: label.to_owned(),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            ..CompletionItem::default()
        }
    }

    /// Items in this order, of which the client chooses.
    fn list(&self, mut items: Vec<CompletionItem>) -> CompletionList {
        for (index, item) in items.iter_mut().enumerate() {
            item.sort_text = Some(format!("{index:04}"));
        }
        CompletionList { is_incomplete: false, items }
    }

    fn words<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> CompletionList {
        let item = |word: &str| CompletionItem {
            kind: Some(CompletionItemKind::VALUE),
            ..self.item(word, word.to_owned())
        };
        self.list(words.into_iter().map(item).collect())
    }

    /// Codes by the names of countries; those that the site has come first.
    fn countries(&self, written: impl Fn(Code) -> String) -> CompletionList {
        let model = self.site.model();
        let known = model.into_iter().flat_map(|model| &model.countries);
        let mut all: Vec<(Code, &str)> =
            known.map(|country| (country.code, &*country.name)).collect();
        let others = Code::all().filter_map(|code| Some((code, code.name()?)));
        let others: Vec<_> =
            others.filter(|(code, _)| all.iter().all(|(known, _)| known != code)).collect();
        all.extend(others);
        let item = |(code, name): (Code, &str)| {
            let new = written(code);
            CompletionItem {
                kind: Some(CompletionItemKind::VALUE),
                detail: Some(name.to_owned()),
                filter_text: Some(format!("{new} {name}")),
                ..self.item(&new, new.clone())
            }
        };
        self.list(all.into_iter().map(item).collect())
    }

    /// `kind:id` of these kinds: first a kind, then an id.
    fn targets(&self, kinds: &[Kind]) -> Option<CompletionList> {
        let text = &self.word.text;
        if let Some((word, _)) = text.split_once(':') {
            let kind = Kind::from_word(word).filter(|kind| kinds.contains(kind))?;
            if kind == Kind::Country {
                return Some(self.countries(|code| format!("{kind}:{}", code.lower())));
            }
            return Some(self.ids(&[kind], Target::to_string));
        }
        let item = |kind: &Kind| CompletionItem {
            kind: Some(CompletionItemKind::KEYWORD),
            detail: Some(format!("a link to {}", kind.with_article())),
            ..self.item(&format!("{kind}:"), format!("{kind}:"))
        };
        let mut list = self.list(kinds.iter().map(item).collect());
        if !text.is_empty() {
            list.items.extend(self.ids(kinds, Target::to_string).items);
        }
        // What comes behind the colon is offered then.
        list.is_incomplete = true;
        Some(list)
    }

    /// The ids of these kinds, the best of them first: the word begins an id or a word of the title,
    /// or it stands in either.
    fn ids(&self, kinds: &[Kind], written: impl Fn(&Target) -> String) -> CompletionList {
        let word = &self.word.text;
        let word = word.split_once(':').map_or(word.as_str(), |(_, id)| id);
        let query = Query::new(word);
        let entries = self.site.entries().map(|(_, entry)| entry);
        let of_kinds = entries.filter(|entry| kinds.contains(&entry.target.kind));
        let mut found: Vec<_> = of_kinds
            .filter_map(|entry| Some((query.rank(&entry.target.id, &entry.title)?, entry)))
            .collect();
        found.sort_by(|a, b| (a.0, &a.1.target).cmp(&(b.0, &b.1.target)));
        let is_incomplete = found.len() > MOST;
        let item = |(_, entry): (_, &super::sheet::Listed)| {
            let draft = if entry.is_draft { " (draft)" } else { "" };
            let new = written(&entry.target);
            CompletionItem {
                kind: Some(CompletionItemKind::REFERENCE),
                detail: Some(format!("{}{draft}", entry.title)),
                filter_text: Some(format!("{new} {}", entry.title)),
                data: Some(json!(entry.target.to_string())),
                ..self.item(&new, new.clone())
            }
        };
        let items = found.into_iter().take(MOST).map(item).collect();
        CompletionList { is_incomplete, ..self.list(items) }
    }
}

/// A word by which entries are looked for.
pub struct Query(String);

impl Query {
    pub fn new(word: &str) -> Query {
        Query(word.trim().to_lowercase())
    }

    /// How well an entry answers, the less the better; `None` if it does not.
    pub fn rank(&self, id: &str, title: &str) -> Option<u8> {
        let Query(word) = self;
        if id.starts_with(word.as_str()) {
            return Some(0);
        }
        if id.contains(word.as_str()) {
            return Some(2);
        }
        let title = title.to_lowercase();
        let begins = |part: &str| part.starts_with(word.as_str());
        if title.split(|c: char| !c.is_alphanumeric()).any(begins) || begins(&title) {
            return Some(1);
        }
        title.contains(word.as_str()).then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_their_letters_and_by_the_words_of_titles() {
        let rank = |word, id, title| Query::new(word).rank(id, title);
        assert_eq!(rank("joe", "joe-biden", "Joe Biden"), Some(0));
        assert_eq!(rank("Bid", "joe-biden", "Joe Biden"), Some(2));
        assert_eq!(rank("nat", "nic", "National Intelligence Council"), Some(1));
        assert_eq!(rank("tional int", "nic", "National Intelligence Council"), Some(3));
        assert_eq!(rank("x", "nic", "National Intelligence Council"), None);
        assert_eq!(rank("", "nic", "National Intelligence Council"), Some(0));
    }
}
