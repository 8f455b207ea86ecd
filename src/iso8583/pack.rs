//! From a message to bytes.

use zeroize::Zeroizing;

use super::{
    MAX_MESSAGE, Message, PackError, bcd, is_secret,
    message::Value,
    spec::{Align, FieldSpec, Kind, Length, Spec},
};

impl Message {
    /// The message on the wire: type, bitmap (with bit 1 and 16 bytes only when a field above 64 is there) and fields.
    ///
    /// # Errors
    ///
    /// [`PackError`] names the first field that the table does not have or whose length or alphabet is wrong.
    pub fn pack(&self, spec: &Spec) -> Result<Vec<u8>, PackError> {
        // Room for everyday messages, so that growing does not leave copies of card data behind.
        let mut out = Vec::with_capacity(2048);
        let type_digits: Vec<u8> = self.mti().as_str().bytes().map(|digit| digit - b'0').collect();
        bcd::write(&mut out, &type_digits, Align::Left);
        out.extend_from_slice(&self.bitmap());
        for (&field, value) in &self.values {
            let form = spec.field(field).ok_or(PackError::UnknownField { field })?;
            Writer { field, form, out: &mut out }.value(value)?;
        }
        if out.len() > MAX_MESSAGE {
            return Err(PackError::TooLong { length: out.len() });
        }
        Ok(out)
    }

    fn bitmap(&self) -> Vec<u8> {
        let mut bits = 0_u128;
        for field in self.fields().filter(|field| (2..=128).contains(field)) {
            bits |= 1 << (128 - field);
        }
        if bits as u64 == 0 {
            return bits.to_be_bytes()[..8].to_vec();
        }
        (bits | 1 << 127).to_be_bytes().to_vec()
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

struct Writer<'a> {
    field: u8,
    form: &'a FieldSpec,
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) -> Result<(), PackError> {
        let content = value.bytes();
        match (self.form.kind, value) {
            (Kind::N | Kind::Z, Value::Bytes(_)) => return Err(self.bad("digits", "raw bytes".into())),
            (Kind::N | Kind::Z, _) => self.check(content, "digits", |c| bcd::nibble(self.form.kind, c).is_some())?,
            (Kind::An, _) => self.check(content, "letters and digits", |c| c.is_ascii_alphanumeric() || c == b' ')?,
            (Kind::Ans, Value::Text(_)) => self.check(content, "printable ASCII", |c| (0x20..0x7F).contains(&c))?,
            (Kind::Ans | Kind::B, _) => {}
        }
        self.length(content.len())?;
        match self.form.kind {
            Kind::N | Kind::Z => {
                let nibbles: Zeroizing<Vec<u8>> =
                    Zeroizing::new(content.iter().filter_map(|&c| bcd::nibble(self.form.kind, c)).collect());
                bcd::write(self.out, &nibbles, self.form.align);
            }
            Kind::An | Kind::Ans | Kind::B => self.out.extend_from_slice(content),
        }
        Ok(())
    }

    fn length(&mut self, length: usize) -> Result<(), PackError> {
        match self.form.length {
            Length::Fixed(fixed) if length == fixed => Ok(()),
            Length::Fixed(fixed) => Err(self.bad(&format!("{fixed} {}", self.unit()), length.to_string())),
            Length::Variable { write_max, .. } if length == 0 || length > write_max => {
                Err(self.bad(&format!("1 to {write_max} {}", self.unit()), length.to_string()))
            }
            Length::Variable { prefix, .. } => {
                let digits = [length / 1000 % 10, length / 100 % 10, length / 10 % 10, length % 10].map(|d| d as u8);
                bcd::write(self.out, &digits[4 - 2 * prefix..], Align::Right);
                Ok(())
            }
        }
    }

    fn unit(&self) -> &'static str {
        match self.form.kind {
            Kind::N | Kind::Z => "digits",
            Kind::An | Kind::Ans => "characters",
            Kind::B => "bytes",
        }
    }

    fn check(&self, content: &[u8], expected: &str, fits: impl Fn(u8) -> bool) -> Result<(), PackError> {
        let Some(at) = content.iter().position(|&c| !fits(c)) else { return Ok(()) };
        let found = if is_secret(self.field) {
            format!("what stands at position {at}")
        } else {
            format!("byte {:02X} at position {at}", content[at])
        };
        Err(self.bad(expected, found))
    }

    fn bad(&self, expected: &str, found: String) -> PackError {
        PackError::BadValue { field: self.field, expected: expected.to_owned(), found }
    }
}
