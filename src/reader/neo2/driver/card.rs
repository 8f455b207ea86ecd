//! What answers say about the card.

use super::{
    Answer, Authorised, Begin, Done, Entry, Expiry, Fault, Outcome, Pan, PinBlock, Presented, Refusal, Tag, Track2,
    emv, garbled, status, tags, unpublished,
};
use crate::domain::{Currency, hex};

/// The longest label that a card may have (EMV Book 1, table 45).
const LABEL_MAX: usize = 16;
/// The shortest card number.
const PAN_MIN: usize = 12;

/// What is kept of a card between two orders.
pub(super) struct Card {
    pub(super) entry: Entry,
    pub(super) kind: u8,
    pub(super) currency: Currency,
    pub(super) pan: Pan,
    track2: Option<Track2>,
    expiry: Option<Expiry>,
    sequence: Option<u8>,
    label: Option<String>,
    objects: Vec<u8>,
    outcome: Outcome,
}

/// The card in an answer to 02-40: an attribution byte, whose meaning is not public, then objects.
pub(super) fn read(order: &Begin, answer: &Answer) -> Done<Card> {
    let objects = answer.data.get(1..).unwrap_or_default();
    if !matches!(answer.status, status::OK | status::ONLINE) {
        return Err(Fault::Refused(status::refusal(answer.status, objects)));
    }
    emv::check(objects)?;
    let entry = entry(objects)?;
    let track2 = track2(objects)?;
    let pan = match emv::find(objects, Tag::PAN).map(digits) {
        Some(number) => Pan::new(&number).map_err(garbled)?,
        None => match &track2 {
            Some(track) => track.pan().map_err(garbled)?,
            None if tags::find(objects, tags::KEY_SERIAL).is_some() => {
                return Err(garbled("the reader encrypts card numbers under a key that only the acquirer has (DUKPT)"));
            }
            None => return Err(garbled("the reader gave no card number")),
        },
    };
    // Two numbers for one card: nothing that follows could be trusted.
    if track2.as_ref().is_some_and(|track| track.pan().as_ref() != Ok(&pan)) {
        return Err(garbled("card number and track 2 do not belong together"));
    }
    let chip_expiry = emv::find(objects, Tag::EXPIRY).map(digits);
    let expiry = chip_expiry.and_then(|text| Expiry::new(text.get(..4)?).ok());
    Ok(Card {
        entry,
        kind: order.kind,
        currency: order.currency,
        pan,
        expiry: expiry.or_else(|| track2.as_ref().and_then(|track| track.expiry().ok())),
        track2,
        sequence: emv::find(objects, Tag::SEQUENCE).and_then(|value| digits(value).parse().ok()),
        label: label(objects),
        objects: emv::without_secrets(objects)?,
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
        self.objects = emv::without_secrets(objects)?;
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

/// The result and the objects of an answer to 60-11 or 60-12.
pub(super) fn chip_result(answer: &Answer) -> Done<(Outcome, &[u8])> {
    if answer.status != status::OK {
        let objects = answer.data.get(2..).unwrap_or_default();
        // The command came when no chip was in hand.
        if status::is_not_now(answer.status) {
            return Err(Fault::Refused(Refusal::CardRemoved));
        }
        return Err(Fault::Refused(status::refusal(answer.status, objects)));
    }
    let (result, objects) = answer.data.split_at_checked(2).ok_or_else(|| garbled("no result of the chip"))?;
    emv::check(objects)?;
    let outcome = unpublished::outcome([result[0], result[1]]);
    Ok((outcome.ok_or_else(|| garbled("an unknown result of the chip"))?, objects))
}

/// How the card was read.
fn entry(objects: &[u8]) -> Done<Entry> {
    match tags::find(objects, tags::ENTRY_MODE).and_then(|value| value.first()) {
        Some(0x05 | 0x95) => Ok(Entry::Chip),
        Some(0x07) => Ok(Entry::Tap),
        Some(0x80) => Ok(Entry::Fallback),
        Some(0x02 | 0x90) => Ok(Entry::Swipe),
        // A stripe read over the air has no cryptogram: the card is to be inserted.
        Some(0x91) => Err(Fault::Refused(Refusal::TapFailed)),
        // Those that do not say: a stripe has its track, a tap its cryptogram.
        _ if tags::find(objects, tags::STRIPE_TRACK2).is_some() => Ok(Entry::Swipe),
        _ if emv::find(objects, Tag::CRYPTOGRAM).is_some() => Ok(Entry::Tap),
        _ => Err(garbled("the reader does not say how the card was read")),
    }
}

/// Track 2 of a stripe or its equivalent of a chip.
fn track2(objects: &[u8]) -> Done<Option<Track2>> {
    if let Some(text) = tags::find(objects, tags::STRIPE_TRACK2) {
        let text = std::str::from_utf8(text).map_err(|_| garbled("track 2 is no text"))?;
        let inside = text.trim_start_matches(';').split('?').next().unwrap_or_default();
        return Track2::new(inside).map(Some).map_err(garbled);
    }
    let equivalent = emv::find(objects, Tag::TRACK2).map(digits);
    equivalent.map(|text| Track2::new(&text).map_err(garbled)).transpose()
}

/// Symbols of four bits as text, without the filling on the right. `D` is the separator.
fn digits(packed: &[u8]) -> String {
    hex::encode(packed).trim_end_matches('F').to_owned()
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
