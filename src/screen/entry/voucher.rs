//! The voucher number of the original, then the original itself to look at.

use std::borrow::Cow;

use super::{
    super::{
        News, See, Wish, detail,
        digits::{Digits, Typed},
    },
    Question, Reply,
    answers::Answers,
};
use crate::{
    domain::{Kind, Transaction},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question for an original of the open batch.
#[derive(Debug)]
pub struct VoucherQuestion {
    kind: Kind,
    voucher: Digits,
    found: Option<Box<Transaction>>,
    message: Message,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    Ask,
    Searching,
    NotFound,
}

impl VoucherQuestion {
    /// For an original of this kind of transaction.
    pub fn new(kind: Kind) -> VoucherQuestion {
        VoucherQuestion { kind, voucher: Digits::new(6), found: None, message: Message::Ask }
    }

    /// Whether the transaction may be the original. The terminal has the last word when it begins.
    fn fits(&self, txn: &Transaction) -> bool {
        match self.kind {
            Kind::Adjust => txn.kind == Kind::Offline && txn.counts() && txn.extra.adjusted.is_none(),
            Kind::Tip => txn.can_be_voided(),
            kind => txn.voidable_by() == Some(kind),
        }
    }

    fn ask(&self, t: &Texts) -> Cow<'static, str> {
        if self.kind == Kind::Void { t.void_ask() } else { t.original_ask() }
    }

    fn refusal(&self, t: &Texts) -> Cow<'static, str> {
        match self.kind {
            Kind::Adjust | Kind::Tip => t.refuse_not_adjustable(),
            _ => t.refuse_not_voidable(),
        }
    }

    fn found_key(&mut self, key: Key, txn: Box<Transaction>, answers: &mut Answers, t: &Texts) -> Reply {
        match key {
            Key::Enter if !self.fits(&txn) => Reply::Refuse(self.refusal(t)),
            Key::Enter => {
                answers.found = Some(txn);
                Reply::Answered
            }
            Key::Cancel | Key::Clear => {
                *self = VoucherQuestion::new(self.kind);
                Reply::Stay
            }
            _ => Reply::Refuse(t.refuse_key()),
        }
    }

    fn voucher_key(&mut self, key: Key, t: &Texts) -> Reply {
        let typed = self.voucher.key(key);
        match (key, typed) {
            (Key::Cancel, _) => Reply::Back,
            (_, Typed::Changed | Typed::Empty) => {
                self.message = Message::Ask;
                Reply::Stay
            }
            (_, Typed::Full) => Reply::Refuse(t.refuse_full()),
            (Key::Enter, _) => match self.voucher.as_str().parse() {
                Ok(number) => {
                    self.message = Message::Searching;
                    Reply::Do(Wish::FindVoucher(number))
                }
                Err(_) => Reply::Refuse(self.ask(t)),
            },
            _ => Reply::Refuse(t.refuse_key()),
        }
    }
}

impl Question for VoucherQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        match self.found.clone() {
            Some(txn) => self.found_key(key, txn, answers, see.look.t),
            None => self.voucher_key(key, see.look.t),
        }
    }

    fn has_input(&self) -> bool {
        !self.voucher.as_str().is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_voucher()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = vec![Hint::new(Key::Enter, t.hint_continue())];
        if self.found.is_none() {
            hints.push(Hint::new(Key::Clear, t.hint_delete()));
        }
        hints
    }

    fn keypad(&self) -> bool {
        self.found.is_none()
    }

    fn draw(&self, body: &mut Body<'_, '_>, _answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        if let Some(txn) = &self.found {
            let (question, tone) = match (self.fits(txn), self.kind) {
                (false, _) => (self.refusal(t), Tone::Warn),
                (true, Kind::Void) => (t.void_confirm(), Tone::Strong),
                (true, _) => (t.original_confirm(), Tone::Strong),
            };
            body.text(&question, tone);
            body.gap(5);
            body.pairs(&detail::short_rows(txn, see));
            return;
        }
        body.middle(4);
        body.pairs(&[(t.voucher(), Cow::Owned(format!("{}_", self.voucher.as_str())))]);
        body.gap(1);
        match self.message {
            Message::Ask => body.text(&self.ask(t), Tone::Plain),
            Message::Searching => body.text(&t.searching(), Tone::Plain),
            Message::NotFound => body.text(&t.void_not_found(), Tone::Warn),
        };
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            self.found = rows.into_iter().next().map(Box::new);
            self.message = if self.found.is_some() { Message::Ask } else { Message::NotFound };
        }
    }

    fn guards_enter(&self) -> bool {
        false
    }
}
