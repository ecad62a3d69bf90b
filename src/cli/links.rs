//! The flags that let `check` go to addresses outside of the site.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::date::Day;
use crate::model::Model;
use crate::reach::Seen;

/// Whether and how to go there.
#[derive(Debug, Args)]
#[cfg_attr(
    not(feature = "links"),
    allow(dead_code, reason = "the flags are there to be explained")
)]
pub(super) struct Links {
    /// Go to the addresses outside of the site, several hosts at once and of each one address at a
    /// time, and tell what is dead, what lets no program in, and what does not answer.
    #[arg(long)]
    links: bool,

    /// Keep what was found there in this file, and go nowhere twice within some days.
    #[arg(long, value_name = "FILE", requires_all = ["links", "today"])]
    links_cache: Option<PathBuf>,

    /// For how many days what was found counts.
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "links_cache")]
    links_age: u32,
}

impl Links {
    /// What is at the addresses that a site names; `None` unless that was asked for.
    ///
    /// Fails when nothing can be reached at all, and when the file with what was found cannot be read
    /// or written.
    pub(super) fn look(&self, model: Option<&Model>, today: Option<Day>) -> Result<Option<Seen>> {
        model.filter(|_| self.links).map(|model| self.go(model, today)).transpose()
    }

    #[cfg(feature = "links")]
    fn go(&self, model: &Model, today: Option<Day>) -> Result<Seen> {
        use super::tell::tell;
        use crate::reach::{Found, cache::Cache, visit::visit};
        use crate::words::counted;

        let addresses = crate::check::outside(model);
        let cache = self.links_cache.as_deref().zip(today);
        let read = |(path, today)| Cache::read(path).map(|cache| (cache, today));
        let cache = cache.map(read).transpose()?;
        let known = |(cache, today): &(Cache, Day)| cache.recent(*today, self.links_age);
        let mut seen = cache.as_ref().map(known).unwrap_or_default();
        seen.retain(|address, _| addresses.contains(address));
        let all = counted(addresses.len(), "address", "addresses");
        tell(&format!("{all} outside of the site, {} known from before", seen.len()));
        let new = addresses.iter().filter(|address| !seen.contains_key(*address));
        let found = visit(new, &model.site.base_url)?;
        seen.extend(found);
        if let Some((cache, today)) = cache {
            cache.keep(&seen, today, self.links_age)?;
        }
        let count = |is: fn(&Found) -> bool| seen.values().filter(|found| is(found)).count();
        tell(&format!(
            "{} fine, {} dead, {} that let no program in, {} that did not answer well",
            count(|found| matches!(found, Found::Fine)),
            count(|found| matches!(found, Found::Dead(_))),
            count(|found| matches!(found, Found::Blocked(_))),
            count(|found| matches!(found, Found::Unreachable(_))),
        ));
        Ok(seen)
    }

    #[cfg(not(feature = "links"))]
    fn go(&self, _: &Model, _: Option<Day>) -> Result<Seen> {
        anyhow::bail!(
            "this `whosays` was made without what `--links` needs; make it again with \
             `cargo install --path . --features links`"
        )
    }
}
