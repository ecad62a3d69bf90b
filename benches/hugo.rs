//! The same site for Hugo: the same entries, words and references, with the names of fields that
//! Hugo does not keep for itself, and citations as links that its hook for links resolves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use whosays::country::Code;

/// The content of a generated site as Hugo has it, by path; [`layouts`] are the rest.
pub fn site(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut site: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| path.starts_with("content/"))
        .map(|(path, text)| (path.clone(), entry(text)))
        .collect();
    for code in countries(files) {
        let name = code.name().unwrap_or(code.as_str());
        let text = format!(
            "---\ntitle: \"{name}\"\ncode: \"{code}\"\noutputs: [html, atom, jsonfeed]\n---\n"
        );
        site.insert(format!("content/countries/{}/_index.md", code.lower()), text);
    }
    for year in years(files) {
        let text = format!("---\ntitle: \"{year}\"\nyear: \"{year}\"\n---\n");
        site.insert(format!("content/timeline/{year}/_index.md"), text);
    }
    for (path, text) in SECTIONS {
        site.insert(format!("content/{path}_index.md"), format!("---\n{text}---\n"));
    }
    site
}

/// The pages that hold lists.
const SECTIONS: [(&str, &str); 17] = [
    ("", "title: A generated site\n"),
    ("claims/", "title: Claims\nlayout: claimlist\nsort: record\n"),
    ("claims/by/actor/", "title: Claims by actor\nlayout: claimlist\nsort: actor\n"),
    ("claims/by/country/", "title: Claims by country\nlayout: claimlist\nsort: country\n"),
    ("claims/by/date/", "title: Claims by date\nlayout: claimlist\nsort: date\n"),
    ("actors/", "title: Actors\n"),
    ("codebook/", "title: Codebook\nlayout: codebook\n"),
    ("corrections/", "title: Corrections\nlayout: corrections\n"),
    ("countries/", "title: Countries\n"),
    ("coverage/", "title: Coverage\nlayout: coverage\n"),
    (
        "data/",
        "title: Data\noutputs: [html, claimsjson, claimscsv, positionsjson, positionscsv, actorsjson, actorscsv, eventsjson, eventscsv, sourcesjson, sourcescsv, alljson, alljsonld]\n",
    ),
    // Events have pages, and no list but the timeline.
    ("events/", "title: Events\nbuild: { render: never }\n"),
    ("explainers/", "title: Explainers\n"),
    ("positions/", "title: Positions\n"),
    ("search/", "title: Search\nlayout: search\n"),
    ("sources/", "title: Sources\n"),
    ("timeline/", "title: Timeline\n"),
];

/// An entry with the keys that Hugo reads as its own renamed.
fn entry(text: &str) -> String {
    let (front, body) = text[4..].split_once("\n---\n").expect("a front matter");
    let mut entry = String::from("---\n");
    for line in front.lines() {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        match key {
            "name" => entry += &format!("title: {value}\n"),
            "type" => entry += &format!("kind: {value}\n"),
            // Dates stay texts, as they are not all whole.
            "date" => entry += &format!("dated: \"{value}\"\n"),
            "url" => entry += &format!("address: {value}\n"),
            "when" => entry += &format!("when: \"{value}\"\n"),
            "    date" => entry += &format!("    date: \"{value}\"\n"),
            "archived" => entry += &format!("archived: {}\n", value.replace("url:", "address:")),
            "  - { by" => entry += &format!("{}\n", quoted(line, "date: ")),
            _ => entry += &format!("{line}\n"),
        }
    }
    entry + "---\n" + &citations(body)
}

/// A line with the value after `key` in quotes.
fn quoted(line: &str, key: &str) -> String {
    let (before, rest) = line.split_once(key).expect("the key");
    let (value, after) = rest.split_once(',').expect("another key");
    format!("{before}{key}\"{value}\",{after}")
}

/// `[@source, p. 3]` as a link to `cite:source` with the place as its title.
fn citations(body: &str) -> String {
    let mut parts = body.split("[@");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (citation, rest) = part.split_once(']').expect("the end of a citation");
        match citation.split_once(", ") {
            Some((id, place)) => text += &format!("[](cite:{id} \"{place}\"){rest}"),
            None => text += &format!("[](cite:{citation}){rest}"),
        }
    }
    text
}

/// Every country that some entry, or `site.yaml`, names.
fn countries(files: &BTreeMap<String, String>) -> BTreeSet<Code> {
    let mut found = BTreeSet::new();
    for line in files.values().flat_map(|text| text.lines()) {
        let list = ["countries: [", "targets: [", "  - { code: "]
            .iter()
            .find_map(|key| line.trim_start_matches(' ').strip_prefix(key.trim_start()));
        for word in list.unwrap_or_default().split([',', ']', '}']).map(str::trim) {
            found.extend(
                Some(word).filter(|word| word.len() == 2).and_then(|w| Code::parse(w).ok()),
            );
        }
    }
    found
}

/// The years that the timeline is split into: every one in which something was said or happened,
/// once there are more than 400 such things.
fn years(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let dated = files.iter().filter(|(path, _)| {
        path.starts_with("content/claims/") || path.starts_with("content/events/")
    });
    let lines = dated.flat_map(|(_, text)| text.lines());
    let dates: Vec<&str> = lines
        .filter_map(|line| {
            let rest = line.split_once("date: ").or_else(|| line.split_once("when: "))?.1;
            rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .collect();
    match dates.len() {
        0..=400 => BTreeSet::new(),
        _ => dates.into_iter().map(str::to_owned).collect(),
    }
}

/// The files of the folder `benches/hugo` of this repository, and the style sheets and scripts that
/// the pages of both load, by path.
///
/// # Errors
/// When a file cannot be read.
pub fn layouts(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for (from, to) in [("benches/hugo", ""), ("static", "static/")] {
        let from = root.join(from);
        for file in walkdir::WalkDir::new(&from) {
            let file = file?;
            if file.file_type().is_file() {
                let path = file.path().strip_prefix(&from)?.to_string_lossy().into_owned();
                let text = std::fs::read_to_string(file.path())
                    .with_context(|| file.path().display().to_string())?;
                files.insert(format!("{to}{path}"), text);
            }
        }
    }
    Ok(files)
}
