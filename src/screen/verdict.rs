//! The verdict of a trade in words: its word, its colour, and what to do next, by what kind of trade it is.

use std::borrow::Cow;

use super::{
    See, doubt,
    refusals::{print_trouble, why_text},
};
use crate::{
    acquirer::{Balance, message::BalanceSign},
    domain::{Amount, Conduct, DeliveryEnd, Entry, Kind, Parcel, State, Transaction, receipt::Condition},
    flow::{Ending, PrinterStatus, Signing, Storage, Trade, Verdict, Why, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Tone, text::width},
};

/// Kinds that say the same things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Money comes in.
    Pay,
    /// Something of this batch is taken back.
    Void,
    /// Money goes back.
    Refund,
    /// Money is held.
    Hold,
    /// What was held is taken.
    Complete,
    /// A card's purse is filled.
    Load,
    /// Recorded, and told later.
    Record,
    /// Only asked.
    Enquiry,
}

pub(super) fn family(kind: Kind) -> Family {
    match kind {
        Kind::Sale | Kind::Instalment | Kind::EcashSale => Family::Pay,
        Kind::Void | Kind::PreAuthVoid | Kind::CompletionVoid | Kind::LoadVoid => Family::Void,
        Kind::Refund | Kind::EcashRefund => Family::Refund,
        Kind::PreAuth | Kind::PreAuthAdd => Family::Hold,
        Kind::Completion | Kind::CompletionAdvice => Family::Complete,
        Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash => Family::Load,
        Kind::Offline | Kind::Adjust | Kind::Tip => Family::Record,
        Kind::Balance => Family::Enquiry,
    }
}

/// The verdict fills the body: its word in a band, the amount, why, and what to do next.
pub fn draw(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade, verdict: &Verdict) {
    let t = see.look.t;
    if let Some(balance) = trade.balance {
        return draw_balance(body, see, balance);
    }
    let record = trade.txn.and_then(|txn| see.terminal.book.find(txn));
    let ending = current_ending(verdict, record);
    // Until the ledger takes records again.
    let unkept = record.is_none_or(|record| record.state == State::Pending);
    let (word, tone) = match &verdict.why {
        // Not "not paid": the customer has paid a moment ago.
        Some(Why::SameSale(_)) => (t.verdict_same_sale(), Tone::Warn),
        // Whether it is reversed is known when the ledger has been opened again.
        Some(Why::StorageAfterAnswer(_)) if unkept => ending_word(t, trade.kind, ending, Fate::Open),
        _ => ending_word(t, trade.kind, ending, Fate::of(record)),
    };
    body.band(&word, tone);
    let money = trade.kind.conduct() != Conduct::Enquiry;
    if body.is_roomy() && money {
        body.gap(1);
        body.amount(trade.amount, see.terminal.setup.currency);
    }
    body.gap(7);
    if money {
        body.centred(&money_line(see, trade.amount, record), Tone::Strong);
    }
    if let Some(code) = held_code(trade.kind, record) {
        body.centred(&format!("{} {code}", t.label_auth_code()), Tone::Strong);
    }
    if let Some(why) = &verdict.why {
        body.centred(&why_now(t, why, record), Tone::Plain);
        code_advice(body, t, why);
    }
    if let Some(change) = record.filter(|_| ending == Ending::Paid).and_then(Transaction::change) {
        let money = change.display(see.terminal.setup.currency).to_string();
        body.centred(&t.cash_change_is(money), Tone::Strong);
    }
    doubt::draw_reversal(body, see, trade);
    body.gap(3);
    let tone = if ending == Ending::Unknown { Tone::Warn } else { Tone::Strong };
    if see.terminal.signature_awaited().is_some() {
        body.centred(&t.next_sign(), tone);
        return;
    }
    let next = match &verdict.why {
        // The card may have paid from its purse: that nothing moved would be a promise too much.
        Some(Why::CardApprovedAlone) => t.next_approved_alone(),
        Some(Why::SameSale(_)) => t.next_same_sale(),
        Some(Why::PaidAfterAll) => t.next_order_paid_after_all(),
        Some(Why::StorageAfterAnswer(_)) if unkept => t.next_storage_lost(),
        _ => part_next(see, ending, record).unwrap_or_else(|| next_text(t, trade.kind, ending, record)),
    };
    body.centred(&next, tone);
    if ending == Ending::Paid && record.is_some_and(|record| !see.terminal.is_cash_part(record)) {
        draw_signing(body, t, trade.signing, record);
        draw_print_state(body, see, record);
    }
}

/// Why, as it is by now: what was recorded first may have gone up meanwhile, or been set aside.
fn why_now(t: &Texts, why: &Why, record: Option<&Transaction>) -> Cow<'static, str> {
    let advice = record.and_then(|r| r.delivery(Parcel::Advice)).and_then(|d| d.end.as_ref());
    match (why, advice) {
        (Why::Stored, Some(DeliveryEnd::Accepted(_))) => t.why_told(),
        (Why::Stored, Some(DeliveryEnd::GivenUp | DeliveryEnd::Refused(_))) => t.why_not_told(),
        _ => why_text(t, why),
    }
}

/// What is on the account, large, with its sign.
fn draw_balance(body: &mut Body<'_, '_>, see: &See<'_>, balance: Balance) {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let (sign, whose) = match balance.sign {
        BalanceSign::Credit => ("", t.balance_credit()),
        BalanceSign::Debit => ("-", t.balance_debit()),
    };
    body.band(&t.verdict_balance(), Tone::Good);
    body.gap(5);
    body.signed_amount(sign, balance.amount, currency);
    body.gap(3);
    body.centred(&format!("{sign}{} {}", currency.sign(), balance.amount.display(currency)), Tone::Strong);
    body.centred(&whose, Tone::Plain);
    body.gap(1);
    body.centred(&t.next_balance(), Tone::Plain);
}

/// The code that a completion will want.
fn held_code(kind: Kind, record: Option<&Transaction>) -> Option<String> {
    let held = family(kind) == Family::Hold;
    let host = record.filter(|r| held && r.counts())?.host.as_ref()?;
    host.auth_code.as_ref().map(ToString::to_string)
}

fn draw_signing(body: &mut Body<'_, '_>, t: &Texts, signing: Signing, record: Option<&Transaction>) {
    let end = record.and_then(|r| r.delivery(Parcel::Signature)).and_then(|d| d.end.as_ref());
    match (signing, end) {
        (Signing::No | Signing::Awaited, _) => body,
        (Signing::Saving, _) => body.centred(&t.signature_saving(), Tone::Dim),
        (Signing::Saved, None) => body.centred(&t.signature_saved(), Tone::Dim),
        (Signing::Saved, Some(DeliveryEnd::Accepted(_))) => body.centred(&t.signature_sent(), Tone::Dim),
        (Signing::Saved, Some(DeliveryEnd::Refused(_) | DeliveryEnd::GivenUp)) => {
            body.centred(&t.signature_not_sent(), Tone::Warn)
        }
    };
}

fn draw_print_state(body: &mut Body<'_, '_>, see: &See<'_>, record: Option<&Transaction>) {
    let t = see.look.t;
    let cash = record.is_some_and(Transaction::is_cash);
    match (&see.terminal.printer, record.map_or(0, |r| r.printed)) {
        (PrinterStatus::Trouble(cause), _) => {
            body.centred(&t.print_failed(print_trouble(t, *cause).as_ref()), Tone::Bad)
        }
        _ if see.terminal.condition == Condition::None => body.centred(&t.no_printer(), Tone::Dim),
        // The slip is out; only the record of it is not.
        (PrinterStatus::Ready, 0) if matches!(see.terminal.storage, Storage::Stopped(_)) => {
            body.centred(&t.printed(), Tone::Dim)
        }
        (PrinterStatus::Ready, 1..) if cash => body.centred(&t.cash_printed(), Tone::Dim),
        (PrinterStatus::Busy(_) | PrinterStatus::Ready, _) if cash => body.centred(&t.cash_printing(), Tone::Dim),
        (PrinterStatus::Busy(_), _) | (PrinterStatus::Ready, 0) => body.centred(&t.printing(), Tone::Dim),
        (PrinterStatus::Ready, _) => body.centred(&t.printed(), Tone::Dim),
    };
}

fn code_advice(body: &mut Body<'_, '_>, t: &Texts, why: &Why) {
    if let Why::Declined(code) = why {
        body.centred(&crate::i18n::advice(t, code.as_str()), Tone::Plain);
    }
}

/// What is true now: a reversal that has been acknowledged turns "not known" into "not paid", and so does a person who has
/// found out.
fn current_ending(verdict: &Verdict, record: Option<&Transaction>) -> Ending {
    match (verdict.ending, record.map(|r| r.state)) {
        (Ending::Unknown, Some(State::Reversed | State::Declined)) => Ending::NotPaid,
        (Ending::Unknown, Some(State::Approved)) => Ending::Paid,
        (ending, _) => ending,
    }
}

/// What became of an order that somebody had left, in three rows.
pub fn draw_late(body: &mut Body<'_, '_>, see: &See<'_>, record: &Transaction) {
    let t = see.look.t;
    let ending = if record.counts() { Ending::Paid } else { Ending::NotPaid };
    let (word, tone) = ending_word(t, record.kind, ending, Fate::of(Some(record)));
    body.text(&t.late_order_ask(), Tone::Plain);
    body.band(&word, tone);
    let next = match ending {
        Ending::Paid if record.kind == Kind::Sale => t.next_order_paid_after_all(),
        _ => next_text(t, record.kind, ending, Some(record)),
    };
    body.centred(&money_line(see, record.amount, Some(record)), Tone::Strong);
    body.centred(&next, Tone::Strong);
    body.gap(3);
}

/// What becomes of an outcome that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is reversed, by itself.
    Reversed,
    /// The order gateway is asked until it is known.
    Asked,
    /// Nothing here ends it.
    Open,
}

impl Fate {
    fn of(record: Option<&Transaction>) -> Fate {
        match record {
            Some(record) if record.state == State::Unresolved => Fate::Open,
            Some(record) if record.is_order() => Fate::Asked,
            _ => Fate::Reversed,
        }
    }
}

/// The word and its tone.
fn ending_word(t: &Texts, kind: Kind, ending: Ending, fate: Fate) -> (Cow<'static, str>, Tone) {
    use Family::*;
    let word = match (ending, family(kind)) {
        (Ending::Paid, Pay) => t.verdict_paid(),
        (Ending::Paid, Void) => t.verdict_voided(),
        (Ending::Paid, Refund) => t.verdict_refunded(),
        (Ending::Paid, Hold) => t.verdict_held(),
        (Ending::Paid, Complete) => t.verdict_completed(),
        (Ending::Paid, Load) => t.verdict_loaded(),
        (Ending::Paid, Record) => t.verdict_recorded(),
        (Ending::Paid, Enquiry) => t.verdict_balance(),
        (Ending::NotPaid, Pay) => t.verdict_not_paid(),
        (Ending::NotPaid, Void) => t.verdict_not_voided(),
        (Ending::NotPaid, Refund) => t.verdict_not_refunded(),
        (Ending::NotPaid, Hold) => t.verdict_not_held(),
        (Ending::NotPaid, Complete) => t.verdict_not_completed(),
        (Ending::NotPaid, Load) => t.verdict_not_loaded(),
        (Ending::NotPaid, Record) => t.verdict_not_recorded(),
        (Ending::NotPaid, Enquiry) => t.verdict_no_balance(),
        (Ending::Unknown, _) if fate == Fate::Asked => t.verdict_order_unknown(),
        (Ending::Unknown, _) if kind.conduct() == Conduct::Once => t.verdict_unknown_refund(),
        (Ending::Unknown, Pay) if fate == Fate::Open => t.verdict_unresolved(),
        (Ending::Unknown, _) if fate == Fate::Open => t.verdict_unresolved_other(),
        (Ending::Unknown, Pay) => t.verdict_unknown(),
        (Ending::Unknown, _) => t.verdict_unknown_other(),
    };
    let tone = match ending {
        Ending::Paid => Tone::Good,
        Ending::NotPaid => Tone::Bad,
        Ending::Unknown => Tone::Warn,
    };
    (word, tone)
}

/// Amount, voucher and card.
pub(super) fn money_line(see: &See<'_>, amount: Amount, record: Option<&Transaction>) -> String {
    let currency = see.terminal.setup.currency;
    let money = format!("{} {}", currency.sign(), amount.display(currency));
    match record {
        Some(record) if !slip::has_card(record) => format!("{money}  {} {}", see.look.t.voucher(), record.txn.stan),
        Some(record) => {
            let t = see.look.t;
            let ends = if record.entry == Entry::Code { t.pay_code_ends() } else { t.card_ends() };
            format!("{money}  {} {}  {ends} {}", t.voucher(), record.txn.stan, record.pan.last_four())
        }
        None => money,
    }
}

fn last_part(see: &See<'_>) -> Cow<'static, str> {
    see.look.t.next_part_last(see.look.key(Key::Enter).as_ref())
}

/// What to do next after a part of a sale is paid: never to give the goods while something of it is left.
fn part_next(see: &See<'_>, ending: Ending, record: Option<&Transaction>) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    let record = record.filter(|record| ending == Ending::Paid && family(record.kind) == Family::Pay)?;
    let no = record.extra.bill?;
    let ended = see.terminal.desk.ended.as_deref().map(|ended| &ended.bill).filter(|bill| bill.no == no);
    let open = see.terminal.bill(no);
    if open.or(ended).is_some_and(|bill| bill.total == record.amount) {
        // All of it by one way: there is nothing to say of parts.
        return Some(if record.is_cash() { t.next_paid_cash() } else { t.next_paid() });
    }
    let Some(bill) = open else { return Some(last_part(see)) };
    let money = bill.money(&see.terminal.book.transactions);
    Some(match (money.left.is_zero(), money.not_known.is_zero()) {
        (true, true) => last_part(see),
        (true, false) => t.next_part_not_known(),
        (false, _) => t.next_part(money.left.display(bill.currency).to_string()),
    })
}

/// What to do next.
fn next_text(t: &Texts, kind: Kind, ending: Ending, record: Option<&Transaction>) -> Cow<'static, str> {
    match ending {
        Ending::Paid if record.is_some_and(|r| !r.kind.voids() && r.extra.bill.is_some()) => t.next_part_of_sale(),
        Ending::Paid if record.is_some_and(|r| r.kind == Kind::Sale && r.is_cash()) => t.next_paid_cash(),
        Ending::Paid if record.is_some_and(Transaction::is_cash) => t.next_given_back_cash(),
        Ending::Paid if record.is_some_and(|r| r.kind == Kind::Sale && r.entry == Entry::Code) => t.next_paid_code(),
        Ending::Paid if record.is_some_and(|r| r.kind == Kind::Sale && r.is_order()) => t.next_paid_code(),
        Ending::Paid if record.is_some_and(Transaction::is_by_code) => t.next_given_back_code(),
        Ending::Paid => next_paid(t, kind),
        Ending::NotPaid => next_not_paid(t, kind, record),
        Ending::Unknown => next_unknown(t, kind, record),
    }
}

fn next_paid(t: &Texts, kind: Kind) -> Cow<'static, str> {
    match family(kind) {
        Family::Pay => t.next_paid(),
        Family::Void if kind == Kind::PreAuthVoid => t.next_released(),
        Family::Void if kind == Kind::LoadVoid => t.next_load_voided(),
        Family::Void | Family::Refund => t.next_voided(),
        Family::Hold => t.next_held(),
        Family::Complete => t.next_completed(),
        Family::Load => t.next_loaded(),
        Family::Record => t.next_recorded(),
        Family::Enquiry => t.next_balance(),
    }
}

fn next_not_paid(t: &Texts, kind: Kind, record: Option<&Transaction>) -> Cow<'static, str> {
    let reversed = record.is_some_and(|r| r.state == State::Reversed);
    match (family(kind), reversed) {
        (Family::Pay, true) => t.next_reversed(),
        (Family::Pay, false) => t.next_not_paid(),
        (Family::Void, true) => t.next_void_reversed(),
        (Family::Void, false) => t.next_not_voided(),
        // Nothing has reversed a refund: a person found out that it did not happen.
        (Family::Refund, true) => t.next_not_refunded(),
        (_, true) => t.next_other_reversed(),
        (Family::Refund, false) => t.next_not_refunded(),
        (_, false) => t.next_nothing_moved(),
    }
}

fn next_unknown(t: &Texts, kind: Kind, record: Option<&Transaction>) -> Cow<'static, str> {
    let order = record.filter(|r| r.is_order()).map(|r| (r.state == State::Unresolved, r.kind));
    match order {
        Some((true, _)) => return t.next_order_unresolved(),
        Some((false, Kind::Sale)) => return t.next_order_unknown(),
        Some((false, _)) => return t.next_order_refund_unknown(),
        None => {}
    }
    let left_to_a_person = record.is_some_and(|r| r.state == State::Unresolved);
    match (kind.conduct(), family(kind), left_to_a_person) {
        (Conduct::Once, ..) => t.next_unknown_refund(),
        (_, Family::Pay, true) => t.next_unresolved(),
        (_, _, true) => t.next_other_unresolved(),
        (_, Family::Pay, false) => t.next_unknown(),
        (_, _, false) => t.next_other_unknown(),
    }
}

/// What became of the trade that a power cut or restart interrupted, in at most four rows.
pub fn draw_unseen(body: &mut Body<'_, '_>, see: &See<'_>) {
    let Some(record) = see.terminal.unseen.and_then(|txn| see.terminal.book.find(txn)) else { return };
    let t = see.look.t;
    let ending = match record.state {
        State::Approved | State::Voided | State::Stored => Ending::Paid,
        State::Declined | State::NotSent | State::Reversed => Ending::NotPaid,
        State::Pending | State::Reversing | State::Unresolved => Ending::Unknown,
    };
    let (word, tone) = match (ending, record.state) {
        // The row below says what to do; here the kind of trade must fit as well.
        (Ending::Unknown, State::Unresolved) => (t.unseen_unresolved(), Tone::Warn),
        (Ending::Unknown, _) if record.is_order() => (t.unseen_order_unknown(), Tone::Warn),
        (Ending::Unknown, _) => (t.unseen_unknown(), Tone::Warn),
        _ => ending_word(t, record.kind, ending, Fate::of(Some(record))),
    };
    let kind = slip::kind_name(record.kind)(t);
    let whole = t.unseen_title(kind.as_ref(), word.as_ref());
    let fits = width(&whole) <= body.area.width;
    body.band(&if fits { whole } else { t.unseen_title_short(kind.as_ref(), word.as_ref()) }, tone);
    body.centred(&money_line(see, record.amount, Some(record)), Tone::Strong);
    let next = match (ending, record.printed) {
        (Ending::Paid, 0) => t.unseen_paid_not_printed(),
        _ => next_text(t, record.kind, ending, Some(record)),
    };
    body.centred(&next, Tone::Plain);
}
