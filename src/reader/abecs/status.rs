//! What the three status digits of a reply mean for the order in hand (section 3.1.1 of the specification).

use crate::reader::{CardTrouble, Fault, PadTrouble, Refusal};

/// What a status other than 000 stands for. `key_index` is the slot that the command named, if it did.
///
/// With 003 and 009 the two ends disagree about the encryption of the line: it must be opened anew.
pub fn fault(status: u16, key_index: Option<u8>) -> Fault {
    match status {
        3 | 9 => Fault::Lost(format!("the encrypted line is out of step (status {status:03})")),
        other => Fault::Refused(refusal(other, key_index)),
    }
}

fn refusal(status: u16, key_index: Option<u8>) -> Refusal {
    match (status, key_index) {
        (12, _) => Refusal::Timeout,
        (13, _) => Refusal::CancelledByHolder,
        (20 | 21, _) => Refusal::Pad(PadTrouble::Tables),
        (40, _) => Refusal::Pad(PadTrouble::Internal),
        (41, _) => Refusal::StripeUnreadable,
        (42, Some(slot)) => Refusal::KeyMissing(slot),
        (43, _) => Refusal::CardRemoved,
        (44, _) => Refusal::PinBusy,
        (46, _) => Refusal::Pad(PadTrouble::Keys),
        (47, _) => Refusal::Pad(PadTrouble::Locked),
        (60 | 61 | 76, _) => Refusal::ChipFailed,
        (67, _) => Refusal::CardNotAccepted(CardTrouble::Invalidated),
        (68, _) => Refusal::CardNotAccepted(CardTrouble::Faulty),
        (69, _) => Refusal::CardNotAccepted(CardTrouble::BadData),
        (70, _) => Refusal::CardNotAccepted(CardTrouble::NoApplication),
        (71, _) => Refusal::CardNotAccepted(CardTrouble::NotAllowed),
        (77, _) => Refusal::Pad(PadTrouble::Amount),
        (78, _) => Refusal::CardNotAccepted(CardTrouble::TooManyApplications),
        (79, _) => Refusal::CardNotAccepted(CardTrouble::Blocked),
        (80, _) => Refusal::SeveralCards,
        (81, _) => Refusal::TapLost,
        (82..=85 | 87, _) => Refusal::TapFailed,
        (86, _) => Refusal::SeePhone,
        (100..=102, _) => Refusal::Pad(PadTrouble::Picture),
        // Among them 010, 011, 019 and 045: the pad does not know the command, or not now, or not in this form.
        _ => Refusal::Pad(PadTrouble::Command(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_meaning() {
        let card = Refusal::CardNotAccepted;
        let table = [
            (10, Refusal::Pad(PadTrouble::Command(10))),
            (11, Refusal::Pad(PadTrouble::Command(11))),
            (12, Refusal::Timeout),
            (13, Refusal::CancelledByHolder),
            (19, Refusal::Pad(PadTrouble::Command(19))),
            (20, Refusal::Pad(PadTrouble::Tables)),
            (21, Refusal::Pad(PadTrouble::Tables)),
            (40, Refusal::Pad(PadTrouble::Internal)),
            (41, Refusal::StripeUnreadable),
            (42, Refusal::KeyMissing(7)),
            (43, Refusal::CardRemoved),
            (44, Refusal::PinBusy),
            (45, Refusal::Pad(PadTrouble::Command(45))),
            (46, Refusal::Pad(PadTrouble::Keys)),
            (47, Refusal::Pad(PadTrouble::Locked)),
            (60, Refusal::ChipFailed),
            (61, Refusal::ChipFailed),
            (67, card(CardTrouble::Invalidated)),
            (68, card(CardTrouble::Faulty)),
            (69, card(CardTrouble::BadData)),
            (70, card(CardTrouble::NoApplication)),
            (71, card(CardTrouble::NotAllowed)),
            (76, Refusal::ChipFailed),
            (77, Refusal::Pad(PadTrouble::Amount)),
            (78, card(CardTrouble::TooManyApplications)),
            (79, card(CardTrouble::Blocked)),
            (80, Refusal::SeveralCards),
            (81, Refusal::TapLost),
            (82, Refusal::TapFailed),
            (83, Refusal::TapFailed),
            (84, Refusal::TapFailed),
            (85, Refusal::TapFailed),
            (86, Refusal::SeePhone),
            (87, Refusal::TapFailed),
            (100, Refusal::Pad(PadTrouble::Picture)),
            (101, Refusal::Pad(PadTrouble::Picture)),
            (102, Refusal::Pad(PadTrouble::Picture)),
            (999, Refusal::Pad(PadTrouble::Command(999))),
        ];
        for (status, expected) in table {
            assert_eq!(fault(status, Some(7)), Fault::Refused(expected));
        }
        for out_of_step in [3, 9] {
            assert!(matches!(fault(out_of_step, None), Fault::Lost(_)));
        }
    }
}
