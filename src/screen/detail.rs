//! One transaction in full.

use std::borrow::Cow;

use super::{Action, Screen, Scroll, See, Wish, code_screen::CodeScreen, digits::in_groups, entry::authority_text};
use crate::{
    domain::{Amount, Delivery, DeliveryEnd, Entry, Kind, Original, Parcel, State, Transaction},
    fees::{Arrival, Cost, Direction, Unknown},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint},
};

/// The detail screen.
#[derive(Debug)]
pub struct Detail {
    txn: Transaction,
    scroll: Scroll,
}

impl Detail {
    /// Shows this transaction.
    pub fn new(txn: Transaction) -> Detail {
        Detail { txn, scroll: Scroll::default() }
    }

    /// The same transaction as it is now, where it is in the open batch. Another one may have its number meanwhile.
    fn now<'a>(&self, see: &See<'a>) -> Option<&'a Transaction> {
        see.terminal.book.find(self.txn.txn).filter(|now| now.began == self.txn.began)
    }

    fn is_open(&self, see: &See<'_>) -> bool {
        self.now(see).is_some()
    }
}

impl Screen for Detail {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.detail_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_detail()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = Vec::new();
        if self.txn.counts() && self.is_open(see) {
            hints.push(Hint::new(Key::Enter, t.hint_reprint()));
        }
        if see.terminal.receipt_url(&self.txn).is_some() {
            hints.push(Hint::new(Key::Menu, t.hint_code()));
        }
        hints.push(Hint::new(Key::Down, t.hint_more()));
        // The line has no room for four of them at 40 columns, and everybody knows the way back.
        if hints.len() < 3 || see.look.touch.is_some() {
            hints.push(Hint::new(Key::Cancel, t.hint_back()));
        }
        hints
    }

    fn help_key(&self, see: &See<'_>) -> Option<Key> {
        let has_code = see.terminal.receipt_url(&self.txn).is_some();
        Some(if has_code { Key::F1 } else { Key::Menu })
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            Key::Enter if !self.is_open(see) => Action::Refuse(see.look.t.refuse_old_receipt()),
            Key::Enter if self.txn.counts() => Action::Do(Wish::Reprint(self.txn.txn)),
            Key::Enter => Action::Refuse(see.look.t.refuse_no_receipt()),
            Key::Menu => CodeScreen::receipt(&self.txn, see),
            _ => Action::no_such_key(see),
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        // The stored copy may be older than the truth, which matters when a reversal ends while this is shown.
        let txn = self.now(see).unwrap_or(&self.txn);
        let rows = rows(txn, see);
        let shown = body.scrolled(self.scroll.at(), rows.len());
        body.pairs(&rows[shown]);
    }
}

type Row = (Cow<'static, str>, Cow<'static, str>);

/// The rows that a person needs to recognise a transaction.
pub fn short_rows(txn: &Transaction, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    let money = format!("{} {}", txn.currency.sign(), txn.amount.display(txn.currency));
    let mut rows: Vec<Row> = vec![(t.voucher(), txn.txn.stan.to_string().into()), (t.label_amount(), money.into())];
    if slip::has_card(txn) {
        let label = if txn.entry == Entry::Code { t.label_pay_code() } else { t.label_card() };
        rows.push((label, txn.pan.to_string().into()));
    }
    rows.push((t.label_state(), state_text(t, txn)));
    if let Some(rrn) = txn.host.as_ref().and_then(|h| h.rrn.as_ref()) {
        rows.push((t.label_rrn(), rrn.to_string().into()));
    }
    rows
}

/// What it is; a payment by code and its refund by their own names.
fn kind_text(t: &Texts, txn: &Transaction) -> Cow<'static, str> {
    slip::code_name(txn).unwrap_or_else(|| slip::kind_name(txn.kind))(t)
}

fn rows(txn: &Transaction, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    let mut rows = vec![(t.label_kind(), kind_text(t, txn))];
    rows.extend(short_rows(txn, see));
    if let Some(cost) = see.terminal.cost(txn) {
        cost_rows(txn, cost, t, &mut rows);
    }
    rows.push((t.label_batch(), txn.txn.batch.to_string().into()));
    rows.push((t.label_entry(), entry_text(t, txn.entry)));
    rows.push((t.label_time(), txn.began.civil(see.terminal.setup.offset).to_string().into()));
    rows.push((t.label_operator(), txn.operator.to_string().into()));
    if let Some(approver) = txn.approver {
        let approver = approver.to_string();
        let text = if txn.extra.approved_from_afar { t.approver_from_afar(approver) } else { approver.into() };
        rows.push((t.label_approver(), text));
    }
    if let Some(host) = &txn.host {
        rows.push((t.label_code(), host.code.to_string().into()));
        if let Some(code) = &host.auth_code {
            rows.push((t.label_auth_code(), code.to_string().into()));
        }
    }
    original_rows(txn, t, &mut rows);
    extra_rows(txn, t, &mut rows);
    rows.extend(txn.deliveries.iter().map(|d| (parcel_text(t, d.parcel), delivery_text(t, d))));
    if let Some(by) = txn.closed_by {
        rows.push((t.label_closed_by(), by.to_string().into()));
    }
    if let Some(reversal) = &txn.reversal {
        rows.push((t.label_reversal(), t.reversal_tries(reversal.reason.code(), u32::from(reversal.tries))));
    }
    rows
}

/// What it costs, what is left and when that comes; or that this is not known, and why.
fn cost_rows(txn: &Transaction, cost: Cost, t: &Texts, rows: &mut Vec<Row>) {
    let fee = match cost {
        Cost::Nothing => return,
        Cost::NotKnown(unknown) => return rows.push((t.label_fee(), unknown_text(t, unknown))),
        Cost::Known(fee) => fee,
    };
    let money = |amount: Amount| format!("{} {}", txn.currency.sign(), amount.display(txn.currency));
    let (label, sign) = match fee.direction {
        Direction::In => (t.label_fee(), ""),
        Direction::Out => (t.label_fee_returned(), "-"),
    };
    rows.push((label, money(fee.fee).into()));
    rows.push((t.label_net(), format!("{sign}{}", money(fee.net)).into()));
    let arrival = match fee.arrival {
        Arrival::On(day) => day.to_string().into(),
        Arrival::Provisional(day) => t.arrival_provisional(day.to_string()),
        Arrival::NotKnown => t.arrival_not_known(),
    };
    rows.push((t.label_arrival(), arrival));
}

fn unknown_text(t: &Texts, unknown: Unknown) -> Cow<'static, str> {
    match unknown {
        Unknown::CardType => t.fee_not_known_card(),
        Unknown::NoRate => t.fee_not_known_rate(),
        Unknown::Load => t.fee_not_known_load(),
        Unknown::Outcome => t.fee_not_known_outcome(),
    }
}

/// What it goes back to.
fn original_rows(txn: &Transaction, t: &Texts, rows: &mut Vec<Row>) {
    let Some(original) = &txn.original else { return };
    if let Some(stan) = Original::stan(original) {
        return rows.push((t.label_original(), stan.to_string().into()));
    }
    let items = [
        (t.label_original_rrn(), original.rrn.as_ref().map(ToString::to_string)),
        (t.label_original_date(), original.date.as_ref().map(ToString::to_string)),
        (t.label_original_code(), original.auth_code.as_ref().map(ToString::to_string)),
    ];
    rows.extend(items.into_iter().filter_map(|(label, value)| value.map(|v| (label, v.into()))));
}

/// What its kind has on top.
fn extra_rows(txn: &Transaction, t: &Texts, rows: &mut Vec<Row>) {
    let extra = &txn.extra;
    let money = |amount: Amount| format!("{} {}", txn.currency.sign(), amount.display(txn.currency));
    let authority = extra.authorised.as_ref();
    let items = [
        (t.label_tip(), extra.tip.map(money)),
        (t.label_adjusted(), extra.adjusted.map(money)),
        (t.label_periods(), extra.periods.map(|n| n.to_string())),
        (t.label_first_instalment(), extra.terms.as_ref().map(|terms| money(terms.first))),
        (t.label_instalment_fee(), extra.terms.as_ref().map(|terms| money(terms.fee))),
        (t.label_scheme(), txn.scheme().map(str::to_owned)),
        (t.label_authority(), authority.map(|a| authority_text(t, a.mode).into_owned())),
        (t.label_institution(), authority.map(|a| a.institution.clone()).filter(|i| !i.is_empty())),
        (t.label_wallet(), extra.wallet.map(|wallet| slip::wallet_name(wallet)(t).into_owned())),
        (t.label_order(), extra.order.as_ref().map(|order| in_groups(order.number.as_str(), 5))),
        (t.label_pay_voucher(), slip::pay_voucher(txn).map(|v| in_groups(v.as_str(), 5))),
        (t.label_remark(), extra.unusual.then(|| t.unusual_meant().into_owned())),
        (t.label_remark(), extra.issuer_unverified.then(|| t.issuer_unverified().into_owned())),
    ];
    rows.extend(items.into_iter().filter_map(|(label, value)| value.map(|v| (label, v.into()))));
}

/// What goes up in the background.
pub fn parcel_text(t: &Texts, parcel: Parcel) -> Cow<'static, str> {
    match parcel {
        Parcel::Script => t.parcel_script(),
        Parcel::Advice => t.parcel_advice(),
        Parcel::Signature => t.parcel_signature(),
    }
}

/// How far it has come.
fn delivery_text(t: &Texts, delivery: &Delivery) -> Cow<'static, str> {
    let tries = u32::from(delivery.tries);
    match &delivery.end {
        None => t.delivery_waiting(tries),
        Some(DeliveryEnd::Accepted(_)) => t.delivery_done(),
        Some(DeliveryEnd::Refused(code)) => t.delivery_refused(code.as_str()),
        Some(DeliveryEnd::GivenUp) => t.delivery_given_up(tries),
    }
}

/// The state in a word or two.
pub fn state_text(t: &Texts, txn: &Transaction) -> Cow<'static, str> {
    match (txn.kind, txn.state) {
        (_, State::Pending) if txn.is_order() => t.state_order_open(),
        (_, State::Pending) => t.state_pending(),
        (kind, State::Approved) if kind.voids() => t.state_void_approved(),
        (Kind::Refund | Kind::EcashRefund, State::Approved) => t.state_refunded(),
        (Kind::PreAuth | Kind::PreAuthAdd, State::Approved) => t.state_held(),
        (Kind::Completion | Kind::CompletionAdvice, State::Approved) => t.state_completed(),
        (Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash, State::Approved) => t.state_loaded(),
        (Kind::Offline | Kind::Adjust | Kind::Tip, State::Approved) => t.state_delivered(),
        (_, State::Approved) => t.state_approved(),
        (_, State::Declined) => t.state_declined(),
        (_, State::NotSent) => t.state_not_sent(),
        (_, State::Reversing) => t.state_reversing(),
        (_, State::Reversed) => t.state_reversed(),
        (_, State::Voided) => t.state_voided(),
        (_, State::Unresolved) => t.state_unresolved(),
        (_, State::Stored) => t.state_stored(),
    }
}

fn entry_text(t: &Texts, entry: Entry) -> Cow<'static, str> {
    match entry {
        Entry::Chip => t.entry_chip(),
        Entry::Tap => t.entry_tap(),
        Entry::Swipe => t.entry_swipe(),
        Entry::Fallback => t.entry_fallback(),
        Entry::Manual => t.entry_manual(),
        Entry::Code => t.entry_code(),
        Entry::ShownCode => t.entry_shown_code(),
        Entry::Cash => t.entry_cash(),
    }
}
