//! What a site says of the rules themselves.

use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, FieldPath, New, Rule, Severity, nearest, only_near, rule};
use crate::field;
use crate::model::Model;
use crate::source::SITE_FILE;

/// A feed without entries tells nothing, and one of thousands is sent out with each request.
pub fn feeds(model: &Model, found: &mut Vec<Diagnostic>) {
    let entries = model.site.file.feeds.as_ref().and_then(|feeds| feeds.entries);
    let Some(number) = entries.filter(|number| !(1..=500).contains(&number.0)) else { return };
    let path: Arc<str> = SITE_FILE.into();
    let message = format!("a feed cannot hold {} entries", number.0);
    let at = At::Field(field!["feeds", "entries"]);
    let told = Diagnostic::new(&rule::WRONG_TYPE, &path, at, message);
    found.push(told.help("write a number from 1 to 500"));
}

/// Sets the severity of rules as `rules` in `site.yaml` says, and drops what is switched off, from
/// what counts as exempted, too.
pub fn adjust(model: &Model, found: &mut Vec<Diagnostic>, exempted: &mut Vec<Diagnostic>) {
    let mut wrong = Vec::new();
    for (name, value) in model.site.file.rules.iter() {
        let path: Arc<str> = SITE_FILE.into();
        let field = field!["rules", name.to_string()];
        let rule = match adjustable(name, &path, &field) {
            Ok(rule) => rule,
            Err(diagnostic) => {
                wrong.push(*diagnostic);
                continue;
            }
        };
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
            None => {
                found.retain(|diagnostic| *diagnostic.rule != *rule);
                exempted.retain(|diagnostic| *diagnostic.rule != *rule);
            }
        }
    }
    found.append(&mut wrong);
}

/// The rule `name`, as the key `field` of the file `path` has it, if it may be changed.
pub fn adjustable(
    name: &str,
    path: &Arc<str>,
    field: &FieldPath,
) -> Result<&'static Rule, Box<Diagnostic>> {
    let all = || rule::ALL.iter().filter(|rule| rule.adjustable).map(|rule| rule.name);
    let refuse = |message: String| {
        Diagnostic::new(&rule::UNKNOWN_RULE, path, At::Key(field.clone()), message)
    };
    match rule::find(name) {
        Some(rule) if rule.adjustable => Ok(rule),
        Some(_) => {
            let list = all().collect::<Vec<_>>().join(", ");
            let refused = refuse(format!("the rule `{name}` cannot be changed"));
            Err(Box::new(refused.help(format!("these can be: {list}"))))
        }
        None => {
            let near = nearest(name, all()).map(|near| New::scalar(name, near));
            let meant = only_near(name, all()).map(|near| New::scalar(name, near));
            let refused = refuse(format!("there is no rule `{name}`"))
                .help("`whosays explain` lists all rules");
            Err(Box::new(refused.guess(near).fix(meant)))
        }
    }
}
