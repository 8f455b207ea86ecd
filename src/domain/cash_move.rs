//! Cash that goes into the drawer or out of it without a customer: change that is brought, what is carried to the bank.

use serde::{Deserialize, Serialize};

use super::{Amount, KindTotals, OperatorNo, as_text};

/// Which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CashWay {
    /// Into the drawer.
    In,
    /// Out of it.
    Out,
}

/// Why it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CashReason {
    /// Change was brought.
    ChangeBrought,
    /// The float is made larger.
    FloatRaised,
    /// An advance comes back.
    AdvanceReturned,
    /// To the bank.
    ToBank,
    /// Into the safe.
    ToSafe,
    /// The shop bought something.
    Purchase,
    /// Freight or postage.
    Freight,
    /// An advance to somebody.
    Advance,
    /// Anything else, in somebody's own words.
    Other(ReasonText),
}

impl CashReason {
    /// The reasons of a way, in the order of their list; [`CashReason::Other`] comes after them.
    pub fn of(way: CashWay) -> &'static [CashReason] {
        use CashReason::{Advance, AdvanceReturned, ChangeBrought, FloatRaised, Freight, Purchase, ToBank, ToSafe};
        match way {
            CashWay::In => &[ChangeBrought, FloatRaised, AdvanceReturned],
            CashWay::Out => &[ToBank, ToSafe, Purchase, Freight, Advance],
        }
    }
}

/// A reason in somebody's own words: one line, not empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReasonText(String);

impl ReasonText {
    /// The longest that fits a slip, in characters.
    pub const LONGEST: usize = 20;
}

impl std::str::FromStr for ReasonText {
    type Err = String;
    fn from_str(text: &str) -> Result<ReasonText, String> {
        let text = text.trim();
        let fits = (1..=Self::LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        match fits {
            true => Ok(ReasonText(text.to_owned())),
            false => Err(format!("a reason has 1 to {} characters on one line, not {text:?}", Self::LONGEST)),
        }
    }
}

as_text!(ReasonText: String);

/// Some cash that was put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMove {
    /// Which way.
    pub way: CashWay,
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: CashReason,
    /// Who did it.
    pub by: OperatorNo,
}

/// What was put in and taken out, all together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMoves {
    /// In.
    pub paid_in: KindTotals,
    /// Out.
    pub paid_out: KindTotals,
}

impl CashMoves {
    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.paid_in.is_empty() && self.paid_out.is_empty()
    }

    /// Adds one.
    pub fn add(&mut self, way: CashWay, amount: Amount) {
        match way {
            CashWay::In => self.paid_in.add(amount),
            CashWay::Out => self.paid_out.add(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line_with_something_on_it() {
        assert!(ReasonText::try_from(" 买灯泡 ".to_owned()).is_ok_and(|text| text.to_string() == "买灯泡"));
        for bad in ["", "   ", "a\nb", "123456789012345678901"] {
            assert!(ReasonText::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
    }
}
