//! What the three status digits of a reply mean for the order in hand.

use crate::reader::Refusal;

/// The refusal that a status other than 000 stands for. `key_index` is the slot that the command named, if it did.
pub fn refusal(status: u16, key_index: Option<u8>) -> Refusal {
    match (status, key_index) {
        (12, _) => Refusal::Timeout,
        (13, _) => Refusal::CancelledByHolder,
        (42, Some(slot)) => Refusal::KeyMissing(slot),
        (43, _) => Refusal::CardRemoved,
        (60 | 61 | 76, _) => Refusal::ChipFailed,
        (67..=71 | 79, _) => Refusal::CardNotAccepted(status),
        (80..=85 | 87, _) => Refusal::TapFailed,
        (86, _) => Refusal::SeePhone,
        _ => Refusal::Status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_refusal() {
        let table = [
            (3, Refusal::Status(3)),
            (12, Refusal::Timeout),
            (13, Refusal::CancelledByHolder),
            (41, Refusal::Status(41)),
            (42, Refusal::KeyMissing(7)),
            (43, Refusal::CardRemoved),
            (60, Refusal::ChipFailed),
            (61, Refusal::ChipFailed),
            (66, Refusal::Status(66)),
            (67, Refusal::CardNotAccepted(67)),
            (71, Refusal::CardNotAccepted(71)),
            (76, Refusal::ChipFailed),
            (79, Refusal::CardNotAccepted(79)),
            (80, Refusal::TapFailed),
            (85, Refusal::TapFailed),
            (86, Refusal::SeePhone),
            (87, Refusal::TapFailed),
            (999, Refusal::Status(999)),
        ];
        for (status, expected) in table {
            assert_eq!(refusal(status, Some(7)), expected);
        }
    }
}
