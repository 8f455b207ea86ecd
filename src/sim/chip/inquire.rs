//! What a terminal reads, and what it has the card prove: records, single data, the dynamic signature, PIN, issuer's response.

use super::{Answer, Card, Command, Stage, generate::Cryptogram, state::Lock, sw};
use crate::{
    domain::hex,
    emv::{Tag, Tlv},
    sim::issuer::sign_dynamic,
};

/// A plain PIN block.
const PLAIN: u8 = 0x80;

impl Card {
    /// READ RECORD.
    pub(super) fn read_record(&self, command: &Command<'_>) -> Answer {
        self.since(Stage::Initiated)?;
        if command.p2 & 0x07 != 0x04 {
            return Err(sw::WRONG_PARAMETERS);
        }
        self.files.record(command.p2 >> 3, command.p1).cloned().ok_or(sw::NO_RECORD)
    }

    /// GET DATA: tries of the PIN, counters, electronic cash.
    pub(super) fn get_data(&self, command: &Command<'_>) -> Answer {
        self.since(Stage::Selected)?;
        let number = u32::from(command.p1) << 8 | u32::from(command.p2);
        let value = match number {
            0x9F17 => vec![self.state.pin_tries],
            0x9F36 => self.counter().to_vec(),
            0x9F13 => self.state.last_online.to_be_bytes().to_vec(),
            0x9F79 => hex::decode(&format!("{:012}", self.state.balance)).unwrap_or_default(),
            _ => return Err(sw::NO_SUCH_DATA),
        };
        let mut out = Vec::new();
        Tlv::new(Tag::new(number), &value).write(&mut out);
        Ok(out)
    }

    /// INTERNAL AUTHENTICATE: a signature over a number of the card's and the terminal's.
    pub(super) fn internal_authenticate(&mut self, command: &Command<'_>) -> Answer {
        self.since(Stage::Initiated)?;
        command.with(0, 0)?;
        if self.session.signed {
            return Err(sw::OUT_OF_ORDER);
        }
        let given = command.exactly(4)?;
        self.session.signed = true;
        let signature = sign_dynamic(&self.counter(), given).ok_or(sw::WRONG_DATA)?;
        let mut out = Vec::new();
        Tlv::new(Tag::new(0x80), &signature).write(&mut out);
        Ok(out)
    }

    /// VERIFY: a PIN in clear, so many tries.
    pub(super) fn verify(&mut self, command: &Command<'_>) -> Answer {
        self.since(Stage::Initiated)?;
        command.with(0, PLAIN)?;
        let block = command.exactly(8)?;
        if self.state.pin_tries == 0 || self.state.lock != Lock::Open {
            return Err(sw::METHOD_BLOCKED);
        }
        let expected = hex::decode(&format!("2{:X}{:F<14}", self.profile.pin.len(), self.profile.pin));
        let right = expected.as_deref() == Some(block);
        self.session.pin = Some(right);
        if right {
            self.state.pin_tries = super::PIN_TRIES;
            return Ok(Vec::new());
        }
        self.state.pin_tries -= 1;
        match self.state.pin_tries {
            0 => Err(sw::METHOD_BLOCKED),
            left => Err(sw::WRONG_PIN | u16::from(left)),
        }
    }

    /// EXTERNAL AUTHENTICATE: the issuer's response to the first cryptogram, once.
    pub(super) fn external_authenticate(&mut self, command: &Command<'_>) -> Answer {
        command.with(0, 0)?;
        let first = self.session.first.filter(|first| first.kind == Cryptogram::AskIssuer).ok_or(sw::OUT_OF_ORDER)?;
        if self.session.stage != Stage::First || self.session.issuer.is_some() {
            return Err(sw::OUT_OF_ORDER);
        }
        let (response, code) = command.exactly(10)?.split_at(8);
        let right = self.keys.response(self.counter(), first.value, [code[0], code[1]]) == response;
        self.session.issuer = Some(right);
        if right { Ok(Vec::new()) } else { Err(sw::NOT_AUTHENTICATED) }
    }
}
