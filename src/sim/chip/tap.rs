//! A card that is tapped: its cryptogram comes with GET PROCESSING OPTIONS, and there is no second one (qPBOC).

use super::{
    Answer, Card, Stage,
    files::{LOCATOR, Objects, TAPPED_LOCATOR, cryptogram_length},
    generate::{Cryptogram, First},
    sw,
};
use crate::sim::issuer::sign_dynamic;

/// In the terminal's qualifiers: it takes such taps; it wants the issuer asked.
const TAKES_TAPS: u8 = 0x20;
const ASK_ISSUER: u8 = 0x80;
/// In the card's qualifiers: an online PIN is wanted; the owner has proved who he is to his telephone.
const ONLINE_PIN: u8 = 0x80;
const PROVED_TO_PHONE: u8 = 0x80;
/// What the card adds to its signature: version, a number of its own, its qualifiers.
const SIGNATURE_VERSION: u8 = 0x01;

impl Card {
    pub(super) fn tapped(&mut self, list: &[u8]) -> Answer {
        if list.len() != 4 + cryptogram_length() {
            return Err(sw::WRONG_LENGTH);
        }
        let (qualifiers, given) = list.split_at(4);
        if qualifiers[0] & TAKES_TAPS == 0 {
            return Err(sw::OUT_OF_ORDER);
        }
        if self.profile.phone && !self.state.consented {
            self.state.consented = true;
            return Err(sw::SEE_PHONE);
        }
        self.count()?;
        let card_qualifiers = if self.profile.phone { [0, PROVED_TO_PHONE] } else { [ONLINE_PIN, 0] };
        self.state.consented = false;
        let alone = qualifiers[1] & ASK_ISSUER == 0 && self.pays_alone(given);
        let kind = if alone { Cryptogram::Certificate } else { Cryptogram::Request };
        // Nothing is finished later: there is no second cryptogram.
        let (made, value) = self.made(kind, None, given);
        let mut objects = self.tap_objects(&made, card_qualifiers)?;
        if alone {
            objects = self.signed(objects, given, card_qualifiers)?;
            self.pay(given);
        }
        // What has a first cryptogram and no way to a second one takes no script either.
        self.session.first = Some(First { kind: Cryptogram::Refusal, value });
        self.session.stage = Stage::Second;
        Ok(objects.within(0x77))
    }

    fn tap_objects(&self, made: &[u8], card_qualifiers: [u8; 2]) -> Result<Objects, u16> {
        let (information, rest) = made.split_at(1);
        let (counter, rest) = rest.split_at(2);
        let (cryptogram, issuer_data) = rest.split_at(8);
        let locator = if information[0] == Cryptogram::Certificate as u8 { &LOCATOR[..] } else { &TAPPED_LOCATOR };
        let track = self.profile.track2().ok_or(sw::OUT_OF_ORDER)?;
        Ok(Objects::default()
            .with(0x82, &self.profile.aip)
            .with(0x94, locator)
            .with(0x57, &track)
            .with(0x9F10, issuer_data)
            .with(0x9F26, cryptogram)
            .with(0x9F27, information)
            .with(0x9F36, counter)
            .with(0x9F6C, &card_qualifiers))
    }

    /// The card's signature over the transaction (fast DDA): the terminal's number, amount, currency, and the card's own.
    fn signed(&self, objects: Objects, given: &[u8], card_qualifiers: [u8; 2]) -> Result<Objects, u16> {
        let counter = self.counter();
        let own = self.keys.cryptogram(counter, b"fDDA");
        let related = [&[SIGNATURE_VERSION][..], &own[..4], &card_qualifiers].concat();
        let (amount, currency, number) = (&given[..6], &given[19..21], &given[25..29]);
        let input = [number, amount, currency, &related].concat();
        let signature = sign_dynamic(&counter, &input).ok_or(sw::OUT_OF_ORDER)?;
        Ok(objects.with(0x9F69, &related).with(0x9F4B, &signature))
    }
}
