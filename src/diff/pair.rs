//! Finds which item of one list is which of another, when both have changed.

use serde_json::Value;

/// Fields that tell one item of a list from another, the surest first.
const NAMES: [&[&str]; 12] = [
    &["id"],
    &["by", "date", "stance"],
    &["by", "date"],
    &["by", "stance"],
    &["by"],
    &["to"],
    &["code"],
    &["url"],
    &["title"],
    &["date"],
    &["quote"],
    &["note"],
];

/// Each item of either list with its counterpart in the other, if it has one: first those of `new`
/// in their order, then those that are no more. Items that are the same are left out.
pub fn pairs<'v>(
    old: &'v [Value],
    new: &'v [Value],
) -> Vec<(Option<&'v Value>, Option<&'v Value>)> {
    let mut left: Vec<&Value> = old.iter().collect();
    let mut found: Vec<(&Value, Option<&Value>)> = Vec::new();
    for item in new {
        match left.iter().position(|other| *other == item) {
            Some(same) => _ = left.remove(same),
            None => found.push((item, None)),
        }
    }
    for names in NAMES {
        for (item, counterpart) in found.iter_mut().filter(|(_, known)| known.is_none()) {
            let named = |other: &&Value| {
                names
                    .iter()
                    .all(|name| item.get(name).is_some() && item.get(name) == other.get(name))
            };
            *counterpart = left.iter().position(named).map(|at| left.remove(at));
        }
    }
    let found = found.into_iter().map(|(item, counterpart)| (counterpart, Some(item)));
    found.chain(left.into_iter().map(|item| (Some(item), None))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn items_are_known_by_their_names() {
        let old = [json!({"by": "a", "date": "1"}), json!({"by": "b"}), json!({"by": "c", "x": 1})];
        let new = [
            json!({"by": "c", "x": 1}),
            json!({"by": "a", "date": "2"}),
            json!({"by": "a", "date": "1", "x": 1}),
        ];
        assert_eq!(
            pairs(&old, &new),
            [(None, Some(&new[1])), (Some(&old[0]), Some(&new[2])), (Some(&old[1]), None)]
        );
    }
}
