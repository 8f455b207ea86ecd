//! How receipts are made: how many copies, when, and the address under which the customer finds one.

use serde::Deserialize;

use crate::domain::{Transaction, WallTime};

use super::{Demand, Setup, Terminal};

/// How receipts are made, as the box is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRules {
    /// Which copies there are.
    pub copies: Copies,
    /// When the cardholder's comes.
    pub cardholder: CardholderCopy,
    /// Whether the cash drawer opens with the first copy.
    pub drawer: Demand,
    /// The address of a receipt at a receipt service.
    pub url: Option<ReceiptUrl>,
    /// Whether a slip has the code by which a scanner finds its transaction again.
    pub slip_code: Demand,
}

impl Default for ReceiptRules {
    fn default() -> Self {
        ReceiptRules {
            copies: Copies::Two,
            cardholder: CardholderCopy::AtOnce,
            drawer: Demand::No,
            url: None,
            slip_code: Demand::No,
        }
    }
}

/// Which copies a receipt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub enum Copies {
    /// The merchant's alone.
    One,
    /// The merchant's and the cardholder's.
    Two,
}

impl TryFrom<u8> for Copies {
    type Error = String;

    fn try_from(copies: u8) -> Result<Copies, String> {
        match copies {
            1 => Ok(Copies::One),
            2 => Ok(Copies::Two),
            other => Err(format!("copies is {other}; 1 (the merchant's) or 2 (the cardholder's as well) is possible")),
        }
    }
}

/// When the cardholder's copy is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardholderCopy {
    /// After the merchant's, with a cut between them.
    AtOnce,
    /// When somebody presses ENTER, so that the merchant's can be torn off first.
    Key,
}

/// The longest address with all its values; a longer one makes a code that nobody can scan from a slip.
const LONGEST: usize = 300;

/// The address of a receipt, with places for what tells one receipt from the others. There is none for card data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ReceiptUrl(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Merchant,
    Terminal,
    Batch,
    Voucher,
    Rrn,
    Date,
}

impl Value {
    const ALL: [(&'static str, Value); 6] = [
        ("merchant", Value::Merchant),
        ("terminal", Value::Terminal),
        ("batch", Value::Batch),
        ("voucher", Value::Voucher),
        ("rrn", Value::Rrn),
        ("date", Value::Date),
    ];

    fn named(name: &str) -> Option<Value> {
        Value::ALL.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn of(self, setup: &Setup, txn: &Transaction) -> Option<String> {
        Some(match self {
            Value::Merchant => setup.merchant.to_string(),
            Value::Terminal => setup.terminal.to_string(),
            Value::Batch => txn.txn.batch.to_string(),
            Value::Voucher => txn.txn.stan.to_string(),
            Value::Rrn => txn.host.as_ref()?.rrn.as_ref()?.to_string(),
            Value::Date => {
                let began = txn.began.civil(setup.offset);
                format!("{:04}{}", began.year, began.mmdd())
            }
        })
    }
}

impl TryFrom<String> for ReceiptUrl {
    type Error = String;

    fn try_from(template: String) -> Result<ReceiptUrl, String> {
        let host = ["https://", "http://"].iter().find_map(|scheme| {
            let head = template.get(..scheme.len())?;
            head.eq_ignore_ascii_case(scheme).then(|| template.get(scheme.len()..))?
        });
        if !host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')) {
            return Err(format!("the address {template:?} must begin with https:// or http:// and the name of a host"));
        }
        if let Some(odd) = template.chars().find(|c| !c.is_ascii_graphic()) {
            return Err(format!("the address {template:?} has {odd:?}, which must be written as %XX"));
        }
        if template.len() > LONGEST {
            return Err(format!("the address has {} characters, and {LONGEST} are possible", template.len()));
        }
        parts(&template).map(ReceiptUrl)
    }
}

fn parts(template: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) =
            after.split_once('}').ok_or_else(|| format!("the address {template:?} has {{ without }}"))?;
        let value = Value::named(name).ok_or_else(|| {
            let known: Vec<String> = Value::ALL.iter().map(|(name, _)| format!("{{{name}}}")).collect();
            format!("the address has {{{name}}}, which is none of {}", known.join(" "))
        })?;
        parts.extend([Part::Text(text.to_owned()), Part::Value(value)]);
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    Ok(parts)
}

impl ReceiptUrl {
    /// The address of this transaction's receipt; none where it lacks one of the values, as one that the host has not heard of
    /// lacks a reference number.
    fn of(&self, setup: &Setup, txn: &Transaction) -> Option<String> {
        let mut url = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Value(value) => url.push_str(&escaped(&value.of(setup, txn)?)),
            }
        }
        Some(url).filter(|url| url.len() <= LONGEST)
    }
}

/// Letters, digits and the four marks that mean nothing in an address stand for themselves.
fn escaped(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let form = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(form).collect()
}

impl Terminal {
    /// The address under which the customer finds the receipt of a transaction, where there is a receipt service.
    pub fn receipt_url(&self, txn: &Transaction) -> Option<String> {
        let url = self.setup.receipts.url.as_ref().filter(|_| txn.counts())?;
        url.of(&self.setup, txn)
    }
}

/// The name of a saved receipt: date and time, batch, and what it is.
pub(super) fn file_name(setup: &Setup, at: WallTime, batch: impl ToString, what: impl ToString) -> String {
    let time = at.civil(setup.offset);
    let (batch, what) = (batch.to_string(), what.to_string());
    format!("{:04}{}-{}-{batch}-{what}", time.year, time.mmdd(), time.hhmmss())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(template: &str) -> String {
        ReceiptUrl::try_from(template.to_owned()).unwrap_err()
    }

    #[test]
    fn only_listed_values_have_a_place() {
        for card in ["pan", "card", "track2", "amount", ""] {
            let error = refused(&format!("https://r.example/{{{card}}}"));
            assert!(error.contains("{rrn}") && error.contains(&format!("{{{card}}}")), "{error}");
        }
        for name in Value::ALL.map(|(name, _)| name) {
            assert!(ReceiptUrl::try_from(format!("https://r.example/{{{name}}}")).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for template in ["", "r.example/{rrn}", "ftp://r.example", "https://", "https:///x", "https://{terminal}/x"] {
            assert!(refused(template).contains("https://"), "{template}");
        }
        assert!(refused("https://r.example/{rrn").contains("without }"));
        assert!(refused("https://r.example/ {rrn}").contains("%XX"));
        assert!(refused(&format!("https://r.example/{}", "x".repeat(300))).contains("300"));
        assert!(ReceiptUrl::try_from(String::from("HTTPS://R.EXAMPLE/{rrn}")).is_ok());
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escaped("A1 /?é"), "A1%20%2F%3F%C3%A9");
    }
}
