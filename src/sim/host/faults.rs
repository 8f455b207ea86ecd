//! Faults on order: what the host shall do wrong with the next messages.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::iso8583::Mti;

/// The most faults that can wait.
const MAX_WAITING: usize = 4096;

/// What goes wrong with one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the host: neither booked nor answered.
    Lost,
    /// It is booked and not answered.
    NoAnswer,
    /// It is booked and answered after this time.
    Late(Duration),
    /// It is booked and answered with a wrong MAC.
    BadMac,
    /// It is booked, then the connection breaks.
    Drop,
    /// It is booked and answered with bytes that are no message.
    Garbage,
    /// It is refused with this code.
    Code(&'static str),
    /// It is booked, half of the answer is sent, then the connection breaks.
    Half,
}

/// The handle to a host's faults; its clones are the same faults.
#[derive(Clone, Debug, Default)]
pub struct HostFaults(Arc<Mutex<Orders>>);

#[derive(Debug, Default)]
struct Orders {
    waiting: VecDeque<(Option<Mti>, Fault)>,
    down: bool,
    unbalanced: bool,
}

impl HostFaults {
    /// The next message meets this fault; further calls queue up behind it.
    pub fn next(&self, fault: Fault) {
        self.order(None, fault);
    }

    /// The next `count` messages meet this fault.
    pub fn next_times(&self, count: usize, fault: Fault) {
        (0..count.min(MAX_WAITING)).for_each(|_| self.order(None, fault));
    }

    /// The next message of this type meets this fault.
    pub fn next_of(&self, mti: Mti, fault: Fault) {
        self.order(Some(mti), fault);
    }

    /// From now on connections are accepted and closed at once, and open ones close at their next message.
    pub fn go_down(&self) {
        self.lock().down = true;
    }

    /// Ends [`HostFaults::go_down`].
    pub fn come_up(&self) {
        self.lock().down = false;
    }

    /// Whether the host is down.
    pub fn is_down(&self) -> bool {
        self.lock().down
    }

    /// From now on settlements are found unequal.
    pub fn unbalance(&self) {
        self.lock().unbalanced = true;
    }

    /// Ends [`HostFaults::unbalance`].
    pub fn balance(&self) {
        self.lock().unbalanced = false;
    }

    /// Forgets all faults.
    pub fn clear(&self) {
        *self.lock() = Orders::default();
    }

    pub(super) fn is_unbalanced(&self) -> bool {
        self.lock().unbalanced
    }

    /// Takes the first fault that is meant for any message or for this type.
    pub(super) fn take(&self, mti: Mti) -> Option<Fault> {
        let mut orders = self.lock();
        let at = orders.waiting.iter().position(|(only, _)| only.is_none_or(|only| only == mti))?;
        orders.waiting.remove(at).map(|(_, fault)| fault)
    }

    fn order(&self, mti: Option<Mti>, fault: Fault) {
        let mut orders = self.lock();
        if orders.waiting.len() < MAX_WAITING {
            orders.waiting.push_back((mti, fault));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Orders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
