//! The real driver of NEO 2 and its task over a real pseudo-terminal, against the training reader.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/reader_rig.rs"]
mod reader_rig;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use des::{
    TdesEde3,
    cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use keytill::{
    domain::{Aid, Amount, CaKey, Civil, Currency, Entry, HostData, hex},
    reader::{
        ApduPort, Authorise, Authorised, Beep, Beeper, Begin, CardReader, CardTrouble, ChipSlot, CipherOrder, Complete,
        Completed, Config, EmvConfig, HostWord, Loaded, Neo2Chip, Offline, Order, Outcome, PinEntry, PinPolicy,
        Presented, Protocol, Refusal, Report, TapOffer, TerminalData, detect, line, neo2,
    },
    sim::{
        CARDS,
        issuer::Request,
        pad::{self, PadConfig, PadFault, PadHandle, spawn},
    },
};
use sha1::{Digest, Sha1};
use tempfile::{TempDir, tempdir};
use tokio::{sync::oneshot, time::timeout};

use reader_rig::Rig;

const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";
const PIN_KEY_UNDER_TMK: &str = "46F161A743497B32EAC760DF5EA57DF5";

fn reader(change: impl FnOnce(&mut PadConfig)) -> (PadHandle, TempDir) {
    let dir = tempdir().unwrap();
    let mut config = PadConfig::new(dir.path(), 5, hex::decode(TMK).unwrap().try_into().unwrap());
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
            Report::Authorised(authorised) => authorised,
            other => panic!("not authorised: {other:?}"),
        }
    }

    async fn completed(&mut self, word: HostWord) -> Completed {
        self.order(complete(word)).await;
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

fn complete(word: HostWord) -> Order {
    let issuer_data = hex::decode("910A11223344556677883030720F9F1804000000078606842400000211").unwrap();
    Order::Complete(Complete { word, code: *b"00", issuer_data })
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
    // PIN 123456 under the PIN key.
    assert_eq!(*authorised.pin_block.unwrap().expose(), block("123456", "6210948000000000707"));
    let tag = |tag| keytill::emv::find(&authorised.tags, keytill::emv::Tag::new(tag));
    assert_eq!(tag(0x9F02), Some(&[0, 0, 0, 1, 0x23, 0x45][..]));
    assert!(tag(0x9F26).is_some() && tag(0x5A).is_none() && tag(0x57).is_none());
    let request = Request::read(authorised.pan.expose(), 1, &authorised.tags).unwrap();
    assert!(request.is_genuine(), "the issuer knows the cryptogram");
    let script = [&hex::decode("9F1804000000078609").unwrap()[..], &request.command([0x84, 0x24, 0, 0], &[])].concat();
    let issuer_data = [&[0x91, 0x0A][..], &request.response(*b"00"), &[0x72, 0x12], &script].concat();
    rig.order(Order::Complete(Complete { word: HostWord::Approved, code: *b"00", issuer_data })).await;
    let Report::Completed(completed) = rig.report().await else { panic!("not completed") };
    assert!(completed.approved);
    assert_eq!(completed.script_results, [0x20, 0, 0, 0, 7]);
}

/// The block of format 0 under the PIN key, by the cipher alone: neither the driver's code nor the pad's.
fn block(pin: &str, pan: &str) -> [u8; 8] {
    let tdes = |key: &[u8]| TdesEde3::new_from_slice(&[key, &key[..8]].concat()).unwrap();
    let mut key = hex::decode(PIN_KEY_UNDER_TMK).unwrap();
    for part in key.chunks_mut(8) {
        let mut clear = Block::<TdesEde3>::try_from(&*part).unwrap();
        tdes(&hex::decode(TMK).unwrap()).decrypt_block(&mut clear);
        part.copy_from_slice(&clear);
    }
    let typed = hex::decode(&format!("{:02X}{pin:F<14}", pin.len())).unwrap();
    let number = hex::decode(&format!("0000{}", &pan[pan.len() - 13..pan.len() - 1])).unwrap();
    let mixed: Vec<u8> = typed.iter().zip(number).map(|(a, b)| a ^ b).collect();
    let mut block = Block::<TdesEde3>::try_from(&mixed[..]).unwrap();
    tdes(&key).encrypt_block(&mut block);
    block.into()
}

#[tokio::test]
async fn a_tap_asks_the_host_and_has_no_second_word() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(rig.presented(7).await.entry, Entry::Tap);
    let authorised = rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    assert_eq!((authorised.outcome, authorised.pin_block), (Outcome::GoOnline, None));
    assert!(keytill::emv::find(&authorised.tags, keytill::emv::Tag::CRYPTOGRAM).is_some());
    assert!(rig.completed(HostWord::Approved).await.approved);
}

#[tokio::test]
async fn cards_with_which_no_chip_pays() {
    let mut rig = Rig::new(|_| {}).await;
    for (place, refusal) in
        [(16, Refusal::ChipFailed), (17, Refusal::SeePhone), (18, Refusal::CardNotAccepted(CardTrouble::Blocked))]
    {
        rig.order(begin(TapOffer::Open)).await;
        rig.pad.present(place);
        assert_eq!(rig.refused().await, refusal, "{place}");
    }
    // Tapped again, the telephone pays, and no PIN is asked for.
    assert_eq!(rig.presented(17).await.entry, Entry::Tap);
    let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert_eq!((authorised.outcome, authorised.pin_block), (Outcome::GoOnline, None));
    // A chip that did not answer is swiped.
    rig.order(begin(TapOffer::Open)).await;
    rig.pad.present(16);
    assert_eq!(rig.refused().await, Refusal::ChipFailed);
    assert_eq!(rig.presented(16).await.entry, Entry::Fallback);
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
        // A card that has approved has had its last word.
        if outcome == Outcome::GoOnline {
            rig.completed(HostWord::NoHost).await;
        }
    }
}

#[tokio::test]
async fn a_card_that_is_pulled_is_told() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(9).await;
    rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    rig.order(complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
    rig.order(complete(HostWord::Approved)).await;
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
    for fault in [PadFault::Nak, PadFault::WrongCrc, PadFault::Noise, PadFault::LoseAck] {
        let mut rig = Rig::new(|_| {}).await;
        // In the answer to the clock, before a card is waited for.
        rig.pad.fault(fault);
        rig.presented(1).await;
        // The next command is not read the first time, or its answer is damaged: the session key may be loaded twice.
        if fault != PadFault::LoseAck {
            rig.pad.fault(fault);
        }
        let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
        assert!(authorised.pin_block.is_some(), "{fault:?}");
        assert!(rig.completed(HostWord::Approved).await.approved, "{fault:?}");
    }
}

/// The card is read and its answer damaged: it is waited for again, and the first reading is forgotten.
#[tokio::test]
async fn a_card_whose_answer_is_damaged_is_presented_again() {
    let mut rig = Rig::new(|config| config.pace = Duration::from_millis(20)).await;
    rig.presented(1).await;
    rig.order(begin(TapOffer::Open)).await;
    rig.pad.fault(PadFault::WrongCrc);
    rig.pad.present(7);
    assert!(
        timeout(Duration::from_millis(300), rig.reports.recv()).await.is_err(),
        "a card was taken from damaged bytes"
    );
    rig.pad.present(8);
    assert!(matches!(rig.report().await, Report::Presented(card) if card.entry == Entry::Swipe));
}

/// The last word is asked for once: what it was is then not known, and the trade is the flow's to reverse.
#[tokio::test]
async fn a_last_word_that_comes_damaged_or_not_at_all_is_not_asked_for_again() {
    let mut rig = Rig::new(|config| config.pace = Duration::from_millis(20)).await;
    rig.presented(1).await;
    rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
    rig.order(complete(HostWord::Approved)).await;
    rig.pad.fault(PadFault::WrongCrc);
    assert!(matches!(rig.refused().await, Refusal::Garbled(_)));
    rig.order(complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
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
            rig.order(complete(HostWord::Approved)).await;
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

/// A wrong PIN is the host's matter: the reader makes a block of what was typed.
#[tokio::test]
async fn a_wrong_pin_makes_its_own_block() {
    let mut rig = Rig::new(|_| {}).await;
    let wrong = CARDS.iter().find(|card| card.entry == Entry::Chip && card.typed_pin != card.pin).unwrap();
    rig.presented(wrong.place).await;
    let authorised = rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert_eq!(*authorised.pin_block.unwrap().expose(), block(wrong.typed_pin, wrong.pan));
}

#[tokio::test]
async fn a_second_pin_in_half_a_minute_is_told_apart_from_a_fault() {
    let mut rig = Rig::new(|config| config.pin_interval = Duration::from_secs(30)).await;
    rig.presented(1).await;
    assert!(rig.authorised(authorise(PinPolicy::Ask, Offline::Never)).await.pin_block.is_some());
    rig.presented(1).await;
    rig.order(authorise(PinPolicy::Ask, Offline::Never)).await;
    assert_eq!(rig.refused().await, Refusal::PinBusy);
}

/// The first shows it late, as soon as somebody types; both by the till and by the holder.
#[tokio::test]
async fn a_pin_is_cancelled_by_the_till_by_the_holder_or_too_late() {
    let slow = |config: &mut PadConfig| config.pace = Duration::from_millis(300);
    for (who, expected) in
        [("till", Some(Refusal::Cancelled)), ("holder", Some(Refusal::CancelledByHolder)), ("late", None)]
    {
        let mut rig = Rig::new(slow).await;
        rig.presented(8).await;
        rig.order(authorise(PinPolicy::Ask, Offline::Never)).await;
        // The key is loaded and the entry has begun.
        tokio::time::sleep(Duration::from_millis(100)).await;
        match who {
            "holder" => rig.pad.press_cancel(),
            "late" => {
                rig.pad.fault(PadFault::LateCancel);
                rig.order(Order::Cancel).await;
            }
            _ => rig.order(Order::Cancel).await,
        }
        match expected {
            Some(refusal) => assert_eq!(rig.refused().await, refusal, "{who}"),
            None => {
                let report = rig.report().await;
                assert!(matches!(&report, Report::Authorised(it) if it.pin_block.is_some()), "{report:?}");
            }
        }
        // The reader is free again.
        rig.presented(1).await;
    }
}

#[tokio::test]
async fn a_card_that_is_encrypted_is_refused_in_so_many_words() {
    let mut rig = Rig::new(|config| config.encrypts_cards = true).await;
    for place in [1, 7, 8] {
        rig.order(begin(TapOffer::Open)).await;
        rig.pad.present(place);
        let Refusal::Garbled(why) = rig.refused().await else { panic!("not refused") };
        assert!(why.contains("DUKPT") && !why.contains("6210"), "{place}: {why}");
    }
}

#[tokio::test]
async fn what_the_host_did_not_approve_no_card_approves() {
    for word in [HostWord::Declined, HostWord::NoHost] {
        let mut rig = Rig::new(|_| {}).await;
        rig.presented(1).await;
        rig.authorised(authorise(PinPolicy::Skip, Offline::Never)).await;
        assert!(!rig.completed(word).await.approved, "{word:?}");
    }
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

/// What the acquirer does not name, the maker's own included, is not taken any more.
#[tokio::test]
async fn applications_that_the_acquirer_has_not_are_taken_away() {
    let (pad, _dir) = reader(|_| {});
    let config = config(&pad);
    let mut driver = neo2::Driver::open(line::open(&config).unwrap(), &neo2::Settings::of(&config)).await.unwrap();
    assert_eq!(driver.load(&emv_config(&host_data(true))).await.unwrap(), Loaded::Anew(2));
    driver.close().await.unwrap();
    let mut link = neo2::link::Link::new(line::open(&config).unwrap());
    let all = link.ask(neo2::frame::Code(0x03, 0x05), &[]).await.unwrap();
    assert_eq!(hex::encode(&all.data), "DFEE2D01C09F0608A000000333010102");
}

#[tokio::test]
async fn it_is_found_on_its_line_and_beeps_and_hands_commands_through() {
    let (pad, _dir) = reader(|_| {});
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
}
