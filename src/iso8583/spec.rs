//! How fields look on the wire, as data.

use super::ready::{Pen, Step};

/// What a field is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Digits. Lengths count digits.
    N,
    /// A track: digits and the separator `=` (nibble D), A to F where it is encrypted. Lengths count digits.
    Z,
    /// Letters, digits and blanks, one byte each.
    An,
    /// Printable ASCII, one byte each; other bytes (Chinese in GBK) are kept raw.
    Ans,
    /// Raw bytes.
    B,
}

/// How digits are put into bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Two to a byte (BCD); a bitmap as raw bytes.
    Packed,
    /// One to a byte; a bitmap as hexadecimal text.
    Ascii,
}

/// How the length before a variable field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// So many bytes of BCD: one for LL, two for LLL.
    Bcd(u8),
    /// So many ASCII digits: two for LL, three for LLL.
    Ascii(u8),
}

impl Prefix {
    /// How many bytes it takes.
    pub const fn bytes(self) -> usize {
        match self {
            Prefix::Bcd(bytes) | Prefix::Ascii(bytes) => bytes as usize,
        }
    }
}

/// How long a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Always this many digits, characters or bytes.
    Fixed(u16),
    /// A length comes first.
    Variable {
        /// How it is written.
        prefix: Prefix,
        /// The most that is written.
        write_max: u16,
        /// The most that is read: hosts are freer with private fields than the specification is.
        read_max: u16,
    },
}

/// On which side the digits stand when their count is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Fill on the right.
    Left,
    /// Fill on the left.
    Right,
}

/// The nibble that fills an odd count of packed digits when writing. Reading takes any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Nibble 0, as the specification has it.
    Zero,
    /// Nibble F, as some hosts want it.
    F,
}

impl Fill {
    /// The nibble.
    pub const fn nibble(self) -> u8 {
        match self {
            Fill::Zero => 0,
            Fill::F => 0x0F,
        }
    }
}

/// How one field looks on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// What it is made of.
    pub kind: Kind,
    /// How its digits are written.
    pub coding: Coding,
    /// How long it is.
    pub length: Length,
    /// Where odd digits stand.
    pub align: Align,
    /// What stands beside them.
    pub fill: Fill,
}

impl FieldSpec {
    /// Always `length` digits, characters or bytes; odd digits stand right.
    pub const fn fixed(kind: Kind, length: u16) -> FieldSpec {
        FieldSpec { kind, coding: Coding::Packed, length: Length::Fixed(length), align: Align::Right, fill: Fill::Zero }
    }

    /// Always `length` digits; odd digits stand left.
    pub const fn fixed_left(kind: Kind, length: u16) -> FieldSpec {
        FieldSpec { align: Align::Left, ..FieldSpec::fixed(kind, length) }
    }

    /// A two-digit BCD length and up to `max`.
    pub const fn ll(kind: Kind, max: u16) -> FieldSpec {
        FieldSpec::variable(kind, Prefix::Bcd(1), max)
    }

    /// A three-digit BCD length and up to `max`.
    pub const fn lll(kind: Kind, max: u16) -> FieldSpec {
        FieldSpec::variable(kind, Prefix::Bcd(2), max)
    }

    /// A length and up to `max`; odd digits stand left.
    pub const fn variable(kind: Kind, prefix: Prefix, max: u16) -> FieldSpec {
        let length = Length::Variable { prefix, write_max: max, read_max: max };
        FieldSpec { length, ..FieldSpec::fixed_left(kind, 0) }
    }

    /// As it is for writing, but read with whatever its length can say.
    #[must_use]
    pub const fn read_freely(self) -> FieldSpec {
        let Length::Variable { prefix, write_max, .. } = self.length else { return self };
        let read_max = match prefix {
            Prefix::Bcd(1) | Prefix::Ascii(2) => 99,
            Prefix::Bcd(_) | Prefix::Ascii(_) => 999,
        };
        FieldSpec { length: Length::Variable { prefix, write_max, read_max }, ..self }
    }

    /// The same with ASCII digits instead of packed ones, in the value and in its length.
    #[must_use]
    pub const fn in_ascii(self) -> FieldSpec {
        let length = match self.length {
            Length::Variable { prefix: Prefix::Bcd(bytes), write_max, read_max } => {
                Length::Variable { prefix: Prefix::Ascii(bytes + 1), write_max, read_max }
            }
            other => other,
        };
        FieldSpec { coding: Coding::Ascii, length, ..self }
    }

    /// The same with this fill nibble.
    #[must_use]
    pub const fn filled(self, fill: Fill) -> FieldSpec {
        FieldSpec { fill, ..self }
    }

    /// Whether two digits share a byte.
    pub const fn is_packed(&self) -> bool {
        matches!((self.kind, self.coding), (Kind::N | Kind::Z, Coding::Packed))
    }

    /// How many bytes `count` digits, characters or bytes take.
    pub const fn wire_bytes(&self, count: usize) -> usize {
        if self.is_packed() { count.div_ceil(2) } else { count }
    }
}

/// One line of a field table: number, name in the field's terms, form.
pub type Line = (u8, &'static str, FieldSpec);

/// The fields of a message, 2 to 128, and how its head is written.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The message type and the bitmap.
    pub head: Coding,
    fields: [Option<FieldSpec>; 129],
    names: [&'static str; 129],
    steps: [Step; 129],
    pens: [Pen; 129],
}

impl Spec {
    /// A table of these fields. Numbers below 2 and above 128 cannot be in a message and are left out.
    pub const fn new(head: Coding, lines: &[Line]) -> Spec {
        Spec { head, fields: [None; 129], names: [""; 129], steps: [Step::Unknown; 129], pens: [Pen::UNKNOWN; 129] }
            .with(lines)
    }

    /// The table with these lines instead of those that it has for the same fields.
    #[must_use]
    pub const fn with(mut self, lines: &[Line]) -> Spec {
        let mut i = 0;
        while i < lines.len() {
            let (number, name, form) = lines[i];
            if number >= 2 && number <= 128 {
                self = self.put(number as usize, form);
                self.names[number as usize] = name;
            }
            i += 1;
        }
        self
    }

    /// The table with all digits in ASCII, the head too.
    #[must_use]
    pub const fn in_ascii(mut self) -> Spec {
        let mut i = 0;
        while i < self.fields.len() {
            if let Some(form) = self.fields[i] {
                self = self.put(i, form.in_ascii());
            }
            i += 1;
        }
        self.head = Coding::Ascii;
        self
    }

    const fn put(mut self, number: usize, form: FieldSpec) -> Spec {
        self.fields[number] = Some(form);
        self.steps[number] = Step::of(&form);
        self.pens[number] = Pen::of(&form);
        self
    }

    /// How this field looks, if the table has it.
    #[inline]
    pub const fn field(&self, number: u8) -> Option<&FieldSpec> {
        if number as usize >= self.fields.len() {
            return None;
        }
        self.fields[number as usize].as_ref()
    }

    #[inline]
    pub(super) fn step(&self, number: usize) -> Step {
        self.steps.get(number).copied().unwrap_or(Step::Unknown)
    }

    #[inline]
    pub(super) fn pen(&self, number: u8) -> Pen {
        self.pens.get(usize::from(number)).copied().unwrap_or(Pen::UNKNOWN)
    }

    /// What this field is called; empty where the table does not have it.
    pub fn name(&self, number: u8) -> &'static str {
        self.names.get(usize::from(number)).copied().unwrap_or_default()
    }
}
