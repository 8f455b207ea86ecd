//! The real driver of NEO 2 and its task over a real pseudo-terminal, against the training reader.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use keytill::{
    domain::{Aid, Amount, CaKey, Civil, Currency, Entry, HostData, hex},
    emv::{self, Tag},
    reader::{
        ApduPort, Authorise, Authorised, Beep, Beeper, Begin, CardReader, CardTrouble, ChipSlot, CipherOrder, Complete, Completed,
        Config, DeviceInfo, EmvConfig, HostWord, Inbox, Loaded, Neo2Chip, Offline, Order, Outcome, PinEntry, PinPolicy,
        Presented, Protocol, Refusal, Report, TapOffer, TerminalData, detect, line, neo2, run,
    },
    sim::{
        issuer::{Asking, script},
        pad::{self, PadConfig, PadFault, PadHandle, spawn},
    },
};
use sha1::{Digest, Sha1};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";
const PIN_KEY_UNDER_TMK: &str = "46F161A743497B32EAC760DF5EA57DF5";

struct Rig {
    pad: PadHandle,
    dir: PathBuf,
    orders: mpsc::Sender<Order>,
    ciphers: mpsc::Sender<CipherOrder>,
    tables: watch::Sender<Option<Arc<EmvConfig>>>,
    reports: mpsc::UnboundedReceiver<Report>,
    info: DeviceInfo,
    /// What its issuer says to the chip that was authorised last.
    issuer_data: Vec<u8>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn reader(change: impl FnOnce(&mut PadConfig)) -> (PadHandle, PathBuf) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("keytill-neo2-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).unwrap();
    let mut config = PadConfig::new(&dir, 5, hex::decode(TMK).unwrap().try_into().unwrap());
    config.protocol = pad::Protocol::Neo2;
    change(&mut config);
    (spawn(config).unwrap(), dir)
}

fn config(pad: &PadHandle) -> Config {
    let neo2_chip = Neo2Chip::Assumed;
    Config { device: pad.path().to_owned(), protocol: Protocol::Neo2, keypad: true, neo2_chip, ..Config::default() }
}

impl Rig {
    async fn new(change: impl FnOnce(&mut PadConfig)) -> Rig {
        let (pad, dir) = reader(change);
        let config = config(&pad);
        Rig::on(pad, dir, config).await
    }

    async fn on(pad: PadHandle, dir: PathBuf, config: Config) -> Rig {
        let (orders, order_inbox) = mpsc::channel(8);
        let (ciphers, cipher_inbox) = mpsc::channel(8);
        let (tables, tables_inbox) = watch::channel(None);
        let (outbox, reports) = mpsc::unbounded_channel();
        let inbox = Inbox { orders: order_inbox, ciphers: cipher_inbox, tables: tables_inbox };
        tokio::spawn(run(config, inbox, move |report| {
            let _ = outbox.send(report);
        }));
        let info = DeviceInfo::default();
        let mut rig = Rig { pad, dir, orders, ciphers, tables, reports, info, issuer_data: Vec::new() };
        let Report::Up(info) = rig.report().await else { panic!("no reader") };
        rig.info = info;
        rig
    }

    async fn order(&self, order: Order) {
        self.orders.send(order).await.unwrap();
    }

    async fn report(&mut self) -> Report {
        timeout(Duration::from_secs(20), self.reports.recv()).await.expect("a report in time").unwrap()
    }

    async fn refused(&mut self) -> Refusal {
        match self.report().await {
            Report::Refused(refusal) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    async fn presented(&mut self, place: u8) -> Presented {
        self.order(begin(TapOffer::Open)).await;
        self.pad.present(place);
        match self.report().await {
            Report::Presented(presented) => presented,
            other => panic!("no card: {other:?}"),
        }
    }

    async fn authorised(&mut self, order: Order) -> Authorised {
        self.order(order).await;
        match self.report().await {
            Report::Authorised(authorised) => {
                self.issuer_data = issuer_data(&authorised);
                authorised
            }
            other => panic!("not authorised: {other:?}"),
        }
    }

    fn complete(&self, word: HostWord) -> Order {
        Order::Complete(Complete { word, code: *b"00", issuer_data: self.issuer_data.clone() })
    }

    async fn completed(&mut self, word: HostWord) -> Completed {
        self.order(self.complete(word)).await;
        match self.report().await {
            Report::Completed(completed) => completed,
            other => panic!("not completed: {other:?}"),
        }
    }
}

fn begin(tap: TapOffer) -> Order {
    let at = Civil { year: 2026, month: 11, day: 22, hour: 7, minute: 30, second: 0 };
    let amount = Amount::from_minor(12_345).unwrap();
    Order::Begin(Begin { amount, currency: Currency::Cny, at, kind: 0, tap, tap_pin: PinPolicy::Skip })
}

fn authorise(pin: PinPolicy, offline: Offline) -> Order {
    let amount = Amount::from_minor(12_345).unwrap();
    let pin_key = hex::decode(PIN_KEY_UNDER_TMK).unwrap();
    Order::Authorise(Authorise { amount, offline, pin, key_index: 5, pin_key })
}

/// A response to the chip and a script for it; nothing for a stripe.
fn issuer_data(asked: &Authorised) -> Vec<u8> {
    let asking = Asking::of(asked.pan.expose(), asked.sequence.unwrap_or(0), &asked.tags);
    let Some(asking) = asking else { return Vec::new() };
    let response = [&[0x91, 10][..], &asking.response(*b"00")].concat();
    [response, script(Tag::SCRIPT_2, &asking.command([0x84, 0x24, 0, 0], &[]))].concat()
}

#[tokio::test]
async fn it_says_what_it_is_and_what_it_can_do() {
    let rig = Rig::new(|_| {}).await;
    assert_eq!((rig.info.model.as_str(), rig.info.version.as_str()), ("NEO 2", "Keytill Training NEO2 V1.00"));
    let can = &rig.info.capabilities;
    assert!(can.contact && can.contactless && can.stripe && can.beeper && can.apdu && !can.secure_line);
    assert_eq!(can.pin, PinEntry::MasterKey);
    // As shipped: nothing that is not public is relied on.
    let (pad, dir) = reader(|_| {});
    let config = Config { device: pad.path().to_owned(), protocol: Protocol::Neo2, ..Config::default() };
    let rig = Rig::on(pad, dir, config).await;
    assert!(!rig.info.capabilities.contact && rig.info.capabilities.pin == PinEntry::None);
}

#[tokio::test]
async fn a_chip_sale_with_pin_and_script() {
    let mut rig = Rig::new(|_| {}).await;
    let presented = rig.presented(1).await;
    assert_eq!((presented.entry, presented.label.as_deref()), (Entry::Chip, Some("UnionPay Credit")));
    let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert_eq!(authorised.outcome, Outcome::GoOnline);
    assert_eq!(authorised.pan.expose(), "6210948000000000707");
    assert_eq!((authorised.sequence, authorised.track2.is_some(), authorised.expiry.is_some()), (Some(1), true, true));
    // PIN 123456 under the PIN key, as the ABECS pad makes it: the same card, the same block.
    let block = hex::encode(authorised.pin_block.unwrap().expose());
    assert_eq!(block.len(), 16);
    let tag = |tag| emv::find(&authorised.tags, Tag::new(tag));
    assert_eq!(tag(0x9F02), Some(&[0, 0, 0, 1, 0x23, 0x45][..]));
    assert!(tag(0x9F26).is_some() && tag(0x5A).is_none() && tag(0x57).is_none());
    let completed = rig.completed(HostWord::Approved).await;
    assert!(completed.approved);
    assert_eq!(completed.script_results, [0x20, 0, 0, 0, 1]);
}

#[tokio::test]
async fn a_tap_asks_the_host_and_has_no_second_word() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(rig.presented(7).await.entry, Entry::Tap);
    let authorised = rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    assert_eq!((authorised.outcome, authorised.pin_block), (Outcome::GoOnline, None));
    assert!(emv::find(&authorised.tags, Tag::CRYPTOGRAM).is_some());
    assert!(rig.completed(HostWord::Approved).await.approved);
}

#[tokio::test]
async fn a_swipe_with_pin() {
    let mut rig = Rig::new(|_| {}).await;
    let presented = rig.presented(8).await;
    assert_eq!((presented.entry, presented.has_chip), (Entry::Swipe, false));
    let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert!(authorised.pin_block.is_some() && authorised.tags.is_empty() && authorised.sequence.is_none());
}

#[tokio::test]
async fn a_tap_is_not_taken_while_it_is_not_offered() {
    let mut rig = Rig::new(|_| {}).await;
    rig.order(begin(TapOffer::Closed)).await;
    rig.pad.present(7);
    assert!(timeout(Duration::from_millis(200), rig.reports.recv()).await.is_err());
    rig.order(Order::Cancel).await;
    assert_eq!(rig.refused().await, Refusal::Cancelled);
}

#[tokio::test]
async fn the_card_has_the_last_word_and_may_approve_alone_only_where_it_may() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(10).await;
    rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    assert!(!rig.completed(HostWord::Approved).await.approved, "this card declines what the host approved");
    for (offline, outcome) in [
        (Offline::Never, Outcome::GoOnline),
        (Offline::Below(Amount::from_minor(12_345).unwrap()), Outcome::GoOnline),
        (Offline::Below(Amount::from_minor(12_346).unwrap()), Outcome::ApprovedOffline),
    ] {
        rig.presented(15).await;
        assert_eq!(rig.authorised(authorise(PinPolicy::Skip, offline)).await.outcome, outcome);
        if outcome == Outcome::GoOnline {
            assert!(!rig.completed(HostWord::NoHost).await.approved);
        }
    }
}

#[tokio::test]
async fn a_card_that_is_pulled_is_told() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(9).await;
    rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    rig.order(rig.complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
    rig.order(rig.complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved, "nothing more can be asked of it");
}

#[tokio::test]
async fn a_cancel_before_the_card_and_one_that_is_too_late() {
    let mut rig = Rig::new(|_| {}).await;
    rig.order(begin(TapOffer::Open)).await;
    rig.order(Order::Cancel).await;
    assert_eq!(rig.refused().await, Refusal::Cancelled);
    // The card is read when the cancel comes, and what it says goes out before the cancel is answered.
    let mut rig = Rig::new(|config| config.pace = Duration::from_secs(60)).await;
    rig.order(begin(TapOffer::Open)).await;
    rig.pad.fault(PadFault::LateCancel);
    rig.pad.present(1);
    tokio::time::sleep(Duration::from_millis(50)).await;
    rig.order(Order::Cancel).await;
    assert!(matches!(rig.report().await, Report::Presented(card) if card.entry == Entry::Chip));
}

#[tokio::test]
async fn damage_on_the_line_is_repaired() {
    for fault in [PadFault::Nak, PadFault::WrongCrc, PadFault::Noise] {
        let mut rig = Rig::new(|_| {}).await;
        // Before the clock is set, and in the answer to the card.
        rig.pad.fault(fault);
        rig.order(begin(TapOffer::Open)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        rig.pad.fault(fault);
        rig.pad.present(1);
        if fault == PadFault::Nak {
            // The next command is not read the first time.
            assert!(matches!(rig.report().await, Report::Presented(_)));
            let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
            assert!(authorised.pin_block.is_some());
        } else {
            assert!(matches!(rig.report().await, Report::Presented(_)), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let mut rig = Rig::new(|_| {}).await;
    rig.pad.fault(PadFault::Slow(Duration::from_micros(200)));
    rig.presented(1).await;
    rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert!(rig.completed(HostWord::Approved).await.approved);
}

#[tokio::test]
async fn unplugged_at_every_stage() {
    let mut rig = Rig::new(|_| {}).await;
    let pulled = Instant::now();
    rig.pad.unplug();
    assert!(matches!(rig.report().await, Report::Down(_)));
    assert!(pulled.elapsed() < Duration::from_millis(500));
    rig.order(begin(TapOffer::Open)).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    rig.pad.replug();
    assert!(matches!(rig.report().await, Report::Up(_)));
    rig.order(begin(TapOffer::Open)).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    rig.pad.unplug();
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    // A card that takes the reader off the line at the first cryptogram, and one at the last word.
    for (place, last) in [(11, false), (12, true)] {
        let mut rig = Rig::new(|config| config.away = Duration::from_millis(100)).await;
        rig.presented(place).await;
        rig.order(authorise(PinPolicy::Skip, Offline::Never)).await;
        if last {
            assert!(matches!(rig.report().await, Report::Authorised(_)));
            rig.order(rig.complete(HostWord::Approved)).await;
        }
        assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    }
}

#[tokio::test]
async fn a_frozen_reader_does_not_hang_the_task() {
    let mut rig = Rig::new(|_| {}).await;
    rig.pad.fault(PadFault::Freeze);
    rig.order(begin(TapOffer::Open)).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
}

#[tokio::test]
async fn a_reader_without_a_master_key_says_so_and_one_without_keypad_asks_nobody() {
    let mut rig = Rig::new(|config| config.masters.clear()).await;
    rig.presented(1).await;
    rig.order(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert!(matches!(rig.refused().await, Refusal::KeyMissing(_)));
    // The acquirer's MAC cannot be made here.
    let (reply, answer) = oneshot::channel();
    let order = CipherOrder { key_index: 5, key: vec![0; 16].into(), block: [0; 8], reply };
    rig.ciphers.send(order).await.unwrap();
    assert!(answer.await.unwrap().unwrap_err().contains("no message MACs"));
}

fn host_data(check_is_right: bool) -> HostData {
    let tags = "9F0608A000000333010102DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000\
                DF14039F3704DF1906000000000000DF2006000000100000DF2106000000100000";
    let (rid, modulus) = ("A000000333", "AB".repeat(144));
    let digest = Sha1::digest(hex::decode(&format!("{rid}02{modulus}03")).unwrap());
    let check = if check_is_right { hex::encode(&digest) } else { "00".repeat(20) };
    let key =
        CaKey { rid: rid.into(), index: "02".into(), expiry: "20301231".into(), modulus, exponent: "03".into(), check };
    let aids = vec![Aid { aid: "A000000333010102".into(), tags: tags.into() }];
    HostData { aids, ca_keys: vec![key], ..HostData::default() }
}

fn emv_config(data: &HostData) -> Arc<EmvConfig> {
    let terminal =
        TerminalData { merchant: "898110012345678".into(), terminal: "KT000001".into(), currency: Currency::Cny };
    Arc::new(EmvConfig::from_host(terminal, data).0.unwrap())
}

#[tokio::test]
async fn tables_are_loaded_for_air_and_slot_and_what_the_reader_refuses_is_told() {
    let mut rig = Rig::new(|_| {}).await;
    rig.tables.send_replace(Some(emv_config(&host_data(true))));
    assert!(matches!(rig.report().await, Report::Tables(Ok(Loaded::Anew(2)))));
    rig.tables.send_replace(Some(emv_config(&host_data(true))));
    assert!(matches!(rig.report().await, Report::Tables(Ok(Loaded::AlreadyThere))));
    rig.tables.send_replace(Some(emv_config(&host_data(false))));
    assert!(matches!(rig.report().await, Report::Tables(Err(_))));
    // Sales go on.
    rig.presented(7).await;
}

#[tokio::test]
async fn it_is_found_on_its_line_and_beeps_and_hands_commands_through() {
    let (pad, dir) = reader(|_| {});
    let found = detect(pad.path()).await.unwrap();
    assert_eq!((found.protocol, found.baud), (Protocol::Neo2, 115_200));
    let config = config(&pad);
    let mut driver = neo2::Driver::open(line::open(&config).unwrap(), &neo2::Settings::of(&config)).await.unwrap();
    driver.beep(Beep::Short).await.unwrap();
    driver.beep(Beep::Long).await.unwrap();
    assert!(driver.transmit(ChipSlot::Contact, &[0, 0xA4, 4, 0]).await.is_err(), "it is not switched on");
    assert!(driver.power_on(ChipSlot::Contact).await.is_err(), "no chip is there");
    pad.present(1);
    assert_eq!(driver.power_on(ChipSlot::Contact).await.unwrap()[0], 0x3B);
    assert!(driver.transmit(ChipSlot::Contact, &[0x00, 0xA4, 0x04, 0x00]).await.unwrap().len() >= 2);
    driver.power_off(ChipSlot::Contact).await.unwrap();
    assert!(driver.power_on(ChipSlot::Module(9)).await.is_err());
    driver.close().await.unwrap();
    let _ = std::fs::remove_dir_all(dir);
}

/// Begins with a card that is refused.
async fn turned_away(rig: &mut Rig, place: u8) -> Refusal {
    rig.order(begin(TapOffer::Open)).await;
    rig.pad.present(place);
    rig.refused().await
}

#[tokio::test]
async fn a_chip_that_says_nothing_is_swiped() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(turned_away(&mut rig, 16).await, Refusal::ChipFailed);
    assert_eq!(rig.presented(16).await.entry, Entry::Fallback);
    // Its chip is tried first the next time.
    assert_eq!(turned_away(&mut rig, 16).await, Refusal::ChipFailed);
}

#[tokio::test]
async fn a_telephone_wants_its_owner_and_then_no_pin() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(turned_away(&mut rig, 17).await, Refusal::SeePhone);
    assert_eq!(rig.presented(17).await.entry, Entry::Tap);
    let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert_eq!((authorised.outcome, authorised.pin_block), (Outcome::GoOnline, None));
}

#[tokio::test]
async fn a_blocked_card_is_told() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(turned_away(&mut rig, 18).await, Refusal::CardNotAccepted(CardTrouble::Blocked));
}

#[tokio::test]
async fn a_response_that_is_not_its_issuers_is_declined_by_the_card() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(1).await;
    rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    rig.issuer_data[2] ^= 0xFF;
    let completed = rig.completed(HostWord::Approved).await;
    assert!(!completed.approved);
    // TVR: the issuer was not proved.
    assert_eq!(emv::find(&completed.tags, Tag::TVR).map(|tvr| tvr[4] & 0x40), Some(0x40));
}

#[tokio::test]
async fn a_script_with_a_wrong_code_is_told_and_the_payment_stands() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(1).await;
    rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    *rig.issuer_data.last_mut().unwrap() ^= 0xFF;
    let completed = rig.completed(HostWord::Approved).await;
    assert!(completed.approved);
    assert_eq!(completed.script_results, [0x11, 0, 0, 0, 1]);
}
