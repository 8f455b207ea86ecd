//! The link's time limits and repeats against a pad that is scripted byte by byte, under a virtual clock.

use std::{pin::pin, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    time::Instant,
};

use super::{
    blocks::{Command, Reply},
    driver::{COMPLETE_LIMIT, Driver, Settings},
    frame::{ACK, CAN, EOT, NAK, SYN, encode},
    link::{Link, REPLY_LIMIT},
};
use crate::{
    domain::{Amount, Civil, Currency},
    reader::{
        Authorise, Authorised, Begin, CardReader, Complete, Completed, Config, Ears, Encryption, Fault, HostWord,
        Offline, Outcome, PadTrouble, PinPolicy, Refusal, TapOffer,
    },
};

/// The pad's end of the line.
pub(super) struct Far(DuplexStream);

impl Far {
    /// Everything that has come, as far as it comes at once.
    pub(super) async fn read(&mut self) -> Vec<u8> {
        let mut buffer = [0; 4096];
        let count = self.0.read(&mut buffer).await.unwrap();
        buffer[..count].to_vec()
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    pub(super) async fn say(&mut self, data: &[u8]) {
        self.write(&encode(data).unwrap()).await;
    }

    /// Takes a command and says so.
    pub(super) async fn take(&mut self, name: &[u8]) {
        self.packet(name).await;
    }

    /// Takes a command, says so, and gives its packet.
    async fn packet(&mut self, name: &[u8]) -> Vec<u8> {
        let packet = self.read().await;
        assert_eq!(&packet[1..4], name);
        self.write(&[ACK]).await;
        packet
    }
}

pub(super) fn line() -> (Link<DuplexStream>, Far) {
    let (near, far) = duplex(4096);
    (Link::new(near), Far(far))
}

fn is_lost<T>(result: &Result<T, Fault>) -> bool {
    matches!(result, Err(Fault::Lost(_)))
}

pub(super) async fn ask(link: &mut Link<DuplexStream>) -> Result<Reply, Fault> {
    link.ask(Command::new(b"GIX"), REPLY_LIMIT, None).await
}

/// Asks for a card and cancels after `patience`; gives the outcome and the notices.
async fn ask_person(link: &mut Link<DuplexStream>, patience: Duration) -> (Result<Reply, Fault>, Vec<String>) {
    let mut notices = Vec::new();
    let cancelled = pin!(tokio::time::sleep(patience));
    let mut tell = |text| notices.push(text);
    let mut ears = Ears::new(cancelled, &mut tell);
    let result = link.ask_person(Command::new(b"GCX"), &mut ears, None).await;
    (result, notices)
}

const NEVER: Duration = Duration::from_secs(1_000_000);

#[tokio::test(start_paused = true)]
async fn a_silent_pad_is_lost_after_three_tries_of_two_seconds() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let (result, sent) = tokio::join!(ask(&mut link), async {
        let mut sent = Vec::new();
        for _ in 0..3 {
            assert_eq!(far.read().await, *encode(b"GIX").unwrap());
            sent.push(began.elapsed().as_secs());
        }
        sent
    });
    assert!(is_lost(&result), "{result:?}");
    assert_eq!(sent, [0, 2, 4]);
    assert_eq!(began.elapsed().as_secs(), 6);
}

#[tokio::test(start_paused = true)]
async fn three_naks_are_a_lost_pad() {
    let (mut link, mut far) = line();
    let (result, ()) = tokio::join!(ask(&mut link), async {
        for _ in 0..3 {
            far.read().await;
            far.write(&[NAK]).await;
        }
    });
    assert!(is_lost(&result));
}

#[tokio::test(start_paused = true)]
async fn a_command_that_waits_for_nobody_has_ten_seconds() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let (result, ()) = tokio::join!(ask(&mut link), far.take(b"GIX"));
    assert!(is_lost(&result));
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_command_that_waits_for_a_person_has_all_day_and_gives_notices() {
    let (mut link, mut far) = line();
    let ((result, notices), ()) = tokio::join!(ask_person(&mut link, NEVER), async {
        far.take(b"GCX").await;
        far.say(b"NTM000032INSERT OR TAP   THE CARD        ").await;
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        far.say(b"GCX000").await;
    });
    assert_eq!(result.unwrap().status, 0);
    assert_eq!(notices, ["INSERT OR TAP THE CARD"]);
}

#[tokio::test(start_paused = true)]
async fn a_notice_counts_as_the_acknowledgement_that_was_lost() {
    let (mut link, mut far) = line();
    let ((result, notices), ()) = tokio::join!(ask_person(&mut link, NEVER), async {
        far.read().await;
        far.say(b"NTM000032TYPING PIN                      ").await;
        tokio::time::sleep(Duration::from_secs(30)).await;
        far.say(b"GCX000").await;
    });
    assert_eq!((result.unwrap().status, notices.len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_damaged_reply_is_asked_for_three_times_after_a_quiet_half_second() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let (result, naks) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        let mut naks = Vec::new();
        for _ in 0..4 {
            far.write(&[SYN, b'G', b'I', b'X', 0x17, 0, 0]).await;
            let answer = far.read().await;
            naks.push((answer, began.elapsed().as_millis()));
        }
        far.write(&[EOT]).await;
        naks
    });
    assert!(matches!(result, Err(Fault::Refused(Refusal::Garbled(_)))), "{result:?}");
    let nak = vec![NAK];
    assert_eq!(naks, [(nak.clone(), 500), (nak.clone(), 1000), (nak, 1500), (vec![CAN], 1500)]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_stops_in_the_middle_is_asked_for_again() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let (result, ()) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        far.write(&encode(b"GIX000").unwrap()[..5]).await;
        assert_eq!(far.read().await, [NAK]);
        far.say(b"GIX000").await;
    });
    assert!(result.is_ok());
    // Two seconds for the byte that did not come, half a second of quiet.
    assert_eq!(began.elapsed().as_millis(), 2500);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_babbles_is_given_up() {
    let (mut link, mut far) = line();
    let (result, ()) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        far.write(&[SYN, 0x17, 0, 0]).await;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            far.write(&[0xAA]).await;
        }
        assert!(far.read().await.starts_with(&[CAN]));
        far.write(&[EOT]).await;
    });
    assert!(matches!(result, Err(Fault::Refused(Refusal::Garbled(_)))), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn packets_that_answer_nothing_are_skipped_up_to_a_limit() {
    let (mut link, mut far) = line();
    let (result, ()) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        far.say(b"GCX012").await;
        far.say(b"GIX000").await;
    });
    assert!(result.is_ok());
    let (result, ()) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        for _ in 0..=super::link::MAX_STRAYS {
            far.say(b"GCX012").await;
        }
        assert_eq!(far.read().await, [CAN]);
        far.write(&[EOT]).await;
    });
    assert!(matches!(result, Err(Fault::Refused(Refusal::Garbled(_)))));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_command_is_a_status() {
    let (mut link, mut far) = line();
    let (result, ()) = tokio::join!(ask(&mut link), async {
        far.take(b"GIX").await;
        far.say(b"ERR010").await;
    });
    assert_eq!(result.err(), Some(Fault::Refused(Refusal::Pad(PadTrouble::Command(10)))));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_is_sent_until_the_pad_answers() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let ((result, _), ()) = tokio::join!(ask_person(&mut link, Duration::from_secs(5)), async {
        far.take(b"GCX").await;
        assert_eq!(far.read().await, [CAN]);
        assert_eq!(began.elapsed().as_secs(), 5);
        assert_eq!(far.read().await, [CAN]);
        assert_eq!(began.elapsed().as_secs(), 7);
        far.write(&[0x00, NAK, EOT]).await;
    });
    assert_eq!(result.err(), Some(Fault::Refused(Refusal::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_crosses_the_cancel_counts() {
    let (mut link, mut far) = line();
    let ((result, _), ()) = tokio::join!(ask_person(&mut link, Duration::from_secs(5)), async {
        far.take(b"GCX").await;
        assert_eq!(far.read().await, [CAN]);
        far.say(b"GCX000").await;
        far.write(&[EOT]).await;
    });
    assert_eq!(result.unwrap().status, 0);
}

#[tokio::test(start_paused = true)]
async fn an_unanswered_cancel_is_a_lost_pad() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let ((result, _), ()) = tokio::join!(ask_person(&mut link, Duration::from_secs(1)), far.take(b"GCX"));
    assert!(is_lost(&result));
    assert_eq!(began.elapsed().as_secs(), 7);
}

/// Brings a driver to where a chip has been authorised, then completes with this reply to FCX.
async fn complete_with(fcx: &'static [u8]) -> Result<Completed, Fault> {
    trade_with(Offline::Never, fcx).await.0
}

/// A chip that has paid by itself has paid, whatever becomes of the track that is fetched afterwards: the pad refuses it, or is gone.
#[tokio::test(start_paused = true)]
async fn a_card_that_paid_by_itself_has_paid_without_its_track() {
    let limit = Offline::Below(Amount::from_minor(100_000).unwrap());
    for gtk in [Some(b"GTK042".as_slice()), None] {
        for (gox, is_paid) in
            [(b"GOX000010\x80\x56\x00\x06000000".as_slice(), true), (b"GOX000010\x80\x56\x00\x06200000", false)]
        {
            let (near, far) = duplex(4096);
            let mut far = Far(far);
            let pad = async {
                begun(&mut far).await;
                far.take(b"GOX").await;
                far.say(gox).await;
                far.take(b"GTK").await;
                match gtk {
                    Some(reply) => far.say(reply).await,
                    None => drop(far),
                }
            };
            let till = async {
                let mut driver = presented(near).await?;
                authorised(&mut driver, limit).await
            };
            let (result, ()) = tokio::join!(till, pad);
            match result {
                Ok(authorised) => {
                    assert!(is_paid && authorised.outcome == Outcome::ApprovedOffline && authorised.track2.is_none());
                    assert_eq!(authorised.pan.expose(), "6210948000000000707");
                }
                Err(fault) => assert!(!is_paid, "{fault:?}"),
            }
        }
    }
}

/// The pad's part up to where a chip has been presented.
async fn begun(far: &mut Far) {
    assert_eq!(far.read().await, [CAN]);
    far.write(&[EOT]).await;
    let card = b"GCX000029\x80\x4F\x00\x0203\x80\x52\x00\x136210948000000000707".as_slice();
    for (name, reply) in [(b"OPN", b"OPN000".as_slice()), (b"GIX", b"GIX000"), (b"GCX", card)] {
        far.take(name).await;
        far.say(reply).await;
    }
}

/// The till's part of the same.
async fn presented(near: DuplexStream) -> Result<Driver<DuplexStream>, Fault> {
    let mut driver =
        Driver::open(near, &Settings::of(&Config { encryption: Encryption::Off, ..Config::default() })).await?;
    let mut quiet = |_| {};
    let never = pin!(std::future::pending());
    let at = Civil { year: 2026, month: 1, day: 22, hour: 0, minute: 0, second: 0 };
    let amount = Amount::from_minor(1).unwrap();
    let order = Begin { amount, currency: Currency::Cny, at, kind: 0, tap: TapOffer::Open, tap_pin: PinPolicy::Ask };
    driver.begin(&order, &mut Ears::new(never, &mut quiet)).await?;
    Ok(driver)
}

async fn authorised(driver: &mut Driver<DuplexStream>, offline: Offline) -> Result<Authorised, Fault> {
    let (amount, pin) = (Amount::from_minor(1).unwrap(), PinPolicy::Skip);
    let mut quiet = |_| {};
    let never = pin!(std::future::pending());
    let order = Authorise { amount, offline, pin, key_index: 0, pin_key: Vec::new() };
    driver.authorise(&order, &mut Ears::new(never, &mut quiet)).await
}

/// The same with an order about approvals by the card alone; gives the packet of GOX as well.
async fn trade_with(offline: Offline, fcx: &'static [u8]) -> (Result<Completed, Fault>, Vec<u8>) {
    let (near, far) = duplex(4096);
    let mut far = Far(far);
    let pad = async {
        begun(&mut far).await;
        let gox = far.packet(b"GOX").await;
        far.say(b"GOX000010\x80\x56\x00\x06200000").await;
        for (name, reply) in [(b"GTK", b"GTK000".as_slice()), (b"FCX", fcx)] {
            far.take(name).await;
            far.say(reply).await;
        }
        gox
    };
    let till = async {
        let mut driver = presented(near).await?;
        let authorised = authorised(&mut driver, offline).await?;
        assert_eq!(authorised.pan.expose(), "6210948000000000707");
        assert!(authorised.track2.is_none() && authorised.pin_block.is_none());
        driver.complete(&Complete { word: HostWord::Approved, code: *b"00", issuer_data: Vec::new() }).await
    };
    tokio::join!(till, pad)
}

/// An approval by the card alone is forbidden twice: by the options and by a floor limit of nothing.
#[tokio::test(start_paused = true)]
async fn the_pad_is_told_whether_the_card_may_approve_by_itself() {
    let limit = Amount::from_minor(100_000).unwrap();
    for (offline, options, floor) in
        [(Offline::Never, b"01000", [0; 4]), (Offline::Below(limit), b"00000", [0x00, 0x01, 0x86, 0xA0])]
    {
        let (_, gox) = trade_with(offline, b"FCX000007\x80\x58\x00\x03000").await;
        let told = [b"\x00\x18\x00\x05".as_slice(), options, b"\x00\x1A\x00\x0A", &floor, &[0; 6]].concat();
        assert!(gox.windows(told.len()).any(|part| part == told), "{offline:?}: {gox:02X?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_word_is_taken_under_both_ids() {
    for (reply, approved) in [
        (b"FCX000007\x80\x58\x00\x03000".as_slice(), true),
        (b"FCX000007\x80\x58\x00\x03100", false),
        (b"FCX000007\x80\x56\x00\x03000", true),
    ] {
        assert_eq!(complete_with(reply).await.unwrap().approved, approved);
    }
    assert!(matches!(complete_with(b"FCX000").await, Err(Fault::Refused(Refusal::Garbled(_)))));
    assert_eq!(complete_with(b"FCX043").await.err(), Some(Fault::Refused(Refusal::CardRemoved)));
    assert!(COMPLETE_LIMIT > REPLY_LIMIT);
}
