//! The thread of what the shop keeps: it reads products and customers and keeps their changes, so that neither start nor keys
//! wait for the disk.

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
    customers::{Change, CustomerStore},
    ledger::disk::RealDisk,
};

/// How many changes may wait; the core sends one at a time.
const ORDERS: usize = 4;

/// What the thread is told to make durable.
enum Order {
    Product(SessionId, Box<Record>),
    Customer(SessionId, Change),
    Stock(Vec<Record>),
}

/// The thread's handle. Dropping it waits for what is being written.
pub struct ShopThread {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl ShopThread {
    /// Starts the thread on a data folder. Its first events are the products and the customers, or that there are none to be used.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(data: PathBuf, events: Sender<Event>) -> std::io::Result<ShopThread> {
        let (orders, inbox) = sync_channel(ORDERS);
        let thread = std::thread::Builder::new().name("shop".into()).spawn(move || {
            let mut products = open_products(&data, &events);
            let mut customers = open_customers(&data, &events);
            for order in inbox {
                let done = match order {
                    Order::Product(session, record) => {
                        Event::ProductKept(session, keep(products.as_mut(), &record).map(|()| record))
                    }
                    Order::Stock(records) => {
                        let kept = records.iter().try_for_each(|record| keep(products.as_mut(), record));
                        Event::StockKept(kept.map(|()| records))
                    }
                    Order::Customer(session, change) => {
                        let made = make(customers.as_mut(), &change);
                        Event::CustomerChanged(session, if made.is_ok() { Ok(change) } else { Err(change) })
                    }
                };
                let _ = events.blocking_send(done);
            }
        })?;
        Ok(ShopThread { orders: Some(orders), thread: Some(thread) })
    }

    /// Keeps a product's record.
    pub fn keep_product(&self, session: SessionId, record: Box<Record>) {
        self.send(Order::Product(session, record));
    }

    /// Keeps stock counts.
    pub fn keep_stock(&self, records: Vec<Record>) {
        self.send(Order::Stock(records));
    }

    /// Keeps a customer, or erases one.
    pub fn change_customer(&self, session: SessionId, change: Change) {
        self.send(Order::Customer(session, change));
    }

    fn send(&self, order: Order) {
        // The thread ends only when this handle is dropped or it panicked, and a panic ends the program.
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }
}

impl Drop for ShopThread {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens the catalogue and tells of it. One that cannot be used stops no sale.
fn open_products(data: &Path, events: &Sender<Event>) -> Option<Store> {
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

/// The same for customers.
fn open_customers(data: &Path, events: &Sender<Event>) -> Option<CustomerStore> {
    let (store, shelf) = match CustomerStore::open(data, Arc::new(RealDisk)) {
        Ok(opened) => {
            if opened.cut {
                tracing::warn!("a change of a customer that a power cut interrupted was left out");
            }
            (Some(opened.store), Shelf::Open(Box::new(opened.customers)))
        }
        Err(error) => {
            tracing::error!(%error, "the customers cannot be used");
            (None, Shelf::Closed)
        }
    };
    let _ = events.blocking_send(Event::Customers(shelf));
    store
}

fn keep(store: Option<&mut Store>, record: &Record) -> Result<(), ()> {
    let kept = store.ok_or(()).map(|store| store.keep(record))?;
    kept.map_err(|error| tracing::error!(%error, "a product could not be kept"))
}

fn make(store: Option<&mut CustomerStore>, change: &Change) -> Result<(), ()> {
    let made = store.ok_or(()).map(|store| store.make(change))?;
    made.map_err(|error| tracing::error!(%error, "a change of a customer could not be made"))
}
