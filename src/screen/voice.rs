//! How a transaction ended, as it is said aloud: a line for whoever does not look at the screen, and for the customer.

use std::borrow::Cow;

use super::{
    See,
    verdict::{Family, family},
};
use crate::flow::{Ending, Trade, Verdict, Why};

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
