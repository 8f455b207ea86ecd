//! A tap: one answer with everything in it, cryptogram and all (qPBOC).

use super::{
    Answer, Card, Stage,
    files::{Objects, cryptogram_length},
    generate::{Cryptogram, First},
    sw,
};

/// Terminal transaction qualifiers: four bytes.
const QUALIFIERS: usize = 4;
/// The second byte's highest bit: the issuer must be asked.
const MUST_ASK: u8 = 0x80;
/// Card transaction qualifiers (9F6C), second byte: its owner has proved himself on the device.
const OWNER_PROVED: [u8; 2] = [0x00, 0x80];

impl Card {
    /// GET PROCESSING OPTIONS over the air.
    pub(super) fn tapped(&mut self, given: &[u8]) -> Answer {
        if given.len() != QUALIFIERS + cryptogram_length() {
            return Err(sw::WRONG_LENGTH);
        }
        let (qualifiers, given) = given.split_at(QUALIFIERS);
        if self.profile.phone && !self.state.consented {
            // Its owner looks at the telephone and consents; the next tap goes through.
            self.state.consented = true;
            return Err(sw::SEE_PHONE);
        }
        self.count()?;
        let alone = qualifiers[1] & MUST_ASK == 0 && self.pay_alone(given);
        let kind = if alone { Cryptogram::Approved } else { Cryptogram::AskIssuer };
        let (issuer_data, value) = self.make(given, self.results(Some(kind), None))?;
        self.session.stage = Stage::Second;
        self.session.first = Some(First { kind, value });
        let track = self.profile.track2().ok_or(sw::WRONG_DATA)?;
        let sequence = crate::domain::hex::decode(&format!("{:02}", self.profile.sequence % 100)).unwrap_or_default();
        let mut answer = Objects::default()
            .with(0x82, &self.profile.aip)
            .with(0x9F36, &self.counter())
            .with(0x57, &track)
            .with(0x5F34, &sequence)
            .with(0x9F10, &issuer_data)
            .with(0x9F26, &value)
            .with(0x9F27, &[kind.information()]);
        if self.profile.phone {
            answer = answer.with(0x9F6C, &OWNER_PROVED);
            self.state.consented = false;
        }
        Ok(answer.within(0x77))
    }
}
