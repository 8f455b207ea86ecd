//! From a message to bytes.

use super::{
    MAX_MESSAGE, Message, Mti, PackError,
    bcd::{self, Digits, Tracks},
    is_secret,
    message::Value,
    ready::{Hand, Pen},
    spec::{Coding, Kind, Length, Prefix, Spec},
    view::is_printable,
};

/// The most that stands before the fields: the message type and two bitmap halves, in ASCII.
const HEAD_MAX: usize = 4 + 32;
/// The longest length of a field.
const PREFIX_MAX: usize = 3;

/// What goes into a field.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    /// Digits for `n`, digits and `=` for `z`, ASCII for `an` and `ans`.
    Text(&'a str),
    /// Raw bytes for `b` or, where it is not ASCII, `ans`.
    Bytes(&'a [u8]),
}

impl<'a> Content<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }
}

impl Message {
    /// The message on the wire: type, bitmap (with bit 1 and 16 bytes only when a field above 64 is there) and fields.
    ///
    /// # Errors
    ///
    /// [`PackError`] names the first field that the table does not have or whose length or alphabet is wrong.
    pub fn pack(&self, spec: &Spec) -> Result<Vec<u8>, PackError> {
        let mut room = HEAD_MAX;
        let fields: Vec<(u8, Content<'_>)> = self
            .values
            .iter()
            .map(|(&field, value)| {
                room += PREFIX_MAX + value.bytes().len();
                (field, value.content())
            })
            .collect();
        // Made at its full size, so that growing does not leave copies of card data behind.
        let mut out = vec![0; room];
        let length = pack_into(spec, self.mti(), &fields, &mut out)?;
        out.truncate(length);
        Ok(out)
    }
}

impl Value {
    fn content(&self) -> Content<'_> {
        match self {
            Value::Text(text) => Content::Text(text),
            Value::Bytes(bytes) => Content::Bytes(bytes),
        }
    }
}

/// Writes a message of these fields, in ascending order, to the beginning of `out` and returns its length in bytes.
/// Allocates nothing.
///
/// # Errors
///
/// [`PackError`] names the first field that is out of order, not in the table, or whose length or alphabet is wrong; or
/// says that the message is longer than `out` or a frame.
#[inline]
pub fn pack_into(spec: &Spec, mti: Mti, fields: &[(u8, Content<'_>)], out: &mut [u8]) -> Result<usize, PackError> {
    let room = out.len();
    let wide = fields.last().is_some_and(|(field, _)| *field > 64);
    let map = if wide { 16 } else { 8 };
    let mut at = match spec.head {
        Coding::Packed => 2 + map,
        Coding::Ascii => 4 + 2 * map,
    };
    if at > room {
        return Err(PackError::NoRoom { room });
    }
    let (mut low, mut high, mut before) = (if wide { 1_u64 << 63 } else { 0 }, 0_u64, 1);
    for (field, content) in fields {
        let field = *field;
        let pen = spec.pen(field);
        if pen.hand == Hand::Unknown {
            return Err(PackError::UnknownField { field });
        }
        if field <= before {
            return Err(out_of_order(field, before));
        }
        before = field;
        match field {
            ..=64 => low |= 1 << (64 - field),
            _ => high |= 1 << (128 - field),
        }
        match write(spec, field, pen, content, &mut out[at..]) {
            Written::Bytes(size) => at += size,
            Written::NoRoom => return Err(PackError::NoRoom { room }),
            Written::Misfit => return Err(misfit(spec, field, content)),
        }
    }
    let bits = u128::from(low) << 64 | u128::from(high);
    write_head(spec.head, mti, &bits.to_be_bytes()[..map], out);
    if at > MAX_MESSAGE { Err(PackError::TooLong { length: at }) } else { Ok(at) }
}

fn write_head(coding: Coding, mti: Mti, map: &[u8], out: &mut [u8]) {
    let [a, b, c, d] = mti.digits();
    match coding {
        Coding::Packed => {
            out[0] = (a & 15) << 4 | b & 15;
            out[1] = (c & 15) << 4 | d & 15;
            out[2..2 + map.len()].copy_from_slice(map);
        }
        Coding::Ascii => {
            out[..4].copy_from_slice(&[a, b, c, d]);
            for (byte, pair) in map.iter().zip(out[4..].chunks_exact_mut(2)) {
                let digit = |nibble: u8| b"0123456789ABCDEF"[usize::from(nibble)];
                pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
}

/// What became of a field.
enum Written {
    /// So many bytes.
    Bytes(usize),
    /// They do not fit.
    NoRoom,
    /// Its length or alphabet is wrong; [`misfit`] says which.
    Misfit,
}

/// Writes one field to the beginning of `out`.
#[inline(always)]
fn write(spec: &Spec, field: u8, pen: Pen, content: &Content<'_>, out: &mut [u8]) -> Written {
    let (bytes, is_raw) = match content {
        Content::Text(text) => (text.as_bytes(), false),
        Content::Bytes(bytes) => (*bytes, true),
    };
    let count = bytes.len();
    if count < usize::from(pen.least) || count > usize::from(pen.most) {
        return Written::Misfit;
    }
    // Each way by itself: with what they share taken out of the arms, this is a quarter slower.
    let (half, whole) = (count.div_ceil(2), count);
    match pen.hand {
        Hand::Left | Hand::Right | Hand::Track if is_raw => Written::Misfit,
        Hand::Left => put(pen, count, half, out, |value| bcd::write_left::<Digits>(bytes, pen.fill, value)),
        Hand::Right => put(pen, count, half, out, |value| bcd::write_right::<Digits>(bytes, pen.fill, value)),
        Hand::Track => put(pen, count, half, out, |value| {
            bcd::write_left::<Tracks>(bytes, pen.fill, value)
                // Letters of an encrypted track are rare.
                || spec.field(field).is_some_and(|form| {
                    bcd::write(form.kind, bytes, form.align, form.fill, value).is_ok()
                })
        }),
        Hand::An => put(pen, count, whole, out, |value| copy(bytes, value, is_alphanumeric)),
        Hand::Ans if !is_raw => put(pen, count, whole, out, |value| copy(bytes, value, is_printable)),
        Hand::Ans | Hand::B => put(pen, count, whole, out, |value| copy_all(bytes, value)),
        Hand::Other | Hand::Unknown => write_other(spec, field, content, out),
    }
}

/// Writes a length and, behind it, a value of so many bytes.
#[inline(always)]
fn put(pen: Pen, count: usize, size: usize, out: &mut [u8], write: impl FnOnce(&mut [u8]) -> bool) -> Written {
    let before = usize::from(pen.prefix);
    let Some(own) = out.get_mut(..before + size) else { return Written::NoRoom };
    let value = match pen.prefix {
        0 => own,
        1 => {
            let [one, value @ ..] = own else { return Written::NoRoom };
            *one = two_digits(count);
            value
        }
        _ => {
            let [high, low, value @ ..] = own else { return Written::NoRoom };
            *high = two_digits(count / 100);
            *low = two_digits(count % 100);
            value
        }
    };
    if write(value) { Written::Bytes(before + size) } else { Written::Misfit }
}

/// Two digits of BCD; of a number below 100.
#[inline(always)]
fn two_digits(number: usize) -> u8 {
    (number + 6 * (number / 10)) as u8
}

/// Writes a field of any form.
#[inline(never)]
fn write_other(spec: &Spec, field: u8, content: &Content<'_>, out: &mut [u8]) -> Written {
    let Some(form) = spec.field(field) else { return Written::Misfit };
    let (bytes, is_raw) = (content.bytes(), matches!(content, Content::Bytes(_)));
    let before = match form.length {
        Length::Fixed(_) => 0,
        Length::Variable { prefix, .. } => prefix.bytes(),
    };
    let size = before + form.wire_bytes(bytes.len());
    let Some(own) = out.get_mut(..size) else { return Written::NoRoom };
    let (length, value) = own.split_at_mut(before);
    if let Length::Variable { prefix, .. } = form.length {
        write_length(prefix, bytes.len(), length);
    }
    let is_sound = match form.kind {
        Kind::N | Kind::Z if is_raw => false,
        Kind::N | Kind::Z if form.is_packed() => bcd::write(form.kind, bytes, form.align, form.fill, value).is_ok(),
        Kind::N | Kind::Z => copy(bytes, value, |byte| bcd::nibble(form.kind, byte).is_some()),
        Kind::An => copy(bytes, value, is_alphanumeric),
        Kind::Ans if !is_raw => copy(bytes, value, is_printable),
        Kind::Ans | Kind::B => copy_all(bytes, value),
    };
    if is_sound { Written::Bytes(size) } else { Written::Misfit }
}

/// Letters, digits and blanks.
#[inline]
fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b' '
}

/// Copies, and tells whether every byte may be there. Most texts are so short that a general copy would be slower.
#[inline(always)]
fn copy(bytes: &[u8], out: &mut [u8], may: impl Fn(u8) -> bool) -> bool {
    for (byte, place) in bytes.iter().zip(out) {
        if !may(*byte) {
            return false;
        }
        *place = *byte;
    }
    true
}

/// Copies any bytes: eight at once, the last eight overlapping, where they are few.
#[inline(always)]
fn copy_all(bytes: &[u8], out: &mut [u8]) -> bool {
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => {
            if let Some(begin) = out.first_chunk_mut::<8>() {
                *begin = *first;
            }
            if let Some(end) = out.last_chunk_mut::<8>() {
                *end = *last;
            }
        }
        _ => out.copy_from_slice(bytes),
    }
    true
}

/// The length of a field, right-aligned in its digits.
fn write_length(prefix: Prefix, length: usize, out: &mut [u8]) {
    let mut left = length;
    for place in out.iter_mut().rev() {
        *place = match prefix {
            Prefix::Bcd(_) => two_digits(left % 100),
            Prefix::Ascii(_) => b'0' + (left % 10) as u8,
        };
        left /= if matches!(prefix, Prefix::Bcd(_)) { 100 } else { 10 };
    }
}

/// The bytes of a packed message that its MAC covers: all but the last eight when bit 64 is set, all of them otherwise.
pub fn mac_input(packed: &[u8]) -> &[u8] {
    let has_mac = packed.get(9).is_some_and(|byte| byte & 1 == 1);
    match packed.len().checked_sub(8) {
        Some(end) if has_mac && end >= 10 => &packed[..end],
        _ => packed,
    }
}

/// Why this content cannot be in this field: its alphabet first, then its length.
#[cold]
fn misfit(spec: &Spec, field: u8, content: &Content<'_>) -> PackError {
    let Some(form) = spec.field(field) else { return PackError::UnknownField { field } };
    let (may, alphabet, unit): (fn(Kind, u8) -> bool, _, _) = match (form.kind, content) {
        (Kind::N | Kind::Z, Content::Bytes(_)) => return bad(field, "digits", "raw bytes".into()),
        (Kind::N | Kind::Z, _) => (|kind, byte| bcd::nibble(kind, byte).is_some(), "digits", "digits"),
        (Kind::An, _) => (|_, byte| is_alphanumeric(byte), "letters and digits", "characters"),
        (Kind::Ans, Content::Text(_)) => (|_, byte| is_printable(byte), "printable ASCII", "characters"),
        (Kind::Ans | Kind::B, _) => (|_, _| true, "", "bytes"),
    };
    let bytes = content.bytes();
    if let Some(at) = bytes.iter().position(|&byte| !may(form.kind, byte)) {
        let shown = if is_secret(field) { "what stands".into() } else { format!("byte {:02X}", bytes[at]) };
        return bad(field, alphabet, format!("{shown} at position {at}"));
    }
    let expected = match form.length {
        Length::Fixed(fixed) => format!("{fixed} {unit}"),
        Length::Variable { write_max, .. } => format!("1 to {write_max} {unit}"),
    };
    bad(field, &expected, bytes.len().to_string())
}

#[cold]
fn out_of_order(field: u8, before: u8) -> PackError {
    bad(field, &format!("above field {before}"), "out of order".into())
}

#[cold]
fn bad(field: u8, expected: &str, found: String) -> PackError {
    PackError::BadValue { field, expected: expected.to_owned(), found }
}
