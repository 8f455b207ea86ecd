//! Where in a message something stands: a field, or a sub-field of it at any depth.

use std::fmt;

/// How deep a path goes below its field: field 48 has groups of rows of sub-fields.
pub const DEEPEST: usize = 3;

/// One step down from a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubStep {
    /// A sub-field, row or group by its number, from 1; in lists of codes and values, the code.
    Number(u8),
    /// A BER-TLV tag, its bytes as a number: `9F26`.
    Tag(u32),
    /// Two characters, then a decimal length of two digits, then the value (field 59).
    Short([u8; 2]),
    /// The same with a length of three digits.
    Long([u8; 2]),
    /// Six characters, then a decimal length of three digits, then the value (contactless parameters in field 62).
    Name([u8; 6]),
    /// What the other side sends behind the last sub-field that the table knows.
    Rest,
}

impl fmt::Display for SubStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SubStep::Number(number) => write!(f, "{number}"),
            SubStep::Tag(tag) => write!(f, "{tag:02X}"),
            SubStep::Short(letters) | SubStep::Long(letters) => write!(f, "{}", letters.escape_ascii()),
            SubStep::Name(letters) => write!(f, "{}", letters.escape_ascii()),
            SubStep::Rest => f.write_str("rest"),
        }
    }
}

/// A field and the steps down to one of its sub-fields: `60.3`, `55.9F26`, `48.2.1.3`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    field: u8,
    steps: [Option<SubStep>; DEEPEST],
}

impl Path {
    /// The field itself.
    pub const fn field(field: u8) -> Path {
        Path { field, steps: [None; DEEPEST] }
    }

    /// A numbered sub-field of a field: `Path::sub(60, 3)`.
    pub const fn sub(field: u8, number: u8) -> Path {
        Path { field, steps: [Some(SubStep::Number(number)), None, None] }
    }

    /// A chip data object of field 55: `Path::tag(55, 0x9F26)`.
    pub const fn tag(field: u8, tag: u32) -> Path {
        Path { field, steps: [Some(SubStep::Tag(tag)), None, None] }
    }

    /// One step further down. Where the path is at its deepest already, the last step is replaced.
    #[must_use]
    pub fn then(mut self, step: SubStep) -> Path {
        let at = self.depth().min(DEEPEST - 1);
        self.steps[at] = Some(step);
        self
    }

    /// The number of the field.
    pub fn number(&self) -> u8 {
        self.field
    }

    /// The step at this depth, from 0.
    pub fn step(&self, depth: usize) -> Option<SubStep> {
        self.steps.get(depth).copied().flatten()
    }

    /// The last step; none for a field itself.
    pub fn last(&self) -> Option<SubStep> {
        self.depth().checked_sub(1).and_then(|depth| self.step(depth))
    }

    /// How many steps it has.
    pub fn depth(&self) -> usize {
        self.steps.iter().flatten().count()
    }
}

impl From<u8> for Path {
    fn from(field: u8) -> Path {
        Path::field(field)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.field)?;
        self.steps.iter().flatten().try_for_each(|step| write!(f, ".{step}"))
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}
