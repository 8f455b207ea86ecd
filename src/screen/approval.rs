//! Approval in place: somebody who may approve types number and password over the operator's screen; the operator stays signed
//! in, and both are recorded. The number is the supervisor's until CLEAR leads to another.

use std::borrow::Cow;

use super::{
    Action, FromAfar, Mask, News, Screen, See, Wish, basket,
    digits::{self, Digits, Secret, Typed},
};
use crate::{
    domain::{BasketChange, BasketNo, OperatorNo},
    flow::{TradeOrder, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

type Row = (Cow<'static, str>, Cow<'static, str>);

/// What is approved.
#[derive(Clone, Debug)]
enum Matter {
    /// A transaction.
    Order(Box<TradeOrder>),
    /// A step of a basket.
    Step(Box<(BasketNo, BasketChange)>),
}

/// The password of a second person for a transaction that takes one.
#[derive(Debug)]
pub struct Approval {
    matter: Matter,
    /// Who approves.
    approver: OperatorNo,
    /// Another number, while it is typed.
    number: Option<Digits>,
    password: Secret,
    checking: bool,
    message: Option<Cow<'static, str>>,
}

impl Approval {
    /// Asks for approval of this order.
    pub fn of(order: TradeOrder) -> Approval {
        Approval::new(Matter::Order(Box::new(order)))
    }

    /// Asks for approval of this step of a basket.
    pub fn of_step(basket: BasketNo, change: BasketChange) -> Approval {
        Approval::new(Matter::Step(Box::new((basket, change))))
    }

    fn new(matter: Matter) -> Approval {
        let approver = OperatorNo::SUPERVISOR;
        Approval { matter, approver, number: None, password: Secret::default(), checking: false, message: None }
    }

    /// A key while another number is typed.
    fn number_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        let Some(number) = &mut self.number else { return Action::Stay };
        match (key, number.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (_, Typed::Changed | Typed::Empty) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_two_digits()),
            (Key::Enter, _) => match number.as_str().parse() {
                Ok(approver) => {
                    (self.approver, self.number) = (approver, None);
                    Action::Stay
                }
                Err(_) => Action::Refuse(t.refuse_two_digits()),
            },
            _ => Action::no_such_key(see),
        }
    }

    /// What the supervisor should look at before typing.
    fn rows(&self, see: &See<'_>) -> Vec<Row> {
        let t = see.look.t;
        let mut rows = match &self.matter {
            Matter::Order(order) => order_rows(order, see),
            Matter::Step(step) => basket::approval_rows(step.0, &step.1, see),
        };
        rows.push(match &self.number {
            Some(number) => (t.label_approver(), Cow::Owned(format!("{}_", number.as_str()))),
            None => {
                let label = t.approval_password(self.approver.to_string());
                (label, Cow::Owned(format!("{}_", self.password.stars())))
            }
        });
        rows
    }

    /// Whether somebody elsewhere may approve it: a transaction, where the box has the key for that.
    fn is_for_afar(&self, see: &See<'_>) -> bool {
        matches!(self.matter, Matter::Order(_)) && see.terminal.setup.approval_key.is_some()
    }
}

/// What is to be looked at of a transaction.
fn order_rows(order: &TradeOrder, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let money = format!("{} {}", currency.sign(), order.amount.display(currency));
    let original = order.original.as_ref();
    let mut rows = Vec::new();
    match original.and_then(|o| o.stan()) {
        Some(stan) => rows.push((t.voucher(), Cow::Owned(stan.to_string()))),
        None => {
            let rrn = original.and_then(|o| o.rrn.as_ref()).map(|r| (t.label_original_rrn(), r.to_string()));
            let code = original.and_then(|o| o.auth_code.as_ref()).map(|c| (t.label_auth_code(), c.to_string()));
            rows.extend(rrn.or(code).map(|(label, value)| (label, Cow::Owned(value))));
        }
    }
    rows.push((t.label_amount(), Cow::Owned(money)));
    rows
}

impl Screen for Approval {
    fn mask(&self) -> Mask {
        Mask::Digits
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.approval_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_approval()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_approve(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if self.checking {
            return Action::Refuse(t.refuse_checking());
        }
        self.message = None;
        if self.number.is_some() {
            return self.number_key(key, see);
        }
        match (key, self.password.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Down, _) => match &self.matter {
                Matter::Order(order) if self.is_for_afar(see) => {
                    Action::Open(Box::new(FromAfar::of((**order).clone())))
                }
                Matter::Order(_) => Action::Refuse(t.afar_no_key()),
                Matter::Step(_) => Action::Refuse(t.approval_only_here()),
            },
            (_, Typed::Empty) => {
                self.number = Some(Digits::new(2));
                Action::Stay
            }
            (_, Typed::Changed) => Action::Stay,
            (_, Typed::Full) => Action::Refuse(t.refuse_full()),
            (Key::Enter, _) if !self.password.is_empty() => {
                self.checking = true;
                let password = std::mem::take(&mut self.password);
                let approver = self.approver;
                Action::Do(match self.matter.clone() {
                    Matter::Order(order) => Wish::Approve { order, approver, password },
                    Matter::Step(step) => Wish::ApproveStep { step, approver, password },
                })
            }
            (Key::Enter, _) => Action::Refuse(t.sign_in_ask_password()),
            _ => Action::no_such_key(see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn takes_back(&self) -> bool {
        self.number.is_some() || !self.password.is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let what = match &self.matter {
            Matter::Order(order) => slip::kind_name(order.kind)(t),
            Matter::Step(step) => basket::step_name(t, &step.1),
        };
        body.text(&t.approval_ask(what.as_ref()), Tone::Strong);
        body.gap(5);
        body.pairs(&self.rows(see));
        body.gap(1);
        let clear = see.look.key(Key::Clear);
        match (&self.message, self.checking) {
            (_, true) => body.text(&t.sign_in_checking(), Tone::Plain),
            (Some(message), _) => body.text(message, Tone::Warn),
            (None, _) if self.is_for_afar(see) => {
                body.text(&t.approval_note_afar(clear.as_ref(), see.look.key(Key::Down).as_ref()), Tone::Dim)
            }
            (None, _) => body.text(&t.approval_note(clear.as_ref()), Tone::Dim),
        };
    }

    fn in_hand(&self) -> bool {
        true
    }

    fn hear(&mut self, news: News) {
        if let News::Denied(message) | News::Barred(message) = news {
            (self.checking, self.message) = (false, Some(message));
        }
    }
}
