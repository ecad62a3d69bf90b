//! What a new site begins with: a small explainer of its own, settings of editors’ programs, and what
//! web hosts need to build and serve it.

use include_dir::{Dir, DirEntry, include_dir};

use crate::content::SiteFile;
use crate::content::schema::{self, Names};
use crate::content::value::WebHost;
use crate::create::Tree;
use crate::source::SITE_FILE;

static SITE: Dir = include_dir!("$CARGO_MANIFEST_DIR/starter/site");
static HOSTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/starter/hosts");

/// Where the first line of `site.yaml` says that its schema is.
const SCHEMA: &str = ".vscode/site.schema.json";

/// A small site without a fault, for the host if there is one, in the order of its paths.
pub fn site(host: Option<WebHost>) -> Tree {
    let mut tree = Tree::new();
    collect(&SITE, &SITE, &mut tree);
    tree.push((SCHEMA.into(), format!("{:#}\n", schema::file(&SiteFile::RECORD, &Names::new()))));
    if let Some(host) = host
        && let Some((_, text)) = tree.iter_mut().find(|(path, _)| path == SITE_FILE)
    {
        text.push_str("\n# Where the site is published to: redirects get the form of that host.\n");
        text.push_str(&format!("publish: {{ host: {} }}\n", host.name()));
    }
    tree.sort();
    tree
}

/// The workflow or configuration of a host. `name` is that of the site, in the shape of an id;
/// `domain` is where it stands.
pub fn host(host: WebHost, name: &str, domain: &str) -> Tree {
    let mut tree = Tree::new();
    if let Some(folder) = HOSTS.get_dir(host.name()) {
        collect(folder, folder, &mut tree);
    }
    for (_, text) in &mut tree {
        *text = text
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
            .replace("@NAME@", name)
            .replace("@DOMAIN@", domain);
    }
    tree.sort();
    tree
}

fn collect(root: &Dir, folder: &Dir, tree: &mut Tree) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(below) => collect(root, below, tree),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
                let path = path.to_string_lossy().replace('\\', "/");
                tree.push((path, file.contents_utf8().unwrap_or_default().to_owned()));
            }
        }
    }
}
