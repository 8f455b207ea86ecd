//! The back office: what a supervisor looks after.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, list::BatchList, operators::Operators, queue::Queue, reprint::Reprint,
    settlement::SettlementScreen, totals::BatchTotals,
};
use crate::{
    domain::Role,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// The back office menu.
#[derive(Debug, Default)]
pub struct BackOffice {
    picker: Picker,
}

const OPERATORS: usize = 5;
const COUNT: usize = 7;

impl Screen for BackOffice {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_back_office()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Back;
        }
        let Some(chosen) = self.picker.key(key, COUNT) else {
            return if matches!(key, Key::Up | Key::Down) { Action::Stay } else { Action::no_such_key(see) };
        };
        if let Some(reason) = refusal(chosen, see) {
            return Action::Refuse(reason);
        }
        match chosen {
            0 => Action::Open(Box::new(BatchTotals)),
            1 => BatchList::open(),
            2 => Action::Open(Box::new(Queue::default())),
            3 => Action::Open(Box::new(SettlementScreen)),
            4 => Action::Do(Wish::SignOn),
            OPERATORS => Action::Open(Box::new(Operators::default())),
            _ => Action::Open(Box::new(Reprint::default())),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let look = body.look;
        let texts = [
            t.totals_title(),
            t.list_title(),
            t.queue_title(),
            t.settlement_title(),
            t.sign_on_again(),
            t.operators_title(),
            t.reprint_title(),
        ];
        let choices: Vec<Choice<'_>> =
            texts.into_iter().enumerate().map(|(i, text)| Choice::new(text).unless(refusal(i, see))).collect();
        let (buf, area) = body.rest();
        self.picker.draw(buf, area, &look, &choices);
    }
}

fn refusal(entry: usize, see: &See<'_>) -> Option<Cow<'static, str>> {
    let supervisor = see.operator.is_some_and(|o| o.role() == Role::Supervisor);
    (entry == OPERATORS && !supervisor).then(|| see.look.t.mode_needs_supervisor())
}
