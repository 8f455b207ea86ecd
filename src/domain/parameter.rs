//! Parameters of the box that can be set on it: names, types and ranges. A value is a count: of minor units where it is money, of
//! minutes since midnight where it is a time, the place in its list where it is a choice.

use serde::{Deserialize, Serialize};

use super::{OperatorNo, WallTime};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// A number of something.
    Whole(Unit),
    /// Money in minor units.
    Money,
    /// A time of day in minutes since midnight; one more than the last minute means never.
    Time,
    /// No (0) or yes (1).
    YesNo,
    /// One of so many words, by its place.
    Choice,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Percent.
    Percent,
    /// Pieces or times.
    Times,
}

/// When a new value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// At once.
    AtOnce,
    /// At once, but it can only be set while the batch is empty.
    BetweenBatches,
    /// At the next start of the program, and it can only be set while the batch is empty.
    BetweenBatchesAtStart,
}

/// Minutes of a day; as a time, never.
pub const NEVER: u64 = 24 * 60;

macro_rules! parameters {
    ($($name:ident = $code:literal, $kind:expr, $min:literal..=$max:literal, $takes:ident, $text:literal;)*) => {
        /// The name of a parameter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Parameter {
            $(#[doc = $text] #[serde(rename = $code)] $name,)*
        }

        impl Parameter {
            /// All of them, in the order of the screen.
            pub const ALL: &[Parameter] = &[$(Parameter::$name),*];

            /// Its name in journals and lists.
            pub fn code(self) -> &'static str {
                match self { $(Parameter::$name => $code),* }
            }

            /// What its values are.
            pub fn kind(self) -> ParameterType {
                use ParameterType::*;
                use Unit::*;
                match self { $(Parameter::$name => $kind),* }
            }

            /// The smallest and the largest value.
            pub fn range(self) -> std::ops::RangeInclusive<u64> {
                match self { $(Parameter::$name => $min..=$max),* }
            }

            /// When a new value holds.
            pub fn takes(self) -> Takes {
                match self { $(Parameter::$name => Takes::$takes),* }
            }
        }
    };
}

parameters! {
    IdleMinutes = "idle-minutes", Whole(Minutes), 1..=120, AtOnce, "Without a key for so long an operator is signed out.";
    LockMinutes = "lock-minutes", Whole(Minutes), 1..=120, AtOnce, "Without a key for so long what is in hand is locked.";
    CardSeconds = "card-seconds", Whole(Seconds), 10..=600, AtOnce, "For a card to be presented.";
    PinSeconds = "pin-seconds", Whole(Seconds), 10..=600, AtOnce, "For the PIN.";
    EchoSeconds = "echo-seconds", Whole(Seconds), 30..=3600, AtOnce, "Between two echo tests on a quiet line.";
    ReversalTries = "reversal-tries", Whole(Times), 0..=99, AtOnce, "Tries of a reversal before a person must close it; 0: no limit.";
    SameSaleMinutes = "same-sale-minutes", Whole(Minutes), 0..=120, AtOnce, "Within so long the same sale again is asked about; 0: never.";
    SettleAt = "settle-at", Time, 0..=1440, AtOnce, "When the batch is settled by itself.";
    WarnHours = "warn-hours", Whole(Hours), 0..=168, AtOnce, "From this age on a batch is warned about; 0: never.";
    ForceHours = "force-hours", Whole(Hours), 0..=168, AtOnce, "From this age on a batch is settled by itself; 0: never.";
    SignOff = "sign-off", YesNo, 0..=1, AtOnce, "Whether the terminal signs off after a settlement.";
    Copies = "copies", Whole(Times), 1..=2, AtOnce, "Copies of a receipt.";
    CardholderCopy = "cardholder-copy", Choice, 0..=1, AtOnce, "When the cardholder's copy comes: at once, or by a key.";
    DrawerOpens = "drawer-opens", YesNo, 0..=1, AtOnce, "Whether the cash drawer opens with a receipt.";
    Signature = "signature", Choice, 0..=1, AtOnce, "Where the cardholder signs: on paper, or on the screen.";
    RefundLimit = "refund-limit", Money, 0..=999_999_999, AtOnce, "The most that one refund gives back.";
    AmountCheck = "amount-check", Money, 0..=999_999_999, AtOnce, "Above here an amount is asked about while too few are known; 0: none is ever.";
    TipPercent = "tip-percent", Whole(Percent), 0..=50, AtOnce, "The highest tip; 0: none.";
    TypedCards = "typed-cards", YesNo, 0..=1, AtOnce, "Whether card numbers may be typed.";
    TapWithoutPin = "tap-without-pin", Money, 0..=999_999_999, AtOnce, "Up to here a tap needs no PIN.";
    TapWithoutSignature = "tap-without-signature", Money, 0..=999_999_999, AtOnce, "Up to here a tap needs no signature.";
    EcashLimit = "ecash-limit", Money, 0..=999_999_999, AtOnce, "Below here a card may pay by itself; 0: never.";
    VoidCard = "void-card", YesNo, 0..=1, AtOnce, "Whether a void needs the card.";
    VoidPin = "void-pin", YesNo, 0..=1, AtOnce, "Whether a void with its card needs the PIN.";
    CompletionPin = "completion-pin", YesNo, 0..=1, AtOnce, "Whether an asked completion needs the PIN.";
    Completions = "completions", Choice, 0..=2, BetweenBatches, "Which completions are offered: both, asked, told.";
    Currency = "currency", Choice, 0..=5, BetweenBatchesAtStart, "The currency of every amount.";
}

/// What was set on the box in place of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterSetting {
    /// Which.
    pub name: Parameter,
    /// The value.
    pub value: u64,
}

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterChange {
    /// When.
    pub at: WallTime,
    /// By whom.
    pub by: OperatorNo,
    /// Which.
    pub name: Parameter,
    /// What held before.
    pub from: u64,
    /// What holds from then on; none: what the configuration says.
    pub to: Option<u64>,
}

/// How many changes the book keeps; older ones are in the journal alone.
pub const CHANGES_MAX: usize = 60;

/// What was set on the box, and the last changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Each parameter once, in the order of [`Parameter::ALL`].
    #[serde(default)]
    settings: Vec<ParameterSetting>,
    /// Oldest first, at most [`CHANGES_MAX`].
    #[serde(default)]
    changes: Vec<ParameterChange>,
}

impl Parameters {
    /// Whether nothing was ever set.
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.changes.is_empty()
    }

    /// What was set, in order.
    pub fn settings(&self) -> impl Iterator<Item = ParameterSetting> + '_ {
        self.settings.iter().copied()
    }

    /// The value that was set, if one was.
    pub fn get(&self, name: Parameter) -> Option<u64> {
        self.settings.iter().find(|setting| setting.name == name).map(|setting| setting.value)
    }

    /// The changes of one parameter, newest first.
    pub fn changes(&self, name: Parameter) -> impl Iterator<Item = &ParameterChange> + '_ {
        self.changes.iter().rev().filter(move |change| change.name == name)
    }

    /// Takes in a change.
    pub(super) fn change(&mut self, change: ParameterChange) {
        self.settings.retain(|setting| setting.name != change.name);
        if let Some(value) = change.to {
            self.settings.push(ParameterSetting { name: change.name, value });
            self.settings.sort_by_key(|setting| setting.name);
        }
        if self.changes.len() >= CHANGES_MAX {
            self.changes.remove(0);
        }
        self.changes.push(change);
    }
}
