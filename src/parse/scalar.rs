//! Keys and values of YAML as they are written: plain, or in quotes.

use super::tree::{self, Value};

/// Writes `new` in the way in which `written`, which reads as `old`, is written. A plain text is put
/// in quotes if it needs them.
///
/// `None` when `written` reads as something else, or is a block or an alias.
pub fn rewrite(written: &str, old: &str, new: &str) -> Option<String> {
    if read(written)? != old {
        return None;
    }
    match written.chars().next() {
        Some('\'') => Some(format!("'{}'", new.replace('\'', "''"))),
        Some('"') => Some(quoted(new)),
        _ => Some(write(new)),
    }
}

/// Writes a text as a value that may stand anywhere: plain if that reads back, or in quotes.
pub fn write(text: &str) -> String {
    let list = format!("[{text}, x]");
    let stands = match tree::read(&list).ok().flatten().map(|node| node.value) {
        Some(Value::List(items)) => match &items[..] {
            [item, _] => {
                matches!(&item.value, Value::Scalar { text: read, plain: true } if read == text)
                    && !item.is_null()
                    && read_is_whole(text)
            }
            _ => false,
        },
        _ => false,
    };
    if stands { text.to_owned() } else { quoted(text) }
}

/// Writes a text in double quotes, on one line.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if is_printable(other) => quoted.push(other),
            other => quoted.push_str(&match u32::from(other) {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether YAML lets the character stand for itself and takes it for no end of a line.
pub fn is_printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// What a plain or quoted text on one line or several reads as.
fn read(written: &str) -> Option<String> {
    if written.starts_with(['|', '>', '*', '&', '!']) {
        return None;
    }
    match tree::read(written).ok().flatten()?.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// Whether a plain text means itself outside of brackets, too.
fn read_is_whole(text: &str) -> bool {
    read(text).is_some_and(|read| read == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_the_old_text_is_kept() {
        assert_eq!(rewrite("UK", "UK", "GB").as_deref(), Some("GB"));
        assert_eq!(rewrite("'UK'", "UK", "it's").as_deref(), Some("'it''s'"));
        assert_eq!(rewrite("\"U\\x4b\"", "UK", "GB").as_deref(), Some("\"GB\""));
        for written in ["UK", "*UK", "|\n UK", "!!str UK", "[UK", ""] {
            assert_eq!(rewrite(written, "US", "GB"), None, "{written}");
        }
    }

    #[test]
    fn what_would_mean_something_else_is_put_in_quotes() {
        for plain in ["2021-03-16", "2021-03-16?", "2012/..", "2021-03-16T14:00-04:00", "a b", "NO"]
        {
            assert_eq!(write(plain), plain);
        }
        for text in [
            "[2007..2016]",
            "a, b",
            "a: b",
            "a #b",
            "",
            "~",
            "null",
            "- a",
            "\"",
            "'a",
            "@a",
            "a\nb",
            "{",
            " a",
        ] {
            let quoted = write(text);
            assert!(quoted.starts_with('"'), "{quoted}");
            assert_eq!(read(&quoted).as_deref(), Some(text));
        }
    }
}
