//! Faults, spread over the claims of a generated site, with the place at which each must be told.

use std::collections::BTreeMap;

use whosays::diagnostic::{Rule, rule};

/// A fault that was put into a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The rule that it breaks.
    pub rule: &'static str,
}

/// What is written in the place of the first `old`, and where that is told.
struct Kind {
    rule: &'static Rule,
    old: &'static str,
    new: &'static str,
    /// The line of the fault, from that of `old` on.
    line: isize,
}

const KINDS: [Kind; 18] = [
    Kind { rule: &rule::UNKNOWN_KEY, old: "    stance: ", new: "    stanse: ", line: 0 },
    Kind { rule: &rule::UNKNOWN_TERM, old: "stance: asserts", new: "stance: assert", line: 0 },
    Kind { rule: &rule::UNKNOWN_ID, old: "by: actor-", new: "by: nobody-", line: 0 },
    Kind { rule: &rule::UNKNOWN_ID, old: "](actor:", new: "](actor:no-", line: 0 },
    Kind { rule: &rule::UNKNOWN_ID, old: "[@source-", new: "[@no-source-", line: 0 },
    Kind { rule: &rule::BAD_ID, old: "by: actor-", new: "by: Actor ", line: 0 },
    Kind { rule: &rule::BAD_DATE, old: "    date: ", new: "    date: on ", line: 0 },
    Kind { rule: &rule::AFTER_AS_OF, old: "    date: ", new: "    date: 2031-05-05 # ", line: 0 },
    Kind { rule: &rule::PADDED_DATE, old: "    date: ", new: "    date: 2019-01-01 # ", line: 0 },
    Kind { rule: &rule::MISSING_SOURCE, old: "    source: ", new: "    note: ", line: -3 },
    Kind { rule: &rule::BAD_COUNTRY, old: "countries: [", new: "countries: [UK, ", line: 0 },
    Kind { rule: &rule::DUPLICATE_KEY, old: "about:\n", new: "title: One\nabout:\n", line: 0 },
    Kind { rule: &rule::VERDICT_KEY, old: "about:\n", new: "verdict: no\nabout:\n", line: 0 },
    Kind { rule: &rule::YAML_SYNTAX, old: "title: ", new: "title: One: ", line: 0 },
    Kind { rule: &rule::DANGLING_FOOTNOTE, old: "The words", new: "The words[^9]", line: 0 },
    Kind { rule: &rule::RAW_HTML, old: "The words", new: "The <br> words", line: 0 },
    Kind { rule: &rule::BROKEN_LINK, old: "The words", new: "The [words](/none/)", line: 0 },
    Kind { rule: &rule::LOADED_WORD, old: "The words", new: "The so-called words", line: 0 },
];

/// Puts a fault into each of `number` claims of a generated site, at even distances, kind after
/// kind, and says where.
pub fn spread(files: &mut BTreeMap<String, String>, number: usize) -> Vec<Fault> {
    let mut claims: Vec<(&String, &mut String)> =
        files.iter_mut().filter(|(path, _)| path.starts_with("content/claims/")).collect();
    let step = claims.len() / number.max(1);
    let mut faults = Vec::with_capacity(number);
    for (index, kind) in (0..number).zip(KINDS.iter().cycle()) {
        let (path, text) = &mut claims[index * step];
        let at = text.find(kind.old).expect("each generated claim has it");
        let line = text[..at].matches('\n').count() + 1;
        let line = line.checked_add_signed(kind.line).expect("a line of the file");
        text.replace_range(at..at + kind.old.len(), kind.new);
        faults.push(Fault { path: path.to_string(), line, rule: kind.rule.name });
    }
    faults.sort();
    faults
}
