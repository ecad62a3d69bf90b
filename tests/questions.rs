//! What `new` asks at a terminal, and what it makes of the answers.

#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use snapbox::{assert_data_eq, str};
use tempfile::TempDir;
use vt100::Parser;

/// No test waits that long unless something is broken.
const DEADLINE: Duration = Duration::from_secs(60);
const ROWS: NonZero<u16> = NonZero::new(24).expect("some rows");
const COLUMNS: NonZero<u16> = NonZero::new(100).expect("some columns");

const ENTER: &str = "\r";
const TAB: &str = "\t";
const ESCAPE: &str = "\x1b";
const CTRL_C: &str = "\x03";
const DOWN: &str = "\x1b[B";

/// A folder with the site that `init` begins.
fn site() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let init = std::process::Command::new(env!("CARGO_BIN_EXE_whosays"))
        .arg("init")
        .current_dir(folder.path())
        .output()
        .expect("a run");
    assert!(init.status.success());
    folder
}

/// The program at a terminal, and somebody who reads and types there.
struct Terminal {
    child: Child,
    keys: Pty,
    /// What the program writes; ends with the program.
    written: Receiver<Vec<u8>>,
    screen: Parser,
}

impl Terminal {
    fn start(folder: &Path, arguments: &[&str]) -> Terminal {
        let (keys, program_side) = open().expect("a terminal");
        keys.resize(Size::new(ROWS.get(), COLUMNS.get())).expect("its size");
        let child = Command::new(env!("CARGO_BIN_EXE_whosays"))
            .args(arguments)
            .current_dir(folder)
            .env("TERM", "xterm-256color")
            .spawn(program_side)
            .expect("a run");
        let output = keys.as_fd().try_clone_to_owned().expect("another handle");
        let mut output = fs::File::from(output);
        let (sender, written) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // When the program has ended, Linux answers with a failure, and others with nothing.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal { child, keys, written, screen: Parser::new(ROWS, COLUMNS, 0) }
    }

    fn screen(&self) -> String {
        self.screen.screen().contents()
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys are taken");
    }

    /// Waits until something stands on the screen.
    fn until(&mut self, expected: &str) {
        let end = Instant::now() + DEADLINE;
        while !self.screen().contains(expected) {
            let left = end.duration_since(Instant::now());
            match self.written.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error}, without `{expected}`:\n{}", self.screen()),
            }
        }
    }

    /// Waits for a question, and types.
    fn answer(&mut self, question: &str, keys: &str) {
        self.until(&format!("? {question}"));
        self.press(keys);
    }

    /// Waits until the program has ended with the status, and returns what stands on the screen.
    fn ends(mut self, status: i32) -> String {
        while let Ok(bytes) = self.written.recv_timeout(DEADLINE) {
            self.screen.process(&bytes);
        }
        let ended = self.child.wait().expect("an end");
        assert_eq!(ended.code(), Some(status), "{}", self.screen());
        self.screen() + "\n"
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_claim_is_begun_by_answers() {
    let site = site();
    let mut terminal = Terminal::start(site.path(), &["new", "claim", "it-fell", "--bare"]);
    terminal.answer("title:", ENTER);
    terminal.until("# this is needed");
    terminal.answer("title:", "The bridge: it fell");
    terminal.press(ENTER);
    // Ids are found by words of their titles; the one that is left is completed.
    terminal.answer("by:", "lane");
    terminal.until("residents  The Mill Lane Residents’ Association");
    terminal.press(TAB);
    terminal.answer("by: residents", ENTER);
    terminal.answer("stance:", "conc");
    terminal.until("> concurs");
    terminal.press(ENTER);
    // What cannot stand there is told, and can be mended.
    terminal.answer("date:", "2024-05-32");
    terminal.press(ENTER);
    terminal.until("# May 2024 has 31 days");
    terminal.press("\x7f0");
    terminal.answer("date: 2024-05-30", ENTER);
    // One of those that are offered may be chosen, too.
    terminal.answer("source:", "our");
    terminal.until("  letter  Who looks after our bridges?");
    terminal.press(DOWN);
    terminal.until("> letter  Who looks after our bridges?");
    terminal.press(ENTER);
    terminal.answer("quote:", "A bridge, they say");
    terminal.press(ENTER);
    assert_data_eq!(
        terminal.ends(0),
        str![[r#"
> title: The bridge: it fell
> by: residents
> stance: concurs
> date: 2024-05-30
> source: letter
> quote: A bridge, they say
content/claims/it-fell.md written

"#]]
    );
    let text = fs::read_to_string(site.path().join("content/claims/it-fell.md")).expect("a file");
    assert_data_eq!(
        text,
        str![[r#"
---
title: "The bridge: it fell"
positions:
  - by: residents
    stance: concurs
    date: 2024-05-30
    source: letter
    quote: A bridge, they say
---

"#]]
    );
}

#[test]
fn only_what_no_flag_gives_is_asked() {
    let site = site();
    let arguments = ["new", "actor", "mayor", "--bare", "--name", "The Mayor"];
    let mut terminal = Terminal::start(site.path(), &arguments);
    terminal.answer("type:", "office");
    terminal.until("> office");
    terminal.press(ENTER);
    // What may be left out is left out by Escape.
    terminal.answer("country:", ESCAPE);
    assert_data_eq!(
        terminal.ends(0),
        str![[r#"
> type: office
? country: left out
content/actors/mayor.md written

"#]]
    );
    let text = fs::read_to_string(site.path().join("content/actors/mayor.md")).expect("a file");
    assert_data_eq!(
        text,
        str![[r#"
---
name: The Mayor
type: office
---

"#]]
    );
}

#[test]
fn several_ids_are_completed_one_after_the_other() {
    let site = site();
    let arguments = ["new", "event", "flood", "--bare", "--title", "A flood"];
    let mut terminal = Terminal::start(site.path(), &arguments);
    terminal.answer("when:", "2023~");
    terminal.press(ENTER);
    terminal.answer("sources:", "letter, no");
    terminal.until("  letter, notice  Public notice");
    terminal.press(TAB);
    terminal.answer("sources: letter, notice", ", inspec");
    terminal.until("  letter, notice, inspection  Inspection");
    terminal.press(DOWN);
    terminal.until("> letter, notice, inspection  Inspection");
    terminal.press(ENTER);
    assert_data_eq!(
        terminal.ends(0),
        str![[r#"
> when: 2023~
> sources: letter, notice, inspection
content/events/flood.md written

"#]]
    );
    let text = fs::read_to_string(site.path().join("content/events/flood.md")).expect("a file");
    assert!(text.contains("\nsources: [letter, notice, inspection]\n"), "{text}");
}

#[test]
fn nothing_is_asked_where_there_is_such_an_entry() {
    let site = site();
    let path = site.path().join("content/claims/council-knew.md");
    let before = fs::read(&path).expect("a file");
    let terminal = Terminal::start(site.path(), &["new", "claim", "council-knew"]);
    assert_data_eq!(
        terminal.ends(2),
        str![[r#"
error: there is a claim `council-knew`

"#]]
    );
    assert_eq!(fs::read(&path).expect("a file"), before);
}

#[test]
fn whoever_gives_up_leaves_nothing() {
    for key in [ESCAPE, CTRL_C] {
        let site = site();
        let mut terminal = Terminal::start(site.path(), &["new", "claim", "it-fell"]);
        terminal.answer("title:", "It fell");
        terminal.press(ENTER);
        terminal.answer("by:", key);
        terminal.until("error: broken off; nothing was written");
        terminal.ends(2);
        assert!(!site.path().join("content/claims/it-fell.md").exists());
    }
}
