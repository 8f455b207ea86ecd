//! What answers say about the card.

use zeroize::Zeroizing;

use super::{
    Answer, Authorised, Begin, Done, Entry, Expiry, Fault, Outcome, Pan, PinBlock, Presented, Refusal, Tag, Track2,
    emv, garbled, packed, status, stripe, tags,
};
use crate::{domain::Currency, reader::neo2::status::Verdict};

/// The longest label that a card may have (EMV Book 1, table 45).
const LABEL_MAX: usize = 16;
/// The shortest card number.
const PAN_MIN: usize = 12;

/// What is kept of a card between two orders.
pub(super) struct Card {
    pub(super) entry: Entry,
    pub(super) currency: Currency,
    pub(super) pan: Pan,
    track2: Option<Track2>,
    expiry: Option<Expiry>,
    sequence: Option<u8>,
    label: Option<String>,
    objects: Vec<u8>,
    outcome: Outcome,
}

/// The card in an answer to 02-40.
pub(super) fn read(order: &Begin, answer: &Answer) -> Done<Card> {
    let objects = objects(answer)?;
    let entry = entry(answer, objects)?;
    let track2 = track2(objects)?;
    let pan = match emv::find(objects, Tag::PAN).map(digits) {
        Some(number) => Pan::new(&number).map_err(garbled)?,
        None => match &track2 {
            Some(track) => track.pan().map_err(garbled)?,
            None if encrypts(answer) => return Err(stripe::encrypted()),
            None => return Err(garbled("the reader gave no card number")),
        },
    };
    // Two numbers for one card: nothing that follows could be trusted.
    if track2.as_ref().is_some_and(|track| track.pan().as_ref() != Ok(&pan)) {
        return Err(garbled("card number and track 2 do not belong together"));
    }
    // A cryptogram over another sum is that of another trade.
    let asked = packed(&format!("{:012}", order.amount.minor()));
    if emv::find(objects, Tag::AMOUNT).is_some_and(|amount| amount != asked) {
        return Err(garbled("the card was asked for another amount"));
    }
    let chip_expiry = emv::find(objects, Tag::EXPIRY).map(digits);
    let expiry = chip_expiry.and_then(|text| Expiry::new(text.get(..4)?).ok());
    Ok(Card {
        entry,
        currency: order.currency,
        pan,
        expiry: expiry.or_else(|| track2.as_ref().and_then(|track| track.expiry().ok())),
        track2,
        sequence: emv::find(objects, Tag::SEQUENCE).and_then(|value| digits(value).parse().ok()),
        label: label(objects),
        objects: tags::for_host(objects)?,
        // A tap has made its cryptogram already: the status says whether it wants the host.
        outcome: if answer.status == status::ONLINE { Outcome::GoOnline } else { tap_outcome(objects, entry) },
    })
}

impl Card {
    pub(super) fn presented(&self) -> Presented {
        Presented {
            entry: self.entry,
            pan: Some(self.pan.clone()),
            label: self.label.clone(),
            has_chip: self.entry == Entry::Swipe && self.track2.as_ref().is_some_and(Track2::has_chip),
        }
    }

    /// Whether a PIN can still count: a card that has approved or declined by itself has had its last word, and the owner
    /// of a telephone has typed his into it.
    pub(super) fn may_have_pin(&self) -> bool {
        self.entry != Entry::Tap || self.outcome == Outcome::GoOnline && !self.owner_proved_on_device()
    }

    /// Whether the owner of the telephone has proved himself to it (card transaction qualifiers, 9F6C).
    fn owner_proved_on_device(&self) -> bool {
        emv::find(&self.objects, Tag::CARD_QUALIFIERS).and_then(|it| it.get(1)).is_some_and(|second| second & 0x80 != 0)
    }

    /// Takes over the first cryptogram of a chip.
    pub(super) fn authenticated(&mut self, answer: &Answer) -> Done<()> {
        let (outcome, objects) = chip_result(answer)?;
        self.outcome = outcome;
        self.objects = tags::for_host(objects)?;
        Ok(())
    }

    pub(super) fn authorised(&self, pin_block: Option<PinBlock>) -> Done<Authorised> {
        let stripe = matches!(self.entry, Entry::Swipe | Entry::Fallback);
        Ok(Authorised {
            outcome: if stripe { Outcome::GoOnline } else { self.outcome },
            pan: self.pan.clone(),
            track2: self.track2.clone(),
            expiry: self.expiry,
            sequence: self.sequence.filter(|_| !stripe),
            pin_block,
            tags: if stripe { Vec::new() } else { self.objects.clone() },
        })
    }
}

/// What a chip has decided, and its objects, in an answer to 60-11 or 60-12.
pub(super) fn chip_result(answer: &Answer) -> Done<(Outcome, &[u8])> {
    // The command came when no chip was in hand.
    if matches!(answer.status, 0x0B | 0x0C) {
        return Err(Fault::Refused(Refusal::CardRemoved));
    }
    let objects = objects(answer)?;
    match verdict(objects)? {
        Some(Verdict::Decided(outcome)) => Ok((outcome, objects)),
        _ => Err(garbled("the reader does not say what the chip has decided")),
    }
}

/// The objects of an answer: they stand behind one byte, the attribution.
fn objects(answer: &Answer) -> Done<&[u8]> {
    let objects = answer.data.get(1..).unwrap_or_default();
    if !matches!(answer.status, status::OK | status::ONLINE) {
        return Err(Fault::Refused(status::refusal(answer.status, objects)));
    }
    match emv::check(objects) {
        Ok(()) => Ok(objects),
        // Encrypted objects have lengths of their own form.
        Err(_) if encrypts(answer) => Err(stripe::encrypted()),
        Err(error) => Err(error.into()),
    }
}

/// Whether the reader says that it encrypts card data.
fn encrypts(answer: &Answer) -> bool {
    /// Of stripes and of chips.
    const ENCRYPTION: u8 = 0xC0;
    let says = answer.data.first().is_some_and(|attribution| attribution & ENCRYPTION != 0);
    says || answer.data.get(1..).is_some_and(|objects| tags::find(objects, tags::KEY_SERIAL).is_some())
}

/// The result of a chip or a stripe, where there is one.
fn verdict(objects: &[u8]) -> Done<Option<Verdict>> {
    let Some(result) = tags::find(objects, tags::RESULT) else { return Ok(None) };
    let result: [u8; 2] = result.try_into().map_err(|_| garbled("a result has two bytes"))?;
    status::verdict(u16::from_be_bytes(result)).map(Some).map_err(Fault::Refused)
}

/// How the card was read: by the result where there is one, then by what the attribution says, which must agree with the entry mode.
fn entry(answer: &Answer, objects: &[u8]) -> Done<Entry> {
    let mode = tags::find(objects, tags::ENTRY_MODE).and_then(|value| value.first()).copied();
    match (verdict(objects)?, captured(answer), mode) {
        (Some(Verdict::Read), Captured::Slot, None | Some(0x05 | 0x95)) => Ok(Entry::Chip),
        (Some(Verdict::Stripe), Captured::Stripe, None | Some(0x02 | 0x90)) => Ok(Entry::Swipe),
        (Some(Verdict::Fallback), Captured::Stripe, _) => Ok(Entry::Fallback),
        (None, Captured::Stripe, Some(0x80)) => Ok(Entry::Fallback),
        (None, Captured::Stripe, None | Some(0x02 | 0x90)) => Ok(Entry::Swipe),
        (None, Captured::Tap, None | Some(0x07)) => Ok(Entry::Tap),
        // A stripe read over the air has no cryptogram: the card is to be inserted.
        (None, Captured::Air, _) | (None, Captured::Tap, Some(0x91)) => Err(Fault::Refused(Refusal::TapFailed)),
        // It has decided before it was asked to, or says two things: it is not known what was read.
        _ => Err(garbled("the reader does not say how the card was read")),
    }
}

/// What was read, by the attribution byte.
enum Captured {
    Slot,
    /// With a chip behind it.
    Tap,
    /// A stripe over the air.
    Air,
    Stripe,
}

fn captured(answer: &Answer) -> Captured {
    let attribution = answer.data.first().copied().unwrap_or_default();
    match (attribution >> 4 & 1, attribution >> 3 & 1, attribution & 1) {
        (0, 0, 0) => Captured::Slot,
        (0, 0, _) => Captured::Tap,
        (_, 0, _) => Captured::Air,
        _ => Captured::Stripe,
    }
}

/// Track 2 of a stripe or its equivalent of a chip.
fn track2(objects: &[u8]) -> Done<Option<Track2>> {
    let stripe = tags::find(objects, tags::STRIPE).or_else(|| tags::find(objects, tags::TAP_TRACK2));
    if let Some(tracks) = stripe {
        return stripe::track2(tracks).map(Some);
    }
    let equivalent = emv::find(objects, Tag::TRACK2).map(digits);
    equivalent.map(|text| Track2::new(&text).map_err(garbled)).transpose()
}

/// Symbols of four bits as text, without the filling on the right. `D` is the separator.
fn digits(packed: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * packed.len()));
    let halves = packed.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    text.extend(halves.filter_map(|half| char::from_digit(half.into(), 16)).map(|symbol| symbol.to_ascii_uppercase()));
    let length = text.trim_end_matches('F').len();
    text.truncate(length);
    text
}

/// What a tap has decided that does not want the host.
fn tap_outcome(objects: &[u8], entry: Entry) -> Outcome {
    let information = emv::find(objects, Tag::CID).and_then(|value| value.first()).copied();
    match (entry, information.map(|byte| byte & 0xC0)) {
        (Entry::Tap, Some(0x40)) => Outcome::ApprovedOffline,
        (Entry::Tap, Some(0x80)) => Outcome::GoOnline,
        (Entry::Tap, _) => Outcome::DeclinedOffline,
        _ => Outcome::GoOnline,
    }
}

/// The application's label, without what a screen cannot show, and none that could be a card number.
fn label(objects: &[u8]) -> Option<String> {
    let bytes = emv::find(objects, Tag::LABEL)?;
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= PAN_MIN {
        return None;
    }
    let text: String = bytes.iter().take(LABEL_MAX).map(|b| char::from(*b)).filter(|c| !c.is_control()).collect();
    Some(text.trim().to_owned()).filter(|label| !label.is_empty())
}
