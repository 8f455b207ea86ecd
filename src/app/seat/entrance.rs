//! Who is let in at a seat, and what can be done there. Every command is a fact with who gave it.

use std::borrow::Cow;

use crate::{
    domain::{Claim, Fact, OperatorNo, Permission, SeatAct},
    flow::HeldStep,
    screen::{News, Wish, seat::Restart, seat::SeatWish},
};

use super::{
    super::{
        Effect, Model, Session, SessionId,
        update::{record, tell},
    },
    control, fact,
};

/// The password was right: in, for whoever may look at the technician's page.
pub(in crate::app) fn signed_in(model: &mut Model, session: &mut Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    let Some(guest) = session.guest.as_deref().cloned() else { return };
    if !model.terminal.may(operator, Permission::Technician) {
        let reason = model.see(session).look.t.seat_denied(operator.to_string());
        record(model, vec![fact(SeatAct::Refused, Some(operator), guest)], out);
        return tell(session, News::Denied(reason));
    }
    let facts = vec![Fact::SignedIn { operator, claim: Claim::Own }, fact(SeatAct::SignedIn, Some(operator), guest)];
    session.sign_in(operator);
    record(model, facts, out);
}

/// Out, and back to the first screen of the seat.
pub(in crate::app) fn sign_out(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    if let (Some(operator), Some(guest)) = (session.operator, session.guest.as_deref().cloned()) {
        let facts = vec![Fact::SignedOut { operator, by: None }, fact(SeatAct::Left, Some(operator), guest)];
        record(model, facts, out);
    }
    session.sign_out();
}

/// Why this is not done: at a seat nothing that belongs to the terminal's own keys, and by a seat's keys nothing that moves money
/// or gives rights.
pub(in crate::app) fn forbids(model: &Model, session: &Session, wish: &Wish) -> Option<Cow<'static, str>> {
    let t = model.see(session).look.t;
    if session.guest.is_some() {
        return (!at_seat(wish)).then(|| t.seat_not_from_here());
    }
    (model.driven && !by_guest(wish)).then(|| t.seat_not_by_guest())
}

/// What can be done at a seat.
fn at_seat(wish: &Wish) -> bool {
    matches!(
        wish,
        Wish::SignIn { .. }
            | Wish::SwitchLanguage
            | Wish::SignOut
            | Wish::Resume { .. }
            | Wish::SetParameter { .. }
            | Wish::SignOn
            | Wish::Chore(_)
            | Wish::CloseUnresolved { .. }
            | Wish::ReleaseSettlement(_)
            | Wish::FindBatch
            | Wish::TrainingFaults(_)
            | Wish::Seat(_)
    )
}

/// What a seat's keys may do on the operator's screen: look, and nothing that changes anything beyond the screen.
fn by_guest(wish: &Wish) -> bool {
    matches!(
        wish,
        Wish::SwitchLanguage
            | Wish::FindBatch
            | Wish::Search(..)
            | Wish::Survey(..)
            | Wish::Audit
            | Wish::FindPurchases(_)
            | Wish::DropAsked
            | Wish::LeaveSettlement
    )
}

/// What a command is called in the journal; none for what is no command.
fn command(wish: &Wish) -> Option<String> {
    Some(match wish {
        Wish::SetParameter { name, .. } => format!("parameter {}", name.code()),
        Wish::SignOn => "sign-on".into(),
        Wish::Chore(_) => "download".into(),
        Wish::CloseUnresolved { txn, .. } => format!("close {} {}", txn.batch, txn.stan),
        Wish::ReleaseSettlement(HeldStep::Again) => "settlement again".into(),
        Wish::ReleaseSettlement(HeldStep::Leave) => "settlement left".into(),
        Wish::TrainingFaults(Some(order)) => format!("training fault {} x {}", order.fault.name(), order.count),
        Wish::TrainingFaults(None) => "no training faults".into(),
        Wish::Seat(SeatWish::Restart) => "restart".into(),
        Wish::Seat(SeatWish::StayUp) => "no restart".into(),
        _ => return None,
    })
}

/// Writes down a command of a seat.
pub(in crate::app) fn note(model: &mut Model, session: &Session, wish: &Wish, out: &mut Vec<Effect>) {
    if let (Some(guest), Some(command)) = (session.guest.as_deref(), command(wish)) {
        let noted = fact(SeatAct::Command { command }, session.operator, guest.clone());
        record(model, vec![noted], out);
    }
}

/// What a seat wants, or the operator of a seat.
pub(in crate::app) fn grant(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    wish: SeatWish,
    out: &mut Vec<Effect>,
) {
    match (wish, session.operator) {
        (SeatWish::Restart, Some(by)) => model.seats.restart = Some(Restart { by }),
        (SeatWish::StayUp, _) => model.seats.restart = None,
        (wish, _) => control::grant(model, id, session, wish, out),
    }
}
