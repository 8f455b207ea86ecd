//! The thread of what the shop keeps: it reads products and customers and keeps their changes, so that neither start nor keys
//! wait for the disk.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc::Receiver},
};

use tokio::sync::mpsc::Sender;

use crate::{
    app::{Event, SessionId},
    catalogue::{Record, Shelf, Store},
    customers::{Change, CustomerStore},
    ledger::{disk::RealDisk, record_file::FileError},
};

use super::worker::Worker;

/// How many changes may wait; the core sends one at a time.
const ORDERS: usize = 4;

/// What the thread is told to make durable.
enum Order {
    Product(SessionId, Box<Record>),
    Customer(SessionId, Change),
    Stock(Vec<Record>),
}

/// The thread's handle. Dropping it waits for what is being written.
pub struct ShopThread(Worker<Order>);

impl ShopThread {
    /// Starts the thread on a data folder. Its first events are the products and the customers, or that there are none to be used.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(data: PathBuf, events: Sender<Event>) -> std::io::Result<ShopThread> {
        let work = move |inbox| {
            let products = open_products(&data, &events);
            let customers = open_customers(&data, &events);
            Keeper { products, customers, events }.run(inbox);
        };
        Worker::spawn("shop", ORDERS, work).map(ShopThread)
    }

    /// Keeps a product's record.
    pub fn keep_product(&self, session: SessionId, record: Box<Record>) {
        self.0.order(Order::Product(session, record));
    }

    /// Keeps stock counts.
    pub fn keep_stock(&self, records: Vec<Record>) {
        self.0.order(Order::Stock(records));
    }

    /// Keeps a customer, or erases one.
    pub fn change_customer(&self, session: SessionId, change: Change) {
        self.0.order(Order::Customer(session, change));
    }
}

/// What the thread has; none of what could not be opened.
struct Keeper {
    products: Option<Store>,
    customers: Option<CustomerStore>,
    events: Sender<Event>,
}

impl Keeper {
    fn run(mut self, inbox: Receiver<Order>) {
        for order in inbox {
            let done = match order {
                Order::Product(session, record) => Event::ProductKept(session, self.keep(&record).map(|()| record)),
                Order::Stock(records) => {
                    let kept = records.iter().try_for_each(|record| self.keep(record));
                    Event::StockKept(kept.map(|()| records))
                }
                Order::Customer(session, change) => {
                    let made = self.make(&change);
                    Event::CustomerChanged(session, if made.is_ok() { Ok(change) } else { Err(change) })
                }
            };
            let _ = self.events.blocking_send(done);
        }
    }

    fn keep(&mut self, record: &Record) -> Result<(), ()> {
        let kept = self.products.as_mut().ok_or(())?.keep(record);
        kept.map_err(|error| tracing::error!(%error, "a product could not be kept"))
    }

    fn make(&mut self, change: &Change) -> Result<(), ()> {
        let made = self.customers.as_mut().ok_or(())?.make(change);
        made.map_err(|error| tracing::error!(%error, "a change of a customer could not be made"))
    }
}

/// Opens the catalogue and tells of it. One that cannot be used stops no sale.
fn open_products(data: &Path, events: &Sender<Event>) -> Option<Store> {
    let opened = Store::open(data, Arc::new(RealDisk)).map(|opened| (opened.store, opened.catalogue, opened.cut));
    let (store, shelf) = shelf(opened, "products");
    let _ = events.blocking_send(Event::Catalogue(shelf));
    store
}

/// The same for customers.
fn open_customers(data: &Path, events: &Sender<Event>) -> Option<CustomerStore> {
    let opened = CustomerStore::open(data, Arc::new(RealDisk));
    let (store, shelf) = shelf(opened.map(|opened| (opened.store, opened.customers, opened.cut)), "customers");
    let _ = events.blocking_send(Event::Customers(shelf));
    store
}

/// What was opened, and what is told of it; the log has what was wrong.
fn shelf<S, T>(opened: Result<(S, T, bool), FileError>, what: &str) -> (Option<S>, Shelf<T>) {
    match opened {
        Ok((store, all, cut)) => {
            if cut {
                tracing::warn!("{what}: a change that a power cut interrupted was left out");
            }
            (Some(store), Shelf::Open(Box::new(all)))
        }
        Err(error) => {
            tracing::error!(%error, "{what} cannot be used");
            (None, Shelf::Closed)
        }
    }
}
