//! A black box that was written, as moments one after the other.

use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};

use super::{
    At, BadTape, Hides, MAGIC, Private, SEGMENT, SEGMENTS, VERSION,
    cells::Cells,
    scan::{Bad, Scan},
};

pub(super) const WHOLE: u8 = b'K';
pub(super) const CHANGES: u8 = b'D';
pub(super) const INPUT: u8 = b'I';
pub(super) const EVENT: u8 = b'E';
pub(super) const ACT: u8 = b'A';
pub(super) const SKIPPED: u8 = b'S';

/// A head is no longer, in bytes.
const HEAD_MAX: usize = 4 << 10;

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of the program that wrote it.
    pub program: String,
    /// Why it was written: `panic`, `signal` or `key`.
    pub why: String,
    /// When, in milliseconds since 1970.
    pub written: i64,
    /// Minutes east of UTC of the terminal's clock.
    pub offset_minutes: i32,
    /// How many segments follow; [`super::Ring::to_bytes`] fills it in.
    #[serde(default)]
    pub segments: u32,
}

/// Something that was, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: At,
    /// What.
    pub what: What,
}

/// What was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A whole picture, of so many columns and rows.
    Whole {
        /// Columns and rows.
        size: (u16, u16),
        /// What is private of it.
        private: Option<Private>,
        /// Its cells that are not blank.
        cells: Cells,
    },
    /// What changed in the picture.
    Changes(Cells),
    /// A key was pressed.
    Input(String),
    /// Something happened.
    Event(String),
    /// The program did something.
    Act(String),
    /// A picture was too large.
    Skipped,
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tape {
    /// What it says of itself.
    pub head: Head,
    /// What was, the oldest first.
    pub moments: Vec<Moment>,
}

impl Tape {
    /// Reads a file.
    ///
    /// # Errors
    /// [`BadTape`] says what it is instead, or where it is damaged.
    pub fn parse(bytes: &[u8]) -> Result<Tape, BadTape> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(BadTape::Other)?;
        let version = *rest.first().ok_or(BadTape::Damaged { at: bytes.len(), what: "it ends too early" })?;
        if version != VERSION {
            return Err(BadTape::Version(version));
        }
        Tape::parts(bytes).map_err(|bad| bad.in_file(0))
    }

    fn parts(bytes: &[u8]) -> Result<Tape, Bad> {
        let mut scan = Scan::new(bytes);
        scan.take(MAGIC.len() + 1)?;
        let bad = scan.bad("a head that cannot be read");
        let mut head = part(&mut scan, HEAD_MAX)?;
        let head: Head = serde_json::from_slice(head.take(head.left())?).map_err(|_| bad)?;
        if head.segments as usize > SEGMENTS {
            return Err(bad);
        }
        let mut moments = Vec::new();
        for _ in 0..head.segments {
            segment(part(&mut scan, SEGMENT)?, &mut moments)?;
        }
        if scan.is_at_end() { Ok(Tape { head, moments }) } else { Err(scan.bad("something follows the last segment")) }
    }
}

/// The next length, checksum and bytes.
fn part<'b>(scan: &mut Scan<'b>, longest: usize) -> Result<Scan<'b>, Bad> {
    let start = scan.bad("a length that cannot be");
    let length = u32::from_le_bytes(scan.array()?) as usize;
    if length > longest {
        return Err(start);
    }
    let sum = u32::from_le_bytes(scan.array()?);
    let wrong = scan.bad("a wrong checksum");
    let mut ahead = scan.part(length)?;
    let bytes = ahead.take(length)?;
    if crc32c::crc32c(bytes) != sum {
        return Err(wrong);
    }
    Ok(ahead.again(length))
}

fn segment(mut scan: Scan<'_>, moments: &mut Vec<Moment>) -> Result<(), Bad> {
    let mut mono = u64::from_le_bytes(scan.array()?);
    let mut wall = i64::from_le_bytes(scan.array()?);
    while !scan.is_at_end() {
        let unknown = scan.bad("an unknown record");
        let tag = scan.byte()?;
        let late = scan.bad("a time that cannot be");
        let passed = scan.varint()?;
        mono = mono.checked_add(passed).ok_or(late)?;
        wall = i64::try_from(passed).ok().and_then(|passed| wall.checked_add(passed)).ok_or(late)?;
        let long = scan.bad("a length that cannot be");
        let length = usize::try_from(scan.varint()?).map_err(|_| long)?;
        let mut inside = scan.part(length)?;
        let what = match tag {
            WHOLE => whole(&mut inside)?,
            CHANGES => What::Changes(Cells::read(&mut inside)?),
            INPUT => What::Input(name(&mut inside)?),
            EVENT => What::Event(name(&mut inside)?),
            ACT => What::Act(name(&mut inside)?),
            SKIPPED => What::Skipped,
            _ => return Err(unknown),
        };
        moments.push(Moment { at: At { mono, wall }, what });
    }
    Ok(())
}

fn whole(scan: &mut Scan<'_>) -> Result<What, Bad> {
    const WIDE: &str = "a screen that is too large";
    let size = (scan.small(WIDE)?, scan.small(WIDE)?);
    let hides = match scan.byte()? {
        0 => None,
        1 => Some(Hides::All),
        2 => Some(Hides::Digits),
        _ => return Err(scan.bad("neither private nor not")),
    };
    let private = match hides {
        None => None,
        Some(hides) => {
            let area = Rect::new(scan.small(WIDE)?, scan.small(WIDE)?, scan.small(WIDE)?, scan.small(WIDE)?);
            Some(Private { area, hides })
        }
    };
    Ok(What::Whole { size, private, cells: Cells::read(scan)? })
}

fn name(scan: &mut Scan<'_>) -> Result<String, Bad> {
    let bad = scan.bad("a name that is no text");
    let bytes = scan.take(scan.left())?;
    let text = std::str::from_utf8(bytes).map_err(|_| bad)?;
    if text.chars().any(char::is_control) { Err(bad) } else { Ok(text.to_owned()) }
}
