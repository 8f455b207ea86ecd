//! An order at the order gateway: a payment for which the terminal shows a code and the customer scans it.

use serde::{Deserialize, Serialize};

use super::{Stan, TerminalId, WallTime, as_text, ids::BadId};

/// The number of an order, or of a refund of one. It is made here and used once, so that the gateway knows a repetition when
/// it sees one (the idempotency key): 1 to 32 capitals and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNo(String);

impl OrderNo {
    /// The longest, in characters.
    pub const LONGEST: usize = 32;

    /// The number of what begins at a terminal at this moment with this voucher number: no two have all three.
    pub fn new(terminal: &TerminalId, at: WallTime, stan: Stan) -> OrderNo {
        let sign = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '0' };
        let terminal: String = terminal.as_str().chars().map(sign).collect();
        let millis = at.0.rem_euclid(10_000_000_000_000);
        OrderNo(format!("{terminal}{millis:013}{stan}"))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for OrderNo {
    type Err = BadId;
    fn from_str(text: &str) -> Result<OrderNo, BadId> {
        let good = (1..=OrderNo::LONGEST).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if good {
            Ok(OrderNo(text.into()))
        } else {
            Err(BadId { what: "order number", expected: "1 to 32 capitals and digits", found: text.into() })
        }
    }
}

as_text!(OrderNo: BadId);

/// What a transaction is called at the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownOrder {
    /// Its own number.
    pub number: OrderNo,
    /// The order that it gives back, of a void or a refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<OrderNo>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_made_of_terminal_time_and_voucher() {
        let terminal: TerminalId = "a9 99906".parse().unwrap();
        let number = OrderNo::new(&terminal, WallTime(1_769_061_909_123), Stan::FIRST);
        assert_eq!(number.as_str(), "A90999061769061909123000001");
        assert_eq!(String::from(number.clone()).parse::<OrderNo>(), Ok(number));
        assert!(OrderNo::new(&terminal, WallTime(-1), Stan::FIRST).as_str().parse::<OrderNo>().is_ok());
        for bad in ["", "a", "A-1", "123456789012345678901234567890123"] {
            assert!(bad.parse::<OrderNo>().is_err(), "{bad}");
        }
    }
}
