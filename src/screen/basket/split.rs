//! Some lines go into a basket of their own, which waits: a digit marks a line, the last entry does it.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    super::{Action, Screen, See, menu},
    draw, take,
};
use crate::{
    domain::{BasketChange, BasketLine, BasketNo, LineNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// The choice of lines.
#[derive(Debug)]
pub struct Split {
    basket: BasketNo,
    chosen: BTreeSet<LineNo>,
    picker: Picker,
}

impl Split {
    /// Of this basket, no line chosen.
    pub fn of(basket: BasketNo) -> Split {
        Split { basket, chosen: BTreeSet::new(), picker: Picker::default() }
    }

    fn lines<'a>(&self, see: &See<'a>) -> Vec<&'a BasketLine> {
        see.terminal.book.baskets.get(self.basket).map(|basket| basket.standing().collect()).unwrap_or_default()
    }

    /// The last entry does it; the others are marked, or not any more.
    fn choose(&mut self, at: usize, lines: &[&BasketLine], see: &See<'_>) -> Action {
        let Some(line) = lines.get(at) else {
            let into = see.terminal.baskets_ahead().next;
            return take(self.basket, BasketChange::Split { lines: self.chosen.iter().copied().collect(), into }, see);
        };
        if !self.chosen.remove(&line.no) {
            self.chosen.insert(line.no);
        }
        Action::Stay
    }
}

impl Screen for Split {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.basket_split()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket_split()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::paged_hints(&self.picker, self.lines(see).len() + 1, see)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let lines = self.lines(see);
        match menu::choose(&mut self.picker, key, lines.len() + 1, see) {
            Ok(at) => self.choose(at, &lines, see),
            Err(action) => action,
        }
    }

    fn in_hand(&self) -> bool {
        !self.chosen.is_empty()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let (t, currency) = (see.look.t, see.terminal.setup.currency);
        let count = u32::try_from(self.chosen.len()).unwrap_or(u32::MAX);
        let row = |line: &BasketLine| {
            let mark = if self.chosen.contains(&line.no) { "[x]" } else { "[ ]" };
            let net = line.net().unwrap_or_default().display(currency);
            format!("{mark} {} {} {net}", draw::name(line, t), draw::quantity(line))
        };
        let mut choices: Vec<Choice<'_>> = self.lines(see).into_iter().map(|line| Choice::new(row(line))).collect();
        choices.push(Choice::new(t.basket_split_go(count)));
        self.picker.draw(body, &choices);
    }
}
