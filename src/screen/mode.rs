//! The choice of a mode, right after sign-in. What a role may not enter is dimmed, with the reason.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, about::About, back_office::BackOffice, password::OwnPassword, transactions::Transactions,
};
use crate::{
    domain::Role,
    flow::World,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// The mode screen.
#[derive(Debug, Default)]
pub struct Mode {
    picker: Picker,
}

/// The modes, by number.
const TRANSACTIONS: usize = 0;
const BACK_OFFICE: usize = 1;
const TRAINING: usize = 2;
const TECHNICIAN: usize = 3;
const COUNT: usize = 5;

impl Screen for Mode {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_sign_out())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Do(Wish::SignOut);
        }
        let Some(chosen) = self.picker.key(key, COUNT) else {
            return if matches!(key, Key::Up | Key::Down) { Action::Stay } else { Action::no_such_key(see) };
        };
        if let Some(reason) = refusal(chosen, see) {
            return Action::Refuse(reason);
        }
        match chosen {
            TRANSACTIONS => Action::Open(Box::new(Transactions::default())),
            BACK_OFFICE => Action::Open(Box::new(BackOffice::default())),
            TRAINING => Action::Do(Wish::SwitchWorld),
            TECHNICIAN => Action::Open(Box::new(About)),
            _ => Action::Open(Box::new(OwnPassword::default())),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let look = body.look;
        let training = if see.terminal.setup.leave_training { t.mode_leave_training() } else { t.mode_training() };
        let texts = [t.mode_transactions(), t.mode_back_office(), training, t.mode_technician(), t.mode_password()];
        let choices: Vec<Choice<'_>> =
            texts.into_iter().enumerate().map(|(i, text)| Choice::new(text).unless(refusal(i, see))).collect();
        let (buf, area) = body.rest();
        self.picker.draw(buf, area, &look, &choices);
    }
}

/// Why the operator may not enter a mode, if so.
fn refusal(mode: usize, see: &See<'_>) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    let role = see.operator?.role();
    match (mode, role) {
        (TRANSACTIONS, Role::Supervisor | Role::Administrator) => Some(t.mode_needs_operator()),
        (BACK_OFFICE, Role::Operator) => Some(t.mode_needs_supervisor()),
        (TECHNICIAN, Role::Operator | Role::Supervisor) => Some(t.mode_needs_administrator()),
        (TRAINING, _) if see.terminal.setup.world == World::Training && !see.terminal.setup.leave_training => {
            Some(t.mode_already_training())
        }
        (TRAINING, _) if see.terminal.trade.is_some() => Some(t.refuse_trade_in_progress()),
        _ => None,
    }
}
