//! A card in the customer's hand, as a pad reads it.

use std::sync::OnceLock;

use crate::{
    acquirer::keys::ClearKey,
    domain::{Entry, Expiry, Pan, PinBlock, Track2, hex},
    reader::{Authorise, Authorised, Outcome, PinPolicy, Presented},
    sim::{
        CARDS,
        issuer::{CardKeys, TransactionKey, with_cryptogram, with_cryptogram_under},
    },
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
            tags: if chip { chip_tags(&self.pan, fen) } else { Vec::new() },
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
        Some(PinBlock::new(&key.encrypt(block.try_into().ok()?)))
    }
}

/// Every tag that a host wants of a chip, for this amount. The cryptogram is the one that this card makes about them.
pub fn chip_tags(pan: &str, fen: u64) -> Vec<u8> {
    let text = format!(
        "9F260801020304050607089F2701809F100807010103A00000019F3704AABBCCDD9F3602004C95050000000000\
         9A032601229C01009F0206{fen:012}5F2A02015682027C009F1A0201569F03060000000000009F3303E0E9C8"
    );
    let objects = hex::decode(&text).unwrap_or_default();
    // The counter is always the same here, and so is the key: a shop of a thousand days asks for it often.
    let known = TRANSACTION_KEYS.get_or_init(transaction_keys);
    match known.iter().find(|(known, _)| *known == pan) {
        Some((_, key)) => with_cryptogram_under(key, objects),
        None => with_cryptogram(pan, 1, objects),
    }
}

static TRANSACTION_KEYS: OnceLock<Vec<(&'static str, TransactionKey)>> = OnceLock::new();

/// The keys of the tray's cards in their transaction with the counter above.
fn transaction_keys() -> Vec<(&'static str, TransactionKey)> {
    let key = |pan| Some((pan, CardKeys::training(pan, 1)?.transaction([0x00, 0x4C])));
    CARDS.iter().filter_map(|card| key(card.pan)).collect()
}
