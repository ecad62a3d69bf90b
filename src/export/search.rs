//! The index of the search page, in parts, so that a phone loads only what a question needs.
//!
//! A part is a script that hands itself over, as pages opened from disk may not fetch: `index.js`
//! tells how many documents there are and where each part begins, `terms-N.js` holds terms with the
//! documents in which they stand, `entries-N.js` what is shown of documents. The reading side is
//! `static/search.js`, which gives the terms to MiniSearch; both fold and cut text the same way.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::hash::hex;
use crate::sink::Sink;

/// The folder of the index, relative to the site.
pub const FOLDER: &str = "search/";

/// About so many bytes are one part of the terms.
const PART: usize = 24_000;
/// So many documents are one part of what is shown.
const CHUNK: usize = 64;
/// From so many documents on, terms that stand in most of them are left out.
const MANY: usize = 60;
/// Longer terms are cut: nobody types them out.
const LONGEST: usize = 32;

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is, in a word.
    pub kind: &'static str,
    pub title: String,
    /// What stands beside the title: a record, a type, a date.
    pub hint: String,
    /// From the root of the site on.
    pub href: String,
    /// Further words by which it is found.
    pub words: String,
}

/// A document whose words are cut into terms.
pub struct Cut {
    document: Document,
    title: Cutter,
    words: Cutter,
}

impl From<Document> for Cut {
    fn from(mut document: Document) -> Cut {
        let (title, words) = (cut(&document.title), cut(&document.words));
        // Those of all documents are much to hold.
        document.words = String::new();
        Cut { document, title, words }
    }
}

/// A document that an index has taken, with the numbers of its terms there, each once.
#[derive(Debug)]
pub struct Taken {
    document: Arc<Document>,
    title: Box<[u32]>,
    words: Box<[u32]>,
}

/// The numbers of terms: one that is made after another has the same for the terms of both.
pub type Numbers = HashMap<String, u32>;

/// Where a term stands: documents by title, and by other words. Documents come in order.
#[derive(Clone, Default)]
struct Postings {
    titles: Vec<u32>,
    words: Vec<u32>,
    /// The last document among whose other words it is, those included in whose title it stands.
    last: Option<u32>,
}

/// Each term and where it stands.
#[derive(Default)]
pub struct Index {
    documents: Vec<Arc<Document>>,
    /// A digit for the title of each document, and one for its other words.
    lengths: String,
    numbers: Numbers,
    postings: Vec<Postings>,
}

impl Index {
    /// An empty one, after another with these numbers.
    pub fn after(numbers: Numbers) -> Index {
        let postings = vec![Postings::default(); numbers.len()];
        Index { numbers, postings, ..Index::default() }
    }

    /// Takes a document. They come in the order in which they are to stand.
    pub fn take(&mut self, cut: Cut) -> Taken {
        let mut numbers =
            |terms: &Cutter| -> Vec<u32> { terms.terms().map(|term| self.number(term)).collect() };
        let (title, words) = (numbers(&cut.title), numbers(&cut.words));
        self.enter(Arc::new(cut.document), &title, &words)
    }

    /// Takes a document that one before has taken.
    pub fn take_again(&mut self, taken: &Taken) {
        self.enter(taken.document.clone(), &taken.title, &taken.words);
    }

    /// Enters a document under its terms.
    fn enter(&mut self, document: Arc<Document>, title: &[u32], words: &[u32]) -> Taken {
        let number = self.documents.len() as u32;
        // That a term is met again is seen where it was put last: to sort them took longer.
        let mut is_new_in_title = |term: &u32| {
            let titles = &mut self.postings[*term as usize].titles;
            let is_new = titles.last() != Some(&number);
            if is_new {
                titles.push(number);
            }
            is_new
        };
        let title: Box<[u32]> =
            title.iter().copied().filter(|term| is_new_in_title(term)).collect();
        let mut is_new_in_words = |term: &u32| {
            let postings = &mut self.postings[*term as usize];
            let is_new = postings.last.replace(number) != Some(number);
            if is_new && postings.titles.last() != Some(&number) {
                postings.words.push(number);
            }
            is_new
        };
        let words: Box<[u32]> =
            words.iter().copied().filter(|term| is_new_in_words(term)).collect();
        self.lengths.push(digit(title.len()));
        self.lengths.push(digit(words.len().div_ceil(8)));
        self.documents.push(document.clone());
        Taken { document, title, words }
    }

    fn number(&mut self, term: &str) -> u32 {
        self.numbers.get(term).copied().unwrap_or_else(|| {
            let number = self.postings.len() as u32;
            self.numbers.insert(term.to_owned(), number);
            self.postings.push(Postings::default());
            number
        })
    }

    /// The terms that stand anywhere, in order.
    fn sorted(&self) -> BTreeMap<&str, &Postings> {
        let postings = |number: u32| &self.postings[number as usize];
        let all = self.numbers.iter().map(|(term, number)| (term.as_str(), postings(*number)));
        all.filter(|(_, found)| found.titles.len() + found.words.len() > 0).collect()
    }

    /// Hands every part of the index to `sink`, the path relative to the site; called from many threads.
    /// Returns the numbers of its terms.
    ///
    /// Fails when `sink` does.
    pub fn write(self, sink: &dyn Sink) -> Result<Numbers> {
        let mut index = self.sorted();
        let is_common = |postings: &Postings| {
            self.documents.len() >= MANY
                && (postings.titles.len() + postings.words.len()) * 3 > self.documents.len()
        };
        let common: Vec<&str> =
            index.iter().filter(|(_, found)| is_common(found)).map(|(term, _)| *term).collect();
        index.retain(|_, found| !is_common(found));
        let parts = parts(&index);
        let chunks: Vec<String> = self.documents.chunks(CHUNK).map(chunk).collect();
        let mut hash = Sha256::new();
        for text in parts.iter().map(|(_, text)| text).chain(&chunks) {
            hash.update(text);
        }
        let version = hex(&hash.finalize()[..6]);
        let head = json!({
            "version": version,
            "chunk": CHUNK,
            "lengths": self.lengths,
            "common": common,
            "parts": parts.iter().map(|(first, _)| first).collect::<Vec<_>>(),
        });
        sink.file(&format!("{FOLDER}index.js"), format!("whosays.head({head})\n").as_bytes())?;
        parts.par_iter().enumerate().try_for_each(|(number, (_, text))| {
            let text = format!("whosays.terms({number},{})\n", json!(text));
            sink.file(&format!("{FOLDER}terms-{number}.js"), text.as_bytes())
        })?;
        chunks.par_iter().enumerate().try_for_each(|(number, text)| {
            let text = format!("whosays.entries({number},{text})\n");
            sink.file(&format!("{FOLDER}entries-{number}.js"), text.as_bytes())
        })?;
        Ok(self.numbers)
    }
}

/// Hands every part of the index of these documents to `sink`, as [`Index::write`] does. They come in
/// batches, as the words of all of them are much to hold.
///
/// Fails when `sink` does.
pub fn files(batches: impl Iterator<Item = Vec<Document>>, sink: &dyn Sink) -> Result<()> {
    let mut index = Index::default();
    for batch in batches {
        let cut: Vec<Cut> = batch.into_par_iter().map(Cut::from).collect();
        for cut in cut {
            index.take(cut);
        }
    }
    index.write(sink).map(drop)
}

/// The terms in order, cut into parts, each with its first term.
///
/// A line is a term, the documents by title, a bar, the documents by other words; documents are
/// numbers to the base of 36, each less the one before it.
fn parts<'a>(index: &BTreeMap<&'a str, &Postings>) -> Vec<(&'a str, String)> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (term, postings) in index {
        let line = format!("{term} {}|{}\n", numbers(&postings.titles), numbers(&postings.words));
        match parts.last_mut() {
            Some((_, part)) if part.len() + line.len() <= PART => part.push_str(&line),
            _ => parts.push((term, line)),
        }
    }
    parts
}

fn numbers(documents: &[u32]) -> String {
    let mut text = String::new();
    let mut before = 0;
    for document in documents {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&base36(document - before));
        before = *document;
    }
    text
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(digit(number as usize % 36));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// One digit to the base of 36; the last for whatever is larger.
fn digit(number: usize) -> char {
    char::from_digit(number.min(35) as u32, 36).unwrap_or('z')
}

/// What is shown of documents, as an array of arrays.
fn chunk(documents: &[Arc<Document>]) -> String {
    let mut text = String::from("[");
    for (number, document) in documents.iter().enumerate() {
        let Document { kind, title, hint, href, .. } = &**document;
        let comma = if number == 0 { "" } else { ",\n" };
        let _ = write!(text, "{comma}{}", json!([kind, title, hint, href]));
    }
    text.push(']');
    text
}

/// The terms of a text: folded, then cut into runs of letters and digits; in scripts that set no
/// spaces each letter is a term.
fn cut(text: &str) -> Cutter {
    let mut cutter = Cutter::default();
    let mut from = 0;
    // Letters of ASCII are folded as they are: to look each of them up takes most of the time.
    for part in text.as_bytes().chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        let part = &text[from..from + part.len()];
        from += part.len();
        if part.is_ascii() {
            cutter.take_ascii(part);
        } else {
            let folded = part.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
            folded.flat_map(char::to_lowercase).for_each(|c| cutter.take(c));
        }
    }
    cutter.end();
    cutter
}

/// Cuts text into terms.
#[derive(Default)]
struct Cutter {
    /// One after the other. To hold each of them alone took a third of the time.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The length in letters of the one that is not at its end yet, those included that are cut off.
    length: usize,
}

impl Cutter {
    /// In the order of the text.
    fn terms(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(from, to)| &self.text[*from..*to])
    }

    fn take(&mut self, c: char) {
        if is_unspaced(c) {
            self.end();
            self.text.push(c);
            self.end();
        } else if c.is_alphanumeric() {
            self.length += 1;
            if self.length <= LONGEST {
                self.text.push(c);
            }
        } else {
            self.end();
        }
    }

    fn take_ascii(&mut self, text: &str) {
        let is_in_term = |byte: &u8| byte.is_ascii_alphanumeric();
        for run in text.as_bytes().chunk_by(|a, b| is_in_term(a) == is_in_term(b)) {
            if !is_in_term(&run[0]) {
                self.end();
                continue;
            }
            let room = LONGEST.saturating_sub(self.length).min(run.len());
            self.text.extend(run[..room].iter().map(|byte| char::from(byte.to_ascii_lowercase())));
            self.length += run.len();
        }
    }

    fn end(&mut self) {
        if self.text.len() > self.ends.last().copied().unwrap_or_default() {
            self.ends.push(self.text.len());
        }
        self.length = 0;
    }
}

/// Whether a letter is of a script that sets no spaces between words: Thai to Khmer, kana, Chinese
/// characters. The same ranges stand in `static/search.js`.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::sink;

    #[test]
    fn text_is_folded_and_cut_in_any_script() {
        let of = |text: &str| cut(text).terms().collect::<Vec<_>>().join(" ");
        assert_eq!(of("The Élysée’s “no”, in 2020"), "the elysee s no in 2020");
        assert_eq!(of("ИРАН رئيس"), "иран ري\u{654}يس");
        assert_eq!(of("外国 a影b"), "外 国 a 影 b");
        assert_eq!(of(&"x".repeat(40)), "x".repeat(32));
        assert_eq!(of(" … "), "");
    }

    #[test]
    fn numbers_are_steps_to_the_base_of_36() {
        assert_eq!(numbers(&[0, 1, 37, 1400]), "0,1,10,11v");
        assert_eq!(numbers(&[]), "");
    }

    fn written(documents: &[Document]) -> BTreeMap<String, String> {
        let files = Mutex::new(BTreeMap::new());
        let take = |path: &str, bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec())?;
            files.lock().expect("no thread failed").insert(path.to_owned(), text);
            Ok(())
        };
        super::files(documents.chunks(500).map(<[_]>::to_vec), &sink::each(take))
            .expect("nothing fails");
        files.into_inner().expect("no thread failed")
    }

    fn document(title: &str, words: &str) -> Document {
        let text = |text: &str| text.to_owned();
        Document {
            kind: "claim",
            title: text(title),
            hint: text("contested"),
            href: text("claims/a/index.html"),
            words: text(words),
        }
    }

    #[test]
    fn a_term_stands_once_for_a_document_and_titles_count_first() {
        let files = written(&[document("A <b>", "b c"), document("C", "a")]);
        assert_eq!(files["search/terms-0.js"], "whosays.terms(0,\"a 0|1\\nb 0|\\nc 1|0\\n\")\n");
        let entries = "whosays.entries(0,[[\"claim\",\"A <b>\",\"contested\",\"claims/a/index.html\"],\n[\"claim\",\"C\",\"contested\",\"claims/a/index.html\"]])\n";
        assert_eq!(files["search/entries-0.js"], entries);
        assert!(files["search/index.js"].contains("\"lengths\":\"2111\""), "{files:?}");
    }

    #[test]
    fn a_large_index_comes_in_small_parts_without_words_that_stand_everywhere() {
        let documents: Vec<Document> = (0..3000)
            .map(|number| document(&format!("Claim {number} of word{}", number % 700), "the same"))
            .collect();
        let files = written(&documents);
        let terms: Vec<&String> = files
            .iter()
            .filter(|(path, _)| path.contains("terms-"))
            .map(|(_, text)| text)
            .collect();
        assert!(terms.len() > 1);
        assert!(files.values().all(|text| text.len() < 30_000));
        assert!(!terms.iter().any(|text| text.contains("same ")));
        assert!(
            files["search/index.js"].contains("\"common\":[\"claim\",\"of\",\"same\",\"the\"]")
        );
        assert_eq!(files.keys().filter(|path| path.contains("entries-")).count(), 47);
    }
}
