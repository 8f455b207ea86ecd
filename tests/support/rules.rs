//! The money rules that must hold after every single event, whatever the test is about.

use keytill::{
    acquirer::Request,
    domain::{Conduct, Kind, Parcel, State, Transaction},
    flow::{Ending, PrintJob},
};

use super::{Till, trace::request_text};

/// Rules of asking: one message at a time, and never before its record is durable.
pub fn may_ask(till: &Till, request: &Request) {
    assert!(
        till.question.is_none(),
        "two messages in flight: {} and {}\n{}",
        till.question.as_ref().map(request_text).unwrap_or_default(),
        request_text(request),
        till.story()
    );
    let book = &till.disk.book;
    let owed = book.reversals_owed().next().is_some();
    match request {
        Request::Financial(f) => {
            let record = book.transactions.get(&f.stan).filter(|t| t.txn.batch == f.batch);
            // What was recorded first is told later, and each try is counted before it leaves.
            let told = |t: &Transaction| t.delivery(Parcel::Advice).is_some_and(|d| d.tries > 0 && d.end.is_none());
            let open = |t: &Transaction| t.state == State::Pending || (t.state == State::Stored && told(t));
            let durable = record.is_some_and(|t| open(t) && t.amount == f.amount && t.kind == f.kind);
            assert!(
                durable || f.kind.conduct() == Conduct::Enquiry,
                "asked before its record was durable\n{}",
                till.story()
            );
            assert!(!owed, "asked for money while a reversal is owed\n{}", till.story());
        }
        Request::Reversal(r) => {
            let record = book.transactions.get(&r.stan).filter(|t| t.txn.batch == r.batch);
            let durable = record.is_some_and(|t| t.state == State::Reversing);
            assert!(durable, "sent a reversal that is not durably owed\n{}", till.story());
        }
        Request::Settle { totals, .. } => {
            assert_eq!(*totals, book.totals(), "totals are not the sum of the journal\n{}", till.story());
            assert!(!owed && book.in_flight().is_none(), "settles with an open trade\n{}", till.story());
        }
        _ => {}
    }
}

/// A receipt needs a durable approval.
pub fn may_print(till: &Till, job: &PrintJob) {
    let Some(txn) = job.txn else { return };
    let counts = till.disk.book.find(txn).is_some_and(|t| t.counts());
    assert!(counts, "printed a receipt of {} without a durable approval\n{}", txn.stan, till.story());
}

/// Rules of telling: the screen says "paid" only of what is durably approved, and "not paid" only of what cannot be.
pub fn after_event(till: &Till) {
    let Some(trade) = &till.model.terminal.trade else { return };
    let record = trade.txn.and_then(|txn| till.disk.book.find(txn));
    let approved = record.is_some_and(|t| t.counts());
    if approved || trade.kind.conduct() == Conduct::Enquiry {
        return;
    }
    let picture = till.screen();
    if trade.verdict().is_some_and(|v| v.ending == Ending::Paid) {
        panic!("says paid without a durable approval\n{picture}\n{}", till.story());
    }
    let words = approval_words(trade.kind);
    let says = words.iter().any(|w| picture.lines().any(|line| line.trim() == *w));
    assert!(!says, "shows an approval that is not durable\n{picture}\n{}", till.story());
    if trade.verdict().is_some_and(|v| v.ending == Ending::NotPaid) {
        let open = record.is_some_and(|t| !matches!(t.state, State::Declined | State::NotSent));
        assert!(!open, "says not paid of what may be\n{picture}\n{}", till.story());
    }
}

/// The words that a screen says alone in a row when a kind of transaction has happened.
fn approval_words(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Sale | Kind::Instalment | Kind::EcashSale => ["APPROVED", "已付款"],
        Kind::Void | Kind::PreAuthVoid | Kind::CompletionVoid | Kind::LoadVoid => ["VOIDED", "已撤销"],
        Kind::Refund | Kind::EcashRefund => ["REFUNDED", "已退货"],
        Kind::PreAuth | Kind::PreAuthAdd => ["PRE-AUTHORISED", "已预授权"],
        Kind::Completion | Kind::CompletionAdvice => ["COMPLETED", "已完成"],
        Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash => ["LOADED", "已圈存"],
        Kind::Offline | Kind::Adjust | Kind::Tip => ["RECORDED", "已记录"],
        Kind::Balance => ["BALANCE", "账户余额"],
    }
}
