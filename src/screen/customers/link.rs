//! Which sale was a customer's: the last one is offered, UP and DOWN go to the ones before it.

use std::borrow::Cow;

use super::{
    super::{Action, Mask, News, Screen, See, Wish, detail::state_text, step::Step},
    day, headline, known,
};
use crate::{
    customers::{Mobile, Purchase},
    domain::{Permission, Transaction},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question which sale.
#[derive(Debug)]
pub struct LinkSale {
    mobile: Mobile,
    /// How many sales before the last one.
    back: usize,
    step: Step,
}

impl LinkSale {
    /// Asks for a sale of this customer.
    pub fn new(mobile: Mobile) -> LinkSale {
        LinkSale { mobile, back: 0, step: Step::Typing }
    }

    fn sale<'a>(&self, see: &See<'a>) -> Option<&'a Transaction> {
        sales(see).get(self.back).copied()
    }
}

/// The paid sales of the open batch that are nobody's yet, the last first: one's own, or all for those who may see what others
/// sold.
pub fn sales<'a>(see: &See<'a>) -> Vec<&'a Transaction> {
    let Some(customers) = see.customers.get() else { return Vec::new() };
    let (book, all) = (&see.terminal.book, see.may(Permission::ViewOthers));
    let free = |txn: &Transaction| !customers.is_linked(txn.txn, txn.began);
    let mut sales: Vec<&Transaction> = book
        .transactions
        .values()
        .filter(|txn| (all || Some(txn.operator) == see.operator) && Purchase::of(txn).is_some() && free(txn))
        .collect();
    sales.sort_by_key(|txn| txn.txn.stan.age(book.next_stan));
    sales
}

impl Screen for LinkSale {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_link_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_link()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.step {
            Step::Kept => vec![Hint::new(Key::Enter, t.hint_back())],
            _ => vec![
                Hint::new(Key::Enter, t.hint_save()),
                Hint::new(Key::Down, t.hint_older()),
                Hint::new(Key::Cancel, t.hint_back()),
            ],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&self.step, key) {
            (Step::Sent, _) => return Action::Refuse(see.look.t.refuse_wait()),
            (Step::Kept, _) | (_, Key::Cancel) => return Action::Back,
            (Step::Typing | Step::Refused(_), _) => {}
        }
        match (key, self.sale(see)) {
            (Key::Enter, Some(txn)) => {
                self.step = Step::Sent;
                return Action::Do(Wish::LinkSale { mobile: self.mobile.clone(), txn: txn.txn });
            }
            (Key::Enter, None) => return Action::Refuse(see.look.t.customer_no_sale()),
            (Key::Down, _) => self.back = (self.back + 1).min(sales(see).len().saturating_sub(1)),
            (Key::Up, _) => self.back = self.back.saturating_sub(1),
            _ => return Action::no_such_key(see),
        }
        self.step = Step::Typing;
        Action::Stay
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if let Some(customer) = known(&self.mobile, see) {
            body.text(&headline(customer), Tone::Strong);
        }
        body.gap(5);
        // Once it is linked, the sale is no longer one of those that are nobody's.
        let shown = if matches!(self.step, Step::Kept) { None } else { self.sale(see) };
        if let Some(txn) = shown {
            let amount = txn.counted_amount().display(txn.currency);
            let at = format!("{} {}", day(txn.began, see), txn.began.civil(see.terminal.setup.offset).hh_mm());
            body.pairs(&[
                (t.label_amount(), Cow::Owned(format!("{} {amount}", txn.currency.sign()))),
                (t.voucher(), Cow::Owned(txn.txn.stan.to_string())),
                (t.label_time(), Cow::Owned(at)),
                (t.label_state(), state_text(t, txn)),
            ]);
            body.gap(1);
        }
        self.step.draw(body, t);
    }

    fn hear(&mut self, news: News) {
        self.step.hear(news);
    }

    /// One push of ENTER must not open a question and answer it.
    fn guards_enter(&self) -> bool {
        true
    }
}
