//! A pad of the training world on a pseudo-terminal, and the reader's task at the other end of the line.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use keytill::{
    reader::{CipherOrder, Config, DeviceInfo, EmvConfig, Inbox, Order, Report, run},
    sim::pad::PadHandle,
};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

/// A pad, its task, and the orders and reports between.
pub struct Rig {
    pub pad: PadHandle,
    dir: PathBuf,
    orders: mpsc::Sender<Order>,
    pub ciphers: mpsc::Sender<CipherOrder>,
    pub tables: watch::Sender<Option<Arc<EmvConfig>>>,
    pub reports: mpsc::UnboundedReceiver<Report>,
    pub info: DeviceInfo,
}

/// A folder for a pad. The rig removes it.
pub fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("keytill-reader-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

impl Rig {
    /// A task for this pad that has found it.
    pub async fn on(pad: PadHandle, dir: PathBuf, config: Config) -> Rig {
        let mut rig = Rig::start(pad, dir, config);
        let Report::Up(info) = rig.report().await else { panic!("no reader") };
        rig.info = info;
        rig
    }

    /// A task for this pad that looks for it.
    pub fn start(pad: PadHandle, dir: PathBuf, config: Config) -> Rig {
        let (orders, order_inbox) = mpsc::channel(8);
        let (ciphers, cipher_inbox) = mpsc::channel(8);
        let (tables, tables_inbox) = watch::channel(None);
        let (outbox, reports) = mpsc::unbounded_channel();
        let inbox = Inbox { orders: order_inbox, ciphers: cipher_inbox, tables: tables_inbox };
        tokio::spawn(run(config, inbox, move |report| {
            let _ = outbox.send(report);
        }));
        Rig { pad, dir, orders, ciphers, tables, reports, info: DeviceInfo::default() }
    }

    pub async fn order(&self, order: Order) {
        self.orders.send(order).await.unwrap();
    }

    pub async fn report(&mut self) -> Report {
        timeout(Duration::from_secs(20), self.reports.recv()).await.expect("a report in time").unwrap()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}
