//! Commands to a card, and its answers.

use super::{Slot, Trouble};

/// Status words that mean something to a terminal.
pub(super) const DONE: u16 = 0x9000;

/// Data and status of an answer.
pub(super) struct Answer {
    pub(super) data: Vec<u8>,
    pub(super) status: u16,
}

impl Answer {
    /// The data of a command that was carried out.
    pub(super) fn good(self) -> Result<Vec<u8>, Trouble> {
        match self.status {
            DONE => Ok(self.data),
            0x6985 => Err(Trouble::NotAllowed),
            _ => Err(Trouble::BadData),
        }
    }
}

/// Sends a command with data.
pub(super) fn send(slot: &mut Slot, header: [u8; 4], data: &[u8]) -> Result<Answer, Trouble> {
    let length = u8::try_from(data.len()).map_err(|_| Trouble::BadData)?;
    transmit(slot, &[&header[..], &[length], data, &[0]].concat())
}

/// Sends a command without data.
pub(super) fn ask(slot: &mut Slot, header: [u8; 4]) -> Result<Answer, Trouble> {
    transmit(slot, &[&header[..], &[0]].concat())
}

/// Sends a command as it is.
pub(super) fn transmit(slot: &mut Slot, command: &[u8]) -> Result<Answer, Trouble> {
    let mut data = slot.exchange(command)?;
    let status = data.split_off(data.len().checked_sub(2).ok_or(Trouble::BadData)?);
    Ok(Answer { data, status: u16::from_be_bytes([status[0], status[1]]) })
}

/// SELECT by name; the next one of that name.
pub(super) fn select(slot: &mut Slot, name: &[u8], next: bool) -> Result<Answer, Trouble> {
    send(slot, [0x00, 0xA4, 0x04, u8::from(next) << 1], name)
}

/// GET PROCESSING OPTIONS with what the card's list asks for.
pub(super) fn initiate(slot: &mut Slot, listed: &[u8]) -> Result<Answer, Trouble> {
    let length = u8::try_from(listed.len()).map_err(|_| Trouble::BadData)?;
    send(slot, [0x80, 0xA8, 0x00, 0x00], &[&[0x83, length], listed].concat())
}
