//! Keeps the program's memory to itself: no core dumps, no debugger, no swap. What the system refuses is told and keeps no
//! terminal from selling.

use rustix::{
    io::Errno,
    mm::{MlockAllFlags, mlockall},
    process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit},
    thread::{CapabilitySet, capabilities},
};

/// Something that could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// A crash may write memory to a file.
    #[error("core dumps cannot be forbidden ({0})")]
    Core(Errno),
    /// Another program of the same user may read memory.
    #[error("memory cannot be closed to other programs of the same user ({0})")]
    Open(Errno),
    /// Memory may go to a swap device, because so much at most may be kept from it. Under a limit nothing is locked: what the
    /// program asked for beyond it would be refused, and it would end.
    #[error(
        "memory is not kept from swap: the limit is {0} bytes; set LimitMEMLOCK=infinity in the unit, or have no swap"
    )]
    LockLimit(u64),
    /// Memory may go to a swap device.
    #[error("memory cannot be kept from swap ({0}); have no swap")]
    Lock(Errno),
}

/// No core files. A system whose dumps go to a program, as with systemd-coredump, does not ask for this limit; only closed
/// memory is kept from it.
///
/// # Errors
/// [`Gap::Core`].
pub fn no_core_dumps() -> Result<(), Gap> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(Gap::Core)
}

/// All that there is, for a program that holds real card data or a real key. A debugger, and whoever reads
/// `/proc/PID/mem`, then needs the rights of root. Says what the system refused.
pub fn close_memory() -> Vec<Gap> {
    let closed = set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(Gap::Open);
    [no_core_dumps(), closed, lock()].into_iter().filter_map(Result::err).collect()
}

/// Keeps pages in memory once they are there. They are not brought there before they are used, which would cost a stack of two
/// megabytes for each thread.
fn lock() -> Result<(), Gap> {
    match getrlimit(Resource::Memlock).current {
        Some(limit) if !is_above_the_limit() => Err(Gap::LockLimit(limit)),
        _ => mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).map_err(Gap::Lock),
    }
}

/// Whether the limit does not count for this program, as for root's.
fn is_above_the_limit() -> bool {
    capabilities(None).is_ok_and(|sets| sets.effective.contains(CapabilitySet::IPC_LOCK))
}
