//! The parameters that can be set on the box: all of them with their values, one to a row.

use std::borrow::Cow;

use super::{Action, Screen, See, menu, menu::Entry, parameter::ParameterPage};
use crate::{
    domain::{
        Amount, Currency, Parameter,
        parameter::{NEVER, ParameterType, Unit},
    },
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The list.
#[derive(Debug, Default)]
pub struct ParametersScreen {
    picker: Picker,
}

impl Screen for ParametersScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.parameters_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_parameters()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::paged_hints(&self.picker, entries(see).len(), see)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        menu::key(&mut self.picker, key, entries(see), see)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, entries(see), body);
    }
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let entry = |name: &Parameter| {
        let name = *name;
        let value = value_text(name, see.terminal.parameter(name), see);
        let set = if see.terminal.book.parameters.get(name).is_some() { " *" } else { "" };
        let text = format!("{} {value}{set}", parameter_name(see.look.t, name));
        Entry::new(text.into(), move || Action::Open(Box::new(ParameterPage::of(name))))
    };
    Parameter::ALL.iter().map(entry).collect()
}

/// A value in words.
pub fn value_text(name: Parameter, value: u64, see: &See<'_>) -> Cow<'static, str> {
    let t = see.look.t;
    match name.kind() {
        ParameterType::Whole(unit) => whole_text(t, name, unit, value),
        ParameterType::Money => {
            let amount = Amount::from_minor(value).unwrap_or(Amount::MAX);
            amount.display(see.terminal.setup.currency).to_string().into()
        }
        ParameterType::Time if value >= NEVER => t.parameter_never(),
        ParameterType::Time => format!("{:02}:{:02}", value / 60, value % 60).into(),
        ParameterType::YesNo if value == 0 => t.parameter_no(),
        ParameterType::YesNo => t.parameter_yes(),
        ParameterType::Choice => choice_text(t, name, value),
    }
}

fn whole_text(t: &Texts, name: Parameter, unit: Unit, value: u64) -> Cow<'static, str> {
    let none = value == 0 && name.range().contains(&0);
    let number = value.to_string();
    match unit {
        _ if none && name == Parameter::ReversalTries => t.parameter_no_limit(),
        Unit::Minutes | Unit::Hours if none => t.parameter_never(),
        Unit::Seconds => t.parameter_seconds(number),
        Unit::Minutes => t.parameter_minutes(number),
        Unit::Hours => t.parameter_hours(number),
        Unit::Percent => t.parameter_percent(number),
        Unit::Times => number.into(),
    }
}

/// A word of a choice, by its place.
pub fn choice_text(t: &Texts, name: Parameter, value: u64) -> Cow<'static, str> {
    match (name, value) {
        (Parameter::CardholderCopy, 0) => t.parameter_copy_at_once(),
        (Parameter::CardholderCopy, _) => t.parameter_copy_key(),
        (Parameter::Signature, 0) => t.parameter_on_paper(),
        (Parameter::Signature, _) => t.parameter_on_screen(),
        (Parameter::Completions, 0) => t.parameter_both(),
        (Parameter::Completions, 1) => t.parameter_asked(),
        (Parameter::Completions, _) => t.parameter_told(),
        (_, value) => {
            let at = usize::try_from(value).unwrap_or(0);
            Currency::ALL.get(at).map_or("", |currency| currency.letters()).into()
        }
    }
}

/// What a parameter is called.
pub fn parameter_name(t: &Texts, name: Parameter) -> Cow<'static, str> {
    match name {
        Parameter::IdleMinutes => t.parameter_idle(),
        Parameter::LockMinutes => t.parameter_lock(),
        Parameter::CardSeconds => t.parameter_card_time(),
        Parameter::PinSeconds => t.parameter_pin_time(),
        Parameter::EchoSeconds => t.parameter_echo(),
        Parameter::ReversalTries => t.parameter_reversal_tries(),
        Parameter::SameSaleMinutes => t.parameter_same_sale(),
        Parameter::SettleAt => t.parameter_settle_at(),
        Parameter::WarnHours => t.parameter_warn(),
        Parameter::ForceHours => t.parameter_force(),
        Parameter::SignOff => t.parameter_sign_off(),
        Parameter::Copies => t.parameter_copies(),
        Parameter::CardholderCopy => t.parameter_cardholder_copy(),
        Parameter::DrawerOpens => t.parameter_drawer(),
        Parameter::Signature => t.parameter_signature(),
        Parameter::RefundLimit => t.parameter_refund_limit(),
        Parameter::AmountCheck => t.parameter_amount_check(),
        Parameter::TipPercent => t.parameter_tip(),
        Parameter::TypedCards => t.parameter_typed_cards(),
        Parameter::TapWithoutPin => t.parameter_tap_pin(),
        Parameter::TapWithoutSignature => t.parameter_tap_signature(),
        Parameter::EcashLimit => t.parameter_ecash(),
        Parameter::VoidCard => t.parameter_void_card(),
        Parameter::VoidPin => t.parameter_void_pin(),
        Parameter::CompletionPin => t.parameter_completion_pin(),
        Parameter::Completions => t.parameter_completions(),
        Parameter::Currency => t.parameter_currency(),
    }
}

/// What a parameter does.
pub fn parameter_help(t: &Texts, name: Parameter) -> Cow<'static, str> {
    match name {
        Parameter::IdleMinutes => t.parameter_idle_help(),
        Parameter::LockMinutes => t.parameter_lock_help(),
        Parameter::CardSeconds => t.parameter_card_time_help(),
        Parameter::PinSeconds => t.parameter_pin_time_help(),
        Parameter::EchoSeconds => t.parameter_echo_help(),
        Parameter::ReversalTries => t.parameter_reversal_tries_help(),
        Parameter::SameSaleMinutes => t.parameter_same_sale_help(),
        Parameter::SettleAt => t.parameter_settle_at_help(),
        Parameter::WarnHours => t.parameter_warn_help(),
        Parameter::ForceHours => t.parameter_force_help(),
        Parameter::SignOff => t.parameter_sign_off_help(),
        Parameter::Copies => t.parameter_copies_help(),
        Parameter::CardholderCopy => t.parameter_cardholder_copy_help(),
        Parameter::DrawerOpens => t.parameter_drawer_help(),
        Parameter::Signature => t.parameter_signature_help(),
        Parameter::RefundLimit => t.parameter_refund_limit_help(),
        Parameter::AmountCheck => t.parameter_amount_check_help(),
        Parameter::TipPercent => t.parameter_tip_help(),
        Parameter::TypedCards => t.parameter_typed_cards_help(),
        Parameter::TapWithoutPin => t.parameter_tap_pin_help(),
        Parameter::TapWithoutSignature => t.parameter_tap_signature_help(),
        Parameter::EcashLimit => t.parameter_ecash_help(),
        Parameter::VoidCard => t.parameter_void_card_help(),
        Parameter::VoidPin => t.parameter_void_pin_help(),
        Parameter::CompletionPin => t.parameter_completion_pin_help(),
        Parameter::Completions => t.parameter_completions_help(),
        Parameter::Currency => t.parameter_currency_help(),
    }
}
