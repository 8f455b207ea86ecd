//! Frames of NEO 2 as pure bytes: a tag of ten, command, sub-command or status, length, data, check. Nothing here waits or
//! knows a clock.

use std::fmt;

use crc::{CRC_16_IBM_3740, Crc};
use zeroize::Zeroizing;

use crate::reader::{
    fault::{Fault, garbled},
    framed::Decode,
};

/// What every frame begins with.
pub const TAG: [u8; 10] = *b"ViVOtech2\0";
/// Longest data of a frame.
pub const MAX_DATA: usize = 4096;
/// Commands of the reader to the till (callbacks), which come unasked while a command waits.
pub const CALLBACK: u8 = 0x61;

/// Commands that hand a card's own commands through.
const PASS_THROUGH: u8 = 0x2C;
/// Tag, command, sub-command or status, length.
const HEAD: usize = TAG.len() + 4;
const CHECK: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
/// After so many bytes of the tag and one that does not fit, so many have begun it anew: `ViV` ends with its first letter.
const BEGUN: [usize; 10] = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0];

/// A command and its sub-command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u8, pub u8);

impl fmt::Debug for Code {
    /// `02-40`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}-{:02X}", self.0, self.1)
    }
}

/// What the reader answers, or says by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The command that it answers; [`CALLBACK`] for what it says by itself.
    pub command: u8,
    /// How the command went; the sub-command of a callback.
    pub status: u8,
    /// What comes with it. May hold card data, so it is wiped when dropped and not shown.
    pub data: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({:02X}, status {:02X}, {} bytes)", self.command, self.status, self.data.len())
    }
}

/// What the decoder has seen on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A whole frame with a good check.
    Answer(Answer),
    /// A frame with a wrong check.
    BadCrc,
    /// A frame that says a length beyond [`MAX_DATA`].
    TooLong,
}

/// The bytes of a command. Its check goes out low byte first, but for the commands that hand a card's own commands through.
///
/// # Errors
/// [`Fault`] above [`MAX_DATA`].
pub fn encode(code: Code, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let length = u16::try_from(data.len()).ok().filter(|_| data.len() <= MAX_DATA);
    let length = length.ok_or_else(|| garbled(format!("{} bytes do not fit a frame of {MAX_DATA}", data.len())))?;
    let mut frame = Zeroizing::new(Vec::with_capacity(HEAD + data.len() + 2));
    frame.extend(TAG);
    frame.extend([code.0, code.1]);
    frame.extend(length.to_be_bytes());
    frame.extend(data);
    let check = CHECK.checksum(&frame);
    frame.extend(if code.0 == PASS_THROUGH { check.to_be_bytes() } else { check.to_le_bytes() });
    Ok(frame)
}

/// Takes the line byte by byte and gives events. Bytes that belong to no frame are skipped.
#[derive(Default)]
pub struct Decoder {
    frame: Zeroizing<Vec<u8>>,
}

impl Decode for Decoder {
    type Event = Event;

    fn push(&mut self, byte: u8) -> Option<Event> {
        if self.frame.len() < TAG.len() {
            self.seek(byte);
            return None;
        }
        self.frame.push(byte);
        let length = self.length()?;
        if length > MAX_DATA {
            self.reset();
            return Some(Event::TooLong);
        }
        if self.frame.len() == HEAD {
            // Room for all that comes, so that no card data stay behind where the bytes were before.
            let mut whole = Zeroizing::new(Vec::with_capacity(HEAD + length + 2));
            whole.extend_from_slice(&self.frame);
            self.frame = whole;
        }
        (self.frame.len() == HEAD + length + 2).then(|| self.close())
    }

    fn is_inside(&self) -> bool {
        self.frame.len() >= TAG.len()
    }

    fn reset(&mut self) {
        self.frame = Zeroizing::new(Vec::with_capacity(HEAD));
    }
}

impl Decoder {
    /// Looks for the tag.
    fn seek(&mut self, byte: u8) {
        let mut seen = self.frame.len();
        while seen > 0 && TAG[seen] != byte {
            seen = BEGUN[seen - 1];
        }
        seen += usize::from(TAG[seen] == byte);
        self.frame.clear();
        self.frame.extend(&TAG[..seen]);
    }

    fn length(&self) -> Option<usize> {
        let bytes = self.frame.get(HEAD - 2..HEAD)?;
        Some(usize::from(u16::from_be_bytes([bytes[0], bytes[1]])))
    }

    /// The check of an answer comes high byte first, that of a command of the reader's own most likely low byte first; either is
    /// taken.
    fn close(&mut self) -> Event {
        let frame = std::mem::take(&mut self.frame);
        let (body, sent) = frame.split_at(frame.len() - 2);
        let check = CHECK.checksum(body);
        let (command, status) = (body[TAG.len()], body[TAG.len() + 1]);
        let good = sent == check.to_be_bytes() || sent == check.to_le_bytes();
        if !good {
            return Event::BadCrc;
        }
        Event::Answer(Answer { command, status, data: Zeroizing::new(body[HEAD..].to_vec()) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::hex;

    fn bytes(digits: &str) -> Vec<u8> {
        hex::decode(&digits.replace(' ', "")).unwrap()
    }

    fn decode(bytes: &[u8]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        bytes.iter().filter_map(|byte| decoder.push(*byte)).collect()
    }

    fn answer(command: u8, status: u8, data: &[u8]) -> Event {
        Event::Answer(Answer { command, status, data: Zeroizing::new(data.to_vec()) })
    }

    /// The bytes of an answer, as a reader sends it.
    fn answer_bytes(command: u8, status: u8, data: &[u8]) -> Vec<u8> {
        let mut frame = encode(Code(command, status), data).unwrap().to_vec();
        let last = frame.len();
        frame.swap(last - 1, last - 2);
        frame
    }

    /// Published commands: code, data, check as it stands on the line.
    #[test]
    fn published_commands() {
        let all = "1E 9C0100 9F0206000000000100 9F0306000000000000 DFEF370107 DFEF3C03010060";
        let loyalty = "9F0201009F030100FFEE080ADFEF1A010ADFED280103";
        for (code, data, check) in [
            (Code(0x18, 0x01), "", "B3CD"),
            (Code(0xF0, 0xFC), "447261667473657276", "E272"),
            (Code(0x02, 0x40), all, "18D1"),
            (Code(0x02, 0x40), loyalty, "FD1A"),
            (Code(0x03, 0x02), "", "5B91"),
            (Code(0x29, 0x00), "", "DEA0"),
            (Code(0x01, 0x01), "01", "D734"),
            (Code(0x05, 0x01), "", "92EF"),
            (Code(0x25, 0x03), "20261122", "9AE3"),
            (Code(0x25, 0x01), "0730", "DB57"),
            (Code(0x2C, 0x01), "01", "1D19"),
        ] {
            let frame = encode(code, &bytes(data)).unwrap();
            assert!(frame.starts_with(&TAG));
            assert_eq!(frame[frame.len() - 2..], bytes(check), "{code:?}");
        }
    }

    /// Published answers.
    #[test]
    fn published_answers() {
        for (command, data, check) in [
            (0x18, "", "FA83"),
            (0x2C, "", "1C9B"),
            (0x2C, "00112233445566778899AABBCCDDEEFF", "60EC"),
            (0x91, "", "D4CC"),
        ] {
            let data = bytes(data);
            let head = [&TAG[..], &[command, 0], &(data.len() as u16).to_be_bytes(), &data, &bytes(check)].concat();
            assert_eq!(decode(&head), [answer(command, 0, &data)]);
        }
    }

    /// The source prints the check of 0B-01 the other way about than those of all other commands; ours is as the others.
    #[test]
    fn the_check_of_a_beep_is_as_those_of_other_commands() {
        let frame = encode(Code(0x0B, 0x01), &[0x01]).unwrap();
        assert_eq!(frame[frame.len() - 2..], bytes("7972"));
    }

    #[test]
    fn a_length_beyond_the_limit_ends_the_frame() {
        let mut long = TAG.to_vec();
        long.extend([0x02, 0x00, 0xFF, 0xFF]);
        assert_eq!(decode(&long), [Event::TooLong]);
        assert!(encode(Code(0, 0), &[0; MAX_DATA + 1]).is_err());
    }

    #[test]
    fn debug_shows_no_data() {
        let shown = format!("{:?}", decode(&answer_bytes(0x02, 0x23, b"6210948000000000707")));
        assert!(!shown.contains("62109") && !shown.contains("54, 50"), "{shown}");
    }

    #[test]
    fn every_flipped_bit_is_a_bad_check_or_no_frame() {
        let whole = answer_bytes(0x02, 0x23, b"data");
        for at in 0..8 * whole.len() {
            let mut changed = whole.clone();
            changed[at / 8] ^= 1 << (at % 8);
            assert!(!decode(&changed).iter().any(|event| matches!(event, Event::Answer(_))), "bit {at}");
        }
    }

    proptest! {
        #[test]
        fn a_frame_is_read_after_any_beginning_of_another(
            data in proptest::collection::vec(any::<u8>(), 0..300),
            begun in 0..10usize,
            noise in proptest::collection::vec(any::<u8>().prop_filter("no start", |b| *b != b'V'), 0..20),
        ) {
            let line = [&noise[..], &TAG[..begun], &answer_bytes(0x02, 0x00, &data)].concat();
            prop_assert_eq!(decode(&line), [answer(0x02, 0, &data)]);
        }

        #[test]
        fn a_tag_inside_the_data_is_data(before in 0..30usize, after in 0..30usize) {
            let data = [&vec![7; before][..], &TAG, &vec![7; after]].concat();
            prop_assert_eq!(decode(&answer_bytes(0x60, 0x63, &data)), [answer(0x60, 0x63, &data)]);
        }

        #[test]
        fn anything_at_all_is_taken_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
            decode(&bytes);
        }
    }
}
