//! What of the model is read while something is made from it: what it was made from, and so which
//! changes bear on it.
//!
//! Every way to the words of an entry leads through [`Model`](super::Model)’s index or through one of
//! its lists, and both note who was read. Nothing is noted unless somebody asked, with [`recorded`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::{Actor, Claim, Country, EntryId, Event, Explainer, Page, Source, Term};
use crate::content::{self, Entry};
use crate::id::Kind;

/// Something that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    Entry(EntryId),
    /// Every entry of a kind; without one, the home page.
    All(Option<Kind>),
    /// An order of a long list, which is made once of the whole model: one that a reader made known by
    /// this number.
    Order(u8),
    /// Not of the model: a file that is copied, known by this number.
    Asset(u32),
}

impl Read {
    /// What differs where the words of an entry do.
    pub fn of(entry: EntryId) -> [Read; 2] {
        [Read::Entry(entry), Read::All(entry.kind())]
    }
}

/// What was read, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads(Box<[Read]>);

impl Reads {
    pub fn iter(&self) -> impl Iterator<Item = Read> + '_ {
        self.0.iter().copied()
    }

    /// Notes all of it for whoever asks now.
    fn note(&self) {
        if IS_RECORDED.get() {
            NOTES.with_borrow_mut(|notes| self.iter().for_each(|read| notes.add(read)));
        }
    }

    /// Whether anything of it is among `changed`.
    pub fn touch(&self, changed: &BTreeSet<Read>) -> bool {
        // The few are looked for among the many, which are in order.
        changed.iter().any(|read| self.0.binary_search(read).is_ok())
    }
}

/// With so many notes it is worth a look whether most are the same.
const MANY: usize = 1024;

thread_local! {
    /// Apart from the notes, as it is asked for with every read.
    static IS_RECORDED: Cell<bool> = const { Cell::new(false) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::NONE) };
}

struct Notes {
    list: Vec<Read>,
    /// When they are sorted out next.
    full: usize,
    /// Of which kinds all were read, a bit each: of those nothing more is noted.
    all: u32,
}

impl Notes {
    const NONE: Notes = Notes { list: Vec::new(), full: MANY, all: 0 };

    fn add(&mut self, read: Read) {
        let is_known = match read {
            Read::Entry(entry) => self.all & bit(entry.kind()) != 0,
            Read::All(kind) => {
                let before = self.all;
                self.all |= bit(kind);
                before == self.all
            }
            Read::Order(_) | Read::Asset(_) => false,
        };
        if is_known || self.list.last() == Some(&read) {
            return;
        }
        if self.list.len() == self.full {
            self.sort_out();
            self.full = MANY.max(2 * self.list.len());
        }
        self.list.push(read);
    }

    fn sort_out(&mut self) {
        self.list.sort_unstable();
        self.list.dedup();
    }
}

fn bit(kind: Option<Kind>) -> u32 {
    kind.map_or(1, |kind| 2 << kind as u32)
}

/// Notes that something is read, if anybody wants to know.
#[inline]
pub fn note(read: Read) {
    if IS_RECORDED.get() {
        NOTES.with_borrow_mut(|notes| notes.add(read));
    }
}

/// What `make` makes, and what it reads for it on this thread. Of what goes on meanwhile on others
/// nothing is known: it must not hand parts of its work to them.
pub fn recorded<T>(make: impl FnOnce() -> T) -> (T, Reads) {
    let outer = Outer::begin(true);
    let made = make();
    let mut notes = outer.end();
    notes.sort_out();
    (made, Reads(notes.list.into()))
}

/// What `make` makes, with no note of what it reads: that is the same for all who ask, and they note
/// what was made as a whole.
pub fn apart<T>(make: impl FnOnce() -> T) -> T {
    let _outer = Outer::begin(false);
    make()
}

/// What is noted around something that has notes of its own.
struct Outer {
    notes: Option<Notes>,
    is_recorded: bool,
}

impl Outer {
    fn begin(is_recorded: bool) -> Outer {
        Outer {
            notes: Some(NOTES.replace(Notes::NONE)),
            is_recorded: IS_RECORDED.replace(is_recorded),
        }
    }

    /// The notes that were made since.
    fn end(mut self) -> Notes {
        NOTES.replace(self.notes.take().unwrap_or(Notes::NONE))
    }
}

impl Drop for Outer {
    /// Also where what was made panics.
    fn drop(&mut self) {
        IS_RECORDED.set(self.is_recorded);
        if let Some(notes) = self.notes.take() {
            NOTES.set(notes);
        }
    }
}

/// What is made once, by whoever asks first, and read by all who ask: what was read for it is noted for
/// each of them.
#[derive(Debug)]
pub struct Once<T>(OnceLock<(T, Reads)>);

impl<T> Default for Once<T> {
    fn default() -> Once<T> {
        Once(OnceLock::new())
    }
}

impl<T> Once<T> {
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        let (made, reads) = self.0.get_or_init(|| recorded(make));
        reads.note();
        made
    }

    /// Fails when `make` does; then nothing is made.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        if self.0.get().is_none() {
            let (made, reads) = recorded(make);
            let made = made?;
            self.0.get_or_init(|| (made, reads));
        }
        let made = self.0.get();
        Ok(made
            .map(|(made, reads)| {
                reads.note();
                made
            })
            .expect("it was made above"))
    }
}

/// All entries of a kind, in the order of handles. Who looks at the list reads all of it; how many they
/// are is no part of any.
#[derive(Clone, Debug)]
pub struct List<T>(Vec<T>);

/// What stands in a list.
pub trait Listed {
    /// `None` for the home page.
    const KIND: Option<Kind>;
}

macro_rules! listed {
    ($($type:ty: $kind:expr),+ $(,)?) => {
        $(impl Listed for $type {
            const KIND: Option<Kind> = $kind;
        })+
    };
}

listed! {
    Arc<Claim>: Some(Kind::Claim),
    Actor: Some(Kind::Actor),
    Event: Some(Kind::Event),
    Source: Some(Kind::Source),
    Term: Some(Kind::Term),
    Country: Some(Kind::Country),
    Explainer: Some(Kind::Explainer),
    Page: Some(Kind::Page),
    Arc<Entry<content::Page>>: None,
}

impl<T> List<T> {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them; that it is read is noted by who knows its handle.
    pub(super) fn one(&self, at: usize) -> &T {
        &self.0[at]
    }
}

impl<T: Listed> Deref for List<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        note(Read::All(T::KIND));
        &self.0
    }
}

impl<T: Listed> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<'a, T: Listed> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Listed> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(list: Vec<T>) -> List<T> {
        List(list)
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> List<T> {
        List(list.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ClaimId;

    const A: Read = Read::Entry(EntryId::Claim(ClaimId(7)));
    const B: Read = Read::All(None);

    fn reads(make: impl FnOnce()) -> Vec<Read> {
        recorded(make).1.iter().collect()
    }

    #[test]
    fn each_asker_gets_its_own_notes() {
        note(A);
        let mut inner = Vec::new();
        let outer = reads(|| {
            note(A);
            inner = reads(|| note(B));
            apart(|| note(B));
            note(A);
        });
        assert_eq!((outer, inner), (vec![A], vec![B]));
        let _ = std::panic::catch_unwind(|| recorded(|| panic!("as a page may")));
        note(A);
        assert!(reads(|| ()).is_empty());
    }

    #[test]
    fn what_was_made_before_is_read_like_what_is_made_now() {
        let once = Once::default();
        let ask = || assert_eq!(*once.get_or_init(|| note(A)), ());
        ask();
        assert_eq!(reads(ask), [A]);
        let once = Once::default();
        let ask = |result: Result<(), ()>| {
            let _ = once.get_or_try_init(|| {
                note(B);
                result
            });
        };
        assert_eq!(reads(|| ask(Err(()))), []);
        assert_eq!(reads(|| ask(Ok(()))), [B]);
        assert_eq!(reads(|| ask(Err(()))), [B]);
    }

    #[test]
    fn many_notes_are_kept_once() {
        let claims = (0..5 * MANY as u32).map(|n| Read::Entry(EntryId::Claim(ClaimId(n % 3000))));
        let all: BTreeSet<Read> = claims.clone().collect();
        let (_, reads) = recorded(|| claims.for_each(note));
        assert_eq!(reads.iter().collect::<BTreeSet<_>>(), all);
        assert!(reads.touch(&BTreeSet::from([A, B])) && !reads.touch(&BTreeSet::from([B])));
        let all = Read::All(Some(Kind::Claim));
        assert_eq!(self::reads(|| [B, all, A, B, all].into_iter().for_each(note)), [B, all]);
    }
}
