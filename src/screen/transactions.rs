//! The menu of transactions.

use std::borrow::Cow;

use super::{
    Action, Screen, See, amount::AmountEntry, cannot_start, list::BatchList, reprint::Reprint,
    settlement::SettlementScreen, void::VoidPick,
};
use crate::{
    keypad::Key,
    ui::{Body, Choice, Hint, Picker},
};

/// The menu: 1 sale, 2 void, 3 list, 4 reprint, 5 settlement.
#[derive(Debug, Default)]
pub struct Transactions {
    picker: Picker,
}

const COUNT: usize = 5;

impl Screen for Transactions {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.transactions_title()
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
            0 => Action::Open(Box::new(AmountEntry::default())),
            1 => Action::Open(Box::new(VoidPick::default())),
            2 => BatchList::open(),
            3 => Action::Open(Box::new(Reprint::default())),
            _ => Action::Open(Box::new(SettlementScreen)),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let look = body.look;
        let texts = [t.kind_sale(), t.kind_void(), t.list_title(), t.reprint_title(), t.settlement_title()];
        let choices: Vec<Choice<'_>> =
            texts.into_iter().enumerate().map(|(i, text)| Choice::new(text).unless(refusal(i, see))).collect();
        let (buf, area) = body.rest();
        self.picker.draw(buf, area, &look, &choices);
    }
}

/// Why an entry cannot be chosen now, if so.
fn refusal(entry: usize, see: &See<'_>) -> Option<Cow<'static, str>> {
    match entry {
        0 | 1 => see.terminal.can_start().err().map(|reason| cannot_start(see.look.t, &reason)),
        _ => None,
    }
}
