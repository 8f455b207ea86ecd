//! The journal's records for the file of another room: the same bytes, the same hash chain, the same judgement on a torn end.

use std::io;

use super::{
    disk::{Disk, DiskFile, read_all},
    frame, segment, tail,
};

/// The longest payload of such a record, in bytes.
pub const PAYLOAD_MAX: usize = frame::MAX_PAYLOAD;

/// The end of a chain of records: what the next one follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// How many records stand before.
    count: u64,
    /// The hash of the last one; zeros before the first.
    hash: frame::Hash,
}

impl Link {
    /// The bytes of the next record, and the link after it. The payload is JSON; blanks may be put after it.
    pub fn next(&self, payload: &[u8]) -> (Vec<u8>, Link) {
        let count = self.count + 1;
        let (bytes, hash) = frame::encode(count, &self.hash, payload);
        (bytes, Link { count, hash })
    }

    /// How many records stand before.
    pub fn count(&self) -> u64 {
        self.count
    }
}

/// What stands after the last good record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing.
    Clean,
    /// A record that was never completely written, so nobody was told that it is kept.
    Torn,
    /// Something that was complete once; the text says what was found.
    Damaged(&'static str),
}

/// Goes through the records of a file.
pub struct Records<'a>(segment::Walk<'a>);

impl<'a> Records<'a> {
    /// The records of a file's bytes from an offset on; the first begins a chain.
    pub fn new(bytes: &'a [u8], at: usize) -> Records<'a> {
        Records(segment::Walk { bytes, at, last_at: at, next: 1, head: frame::Hash::default() })
    }

    /// The payload of the next record; none where no good one follows.
    pub fn step(&mut self) -> Option<&'a [u8]> {
        self.0.step().map(|(frame, _)| frame.payload)
    }

    /// Where the next record would stand, in bytes from the file's start.
    pub fn at(&self) -> usize {
        self.0.at
    }

    /// What the next record would follow from.
    pub fn link(&self) -> Link {
        Link { count: self.0.next - 1, hash: self.0.head }
    }

    /// What stands after the last good one.
    pub fn end(&self) -> End {
        match self.0.tail() {
            tail::Tail::Clean if self.0.at >= self.0.bytes.len() => End::Clean,
            tail::Tail::Clean | tail::Tail::Torn(_) => End::Torn,
            tail::Tail::Damaged(found) => End::Damaged(found),
        }
    }
}

/// All bytes of a file, at most so many.
///
/// # Errors
/// What the system says, or that the file is longer.
pub fn read_whole(file: &dyn DiskFile, limit: u64) -> io::Result<Vec<u8>> {
    read_all(file, limit)
}

/// A disk that opens files for reading alone.
pub fn read_only() -> impl Disk {
    super::disk::ReadDisk
}
