//! How the pad is told whether a chip may approve by itself. The contact kernel alone hears it: the cryptogram of a tap is
//! made while the card is read (GCX), within the limits of the pad's own tables; those that are loaded here let none pay by itself.

use crate::reader::Offline;

/// The options of GOX.
pub(super) fn options(offline: Offline) -> &'static [u8] {
    match offline {
        Offline::Never => b"01000",
        Offline::Below(_) => b"00000",
    }
}

/// The risk parameters of GOX: the floor limit, then no random selection for the host. A floor limit of nothing puts
/// every amount above it.
pub(super) fn parameters(offline: Offline) -> [u8; 10] {
    let floor = match offline {
        Offline::Never => 0,
        Offline::Below(limit) => u32::try_from(limit.minor()).unwrap_or(u32::MAX),
    };
    let mut parameters = [0; 10];
    parameters[..4].copy_from_slice(&floor.to_be_bytes());
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Amount;

    #[test]
    fn the_floor_limit_is_what_the_card_may_approve_by_itself() {
        let below = |minor| Offline::Below(Amount::from_minor(minor).unwrap());
        assert_eq!((options(Offline::Never), parameters(Offline::Never)), (b"01000".as_slice(), [0; 10]));
        assert_eq!(options(below(100_000)), b"00000");
        assert_eq!(parameters(below(100_000)), [0x00, 0x01, 0x86, 0xA0, 0, 0, 0, 0, 0, 0]);
        // More than four bytes hold is still a limit, and never a wrapped one.
        assert_eq!(parameters(below(1 << 32))[..4], [0xFF; 4]);
    }
}
