//! The kinds of trade, by the key table of the terminal specification: message type, processing code, condition, type.

use serde::{Deserialize, Serialize};

use crate::iso8583::Message;

/// What a trade is at the host. Named for itself: the host shares no list of trades with the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// Balance enquiry.
    Balance,
    /// Sale by card.
    Sale,
    /// Sale by card, paid in instalments.
    Instalment,
    /// Void of a sale of the same batch.
    Void,
    /// Refund of an earlier sale.
    Refund,
    /// Pre-authorisation.
    PreAuth,
    /// More money on a pre-authorisation.
    PreAuthAdd,
    /// Void of a pre-authorisation.
    PreAuthVoid,
    /// Completion of a pre-authorisation, as a request.
    Completion,
    /// Completion of a pre-authorisation, as an advice.
    CompletionAdvice,
    /// Void of a completion request.
    CompletionVoid,
    /// Sale settled offline.
    OfflineSettlement,
    /// Another amount for a sale settled offline.
    Adjust,
    /// A tip on top of a sale.
    TipAdjust,
    /// Sale that the chip approved offline.
    EcashSale,
    /// Refund of such a sale.
    EcashRefund,
    /// Load of electronic cash from the account that is bound to it.
    LoadDesignated,
    /// Load of electronic cash from another account.
    LoadOther,
    /// Load of electronic cash paid in cash.
    LoadCash,
    /// Void of a load paid in cash.
    LoadVoid,
    /// Sale by the customer's code.
    QrSale,
    /// Void of such a sale.
    QrVoid,
    /// Refund of such a sale.
    QrRefund,
}

/// On which side of the settlement a trade counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Money to the shop.
    Debit,
    /// Money back to the customer.
    Credit,
    /// Not at all.
    Neither,
}

/// Whether a card or a code pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Medium {
    Card,
    Code,
}

/// Whether a time-out is answered by a reversal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Undo {
    Reversal,
    Nothing,
}

struct Row {
    trade: Trade,
    name: &'static str,
    mti: &'static str,
    /// The first two digits of field 3.
    processing: &'static str,
    /// Field 25.
    conditions: &'static [&'static str],
    /// 60.1.
    kinds: &'static [&'static str],
    medium: Medium,
    undo: Undo,
    side: Side,
}

type Words = &'static [&'static str];

const fn card(
    key: (Trade, &'static str),
    mti: &'static str,
    wire: (&'static str, Words, Words),
    money: (Undo, Side),
) -> Row {
    let ((trade, name), (processing, conditions, kinds), (undo, side)) = (key, wire, money);
    Row { trade, name, mti, processing, conditions, kinds, medium: Medium::Card, undo, side }
}

const fn code(
    key: (Trade, &'static str),
    mti: &'static str,
    wire: (&'static str, Words, Words),
    money: (Undo, Side),
) -> Row {
    Row { medium: Medium::Code, ..card(key, mti, wire, money) }
}

use Side::{Credit, Debit, Neither};
use Undo::{Nothing, Reversal};

/// The key table. One acquirer's payments by code have processing codes of their own (45, 68). The old purse's loads (40, 41, 42) stand beside those of electronic cash (45, 46, 47).
const TABLE: [Row; 25] = [
    card((Trade::Balance, "balance"), "0200", ("31", &["00"], &["01"]), (Nothing, Neither)),
    card((Trade::Sale, "sale"), "0200", ("00", &["00"], &["22"]), (Reversal, Debit)),
    card((Trade::Instalment, "instalment"), "0200", ("00", &["64"], &["22"]), (Reversal, Debit)),
    card((Trade::Void, "void"), "0200", ("20", &["00", "64"], &["23"]), (Reversal, Credit)),
    card((Trade::Refund, "refund"), "0220", ("20", &["00"], &["25"]), (Nothing, Credit)),
    card((Trade::PreAuth, "pre-auth"), "0100", ("03", &["06"], &["10"]), (Reversal, Neither)),
    card((Trade::PreAuthAdd, "pre-auth-add"), "0100", ("03", &["60"], &["10"]), (Reversal, Neither)),
    card((Trade::PreAuthVoid, "pre-auth-void"), "0100", ("20", &["06"], &["11"]), (Reversal, Neither)),
    card((Trade::Completion, "completion"), "0200", ("00", &["06"], &["20"]), (Reversal, Debit)),
    card((Trade::CompletionAdvice, "completion-advice"), "0220", ("00", &["06"], &["24"]), (Nothing, Debit)),
    card((Trade::CompletionVoid, "completion-void"), "0200", ("20", &["06"], &["21"]), (Reversal, Credit)),
    card((Trade::OfflineSettlement, "offline-settlement"), "0220", ("00", &["00"], &["30"]), (Nothing, Debit)),
    card((Trade::Adjust, "adjust"), "0220", ("00", &["00"], &["32"]), (Nothing, Neither)),
    card((Trade::TipAdjust, "tip-adjust"), "0220", ("00", &["00"], &["34"]), (Nothing, Neither)),
    card((Trade::EcashSale, "ecash-sale"), "0200", ("00", &["00"], &["36"]), (Nothing, Debit)),
    card((Trade::EcashRefund, "ecash-refund"), "0220", ("20", &["00"], &["27"]), (Nothing, Credit)),
    card((Trade::LoadDesignated, "load-designated"), "0200", ("60", &["91"], &["45", "40"]), (Reversal, Neither)),
    card((Trade::LoadOther, "load-other"), "0200", ("62", &["91"], &["47", "42"]), (Reversal, Debit)),
    card((Trade::LoadCash, "load-cash"), "0200", ("63", &["91"], &["46", "41"]), (Reversal, Credit)),
    card((Trade::LoadVoid, "load-void"), "0200", ("17", &["91"], &["51"]), (Reversal, Neither)),
    code((Trade::QrSale, "qr-sale"), "0200", ("00", &["00"], &["22"]), (Reversal, Debit)),
    code((Trade::QrVoid, "qr-void"), "0200", ("20", &["00"], &["23"]), (Reversal, Credit)),
    code((Trade::QrRefund, "qr-refund"), "0220", ("20", &["00"], &["25"]), (Nothing, Credit)),
    code((Trade::QrSale, "qr-sale"), "0200", ("45", &["00", "01"], &["22"]), (Reversal, Debit)),
    code((Trade::QrVoid, "qr-void"), "0200", ("68", &["00", "01"], &["23"]), (Reversal, Credit)),
];

impl Trade {
    /// Every trade.
    pub fn all() -> impl Iterator<Item = Trade> {
        TABLE.iter().filter(|row| row.trade.row().is_some_and(|first| std::ptr::eq(first, *row))).map(|row| row.trade)
    }

    /// The trade that a request asks for; none when the key table has no such row.
    pub fn of(request: &Message, kind: &str) -> Option<Trade> {
        let mti = request.mti();
        TABLE.iter().find(|row| row.mti == mti.as_str() && row.fits(request, kind)).map(|row| row.trade)
    }

    /// The trade that a reversal takes back: it has the original's fields 3, 22, 25 and 60.1, and a type of its own.
    pub fn reversed_by(request: &Message, kind: &str) -> Option<Trade> {
        TABLE.iter().find(|row| row.undo == Reversal && row.fits(request, kind)).map(|row| row.trade)
    }

    /// Its name in fault orders, in the configuration and in the lines that the host prints.
    pub fn name(self) -> &'static str {
        self.row().map_or("trade", |row| row.name)
    }

    /// On which side it counts.
    pub fn side(self) -> Side {
        self.row().map_or(Neither, |row| row.side)
    }

    /// Whether it can be reversed.
    #[cfg(test)]
    pub(super) fn is_reversible(self) -> bool {
        self.row().is_some_and(|row| row.undo == Reversal)
    }

    /// Whether a code pays and no card.
    pub fn is_by_code(self) -> bool {
        self.row().is_some_and(|row| row.medium == Medium::Code)
    }

    /// Whether it tells of something that has happened already, so that its repetition is acknowledged with 94 and not refused.
    pub fn is_advice(self) -> bool {
        self == Trade::EcashSale || self.row().is_some_and(|row| row.mti == "0220")
    }

    /// Whether it belongs to the pre-authorisations, whose reversals are answered without field 44.
    pub fn is_pre_auth_family(self) -> bool {
        use Trade::*;
        matches!(self, PreAuth | PreAuthAdd | PreAuthVoid | Completion | CompletionAdvice | CompletionVoid)
    }

    /// Whether its reversal names the original in field 61 as it did itself.
    pub fn names_original(self) -> bool {
        use Trade::*;
        matches!(self, Void | PreAuthAdd | PreAuthVoid | Completion | CompletionVoid)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.trade == self)
    }
}

/// Whether a payment by code has the processing code of the acquirer that has its own.
pub(super) fn is_variant(request: &Message) -> bool {
    request.text(3).is_some_and(|code| code.starts_with("45") || code.starts_with("68"))
}

impl Row {
    fn fits(&self, request: &Message, kind: &str) -> bool {
        let by_code = request.text(22).is_some_and(|entry| entry.starts_with("03")) || is_variant(request);
        let medium = if by_code { Medium::Code } else { Medium::Card };
        let has = |field, words: Words| request.text(field).is_some_and(|text| words.contains(&text));
        self.medium == medium
            && request.text(3).is_some_and(|code| code.starts_with(self.processing))
            && has(25, self.conditions)
            && self.kinds.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_have_one_key() {
        for (index, row) in TABLE.iter().enumerate() {
            for other in &TABLE[index + 1..] {
                let shares = |a: Words, b: Words| a.iter().any(|word| b.contains(word));
                let same = row.processing == other.processing
                    && row.medium == other.medium
                    && shares(row.conditions, other.conditions)
                    && shares(row.kinds, other.kinds);
                assert!(!same, "{} and {}", row.name, other.name);
            }
            assert_eq!(row.trade.name(), row.name);
        }
    }
}
