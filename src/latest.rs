//! The latest state of a site that is followed: its theme, and what its content says.

#![cfg(feature = "watch")]

use std::sync::Arc;

use crate::parse::Shelf;
use crate::render::{Broken, Theme};
use crate::source::{Changes, Sources};
use crate::{Options, Reading, read_after};

/// The theme of a site and what was read of it, brought to each new state of its files.
pub struct Latest {
    /// How the site is read.
    pub options: Options,
    shelf: Shelf,
    /// None where it is broken, and before anything was read.
    pub theme: Option<Arc<Theme>>,
    /// None before anything was read, and where that failed.
    pub reading: Option<Reading>,
}

impl Latest {
    /// Of a site of which nothing was read yet.
    pub fn new(options: Options) -> Latest {
        Latest { options, shelf: Shelf::default(), theme: None, reading: None }
    }

    /// Brings theme and reading to the state of the sources, in which no more than this has changed. Returns
    /// what is wrong with the theme, if that was read and is broken.
    pub fn bring(&mut self, changes: Changes, sources: &Sources) -> Option<Broken> {
        let mut broken = None;
        if changes.theme() || self.theme.is_none() {
            let theme = Theme::new(sources).map_err(|error| broken = Some(error));
            self.theme = theme.ok().map(Arc::new);
        }
        if changes.content || self.reading.is_none() {
            let before = self.reading.as_ref();
            self.reading = Some(read_after(before, &mut self.shelf, sources, &self.options));
        }
        broken
    }

    /// Marks this state as the one that was shown or written last.
    pub fn mark(&mut self) {
        self.reading.iter_mut().for_each(Reading::mark);
    }

    /// Forgets it where the site could not be read: then all may have changed.
    pub fn forget(&mut self) {
        (self.theme, self.reading) = (None, None);
    }
}
