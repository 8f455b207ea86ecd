//! A thread with an inbox, for what blocks and must not be cut off: dropping its handle waits until all that was ordered is done.

use std::{
    io,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
};

/// The thread's handle.
pub(super) struct Worker<Order> {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl<Order: Send + 'static> Worker<Order> {
    /// Starts the thread, for which so many orders may wait. The work ends when the inbox is closed.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub(super) fn spawn(
        name: &str,
        waiting: usize,
        work: impl FnOnce(Receiver<Order>) + Send + 'static,
    ) -> io::Result<Worker<Order>> {
        let (orders, inbox) = sync_channel(waiting);
        let thread = std::thread::Builder::new().name(name.into()).spawn(move || work(inbox))?;
        Ok(Worker { orders: Some(orders), thread: Some(thread) })
    }
}

impl<Order> Worker<Order> {
    /// Puts an order into the inbox, and waits where that is full.
    pub(super) fn order(&self, order: Order) {
        // The thread ends only when this handle is dropped or it panicked, and a panic ends the program.
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }
}

impl<Order> Drop for Worker<Order> {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
