//! The picture of a page for those who share it: of each explainer, and of each claim where the
//! site asks for it.

use super::desk::Desk;
use super::{Page, explainer};
use crate::chart::{Mark, Poster, poster};

/// What is drawn for a page, where there is a picture of it and anything in it.
pub fn of(desk: &Desk, page: Page) -> Option<Poster> {
    let model = desk.model;
    let marks: Vec<Mark> = match page {
        Page::Explainer(id) => desk.marks(explainer::positions(desk, id)),
        Page::Claim(id) if model.site.file.claim_pictures.is_some_and(|flag| flag.0) => {
            desk.marks(model.live(&model[id]))
        }
        _ => return None,
    };
    (!marks.is_empty()).then(|| poster(desk.axis(), &marks))
}
