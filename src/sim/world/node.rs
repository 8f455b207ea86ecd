//! A file of the medium: what the program reads, and what is still there after a power cut.

use std::sync::Arc;

/// What arrives of a write when the power goes arrives in pieces of this size.
const SECTOR: usize = 512;

/// A file: its bytes, shared until they are written to, and how to get back to those that are durable.
#[derive(Clone, Default)]
pub(super) struct Node {
    pub(super) now: Arc<Vec<u8>>,
    durable_len: usize,
    unsynced: Vec<Change>,
    /// What is durable, once a sync has failed: the system then takes what it has in memory for written, and a later sync
    /// writes only what was written anew.
    apart: Option<Vec<u8>>,
}

/// A write, or a cut, that was not synced.
#[derive(Clone)]
struct Change {
    at: usize,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Node {
    pub(super) fn write(&mut self, bytes: &[u8], at: usize) {
        let end = at + bytes.len();
        let before = self.now.get(at..end.min(self.now.len())).unwrap_or_default().to_vec();
        let now = Arc::make_mut(&mut self.now);
        if now.len() < end {
            now.resize(end, 0);
        }
        now[at..end].copy_from_slice(bytes);
        self.unsynced.push(Change { at, before, after: bytes.to_vec() });
    }

    pub(super) fn cut(&mut self, len: usize) {
        let before = self.now.get(len..).unwrap_or_default().to_vec();
        Arc::make_mut(&mut self.now).truncate(len);
        self.unsynced.push(Change { at: len, before, after: Vec::new() });
    }

    pub(super) fn sync(&mut self) {
        for Change { at, after, .. } in self.unsynced.drain(..) {
            let Some(durable) = &mut self.apart else { continue };
            let end = at + after.len();
            durable.resize(if after.is_empty() { at } else { durable.len().max(end) }, 0);
            durable[at..end].copy_from_slice(&after);
        }
        self.durable_len = self.now.len();
    }

    /// The sync has failed: what it was to write is never written, unless somebody writes it anew.
    pub(super) fn fail_sync(&mut self) {
        self.apart = Some(self.durable());
        self.unsynced.clear();
    }

    /// The bytes as they were at the last sync.
    fn durable(&self) -> Vec<u8> {
        if let Some(durable) = &self.apart {
            return durable.clone();
        }
        let mut bytes = self.now.to_vec();
        for change in self.unsynced.iter().rev() {
            let end = change.at + change.before.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[change.at..end].copy_from_slice(&change.before);
        }
        bytes.resize(self.durable_len, 0);
        bytes
    }

    /// The durable bytes, and of the others the sectors that arrive.
    pub(super) fn after_cut(&self, arrives: &mut impl FnMut() -> bool) -> Node {
        if self.unsynced.is_empty() && self.apart.is_none() {
            return self.clone();
        }
        let mut bytes = self.durable();
        for Change { at, after: data, .. } in &self.unsynced {
            let mut from = 0;
            while from < data.len() {
                let to = (from + SECTOR - (at + from) % SECTOR).min(data.len());
                if arrives() {
                    let end = (at + to).max(bytes.len());
                    bytes.resize(end, 0);
                    bytes[at + from..at + to].copy_from_slice(&data[from..to]);
                }
                from = to;
            }
        }
        Node { durable_len: bytes.len(), now: Arc::new(bytes), ..Node::default() }
    }
}
