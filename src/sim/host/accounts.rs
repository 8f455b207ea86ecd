//! The issuers' side: the accounts behind cards, and payment codes.

use std::fmt;

use super::{fields, totals::Scheme};
use crate::{
    domain::Amount,
    sim::{CARDS, CODES, CodeConduct, HostConduct, TestCard},
};

/// What a training card has at the start, in minor units: more than a day of training spends.
const TRAINING_BALANCE: u64 = 9_999_999_999;

/// The account behind a card. Card numbers are test numbers; its `Debug` shows neither number nor PIN all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The card number.
    pub pan: String,
    /// Expiry, YYMM.
    pub expiry: String,
    /// The PIN that the issuer knows.
    pub pin: String,
    /// What was in it before the first transaction in the books.
    pub balance: Amount,
    /// The scheme of the card.
    pub scheme: Scheme,
    /// What happens to its payments.
    pub conduct: HostConduct,
    /// Whether the chip is one of the training issuer's, so that its cryptograms can be checked. Those of other cards are
    /// believed.
    pub training_chip: bool,
}

/// A payment code with a conduct of its own. Any other code of a known form is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayCode {
    /// Its digits.
    pub code: String,
    /// What happens to it.
    pub conduct: CodeConduct,
}

impl Account {
    /// The accounts behind the training cards.
    pub fn training() -> Vec<Account> {
        CARDS.iter().map(Account::from).collect()
    }

    /// The masked number, by which the books name the card.
    pub fn masked(&self) -> String {
        fields::masked(&self.pan)
    }
}

impl From<&TestCard> for Account {
    fn from(card: &TestCard) -> Account {
        Account {
            pan: card.pan.to_owned(),
            expiry: card.expiry.to_owned(),
            pin: card.pin.to_owned(),
            balance: Amount::from_minor(TRAINING_BALANCE).unwrap_or(Amount::MAX),
            scheme: Scheme::Cup,
            conduct: card.host,
            training_chip: true,
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({} {:?} {:?})", self.masked(), self.scheme, self.conduct)
    }
}

impl PayCode {
    /// The training codes.
    pub fn training() -> Vec<PayCode> {
        CODES.iter().map(|code| PayCode { code: code.code.to_owned(), conduct: code.host }).collect()
    }
}

/// Whether digits have the form of a customer's payment code: WeChat 18 digits from 10 to 15, Alipay 16 to 24 from 25 to 30,
/// UnionPay 19 from 62, digital renminbi 19 from 01.
pub fn is_pay_code(digits: &str) -> bool {
    let Some(head) = digits.get(..2).and_then(|head| head.parse::<u8>().ok()) else { return false };
    let known = match digits.len() {
        18 => (10..=15).contains(&head),
        19 => matches!(head, 62 | 1),
        _ => false,
    };
    let alipay = (16..=24).contains(&digits.len()) && (25..=30).contains(&head);
    digits.bytes().all(|byte| byte.is_ascii_digit()) && (known || alipay)
}
