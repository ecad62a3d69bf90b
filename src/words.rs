//! Small words of English that messages and pages have in common.

/// A count with its noun: “1 claim”, “3 claims”.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A noun with its indefinite article: “a claim”, “an actor”.
pub fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
