//! What a site says of the rules themselves.

use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, New, Severity, did_you_mean, only_near, rule};
use crate::field;
use crate::model::Model;
use crate::source::SITE_FILE;

/// Sets the severity of rules as `rules` in `site.yaml` says, and drops what is switched off.
pub fn adjust(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut wrong = Vec::new();
    for (name, value) in model.site.file.rules.iter() {
        let path: Arc<str> = SITE_FILE.into();
        let field = field!["rules", name.to_string()];
        let adjustable = || rule::ALL.iter().filter(|rule| rule.adjustable).map(|rule| rule.name);
        let Some(rule) = rule::find(name) else {
            let message = format!("there is no rule `{name}`");
            let diagnostic = Diagnostic::new(&rule::UNKNOWN_RULE, &path, At::Key(field), message);
            let meant = only_near(name, adjustable()).map(|near| New::scalar(&**name, near));
            wrong.push(diagnostic.maybe_help(did_you_mean(name, adjustable())).fix(meant));
            continue;
        };
        if !rule.adjustable {
            let message = format!("the rule `{name}` cannot be changed");
            let diagnostic = Diagnostic::new(&rule::UNKNOWN_RULE, &path, At::Key(field), message);
            let list = adjustable().collect::<Vec<_>>().join(", ");
            wrong.push(diagnostic.help(format!("these can be: {list}")));
            continue;
        }
        let severity = match &**value {
            "off" => None,
            "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => {
                let message = format!("`{value}` is no severity");
                let at = At::Field(field);
                let diagnostic = Diagnostic::new(&rule::UNKNOWN_RULE, &path, at, message);
                let meant = only_near(value, ["off", "warning", "error"]);
                let meant = meant.map(|near| New::scalar(&**value, near));
                wrong.push(diagnostic.help("write `off`, `warning` or `error`").fix(meant));
                continue;
            }
        };
        match severity {
            Some(severity) => found
                .iter_mut()
                .filter(|diagnostic| *diagnostic.rule == *rule)
                .for_each(|diagnostic| diagnostic.severity = severity),
            None => found.retain(|diagnostic| *diagnostic.rule != *rule),
        }
    }
    found.append(&mut wrong);
}
