//! The baskets that wait: to take one up again, or to put it together with the open one.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, menu},
    open, take,
};
use crate::{
    domain::{Basket, BasketChange, BasketState, BasketWord},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// What one is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is taken up.
    Recall,
    /// It comes into the open one.
    Merge,
}

/// The list.
#[derive(Debug)]
pub struct Parked {
    purpose: Purpose,
    picker: Picker,
}

impl Parked {
    /// For this purpose.
    pub fn new(purpose: Purpose) -> Parked {
        Parked { purpose, picker: Picker::default() }
    }

    fn choose(&self, basket: &Basket, see: &See<'_>) -> Action {
        if basket.state == BasketState::Paying {
            return Action::Refuse(see.look.t.basket_paying());
        }
        match (self.purpose, open(see)) {
            (Purpose::Recall, _) => take(basket.no, BasketChange::Recalled, see),
            (Purpose::Merge, Some(into)) => take(into.no, BasketChange::Merged { from: basket.no }, see),
            (Purpose::Merge, None) => Action::Refuse(see.look.t.basket_empty()),
        }
    }
}

/// Every basket that is not over, but for the open one.
fn waiting<'a>(see: &See<'a>) -> Vec<&'a Basket> {
    see.terminal.book.baskets.live().iter().filter(|basket| basket.state != BasketState::Open).collect()
}

impl Screen for Parked {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.purpose {
            Purpose::Recall => see.look.t.basket_recall(),
            Purpose::Merge => see.look.t.basket_merge(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_parked()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::paged_hints(&self.picker, waiting(see).len(), see)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let all = waiting(see);
        match menu::choose(&mut self.picker, key, all.len(), see) {
            Ok(at) => all.get(at).map_or(Action::Stay, |basket| self.choose(basket, see)),
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let choices: Vec<Choice<'_>> = waiting(see).into_iter().map(|basket| choice(basket, see)).collect();
        self.picker.draw(body, &choices);
    }
}

/// `14:05 01 3 行 35.00`, and why it cannot be chosen or what is to be known of it.
fn choice(basket: &Basket, see: &See<'_>) -> Choice<'static> {
    let (t, setup) = (see.look.t, &see.terminal.setup);
    let began = basket.began.civil(setup.offset).hh_mm();
    let lines = t.basket_lines(u32::try_from(basket.standing().count()).unwrap_or(u32::MAX));
    let total = basket.total().unwrap_or_default().display(setup.currency);
    let word = basket.word.map(|word| format!(" {}", word_text(t, word))).unwrap_or_default();
    let row = format!("{began} {} {lines} {total}{word}", basket.operator);
    Choice::new(row).unless((basket.state == BasketState::Paying).then(|| t.basket_paying_short()))
}

/// What is to be known, in few columns.
fn word_text(t: &Texts, word: BasketWord) -> Cow<'static, str> {
    match word {
        BasketWord::TakenBack => t.basket_taken_back_short(),
        BasketWord::NeverKnown => t.basket_never_known_short(),
    }
}
