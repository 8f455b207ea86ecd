//! What reading and writing a field takes, made ready with the table: nothing else is looked at while a message is read in place or
//! packed.

use super::spec::{Align, Coding, FieldSpec, Kind, Length, Prefix};

/// What finding the end of a field takes, made ready: reading in place looks at nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The table does not have the field.
    Unknown,
    /// So many bytes.
    Bytes(u16),
    /// One byte of BCD says how many, up to `max`; shifted right by `shift`, rounded up, these are bytes.
    Ll { max: u8, shift: u8 },
    /// The same with two bytes.
    Lll { max: u16, shift: u8 },
    /// A length in another form.
    Other,
}

impl Step {
    pub const fn of(form: &FieldSpec) -> Step {
        let shift = form.is_packed() as u8;
        match form.length {
            Length::Fixed(fixed) => Step::Bytes(form.wire_bytes(fixed as usize) as u16),
            Length::Variable { prefix: Prefix::Bcd(1), read_max, .. } => {
                Step::Ll { max: if read_max > 99 { 99 } else { read_max as u8 }, shift }
            }
            Length::Variable { prefix: Prefix::Bcd(2), read_max, .. } => Step::Lll { max: read_max, shift },
            Length::Variable { .. } => Step::Other,
        }
    }
}

/// What writing a field takes, made ready in the same way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub hand: Hand,
    /// The nibble that fills an odd count of digits.
    pub fill: u8,
    /// The bytes of the length before it, in BCD: 0 to 2.
    pub prefix: u8,
    /// The fewest and the most digits, characters or bytes.
    pub least: u16,
    pub most: u16,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// The table does not have the field.
    Unknown,
    /// Packed digits, the fill on the right.
    Left,
    /// Packed digits, the fill on the left.
    Right,
    /// A packed track, the fill on the right.
    Track,
    /// Letters, digits and blanks.
    An,
    /// Printable text or raw bytes.
    Ans,
    /// Raw bytes, whatever they are called.
    B,
    /// A form that is not met often.
    Other,
}

impl Pen {
    pub const UNKNOWN: Pen = Pen { hand: Hand::Unknown, fill: 0, prefix: 0, least: 0, most: 0 };

    pub const fn of(form: &FieldSpec) -> Pen {
        let fill = form.fill.nibble();
        let hand = match (form.kind, form.coding, form.align) {
            (Kind::N, Coding::Packed, Align::Left) => Hand::Left,
            (Kind::N, Coding::Packed, Align::Right) => Hand::Right,
            (Kind::Z, Coding::Packed, Align::Left) => Hand::Track,
            (Kind::An, ..) => Hand::An,
            (Kind::Ans, ..) => Hand::Ans,
            (Kind::B, ..) => Hand::B,
            (Kind::N | Kind::Z, ..) => Hand::Other,
        };
        match form.length {
            Length::Fixed(size) => Pen { hand, fill, prefix: 0, least: size, most: size },
            Length::Variable { prefix: Prefix::Bcd(prefix @ 1..=2), write_max, .. } => {
                Pen { hand, fill, prefix, least: 1, most: write_max }
            }
            Length::Variable { write_max, .. } => Pen { hand: Hand::Other, fill, prefix: 0, least: 1, most: write_max },
        }
    }
}
