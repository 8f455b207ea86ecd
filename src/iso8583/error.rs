//! What can be wrong with a message. No error carries the value of a secret field.

use std::fmt;

use super::Path;

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The message type.
    Mti,
    /// The bitmap.
    Bitmap,
    /// A field, by its number.
    Field(u8),
    /// Behind the last field.
    End,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Mti => f.write_str("the message type"),
            Place::Bitmap => f.write_str("the bitmap"),
            Place::Field(number) => write!(f, "field {number}"),
            Place::End => f.write_str("the end of the message"),
        }
    }
}

/// Why a message cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The table has no such field.
    #[error("field {field} is not in the field table; take it out of the message")]
    UnknownField {
        /// Its number.
        field: u8,
    },
    /// A field's value does not fit its form.
    #[error("field {field} must be {expected}, not {found}")]
    BadValue {
        /// Its number.
        field: u8,
        /// The form it must have.
        expected: String,
        /// What is wrong with what came, without the value of a secret field.
        found: String,
    },
    /// The message does not fit where it is to be written.
    #[error("the message does not fit into the {room} bytes that are there for it")]
    NoRoom {
        /// How many bytes are there.
        room: usize,
    },
    /// The whole message is longer than a frame can carry.
    #[error("the message is {length} bytes long; a frame carries {}", super::MAX_MESSAGE)]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The bytes end before the message does. More bytes could make it whole.
    #[error("{place} at byte {offset} needs {needed} bytes, {available} are there")]
    Incomplete {
        /// The part that is cut off.
        place: Place,
        /// Where that part, or its length, begins; counted from the message type.
        offset: usize,
        /// How many bytes it needs.
        needed: usize,
        /// How many there are.
        available: usize,
    },
    /// The bytes are wrong and more of them would not help.
    #[error("{place} at byte {offset} must be {expected}, not {found}")]
    Bad {
        /// The part that is wrong.
        place: Place,
        /// Where; counted from the message type.
        offset: usize,
        /// The form it must have.
        expected: String,
        /// What is wrong with it, without the value of a secret field.
        found: String,
    },
    /// The field can be read, but not what it is divided into.
    #[error("field {path} at position {offset} of its field must be {expected}, not {found}")]
    BadPart {
        /// The sub-field that is wrong, or the field where no sub-field can be found.
        path: Path,
        /// Where, in digits, characters or bytes from the beginning of the field's value.
        offset: usize,
        /// The form it must have.
        expected: String,
        /// What is wrong with it, without its value.
        found: String,
    },
}

impl ParseError {
    /// How far the message could be read, in bytes from the message type; for a sub-field, none.
    pub fn offset(&self) -> Option<usize> {
        match self {
            ParseError::Incomplete { offset, .. } | ParseError::Bad { offset, .. } => Some(*offset),
            ParseError::BadPart { .. } => None,
        }
    }
}
