//! `publish` to folders and to branches of git repositories, with the program itself.

#[path = "common/publishing.rs"]
mod publishing;
#[path = "common/trees.rs"]
mod trees;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use publishing::{Place, RECORD, Site, said};
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;
use trees::{Tree, put, tree};

// Folders

struct Folder(PathBuf);

impl Folder {
    fn make(place: &Path) -> Folder {
        Folder(place.into())
    }
}

impl Place for Folder {
    fn settings(&self) -> String {
        "{ folder: ../place }".into()
    }

    fn files(&self) -> Tree {
        let mut files = tree(&self.0);
        files.retain(|path, _| !path.ends_with('/'));
        files
    }

    fn write(&self, path: &str, text: &str) {
        put(&self.0, [(path, text)]);
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap();
        // Folders of nobody are in nobody’s way.
        let _ = fs::remove_dir(self.0.join(path).parent().unwrap());
    }
}

#[test]
fn a_site_comes_to_a_folder_changes_and_goes() {
    publishing::comes_changes_and_goes(Folder::make);
}

#[test]
fn what_would_lose_something_in_a_folder_is_refused() {
    publishing::refuses_what_would_lose_something(Folder::make);
}

#[test]
fn a_folder_loses_the_folders_that_hold_nothing_more() {
    let site = Site::new(Folder::make);
    site.publish(&["--yes"]).code(0);
    site.edit();
    fs::create_dir(site.place.0.join("empty")).unwrap();
    site.publish(&["--yes"]).code(0);
    assert!(!site.place.0.join("old").exists());
    assert!(site.place.0.join("empty").exists());
}

/// Those knew files by SHA-256.
#[test]
fn a_folder_that_an_earlier_version_published_to_goes_on() {
    use sha2::{Digest, Sha256};
    let site = Site::new(Folder::make);
    site.publish(&["--yes"]).code(0);
    let of = |path: &str| -> String {
        let bytes = fs::read(site.place.0.join(path)).unwrap();
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let record = fs::read_to_string(site.place.0.join(RECORD)).unwrap();
    let mut earlier: Vec<String> = record.lines().take(1).map(str::to_owned).collect();
    let paths = record.lines().skip(1).filter_map(|line| line.split_once(' '));
    earlier.extend(paths.map(|(_, path)| format!("{} {path}", of(path))));
    site.place.write(RECORD, &(earlier.join("\n") + "\n"));

    site.place.write("kept/one.txt", "of somebody else");
    site.put("static/kept/one.txt", "other");
    let told = site.refused(&["--yes"], 1);
    assert!(told.contains("somebody else changed `kept/one.txt` since"), "{told}");

    site.place.write("kept/one.txt", "1");
    site.edit();
    site.publish(&["--yes"]).code(0);
    assert_eq!(fs::read_to_string(site.place.0.join("kept/one.txt")).unwrap(), "other");
}

#[test]
fn a_folder_that_could_not_take_a_file_takes_the_others_once() {
    let site = Site::new(Folder::make);
    site.publish(&["--yes"]).code(0);
    site.edit();
    // Nothing can take the place of a folder; the page of this one comes after assets.
    site.put("content/pages/later.md", "---\ntitle: Later\n---\n");
    let obstacle = site.place.0.join("later/index.html");
    fs::create_dir_all(&obstacle).unwrap();
    let failed = site.publish(&["--yes"]).code(2);
    let told = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(told.contains("`whosays publish` again sends the others"), "{told}");
    // The new file stands there, the page that names it not yet, and nothing is gone.
    let files = site.place.files();
    assert_eq!(files["new/come.txt"], b"come");
    assert!(String::from_utf8_lossy(&files["about/index.html"]).contains("First."));
    assert!(files.contains_key("old/gone.txt"));

    fs::remove_dir(&obstacle).unwrap();
    let told = said(&site.publish(&["--yes"]).code(0));
    assert!(!told.contains("new/come.txt"), "sent once: {told}");
    assert!(told.contains("  remove  old/gone.txt\n"), "{told}");
    site.assert_published(&[]);
}

#[test]
fn after_a_kill_the_next_publication_to_a_folder_completes_it() {
    let site = Site::new(Folder::make);
    for number in 0..400 {
        site.put(&format!("static/many/{number}.txt"), &"text ".repeat(number));
    }
    let mut publishing = Command::new(cargo_bin!("whosays"))
        .args(["publish", "--yes", "--root"])
        .arg(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !site.place.0.join(RECORD).exists() && publishing.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
    let _ = publishing.kill();
    publishing.wait().unwrap();
    // Whatever was being written when it was killed.
    site.place.write("many/.whosays-part", "hal");
    site.publish(&["--yes"]).code(0);
    site.assert_published(&[]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_in_the_folder() {
    let site = Site::new(Folder::make);
    site.publish(&["--yes"]).code(0);
    let elsewhere = TempDir::new().unwrap();
    site.put("static/new/come.txt", "come");
    std::os::unix::fs::symlink(elsewhere.path(), site.place.0.join("new")).unwrap();
    let told = site.publish(&["--yes"]).code(1);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.contains("did not publish `new`"), "{told}");
    assert_eq!(tree(elsewhere.path()), Tree::new());
}

#[test]
fn a_folder_that_cannot_be_a_target_is_refused() {
    let site = Site::new(Folder::make);
    let refused = |setting: &str| {
        let settings = format!("publish: {setting}\n");
        site.put("site.yaml", &format!("title: T\nbase_url: https://site.example/\n{settings}"));
        let failed = site.publish(&["--yes"]).code(2);
        String::from_utf8(failed.get_output().stderr.clone()).unwrap()
    };
    for (setting, expected) in [
        ("{}", "there is no such place to publish to; name one in `site.yaml`"),
        ("{ folder: ../missing }", "make it, or mount what belongs there"),
        ("{ folder: . }", "it is the folder of the site itself"),
        ("{ folder: content }", "the site is made from what is in `content`"),
        ("{ folder: public }", "it is built there"),
        ("{ folder: a, git: { branch: b } }", "choose one with `--to`"),
    ] {
        let told = refused(setting);
        assert!(told.contains(expected), "{setting}: {told}");
    }
    if cfg!(not(feature = "s3")) {
        let told = refused("{ s3: { bucket: b } }");
        assert!(told.contains("made without what a bucket needs"), "{told}");
    }
    assert_eq!(site.place.files(), Tree::new());
}

#[cfg(unix)]
#[test]
fn two_publications_to_one_folder_keep_apart() {
    let site = Site::new(Folder::make);
    let held = fs::File::open(&site.place.0).unwrap();
    held.lock().unwrap();
    let told = site.refused(&["--yes"], 2);
    assert!(told.contains("something else is at work in"), "{told}");
    held.unlock().unwrap();
    site.publish(&["--yes"]).code(0);
}

// Branches

/// A branch of a bare repository.
struct Branch(PathBuf);

impl Branch {
    fn make(place: &Path) -> Branch {
        git(place, &["init", "--quiet", "--bare", "."], "");
        Branch(place.into())
    }

    fn tip(&self) -> String {
        git(&self.0, &["rev-parse", "pages"], "")
    }

    /// Commits what the index of the bare repository holds after a change.
    fn commit(&self, line: &str) {
        let has_tip = !git(&self.0, &["branch", "--list", "pages"], "").is_empty();
        match has_tip {
            true => git(&self.0, &["read-tree", "pages"], ""),
            false => git(&self.0, &["read-tree", "--empty"], ""),
        };
        git(&self.0, &["update-index", "--index-info"], line);
        let tree = git(&self.0, &["write-tree"], "");
        let mut arguments = vec!["commit-tree", &tree, "-m", "By hand"];
        if has_tip {
            arguments.extend(["-p", "pages"]);
        }
        let commit = git(&self.0, &arguments, "");
        git(&self.0, &["update-ref", "refs/heads/pages", &commit], "");
    }
}

impl Place for Branch {
    fn settings(&self) -> String {
        "{ git: { branch: pages, repository: ../place } }".into()
    }

    fn files(&self) -> Tree {
        if git(&self.0, &["branch", "--list", "pages"], "").is_empty() {
            return Tree::new();
        }
        git(&self.0, &["ls-tree", "-r", "--format=%(objectname) %(path)", "pages"], "")
            .lines()
            .map(|line| {
                let (id, path) = line.split_once(' ').unwrap();
                (path.to_owned(), raw_git(&self.0, &["cat-file", "blob", id], ""))
            })
            .collect()
    }

    fn write(&self, path: &str, text: &str) {
        let id = git(&self.0, &["hash-object", "-w", "--stdin"], text);
        // Git keeps no file beside a folder of its name.
        let gone =
            self.files().keys().filter(|other| other.starts_with(&format!("{path}/"))).count();
        assert_eq!(gone, 0);
        self.commit(&format!("100644 {id}\t{path}\n"));
    }

    fn remove(&self, path: &str) {
        self.commit(&format!("0 {}\t{path}\n", "0".repeat(40)));
    }
}

fn raw_git(folder: &Path, arguments: &[&str], input: &str) -> Vec<u8> {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Somebody");
        command.env(format!("GIT_{role}_EMAIL"), "somebody@site.example");
        command.env(format!("GIT_{role}_DATE"), "1700000000 +0000");
    }
    let done = snapbox::cmd::Command::from_std(command).stdin(input.to_owned()).assert().success();
    done.get_output().stdout.clone()
}

fn git(folder: &Path, arguments: &[&str], input: &str) -> String {
    String::from_utf8(raw_git(folder, arguments, input)).unwrap().trim_end().to_owned()
}

#[test]
fn a_site_comes_to_a_branch_changes_and_goes() {
    publishing::comes_changes_and_goes(Branch::make);
}

#[test]
fn what_would_lose_something_in_a_branch_is_refused() {
    publishing::refuses_what_would_lose_something(Branch::make);
}

#[test]
fn a_branch_keeps_its_history_and_gets_no_commit_without_a_change() {
    let site = Site::new(Branch::make);
    let first = said(&site.publish(&["--yes"]).code(0));
    let tip = site.place.tip();
    assert!(first.ends_with(&format!("published, as commit {tip}\n")), "{first}");
    site.publish(&["--yes"]).code(0);
    assert_eq!(site.place.tip(), tip);
    site.edit();
    site.publish(&["--yes"]).code(0);
    let log = git(&site.place.0, &["log", "--format=%an %ct %P%n%B", "pages"], "");
    let about = |commit: &str| git(&site.place.0, &["log", "-1", "--format=%b", commit], "");
    assert_eq!(git(&site.place.0, &["rev-list", "--count", "pages"], ""), "2", "{log}");
    assert_eq!(git(&site.place.0, &["rev-parse", "pages^"], ""), tip);
    assert!(about("pages").starts_with("1 added, "), "{log}");
    assert!(log.starts_with("Whosays 1700000000 "), "{log}");

    // The same sites in the same order make the same commits.
    let again = Site::new(Branch::make);
    again.publish(&["--yes"]).code(0);
    again.edit();
    again.publish(&["--yes"]).code(0);
    assert_eq!(again.place.tip(), site.place.tip());
}

/// A program `git` that does something before a push.
#[cfg(unix)]
fn git_with(folder: &Path, before_push: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|folder| folder.join("git"))
        .find(|path| path.is_file())
        .unwrap();
    let real = real.display();
    let script =
        format!("#!/bin/sh\nif [ \"$1\" = push ]; then\n{before_push}\nfi\nexec '{real}' \"$@\"\n");
    let bin = folder.join("bin");
    put(&bin, [("git", &*script)]);
    fs::set_permissions(bin.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

#[cfg(unix)]
#[test]
fn a_publication_to_a_branch_that_is_killed_leaves_it_as_it_was() {
    let site = Site::new(Branch::make);
    site.publish(&["--yes"]).code(0);
    let tip = site.place.tip();
    site.edit();
    let path = git_with(site.folder.path(), "kill -9 $PPID; exit 1");
    let killed = site.command(&["--yes"]).env("PATH", path).assert().interrupted();
    drop(killed);
    assert_eq!(site.place.tip(), tip);
    site.publish(&["--yes"]).code(0);
    site.assert_published(&[]);
}

#[cfg(unix)]
#[test]
fn a_branch_that_moves_meanwhile_is_left_to_whoever_moved_it() {
    let site = Site::new(Branch::make);
    site.publish(&["--yes"]).code(0);
    site.edit();
    let place = site.place.0.display();
    let path = git_with(
        site.folder.path(),
        &format!(
            "unset GIT_DIR GIT_INDEX_FILE; cd '{place}'; export GIT_COMMITTER_NAME=S GIT_COMMITTER_EMAIL=s \
             GIT_AUTHOR_NAME=S GIT_AUTHOR_EMAIL=s\n\
             git update-ref refs/heads/pages $(git commit-tree pages^{{tree}} -p pages -m Meanwhile)\n\
             cd - >/dev/null"
        ),
    );
    let failed = site.command(&["--yes"]).env("PATH", path).assert().code(2);
    let told = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(told.contains("has moved meanwhile"), "{told}");
    assert_eq!(git(&site.place.0, &["log", "-1", "--format=%s", "pages"], ""), "Meanwhile");
    assert!(site.place.files().contains_key("old/gone.txt"));
    site.publish(&["--yes"]).code(0);
    site.assert_published(&[]);
}

#[test]
fn a_site_in_a_repository_goes_to_a_branch_of_its_remote_or_of_its_own() {
    let site = Site::new(Branch::make);
    let root = site.root();
    git(&root, &["init", "--quiet", "--initial-branch=main", "."], "");
    git(&root, &["remote", "add", "origin", "../place"], "");
    put(&root, [(".gitignore", "public\n")]);
    git(&root, &["add", "."], "");
    git(&root, &["commit", "--quiet", "-m", "Content"], "");
    let yaml = fs::read_to_string(root.join("site.yaml")).unwrap();
    for (repository, shown) in [("", "`origin`"), (", repository: .", "`.`")] {
        let settings = yaml.replace(", repository: ../place", repository);
        put(&root, [("site.yaml", &*settings), ("staged.txt", repository)]);
        git(&root, &["add", "."], "");
        let before = git(&root, &["status", "--porcelain"], "");
        let told = said(&site.publish(&["--yes"]).code(0));
        assert!(told.contains(&format!("the branch `pages` of {shown}:")), "{told}");
        // Work tree, index and branch are as they were.
        assert_eq!(git(&root, &["status", "--porcelain"], ""), before);
        assert_eq!(git(&root, &["rev-parse", "--abbrev-ref", "HEAD"], ""), "main");
    }
    site.assert_published(&[]);
    let (there, here) = (site.place.tip(), git(&root, &["rev-parse", "pages"], ""));
    assert_eq!(git(&root, &["rev-parse", "pages^{tree}"], "").len(), 40);
    assert_eq!(there, here, "the same site, the same commit");
}

#[test]
fn a_branch_that_cannot_be_a_target_is_refused() {
    let site = Site::new(Branch::make);
    for (setting, expected) in [
        ("{ branch: 'a b', repository: ../place }", "cannot be the name of a branch"),
        ("{ branch: pages }", "there is no remote `origin`"),
        ("{ branch: pages, repository: ../missing }", "cannot reach `../missing`"),
        ("{ branch: pages, repository: '--upload-pack=touch x' }", "cannot be a repository"),
    ] {
        let yaml =
            format!("title: T\nbase_url: https://site.example/\npublish: {{ git: {setting} }}\n");
        site.put("site.yaml", &yaml);
        let told = site.refused(&["--yes"], 2);
        assert!(told.contains(expected), "{setting}: {told}");
    }
}
