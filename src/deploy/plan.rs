//! What must change at a target. Nothing is touched here.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;

use super::{Fingerprints, Holdings};
use crate::publish::outputs::Outputs;
use crate::words::counted;

/// The changes that lead from what stands at a target to the site to come, each sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    /// Those of the removed that stand where a file of the site, or a folder of its, goes.
    pub removed_first: Vec<String>,
    /// Files of the site that stand there already.
    pub unchanged: usize,
    /// What others put there, and what stays.
    pub foreign: usize,
    /// Why it must not be carried out.
    pub refusals: Vec<Refusal>,
}

/// Why a plan must not be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was published there yet, and these files are there.
    NotOurs(Vec<String>),
    /// These were not published, and files of the site go where they stand.
    InTheWay(Vec<String>),
    /// These were published and have another content now.
    Edited(Vec<String>),
    /// More would be removed than may be.
    TooMany { removed: usize, of: usize, percent: u8 },
}

impl Plan {
    /// Plans how a site comes to a target; the refusals are part of it. At most `max_delete`
    /// percent of what was published and stands there may be removed.
    ///
    /// Fails when the site itself cannot stand on any host.
    pub fn make(site: &Fingerprints, holdings: &Holdings, max_delete: u8) -> Result<Plan> {
        let mut outputs = Outputs::default();
        site.keys().try_for_each(|path| outputs.add(path))?;
        let mut plan = Plan::default();
        let (mut edited, mut foreign, mut ours) = (Vec::new(), Vec::new(), 0);
        for (path, found) in &holdings.files {
            let Some(record) = holdings.record.as_ref().filter(|record| record.lists(path)) else {
                foreign.push(path.clone());
                continue;
            };
            ours += 1;
            let wanted = site.get(path);
            if wanted.is_some() && wanted == found.as_ref() {
                plan.unchanged += 1;
                continue;
            }
            if !found.as_ref().is_some_and(|found| record.holds(path, found)) {
                edited.push(path.clone());
            }
            match wanted {
                Some(_) => plan.changed.push(path.clone()),
                None => plan.removed.push(path.clone()),
            }
        }
        let is_new = |path: &&String| !holdings.files.contains_key(*path);
        plan.added = site.keys().filter(is_new).cloned().collect();
        let gives_way = |path: &&String| outputs.clash(path).is_some();
        plan.removed_first = plan.removed.iter().filter(gives_way).cloned().collect();
        plan.foreign = foreign.len();
        if holdings.record.is_none() && !foreign.is_empty() {
            plan.refusals.push(Refusal::NotOurs(foreign));
            return Ok(plan);
        }
        let in_the_way: Vec<_> = foreign.iter().filter(gives_way).cloned().collect();
        plan.refuse(Refusal::InTheWay, in_the_way);
        plan.refuse(Refusal::Edited, edited);
        if plan.removed.len() * 100 > ours * usize::from(max_delete) {
            let removed = plan.removed.len();
            plan.refusals.push(Refusal::TooMany { removed, of: ours, percent: max_delete });
        }
        Ok(plan)
    }

    fn refuse(&mut self, refusal: fn(Vec<String>) -> Refusal, paths: Vec<String>) {
        if !paths.is_empty() {
            self.refusals.push(refusal(paths));
        }
    }

    /// Whether no file must come, change or go.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// The files to send, in sets one after the other, so that whatever a page needs or leads to is
    /// there before it: what pages load, new pages, changed pages, and what tells others of pages.
    pub fn waves(&self) -> impl Iterator<Item = Vec<&str>> {
        let mut waves = BTreeMap::<_, Vec<&str>>::new();
        for (paths, is_new) in [(&self.added, true), (&self.changed, false)] {
            for path in paths {
                waves.entry(Wave::of(path, is_new)).or_default().push(path);
            }
        }
        waves.into_values()
    }

    /// The files to remove when all others have come.
    pub fn removed_last(&self) -> impl Iterator<Item = &str> {
        let last = |path: &&String| !self.removed_first.contains(path);
        self.removed.iter().filter(last).map(String::as_str)
    }

    /// How many files come, change and go: “3 added, 1 changed, 2 removed”.
    pub fn counts(&self) -> String {
        let (added, changed, removed) = (self.added.len(), self.changed.len(), self.removed.len());
        format!("{added} added, {changed} changed, {removed} removed")
    }
}

/// When a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wave {
    Asset,
    NewPage,
    ChangedPage,
    /// Feeds, sitemaps, redirects: they name pages.
    Notice,
}

impl Wave {
    fn of(path: &str, is_new: bool) -> Wave {
        if path.ends_with(".html") {
            if is_new { Wave::NewPage } else { Wave::ChangedPage }
        } else if path.ends_with(".xml") || path.ends_with("_redirects") {
            Wave::Notice
        } else {
            Wave::Asset
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refusal::NotOurs(paths) => write!(
                f,
                "there is something that whosays did not publish, and no record of what it did: \
                 {}; give another place, or empty this one first",
                some(paths)
            ),
            Refusal::InTheWay(paths) => write!(
                f,
                "whosays did not publish {}, and the site has files for that place; move {} away",
                some(paths),
                if paths.len() == 1 { "it" } else { "them" },
            ),
            Refusal::Edited(paths) => write!(
                f,
                "somebody else changed {} since whosays published {}; keep what is wanted of the \
                 change in the content, and remove the file there, or put back what it was",
                some(paths),
                if paths.len() == 1 { "it" } else { "them" },
            ),
            Refusal::TooMany { removed, of, percent } => write!(
                f,
                "{removed} of {} would be removed, and no more than {percent} % may be; if that is \
                 meant, allow it with `--max-delete {}`",
                counted(*of, "file", "files"),
                (removed * 100).div_ceil((*of).max(1)),
            ),
        }
    }
}

/// The first of some paths, and how many more there are.
fn some(paths: &[String]) -> String {
    const MOST: usize = 5;
    let shown: Vec<_> = paths.iter().take(MOST).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::record::Record;

    fn site(files: &[(&str, &str)]) -> Fingerprints {
        files.iter().map(|(path, content)| (path.to_string(), content.to_string())).collect()
    }

    fn holdings(record: Option<&[(&str, &str)]>, files: &[(&str, &str)]) -> Holdings {
        let record = record.map(|record| Record::of(&site(record)));
        let files = site(files).into_iter().map(|(path, content)| (path, Some(content))).collect();
        Holdings { record, files }
    }

    fn plan(wanted: &[(&str, &str)], holdings: &Holdings) -> Plan {
        Plan::make(&site(wanted), holdings, 50).unwrap()
    }

    #[test]
    fn what_others_put_there_is_left_alone() {
        let before = [("a.html", "1"), ("old.html", "1"), ("same.html", "1")];
        let all = [&before[..], &[("theirs.txt", "x")]].concat();
        let plan = plan(
            &[("a.html", "2"), ("new.html", "1"), ("same.html", "1")],
            &holdings(Some(&before), &all),
        );
        let expected = Plan {
            added: vec!["new.html".into()],
            changed: vec!["a.html".into()],
            removed: vec!["old.html".into()],
            unchanged: 1,
            foreign: 1,
            ..Plan::default()
        };
        assert_eq!(plan, expected);
    }

    #[test]
    fn what_is_on_its_way_may_stand_there_in_either_form() {
        let record = Record::of(&site(&[("a", "1"), ("b", "1")]));
        let record = Some(record.union(&Record::of(&site(&[("a", "2"), ("b", "2")]))));
        let files = holdings(None, &[("a", "1"), ("b", "2")]).files;
        let plan = plan(&[("a", "2"), ("b", "2")], &Holdings { record, files });
        assert_eq!((plan.changed, plan.unchanged), (vec!["a".to_owned()], 1));
        assert_eq!(plan.refusals, []);
    }

    #[test]
    fn what_would_be_lost_is_a_refusal() {
        let refused = |wanted: &[(&str, &str)], record, files: &[(&str, &str)]| {
            plan(wanted, &holdings(record, files)).refusals
        };
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        assert_eq!(
            refused(&[("a", "1")], None, &[("theirs", "x")]),
            [Refusal::NotOurs(names(&["theirs"]))]
        );
        // At the same path, in other case, where a folder goes, and below where a file goes.
        assert_eq!(
            refused(
                &[("a", "1"), ("b", "1"), ("c/d", "1"), ("e", "1")],
                Some(&[]),
                &[("a", "1"), ("B", "x"), ("c", "x"), ("e/f", "x"), ("g", "x")],
            ),
            [Refusal::InTheWay(names(&["B", "a", "c", "e/f"]))]
        );
        let ours: [(&str, &str); 3] = [("a", "1"), ("b", "1"), ("c", "1")];
        assert_eq!(
            refused(&[("a", "2"), ("c", "1")], Some(&ours), &[("a", "x"), ("b", "x"), ("c", "1")]),
            [Refusal::Edited(names(&["a", "b"]))]
        );
        assert_eq!(
            refused(&[("a", "1")], Some(&ours), &ours),
            [Refusal::TooMany { removed: 2, of: 3, percent: 50 }]
        );
        assert_eq!(refused(&[("a", "1"), ("c", "1")], Some(&ours), &ours), []);
    }

    #[test]
    fn pages_come_when_what_they_load_and_lead_to_is_there() {
        let before = [("index.html", "1"), ("feed.xml", "1"), ("a", "1"), ("x.css", "1")];
        let after = [
            ("a/b.html", "1"),
            ("data.json", "1"),
            ("feed.xml", "2"),
            ("index.html", "2"),
            ("y.css", "1"),
        ];
        let plan = plan(&after, &holdings(Some(&before), &before));
        let waves: Vec<_> = plan.waves().collect();
        assert_eq!(
            waves,
            [vec!["data.json", "y.css"], vec!["a/b.html"], vec!["index.html"], vec!["feed.xml"]]
        );
        assert_eq!(plan.removed_first, ["a"]);
        assert_eq!(plan.removed_last().collect::<Vec<_>>(), ["x.css"]);
    }
}
