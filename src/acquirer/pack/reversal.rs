//! Reversal (0400): the names of the original and a reason; neither track nor PIN.

use crate::{
    acquirer::{
        message::{LinkFault, ReversalRequest},
        profile::Profile,
    },
    domain::{Entry, Kind},
    iso8583::Message,
};

use super::{
    bad, start,
    trade::{Trade, original_61, put_sequence},
};

pub(super) fn message(request: &ReversalRequest, profile: &Profile) -> Result<Message, LinkFault> {
    let ReversalRequest { kind, stan, batch, amount, currency, entry, pin, .. } = *request;
    let mut message = start("0400", profile);
    Trade { kind, stan, batch, amount, currency, entry, pin }.put(&mut message, profile)?;
    message.set_text(39, request.reason.code());
    put_sequence(&mut message, entry, request.sequence);
    put_card(&mut message, request);
    match kind {
        Kind::Sale => put_chip(&mut message, request),
        Kind::Void => put_original(&mut message, request)?,
    }
    Ok(message)
}

/// Fields 2 and 14 where the original had them, which a swipe never has.
fn put_card(message: &mut Message, request: &ReversalRequest) {
    let (Entry::Chip | Entry::Tap | Entry::Manual, Some(card)) = (request.entry, &request.card) else { return };
    message.set_text(2, card.pan.expose());
    if let Some(expiry) = &card.expiry {
        message.set_text(14, expiry.expose());
    }
}

/// Field 55. A chip may have given nothing that belongs here: then the reversal goes without, it must go.
fn put_chip(message: &mut Message, request: &ReversalRequest) {
    if let (Entry::Chip | Entry::Tap, false) = (request.entry, request.chip.is_empty()) {
        message.set_bytes(55, &request.chip);
    }
}

/// Fields 38 and 61 of a void's reversal, as the void had them.
fn put_original(message: &mut Message, request: &ReversalRequest) -> Result<(), LinkFault> {
    let original = request.original.as_ref().ok_or_else(|| bad("a void's reversal without its original (field 61)"))?;
    message.set_text(61, &original_61(original));
    if let Some(code) = &original.auth_code {
        message.set_text(38, code.as_str());
    }
    Ok(())
}
