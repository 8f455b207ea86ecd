//! Sub-fields: what stands inside of fields 48, 54, 55 and 59 to 63. Tables say number, name and form of each; which table
//! counts follows from the message. Values are what [`Message::bytes`] gives: digits unpacked, text and bytes as they are.
//!
//! ```
//! use keytill::iso8583::{Message, Mti};
//!
//! let mut message = Message::new(Mti::new("0200"));
//! message.set_text(60, "22000012");
//! assert_eq!(message.part_text(60, 2), Some("000012"));
//! let names = message.parts(60).into_iter().flatten().filter_map(Result::ok).map(|part| part.name);
//! assert_eq!(names.collect::<Vec<_>>(), ["trade type", "batch"]);
//! ```

mod read;
pub mod spec;
pub mod tables;
mod tags;
mod uses;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use super::{Message, Path, SubStep, spec::Kind, view::is_printable};
use spec::Shown;

pub use read::Parts;
pub use uses::{Context, Use};

/// A sub-field in someone else's bytes. `Debug` shows no card data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// Where it stands.
    pub path: Path,
    /// What it is called; empty where no table names it.
    pub name: &'static str,
    /// What it is made of.
    pub kind: Kind,
    /// What a log may show of it.
    pub shown: Shown,
    /// What it is: digits and text as ASCII, everything else raw.
    pub value: &'a [u8],
}

impl<'a> Part<'a> {
    /// The value as text; none where it is not printable ASCII.
    pub fn text(&self) -> Option<&'a str> {
        std::str::from_utf8(self.value).ok().filter(|text| text.bytes().all(is_printable))
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({} <{}>)", self.path, self.value.len())
    }
}

impl Context {
    /// The sub-fields of a value; none where the field is one thing in such a message, or nobody knows what it is. The
    /// iterator ends after the first fault, which is a [`super::ParseError::BadPart`].
    pub fn parts<'a>(&self, field: u8, value: &'a [u8]) -> Option<Parts<'a>> {
        self.layout(field, value).map(|layout| Parts::new(layout, field, value))
    }
}

impl spec::Layout {
    /// The sub-fields of a value that has this layout. The iterator ends after the first fault.
    pub fn read<'a>(&'static self, field: u8, value: &'a [u8]) -> Parts<'a> {
        Parts::new(self, field, value)
    }
}

impl Message {
    /// What decides how its private fields are to be read.
    pub fn context(&self) -> Context {
        Context::of(self)
    }

    /// The sub-fields of a field; none where it is absent, one thing, or of a use that nobody knows.
    pub fn parts(&self, field: u8) -> Option<Parts<'_>> {
        self.context().parts(field, self.bytes(field)?)
    }

    /// The value of the first sub-field at this path. How long the length before a value of field 59 was makes no
    /// difference. None also where a fault stands before it.
    pub fn part(&self, path: Path) -> Option<&[u8]> {
        let found = self.parts(path.number())?.map_while(Result::ok).find(|part| part.path.is_at(&path));
        found.map(|part| part.value)
    }

    /// The text of a numbered sub-field: `part_text(60, 2)` is the batch.
    pub fn part_text(&self, field: u8, number: u8) -> Option<&str> {
        std::str::from_utf8(self.part(Path::sub(field, number))?).ok()
    }
}

impl Path {
    /// Whether both are the same place, however long a length stands before it.
    fn is_at(&self, other: &Path) -> bool {
        let plain = |step| match step {
            Some(SubStep::Long(letters)) => Some(SubStep::Short(letters)),
            other => other,
        };
        self.number() == other.number()
            && (0..super::path::DEEPEST).all(|at| plain(self.step(at)) == plain(other.step(at)))
    }
}
