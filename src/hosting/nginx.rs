//! The part of the settings of nginx that a site knows best, to be included in a `server`.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::{CACHE, FOR_EVER, REVALIDATE, encoded};

pub const FILE: &str = "_nginx.conf";

const ABOUT: &str = "\
# What nginx is to know of this site, for its `server` to include: `whosays init --host nginx`.
# nginx reads it again when it is reloaded.
";
/// What other programs read is no reader’s matter.
const PRIVATE: [&str; 4] = ["_headers", "_redirects", FILE, "CNAME"];

/// The settings of a site that stands at `base` of its host, with a slash at the end: headers, the
/// page for what is not there, compressed copies, and redirects. `root` of the `server` is the folder
/// below which the site stands as its address says.
pub fn settings(
    base: &str,
    sent: &[(&str, String)],
    immutable: &[&str],
    moved: &[(String, String)],
) -> String {
    // nginx compares addresses as they are when decoded.
    let place = percent_decode_str(base).decode_utf8_lossy();
    let mut text = format!(
        "{ABOUT}location {} {{\n  index index.html;\n  error_page 404 {};\n  absolute_redirect off;\n  \
         charset utf-8;\n  gzip_static on;\n  \
         location ~ \"/[.](?!well-known/)\" {{ return 404; }}\n",
        quoted(&place),
        quoted(&format!("{place}404.html")),
    );
    let header = |text: &mut String, indent: &str, name: &str, value: &str| {
        let _ = writeln!(text, "{indent}add_header {name} {} always;", quoted(value));
    };
    for (name, value) in sent {
        header(&mut text, "  ", name, value);
    }
    header(&mut text, "  ", CACHE, REVALIDATE);
    for file in PRIVATE {
        let path = quoted(&format!("{place}{file}"));
        let _ = writeln!(text, "  location = {path} {{ return 404; }}");
    }
    for path in immutable {
        let _ = writeln!(text, "  location = {} {{", quoted(&format!("{place}{path}")));
        // A place with a header of its own has none of those around it.
        for (name, value) in sent {
            header(&mut text, "    ", name, value);
        }
        header(&mut text, "    ", CACHE, FOR_EVER);
        text.push_str("  }\n");
    }
    text.push_str("}\n");
    for (from, to) in moved {
        let (from, to) = (format!("{place}{from}"), format!("{base}{}", encoded(to)));
        let _ = writeln!(
            text,
            "location = {} {{ absolute_redirect off; return 301 {}; }}",
            quoted(&from),
            quoted(&to)
        );
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
