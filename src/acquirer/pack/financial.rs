//! Requests that move money, balance enquiries, and advices (0100, 0200, 0220); the same with 0320 in a batch upload.

use crate::{
    acquirer::{
        keys,
        message::{CardData, Financial, LinkFault},
        profile::Profile,
    },
    domain::{Amount, CardSecret, Conduct, Entry, Kind, PinUse},
    iso8583::{Message, Mti},
};

use super::{
    bad,
    shape::{Shape, Wanted},
    start_with,
    trade::{Trade, private_60, put_code, put_deviations, put_number, put_sequence},
    twelve,
};

/// How many characters of field 62 follow the count of instalments: a project code, blank where there is none.
const INSTALMENT_REST: usize = 30;

pub(super) fn message(request: &Financial, profile: &Profile) -> Result<Message, LinkFault> {
    let form = trade(request).form(profile);
    let mut message = start_with(form.message_type(), profile);
    let stripe = if request.kind.conduct() == Conduct::Advice { Stripe::ByNumber } else { Stripe::ByTrack };
    fill(&mut message, request, stripe, profile)?;
    Ok(message)
}

/// The same as a detail of a batch upload. It is sent without its PIN, which belongs to its moment, and without tracks, which
/// are never kept.
pub(super) fn notice(request: &Financial, profile: &Profile) -> Result<Message, LinkFault> {
    let mut message = start_with(Mti::new("0320"), profile);
    fill(&mut message, request, Stripe::ByNumber, profile)?;
    if matches!(request.card.entry, Entry::Chip | Entry::Tap) {
        // 60.3 says that it is the notice of a chip's trade.
        let form = trade(request).form(profile);
        let sixth = profile.partial_capability.as_str();
        let text = private_60((form.kind.as_str(), sixth), request.batch, "206", request.card.entry, profile);
        message.set_text(60, &text);
    }
    Ok(message)
}

/// How a swiped card is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stripe {
    /// By its track.
    ByTrack,
    /// By its number where there is no track: it is never kept, so what goes up later has none.
    ByNumber,
}

fn fill(message: &mut Message, request: &Financial, stripe: Stripe, profile: &Profile) -> Result<(), LinkFault> {
    let shape = Shape::of(request.kind);
    let trade = trade(request);
    let form = trade.form(profile);
    trade.put(message, &form, profile)?;
    put_card(message, &request.card, stripe)?;
    put_sequence(message, shape.sequence, request.card.entry, request.card.sequence, profile);
    if shape.pin != Wanted::No {
        put_pin(message, &request.card, profile)?;
    }
    put_chip(message, shape.chip, &request.card)?;
    trade.put_original(message, shape, profile)?;
    put_extra(message, shape, request);
    if let Some(code) = &request.card.code {
        put_code(message, code, &form, profile);
    }
    put_deviations(message, &form, request.extra.wallet, profile);
    Ok(())
}

fn trade(request: &Financial) -> Trade<'_> {
    let Financial { kind, stan, batch, amount, currency, ref card, ref original, ref extra } = *request;
    let pin = if card.pin_block.is_some() { PinUse::Entered } else { PinUse::None };
    Trade { kind, stan, batch, amount, currency, entry: card.entry, pin, original: original.as_ref(), extra }
}

/// Fields 2, 14 and 35. A swiped card is named by its track alone.
fn put_card(message: &mut Message, card: &CardData, stripe: Stripe) -> Result<(), LinkFault> {
    let swiped = matches!(card.entry, Entry::Swipe | Entry::Fallback);
    if let Some(track) = &card.track2 {
        message.set_text(35, track.expose());
    }
    match (&card.pan, card.entry) {
        (_, Entry::Cash) => Err(bad("cash, which no host hears of (field 22)")),
        (_, Entry::Code) => Ok(()),
        _ if swiped && card.track2.is_some() => Ok(()),
        _ if swiped && stripe == Stripe::ByTrack => Err(bad("a swiped card without track 2 (field 35)")),
        (None, _) => Err(bad("a card without its number (field 2)")),
        (Some(pan), _) => {
            put_number(message, &CardSecret::Card { pan: pan.clone(), expiry: card.expiry });
            Ok(())
        }
    }
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
fn put_chip(message: &mut Message, wanted: Wanted, card: &CardData) -> Result<(), LinkFault> {
    match card.entry {
        Entry::Chip | Entry::Tap if wanted != Wanted::No && card.chip.is_empty() => {
            Err(bad("a chip without its data (field 55)"))
        }
        Entry::Chip | Entry::Tap if wanted != Wanted::No => {
            message.set_bytes(55, &card.chip);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Fields 48, 62 and 63.
fn put_extra(message: &mut Message, shape: Shape, request: &Financial) {
    if let (Kind::Tip | Kind::Offline, Some(tip)) = (request.kind, request.extra.tip.filter(|t| *t > Amount::ZERO)) {
        message.set_text(48, &twelve(tip));
    }
    if let (Kind::Instalment, Some(periods)) = (request.kind, request.extra.periods) {
        message.set_bytes(62, format!("{periods:02}{:INSTALMENT_REST$}", "").as_bytes());
    }
    if shape.scheme != Wanted::No {
        // A scheme that is not known is told as 000.
        let scheme = request.extra.scheme.as_deref().map(str::trim).filter(|s| s.len() == 3);
        message.set_text(63, scheme.unwrap_or("000"));
    }
}
