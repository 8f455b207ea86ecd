//! Frames, from bytes in whatever pieces they come, and back.

use std::fmt;

use super::Hello;

/// The longest frame to the terminal, without its head: a greeting, or what a person pastes.
pub const TO_TERMINAL_MAX: usize = 4 << 10;
/// The longest frame to a client. A picture of the largest screen has more than one.
pub const TO_CLIENT_MAX: usize = 64 << 10;

/// The byte that says what it is, and four for the length.
const HEAD: usize = 5;

const HELLO: u8 = 1;
const KEYS: u8 = 2;
const SIZE: u8 = 3;
const PAINT: u8 = 65;
const LINE: u8 = 66;
const END: u8 = 67;

/// Why bytes are no frame. Whoever sent them is not spoken to any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    /// It is longer than this side takes.
    #[error("a frame of {0} bytes; {1} at most are taken")]
    TooLong(usize, usize),
    /// There is no such kind.
    #[error("a frame of the unknown kind {0}")]
    Kind(u8),
    /// Its content will not do.
    #[error("a frame of kind {0} with a wrong content: {1}")]
    Content(u8, String),
}

/// What a client says.
#[derive(Clone, PartialEq, Eq)]
pub enum ToTerminal {
    /// What it wants; the first frame, and the only one of its kind.
    Hello(Hello),
    /// Bytes that its keyboard sent.
    Keys(Vec<u8>),
    /// Columns and rows of its screen.
    Size(u16, u16),
}

impl fmt::Debug for ToTerminal {
    /// What is typed may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ToTerminal::Hello(hello) => hello.fmt(f),
            ToTerminal::Keys(bytes) => write!(f, "Keys({} bytes)", bytes.len()),
            ToTerminal::Size(columns, rows) => write!(f, "Size({columns}x{rows})"),
        }
    }
}

/// What the terminal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToClient {
    /// Bytes for its screen.
    Paint(Vec<u8>),
    /// A line of text: a status, an event.
    Line(String),
    /// The last frame, and why.
    End(String),
}

impl ToTerminal {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            ToTerminal::Hello(hello) => frame(HELLO, &serde_json::to_vec(hello).unwrap_or_default()),
            ToTerminal::Keys(bytes) => frame(KEYS, bytes),
            ToTerminal::Size(columns, rows) => frame(SIZE, &[columns.to_be_bytes(), rows.to_be_bytes()].concat()),
        }
    }

    /// From a frame.
    ///
    /// # Errors
    /// [`BadFrame`] says what is wrong with it.
    pub fn parse((kind, content): (u8, Vec<u8>)) -> Result<ToTerminal, BadFrame> {
        match (kind, content.as_slice()) {
            (HELLO, json) => serde_json::from_slice(json).map(ToTerminal::Hello).map_err(|error| wrong(kind, &error)),
            (KEYS, _) => Ok(ToTerminal::Keys(content)),
            (SIZE, &[c0, c1, r0, r1]) => {
                Ok(ToTerminal::Size(u16::from_be_bytes([c0, c1]), u16::from_be_bytes([r0, r1])))
            }
            (SIZE, _) => Err(wrong(kind, &"a size has four bytes")),
            (kind, _) => Err(BadFrame::Kind(kind)),
        }
    }
}

impl ToClient {
    /// As bytes. A picture that is longer than a frame becomes several.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            ToClient::Paint(bytes) => bytes.chunks(TO_CLIENT_MAX).flat_map(|piece| frame(PAINT, piece)).collect(),
            ToClient::Line(text) => frame(LINE, cut(text)),
            ToClient::End(text) => frame(END, cut(text)),
        }
    }

    /// From a frame.
    ///
    /// # Errors
    /// [`BadFrame`] says what is wrong with it.
    pub fn parse((kind, content): (u8, Vec<u8>)) -> Result<ToClient, BadFrame> {
        let text = |content| String::from_utf8(content).map_err(|error| wrong(kind, &error));
        match kind {
            PAINT => Ok(ToClient::Paint(content)),
            LINE => text(content).map(ToClient::Line),
            END => text(content).map(ToClient::End),
            kind => Err(BadFrame::Kind(kind)),
        }
    }
}

/// As much of a text as fits a frame, in whole characters.
fn cut(text: &str) -> &[u8] {
    let end = text.char_indices().map(|(at, sign)| at + sign.len_utf8()).take_while(|end| *end <= TO_CLIENT_MAX).last();
    &text.as_bytes()[..end.unwrap_or(0)]
}

fn wrong(kind: u8, reason: &dyn std::fmt::Display) -> BadFrame {
    BadFrame::Content(kind, reason.to_string())
}

/// No content is longer than a frame may be, so its length fits four bytes.
fn frame(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&[kind], &length[..], content].concat()
}

/// Takes frames out of bytes in whatever pieces they come.
pub struct Frames {
    open: Vec<u8>,
    max: usize,
}

impl fmt::Debug for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frames({} bytes)", self.open.len())
    }
}

impl Frames {
    /// For frames of at most so many bytes.
    pub fn new(max: usize) -> Frames {
        Frames { open: Vec::new(), max }
    }

    /// Takes bytes as they come.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.open.extend_from_slice(bytes);
    }

    /// The next whole frame: its kind and its content. None while it is not there yet.
    ///
    /// # Errors
    /// [`BadFrame::TooLong`], as soon as its head says so: nobody waits for the rest.
    pub fn take(&mut self) -> Result<Option<(u8, Vec<u8>)>, BadFrame> {
        let Some(&[kind, a, b, c, d]) = self.open.first_chunk::<HEAD>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if length > self.max {
            return Err(BadFrame::TooLong(length, self.max));
        }
        if self.open.len() < HEAD + length {
            return Ok(None);
        }
        let content = self.open[HEAD..HEAD + length].to_vec();
        self.open.drain(..HEAD + length);
        Ok(Some((kind, content)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seat::{VERSION, Want};

    #[test]
    fn what_is_written_is_read_byte_by_byte() {
        let hello = Hello {
            version: VERSION,
            want: Want::Seat { columns: 80, rows: 24, lang: None, plain: false },
            ssh_key: Some("SHA256:abc".into()),
            ssh_from: None,
        };
        let said = [ToTerminal::Hello(hello), ToTerminal::Keys(b"01\r".to_vec()), ToTerminal::Size(40, 15)];
        let bytes: Vec<u8> = said.iter().flat_map(ToTerminal::encode).collect();
        let mut frames = Frames::new(TO_TERMINAL_MAX);
        let mut read = Vec::new();
        for byte in bytes {
            frames.feed(&[byte]);
            while let Some(frame) = frames.take().unwrap() {
                read.push(ToTerminal::parse(frame).unwrap());
            }
        }
        assert_eq!(read, said);
    }

    #[test]
    fn what_is_typed_is_not_written_out() {
        let mut frames = Frames::new(TO_TERMINAL_MAX);
        let keys = ToTerminal::Keys(b"123456".to_vec());
        frames.feed(&keys.encode());
        assert_eq!(format!("{keys:?} {frames:?}"), "Keys(6 bytes) Frames(11 bytes)");
    }

    #[test]
    fn a_picture_of_any_size_comes_whole() {
        let picture: Vec<u8> = (0..150_000u32).map(|at| (at % 251) as u8).collect();
        let mut frames = Frames::new(TO_CLIENT_MAX);
        frames.feed(&ToClient::Paint(picture.clone()).encode());
        let mut read = Vec::new();
        while let Some(frame) = frames.take().unwrap() {
            let Ok(ToClient::Paint(piece)) = ToClient::parse(frame) else { panic!("no picture") };
            read.extend(piece);
        }
        assert_eq!(read, picture);
    }

    #[test]
    fn what_is_too_long_is_refused_by_its_head() {
        let mut frames = Frames::new(TO_TERMINAL_MAX);
        frames.feed(&[KEYS, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!(frames.take(), Err(BadFrame::TooLong(u32::MAX as usize, TO_TERMINAL_MAX)));
        assert_eq!(ToTerminal::parse((9, Vec::new())), Err(BadFrame::Kind(9)));
        assert!(ToTerminal::parse((SIZE, vec![1, 2, 3])).is_err());
        assert!(ToTerminal::parse((HELLO, b"{}".to_vec())).is_err());
        assert!(ToClient::parse((LINE, vec![0xff])).is_err());
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = "签".repeat(TO_CLIENT_MAX);
        let bytes = ToClient::Line(text).encode();
        let mut frames = Frames::new(TO_CLIENT_MAX);
        frames.feed(&bytes);
        let line = ToClient::parse(frames.take().unwrap().unwrap()).unwrap();
        assert!(matches!(line, ToClient::Line(text) if text.chars().all(|sign| sign == '签')));
    }
}
