//! What replies say about the card.

use super::{Begin, Card, Entry, Expiry, Fault, Outcome, Pan, Params, Refusal, Track2, Zeroize, Zeroizing};
use super::{garbled, ids};
use crate::{
    emv::{self, Tag},
    reader::abecs::blocks::BadReply,
};

/// The card in a reply to GCX.
pub(super) fn read(order: &Begin, params: &Params<'_>) -> Result<Card, Fault> {
    let entry = match params.text(ids::CARD_TYPE) {
        Some("00") if params.text(ids::CHIP_STATUS) == Some("1") => Entry::Fallback,
        Some("00") => Entry::Swipe,
        Some("03") => Entry::Chip,
        Some("06") => Entry::Tap,
        // A stripe read over the air has no cryptogram: the card is to be inserted.
        Some("05") => return Err(Fault::Refused(Refusal::TapFailed)),
        _ => return Err(BadReply::Missing(ids::CARD_TYPE).into()),
    };
    let in_tags = sequence(params.get(ids::EMV_OUT).unwrap_or_default())?;
    Ok(Card {
        entry,
        kind: order.kind,
        currency: order.currency,
        pan: params.text(ids::PAN).and_then(|text| Pan::new(text).ok()),
        track2: None,
        sequence: params.text(ids::PAN_SEQUENCE).and_then(|text| text.parse().ok()).or(in_tags),
        expiry: params.text(ids::EXPIRY).and_then(|text| Expiry::new(text.get(..4)?).ok()),
    })
}

/// The longest label that a card may have (EMV Book 1, table 45).
const LABEL_MAX: usize = 16;
/// The shortest card number.
const PAN_MIN: usize = 12;

/// The application's label, without what a screen cannot show. It is shown, printed and recorded as it is, so one with as
/// many digits as a card number is none, whatever the card's maker meant by it.
pub(super) fn label(params: &Params<'_>) -> Option<String> {
    let bytes = params.get(ids::LABEL)?;
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= PAN_MIN {
        return None;
    }
    let text: String = bytes.iter().take(LABEL_MAX).map(|b| char::from(*b)).filter(|c| !c.is_control()).collect();
    Some(text.trim().to_owned()).filter(|label| !label.is_empty())
}

/// Takes over card number and track 2 from a reply to GTK. A chip may give no track; the number stays that of GCX.
pub(super) fn take_tracks(card: &mut Card, params: &Params<'_>) -> Result<(), Fault> {
    if let Some(packed) = params.get(ids::TRACK2).filter(|v| !v.is_empty()) {
        let text = unpack(packed).ok_or(BadReply::Missing(ids::TRACK2))?;
        let track = Track2::new(&text).map_err(garbled)?;
        card.expiry = card.expiry.or(track.expiry().ok());
        card.pan = Some(track.pan().map_err(garbled)?);
        card.track2 = Some(track);
    }
    if let Some(packed) = params.get(ids::CARD_NUMBER).filter(|v| !v.is_empty()) {
        let text = unpack(packed).ok_or(BadReply::Missing(ids::CARD_NUMBER))?;
        let pan = Pan::new(&text).map_err(garbled)?;
        // Two numbers for one card: nothing that follows could be trusted.
        if card.track2.as_ref().is_some_and(|track| track.pan().as_ref() != Ok(&pan)) {
            return Err(garbled("card number and track 2 do not belong together"));
        }
        card.pan = Some(pan);
    }
    Ok(())
}

/// Symbols of four bits as text: digits, `=` for the separator (13), filled up with 15 on the right.
fn unpack(packed: &[u8]) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(2 * packed.len()));
    let mut filled = false;
    for nibble in packed.iter().flat_map(|b| [b >> 4, b & 0x0F]) {
        match nibble {
            0x0F => filled = true,
            _ if filled => {
                text.zeroize();
                return None;
            }
            0..=9 => text.push(char::from(b'0' + nibble)),
            0x0D => text.push('='),
            _ => return None,
        }
    }
    Some(text)
}

/// What the card wants, from the first digit of the outcome.
pub(super) fn outcome(result: &[u8]) -> Result<Outcome, Fault> {
    match result.first() {
        Some(b'0') => Ok(Outcome::ApprovedOffline),
        Some(b'1') => Ok(Outcome::DeclinedOffline),
        Some(b'2') => Ok(Outcome::GoOnline),
        _ => Err(BadReply::Missing(ids::GOX_RESULT).into()),
    }
}

/// The card sequence number in tag 5F34, two digits in one byte.
pub(super) fn sequence(data: &[u8]) -> Result<Option<u8>, Fault> {
    emv::check(data)?;
    Ok(match emv::find(data, Tag::SEQUENCE) {
        Some([packed]) if packed >> 4 <= 9 && packed & 0x0F <= 9 => Some((packed >> 4) * 10 + (packed & 0x0F)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::abecs::blocks::Reply;

    #[test]
    fn symbols_unpack_to_text() {
        assert_eq!(unpack(&[0x62, 0x1D, 0x30, 0x1F]).unwrap().as_str(), "621=301");
        assert!(unpack(&[0x62, 0xF1]).is_none());
        assert!(unpack(&[0x6B]).is_none());
    }

    #[test]
    fn a_label_is_short_and_holds_no_card_number() {
        let label_of = |text: &str| {
            let mut data = format!("GCX000{:03}", text.len() + 4).into_bytes();
            data.extend_from_slice(&ids::LABEL.to_be_bytes());
            data.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
            data.extend_from_slice(text.as_bytes());
            let reply = Reply::parse(&data).unwrap();
            label(&reply.params().unwrap())
        };
        assert_eq!(label_of("UnionPay Credit").as_deref(), Some("UnionPay Credit"));
        assert_eq!(label_of("A label that has no end").as_deref(), Some("A label that has"));
        for number in ["6210948000000000707", "6210 9480 0000 0000 707", "621094800000"] {
            assert_eq!(label_of(number), None, "{number}");
        }
    }

    #[test]
    fn sequence_is_two_decimal_digits() {
        assert_eq!(sequence(b"\x5F\x34\x01\x12"), Ok(Some(12)));
        assert_eq!(sequence(b"\x5F\x34\x01\xA0"), Ok(None));
        assert_eq!(sequence(b""), Ok(None));
    }
}
