//! What a terminal asks, and the HTTP request that asks it.

use serde::Serialize;

use crate::{
    domain::{Amount, Currency, OrderNo},
    web::{Call, Caller},
};

/// A question about one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which.
    pub order: OrderNo,
    /// Of how much, in minor units; of a refund, how much of it goes back. An answer about another amount is none.
    pub amount: Amount,
    /// What.
    pub what: What,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Open it, for so many seconds. The same question again opens no second one.
    Create {
        /// The currency of its amount.
        currency: Currency,
        /// For how long it can be paid.
        seconds: u16,
    },
    /// How it stands.
    Query,
    /// Let nobody pay it any more. It is known whether somebody has. An order that the gateway does not know is closed by this
    /// too, so that it can never be opened later.
    Close,
    /// Give back a part or the whole of it. The same number again gives back nothing more.
    Refund {
        /// The number of the refund.
        refund: OrderNo,
    },
}

#[derive(Serialize)]
struct Create<'a> {
    order: &'a OrderNo,
    amount: u64,
    currency: &'static str,
    seconds: u16,
}

#[derive(Serialize)]
struct Refund {
    amount: u64,
}

impl Ask {
    /// The request that asks it.
    pub fn call(&self, caller: &Caller) -> Call {
        let orders = caller.path("orders");
        let (order, amount) = (&self.order, self.amount.minor());
        match &self.what {
            What::Create { currency, seconds } => {
                let create = Create { order, amount, currency: currency.letters(), seconds: *seconds };
                Call { method: "POST", path: orders, body: json(&create) }
            }
            What::Query => Call { method: "GET", path: format!("{orders}/{order}"), body: None },
            What::Close => {
                Call { method: "POST", path: format!("{orders}/{order}/close"), body: json(&Closing { amount }) }
            }
            What::Refund { refund } => Call {
                method: "PUT",
                path: format!("{orders}/{order}/refunds/{refund}"),
                body: json(&Refund { amount }),
            },
        }
    }
}

/// With its amount, so that an order which the gateway has never heard of is closed as what it would have been.
#[derive(Serialize)]
struct Closing {
    amount: u64,
}

/// None of these can fail to be written.
fn json(body: &impl Serialize) -> Option<String> {
    serde_json::to_string(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_its_request() {
        let caller = Caller { merchant: "000000000000001".parse().unwrap(), terminal: "0000000 ".parse().unwrap() };
        let order: OrderNo = "A1".parse().unwrap();
        let call = |what| Ask { order: order.clone(), amount: Amount::from_minor(1234).unwrap(), what }.call(&caller);
        let create = call(What::Create { currency: Currency::Cny, seconds: 180 });
        assert_eq!((create.method, create.path.as_str()), ("POST", "/v1/000000000000001/0000000%20/orders"));
        assert_eq!(create.body.unwrap(), r#"{"order":"A1","amount":1234,"currency":"CNY","seconds":180}"#);
        assert_eq!(call(What::Query).path, "/v1/000000000000001/0000000%20/orders/A1");
        assert_eq!(call(What::Close).body.unwrap(), r#"{"amount":1234}"#);
        let refund = call(What::Refund { refund: "R2".parse().unwrap() });
        assert!(refund.path.ends_with("/orders/A1/refunds/R2") && refund.method == "PUT");
    }
}
