//! The money rules that hold at every single message and receipt: what may be asked of the host, and what may be printed, by
//! what is durable.

use super::{receipts, trace::request_text};
use crate::{
    acquirer::Request,
    domain::{BillEnd, Book, Conduct, Parcel, State, Transaction},
    flow::{Ending, PrintJob, Terminal},
};

/// One message at a time, and never before its record is durable.
///
/// # Errors
/// Which rule is broken.
pub fn may_ask(book: &Book, in_flight: Option<&Request>, request: &Request) -> Result<(), String> {
    if let Some(other) = in_flight {
        return Err(format!("two messages in flight: {} and {}", request_text(other), request_text(request)));
    }
    let owed = book.reversals_owed().next().is_some();
    match request {
        Request::Financial(f) => {
            let record = book.transactions.get(&f.stan).filter(|t| t.txn.batch == f.batch);
            let durable = record.is_some_and(|t| is_open(t) && t.amount == f.amount && t.kind == f.kind);
            if !durable && f.kind.conduct() != Conduct::Enquiry {
                return Err("asked before its record was durable".into());
            }
            if owed { Err("asked for money while a reversal is owed".into()) } else { Ok(()) }
        }
        Request::Reversal(r) => {
            let record = book.transactions.get(&r.stan).filter(|t| t.txn.batch == r.batch);
            let durable = record.is_some_and(|t| t.state == State::Reversing && t.amount == r.amount);
            if durable { Ok(()) } else { Err("sent a reversal that is not durably owed".into()) }
        }
        Request::Settle { totals, .. } if *totals != book.totals() => {
            Err("totals are not the sum of the journal".into())
        }
        Request::Settle { .. } if owed || book.in_flight().is_some() => Err("settles with an open trade".into()),
        _ => Ok(()),
    }
}

/// What was recorded first is told later, and each try is counted before it leaves.
fn is_open(record: &Transaction) -> bool {
    let told = record.delivery(Parcel::Advice).is_some_and(|d| d.tries > 0 && d.end.is_none());
    record.state == State::Pending || (record.state == State::Stored && told)
}

/// What is said aloud of a payment is durable.
///
/// # Errors
/// Which rule is broken.
pub fn may_say(book: &Book, terminal: &Terminal, ending: Ending) -> Result<(), String> {
    let trade = terminal.trade.as_ref().filter(|trade| trade.kind.conduct() != Conduct::Enquiry);
    let happened = trade.and_then(|trade| trade.txn).and_then(|txn| book.find(txn)).is_some_and(Transaction::counts);
    let ended = terminal.desk.ended.as_deref();
    let paid = ended.is_some_and(|ended| ended.end == BillEnd::Paid && book.bills.get(ended.bill.no).is_none());
    match ending {
        Ending::Paid if trade.is_some() && !happened && !paid => {
            Err("says aloud that it is paid, and it is not".into())
        }
        Ending::NotPaid if happened => Err("says aloud that it is not paid, and it is".into()),
        _ => Ok(()),
    }
}

/// A receipt needs a durable approval, and says what is durable.
///
/// # Errors
/// Which rule is broken.
pub fn may_print(book: &Book, job: &PrintJob) -> Result<(), String> {
    let Some(txn) = job.txn else { return receipts::adds_up(book, &job.receipt) };
    match book.find(txn).filter(|record| record.counts()) {
        Some(record) => receipts::is_so(record, &job.receipt),
        None => Err(format!("printed a receipt of {} without a durable approval", txn.stan)),
    }
}
