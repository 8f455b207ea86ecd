//! The forms of a day report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    domain::{
        Amount, BasketNo, BatchNo, Currency, Day, ItemNo, Kind, OperatorNo, PaidBasket, Sold, Stan, State, Transaction,
        UtcOffset, Way, receipt::Receipt,
    },
    flow::slip,
    printer::{DrawError, FontError},
    report::{self, SumTooLarge},
};

/// Why a report has no form.
#[derive(Debug, thiserror::Error)]
pub(super) enum FormError {
    #[error(transparent)]
    TooLarge(#[from] SumTooLarge),
    #[error("the rows cannot be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the rows cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Font(#[from] FontError),
    #[error(transparent)]
    Draw(#[from] DrawError),
}

/// One transaction. A promise to other programs: names, order and meanings stay, new ones come at the end.
#[derive(Serialize)]
struct Row<'a> {
    /// By the terminal's clock and calendar.
    time: String,
    batch: BatchNo,
    voucher: Stan,
    kind: Kind,
    state: State,
    /// Whether it counts in the day's figures by kind: it moved money, or held it.
    counted: bool,
    /// In minor units, with what a tip or an adjustment made of it.
    amount_minor: Amount,
    currency: &'static str,
    way: Way,
    /// Masked; empty where neither a card nor a code was shown.
    pan: &'a str,
    scheme: Option<String>,
    operator: OperatorNo,
    approver: Option<OperatorNo>,
    rrn: Option<&'a str>,
    auth_code: Option<&'a str>,
    response_code: Option<&'a str>,
    original_voucher: Option<Stan>,
    basket: Option<BasketNo>,
}

impl Row<'_> {
    fn of(txn: &Transaction, offset: UtcOffset) -> Row<'_> {
        let host = txn.host.as_ref();
        Row {
            time: txn.began.civil(offset).to_string(),
            batch: txn.txn.batch,
            voucher: txn.txn.stan,
            kind: txn.kind,
            state: txn.state,
            counted: txn.counts(),
            amount_minor: txn.counted_amount(),
            currency: txn.currency.letters(),
            way: Way::of(txn),
            pan: if slip::has_card(txn) { txn.pan.as_str() } else { "" },
            // The host's word: nothing that a spreadsheet could take for a formula.
            scheme: txn.scheme().map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect()),
            operator: txn.operator,
            approver: txn.approver,
            rrn: host.and_then(|h| h.rrn.as_ref()).map(|rrn| rrn.as_str()),
            auth_code: host.and_then(|h| h.auth_code.as_ref()).map(|code| code.as_str()),
            response_code: host.map(|h| h.code.as_str()),
            original_voucher: txn.original.as_ref().and_then(crate::domain::Original::stan),
            basket: txn.basket,
        }
    }
}

/// The names of the columns, for a day without a transaction too.
const COLUMNS: &str = "time,batch,voucher,kind,state,counted,amount_minor,currency,way,pan,scheme,operator,approver,rrn,\
                       auth_code,response_code,original_voucher,basket";

/// A line of names, then one for each transaction.
pub(super) fn csv(rows: &[Transaction], offset: UtcOffset) -> Result<Vec<u8>, FormError> {
    let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    out.write_record(COLUMNS.split(','))?;
    for txn in rows {
        out.serialize(Row::of(txn, offset))?;
    }
    out.into_inner().map_err(|error| FormError::Csv(error.into_error().into()))
}

/// An object a line.
pub(super) fn jsonl(rows: &[Transaction], offset: UtcOffset) -> Result<Vec<u8>, FormError> {
    let mut out = Vec::new();
    for txn in rows {
        serde_json::to_writer(&mut out, &Row::of(txn, offset))?;
        out.push(b'\n');
    }
    Ok(out)
}

/// What was sold of one product. The same promise as for [`Row`].
#[derive(Serialize)]
struct ProductRow<'a> {
    /// Empty for amounts that were typed.
    number: Option<ItemNo>,
    /// What it was called last.
    name: &'a str,
    /// In its unit, with three decimals.
    quantity: String,
    /// What it brought, in minor units.
    amount_minor: Amount,
    currency: &'static str,
}

/// The names of the columns of products.
const PRODUCT_COLUMNS: &str = "number,name,quantity,amount_minor,currency";

/// Sums by product; what has no product stands first.
fn by_item(goods: &[PaidBasket]) -> Result<BTreeMap<Option<ItemNo>, Sold>, SumTooLarge> {
    let mut sums: BTreeMap<Option<ItemNo>, Sold> = BTreeMap::new();
    for line in goods.iter().flat_map(|paid| &paid.lines) {
        sums.entry(line.item).or_default().add(line).ok_or(SumTooLarge)?;
    }
    Ok(sums)
}

fn product_row(item: Option<ItemNo>, sold: &Sold, currency: Currency) -> ProductRow<'_> {
    let quantity = format!("{}.{:03}", sold.thousandths / 1000, sold.thousandths % 1000);
    ProductRow { number: item, name: &sold.name, quantity, amount_minor: sold.amount, currency: currency.letters() }
}

/// A line of names, then one for each product.
pub(super) fn products_csv(goods: &[PaidBasket], currency: Currency) -> Result<Vec<u8>, FormError> {
    let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    out.write_record(PRODUCT_COLUMNS.split(','))?;
    for (item, sold) in &by_item(goods)? {
        // A name that a spreadsheet could take for a formula is text.
        let name =
            if sold.name.starts_with(['=', '+', '-', '@']) { format!("'{}", sold.name) } else { sold.name.clone() };
        out.serialize(ProductRow { name: &name, ..product_row(*item, sold, currency) })?;
    }
    out.into_inner().map_err(|error| FormError::Csv(error.into_error().into()))
}

/// An object a line.
pub(super) fn products_jsonl(goods: &[PaidBasket], currency: Currency) -> Result<Vec<u8>, FormError> {
    let mut out = Vec::new();
    for (item, sold) in &by_item(goods)? {
        serde_json::to_writer(&mut out, &product_row(*item, sold, currency))?;
        out.push(b'\n');
    }
    Ok(out)
}

/// The day's figures as they stand on paper.
pub(super) fn page(
    (rows, goods): (&[Transaction], &[PaidBasket]),
    day: Day,
    shop: Option<&str>,
    offset: UtcOffset,
    currency: Currency,
) -> Result<Receipt, FormError> {
    let figures = report::count(rows, offset)?.with_products(by_item(goods)?).ok_or(SumTooLarge)?;
    Ok(slip::day_report(shop, day, &figures, currency))
}
