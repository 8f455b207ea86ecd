//! A card in the customer's hand, as a pad reads it.

use crate::{
    acquirer::keys::ClearKey,
    domain::{Entry, Expiry, Pan, PinBlock, Track2, hex},
    reader::{Authorise, Authorised, Outcome, PinPolicy, Presented},
    sim::issuer::chip_objects,
};

/// A card and what its holder does with it.
#[derive(Clone, Debug)]
pub struct Card {
    /// The card number, a test number.
    pub pan: String,
    /// The PIN that the holder types.
    pub pin: String,
    /// How it is presented.
    pub entry: Entry,
}

impl Card {
    /// What the pad says once it is there.
    pub fn presented(&self) -> Presented {
        Presented { entry: self.entry, pan: Pan::new(&self.pan).ok(), label: None, has_chip: false }
    }

    /// What the pad says after the PIN; none for a number that is no card's. `fen` is the amount that the cryptogram is about.
    pub fn authorised(&self, authorise: &Authorise, tmk: [u8; 16], fen: u64) -> Option<Authorised> {
        let chip = matches!(self.entry, Entry::Chip | Entry::Tap);
        Some(Authorised {
            outcome: Outcome::GoOnline,
            pan: Pan::new(&self.pan).ok()?,
            track2: Track2::new(&format!("{}=30122010000000000", self.pan)).ok(),
            expiry: Expiry::new("3012").ok(),
            sequence: chip.then_some(1),
            pin_block: match authorise.pin {
                PinPolicy::Ask => Some(self.pin_block(tmk, &authorise.pin_key)?),
                PinPolicy::Skip => None,
            },
            tags: if chip { chip_objects(&self.pan, 1, fen) } else { Vec::new() },
        })
    }

    /// The block that a pad makes: X9.8 with the card number, under the PIN key of the sign-on.
    pub fn pin_block(&self, tmk: [u8; 16], under_tmk: &[u8]) -> Option<PinBlock> {
        let key = ClearKey::Double(tmk).unwrap_key(under_tmk)?;
        let pin = &self.pin;
        let clear = hex::decode(&format!("{:02}{pin:F<14}", pin.len()))?;
        let digits = self.pan.get(..self.pan.len().checked_sub(1)?)?;
        let account = hex::decode(&format!("0000{}", digits.get(digits.len().checked_sub(12)?..)?))?;
        let block: Vec<u8> = clear.iter().zip(&account).map(|(a, b)| a ^ b).collect();
        Some(PinBlock::new(key.encrypt(block.try_into().ok()?)))
    }
}
