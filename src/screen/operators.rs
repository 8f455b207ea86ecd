//! The operators, for the supervisor: who is locked, a new password, a new operator.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    digits::{Digits, Typed},
    password::OwnPassword,
    rights::role_name,
    roles::ChooseRole,
};
use crate::{
    domain::{OperatorNo, OperatorRecord, Role},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// Failures from which on an operator counts as locked.
pub const LOCKED_FROM: u8 = 6;

/// The operators screen: type a number, then ENTER sets a password, UP releases a lock, DOWN gives a role.
#[derive(Debug)]
pub struct Operators {
    number: Digits,
}

impl Default for Operators {
    fn default() -> Self {
        Operators { number: Digits::new(2) }
    }
}

impl Screen for Operators {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.operators_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_operators()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_set_password()),
            Hint::new(Key::Up, t.hint_unlock()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        if key == Key::Cancel {
            return Action::Back;
        }
        let operator = self.number.as_str().parse::<OperatorNo>().ok();
        match (key, operator) {
            (Key::Enter | Key::Up | Key::Down, None) => Action::Refuse(t.refuse_two_digits()),
            (Key::Enter | Key::Down, Some(operator)) if operator.role() != Role::Operator => {
                Action::Refuse(t.operators_only_01())
            }
            (Key::Enter, Some(operator)) => Action::Open(Box::new(OwnPassword::of(operator))),
            (Key::Up, Some(operator)) if waits(see, operator) => Action::Do(Wish::ApproveOperator(operator)),
            (Key::Up, Some(operator)) if see.terminal.book.operators.contains_key(&operator) => {
                Action::Do(Wish::Unlock(operator))
            }
            (Key::Down, Some(operator)) if see.terminal.book.operators.contains_key(&operator) => {
                Action::Open(Box::new(ChooseRole::of(operator)))
            }
            (Key::Up | Key::Down, Some(_)) => Action::Refuse(t.operators_unknown()),
            _ => match self.number.key(key) {
                Typed::Changed | Typed::Empty => Action::Stay,
                Typed::Full => Action::Refuse(t.refuse_two_digits()),
                Typed::Other => Action::no_such_key(see),
            },
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.pairs(&[(t.label_operator(), Cow::Owned(format!("{}_", self.number.as_str())))]);
        let [role, set, unlock] = [Key::Down, Key::Enter, Key::Up].map(|key| see.look.key(key));
        body.text(&t.operators_ask(role.as_ref(), set.as_ref(), unlock.as_ref()), Tone::Plain);
        match self.number.as_str().parse().ok().and_then(|number| person(see, number)) {
            Some(person) => drop(body.text(&person, Tone::Strong)),
            None => drop(body.gap(1)),
        }
        body.gap(1);
        let names: Vec<String> = see
            .terminal
            .book
            .operators
            .iter()
            .map(|(number, record)| {
                let given = record.role.as_ref().map(|role| format!(" {}", role_name(t, role.as_str())));
                let locked = (record.failures >= LOCKED_FROM).then(|| format!(" {}", t.operator_locked()));
                let state = state(see, record).map(|state| format!(" {state}"));
                [Some(number.to_string()), given, locked, state].into_iter().flatten().collect()
            })
            .collect();
        body.text(&names.join("  "), Tone::Strong);
    }
}

/// Whether the number waits for its approval.
fn waits(see: &See<'_>, operator: OperatorNo) -> bool {
    see.terminal.book.operators.get(&operator).is_some_and(|record| record.quarantine.is_some())
}

/// What keeps an operator from selling, beside wrong passwords.
fn state(see: &See<'_>, record: &OperatorRecord) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    match record.quarantine {
        _ if record.withdrawn => Some(t.operator_withdrawn()),
        Some(quarantine) if quarantine.has_lapsed(see.now.wall) => Some(t.operator_lapsed()),
        Some(_) => Some(t.operator_waits()),
        None => None,
    }
}

/// Whose number it is, the mobile number masked.
fn person(see: &See<'_>, operator: OperatorNo) -> Option<String> {
    let record = see.terminal.book.operators.get(&operator)?;
    let name = record.name.as_ref().map(|name| name.as_str().to_owned());
    let mobile = record.mobile.as_ref().map(ToString::to_string);
    let known: Vec<String> = name.into_iter().chain(mobile).collect();
    (!known.is_empty()).then(|| known.join("  "))
}
