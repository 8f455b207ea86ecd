//! Bytes taken one after the other, with where a mistake lies.

use super::{BadTape, SIDE_MAX};

/// A mistake, by its place in the bytes that are being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    at: usize,
    what: &'static str,
}

impl Bad {
    /// The same in the file whose byte `from` these bytes begin at.
    pub(super) fn in_file(self, from: usize) -> BadTape {
        BadTape::Damaged { at: from + self.at, what: self.what }
    }
}

/// A place in some bytes.
pub(super) struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
    end: usize,
}

impl<'b> Scan<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Scan<'b> {
        Scan { bytes, at: 0, end: bytes.len() }
    }

    /// The mistake that lies here.
    pub(super) fn bad(&self, what: &'static str) -> Bad {
        Bad { at: self.at, what }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.end.saturating_sub(self.at)
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], Bad> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.end).ok_or(self.bad("it ends too early"))?;
        let taken = self.bytes.get(self.at..end).ok_or(self.bad("it ends too early"))?;
        self.at = end;
        Ok(taken)
    }

    /// The next so many bytes as something of their own.
    pub(super) fn part(&mut self, count: usize) -> Result<Scan<'b>, Bad> {
        let at = self.at;
        self.take(count)?;
        Ok(Scan { bytes: self.bytes, at, end: self.at })
    }

    /// The last so many bytes once more.
    pub(super) fn again(self, count: usize) -> Scan<'b> {
        Scan { at: self.at.saturating_sub(count), ..self }
    }

    pub(super) fn byte(&mut self) -> Result<u8, Bad> {
        self.take(1).map(|taken| taken[0])
    }

    pub(super) fn peek(&self) -> Result<u8, Bad> {
        let next = self.bytes.get(self.at).filter(|_| !self.is_at_end());
        next.copied().ok_or(self.bad("it ends too early"))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Bad> {
        let bad = self.bad("it ends too early");
        self.take(N)?.try_into().map_err(|_| bad)
    }

    pub(super) fn varint(&mut self) -> Result<u64, Bad> {
        let bad = self.bad("a number without end");
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            value |= part.checked_shl(shift).filter(|shifted| shifted >> shift == part).ok_or(bad)?;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(bad)
    }

    /// A number of columns or rows.
    pub(super) fn small(&mut self, what: &'static str) -> Result<u16, Bad> {
        let bad = self.bad(what);
        u16::try_from(self.varint()?).ok().filter(|number| *number <= SIDE_MAX).ok_or(bad)
    }
}

/// Writes a number in groups of seven bits, the lowest first.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
