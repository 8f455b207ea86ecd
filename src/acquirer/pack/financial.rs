//! Sale and void (0200).

use crate::{
    acquirer::{
        keys,
        message::{CardData, Financial, LinkFault},
        profile::Profile,
    },
    domain::{Entry, Kind, PinUse},
    iso8583::Message,
};

use super::{
    bad, start,
    trade::{Trade, original_61, put_sequence},
};

pub(super) fn message(request: &Financial, profile: &Profile) -> Result<Message, LinkFault> {
    let Financial { kind, stan, batch, amount, currency, ref card, .. } = *request;
    let pin = if card.pin_block.is_some() { PinUse::Entered } else { PinUse::None };
    let mut message = start("0200", profile);
    Trade { kind, stan, batch, amount, currency, entry: card.entry, pin }.put(&mut message, profile)?;
    put_card(&mut message, card)?;
    put_pin(&mut message, card, profile)?;
    match kind {
        Kind::Sale => put_chip(&mut message, card)?,
        Kind::Void => put_original(&mut message, request)?,
    }
    Ok(message)
}

/// Fields 2, 14, 23 and 35. A swiped card is named by its track alone.
fn put_card(message: &mut Message, card: &CardData) -> Result<(), LinkFault> {
    put_sequence(message, card.entry, card.sequence);
    if let Some(track) = &card.track2 {
        message.set_text(35, track.expose());
    }
    match (card.entry, &card.pan, &card.track2) {
        (Entry::Swipe | Entry::Fallback, _, Some(_)) => return Ok(()),
        (Entry::Swipe | Entry::Fallback, _, None) => return Err(bad("a swiped card without track 2 (field 35)")),
        (_, None, _) => return Err(bad("a card without its number (field 2)")),
        (_, Some(pan), _) => message.set_text(2, pan.expose()),
    };
    if let Some(expiry) = &card.expiry {
        message.set_text(14, expiry.expose());
    }
    Ok(())
}

/// Fields 26, 52 and 53; without a PIN only 53, and only where the host wants it.
fn put_pin(message: &mut Message, card: &CardData, profile: &Profile) -> Result<(), LinkFault> {
    if let Some(block) = &card.pin_block {
        if let Some(reason) = keys::pin_misfit(profile) {
            return Err(bad(reason));
        }
        message.set_text(26, profile.pin_capture.as_str()).set_bytes(52, block.expose());
        message.set_text(53, profile.security_with_pin.as_str());
    } else if let Some(security) = &profile.security_without_pin {
        message.set_text(53, security.as_str());
    }
    Ok(())
}

/// Field 55 of a chip.
fn put_chip(message: &mut Message, card: &CardData) -> Result<(), LinkFault> {
    match card.entry {
        Entry::Chip | Entry::Tap if card.chip.is_empty() => Err(bad("a chip without its data (field 55)")),
        Entry::Chip | Entry::Tap => {
            message.set_bytes(55, &card.chip);
            Ok(())
        }
        Entry::Swipe | Entry::Fallback | Entry::Manual => Ok(()),
    }
}

/// Fields 37, 38 and 61 of a void, which has no field 55.
fn put_original(message: &mut Message, request: &Financial) -> Result<(), LinkFault> {
    let original = request.original.as_ref().ok_or_else(|| bad("a void without its original (field 61)"))?;
    message.set_text(37, original.rrn.as_str()).set_text(61, &original_61(original));
    if let Some(code) = &original.auth_code {
        message.set_text(38, code.as_str());
    }
    Ok(())
}
