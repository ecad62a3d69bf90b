//! What the commands say, write and return.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use snapbox::{assert_data_eq, file, str};
use tempfile::TempDir;

/// A small site in one file, without mistakes.
const SITE: &[(&str, &str)] = &[
    ("site.yaml", "title: Moon\nbase_url: https://example.org/\n"),
    (
        "content/explainers/moon.md",
        "---
title: Who says what about the moon
actors:
  - id: selene
    name: Selene Office
    type: public-body
sources:
  - id: report
    title: Report on the moon
    type: report
claims:
  - id: cheese
    title: The moon is made of cheese
    positions:
      - by: selene
        stance: asserts
        date: 2020-01-02
        source: report
---
Selene says that it is [made of cheese](claim:cheese).
",
    ),
];

/// Five files with one mistake each.
const MISTAKES: &[(&str, &str)] = &[
    ("content/actors/a.md", "---\nname: A\ntype: person\ncolour: red\n---\n"),
    ("content/actors/b.md", "---\ntype: person\n---\n"),
    (
        "content/claims/c.md",
        "---\ntitle: C\nverdict: false\npositions:\n  - {by: selene, stance: asserts, date: 2020-01-02, source: report}\n---\n",
    ),
    ("content/events/d.md", "---\ntitle: D\nwhen: 2020-01-02\nsources: [reprot]\n---\n"),
    ("content/sources/e.md", "---\ntitle: E\ntitle: F\ntype: report\n---\n"),
];

fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), files);
    folder
}

fn put(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Runs the program in a folder, apart from the colours and sizes of any terminal.
fn whosays(folder: &Path, arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("whosays"))
        .current_dir(folder)
        .stdin("")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("COLUMNS", "90")
        .args(arguments)
}

/// Everything below a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn what_can_be_fixed_is_said_before_the_counts() {
    let folder = site(SITE);
    put(folder.path(), MISTAKES);
    let told = String::from_utf8(
        whosays(folder.path(), &["check"]).assert().code(1).get_output().stderr.clone(),
    )
    .unwrap();
    let hint = "1 of these can be mended with `whosays check --fix`\n5 errors in 5 files\n";
    assert!(told.ends_with(hint), "{told}");
}

#[test]
fn schemas_are_listed_and_printed() {
    let folder = site(&[]);
    let list = "\
site         `site.yaml`
claim        the front matter of a claim
actor        the front matter of an actor
event        the front matter of an event
source       the front matter of a source
term         the front matter of a term
country      the front matter of a country
explainer    the front matter of an explainer
page         the front matter of a page
diagnostics  what `whosays check --format json` gives
diff         what `whosays diff --format json` gives
";
    whosays(folder.path(), &["schema"]).assert().code(0).stdout_eq(list).stderr_eq("");
    let printed = whosays(folder.path(), &["schema", "diagnostics"]).assert().code(0);
    let printed: serde_json::Value =
        serde_json::from_slice(&printed.get_output().stdout).expect("the schema is JSON");
    assert_eq!(printed, whosays::diagnostic::format::schema());
    let told = "error: there is no schema `diagnostic`; did you mean `diagnostics`?\n";
    whosays(folder.path(), &["schema", "diagnostic"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(told);
}

#[test]
fn a_schema_with_ids_has_those_of_the_site() {
    let folder = site(SITE);
    let by = |arguments: &[&str]| {
        let printed = whosays(folder.path(), arguments).assert().code(0).stderr_eq("");
        let schema: serde_json::Value =
            serde_json::from_slice(&printed.get_output().stdout).expect("the schema is JSON");
        schema["$defs"]["Position"]["properties"]["by"].clone()
    };
    assert!(by(&["schema", "claim"]).get("enum").is_none());
    let by = by(&["schema", "claim", "--with-ids"]);
    assert_eq!(by["enum"], serde_json::json!(["selene"]));
    assert_eq!(by["enumDescriptions"], serde_json::json!(["Selene Office"]));
    whosays(folder.path(), &["schema", "diff", "--with-ids"])
        .assert()
        .code(2)
        .stderr_eq("error: the schema of diff has no ids of a site\n");
}

#[test]
fn a_sound_site_is_built_and_told_in_one_line() {
    let folder = site(SITE);
    let told = str![[r#"
1 claim with 1 position, 1 actor, 1 source, 1 explainer: [..] ([..] written, 0 unchanged, 0 removed) in [..] s

"#]];
    whosays(folder.path(), &["build"]).assert().code(0).stderr_eq("").stdout_eq(told);
    assert!(folder.path().join("public/index.html").is_file());
    let again = str![[r#"
1 claim with 1 position, 1 actor, 1 source, 1 explainer: [..] (0 written, [..] unchanged, 0 removed) in [..] s

"#]];
    whosays(folder.path(), &["build"]).assert().code(0).stderr_eq("").stdout_eq(again);
}

#[test]
fn the_day_of_today_may_be_given_to_reproduce_a_build() {
    let folder = site(&[
        ("site.yaml", "title: Moon\nbase_url: https://example.org/\n"),
        ("content/pages/about.md", "---\ntitle: About\nreview_by: 2020-01-02\n---\nText.\n"),
    ]);
    let check = |arguments: &[&str], epoch: &str| {
        let done = whosays(folder.path(), arguments).env("SOURCE_DATE_EPOCH", epoch).assert();
        let output = done.get_output().clone();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    // 2020-01-02 and a second before the day after it; then that day.
    for (epoch, overdue) in [("1577923200", false), ("1578009599", false), ("1578009600", true)] {
        let (status, told) = check(&["check", "--today"], epoch);
        assert_eq!(status, Some(0), "{told}");
        assert_eq!(told.contains("[review-overdue]"), overdue, "{epoch}: {told}");
    }
    for wrong in ["", "yesterday", "-1", "99999999999999999999"] {
        let (status, told) = check(&["check", "--today"], wrong);
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains("`SOURCE_DATE_EPOCH`"), "{told}");
        assert_eq!(check(&["check"], wrong).0, Some(0), "nothing asks for a time");
    }
}

#[test]
fn the_output_is_in_the_site_unless_another_folder_is_given() {
    let folder = site(&[]);
    put(&folder.path().join("moon"), SITE);
    whosays(folder.path(), &["build", "--root", "moon"]).assert().code(0);
    assert!(folder.path().join("moon/public/index.html").is_file());
    whosays(folder.path(), &["build", "--root", "moon", "--out", "out"]).assert().code(0);
    assert!(folder.path().join("out/index.html").is_file());
}

#[test]
fn all_mistakes_are_told_at_once_and_nothing_is_written() {
    let folder = site(SITE);
    whosays(folder.path(), &["build"]).assert().code(0);
    put(folder.path(), MISTAKES);
    let before = tree(folder.path());
    let told = whosays(folder.path(), &["build"]).assert().code(1).stdout_eq("");
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    for place in [
        "error[unknown-key]",
        "content/actors/a.md:4:1",
        "error[missing-field]",
        "content/actors/b.md:2:1",
        "error[verdict-key]",
        "content/claims/c.md:3:1",
        "error[unknown-id]",
        "content/events/d.md:4:11",
        "did you mean `report`?",
        "error[duplicate-key]",
        "content/sources/e.md:3:1",
        "\n5 errors in 5 files; nothing was written, `public` is as it was\n",
    ] {
        assert!(told.contains(place), "{place:?} is not in:\n{told}");
    }
    assert_eq!(told.matches("error[").count(), 5, "{told}");
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn check_tells_the_same_and_writes_nothing() {
    let folder = site(SITE);
    let before = tree(folder.path());
    let told = str![[r#"
1 claim with 1 position, 1 actor, 1 source, 1 explainer: no errors, checked in [..] s

"#]];
    whosays(folder.path(), &["check"]).assert().code(0).stderr_eq("").stdout_eq(told);
    assert_eq!(tree(folder.path()), before);
    put(folder.path(), MISTAKES);
    let before = tree(folder.path());
    let checked = whosays(folder.path(), &["check"]).assert().code(1).stdout_eq("");
    let built = whosays(folder.path(), &["build"]).assert().code(1).stdout_eq("");
    let told = |assert: &snapbox::cmd::OutputAssert| {
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    assert_eq!(
        told(&checked).trim_end(),
        told(&built).trim_end().trim_end_matches("; nothing was written, `public` is as it was"),
    );
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_warning_is_told_and_keeps_nothing_from_being_written() {
    let folder = site(SITE);
    put(
        folder.path(),
        &[("content/pages/about.md", "---\ntitle: About\n---\nText.\n\n[^1]: Never called.\n")],
    );
    for command in ["check", "build"] {
        let told = whosays(folder.path(), &[command]).assert().code(0);
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("warning[unused-footnote]"), "{told}");
        assert!(told.ends_with("\n1 warning in 1 file\n"), "{told}");
    }
    assert!(folder.path().join("public/index.html").is_file());
}

#[test]
fn denied_warnings_keep_the_site_from_being_written() {
    let folder = site(SITE);
    for command in ["check", "build"] {
        whosays(folder.path(), &[command, "--deny-warnings"]).assert().code(0).stderr_eq("");
    }
    put(
        folder.path(),
        &[("content/pages/about.md", "---\ntitle: About\n---\nText.\n\n[^1]: Never called.\n")],
    );
    let before = tree(folder.path());
    for (command, last) in [
        ("check", "\n1 warning in 1 file, and warnings are denied\n"),
        (
            "build",
            "\n1 warning in 1 file, and warnings are denied; nothing was written, `public` is as it was\n",
        ),
    ] {
        let told =
            whosays(folder.path(), &[command, "--deny-warnings"]).assert().code(1).stdout_eq("");
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("warning[unused-footnote]"), "{told}");
        assert!(told.ends_with(last), "{told}");
    }
    for format in ["json", "sarif", "github"] {
        let call = ["check", "--format", format];
        let told = whosays(folder.path(), &call).assert().code(0).stderr_eq("");
        let denied = whosays(folder.path(), &call).arg("--deny-warnings").assert().code(1);
        assert_eq!(told.get_output().stdout, denied.stderr_eq("").get_output().stdout);
    }
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_folder_that_is_no_site_is_a_mistake_of_the_content() {
    let folder = site(&[]);
    for command in ["build", "check"] {
        let told = whosays(folder.path(), &[command]).assert().code(1).stdout_eq("");
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("there is no `site.yaml` in this folder"), "{told}");
    }
    assert!(tree(folder.path()).is_empty());
}

#[test]
fn what_cannot_be_done_is_told_with_its_causes() {
    let folder = site(SITE);
    let before = tree(folder.path());
    let told = str![[r#"
error: the site cannot be written into `content`: the site is made from what is in `content`; give another folder, such as `public` in the folder of the site

"#]];
    whosays(folder.path(), &["build", "--out", "content"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(told);
    whosays(folder.path(), &["check", "--root", "nowhere"])
        .assert()
        .code(2)
        .stderr_eq("error: nowhere is not a folder\n");
    let told = whosays(folder.path(), &["build", "--out", "site.yaml/public"]).assert().code(2);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.starts_with("error: cannot find the folder `site.yaml/public`\n  because: "));
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_wrong_call_is_told_and_returns_2() {
    let folder = site(SITE);
    for arguments in [
        &["bild"][..],
        &[],
        &["build", "--outt", "x"],
        &["build", "--base-url", "example.org"],
        &["check", "--out", "x"],
    ] {
        whosays(folder.path(), arguments).assert().code(2).stdout_eq("");
    }
    let told = str![[r#"
error: invalid value 'ftp://example.org' for '--base-url <URL>': `ftp://example.org` is not an address: it begins with https:// or http://

For more information, try '--help'.

"#]];
    whosays(folder.path(), &["build", "--base-url", "ftp://example.org"])
        .assert()
        .code(2)
        .stderr_eq(told);
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let folder = site(&[]);
    let has_colour = |flags: &[&str], variables: &[(&str, &str)]| {
        let mut command = whosays(folder.path(), &["check"]).args(flags);
        for (name, value) in variables {
            command = command.env(name, value);
        }
        command.output().unwrap().stderr.contains(&b'\x1b')
    };
    assert!(!has_colour(&[], &[]));
    assert!(has_colour(&["--color", "always"], &[]));
    assert!(has_colour(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(has_colour(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn drafts_are_checked_when_they_are_asked_for() {
    let folder = site(SITE);
    let draft = "---\nname: Draft\ntype: person\ndraft: true\n---\n";
    put(folder.path(), &[("content/actors/draft.md", draft)]);
    let actors = |flags: &[&str], number: &str| {
        let told = whosays(folder.path(), &["check"]).args(flags).assert().code(0);
        let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
        assert!(told.contains(number), "{told}");
    };
    actors(&[], ", 1 actor,");
    actors(&["--drafts"], ", 2 actors,");
}

/// `SNAPSHOTS=overwrite cargo test` writes the files anew; read the difference.
#[test]
fn help_teaches() {
    let folder = site(&[]);
    let help = |command: &str| {
        let told = whosays(folder.path(), &["help", command]).assert().code(0).stderr_eq("");
        String::from_utf8(told.get_output().stdout.clone()).unwrap()
    };
    assert_data_eq!(help("build"), file!["cli/build.txt"]);
    assert_data_eq!(help("check"), file!["cli/check.txt"]);
    if cfg!(feature = "serve") {
        assert_data_eq!(help("serve"), file!["cli/serve.txt"]);
    }
    if cfg!(feature = "lsp") {
        assert_data_eq!(help("lsp"), file!["cli/lsp.txt"]);
    }
    if cfg!(all(feature = "lsp", feature = "serve")) {
        let told = whosays(folder.path(), &["--help"]).assert().code(0).stderr_eq("");
        told.stdout_eq(file!["cli/whosays.txt"]);
    }
}
