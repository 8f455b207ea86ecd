//! The tasks beside the loop: the host's line, the reader, the mobile line.

use std::{path::Path, sync::Arc};

use tokio::sync::{
    mpsc::{self, Sender},
    watch,
};

use super::{
    Clock, ORDERS,
    lanes::{Lane, Lanes},
    link, mobile,
};
use crate::{
    acquirer::{HostConfig, Link, PadEncrypt, Request, Tmk, Traffic},
    app::Event,
    domain::UtcOffset,
    flow::Input,
    reader::{self, EmvConfig},
};

/// Starts to ask about the mobile line, where there is one.
pub(super) fn start_mobile(
    config: Option<mobile::Config>,
    data: &Path,
    offset: UtcOffset,
    traffic: &Traffic,
    clock: Clock,
    lanes: &Lanes,
) -> std::io::Result<Option<mobile::MobileThread>> {
    let Some(config) = config else { return Ok(None) };
    let today = Box::new(move || clock.now().wall.day(offset));
    let watch = mobile::Watch { config, traffic: traffic.clone(), today, events: lanes.sender(Lane::Rest) };
    mobile::MobileThread::spawn(watch, data).map(Some)
}

/// Starts the tasks of the host's line and of the reader.
pub(super) fn start_tasks(
    host: HostConfig,
    tmk: Tmk,
    reader: reader::Config,
    traffic: Traffic,
    lanes: &Lanes,
) -> (Sender<Request>, Sender<reader::Order>, watch::Sender<Option<Arc<EmvConfig>>>) {
    let (cipher_orders, ciphers) = mpsc::channel(1);
    let pad: Option<Box<dyn PadEncrypt>> = match &tmk {
        Tmk::Software(_) => None,
        Tmk::Pad { index } => Some(Box::new(link::PadCipher { key_index: *index, orders: cipher_orders })),
    };
    let (requests, inbox) = mpsc::channel(1);
    let the_link = Link::new(host, tmk, pad).counting(traffic);
    tokio::spawn(link::run(the_link, inbox, lanes.sender(Lane::Link)));
    let (orders, order_inbox) = mpsc::channel(ORDERS);
    let (tables, tables_inbox) = watch::channel(None);
    let reports = lanes.sender(Lane::Reader);
    let report = move |report| {
        if reports.try_send(Event::Flow(Input::Reader(report))).is_err() {
            tracing::warn!("a report of the reader was lost: too many at once");
        }
    };
    let inbox = reader::Inbox { orders: order_inbox, ciphers, tables: tables_inbox };
    tokio::spawn(reader::run(reader, inbox, report));
    (requests, orders, tables)
}
