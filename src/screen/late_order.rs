//! How an order ended that somebody has left with its end not known: told over the menu until it is read.

use std::{borrow::Cow, time::Duration};

use super::{Action, Screen, See, Wish, verdict};
use crate::{
    domain::TxnRef,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// It comes over a menu while somebody may be typing ahead. So long nothing else may have been pressed, and it must have been there,
/// before ENTER says that it has been read.
const QUIET: Duration = Duration::from_secs(1);

/// The screen of one such order.
#[derive(Debug)]
pub struct LateOrder {
    txn: TxnRef,
    /// Since when nobody has pressed another key, on the monotonic clock.
    quiet: Duration,
}

impl LateOrder {
    /// Of this order, from this moment of the monotonic clock on.
    pub fn of(txn: TxnRef, now: Duration) -> LateOrder {
        LateOrder { txn, quiet: now }
    }
}

impl Screen for LateOrder {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.late_order_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_late_order()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Enter, see.look.t.hint_read())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let quiet = see.now.mono >= self.quiet + QUIET;
        self.quiet = see.now.mono;
        match key {
            Key::Enter if quiet => Action::Do(Wish::ReadOrder(self.txn)),
            Key::Enter => Action::Refuse(see.look.t.late_order_read()),
            _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(record) = see.terminal.book.find(self.txn) else { return };
        verdict::draw_late(body, see, record);
        let began = record.began.civil(see.terminal.setup.offset).to_string();
        let mut rows = vec![(t.label_time(), Cow::Owned(began))];
        rows.extend(
            record.host.as_ref().and_then(|host| host.rrn.as_ref()).map(|rrn| (t.label_rrn(), rrn.to_string().into())),
        );
        body.pairs(&rows);
        let more = see.terminal.orders_untold().filter(|t| t.txn != self.txn).count();
        if more > 0 {
            body.text(&t.late_order_more(more), Tone::Dim);
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn lies_over(&self) -> bool {
        true
    }

    /// Somebody else has read it.
    fn gives_way(&self, see: &See<'_>) -> bool {
        !see.terminal.orders_untold().any(|t| t.txn == self.txn)
    }
}
