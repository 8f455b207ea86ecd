//! How a transaction ended, as it is said aloud: a line for whoever does not look at the screen, and for the customer.

use std::borrow::Cow;

use super::{
    See,
    verdict::{Family, family},
};
use crate::{
    domain::{Amount, BillEnd},
    flow::{EndedBill, Ending, Trade, Verdict, Why},
};

/// The line; none where nothing is said. A balance is nobody else's, and who cancels knows it.
pub fn line(see: &See<'_>, trade: &Trade, verdict: &Verdict) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    let family = family(trade.kind);
    if family == Family::Enquiry {
        return None;
    }
    match (verdict.ending, &verdict.why) {
        (Ending::NotPaid, Some(Why::Cancelled | Why::CancelledByHolder | Why::NoCard | Why::SameSale(_))) => None,
        (Ending::NotPaid, Some(Why::CardApprovedAlone)) | (Ending::Unknown, _) => Some(t.voice_unknown()),
        (Ending::NotPaid, _) => Some(t.voice_not_done()),
        (Ending::Paid, _) if trade.extra.bill.is_some() && family == Family::Pay => part(see, trade),
        (Ending::Paid, why) => {
            let amount = trade.amount.spoken(see.terminal.setup.currency, see.look.lang);
            Some(match family {
                // The host has not heard of it yet.
                _ if why == &Some(Why::Stored) => t.voice_recorded(amount),
                Family::Pay => t.voice_paid(amount),
                Family::Void => t.voice_voided(amount),
                Family::Refund => t.voice_refunded(amount),
                Family::Hold => t.voice_held(amount),
                Family::Complete => t.voice_completed(amount),
                Family::Load => t.voice_loaded(amount),
                Family::Record | Family::Enquiry => t.voice_recorded(amount),
            })
        }
    }
}

/// A part of a sale: what was paid of it and what is left. After the last one the whole is said instead.
fn part(see: &See<'_>, trade: &Trade) -> Option<Cow<'static, str>> {
    let bill = see.terminal.bill(trade.extra.bill?)?;
    let left = bill.money(&see.terminal.book.transactions).left;
    let spoken = |amount: Amount| amount.spoken(see.terminal.setup.currency, see.look.lang);
    (!left.is_zero()).then(|| see.look.t.voice_part(spoken(trade.amount), spoken(left)))
}

/// A sale that was paid in parts and has ended; none where it was only left to a person.
pub fn bill(see: &See<'_>, ended: &EndedBill) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    match ended.end {
        BillEnd::Paid => Some(t.voice_paid(ended.bill.total.spoken(see.terminal.setup.currency, see.look.lang))),
        BillEnd::GivenUp | BillEnd::Left(_) => None,
    }
}
