//! The media types of files, as they stand in `Content-Type`.

/// The media type of the file at a path, by its extension, with the encoding of texts.
pub fn of(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT
        || ["json", "xml", "javascript"].iter().any(|name| kind.subtype() == *name)
        || kind.suffix().is_some();
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn texts_say_their_encoding() {
        assert_eq!(of("a/index.html"), "text/html; charset=utf-8");
        assert_eq!(of("style.css"), "text/css; charset=utf-8");
        assert_eq!(of("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(of("data/claims.csv"), "text/csv; charset=utf-8");
        assert_eq!(of("data/all.json"), "application/json; charset=utf-8");
        assert_eq!(of("feed.xml"), "text/xml; charset=utf-8");
        assert_eq!(of("icon.svg"), "image/svg+xml; charset=utf-8");
        assert_eq!(of("font.woff2"), "font/woff2");
        assert_eq!(of("without-extension"), "application/octet-stream");
    }
}
