//! The real driver and its task over a real pseudo-terminal, against the training pad.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/reader_rig.rs"]
mod reader_rig;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use des::{
    TdesEde3,
    cipher::{Block, BlockCipherEncrypt, KeyInit},
};
use keytill::{
    domain::{Aid, Amount, CaKey, Civil, Currency, Entry, HostData},
    reader::{
        Authorise, Authorised, Begin, CardTrouble, CipherOrder, Complete, Completed, Config, EmvConfig, Encryption,
        HostWord, Loaded, Offline, Order, Outcome, PinPolicy, Presented, Refusal, Report, TapOffer, TerminalData,
    },
    sim::{
        CARDS,
        issuer::Request,
        pad::{PadConfig, PadFault, PadHandle, spawn},
    },
};
use tempfile::{TempDir, tempdir};
use tokio::{sync::oneshot, time::timeout};

use reader_rig::Rig;

const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";
const PIN_KEY_UNDER_TMK: &str = "46F161A743497B32EAC760DF5EA57DF5";
const PIN_KEY: &str = "D931648F3DE313A4A22C15DCA4F4299E";
const MAC_KEY_UNDER_TMK: &str = "977731A7EA402DDF";
const MAC_KEY: &str = "AB7C577CC7A18045";
const SLOT: u8 = 5;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

impl Rig {
    /// A pad and a task that has found it.
    async fn new(change: impl FnOnce(&mut PadConfig)) -> Rig {
        let dir = tempdir().unwrap();
        let mut config = PadConfig::new(dir.path(), SLOT, hex(TMK).try_into().unwrap());
        change(&mut config);
        let pad = spawn(config).unwrap();
        let config = Config { device: pad.path().to_owned(), ..Config::default() };
        let rig = Rig::on(pad, dir, config).await;
        assert_eq!((rig.info.model.as_str(), rig.info.version.as_str()), ("Keytill Training pad", "2.20"));
        assert!(rig.info.capabilities.secure_line, "the line is encrypted where the pad can");
        rig
    }

    /// The next report that is no notice, and the notices before it.
    async fn outcome(&mut self) -> (Report, Vec<String>) {
        let mut notices = Vec::new();
        loop {
            match self.report().await {
                Report::Notice(text) => notices.push(text),
                other => return (other, notices),
            }
        }
    }

    async fn refused(&mut self) -> Refusal {
        match self.outcome().await.0 {
            Report::Refused(refusal) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    async fn presented(&mut self, place: u8) -> Presented {
        self.order(begin()).await;
        self.pad.present(place);
        match self.outcome().await.0 {
            Report::Presented(presented) => presented,
            other => panic!("no card: {other:?}"),
        }
    }

    async fn authorised(&mut self, pin: PinPolicy) -> Authorised {
        self.authorised_by(authorise(pin)).await
    }

    async fn authorised_by(&mut self, order: Order) -> Authorised {
        self.order(order).await;
        match self.outcome().await.0 {
            Report::Authorised(authorised) => authorised,
            other => panic!("not authorised: {other:?}"),
        }
    }

    async fn completed(&mut self, word: HostWord) -> Completed {
        self.order(complete(word)).await;
        match self.outcome().await.0 {
            Report::Completed(completed) => completed,
            other => panic!("not completed: {other:?}"),
        }
    }
}

fn begin() -> Order {
    let at = Civil { year: 2026, month: 11, day: 22, hour: 7, minute: 30, second: 0 };
    Order::Begin(Begin {
        amount: Amount::from_minor(12_345).unwrap(),
        currency: Currency::Cny,
        at,
        kind: 0,
        tap: TapOffer::Open,
        tap_pin: PinPolicy::Ask,
    })
}

fn authorise(pin: PinPolicy) -> Order {
    let amount = Amount::from_minor(12_345).unwrap();
    Order::Authorise(Authorise {
        amount,
        offline: Offline::Never,
        pin,
        key_index: SLOT,
        pin_key: hex(PIN_KEY_UNDER_TMK),
    })
}

/// A payment with electronic cash: no PIN, and the card may approve by itself below a limit.
fn ecash(limit: u64) -> Order {
    let Order::Authorise(order) = authorise(PinPolicy::Skip) else { panic!() };
    Order::Authorise(Authorise { offline: Offline::Below(Amount::from_minor(limit).unwrap()), ..order })
}

fn complete(word: HostWord) -> Order {
    let issuer_data = hex(concat!("910A11223344556677883030", "7210", "9F180400000001", "86078424000002AABB"));
    Order::Complete(Complete { word, code: *b"00", issuer_data })
}

/// What the card's issuer answers: its response, and a script that unblocks the PIN.
fn answered(request: &Request) -> Order {
    let script = [&hex("9F1804000000018609")[..], &request.command([0x84, 0x24, 0, 0], &[])].concat();
    let issuer_data = [&hex("910A")[..], &request.response(*b"00"), &hex("7212"), &script].concat();
    Order::Complete(Complete { word: HostWord::Approved, code: *b"00", issuer_data })
}

fn encrypt(key: &str, block: [u8; 8]) -> [u8; 8] {
    let key = hex(key);
    let first = &key[..8];
    let second = if key.len() == 16 { &key[8..] } else { first };
    let cipher = TdesEde3::new_from_slice(&[first, second, first].concat()).unwrap();
    let mut block: Block<TdesEde3> = block.into();
    cipher.encrypt_block(&mut block);
    block.into()
}

/// The X9.8 block of a PIN of six digits under the test's PIN key.
fn pin_block(pin: &str, pan: &str) -> [u8; 8] {
    let pin_part = hex(&format!("06{pin}FFFFFFFF"));
    let pan_part = hex(&format!("0000{}", &pan[pan.len() - 13..pan.len() - 1]));
    let clear: Vec<u8> = pin_part.iter().zip(&pan_part).map(|(a, b)| a ^ b).collect();
    encrypt(PIN_KEY, clear.try_into().unwrap())
}

fn tag<'a>(tags: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut rest = tags;
    while !rest.is_empty() {
        let length = if rest[0] & 0x1F == 0x1F { 2 } else { 1 };
        let (found, after) = rest.split_at(length);
        let (value, after) = after[1..].split_at(usize::from(after[0]));
        if found == hex(name) {
            return Some(value);
        }
        rest = after;
    }
    None
}

#[tokio::test]
async fn a_chip_sale() {
    let mut rig = Rig::new(|_| {}).await;
    let card = &CARDS[0];
    let presented = rig.presented(1).await;
    assert_eq!(presented.entry, Entry::Chip);
    assert_eq!(presented.pan.unwrap().expose(), card.pan);
    assert_eq!(presented.label.as_deref(), Some("UnionPay Credit"));

    rig.order(authorise(PinPolicy::Ask)).await;
    let (report, notices) = rig.outcome().await;
    let Report::Authorised(authorised) = report else { panic!("{report:?}") };
    assert_eq!(notices, ["TYPING PIN"]);
    assert_eq!(authorised.outcome, Outcome::GoOnline);
    assert_eq!(authorised.pan.expose(), card.pan);
    assert!(authorised.track2.as_ref().unwrap().expose().starts_with(card.pan));
    assert_eq!(authorised.expiry.unwrap().expose(), card.expiry);
    assert_eq!(authorised.sequence, Some(card.sequence));
    assert_eq!(authorised.pin_block.unwrap().expose(), &pin_block(card.typed_pin, card.pan));
    let wanted =
        ["9F26", "9F27", "9F10", "9F37", "9F36", "95", "9A", "9C", "9F02", "5F2A", "82", "9F1A", "9F03", "9F33"];
    for name in wanted.into_iter().chain(["9F34", "9F35", "9F1E", "84", "9F09", "9F41", "5F34"]) {
        assert!(tag(&authorised.tags, name).is_some(), "{name}");
    }
    assert_eq!(tag(&authorised.tags, "9F27"), Some([0x80].as_slice()));
    assert_eq!(tag(&authorised.tags, "9F02"), Some(hex("000000012345").as_slice()));
    assert_eq!(tag(&authorised.tags, "5F2A"), Some(hex("0156").as_slice()));
    assert_eq!(tag(&authorised.tags, "9A"), Some(hex("261122").as_slice()));
    assert!(tag(&authorised.tags, "5A").is_none() && tag(&authorised.tags, "57").is_none());

    let request = Request::read(card.pan, card.sequence, &authorised.tags).unwrap();
    assert!(request.is_genuine(), "the issuer knows the cryptogram");
    rig.order(answered(&request)).await;
    let Report::Completed(completed) = rig.outcome().await.0 else { panic!("not completed") };
    assert!(completed.approved);
    assert_eq!(tag(&completed.tags, "9F27"), Some([0x40].as_slice()));
    assert_eq!(tag(&completed.tags, "95"), Some(hex("0000048000").as_slice()), "nothing failed");
    assert_eq!(completed.script_results, hex("2000000001"));
}

/// The answer of a host that has not the card's keys: the card goes along, its terminal says what was wrong, and no script runs.
#[tokio::test]
async fn a_wrong_issuer_is_told_of() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(1).await;
    rig.authorised(PinPolicy::Ask).await;
    let completed = rig.completed(HostWord::Approved).await;
    assert!(completed.approved);
    assert_eq!(tag(&completed.tags, "95"), Some(hex("0000048050").as_slice()));
    assert_eq!(completed.script_results, hex("1100000001"));
}

#[tokio::test]
async fn cards_with_which_no_chip_pays() {
    let mut rig = Rig::new(|_| {}).await;
    for (place, refusal) in
        [(16, Refusal::ChipFailed), (17, Refusal::SeePhone), (18, Refusal::CardNotAccepted(CardTrouble::Invalidated))]
    {
        rig.order(begin()).await;
        rig.pad.present(place);
        assert_eq!(rig.refused().await, refusal, "{place}");
    }
    // Tapped again, the telephone pays, and no PIN is asked for.
    assert_eq!(rig.presented(17).await.entry, Entry::Tap);
    let authorised = rig.authorised(PinPolicy::Ask).await;
    assert_eq!((authorised.outcome, authorised.pin_block), (Outcome::GoOnline, None));
    // A chip that did not answer is swiped.
    rig.order(begin()).await;
    rig.pad.present(16);
    assert_eq!(rig.refused().await, Refusal::ChipFailed);
    let presented = rig.presented(16).await;
    assert_eq!((presented.entry, presented.has_chip), (Entry::Fallback, true));
}

#[tokio::test]
async fn the_host_says_no_or_the_card_does() {
    let mut rig = Rig::new(|_| {}).await;
    for (place, word) in [(1, HostWord::Declined), (1, HostWord::NoHost), (10, HostWord::Approved)] {
        rig.presented(place).await;
        rig.authorised(PinPolicy::Ask).await;
        let completed = rig.completed(word).await;
        assert!(!completed.approved);
        assert_eq!(tag(&completed.tags, "9F27"), Some([0x00].as_slice()));
    }
}

/// The sale is 123.45. The card with electronic cash approves by itself only where the order lets it, and says in its TVR
/// (fourth byte, 80h) whether the amount was above the floor limit.
#[tokio::test]
async fn a_card_approves_by_itself_only_where_it_may() {
    let mut rig = Rig::new(|_| {}).await;
    for (order, outcome, information, tvr) in [
        (ecash(12_346), Outcome::ApprovedOffline, 0x40, "0000000000"),
        (ecash(12_345), Outcome::GoOnline, 0x80, "0000008000"),
        (authorise(PinPolicy::Skip), Outcome::GoOnline, 0x80, "0000008000"),
    ] {
        rig.presented(15).await;
        let authorised = rig.authorised_by(order).await;
        assert_eq!(authorised.outcome, outcome);
        assert_eq!(tag(&authorised.tags, "9F27"), Some([information].as_slice()));
        assert_eq!(tag(&authorised.tags, "95"), Some(hex(tvr).as_slice()));
    }
    // A card without electronic cash asks the host whatever it may.
    rig.presented(1).await;
    assert_eq!(rig.authorised_by(ecash(100_000)).await.outcome, Outcome::GoOnline);
}

#[tokio::test]
async fn a_tap_has_no_second_word() {
    let mut rig = Rig::new(|_| {}).await;
    let presented = rig.presented(7).await;
    assert_eq!(presented.entry, Entry::Tap);
    let authorised = rig.authorised(PinPolicy::Skip).await;
    assert!(authorised.pin_block.is_none());
    assert_eq!(tag(&authorised.tags, "9F34"), Some(hex("1F0302").as_slice()));
    let completed = rig.completed(HostWord::Approved).await;
    assert!(completed.approved && completed.tags.is_empty());
}

#[tokio::test]
async fn a_swipe_with_pin() {
    let mut rig = Rig::new(|_| {}).await;
    let card = &CARDS[7];
    let presented = rig.presented(8).await;
    assert_eq!((presented.entry, presented.has_chip), (Entry::Swipe, false));
    assert_eq!(presented.pan.unwrap().expose(), card.pan);
    let authorised = rig.authorised(PinPolicy::Ask).await;
    assert_eq!(authorised.pin_block.unwrap().expose(), &pin_block(card.typed_pin, card.pan));
    assert!(authorised.tags.is_empty() && authorised.sequence.is_none());
    assert!(rig.completed(HostWord::Approved).await.approved);
}

#[tokio::test]
async fn damage_on_the_line_is_repaired() {
    let mut rig = Rig::new(|_| {}).await;
    for fault in [PadFault::Nak, PadFault::Noise, PadFault::WrongCrc, PadFault::LoseAck] {
        // The card is there before the pad asks, so a lost acknowledgement comes with the reply.
        rig.pad.fault(fault);
        rig.pad.present(1);
        rig.order(begin()).await;
        assert!(matches!(rig.outcome().await.0, Report::Presented(_)), "{fault:?}");
        rig.pad.fault(fault);
        assert_eq!(rig.authorised(PinPolicy::Skip).await.outcome, Outcome::GoOnline, "{fault:?}");
        rig.pad.fault(fault);
        assert!(rig.completed(HostWord::Approved).await.approved, "{fault:?}");
    }
}

#[tokio::test]
async fn a_lost_acknowledgement_of_a_waiting_command_is_asked_for_again() {
    let mut rig = Rig::new(|_| {}).await;
    rig.pad.fault(PadFault::LoseAck);
    rig.order(begin()).await;
    tokio::time::sleep(Duration::from_millis(2200)).await;
    rig.pad.present(1);
    assert!(matches!(rig.outcome().await.0, Report::Presented(_)));
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let mut rig = Rig::new(|_| {}).await;
    for pause in [Duration::ZERO, Duration::from_micros(200)] {
        rig.pad.fault(PadFault::Slow(pause));
        rig.presented(1).await;
        rig.authorised(PinPolicy::Ask).await;
        assert!(rig.completed(HostWord::Approved).await.approved);
    }
}

#[tokio::test]
async fn a_cancel_before_the_card_is_quick_and_the_pad_is_ready_again() {
    let mut rig = Rig::new(|_| {}).await;
    for _ in 0..3 {
        rig.order(begin()).await;
        let asked = Instant::now();
        rig.order(Order::Cancel).await;
        assert_eq!(rig.refused().await, Refusal::Cancelled);
        assert!(asked.elapsed() < Duration::from_millis(200), "{:?}", asked.elapsed());
    }
    rig.presented(1).await;
}

#[tokio::test]
async fn a_cancel_stops_the_pin() {
    let mut rig = Rig::new(|config| config.pace = Duration::from_millis(100)).await;
    rig.presented(1).await;
    rig.order(authorise(PinPolicy::Ask)).await;
    assert!(matches!(rig.report().await, Report::Notice(_)));
    rig.order(Order::Cancel).await;
    assert_eq!(rig.refused().await, Refusal::Cancelled);
    rig.presented(1).await;
}

#[tokio::test]
async fn a_cancel_that_crosses_the_card_has_one_outcome() {
    let mut rig = Rig::new(|_| {}).await;
    for wait in (0..40u64).map(|n| Duration::from_micros(n * 50)) {
        rig.order(begin()).await;
        rig.pad.present(1);
        tokio::time::sleep(wait).await;
        rig.order(Order::Cancel).await;
        let outcome = rig.outcome().await.0;
        assert!(matches!(outcome, Report::Presented(_) | Report::Refused(Refusal::Cancelled)), "{outcome:?}");
    }
    // No second outcome is left over, and the next order is not hit by an old cancel.
    rig.presented(1).await;
    assert!(rig.reports.try_recv().is_err());
}

#[tokio::test]
async fn a_cancel_with_nothing_in_hand_is_forgotten() {
    let mut rig = Rig::new(|_| {}).await;
    rig.order(Order::Cancel).await;
    // Sent once the task has taken the cancel: an order right behind it would be the one that it is meant for.
    tokio::time::sleep(Duration::from_millis(20)).await;
    rig.presented(1).await;
    assert!(rig.reports.try_recv().is_err());
}

#[tokio::test]
async fn the_holder_presses_cancel() {
    let mut rig = Rig::new(|config| config.pace = Duration::from_millis(100)).await;
    rig.presented(1).await;
    rig.order(authorise(PinPolicy::Ask)).await;
    assert!(matches!(rig.report().await, Report::Notice(_)));
    rig.pad.press_cancel();
    assert_eq!(rig.refused().await, Refusal::CancelledByHolder);
}

#[tokio::test]
async fn a_card_that_is_pulled_early() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(9).await;
    rig.authorised(PinPolicy::Ask).await;
    rig.order(complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
    // The card is gone: nothing more can be asked of it.
    rig.order(complete(HostWord::Approved)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
}

#[tokio::test]
async fn a_key_that_the_pad_does_not_have() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(1).await;
    let Order::Authorise(mut order) = authorise(PinPolicy::Ask) else { panic!() };
    order.key_index = SLOT + 1;
    rig.order(Order::Authorise(order)).await;
    assert_eq!(rig.refused().await, Refusal::KeyMissing(SLOT + 1));
}

#[tokio::test]
async fn eight_bytes_under_a_key_that_only_the_pad_can_open() {
    let rig = Rig::new(|_| {}).await;
    let ask = async |key: &str, slot: u8| {
        let (reply, answer) = oneshot::channel();
        let order = CipherOrder { key_index: slot, key: hex(key).into(), block: *b"12345678", reply };
        rig.ciphers.send(order).await.unwrap();
        timeout(Duration::from_secs(5), answer).await.unwrap().unwrap()
    };
    assert_eq!(ask(MAC_KEY_UNDER_TMK, SLOT).await, Ok(encrypt(MAC_KEY, *b"12345678")));
    assert_eq!(ask(PIN_KEY_UNDER_TMK, SLOT).await, Ok(encrypt(PIN_KEY, *b"12345678")));
    assert!(ask(MAC_KEY_UNDER_TMK, SLOT + 1).await.unwrap_err().contains("master key"));
    assert!(ask("00", SLOT).await.is_err());
}

#[tokio::test]
async fn unplugged_at_idle_is_noticed_at_once_and_orders_are_turned_down_until_it_is_back() {
    let mut rig = Rig::new(|_| {}).await;
    let pulled = Instant::now();
    rig.pad.unplug();
    assert!(matches!(rig.report().await, Report::Down(_)));
    assert!(pulled.elapsed() < Duration::from_millis(500));
    rig.order(begin()).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    assert!(pulled.elapsed() < Duration::from_millis(500));
    rig.pad.replug();
    assert!(matches!(rig.report().await, Report::Up(_)));
    rig.presented(1).await;
}

#[tokio::test]
async fn unplugged_while_a_card_is_awaited() {
    let mut rig = Rig::new(|_| {}).await;
    rig.order(begin()).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    rig.pad.unplug();
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    assert!(matches!(rig.report().await, Report::Down(_)));
}

#[tokio::test]
async fn cards_that_unplug_the_pad() {
    let mut rig = Rig::new(|config| config.away = Duration::from_millis(300)).await;
    rig.presented(11).await;
    rig.order(authorise(PinPolicy::Ask)).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    assert!(matches!(rig.report().await, Report::Down(_)));
    assert!(matches!(rig.report().await, Report::Up(_)));

    rig.presented(12).await;
    rig.authorised(PinPolicy::Ask).await;
    rig.order(complete(HostWord::Approved)).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    assert!(matches!(rig.report().await, Report::Down(_)));
    assert!(matches!(rig.report().await, Report::Up(_)));
}

#[tokio::test]
async fn a_frozen_pad_does_not_hang_the_task() {
    let mut rig = Rig::new(|_| {}).await;
    rig.order(begin()).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    rig.pad.fault(PadFault::Freeze);
    rig.order(Order::Cancel).await;
    assert!(matches!(rig.refused().await, Refusal::Unplugged(_)));
    assert!(matches!(rig.report().await, Report::Down(_)));
    rig.pad.fault(PadFault::Thaw);
    assert!(matches!(rig.report().await, Report::Up(_)));
}

#[tokio::test]
async fn nobody_wakes_while_nothing_happens() {
    let rig = Rig::new(|_| {}).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = rig.pad.wakeups();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(rig.pad.wakeups(), before);
}

/// What the acquirer sends down: one application, and one key of so many bytes.
fn host_data(floor: u32, key_bytes: usize) -> HostData {
    let tags = format!(
        "9F0608A000000333010102DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B04{floor:08X}\
         DF14039F3704DF1906000000000000DF2006000000100000DF2106000000100000"
    );
    let key = CaKey {
        rid: "A000000333".into(),
        index: "02".into(),
        expiry: "20301231".into(),
        modulus: "AB".repeat(key_bytes),
        exponent: "03".into(),
        check: "CD".repeat(20),
    };
    let aids = vec![Aid { aid: "A000000333010102".into(), tags }; 4];
    HostData { aids, ca_keys: vec![key; 3], ..HostData::default() }
}

fn emv_config(data: &HostData) -> Arc<EmvConfig> {
    let terminal =
        TerminalData { merchant: "898110012345678".into(), terminal: "KT000001".into(), currency: Currency::Cny };
    let (config, left_out) = EmvConfig::from_host(terminal, data);
    assert_eq!(left_out, []);
    Arc::new(config.unwrap())
}

#[tokio::test]
async fn tables_are_loaded_when_they_change_and_not_twice() {
    let mut rig = Rig::new(|_| {}).await;
    for (data, expected) in [
        (host_data(0, 144), Loaded::Anew(7)),
        (host_data(0, 144), Loaded::AlreadyThere),
        (host_data(5_000, 144), Loaded::Anew(7)),
        (host_data(5_000, 248), Loaded::Anew(7)),
    ] {
        rig.tables.send_replace(Some(emv_config(&data)));
        match rig.outcome().await.0 {
            Report::Tables(loaded) => assert_eq!(loaded, Ok(expected)),
            other => panic!("no tables: {other:?}"),
        }
    }
    // They are looked at again when the pad comes back, and a sale goes on as before.
    rig.pad.unplug();
    assert!(matches!(rig.report().await, Report::Down(_)));
    rig.pad.replug();
    assert!(matches!(rig.report().await, Report::Up(_)));
    assert!(matches!(rig.report().await, Report::Tables(Ok(Loaded::AlreadyThere))));
    assert_eq!(rig.presented(1).await.entry, Entry::Chip);
}

#[tokio::test]
async fn a_load_that_meets_noise_is_repeated_packet_by_packet() {
    let mut rig = Rig::new(|_| {}).await;
    for fault in [PadFault::Nak, PadFault::LoseAck, PadFault::Noise] {
        rig.pad.fault(fault);
    }
    rig.tables.send_replace(Some(emv_config(&host_data(0, 144))));
    assert!(matches!(rig.outcome().await.0, Report::Tables(Ok(Loaded::Anew(7)))));
}

#[tokio::test]
async fn a_card_that_is_not_wanted_is_let_go() {
    let mut rig = Rig::new(|_| {}).await;
    rig.presented(1).await;
    rig.order(Order::Release).await;
    assert!(matches!(rig.outcome().await.0, Report::Released));
    // It is gone: nothing more can be asked of it.
    rig.order(authorise(PinPolicy::Skip)).await;
    assert_eq!(rig.refused().await, Refusal::CardRemoved);
}

/// A pad of before 2.12, and what the configuration makes of it.
async fn old_pad(encryption: Encryption) -> (PadHandle, TempDir, Config) {
    let dir = tempdir().unwrap();
    let mut pad = PadConfig::new(dir.path(), SLOT, hex(TMK).try_into().unwrap());
    pad.plain_only = true;
    let pad = spawn(pad).unwrap();
    let config = Config { device: pad.path().to_owned(), encryption, ..Config::default() };
    (pad, dir, config)
}

#[tokio::test]
async fn a_pad_without_an_encrypted_line_is_spoken_to_in_clear() {
    let (pad, dir, config) = old_pad(Encryption::WhenPossible).await;
    let mut rig = Rig::on(pad, dir, config).await;
    assert!(!rig.info.capabilities.secure_line);
    assert_eq!(rig.presented(1).await.entry, Entry::Chip);
}

#[tokio::test]
async fn a_pad_without_an_encrypted_line_is_not_used_where_one_is_required() {
    let (pad, dir, config) = old_pad(Encryption::Required).await;
    let mut rig = Rig::start(pad, dir, config);
    let report = rig.report().await;
    assert!(matches!(&report, Report::Down(why) if why.contains("required")), "{report:?}");
}
