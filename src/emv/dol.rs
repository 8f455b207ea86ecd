//! Data object lists: tags and lengths without values. They are not TLV and must not be read as such.

use super::{
    Tag, TlvError,
    tlv::{read_tag, take},
};

/// One entry of a data object list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DolEntry {
    /// What is asked for.
    pub tag: Tag,
    /// In how many bytes.
    pub length: u8,
}

/// The entries of a data object list (PDOL, CDOL1, CDOL2, DDOL, TDOL), in order.
///
/// # Errors
///
/// The first fault and where it is.
pub fn dol(bytes: &[u8]) -> Result<Vec<DolEntry>, TlvError> {
    let mut entries = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let tag = read_tag(bytes, &mut at)?;
        entries.push(DolEntry { tag, length: take(bytes, &mut at)? });
    }
    Ok(entries)
}
