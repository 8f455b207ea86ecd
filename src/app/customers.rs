//! Changes of customers: planned on what is kept, made durable, and only then taken in and told.

use std::borrow::Cow;

use super::{Effect, Model, Session, SessionId, update::hear};
use crate::{
    catalogue::{Name, Shelf},
    customers::{CONSENT_WORDS, Change, Consent, Customers, Mobile, Purchase, Refused},
    domain::{Permission, TxnRef},
    screen::{News, customer_refusal},
};

type Told = Result<(), Cow<'static, str>>;

/// Keeps somebody who has just agreed to the words on the screen.
///
/// # Errors
/// The sentence to show where it cannot be.
pub(super) fn add(
    model: &mut Model,
    id: SessionId,
    session: &Session,
    mobile: Mobile,
    name: Name,
    out: &mut Vec<Effect>,
) -> Told {
    let Some(by) = session.operator else { return Ok(()) };
    let consent = Consent { at: model.now.wall, words: CONSENT_WORDS, lang: session.lang, by };
    change(model, id, session, |all| all.add(mobile, name, consent), out)
}

/// Remembers that a sale of the open batch was this customer's: one's own, or any for those who may see what others sold.
///
/// # Errors
/// The sentence to show where it cannot be.
pub(super) fn link(
    model: &mut Model,
    id: SessionId,
    session: &Session,
    mobile: &Mobile,
    txn: TxnRef,
    out: &mut Vec<Effect>,
) -> Told {
    let see = model.see(session);
    let all = see.may(Permission::ViewOthers);
    let sale = see.terminal.book.find(txn).filter(|sale| all || Some(sale.operator) == session.operator);
    let purchase = sale.and_then(Purchase::of).ok_or_else(|| see.look.t.customer_no_sale())?;
    change(model, id, session, |all| all.link(mobile, purchase), out)
}

/// Forgets a customer.
///
/// # Errors
/// The sentence to show where it cannot be.
pub(super) fn erase(
    model: &mut Model,
    id: SessionId,
    session: &Session,
    mobile: &Mobile,
    out: &mut Vec<Effect>,
) -> Told {
    change(model, id, session, |all| all.erase(mobile), out)
}

fn change(
    model: &mut Model,
    id: SessionId,
    session: &Session,
    plan: impl FnOnce(&Customers) -> Result<Change, Refused>,
    out: &mut Vec<Effect>,
) -> Told {
    let t = model.see(session).look.t;
    if model.keeping {
        return Err(t.refuse_wait());
    }
    let all = model.customers.get().ok_or_else(|| t.customers_closed())?;
    let planned = plan(all).map_err(|refused| customer_refusal(t, refused))?;
    model.keeping = true;
    out.push(Effect::ChangeCustomer(id, planned));
    Ok(())
}

/// A change is durable, or could not be made.
pub(super) fn changed(model: &mut Model, id: SessionId, answer: Result<Change, Change>) {
    model.keeping = false;
    let news = match (answer, &mut model.customers) {
        (Ok(change), Shelf::Open(customers)) => {
            customers.take(change);
            News::Kept(Ok(()))
        }
        (Ok(failed) | Err(failed), _) => {
            let Some(session) = model.sessions.get(&id) else { return };
            let t = model.see(session).look.t;
            News::Kept(Err(match failed {
                Change::Keep(_) => t.change_not_kept(),
                Change::Erase(_) => t.customer_not_erased(),
            }))
        }
    };
    hear(model, id, news);
}
