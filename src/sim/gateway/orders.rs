//! Orders: opened, looked at, closed and given back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Gateway, LONGEST, Name, Reply};

/// The signs of a code: five bits each, none of them like another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many a code has.
const SIGNS_OF_CODE: usize = 12;

/// An order in the gateway's books.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// In minor units.
    pub(super) amount: u64,
    pub(super) code: String,
    /// In milliseconds since 1970 UTC.
    pub(super) expires: i64,
    pub(super) stage: Stage,
    /// By their numbers.
    pub(super) refunds: BTreeMap<String, Refund>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Open,
    /// A customer is paying with this wallet; it is done at this moment, in milliseconds since 1970 UTC.
    Paying(String, i64),
    /// By this payment, with this wallet, in seconds since 1970 UTC.
    Paid(String, String, i64),
    Closed,
    Expired,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Refund {
    pub(super) amount: u64,
    pub(super) payment: String,
    /// In seconds since 1970 UTC.
    pub(super) at: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    order: String,
    amount: u64,
    currency: String,
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    amount: u64,
}

/// The most that an amount can say, in minor units.
const AMOUNT_MAX: u64 = 999_999_999_999;

/// 1 to 32 capitals and digits.
fn is_number(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

impl Gateway {
    /// An order that is known is told as it is, whatever has become of it: a repetition opens no second one.
    pub(super) fn create(&mut self, who: Name, body: &[u8], now: i64, declines: bool) -> Reply {
        let Some(create) = read::<Create>(body) else { return Reply::error(400, "bad_request") };
        let whole = (1..=AMOUNT_MAX).contains(&create.amount) && (1..=LONGEST).contains(&create.seconds);
        if !is_number(&create.order) || create.currency != "CNY" || !whole {
            return Reply::error(400, "bad_request");
        }
        let name = (who.0, who.1, create.order);
        if let Some(order) = self.orders.get(&name) {
            return match order.amount == create.amount {
                true => self.tell(&name, now, 200),
                false => Reply::error(409, "number_used"),
            };
        }
        if declines {
            return Reply::error(403, "declined");
        }
        if create.amount > self.config.most {
            return Reply::error(403, "amount");
        }
        let code = self.code(&name);
        let expires = now + i64::try_from(create.seconds.min(self.config.longest)).unwrap_or(0) * 1000;
        let order = Order { amount: create.amount, code, expires, stage: Stage::Open, refunds: BTreeMap::new() };
        self.orders.insert(name.clone(), order);
        self.tell(&name, now, 201)
    }

    pub(super) fn query(&mut self, name: &Name, now: i64) -> Reply {
        match self.orders.contains_key(name) {
            true => self.tell(name, now, 200),
            false => Reply::error(404, "unknown"),
        }
    }

    /// From here on nobody begins to pay it; one that is not known yet can never be opened.
    pub(super) fn close(&mut self, name: Name, body: &[u8], now: i64) -> Reply {
        let amount = read::<Amount>(body).map(|body| body.amount).filter(|amount| (1..=AMOUNT_MAX).contains(amount));
        let Some(amount) = amount.filter(|_| is_number(&name.2)) else { return Reply::error(400, "bad_request") };
        let fresh =
            || Order { amount, code: String::new(), expires: now, stage: Stage::Closed, refunds: BTreeMap::new() };
        if self.orders.entry(name.clone()).or_insert_with(fresh).amount != amount {
            return Reply::error(409, "number_used");
        }
        self.settle(&name, now);
        if let Some(order) = self.orders.get_mut(&name).filter(|order| order.stage == Stage::Open) {
            order.stage = Stage::Closed;
        }
        self.tell(&name, now, 200)
    }

    pub(super) fn refund(&mut self, name: &Name, number: &str, body: &[u8], (now, declines): (i64, bool)) -> Reply {
        let amount = read::<Amount>(body).map(|body| body.amount).filter(|amount| (1..=AMOUNT_MAX).contains(amount));
        let Some(amount) = amount.filter(|_| is_number(number)) else { return Reply::error(400, "bad_request") };
        self.settle(name, now);
        let Some(order) = self.orders.get(name) else { return Reply::error(404, "unknown") };
        if let Some(refund) = order.refunds.get(number) {
            return match refund.amount == amount {
                true => Reply::json(200, &refund.json(name, number)),
                false => Reply::error(409, "number_used"),
            };
        }
        let Stage::Paid(..) = order.stage else { return Reply::error(409, "not_paid") };
        if declines {
            return Reply::error(403, "declined");
        }
        let gone = order.refunds.values().map(|refund| refund.amount).fold(0, u64::saturating_add);
        if gone.saturating_add(amount) > order.amount {
            return Reply::error(409, "too_much");
        }
        let refund = Refund { amount, payment: self.next_payment(), at: now.div_euclid(1000) };
        let json = refund.json(name, number);
        if let Some(order) = self.orders.get_mut(name) {
            order.refunds.insert(number.to_owned(), refund);
        }
        Reply::json(201, &json)
    }

    /// What time has done to an order: who was paying has paid, and what nobody paid is over.
    pub(super) fn settle(&mut self, name: &Name, now: i64) {
        let Some(stage) = self.orders.get(name).map(|order| (order.stage.clone(), order.expires)) else { return };
        let next = match stage {
            (Stage::Paying(wallet, done), _) if done <= now => {
                Stage::Paid(self.next_payment(), wallet, done.div_euclid(1000))
            }
            (Stage::Open, expires) if expires <= now => Stage::Expired,
            _ => return,
        };
        if let Some(order) = self.orders.get_mut(name) {
            order.stage = next;
        }
    }

    fn tell(&mut self, name: &Name, now: i64, status: u16) -> Reply {
        self.settle(name, now);
        let Some(order) = self.orders.get(name) else { return Reply::error(404, "unknown") };
        let refunded = order.refunds.values().map(|refund| refund.amount).fold(0, u64::saturating_add);
        let mut said = json!({ "order": name.2, "amount": order.amount, "refunded": refunded });
        let more = match &order.stage {
            Stage::Open => {
                let left = (order.expires - now).max(0) as u64;
                let code = format!("{}/P/{}", self.config.page, order.code);
                json!({ "state": "open", "code": code, "seconds_left": left.div_ceil(1000).max(1) })
            }
            Stage::Paying(..) => json!({ "state": "paying" }),
            Stage::Paid(payment, wallet, at) => {
                json!({ "state": "paid", "payment": payment, "wallet": wallet, "at": at })
            }
            Stage::Closed => json!({ "state": "closed" }),
            Stage::Expired => json!({ "state": "expired" }),
        };
        if let (Value::Object(said), Value::Object(more)) = (&mut said, more) {
            said.extend(more);
        }
        Reply::json(status, &said)
    }

    /// What the customer scans: nobody can guess another order's.
    fn code(&self, name: &Name) -> String {
        let secret = self.config.key.secret_of(&format!("{}/{}/{}", name.0, name.1, name.2));
        let sign = |byte: &u8| char::from(SIGNS[usize::from(byte & 31)]);
        secret.iter().take(SIGNS_OF_CODE).map(sign).collect()
    }
}

impl Refund {
    fn json(&self, name: &Name, number: &str) -> Value {
        let (amount, payment, at) = (self.amount, &self.payment, self.at);
        json!({
            "order": name.2, "refund": number, "amount": amount, "state": "refunded", "payment": payment, "at": at
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}
