//! The durable record of everything that happened: an append-only journal of facts, sled trees over it for queries, and a
//! vault for card numbers.
//!
//! The journal is the truth. A commit is one record, one write and one `fdatasync`; records are chained by SHA-256 and
//! closed by CRC-32C. The index may be lost or damaged at any time: it is checked against the journal at every start and
//! built again from it. Everything here blocks; the runtime gives it a thread of its own.
//!
//! In the ledger's directory:
//! ```text
//! lock                    held while open, with the process number
//! journal/00000001.seg    segments: see `segment` and `frame` for their bytes, `retention` for how long they stay
//! journal/archive/        segments that are no longer kept, where they are not removed
//! index/                  sled
//! index.bad-<time>/       indexes that were set aside, at most three
//! keys/device.key         wraps the batch keys, where the system does not hand a device key over
//! keys/batch-000001.key   seals the card numbers of a batch, destroyed at its settlement
//! ```

mod books;
mod calm;
mod device;
pub mod disk;
mod error;
mod facet;
mod fold;
mod frame;
mod guard;
mod index;
mod journal;
mod keeper;
mod load;
mod lock;
mod look;
mod open;
mod origin;
mod query;
mod rebuild;
pub mod record_file;
pub mod records;
mod retention;
mod row;
mod segment;
mod stats;
mod tail;
mod vault;
mod verify;

pub use books::{Committed, Extent, Ledger, Options, Room};
pub use device::{BadDeviceKey, DeviceKey, GivenKey};
pub use error::{Broken, CommitError, Damage, IndexError, OpenError, QueryError, RebuildError, UnsealError};
pub use guard::panic_is_contained;
pub use lock::Lock;
pub use look::{IndexState, Look, holder, look, look_at_index};
pub use open::{OpenNote, Opened};
pub use query::{Page, Query};
pub use rebuild::{Rebuilt, rebuild};
pub use retention::{KEEP_DAYS, Old, Retention};
pub use stats::{Stats, stats};
pub use verify::{Snapshot, Verified, export, goods_between, read, snapshot, snapshot_if, verify};
