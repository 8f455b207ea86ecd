//! The catalogue's thread: it reads the products and keeps their changes, so that neither start nor keys wait for the disk.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, SessionId},
    catalogue::{Record, Shelf, Store},
    ledger::disk::RealDisk,
};

/// How many records may wait; the core sends one at a time.
const ORDERS: usize = 4;

/// The thread's handle. Dropping it waits for what is being written.
pub struct CatalogueThread {
    orders: Option<SyncSender<(SessionId, Box<Record>)>>,
    thread: Option<JoinHandle<()>>,
}

impl CatalogueThread {
    /// Starts the thread on a data folder. Its first event is the catalogue, or that there is none to be used.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(data: PathBuf, events: Sender<Event>) -> std::io::Result<CatalogueThread> {
        let (orders, inbox) = sync_channel::<(SessionId, Box<Record>)>(ORDERS);
        let thread = std::thread::Builder::new().name("catalogue".into()).spawn(move || {
            let mut store = open(&data, &events);
            for (session, record) in inbox {
                let kept = keep(store.as_mut(), &record).map(|()| record);
                let _ = events.blocking_send(Event::ProductKept(session, kept));
            }
        })?;
        Ok(CatalogueThread { orders: Some(orders), thread: Some(thread) })
    }

    /// Keeps a product's record.
    pub fn keep(&self, session: SessionId, record: Box<Record>) {
        // The thread ends only when this handle is dropped or it panicked, and a panic ends the program.
        if let Some(orders) = &self.orders {
            let _ = orders.send((session, record));
        }
    }
}

impl Drop for CatalogueThread {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens the store and tells of it. A catalogue that cannot be used stops no sale.
fn open(data: &Path, events: &Sender<Event>) -> Option<Store> {
    let (store, shelf) = match Store::open(data, Arc::new(RealDisk)) {
        Ok(opened) => {
            if opened.cut {
                tracing::warn!("a change of a product that a power cut interrupted was left out");
            }
            (Some(opened.store), Shelf::Open(Box::new(opened.catalogue)))
        }
        Err(error) => {
            tracing::error!(%error, "the catalogue cannot be used");
            (None, Shelf::Closed)
        }
    };
    let _ = events.blocking_send(Event::Catalogue(shelf));
    store
}

fn keep(store: Option<&mut Store>, record: &Record) -> Result<(), ()> {
    let kept = store.ok_or(()).map(|store| store.keep(record))?;
    kept.map_err(|error| tracing::error!(%error, "a product could not be kept"))
}
