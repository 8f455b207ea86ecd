//! Commands to a chip, and what comes back.

use super::{Chip, Trouble};
use crate::emv::{self, Tag};

/// All is well.
pub(super) const DONE: u16 = 0x9000;

/// Data and status.
pub(super) struct Reply {
    pub(super) data: Vec<u8>,
    pub(super) status: u16,
}

/// Sends a command that wants data back.
pub(super) fn ask(chip: &mut dyn Chip, header: [u8; 4], data: &[u8]) -> Result<Reply, Trouble> {
    let mut command = header.to_vec();
    if !data.is_empty() {
        command.push(u8::try_from(data.len()).map_err(|_| Trouble::BadData("more data than a command has"))?);
        command.extend_from_slice(data);
    }
    command.push(0);
    send(chip, &command)
}

/// Sends a command with data and nothing to come back.
pub(super) fn tell(chip: &mut dyn Chip, header: [u8; 4], data: &[u8]) -> Result<u16, Trouble> {
    let length = u8::try_from(data.len()).map_err(|_| Trouble::BadData("more data than a command has"))?;
    send(chip, &[&header[..], &[length], data].concat()).map(|reply| reply.status)
}

/// Sends a command as it is.
pub(super) fn send(chip: &mut dyn Chip, command: &[u8]) -> Result<Reply, Trouble> {
    let mut data = chip.exchange(command)?;
    let [.., high, low] = data[..] else { return Err(Trouble::BadData("an answer without status")) };
    data.truncate(data.len() - 2);
    Ok(Reply { data, status: u16::from_be_bytes([high, low]) })
}

impl Reply {
    /// The data of a command that must succeed.
    pub(super) fn good(self, what: &'static str) -> Result<Vec<u8>, Trouble> {
        if self.status == DONE { Ok(self.data) } else { Err(Trouble::BadData(what)) }
    }
}

/// What is in a template that is all there is.
pub(super) fn within(data: &[u8], template: u32) -> Result<&[u8], Trouble> {
    let mut items = emv::items(data);
    match (items.next(), items.next()) {
        (Some(Ok(item)), None) if item.tag == Tag::new(template) => Ok(item.value),
        _ => Err(Trouble::BadData("not in the template that it belongs in")),
    }
}
