//! What the status of an answer, the error of a tap and the result of a chip mean for the order in hand.

use super::tags;
use crate::reader::{CardTrouble, Outcome, PadTrouble, Refusal};

/// Carried out.
pub const OK: u8 = 0x00;
/// The card wants the host asked.
pub const ONLINE: u8 = 0x23;
/// Not carried out; why, if anything, stands in the data.
pub const FAILED: u8 = 0x0A;
/// What is to be deleted or read is not there.
pub const NOT_THERE: u8 = 0x60;

/// How far the reader has come with a card in its slot or with a stripe (DFEE25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A chip has been read; nothing is decided.
    Read,
    /// A stripe without a chip.
    Stripe,
    /// The stripe of a card whose chip could not be read.
    Fallback,
    /// What the chip has decided.
    Decided(Outcome),
}

/// What a status other than [`OK`] and [`ONLINE`] stands for, with the error that the card's objects tell, if any.
pub fn refusal(status: u8, objects: &[u8]) -> Refusal {
    if let Some([error, answer @ ..]) = tags::find(objects, tags::ERROR)
        && let Some(refusal) = tap_error(*error, answer)
    {
        return refusal;
    }
    match status {
        0x08 => Refusal::Timeout,
        0x12 | 0x62 => Refusal::Pad(PadTrouble::Internal),
        0x1D => Refusal::Pad(PadTrouble::Locked),
        NOT_THERE | 0x61 => Refusal::Pad(PadTrouble::Tables),
        // 01 to 07: the frame, the command or a parameter; 0A: it failed; 0B and 0C: not now; 0D: too long.
        other => Refusal::Pad(PadTrouble::Command(other.into())),
    }
}

/// The first byte of the error block of a tap, and what the card said, which stands behind it.
fn tap_error(error: u8, answer: &[u8]) -> Option<Refusal> {
    /// Conditions of use not satisfied: a telephone that wants its owner first.
    const SEE_PHONE: [u8; 2] = [0x69, 0x86];
    let card = Refusal::CardNotAccepted;
    Some(match error {
        0x20 if answer.starts_with(&SEE_PHONE) => Refusal::SeePhone,
        0x20 | 0x24 | 0x30 => Refusal::TapLost,
        0x21 => Refusal::SeveralCards,
        // Above the limit of taps.
        0x22 => Refusal::TapFailed,
        0x25 => card(CardTrouble::Blocked),
        0x26 => card(CardTrouble::Expired),
        0x27 => card(CardTrouble::NoApplication),
        // The card wants another way: the slot, anything else, the stripe.
        0x02 | 0x04..=0x06 => Refusal::TapFailed,
        // The card declined, or wanted the host where the reader may not ask it.
        0x42 | 0x43 => card(CardTrouble::NotAllowed),
        // The CA key is missing.
        0x50 => Refusal::Pad(PadTrouble::Tables),
        // Data are missing or unknown, or its signatures do not hold.
        0x40 | 0x41 | 0x44 | 0x51..=0x54 | 0x81 => card(CardTrouble::BadData),
        // Restrictions, risk, holder, actions.
        0x55..=0x58 => card(CardTrouble::NotAllowed),
        0x83 => Refusal::Pad(PadTrouble::Internal),
        0x85 => card(CardTrouble::Faulty),
        _ => return None,
    })
}

/// The result of a chip or a stripe.
///
/// # Errors
/// [`Refusal`] where the card cannot go on.
pub fn verdict(result: u16) -> Result<Verdict, Refusal> {
    let card = |trouble| Err(Refusal::CardNotAccepted(trouble));
    match result {
        0x0000 | 0x0002 => Ok(Verdict::Decided(Outcome::ApprovedOffline)),
        // Declined by the card, after the host's answer, or "call your bank", which no till can do for it.
        0x0001 | 0x0003 | 0x0005 => Ok(Verdict::Decided(Outcome::DeclinedOffline)),
        0x0004 => Ok(Verdict::Decided(Outcome::GoOnline)),
        0x0006 => card(CardTrouble::NotAllowed),
        0x0007 => Ok(Verdict::Fallback),
        0x0008 => Err(Refusal::Timeout),
        0x0010 => Ok(Verdict::Read),
        0x0011 => Ok(Verdict::Stripe),
        0x0012 => Err(Refusal::Cancelled),
        0x007A => Err(Refusal::SeveralCards),
        0x007D | 0x007E | 0x0083 | 0x0084 => Err(Refusal::TapFailed),
        0x3002..=0x3004 => Err(Refusal::ChipFailed),
        0x3005 | 0x3006 => Err(Refusal::CardRemoved),
        0x3007 | 0x3012 => Err(Refusal::StripeUnreadable),
        0x5004 | 0x5005 => card(CardTrouble::NoApplication),
        0x5001..=0x5003 | 0x5006 | 0x5010 | 0x5014 | 0x5022 | 0x5024 => card(CardTrouble::BadData),
        0x5009 | 0x5021 => card(CardTrouble::NotAllowed),
        0x5015 => card(CardTrouble::Expired),
        0x5023 => card(CardTrouble::Blocked),
        0x5025 => Err(Refusal::ChipFailed),
        other => Err(Refusal::Garbled(format!("the reader gives result {other:04X}, which is not known"))),
    }
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
            (0x02, Refusal::TapFailed),
            (0x41, Refusal::CardNotAccepted(CardTrouble::BadData)),
            (0x42, Refusal::CardNotAccepted(CardTrouble::NotAllowed)),
            (0x50, Refusal::Pad(PadTrouble::Tables)),
            (0x54, Refusal::CardNotAccepted(CardTrouble::BadData)),
            (0x57, Refusal::CardNotAccepted(CardTrouble::NotAllowed)),
            (0x99, Refusal::Pad(PadTrouble::Command(0x0A))),
        ] {
            assert_eq!(refusal(0x0A, &block(error)), expected, "{error:02X}");
        }
    }

    #[test]
    fn a_telephone_asks_for_its_owner() {
        assert_eq!(refusal(0x0A, &[0xFF, 0xEE, 0x1F, 4, 0x20, 0x69, 0x86, 0]), Refusal::SeePhone);
    }

    #[test]
    fn a_status_without_a_card_has_its_own_meaning() {
        for (status, expected) in [
            (0x03, Refusal::Pad(PadTrouble::Command(3))),
            (0x08, Refusal::Timeout),
            (0x0B, Refusal::Pad(PadTrouble::Command(11))),
            (0x1D, Refusal::Pad(PadTrouble::Locked)),
            (0x60, Refusal::Pad(PadTrouble::Tables)),
            (0x61, Refusal::Pad(PadTrouble::Tables)),
            (0x62, Refusal::Pad(PadTrouble::Internal)),
        ] {
            assert_eq!(refusal(status, &[]), expected);
        }
    }

    #[test]
    fn results_are_outcomes_steps_or_reasons() {
        assert_eq!(verdict(0x0004), Ok(Verdict::Decided(Outcome::GoOnline)));
        assert_eq!(verdict(0x0002), Ok(Verdict::Decided(Outcome::ApprovedOffline)));
        for declined in [0x0001, 0x0003, 0x0005] {
            assert_eq!(verdict(declined), Ok(Verdict::Decided(Outcome::DeclinedOffline)));
        }
        assert_eq!((verdict(0x0010), verdict(0x0011)), (Ok(Verdict::Read), Ok(Verdict::Stripe)));
        assert_eq!(verdict(0x3002), Err(Refusal::ChipFailed));
        assert_eq!(verdict(0x5005), Err(Refusal::CardNotAccepted(CardTrouble::NoApplication)));
        assert_eq!(verdict(0x5015), Err(Refusal::CardNotAccepted(CardTrouble::Expired)));
        assert_eq!(verdict(0x5023), Err(Refusal::CardNotAccepted(CardTrouble::Blocked)));
        // Nothing that is not known is an approval.
        let approvals = (0..=u16::MAX).filter(|code| verdict(*code) == Ok(Verdict::Decided(Outcome::ApprovedOffline)));
        assert_eq!(approvals.collect::<Vec<_>>(), [0x0000, 0x0002]);
    }
}
