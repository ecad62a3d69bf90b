//! An explainer may hold its entries in lists of its own; moved into files, they make the same
//! pages, byte for byte.

mod common;

use common::build;
use whosays::source::Sources;

const SITE: &str = "title: One file\nbase_url: https://one.example/\nas_of: 2021-12-31\n";

const TEXT: &str = "\nThe council said that [it was so](claim:it-was-so) [@report, p. 2].[^1] \
    See [the council](actor:council), [the vote](event:vote) and [influence](term:influence).\n\n\
    [^1]: A note.\n";

fn one_file() -> Sources {
    let explainer = format!(
        r#"---
title: An explainer
standfirst: A line with [a claim of the council](claim:it-was-so).
actors:
  - id: embassy
    name: The Embassy
    type: public-body
    countries: [{{ code: RU, relation: organ-of-state }}]
  - id: council
    name: The Council
    type: public-body
    countries:
      - code: US
        relation: organ-of-state
    summary: Writes [the report](source:report).
    body: |
      A body with **bold** words.

      And another paragraph.
claims:
  - id: it-was-so
    title: It was so
    about: {{ countries: [RU], targets: [US], terms: [influence] }}
    positions:
      - {{ by: council, stance: asserts, date: 2021-03-10, source: report, quote: It was so, at: p. 2 }}
      - {{ by: embassy, stance: denies, date: 2021-03-16, source: reply, quote: It was not }}
    body: |
      Context [@reply].
sources:
  - {{ id: report, title: The Report, type: primary-document, publisher: council, date: 2021-03-10 }}
  - {{ id: reply, title: The Reply, type: official-statement, publisher: embassy, date: 2021-03-16 }}
events:
  - {{ id: vote, title: The vote, when: 2020-11-03, countries: [US], sources: [report], claims: [it-was-so] }}
terms:
  - id: influence
    title: influence
    definitions: [{{ by: council, source: report, quote: any effort }}]
---
{TEXT}"#
    );
    Sources::of([("site.yaml", SITE), ("content/explainers/main.md", explainer.as_str())])
}

fn many_files() -> Sources {
    let explainer = format!(
        "---\ntitle: An explainer\nstandfirst: A line with [a claim of the council](claim:it-was-so).\n---\n{TEXT}"
    );
    Sources::of([
        ("site.yaml", SITE),
        ("content/explainers/main.md", explainer.as_str()),
        (
            "content/actors/embassy.md",
            "---\nname: The Embassy\ntype: public-body\ncountries: [{ code: RU, relation: organ-of-state }]\n---\n",
        ),
        (
            "content/actors/bodies/council.md",
            "---\nname: The Council\ntype: public-body\ncountries:\n  - { code: US, relation: organ-of-state }\nsummary: Writes [the report](source:report).\n---\nA body with **bold** words.\n\nAnd another paragraph.\n",
        ),
        (
            "content/claims/it-was-so.md",
            "---\ntitle: It was so\nabout: { countries: [RU], targets: [US], terms: [influence] }\npositions:\n  - { by: council, stance: asserts, date: 2021-03-10, source: report, quote: It was so, at: p. 2 }\n  - { by: embassy, stance: denies, date: 2021-03-16, source: reply, quote: It was not }\n---\nContext [@reply].\n",
        ),
        (
            "content/sources/report.md",
            "---\ntitle: The Report\ntype: primary-document\npublisher: council\ndate: 2021-03-10\n---\n",
        ),
        (
            "content/sources/reply.md",
            "---\ntitle: The Reply\ntype: official-statement\npublisher: embassy\ndate: 2021-03-16\n---\n",
        ),
        (
            "content/events/vote.md",
            "---\ntitle: The vote\nwhen: 2020-11-03\ncountries: [US]\nsources: [report]\nclaims: [it-was-so]\n---\n",
        ),
        (
            "content/terms/influence.md",
            "---\ntitle: influence\ndefinitions: [{ by: council, source: report, quote: any effort }]\n---\n",
        ),
    ])
}

#[test]
fn both_forms_make_the_same_pages() {
    let (lists, files) = (build(&one_file()), build(&many_files()));
    assert_eq!(lists.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
    assert!(lists.contains_key("claims/it-was-so/index.html"));
    for (path, bytes) in &lists {
        let (one, other) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&files[path]));
        assert_eq!(one, other, "{path}");
    }
}
