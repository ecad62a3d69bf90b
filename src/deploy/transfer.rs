//! Brings files to a target that takes them one by one, in an order in which readers never meet a
//! page that lacks something, and in which the record lists at any moment all that was published.

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::{Publication, record::Record};
use crate::words::counted;

/// A target that takes files one by one.
pub trait Store: Sync {
    /// Writes a file whole or not at all. `is_new` if none stood there when it was looked at.
    fn put(&self, path: &str, bytes: &[u8], is_new: bool) -> Result<()>;

    fn remove(&self, path: &str) -> Result<()>;

    /// Writes the record, whole or not at all.
    fn put_record(&self, record: &Record) -> Result<()>;
}

/// Carries out a publication, `at_once` files at a time.
pub fn run(store: &impl Store, publication: &Publication, at_once: usize) -> Result<()> {
    let Publication { built, plan, .. } = publication;
    if !plan.is_empty() {
        store.put_record(&publication.record_meanwhile())?;
    }
    plan.removed_first.iter().try_for_each(|path| store.remove(path))?;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(at_once).build()?;
    let all = plan.added.len() + plan.changed.len();
    let mut sent = 0;
    for wave in plan.waves() {
        let send = |path: &&str| {
            let is_new = plan.added.binary_search_by(|new| (**new).cmp(path)).is_ok();
            store.put(path, &built.bytes(path)?, is_new)
        };
        threads.install(|| wave.par_iter().try_for_each(send)).with_context(|| {
            let all = counted(all, "file", "files");
            format!("at least {sent} of {all} were sent; `whosays publish` again sends the others")
        })?;
        sent += wave.len();
    }
    let removed: Vec<_> = plan.removed_last().collect();
    threads.install(|| removed.par_iter().try_for_each(|path| store.remove(path)))?;
    store.put_record(&publication.record())
}
