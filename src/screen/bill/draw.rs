//! What a sale that is paid in parts looks like: while it is open, at the question whether to give it up, and when it has ended.

use crate::{
    domain::{Amount, Bill, BillEnd, BillMoney, Course, Standing, Transaction},
    flow::{EndedBill, slip},
    screen::See,
    ui::{Body, Tone},
};

/// Rows of total, what is paid and what is left.
pub(super) const SUMS: u16 = 2;

/// Total, what is paid and what is left, how many parts there are, and as many of the newest as there is room for above so many
/// rows of the list.
pub(super) fn open(body: &mut Body<'_, '_>, see: &See<'_>, bill: &Bill, money: BillMoney, list: Room) {
    let t = see.look.t;
    let currency = bill.currency;
    let text = |amount: Amount| amount.display(currency).to_string();
    body.ends(&t.bill_total_is(text(bill.total)), &t.bill_taken_is(text(money.taken)));
    let (line, tone) = match bill.course {
        Course::Taking if !money.not_known.is_zero() => (t.bill_not_known_is(text(money.not_known)), Tone::Warn),
        Course::Taking => (t.bill_left_is(text(money.left)), Tone::Strong),
        Course::GivingUp(by) => (t.bill_giving_up(by.to_string()), Tone::Warn),
    };
    match bill.payments(&see.terminal.book.transactions).count() {
        0 => body.line(&line, tone),
        count => body.line_with_end(&line, tone, &t.bill_parts(u32::try_from(count).unwrap_or(u32::MAX))),
    };
    match list {
        Room::Above(above) => parts(body, see, bill, usize::from(above.saturating_sub(SUMS))),
        Room::Below(rows) => {
            parts(body, see, bill, usize::from(body.left()).saturating_sub(rows).max(1));
            body.gap(u16::try_from(rows).unwrap_or(u16::MAX));
        }
    }
}

/// What the list of entries leaves for the parts.
pub(super) enum Room {
    /// On a screen for touch: so many rows above it.
    Above(u16),
    /// Elsewhere: all but the rows of the list.
    Below(usize),
}

/// The newest parts, as many as there are rows for.
fn parts(body: &mut Body<'_, '_>, see: &See<'_>, bill: &Bill, room: usize) {
    let all: Vec<_> = bill.payments(&see.terminal.book.transactions).collect();
    for (part, standing) in all.iter().skip(all.len().saturating_sub(room)) {
        body.line(&part_text(see, part, *standing), tone(*standing));
    }
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Taken => Tone::Plain,
        Standing::NotTaken | Standing::TakenBack => Tone::Dim,
        Standing::NotKnown => Tone::Warn,
    }
}

/// `000012 银行卡 30.00 已付`.
fn part_text(see: &See<'_>, part: &Transaction, standing: Standing) -> String {
    let t = see.look.t;
    let way = slip::part_way(part)(t);
    format!("{} {way} {} {}", part.txn.stan, part.amount.display(part.currency), slip::part_state(t, standing))
}

/// Whether it is really to be given up, and what that means.
pub(super) fn question(body: &mut Body<'_, '_>, see: &See<'_>, bill: &Bill, money: BillMoney) {
    let t = see.look.t;
    body.band(&t.bill_ask_give_up(), Tone::Warn);
    body.gap(6);
    body.centred(&t.bill_taken_is(money.taken.display(bill.currency).to_string()), Tone::Strong);
    body.gap(2);
    body.centred(&t.bill_give_up_means(), Tone::Plain);
    body.gap(1);
    parts(body, see, bill, usize::from(body.left()));
}

/// How it ended.
pub(super) fn ended(body: &mut Body<'_, '_>, see: &See<'_>, ended: &EndedBill) {
    let t = see.look.t;
    let bill = &ended.bill;
    let (word, tone, next) = match ended.end {
        BillEnd::Paid => (t.bill_paid(), Tone::Good, t.next_bill_paid()),
        BillEnd::GivenUp => (t.bill_given_up(), Tone::Bad, t.next_bill_given_up()),
        BillEnd::Left(_) => (t.bill_left_to_person(), Tone::Warn, t.next_bill_left()),
    };
    body.band(&word, tone);
    body.gap(7);
    body.amount(bill.total, bill.currency);
    let change = bill.change(&see.terminal.book.transactions);
    if ended.end == BillEnd::Paid && !change.is_zero() {
        body.centred(&t.cash_change_is(change.display(bill.currency).to_string()), Tone::Strong);
    }
    body.gap(3);
    body.centred(&next, Tone::Strong);
    body.gap(2);
    parts(body, see, bill, usize::from(body.left()));
}
