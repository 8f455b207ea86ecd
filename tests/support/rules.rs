//! The money rules that must hold after every single event, whatever the test is about.

use keytill::{
    acquirer::Request,
    domain::{Conduct, Kind, State, TxnRef},
    flow::{Ending, PrintJob},
    sim::world::rules,
};

use super::Till;

/// Rules of asking: one message at a time, and never before its record is durable.
pub fn may_ask(till: &Till, request: &Request) {
    let allowed = rules::may_ask(&till.disk.book, till.question.as_ref(), request);
    allowed.unwrap_or_else(|rule| panic!("{rule}\n{}", till.story()));
}

/// The gateway is asked one thing at a time, and only about what is durable and has not ended.
pub fn may_order(till: &Till, txn: TxnRef) {
    assert!(till.order_asked.is_none(), "two questions at the gateway\n{}", till.story());
    let open = till.disk.book.find(txn).is_some_and(|t| t.is_order() && t.state == State::Pending);
    assert!(open, "the gateway hears of what is not durable, or has ended\n{}", till.story());
}

/// What is said aloud is durable.
pub fn may_say(till: &Till, ending: Ending) {
    let allowed = rules::may_say(&till.disk.book, &till.model.terminal, ending);
    allowed.unwrap_or_else(|rule| panic!("{rule}\n{}", till.story()));
}

/// A receipt needs a durable approval.
pub fn may_print(till: &Till, job: &PrintJob) {
    rules::may_print(&till.disk.book, job).unwrap_or_else(|rule| panic!("{rule}\n{}", till.story()));
}

/// Rules of telling: the screen says "paid" only of what is durably approved, and "not paid" only of what cannot be.
pub fn after_event(till: &Till) {
    let Some(trade) = &till.model.terminal.trade else { return };
    let record = trade.txn.and_then(|txn| till.disk.book.find(txn));
    let approved = record.is_some_and(|t| t.counts());
    if trade.kind.conduct() == Conduct::Enquiry {
        return;
    }
    if approved {
        let denied = trade.verdict().is_some_and(|v| v.ending == Ending::NotPaid);
        assert!(!denied, "says not paid of what is durably approved\n{}\n{}", till.screen(), till.story());
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
