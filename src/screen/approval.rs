//! Approval in place: the supervisor types the password over the operator's screen; the operator stays signed in, and
//! both are recorded.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    digits::{Secret, Typed},
};
use crate::{
    domain::{OperatorNo, Transaction},
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The supervisor's password for the void of a transaction.
#[derive(Debug)]
pub struct Approval {
    txn: Transaction,
    password: Secret,
    checking: bool,
    message: Option<Cow<'static, str>>,
}

impl Approval {
    /// Asks for approval of this transaction's void.
    pub fn of_void(txn: Transaction) -> Approval {
        Approval { txn, password: Secret::default(), checking: false, message: None }
    }
}

impl Screen for Approval {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.approval_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_approve()),
            Hint::new(Key::Clear, t.hint_delete()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.checking {
            return Action::Refuse(t.refuse_checking());
        }
        self.message = None;
        match (key, self.password.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (Key::Enter, _) if !self.password.is_empty() => {
                self.checking = true;
                let password = std::mem::take(&mut self.password);
                Action::Do(Wish::Void { txn: self.txn.txn, approver: OperatorNo::SUPERVISOR, password })
            }
            (Key::Enter, _) => Action::Refuse(t.sign_in_ask_password()),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let money = format!("{} {}", self.txn.currency.sign(), self.txn.amount.display(self.txn.currency));
        body.text(&t.approval_ask(), Tone::Strong);
        body.gap(5);
        body.pairs(&[
            (t.voucher(), Cow::Owned(self.txn.txn.stan.to_string())),
            (t.label_amount(), Cow::Owned(money)),
            (t.approval_password(), Cow::Owned(format!("{}_", self.password.stars()))),
        ]);
        body.gap(1);
        match (&self.message, self.checking) {
            (_, true) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, _) => body.text(&t.approval_note(), Tone::Dim),
        };
    }

    fn hear(&mut self, news: News) {
        self.checking = false;
        if let News::Denied(message) = news {
            self.message = Some(message);
        }
    }
}
