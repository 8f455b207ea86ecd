//! A customer as it is kept.

use serde::{Deserialize, Serialize};

use super::Mobile;
use crate::{
    catalogue::{Initials, Name},
    domain::{Amount, Currency, Kind, Lang, OperatorNo, State, Transaction, TxnRef, WallTime},
};

/// So many sales of one customer are remembered; older ones are forgotten.
pub const PURCHASES_MAX: usize = 50;

/// Which words customers agree to now: those of `customer-consent-words` in both languages. Whoever changes them raises this, and
/// keeps the old ones in `docs/customers.md`.
pub const CONSENT_WORDS: u16 = 1;

/// That somebody agreed to be remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// When.
    pub at: WallTime,
    /// To which words: their version.
    pub words: u16,
    /// In which language they stood on the screen.
    pub lang: Lang,
    /// Who read them out.
    pub by: OperatorNo,
}

/// A sale that was a customer's. What became of it since, such as a void, is in the journal alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Its batch and voucher number.
    #[serde(flatten)]
    pub txn: TxnRef,
    /// When it began, which tells it from another of the same number years later.
    pub began: WallTime,
    /// What was paid.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
}

impl Purchase {
    /// A sale as it is remembered; none where it is no sale, or was not paid, or has been taken back.
    pub fn of(txn: &Transaction) -> Option<Purchase> {
        use Kind::{Completion, CompletionAdvice, EcashSale, Instalment, Offline, Sale};
        let sale = matches!(txn.kind, Sale | Instalment | Offline | EcashSale | Completion | CompletionAdvice);
        let paid = matches!(txn.state, State::Approved | State::Stored);
        (sale && paid).then(|| Purchase {
            txn: txn.txn,
            began: txn.began,
            amount: txn.counted_amount(),
            currency: txn.currency,
        })
    }
}

/// A customer, who has agreed to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The mobile number; no two customers have the same.
    pub mobile: Mobile,
    /// The name.
    pub name: Name,
    /// The initials of the name.
    pub initials: Initials,
    /// The consent.
    pub consent: Consent,
    /// Sales, oldest first, at most [`PURCHASES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purchases: Vec<Purchase>,
}

impl Customer {
    /// A customer without sales.
    pub fn new(mobile: Mobile, name: Name, consent: Consent) -> Customer {
        let initials = name.initials();
        Customer { mobile, name, initials, consent, purchases: Vec::new() }
    }

    /// The same customer with one sale more.
    pub(super) fn with(&self, purchase: Purchase) -> Customer {
        let mut customer = self.clone();
        customer.purchases.push(purchase);
        customer.purchases.drain(..customer.purchases.len().saturating_sub(PURCHASES_MAX));
        customer
    }
}
