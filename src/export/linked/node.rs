//! Nodes of a graph, as they are written: a name is never looked up in them, so that they are lists
//! and no tables, which takes a third of the time.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// A thing with properties, in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub struct Node<'m>(Vec<(&'static str, Thing<'m>)>);

/// The value of a property.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Thing<'m> {
    Text(Cow<'m, str>),
    Number(usize),
    Flag(bool),
    Node(Node<'m>),
    List(Vec<Thing<'m>>),
}

impl<'m> Node<'m> {
    /// A node of a class.
    pub fn of(class: &'static str) -> Self {
        Node::default().with("@type", class)
    }

    /// A node that leads to the one with this name.
    pub fn named(name: String) -> Self {
        Node::default().with("@id", name)
    }

    pub fn with(mut self, property: &'static str, value: impl Into<Thing<'m>>) -> Self {
        self.0.push((property, value.into()));
        self
    }

    /// Sets a property if it has a value, which takes the place of an earlier one.
    pub fn set(&mut self, property: &'static str, value: Option<impl Into<Thing<'m>>>) {
        let Some(value) = value.map(Into::into) else { return };
        match self.get_mut(property) {
            Some(present) => *present = value,
            None => self.0.push((property, value)),
        }
    }

    /// Sets a property unless it has no value.
    pub fn list(
        &mut self,
        property: &'static str,
        values: impl IntoIterator<Item = impl Into<Thing<'m>>>,
    ) {
        let values: Vec<_> = values.into_iter().map(Into::into).collect();
        self.set(property, (!values.is_empty()).then_some(values));
    }

    /// Puts a value before those that a property has.
    pub fn first(&mut self, property: &'static str, value: impl Into<Thing<'m>>) {
        match self.get_mut(property) {
            Some(Thing::List(values)) => values.insert(0, value.into()),
            _ => self.set(property, Some(value)),
        }
    }

    pub fn has(&self, property: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == property)
    }

    fn get_mut(&mut self, property: &str) -> Option<&mut Thing<'m>> {
        let mut found = self.0.iter_mut().filter(|(name, _)| *name == property);
        found.next().map(|(_, value)| value)
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'m> From<&'m str> for Thing<'m> {
    fn from(text: &'m str) -> Self {
        Thing::Text(text.into())
    }
}

impl From<String> for Thing<'_> {
    fn from(text: String) -> Self {
        Thing::Text(text.into())
    }
}

impl From<usize> for Thing<'_> {
    fn from(number: usize) -> Self {
        Thing::Number(number)
    }
}

impl From<bool> for Thing<'_> {
    fn from(flag: bool) -> Self {
        Thing::Flag(flag)
    }
}

impl<'m> From<Node<'m>> for Thing<'m> {
    fn from(node: Node<'m>) -> Self {
        Thing::Node(node)
    }
}

impl<'m> From<Vec<Thing<'m>>> for Thing<'m> {
    fn from(things: Vec<Thing<'m>>) -> Self {
        Thing::List(things)
    }
}
