//! What the status of an answer, and the error of a card, mean for the order in hand.

use super::tags;
use crate::reader::{CardTrouble, PadTrouble, Refusal};

/// Carried out.
pub const OK: u8 = 0x00;
/// The card wants the host asked.
pub const ONLINE: u8 = 0x23;
/// Not now.
const NOT_NOW: [u8; 2] = [0x0B, 0x0C];

/// What a status other than [`OK`] and [`ONLINE`] stands for, with the error that the card's objects tell, if any.
pub fn refusal(status: u8, objects: &[u8]) -> Refusal {
    if let Some([error, answer @ ..]) = tags::find(objects, tags::ERROR)
        && let Some(refusal) = card_error(*error, answer)
    {
        let chip = tags::find(objects, tags::ENTRY_MODE).is_some_and(|mode| matches!(mode, [0x05 | 0x95]));
        // What went quiet in the slot does not come back by holding it longer.
        return if chip && refusal == Refusal::TapLost { Refusal::ChipFailed } else { refusal };
    }
    match status {
        0x08 => Refusal::Timeout,
        0x60 | 0x61 => Refusal::Pad(PadTrouble::Tables),
        // 01 to 07: the frame, the command or a parameter; 0A: it failed; 0D: too long.
        other => Refusal::Pad(PadTrouble::Command(other.into())),
    }
}

/// Whether the reader only says that the moment is wrong.
pub fn is_not_now(status: u8) -> bool {
    NOT_NOW.contains(&status)
}

/// The first byte of the error block, and what the card said, which stands behind it.
fn card_error(error: u8, answer: &[u8]) -> Option<Refusal> {
    /// Conditions of use not satisfied: a telephone that wants its owner first.
    const SEE_PHONE: [u8; 2] = [0x69, 0x86];
    let card = Refusal::CardNotAccepted;
    Some(match error {
        0x20 if answer.starts_with(&SEE_PHONE) => Refusal::SeePhone,
        0x20 | 0x24 | 0x30 => Refusal::TapLost,
        0x21 => Refusal::SeveralCards,
        0x22 => Refusal::TapFailed,
        0x25 => card(CardTrouble::Blocked),
        0x26 => card(CardTrouble::Expired),
        0x27 => card(CardTrouble::NoApplication),
        0x40..=0x43 => card(CardTrouble::BadData),
        0x50..=0x58 => card(CardTrouble::NotAllowed),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_s_error_says_more_than_the_status() {
        let block = |error: u8| [&[0xFF, 0xEE, 0x1F, 4, error, 0x6A, 0x82, 0][..]].concat();
        for (error, expected) in [
            (0x20, Refusal::TapLost),
            (0x21, Refusal::SeveralCards),
            (0x22, Refusal::TapFailed),
            (0x24, Refusal::TapLost),
            (0x25, Refusal::CardNotAccepted(CardTrouble::Blocked)),
            (0x26, Refusal::CardNotAccepted(CardTrouble::Expired)),
            (0x27, Refusal::CardNotAccepted(CardTrouble::NoApplication)),
            (0x30, Refusal::TapLost),
            (0x41, Refusal::CardNotAccepted(CardTrouble::BadData)),
            (0x52, Refusal::CardNotAccepted(CardTrouble::NotAllowed)),
            (0x99, Refusal::Pad(PadTrouble::Command(0x0A))),
        ] {
            assert_eq!(refusal(0x0A, &block(error)), expected, "{error:02X}");
        }
    }

    #[test]
    fn a_telephone_asks_for_its_owner_and_a_chip_that_is_quiet_has_failed() {
        assert_eq!(refusal(0x0A, &[0xFF, 0xEE, 0x1F, 4, 0x20, 0x69, 0x86, 0]), Refusal::SeePhone);
        let quiet = [0x9F, 0x39, 1, 0x05, 0xFF, 0xEE, 0x1F, 4, 0x30, 0, 0, 0];
        assert_eq!(refusal(0x0A, &quiet), Refusal::ChipFailed);
    }

    #[test]
    fn a_status_without_a_card_has_its_own_meaning() {
        for (status, expected) in [
            (0x03, Refusal::Pad(PadTrouble::Command(3))),
            (0x08, Refusal::Timeout),
            (0x0B, Refusal::Pad(PadTrouble::Command(11))),
            (0x60, Refusal::Pad(PadTrouble::Tables)),
            (0x61, Refusal::Pad(PadTrouble::Tables)),
        ] {
            assert_eq!(refusal(status, &[]), expected);
        }
        assert!(is_not_now(0x0C) && !is_not_now(0x0A));
    }
}
