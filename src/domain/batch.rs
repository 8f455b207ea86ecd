//! Totals of a batch and how far its settlement has come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Amount, BatchNo, Kind, Side, Stan, Transaction, WallTime};

/// Count and sum of one side or one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindTotals {
    /// How many.
    pub count: u32,
    /// How much.
    pub amount: Amount,
}

impl KindTotals {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds one transaction. The sum stops at [`Amount::MAX`], which a batch of 999 trades cannot reach honestly.
    pub fn add(&mut self, amount: Amount) {
        self.count = self.count.saturating_add(1);
        self.amount = self.amount.checked_add(amount).unwrap_or(Amount::MAX);
    }

    /// With one transaction more. `None` when the sum would not fit an [`Amount`].
    #[must_use]
    pub fn with(self, amount: Amount) -> Option<KindTotals> {
        self.checked_add(KindTotals { count: 1, amount })
    }

    /// Both together. `None` when the sum would not fit an [`Amount`].
    #[must_use]
    pub fn checked_add(self, other: KindTotals) -> Option<KindTotals> {
        Some(KindTotals { count: self.count.checked_add(other.count)?, amount: self.amount.checked_add(other.amount)? })
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: KindTotals) -> KindTotals {
        KindTotals {
            count: self.count.saturating_add(other.count),
            amount: self.amount.checked_add(other.amount).unwrap_or(Amount::MAX),
        }
    }
}

/// Where a card was issued: field 48 counts the two classes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardClass {
    /// A UnionPay card of the country, or one of a scheme that is not known.
    Domestic,
    /// A card of another scheme (field 63.1 other than `CUP`).
    Foreign,
}

impl CardClass {
    /// By the scheme that the host or the operator named.
    pub fn of_scheme(scheme: Option<&str>) -> CardClass {
        match scheme.map(str::trim) {
            None | Some("" | "CUP" | "000") => CardClass::Domestic,
            Some(_) => CardClass::Foreign,
        }
    }

    /// Two digits of batch uploads: `00` domestic, `01` foreign.
    pub fn digits(self) -> &'static str {
        match self {
            CardClass::Domestic => "00",
            CardClass::Foreign => "01",
        }
    }
}

/// What a batch adds up to, by kind and class of card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    #[serde(flatten)]
    domestic: BTreeMap<Kind, KindTotals>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    foreign: BTreeMap<Kind, KindTotals>,
}

impl Totals {
    /// The totals of these transactions: approved ones, and voided ones with their voids. The acquirer knows nothing of cash and
    /// of orders, so that they are not among them.
    pub fn of<'a>(transactions: impl IntoIterator<Item = &'a Transaction>) -> Totals {
        let mut totals = Totals::default();
        for txn in transactions.into_iter().filter(|t| t.counts() && t.is_acquired()) {
            totals.add(txn.kind, txn.card_class(), txn.counted_amount());
        }
        totals
    }

    /// Whether there is nothing in them.
    pub fn is_empty(&self) -> bool {
        self.domestic.is_empty() && self.foreign.is_empty()
    }

    /// Adds one transaction.
    pub fn add(&mut self, kind: Kind, class: CardClass, amount: Amount) {
        let half = match class {
            CardClass::Domestic => &mut self.domestic,
            CardClass::Foreign => &mut self.foreign,
        };
        half.entry(kind).or_default().add(amount);
    }

    /// The totals of one kind, of both classes.
    pub fn kind(&self, kind: Kind) -> KindTotals {
        self.sum(CardClass::Domestic, |k| k == kind).plus(self.sum(CardClass::Foreign, |k| k == kind))
    }

    /// The kinds that have any, in the order of reports; sales and voids are always listed.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, KindTotals)> + '_ {
        let listed = |kind, totals: &KindTotals| totals.count > 0 || matches!(kind, Kind::Sale | Kind::Void);
        Kind::ALL.into_iter().map(|kind| (kind, self.kind(kind))).filter(move |(kind, totals)| listed(*kind, totals))
    }

    /// One side of one half of field 48.
    pub fn side(&self, class: CardClass, side: Side) -> KindTotals {
        self.sum(class, |kind| kind.side() == side)
    }

    /// The debit side, of both classes.
    pub fn debit(&self) -> KindTotals {
        self.side(CardClass::Domestic, Side::Debit).plus(self.side(CardClass::Foreign, Side::Debit))
    }

    /// The credit side, of both classes.
    pub fn credit(&self) -> KindTotals {
        self.side(CardClass::Domestic, Side::Credit).plus(self.side(CardClass::Foreign, Side::Credit))
    }

    fn sum(&self, class: CardClass, wanted: impl Fn(Kind) -> bool) -> KindTotals {
        let half = match class {
            CardClass::Domestic => &self.domestic,
            CardClass::Foreign => &self.foreign,
        };
        half.iter().filter(|(kind, _)| wanted(**kind)).fold(KindTotals::default(), |sum, (_, one)| sum.plus(*one))
    }
}

/// How far a settlement has come. Durable, so that one cut off by a power failure goes on where it stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The batch that is being settled.
    pub batch: BatchNo,
    /// The STAN of its 0500.
    pub stan: Stan,
    /// What this terminal counted.
    pub totals: Totals,
    /// When it was begun.
    pub began: WallTime,
    /// Where it stands.
    pub stage: SettlementStage,
    /// How often the host has refused the step in hand, if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<super::Refused>,
}

/// The stages of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementStage {
    /// Totals not yet answered by the host.
    Asked,
    /// The host's totals are the same; chip details are going up.
    Balanced,
    /// The host's totals differ; all details are going up.
    Unbalanced,
    /// Those of domestic cards differ; their details are going up.
    DomesticUnbalanced,
    /// Those of foreign cards differ; their details are going up.
    ForeignUnbalanced,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_the_first_version_can_be_read() {
        let old = r#"{"sale":{"count":2,"amount":300},"void":{"count":1,"amount":100}}"#;
        let totals: Totals = serde_json::from_str(old).unwrap();
        assert_eq!((totals.debit().count, totals.credit().amount.minor()), (2, 100));
        assert_eq!(serde_json::to_string(&totals).unwrap(), old);
    }

    #[test]
    fn foreign_cards_are_counted_apart() {
        let mut totals = Totals::default();
        let amount = |minor| Amount::from_minor(minor).unwrap();
        totals.add(Kind::Sale, CardClass::Domestic, amount(100));
        totals.add(Kind::Completion, CardClass::Foreign, amount(20));
        totals.add(Kind::PreAuth, CardClass::Domestic, amount(5_000));
        assert_eq!(totals.side(CardClass::Domestic, Side::Debit).amount, amount(100));
        assert_eq!(totals.side(CardClass::Foreign, Side::Debit), KindTotals { count: 1, amount: amount(20) });
        assert_eq!(totals.debit(), KindTotals { count: 2, amount: amount(120) });
        let text = serde_json::to_string(&totals).unwrap();
        assert_eq!(serde_json::from_str::<Totals>(&text).unwrap(), totals);
    }
}
