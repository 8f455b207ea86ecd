//! The forms of a day report.

use serde::Serialize;

use crate::{
    domain::{
        Amount, BatchNo, Currency, Day, Kind, OperatorNo, Stan, State, Transaction, UtcOffset, Way, receipt::Receipt,
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
        }
    }
}

/// The names of the columns, for a day without a transaction too.
const COLUMNS: &str = "time,batch,voucher,kind,state,counted,amount_minor,currency,way,pan,scheme,operator,approver,rrn,\
                       auth_code,response_code,original_voucher";

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

/// The day's figures as they stand on paper.
pub(super) fn page(
    rows: &[Transaction],
    day: Day,
    shop: Option<&str>,
    offset: UtcOffset,
    currency: Currency,
) -> Result<Receipt, FormError> {
    let figures = report::count(rows, offset)?;
    Ok(slip::day_report(shop, day, &figures, currency))
}
