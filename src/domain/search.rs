//! What a person looks a transaction up by, in all batches that the journal still has.

use std::str::FromStr;

use super::{Amount, ItemNo, OperatorNo, Rrn, Stan, Transaction, TxnRef, WallTime, ids::BadId};

/// What must be so of a transaction; what is `None` may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Its voucher number.
    pub voucher: Option<Stan>,
    /// The reference number that the host gave it.
    pub rrn: Option<Rrn>,
    /// Its amount as it began, before an adjustment or tip.
    pub amount: Option<Amount>,
    /// The last four digits of its card, or of its code.
    pub last_four: Option<LastFour>,
    /// Who sold.
    pub operator: Option<OperatorNo>,
    /// A product in the basket that it paid.
    pub product: Option<ItemNo>,
    /// When it began: from one moment until just before another.
    pub span: Option<(WallTime, WallTime)>,
}

impl Search {
    /// Whether a transaction is looked for.
    pub fn fits(&self, txn: &Transaction) -> bool {
        let rrn = txn.host.as_ref().and_then(|host| host.rrn.as_ref());
        self.voucher.is_none_or(|voucher| voucher == txn.txn.stan)
            && self.rrn.as_ref().is_none_or(|wanted| rrn == Some(wanted))
            && self.amount.is_none_or(|amount| amount == txn.amount)
            && self.last_four.is_none_or(|last| LastFour::of(txn) == Some(last))
            && self.operator.is_none_or(|operator| operator == txn.operator)
            && self.product.is_none_or(|product| txn.items.contains(&product))
            && self.span.is_none_or(|(from, until)| from <= txn.began && txn.began < until)
    }

    /// The same search by someone who may see only what he sold himself.
    #[must_use]
    pub fn own(self, person: OperatorNo) -> Search {
        Search { operator: Some(person), ..self }
    }
}

/// The last four digits of a card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastFour([u8; 4]);

impl LastFour {
    /// Those of a transaction, if its number ends with four digits.
    pub fn of(txn: &Transaction) -> Option<LastFour> {
        txn.pan.last_four().parse().ok()
    }

    /// The four digits as ASCII.
    pub fn digits(&self) -> &[u8; 4] {
        &self.0
    }
}

impl FromStr for LastFour {
    type Err = BadId;

    fn from_str(text: &str) -> Result<LastFour, BadId> {
        let digits = <[u8; 4]>::try_from(text.as_bytes()).ok().filter(|d| d.iter().all(u8::is_ascii_digit));
        let bad = || BadId { what: "last digits", expected: "four digits", found: text.chars().take(20).collect() };
        digits.map(LastFour).ok_or_else(bad)
    }
}

/// A place in the transactions by time, from which a search goes on to older ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When the transaction there began.
    pub began: WallTime,
    /// Its name.
    pub txn: TxnRef,
}

impl Place {
    /// That of a transaction.
    pub fn of(txn: &Transaction) -> Place {
        Place { began: txn.began, txn: txn.txn }
    }
}

/// A piece of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Transactions, newest first. A piece may have none and yet not be the last.
    pub rows: Vec<Transaction>,
    /// Where older ones may follow; none where there are none.
    pub next: Option<Place>,
}
