//! A settlement that the host refuses: what a person says of it, carried out.

use super::{Effect, Model, Session, update::flows};
use crate::flow::HeldStep;

/// Has it asked again, or leaves it.
pub(super) fn release(model: &mut Model, session: &Session, step: HeldStep, out: &mut Vec<Effect>) {
    let Some(by) = session.operator else { return };
    flows(model, out, |terminal, now, work| terminal.release_settlement(step, by, now, work));
}
