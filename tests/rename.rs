//! `mv` gives an entry another id in every place, and changes no other byte.

use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use snapbox::str;
use tempfile::TempDir;
use whosays::id::{Kind, Target};
use whosays::rename::rename;
use whosays::source::Sources;
use whosays::{Options, analyze};

const SITE: &str = "title: A\nbase_url: https://a.example/\nnavigation:\n  - { title: Letter, to: source:letter }  # kept\n  - { title: Guild, to: /actors/guild/ }\n";
const EXPLAINER: &str = "---
title: Statue
actors:
  - { id: council, name: The Council, type: public-body, country: GB }  # in braces
  - id: guild
    name: The Guild
    type: group
    part_of: 'council'
claims:
  - id: moved
    title: It moved
    about: { actors: [guild, \"council\"] }
    positions:
      - by: council   # who
        stance: asserts
        date: 2024
        source: letter
        note: As [the Guild](actor:guild) has it [@letter, p. 2; @letter-two].
      - { by: guild, stance: denies, date: 2024, source: letter }
---
[The Guild](actor:guild) and [guild](/actors/guild/) [@letter-two; @letter, p. 1] say
[so][r], guild, `actor:guild`.

[r]: actor:guild
";
const LETTER: &str = "---\r\ntitle: \"A letter\" # é 漢字\r\ntype: report\r\npublisher: guild\r\naliases:\r\n  - /old/\r\n---\r\nBy [the Guild](actor:guild).\r\n";
const LETTER_TWO: &str = "---\ntitle: Another\ntype: report\naliases: [/older/]\n---\n";

fn sources() -> Sources {
    Sources::of([
        ("site.yaml", SITE),
        ("content/explainers/statue.md", EXPLAINER),
        ("content/sources/deep/letter.md", LETTER),
        ("content/sources/letter-two.md", LETTER_TWO),
    ])
}

fn target(kind: Kind, id: &str) -> Target {
    Target { kind, id: id.into() }
}

/// The texts after a renaming, which must be without errors.
fn renamed(sources: &Sources, kind: Kind, old: &str, new: &str) -> Sources {
    let renamed = rename(sources, &target(kind, old), new).expect("it can be renamed");
    let mut after = sources.clone();
    for change in &renamed.changes {
        assert_eq!(sources.text(&change.path), Some(&*change.before));
        after.overlay(&change.path, &change.after);
    }
    if let Some((old, new)) = &renamed.moved {
        let text = after.text(old).expect("it is there").to_owned();
        after.remove(old);
        after.overlay(new, &text);
    }
    assert!(analyze(&after, &Options::default()).is_sound());
    after
}

#[test]
fn every_reference_is_renamed_and_nothing_else() {
    let before = sources();
    assert!(analyze(&before, &Options::default()).is_sound());
    let after = renamed(&before, Kind::Actor, "guild", "masons");
    let expected = EXPLAINER
        .replace("id: guild\n", "id: masons\n    aliases: [/actors/guild/]\n")
        .replace("[guild, ", "[masons, ")
        .replace("actor:guild)", "actor:masons)")
        .replace("](/actors/guild/)", "](/actors/masons/)")
        .replace("by: guild,", "by: masons,")
        .replace("[r]: actor:guild", "[r]: actor:masons");
    assert_eq!(after.text("content/explainers/statue.md"), Some(&*expected));
    let letter =
        LETTER.replace("publisher: guild", "publisher: masons").replace("r:guild", "r:masons");
    assert_eq!(after.text("content/sources/deep/letter.md"), Some(&*letter));
    let site = SITE.replace("/actors/guild/", "/actors/masons/");
    assert_eq!(after.text("site.yaml"), Some(&*site));
}

#[test]
fn names_that_begin_alike_are_told_apart_and_line_ends_kept() {
    let after = renamed(&sources(), Kind::Source, "letter", "gazette");
    let text = after.text("content/explainers/statue.md").expect("a file");
    assert!(text.contains("[@gazette, p. 2; @letter-two]"), "{text}");
    assert!(text.contains("[@letter-two; @gazette, p. 1]"), "{text}");
    let moved = LETTER.replace("  - /old/\r\n", "  - /old/\r\n  - /sources/letter/\r\n");
    assert_eq!(after.text("content/sources/deep/gazette.md"), Some(&*moved));
    assert!(after.text("site.yaml").expect("a file").contains("source:gazette }  # kept"));

    let after = renamed(&sources(), Kind::Source, "letter-two", "second");
    let text = after.text("content/sources/second.md").expect("a file");
    assert!(text.contains("aliases: [/older/, /sources/letter-two/]\n"), "{text}");
}

#[test]
fn entries_in_braces_get_their_alias_within() {
    let after = renamed(&sources(), Kind::Actor, "council", "town");
    let text = after.text("content/explainers/statue.md").expect("a file");
    assert!(text.contains("{ id: town, aliases: [/actors/council/], name: The Council,"), "{text}");
    assert!(text.contains("part_of: 'town'") && text.contains("[guild, \"town\"]"), "{text}");
    assert!(text.contains("by: town   # who"), "{text}");
}

#[test]
fn there_and_back_again() {
    let there = renamed(&sources(), Kind::Actor, "guild", "masons");
    let back = renamed(&there, Kind::Actor, "masons", "guild");
    let text = back.text("content/explainers/statue.md").expect("a file");
    let expected = EXPLAINER.replace("id: guild\n", "id: guild\n    aliases: [/actors/masons/]\n");
    assert_eq!(text, expected);
}

#[test]
fn what_cannot_be_renamed_is_refused() {
    let refusal = |kind, old, new| {
        let refused = rename(&sources(), &target(kind, old), new).expect_err("it is refused");
        refused.to_string()
    };
    assert_eq!(refusal(Kind::Actor, "gild", "x"), "there is no actor `gild`");
    assert_eq!(refusal(Kind::Actor, "guild", "council"), "there is an actor `council` already");
    // The address of another entry is taken by its alias.
    let mut taken = sources();
    taken.overlay("content/pages/a.md", "---\ntitle: A\naliases: [/actors/masons/]\n---\n");
    let refused = rename(&taken, &target(Kind::Actor, "guild"), "masons").expect_err("taken");
    assert!(
        refused.to_string().starts_with("renamed, the site would have an error in "),
        "{refused}"
    );
    // An alias of YAML stands for its anchor, which is elsewhere.
    let mut anchored = sources();
    let text = EXPLAINER.replace("part_of: 'council'", "part_of: &c council\n    speaks_for: *c");
    anchored.overlay("content/explainers/statue.md", &text);
    assert!(analyze(&anchored, &Options::default()).is_sound());
    let refused = rename(&anchored, &target(Kind::Actor, "council"), "town").expect_err("refused");
    assert!(refused.to_string().contains("write it plainly"), "{refused}");
}

/// Each entry of the example can be renamed, and what refers to it follows.
#[test]
fn entries_of_the_example_can_be_renamed() {
    let sources = Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example");
    let model = analyze(&sources, &Options::default()).model.expect("a model");
    let every = |count: usize| (0..count).step_by(count.div_ceil(2).max(1));
    let mut tried = 0;
    for (kind, ids) in [
        (
            Kind::Claim,
            every(model.claims.len()).map(|n| model.claims[n].entry.id.clone()).collect::<Vec<_>>(),
        ),
        (
            Kind::Actor,
            every(model.actors.len()).map(|n| model.actors[n].entry.id.clone()).collect(),
        ),
        (
            Kind::Source,
            every(model.sources.len()).map(|n| model.sources[n].entry.id.clone()).collect(),
        ),
        (Kind::Term, every(model.terms.len()).map(|n| model.terms[n].entry.id.clone()).collect()),
    ] {
        for id in ids {
            let old = renamed(&sources, kind, id.as_str(), "renamed-here");
            let left = rename(&old, &target(kind, id.as_str()), "again");
            assert!(left.is_err(), "nothing is called {id} any more");
            tried += 1;
        }
    }
    assert!(tried >= 7, "{tried}");
}

#[test]
fn the_command_shows_writes_and_leaves_the_rest() {
    let folder = TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| {
        Command::new(cargo_bin!("whosays"))
            .current_dir(folder.path())
            .stdin("")
            .args(arguments)
            .assert()
    };
    run(&["init"]).code(0);
    let path = |path: &str| folder.path().join(path);
    let before = fs::read(path("content/claims/council-knew.md")).expect("a file");
    run(&["mv", "source", "letter", "gazette-letter", "--dry-run"]).code(0).stdout_eq(str![[r#"
--- a/content/claims/beams-unsafe.md
+++ b/content/claims/beams-unsafe.md
...
-    source: letter
+    source: gazette-letter
...
"#]]);
    assert_eq!(fs::read(path("content/claims/council-knew.md")).expect("a file"), before);
    run(&["mv", "source", "letter", "gazette-letter"]).code(0);
    assert!(!path("content/sources/letter.md").exists());
    let moved = fs::read_to_string(path("content/sources/gazette-letter.md")).expect("a file");
    assert!(moved.contains("aliases: [/sources/letter/]\n---\n"), "{moved}");
    run(&["check", "--deny-warnings"]).code(0);
    run(&["mv", "country", "gb", "fr"]).code(2);
    run(&["mv", "claim", "beams-unsafe", "Not an id"])
        .code(2)
        .stderr_eq("error: `Not an id` is not an id: use a–z, 0–9 and single hyphens; did you mean `not-an-id`?\n");
}
