//! Lists that could grow without bound, a stretch on each page.

use serde::Serialize;

use super::part::{Desk, Link};
use super::{Page, file_of};

/// The number of pages that a list of `len` entries takes; an empty one takes a page too.
pub fn pages(len: usize, most: usize) -> u32 {
    u32::try_from(len.div_ceil(most.max(1))).unwrap_or(u32::MAX).max(1)
}

/// What of a list stands on page `part`, counted from 1.
pub fn stretch<T>(list: &[T], part: u32, most: usize) -> &[T] {
    let from = (part.max(1) as usize - 1).saturating_mul(most).min(list.len());
    &list[from..list.len().min(from + most)]
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
        let here = stretch(list, part, most);
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

/// The way between the pages of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Pager {
    pub part: u32,
    pub parts: u32,
    pub previous: Option<Link>,
    pub next: Option<Link>,
    /// The first, the last and the nearest pages.
    pub near: Vec<Numbered>,
}

/// A page by its number.
#[derive(Clone, Debug, Serialize)]
pub struct Numbered {
    pub number: u32,
    pub href: String,
    pub current: bool,
    /// Whether pages were left out before it.
    pub gap: bool,
}

impl Pager {
    /// `None` where there is one page only.
    pub fn new(desk: &Desk, part: u32, parts: u32, page: impl Fn(u32) -> Page) -> Option<Pager> {
        if parts < 2 {
            return None;
        }
        let href = |number: u32| file_of(&page(number).address(desk.model));
        let link = |number: u32| Link { title: format!("Page {number}"), href: href(number) };
        let mut numbers: Vec<u32> =
            [1, parts].into_iter().chain(part.saturating_sub(2)..=part + 2).collect();
        numbers.retain(|number| (1..=parts).contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        let mut before = 0;
        let near = numbers
            .into_iter()
            .map(|number| {
                let gap = number > before + 1;
                before = number;
                Numbered { number, href: href(number), current: number == part, gap }
            })
            .collect();
        Some(Pager {
            part,
            parts,
            previous: (part > 1).then(|| link(part - 1)),
            next: (part < parts).then(|| link(part + 1)),
            near,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_a_list_once() {
        let list: Vec<u32> = (0..101).collect();
        let parts = pages(list.len(), 40);
        assert_eq!(parts, 3);
        let all: Vec<u32> =
            (1..=parts).flat_map(|part| stretch(&list, part, 40)).copied().collect();
        assert_eq!(all, list);
        assert!(stretch(&list, 9, 40).is_empty());
        assert_eq!(pages(0, 40), 1);
    }

    #[test]
    fn a_stretch_says_which_it_is() {
        let list: Vec<u32> = (0..101).collect();
        let range = |part| Shown::new(&list, part, 50, |n| n).range;
        assert_eq!(range(2).as_deref(), Some("51–100 of 101"));
        assert_eq!(range(3).as_deref(), Some("101 of 101"));
        assert_eq!(Shown::new(&list, 1, 200, |n| n).range, None);
    }
}
