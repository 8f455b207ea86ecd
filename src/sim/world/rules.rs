//! The money rules that hold at every single message and receipt: what may be asked of the host, and what may be printed, by
//! what is durable.

use super::trace::request_text;
use crate::{
    acquirer::Request,
    domain::{Book, Conduct, Parcel, State, Transaction},
    flow::PrintJob,
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
            let durable = record.is_some_and(|t| t.state == State::Reversing);
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

/// A receipt needs a durable approval.
///
/// # Errors
/// Which rule is broken.
pub fn may_print(book: &Book, job: &PrintJob) -> Result<(), String> {
    match job.txn {
        Some(txn) if !book.find(txn).is_some_and(|t| t.counts()) => {
            Err(format!("printed a receipt of {} without a durable approval", txn.stan))
        }
        _ => Ok(()),
    }
}
