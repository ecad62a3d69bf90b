//! What is wrong, as a page shows it.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::edition::Mistakes;

/// What lies over a page. It has a style of its own, which the site’s does not touch.
pub fn over(mistakes: &Mistakes) -> String {
    let mut html = String::from(
        r#"<div id="whosays-mistakes"><template shadowrootmode="open"><link rel="stylesheet" href="/__whosays/overlay.css"><section role="alertdialog" aria-labelledby="heading"><button type="button">Hide</button><h1 id="heading">"#,
    );
    let add = |html: &mut String, text: &str| {
        // Writing into memory does not fail.
        let _ = escape_html_body_text(html, text);
    };
    add(&mut html, &mistakes.heading);
    html.push_str("</h1><p>This page follows when a file of the site changes.</p>");
    for mistake in &mistakes.list {
        html.push_str("<article>");
        if let Some(place) = &mistake.place {
            html.push_str("<p>");
            if let Some(address) = &mistake.address {
                html.push_str("<a href=\"");
                let _ = escape_html(&mut html, address);
                html.push_str("\">");
                add(&mut html, place);
                html.push_str("</a>");
            } else {
                add(&mut html, place);
            }
            html.push_str("</p>");
        }
        html.push_str("<pre>");
        add(&mut html, mistake.text.trim_end());
        html.push_str("</pre></article>");
    }
    html.push_str("</section></template></div>");
    html
}

/// The page below where there is none.
pub fn alone(mistakes: &Mistakes) -> String {
    let mut heading = String::new();
    let _ = escape_html_body_text(&mut heading, &mistakes.heading);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'">
<title>{heading}</title>
</head>
<body>
</body>
</html>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::edition::Mistake;

    #[test]
    fn mistakes_are_shown_as_text() {
        let mistakes = Mistakes {
            heading: "1 error in <1> file".into(),
            list: vec![Mistake {
                place: Some("content/a&b.md:1:2".into()),
                address: Some("x://a?b=\"c\"&d".into()),
                text: "a <script>alert(1)</script> & more\n\n".into(),
            }],
        };
        let html = over(&mistakes);
        for part in [
            ">1 error in &lt;1&gt; file</h1>",
            r#"<a href="x://a?b=&quot;c&quot;&amp;d">content/a&amp;b.md:1:2</a>"#,
            "<pre>a &lt;script&gt;alert(1)&lt;/script&gt; &amp; more</pre>",
        ] {
            assert!(html.contains(part), "{html}");
        }
        assert!(alone(&mistakes).contains("<title>1 error in &lt;1&gt; file</title>"));
    }
}
