//! The commands that help to write: `new`, `list`, `show`, `theme`, `completions`, `man`.

use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use snapbox::str;
use tempfile::TempDir;

fn whosays(folder: &Path, arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("whosays")).current_dir(folder).stdin("").args(arguments)
}

/// A folder with the site that `init` begins.
fn site() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    whosays(folder.path(), &["init"]).assert().code(0);
    folder
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a file")
}

const FLAGS: &[&str] = &[
    "--title",
    "The bridge: it fell",
    "--by",
    "residents",
    "--stance",
    "asserts",
    "--date",
    "2024-05-20",
    "--source",
    "letter",
    "--about-countries",
    "gb,fr",
    "--quote",
    "A bridge, they say",
    "--topics",
    "Mill Lane, and more",
    "--external",
    "archive=no. 7",
    "--body",
    "Some prose.",
];

#[test]
fn an_entry_begun_by_flags_says_what_they_say_and_passes() {
    let site = site();
    let arguments: Vec<&str> = [&["new", "claim", "it-fell"], FLAGS].concat();
    whosays(site.path(), &arguments)
        .assert()
        .code(0)
        .stdout_eq("content/claims/it-fell.md written\n");
    let text = read(&site, "content/claims/it-fell.md");
    assert!(text.contains("\n#happened:  # When"), "{text}");
    assert!(text.contains("\n    #mode:\n"), "{text}");
    let uncommented = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let bare: Vec<&str> = [&["new", "claim", "bare", "--bare"], FLAGS].concat();
    whosays(site.path(), &bare).assert().code(0);
    let bare = read(&site, "content/claims/bare.md");
    snapbox::assert_data_eq!(
        &bare,
        str![[r#"
---
title: "The bridge: it fell"
about:
  countries: [gb, fr]
positions:
  - by: residents
    stance: asserts
    date: 2024-05-20
    source: letter
    quote: A bridge, they say
topics:
  - Mill Lane, and more
external:
  archive: no. 7
---

Some prose.

"#]]
    );
    let yaml = |text: &str| -> serde_json::Value {
        serde_yaml::from_str(text.split("---\n").nth(1).expect("a front matter")).expect("YAML")
    };
    assert_eq!(yaml(&uncommented(&text)), yaml(&bare));
}

#[test]
fn each_kind_can_be_begun_with_what_it_needs() {
    let site = site();
    let calls: &[&[&str]] = &[
        &["actor", "mayor", "--name", "The Mayor", "--type", "office", "--country", "GB"],
        &[
            "source",
            "speech",
            "--title",
            "A speech",
            "--type",
            "transcript",
            "--dates",
            "held=2024-05",
        ],
        &["event", "flood", "--title", "A flood", "--when", "2023~", "--sources", "notice,minutes"],
        &[
            "term",
            "rust",
            "--title",
            "rust",
            "--by",
            "engineers",
            "--source",
            "inspection",
            "--quote",
            "a third of the lower flanges",
        ],
        &["explainer", "more", "--title", "More", "--scope-covers", "One", "--scope-covers", "Two"],
        &["page", "method", "--title", "How we work"],
        &["country", "XK", "--name", "Kosovo"],
        &[
            "claim",
            "asked",
            "--title",
            "It was asked",
            "--by",
            "engineers",
            "--stance",
            "not-found",
            "--date",
            "2024-06",
            "--searched",
            "their website",
        ],
    ];
    for call in calls {
        let arguments = [&["new"], *call].concat();
        whosays(site.path(), &arguments).assert().code(0).stderr_eq("");
    }
    whosays(site.path(), &["check"]).assert().code(0);
    assert!(site.path().join("content/countries/xk.md").exists());
}

#[test]
fn what_is_missing_or_wrong_is_told_and_nothing_is_written() {
    let site = site();
    let told = |arguments: &[&str], message: &str| {
        let arguments = [&["new"], arguments].concat();
        whosays(site.path(), &arguments).assert().code(2).stdout_eq("").stderr_eq(message);
    };
    told(
        &["claim", "x", "--title", "A", "--stance", "no-response"],
        "error: a claim needs `--by`, `--date`, `--searched`; `--draft` begins it without\n",
    );
    told(
        &["event", "x", "--title", "A", "--when", "2 May 2024", "--sources", "notice"],
        "“2 May 2024” is not written as EDTF has it; did you mean `2024-05-02`?\n\
         error: 1 mistake; nothing was written\n",
    );
    told(
        &["page", "Mill Lane", "--title", "A"],
        "error: `Mill Lane` is not an id: use a–z, 0–9 and single hyphens; did you mean `mill-lane`?\n",
    );
    told(&["page", "about", "--title", "A"], "error: there is a page `about`\n");
    told(
        &["page", "x", "--title", "A", "--root", ".vscode"],
        "error: .vscode is no site, as it has no `site.yaml`; `whosays init` begins one\n",
    );
    assert!(!site.path().join("content/pages/x.md").exists());
    assert!(!site.path().join("content/claims/x.md").exists());
}

#[test]
fn a_reference_to_nothing_is_told_once_the_file_is_there() {
    let site = site();
    whosays(
        site.path(),
        &["new", "event", "x", "--title", "A", "--when", "2024", "--sources", "notic"],
    )
    .assert()
    .code(1)
    .stderr_eq(str![[r#"
error[unknown-id]: there is no source `notic`
 --> content/events/x.md:7:11
  |
7 | sources: [notic]
  |           ^^^^^
  |
  = help: did you mean `notice`?


"#]]);
    assert!(site.path().join("content/events/x.md").exists());
}

#[test]
fn a_draft_may_be_unfinished_and_stays_out() {
    let site = site();
    whosays(site.path(), &["new", "claim", "later", "--draft"]).assert().code(0);
    whosays(site.path(), &["check"]).assert().code(0);
    whosays(site.path(), &["build"]).assert().code(0);
    assert!(!site.path().join("public/claims/later/index.html").exists());
    let text = read(&site, "content/claims/later.md");
    assert!(text.contains("\ndraft: yes\n") && text.contains("\n#title:  # The proposition.\n"));
}

#[test]
fn entries_are_listed_and_filtered() {
    let site = site();
    let list = |arguments: &[&str]| -> Vec<String> {
        let arguments = [&["list"], arguments, &["--format", "json"]].concat();
        let run = whosays(site.path(), &arguments).assert().code(0).stderr_eq("");
        let rows: serde_json::Value =
            serde_json::from_slice(&run.get_output().stdout).expect("JSON");
        let rows = rows.as_array().expect("an array");
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    };
    whosays(site.path(), &["new", "actor", "draft", "--name", "D", "--type", "person", "--draft"])
        .assert()
        .code(0);
    whosays(
        site.path(),
        &[
            "new",
            "source",
            "online",
            "--title",
            "A",
            "--type",
            "book",
            "--publisher",
            "engineers",
            "--url",
            "https://example.org/a",
            "--review-by",
            "2024-12-31",
            "--topics",
            "Rust",
        ],
    )
    .assert()
    .code(0);
    let other = [
        "new",
        "claim",
        "unheard",
        "--title",
        "A",
        "--by",
        "residents",
        "--stance",
        "asserts",
        "--date",
        "2024-05-20",
        "--source",
        "letter",
        "--about-actors",
        "engineers",
    ];
    whosays(site.path(), &other).assert().code(0);
    assert_eq!(list(&["claim"]), ["beams-unsafe", "council-knew", "unheard"]);
    assert_eq!(list(&["claim", "--without-response"]), ["unheard"]);
    assert_eq!(list(&["claim", "--record", "one-voice"]), ["unheard"]);
    assert_eq!(list(&["claim", "--record", "contested", "--actor", "residents"]).len(), 2);
    assert_eq!(list(&["claim", "--actor", "engineers"]).len(), 3);
    assert_eq!(list(&["actor", "--drafts"]), ["draft"]);
    assert_eq!(list(&["actor", "--country", "gb"]), ["engineers", "residents", "town-council"]);
    assert_eq!(list(&["actor", "--country", "FR"]), [""; 0]);
    assert_eq!(list(&["source", "--without-archive"]), ["online"]);
    assert_eq!(list(&["source", "--actor", "engineers"]), ["inspection", "online"]);
    assert_eq!(list(&["source", "--review-due", "2024-12-31"]), ["online"]);
    assert_eq!(list(&["source", "--review-due", "2024-12-30"]), [""; 0]);
    assert_eq!(list(&["source", "--topic", "rust"]), ["online"]);
    assert_eq!(list(&["event", "--actor", "town-council", "--country", "GB"]), ["closure"]);

    whosays(site.path(), &["list", "claim", "--actor", "council-town"])
        .assert()
        .code(2)
        .stdout_eq("");
    whosays(site.path(), &["list", "page", "--record", "contested"])
        .assert()
        .code(2)
        .stderr_eq("error: `--record` says nothing of pages\n");
    whosays(site.path(), &["list", "source", "--without-archive"])
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
id      type  publisher              archived  positions  review_by   title
online  book  Arch & Beam Engineers  no        0          2024-12-31  A

"#]])
        .stderr_eq("1 source\n");
}

#[test]
fn a_claim_is_shown_at_a_glance() {
    let site = site();
    whosays(site.path(), &["show", "claim:council-knew"]).assert().code(0).stdout_eq(str![[r#"
claim:council-knew
The council knew for years that the footbridge was damaged

contested: 1 says so, 1 says otherwise (as of 30 June 2024)

says so
  The Mill Lane Residents’ Association: says so, 20 May 2024
    “The council has known of the rust since 2019.”
    Who looks after our bridges? [letter]

says otherwise
  The Town Council, Clerk to the council: says it did not, 11 June 2024
    “No report before that of April 2024 spoke of rust.”
    Minutes of the council’s meeting of 11 June 2024, item 7 [minutes]

no voice of their own
  Arch & Beam Engineers: no statement found, 30 June 2024

about: The Town Council
happened: until 22 April 2024
file: content/claims/council-knew.md
page: /claims/council-knew/

"#]]);
    whosays(site.path(), &["show", "actor:engineers"]).assert().code(0);
    whosays(site.path(), &["show", "claim:council-know"])
        .assert()
        .code(2)
        .stderr_eq("error: there is no claim `council-know`; did you mean `council-knew`?\n");
    whosays(site.path(), &["show", "council-knew"]).assert().code(2).stdout_eq("");
}

#[test]
fn a_template_is_copied_out_and_takes_the_place_of_the_theme_s() {
    let site = site();
    let theme = whosays::source::Sources::theme();
    let names: Vec<&str> = theme.templates().map(|(name, _)| name).collect();
    let list = names.join("\n") + "\n";
    whosays(site.path(), &["theme", "list"]).assert().code(0).stdout_eq(list);
    whosays(site.path(), &["theme", "eject", "claim.html"]).assert().code(0);
    let path = site.path().join("templates/claim.html");
    let text = fs::read_to_string(&path).expect("a file");
    assert_eq!(Some(&*text), theme.text("templates/claim.html"));
    whosays(site.path(), &["theme", "eject", "claim.html"]).assert().code(2).stdout_eq("");

    fs::write(&path, text.replace("{% endblock", "<p>Changed here.</p>{% endblock"))
        .expect("a file");
    whosays(site.path(), &["build"]).assert().code(0);
    let page = site.path().join("public/claims/beams-unsafe/index.html");
    assert!(fs::read_to_string(page).expect("a page").contains("Changed here."));
    whosays(site.path(), &["theme", "eject", "clam.html"])
        .assert()
        .code(2)
        .stderr_eq("error: the theme has no template `clam.html`; did you mean `claim.html`?\n");
}

#[test]
fn shells_and_man_know_every_command() {
    let folder = TempDir::new().expect("a folder");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = whosays(folder.path(), &["completions", shell]).assert().code(0);
        let script = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        for word in ["publish", "without-response", "dry-run"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    whosays(folder.path(), &["man", "man1"]).assert().code(0);
    let page = |name: &str| fs::read_to_string(folder.path().join("man1").join(name)).expect(name);
    assert!(page("whosays.1").contains(".TH whosays 1"));
    assert!(page("whosays-new-claim.1").contains("declines\\-to\\-comment"));
    assert!(page("whosays-mv.1").contains("dry\\-run"));
}
