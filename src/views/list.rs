//! What long lists have in common: how they are split into pages, and the way through those.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Page, file_of};
use crate::model::Model;

/// The number of pages for so many rows; an empty list has one, too.
pub fn pages(rows: usize, on_a_page: usize) -> u32 {
    rows.div_ceil(on_a_page).max(1) as u32
}

/// The rows of one page, counted from 1.
pub fn rows<T>(list: &[T], part: u32, on_a_page: usize) -> &[T] {
    let start = (part as usize - 1) * on_a_page;
    let end = start + on_a_page;
    list.get(start.min(list.len())..end.min(list.len())).unwrap_or_default()
}

/// A list as one page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown<T> {
    pub items: Vec<T>,
    /// Which of the whole list these are: “41–80 of 120”; `None` where they are all.
    pub range: Option<String>,
    /// How long the whole list is.
    pub total: usize,
}

impl<T> Shown<T> {
    /// Makes each entry of the stretch of `list` that belongs on page `part`.
    pub fn new<S: Copy>(list: &[S], part: u32, most: usize, make: impl FnMut(S) -> T) -> Shown<T> {
        let here = rows(list, part, most);
        Shown::of(here.iter().copied().map(make).collect(), here.len(), list.len(), part, most)
    }

    /// For entries that were made together out of `count` of `total`.
    pub fn of(items: Vec<T>, count: usize, total: usize, part: u32, most: usize) -> Shown<T> {
        let from = (part.max(1) as usize - 1).saturating_mul(most);
        let range = (count < total && count > 0).then(|| match count {
            1 => format!("{} of {total}", from + 1),
            _ => format!("{}–{} of {total}", from + 1, from + count),
        });
        Shown { items, range, total }
    }
}

/// The way through the pages of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Pager {
    pub current: u32,
    pub last: u32,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub numbers: Vec<Number>,
}

/// One page among others.
#[derive(Clone, Debug, Serialize)]
pub struct Number {
    pub number: u32,
    pub href: String,
    pub current: bool,
    /// Whether pages before it are left out.
    pub gap: bool,
}

/// How many pages to either side of the current one are offered.
const NEAR: u32 = 2;

/// The way through `last` pages from page `current` on; none where there is one page.
pub fn pager(model: &Model, current: u32, last: u32, page: impl Fn(u32) -> Page) -> Option<Pager> {
    if last < 2 {
        return None;
    }
    let href = |number| file_of(&page(number).address(model));
    let mut before = 0;
    let numbers = (1..=last)
        .filter(|number| *number == 1 || *number == last || number.abs_diff(current) <= NEAR)
        .map(|number| {
            let gap = number != before + 1;
            before = number;
            Number { number, href: href(number), current: number == current, gap }
        })
        .collect();
    Some(Pager {
        current,
        last,
        previous: (current > 1).then(|| href(current - 1)),
        next: (current < last).then(|| href(current + 1)),
        numbers,
    })
}

/// A group of a long list and where it begins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Jump {
    pub title: String,
    pub href: String,
    pub count: usize,
    /// Where each initial begins, if the list is long enough to need that.
    pub letters: Vec<Letter>,
}

/// An initial and where it begins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Letter {
    pub letter: String,
    pub href: String,
}

/// Above so many initials letters are no help: a script without an alphabet.
const MOST_LETTERS: usize = 40;

/// Where each initial first stands among `names`; `href` gives the place of a name by its index.
pub fn letters<'a>(
    names: impl Iterator<Item = &'a str>,
    href: impl Fn(usize) -> String,
) -> Vec<Letter> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut letters = Vec::new();
    for (index, name) in names.enumerate() {
        let letter = initial(name);
        if found.insert(letter.clone()) {
            letters.push(Letter { letter, href: href(index) });
        }
    }
    if letters.len() > MOST_LETTERS { Vec::new() } else { letters }
}

/// The first letter in capitals, `0–9` for any digit and `#` where there is neither.
pub fn initial(name: &str) -> String {
    match name.chars().find(|c| c.is_alphanumeric()) {
        Some(digit) if digit.is_numeric() => "0–9".into(),
        Some(letter) => letter.to_uppercase().collect(),
        None => "#".into(),
    }
}

/// What a name is sorted by: its letters, whatever their case; marks before it do not count.
pub fn sort_name(name: &str) -> String {
    name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_of_it_is_shown() {
        let list: Vec<u32> = (0..101).collect();
        let range = |part| Shown::new(&list, part, 50, |n| n).range;
        assert_eq!(range(2).as_deref(), Some("51–100 of 101"));
        assert_eq!(range(3).as_deref(), Some("101 of 101"));
        assert_eq!(Shown::new(&list, 1, 200, |n| n).range, None);
    }
}
