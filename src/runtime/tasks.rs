//! The tasks beside the loop: the host's line, the reader, the mobile line.

use std::{path::Path, sync::Arc};

use tokio::sync::{
    mpsc::{self, Sender},
    watch,
};

use super::{
    ORDERS,
    lanes::{Lane, Lanes},
    link, mobile,
};
use crate::{
    acquirer::{HostConfig, Link, PadEncrypt, Request, Tmk, Traffic},
    app::Event,
    domain::Day,
    flow::Input,
    reader::{self, EmvConfig},
};

/// The ways to the tasks and to the thread that asks about the mobile line.
pub(super) struct Tasks {
    /// To the host's line.
    pub link: Sender<Request>,
    /// To the reader.
    pub orders: Sender<reader::Order>,
    /// The reader's tables.
    pub tables: watch::Sender<Option<Arc<EmvConfig>>>,
    /// Asks until it is dropped.
    _mobile: Option<mobile::MobileThread>,
}

/// What the tasks are started with.
pub(super) struct Lines<'a> {
    pub host: HostConfig,
    pub tmk: Tmk,
    pub reader: reader::Config,
    pub mobile: Option<mobile::Config>,
    /// The folder in which the bytes on the host's line are counted.
    pub data: &'a Path,
    /// The day, by the terminal's calendar, that they are counted for.
    pub today: Box<dyn Fn() -> Day + Send>,
}

impl Tasks {
    /// Starts the tasks of the host's line and of the reader, and asks about the mobile line where there is one.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub(super) fn start(lines: Lines<'_>, lanes: &Lanes) -> std::io::Result<Tasks> {
        let Lines { host, tmk, reader, mobile, data, today } = lines;
        let traffic = Traffic::default();
        let watch =
            |config| mobile::Watch { config, traffic: traffic.clone(), today, events: lanes.sender(Lane::Rest) };
        let mobile = mobile.map(|config| mobile::MobileThread::spawn(watch(config), data)).transpose()?;
        let (cipher_orders, ciphers) = mpsc::channel(1);
        let cipher = pad_cipher(&tmk, cipher_orders);
        let link = start_link(Link::new(host, tmk, cipher).counting(traffic), lanes);
        let (orders, order_inbox) = mpsc::channel(ORDERS);
        let (tables, tables_inbox) = watch::channel(None);
        start_reader(reader, reader::Inbox { orders: order_inbox, ciphers, tables: tables_inbox }, lanes);
        Ok(Tasks { link, orders, tables, _mobile: mobile })
    }
}

/// The reader as the link's cipher, where the master key is in it.
fn pad_cipher(tmk: &Tmk, orders: Sender<reader::CipherOrder>) -> Option<Box<dyn PadEncrypt>> {
    match tmk {
        Tmk::Software(_) => None,
        Tmk::Pad { index } => Some(Box::new(link::PadCipher { key_index: *index, orders })),
    }
}

fn start_link(link: Link, lanes: &Lanes) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel(1);
    tokio::spawn(link::run(link, inbox, lanes.sender(Lane::Link)));
    requests
}

fn start_reader(config: reader::Config, inbox: reader::Inbox, lanes: &Lanes) {
    let reports = lanes.sender(Lane::Reader);
    let report = move |report| {
        if reports.try_send(Event::Flow(Input::Reader(report))).is_err() {
            tracing::warn!("a report of the reader was lost: too many at once");
        }
    };
    tokio::spawn(reader::run(config, inbox, report));
}
