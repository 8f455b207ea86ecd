//! Void: the voucher number of the sale, then the sale itself to look at, then the supervisor's approval.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    approval::Approval,
    detail,
    digits::{Digits, Typed},
};
use crate::{
    domain::Transaction,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The voucher number.
#[derive(Debug)]
pub struct VoidPick {
    voucher: Digits,
    found: Option<Transaction>,
    message: Message,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    Ask,
    Searching,
    NotFound,
}

impl Default for VoidPick {
    fn default() -> Self {
        VoidPick { voucher: Digits::new(6), found: None, message: Message::Ask }
    }
}

impl Screen for VoidPick {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.kind_void()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = vec![Hint::new(Key::Enter, t.hint_continue())];
        if self.found.is_none() {
            hints.push(Hint::new(Key::Clear, t.hint_delete()));
        }
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match &self.found {
            Some(txn) => match key {
                Key::Enter if !txn.can_be_voided() => Action::Refuse(see.look.t.refuse_not_voidable()),
                Key::Enter => Action::Open(Box::new(Approval::of_void(txn.clone()))),
                Key::Cancel | Key::Clear => {
                    *self = VoidPick::default();
                    Action::Stay
                }
                _ => Action::no_such_key(see),
            },
            None => self.voucher_key(key, see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if let Some(txn) = &self.found {
            let question = if txn.can_be_voided() { t.void_confirm() } else { t.refuse_not_voidable() };
            body.text(&question, if txn.can_be_voided() { Tone::Strong } else { Tone::Warn });
            body.gap(5);
            body.pairs(&detail::short_rows(txn, see));
            return;
        }
        body.middle(4);
        body.pairs(&[(t.voucher(), Cow::Owned(format!("{}_", self.voucher.as_str())))]);
        body.gap(1);
        match self.message {
            Message::Ask => body.text(&t.void_ask(), Tone::Plain),
            Message::Searching => body.text(&t.searching(), Tone::Plain),
            Message::NotFound => body.text(&t.void_not_found(), Tone::Warn),
        };
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            self.found = rows.into_iter().next();
            self.message = if self.found.is_some() { Message::Ask } else { Message::NotFound };
        }
    }
}

impl VoidPick {
    fn voucher_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let typed = self.voucher.key(key);
        match (key, typed) {
            (Key::Cancel, _) => Action::Back,
            (_, Typed::Changed | Typed::Empty) => {
                self.message = Message::Ask;
                Action::Stay
            }
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (Key::Enter, _) => match self.voucher.as_str().parse() {
                Ok(number) => {
                    self.message = Message::Searching;
                    Action::Do(Wish::FindVoucher(number))
                }
                Err(_) => Action::Refuse(see.look.t.void_ask()),
            },
            _ => Action::no_such_key(see),
        }
    }
}
