//! The count of the cash drawer, note by note. It is blind: what should be in the drawer is not shown to whoever counts.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    digits::{Digits, Typed},
};
use crate::{
    domain::{Amount, CashCount},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The most pieces of one kind, in digits.
const PIECES_DIGITS: usize = 4;

/// The count.
#[derive(Debug)]
pub struct CashCountScreen {
    count: CashCount,
    /// The line that is typed; the one after the last is the question whether all is right.
    at: usize,
    typed: Digits,
}

impl Default for CashCountScreen {
    fn default() -> Self {
        CashCountScreen { count: CashCount::default(), at: 0, typed: Digits::new(PIECES_DIGITS) }
    }
}

impl CashCountScreen {
    /// To another line. What was typed there before may be typed over.
    fn go(&mut self, at: usize) -> Action {
        self.at = at;
        self.typed.clear();
        Action::Stay
    }

    fn type_key(&mut self, key: Key, denomination: u32, see: &See<'_>) -> Action {
        let typed = self.typed.key(key);
        if matches!(typed, Typed::Changed | Typed::Empty) {
            self.count.set(denomination, self.typed.as_str().parse().unwrap_or(0));
        }
        typed.action(see)
    }
}

impl Screen for CashCountScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.cash_count_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_cash_count()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let all = see.terminal.setup.currency.denominations();
        let enter = if self.at < all.len() { t.hint_continue() } else { t.hint_record() };
        vec![Hint::new(Key::Enter, enter), Hint::new(Key::Up, t.hint_earlier()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let all = see.terminal.setup.currency.denominations();
        match (key, all.get(self.at)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Up, _) => self.go(self.at.saturating_sub(1)),
            (Key::Down | Key::Enter, Some(_)) => self.go(self.at + 1),
            (Key::Enter, None) => Action::Do(Wish::CountCash(self.count.clone())),
            (_, Some(denomination)) => self.type_key(key, *denomination, see),
            (_, None) => Action::no_such_key(see),
        }
    }

    fn in_hand(&self) -> bool {
        self.count != CashCount::default()
    }

    /// A drawer that is shut cannot be counted.
    fn opened(&self) -> Option<Wish> {
        Some(Wish::OpenDrawer)
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn keypad(&self, see: &See<'_>) -> bool {
        see.terminal.setup.currency.denominations().get(self.at).is_some()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let currency = see.terminal.setup.currency;
        let all = currency.denominations();
        let sum = self.count.sum().unwrap_or(Amount::MAX).display(currency).to_string();
        let ask = if self.at < all.len() { t.cash_count_ask() } else { t.cash_count_confirm() };
        body.text(&ask, if self.at < all.len() { Tone::Plain } else { Tone::Warn });
        body.ends(&t.cash_count_sum(), &sum);
        // The line that is typed stays in sight.
        let rows = usize::from(body.left());
        let skip = (self.at.min(all.len() - 1) + 1).saturating_sub(rows);
        for (index, denomination) in all.iter().enumerate().skip(skip).take(rows) {
            let worth =
                Amount::from_minor(u64::from(*denomination)).unwrap_or(Amount::ZERO).display(currency).to_string();
            let pieces = self.count.pieces(*denomination);
            let (mark, tone, cursor) = if index == self.at { (">", Tone::Strong, "_") } else { (" ", Tone::Plain, "") };
            body.line(&format!("{mark}{worth:>10} x {pieces:>4}{cursor}"), tone);
        }
    }
}
