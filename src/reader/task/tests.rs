//! The task without a device, under a virtual clock.

use std::{io, sync::Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;
use crate::domain::{Amount, Civil, Currency};
use crate::reader::{
    Authorise, Begin, Complete, Encryption, HostWord, Loaded, Offline, PinPolicy, TapOffer, TerminalData,
    abecs::frame::{ACK, CAN, EOT, SYN, encode},
};

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
    let (_, tables) = watch::channel(None);
    inbox_with(tables)
}

fn inbox_with(
    tables: watch::Receiver<Option<Arc<EmvConfig>>>,
) -> (mpsc::Sender<Order>, mpsc::Sender<CipherOrder>, Inbox) {
    let (orders, order_inbox) = mpsc::channel(8);
    let (ciphers, cipher_inbox) = mpsc::channel(8);
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

/// Takes this command of the till's, and answers it.
async fn answer(far: &mut DuplexStream, name: &[u8], reply: &[u8]) {
    let mut packet = [0; 4096];
    let count = far.read(&mut packet).await.unwrap();
    assert!(packet[..count].starts_with(&[&[SYN], name].concat()), "{name:?}: {:?}", &packet[..count]);
    far.write_all(&[&[ACK], &encode(reply).unwrap()[..]].concat()).await.unwrap();
}

/// A task with a pad that has been opened and is asked what it is.
async fn up(inbox: Inbox) -> (DuplexStream, mpsc::UnboundedReceiver<Report>) {
    let (outbox, reports) = mpsc::unbounded_channel();
    let (near, mut far) = tokio::io::duplex(4096);
    let mut near = Some(near);
    let connect = move || {
        let line = near.take();
        async { abecs::Driver::open(line.ok_or(Fault::Lost("gone".into()))?, &plain()).await }
    };
    tokio::spawn(run_on(connect, inbox, move |report| {
        let _ = outbox.send(report);
    }));
    assert_eq!(far.read_u8().await.unwrap(), CAN);
    far.write_all(&[EOT]).await.unwrap();
    answer(&mut far, b"OPN", b"OPN000").await;
    (far, reports)
}

/// Tables that come while a card is in hand wait until it has had its last word.
#[tokio::test(start_paused = true)]
async fn no_tables_are_loaded_in_the_middle_of_a_trade() {
    let (tables, watched) = watch::channel(None);
    let (orders, _ciphers, inbox) = inbox_with(watched);
    let (mut far, mut reports) = up(inbox).await;
    answer(&mut far, b"GIX", b"GIX000").await;
    assert!(matches!(reports.recv().await, Some(Report::Up(_))));
    orders.send(begin()).await.unwrap();
    let card = b"GCX000029\x80\x4F\x00\x0203\x80\x52\x00\x136210948000000000707";
    answer(&mut far, b"GCX", card).await;
    assert!(matches!(reports.recv().await, Some(Report::Presented(_))));
    let terminal =
        TerminalData { merchant: "898110012345678".into(), terminal: "KT000001".into(), currency: Currency::Cny };
    let config = EmvConfig { terminal, applications: Vec::new(), keys: Vec::new() };
    tables.send_replace(Some(Arc::new(config.clone())));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (amount, pin) = (Amount::ZERO, PinPolicy::Skip);
    let order = Authorise { amount, offline: Offline::Never, pin, key_index: 0, pin_key: Vec::new() };
    orders.send(Order::Authorise(order)).await.unwrap();
    answer(&mut far, b"GOX", b"GOX000010\x80\x56\x00\x06200000").await;
    answer(&mut far, b"GTK", b"GTK000").await;
    assert!(matches!(reports.recv().await, Some(Report::Authorised(_))));
    tokio::time::sleep(Duration::from_secs(60)).await;
    let word = Complete { word: HostWord::Approved, code: *b"00", issuer_data: Vec::new() };
    orders.send(Order::Complete(word)).await.unwrap();
    answer(&mut far, b"FCX", b"FCX000007\x80\x58\x00\x03000").await;
    assert!(matches!(reports.recv().await, Some(Report::Completed(word)) if word.approved));
    // Now they are looked at: the pad has them.
    let version = format!("GIX000014\u{0}\u{1}\u{0}\u{a}{}", config.version());
    let mut version = version.into_bytes();
    version[9..11].copy_from_slice(&[0x93, 0x01]);
    answer(&mut far, b"GIX", &version).await;
    assert!(matches!(reports.recv().await, Some(Report::Tables(Ok(Loaded::AlreadyThere)))));
}

/// What a pad does between orders follows from the order that ended, and not from a cancel that came too late for it.
#[tokio::test(start_paused = true)]
async fn a_cancel_that_came_too_late_leaves_the_pad_with_its_own_words() {
    let (orders, _ciphers, inbox) = inbox();
    let (mut far, mut reports) = up(inbox).await;
    // Its display has two rows of sixteen columns.
    answer(&mut far, b"GIX", b"GIX000008\x80\x20\x00\x040216").await;
    answer(&mut far, b"DEX", b"DEX000").await;
    assert!(matches!(reports.recv().await, Some(Report::Up(_))));
    orders.send(begin()).await.unwrap();
    answer(&mut far, b"GCX", b"GCX043").await;
    orders.try_send(Order::Cancel).unwrap();
    assert!(matches!(reports.recv().await, Some(Report::Refused(Refusal::CardRemoved))));
    let again = tokio::time::timeout(Duration::from_secs(60), answer(&mut far, b"DEX", b"DEX000"));
    again.await.expect("the pad goes on showing the prompt of an order that has ended");
}
