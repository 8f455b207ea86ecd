//! The little BER-TLV that the driver needs: to take card numbers and tracks out of what a pad sends.

/// Tags that carry the card number, a track or the holder's name, which must not travel with the chip data.
const SECRET: [u32; 8] = [0x56, 0x57, 0x5A, 0x5F20, 0x9F0B, 0x9F1F, 0x9F20, 0x9F6B];
/// Longest tag in bytes that card schemes use.
const MAX_TAG: usize = 3;

/// Bytes that are not a row of TLV objects. Never carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chip data is not well formed BER-TLV")]
pub struct BadTlv;

/// One object: its tag, its value, and all its bytes.
pub struct Object<'a> {
    /// The tag as a number, as 0x9F26.
    pub tag: u32,
    /// The value.
    pub value: &'a [u8],
    /// Tag, length and value as they came.
    pub whole: &'a [u8],
}

/// The first object with this tag.
///
/// # Errors
/// [`BadTlv`] when the data cannot be walked through.
pub fn find(data: &[u8], tag: u32) -> Result<Option<&[u8]>, BadTlv> {
    Ok(objects(data)?.into_iter().find(|o| o.tag == tag).map(|o| o.value))
}

/// The data without card number, tracks and name, order kept.
///
/// # Errors
/// [`BadTlv`] when the data cannot be walked through.
pub fn without_secrets(data: &[u8]) -> Result<Vec<u8>, BadTlv> {
    let mut kept = Vec::with_capacity(data.len());
    for object in objects(data)?.iter().filter(|o| !SECRET.contains(&o.tag)) {
        kept.extend(object.whole);
    }
    Ok(kept)
}

/// The objects in a row; zero bytes between them are skipped, as EMV allows.
///
/// # Errors
/// [`BadTlv`] when a tag or length is cut short or of a form that EMV does not know.
pub fn objects(data: &[u8]) -> Result<Vec<Object<'_>>, BadTlv> {
    let mut found = Vec::new();
    let mut rest = data;
    while let Some(first) = rest.first() {
        if *first == 0 {
            rest = &rest[1..];
            continue;
        }
        let (object, after) = split_one(rest)?;
        found.push(object);
        rest = after;
    }
    Ok(found)
}

fn split_one(data: &[u8]) -> Result<(Object<'_>, &[u8]), BadTlv> {
    let tag_length = tag_length(data)?;
    let tag = data[..tag_length].iter().fold(0u32, |tag, byte| (tag << 8) | u32::from(*byte));
    let rest = &data[tag_length..];
    let (length, length_bytes) = match *rest.first().ok_or(BadTlv)? {
        short @ 0..=0x7F => (usize::from(short), 1),
        0x81 => (usize::from(*rest.get(1).ok_or(BadTlv)?), 2),
        0x82 => (usize::from(*rest.get(1).ok_or(BadTlv)?) << 8 | usize::from(*rest.get(2).ok_or(BadTlv)?), 3),
        _ => return Err(BadTlv),
    };
    let value = rest.get(length_bytes..length_bytes + length).ok_or(BadTlv)?;
    let (whole, after) = data.split_at(tag_length + length_bytes + length);
    Ok((Object { tag, value, whole }, after))
}

fn tag_length(data: &[u8]) -> Result<usize, BadTlv> {
    let first = *data.first().ok_or(BadTlv)?;
    if first & 0x1F != 0x1F {
        return Ok(1);
    }
    let more = data.iter().skip(1).take(MAX_TAG - 1).position(|b| b & 0x80 == 0).ok_or(BadTlv)?;
    Ok(more + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_taken_out_and_the_rest_keeps_its_order() {
        let data = b"\x9F\x27\x01\x80\x5A\x02\x62\x10\x00\x57\x81\x01\xDD\x95\x00";
        assert_eq!(without_secrets(data).unwrap(), b"\x9F\x27\x01\x80\x95\x00");
        assert_eq!(find(data, 0x9F27), Ok(Some([0x80].as_slice())));
        assert_eq!(find(data, 0x95), Ok(Some([].as_slice())));
        assert_eq!(find(data, 0x9A), Ok(None));
    }

    #[test]
    fn broken_data_is_refused() {
        for bad in [b"\x9F".as_slice(), b"\x95", b"\x95\x02\x00", b"\x95\x80", b"\x95\x81", b"\xFF\xFF\xFF\x9F\x57\x00"]
        {
            assert_eq!(without_secrets(bad), Err(BadTlv));
        }
    }

    proptest! {
        #[test]
        fn walking_never_panics(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = without_secrets(&data);
        }
    }
}
