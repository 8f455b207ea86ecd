//! sled panics over damaged files. Such a panic is caught where it happens and becomes an ordinary fault.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{calm::Calm, row::Fault};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread is going to be caught by the ledger. The program's panic hook asks this, so that it
/// does not write over the screen or end the program for an index that is simply built again.
pub fn panic_is_contained() -> bool {
    CONTAINED.get()
}

/// Runs something of sled's, which may panic.
pub(super) fn guarded<T>(run: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    // Any call may be the one that makes sled start its threads.
    let _calm = Calm::begin();
    let outer = CONTAINED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINED.set(outer);
    result.unwrap_or_else(|_| Err(Fault("sled panicked".into())))
}
