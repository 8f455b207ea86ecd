//! What the gateway does wrong with its next questions, on order.

use std::str::FromStr;

use super::Gateway;

/// The most faults that can wait.
const MAX_WAITING: usize = 1000;

/// What goes wrong with one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the gateway: neither done nor answered.
    Down,
    /// It is done and not answered.
    NoAnswer,
    /// It is done and answered with a wrong signature.
    WrongSignature,
    /// It never reaches the gateway; a proxy before it answers with this status, unsigned.
    Proxy(u16),
    /// It is declined, where the gateway may do that: an order is not opened, nothing is given back.
    Declined,
}

/// A fault, and how many questions it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultOrder {
    /// Which.
    pub fault: Fault,
    /// How often.
    pub count: usize,
}

impl FromStr for FaultOrder {
    type Err = &'static str;
    /// `no-answer`, `proxy:403 x3`.
    fn from_str(text: &str) -> Result<FaultOrder, &'static str> {
        const WORDS: &str =
            "faults of the gateway: down, no-answer, wrong-signature, proxy:STATUS, declined; each with xCOUNT";
        let (word, count) = match text.trim().rsplit_once(" x") {
            Some((word, count)) => (word.trim(), count.parse().map_err(|_| WORDS)?),
            None => (text.trim(), 1),
        };
        let fault = match word.split_once(':') {
            None if word == "down" => Fault::Down,
            None if word == "no-answer" => Fault::NoAnswer,
            None if word == "wrong-signature" => Fault::WrongSignature,
            None if word == "declined" => Fault::Declined,
            Some(("proxy", status)) => {
                Fault::Proxy(status.parse().ok().filter(|status| (400..600).contains(status)).ok_or(WORDS)?)
            }
            _ => return Err(WORDS),
        };
        if count > MAX_WAITING { Err(WORDS) } else { Ok(FaultOrder { fault, count }) }
    }
}

impl Gateway {
    /// The next questions go wrong.
    pub fn order(&mut self, order: FaultOrder) {
        let room = MAX_WAITING.saturating_sub(self.faults.len());
        self.faults.extend(std::iter::repeat_n(order.fault, order.count.min(room)));
    }

    /// Forgets all faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }
}
