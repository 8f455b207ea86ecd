//! The basket of the customer at the counter: goods by number, barcode or initials, how many of them, and the way to pay.
//!
//! Everything else that is done to baskets is on the MENU key: [`menu`]. What ENTER on an empty entry leads to is [`pay`] alone.

mod amount;
mod approved;
mod confirm;
mod discount;
mod draw;
mod find;
mod found;
mod menu;
mod parked;
mod pay;
mod quantity;
mod refusal;
mod split;

use std::borrow::Cow;

use super::{
    Action, Approval, BasketWish, Screen, See, Wish,
    digits::{Digits, Typed},
};
use crate::{
    catalogue::Barcode,
    domain::{Basket, BasketChange, BasketNo, LineNo, PayCode},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint},
};

pub(super) use approved::{approval_rows, step_name};
pub use refusal::basket_refusal;
pub(super) use refusal::step_refusal;

use confirm::{Confirm, What};

/// The most digits of a count before MENU: 9999 pieces, or so many thousandths with three digits more.
const COUNT_DIGITS: usize = 7;

/// The basket's screen. The lines are the terminal's; here is what is being typed.
#[derive(Debug)]
pub struct BasketScreen {
    typed: Digits,
    /// What stood before MENU: so many of what comes next.
    count: Option<u32>,
    /// The line that UP and DOWN have marked; none: the last one.
    marked: Option<LineNo>,
}

impl Default for BasketScreen {
    fn default() -> Self {
        BasketScreen { typed: Digits::new(Barcode::LONGEST), count: None, marked: None }
    }
}

impl BasketScreen {
    /// Opens it.
    pub fn open() -> Action {
        Action::Open(Box::new(BasketScreen::default()))
    }

    /// The line that is marked, or else the last one.
    fn line(&self, basket: &Basket) -> Option<LineNo> {
        let marked = self.marked.filter(|no| basket.line(*no).is_some());
        marked.or_else(|| basket.standing().last().map(|line| line.no))
    }

    fn step(&mut self, key: Key, basket: &Basket) -> Action {
        let lines: Vec<LineNo> = basket.standing().map(|line| line.no).collect();
        let at = self.line(basket).and_then(|no| lines.iter().position(|line| *line == no)).unwrap_or(0);
        let to = if key == Key::Up { at.saturating_sub(1) } else { at + 1 };
        self.marked = lines.get(to.min(lines.len().saturating_sub(1))).copied();
        Action::Stay
    }

    /// MENU: what was typed is how many; without digits, the menu.
    fn menu_key(&mut self, see: &See<'_>) -> Action {
        if self.typed.as_str().is_empty() {
            let line = open(see).and_then(|basket| self.line(basket));
            return Action::Open(Box::new(menu::BasketMenu::of(line)));
        }
        let short = Some(self.typed.as_str()).filter(|typed| typed.len() <= COUNT_DIGITS);
        match short.and_then(|typed| typed.parse().ok()).filter(|count| *count > 0) {
            Some(count) => {
                (self.count, self.marked) = (Some(count), None);
                self.typed.clear();
                Action::Stay
            }
            None => Action::Refuse(see.look.t.basket_bad_quantity()),
        }
    }

    /// CLEAR with nothing typed: the count goes, and then the line.
    fn clear(&mut self, see: &See<'_>) -> Action {
        if self.count.take().is_some() {
            return Action::Stay;
        }
        let Some(basket) = open(see) else { return Action::Stay };
        match self.line(basket) {
            Some(line) => Action::Open(Box::new(Confirm::of(basket.no, What::Strike(line)))),
            None => Action::Refuse(see.look.t.basket_empty()),
        }
    }

    /// ENTER: what was typed comes in; without digits, the customer pays.
    fn enter(&mut self, see: &See<'_>) -> Action {
        if !self.typed.as_str().is_empty() {
            return self.find(see);
        }
        match (self.count, open(see)) {
            (Some(_), _) => Action::Refuse(see.look.t.basket_which()),
            (None, Some(basket)) if !basket.is_empty() => pay::open(basket, see),
            (None, _) => Action::Refuse(see.look.t.basket_empty()),
        }
    }

    fn find(&mut self, see: &See<'_>) -> Action {
        let action = find::typed(self.typed.as_str(), self.count, see);
        // What is wrong stays to be mended, but for a payment code, which is nobody's to read.
        if !matches!(action, Action::Refuse(_)) || PayCode::new(self.typed.as_str()).is_ok() {
            self.typed.clear();
            (self.count, self.marked) = (None, None);
        }
        action
    }
}

/// The open basket as it is on the disk.
fn open<'a>(see: &See<'a>) -> Option<&'a Basket> {
    see.terminal.book.baskets.open()
}

/// A step of a basket: taken, refused with a reason, or with somebody's approval first.
fn take(no: BasketNo, change: BasketChange, see: &See<'_>) -> Action {
    let Some(operator) = see.operator else { return Action::Back };
    let tried = see.terminal.baskets_ahead().change(see.now.wall, no, operator, &change);
    if let Err(reason) = tried {
        return Action::Refuse(step_refusal(see.look.t, &reason));
    }
    match see.terminal.needed_for_step(no, &change) {
        Some(needed) if !see.may(needed) => Action::Open(Box::new(Approval::of_step(no, change))),
        _ => Action::Do(Wish::Basket(Box::new(BasketWish::Step(no, change)))),
    }
}

impl Screen for BasketScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match open(see) {
            Some(basket) => see.look.t.basket_title_no(basket.no.to_string()),
            None => see.look.t.basket_title(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_basket()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let is_filled = open(see).is_some_and(|basket| !basket.is_empty());
        if !self.typed.as_str().is_empty() {
            return vec![
                Hint::new(Key::Enter, t.hint_add()),
                Hint::new(Key::Menu, t.hint_times()),
                Hint::new(Key::Clear, t.hint_delete()),
            ];
        }
        let last =
            if is_filled { Hint::new(Key::Clear, t.hint_strike()) } else { Hint::new(Key::Cancel, t.hint_back()) };
        let pay = is_filled.then(|| Hint::new(Key::Enter, t.hint_pay()));
        pay.into_iter().chain([Hint::new(Key::Menu, t.hint_more()), last]).collect()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel if !self.typed.as_str().is_empty() || self.count.is_some() => {
                self.typed.clear();
                self.count = None;
                return Action::Stay;
            }
            Key::Cancel => return Action::Back,
            Key::Menu => return self.menu_key(see),
            Key::Enter => return self.enter(see),
            Key::Up | Key::Down => return open(see).map_or(Action::Stay, |basket| self.step(key, basket)),
            _ => {}
        }
        match self.typed.key(key) {
            Typed::Empty => self.clear(see),
            typed => typed.action(see),
        }
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        // What is typed is not what is scanned: the count counts, half a number does not.
        self.typed.clear();
        let action = find::scanned(code, self.count, see);
        (self.count, self.marked) = (None, None);
        action
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    /// On an empty line CLEAR strikes a line of the basket.
    fn takes_back(&self) -> bool {
        !self.typed.as_str().is_empty() || self.count.is_some()
    }

    /// MENU leads to the menu, where it is the help. No finger has an F1.
    fn help_key(&self, see: &See<'_>) -> Option<Key> {
        see.look.touch.is_none().then_some(Key::F1)
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        draw::basket(self, body, see);
    }
}
