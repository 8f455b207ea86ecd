//! The role of an operator, chosen by whoever looks after operators.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    menu::{self, Entry},
    rights::role_name,
};
use crate::{
    domain::OperatorNo,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// The choice of a role.
#[derive(Debug)]
pub struct ChooseRole {
    operator: OperatorNo,
    picker: Picker,
}

impl ChooseRole {
    /// For this operator.
    pub fn of(operator: OperatorNo) -> ChooseRole {
        ChooseRole { operator, picker: Picker::default() }
    }

    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let operator = self.operator;
        let entry = |role: &crate::domain::permission::RoleName| {
            let role = role.clone();
            let name = role_name(see.look.t, role.as_str());
            Entry::new(name, move || Action::Do(Wish::GiveRole { operator, role }))
        };
        see.terminal.setup.roles.for_operators().into_iter().map(entry).collect()
    }
}

impl Screen for ChooseRole {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.roles_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_roles()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let entries = self.entries(see);
        menu::key(&mut self.picker, key, entries, see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let now = see.terminal.role_of(self.operator);
        body.text(&t.roles_now(self.operator.to_string(), role_name(t, now.as_str()).as_ref()), Tone::Strong);
        menu::draw(&self.picker, self.entries(see), body);
    }
}
