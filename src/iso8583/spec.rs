//! How fields look on the wire, as data.

/// What a field is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Digits, two to a byte. Lengths count digits.
    N,
    /// A track: digits and the separator `=` (nibble D), two to a byte; A to F where it is encrypted. Lengths count digits.
    Z,
    /// Letters, digits and blanks, one byte each.
    An,
    /// Printable ASCII, one byte each; other bytes (Chinese in GBK) are kept raw.
    Ans,
    /// Raw bytes.
    B,
}

/// How long a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Always this many digits, characters or bytes.
    Fixed(usize),
    /// A BCD length comes first.
    Variable {
        /// Bytes of the length: 1 (LL) or 2 (LLL).
        prefix: usize,
        /// The most that is written.
        write_max: usize,
        /// The most that is read: hosts are freer with private fields than the specification is.
        read_max: usize,
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

/// How one field looks on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// What it is made of.
    pub kind: Kind,
    /// How long it is.
    pub length: Length,
    /// Where odd digits stand.
    pub align: Align,
}

impl FieldSpec {
    /// Always `length` digits, characters or bytes; odd digits stand right.
    pub const fn fixed(kind: Kind, length: usize) -> FieldSpec {
        FieldSpec { kind, length: Length::Fixed(length), align: Align::Right }
    }

    /// Always `length` digits; odd digits stand left.
    pub const fn fixed_left(kind: Kind, length: usize) -> FieldSpec {
        FieldSpec { kind, length: Length::Fixed(length), align: Align::Left }
    }

    /// A two-digit length and up to `max`.
    pub const fn ll(kind: Kind, max: usize) -> FieldSpec {
        FieldSpec { kind, length: Length::Variable { prefix: 1, write_max: max, read_max: max }, align: Align::Left }
    }

    /// A three-digit length and up to `max`.
    pub const fn lll(kind: Kind, max: usize) -> FieldSpec {
        FieldSpec { kind, length: Length::Variable { prefix: 2, write_max: max, read_max: max }, align: Align::Left }
    }

    /// As it is for writing, but read with whatever its length can say.
    #[must_use]
    pub const fn read_freely(self) -> FieldSpec {
        let Length::Variable { prefix, write_max, .. } = self.length else { return self };
        let read_max = if prefix == 1 { 99 } else { 999 };
        FieldSpec { length: Length::Variable { prefix, write_max, read_max }, ..self }
    }

    /// How many bytes `count` digits, characters or bytes take.
    pub const fn wire_bytes(&self, count: usize) -> usize {
        match self.kind {
            Kind::N | Kind::Z => count.div_ceil(2),
            Kind::An | Kind::Ans | Kind::B => count,
        }
    }
}

/// The fields of a message, 2 to 128.
#[derive(Clone, Debug)]
pub struct Spec {
    fields: [Option<FieldSpec>; 129],
}

impl Spec {
    /// A table of these fields. Numbers below 2 and above 128 cannot be in a message and are left out.
    pub const fn new(fields: &[(u8, FieldSpec)]) -> Spec {
        let mut table = [None; 129];
        let mut i = 0;
        while i < fields.len() {
            let (number, spec) = fields[i];
            if number >= 2 && number <= 128 {
                table[number as usize] = Some(spec);
            }
            i += 1;
        }
        Spec { fields: table }
    }

    /// How this field looks, if the table has it.
    pub fn field(&self, number: u8) -> Option<&FieldSpec> {
        self.fields.get(usize::from(number))?.as_ref()
    }
}
