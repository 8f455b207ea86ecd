//! How many bytes have gone over the lines to the hosts.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// Bytes since the start, as TCP carries them: frames, or the records and handshakes of TLS. The headers of TCP and IP, which
/// a mobile contract counts too, are not in it. Copies count together.
#[derive(Clone, Debug, Default)]
pub struct Traffic(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    up: AtomicU64,
    down: AtomicU64,
}

impl Traffic {
    /// Bytes that the system has taken for a host.
    pub fn up(&self) -> u64 {
        self.0.up.load(Relaxed)
    }

    /// Bytes that have come from a host.
    pub fn down(&self) -> u64 {
        self.0.down.load(Relaxed)
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.0.up.fetch_add(bytes as u64, Relaxed);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.0.down.fetch_add(bytes as u64, Relaxed);
    }
}
