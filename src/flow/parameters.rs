//! Parameters that are set on the box lie over those of its configuration. This is the one place that knows where each lives.

use std::time::Duration;

use super::{CardholderCopy, CompletionMode, Copies, Demand, Setup, SignatureOn, Terminal, TimeOfDay};
use crate::domain::{
    Amount, Currency, Fact, OperatorNo, Parameter,
    parameter::{NEVER, Parameters, Takes},
};

/// Why a value cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadParameter {
    /// Outside of its range.
    Range(Parameter),
    /// The open batch must be settled first.
    OpenBatch,
    /// The hours of the warning must not be more than those of the forced settlement.
    WarnAfterForce,
}

fn yes(demand: Demand) -> u64 {
    u64::from(demand == Demand::Yes)
}

fn demand(value: u64) -> Demand {
    if value == 0 { Demand::No } else { Demand::Yes }
}

fn hours(value: u64) -> Option<Duration> {
    (value > 0).then(|| Duration::from_secs(value * 3600))
}

fn place<T: PartialEq>(all: &[T], value: &T) -> u64 {
    all.iter().position(|one| one == value).unwrap_or(0) as u64
}

fn at<T: Copy>(all: &[T], value: u64) -> Option<T> {
    all.get(usize::try_from(value).ok()?).copied()
}

const COPIES: [CardholderCopy; 2] = [CardholderCopy::AtOnce, CardholderCopy::Key];
const SIGNATURES: [SignatureOn; 2] = [SignatureOn::Paper, SignatureOn::Screen];
const COMPLETIONS: [CompletionMode; 3] = [CompletionMode::Both, CompletionMode::Request, CompletionMode::Advice];

/// What a parameter is in a set-up.
pub fn value_of(setup: &Setup, name: Parameter) -> u64 {
    let rules = &setup.rules;
    let whole_hours = |time: Option<Duration>| time.map_or(0, |time| time.as_secs() / 3600);
    match name {
        Parameter::IdleMinutes => setup.idle.sign_out.as_secs() / 60,
        Parameter::LockMinutes => setup.idle.lock.as_secs() / 60,
        Parameter::CardSeconds => setup.limits.card.as_secs(),
        Parameter::PinSeconds => setup.limits.pin.as_secs(),
        Parameter::EchoSeconds => setup.limits.echo.as_secs(),
        Parameter::ReversalTries => setup.reversal_tries.map_or(0, u64::from),
        Parameter::SameSaleMinutes => setup.same_sale.as_secs() / 60,
        Parameter::SettleAt => setup.upkeep.settle_at.map_or(NEVER, |time| time.minutes().unsigned_abs()),
        Parameter::WarnHours => whole_hours(setup.upkeep.warn_after),
        Parameter::ForceHours => whole_hours(setup.upkeep.force_after),
        Parameter::SignOff => yes(setup.upkeep.sign_off),
        Parameter::Copies => {
            if setup.receipts.copies == Copies::One {
                1
            } else {
                2
            }
        }
        Parameter::CardholderCopy => place(&COPIES, &setup.receipts.cardholder),
        Parameter::DrawerOpens => yes(setup.receipts.drawer),
        Parameter::Signature => place(&SIGNATURES, &rules.signature),
        Parameter::RefundLimit => rules.refund_limit.minor(),
        Parameter::AmountCheck => rules.amount_check.minor(),
        Parameter::TipPercent => rules.tip_percent.into(),
        Parameter::TypedCards => yes(rules.typed_cards),
        Parameter::TapWithoutPin => rules.tap_without_pin.minor(),
        Parameter::TapWithoutSignature => rules.tap_without_signature.minor(),
        Parameter::EcashLimit => rules.ecash_limit.minor(),
        Parameter::VoidCard => yes(rules.void_card),
        Parameter::VoidPin => yes(rules.void_pin),
        Parameter::CompletionPin => yes(rules.completion_pin),
        Parameter::Completions => place(&COMPLETIONS, &rules.completion),
        Parameter::Currency => place(&Currency::ALL, &setup.currency),
    }
}

/// Puts a value into a set-up. One outside of its range, which only a journal of another version can have, changes nothing.
fn put(setup: &mut Setup, name: Parameter, value: u64) -> Option<()> {
    if !name.range().contains(&value) {
        return None;
    }
    let amount = || Amount::from_minor(value).ok();
    let rules = &mut setup.rules;
    match name {
        Parameter::IdleMinutes => setup.idle.sign_out = Duration::from_secs(value * 60),
        Parameter::LockMinutes => setup.idle.lock = Duration::from_secs(value * 60),
        Parameter::CardSeconds => setup.limits.card = Duration::from_secs(value),
        Parameter::PinSeconds => setup.limits.pin = Duration::from_secs(value),
        Parameter::EchoSeconds => setup.limits.echo = Duration::from_secs(value),
        Parameter::ReversalTries => setup.reversal_tries = u16::try_from(value).ok().filter(|tries| *tries > 0),
        Parameter::SameSaleMinutes => setup.same_sale = Duration::from_secs(value * 60),
        Parameter::SettleAt => setup.upkeep.settle_at = TimeOfDay::of_minutes(value),
        Parameter::WarnHours => setup.upkeep.warn_after = hours(value),
        Parameter::ForceHours => setup.upkeep.force_after = hours(value),
        Parameter::SignOff => setup.upkeep.sign_off = demand(value),
        Parameter::Copies => setup.receipts.copies = Copies::try_from(u8::try_from(value).ok()?).ok()?,
        Parameter::CardholderCopy => setup.receipts.cardholder = at(&COPIES, value)?,
        Parameter::DrawerOpens => setup.receipts.drawer = demand(value),
        Parameter::Signature => rules.signature = at(&SIGNATURES, value)?,
        Parameter::RefundLimit => rules.refund_limit = amount()?,
        Parameter::AmountCheck => rules.amount_check = amount()?,
        Parameter::TipPercent => rules.tip_percent = u8::try_from(value).ok()?,
        Parameter::TypedCards => rules.typed_cards = demand(value),
        Parameter::TapWithoutPin => rules.tap_without_pin = amount()?,
        Parameter::TapWithoutSignature => rules.tap_without_signature = amount()?,
        Parameter::EcashLimit => rules.ecash_limit = amount()?,
        Parameter::VoidCard => rules.void_card = demand(value),
        Parameter::VoidPin => rules.void_pin = demand(value),
        Parameter::CompletionPin => rules.completion_pin = demand(value),
        Parameter::Completions => rules.completion = at(&COMPLETIONS, value)?,
        Parameter::Currency => setup.currency = at(&Currency::ALL, value)?,
    }
    Some(())
}

/// The set-up with what was set on the box over it, as it holds from the start of the program on.
pub(super) fn at_start(configured: &Setup, set: &Parameters) -> Setup {
    let mut setup = configured.clone();
    for setting in set.settings() {
        let _ = put(&mut setup, setting.name, setting.value);
    }
    setup
}

impl Terminal {
    /// What a parameter will be at the next start, and is now where it takes none.
    pub fn parameter(&self, name: Parameter) -> u64 {
        self.book.parameters.get(name).unwrap_or_else(|| value_of(&self.configured, name))
    }

    /// What the configuration says of it.
    pub fn configured_parameter(&self, name: Parameter) -> u64 {
        value_of(&self.configured, name)
    }

    /// Whether what the host sent down goes before it.
    pub fn host_overrides(&self, name: Parameter) -> bool {
        let data = &self.book.host_data;
        let number = |code: &str| data.number(code).is_some();
        match name {
            Parameter::TipPercent => number("18") || number("19"),
            Parameter::TypedCards => number("20"),
            Parameter::SignOff => number("21"),
            Parameter::TapWithoutPin => self.tap_without_pin() != self.setup.rules.tap_without_pin,
            Parameter::TapWithoutSignature => self.tap_without_signature() != self.setup.rules.tap_without_signature,
            Parameter::EcashLimit => self.ecash_limit() != self.setup.rules.ecash_limit,
            _ => false,
        }
    }

    /// The fact of a new value, or of the configuration's (`to` none); durable before it holds.
    ///
    /// # Errors
    /// [`BadParameter`] when it is outside of its range, does not fit another, or the open batch stands against it.
    pub fn parameter_fact(&self, name: Parameter, to: Option<u64>, by: OperatorNo) -> Result<Fact, BadParameter> {
        let value = to.unwrap_or_else(|| self.configured_parameter(name));
        if to.is_some_and(|value| !name.range().contains(&value)) {
            return Err(BadParameter::Range(name));
        }
        let open =
            self.book.transactions.values().next().is_some() || self.book.settlement.is_some() || self.trade.is_some();
        if name.takes() != Takes::AtOnce && open {
            return Err(BadParameter::OpenBatch);
        }
        let hours = |other: Parameter| if other == name { value } else { self.parameter(other) };
        let (warn, force) = (hours(Parameter::WarnHours), hours(Parameter::ForceHours));
        if matches!(name, Parameter::WarnHours | Parameter::ForceHours) && force > 0 && warn > force {
            return Err(BadParameter::WarnAfterForce);
        }
        Ok(Fact::ParameterSet { name, from: self.parameter(name), to, by })
    }

    /// A parameter has been set: it holds from now on, or from the next start.
    pub(super) fn take_parameter(&mut self, name: Parameter) {
        if name.takes() != Takes::BetweenBatchesAtStart {
            let value = self.parameter(name);
            let _ = put(&mut self.setup, name, value);
        }
    }

    /// Whether a parameter waits for the next start.
    pub fn waits_for_start(&self, name: Parameter) -> bool {
        value_of(&self.setup, name) != self.parameter(name)
    }
}
