//! One thing that waits, in full: how old it is, what went wrong, when it is tried next. What a person must close is closed
//! here.

use std::{borrow::Cow, time::Duration};

use super::{Action, Screen, See, Wish, refusals::why_text, rights::forbidden};
use crate::{
    domain::{Conduct, Kind, Permission, State, TxnRef, WallTime},
    flow::{QueueItem, QueueRow},
    i18n::Texts,
    keypad::{Debounce, Key},
    ui::{Body, Hint, Tone},
};

/// The page of one thing that waits.
#[derive(Debug)]
pub struct QueuePage {
    what: QueueItem,
    txn: TxnRef,
    /// When it was opened, on the monotonic clock.
    opened: Duration,
}

/// What a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    /// It goes up by itself.
    ByItself,
    /// Close it: it was put right with the acquirer.
    Plain,
    /// Nothing reverses it, so that the person says which of the two was found out.
    EitherWay,
}

/// What a person must have found out of one that nothing reverses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// Whether the customer has paid.
    Paid,
    /// Whether the money has gone back.
    Refunded,
}

impl QueuePage {
    /// Of this row, opened at this moment of the monotonic clock.
    pub fn of(row: &QueueRow, now: Duration) -> QueuePage {
        QueuePage { what: row.what, txn: row.txn, opened: now }
    }

    /// The row as it is now; none once it has ended.
    fn row(&self, see: &See<'_>) -> Option<QueueRow> {
        see.terminal.queue().into_iter().find(|row| row.txn == self.txn && row.what == self.what)
    }

    fn closing(&self, see: &See<'_>) -> Closing {
        let record = see.terminal.book.find(self.txn);
        match (self.what, record.map(|t| t.kind.conduct())) {
            (QueueItem::Unresolved, _) if record.is_some_and(|t| t.is_order()) => Closing::EitherWay,
            (QueueItem::Unresolved, Some(Conduct::Once)) => Closing::EitherWay,
            (QueueItem::Unresolved, _) => Closing::Plain,
            _ => Closing::ByItself,
        }
    }

    /// What the person must have found out.
    fn asks(&self, see: &See<'_>) -> Asks {
        match see.terminal.book.find(self.txn) {
            Some(txn) if txn.is_order() && txn.kind != Kind::Refund => Asks::Paid,
            _ => Asks::Refunded,
        }
    }

    fn close(&self, found: State, see: &See<'_>) -> Action {
        if !see.may(Permission::Unresolved) {
            return Action::Refuse(forbidden(see.look.t, Permission::Unresolved));
        }
        Action::Do(Wish::CloseUnresolved { txn: self.txn, found })
    }
}

impl Screen for QueuePage {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        what_text(see.look.t, self.what)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_queue_item()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = match (self.row(see).is_some(), self.closing(see)) {
            (true, Closing::Plain) => vec![Hint::new(Key::Enter, t.hint_close())],
            (true, Closing::EitherWay) => {
                let (yes, no) = match self.asks(see) {
                    Asks::Paid => (t.hint_was_paid(), t.hint_not_paid()),
                    Asks::Refunded => (t.hint_happened(), t.hint_did_not()),
                };
                vec![Hint::new(Key::Digit(1), yes), Hint::new(Key::Digit(2), no)]
            }
            _ => Vec::new(),
        };
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.row(see).is_none() || key == Key::Cancel {
            return Action::Back;
        }
        match (self.closing(see), key) {
            (Closing::Plain, Key::Enter) => self.close(State::Reversed, see),
            // The digit that opened it, pressed twice, must not say what became of the money.
            (Closing::EitherWay, Key::Digit(1 | 2)) if see.now.mono < self.opened + Debounce::QUIET => {
                Action::Refuse(t.refuse_too_soon(see.look.key(key).as_ref()))
            }
            (Closing::EitherWay, Key::Digit(1)) => self.close(State::Approved, see),
            (Closing::EitherWay, Key::Digit(2)) => self.close(State::Reversed, see),
            (Closing::EitherWay, Key::Enter) => Action::Refuse(t.queue_which()),
            (Closing::ByItself, Key::Enter) => Action::Refuse(t.queue_goes_by_itself()),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(row) = self.row(see) else {
            body.text(&t.queue_done(), Tone::Plain);
            return;
        };
        let is_order = see.terminal.book.find(self.txn).is_some_and(|txn| txn.is_order());
        match (self.closing(see), row.set_aside) {
            (Closing::Plain, _) => body.text(&t.queue_close_ask(row.txn.stan.to_string()), Tone::Warn),
            (Closing::EitherWay, _) => match (self.asks(see), is_order) {
                (Asks::Paid, _) => body.text(&t.queue_order_ask(), Tone::Warn),
                (Asks::Refunded, true) => body.text(&t.queue_order_refund_ask(), Tone::Warn),
                (Asks::Refunded, false) => body.text(&t.queue_refund_ask(), Tone::Warn),
            },
            (Closing::ByItself, _) if self.what == QueueItem::Order => body.text(&t.queue_order_goes(), Tone::Plain),
            (Closing::ByItself, true) => body.text(&t.queue_set_aside_note(), Tone::Warn),
            (Closing::ByItself, false) => body.text(&t.queue_goes_by_itself(), Tone::Plain),
        };
        body.gap(6);
        body.pairs(&rows(&row, see));
        if let Some(why) = &row.last {
            body.text(&why_text(t, why), Tone::Dim);
        }
    }

    /// The ENTER that opened it must not close anything.
    fn guards_enter(&self) -> bool {
        true
    }

    fn counts_seconds(&self, see: &See<'_>) -> bool {
        self.row(see).is_some_and(|row| row.next.is_some())
    }
}

type Row = (Cow<'static, str>, Cow<'static, str>);

fn rows(row: &QueueRow, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let money = format!("{} {}", currency.sign(), row.amount.display(currency));
    let mut rows: Vec<Row> = vec![
        (t.voucher(), row.txn.stan.to_string().into()),
        (t.label_amount(), money.into()),
        (t.label_age(), age_text(t, row.since, see.now.wall)),
    ];
    // An order is asked about, and what a person must close was sent once: neither counts tries.
    if row.tries > 0 || !matches!(row.what, QueueItem::Order | QueueItem::Unresolved) {
        rows.push((t.label_tries(), t.queue_tries(u32::from(row.tries))));
    }
    if let Some(next) = row.next.filter(|_| !row.set_aside) {
        rows.push((t.label_next_try(), next_text(t, next, see.now.mono)));
    }
    rows
}

/// How long ago, in minutes, hours or days.
fn age_text(t: &Texts, since: WallTime, now: WallTime) -> Cow<'static, str> {
    let minutes = u64::try_from(now.0.saturating_sub(since.0) / 60_000).unwrap_or(0);
    match minutes {
        0 => t.age_now(),
        1..=119 => t.age_minutes(minutes),
        120..=2879 => t.age_hours(minutes / 60),
        _ => t.age_days(minutes / 1440),
    }
}

/// When something is tried next, in words.
pub(super) fn next_text(t: &Texts, next: Duration, now: Duration) -> Cow<'static, str> {
    match next.saturating_sub(now).as_millis().div_ceil(1000) {
        0 => t.next_try_now(),
        seconds => t.next_try_in(u64::try_from(seconds).unwrap_or(u64::MAX)),
    }
}

/// What waits, in words.
pub fn what_text(t: &Texts, what: QueueItem) -> Cow<'static, str> {
    match what {
        QueueItem::Reversal => t.queue_reversal(),
        QueueItem::Unresolved => t.queue_unresolved(),
        QueueItem::Order => t.queue_order(),
        QueueItem::Script => t.parcel_script(),
        QueueItem::Advice => t.parcel_advice(),
        QueueItem::Signature => t.parcel_signature(),
        QueueItem::Detail => t.queue_detail(),
    }
}
