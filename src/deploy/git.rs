//! A branch of a git repository as a target. Each publication is a commit on top of what is there,
//! made by the program `git` without a work tree, and pushed without force.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use super::record::{self, Record};
use super::{Built, Done, Fingerprints, Holdings, Publication, Target};

/// The remote that is meant when no repository is named.
pub const DEFAULT_REPOSITORY: &str = "origin";

/// A branch that a site is published to.
#[derive(Debug)]
pub struct Branch {
    /// As it was given.
    repository: String,
    branch: String,
    /// Where commands run.
    root: PathBuf,
    /// The repository in which commits are made: that of the site, or one made for the time being.
    git_dir: PathBuf,
    /// What the other repository is called there.
    remote: String,
    /// Whether only the last commit of the branch is fetched.
    shallow: bool,
    /// The index, and what else is gone afterwards.
    scratch: TempDir,
    /// The commit at the end of the branch when it was looked at.
    tip: Option<String>,
}

impl Branch {
    /// The branch of a repository, for the site in the folder `root`. The repository is the name of
    /// a remote of the one in which the site lies, `.` for that one itself, an address, or a path
    /// from `root` on.
    ///
    /// Fails when there is no program `git`, no such remote, or `branch` cannot be a name.
    pub fn open(root: &Path, repository: &str, branch: &str) -> Result<Branch> {
        let scratch = TempDir::new().context("cannot make a folder for the time being")?;
        let root = fs::canonicalize(root)
            .with_context(|| format!("cannot find the folder of the site, {}", root.display()))?;
        let mut target = Branch {
            repository: repository.into(),
            branch: branch.into(),
            git_dir: PathBuf::new(),
            remote: repository.into(),
            shallow: false,
            root,
            scratch,
            tip: None,
        };
        let name = format!("refs/heads/{branch}");
        ensure!(!repository.starts_with('-'), "`{repository}` cannot be a repository");
        ensure!(
            target.git(&["check-ref-format", &name]).output()?.status.success(),
            "`{branch}` cannot be the name of a branch"
        );
        match target.repository_of_site()? {
            Some(git_dir) if repository == "." => {
                target.remote = git_dir.clone();
                target.git_dir = git_dir.into();
            }
            Some(git_dir) => target.git_dir = git_dir.into(),
            None => target.use_another()?,
        }
        Ok(target)
    }

    /// The repository in which the site lies, if the one to publish to is named from there.
    fn repository_of_site(&self) -> Result<Option<String>> {
        let arguments = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
        let found = self.git(&arguments).output()?;
        if !found.status.success() {
            return Ok(None);
        }
        let git_dir =
            String::from_utf8(found.stdout).context("the path of the repository is not UTF-8")?;
        let git_dir = git_dir.trim_end().to_owned();
        let remotes = self.git(&["remote"]).text()?;
        let named = self.repository == "." || remotes.lines().any(|name| name == self.repository);
        Ok(named.then_some(git_dir))
    }

    /// A repository for the time being, for a branch of any other one.
    fn use_another(&mut self) -> Result<()> {
        let path = self.root.join(&self.repository);
        if path.exists() {
            self.remote = path.to_str().context("the path of the repository is not UTF-8")?.into();
        }
        let is_address = self.repository.contains(['/', ':']) || path.exists();
        ensure!(
            is_address,
            "there is no remote `{}` in a repository around the site; give `repository` in \
             `publish.git` as the name of a remote, an address, or a path",
            self.repository
        );
        let folder = self.scratch.path().join("repository");
        let folder = folder.to_str().context("the path for temporary files is not UTF-8")?;
        // Fingerprints are of the same kind as those of the other repository.
        let wide = self.remote_tip()?.is_some_and(|tip| tip.len() == 64);
        let format = if wide { "--object-format=sha256" } else { "--object-format=sha1" };
        self.git(&["init", "--quiet", "--bare", "--template=", format, folder]).text()?;
        self.git_dir = folder.into();
        self.shallow = true;
        Ok(())
    }

    /// A command, in the repository if it is known already.
    fn git(&self, arguments: &[&str]) -> Git {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(&self.root).env("LC_ALL", "C");
        // Whoever calls may be git itself, for a hook, and speak of another repository.
        for name in
            ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"]
        {
            command.env_remove(name);
        }
        command.env("GIT_INDEX_FILE", self.scratch.path().join("index"));
        if self.git_dir != Path::new("") {
            command.env("GIT_DIR", &self.git_dir);
        }
        Git { command, input: Vec::new() }
    }

    fn reference(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    /// The commit at which the branch ends in the other repository; `None` when there is no branch.
    fn remote_tip(&self) -> Result<Option<String>> {
        let listed = self.git(&["ls-remote", &self.remote, &self.reference()]).text();
        let listed = listed.with_context(|| format!("cannot reach `{}`", self.repository))?;
        // The pattern may match the ends of longer names.
        Ok(listed.lines().find_map(|line| {
            let (id, name) = line.split_once('\t')?;
            (name == self.reference()).then(|| id.to_owned())
        }))
    }

    fn fetch(&self, tip: &str) -> Result<()> {
        let commit = format!("{tip}^{{commit}}");
        if self.git(&["cat-file", "-e", &commit]).output()?.status.success() {
            return Ok(());
        }
        let mut arguments = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        if self.shallow {
            arguments.push("--depth=1");
        }
        let reference = self.reference();
        arguments.extend([&*self.remote, &*reference]);
        self.git(&arguments).text().with_context(|| format!("cannot fetch {}", self.name()))?;
        Ok(())
    }

    /// The ids that files have as blobs, in their order; they are kept in the repository if `write`.
    fn blobs(&self, files: &[PathBuf], write: bool) -> Result<Vec<String>> {
        let mut arguments = vec!["hash-object", "--no-filters", "--stdin-paths"];
        if write {
            arguments.push("-w");
        }
        let mut input = Vec::new();
        for file in files {
            let file = fs::canonicalize(file)
                .with_context(|| format!("cannot find {}", file.display()))?;
            input.extend(file.to_str().context("a path is not UTF-8")?.bytes().chain([b'\n']));
        }
        let ids = self.git(&arguments).input(input).text()?;
        let ids: Vec<_> = ids.lines().map(str::to_owned).collect();
        ensure!(ids.len() == files.len(), "git did not read all files of the site");
        Ok(ids)
    }

    /// Makes the tree that the branch is to have, and gives its id.
    fn tree(&self, publication: &Publication) -> Result<String> {
        match &self.tip {
            Some(tip) => self.git(&["read-tree", tip]).text()?,
            None => self.git(&["read-tree", "--empty"]).text()?,
        };
        let Publication { built, fingerprints, plan, .. } = publication;
        let coming: Vec<&str> = plan.waves().flatten().collect();
        let files: Vec<_> = coming.iter().map(|path| built.locate(path)).collect();
        let record = publication.record().to_string().into_bytes();
        let record = self.git(&["hash-object", "-w", "--stdin"]).input(record).text()?;
        let record = record.trim_end().to_owned();

        let mut lines = Vec::new();
        for path in &plan.removed {
            // Mode 0 removes; the id is only there for the form.
            lines.extend(format!("0 {record}\t{path}\0").bytes());
        }
        for (path, id) in coming.iter().zip(self.blobs(&files, true)?) {
            ensure!(
                fingerprints.get(*path) == Some(&id),
                "`{path}` was changed since the site was built"
            );
            lines.extend(format!("100644 {id}\t{path}\0").bytes());
        }
        lines.extend(format!("100644 {record}\t{}\0", record::NAME).bytes());
        self.git(&["update-index", "-z", "--index-info"]).input(lines).text()?;
        Ok(self.git(&["write-tree"]).text()?.trim_end().to_owned())
    }

    fn commit(&self, tree: &str, message: String) -> Result<String> {
        let mut arguments = vec!["commit-tree", tree];
        if let Some(tip) = &self.tip {
            arguments.extend(["-p", tip]);
        }
        let mut git = self.git(&arguments).input(message.into_bytes());
        // Where nobody has told git a name, as in a workflow.
        if !self.git(&["var", "GIT_COMMITTER_IDENT"]).output()?.status.success() {
            for role in ["AUTHOR", "COMMITTER"] {
                git.command.env(format!("GIT_{role}_NAME"), "Whosays");
                git.command.env(format!("GIT_{role}_EMAIL"), "whosays@localhost");
            }
        }
        if let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") {
            let date = format!("{seconds} +0000");
            git.command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        }
        Ok(git.text()?.trim_end().to_owned())
    }

    fn push(&self, commit: &str) -> Result<()> {
        let refspec = format!("{commit}:{}", self.reference());
        let arguments = ["push", "--quiet", "--no-verify", "--recurse-submodules=no"];
        let arguments = [&arguments[..], &[&self.remote, &refspec]].concat();
        let Err(error) = self.git(&arguments).text() else { return Ok(()) };
        if self.remote_tip().is_ok_and(|tip| tip != self.tip) {
            bail!(
                "{} has moved meanwhile, and nothing was changed there; publish again to see what \
                 would change now",
                self.name()
            );
        }
        Err(error.context(format!("cannot push to {}, which is as it was", self.name())))
    }
}

impl Target for Branch {
    fn name(&self) -> String {
        format!("the branch `{}` of `{}`", self.branch, self.repository)
    }

    fn fingerprints(&self, built: &Built) -> Result<Fingerprints> {
        let paths = built.hashes().keys();
        let files: Vec<_> = paths.clone().map(|path| built.locate(path)).collect();
        Ok(paths.cloned().zip(self.blobs(&files, false)?).collect())
    }

    fn holdings(&mut self, _: &Fingerprints) -> Result<Holdings> {
        self.tip = self.remote_tip()?;
        let mut holdings = Holdings::default();
        let Some(tip) = &self.tip else { return Ok(holdings) };
        self.fetch(tip)?;
        let listed = self.git(&["ls-tree", "-r", "-z", "--full-tree", tip]).text()?;
        for line in listed.split_terminator('\0') {
            let (about, path) =
                line.split_once('\t').context("git lists a file in no known form")?;
            let fields: Vec<_> = about.split(' ').collect();
            let [mode, _, id] = fields[..] else { bail!("git lists a file in no known form") };
            let is_file = mode.starts_with("100");
            if path == record::NAME && is_file {
                let bytes = self.git(&["cat-file", "blob", id]).output()?.stdout;
                holdings.record = Some(Record::read(bytes, &self.name())?);
            } else {
                holdings.files.insert(path.into(), is_file.then(|| id.to_owned()));
            }
        }
        Ok(holdings)
    }

    fn apply(&mut self, publication: &Publication) -> Result<Done> {
        let tree = self.tree(publication)?;
        let message = format!("Publish the site\n\n{}\n", publication.plan.counts());
        let commit = self.commit(&tree, message)?;
        self.push(&commit)?;
        Ok(Done { commit: Some(commit) })
    }
}

/// A run of the program `git`.
struct Git {
    command: Command,
    input: Vec<u8>,
}

impl Git {
    fn input(mut self, input: Vec<u8>) -> Git {
        self.input = input;
        self
    }

    /// Runs it, whatever its exit status.
    fn output(mut self) -> Result<Output> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = match self.command.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("there is no program `git` on this machine, and a branch needs it")
            }
            child => child.context("cannot run `git`")?,
        };
        let mut stdin = child.stdin.take().context("git takes no input")?;
        // Beside the reading of what it says, or both would wait for each other.
        let writer = thread::spawn(move || stdin.write_all(&self.input));
        let output = child.wait_with_output()?;
        // Whoever has failed need not have read all; its own words are better.
        let written = writer.join();
        if output.status.success() && !matches!(written, Ok(Ok(()))) {
            bail!("git did not take all of its input");
        }
        Ok(output)
    }

    /// Runs it, and gives what it writes; if it fails, that is the error.
    fn text(self) -> Result<String> {
        let output = self.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "git says: {}", said.trim_end().replace('\n', "; "));
        String::from_utf8(output.stdout).context("git says something that is not UTF-8")
    }
}
