//! What each command does.

use std::time::Duration;

use super::{machine::Reader, trade::Wanted, wire};
use crate::sim::{
    chip::Slot,
    pad::abecs::keys::{Key, pin_block},
};

/// What a command leads to.
pub(super) enum Answer {
    /// A status and data.
    Now(u8, Vec<u8>),
    /// A first answer at once; the card or its holder is busy for the reader's pace, and then another.
    Later {
        first: u8,
        status: u8,
        data: Vec<u8>,
    },
    /// A card is waited for.
    Wait(Wanted),
    Unplug,
}

/// A status other than 00.
pub(super) type Refused = u8;
const NO_SUCH_COMMAND: Refused = 0x02;
const NO_SUCH_SUB: Refused = 0x03;
pub(super) const BAD_PARAMETER: Refused = 0x05;
pub(super) const FAILED: Refused = 0x0A;
pub(super) const NOT_NOW: Refused = 0x0B;
/// More comes.
pub(super) const MORE: u8 = 0x63;

/// The commands, without their subs.
const COMMANDS: [u8; 13] = [0x01, 0x02, 0x03, 0x04, 0x0B, 0x18, 0x25, 0x29, 0x2C, 0x60, 0x62, 0x63, 0xD0];

impl Reader {
    /// Carries out a command.
    pub(super) fn command(&mut self, now: Duration, code: (u8, u8), data: &[u8]) -> Answer {
        let done = match code {
            (0x18, 0x01) | (0x0B, 0x01 | 0x02) => Ok(good(Vec::new())),
            (0x29, 0x00) => Ok(good(b"Keytill Training NEO2 V1.00".to_vec())),
            (0x01, 0x01) if data.len() == 1 && data[0] <= 1 => Ok(good(Vec::new())),
            (0x25, 0x01) => digits(data).map(|time| self.settings.clock.1 = Some(time)).map(nothing),
            (0x25, 0x03) => digits(data).map(|date| self.settings.clock.0 = Some(date)).map(nothing),
            (0x02, 0x40) => Wanted::parse(data).map(Answer::Wait).ok_or(BAD_PARAMETER),
            (0x03, 0x05) => Ok(good(self.settings.tap_applications())),
            (0x04, 0x03) => self.settings.set_group(data).map(nothing),
            (0x04, 0x02) => self.settings.set_tap_application(data).map(nothing),
            (0x04, 0x04) => self.settings.delete_tap_application(data).map(nothing),
            (0xD0, 0x05) => {
                self.settings.erase_tap_keys();
                Ok(good(Vec::new()))
            }
            (0xD0, 0x03) => self.settings.set_tap_key(data).map(nothing),
            (0x60, 0x02) => self.settings.remove_slot_applications(data).map(nothing),
            (0x60, 0x03) => self.settings.set_slot_application(data).map(nothing),
            (0x60, 0x06) => self.settings.set_terminal(data).map(nothing),
            (0x60, 0x0A) => self.settings.set_slot_key(data).map(nothing),
            (0x60, 0x11) => self.authenticate(data),
            (0x60, 0x12) => self.host_answer(data),
            (0x62, 0x01) => self.enter_pin(now, data),
            (0x63, 0x03) => self.take_session_key(data).map(nothing),
            (0x2C, sub) => self.pass_through(sub, data),
            (command, _) if COMMANDS.contains(&command) => Err(NO_SUCH_SUB),
            _ => Err(NO_SUCH_COMMAND),
        };
        done.unwrap_or_else(|status| Answer::Now(status, Vec::new()))
    }

    /// 63-03: what the key is for, the key under the master key, its check digits; each with its length.
    fn take_session_key(&mut self, data: &[u8]) -> Result<(), Refused> {
        let [0, 1, 2, 0, 16, rest @ ..] = data else { return Err(BAD_PARAMETER) };
        let (wrapped, check) = rest.split_at_checked(16).ok_or(BAD_PARAMETER)?;
        if check != [0, 0] {
            return Err(BAD_PARAMETER);
        }
        let master = self.master.and_then(|bytes| Key::new(&bytes)).ok_or(FAILED)?;
        self.session_key = Some(master.unwrap_key(wrapped).ok_or(FAILED)?);
        Ok(())
    }

    /// 62-01: kind, card number of sixteen digits, most and fewest digits, a line for the display, each text with its length.
    fn enter_pin(&mut self, now: Duration, data: &[u8]) -> Result<Answer, Refused> {
        let [0x10, length, rest @ ..] = data else { return Err(BAD_PARAMETER) };
        let (number, rest) = rest.split_at_checked(usize::from(*length)).ok_or(BAD_PARAMETER)?;
        let [most, fewest, letters, line @ ..] = rest else { return Err(BAD_PARAMETER) };
        let number = std::str::from_utf8(number).map_err(|_| BAD_PARAMETER)?;
        let later = |status, data: Vec<u8>| Ok(Answer::Later { first: 0, status, data });
        if *fewest < 4 || *most > 12 || fewest > most || line.len() != usize::from(*letters) || line.len() > 16 {
            return later(FAILED, vec![0x03]);
        }
        if number.len() != 16 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return later(FAILED, vec![0x04]);
        }
        let Some(key) = &self.session_key else { return later(FAILED, vec![0x05]) };
        let typed = self.session.as_ref().map_or("", |session| session.card.typed_pin);
        let block = pin_block(typed, number).map(|block| key.encrypt(block));
        let digits: String = block.iter().flatten().map(|byte| format!("{byte:02X}")).collect();
        if !self.may_take_pin(now) {
            return Err(FAILED);
        }
        later(0, [&[0x00], digits.as_bytes()].concat())
    }

    /// 2C-xx: a chip's own commands.
    fn pass_through(&mut self, sub: u8, data: &[u8]) -> Result<Answer, Refused> {
        match (sub, data) {
            (0x01, [mode @ 0..=1]) => {
                self.passing_through = *mode == 1;
                Ok(good(Vec::new()))
            }
            _ if !self.passing_through => Err(NOT_NOW),
            (0x12, [0x20]) => self.chip().map(Slot::power_up).map(good).ok_or(FAILED),
            (0x13, [0x20, command @ ..]) => {
                self.chip().and_then(|chip| chip.exchange(command).ok()).map(good).ok_or(FAILED)
            }
            (0x18, [_]) => {
                self.chip().map(Slot::switch_off);
                Ok(good(Vec::new()))
            }
            (0x12 | 0x13 | 0x18, _) => Err(BAD_PARAMETER),
            _ => Err(NO_SUCH_SUB),
        }
    }
}

fn good(data: Vec<u8>) -> Answer {
    Answer::Now(0, data)
}

fn nothing((): ()) -> Answer {
    good(Vec::new())
}

/// Packed decimal digits.
fn digits<const N: usize>(data: &[u8]) -> Result<[u8; N], Refused> {
    let packed: [u8; N] = data.try_into().map_err(|_| BAD_PARAMETER)?;
    let decimal = |byte: &u8| byte >> 4 <= 9 && byte & 0x0F <= 9;
    if packed.iter().all(decimal) { Ok(packed) } else { Err(BAD_PARAMETER) }
}

/// The value of an object.
pub(super) fn value(objects: &[(u32, Vec<u8>)], tag: u32) -> Option<&[u8]> {
    objects.iter().find(|(found, _)| *found == tag).map(|(_, value)| value.as_slice())
}

/// Objects of a command; none where they cannot be read.
pub(super) fn objects(data: &[u8]) -> Result<Vec<(u32, Vec<u8>)>, Refused> {
    wire::objects(data).ok_or(BAD_PARAMETER)
}
