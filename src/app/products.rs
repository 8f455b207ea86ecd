//! Changes of products: planned on what is kept, kept, and only then taken in and told.

use std::borrow::Cow;

use super::{Effect, Model, Session, SessionId, update::hear};
use crate::{
    catalogue::{Edit, Record, Shelf},
    screen::{News, product_refusal},
};

/// Sends what a product will be after a change to the disk.
///
/// # Errors
/// The sentence to show where it cannot be.
pub(super) fn edit(
    model: &mut Model,
    id: SessionId,
    session: &Session,
    edit: &Edit,
    out: &mut Vec<Effect>,
) -> Result<(), Cow<'static, str>> {
    let t = model.see(session).look.t;
    if model.keeping {
        return Err(t.refuse_wait());
    }
    let Some(catalogue) = model.catalogue.get() else { return Err(t.products_closed()) };
    let planned = catalogue.plan(edit, model.now.wall, session.operator);
    let record = planned.map_err(|refused| product_refusal(t, &refused))?;
    model.keeping = true;
    out.push(Effect::KeepProduct(id, Box::new(record)));
    Ok(())
}

/// A record is durable, or could not be kept.
pub(super) fn kept(model: &mut Model, id: SessionId, answer: Result<Box<Record>, ()>) {
    model.keeping = false;
    let news = match (answer, &mut model.catalogue) {
        (Ok(record), Shelf::Open(catalogue)) => {
            catalogue.put(*record);
            News::Kept(Ok(()))
        }
        _ => {
            let Some(session) = model.sessions.get(&id) else { return };
            News::Kept(Err(model.see(session).look.t.change_not_kept()))
        }
    };
    hear(model, id, news);
}
