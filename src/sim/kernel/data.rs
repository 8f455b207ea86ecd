//! The objects of a trade by tag, from the terminal and from the card.

use std::collections::BTreeMap;

use super::{Trouble, verification::Bit};
use crate::emv::{self, Tag, Tlv};

/// The objects of a trade.
#[derive(Default)]
pub(super) struct Data(BTreeMap<Tag, Vec<u8>>);

impl Data {
    pub(super) fn get(&self, tag: Tag) -> Option<&[u8]> {
        self.0.get(&tag).map(Vec::as_slice)
    }

    /// An object of this length.
    pub(super) fn fixed<const N: usize>(&self, tag: Tag) -> Option<[u8; N]> {
        self.get(tag)?.try_into().ok()
    }

    pub(super) fn set(&mut self, tag: Tag, value: &[u8]) {
        self.0.insert(tag, value.to_vec());
    }

    /// Takes over what a card sends. What is there already stays: a card cannot write over the terminal's data.
    pub(super) fn take(&mut self, objects: &[u8]) -> Result<(), Trouble> {
        for item in emv::items(objects) {
            let item = item.map_err(|_| Trouble::BadData("no TLV"))?;
            self.0.entry(item.tag).or_insert_with(|| item.value.to_vec());
        }
        Ok(())
    }

    /// What a data object list asks for, each in its length: numbers get and lose digits on the left, all else on the right
    /// (EMV Book 3, 5.4). What is not there is zeros.
    pub(super) fn fill(&self, list: &[u8]) -> Result<Vec<u8>, Trouble> {
        let mut filled = Vec::new();
        for entry in emv::dol(list).map_err(|_| Trouble::BadData("a data object list"))? {
            let length = usize::from(entry.length);
            let value = self.get(entry.tag).unwrap_or_default();
            let lack = length.saturating_sub(value.len());
            if is_number(entry.tag) {
                filled.resize(filled.len() + lack, 0);
                filled.extend_from_slice(&value[value.len().saturating_sub(length)..]);
            } else {
                filled.extend_from_slice(&value[..value.len().min(length)]);
                filled.resize(filled.len() + lack, 0);
            }
        }
        Ok(filled)
    }

    /// The objects with these tags as TLV, in this order, without secrets; what is not there is left out.
    pub(super) fn select(&self, tags: &[Tag]) -> Vec<u8> {
        let mut out = Vec::new();
        for tag in tags.iter().filter(|tag| !tag.is_secret()) {
            if let Some(value) = self.get(*tag) {
                Tlv::new(*tag, value).write(&mut out);
            }
        }
        out
    }

    /// Sets a bit of the verification results.
    pub(super) fn mark(&mut self, bit: Bit) {
        self.mark_in(Tag::TVR, bit);
    }

    /// Sets a bit of the status information.
    pub(super) fn status(&mut self, bit: Bit) {
        self.mark_in(Tag::TSI, bit);
    }

    fn mark_in(&mut self, tag: Tag, (at, bit): Bit) {
        if let Some(byte) = self.0.get_mut(&tag).and_then(|value| value.get_mut(at)) {
            *byte |= bit;
        }
    }
}

fn is_number(tag: Tag) -> bool {
    const NUMBERS: [Tag; 7] =
        [Tag::AMOUNT, Tag::AMOUNT_OTHER, Tag::CURRENCY, Tag::COUNTRY, Tag::DATE, Tag::TIME, Tag::TYPE];
    NUMBERS.contains(&tag)
}
