//! A message as a value.

use std::{collections::BTreeMap, fmt};

use zeroize::Zeroizing;

use super::Mti;

/// A message: its type and its fields. Values leave memory when it is dropped; `Debug` shows no card data.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    mti: Mti,
    pub(super) values: BTreeMap<u8, Value>,
}

/// The content of a field.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(Zeroizing<String>),
    Bytes(Zeroizing<Vec<u8>>),
}

impl Value {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Value::Text(text) => text.as_bytes(),
            Value::Bytes(bytes) => bytes,
        }
    }
}

impl Message {
    /// A message without fields.
    pub fn new(mti: Mti) -> Message {
        Message { mti, values: BTreeMap::new() }
    }

    /// The message type.
    pub fn mti(&self) -> Mti {
        self.mti
    }

    /// Puts text into a field: digits for `n`, digits and `=` for `z`, ASCII for `an` and `ans`. What was there is
    /// replaced. Whether it fits is found out by [`Message::pack`].
    pub fn set_text(&mut self, field: u8, text: &str) -> &mut Self {
        self.values.insert(field, Value::Text(Zeroizing::new(text.to_owned())));
        self
    }

    /// Puts raw bytes into a `b` field or, where its content is not ASCII, an `ans` field.
    pub fn set_bytes(&mut self, field: u8, bytes: &[u8]) -> &mut Self {
        self.values.insert(field, Value::Bytes(Zeroizing::new(bytes.to_vec())));
        self
    }

    /// The text of a field; none when it is absent or holds raw bytes.
    pub fn text(&self, field: u8) -> Option<&str> {
        match self.values.get(&field)? {
            Value::Text(text) => Some(text),
            Value::Bytes(_) => None,
        }
    }

    /// The content of a field as bytes: raw bytes as they are, text as its ASCII (digits unpacked).
    pub fn bytes(&self, field: u8) -> Option<&[u8]> {
        self.values.get(&field).map(Value::bytes)
    }

    /// The numbers of the fields that are there, ascending.
    pub fn fields(&self) -> impl Iterator<Item = u8> {
        self.values.keys().copied()
    }

    /// Whether a field is there, be it empty.
    pub fn has(&self, field: u8) -> bool {
        self.values.contains_key(&field)
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: u8) {
        self.values.remove(&field);
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({})", self.describe())
    }
}
