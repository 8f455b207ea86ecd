//! How the content of a field is divided, as data.

use crate::iso8583::spec::Kind;

/// What a log may show of a sub-field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of it.
    Plain,
    /// A card number: the first six and the last four digits.
    Pan,
    /// Its length.
    Hidden,
}

/// How long a sub-field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Always so many digits, characters or bytes.
    Exact(u16),
    /// One up to so many: whatever is left of the field.
    UpTo(u16),
}

impl Size {
    /// The most that is taken.
    pub const fn most(self) -> usize {
        match self {
            Size::Exact(size) | Size::UpTo(size) => size as usize,
        }
    }
}

/// One sub-field.
#[derive(Clone, Copy, Debug)]
pub struct Sub {
    /// Its number; its code where codes stand before values.
    pub number: u8,
    /// What it is called.
    pub name: &'static str,
    /// What it is made of.
    pub kind: Kind,
    /// How long it is written.
    pub size: Size,
    /// The least that is read where the field ends in it.
    pub read_least: u16,
    /// What a log may show.
    pub shown: Shown,
}

impl Sub {
    /// Always `size` digits, characters or bytes.
    pub const fn exact(number: u8, name: &'static str, kind: Kind, size: u16) -> Sub {
        Sub { number, name, kind, size: Size::Exact(size), read_least: size, shown: Shown::Plain }
    }

    /// What is left of the field, at least one and at most `size`.
    pub const fn up_to(number: u8, name: &'static str, kind: Kind, size: u16) -> Sub {
        Sub { size: Size::UpTo(size), read_least: 1, ..Sub::exact(number, name, kind, size) }
    }

    /// The same, but read from `least` on where it is the last of its field.
    #[must_use]
    pub const fn read_from(self, least: u16) -> Sub {
        Sub { read_least: least, ..self }
    }

    /// The same, shown by its length alone.
    #[must_use]
    pub const fn hidden(self) -> Sub {
        Sub { shown: Shown::Hidden, ..self }
    }

    /// The same, shown as a card number.
    #[must_use]
    pub const fn pan(self) -> Sub {
        Sub { shown: Shown::Pan, ..self }
    }

    /// Its form in words: `3 digits`.
    pub fn form(&self) -> String {
        let unit = match self.kind {
            Kind::N | Kind::Z => "digits",
            Kind::An | Kind::Ans => "characters",
            Kind::B => "bytes",
        };
        match self.size {
            Size::Exact(size) => format!("{size} {unit}"),
            Size::UpTo(size) => format!("1 to {size} {unit}"),
        }
    }
}

/// A tag that has a name.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// Its bytes as a number.
    pub tag: u32,
    /// What it is called.
    pub name: &'static str,
    /// What a log may show.
    pub shown: Shown,
}

/// Two characters with a decimal length and a value.
#[derive(Clone, Copy, Debug)]
pub struct Lettered {
    /// The two characters.
    pub letters: [u8; 2],
    /// What it is called.
    pub name: &'static str,
    /// What a log may show.
    pub shown: Shown,
    /// What its value is divided into; empty where it is not.
    pub inner: &'static [Lettered],
}

/// What follows the sub-fields at the head of a field.
#[derive(Clone, Copy, Debug)]
pub enum Tail {
    /// Nothing. What stands there all the same is read as [`super::Step::Rest`].
    End,
    /// Further sub-fields under one number: `63.2.1`.
    Group(u8, &'static [Sub]),
    /// Rows of the same sub-fields until the field ends, numbered from 1: `54.1.3`, or under a number: `48.2.1.3`.
    Rows {
        /// The number that they stand under.
        under: Option<u8>,
        /// The sub-fields of a row.
        row: &'static [Sub],
    },
    /// BER-TLV objects, not looking into templates.
    Ber(&'static [Tag]),
    /// Letters, decimal length of two or three digits, value.
    Lettered(&'static [Lettered]),
    /// Six characters of tag, a decimal length of three digits, value.
    Named,
    /// A code of two digits, then a value of the form that the code says.
    Coded(&'static [Sub]),
}

/// How one use of a field is divided.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// What it is.
    pub name: &'static str,
    /// The sub-fields that it begins with. A field may end before any of them.
    pub head: &'static [Sub],
    /// What follows them.
    pub tail: Tail,
}

impl Layout {
    /// Sub-fields one after the other.
    pub const fn of(name: &'static str, head: &'static [Sub]) -> Layout {
        Layout { name, head, tail: Tail::End }
    }

    /// Sub-fields and what follows them.
    pub const fn with(name: &'static str, head: &'static [Sub], tail: Tail) -> Layout {
        Layout { name, head, tail }
    }
}
