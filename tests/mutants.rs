//! Mutants of the built-in example: one fault at a time is put into one file, and the analysis must
//! name that file and that line, or, where the mutant says something valid, the site must be sound.
//!
//! By default each fault is put into each file at one place, chosen by a hash of both, and every
//! `STEP`-th of these mutants is run. `MUTANTS=files` runs each of them, and `MUTANTS=all` each fault
//! at every place of every file, which wants `--release`. `--nocapture` prints the table.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use whosays::content::shape::{Record, Shape};
use whosays::content::{Actor, Claim, Country, Event, Explainer, Page, Source, Term};
use whosays::id::{Kind, is_id};
use whosays::parse::front_matter::FrontMatter;
use whosays::parse::tree::{self, Node, Value};
use whosays::source::Sources;
use whosays::vocabulary::Stance;
use whosays::{Options, analyze, render, sink};

/// Every how many-th mutant is run by default, so that the test stays short without optimisation.
const STEP: usize = 5;
/// How many of the valid mutants are rendered, too.
const RENDERED: usize = 3;

/// A kind of fault, with whether a mutant of it may be valid.
struct Fault {
    name: &'static str,
    make: fn(&Example, &File) -> Vec<Mutant>,
    may_be_valid: bool,
}

const FAULTS: &[Fault] = &[
    Fault { name: "a required key dropped", make: drop_required, may_be_valid: false },
    Fault { name: "a key misspelt", make: misspell_key, may_be_valid: false },
    Fault { name: "a key given twice", make: double_key, may_be_valid: false },
    Fault { name: "an id misspelt in a field", make: misspell_reference, may_be_valid: false },
    Fault { name: "an id misspelt in prose", make: misspell_mention, may_be_valid: false },
    Fault { name: "a term misspelt", make: misspell_term, may_be_valid: false },
    Fault { name: "a country code misspelt", make: misspell_country, may_be_valid: false },
    Fault { name: "a date broken", make: break_date, may_be_valid: false },
    Fault { name: "a file deleted", make: delete, may_be_valid: false },
    Fault { name: "an entry in two folders", make: duplicate, may_be_valid: false },
    Fault { name: "cut short in the front matter", make: truncate, may_be_valid: false },
    Fault { name: "two ids of one kind swapped", make: swap_alike, may_be_valid: true },
    Fault { name: "two ids of two kinds swapped", make: swap_unlike, may_be_valid: true },
    Fault { name: "a colon in a title", make: colon_in_title, may_be_valid: false },
    Fault { name: "a tab as indentation", make: tab, may_be_valid: true },
    Fault { name: "a bracket not closed", make: unclosed_bracket, may_be_valid: false },
    Fault { name: "a quotation mark not closed", make: unclosed_quote, may_be_valid: false },
];

/// One file of the example with one fault in it.
struct Mutant {
    /// What was done, for the list of misses.
    what: String,
    /// The new text of a file, or its removal.
    change: (String, Option<String>),
    /// The places of which one must be named, or every one, if `every`; lines count from 1.
    wrong: Vec<(String, Range<usize>)>,
    every: bool,
}

/// The example, read for its places.
struct Example {
    sources: Sources,
    files: Vec<File>,
    /// Where each entry is referred to: path and line.
    used: BTreeMap<(Kind, String), BTreeSet<(String, usize)>>,
}

/// One content file and its places, in bytes of its text.
struct File {
    path: String,
    text: String,
    yaml: Range<usize>,
    kind: Kind,
    records: Vec<RecordAt>,
    scalars: Vec<ScalarAt>,
    /// Lists and mappings in brackets.
    flows: Vec<Range<usize>>,
    /// References in prose: the kind, and the bytes of the id.
    mentions: Vec<(Kind, Range<usize>)>,
}

struct RecordAt {
    record: &'static Record,
    bytes: Range<usize>,
    fields: Vec<FieldAt>,
}

struct FieldAt {
    key: String,
    key_bytes: Range<usize>,
    value: Range<usize>,
}

struct ScalarAt {
    key: String,
    shape: Shape,
    text: String,
    bytes: Range<usize>,
    /// The record that holds it.
    within: Range<usize>,
}

impl File {
    fn read(path: &str, text: &str) -> File {
        let matter = FrontMatter::split(text).expect("the example has front matters");
        let folder = path.split('/').nth(1).unwrap_or_default();
        let kind = Kind::from_folder(folder).unwrap_or(Kind::Page);
        let record: &'static Record = match kind {
            Kind::Claim => const { &Claim::RECORD },
            Kind::Actor => const { &Actor::RECORD },
            Kind::Event => const { &Event::RECORD },
            Kind::Source => const { &Source::RECORD },
            Kind::Term => const { &Term::RECORD },
            Kind::Country => const { &Country::RECORD },
            Kind::Explainer => const { &Explainer::RECORD },
            Kind::Page => const { &Page::RECORD },
        };
        let mut file = File {
            path: path.into(),
            text: text.into(),
            yaml: matter.yaml.clone(),
            kind,
            records: Vec::new(),
            scalars: Vec::new(),
            flows: Vec::new(),
            mentions: Vec::new(),
        };
        let root = tree::read(&text[matter.yaml.clone()]).expect("the example is YAML");
        if let Some(root) = root {
            file.walk("", &root, Shape::Record(record), &(0..0));
        }
        file.find_mentions();
        file
    }

    fn shift(&self, bytes: &Range<usize>) -> Range<usize> {
        self.yaml.start + bytes.start..self.yaml.start + bytes.end
    }

    fn walk(&mut self, key: &str, node: &Node, shape: Shape, within: &Range<usize>) {
        let bytes = self.shift(&node.bytes);
        if self.text[bytes.clone()].starts_with(['[', '{']) && !is_scalar(node) {
            self.flows.push(bytes.clone());
        }
        match (&node.value, shape) {
            (Value::Map(fields), Shape::Record(record)) => {
                let at = fields.iter().map(|(key, value)| FieldAt {
                    key: key.text.clone(),
                    key_bytes: self.shift(&key.bytes),
                    value: self.shift(&value.bytes),
                });
                let at = RecordAt { record, bytes: bytes.clone(), fields: at.collect() };
                self.records.push(at);
                for (key, value) in fields {
                    let field = record.field(&key.text).expect("the example has known keys");
                    self.walk(&key.text, value, field.shape, &bytes);
                }
            }
            (Value::Map(fields), Shape::Map(item)) => {
                for (key, value) in fields {
                    self.walk(&key.text, value, *item, within);
                }
            }
            (Value::List(items), Shape::List(item) | Shape::NonEmpty(item)) => {
                for node in items {
                    self.walk(key, node, *item, within);
                }
            }
            (Value::Scalar { text, .. }, _) => self.scalars.push(ScalarAt {
                key: key.into(),
                shape,
                text: text.clone(),
                bytes,
                within: within.clone(),
            }),
            _ => {}
        }
    }

    /// Finds `](kind:id)` and `[@id; @id]`, wherever prose stands.
    fn find_mentions(&mut self) {
        for (at, _) in self.text.match_indices("](") {
            let Some(end) = self.text[at..].find(')') else { continue };
            let inner = &self.text[at + 2..at + end];
            let Some((word, id)) = inner.split_once(':') else { continue };
            if let Some(kind) = Kind::from_word(word).filter(|_| is_id(id)) {
                self.mentions.push((kind, at + end - id.len()..at + end));
            }
        }
        for (at, _) in self.text.match_indices("[@") {
            let Some(end) = self.text[at..].find(']') else { continue };
            let mut start = at + 1;
            for part in self.text[at + 1..at + end].split(';') {
                let indent = part.len() - part.trim_start().len();
                let id = part.trim_start().strip_prefix('@').unwrap_or_default();
                let id = id.split([',', ' ', '\n']).next().unwrap_or_default();
                if is_id(id) {
                    let from = start + indent + 1;
                    self.mentions.push((Kind::Source, from..from + id.len()));
                }
                start += part.len() + 1;
            }
        }
    }

    /// References in fields: the kind, the id and its bytes.
    fn references(&self) -> impl Iterator<Item = (Kind, &str, Range<usize>)> {
        self.scalars.iter().filter_map(|scalar| {
            let text = scalar.text.as_str();
            let start = scalar.bytes.start;
            let id = |from: usize| (start + from..start + text.len(), &text[from..]);
            let (kind, (bytes, id)) = match scalar.shape {
                Shape::Ref(kind) => (kind, id(0)),
                Shape::RefOrText(kind) if is_id(text) => (kind, id(0)),
                Shape::Target(_) => {
                    let (word, _) = text.split_once(':')?;
                    (Kind::from_word(word)?, id(word.len() + 1))
                }
                _ => return None,
            };
            // An id in quotes is no place for these faults.
            (self.text[bytes.clone()] == *id).then_some((kind, id, bytes))
        })
    }

    fn line(&self, at: usize) -> usize {
        line(&self.text, at)
    }

    fn lines(&self, bytes: &Range<usize>) -> Range<usize> {
        self.line(bytes.start)..self.line(bytes.end.max(bytes.start + 1) - 1) + 1
    }

    /// A mutant with `new` in the place of `bytes`, wrong in the line of the change.
    fn put(&self, bytes: Range<usize>, new: &str) -> Mutant {
        let was: String = self.text[bytes.clone()].chars().take(60).collect();
        let text = format!("{}{new}{}", &self.text[..bytes.start], &self.text[bytes.end..]);
        let start = self.line(bytes.start);
        let end = start + new.matches('\n').count();
        Mutant {
            what: format!("line {start}: `{was}` → `{new}`"),
            change: (self.path.clone(), Some(text)),
            wrong: vec![(self.path.clone(), start..end + 1)],
            every: false,
        }
    }
}

impl Mutant {
    fn or_lines(mut self, lines: Range<usize>) -> Mutant {
        self.wrong.push((self.change.0.clone(), lines));
        self
    }
}

fn is_scalar(node: &Node) -> bool {
    matches!(node.value, Value::Scalar { .. })
}

/// The line of the byte `at`, from 1.
fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

impl Example {
    fn read() -> Example {
        let sources = common::example();
        common::sound(&sources);
        let texts: Vec<(String, String)> = sources
            .content()
            .map(|(path, text)| (path.to_string(), text.clone().expect("a text").to_string()))
            .collect();
        let files: Vec<File> = texts.iter().map(|(path, text)| File::read(path, text)).collect();
        let mut used: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for file in &files {
            let fields = file.references().map(|(kind, id, bytes)| (kind, id, bytes.start));
            let prose = file.mentions.iter();
            let prose = prose.map(|(kind, at)| (*kind, &file.text[at.clone()], at.start));
            for (kind, id, at) in fields.chain(prose) {
                let place = (file.path.clone(), file.line(at));
                used.entry((kind, id.to_owned())).or_default().insert(place);
            }
        }
        Example { sources, files, used }
    }

    /// `id` with its last letter doubled, again and again until it is no id of the example.
    fn misspelt(&self, kind: Kind, id: &str) -> String {
        let mut id = id.to_owned();
        while self.files.iter().any(|file| file.kind == kind && stem(&file.path) == id) {
            id.extend(id.chars().next_back());
        }
        id
    }
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md")
}

/// Keys without which a position does not stand, though a rule and not its form asks for them.
fn is_asked_for(record: &RecordAt, text: &str, key: &str) -> bool {
    let searched = record.fields.iter().any(|field| {
        field.key == "stance"
            && Stance::ALL
                .iter()
                .any(|stance| stance.is_search() && stance.key() == &text[field.value.clone()])
    });
    record.record.name == "Position"
        && (key == "date" || key == if searched { "searched" } else { "source" })
}

fn drop_required(_: &Example, file: &File) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for at in &file.records {
        for (index, field) in at.fields.iter().enumerate() {
            let known = at.record.field(&field.key).expect("a known key");
            if !known.required && !is_asked_for(at, &file.text, &field.key) {
                continue;
            }
            // The next key moves up; the last one leaves with what stands before it.
            let bytes = match (at.fields.get(index + 1), index.checked_sub(1)) {
                (Some(next), _) => field.key_bytes.start..next.key_bytes.start,
                (None, Some(before)) => at.fields[before].value.end..field.value.end,
                (None, None) => field.key_bytes.start..field.value.end,
            };
            let first = file.line(at.bytes.start);
            mutants.push(file.put(bytes, "").or_lines(first..first + 1));
        }
    }
    mutants
}

fn misspell_key(_: &Example, file: &File) -> Vec<Mutant> {
    let all = file.records.iter().flat_map(|at| at.fields.iter().map(move |field| (at, field)));
    all.map(|(at, field)| {
        let last = field.key.chars().next_back().unwrap_or('x');
        let mut key = format!("{}{last}", field.key);
        while at.record.field(&key).is_some() {
            key.push(last);
        }
        file.put(field.key_bytes.clone(), &key)
    })
    .collect()
}

fn double_key(_: &Example, file: &File) -> Vec<Mutant> {
    let all = file.records.iter().flat_map(|at| &at.fields);
    all.map(|field| {
        let start = field.key_bytes.start;
        let before = &file.text[file.text[..start].rfind('\n').map_or(0, |end| end + 1)..start];
        let again = match before.trim_start_matches([' ', '-']) {
            "" => format!("{}: once\n{}", field.key, " ".repeat(before.len())),
            _ => format!("{}: once, ", field.key),
        };
        file.put(start..start, &again)
    })
    .collect()
}

fn misspell_reference(example: &Example, file: &File) -> Vec<Mutant> {
    let all = file.references();
    all.map(|(kind, id, bytes)| file.put(bytes, &example.misspelt(kind, id))).collect()
}

fn misspell_mention(example: &Example, file: &File) -> Vec<Mutant> {
    let all = file.mentions.iter();
    all.map(|(kind, bytes)| {
        let id = &file.text[bytes.clone()];
        let wrong = match kind {
            Kind::Country => format!("{id}x"),
            _ => example.misspelt(*kind, id),
        };
        file.put(bytes.clone(), &wrong)
    })
    .collect()
}

fn misspell_term(_: &Example, file: &File) -> Vec<Mutant> {
    let all = file.scalars.iter().filter(|scalar| matches!(scalar.shape, Shape::Term(_)));
    all.map(|scalar| {
        let last = scalar.text.chars().next_back().unwrap_or('x');
        file.put(scalar.bytes.clone(), &format!("{}{last}", scalar.text))
    })
    .collect()
}

fn misspell_country(_: &Example, file: &File) -> Vec<Mutant> {
    let all = file.scalars.iter().filter(|scalar| matches!(scalar.shape, Shape::Country));
    all.enumerate()
        .map(|(index, scalar)| {
            // The last one is assigned to nobody and named by no file here.
            let wrong = [format!("{}X", scalar.text), scalar.text[..1].into(), "QQ".into()];
            file.put(scalar.bytes.clone(), &wrong[index % wrong.len()])
        })
        .collect()
}

fn break_date(_: &Example, file: &File) -> Vec<Mutant> {
    let wrong = ["2021-13", "2021-02-30", "16.03.2021", "next March", "221-03-16", "2021-3-16?"];
    let all = file.scalars.iter().filter(|scalar| matches!(scalar.shape, Shape::Date));
    all.map(|scalar| {
        let choice = hash(&[&file.path, &scalar.bytes.start.to_string()]) % wrong.len();
        file.put(scalar.bytes.clone(), wrong[choice])
    })
    .collect()
}

/// Wrong is every place that refers to the file. A country has a page without a file, and a file
/// that nobody refers to is not missed.
fn delete(example: &Example, file: &File) -> Vec<Mutant> {
    let key = (file.kind, stem(&file.path).to_owned());
    let used = example.used.get(&key).filter(|_| file.kind != Kind::Country);
    let used = used.into_iter().flatten().filter(|(path, _)| *path != file.path);
    vec![Mutant {
        what: "deleted".into(),
        change: (file.path.clone(), None),
        wrong: used.map(|(path, line)| (path.clone(), *line..line + 1)).collect(),
        every: true,
    }]
}

fn duplicate(_: &Example, file: &File) -> Vec<Mutant> {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let copy = format!("{folder}/again/{name}");
    vec![Mutant {
        what: format!("copied to {copy}"),
        change: (copy.clone(), Some(file.text.clone())),
        // Whichever of the two is read second is told, and names the first.
        wrong: vec![(copy, 1..2), (file.path.clone(), 1..2)],
        every: false,
    }]
}

/// Wrong is the line that opens what is never closed.
fn truncate(_: &Example, file: &File) -> Vec<Mutant> {
    let cuts = (file.yaml.start..file.yaml.end).filter(|at| file.text.is_char_boundary(*at));
    cuts.step_by(41)
        .map(|at| Mutant {
            what: format!("cut short in line {}", file.line(at)),
            change: (file.path.clone(), Some(file.text[..at].to_owned())),
            wrong: vec![(file.path.clone(), 1..2)],
            every: false,
        })
        .collect()
}

/// Pairs of neighbouring references in fields that are `alike` in kind, and not in their ids.
fn swap(file: &File, alike: bool) -> Vec<Mutant> {
    let all: Vec<_> = file.references().collect();
    let mut mutants = Vec::new();
    for (index, (kind, id, bytes)) in all.iter().enumerate() {
        let other =
            all[index + 1..].iter().find(|(other, name, _)| (other == kind) == alike && name != id);
        let Some((_, name, place)) = other else { continue };
        // Fields of one record may stand in any order; the edit goes from the end.
        let (low, high) = if bytes.start < place.start { (bytes, place) } else { (place, bytes) };
        let (first, second) = (&file.text[low.clone()], &file.text[high.clone()]);
        let between = &file.text[low.end..high.start];
        let mut mutant = file.put(low.start..high.end, &format!("{second}{between}{first}"));
        mutant.what = format!("line {}: `{id}` and `{name}` swapped", file.line(low.start));
        mutant.wrong = [low, high].map(|at| (file.path.clone(), file.lines(at))).to_vec();
        // The fault may lie in another field of the same position: in its `stance`, when a denial
        // has lost its tie, or in its `replaces`. What a claim is about bears on each denial.
        for at in [low, high] {
            let within = |scalar: &&ScalarAt| scalar.bytes.contains(&at.start);
            let Some(within) = file.scalars.iter().find(within).map(|scalar| &scalar.within) else {
                continue;
            };
            let record = file.records.iter().find(|record| record.bytes == *within);
            let about = record.is_some_and(|record| record.record.name == "About");
            let others = file.scalars.iter().filter(|scalar| match scalar.key.as_str() {
                "stance" => scalar.within == *within || (about && scalar.text == "denies"),
                "replaces" => scalar.within == *within,
                _ => false,
            });
            let lines = others.map(|scalar| (file.path.clone(), file.lines(&scalar.bytes)));
            mutant.wrong.extend(lines);
        }
        mutants.push(mutant);
    }
    mutants
}

fn swap_alike(_: &Example, file: &File) -> Vec<Mutant> {
    swap(file, true)
}

fn swap_unlike(_: &Example, file: &File) -> Vec<Mutant> {
    swap(file, false)
}

/// The title without quotes, on one line, with a colon after its first word.
fn colon_in_title(_: &Example, file: &File) -> Vec<Mutant> {
    let fields = file.records.iter().flat_map(|at| &at.fields);
    let titles = fields.filter(|field| matches!(field.key.as_str(), "title" | "name"));
    titles
        .filter_map(|field| {
            let scalar = file.scalars.iter().find(|scalar| scalar.bytes == field.value)?;
            let words = scalar.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (first, rest) = words.split_once(' ').unwrap_or((&words, "once more"));
            // From the key on, so that `>-` goes, too.
            let bytes = field.key_bytes.end..field.value.end;
            Some(file.put(bytes, &format!(": {}: {rest}", first.trim_end_matches(':'))))
        })
        .collect()
}

/// Each indented line of the front matter with a tab instead of the spaces.
fn tab(_: &Example, file: &File) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut start = file.yaml.start;
    for line in file.text[file.yaml.clone()].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if indent > 0 {
            mutants.push(file.put(start..start + indent, "\t"));
        }
        start += line.len();
    }
    mutants
}

fn unclosed_bracket(_: &Example, file: &File) -> Vec<Mutant> {
    let all = file.flows.iter();
    all.map(|flow| file.put(flow.end - 1..flow.end, "").or_lines(file.lines(flow))).collect()
}

fn unclosed_quote(_: &Example, file: &File) -> Vec<Mutant> {
    let quoted = file.scalars.iter().filter(|scalar| {
        let text = &file.text[scalar.bytes.clone()];
        text.len() > 1 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\''])
    });
    quoted
        .map(|scalar| {
            let bytes = &scalar.bytes;
            file.put(bytes.end - 1..bytes.end, "").or_lines(file.lines(bytes))
        })
        .collect()
}

/// FNV-1a, so that the choice of places is the same in every run and on every machine.
fn hash(parts: &[&str]) -> usize {
    let mut state: u32 = 0x811c_9dc5;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        state = (state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    (state >> 4) as usize
}

/// What became of a mutant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Line,
    /// The file is named, the line is not.
    FileOnly,
    /// Sound, and it may be.
    Valid,
    Missed,
}

struct Outcome {
    fault: &'static str,
    verdict: Verdict,
    told: String,
}

fn run(example: &Example, fault: &Fault, mutant: &Mutant) -> (Verdict, String) {
    let mut sources = example.sources.clone();
    match &mutant.change {
        (path, Some(text)) => sources.overlay(path, text),
        (path, None) => sources.remove(path),
    }
    let analysis = analyze(&sources, &Options::default());
    let told: Vec<String> = analysis
        .diagnostics
        .iter()
        .map(|found| {
            let place = &found.place;
            format!("{}:{} {} ({})", place.path, place.line, found.message, found.rule.name)
        })
        .collect();
    let told = format!("{} told: {}", told.len(), told[..told.len().min(3)].join(" | "));
    let named = |path: &str, lines: Option<&Range<usize>>| {
        analysis.diagnostics.iter().any(|found| {
            *found.place.path == *path
                && lines.is_none_or(|lines| lines.contains(&found.place.line))
        })
    };
    let at_line = |(path, lines): &(String, Range<usize>)| named(path, Some(lines));
    let at_file = |(path, _): &(String, Range<usize>)| named(path, None);
    let (lines, files) = match mutant.every {
        true => (mutant.wrong.iter().all(at_line), mutant.wrong.iter().all(at_file)),
        false => (mutant.wrong.iter().any(at_line), mutant.wrong.iter().any(at_file)),
    };
    let sound = analysis.sound_model().is_some();
    let verdict = match () {
        // Nothing is wrong with a mutant without a wrong place.
        () if mutant.wrong.is_empty() => {
            if sound {
                Verdict::Valid
            } else {
                Verdict::Missed
            }
        }
        () if lines => Verdict::Line,
        () if files => Verdict::FileOnly,
        () if sound && fault.may_be_valid => Verdict::Valid,
        () => Verdict::Missed,
    };
    (verdict, told)
}

/// The mutants that are run, in order.
fn mutants(example: &Example, all: bool, step: usize) -> Vec<(&'static Fault, &File, Mutant)> {
    let mut chosen = Vec::new();
    for fault in FAULTS {
        for file in &example.files {
            let mut mutants = (fault.make)(example, file);
            if !all && !mutants.is_empty() {
                let at = hash(&[fault.name, &file.path]) % mutants.len();
                mutants = vec![mutants.swap_remove(at)];
            }
            chosen.extend(mutants.into_iter().map(|mutant| (fault, file, mutant)));
        }
    }
    chosen.into_iter().step_by(step).collect()
}

#[test]
fn each_fault_is_told_at_its_place() {
    let (all, step) = match std::env::var("MUTANTS").as_deref() {
        Ok("all") => (true, 1),
        Ok("files") => (false, 1),
        _ => (false, STEP),
    };
    let example = Example::read();
    let mutants = mutants(&example, all, step);
    let outcomes: Vec<Outcome> = mutants
        .par_iter()
        .map(|(fault, file, mutant)| {
            let (verdict, told) = run(&example, fault, mutant);
            let told = format!("{}: {}, {}\n      {told}", fault.name, file.path, mutant.what);
            Outcome { fault: fault.name, verdict, told }
        })
        .collect();

    let columns = [Verdict::Line, Verdict::FileOnly, Verdict::Valid, Verdict::Missed];
    println!("{:32}{:>7}{:>7}{:>7}{:>7}{:>7}", "fault", "tried", "line", "file", "valid", "missed");
    let row = |name: &str, of: &dyn Fn(&Outcome) -> bool| {
        let these: Vec<&Outcome> = outcomes.iter().filter(|outcome| of(outcome)).collect();
        let counts = columns.map(|verdict| {
            format!("{:>7}", these.iter().filter(|outcome| outcome.verdict == verdict).count())
        });
        println!("{name:32}{:>7}{}", these.len(), counts.concat());
    };
    for fault in FAULTS {
        row(fault.name, &|outcome| outcome.fault == fault.name);
    }
    row("all", &|_| true);

    let right = |outcome: &&Outcome| matches!(outcome.verdict, Verdict::Line | Verdict::Valid);
    let wrong: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !right(outcome))
        .map(|outcome| outcome.told.as_str())
        .collect();
    for told in &wrong {
        println!("  {told}");
    }
    for fault in FAULTS {
        assert!(outcomes.iter().any(|outcome| outcome.fault == fault.name), "{}", fault.name);
    }
    assert!(outcomes.len() > 500, "only {} mutants were tried", outcomes.len());
    let share = (outcomes.len() - wrong.len()) as f64 / outcomes.len() as f64;
    assert!(share >= 0.99, "only {:.2} % are right:\n{}", share * 100.0, wrong.join("\n"));

    let valid =
        outcomes.iter().zip(&mutants).filter(|(outcome, _)| outcome.verdict == Verdict::Valid);
    let valid: Vec<_> = valid.map(|(_, mutant)| mutant).collect();
    let step = valid.len().div_ceil(RENDERED).max(1);
    for (_, file, mutant) in valid.into_iter().step_by(step) {
        let mut sources = example.sources.clone();
        match &mutant.change {
            (path, Some(text)) => sources.overlay(path, text),
            (path, None) => sources.remove(path),
        }
        let analysis = analyze(&sources, &Options::default());
        let model = analysis.sound_model().expect("a valid mutant is sound");
        let rendered = render::site(model, &sources, &sink::each(|_, _| Ok(())));
        assert!(rendered.is_ok(), "{}, {}: {:?}", file.path, mutant.what, rendered.err());
    }
}

/// What the fix of a mutant came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mended {
    /// There is no one right answer.
    None,
    /// Every byte is as it was before the fault.
    Restored,
    /// Nothing is wrong any more.
    Clean,
    /// Something is still told.
    Told,
}

/// The example with one mutant in it, or as it is; as files of Windows, if `windows`.
fn windows_like(text: &str, windows: bool) -> String {
    if windows { format!("\u{feff}{}", text.replace('\n', "\r\n")) } else { text.to_owned() }
}

/// Where a fault has a fix, the fix takes it away, and touches nothing else.
#[test]
fn fixes_restore_or_mend() {
    const EVERY: usize = 37;
    let (all, step) = match std::env::var("MUTANTS").as_deref() {
        Ok("all") => (true, 1),
        Ok("files") => (false, 1),
        _ => (false, EVERY),
    };
    let example = Example::read();
    let mutants = mutants(&example, all, step);
    let analyze = |sources: &Sources| analyze(sources, &Options::default()).diagnostics;
    let outcomes: Vec<(&str, Mended, String)> = mutants
        .par_iter()
        .filter_map(|(fault, file, mutant)| {
            let (path, Some(text)) = &mutant.change else { return None };
            let windows = hash(&[path, &mutant.what]).is_multiple_of(2);
            let was = windows_like(&file.text, windows);
            let mut sources = example.sources.clone();
            sources.overlay(path, &windows_like(text, windows));
            let mended = whosays::fix::mend(&sources, analyze);
            let now = mended.sources.text(path).expect("the file is there");
            let left = analyze(&mended.sources);
            let outcome = match () {
                () if mended.changes.is_empty() => Mended::None,
                () if path == &file.path && now == was => Mended::Restored,
                () if left.is_empty() => Mended::Clean,
                () => Mended::Told,
            };
            assert!(mended.refused.is_empty(), "{path}, {}: {:?}", mutant.what, mended.refused);
            let elsewhere = mended.changes.iter().find(|change| *change.path != **path);
            assert!(elsewhere.is_none(), "{path}, {}: {elsewhere:?}", mutant.what);
            let told = left.first().map(|found| found.message.clone()).unwrap_or_default();
            Some((fault.name, outcome, format!("{}: {path}, {}: {told}", fault.name, mutant.what)))
        })
        .collect();
    let columns = [Mended::None, Mended::Restored, Mended::Clean, Mended::Told];
    println!("{:32}{:>10}{:>10}{:>10}{:>10}", "fault", "no fix", "restored", "clean", "told");
    for fault in FAULTS {
        let count = |column| {
            let of = |(name, outcome, _): &&(&str, Mended, String)| {
                *name == fault.name && *outcome == column
            };
            format!("{:>10}", outcomes.iter().filter(of).count())
        };
        println!("{:32}{}", fault.name, columns.map(count).concat());
    }
    let told: Vec<&str> = outcomes
        .iter()
        .filter(|(_, outcome, _)| *outcome == Mended::Told)
        .map(|(.., told)| told.as_str())
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let restored = outcomes.iter().filter(|(_, outcome, _)| *outcome == Mended::Restored).count();
    assert!(restored * 10 > outcomes.len(), "only {restored} of {}", outcomes.len());
}
