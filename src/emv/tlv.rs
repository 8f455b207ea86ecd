//! BER-TLV as EMV allows it. Card data is not repaired: what is out of form is an error at its offset.

use std::fmt;

use super::Tag;

/// How deep [`find`] looks into templates.
const DEEPEST: usize = 4;

/// One object. `Debug` does not show the value of a secret tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Its value; an empty value is there, which is not the same as an absent object.
    pub value: &'a [u8],
}

/// Bytes that are not BER-TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("TLV data at byte {offset}: {fault}")]
pub struct TlvError {
    /// Where, counted from the first byte that was given.
    pub offset: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with BER-TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The data ends within a tag or a length.
    #[error("the data ends within a tag or a length")]
    CutOff,
    /// A tag of more than three bytes, or one that begins with FF, which is filler from a broken card.
    #[error("no tag that EMV knows the form of")]
    BadTag,
    /// A length that is indefinite (80) or has more than two bytes.
    #[error("a length of the form {0:02X}, which EMV does not allow")]
    BadLength(u8),
    /// The value is longer than what is left.
    #[error("{tag} says {length} bytes, {available} are left")]
    TooShort {
        /// The tag.
        tag: Tag,
        /// The length it says.
        length: usize,
        /// What is left.
        available: usize,
    },
    /// The value is longer than this tag's value can be.
    #[error("{tag} has {length} bytes, more than it can have")]
    TooLong {
        /// The tag.
        tag: Tag,
        /// The length it says.
        length: usize,
    },
}

/// The objects in `bytes`, in order and not inside templates. Filling zero bytes between objects are skipped. Ends after the
/// first error.
pub fn items(bytes: &[u8]) -> Items<'_> {
    Items { bytes, at: 0 }
}

/// Whether `bytes` are objects from end to end, not looking into templates.
///
/// # Errors
///
/// The first fault and where it is.
pub fn check(bytes: &[u8]) -> Result<(), TlvError> {
    items(bytes).try_for_each(|item| item.map(drop))
}

/// The value of the first object with this tag: on the top level, otherwise inside templates. What stands before a fault is
/// found; [`check`] tells whether there is one.
pub fn find(bytes: &[u8], tag: Tag) -> Option<&[u8]> {
    find_within(bytes, tag, DEEPEST)
}

fn find_within(bytes: &[u8], tag: Tag, depth: usize) -> Option<&[u8]> {
    let sound = || items(bytes).map_while(Result::ok);
    if let Some(hit) = sound().find(|item| item.tag == tag) {
        return Some(hit.value);
    }
    if depth == 0 {
        return None;
    }
    sound().filter(|item| item.tag.is_constructed()).find_map(|item| find_within(item.value, tag, depth - 1))
}

/// The objects without card number, tracks and name, also inside templates; order kept.
///
/// # Errors
///
/// The first fault and where it is.
pub fn without_secrets(bytes: &[u8]) -> Result<Vec<u8>, TlvError> {
    strip(bytes, DEEPEST)
}

fn strip(bytes: &[u8], depth: usize) -> Result<Vec<u8>, TlvError> {
    let mut kept = Vec::with_capacity(bytes.len());
    for item in items(bytes) {
        let item = item?;
        if item.tag.is_secret() {
            continue;
        }
        if !item.tag.is_constructed() {
            item.write(&mut kept);
        } else if depth > 0 {
            Tlv::new(item.tag, &strip(item.value, depth - 1)?).write(&mut kept);
        }
    }
    Ok(kept)
}

impl<'a> Tlv<'a> {
    /// An object.
    pub fn new(tag: Tag, value: &'a [u8]) -> Tlv<'a> {
        Tlv { tag, value }
    }

    /// Appends the object with the shortest form of its length.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.tag.bytes());
        let length = self.value.len() as u64;
        let bytes = length.to_be_bytes();
        match length {
            0..0x80 => out.push(bytes[7]),
            0x80..0x100 => out.extend_from_slice(&[0x81, bytes[7]]),
            0x100..0x1_0000 => out.extend_from_slice(&[0x82, bytes[6], bytes[7]]),
            // Longer than any message: written in full form so that nothing is cut, though nobody here would read it.
            _ => {
                out.push(0x88);
                out.extend_from_slice(&bytes);
            }
        }
        out.extend_from_slice(self.value);
    }
}

impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tag.is_secret() || self.tag.is_constructed() {
            return write!(f, "{}=<{}>", self.tag, self.value.len());
        }
        write!(f, "{}=", self.tag)?;
        self.value.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// See [`items`].
#[derive(Clone)]
pub struct Items<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Result<Tlv<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.bytes.get(self.at) == Some(&0) {
            self.at += 1;
        }
        if self.at >= self.bytes.len() {
            return None;
        }
        let item = self.item();
        if item.is_err() {
            self.at = self.bytes.len();
        }
        Some(item)
    }
}

impl<'a> Items<'a> {
    fn item(&mut self) -> Result<Tlv<'a>, TlvError> {
        let tag = read_tag(self.bytes, &mut self.at)?;
        let length_at = self.at;
        let length = self.length()?;
        let rest = &self.bytes[self.at..];
        let fault = |fault| TlvError { offset: length_at, fault };
        let Some(value) = rest.get(..length) else {
            return Err(fault(Fault::TooShort { tag, length, available: rest.len() }));
        };
        if tag.longest().is_some_and(|longest| length > longest) {
            return Err(fault(Fault::TooLong { tag, length }));
        }
        self.at += length;
        Ok(Tlv { tag, value })
    }

    fn length(&mut self) -> Result<usize, TlvError> {
        let offset = self.at;
        let first = take(self.bytes, &mut self.at)?;
        let count = match first {
            0..=0x7F => return Ok(usize::from(first)),
            0x81 => 1,
            0x82 => 2,
            _ => return Err(TlvError { offset, fault: Fault::BadLength(first) }),
        };
        (0..count).try_fold(0, |sum, _| Ok(sum << 8 | usize::from(take(self.bytes, &mut self.at)?)))
    }
}

/// Reads a tag at `at`; shared with data object lists.
pub(super) fn read_tag(bytes: &[u8], at: &mut usize) -> Result<Tag, TlvError> {
    let bad = TlvError { offset: *at, fault: Fault::BadTag };
    let first = take(bytes, at)?;
    let mut number = u32::from(first);
    if first & 0x1F != 0x1F {
        return Ok(Tag::new(number));
    }
    let second = take(bytes, at)?;
    // Broken cards fill with FF, which would swallow the tag behind it. Of the tags that do begin with FF only the
    // templates of payment schemes (FF80 to FF8F) and of readers (FFEE) are met.
    if first == 0xFF && !matches!(second, 0x80..=0x8F | 0xEE) {
        return Err(bad);
    }
    number = number << 8 | u32::from(second);
    if second & 0x80 == 0 {
        return Ok(Tag::new(number));
    }
    let third = take(bytes, at)?;
    if third & 0x80 != 0 {
        return Err(bad);
    }
    Ok(Tag::new(number << 8 | u32::from(third)))
}

pub(super) fn take(bytes: &[u8], at: &mut usize) -> Result<u8, TlvError> {
    let byte = bytes.get(*at).copied().ok_or(TlvError { offset: *at, fault: Fault::CutOff })?;
    *at += 1;
    Ok(byte)
}
