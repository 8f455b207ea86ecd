//! The question after a payment by code (0200, by the profile's row `query_code`).

use crate::{
    acquirer::{message::CodeEnquiry, profile::Profile, trades::TradeName},
    domain::{Entry, PinUse},
    iso8583::Message,
};

use super::{
    start_with,
    trade::{entry_mode, private_60, put_deviations},
    twelve,
};

/// Fields 3, 4, 11, 22, 25, 41, 42, 49, 60, and 61 with batch and STAN of the payment. A payment without an answer has no
/// reference number to ask by.
pub(super) fn message(enquiry: &CodeEnquiry, profile: &Profile) -> Message {
    let form = profile.trades.form(TradeName::QueryCode);
    let mut message = start_with(form.message_type(), profile);
    let entry = form.entry.as_ref().map(|entry| entry.as_str().to_owned());
    message.set_text(3, form.processing.as_str()).set_text(4, &twelve(enquiry.amount));
    message.set_text(11, &enquiry.stan.to_string());
    message.set_text(22, &entry.unwrap_or_else(|| entry_mode(Entry::Code, PinUse::None)));
    message.set_text(25, form.condition.as_str()).set_text(49, enquiry.currency.numeric());
    let kind = (form.kind.as_str(), profile.partial_capability.as_str());
    message.set_text(60, &private_60(kind, enquiry.original.batch, "000", Entry::Code, profile));
    message.set_text(61, &format!("{}{}", enquiry.original.batch, enquiry.original.stan));
    put_deviations(&mut message, &form, enquiry.wallet, profile);
    message
}
