//! What the pad shows its holder and hears of him: texts, pictures, menus, keys, and cards coming and going.

use std::collections::BTreeMap;

use super::{
    card,
    commands::{Answer, BAD_CALL, BAD_PARAMETER, MISSING_PARAMETER, NO_CARD, Refused},
    machine::{Pad, Wanted},
    wire::{self, Params},
};
use crate::{domain::Entry, sim::chip::Slot};

const NO_FILE: Refused = 100;
const FILE_DAMAGED: Refused = 102;
const TIMEOUT: Refused = 12;
/// Most pictures, and the longest of them in bytes.
const PICTURES: usize = 64;
const PICTURE: usize = 1 << 18;
/// Most options of a menu.
const OPTIONS: usize = 20;

/// The pad's pictures.
#[derive(Default)]
pub(super) struct Pictures {
    files: BTreeMap<String, Vec<u8>>,
    loading: Option<(String, usize, u16, Vec<u8>)>,
}

impl Pad {
    /// DSP: two lines of sixteen. DEX: three digits of length, a text, and six digits of how.
    pub(super) fn show(&mut self, name: &[u8], body: &[u8]) -> Result<Answer, Refused> {
        let text = match name {
            b"DSP" if body.len() == 32 => body,
            b"DEX" => {
                let length = body.get(..3).and_then(|d| std::str::from_utf8(d).ok()?.parse::<usize>().ok());
                let text = length.filter(|n| *n <= 160).and_then(|n| body.get(3..3 + n)).ok_or(BAD_PARAMETER)?;
                if !matches!(body.len() - 3 - text.len(), 0 | 6) {
                    return Err(BAD_PARAMETER);
                }
                text
            }
            _ => return Err(BAD_PARAMETER),
        };
        self.shown = text.iter().map(|b| char::from(*b)).collect();
        Ok(Answer::Now(wire::status(name, 0)))
    }

    /// MNU: the holder takes the first option.
    pub(super) fn menu(&self, params: &Params) -> Result<Answer, Refused> {
        match params.all(0x0020).count() {
            0 => Err(MISSING_PARAMETER),
            1..=OPTIONS => Ok(later(b"MNU", b"01")),
            _ => Err(BAD_PARAMETER),
        }
    }

    /// GCD: the holder types the shortest number that will do.
    pub(super) fn clear_digits(&self, params: &Params) -> Result<Answer, Refused> {
        let message = params.get(0x000B).ok_or(MISSING_PARAMETER)?;
        if !matches!(message, [0, 0x01..=0x35]) {
            return Err(BAD_PARAMETER);
        }
        let least = params.get(0x000D).and_then(|v| v.first()).copied().unwrap_or(0);
        let most = params.get(0x000E).and_then(|v| v.first()).copied().unwrap_or(32);
        if least > most || most > 32 {
            return Err(BAD_PARAMETER);
        }
        Ok(later(b"GCD", "1".repeat(usize::from(least)).as_bytes()))
    }

    /// CEX: a key, a stripe, a chip coming or going, a tap.
    pub(super) fn event(&self, params: &Params) -> Result<Answer, Refused> {
        let options = params.get(0x0006).filter(|o| o.len() == 6).ok_or(MISSING_PARAMETER)?;
        let inside = self.card_inside();
        let now = match options[2] {
            b'2' if !inside => Some(b"91"),
            b'1' if inside => Some(b"92"),
            _ => None,
        };
        if let Some(event) = now {
            return Ok(Answer::Now(wire::reply(b"CEX", &[(0x8040, event.to_vec())])));
        }
        if params.get(0x000C).is_some_and(|seconds| seconds == [0]) {
            return Err(TIMEOUT);
        }
        if options[2] == b'2' {
            return Ok(Answer::Remove(wire::reply(b"CEX", &[(0x8040, b"91".to_vec())]), b"CEX".to_vec()));
        }
        let wants = |at: usize| options[at] == b'1';
        Ok(Answer::Wait(Wanted::Event { stripe: wants(1), chip: wants(2), tap: wants(3) }))
    }

    /// RMC: waits until the card is out.
    pub(super) fn remove_card(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        if body.len() != 32 {
            return Err(BAD_PARAMETER);
        }
        self.shown = body.iter().map(|b| char::from(*b)).collect();
        let reply = wire::status(b"RMC", 0);
        Ok(if self.card_inside() { Answer::Remove(reply, b"RMC".to_vec()) } else { Answer::Now(reply) })
    }

    /// CLX: a text or a picture stays, and the line is in clear again.
    pub(super) fn leave(&mut self, params: &Params) -> Answer {
        self.open = false;
        self.shown = String::from_utf8_lossy(params.get(0x001B).unwrap_or_default()).into_owned();
        Answer::Now(wire::status(b"CLX", 0))
    }

    /// MLI, MLR, MLE, LMF, DMF and DSI.
    pub(super) fn picture(&mut self, name: &[u8], params: &Params) -> Result<Answer, Refused> {
        let file = |id| params.get(id).map(|name| String::from_utf8_lossy(name).trim().to_uppercase());
        let pictures = &mut self.pictures;
        match name {
            b"MLI" => {
                let named = file(0x001E).ok_or(MISSING_PARAMETER)?;
                let info = params.get(0x001F).ok_or(MISSING_PARAMETER)?;
                let [a, b, c, d, high, low, 1, 0, 0, 0] = info else { return Err(BAD_PARAMETER) };
                let size = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
                if size > PICTURE || (pictures.files.len() >= PICTURES && !pictures.files.contains_key(&named)) {
                    return Err(FILE_DAMAGED);
                }
                pictures.loading = Some((named, size, u16::from_be_bytes([*high, *low]), Vec::new()));
            }
            b"MLR" => {
                let (_, size, _, data) = pictures.loading.as_mut().ok_or(BAD_CALL)?;
                params.all(0x000F).for_each(|block| data.extend(block));
                if data.len() > *size {
                    pictures.loading = None;
                    return Err(FILE_DAMAGED);
                }
            }
            b"MLE" => {
                let (named, size, check, data) = pictures.loading.take().ok_or(BAD_CALL)?;
                if data.len() != size || wire::crc(&data) != check {
                    return Err(FILE_DAMAGED);
                }
                pictures.files.insert(named, data);
            }
            b"LMF" => {
                let names = pictures.files.keys().map(|name| (0x805E, format!("{name:<8}").into_bytes()));
                return Ok(Answer::Now(wire::reply(b"LMF", &names.collect::<Vec<_>>())));
            }
            b"DMF" => {
                file(0x001E).ok_or(MISSING_PARAMETER)?;
                params.all(0x001E).for_each(|name| {
                    pictures.files.remove(&String::from_utf8_lossy(name).trim().to_uppercase());
                });
            }
            _ => {
                let named = file(0x001E).ok_or(MISSING_PARAMETER)?;
                if !pictures.files.contains_key(&named) {
                    return Err(NO_FILE);
                }
                self.shown = format!("[{named}]");
            }
        }
        Ok(Answer::Now(wire::status(name, 0)))
    }

    /// Whether a chip is in the slot.
    pub(super) fn card_inside(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.card.entry == Entry::Chip)
    }

    /// GED: more of the chip's objects.
    pub(super) fn more_objects(&self, params: &Params) -> Result<Answer, Refused> {
        let wanted = params.get(0x0004).ok_or(MISSING_PARAMETER)?;
        let chip = self.session.as_ref().and_then(|session| session.chip.as_ref()).ok_or(BAD_CALL)?;
        Ok(Answer::Now(wire::reply(b"GED", &[(0x8054, card::objects(chip, wanted))])))
    }

    /// CHP: a chip's own commands.
    pub(super) fn chip_command(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.is_ascii()).ok_or(BAD_PARAMETER)?;
        let (head, digits) = text.split_at_checked(5).ok_or(BAD_PARAMETER)?;
        let command = super::keys::pack(digits).ok_or(BAD_PARAMETER)?;
        if head[2..].parse() != Ok(command.len()) {
            return Err(BAD_PARAMETER);
        }
        let answer = match &head[..2] {
            "00" => {
                self.chip().map(Slot::switch_off);
                Vec::new()
            }
            "01" => self.chip().map(Slot::power_up).ok_or(NO_CARD)?,
            "02" => self.chip().and_then(|chip| chip.exchange(&command).ok()).ok_or(NO_CARD)?,
            _ => return Err(BAD_PARAMETER),
        };
        let digits: String = answer.iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Answer::Now(wire::plain(b"CHP", format!("{:03}{digits}", answer.len()).as_bytes())))
    }
}

/// The holder takes a moment.
fn later(name: &[u8], value: &[u8]) -> Answer {
    Answer::Later { name: name.to_vec(), notice: None, reply: wire::reply(name, &[(0x804D, value.to_vec())]) }
}
