//! A pad of the training world on a pseudo-terminal, and the reader's task at the other end of the line.

use std::{sync::Arc, time::Duration};

use keytill::{
    reader::{CipherOrder, Config, DeviceInfo, EmvConfig, Inbox, Order, Report, run},
    sim::pad::PadHandle,
};
use tempfile::TempDir;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

/// A pad, its task, and the orders and reports between.
pub struct Rig {
    pub pad: PadHandle,
    /// In which the pad's line lies.
    _dir: TempDir,
    orders: mpsc::Sender<Order>,
    pub ciphers: mpsc::Sender<CipherOrder>,
    pub tables: watch::Sender<Option<Arc<EmvConfig>>>,
    pub reports: mpsc::UnboundedReceiver<Report>,
    pub info: DeviceInfo,
}

impl Rig {
    /// A task for this pad that has found it.
    pub async fn on(pad: PadHandle, dir: TempDir, config: Config) -> Rig {
        let mut rig = Rig::start(pad, dir, config);
        let Report::Up(info) = rig.report().await else { panic!("no reader") };
        rig.info = info;
        rig
    }

    /// A task for this pad that looks for it.
    pub fn start(pad: PadHandle, dir: TempDir, config: Config) -> Rig {
        let (orders, order_inbox) = mpsc::channel(8);
        let (ciphers, cipher_inbox) = mpsc::channel(8);
        let (tables, tables_inbox) = watch::channel(None);
        let (outbox, reports) = mpsc::unbounded_channel();
        let inbox = Inbox { orders: order_inbox, ciphers: cipher_inbox, tables: tables_inbox };
        tokio::spawn(run(config, inbox, move |report| {
            let _ = outbox.send(report);
        }));
        Rig { pad, _dir: dir, orders, ciphers, tables, reports, info: DeviceInfo::default() }
    }

    pub async fn order(&self, order: Order) {
        self.orders.send(order).await.unwrap();
    }

    pub async fn report(&mut self) -> Report {
        timeout(Duration::from_secs(20), self.reports.recv()).await.expect("a report in time").unwrap()
    }
}
