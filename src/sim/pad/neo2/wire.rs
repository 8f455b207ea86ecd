//! The reader's side of the wire.

const TAG: &[u8] = b"ViVOtech2\0";
/// Longest data that the reader takes.
const MAX_DATA: usize = 2048;
/// Commands whose check comes high byte first.
const PASS_THROUGH: u8 = 0x2C;

/// What the till has sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    Command {
        code: (u8, u8),
        data: Vec<u8>,
    },
    /// A command with a wrong check; its code, as far as that can be believed.
    Damaged(u8),
    /// Longer than the reader takes.
    TooLong(u8),
}

/// Takes the till's bytes one at a time.
#[derive(Default)]
pub(super) struct Unpacker {
    bytes: Vec<u8>,
}

impl Unpacker {
    pub(super) fn push(&mut self, byte: u8) -> Option<Input> {
        self.bytes.push(byte);
        // What cannot be the beginning of a tag goes, from the front.
        while !self.bytes.iter().zip(TAG).all(|(a, b)| a == b) {
            self.bytes.remove(0);
        }
        let [code, sub, high, low] = self.bytes.get(10..14)?.try_into().ok()?;
        let length = usize::from(high) << 8 | usize::from(low);
        if length > MAX_DATA {
            self.bytes.clear();
            return Some(Input::TooLong(code));
        }
        if self.bytes.len() < 14 + length + 2 {
            return None;
        }
        let frame = std::mem::take(&mut self.bytes);
        let (body, check) = frame.split_at(14 + length);
        let order = if code == PASS_THROUGH { u16::from_be_bytes } else { u16::from_le_bytes };
        if order([check[0], check[1]]) != crc(body) {
            return Some(Input::Damaged(code));
        }
        Some(Input::Command { code: (code, sub), data: body[14..].to_vec() })
    }
}

/// The frame of an answer.
pub(super) fn pack(command: u8, status: u8, data: &[u8]) -> Vec<u8> {
    let mut frame = [TAG, &[command, status], &(data.len() as u16).to_be_bytes(), data].concat();
    frame.extend(crc(&frame).to_be_bytes());
    frame
}

/// CRC-16, polynomial 1021h from FFFFh, bit by bit.
fn crc(data: &[u8]) -> u16 {
    data.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

/// Objects in a row: tag as a number, value. Tags of one to three bytes, lengths of one byte or after 81 or 82.
pub(super) fn objects(mut rest: &[u8]) -> Option<Vec<(u32, Vec<u8>)>> {
    let mut found = Vec::new();
    while let Some((first, mut after)) = rest.split_first() {
        let mut tag = u32::from(*first);
        if first & 0x1F == 0x1F {
            loop {
                let (next, more) = after.split_first()?;
                tag = tag << 8 | u32::from(*next);
                after = more;
                if next & 0x80 == 0 {
                    break;
                }
            }
        }
        let (length, more) = match after.split_first().map(|(length, more)| (*length, more))? {
            (0x81, more) => (usize::from(*more.first()?), &more[1..]),
            (0x82, more) => (usize::from(*more.first()?) << 8 | usize::from(*more.get(1)?), &more[2..]),
            (short, more) => (usize::from(short), more),
        };
        let (value, more) = more.split_at_checked(length)?;
        found.push((tag, value.to_vec()));
        rest = more;
    }
    Some(found)
}

/// An object as bytes.
pub(super) fn object(tag: u32, value: &[u8]) -> Vec<u8> {
    let bytes = tag.to_be_bytes();
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(3);
    [&bytes[start..], &[value.len() as u8], value].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::pad::abecs::keys::pack as hex;

    #[test]
    fn published_frames_go_in_and_out() {
        let ping = hex("5669564F74656368320018010000B3CD").unwrap();
        let mut unpacker = Unpacker::default();
        let seen: Vec<Input> = [b"ViViV", &ping[..]].concat().iter().filter_map(|b| unpacker.push(*b)).collect();
        assert_eq!(seen, [Input::Command { code: (0x18, 0x01), data: Vec::new() }]);
        assert_eq!(pack(0x18, 0, &[]), hex("5669564F74656368320018000000FA83").unwrap());
        let through = hex("5669564F7465636832002C010001011D19").unwrap();
        let seen: Vec<Input> = through.iter().filter_map(|b| unpacker.push(*b)).collect();
        assert_eq!(seen, [Input::Command { code: (0x2C, 0x01), data: vec![1] }]);
    }

    #[test]
    fn objects_have_tags_of_one_to_three_bytes() {
        let bytes = [object(0x9C, &[0]), object(0x9F02, &[1; 6]), object(0xDF_EF37, &[7])].concat();
        let found = objects(&bytes).unwrap();
        assert_eq!(found, [(0x9C, vec![0]), (0x9F02, vec![1; 6]), (0xDF_EF37, vec![7])]);
        assert_eq!(objects(&[0x9F, 0x02, 6, 1]), None);
    }
}
