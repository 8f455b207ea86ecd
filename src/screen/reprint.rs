//! Reprint: the last receipt, the one with a voucher number, or the slip of the last settlement. Every reprint is marked
//! DUPLICATE.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    digits::{Digits, Typed},
    refusals::print_trouble,
};
use crate::{
    domain::{Stan, TxnRef, receipt::Condition},
    flow::PrinterStatus,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The reprint screen.
#[derive(Debug)]
pub struct Reprint {
    voucher: Digits,
    asked: bool,
}

impl Default for Reprint {
    fn default() -> Self {
        Reprint { voucher: Digits::new(6), asked: false }
    }
}

impl Screen for Reprint {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.reprint_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_reprint()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        // CLEAR has nothing to take back before a digit is typed, and leaves its place to the slip.
        let slip = self.voucher.as_str().is_empty() && see.terminal.book.last_slip.is_some();
        let second = if slip { Hint::new(Key::Down, t.hint_slip()) } else { Hint::new(Key::Clear, t.hint_delete()) };
        vec![Hint::new(Key::Enter, t.hint_print()), second, Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let typed = self.voucher.key(key);
        match (key, typed) {
            (Key::Cancel, _) => Action::Back,
            (_, Typed::Changed | Typed::Empty) => {
                self.asked = false;
                Action::Stay
            }
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (Key::Enter, _) => self.print(see),
            (Key::Down, _) if see.terminal.book.last_slip.is_some() => {
                self.asked = true;
                self.voucher.clear();
                Action::Do(Wish::ReprintSettlement)
            }
            (Key::Down, _) => Action::Refuse(see.look.t.refuse_no_slip()),
            _ => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn hear(&mut self, news: News) {
        if let News::Barred(_) = news {
            self.asked = false;
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.middle(5);
        body.pairs(&[(t.voucher(), Cow::Owned(format!("{}_", self.voucher.as_str())))]);
        body.gap(2);
        match (&see.terminal.printer, self.asked, see.terminal.book.last_with_receipt()) {
            (PrinterStatus::Trouble(cause), true, _) => {
                body.text(&t.print_failed(print_trouble(t, *cause).as_ref()), Tone::Bad)
            }
            (_, true, _) if see.terminal.condition == Condition::None => body.text(&t.no_printer(), Tone::Warn),
            (PrinterStatus::Busy(_), true, _) => body.text(&t.printing(), Tone::Plain),
            (PrinterStatus::Ready, true, _) => body.text(&t.printed(), Tone::Good),
            (_, false, Some(last)) => {
                body.text(&t.reprint_ask(see.look.key(Key::Enter), last.txn.stan.to_string()), Tone::Plain)
            }
            (_, false, None) => body.text(&t.list_empty(), Tone::Plain),
        };
        if !self.asked && see.terminal.book.last_slip.is_some() {
            body.text(&t.reprint_slip(see.look.key(Key::Down).as_ref()), Tone::Plain);
        }
    }
}

impl Reprint {
    fn print(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        let book = &see.terminal.book;
        let txn = if self.voucher.as_str().is_empty() {
            book.last_with_receipt().map(|txn| txn.txn)
        } else {
            let stan = self.voucher.as_str().parse::<Stan>().ok();
            stan.map(|stan| TxnRef { batch: book.batch, stan })
                .filter(|txn| book.find(*txn).is_some_and(|found| found.counts()))
        };
        match txn {
            Some(txn) => {
                self.asked = true;
                self.voucher.clear();
                Action::Do(Wish::Reprint(txn))
            }
            None => Action::Refuse(t.refuse_no_receipt()),
        }
    }
}
