//! The task without a device, under a virtual clock.

use std::{io, sync::Mutex};

use super::*;
use crate::domain::{Amount, Civil, Currency};
use crate::reader::{Begin, Encryption, PinPolicy, TapOffer};

fn begin() -> Order {
    let at = Civil { year: 2026, month: 1, day: 22, hour: 0, minute: 0, second: 0 };
    Order::Begin(Begin {
        amount: Amount::ZERO,
        currency: Currency::Cny,
        at,
        kind: 0,
        tap: TapOffer::Open,
        tap_pin: PinPolicy::Ask,
    })
}

fn plain() -> abecs::Settings {
    abecs::Settings::of(&Config { encryption: Encryption::Off, ..Config::default() })
}

fn inbox() -> (mpsc::Sender<Order>, mpsc::Sender<CipherOrder>, Inbox) {
    let (orders, order_inbox) = mpsc::channel(8);
    let (ciphers, cipher_inbox) = mpsc::channel(8);
    let (_, tables) = watch::channel(None);
    (orders, ciphers, Inbox { orders: order_inbox, ciphers: cipher_inbox, tables })
}

#[tokio::test(start_paused = true)]
async fn a_missing_device_is_tried_with_growing_pauses_and_told_once() {
    let (orders, _ciphers, inbox) = inbox();
    let (outbox, mut reports) = mpsc::unbounded_channel();
    let tries = Arc::new(Mutex::new(Vec::new()));
    let began = Instant::now();
    let noted = tries.clone();
    let connect = move || {
        noted.lock().unwrap().push(began.elapsed().as_secs());
        let none: io::Result<tokio::io::DuplexStream> = Err(io::ErrorKind::NotFound.into());
        async { abecs::Driver::open(none?, &plain()).await }
    };
    let task = tokio::spawn(run_on(connect, inbox, move |report| {
        let _ = outbox.send(report);
    }));
    assert!(matches!(reports.recv().await, Some(Report::Down(_))));

    // Answered at once although the next try is far away.
    orders.send(begin()).await.unwrap();
    assert!(matches!(reports.recv().await, Some(Report::Refused(Refusal::Unplugged(_)))));
    assert_eq!(began.elapsed().as_secs(), 0);

    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(*tries.lock().unwrap(), [0, 1, 3, 7, 15, 31, 61, 91]);
    assert!(reports.try_recv().is_err());

    drop(orders);
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_no_pad_is_down_and_orders_do_not_wait_for_it() {
    let (orders, ciphers, inbox) = inbox();
    let (outbox, mut reports) = mpsc::unbounded_channel();
    let mut kept = Vec::new();
    let connect = move || {
        let (near, far) = tokio::io::duplex(64);
        kept.push(far);
        async { abecs::Driver::open(near, &plain()).await }
    };
    let began = Instant::now();
    tokio::spawn(run_on(connect, inbox, move |report| {
        let _ = outbox.send(report);
    }));
    orders.send(begin()).await.unwrap();
    assert!(matches!(reports.recv().await, Some(Report::Refused(Refusal::Unplugged(_)))));
    let (reply, answer) = oneshot::channel();
    ciphers.send(CipherOrder { key_index: 0, key: vec![0; 8].into(), block: [0; 8], reply }).await.unwrap();
    assert!(answer.await.unwrap().is_err());
    assert_eq!(began.elapsed().as_secs(), 0);
    assert!(matches!(reports.recv().await, Some(Report::Down(_))));
    assert_eq!(began.elapsed().as_secs(), 6);
}
