//! From bytes to a message. Everything here comes from outside: no length is believed before it is checked.

use zeroize::Zeroizing;

use super::{
    MAX_MESSAGE, Message, Mti, ParseError, Place, bcd, is_secret,
    message::Value,
    spec::{Align, FieldSpec, Kind, Length, Spec},
};

impl Message {
    /// Reads a message that fills `bytes` from the message type to the last field. Free where hosts are free: a fill nibble may be
    /// 0 or F, private fields may be longer than the table writes them, an `ans` field that is not ASCII becomes raw
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`ParseError::Incomplete`] when the bytes end too early, [`ParseError::Bad`] for everything else.
    pub fn parse(spec: &Spec, bytes: &[u8]) -> Result<Message, ParseError> {
        if bytes.len() > MAX_MESSAGE {
            let found = format!("{} bytes", bytes.len());
            return Err(bad(Place::End, MAX_MESSAGE, format!("within {MAX_MESSAGE} bytes"), found));
        }
        let mut reader = Reader { bytes, at: 0, place: Place::Mti };
        let mut message = Message::new(reader.mti()?);
        for field in reader.bitmap()? {
            reader.place = Place::Field(field);
            let form = spec.field(field).ok_or_else(|| {
                bad(Place::Field(field), reader.at, "a field of the table".into(), "an unknown one".into())
            })?;
            message.values.insert(field, reader.value(field, form)?);
        }
        if reader.at < bytes.len() {
            let found = format!("{} bytes more", bytes.len() - reader.at);
            return Err(bad(Place::End, reader.at, "the last byte".into(), found));
        }
        Ok(message)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    place: Place,
}

impl<'a> Reader<'a> {
    fn mti(&mut self) -> Result<Mti, ParseError> {
        let raw = self.take(2)?;
        let digits = bcd::read(Kind::N, raw, 4, Align::Left).ok();
        digits
            .and_then(|digits| Mti::from_ascii(digits.as_bytes()))
            .ok_or_else(|| bad(Place::Mti, 0, "four digits".into(), format!("bytes {:02X}{:02X}", raw[0], raw[1])))
    }

    fn bitmap(&mut self) -> Result<Vec<u8>, ParseError> {
        self.place = Place::Bitmap;
        let mut map = self.take(8)?.to_vec();
        if map[0] & 0x80 != 0 {
            map.extend_from_slice(self.take(8)?);
        }
        let set = |field: &u8| map.get(usize::from(field - 1) / 8).is_some_and(|b| b << ((field - 1) % 8) & 0x80 != 0);
        Ok((2..=128).filter(set).collect())
    }

    fn value(&mut self, field: u8, form: &FieldSpec) -> Result<Value, ParseError> {
        let count = self.count(form)?;
        let start = self.at;
        let raw = self.take(form.wire_bytes(count))?;
        let wrong = |index: usize, expected: &str| {
            let found = if is_secret(field) { "what stands there".into() } else { format!("byte {:02X}", raw[index]) };
            bad(Place::Field(field), start + index, expected.into(), found)
        };
        let printable = |byte: &u8| (0x20..0x7F).contains(byte);
        match form.kind {
            Kind::N => Ok(Value::Text(bcd::read(form.kind, raw, count, form.align).map_err(|i| wrong(i, "digits"))?)),
            Kind::Z => Ok(Value::Text(bcd::read(form.kind, raw, count, form.align).map_err(|i| wrong(i, "a track"))?)),
            Kind::An => match raw.iter().position(|byte| !printable(byte)) {
                Some(index) => Err(wrong(index, "printable ASCII")),
                None => Ok(text(raw)),
            },
            Kind::Ans if raw.iter().all(printable) => Ok(text(raw)),
            Kind::Ans | Kind::B => Ok(Value::Bytes(Zeroizing::new(raw.to_vec()))),
        }
    }

    fn count(&mut self, form: &FieldSpec) -> Result<usize, ParseError> {
        let (prefix, read_max) = match form.length {
            Length::Fixed(fixed) => return Ok(fixed),
            Length::Variable { prefix, read_max, .. } => (prefix, read_max),
        };
        let start = self.at;
        let raw = self.take(prefix)?;
        match bcd::number(raw) {
            Some(count) if count <= read_max => Ok(count),
            Some(count) => Err(bad(self.place, start, format!("at most {read_max} long"), count.to_string())),
            None => Err(bad(self.place, start, "a length in BCD".into(), format!("{raw:02X?}"))),
        }
    }

    fn take(&mut self, needed: usize) -> Result<&'a [u8], ParseError> {
        let rest = &self.bytes[self.at..];
        let Some(taken) = rest.get(..needed) else {
            let (place, offset, available) = (self.place, self.at, rest.len());
            return Err(ParseError::Incomplete { place, offset, needed, available });
        };
        self.at += needed;
        Ok(taken)
    }
}

fn text(ascii: &[u8]) -> Value {
    Value::Text(Zeroizing::new(ascii.iter().map(|&byte| char::from(byte)).collect()))
}

fn bad(place: Place, offset: usize, expected: String, found: String) -> ParseError {
    ParseError::Bad { place, offset, expected, found }
}
