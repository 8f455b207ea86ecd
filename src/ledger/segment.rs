//! A segment file: a header of 64 bytes, records, and preallocated zeros.

use std::{
    io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use super::{
    disk::{Disk, DiskFile, read_all},
    error::{Broken, Damage},
    frame::{self, Frame, Hash},
    tail::{self, Tail},
};

/// Bytes of a segment's header.
pub(super) const HEADER: usize = 64;
/// What each segment starts with.
const MAGIC: [u8; 8] = *b"KTJRNL\r\n";
/// The form of header and records.
const VERSION: u32 = 1;
/// No segment is larger. The rotation limit, one checkpoint, one record and a step of zeros are less; one that cannot be followed by
/// the next takes nothing more here.
pub(super) const MAX_SEGMENT: u64 = 64 << 20;

/// The header: magic 8, version u32, segment u32, first sequence u64, previous hash 32, offset of the last record in the
/// segment before u32, CRC-32C u32 over all before it; numbers little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Its number; the first segment of a ledger is 1.
    pub(super) segment: u32,
    /// The sequence of its first record.
    pub(super) first: u64,
    /// The hash of the last record in the segment before; in segment 1 a random number, the ledger's identity.
    pub(super) previous: Hash,
    /// Where that record stands in its file; 0 in segment 1.
    pub(super) previous_at: u32,
}

impl Header {
    /// The 64 bytes.
    pub(super) fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.segment.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first.to_le_bytes());
        bytes[24..56].copy_from_slice(&self.previous);
        bytes[56..60].copy_from_slice(&self.previous_at.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the header of a segment with this number, or says what stands there instead.
    pub(super) fn decode(bytes: &[u8], number: u32) -> Result<Header, BadHeader> {
        let bytes: &[u8; HEADER] = bytes.first_chunk().ok_or(BadHeader::Damaged("a file shorter than its header"))?;
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        if bytes[..8] != MAGIC {
            return Err(BadHeader::Damaged("a file that is not a journal"));
        }
        if crc32c::crc32c(&bytes[..60]) != word(60) {
            return Err(BadHeader::Damaged("a header with a wrong checksum"));
        }
        if word(8) != VERSION {
            return Err(BadHeader::Form(word(8)));
        }
        if word(12) != number {
            return Err(BadHeader::Damaged("the header of another segment"));
        }
        let mut previous = [0; 32];
        previous.copy_from_slice(&bytes[24..56]);
        let first = u64::from(word(16)) | u64::from(word(20)) << 32;
        Ok(Header { segment: number, first, previous, previous_at: word(56) })
    }
}

/// What stands in place of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadHeader {
    /// Not what it must be.
    Damaged(&'static str),
    /// A sound header of a form that this program does not know.
    Form(u32),
}

impl BadHeader {
    fn of(self, file: PathBuf) -> Broken {
        match self {
            BadHeader::Damaged(found) => Broken::Damaged(Damage { file, offset: 0, sequence: 0, found: found.into() }),
            BadHeader::Form(form) => {
                let found = format!("a journal of form {form}, while this program knows form {VERSION}");
                Broken::Unknown { file, found }
            }
        }
    }
}

/// The header of a segment, without the rest of it.
pub(super) fn header(disk: &dyn Disk, dir: &Path, number: u32) -> Result<Header, Broken> {
    let file = path(dir, number);
    let mut bytes = [0; HEADER];
    let read = disk.open(&file).and_then(|open| open.read_at(&mut bytes, 0));
    let read = read.map_err(|error| Broken::Disk { path: file.clone(), error })?;
    Header::decode(&bytes[..read], number).map_err(|bad| bad.of(file))
}

/// The directory of the segments.
pub(super) fn folder(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// The file of a segment.
pub(super) fn path(dir: &Path, number: u32) -> PathBuf {
    folder(dir).join(format!("{number:08}.seg"))
}

/// The file of a segment that is being made.
pub(super) fn path_new(dir: &Path, number: u32) -> PathBuf {
    folder(dir).join(format!("{number:08}.seg.new"))
}

/// Where segments go that are no longer kept, if they are archived.
pub(super) fn archive(dir: &Path) -> PathBuf {
    folder(dir).join("archive")
}

/// The number in the name of a segment's file.
pub(super) fn number(file: &Path) -> Option<u32> {
    file.file_name()?.to_str()?.strip_suffix(".seg")?.parse().ok()
}

/// The newest segments without a gap between them; `None` when there is no segment at all.
///
/// What is older than a gap is left over from segments that were let go, or a sign that some are missing: the caller
/// finds out from the facts.
pub(super) fn run(disk: &dyn Disk, dir: &Path) -> Result<Option<RangeInclusive<u32>>, Broken> {
    let folder = folder(dir);
    let files = disk.list(&folder).map_err(|error| Broken::Disk { path: folder, error })?;
    let mut found: Vec<u32> = files.iter().filter_map(|file| number(file)).collect();
    found.sort_unstable();
    let Some(newest) = found.last().copied() else { return Ok(None) };
    let together = found.iter().rev().zip((0..=newest).rev()).take_while(|(have, want)| *have == want);
    Ok(Some(together.last().map_or(newest, |(have, _)| *have)..=newest))
}

/// A segment in memory, read from its start to the first bad record.
pub(super) struct Segment {
    /// Its file.
    pub(super) file: PathBuf,
    /// Its header.
    pub(super) header: Header,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

impl Segment {
    /// Reads one.
    pub(super) fn read(disk: &dyn Disk, dir: &Path, number: u32) -> Result<Segment, Broken> {
        let file = path(dir, number);
        let failed = |error| Broken::Disk { path: file.clone(), error };
        let open = disk.open(&file).map_err(failed)?;
        let bytes = read_all(&*open, MAX_SEGMENT).map_err(failed)?;
        let header = Header::decode(&bytes, number).map_err(|bad| bad.of(file.clone()))?;
        Ok(Segment { file, header, bytes })
    }

    /// Its records from the first.
    pub(super) fn walk(&self) -> Walk<'_> {
        let Header { first, previous, .. } = self.header;
        Walk { bytes: &self.bytes, at: HEADER, last_at: 0, next: first, head: previous }
    }

    /// A bad place in it.
    pub(super) fn damage(&self, at: usize, sequence: u64, found: impl Into<String>) -> Damage {
        Damage { file: self.file.clone(), offset: at as u64, sequence, found: found.into() }
    }
}

/// Goes from record to record and stops at the first that does not follow from the one before.
pub(super) struct Walk<'a> {
    /// The whole file.
    pub(super) bytes: &'a [u8],
    /// Where the next record would stand.
    pub(super) at: usize,
    /// Where the last good one stands.
    pub(super) last_at: usize,
    /// The sequence that the next one must have.
    pub(super) next: u64,
    /// The hash of the last good one.
    pub(super) head: Hash,
}

impl<'a> Walk<'a> {
    /// The next record with its hash.
    pub(super) fn step(&mut self) -> Option<(Frame<'a>, Hash)> {
        let found = frame::decode(self.bytes.get(self.at..)?)?;
        if found.sequence != self.next || found.previous != self.head {
            return None;
        }
        self.head = found.hash();
        self.last_at = self.at;
        self.at += found.len;
        self.next += 1;
        Some((found, self.head))
    }

    /// What stands after the last good record.
    pub(super) fn tail(&self) -> Tail {
        tail::judge(self.bytes, self.at, self.next, &self.head)
    }
}

/// The bytes of the record at a place, by its length field; what stands there is not judged.
pub(super) fn read_record(file: &dyn DiskFile, at: u64) -> io::Result<Vec<u8>> {
    let mut head = [0; frame::HEAD];
    let read = file.read_at(&mut head, at)?;
    let mut bytes = vec![0; frame::FRAME + frame::length(&head[..read]).unwrap_or(0)];
    let read = file.read_at(&mut bytes, at)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// Checks that the segment before ends with the record that this header names, by reading that record alone.
pub(super) fn check_link(disk: &dyn Disk, dir: &Path, header: &Header) -> Result<(), Broken> {
    let file = path(dir, header.segment - 1);
    let sequence = header.first.saturating_sub(1);
    let failed = |error: io::Error| Broken::Disk { path: file.clone(), error };
    let open = disk.open(&file).map_err(failed)?;
    let at = u64::from(header.previous_at);
    let bytes = read_record(&*open, at).map_err(failed)?;
    match frame::decode(&bytes) {
        Some(last) if last.sequence == sequence && last.hash() == header.previous => Ok(()),
        _ => Err(Broken::Damaged(Damage {
            file,
            offset: at,
            sequence,
            found: format!("something that segment {} does not follow from", header.segment),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_and_no_flipped_bit_passes() {
        let header = Header { segment: 7, first: 1 << 33, previous: [9; 32], previous_at: 77 };
        let bytes = header.encode();
        assert_eq!(Header::decode(&bytes, 7), Ok(header));
        for bit in 0..HEADER * 8 {
            let mut bad = bytes;
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::decode(&bad, 7).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn the_package_is_not_installed_over_a_journal_that_it_cannot_read() {
        let preinst = include_str!("../../packaging/debian/preinst");
        let said = preinst.lines().find_map(|line| line.strip_prefix("reads=")).and_then(|form| form.parse().ok());
        assert_eq!(said, Some(VERSION), "the package's script reads the form of the journal's header");
    }
}
