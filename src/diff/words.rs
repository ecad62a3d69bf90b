//! Marks the words that differ between two texts: `[-old-]` and `{+new+}`.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Words shown before and after what differs.
const AROUND: usize = 6;

/// The passages that differ, each with some words around it.
pub fn marked(was: &str, now: &str) -> Vec<String> {
    let old: Vec<&str> = was.split_whitespace().collect();
    let new: Vec<&str> = now.split_whitespace().collect();
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let groups = similar::group_diff_ops(ops, AROUND);
    groups.iter().map(|group| passage(group, &old, &new)).collect()
}

fn passage(ops: &[DiffOp], old: &[&str], new: &[&str]) -> String {
    let mut parts = Vec::new();
    if ops.first().is_some_and(|op| op.old_range().start > 0) {
        parts.push("…".to_owned());
    }
    for op in ops {
        let (was, now) = (old[op.old_range()].join(" "), new[op.new_range()].join(" "));
        match op {
            DiffOp::Equal { .. } => parts.push(now),
            DiffOp::Delete { .. } => parts.push(format!("[-{was}-]")),
            DiffOp::Insert { .. } => parts.push(format!("{{+{now}+}}")),
            DiffOp::Replace { .. } => parts.push(format!("[-{was}-] {{+{now}+}}")),
        }
    }
    if ops.last().is_some_and(|op| op.old_range().end < old.len()) {
        parts.push("…".to_owned());
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_that_differ_are_marked() {
        let marked = |was, now| super::marked(was, now).join(" | ");
        assert_eq!(marked("a b c", "a x c"), "a [-b-] {+x+} c");
        assert_eq!(marked("a b", "a b c"), "a b {+c+}");
        assert_eq!(marked("", "a"), "{+a+}");
        assert_eq!(marked("same", "same"), "");
        let many = |word: &str| format!("{word} {} {word}", ["w"; 40].join(" "));
        assert_eq!(
            marked(&many("x"), &many("y")),
            "[-x-] {+y+} w w w w w w … | … w w w w w w [-x-] {+y+}"
        );
    }
}
