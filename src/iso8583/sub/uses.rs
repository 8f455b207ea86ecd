//! Which layout a field has: the same field means other things in other messages.

use super::{spec::Layout, tables::USES};
use crate::iso8583::{Message, Mti};

/// What decides how private fields are to be read: the message type, and what stands in fields 60 and 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    mti: Mti,
    /// 60.1 and 60.3, as far as they are there.
    trade: [u8; 2],
    code: [u8; 3],
    /// Field 25.
    condition: [u8; 2],
}

impl Context {
    /// The context of a message of this type with these fields 60 and 25; empty where it has none.
    pub fn new(mti: Mti, trade: &str, condition: &str) -> Context {
        let cut = |from: usize| trade.as_bytes().get(from..).unwrap_or_default();
        Context { mti, trade: head(cut(0)), code: head(cut(8)), condition: head(condition.as_bytes()) }
    }

    /// The context of a message.
    pub fn of(message: &Message) -> Context {
        let text = |field| message.text(field).unwrap_or_default();
        Context::new(message.mti(), text(60), text(25))
    }

    /// How this field's value is divided here; none where it is one thing or nobody knows.
    pub fn layout(&self, field: u8, value: &[u8]) -> Option<&'static Layout> {
        self.layouts(field).find(|entry| entry.takes(value)).map(|entry| entry.layout)
    }

    /// The layouts that the field may have in such a message, whatever its value is.
    pub(super) fn layouts(&self, field: u8) -> impl Iterator<Item = &'static Use> + '_ {
        USES.iter().filter(move |entry| entry.field == field && entry.is_for(self))
    }
}

/// As many bytes as there are, filled with zeros, which no digit is.
fn head<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0))
}

/// One line of the table: a field, when, and its layout then. An empty list means whatever it is.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    field: u8,
    layout: &'static Layout,
    mti: &'static [&'static str],
    trade: &'static [&'static str],
    code: &'static [&'static str],
    condition: &'static str,
    lead: &'static [u8],
    size: usize,
}

impl Use {
    /// The field.
    pub fn field(&self) -> u8 {
        self.field
    }

    /// What it is divided into.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) const fn of(field: u8, layout: &'static Layout) -> Use {
        Use { field, layout, mti: &[], trade: &[], code: &[], condition: "", lead: b"", size: 0 }
    }

    /// In messages whose type begins so.
    pub(super) const fn mti(self, mti: &'static [&'static str]) -> Use {
        Use { mti, ..self }
    }

    /// With these trade types, 60.1.
    pub(super) const fn trade(self, trade: &'static [&'static str]) -> Use {
        Use { trade, ..self }
    }

    /// With these management codes, 60.3.
    pub(super) const fn code(self, code: &'static [&'static str]) -> Use {
        Use { code, ..self }
    }

    /// With this field 25.
    pub(super) const fn condition(self, condition: &'static str) -> Use {
        Use { condition, ..self }
    }

    /// Where the value begins so.
    pub(super) const fn lead(self, lead: &'static [u8]) -> Use {
        Use { lead, ..self }
    }

    /// Where the value has this length.
    pub(super) const fn size(self, size: usize) -> Use {
        Use { size, ..self }
    }

    fn is_for(&self, context: &Context) -> bool {
        let any = |list: &[&str], found: &[u8]| list.is_empty() || list.iter().any(|text| text.as_bytes() == found);
        let mti = context.mti.as_str();
        (self.mti.is_empty() || self.mti.iter().any(|lead| mti.starts_with(lead)))
            && any(self.trade, &context.trade)
            && any(self.code, &context.code)
            && (self.condition.is_empty() || self.condition.as_bytes() == context.condition)
    }

    /// Whether a value has the beginning and the length that this use has.
    pub(super) fn takes(&self, value: &[u8]) -> bool {
        value.starts_with(self.lead) && (self.size == 0 || value.len() == self.size)
    }
}
