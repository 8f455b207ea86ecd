//! Reversal (0400): the names of the original and a reason; neither track nor PIN.

use crate::{
    acquirer::{
        message::{LinkFault, ReversalRequest},
        profile::Profile,
    },
    domain::{CardSecret, Entry, Kind},
    iso8583::Message,
};

use super::{
    shape::{Shape, Wanted},
    start,
    trade::{Trade, put_code, put_deviations, put_number, put_sequence},
};

pub(super) fn message(request: &ReversalRequest, profile: &Profile) -> Result<Message, LinkFault> {
    let ReversalRequest { kind, stan, batch, amount, currency, entry, pin, ref original, ref extra, .. } = *request;
    let shape = Shape::of_reversal(kind);
    let trade = Trade { kind, stan, batch, amount, currency, entry, pin, original: original.as_ref(), extra };
    let form = trade.form(profile);
    let mut message = start("0400", profile);
    trade.put(&mut message, &form, profile)?;
    message.set_text(39, request.reason.code());
    put_sequence(&mut message, shape.sequence, entry, request.sequence, profile);
    trade.put_original(&mut message, shape, profile)?;
    // A chip may have given nothing that belongs here: then the reversal goes without, it must go.
    if let (Entry::Chip | Entry::Tap, Wanted::IfKnown, false) = (entry, shape.chip, request.chip.is_empty()) {
        message.set_bytes(55, &request.chip);
    }
    match &request.card {
        Some(CardSecret::Code(code)) if kind == Kind::Sale => put_code(&mut message, code, &form, profile),
        // A swipe was named by its track, which is not kept.
        Some(card) if !matches!(entry, Entry::Swipe | Entry::Fallback) => put_number(&mut message, card),
        _ => {}
    }
    put_deviations(&mut message, &form, extra.wallet, profile);
    Ok(message)
}
