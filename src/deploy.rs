//! Takes a built site to where readers find it.
//!
//! ```text
//! built site ─────────────┐
//!                         ├──plan──▶ what to add, change and remove ──▶ target
//! what the target holds ──┘
//! ```
//!
//! A [`Target`] keeps a [`Record`] of what was published there. What is not in it is somebody
//! else’s: it is neither replaced nor removed. Files are compared by fingerprints of their content,
//! so that an interrupted publication goes on where it ended, and one without news sends nothing.

pub mod folder;
pub mod git;
pub mod plan;
pub mod record;
#[cfg(feature = "s3")]
mod s3;
mod transfer;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::content as settings;
use crate::hash::blake3;
use crate::publish;
use crate::source::within;
use plan::Plan;
use record::Record;

/// What tells one content of a file from any other at a target, in lower-case hexadecimal: a BLAKE3
/// in a folder, the id of a blob in git, an MD5 in a bucket, whose entity tags are that.
pub type Fingerprint = String;

/// The files of a site by path, as a target would tell their content.
pub type Fingerprints = BTreeMap<String, Fingerprint>;

/// A site as it was built into a folder.
#[derive(Debug)]
pub struct Built {
    folder: PathBuf,
    /// BLAKE3 by path.
    files: Fingerprints,
}

impl Built {
    /// Fails when no site was built into the folder.
    pub fn read(folder: &Path) -> Result<Built> {
        let files = publish::listed(folder)?
            .with_context(|| format!("no site was built into `{}`", folder.display()))?;
        Ok(Built { folder: folder.into(), files })
    }

    /// The BLAKE3 of each file, by path.
    pub fn hashes(&self) -> &Fingerprints {
        &self.files
    }

    /// Where a file of the site stands.
    pub fn locate(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Fails when a file is not what the build wrote.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let file = self.locate(path);
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let unchanged = self.files.get(path).is_some_and(|hash| *hash == blake3(&bytes));
        ensure!(unchanged, "{} was changed since the site was built", file.display());
        Ok(bytes)
    }
}

/// What a target holds.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// What was published there; `None` before the first time.
    pub record: Option<Record>,
    /// Everything that stands there but the record. What is no ordinary file, or neither recorded
    /// nor of the site to come, has no fingerprint.
    pub files: BTreeMap<String, Option<Fingerprint>>,
}

/// What a publication did, beside its plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The commit that was made, for a target that has such.
    pub commit: Option<String>,
}

/// A place that a site is published to.
pub trait Target {
    /// What it is called in messages: “the folder `/srv/www`”.
    fn name(&self) -> String;

    /// The fingerprints that the files of a site would have there.
    fn fingerprints(&self, built: &Built) -> Result<Fingerprints>;

    /// Looks at what stands there. `coming` is the site to come.
    fn holdings(&mut self, coming: &Fingerprints) -> Result<Holdings>;

    /// Makes the changes of a plan that follows from these holdings.
    ///
    /// Fails when the target has changed meanwhile in a way that it can tell, and when the machine
    /// or the connection fails. The next publication goes on where this one ended.
    fn apply(&mut self, publication: &Publication) -> Result<Done>;
}

/// The kinds of target, each a key of `publish` in `site.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A folder
    Folder,
    /// A branch of a git repository
    Git,
    /// A bucket of an S3-compatible store
    S3,
}

/// Opens the target that the settings of the site in the folder `root` name, and `kind` if they name
/// several; `out` is where the site was built.
///
/// Fails when they name none of that kind, or it cannot be a target.
pub fn open(
    settings: Option<&settings::Publish>,
    kind: Option<Kind>,
    root: &Path,
    out: &Path,
) -> Result<Box<dyn Target>> {
    const HELP: &str = "name one in `site.yaml`, as in `publish: { folder: /srv/www/site }` or \
         `publish: { git: { branch: pages } }` or `publish: { s3: { bucket: site } }`";
    let settings::Publish { folder, git, s3, .. } =
        settings.with_context(|| format!("there is no place to publish to; {HELP}"))?;
    let mut named = Vec::new();
    named.extend(folder.as_ref().map(|_| Kind::Folder));
    named.extend(git.as_ref().map(|_| Kind::Git));
    named.extend(s3.as_ref().map(|_| Kind::S3));
    named.retain(|named| kind.is_none_or(|kind| kind == *named));
    ensure!(named.len() < 2, "there are several places to publish to; choose one with `--to`");
    let kind = named.first();
    if let (Some(Kind::Folder), Some(path)) = (kind, folder) {
        return Ok(Box::new(folder::Folder::open(root, out, &within(root, path))?));
    }
    if let (Some(Kind::Git), Some(settings::GitBranch { branch, repository })) = (kind, git) {
        let repository = repository.as_deref().unwrap_or(git::DEFAULT_REPOSITORY);
        return Ok(Box::new(git::Branch::open(root, repository, branch)?));
    }
    if let (Some(Kind::S3), Some(bucket)) = (kind, s3) {
        return open_bucket(bucket);
    }
    bail!("there is no such place to publish to; {HELP}")
}

#[cfg(feature = "s3")]
fn open_bucket(settings: &settings::Bucket) -> Result<Box<dyn Target>> {
    Ok(Box::new(s3::Bucket::open(settings)?))
}

#[cfg(not(feature = "s3"))]
fn open_bucket(_: &settings::Bucket) -> Result<Box<dyn Target>> {
    bail!(
        "this `whosays` was made without what a bucket needs; make it again with \
         `cargo install --path . --features s3`"
    )
}

/// A built site, what a target holds, and what leads from the one to the other.
#[derive(Debug)]
pub struct Publication {
    pub built: Built,
    pub fingerprints: Fingerprints,
    pub holdings: Holdings,
    pub plan: Plan,
}

impl Publication {
    /// Plans to bring a site to a target; changes nothing there. At most `max_delete` percent of
    /// what was published may be removed.
    pub fn prepare(target: &mut dyn Target, built: Built, max_delete: u8) -> Result<Publication> {
        let fingerprints = target.fingerprints(&built)?;
        let holdings = target.holdings(&fingerprints)?;
        let plan = Plan::make(&fingerprints, &holdings, max_delete)?;
        Ok(Publication { built, fingerprints, holdings, plan })
    }

    /// Whether the target holds the site already, and says so.
    pub fn is_done(&self) -> bool {
        self.plan.is_empty() && self.holdings.record.as_ref() == Some(&self.record())
    }

    /// What is recorded when all is done.
    fn record(&self) -> Record {
        Record::of(&self.fingerprints)
    }

    /// What is recorded while files come and go: what stands there, and what is on its way.
    fn record_meanwhile(&self) -> Record {
        let before = self.holdings.record.clone().unwrap_or_default();
        before.union(&self.record())
    }
}
