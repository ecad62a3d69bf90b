//! What many pages have in common, drawn once: the parts that are the same on every page, actors and
//! sources, and the rows of claims. A part is drawn by the component that a theme has for it; links in
//! it lead to the root of the site by a mark, for which each page puts its own way there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use tera::{Context, Tera, Value};

use super::sprite::Sprite;
use super::{Broken, Theme};
use crate::chart::Shape;
use crate::model::reads::{Once, Read, Reads, recorded};
use crate::model::{ActorId, ClaimId, CountryId, EntryId, Model, SourceId};
use crate::views::desk::Desk;

/// Stands where the way to the root of the site goes: a character that the checks refuse in content.
const ROOT: char = '\u{2}';

/// Parts that are drawn.
pub struct Drawn {
    /// What each page gets as `drawn`, cheap to clone.
    pub everywhere: Value,
    pub sprite: Sprite,
    /// The row of each claim, drawn when a page first asks for it: it stands in about ten lists.
    rows: Vec<Once<Value>>,
}

impl Drawn {
    /// Draws what every page may use beside the lists. A theme may do without any of the components.
    ///
    /// Fails when a component cannot be filled.
    pub fn new(
        tera: &Tera,
        lists: &Lists,
        site: &Value,
        axis: &Value,
        claims: usize,
    ) -> Result<Drawn, Broken> {
        let has = |component| tera.get_component_definition(component).is_some();
        let axis = || ("axis", axis.clone());
        let values =
            |parts: &[Part]| parts.iter().map(|(part, _)| part.clone()).collect::<Vec<_>>();
        let lists = lists.drawn.iter().map(|(name, parts)| (*name, Value::from(values(parts))));
        let mut everywhere: BTreeMap<_, _> = lists.collect();
        for (key, component, given) in [
            ("sprite", "sprite", vec![]),
            ("shared", "chart.shared", vec![axis()]),
            ("axis", "axis", vec![axis()]),
            ("full_axis", "axis", vec![axis(), ("full", Value::from(true))]),
            ("foot", "foot", vec![("site", site.clone()), root()]),
        ] {
            if has(component) {
                everywhere.insert(key, draw(tera, component, given)?);
            }
        }
        // To look a glyph up takes a tenth of the time that its component does.
        if has("glyph") {
            let glyph = |shape: Shape| {
                let shape = shape.as_str();
                Ok::<_, Broken>((shape, draw(tera, "glyph", [("shape", Value::from(shape))])?))
            };
            let glyphs = Shape::ALL.into_iter().map(glyph);
            everywhere
                .insert("glyphs", Value::from(glyphs.collect::<Result<BTreeMap<_, _>, _>>()?));
        }
        let sprite = everywhere.get("sprite").and_then(Value::as_str).unwrap_or_default();
        let sprite = Sprite::new(sprite);
        let rows = (0..claims).map(|_| Once::default()).collect();
        Ok(Drawn { everywhere: Value::from(everywhere), sprite, rows })
    }

    /// The row of a claim; what is `given` to its component is asked for where it is not drawn yet.
    ///
    /// Fails when the component cannot be filled.
    pub fn row(
        &self,
        tera: &Tera,
        claim: ClaimId,
        given: impl FnOnce() -> [(&'static str, Value); 2],
    ) -> Result<Value, Broken> {
        let draw = || draw(tera, "claimrow", given().into_iter().chain([root()]));
        self.rows[claim.0 as usize].get_or_try_init(draw).cloned()
    }
}

/// Actors, sources and countries as they are drawn, each list in the order of its numbers.
#[derive(Clone)]
pub struct Lists {
    theme: Arc<Theme>,
    /// By the name under which templates find them.
    drawn: BTreeMap<&'static str, Arc<[Part]>>,
}

/// One of a list, and what was read for it.
type Part = (Value, Reads);
/// What a component gets for the part with a number.
type Given<'g> = dyn Fn(u32) -> Vec<(&'static str, Value)> + Sync + 'g;

impl Lists {
    /// Draws them. Parts stay that were drawn `before` by the same theme, and for which none of these entries
    /// was read, as long as nothing but their words is different.
    ///
    /// Fails when a component cannot be filled.
    pub fn after(
        before: Option<(&Lists, &BTreeSet<EntryId>)>,
        desk: &Desk,
        theme: &Arc<Theme>,
    ) -> Result<Lists, Broken> {
        let before = before.filter(|(lists, _)| Arc::ptr_eq(&lists.theme, theme));
        let changed = before.iter().flat_map(|(_, entries)| entries.iter().copied());
        let changed = changed.flat_map(Read::of).collect();
        let mut lists = Lists { theme: theme.clone(), drawn: BTreeMap::new() };
        let mut list = |name, component, count, given: &Given| {
            let before =
                before.and_then(|(lists, _)| lists.drawn.get(name)).map_or(&[][..], |it| it);
            lists.add(name, component, count, given, (before, &changed))
        };
        let Model { countries, actors, sources, .. } = desk.model;
        let country = |id| ("country", Value::from_serializable(&desk.country(CountryId(id))));
        let actor = |id| ("actor", Value::from_serializable(&desk.actor(ActorId(id))));
        let source = |id| ("source", Value::from_serializable(&desk.source(SourceId(id))));
        list("codes", "code", countries.len(), &|id| vec![country(id)])?;
        list("actors", "actor", actors.len(), &|id| vec![actor(id), root()])?;
        list("sources", "source", sources.len(), &|id| vec![source(id), root()])?;
        list("copies", "copies", sources.len(), &|id| vec![source(id)])?;
        Ok(lists)
    }

    /// Draws `count` parts on all cores, for the server does this after each change; those `before` stay that
    /// read nothing of what is `changed`. A theme may do without the component.
    fn add(
        &mut self,
        name: &'static str,
        component: &str,
        count: usize,
        given: &Given,
        (before, changed): (&[Part], &BTreeSet<Read>),
    ) -> Result<(), Broken> {
        let Theme { tera, assets } = &*self.theme;
        if tera.get_component_definition(component).is_none() {
            return Ok(());
        }
        let part = |number: u32| {
            let part = before.get(number as usize).filter(|(_, reads)| !reads.touch(changed));
            if let Some(part) = part {
                assets.ask_as(&part.1);
                return Ok(part.clone());
            }
            let (part, reads) = recorded(|| draw(tera, component, given(number)));
            Ok((part?, reads))
        };
        let parts = (0..count as u32).into_par_iter().map(part);
        self.drawn.insert(name, parts.collect::<Result<_, Broken>>()?);
        Ok(())
    }

    /// The theme that draws them.
    pub fn theme(&self) -> &Arc<Theme> {
        &self.theme
    }
}

/// Puts the way to the root of the site where its mark stands.
pub fn put_root(page: &mut Vec<u8>, root: &str) {
    let mut whole = Vec::with_capacity(page.len() + page.len() / 16);
    let mut from = 0;
    for mark in memchr::memchr_iter(ROOT as u8, page) {
        whole.extend_from_slice(&page[from..mark]);
        whole.extend_from_slice(root.as_bytes());
        from = mark + 1;
    }
    if from > 0 {
        whole.extend_from_slice(&page[from..]);
        *page = whole;
    }
}

fn root() -> (&'static str, Value) {
    ("root", Value::from(ROOT.to_string()))
}

/// What a component makes of what it is given.
fn draw(
    tera: &Tera,
    component: &str,
    given: impl IntoIterator<Item = (&'static str, Value)>,
) -> Result<Value, Broken> {
    let mut context = Context::new();
    for (name, value) in given {
        context.insert_value(name, value);
    }
    let html = tera.render_component(component, &context, None, true)?;
    Ok(Value::safe_string(&html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_gives_way_to_the_root() {
        for (page, root, whole) in [
            (
                "<a href=\"\u{2}a/\"> é <a href=\"\u{2}b/\">\u{2}",
                "../",
                "<a href=\"../a/\"> é <a href=\"../b/\">../",
            ),
            ("\u{2}\u{2}", "", ""),
            ("none", "../", "none"),
            ("", "../", ""),
        ] {
            let mut bytes = page.as_bytes().to_vec();
            put_root(&mut bytes, root);
            assert_eq!(String::from_utf8(bytes).expect("text"), whole);
        }
    }
}
