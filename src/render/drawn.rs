//! What many pages have in common, drawn once: the parts that are the same on every page, actors and
//! sources, and the rows of claims. A part is drawn by the component that a theme has for it; links in
//! it lead to the root of the site by a mark, for which each page puts its own way there.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::{Context, Tera, Value};

use super::Broken;
use super::sprite::Sprite;
use crate::chart::Shape;
use crate::model::reads::Once;
use crate::model::{ActorId, ClaimId, CountryId, SourceId};
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
    /// Draws what every page may use beside the [`lists`]. A theme may do without any of the components.
    ///
    /// Fails when a component cannot be filled.
    pub fn new(
        tera: &Tera,
        lists: Lists,
        site: &Value,
        axis: &Value,
        claims: usize,
    ) -> Result<Drawn, Broken> {
        let has = |component| tera.get_component_definition(component).is_some();
        let axis = || ("axis", axis.clone());
        let mut everywhere = lists;
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

/// Parts by the name under which templates find them.
pub type Lists = BTreeMap<&'static str, Value>;

/// Draws actors, sources and countries, each list in the order of its numbers.
///
/// Fails when a component cannot be filled.
pub fn lists(tera: &Tera, desk: &Desk) -> Result<Lists, Broken> {
    let has = |component| tera.get_component_definition(component).is_some();
    let model = desk.model;
    let mut lists = BTreeMap::new();
    let country = |id| ("country", Value::from_serializable(&desk.country(CountryId(id))));
    let actor = |id| ("actor", Value::from_serializable(&desk.actor(ActorId(id))));
    let source = |id| ("source", Value::from_serializable(&desk.source(SourceId(id))));
    if has("code") {
        let code = |id| draw(tera, "code", [country(id)]);
        lists.insert("codes", all(model.countries.len(), code)?);
    }
    if has("actor") {
        let actor = |id| draw(tera, "actor", [actor(id), root()]);
        lists.insert("actors", all(model.actors.len(), actor)?);
    }
    if has("source") {
        let line = |id| draw(tera, "source", [source(id), root()]);
        lists.insert("sources", all(model.sources.len(), line)?);
    }
    if has("copies") {
        let copies = |id| draw(tera, "copies", [source(id)]);
        lists.insert("copies", all(model.sources.len(), copies)?);
    }
    Ok(lists)
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

/// Each of a list, on all cores: the server does this after each change.
fn all(
    count: usize,
    one: impl Fn(u32) -> Result<Value, Broken> + Send + Sync,
) -> Result<Value, Broken> {
    Ok(Value::from((0..count as u32).into_par_iter().map(one).collect::<Result<Vec<_>, _>>()?))
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
