//! What the program says: results on standard output, all else on standard error.

use std::io::{self, Write};

use anyhow::{Context, Error, Result};
use clap::builder::styling::{AnsiColor, Style};

use super::words;
use crate::Analysis;
use crate::diagnostic::{self, Located};
use crate::fix;
use crate::source::Sources;

/// All that is wrong, and what can be done about it by program.
pub(super) fn tell_mistakes(sources: &Sources, diagnostics: &[Located]) {
    tell_diagnostics(sources, diagnostics);
    if let Some(hint) = words::fixable(diagnostics) {
        tell(&hint);
    }
}

pub(super) fn tell_diagnostics(sources: &Sources, diagnostics: &[Located]) {
    let choice = anstream::AutoStream::choice(&io::stderr());
    let colour = choice != anstream::ColorChoice::Never;
    let _ = write!(anstream::stderr(), "{}", diagnostic::show(sources, diagnostics, colour));
}

/// The count, when all that was found are warnings.
pub(super) fn tell_warnings(analysis: &Analysis) {
    if !analysis.diagnostics.is_empty() {
        tell(&words::mistakes(&analysis.diagnostics, analysis.exempted));
    }
}

pub(super) fn tell_failure(error: &Error) {
    const RED: Style = AnsiColor::BrightRed.on_default().bold();
    tell(&format!("{RED}error:{RED:#} {error}"));
    for cause in error.chain().skip(1) {
        tell(&format!("  because: {cause}"));
    }
}

/// A line on standard error. Nobody may be listening; that is no reason to stop.
pub(super) fn tell(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// A line on standard output, likewise.
pub(super) fn say(line: &str) {
    let mut out = anstream::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// What programs read, to the byte, on standard output; unlike [`say`] it fails if nobody takes it.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}

/// Shows a change to whoever reads standard output.
pub(super) fn show_change(change: &fix::Change) {
    let _ = write!(anstream::stdout(), "{}", coloured(&fix::diff(change)));
}

/// A unified diff with the colours that terminals give it; they are taken out where there is none.
pub(super) fn coloured(diff: &str) -> String {
    const HEAD: Style = Style::new().bold();
    const PART: Style = AnsiColor::Cyan.on_default();
    const OLD: Style = AnsiColor::Red.on_default();
    const NEW: Style = AnsiColor::Green.on_default();
    let line = |line: &str| {
        let style = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => HEAD,
            [b'@', ..] => PART,
            [b'-', ..] => OLD,
            [b'+', ..] => NEW,
            _ => return line.to_owned(),
        };
        let text = line.trim_end_matches(['\r', '\n']);
        format!("{style}{text}{style:#}{}", &line[text.len()..])
    };
    diff.split_inclusive('\n').map(line).collect()
}
