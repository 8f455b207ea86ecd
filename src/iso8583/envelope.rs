//! What may stand before a message in a capture: two bytes of length, the transport header (TPDU), a private block, the message
//! header. Captures come with and without each of them, so every combination is tried, and the one counts in which the message
//! can be read to its very end and the least is odd.

use super::{
    ISO_1987, Message, ParseError, UNIONPAY, View, bcd,
    spec::{FieldSpec, Kind, Spec},
    unionpay::UNION,
};

const TPDU: usize = 5;
const HEADER: usize = 6;
/// The first byte of the private block that one acquirer puts between TPDU and header.
const PRIVATE: u8 = 0xFD;

/// What stood before the message type, where it was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The length that was said, in bytes after it.
    pub length: Option<usize>,
    /// The transport header, 5 bytes.
    pub tpdu: Option<&'a [u8]>,
    /// The content of a private block (`FD`, two bytes of length, content).
    pub private: Option<&'a [u8]>,
    /// The message header, 6 bytes. Not all of them are digits with every acquirer.
    pub header: Option<&'a [u8]>,
    /// Where the message type stands.
    pub start: usize,
}

/// A message and what stood before it.
#[derive(Clone, Debug)]
pub struct Opened<'a> {
    /// What stood before it.
    pub envelope: Envelope<'a>,
    /// What the table is called that the message could be read by; none for the usual one.
    pub table: Option<&'static str>,
    /// The message where it lies.
    pub view: View<'a>,
    /// The message. `an` fields that are not printable ASCII are raw bytes.
    pub message: Message,
}

/// Why no message was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault} (counted from the message type, taken to be at byte {start} of {size})")]
pub struct OpenError {
    /// Where the message type was taken to be.
    pub start: usize,
    /// How many bytes there were.
    pub size: usize,
    /// What was wrong with the message in the likeliest reading.
    pub fault: ParseError,
}

/// UnionPay with field 48 in characters, as hosts with private uses of it send it.
static TEXT_48: Spec = UNION.with(&[(48, "additional private data", FieldSpec::lll(Kind::Ans, 999))]);
static IN_ASCII: Spec = UNION.in_ascii();

/// The tables that are tried, the likeliest first.
const SPECS: [(Option<&str>, &Spec); 4] = [
    (None, &UNIONPAY),
    (Some("UnionPay with field 48 in characters"), &TEXT_48),
    (Some("plain ISO 8583:1987"), &ISO_1987),
    (Some("UnionPay with digits in ASCII"), &IN_ASCII),
];

/// How much each oddity speaks against a reading: more than a less likely table does.
const WRONG: usize = 80;
const STRANGE: usize = 50;
const UNUSUAL: usize = 5;
/// The most that is believed: one thing that is wrong or strange. With two of them almost any bytes are some message.
const ODDEST: usize = WRONG + UNUSUAL;

/// How good a reading is; the least is the best. A message that can be read; then one with a sound type; then the less odd one;
/// then the one that could be read further.
type Rank = (bool, bool, usize, usize);

impl<'a> Envelope<'a> {
    /// Finds the message in a capture of one frame.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says where the likeliest reading of the bytes goes wrong.
    pub fn open(bytes: &'a [u8]) -> Result<Opened<'a>, OpenError> {
        let attempts = candidates(bytes).into_iter().flat_map(|envelope| {
            SPECS.into_iter().enumerate().map(move |(rank, spec)| envelope.attempt(rank, spec, bytes))
        });
        let readings = attempts.filter(|((is_fault, _, oddity, _), _)| *is_fault || *oddity <= ODDEST);
        let best = readings.min_by_key(|(rank, _)| *rank);
        best.map_or_else(|| Envelope::default().attempt(0, SPECS[0], bytes).1, |(_, reading)| reading)
    }

    fn attempt(
        self,
        rank: usize,
        (table, spec): (Option<&'static str>, &'static Spec),
        bytes: &'a [u8],
    ) -> (Rank, Result<Opened<'a>, OpenError>) {
        let message = &bytes[self.start..];
        let read = View::parse(spec, message).and_then(|view| Ok((Message::from_view_freely(&view)?, view)));
        let reached = read.as_ref().map_or_else(|fault| fault.offset().unwrap_or(0), |_| message.len());
        let rank = (read.is_err(), !is_type(message), self.oddity(bytes) + rank, message.len().saturating_sub(reached));
        let reading = read
            .map(|(message, view)| Opened { envelope: self, table, view, message })
            .map_err(|fault| OpenError { start: self.start, size: bytes.len(), fault });
        (rank, reading)
    }

    /// How much speaks against this reading.
    fn oddity(&self, bytes: &[u8]) -> usize {
        let strange =
            |part: Option<&[u8]>, may: fn(u8) -> bool| part.is_some_and(|part| !part.first().copied().is_some_and(may));
        [
            (self.length.is_some_and(|length| length + 2 != bytes.len()), WRONG),
            (strange(self.tpdu, |byte| byte == 0x60), STRANGE),
            (strange(self.header, |byte| matches!(byte, 0x60..=0x63)), STRANGE),
            (self.header.is_some() != self.tpdu.is_some(), UNUSUAL),
            (!is_type(&bytes[self.start..]), STRANGE),
        ]
        .into_iter()
        .map(|(is_so, weight)| if is_so { weight } else { 0 })
        .sum()
    }
}

/// Every way in which the bytes may begin, the bare message first.
fn candidates(bytes: &[u8]) -> Vec<Envelope<'_>> {
    let mut found = vec![Envelope::default()];
    let length = bytes.first_chunk::<2>().map(|length| usize::from(u16::from_be_bytes(*length)));
    if let Some(length) = length {
        found.push(Envelope { length: Some(length), start: 2, ..Envelope::default() });
    }
    extend(&mut found, |before| {
        let tpdu = bytes.get(before.start..before.start + TPDU)?;
        Some(vec![Envelope { tpdu: Some(tpdu), start: before.start + TPDU, ..*before }])
    });
    extend(&mut found, |before| before.tpdu.map(|_| private_blocks(bytes, before)));
    extend(&mut found, |before| {
        let header = bytes.get(before.start..before.start + HEADER)?;
        Some(vec![Envelope { header: Some(header), start: before.start + HEADER, ..*before }])
    });
    found
}

/// Adds to what was found what may stand behind each of it.
fn extend<'a>(found: &mut Vec<Envelope<'a>>, next: impl Fn(&Envelope<'a>) -> Option<Vec<Envelope<'a>>>) {
    let more: Vec<Envelope<'a>> = found.iter().filter_map(next).flatten().collect();
    found.extend(more);
}

/// A private block, its length read as binary and as BCD: which of them it is, is not known.
fn private_blocks<'a>(bytes: &'a [u8], before: &Envelope<'a>) -> Vec<Envelope<'a>> {
    let Some([PRIVATE, high, low]) = bytes.get(before.start..).and_then(|rest| rest.first_chunk::<3>()) else {
        return Vec::new();
    };
    let binary = usize::from(u16::from_be_bytes([*high, *low]));
    let start = before.start + 3;
    let block = |length: usize| {
        let private = bytes.get(start..start + length)?;
        Some(Envelope { private: Some(private), start: start + length, ..*before })
    };
    [Some(binary), bcd::number(&[*high, *low])].into_iter().flatten().filter_map(block).collect()
}

/// Whether the bytes begin with a message type that exists: version 0, class 1 to 8, function and origin 0 to 5.
fn is_type(bytes: &[u8]) -> bool {
    match *bytes {
        [b'0', class, function, origin, ..] => {
            (b'1'..=b'8').contains(&class) && (b'0'..=b'5').contains(&function) && (b'0'..=b'5').contains(&origin)
        }
        [class, rest, ..] => (1..=8).contains(&class) && rest >> 4 <= 5 && rest & 15 <= 5,
        _ => false,
    }
}
