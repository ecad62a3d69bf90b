//! Words and phrases, found in a text whatever their case.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

/// A list of words and phrases.
pub struct Phrases(AhoCorasick);

impl Phrases {
    pub fn new<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> Phrases {
        // The search evens out the case of ASCII alone, so other capitals stand in the list.
        let forms = list.into_iter().flat_map(|phrase| {
            let small = phrase.as_ref().to_lowercase();
            let mut rest = small.chars();
            let first = rest.next().into_iter().flat_map(char::to_uppercase);
            let capital = first.chain(rest).collect::<String>();
            [capital, small.to_uppercase(), small]
        });
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(forms)
            // Fails only beyond some two thousand million states.
            .expect("a list that an editor wrote is not that long");
        Phrases(search)
    }

    /// Whether one of them may stand in `text`, be it within a longer word.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// Where they stand in `text`, as whole words.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.0.find_iter(text).map(|found| found.range()).filter(move |found| {
            !within(text[..found.start].chars().next_back())
                && !within(text[found.end..].chars().next())
        })
    }
}
