//! A message read where it lies. Everything here comes from outside: no length is believed before it is checked.

use zeroize::Zeroizing;

use super::{
    MAX_MESSAGE, Mti, ParseError, Place, bcd, is_secret,
    ready::Step,
    spec::{Align, Coding, FieldSpec, Kind, Length, Prefix, Spec},
};

/// The top bit of a bitmap half: field 1 or 65.
const TOP: u64 = 1 << 63;

/// A message in someone else's bytes: where each field stands, nothing copied or allocated. The lengths have been checked;
/// the content of a field is checked when it is asked for.
#[derive(Clone)]
pub struct View<'a> {
    spec: &'a Spec,
    bytes: &'a [u8],
    mti: Mti,
    /// Fields 1 to 64 and 65 to 128, the first in the top bit.
    map: [u64; 2],
    /// Where the first field begins.
    first: u16,
    /// Where each field ends, by its number.
    ends: [u16; 129],
}

/// A field's bytes and how many digits, characters or bytes they are.
#[derive(Clone, Copy)]
struct Raw<'a> {
    form: &'a FieldSpec,
    start: usize,
    bytes: &'a [u8],
    count: usize,
}

impl<'a> View<'a> {
    /// Finds the fields of a message that fills `bytes` from the message type to the last field.
    ///
    /// # Errors
    ///
    /// [`ParseError::Incomplete`] when the bytes end too early, [`ParseError::Bad`] for everything else.
    #[inline]
    pub fn parse(spec: &'a Spec, bytes: &'a [u8]) -> Result<View<'a>, ParseError> {
        if bytes.len() > MAX_MESSAGE {
            return Err(too_long(bytes.len()));
        }
        let (mti, map, first) = head(spec.head, bytes)?;
        // Made where it is returned: a copy of it would cost as much as four fields.
        let mut parsed = Ok(View { spec, bytes, mti, map, first: first as u16, ends: [0; 129] });
        if let Ok(view) = &mut parsed
            && let Err(fault) = view.find(first)
        {
            return Err(fault);
        }
        parsed
    }

    /// Finds where each field ends; the first begins at `at`.
    #[inline(always)]
    fn find(&mut self, mut at: usize) -> Result<(), ParseError> {
        let (spec, bytes) = (self.spec, self.bytes);
        for (half, base) in [(self.map[0] & !TOP, 1), (self.map[1], 65)] {
            let mut left = half;
            while left != 0 {
                let bit = left.leading_zeros();
                left &= !(TOP >> bit);
                let field = base + bit as usize;
                let Some(end) = end(spec, field, bytes, at) else { return Err(no_end(spec, field as u8, bytes, at)) };
                at = end;
                self.ends[field] = at as u16;
            }
        }
        if at < bytes.len() { Err(surplus(at, bytes.len())) } else { Ok(()) }
    }

    /// The message type.
    pub fn mti(&self) -> Mti {
        self.mti
    }

    /// Whether a field is there.
    #[inline]
    pub fn has(&self, field: u8) -> bool {
        match field {
            2..=64 => self.map[0] & TOP >> (field - 1) != 0,
            65..=128 => self.map[1] & TOP >> (field - 65) != 0,
            _ => false,
        }
    }

    /// The numbers of the fields that are there, ascending.
    pub fn fields(&self) -> impl Iterator<Item = u8> + '_ {
        (2..=128).filter(|&field| self.has(field))
    }

    /// The table that it is read by.
    pub fn spec(&self) -> &'a Spec {
        self.spec
    }

    /// What a field is made of, where it is there.
    pub fn kind(&self, field: u8) -> Option<Kind> {
        self.has(field).then(|| self.spec.field(field).map(|form| form.kind)).flatten()
    }

    /// The bytes of a field as they are on the wire, without its length.
    pub fn wire(&self, field: u8) -> Option<&'a [u8]> {
        self.raw(field).map(|raw| raw.bytes)
    }

    /// The content of a field of digits or text: digits unpacked, the fill nibble gone. None where the field is absent, holds
    /// raw bytes or a text that is not ASCII.
    ///
    /// # Errors
    ///
    /// [`ParseError::Bad`] where a byte does not belong there.
    pub fn text(&self, field: u8) -> Result<Option<Zeroizing<String>>, ParseError> {
        let Some(raw) = self.raw(field) else { return Ok(None) };
        match raw.form.kind {
            Kind::N | Kind::Z => self.digits(field, raw).map(Some),
            Kind::An | Kind::Ans => match raw.bytes.iter().position(|byte| !is_printable(*byte)) {
                Some(index) if raw.form.kind == Kind::An => {
                    Err(self.wrong(field, raw.start + index, "printable ASCII"))
                }
                Some(_) => Ok(None),
                None => Ok(Some(Zeroizing::new(raw.bytes.iter().map(|&byte| char::from(byte)).collect()))),
            },
            Kind::B => Ok(None),
        }
    }

    fn digits(&self, field: u8, raw: Raw<'_>) -> Result<Zeroizing<String>, ParseError> {
        let Raw { form, start, bytes, count } = raw;
        let mut text = Zeroizing::new(String::with_capacity(count));
        let expected = if form.kind == Kind::N { "digits" } else { "a track" };
        if !form.is_packed() {
            return match bytes.iter().position(|&byte| bcd::nibble(form.kind, byte).is_none()) {
                Some(index) => Err(self.wrong(field, start + index, expected)),
                None => Ok(Zeroizing::new(bytes.iter().map(|&byte| char::from(byte)).collect())),
            };
        }
        let read = bcd::read(form.kind, bytes, count, side(form, bytes, count), &mut text);
        read.map(|()| text).map_err(|index| self.wrong(field, start + index, expected))
    }

    fn wrong(&self, field: u8, offset: usize, expected: &str) -> ParseError {
        let found = match self.bytes.get(offset) {
            Some(byte) if !is_secret(field) => format!("byte {byte:02X}"),
            _ => "what stands there".into(),
        };
        bad(Place::Field(field), offset, expected.into(), found)
    }

    #[inline]
    fn raw(&self, field: u8) -> Option<Raw<'a>> {
        if !self.has(field) {
            return None;
        }
        let form = self.spec.field(field)?;
        let from = self.before(field);
        let start = from + prefix_bytes(form);
        let bytes = self.bytes.get(start..usize::from(self.ends[usize::from(field)]))?;
        let count = count(form, self.bytes, from)?;
        Some(Raw { form, start, bytes, count })
    }

    /// Where a field begins: at the end of the nearest one before it.
    fn before(&self, field: u8) -> usize {
        let lower = |half: u64, bit: u8| if bit == 0 { 0 } else { half & !(u64::MAX >> bit) };
        let (low, high) = match field {
            ..=64 => (lower(self.map[0] & !TOP, field - 1), 0),
            _ => (self.map[0] & !TOP, lower(self.map[1], field - 65)),
        };
        let last = |half: u64, base: u32| (half != 0).then(|| (base + 63 - half.trailing_zeros()) as usize);
        last(high, 65).or(last(low, 1)).map_or(self.first, |field| self.ends[field]).into()
    }
}

/// On which side the digits stand. Some write an odd count of a fixed field on the other side than the table says; the fill
/// nibble tells, where it is one of those that are written.
fn side(form: &FieldSpec, bytes: &[u8], count: usize) -> Align {
    let other = if form.align == Align::Left { Align::Right } else { Align::Left };
    let is_fixed = matches!(form.length, Length::Fixed(_));
    if is_fixed && !bcd::is_filled(bytes, count, form.align) && bcd::is_filled(bytes, count, other) {
        other
    } else {
        form.align
    }
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "View({} {:?})", self.mti, self.fields().collect::<Vec<_>>())
    }
}

/// The message type, the bitmap, and where the fields begin.
#[inline]
fn head(coding: Coding, bytes: &[u8]) -> Result<(Mti, [u64; 2], usize), ParseError> {
    match coding {
        Coding::Packed => {
            let [a, b, ..] = *bytes else { return Err(short(Place::Mti, 0, 2, bytes.len())) };
            let digits = [a >> 4, a & 15, b >> 4, b & 15].map(|nibble| nibble.wrapping_add(b'0'));
            let mti = Mti::from_ascii(&digits).ok_or_else(|| bad_mti(&bytes[..2]))?;
            let first = half(bytes, 2)?;
            if first & TOP == 0 {
                return Ok((mti, [first, 0], 10));
            }
            Ok((mti, [first, half(bytes, 10)?], 18))
        }
        Coding::Ascii => {
            let Some(digits) = bytes.get(..4) else { return Err(short(Place::Mti, 0, 4, bytes.len())) };
            let mti = Mti::from_ascii(digits).ok_or_else(|| bad_mti(digits))?;
            let first = hex_half(bytes, 4)?;
            if first & TOP == 0 {
                return Ok((mti, [first, 0], 20));
            }
            Ok((mti, [first, hex_half(bytes, 20)?], 36))
        }
    }
}

#[inline]
fn half(bytes: &[u8], at: usize) -> Result<u64, ParseError> {
    let half = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>());
    half.map(|half| u64::from_be_bytes(*half)).ok_or_else(|| short(Place::Bitmap, at, 8, bytes.len() - at))
}

fn hex_half(bytes: &[u8], at: usize) -> Result<u64, ParseError> {
    let Some(digits) = bytes.get(at..at + 16) else { return Err(short(Place::Bitmap, at, 16, bytes.len() - at)) };
    let all_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| all_hex);
    text.and_then(|text| u64::from_str_radix(text, 16).ok())
        .ok_or_else(|| bad(Place::Bitmap, at, "sixteen hexadecimal digits".into(), format!("{digits:02X?}")))
}

/// Where a field that begins at `at` ends; none where the bytes do not say or do not reach.
#[inline]
fn end(spec: &Spec, field: usize, bytes: &[u8], at: usize) -> Option<usize> {
    let end = match spec.step(field) {
        Step::Bytes(size) => at + usize::from(size),
        // Worked out by hand: where the next field begins waits for it. A tens nibble above 9 gives more than 99.
        Step::Ll { max, shift } => {
            let length = usize::from(*bytes.get(at)?);
            let count = length - 6 * (length >> 4);
            if length & 15 > 9 || count > usize::from(max) {
                return None;
            }
            at + 1 + ((count + usize::from(shift)) >> shift)
        }
        Step::Lll { max, shift } => {
            let [hundreds, length] = bytes.get(at..)?.first_chunk::<2>()?.map(usize::from);
            let tens = length - 6 * (length >> 4);
            let count = hundreds * 100 + tens;
            if hundreds > 9 || length & 15 > 9 || tens > 99 || count > usize::from(max) {
                return None;
            }
            at + 2 + ((count + usize::from(shift)) >> shift)
        }
        Step::Other => {
            let form = spec.field(field as u8)?;
            at + prefix_bytes(form) + form.wire_bytes(count(form, bytes, at)?)
        }
        Step::Unknown => return None,
    };
    (end <= bytes.len()).then_some(end)
}

#[inline]
fn prefix_bytes(form: &FieldSpec) -> usize {
    match form.length {
        Length::Fixed(_) => 0,
        Length::Variable { prefix, .. } => prefix.bytes(),
    }
}

/// How many digits, characters or bytes a field that begins at `at` says it has.
#[inline]
fn count(form: &FieldSpec, bytes: &[u8], at: usize) -> Option<usize> {
    match form.length {
        Length::Fixed(fixed) => Some(usize::from(fixed)),
        Length::Variable { prefix, read_max, .. } => {
            length(prefix, bytes, at).filter(|count| *count <= usize::from(read_max))
        }
    }
}

#[inline]
fn length(prefix: Prefix, bytes: &[u8], at: usize) -> Option<usize> {
    match prefix {
        Prefix::Bcd(1) => bcd::number(&[*bytes.get(at)?]),
        Prefix::Bcd(2) => bcd::number(bytes.get(at..)?.first_chunk::<2>()?),
        Prefix::Bcd(size) => bcd::number(bytes.get(at..at + usize::from(size))?),
        Prefix::Ascii(size) => bytes
            .get(at..at + usize::from(size))?
            .iter()
            .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + usize::from(byte - b'0'))),
    }
}

pub(super) fn is_printable(byte: u8) -> bool {
    (0x20..0x7F).contains(&byte)
}

/// What is wrong with a field whose end was not found.
#[cold]
fn no_end(spec: &Spec, field: u8, bytes: &[u8], at: usize) -> ParseError {
    let place = Place::Field(field);
    let Some(form) = spec.field(field) else {
        return bad(place, at, "a field of the table".into(), "an unknown one".into());
    };
    let mut start = at;
    if let Length::Variable { prefix, read_max, .. } = form.length {
        start += prefix.bytes();
        let Some(raw) = bytes.get(at..start) else { return short(place, at, prefix.bytes(), bytes.len() - at) };
        match length(prefix, bytes, at) {
            Some(count) if count <= usize::from(read_max) => {}
            Some(count) => return bad(place, at, format!("at most {read_max} long"), count.to_string()),
            None => return bad(place, at, "a length in digits".into(), format!("{raw:02X?}")),
        }
    }
    let needed = count(form, bytes, at).map_or(0, |count| form.wire_bytes(count));
    short(place, start, needed, bytes.len() - start)
}

#[cold]
fn short(place: Place, offset: usize, needed: usize, available: usize) -> ParseError {
    ParseError::Incomplete { place, offset, needed, available }
}

#[cold]
fn too_long(length: usize) -> ParseError {
    bad(Place::End, MAX_MESSAGE, format!("within {MAX_MESSAGE} bytes"), format!("{length} bytes"))
}

#[cold]
fn surplus(at: usize, length: usize) -> ParseError {
    bad(Place::End, at, "the last byte".into(), format!("{} bytes more", length - at))
}

#[cold]
fn bad_mti(raw: &[u8]) -> ParseError {
    bad(Place::Mti, 0, "four digits".into(), format!("bytes {raw:02X?}"))
}

pub(super) fn bad(place: Place, offset: usize, expected: String, found: String) -> ParseError {
    ParseError::Bad { place, offset, expected, found }
}
