//! What a card tells and checks without a cryptogram: records, counters, its own signature, the offline PIN.

use super::{Answer, Card, Command, Stage, files::Objects, sw};
use crate::sim::{bcd::digits, issuer::sign_dynamic};

/// Length of the unpredictable number, which is all that the card signs (tag 9F49).
const CHALLENGE: usize = 4;

impl Card {
    pub(super) fn read_record(&self, command: &Command<'_>) -> Answer {
        self.since(Stage::Initiated)?;
        if command.p2 & 0x07 != 0x04 || !command.data.is_empty() {
            return Err(sw::WRONG_PARAMETERS);
        }
        self.files.record(command.p2 >> 3, command.p1).cloned().ok_or(sw::NO_RECORD)
    }

    pub(super) fn get_data(&self, command: &Command<'_>) -> Answer {
        self.since(Stage::Selected)?;
        let tag = u32::from(command.p1) << 8 | u32::from(command.p2);
        let value = match tag {
            0x9F36 => self.counter().to_vec(),
            0x9F13 => self.state.last_online.to_be_bytes().to_vec(),
            0x9F17 => vec![self.state.pin_tries],
            0x9F58 => vec![self.state.offline_limit],
            0x9F79 => digits(self.state.balance, 6),
            _ => return Err(sw::NO_SUCH_DATA),
        };
        Ok(Objects::default().with(tag, &value).into_bytes())
    }

    /// INTERNAL AUTHENTICATE: the card signs what the terminal gives it.
    pub(super) fn internal_authenticate(&mut self, command: &Command<'_>) -> Answer {
        command.with(0x00, 0x00)?;
        if self.session.stage != Stage::Initiated {
            return Err(sw::OUT_OF_ORDER);
        }
        let challenge = command.exactly(CHALLENGE)?;
        let number = self.keys.cryptogram(self.counter(), challenge);
        let signed = sign_dynamic(&number, challenge).ok_or(sw::OUT_OF_ORDER)?;
        self.session.signed = true;
        Ok(Objects::default().with(0x80, &signed).into_bytes())
    }

    /// VERIFY with a PIN in clear: its length and digits, filled with F (EMV Book 3, 6.5.12).
    pub(super) fn verify(&mut self, command: &Command<'_>) -> Answer {
        command.with(0x00, 0x80)?;
        if self.session.stage != Stage::Initiated {
            return Err(sw::OUT_OF_ORDER);
        }
        let block = command.exactly(8)?;
        if self.state.pin_tries == 0 {
            return Err(sw::METHOD_BLOCKED);
        }
        let length = self.profile.pin.len();
        let right = crate::domain::hex::decode(&format!("2{length:X}{:F<14}", self.profile.pin));
        let is_right = right.is_some_and(|right| right == block);
        self.session.pin = Some(is_right);
        if !is_right {
            self.state.pin_tries -= 1;
            return Err(sw::WRONG_PIN | u16::from(self.state.pin_tries));
        }
        self.state.pin_tries = super::PIN_TRIES;
        Ok(Vec::new())
    }
}
