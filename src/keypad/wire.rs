//! Events of Linux's input layer, as bytes come from `/dev/input/event*`.
//!
//! The form is `struct input_event` of linux/input.h: two machine words of time, a type and a code of two bytes each, and a value
//! of four, in the machine's own byte order.

use std::time::Duration;

use super::Keycode;

/// So long is one event: 24 bytes on a 64-bit box, 16 on a 32-bit one.
pub const EVENT_BYTES: usize = 2 * WORD + 8;
const WORD: usize = size_of::<usize>();

const EV_SYN: u16 = 0;
const EV_KEY: u16 = 1;
/// The kernel had no room, so some events have been lost.
const SYN_DROPPED: u16 = 3;
/// End of a report.
const SYN_REPORT: u16 = 0;

/// What happened to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It went down.
    Down,
    /// It came up.
    Up,
    /// It is still down, and the kernel repeats it.
    Repeat,
}

/// One thing that a device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A key has moved.
    Key {
        /// When, on the clock of the device.
        at: Duration,
        /// Which.
        code: Keycode,
        /// How.
        motion: Motion,
    },
    /// Events have been lost, so nothing is known of any key: none is taken for held.
    Lost,
}

/// Turns bytes into signals, in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Wire {
    /// The beginning of an event whose end has not come; shorter than one.
    open: Vec<u8>,
    state: State,
}

/// Whether what comes can be believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Whole,
    /// Events have been lost; the rest of the report is what is left of them.
    Torn,
}

impl Wire {
    /// Takes bytes as they come.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Signal> {
        self.open.extend_from_slice(bytes);
        let whole = self.open.len() / EVENT_BYTES * EVENT_BYTES;
        let events: Vec<u8> = self.open.drain(..whole).collect();
        events.chunks_exact(EVENT_BYTES).filter_map(|event| self.event(event)).collect()
    }

    fn event(&mut self, event: &[u8]) -> Option<Signal> {
        let half = |at: usize| Some(u16::from_ne_bytes(event.get(at..at + 2)?.try_into().ok()?));
        let (kind, code) = (half(2 * WORD)?, half(2 * WORD + 2)?);
        let value = i32::from_ne_bytes(event.get(2 * WORD + 4..)?.try_into().ok()?);
        match (kind, code, self.state) {
            (EV_SYN, SYN_DROPPED, _) => {
                self.state = State::Torn;
                Some(Signal::Lost)
            }
            (EV_SYN, SYN_REPORT, State::Torn) => {
                self.state = State::Whole;
                None
            }
            (EV_KEY, code, State::Whole) => {
                let motion = motion(value)?;
                Some(Signal::Key { at: time(event)?, code: Keycode::of(code), motion })
            }
            _ => None,
        }
    }
}

fn motion(value: i32) -> Option<Motion> {
    match value {
        0 => Some(Motion::Up),
        1 => Some(Motion::Down),
        2 => Some(Motion::Repeat),
        _ => None,
    }
}

fn time(event: &[u8]) -> Option<Duration> {
    let word = |at: usize| Some(usize::from_ne_bytes(event.get(at..at + WORD)?.try_into().ok()?) as u64);
    Some(Duration::from_secs(word(0)?).saturating_add(Duration::from_micros(word(WORD)?)))
}

/// The bytes of an event, as the kernel writes them: what the reading is tested with.
pub fn encode(at: Duration, code: Keycode, motion: Motion) -> Vec<u8> {
    let value: i32 = match motion {
        Motion::Up => 0,
        Motion::Down => 1,
        Motion::Repeat => 2,
    };
    let mut bytes = event(at, EV_KEY, code.number(), value);
    bytes.extend(event(at, EV_SYN, SYN_REPORT, 0));
    bytes
}

fn event(at: Duration, kind: u16, code: u16, value: i32) -> Vec<u8> {
    let word = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).to_ne_bytes();
    let mut bytes = Vec::with_capacity(EVENT_BYTES);
    bytes.extend(word(at.as_secs()));
    bytes.extend(word(u64::from(at.subsec_micros())));
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(code.to_ne_bytes());
    bytes.extend(value.to_ne_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Duration = Duration::from_micros(1_764_000_000_123_456);
    const ENTER: Keycode = Keycode::of(28);

    fn key(motion: Motion) -> Signal {
        Signal::Key { at: AT, code: ENTER, motion }
    }

    #[test]
    fn bytes_are_keys_in_whatever_pieces_they_come() {
        let bytes: Vec<u8> =
            [Motion::Down, Motion::Repeat, Motion::Up].iter().flat_map(|motion| encode(AT, ENTER, *motion)).collect();
        for size in [1, 7, EVENT_BYTES, 1000] {
            let mut wire = Wire::default();
            let signals: Vec<Signal> = bytes.chunks(size).flat_map(|piece| wire.feed(piece)).collect();
            assert_eq!(signals, [key(Motion::Down), key(Motion::Repeat), key(Motion::Up)], "{size}");
        }
    }

    /// What a keyboard of a real machine sent for ENTER: its scan code (EV_MSC), the key, and the end of the report.
    #[test]
    #[cfg(all(target_pointer_width = "64", target_endian = "little"))]
    fn a_recorded_keyboard() {
        let report = |value: u8| {
            [
                &[0xd1, 0xc4, 0x24, 0x69, 0, 0, 0, 0, 0x40, 0xe2, 1, 0, 0, 0, 0, 0, 4, 0, 4, 0, 28, 0, 0, 0][..],
                &[0xd1, 0xc4, 0x24, 0x69, 0, 0, 0, 0, 0x40, 0xe2, 1, 0, 0, 0, 0, 0, 1, 0, 28, 0, value, 0, 0, 0],
                &[0xd1, 0xc4, 0x24, 0x69, 0, 0, 0, 0, 0x40, 0xe2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            ]
            .concat()
        };
        let at = Duration::from_secs(0x6924_c4d1) + Duration::from_micros(123_456);
        let signals = Wire::default().feed(&[report(1), report(0)].concat());
        let expected = [Motion::Down, Motion::Up].map(|motion| Signal::Key { at, code: ENTER, motion });
        assert_eq!(signals, expected);
    }

    #[test]
    fn after_a_loss_nothing_is_believed_before_the_next_report() {
        let mut wire = Wire::default();
        let lost = event(AT, EV_SYN, SYN_DROPPED, 0);
        assert_eq!(wire.feed(&[lost, encode(AT, ENTER, Motion::Down)].concat()), [Signal::Lost]);
        assert_eq!(wire.feed(&encode(AT, ENTER, Motion::Up)), [key(Motion::Up)]);
        // A value that no key has, and an event of another kind.
        assert_eq!(wire.feed(&event(AT, EV_KEY, 28, 7)), []);
        assert_eq!(wire.feed(&event(AT, 2, 28, 1)), []);
    }
}
