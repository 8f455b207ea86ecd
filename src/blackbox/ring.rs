//! The newest part of what happened, in memory.

use std::collections::VecDeque;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Head, Hides, MAGIC, Private, SEGMENT, SEGMENTS, VERSION, cells,
    scan::put_varint,
    tape::{ACT, CHANGES, EVENT, INPUT, SKIPPED, WHOLE},
};

/// A name has no more bytes.
const NAME_MAX: usize = 100;

/// When something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Milliseconds since the program's start.
    pub mono: u64,
    /// Milliseconds since 1970 by the wall clock.
    pub wall: i64,
}

/// A picture that has been drawn.
pub struct Frame<'f> {
    /// What stood there before.
    pub before: &'f Buffer,
    /// What stands there now.
    pub after: &'f Buffer,
    /// What is private of it, which is not kept.
    pub private: Option<Private>,
}

/// The ring: segments, of which the oldest goes when there is no room. Once it is full it allocates nothing more.
#[derive(Debug, Default)]
pub struct Ring {
    full: VecDeque<Vec<u8>>,
    open: Vec<u8>,
    /// The time of the last record in the open segment.
    last: u64,
    /// What the open segment shows; none before its first whole frame.
    shown: Option<Shown>,
    /// Where records are made.
    scratch: Vec<u8>,
}

/// What a frame must be like for the next one to be told by its changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    area: Rect,
    private: Option<Private>,
}

impl Ring {
    /// Keeps a picture: its changes where the one before it is kept, else all of it.
    pub fn frame(&mut self, at: At, frame: &Frame<'_>) {
        let shown = Shown { area: frame.after.area, private: frame.private };
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        if self.shown == Some(shown) && frame.before.area == frame.after.area {
            cells::write(&mut scratch, frame.before.diff_iter(frame.after), frame.private);
            let kept = scratch.is_empty() || self.put(at, CHANGES, &scratch);
            if kept {
                self.scratch = scratch;
                return;
            }
            scratch.clear();
        }
        whole(&mut scratch, frame);
        let fits = scratch.len() + 64 < SEGMENT;
        if fits && (self.put(at, WHOLE, &scratch) || self.put(at, WHOLE, &scratch)) {
            self.shown = Some(shown);
        } else {
            self.name(at, SKIPPED, "a frame that is too large");
            self.shown = None;
        }
        self.scratch = scratch;
    }

    /// Keeps that a key was pressed, by its name.
    pub fn input(&mut self, at: At, name: &str) {
        self.name(at, INPUT, name);
    }

    /// Keeps that something happened.
    pub fn event(&mut self, at: At, name: &str) {
        self.name(at, EVENT, name);
    }

    /// Keeps that the program did something.
    pub fn act(&mut self, at: At, name: &str) {
        self.name(at, ACT, name);
    }

    fn name(&mut self, at: At, tag: u8, name: &str) {
        let cut = (0..=NAME_MAX.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        if !self.put(at, tag, &name.as_bytes()[..cut]) {
            self.put(at, tag, &name.as_bytes()[..cut]);
        }
    }

    /// Adds a record to the open segment. Where it has no room for one, a new segment is begun, and the answer is no: changes
    /// mean nothing there.
    fn put(&mut self, at: At, tag: u8, payload: &[u8]) -> bool {
        if self.open.len() + payload.len() + 24 > SEGMENT {
            self.turn();
            return false;
        }
        if self.open.is_empty() {
            self.open.extend(at.mono.to_le_bytes());
            self.open.extend(at.wall.to_le_bytes());
            self.last = at.mono;
        }
        self.open.push(tag);
        put_varint(&mut self.open, at.mono.saturating_sub(self.last));
        put_varint(&mut self.open, payload.len() as u64);
        self.open.extend_from_slice(payload);
        self.last = self.last.max(at.mono);
        true
    }

    /// Begins a new segment, in the memory of the oldest where there are enough.
    fn turn(&mut self) {
        let oldest = if self.full.len() + 1 >= SEGMENTS { self.full.pop_front() } else { None };
        let mut next = oldest.unwrap_or_default();
        next.clear();
        self.full.push_back(std::mem::replace(&mut self.open, next));
        self.shown = None;
    }

    /// All of it as a file.
    pub fn to_bytes(&self, head: &Head) -> Vec<u8> {
        let segments: Vec<&Vec<u8>> = self.full.iter().chain([&self.open]).filter(|one| !one.is_empty()).collect();
        let head = Head { segments: segments.len() as u32, ..head.clone() };
        // A head has texts and numbers alone, which always make JSON.
        let head = serde_json::to_vec(&head).unwrap_or_default();
        let mut out = Vec::with_capacity(segments.iter().map(|one| one.len() + 8).sum::<usize>() + head.len() + 64);
        out.extend_from_slice(MAGIC);
        out.push(VERSION);
        for part in [&head].into_iter().chain(segments) {
            out.extend((part.len() as u32).to_le_bytes());
            out.extend(crc32c::crc32c(part).to_le_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

/// The whole picture, without what is private.
fn whole(out: &mut Vec<u8>, frame: &Frame<'_>) {
    let area = frame.after.area;
    put_varint(out, area.width.into());
    put_varint(out, area.height.into());
    match frame.private {
        None => out.push(0),
        Some(Private { area, hides }) => {
            out.push(match hides {
                Hides::All => 1,
                Hides::Digits => 2,
            });
            for side in [area.x, area.y, area.width, area.height] {
                put_varint(out, side.into());
            }
        }
    }
    cells::write(out, Buffer::empty(area).diff_iter(frame.after), frame.private);
}
