//! The link layer of ABECS as pure bytes: SYN, escaped data, ETB, CRC. Nothing here waits or knows a clock.

use std::fmt;

use crc::{CRC_16_XMODEM, Crc};
use zeroize::Zeroizing;

use crate::reader::{
    fault::{Fault, garbled},
    framed::Decode,
};

/// Longest packet in bytes before escaping, with SYN, ETB and CRC.
pub const MAX_PACKET: usize = 2049;
/// Longest data of a packet: [`MAX_PACKET`] without SYN, ETB and two bytes of CRC.
pub const MAX_DATA: usize = MAX_PACKET - 4;

/// Start of a packet.
pub const SYN: u8 = 0x16;
/// End of the data of a packet.
pub const ETB: u8 = 0x17;
/// The byte after this one has 20h added to it.
pub const DC3: u8 = 0x13;
/// A packet was taken.
pub const ACK: u8 = 0x06;
/// A packet was damaged: send it again.
pub const NAK: u8 = 0x15;
/// Stop the command in hand.
pub const CAN: u8 = 0x18;
/// The command in hand has been stopped.
pub const EOT: u8 = 0x04;

const ESCAPE_OFFSET: u8 = 0x20;
const CHECK: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// The data of a packet. May hold card data, so it is wiped when dropped and shows only its name and length.
#[derive(Clone, PartialEq, Eq)]
pub struct Data(pub Zeroizing<Vec<u8>>);

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name: String = self.0.iter().take(3).filter(|b| b.is_ascii_uppercase()).map(|b| char::from(*b)).collect();
        write!(f, "Data({name}, {} bytes)", self.0.len())
    }
}

/// What the decoder has seen on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A whole packet with a good CRC.
    Packet(Data),
    /// A packet with a wrong CRC or an escape that does not exist.
    BadCrc,
    /// A packet that went on beyond [`MAX_PACKET`].
    TooLong,
    /// ACK outside a packet.
    Ack,
    /// NAK outside a packet.
    Nak,
    /// EOT outside a packet.
    Eot,
}

/// More data than a packet may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes do not fit a packet, which holds {MAX_DATA}")]
pub struct TooMuch(pub usize);

impl From<TooMuch> for Fault {
    fn from(error: TooMuch) -> Self {
        garbled(error)
    }
}

/// The bytes of a packet that carries this data.
///
/// # Errors
/// [`TooMuch`] above [`MAX_DATA`].
pub fn encode(data: &[u8]) -> Result<Zeroizing<Vec<u8>>, TooMuch> {
    if data.len() > MAX_DATA {
        return Err(TooMuch(data.len()));
    }
    // Room for the worst case, so that the buffer never moves and leaves a copy behind.
    let mut packet = Zeroizing::new(Vec::with_capacity(2 * data.len() + 4));
    packet.push(SYN);
    for byte in data {
        match *byte {
            special @ (DC3 | SYN | ETB) => packet.extend([DC3, special + ESCAPE_OFFSET]),
            plain => packet.push(plain),
        }
    }
    packet.push(ETB);
    packet.extend(check(data).to_be_bytes());
    Ok(packet)
}

/// CRC-16 with polynomial 1021h from 0000h over the data before escaping and ETB.
fn check(data: &[u8]) -> u16 {
    let mut digest = CHECK.digest();
    digest.update(data);
    digest.update(&[ETB]);
    digest.finalize()
}

/// Takes the line byte by byte and gives events. Bytes that belong to nothing are skipped.
#[derive(Default)]
pub struct Decoder {
    state: State,
    data: Zeroizing<Vec<u8>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Outside,
    Data,
    Escaped,
    /// The two CRC bytes are not escaped: after an ETB they are read as they come.
    FirstCheck,
    SecondCheck(u8),
}

impl Decode for Decoder {
    type Event = Event;

    fn push(&mut self, byte: u8) -> Option<Event> {
        match (self.state, byte) {
            (State::Outside, SYN) => self.start(),
            (State::Outside, ACK) => Some(Event::Ack),
            (State::Outside, NAK) => Some(Event::Nak),
            (State::Outside, EOT) => Some(Event::Eot),
            (State::Outside, _) => None,
            // A bare SYN can only be a new packet: the end of the old one was lost.
            (State::Data | State::Escaped, SYN) => self.start(),
            (State::Data, DC3) => self.enter(State::Escaped),
            (State::Data, ETB) => self.enter(State::FirstCheck),
            (State::Data, plain) => self.take(plain),
            (State::Escaped, escaped @ (0x33 | 0x36 | 0x37)) => self.take(escaped - ESCAPE_OFFSET),
            (State::Escaped, _) => self.give_up(Event::BadCrc),
            (State::FirstCheck, high) => self.enter(State::SecondCheck(high)),
            (State::SecondCheck(high), low) => Some(self.finish(u16::from_be_bytes([high, low]))),
        }
    }

    fn is_inside(&self) -> bool {
        self.state != State::Outside
    }

    fn reset(&mut self) {
        *self = Decoder::default();
    }
}

impl Decoder {
    fn start(&mut self) -> Option<Event> {
        self.data = Zeroizing::new(Vec::with_capacity(MAX_DATA));
        self.enter(State::Data)
    }

    fn enter(&mut self, state: State) -> Option<Event> {
        self.state = state;
        None
    }

    fn take(&mut self, byte: u8) -> Option<Event> {
        if self.data.len() == MAX_DATA {
            return self.give_up(Event::TooLong);
        }
        self.data.push(byte);
        self.enter(State::Data)
    }

    fn give_up(&mut self, event: Event) -> Option<Event> {
        self.reset();
        Some(event)
    }

    fn finish(&mut self, received: u16) -> Event {
        let data = std::mem::take(&mut self.data);
        self.state = State::Outside;
        if check(&data) == received { Event::Packet(Data(data)) } else { Event::BadCrc }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
    }

    fn decode(bytes: &[u8]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        bytes.iter().filter_map(|b| decoder.push(*b)).collect()
    }

    fn packet(data: &[u8]) -> Event {
        Event::Packet(Data(Zeroizing::new(data.to_vec())))
    }

    /// Published frames: name, data, whole packet.
    fn published() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
        let gcx = [
            b"GCX045".as_slice(),
            &hex("0013000C"),
            b"000000012345",
            &hex("00150006"),
            b"261122",
            &hex("00160006"),
            b"073000",
            &hex("00170005"),
            b"10000",
        ]
        .concat();
        vec![
            ("OPN", b"OPN".to_vec(), hex("16 4F504E 17 A8A9")),
            ("DSP reply", b"DSP000".to_vec(), hex("16 445350303030 17 3963")),
            (
                "DSP",
                hex("44535030333220202020 4F50455241C7C34F 20202020202020 46494E414C495A414441 202020"),
                hex("16 44535030333220202020 4F50455241C7C34F 20202020202020 46494E414C495A414441 202020 17 5213"),
            ),
            (
                "GCD",
                hex("474344303136 000C00013C 000E00010A 000B00020009"),
                hex("16 474344303136 000C00013C 000E00010A 000B00020009 17 C142"),
            ),
            ("GIX", b"GIX".to_vec(), hex("16 474958 17 594D")),
            ("GIX000", b"GIX000".to_vec(), hex("16 474958303030 17 7F4A")),
            (
                "GCX",
                gcx,
                hex("16 474358303435 00133300 0C 303030303030303132333435 00150006 323631313232
                     0013360006 303733303030 0013370005 3130303030 17 DF02"),
            ),
        ]
    }

    #[test]
    fn published_frames_encode_and_decode() {
        for (name, data, whole) in published() {
            assert_eq!(encode(&data).unwrap().as_slice(), whole, "{name}");
            assert_eq!(decode(&whole), [packet(&data)], "{name}");
        }
    }

    #[test]
    fn control_bytes_outside_a_packet_are_events_and_noise_is_skipped() {
        assert_eq!(decode(&[0x00, ACK, 0xFF, NAK, b'A', EOT, ETB, DC3]), [Event::Ack, Event::Nak, Event::Eot]);
    }

    #[test]
    fn a_flipped_bit_is_a_bad_crc() {
        let mut whole = encode(b"OPN000").unwrap();
        whole[3] ^= 1;
        assert_eq!(decode(&whole), [Event::BadCrc]);
        assert_eq!(decode(&[SYN, b'A', DC3, b'Z']), [Event::BadCrc]);
    }

    #[test]
    fn a_packet_without_end_is_cut_at_the_limit_and_the_next_one_is_read() {
        let mut bytes = vec![SYN];
        bytes.extend(vec![b'A'; MAX_DATA + 1]);
        bytes.extend(encode(b"OPN").unwrap().iter());
        assert_eq!(decode(&bytes), [Event::TooLong, packet(b"OPN")]);
        assert_eq!(encode(&vec![b'A'; MAX_DATA + 1]), Err(TooMuch(MAX_DATA + 1)));
        assert_eq!(decode(&encode(&vec![b'A'; MAX_DATA]).unwrap()), [packet(&vec![b'A'; MAX_DATA])]);
    }

    #[test]
    fn a_new_start_inside_a_packet_begins_again() {
        let mut bytes = vec![SYN, b'G', b'C'];
        bytes.extend(encode(b"GCX000").unwrap().iter());
        assert_eq!(decode(&bytes), [packet(b"GCX000")]);
    }

    #[test]
    fn check_bytes_that_look_like_control_bytes_are_taken_as_they_come() {
        let mut seen = [false; 3];
        for n in 0..=u16::MAX {
            let data = n.to_be_bytes();
            let whole = encode(&data).unwrap();
            let check = &whole[whole.len() - 2..];
            for (found, special) in seen.iter_mut().zip([DC3, SYN, ETB]) {
                if check.contains(&special) {
                    *found = true;
                    assert_eq!(decode(&whole), [packet(&data)]);
                }
            }
        }
        assert_eq!(seen, [true; 3]);
    }

    #[test]
    fn debug_shows_no_data() {
        let event = packet(b"GTK0006210948000000000707");
        assert_eq!(format!("{event:?}"), "Packet(Data(GTK, 25 bytes))");
    }

    proptest! {
        #[test]
        fn any_data_survives_after_noise(
            data in proptest::collection::vec(any::<u8>(), 0..600),
            noise in proptest::collection::vec(any::<u8>().prop_filter("no control byte", |b| {
                ![SYN, ACK, NAK, EOT].contains(b)
            }), 0..20),
        ) {
            let mut bytes = noise;
            bytes.extend(encode(&data).unwrap().iter());
            prop_assert_eq!(decode(&bytes), [packet(&data)]);
        }

        #[test]
        fn special_bytes_survive(data in proptest::collection::vec(proptest::sample::select(vec![DC3, SYN, ETB, 0x33]), 0..99)) {
            prop_assert_eq!(decode(&encode(&data).unwrap()), [packet(&data)]);
        }

        #[test]
        fn anything_at_all_is_taken_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let mut decoder = Decoder::default();
            for byte in bytes {
                let _ = decoder.push(byte);
                prop_assert!(decoder.data.len() <= MAX_DATA);
            }
        }
    }
}
