//! What is kept of a site that was written, so that after a change of words only those pages are made
//! again that read one of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;
use tera::Value;

use super::{Lists, Renderer, Site, Theme};
use crate::export::{self, Data, search};
use crate::model::EntryId;
use crate::model::reads::{Read, Reads, recorded};
use crate::sink::Sink;
use crate::views::orders::Orders;
use crate::views::{self, Page};

/// What is kept of a site that was written.
pub struct Kept {
    lists: Lists,
    /// What every page shows.
    everywhere: [Value; 2],
    orders: Arc<Orders>,
    pages: HashMap<Page, Arc<Made>>,
    data: Data,
    numbers: search::Numbers,
    found: HashMap<EntryId, Arc<Found>>,
}

/// A page that was made.
struct Made {
    reads: Reads,
    /// Its files, the page itself last.
    files: Vec<String>,
}

/// What the index of the search page has of an entry.
struct Found {
    reads: Reads,
    taken: Vec<search::Taken>,
}

/// What was kept of a site, and what pages may have read that is different since.
#[derive(Clone, Copy)]
struct Before<'k> {
    kept: &'k Kept,
    changed: &'k BTreeSet<Read>,
}

impl Kept {
    /// Whether it was written with this theme.
    pub fn has(&self, theme: &Arc<Theme>) -> bool {
        Arc::ptr_eq(self.lists.theme(), theme)
    }

    /// The parts of it that many pages have in common.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// What pages may have read that is different now; `None` where that is all of it. `entries` are those
    /// whose words are others; all else in the model is the same, and so is the theme.
    fn changed(&self, now: &Renderer, entries: &BTreeSet<EntryId>) -> Option<BTreeSet<Read>> {
        (self.everywhere == everywhere(now)).then(|| {
            let orders = now.desk.orders.changed(&self.orders, &now.desk);
            entries.iter().copied().flat_map(Read::of).chain(orders).collect()
        })
    }
}

fn everywhere(renderer: &Renderer) -> [Value; 2] {
    [renderer.site.clone(), renderer.axis.clone()]
}

impl Site<'_> {
    /// Hands every file to `sink`, on all cores, as [`Site::write`] does; but of a site that was written
    /// `before` with this theme, whose model differs in the words of these entries alone, pages that read
    /// none of them stay as far as the sink keeps their files.
    ///
    /// Fails when a template cannot be filled, and when the sink does.
    pub fn write_after(
        self,
        before: Option<(&Kept, &BTreeSet<EntryId>)>,
        sink: &dyn Sink,
    ) -> Result<Kept> {
        let changed = before.and_then(|(kept, entries)| kept.changed(&self.renderer, entries));
        let before = before.zip(changed.as_ref());
        let before = before.map(|((kept, _), changed)| Before { kept, changed });
        let alone = || {
            let data = before.map(|Before { kept, changed }| (&kept.data, changed));
            let data = export::files_after(self.model, data, sink)?;
            Ok::<_, anyhow::Error>((data, self.write_search_after(before, sink)?))
        };
        let fill = || {
            let pages = self.renderer.pages().par_iter();
            let stay = pages.map(|&page| Ok((page, self.let_stay(page, before, sink)?)));
            let (stay, make): (Vec<_>, Vec<_>) =
                stay.collect::<Result<Vec<_>>>()?.into_iter().partition(|(_, made)| made.is_some());
            // One at a time: those that take long stand side by side at the end.
            let made = make.into_par_iter().with_max_len(1).map_init(Vec::new, |out, (page, _)| {
                let (files, reads) = recorded(|| self.make(page, out, sink));
                Ok((page, Arc::new(Made { reads, files: files? })))
            });
            let mut pages = made.collect::<Result<HashMap<_, _>>>()?;
            pages.extend(stay.into_iter().filter_map(|(page, made)| Some((page, made?))));
            Ok::<_, anyhow::Error>(pages)
        };
        let (alone, pages) = rayon::join(alone, fill);
        let (data, (numbers, found)) = alone?;
        let pages = pages?;
        self.write_others(sink)?;
        let everywhere = everywhere(&self.renderer);
        let Renderer { lists, desk, .. } = self.renderer;
        Ok(Kept { lists, everywhere, orders: desk.orders, pages, data, numbers, found })
    }

    /// Lets a page stay that read nothing else now, if the sink has its files all as they were.
    fn let_stay(
        &self,
        page: Page,
        before: Option<Before>,
        sink: &dyn Sink,
    ) -> Result<Option<Arc<Made>>> {
        let made = before.and_then(|Before { kept, changed }| {
            kept.pages.get(&page).filter(|made| !made.reads.touch(changed))
        });
        let Some(made) = made else { return Ok(None) };
        for file in &made.files {
            if !sink.stay(file)? {
                return Ok(None);
            }
        }
        self.renderer.theme().assets.ask_as(&made.reads);
        Ok(Some(made.clone()))
    }

    /// Writes the index of the search page, in which entries stay that read nothing else now.
    fn write_search_after(
        &self,
        before: Option<Before>,
        sink: &dyn Sink,
    ) -> Result<(search::Numbers, HashMap<EntryId, Arc<Found>>)> {
        let desk = &self.renderer.desk;
        let numbers = before.map(|before| before.kept.numbers.clone());
        let mut index = search::Index::after(numbers.unwrap_or_default());
        let mut all = HashMap::new();
        let entries: Vec<EntryId> = views::search::entries(self.model).collect();
        for batch in entries.chunks(views::search::BATCH) {
            let found = batch.par_iter().map(|id| {
                let stays = before.and_then(|Before { kept, changed }| {
                    kept.found.get(id).filter(|found| !found.reads.touch(changed))
                });
                stays.ok_or_else(|| {
                    let (found, reads) = recorded(|| views::search::found(desk, *id));
                    (found.into_iter().map(search::Cut::from).collect::<Vec<_>>(), reads)
                })
            });
            for (id, found) in batch.iter().zip(found.collect::<Vec<_>>()) {
                let found = match found {
                    Ok(found) => {
                        found.taken.iter().for_each(|taken| index.take_again(taken));
                        found.clone()
                    }
                    Err((cut, reads)) => {
                        let taken = cut.into_iter().map(|cut| index.take(cut)).collect();
                        Arc::new(Found { reads, taken })
                    }
                };
                all.insert(*id, found);
            }
        }
        Ok((index.write(sink)?, all))
    }
}
