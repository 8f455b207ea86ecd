//! The cash drawer, for whoever answers for it: the float, and what each count found more or less than it should.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    cash_move::CashMoveScreen,
    digits::{self, Digits},
    menu::{Entry, MenuScreen},
};
use crate::{
    domain::{Amount, CashWay, Counted, Drawer},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The key to pay-in and pay-out.
const MOVES: Key = Key::Down;
/// The longest float, in digits.
const FLOAT_DIGITS: usize = 9;

/// The drawer.
#[derive(Debug, Default)]
pub struct DrawerScreen;

impl Screen for DrawerScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.drawer_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_drawer()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let moves = Some(Hint::new(MOVES, t.hint_moves())).filter(|_| see.terminal.book.drawer.is_some());
        let float = Hint::new(Key::Enter, t.hint_new_float());
        [Some(float), moves, Some(Hint::new(Key::Cancel, t.hint_back()))].into_iter().flatten().collect()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            MOVES if see.terminal.book.drawer.is_none() => Action::Refuse(see.look.t.drawer_no_float()),
            MOVES => MenuScreen::open(Texts::moves_title, Texts::help_cash_move, moves),
            Key::Enter => Action::Open(Box::new(Float::default())),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(drawer) = &see.terminal.book.drawer else {
            body.text(&t.drawer_no_float(), Tone::Warn);
            return;
        };
        let offset = see.terminal.setup.offset;
        let money = |amount: Amount| amount.display(see.terminal.setup.currency).to_string();
        body.pairs(&[
            (t.drawer_float(), money(drawer.float).into()),
            (t.drawer_since(), format!("{} {}", drawer.since.civil(offset), drawer.by).into()),
        ]);
        let minus = |amount: Amount| format!("-{}", money(amount));
        let moved = [
            (t.drawer_taken(), drawer.taken, money(drawer.taken.amount)),
            (t.drawer_given_back(), drawer.given_back, minus(drawer.given_back.amount)),
            (t.cash_in(), drawer.moves.paid_in, money(drawer.moves.paid_in.amount)),
            (t.cash_out(), drawer.moves.paid_out, minus(drawer.moves.paid_out.amount)),
        ];
        for (label, totals, text) in moved {
            if !totals.is_empty() {
                body.ends(&label, &text);
            }
        }
        body.ends(&t.drawer_expected(), &money(drawer.expected()));
        draw_counts(drawer, body, see);
    }
}

fn moves(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let way = |text, way| Entry::new(text, move || Action::Open(Box::new(CashMoveScreen::new(way))));
    vec![way(t.cash_in(), CashWay::In), way(t.cash_out(), CashWay::Out)]
}

/// The counts, newest first: when, who, what was found, and how far off it was.
fn draw_counts(drawer: &Drawer, body: &mut Body<'_, '_>, see: &See<'_>) {
    let t = see.look.t;
    if drawer.counts.is_empty() {
        body.text(&t.drawer_not_counted(), Tone::Dim);
    }
    for counted in drawer.counts.iter().rev() {
        if body.left() == 0 {
            break;
        }
        let civil = counted.at.civil(see.terminal.setup.offset);
        let when = format!("{:02}-{:02} {:02}:{:02} {}", civil.month, civil.day, civil.hour, civil.minute, counted.by);
        body.ends(&when, &difference(counted, see));
    }
}

fn difference(counted: &Counted, see: &See<'_>) -> String {
    let currency = see.terminal.setup.currency;
    let found = counted.count.sum().unwrap_or(Amount::MAX).display(currency).to_string();
    match counted.difference() {
        Some(0) => format!("{found} {}", see.look.t.drawer_right()),
        Some(minor) => {
            let sign = if minor < 0 { '-' } else { '+' };
            let off = Amount::from_minor(minor.unsigned_abs()).unwrap_or(Amount::MAX).display(currency);
            format!("{found} {sign}{off}")
        }
        None => found,
    }
}

/// A new float.
#[derive(Debug)]
struct Float {
    digits: Digits,
}

impl Default for Float {
    fn default() -> Self {
        Float { digits: Digits::new(FLOAT_DIGITS) }
    }
}

impl Float {
    fn amount(&self) -> Amount {
        self.digits.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }
}

impl Screen for Float {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.drawer_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_float()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        digits::hints(t.hint_record(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.digits.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => Action::Do(Wish::SetFloat(self.amount())),
            (_, typed) => typed.action(see),
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.middle(6);
        body.amount(self.amount(), see.terminal.setup.currency);
        body.gap(1);
        body.centred(&t.drawer_ask_float(), Tone::Plain);
        if see.terminal.book.drawer.is_some() {
            body.centred(&t.drawer_begins_anew(), Tone::Dim);
        }
    }
}
