//! What screens lead to, carried out.

use std::borrow::Cow;

use crate::{
    domain::{Fact, OperatorNo, Permission, Place, Search},
    flow::HeldStep,
    report::Survey,
    screen::{Action, Help, News, PaysWhen, Screen, Wish},
};

use super::{
    Effect, Ground, Model, Query, Session, SessionId,
    access::{self, check_password},
    afar, basket, bill, cash, enrolment, lease, parameters,
    people::approve_operator,
    roster, seat,
    session::LangChoice,
    settling, trades,
    update::{flows, record, tell},
};

/// How many transactions a list shows at most.
const LIST_MAX: usize = 1000;

/// Carries out what a key led to.
pub(super) fn act(model: &mut Model, id: SessionId, session: &mut Session, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Stay => {}
        Action::Refuse(reason) => refuse(model, id, session, reason, out),
        Action::Back => back(session),
        Action::Help => {
            let help = Help::of(session.top(), &model.see(session));
            session.stack.push(Box::new(help));
        }
        Action::Open(screen) => open(model, id, session, screen, out),
        Action::Do(wish) => grant(model, id, session, wish, out),
    }
}

pub(super) fn refuse(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    reason: Cow<'static, str>,
    out: &mut Vec<Effect>,
) {
    session.refuse(reason, model.now);
    out.push(Effect::Bell(id));
}

pub(super) fn back(session: &mut Session) {
    if session.stack.len() > 1 {
        session.stack.pop();
    }
}

fn open(model: &mut Model, id: SessionId, session: &mut Session, screen: Box<dyn Screen>, out: &mut Vec<Effect>) {
    let wish = screen.opened();
    if screen.asks_for_trade() && !session.stack.iter().any(|below| below.asks_for_trade()) {
        trades::look_at_printer(model, session, out);
    }
    session.stack.push(screen);
    if let Some(wish) = wish {
        grant(model, id, session, wish, out);
    }
}

fn grant(model: &mut Model, id: SessionId, session: &mut Session, wish: Wish, out: &mut Vec<Effect>) {
    let lacks = |permission| !model.see(session).may(permission);
    let no_right = || needed(&wish).filter(|wanted| lacks(*wanted)).map(|wanted| model.see(session).forbids(wanted));
    if let Some(reason) = seat::forbids(model, session, &wish).or_else(no_right) {
        // A screen that waits for the answer hears that there will be none.
        tell(session, News::Barred(reason.clone()));
        return refuse(model, id, session, reason, out);
    }
    seat::note(model, session, &wish, out);
    carry_out(model, id, session, wish, out);
}

/// What is wished, once it may be. One arm for each wish, so that this is the list of all that a screen can lead to.
fn carry_out(model: &mut Model, id: SessionId, session: &mut Session, wish: Wish, out: &mut Vec<Effect>) {
    match wish {
        // Who is there, and who may what.
        Wish::SignIn { who, password } => access::sign_in(model, id, session, (who, password), out),
        Wish::SetPassword { operator, old, new } => access::set_password(model, id, session, (operator, old, new), out),
        Wish::Resume { by, password } => {
            check_password(model, id, session, (Ground::Resume(by), by), password, None, out);
        }
        Wish::TakeOver(password) => lease::ask_take_over(model, id, session, password, out),
        Wish::SignOut => access::sign_out(model, session, None, out),
        Wish::Approve { order, approver, password } => {
            access::approve(model, id, session, order, (approver, password), out);
        }
        Wish::ApproveStep { step, approver, password } => {
            access::approve_step(model, id, session, step, (approver, password), out);
        }
        Wish::AskFromAfar(order) => afar::ask(model, session, order),
        Wish::EnterCode { approver, code } => afar::enter(model, id, session, approver, code, out),
        Wish::DropAsked => {
            session.asked = None;
            back(session);
        }
        Wish::AnswerAsked(asked) => afar::answer(model, id, session, *asked, out),
        Wish::Enrol(step) => enrolment::go(model, id, session, step, out),
        Wish::ReadRoster => roster::read(model, id, session, out),
        Wish::TakeRoster(found) => roster::take(model, id, session, *found, out),
        Wish::ApproveOperator(operator) => approve_operator(model, id, session, operator, out),
        Wish::Unlock(operator) => access::unlock(model, id, session, operator, out),
        Wish::GiveRole { operator, role } => decide(model, session, |by| Fact::RoleGiven { operator, role, by }, out),
        Wish::SwitchLanguage => switch_language(model, id, session, out),
        Wish::Seat(wish) => seat::grant(model, id, session, wish, out),

        // The transaction in hand.
        Wish::Start(order) => {
            let started = trades::begin(model, session, *order, out);
            trades::show_trade(model, id, session, started, out);
        }
        Wish::CancelTrade => trades::cancel(model, id, session, out),
        Wish::ChargeAgain => flows(model, out, |terminal, now, work| terminal.charge_again(now, work)),
        Wish::LeaveTrade => trades::leave(model, session, out),
        Wish::Sign(picture) => {
            flows(model, out, |terminal, now, work| terminal.sign(&picture, now, work));
            back(session);
        }
        Wish::SignOnPaper => flows(model, out, |terminal, _, work| terminal.sign_on_paper(work)),
        Wish::ReadOrder(txn) => {
            super::orders::read(model, txn, out);
            back(session);
        }
        Wish::Bill(step) => bill::go(model, id, session, step, out),
        Wish::Basket(wish) => basket::wish(model, id, session, *wish, out),

        // The batch, the host and the records.
        Wish::Settle => trades::settle(model, id, session, out),
        Wish::ReleaseSettlement(step) => settling::release(model, session, step, out),
        Wish::LeaveSettlement => trades::leave_settlement(model, session),
        Wish::SignOn => trades::sign_on(model, session, out),
        Wish::Chore(chore) => flows(model, out, |terminal, now, work| terminal.start_chore(chore, now, work)),
        // From its page to the queue.
        Wish::CloseUnresolved { txn, found } => {
            decide(model, session, |by| Fact::UnresolvedClosed { txn, by, found }, out);
        }
        Wish::FindBatch => out.push(Effect::Find(id, Query::Batch(model.terminal.book.batch, LIST_MAX))),
        Wish::Search(search, after) => find(model, id, session, search, after, out),
        Wish::Survey(month, after) => out.push(Effect::Find(id, Query::Survey(month, after))),
        Wish::Audit => out.push(Effect::Audit(id, Box::new(model.terminal.inquiry(model.now)))),
        Wish::PrintX => flows(model, out, |terminal, now, work| terminal.print_x(now, work)),
        Wish::PrintZ => flows(model, out, |terminal, _, work| terminal.print_z(work)),
        Wish::Reprint(txn) => flows(model, out, |terminal, _, work| terminal.reprint(txn, work)),
        Wish::ReprintSettlement => flows(model, out, |terminal, _, work| terminal.reprint_settlement(work)),
        Wish::PrintCardholderCopy => flows(model, out, |terminal, _, work| terminal.print_cardholder_copy(work)),

        // The shop: cash, products, customers, settings.
        Wish::SetFloat(float) => decide(model, session, |by| Fact::FloatSet { float, by }, out),
        Wish::MoveCash(moved) => cash::move_cash(model, id, session, moved, out),
        Wish::OpenDrawer => cash::open_drawer(model, session, out),
        Wish::CountCash(count) => cash::count_cash(model, id, session, count, out),
        Wish::EditProduct(edit) => {
            let edited = super::products::edit(model, id, session, &edit, out);
            refused_change(session, edited);
        }
        Wish::AddCustomer { mobile, name } => {
            let added = super::customers::add(model, id, session, mobile, name, out);
            refused_change(session, added);
        }
        Wish::LinkSale { mobile, txn } => {
            let linked = super::customers::link(model, id, session, &mobile, txn, out);
            refused_change(session, linked);
        }
        Wish::EraseCustomer(mobile) => {
            let erased = super::customers::erase(model, id, session, &mobile, out);
            refused_change(session, erased);
        }
        Wish::FindPurchases(mobile) => {
            let customer = model.customers.get().and_then(|all| all.get(&mobile));
            let sales = customer.map_or(&[][..], |customer| &customer.purchases);
            out.push(Effect::Find(id, Query::These(sales.iter().map(|purchase| purchase.txn).collect())));
        }
        Wish::SetParameter { name, to } => parameters::set(model, id, session, (name, to), out),
        Wish::ConfirmRates => decide(model, session, |by| Fact::RatesConfirmed { by }, out),
        Wish::ConfirmClock => {
            let Some(by) = session.operator else { return };
            record(model, model.terminal.person_believes_clock(by).into_iter().collect(), out);
            back(session);
        }
        Wish::KeepBlackBox => out.push(Effect::KeepBlackBox(id)),

        // The training world.
        Wish::SwitchWorld => out.push(Effect::SwitchWorld),
        Wish::TrainingFaults(order) => out.push(Effect::TrainingFaults(order)),
        Wish::Present(place) => out.push(Effect::PresentCard(place)),
        Wish::PayShown(code, when) => {
            out.push(Effect::PayShown(code, when));
            if when == PaysWhen::Late {
                session.refuse(model.see(session).look.t.order_train_late(), model.now);
            }
        }
    }
}

/// Records what the person who is signed in has decided, and goes back to where the question came from.
fn decide(model: &mut Model, session: &mut Session, fact: impl FnOnce(OperatorNo) -> Fact, out: &mut Vec<Effect>) {
    let Some(by) = session.operator else { return };
    record(model, vec![fact(by)], out);
    back(session);
}

fn switch_language(model: &Model, id: SessionId, session: &mut Session, out: &mut Vec<Effect>) {
    if session.lang_chosen == LangChoice::Console {
        let reason = model.see(session).look.t.refuse_console();
        return refuse(model, id, session, reason, out);
    }
    session.lang = session.lang.other();
    session.lang_chosen = LangChoice::Person;
}

/// Searches all batches. Only who may see what others sold is shown it.
fn find(
    model: &Model,
    id: SessionId,
    session: &Session,
    search: Box<Search>,
    after: Option<Place>,
    out: &mut Vec<Effect>,
) {
    let Some(person) = session.operator else { return };
    let all = model.see(session).may(Permission::ViewOthers);
    let search = if all { search } else { Box::new(search.own(person)) };
    out.push(Effect::Find(id, Query::Search(search, after)));
}

/// The screen hears of a change that cannot be made; of one that can it hears when it is durable.
fn refused_change(session: &mut Session, planned: Result<(), Cow<'static, str>>) {
    if let Err(reason) = planned {
        tell(session, News::Kept(Err(reason)));
    }
}

/// What a person needs for this, beside what the screen before it has made sure of. What begins a transaction is judged by the
/// rules of transactions.
fn needed(wish: &Wish) -> Option<Permission> {
    Some(match wish {
        Wish::SetPassword { old: None, .. }
        | Wish::Unlock(_)
        | Wish::ReadRoster
        | Wish::TakeRoster(_)
        | Wish::ApproveOperator(_)
        | Wish::GiveRole { .. } => Permission::Operators,
        Wish::Survey(survey, _) if matches!(**survey, Survey::Exceptions(_)) => Permission::Exceptions,
        Wish::FindBatch | Wish::Search(..) | Wish::Survey(..) | Wish::PrintX | Wish::PrintZ | Wish::Audit => {
            Permission::View
        }
        Wish::Reprint(_) | Wish::ReprintSettlement => Permission::Reprint,
        Wish::SetParameter { .. } => Permission::Parameters,
        Wish::SetFloat(_) | Wish::MoveCash(_) => Permission::Drawer,
        Wish::OpenDrawer | Wish::CountCash(_) => Permission::CountCash,
        Wish::EditProduct(_) => Permission::Products,
        Wish::AddCustomer { .. } | Wish::LinkSale { .. } | Wish::EraseCustomer(_) | Wish::FindPurchases(_) => {
            Permission::Customers
        }
        Wish::Settle | Wish::ReleaseSettlement(HeldStep::Again) => Permission::Settle,
        Wish::AnswerAsked(_) | Wish::ConfirmClock => Permission::Approve,
        Wish::SignOn | Wish::Chore(_) => Permission::Host,
        Wish::CloseUnresolved { .. } | Wish::ReleaseSettlement(HeldStep::Leave) => Permission::Unresolved,
        _ => return None,
    })
}
