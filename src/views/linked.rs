//! What a page says of itself to machines, in the words of schema.org: the thing that it is about,
//! and the way down to it. A page’s block stays small however long the page is; the file
//! `data/all.jsonld` has everything.

use super::{Head, Page};
use crate::export::linked::{CONTEXT, Node, Nodes, Thing};
use crate::model::{ClaimId, Model};

/// Things of one kind that a page’s block names at most.
const MOST: usize = 12;

/// The block of a page as JSON in which no `<` stands, so that it may stand in HTML; `None` where
/// there is nothing to say.
pub fn block(model: &Model, page: Page, head: &Head) -> Option<String> {
    let nodes = Nodes::alone(model, MOST);
    let mut graph = about(model, page, &nodes);
    graph.extend(breadcrumbs(model, head, &nodes));
    if graph.is_empty() {
        return None;
    }
    let graph: Vec<Thing> = graph.into_iter().map(Thing::Node).collect();
    let block = Node::default().with("@context", CONTEXT).with("@graph", graph);
    Some(serde_json::to_string(&block).ok()?.replace('<', "\\u003c"))
}

/// The things that a page is about; further pages of a long list leave them to the first.
fn about<'m>(model: &'m Model, page: Page, nodes: &Nodes<'m>) -> Vec<Node<'m>> {
    match page {
        Page::Home => vec![nodes.site(), nodes.interpreter()],
        Page::Explainer(id) => vec![nodes.explainer(id), nodes.interpreter()],
        Page::Claim(id) => claim(model, id, nodes),
        Page::Actor(id, 1) => vec![nodes.actor(id)],
        Page::Country(id, 1) => vec![nodes.country(id)],
        Page::Event(id) => vec![nodes.event(id)],
        Page::Source(id, 1) => vec![nodes.source(id)],
        Page::Data => vec![nodes.dataset(), nodes.interpreter()],
        _ => Vec::new(),
    }
}

/// A claim, who put it into words, and what is said on it in quotations.
fn claim<'m>(model: &'m Model, id: ClaimId, nodes: &Nodes<'m>) -> Vec<Node<'m>> {
    let quotations = model[id].by_date.iter().filter_map(|position| nodes.quotation(*position));
    [nodes.claim(id), nodes.interpreter()].into_iter().chain(quotations.take(MOST)).collect()
}

fn breadcrumbs<'m>(model: &'m Model, head: &'m Head, nodes: &Nodes) -> Option<Node<'m>> {
    if head.crumbs.is_empty() {
        return None;
    }
    let home = (&*model.site.file.title, nodes.address(""));
    let down = head.crumbs.iter().map(|crumb| {
        let address = crumb.href.strip_suffix("index.html").unwrap_or(&crumb.href);
        (&*crumb.title, nodes.address(address))
    });
    let here = (&*head.title, head.canonical.clone());
    let steps = std::iter::once(home).chain(down).chain(std::iter::once(here));
    let item = |(index, (name, address)): (usize, (&'m str, String))| {
        let step = Node::of("ListItem").with("position", index + 1);
        Thing::Node(step.with("name", name).with("item", address))
    };
    let items: Vec<Thing> = steps.enumerate().map(item).collect();
    Some(Node::of("BreadcrumbList").with("itemListElement", items))
}
