//! Lists of card number beginnings (390, 396, 398, 960) and parameters of contactless payment (394).

use std::collections::BTreeMap;

use encoding_rs::GBK;

use crate::acquirer::profile::BinForm;

use super::{BadDownload, More, flagged};

/// The length of a contactless parameter's tag.
const TAG: usize = 6;
/// The digits of its length.
const LENGTH: usize = 3;

/// One part of a list of card number beginnings, in the form that the profile names.
///
/// # Errors
/// [`BadDownload::Form`] when an entry is cut off or its length is not two digits.
pub fn bins(body: &[u8], form: BinForm) -> Result<(More, Vec<String>), BadDownload> {
    let (more, rest) = flagged(body)?;
    let entries = match form {
        BinForm::Ll => by_length(rest)?,
        BinForm::Separated => separated(rest),
    };
    Ok((more, entries))
}

fn by_length(body: &[u8]) -> Result<Vec<String>, BadDownload> {
    let mut entries = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let at = 1 + body.len() - rest.len();
        let length = rest.split_at_checked(2).and_then(|(digits, after)| Some((number(digits)?, after)));
        let (length, after) = length.ok_or_else(|| BadDownload::form(at, "two digits of length were expected"))?;
        let (entry, after) =
            after.split_at_checked(length).ok_or_else(|| BadDownload::form(at, "an entry that is cut off"))?;
        entries.push(readable(entry));
        rest = after;
    }
    entries.retain(|entry| !entry.is_empty());
    Ok(entries)
}

fn separated(body: &[u8]) -> Vec<String> {
    let text = readable_lines(body);
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
    text.split(between).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// Parameters of contactless payment by tag: six characters of tag, three digits of length, the value. A digit that says
/// whether there are any may stand before them: a tag never begins with one.
///
/// # Errors
/// [`BadDownload::Form`] when something is cut off or a length is not three digits.
pub fn contactless(body: &[u8]) -> Result<BTreeMap<String, String>, BadDownload> {
    let start = if body.first().is_some_and(|b| (b'0'..=b'3').contains(b)) { flagged(body)?.1 } else { body };
    let mut values = BTreeMap::new();
    let mut rest = start;
    while !rest.is_empty() {
        let at = body.len() - rest.len();
        let cut = || BadDownload::form(at, "a tag, its length or its value is cut off");
        let (tag, after) = rest.split_at_checked(TAG).ok_or_else(cut)?;
        let (digits, after) = after.split_at_checked(LENGTH).ok_or_else(cut)?;
        let length =
            number(digits).ok_or_else(|| BadDownload::form(at + TAG, "three digits of length were expected"))?;
        let (value, after) = after.split_at_checked(length).ok_or_else(cut)?;
        values.insert(readable(tag).to_ascii_uppercase(), readable(value));
        rest = after;
    }
    Ok(values)
}

fn number(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?;
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn readable(bytes: &[u8]) -> String {
    readable_lines(bytes).chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

fn readable_lines(bytes: &[u8]) -> String {
    let (text, _) = GBK.decode_without_bom_handling(bytes);
    text.into_owned()
}
