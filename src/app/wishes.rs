//! What screens lead to, carried out.

use std::borrow::Cow;

use crate::{
    domain::{Fact, OperatorNo, Permission, Stan},
    flow::{CannotStart, TradeOrder, Work, World},
    screen::{
        Action, News, OwnPassword, Screen, Secret, SettlementScreen, TradeScreen, Wish, cannot_start, condition_trouble,
    },
};

use super::{
    Effect, Ground, Model, NewPassword, Query, Session, SessionId,
    people::{approve_operator, kept_out, number_of},
    session::LangChoice,
    update::{push_work, record, tell},
};

/// How many transactions a list shows at most.
const LIST_MAX: usize = 1000;

/// Carries out what a key led to.
pub(super) fn act(model: &mut Model, id: SessionId, session: &mut Session, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Stay => {}
        Action::Refuse(reason) => refuse(model, id, session, reason, out),
        Action::Back => back(session),
        Action::Open(screen) => open(model, id, session, screen, out),
        Action::Do(wish) => grant(model, id, session, wish, out),
    }
}

fn refuse(model: &Model, id: SessionId, session: &mut Session, reason: Cow<'static, str>, out: &mut Vec<Effect>) {
    session.refuse(reason, model.now);
    out.push(Effect::Bell(id));
}

fn back(session: &mut Session) {
    if session.stack.len() > 1 {
        session.stack.pop();
    }
}

fn open(model: &mut Model, id: SessionId, session: &mut Session, screen: Box<dyn Screen>, out: &mut Vec<Effect>) {
    let wish = screen.opened();
    if screen.asks_for_trade() && !session.stack.iter().any(|below| below.asks_for_trade()) {
        look_at_printer(model, session, out);
    }
    session.stack.push(screen);
    if let Some(wish) = wish {
        grant(model, id, session, wish, out);
    }
}

/// Before a trade that will want paper: whoever is about to sell is told what is known, and the printer is asked anew.
fn look_at_printer(model: &Model, session: &mut Session, out: &mut Vec<Effect>) {
    out.push(Effect::Do(Work::AskPrinter));
    let t = model.see(session).look.t;
    if let Some(trouble) = condition_trouble(t, model.terminal.condition) {
        session.refuse(t.print_later(trouble.as_ref()), model.now);
    }
}

fn grant(model: &mut Model, id: SessionId, session: &mut Session, wish: Wish, out: &mut Vec<Effect>) {
    let now = model.now;
    if let Some(permission) = needed(&wish).filter(|permission| !model.see(session).may(*permission)) {
        let reason = model.see(session).forbids(permission);
        return refuse(model, id, session, reason, out);
    }
    match wish {
        Wish::SignIn { who, password } => {
            let operator = number_of(model, who);
            let ground = Ground::SignIn(operator);
            check_password(model, id, session, (ground, operator), password, None, out);
        }
        Wish::Approve { order, approver, password } => {
            let ground = Ground::Approve(order.kind, approver);
            session.approving = Some(order);
            check_password(model, id, session, (ground, approver), password, None, out);
        }
        Wish::SetPassword { operator, old: Some(old), new } => {
            let ground = Ground::NewPassword(operator);
            let new = Some(new_password(model, operator, new));
            check_password(model, id, session, (ground, operator), old, new, out);
        }
        Wish::SetPassword { operator, old: None, new } => {
            let new = new_password(model, operator, new);
            out.push(Effect::HashPassword { session: id, ground: Ground::NewPassword(operator), new });
        }
        Wish::SwitchLanguage => {
            session.lang = session.lang.other();
            session.lang_chosen = LangChoice::Person;
        }
        Wish::SignOut => sign_out(model, session, out),
        Wish::Start(order) => {
            let started = begin(model, session, *order, out);
            show_trade(model, id, session, started, out);
        }
        Wish::CancelTrade => {
            let mut work = Vec::new();
            if model.terminal.cancel_trade(now, &mut work).is_err() {
                let reason = model.see(session).look.t.refuse_too_late();
                refuse(model, id, session, reason, out);
            }
            push_work(work, out);
        }
        Wish::ChargeAgain => {
            let mut work = Vec::new();
            model.terminal.charge_again(now, &mut work);
            push_work(work, out);
        }
        Wish::LeaveTrade => {
            let mut work = Vec::new();
            model.terminal.leave_trade(now, &mut work);
            push_work(work, out);
            // The menu of transactions is the second screen from below.
            session.stack.truncate(2);
        }
        Wish::Sign(picture) => {
            let mut work = Vec::new();
            model.terminal.sign(&picture, now, &mut work);
            push_work(work, out);
            back(session);
        }
        Wish::SignOnPaper => {
            let mut work = Vec::new();
            model.terminal.sign_on_paper(&mut work);
            push_work(work, out);
        }
        Wish::Present(place) => out.push(Effect::PresentCard(place)),
        Wish::FindBatch => out.push(Effect::Find(id, Query::Batch(model.terminal.book.batch, LIST_MAX))),
        Wish::FindVoucher(number) => match Stan::try_from(number) {
            Ok(stan) => out.push(Effect::Find(id, Query::Voucher(model.terminal.book.batch, stan))),
            Err(_) => tell(session, News::Found(Vec::new())),
        },
        Wish::Reprint(txn) => {
            let mut work = Vec::new();
            model.terminal.reprint(txn, &mut work);
            push_work(work, out);
        }
        Wish::ReprintSettlement => {
            let mut work = Vec::new();
            model.terminal.reprint_settlement(&mut work);
            push_work(work, out);
        }
        Wish::PrintCardholderCopy => {
            let mut work = Vec::new();
            model.terminal.print_cardholder_copy(&mut work);
            push_work(work, out);
        }
        Wish::Settle => {
            let mut work = Vec::new();
            let started = model.terminal.start_settlement(now, &mut work);
            push_work(work, out);
            if let Err(reason) = started {
                let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
                refuse(model, id, session, text, out);
            }
        }
        Wish::LeaveSettlement => {
            model.terminal.leave_settlement();
            back(session);
        }
        Wish::SignOn => {
            model.terminal.line.want_sign_on(now);
            let mut work = Vec::new();
            model.terminal.input(crate::flow::Input::Tick, now, &mut work);
            push_work(work, out);
            session.refuse(model.see(session).look.t.sign_on_started(), now);
        }
        Wish::Chore(chore) => {
            let mut work = Vec::new();
            model.terminal.start_chore(chore, now, &mut work);
            push_work(work, out);
        }
        Wish::Unlock(operator) => {
            let Some(by) = session.operator else { return };
            model.guard.release(operator);
            record(model, vec![Fact::Unlocked { operator, by }], out);
            session.refuse(model.see(session).look.t.operator_unlocked(), now);
        }
        Wish::GiveRole { operator, role } => {
            let Some(by) = session.operator else { return };
            record(model, vec![Fact::RoleGiven { operator, role, by }], out);
            back(session);
        }
        Wish::ApproveOperator(operator) => approve_operator(model, id, session, operator, out),
        Wish::CloseUnresolved { txn, found } => {
            let Some(by) = session.operator else { return };
            record(model, vec![Fact::UnresolvedClosed { txn, by, found }], out);
            // From its page to the queue.
            back(session);
        }
        Wish::TrainingFaults(order) => out.push(Effect::TrainingFaults(order)),
        Wish::SwitchWorld => out.push(Effect::SwitchWorld),
    }
}

/// A new password for this number, which may not be one that it has had.
fn new_password(model: &Model, operator: OperatorNo, digits: Secret) -> NewPassword {
    let used = model.terminal.book.operators.get(&operator).map(|record| record.used()).unwrap_or_default();
    NewPassword { digits, used }
}

/// What a person needs for this, beside what the screen before it has made sure of. What begins a transaction is judged by the
/// rules of transactions.
fn needed(wish: &Wish) -> Option<Permission> {
    Some(match wish {
        Wish::SetPassword { old: None, .. } | Wish::Unlock(_) | Wish::ApproveOperator(_) | Wish::GiveRole { .. } => {
            Permission::Operators
        }
        Wish::FindBatch => Permission::View,
        Wish::Reprint(_) | Wish::ReprintSettlement => Permission::Reprint,
        Wish::Settle => Permission::Settle,
        Wish::SignOn | Wish::Chore(_) => Permission::Host,
        Wish::CloseUnresolved { .. } => Permission::Unresolved,
        _ => return None,
    })
}

/// Checks a password, unless its number must wait.
fn check_password(
    model: &mut Model,
    id: SessionId,
    session: &mut Session,
    (ground, operator): (Ground, OperatorNo),
    password: Secret,
    new: Option<NewPassword>,
    out: &mut Vec<Effect>,
) {
    if let Some(wait) = model.guard.wait(operator, model.now) {
        session.approving = None;
        let text = model.see(session).look.t.password_wait(wait.as_secs() + 1);
        return tell(session, News::Denied(text));
    }
    let hash = model.terminal.book.operators.get(&operator).map(|record| record.password.clone());
    out.push(Effect::CheckPassword { session: id, ground, password, hash, new });
}

/// The password was right: in.
pub(super) fn signed_in(model: &mut Model, session: &mut Session, operator: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.release(operator);
    if let Some(reason) = kept_out(model, session, operator) {
        return tell(session, News::Denied(reason));
    }
    let usual = model.terminal.book.operators.get(&operator).and_then(|record| record.lang);
    let mut facts = vec![Fact::SignedIn { operator }];
    match (session.lang_chosen, usual) {
        (LangChoice::Person, usual) if usual != Some(session.lang) => {
            facts.push(Fact::LanguageChosen { operator, lang: session.lang });
        }
        (LangChoice::Usual, Some(usual)) => session.lang = usual,
        _ => {}
    }
    session.sign_in(operator);
    let record_of = model.terminal.book.operators.get(&operator);
    if record_of.is_some_and(|record| record.first_password) {
        session.stack.push(Box::new(OwnPassword::in_place_of_first()));
    } else if model.terminal.setup.world == World::Live && record_of.is_some_and(|record| record.shipped) {
        session.stack.push(Box::new(OwnPassword::in_place_of_shipped()));
    }
    record(model, facts, out);
    // Whoever signs in has read what the sign-in screen said of the interrupted trade.
    let mut work: Vec<Work> = Vec::new();
    model.terminal.leave_unseen(model.now, &mut work);
    push_work(work, out);
}

/// Out, back to the sign-in screen.
pub(super) fn sign_out(model: &mut Model, session: &mut Session, out: &mut Vec<Effect>) {
    if let Some(operator) = session.operator {
        record(model, vec![Fact::SignedOut { operator }], out);
    }
    session.sign_out();
    if session.lang_chosen == LangChoice::Person {
        session.lang_chosen = LangChoice::Usual;
    }
}

/// The supervisor approved what the session waits to begin.
pub(super) fn approved(model: &mut Model, session: &mut Session, approver: OperatorNo, out: &mut Vec<Effect>) {
    model.guard.release(approver);
    let Some(order) = session.approving.take() else { return };
    match begin(model, session, order.approved_by(approver), out) {
        Ok(()) => show(session),
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            tell(session, News::Denied(text));
        }
    }
}

/// Begins what the operator who is signed in has asked for.
fn begin(model: &mut Model, session: &Session, order: TradeOrder, out: &mut Vec<Effect>) -> Result<(), CannotStart> {
    // Nobody else can have signed in meanwhile; if so, it is nobody's order.
    if session.operator != Some(order.operator) {
        return Err(CannotStart::NotApproved);
    }
    let mut work = Vec::new();
    let started = model.terminal.start(order, model.now, &mut work);
    push_work(work, out);
    started
}

/// The trade in place of the questions that led to it, and of the card data that they hold.
fn show(session: &mut Session) {
    session.stack.truncate(2);
    session.stack.push(Box::new(TradeScreen::default()));
}

fn show_trade(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    started: Result<(), CannotStart>,
    out: &mut Vec<Effect>,
) {
    match started {
        Ok(()) => show(session),
        Err(CannotStart::BatchFull | CannotStart::BatchOld) => session.stack.push(Box::new(SettlementScreen)),
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            refuse(model, id, session, text, out);
        }
    }
}
