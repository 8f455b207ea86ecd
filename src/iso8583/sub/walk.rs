//! Items that say themselves what they are and how long: where one ends. Nothing is believed before it is checked.

use crate::iso8583::SubStep;

/// What is wrong with an item.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Where, from the beginning of the field's value.
    pub at: usize,
    pub expected: &'static str,
    pub found: String,
}

/// A BER-TLV object and where its value stands.
#[derive(Debug)]
pub(super) struct Object {
    pub tag: u32,
    pub start: usize,
    pub end: usize,
}

/// The object at `at`, behind zero bytes that fill; none when nothing but these is left. Tags of up to three bytes, lengths of
/// up to two.
pub(super) fn ber(bytes: &[u8], at: usize) -> Result<Option<Object>, Wrong> {
    let Some(from) = bytes[at..].iter().position(|byte| *byte != 0).map(|zeros| at + zeros) else { return Ok(None) };
    let cut = |expected| Wrong { at: from, expected, found: "the end".into() };
    let mut tag = u32::from(bytes[from]);
    let mut next = from + 1;
    if tag & 0x1F == 0x1F {
        loop {
            let byte = *bytes.get(next).ok_or_else(|| cut("a whole tag"))?;
            tag = tag << 8 | u32::from(byte);
            next += 1;
            match (byte & 0x80 == 0, next - from) {
                (true, _) => break,
                (false, ..3) => {}
                (false, _) => {
                    return Err(Wrong {
                        at: from,
                        expected: "a tag of up to three bytes",
                        found: "a longer one".into(),
                    });
                }
            }
        }
    }
    let (length, start) = ber_length(bytes, next)?;
    let end = start + length;
    if end > bytes.len() {
        let found = format!("{} of {length} bytes", bytes.len() - start);
        return Err(Wrong { at: start, expected: "a whole value", found });
    }
    Ok(Some(Object { tag, start, end }))
}

fn ber_length(bytes: &[u8], at: usize) -> Result<(usize, usize), Wrong> {
    let cut = || Wrong { at, expected: "a length", found: "the end".into() };
    let byte = |at: usize| bytes.get(at).map(|byte| usize::from(*byte)).ok_or_else(cut);
    match byte(at)? {
        length @ ..=0x7F => Ok((length, at + 1)),
        0x81 => Ok((byte(at + 1)?, at + 2)),
        0x82 => Ok((byte(at + 1)? << 8 | byte(at + 2)?, at + 3)),
        other @ (0x80 | 0x83..) => {
            Err(Wrong { at, expected: "a length of up to two bytes", found: format!("byte {other:02X}") })
        }
    }
}

/// Two letters, a decimal length of two or three digits, a value.
#[derive(Debug)]
pub(super) struct Pair {
    pub letters: [u8; 2],
    digits: usize,
    pub start: usize,
    pub end: usize,
}

impl Pair {
    pub fn step(&self) -> SubStep {
        if self.digits == 3 { SubStep::Long(self.letters) } else { SubStep::Short(self.letters) }
    }
}

/// The longest text that is divided into pairs: what a length of three digits can say.
const LONGEST: usize = 999;

/// The pair at `at`. Both sizes of length exist in the wild: the one counts with which the rest can be read to its end, and
/// three digits where both can.
pub(super) fn lettered(bytes: &[u8], at: usize) -> Result<Pair, Wrong> {
    let wrong = |found: &str| Wrong {
        at,
        expected: "two letters, a length of two or three digits and so many characters",
        found: found.into(),
    };
    if bytes.len() > LONGEST {
        return Err(wrong("a longer text"));
    }
    let sound = ends(bytes);
    let found = [3, 2].into_iter().filter_map(|digits| pair(bytes, at, digits)).find(|pair| sound[pair.end]);
    found.ok_or_else(|| wrong("something else"))
}

/// Whether the text is such pairs from end to end, and not empty.
pub(super) fn is_lettered(bytes: &[u8]) -> bool {
    (1..=LONGEST).contains(&bytes.len()) && ends(bytes)[0]
}

/// From where on the text can be read to its end, found from the end backwards.
fn ends(bytes: &[u8]) -> [bool; LONGEST + 1] {
    let mut sound = [false; LONGEST + 1];
    sound[bytes.len()] = true;
    for at in (0..bytes.len()).rev() {
        sound[at] = [3, 2].into_iter().filter_map(|digits| pair(bytes, at, digits)).any(|pair| sound[pair.end]);
    }
    sound
}

fn pair(bytes: &[u8], at: usize, digits: usize) -> Option<Pair> {
    let letters = *bytes.get(at..)?.first_chunk::<2>()?;
    if !letters.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let start = at + 2 + digits;
    let end = start + self::digits(bytes, at + 2, digits)?;
    (end <= bytes.len()).then_some(Pair { letters, digits, start, end })
}

/// Six characters, a decimal length of three digits, a value.
#[derive(Debug)]
pub(super) struct Named {
    pub name: [u8; 6],
    pub start: usize,
    pub end: usize,
}

/// The named value at `at`.
pub(super) fn named(bytes: &[u8], at: usize) -> Result<Named, Wrong> {
    let wrong = |found: &str| Wrong {
        at,
        expected: "six characters, a length of three digits and so many characters",
        found: found.into(),
    };
    let name = bytes[at..].first_chunk::<6>().filter(|name| name.iter().all(u8::is_ascii_alphanumeric));
    let (name, length) = name.zip(digits(bytes, at + 6, 3)).ok_or_else(|| wrong("something else"))?;
    let (start, end) = (at + 9, at + 9 + length);
    if end > bytes.len() { Err(wrong("fewer characters")) } else { Ok(Named { name: *name, start, end }) }
}

/// The number that so many ASCII digits say.
pub(super) fn digits(bytes: &[u8], at: usize, count: usize) -> Option<usize> {
    let digits = bytes.get(at..at + count)?;
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + usize::from(byte - b'0')))
}
