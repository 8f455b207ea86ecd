//! One parameter: what it does, its value and its range, who changed it last, and the change.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    digits::{self, Digits},
    menu,
    parameters::{choice_text, parameter_help, parameter_name, value_text},
};
use crate::{
    domain::{
        Parameter,
        parameter::{NEVER, ParameterType, Takes},
    },
    flow::BadParameter,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The page of a parameter.
#[derive(Debug)]
pub struct ParameterPage {
    name: Parameter,
}

impl ParameterPage {
    /// Of this one.
    pub fn of(name: Parameter) -> ParameterPage {
        ParameterPage { name }
    }
}

impl Screen for ParameterPage {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        parameter_name(see.look.t, self.name)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_parameter()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = vec![Hint::new(Key::Enter, t.hint_edit())];
        if see.terminal.book.parameters.get(self.name).is_some() {
            hints.push(Hint::new(Key::Clear, t.hint_as_file()));
        }
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            Key::Enter => Action::Open(Box::new(ParameterEntry::of(self.name))),
            Key::Clear if see.terminal.book.parameters.get(self.name).is_some() => {
                Action::Do(Wish::SetParameter { name: self.name, to: None })
            }
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let (t, terminal, name) = (see.look.t, see.terminal, self.name);
        body.text(&parameter_help(t, name), Tone::Plain);
        let value = value_text(name, terminal.parameter(name), see);
        let file = value_text(name, terminal.configured_parameter(name), see);
        body.pairs(&[
            (t.parameter_value(), value),
            (t.parameter_file(), file),
            (t.parameter_range(), range_text(name, see)),
        ]);
        if terminal.host_overrides(name) {
            body.text(&t.parameter_host(), Tone::Warn);
        }
        if terminal.waits_for_start(name) {
            body.text(&t.parameter_at_start(), Tone::Warn);
        }
        if name.takes() != Takes::AtOnce {
            body.text(&t.parameter_between(), Tone::Dim);
        }
        for change in terminal.book.parameters.changes(name) {
            if body.left() == 0 {
                break;
            }
            let civil = change.at.civil(terminal.setup.offset);
            let when = format!("{:02}-{:02} {} {}", civil.month, civil.day, civil.hh_mm(), change.by);
            let to = change.to.map_or_else(|| t.parameter_file(), |to| value_text(name, to, see));
            body.ends(&when, &format!("{} > {to}", value_text(name, change.from, see)));
        }
    }
}

/// What may be set, in words.
fn range_text(name: Parameter, see: &See<'_>) -> Cow<'static, str> {
    let t = see.look.t;
    let range = name.range();
    match name.kind() {
        ParameterType::Time => t.parameter_times(),
        ParameterType::YesNo => format!("{} / {}", t.parameter_yes(), t.parameter_no()).into(),
        ParameterType::Choice => {
            let words: Vec<_> = range.map(|place| choice_text(t, name, place)).collect();
            words.join(" / ").into()
        }
        ParameterType::Whole(_) => format!("{} - {}", range.start(), range.end()).into(),
        ParameterType::Money => {
            let end = value_text(name, *range.end(), see);
            format!("{} - {end}", value_text(name, *range.start(), see)).into()
        }
    }
}

/// Why a value cannot be set.
pub fn bad_parameter(t: &Texts, reason: &BadParameter, see: &See<'_>) -> Cow<'static, str> {
    match reason {
        BadParameter::Range(name) => t.parameter_bad_range(range_text(*name, see).as_ref()),
        BadParameter::OpenBatch => t.parameter_open_batch(),
        BadParameter::WarnAfterForce => t.parameter_warn_after_force(),
    }
}

/// A new value, typed or chosen.
#[derive(Debug)]
struct ParameterEntry {
    name: Parameter,
    typed: Digits,
    picker: Picker,
}

impl ParameterEntry {
    fn of(name: Parameter) -> ParameterEntry {
        let digits = match name.kind() {
            ParameterType::Money => 9,
            _ => 4,
        };
        ParameterEntry { name, typed: Digits::new(digits), picker: Picker::default() }
    }

    fn is_list(&self) -> bool {
        matches!(self.name.kind(), ParameterType::YesNo | ParameterType::Choice)
    }

    fn words(&self, see: &See<'_>) -> Vec<Cow<'static, str>> {
        self.name.range().map(|value| value_text(self.name, value, see)).collect()
    }

    /// What was typed as a value; none where it is none.
    fn value(&self) -> Option<u64> {
        let typed = self.typed.as_str();
        if self.name.kind() != ParameterType::Time {
            return typed.parse().ok();
        }
        match typed {
            "" => Some(NEVER),
            _ if typed.len() == 4 => {
                let (hour, minute): (u64, u64) = (typed[..2].parse().ok()?, typed[2..].parse().ok()?);
                (hour < 24 && minute < 60).then_some(hour * 60 + minute)
            }
            _ => None,
        }
    }

    fn choose(&mut self, key: Key, see: &See<'_>) -> Action {
        let count = self.words(see).len();
        match menu::choose(&mut self.picker, key, count, see) {
            Ok(at) => {
                Action::Do(Wish::SetParameter { name: self.name, to: Some(*self.name.range().start() + at as u64) })
            }
            Err(action) => action,
        }
    }
}

impl Screen for ParameterEntry {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        parameter_name(see.look.t, self.name)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_parameter_entry()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        if self.is_list() {
            return menu::hints(t);
        }
        digits::hints(t.hint_record(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Back;
        }
        if self.is_list() {
            return self.choose(key, see);
        }
        match (key, self.typed.key(key)) {
            (Key::Enter, _) => match self.value() {
                Some(value) => Action::Do(Wish::SetParameter { name: self.name, to: Some(value) }),
                None => Action::Refuse(bad_parameter(see.look.t, &BadParameter::Range(self.name), see)),
            },
            (_, typed) => typed.action(see),
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !self.is_list()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let now = value_text(self.name, see.terminal.parameter(self.name), see);
        if self.is_list() {
            body.pairs(&[(t.parameter_value(), now)]);
            let choices: Vec<_> = self.words(see).into_iter().map(Choice::new).collect();
            return self.picker.draw(body, &choices);
        }
        body.pairs(&[
            (t.parameter_value(), now),
            (t.parameter_range(), range_text(self.name, see)),
            (t.parameter_new(), format!("{}_", self.typed.as_str()).into()),
        ]);
        body.gap(1);
        let how = match self.name.kind() {
            ParameterType::Time => t.parameter_time_ask(),
            ParameterType::Money => t.parameter_money_ask(),
            _ => t.parameter_ask(),
        };
        body.text(&how, Tone::Plain);
    }
}
