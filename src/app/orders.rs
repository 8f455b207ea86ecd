//! Orders that have ended while nobody looked: whoever is signed in is told over the menu, as soon as nothing is in hand.

use crate::{
    domain::{Fact, TxnRef},
    screen::LateOrder,
};

use super::{Effect, Model, Session, update::record};

/// Tells of the oldest of them on each screen that has an operator and nothing in hand.
pub(super) fn tell(model: &mut Model) {
    let Some(txn) = model.terminal.orders_untold().next().map(|order| order.txn) else { return };
    if model.terminal.trade.is_some() {
        return;
    }
    let now = model.now.mono;
    for session in model.sessions.values_mut().filter(|session| can_be_told(session)) {
        session.stack.push(Box::new(LateOrder::of(txn, now)));
    }
}

/// In a menu, and not told already.
fn can_be_told(session: &Session) -> bool {
    session.operator.is_some() && !session.has_something_in_hand() && session.top().is_menu()
}

/// Somebody has read it.
pub(super) fn read(model: &mut Model, txn: TxnRef, out: &mut Vec<Effect>) {
    if model.terminal.orders_untold().any(|order| order.txn == txn) {
        record(model, vec![Fact::Seen { txn }], out);
    }
}
