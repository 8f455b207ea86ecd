//! A customer takes the consent back: everything is erased, after a confirmation.

use std::borrow::Cow;

use super::{
    super::{Action, Mask, News, Screen, See, Wish, step::Step},
    headline, known,
};
use crate::{
    customers::Mobile,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question whether to erase.
#[derive(Debug)]
pub struct EraseCustomer {
    mobile: Mobile,
    step: Step,
}

impl EraseCustomer {
    /// Asks about this customer.
    pub fn new(mobile: Mobile) -> EraseCustomer {
        EraseCustomer { mobile, step: Step::Typing }
    }
}

impl Screen for EraseCustomer {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_erase_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_erase()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.step {
            Step::Kept => vec![Hint::new(Key::Enter, t.hint_back())],
            _ => vec![Hint::new(Key::Enter, t.hint_erase()), Hint::new(Key::Cancel, t.hint_back())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&self.step, key) {
            (Step::Sent, _) => Action::Refuse(see.look.t.refuse_wait()),
            (Step::Kept, _) | (_, Key::Cancel) => Action::Back,
            (_, Key::Enter) => {
                self.step = Step::Sent;
                Action::Do(Wish::EraseCustomer(self.mobile.clone()))
            }
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if let (Step::Kept, None) = (&self.step, known(&self.mobile, see)) {
            body.gap(3);
            body.text(&t.customer_erased(), Tone::Good);
            return;
        }
        if let Some(customer) = known(&self.mobile, see) {
            body.text(&headline(customer), Tone::Strong);
            body.gap(4);
            body.text(&t.customer_erase_ask(customer.purchases.len()), Tone::Plain);
        }
        body.gap(1);
        self.step.draw(body, t);
    }

    fn hear(&mut self, news: News) {
        self.step.hear(news);
    }

    /// The ENTER that opened it must not erase.
    fn guards_enter(&self) -> bool {
        true
    }
}
