//! What the export says of fees: the columns after those of the transaction.

use serde::Serialize;

use crate::{
    domain::{RateTable, Transaction, UtcOffset},
    fees::{self, Arrival, Calendar, CardType, Cost, Net},
};

/// The columns. Minor units, negative where money goes from the shop or a fee comes back to it; null where it is not known.
#[derive(Default, Serialize)]
pub struct Price {
    /// `credit`, `debit` or `not_known`; null without a card or a rate table.
    card_type: Option<&'static str>,
    /// By which rate: `credit`, `debit`, `qr`, `foreign`, `shown_code`.
    rate: Option<&'static str>,
    fee_minor: Option<i64>,
    net_minor: Option<i64>,
    /// Why fee and net are null.
    fee_not_known: Option<&'static str>,
    /// The day on which the net is to come.
    arrival: Option<String>,
    /// Whether that rests on the law's holidays alone.
    arrival_provisional: bool,
}

/// Fills the columns from the rates of the journal.
pub fn price(rates: Option<&RateTable>, calendar: &Calendar, txn: &Transaction) -> Price {
    let Some(table) = rates else { return Price { fee_not_known: Some("no_table"), ..Price::default() } };
    let card_type = txn.entry.is_card().then(|| match fees::card_type(table, txn) {
        CardType::Credit => "credit",
        CardType::Debit => "debit",
        CardType::NotKnown => "not_known",
    });
    let plain = Price { card_type, ..Price::default() };
    match fees::cost(table, calendar, txn, UtcOffset::default()) {
        Cost::Nothing => {
            let none = Some(Net::default().signed());
            Price { fee_minor: none, net_minor: none, ..plain }
        }
        Cost::NotKnown(unknown) => Price { fee_not_known: Some(unknown.word()), ..plain },
        Cost::Known(fee) => Price {
            rate: Some(fee.product.word()),
            fee_minor: Some(fee.signed_fee()),
            net_minor: Some(fee.signed_net()),
            arrival: fee.arrival.day().map(|day| day.to_string()),
            arrival_provisional: matches!(fee.arrival, Arrival::Provisional(_)),
            ..plain
        },
    }
}
