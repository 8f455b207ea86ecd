//! What the gateway's answers mean. Only signed ones come here.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::{OrderNo, Rrn, Wallet};

use super::{Ask, What};

/// What a gateway may say of the time that is left, in seconds; anything else is brought within.
const LEFT: (u64, u64) = (1, 3600);
/// The longest text that is shown as a code.
const CODE_MAX: usize = 200;

/// What the gateway says of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It can be paid.
    Open(Open),
    /// Somebody is paying it; whether it will be paid is not known yet.
    Paying,
    /// It is paid.
    Paid(Payment),
    /// It is closed, nobody has paid it, and nobody can.
    Closed,
    /// Its time is over, nobody has paid it, and nobody can.
    Expired,
    /// The refund is under way; whether it happens is not known yet.
    Refunding,
    /// So much has gone back.
    Refunded(Payment),
}

/// An order that can be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The text of the code that the customer scans.
    pub code: String,
    /// For how long.
    pub left: Duration,
}

/// Money that has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The gateway's number of it, by which people find it again.
    pub number: Rrn,
    /// Whose wallet it was, where that was said.
    pub wallet: Option<Wallet>,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
}

/// Why the gateway has not done what it was asked, and will not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// This merchant or terminal may not.
    NotAllowed,
    /// The amount is not one that it takes.
    Amount,
    /// More would go back than was paid.
    TooMuch,
    /// The order that is to be given back was not paid.
    NotPaid,
    /// The order that is to be given back is not known there.
    Unknown,
    /// The wallet or its bank refuses.
    Declined,
}

/// Why there is nothing to go by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The gateway has said, signed, that it does not do this: the order does not exist, or the refund has not happened.
    #[error("the gateway refuses: {0:?}")]
    Refused(Refusal),
    /// No answer, or none that says anything about the order. What is so stays unknown.
    #[error("{0}")]
    Silent(String),
}

#[derive(Deserialize)]
struct Said {
    order: OrderNo,
    amount: u64,
    #[serde(default)]
    refund: Option<OrderNo>,
    state: State,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    seconds_left: Option<u64>,
    #[serde(default)]
    payment: Option<Rrn>,
    #[serde(default)]
    wallet: Option<String>,
    #[serde(default)]
    at: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open,
    Paying,
    Paid,
    Closed,
    Expired,
    Refunding,
    Refunded,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl Ask {
    /// What a signed answer to it means.
    ///
    /// # Errors
    /// [`Trouble::Refused`] where the gateway has decided against it; [`Trouble::Silent`] where the answer says nothing about
    /// this order, or this question cannot have it.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<Answer, Trouble> {
        let silent = |what: String| Trouble::Silent(format!("the gateway answers with status {status}: {what}"));
        if !(200..300).contains(&status) {
            let refused: Refused = serde_json::from_slice(body).map_err(|_| silent("nothing that is known".into()))?;
            return Err(self.refusal(status, &refused.error).map_or_else(|| silent(refused.error), Trouble::Refused));
        }
        // All of it is JSON, also what nobody here reads.
        let all: Result<serde_json::Value, _> = serde_json::from_slice(body);
        let said: Said = all.and(serde_json::from_slice(body)).map_err(|error| silent(error.to_string()))?;
        self.check(&said).map_err(silent)?;
        self.judge(said).ok_or_else(|| silent("that is no answer to the question".into()))
    }

    /// A word that is a decision about this question, and not only about this moment.
    fn refusal(&self, status: u16, word: &str) -> Option<Refusal> {
        let refusal: Refusal = serde_json::from_value(word.into()).ok()?;
        let decides = match &self.what {
            What::Create { .. } => matches!(refusal, Refusal::NotAllowed | Refusal::Amount | Refusal::Declined),
            // What has been opened is open until it is known not to be.
            What::Query | What::Close => false,
            What::Refund { .. } => true,
        };
        Some(refusal).filter(|_| decides && (400..500).contains(&status))
    }

    /// The answer must be about what was asked.
    fn check(&self, said: &Said) -> Result<(), String> {
        let refund = match &self.what {
            What::Refund { refund } => Some(refund),
            _ => None,
        };
        if said.order != self.order || said.refund.as_ref() != refund {
            return Err("it is about another order".into());
        }
        if said.amount != self.amount.minor() {
            return Err(format!("it is about {} minor units and not {}", said.amount, self.amount.minor()));
        }
        Ok(())
    }

    fn judge(&self, said: Said) -> Option<Answer> {
        let refund = matches!(self.what, What::Refund { .. });
        Some(match (refund, said.state) {
            (false, State::Open) => {
                let code = said.code.filter(|code| {
                    (1..=CODE_MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic())
                })?;
                let left = Duration::from_secs(said.seconds_left?.clamp(LEFT.0, LEFT.1));
                Answer::Open(Open { code, left })
            }
            (false, State::Paying) => Answer::Paying,
            (false, State::Paid) => Answer::Paid(said.payment()?),
            (false, State::Closed) => Answer::Closed,
            (false, State::Expired) => Answer::Expired,
            (true, State::Refunding) => Answer::Refunding,
            (true, State::Refunded) => Answer::Refunded(said.payment()?),
            _ => return None,
        })
    }
}

impl Said {
    fn payment(self) -> Option<Payment> {
        let wallet = self.wallet.as_deref().map(|name| match name {
            "unionpay" => Wallet::UnionPay,
            "wechat" => Wallet::WeChat,
            "alipay" => Wallet::Alipay,
            "ecny" => Wallet::Ecny,
            _ => Wallet::Other,
        });
        Some(Payment { number: self.payment?, wallet, at: self.at? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency};

    fn ask(what: What) -> Ask {
        Ask { order: "A1".parse().unwrap(), amount: Amount::from_minor(1234).unwrap(), what }
    }

    fn read(what: What, status: u16, body: &str) -> Result<Answer, Trouble> {
        ask(what).read(status, body.as_bytes())
    }

    fn create() -> What {
        What::Create { currency: Currency::Cny, seconds: 180 }
    }

    #[test]
    fn an_open_order_has_a_code_and_a_time() {
        let body = r#"{"order":"A1","amount":1234,"state":"open","code":"HTTPS://P.EXAMPLE/1","seconds_left":99999}"#;
        let open = Open { code: "HTTPS://P.EXAMPLE/1".into(), left: Duration::from_secs(3600) };
        assert_eq!(read(create(), 201, body), Ok(Answer::Open(open)));
        for bad in [
            r#"{"order":"A2","amount":1234,"state":"open","code":"X","seconds_left":9}"#,
            r#"{"order":"A1","amount":1235,"state":"open","code":"X","seconds_left":9}"#,
            r#"{"order":"A1","amount":1234,"state":"open","code":"","seconds_left":9}"#,
            r#"{"order":"A1","amount":1234,"state":"open","code":"\u001b[2J","seconds_left":9}"#,
            r#"{"order":"A1","amount":1234,"state":"refunded","payment":"000000000017","at":1}"#,
            r#"{"order":"A1","amount":1234,"state":"lost"}"#,
            "{}",
            "",
        ] {
            assert!(matches!(read(create(), 201, bad), Err(Trouble::Silent(_))), "{bad}");
        }
    }

    #[test]
    fn what_is_paid_has_a_number_and_a_wallet() {
        let body = r#"{"order":"A1","amount":1234,"state":"paid","payment":"000000000017","wallet":"ecny","at":5}"#;
        let paid = Payment { number: "000000000017".parse().unwrap(), wallet: Some(Wallet::Ecny), at: 5 };
        assert_eq!(read(What::Close, 200, body), Ok(Answer::Paid(paid)));
        let without = r#"{"order":"A1","amount":1234,"state":"paid"}"#;
        assert!(matches!(read(What::Query, 200, without), Err(Trouble::Silent(_))));
    }

    #[test]
    fn only_a_decision_is_a_refusal() {
        let refund = || What::Refund { refund: "R1".parse().unwrap() };
        let too_much = r#"{"error":"too_much"}"#;
        assert_eq!(read(refund(), 409, too_much), Err(Trouble::Refused(Refusal::TooMuch)));
        assert_eq!(read(create(), 403, r#"{"error":"not_allowed"}"#), Err(Trouble::Refused(Refusal::NotAllowed)));
        for (what, status, body) in [
            // A busy gateway, a clock that is wrong, and an order that has been opened, decide nothing.
            (create(), 503, r#"{"error":"declined"}"#),
            (create(), 401, r#"{"error":"clock"}"#),
            (create(), 409, r#"{"error":"too_much"}"#),
            (What::Close, 403, r#"{"error":"not_allowed"}"#),
            (What::Query, 404, r#"{"error":"unknown"}"#),
            (refund(), 500, too_much),
            (refund(), 404, "<html>"),
        ] {
            assert!(matches!(read(what, status, body), Err(Trouble::Silent(_))), "{status} {body}");
        }
    }
}
