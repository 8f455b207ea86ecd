//! Parameters of the box, changed on its own screen.

use crate::{domain::Parameter, screen::bad_parameter};

use super::{
    Effect, Model, Session, SessionId,
    update::record,
    wishes::{back, refuse},
};

/// Sets a parameter, or says why it cannot be.
pub(super) fn set(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (name, to): (Parameter, Option<u64>),
    out: &mut Vec<Effect>,
) {
    let Some(by) = session.operator else { return };
    match model.terminal.parameter_fact(name, to, by) {
        Ok(fact) => {
            record(model, vec![fact], out);
            // From the entry to the page.
            if to.is_some() {
                back(session);
            }
        }
        Err(reason) => {
            let see = model.see(session);
            let text = bad_parameter(see.look.t, &reason, &see);
            refuse(model, id, session, text, out);
        }
    }
}
