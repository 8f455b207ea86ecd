//! A message for eyes and logs. Card numbers keep their first six and last four digits; tracks, PINs, keys, scanned codes and
//! whatever nobody knows are shown by their length.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::{
    Message, ParseError, Path, Spec, is_secret,
    message::Value,
    spec::Kind,
    sub::{Context, Part, spec::Shown},
};

/// The fewest digits of a card number whose first six and last four may be shown.
const SHOWN_FROM: usize = 13;
/// The fewest digits that are looked for in other fields as the card number of this message.
const NUMBER_FROM: usize = 8;

/// One line of a description: a field or a sub-field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub path: Path,
    /// What that is called; empty where no table names it.
    pub name: &'static str,
    /// Its value, masked; `<24>` stands for 24 digits, characters or bytes that are not shown.
    pub value: String,
    /// Why its sub-fields cannot be read, where they should be there.
    pub fault: Option<ParseError>,
}

impl Message {
    /// One line for the log: the type and the fields, secret ones by their length and the card number masked. Fields 60 and
    /// 61 are divided by strokes.
    pub fn describe(&self) -> String {
        let (mut line, context, numbers) = (self.mti().to_string(), self.context(), self.card_numbers());
        for (&field, value) in &self.values {
            let shown = match value {
                Value::Text(text) if matches!(field, 60 | 61) => divided(&context, field, text),
                Value::Text(_) => masked_field(field, value, None),
                Value::Bytes(bytes) => length(bytes.len()),
            };
            // Writing to a String cannot fail.
            let _ = write!(line, " {field}={}", guarded(shown, value.bytes().len(), &numbers));
        }
        line
    }

    /// A line for each field and, below it, for each of its sub-fields. Names and kinds are those of the table that the
    /// message was read by.
    pub fn describe_lines(&self, spec: &Spec) -> Vec<Line> {
        let (context, numbers) = (self.context(), self.card_numbers());
        let mut lines = Vec::new();
        for (&field, value) in &self.values {
            let shown = masked_field(field, value, spec.field(field).map(|form| form.kind));
            let value_length = value.bytes().len();
            let at = lines.len();
            let (path, name) = (Path::field(field), spec.name(field));
            lines.push(Line { path, name, value: guarded(shown, value_length, &numbers), fault: None });
            for part in context.parts(field, value.bytes()).into_iter().flatten() {
                match part {
                    Ok(part) => lines.push(part_line(&part, &numbers)),
                    Err(fault) => lines[at].fault = Some(fault),
                }
            }
        }
        lines
    }

    /// The card numbers that the message names, to be looked for where they do not belong.
    fn card_numbers(&self) -> Vec<Zeroizing<String>> {
        let account = |track: &str| {
            let end = track.find(['=', 'D']).unwrap_or(track.len());
            Zeroizing::new(track[..end].to_owned())
        };
        let plain = [2, 35, 36, 102, 103].into_iter().filter_map(|field| self.text(field).map(account));
        let chip = [0x5A, 0x57].into_iter().filter_map(|tag| self.part(Path::tag(55, tag))).map(|value| {
            let nibbles = value.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            Zeroizing::new(nibbles.take_while(|nibble| *nibble <= 9).map(|nibble| char::from(b'0' + nibble)).collect())
        });
        plain.chain(chip).filter(|number: &Zeroizing<String>| number.len() >= NUMBER_FROM).collect()
    }
}

/// A field as a log may show it.
fn masked_field(field: u8, value: &Value, kind: Option<Kind>) -> String {
    match value {
        Value::Text(pan) if field == 2 => masked(pan),
        value if is_secret(field) => length(value.bytes().len()),
        Value::Text(text) => text.trim_end().to_owned(),
        Value::Bytes(bytes) if kind == Some(Kind::B) => hex(bytes),
        Value::Bytes(bytes) => readable(bytes),
    }
}

fn part_line(part: &Part<'_>, numbers: &[Zeroizing<String>]) -> Line {
    let shown = match part.shown {
        Shown::Hidden => length(part.value.len()),
        Shown::Pan => part.text().map_or(length(part.value.len()), |pan| masked(pan.trim_start_matches('0'))),
        Shown::Plain if part.kind == Kind::B => hex(part.value),
        Shown::Plain => readable(part.value),
    };
    Line { path: part.path, name: part.name, value: guarded(shown, part.value.len(), numbers), fault: None }
}

/// `22/000012/003`, or the whole where it cannot be divided.
fn divided(context: &Context, field: u8, text: &str) -> String {
    let parts: Option<Vec<&str>> = context
        .parts(field, text.as_bytes())
        .and_then(|parts| parts.map(|part| part.ok().and_then(|part| part.text())).collect());
    parts.map_or_else(|| text.to_owned(), |parts| parts.join("/"))
}

/// What is shown, unless a card number of this message stands in it.
fn guarded(shown: String, size: usize, numbers: &[Zeroizing<String>]) -> String {
    if numbers.iter().any(|number| shown.contains(number.as_str())) { length(size) } else { shown }
}

/// First six and last four digits, or the length alone when that would show too much.
fn masked(pan: &str) -> String {
    if pan.len() < SHOWN_FROM || !pan.is_ascii() {
        return length(pan.len());
    }
    format!("{}{}{}", &pan[..6], "*".repeat(pan.len() - 10), &pan[pan.len() - 4..])
}

/// Text in ASCII or GBK without what a screen would obey; the length where it is neither.
fn readable(bytes: &[u8]) -> String {
    let text = match encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None => return length(bytes.len()),
    };
    text.trim_end().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

fn length(length: usize) -> String {
    format!("<{length}>")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}
