//! What a site adds to its Content-Security-Policy.

use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, did_you_mean, rule};
use crate::field;
use crate::model::Model;
use crate::policy;
use crate::source::SITE_FILE;

/// Each directive is one of the policy, and what is added admits sources and nothing else.
pub fn policy(model: &Model) -> Vec<Diagnostic> {
    let path: Arc<str> = SITE_FILE.into();
    let mut found = Vec::new();
    let added = model.site.file.publish.iter().flat_map(|publish| publish.policy.iter());
    for (directive, sources) in added {
        let field = field!["publish", "policy", directive.to_string()];
        if !policy::directives().any(|known| known == &**directive) {
            let message = format!("`{directive}` is no directive of the policy");
            let list = || policy::directives().collect::<Vec<_>>().join(", ");
            let help = did_you_mean(directive, policy::directives())
                .unwrap_or_else(|| format!("these are: {}", list()));
            found.push(
                Diagnostic::new(&rule::BAD_POLICY, &path, At::Key(field), message).help(help),
            );
        } else if let Some(wrong) = sources.split_whitespace().find(|source| !is_source(source)) {
            let message = format!("`{wrong}` is no source that a policy may admit");
            found.push(
                Diagnostic::new(&rule::BAD_POLICY, &path, At::Field(field), message)
                    .help("write hosts, as in `https://media.example.org https://*.example.net`"),
            );
        }
    }
    found
}

/// Whether it is a host, a scheme or a hash: nothing that ends the directive or opens the site to
/// whatever stands in a page.
fn is_source(text: &str) -> bool {
    let is_hash = ["'sha256-", "'sha384-", "'sha512-"].iter().any(|start| text.starts_with(start));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/*%+=".contains(c);
    match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(quoted) => is_hash && quoted.chars().all(plain),
        None => text.chars().all(plain) && text.contains(['.', ':']),
    }
}
