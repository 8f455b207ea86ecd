//! What screens lead to, carried out.

use std::borrow::Cow;

use crate::{
    domain::{Fact, Permission},
    flow::{CannotStart, HeldStep, TradeOrder, Work},
    report::Survey,
    screen::{
        Action, Help, News, PaysWhen, Screen, SettlementScreen, TradeScreen, Wish, cannot_start, condition_trouble,
    },
};

use super::{
    Effect, Ground, Model, Query, Session, SessionId,
    access::{check_password, new_password, sign_out},
    afar, basket, bill, cash, enrolment, lease, parameters,
    people::{approve_operator, number_of},
    roster, seat,
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
    if let Some(reason) = seat::forbids(model, session, &wish) {
        return refuse(model, id, session, reason, out);
    }
    if let Some(permission) = needed(&wish).filter(|permission| !model.see(session).may(*permission)) {
        let reason = model.see(session).forbids(permission);
        return refuse(model, id, session, reason, out);
    }
    seat::note(model, session, &wish, out);
    match wish {
        Wish::Seat(wish) => seat::grant(model, id, session, wish, out),
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
        Wish::Enrol(step) => enrolment::go(model, id, session, step, out),
        Wish::TakeOver(password) => match lease::may_take_over(session, now.mono) {
            Some(ground @ Ground::TakeOver(by)) => {
                check_password(model, id, session, (ground, by), password, None, out);
            }
            _ => sign_out(model, session, None, out),
        },
        Wish::SwitchLanguage if session.lang_chosen == LangChoice::Console => {
            let reason = model.see(session).look.t.refuse_console();
            refuse(model, id, session, reason, out);
        }
        Wish::KeepBlackBox => out.push(Effect::KeepBlackBox(id)),
        Wish::SwitchLanguage => {
            session.lang = session.lang.other();
            session.lang_chosen = LangChoice::Person;
        }
        Wish::Resume { by, password } => {
            check_password(model, id, session, (Ground::Resume(by), by), password, None, out);
        }
        Wish::AskFromAfar(order) => afar::ask(model, session, order),
        Wish::EnterCode { approver, code } => afar::enter(model, id, session, approver, code, out),
        Wish::DropAsked => {
            session.asked = None;
            back(session);
        }
        Wish::AnswerAsked(asked) => afar::answer(model, id, session, *asked, out),
        Wish::SignOut => sign_out(model, session, None, out),
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
            session.stack.truncate(below_trade(session));
            bill::leave_whole(model, session);
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
        Wish::Search(search, after) => {
            let Some(person) = session.operator else { return };
            let all = model.see(session).may(Permission::ViewOthers);
            let search = if all { search } else { Box::new(search.own(person)) };
            out.push(Effect::Find(id, Query::Search(search, after)));
        }
        Wish::Survey(month, after) => out.push(Effect::Find(id, Query::Survey(month, after))),
        Wish::PrintX => {
            let mut work = Vec::new();
            model.terminal.print_x(now, &mut work);
            push_work(work, out);
        }
        Wish::PrintZ => {
            let mut work = Vec::new();
            model.terminal.print_z(&mut work);
            push_work(work, out);
        }
        Wish::Audit => out.push(Effect::Audit(id, Box::new(model.terminal.inquiry(now)))),
        Wish::ConfirmRates => {
            let Some(by) = session.operator else { return };
            record(model, vec![Fact::RatesConfirmed { by }], out);
            back(session);
        }
        Wish::ConfirmClock => {
            let Some(by) = session.operator else { return };
            record(model, model.terminal.person_believes_clock(by).into_iter().collect(), out);
            back(session);
        }
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
        Wish::ReleaseSettlement(step) => super::settling::release(model, session, step, out),
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
        Wish::SetParameter { name, to } => parameters::set(model, id, session, (name, to), out),
        Wish::SetFloat(float) => {
            let Some(by) = session.operator else { return };
            record(model, vec![Fact::FloatSet { float, by }], out);
            back(session);
        }
        Wish::MoveCash(moved) => cash::move_cash(model, id, session, moved, out),
        Wish::Bill(step) => bill::go(model, id, session, step, out),
        Wish::OpenDrawer => cash::open_drawer(model, session, out),
        Wish::CountCash(count) => cash::count_cash(model, id, session, count, out),
        Wish::ReadRoster => roster::read(model, id, session, out),
        Wish::TakeRoster(found) => roster::take(model, id, session, *found, out),
        Wish::ApproveOperator(operator) => approve_operator(model, id, session, operator, out),
        Wish::CloseUnresolved { txn, found } => {
            let Some(by) = session.operator else { return };
            record(model, vec![Fact::UnresolvedClosed { txn, by, found }], out);
            // From its page to the queue.
            back(session);
        }
        Wish::Basket(wish) => basket::wish(model, id, session, *wish, out),
        Wish::ApproveStep { step, approver, password } => {
            let ground = Ground::ApproveStep(approver);
            session.approving_step = Some(step);
            check_password(model, id, session, (ground, approver), password, None, out);
        }
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
        Wish::ReadOrder(txn) => {
            super::orders::read(model, txn, out);
            back(session);
        }
        Wish::PayShown(code, when) => {
            out.push(Effect::PayShown(code, when));
            if when == PaysWhen::Late {
                session.refuse(model.see(session).look.t.order_train_late(), now);
            }
        }
        Wish::TrainingFaults(order) => out.push(Effect::TrainingFaults(order)),
        Wish::SwitchWorld => out.push(Effect::SwitchWorld),
    }
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

/// Begins what the operator who is signed in has asked for.
pub(super) fn begin(
    model: &mut Model,
    session: &Session,
    order: TradeOrder,
    out: &mut Vec<Effect>,
) -> Result<(), CannotStart> {
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
pub(super) fn show(session: &mut Session) {
    session.stack.truncate(below_trade(session));
    session.stack.push(Box::new(TradeScreen::default()));
}

/// How many screens stay below a trade: the modes and the menu of transactions, or a sale that is paid in parts.
fn below_trade(session: &Session) -> usize {
    session.stack.iter().rposition(|screen| screen.holds_bill().is_some()).map_or(2, |at| at + 1)
}

pub(super) fn show_trade(
    model: &Model,
    id: SessionId,
    session: &mut Session,
    started: Result<(), CannotStart>,
    out: &mut Vec<Effect>,
) {
    match started {
        Ok(()) => show(session),
        Err(CannotStart::BatchFull | CannotStart::BatchOld) if below_trade(session) == 2 => {
            session.stack.push(Box::new(SettlementScreen))
        }
        Err(reason) => {
            let text = cannot_start(model.see(session).look.t, &reason, model.terminal.setup.currency);
            refuse(model, id, session, text, out);
        }
    }
}
