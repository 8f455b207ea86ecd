//! While it is not clear whether a payment is one too many: the question before a second one, the enquiry after one by code, and
//! the countdown of a reversal.

use std::borrow::Cow;

use super::{Action, See, Wish, queue_item::next_text, refusals::why_text, trade::seconds_left, verdict};
use crate::{
    domain::{Kind, State, Transaction, TxnRef},
    flow::{Enquiry, Job, Reversing, Trade},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The keys of the question or of the enquiry, while there is one.
pub fn hints(trade: &Trade, t: &Texts) -> Option<Vec<Hint<'static>>> {
    if trade.same_as().is_some() {
        return Some(vec![Hint::new(Key::Digit(1), t.hint_once_more()), Hint::new(Key::Cancel, t.hint_not_again())]);
    }
    trade.enquiry().map(|_| vec![Hint::new(Key::Cancel, t.hint_reverse_now())])
}

/// A key at the question. ENTER is what a hand in a hurry presses, so it takes another key.
pub fn key(key: Key, see: &See<'_>) -> Action {
    match key {
        Key::Digit(1) => Action::Do(Wish::ChargeAgain),
        _ => Action::Refuse(see.look.t.refuse_same_sale(see.look.key(Key::Digit(1)).as_ref())),
    }
}

/// Draws the question or the enquiry; false when there is neither.
pub fn draw(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) -> bool {
    if let Some(earlier) = trade.same_as() {
        draw_question(body, see, trade, earlier);
        return true;
    }
    if let Some(enquiry) = trade.enquiry() {
        draw_enquiry(body, see, trade, enquiry);
        return true;
    }
    false
}

fn draw_question(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade, earlier: TxnRef) {
    let t = see.look.t;
    let gives_back = matches!(trade.kind, Kind::Refund | Kind::EcashRefund);
    body.band(&if gives_back { t.same_refund() } else { t.same_sale() }, Tone::Warn);
    body.gap(6);
    let record = see.terminal.book.find(earlier);
    body.centred(&verdict::money_line(see, trade.amount, record), Tone::Strong);
    body.centred(&earlier_text(see, earlier, record), Tone::Strong);
    body.gap(3);
    body.centred(&t.same_sale_ask(), Tone::Plain);
    body.centred(&t.same_sale_limit(seconds_left(see, trade)), Tone::Dim);
}

/// When it was, and how it ended.
fn earlier_text(see: &See<'_>, earlier: TxnRef, record: Option<&Transaction>) -> Cow<'static, str> {
    let t = see.look.t;
    let Some(record) = record else { return t.same_sale_settled(earlier.stan.to_string()) };
    let clock = record.began.civil(see.terminal.setup.offset).hh_mm();
    match record.state {
        State::Approved | State::Stored => t.same_sale_done(clock),
        _ => t.same_sale_open(clock),
    }
}

fn draw_enquiry(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade, enquiry: &Enquiry) {
    let t = see.look.t;
    body.band(&t.enquiry(), Tone::Warn);
    body.gap(6);
    let record = trade.txn.and_then(|txn| see.terminal.book.find(txn));
    body.centred(&verdict::money_line(see, trade.amount, record), Tone::Strong);
    body.centred(&why_text(t, &enquiry.why), Tone::Plain);
    body.gap(3);
    let asking = see.terminal.line.job() == Some(Job::Enquiry);
    let text = match asking {
        true => t.enquiry_asking(u32::from(enquiry.asked)),
        false => t.enquiry_next(u32::from(enquiry.asked) + 1, next_text(t, enquiry.next, see.now.mono)),
    };
    body.centred(&text, Tone::Strong);
    body.centred(&t.enquiry_limit(seconds_left(see, trade)), Tone::Plain);
}

/// Under the verdict "not known": what is known, and when the reversal goes.
pub fn draw_reversal(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) {
    let t = see.look.t;
    let Some(txn) = trade.txn else { return };
    let Some(reversing) = see.terminal.reversing(txn) else { return };
    let text = match reversing {
        Reversing::Asking { attempt } => t.reversal_asking(u32::from(attempt)),
        Reversing::Waiting { attempt, at } => t.reversal_next(u32::from(attempt), next_text(t, at, see.now.mono)),
    };
    if let Some(record) = see.terminal.book.find(txn) {
        let clock = record.began.civil(see.terminal.setup.offset).hh_mm();
        body.centred(&t.known_sent(clock), Tone::Dim);
    }
    body.centred(&text, Tone::Warn);
}

/// Whether a verdict has a countdown.
pub fn counts_seconds(see: &See<'_>, trade: &Trade) -> bool {
    trade.txn.and_then(|txn| see.terminal.reversing(txn)).is_some_and(|r| matches!(r, Reversing::Waiting { .. }))
}
