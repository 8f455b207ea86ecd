//! A tap: what the terminal tells the card beforehand, and what the card has decided (qPBOC).

use super::{Decision, Pin, Proved, Session, Trade, Trouble, WantedPin, certificates, restrict};
use crate::{emv::Tag, sim::bcd};

/// The telephone wants its owner's consent.
pub(super) const SEE_PHONE: u16 = 0x6986;
/// The card's qualifiers (9F6C), what it adds to its signature, and the signature.
const CARD_QUALIFIERS: Tag = Tag::new(0x9F6C);
const RELATED: Tag = Tag::new(0x9F69);
const SIGNATURE: Tag = Tag::new(0x9F4B);
/// Terminal transaction qualifiers: qPBOC, contact chip, online PIN and signature; then what this trade wants; then proof by
/// telephone and issuer updates.
const QUALIFIERS: [u8; 4] = [0x36, 0x00, 0x40, 0x00];
const ASK_ISSUER: u8 = 0x80;
const WANTS_PROOF: u8 = 0x40;
/// In the card's qualifiers.
const ONLINE_PIN: u8 = 0x80;
const PROVED_TO_PHONE: u8 = 0x80;
/// Online PIN in the terminal's capabilities.
const TAKES_ONLINE_PIN: u8 = 0x40;
/// Tag 9F34: an online PIN was typed, was wanted and not typed; nothing was wanted.
const PIN_TYPED: [u8; 3] = [0x42, 0x03, 0x00];
const PIN_MISSING: [u8; 3] = [0x42, 0x03, 0x01];
const NOTHING_WANTED: [u8; 3] = [0x1F, 0x03, 0x02];

/// Sets the terminal's qualifiers from the limits of the application.
pub(super) fn qualify(session: &mut Session) -> Result<(), Trouble> {
    let limits = session.application.tap.ok_or(Trouble::OtherInterface)?;
    let amount = session.data.get(Tag::AMOUNT).and_then(bcd::number).unwrap_or(u64::MAX);
    if amount >= limits.highest {
        return Err(Trouble::OtherInterface);
    }
    let mut qualifiers = QUALIFIERS;
    let is_sale = session.data.get(Tag::TYPE) == Some(&[0x00]);
    if amount >= limits.floor || !is_sale {
        qualifiers[1] |= ASK_ISSUER;
    }
    if amount >= limits.cvm {
        qualifiers[1] |= WANTS_PROOF;
    }
    session.data.set(Tag::TTQ, &qualifiers);
    Ok(())
}

/// What the card has decided. An approval by the card alone counts only with its signature and before its expiry.
pub(super) fn decision(session: &mut Session) -> Result<Decision, Trouble> {
    let data = &session.data;
    for tag in [Tag::CRYPTOGRAM, Tag::ATC, Tag::ISSUER_DATA] {
        data.get(tag).ok_or(Trouble::BadData("a tap without a cryptogram"))?;
    }
    // A card may leave the information out: its verification results say the same.
    let information = match (data.get(Tag::CID), data.get(Tag::ISSUER_DATA)) {
        (Some([information]), _) => information & 0xC0,
        (None, Some([_, _, _, _, results, ..])) => (results & 0x30) << 2,
        _ => return Err(Trouble::BadData("a tap without cryptogram information")),
    };
    session.data.set(Tag::CID, &[information]);
    match information {
        0x80 => Ok(Decision::Online),
        0x40 if session.data.get(Tag::TTQ).is_some_and(|bytes| bytes[1] & ASK_ISSUER == 0) => {
            let good = is_signed(session) && !restrict::is_expired(&session.data);
            session.data.set(Tag::RESPONSE_CODE, if good { b"Y1" } else { b"Z1" });
            Ok(if good { Decision::Approved } else { Decision::Declined })
        }
        0x40 => Err(Trouble::BadData("a cryptogram that was not asked for")),
        _ => Ok(Decision::Declined),
    }
}

fn is_signed(session: &Session) -> bool {
    let data = &session.data;
    let Some(key) = certificates::card_key(data, &session.keys, &session.name, &session.signed) else { return false };
    let parts = [Tag::UNPREDICTABLE, Tag::AMOUNT, Tag::CURRENCY, RELATED].map(|tag| data.get(tag).unwrap_or_default());
    data.get(SIGNATURE).is_some_and(|signature| key.has_signed(signature, &parts.concat()))
}

/// A PIN is asked for where card and terminal want one and the owner has not proved to his telephone who he is.
pub(super) fn wanted_pin(session: &Session, trade: &Trade) -> WantedPin {
    let [first, second] = session.data.fixed::<2>(CARD_QUALIFIERS).unwrap_or_default();
    let wanted = second & PROVED_TO_PHONE == 0 && first & ONLINE_PIN != 0;
    if wanted && trade.capabilities[1] & TAKES_ONLINE_PIN != 0 { WantedPin::Online } else { WantedPin::None }
}

/// Notes what became of the PIN. The verification results stay as the card has seen them.
pub(super) fn proved(session: &mut Session, pin: Pin) -> Proved {
    let (results, proved) = match pin {
        Pin::Online => (PIN_TYPED, Proved::Enough),
        Pin::Bypassed => (PIN_MISSING, Proved::Nothing),
        Pin::NotWanted | Pin::Offline(_) => (NOTHING_WANTED, Proved::Enough),
    };
    session.data.set(Tag::CVM_RESULTS, &results);
    proved
}
