//! The pad's side of the wire, written apart from the driver's so that one checks the other.

use std::time::Duration;

pub(super) const ACK: u8 = 0x06;
pub(super) const NAK: u8 = 0x15;
pub(super) const EOT: u8 = 0x04;
const CAN: u8 = 0x18;

/// How long the till may pause inside a packet.
pub(super) const BYTE_LIMIT: Duration = Duration::from_millis(1500);
/// Longest data that the pad takes; more is damage.
const MAX_DATA: usize = 2045;

/// What the till has sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    Packet(Vec<u8>),
    Damaged,
    Nak,
    Cancel,
}

/// Takes the till's bytes one at a time.
#[derive(Default)]
pub(super) struct Unpacker {
    raw: Vec<u8>,
    inside: bool,
    /// CRC bytes still to come once ETB has been seen.
    tail: u8,
}

impl Unpacker {
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    pub(super) fn push(&mut self, byte: u8) -> Option<Input> {
        if !self.inside {
            return match byte {
                0x16 => {
                    self.inside = true;
                    None
                }
                NAK => Some(Input::Nak),
                CAN => Some(Input::Cancel),
                _ => None,
            };
        }
        self.raw.push(byte);
        match (self.tail, byte) {
            (2, _) => self.tail = 1,
            (1, _) => return Some(self.close()),
            (_, 0x17) => self.tail = 2,
            (_, 0x16) => self.raw.clear(),
            // A cancel never stands bare inside a packet, yet 18h is a legal data byte: only size ends this.
            _ if self.raw.len() > 2 * MAX_DATA => {
                *self = Unpacker::default();
                return Some(Input::Damaged);
            }
            _ => {}
        }
        None
    }

    fn close(&mut self) -> Input {
        let raw = std::mem::take(self).raw;
        let (body, tail) = raw.split_at(raw.len().saturating_sub(3));
        let Some(data) = unescape(body) else { return Input::Damaged };
        let sent = u16::from_be_bytes([tail[1], tail[2]]);
        if data.len() <= MAX_DATA && packet_crc(&data) == sent { Input::Packet(data) } else { Input::Damaged }
    }
}

fn unescape(body: &[u8]) -> Option<Vec<u8>> {
    let mut data = Vec::with_capacity(body.len());
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        data.push(if *byte == 0x13 { bytes.next()?.checked_sub(0x20)? } else { *byte });
    }
    Some(data)
}

/// The packet that carries this data.
pub(super) fn pack(data: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x16];
    for byte in data {
        if matches!(byte, 0x13 | 0x16 | 0x17) {
            packet.push(0x13);
            packet.push(byte | 0x20);
        } else {
            packet.push(*byte);
        }
    }
    packet.push(0x17);
    packet.extend(packet_crc(data).to_be_bytes());
    packet
}

/// The check of a packet: over its data and ETB.
fn packet_crc(data: &[u8]) -> u16 {
    crc(&[data, &[0x17]].concat())
}

/// CRC-16, polynomial 1021h from zero, bit by bit.
pub(super) fn crc(data: &[u8]) -> u16 {
    data.iter().fold(0u16, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(*byte) << 8),
            |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            },
        )
    })
}

/// A command's letters and the bytes of its blocks one after the other.
pub(super) fn take_apart(data: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    let (name, mut rest) = data.split_at_checked(3)?;
    let mut body = Vec::new();
    while !rest.is_empty() {
        let (digits, after) = rest.split_at_checked(3)?;
        let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let (block, after) = after.split_at_checked(length)?;
        body.extend(block);
        rest = after;
    }
    Some((name, body))
}

/// The parameters in the body of a command.
pub(super) struct Params(Vec<(u16, Vec<u8>)>);

impl Params {
    pub(super) fn parse(mut body: &[u8]) -> Option<Self> {
        let mut list = Vec::new();
        while let [a, b, c, d, rest @ ..] = body {
            let (value, after) = rest.split_at_checked(usize::from(u16::from_be_bytes([*c, *d])))?;
            list.push((u16::from_be_bytes([*a, *b]), value.to_vec()));
            body = after;
        }
        body.is_empty().then_some(Params(list))
    }

    pub(super) fn get(&self, id: u16) -> Option<&[u8]> {
        self.0.iter().find(|(found, _)| *found == id).map(|(_, value)| value.as_slice())
    }

    /// The values of a parameter that may come more than once.
    pub(super) fn all(&self, id: u16) -> impl Iterator<Item = &[u8]> {
        self.0.iter().filter(move |(found, _)| *found == id).map(|(_, value)| value.as_slice())
    }

    pub(super) fn number(&self, id: u16) -> Option<u64> {
        std::str::from_utf8(self.get(id)?).ok()?.parse().ok()
    }
}

/// A reply without data.
pub(super) fn status(name: &[u8], status: u16) -> Vec<u8> {
    [name, format!("{status:03}").as_bytes()].concat()
}

/// A good reply with one plain block.
pub(super) fn plain(name: &[u8], block: &[u8]) -> Vec<u8> {
    [name, b"000", format!("{:03}", block.len()).as_bytes(), block].concat()
}

/// A good reply with parameters, cut into blocks of 999 wherever that falls.
pub(super) fn reply(name: &[u8], params: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, value) in params {
        body.extend(id.to_be_bytes());
        body.extend((value.len() as u16).to_be_bytes());
        body.extend(value);
    }
    let mut data = status(name, 0);
    for block in body.chunks(999) {
        data.extend(format!("{:03}", block.len()).as_bytes());
        data.extend(block);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_frame_comes_out_of_the_packer_and_through_the_unpacker() {
        let whole = [0x16, 0x47, 0x49, 0x58, 0x17, 0x59, 0x4D];
        assert_eq!(pack(b"GIX"), whole);
        let mut unpacker = Unpacker::default();
        let seen: Vec<Input> = whole.iter().filter_map(|b| unpacker.push(*b)).collect();
        assert_eq!(seen, [Input::Packet(b"GIX".to_vec())]);
    }

    #[test]
    fn special_bytes_are_escaped_both_ways() {
        let data = [0x13, 0x16, 0x17, 0x18, 0x33];
        let mut unpacker = Unpacker::default();
        let seen: Vec<Input> = pack(&data).iter().filter_map(|b| unpacker.push(*b)).collect();
        assert_eq!(seen, [Input::Packet(data.to_vec())]);
    }
}
