//! What is kept of one customer, for that customer to read.

use serde::Serialize;

use super::Customer;
use crate::domain::{Lang, UtcOffset, WallTime};

#[derive(Serialize)]
struct Export<'a> {
    mobile: &'a str,
    name: &'a str,
    initials: &'a str,
    consent: ConsentRow,
    purchases: Vec<PurchaseRow>,
}

#[derive(Serialize)]
struct ConsentRow {
    given: String,
    words_version: u16,
    words_language: Lang,
    operator: String,
}

#[derive(Serialize)]
struct PurchaseRow {
    time: String,
    batch: String,
    voucher: String,
    amount_when_linked: String,
    currency: &'static str,
}

/// Everything that is kept of a customer, as JSON with line breaks: times in UTC, amounts in the currency's major unit.
///
/// # Errors
/// None that this program knows of: every part has a form in JSON.
pub fn export(customer: &Customer) -> serde_json::Result<String> {
    let consent = &customer.consent;
    let row = Export {
        mobile: customer.mobile.digits(),
        name: customer.name.as_str(),
        initials: customer.initials.as_str(),
        consent: ConsentRow {
            given: iso_8601(consent.at),
            words_version: consent.words,
            words_language: consent.lang,
            operator: consent.by.to_string(),
        },
        purchases: customer
            .purchases
            .iter()
            .map(|sale| PurchaseRow {
                time: iso_8601(sale.began),
                batch: sale.txn.batch.to_string(),
                voucher: sale.txn.stan.to_string(),
                amount_when_linked: sale.amount.display(sale.currency).to_string(),
                currency: sale.currency.letters(),
            })
            .collect(),
    };
    serde_json::to_string_pretty(&row)
}

/// `2026-01-22T06:05:09Z`.
fn iso_8601(at: WallTime) -> String {
    format!("{}Z", at.civil(UtcOffset(0)).to_string().replace(' ', "T"))
}
