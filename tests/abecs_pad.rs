//! What an ABECS pad can do beside trades, by the real driver over a real pseudo-terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{future::pending, pin::pin};

use keytill::{
    domain::{Amount, Civil, Currency, Entry},
    emv::{self, Tag},
    reader::{
        ApduPort, Begin, CardReader, ChipSlot, Config, Display, Ears, Fault, PadTrouble, PinPolicy, Refusal, TapOffer,
        abecs::{Awaited, ChipChange, Driver, PadEvent, PictureName, Settings},
        line,
    },
    sim::pad::{PadConfig, PadHandle, spawn},
};
use tempfile::{TempDir, tempdir};

/// A pad with a driver on its line.
struct Rig {
    pad: PadHandle,
    driver: Driver<line::Line>,
    /// In which the pad's line lies.
    _dir: TempDir,
}

impl Rig {
    async fn new(change: impl FnOnce(&mut Config)) -> Rig {
        let dir = tempdir().unwrap();
        let pad = spawn(PadConfig::new(dir.path(), 5, [7; 16])).unwrap();
        let mut config = Config { device: pad.path().to_owned(), ..Config::default() };
        change(&mut config);
        let driver = Driver::open(line::open(&config).unwrap(), &Settings::of(&config)).await.unwrap();
        Rig { pad, driver, _dir: dir }
    }
}

/// Lets a command wait for the holder, and nobody cancel.
macro_rules! patiently {
    ($rig:ident, |$ears:ident| $call:expr) => {{
        let mut never = pin!(pending::<()>());
        let mut silent = |_: String| {};
        let mut ears = Ears::new(never.as_mut(), &mut silent);
        let $ears = &mut ears;
        $call.await
    }};
}

fn begin() -> Begin {
    let at = Civil { year: 2026, month: 1, day: 22, hour: 12, minute: 0, second: 0 };
    let amount = Amount::from_minor(1234).unwrap();
    Begin { amount, currency: Currency::Cny, at, kind: 0, tap: TapOffer::Open, tap_pin: PinPolicy::Ask }
}

#[tokio::test]
async fn it_says_what_it_is_and_which_keys_it_has() {
    let mut rig = Rig::new(|_| {}).await;
    let can = rig.driver.info().capabilities.clone();
    assert!(can.contact && can.contactless && can.stripe && can.apdu && can.secure_line && !can.beeper);
    assert_eq!(can.display, Some((2, 16)));
    let health = rig.driver.health().await.unwrap();
    assert_eq!((health.pin_slots, health.data_slots), (vec![5], vec![5]));
    assert_eq!(health.tables, None);
}

#[tokio::test]
async fn it_sees_cards_come_and_go() {
    let mut rig = Rig::new(|_| {}).await;
    for (place, awaited, expected) in [
        (1, Awaited { chip: Some(ChipChange::In), ..Awaited::default() }, PadEvent::Inserted),
        (7, Awaited { tap: true, ..Awaited::default() }, PadEvent::Tapped),
        (8, Awaited { swipe: true, ..Awaited::default() }, PadEvent::Swiped),
    ] {
        rig.pad.present(place);
        assert_eq!(patiently!(rig, |ears| rig.driver.wait_for(awaited, ears)), Ok(expected));
    }
    let out = Awaited { chip: Some(ChipChange::Out), ..Awaited::default() };
    assert_eq!(patiently!(rig, |ears| rig.driver.wait_for(out, ears)), Ok(PadEvent::Removed));
}

#[tokio::test]
async fn a_holder_chooses_from_a_menu() {
    let mut rig = Rig::new(|_| {}).await;
    let chosen = patiently!(rig, |ears| rig.driver.menu("Card", &["Debit", "Credit"], ears));
    assert_eq!(chosen, Ok(0));
    assert!(patiently!(rig, |ears| rig.driver.menu("Card", &[], ears)).is_err());
    assert!(patiently!(rig, |ears| rig.driver.menu("Card", &["\u{50a8}\u{84c4}"], ears)).is_err());
}

#[tokio::test]
async fn a_chip_gives_more_objects_and_none_of_its_number() {
    let mut rig = Rig::new(|_| {}).await;
    rig.pad.present(1);
    let presented = patiently!(rig, |ears| rig.driver.begin(&begin(), ears)).unwrap();
    assert_eq!(presented.entry, Entry::Chip);
    let objects = rig.driver.objects(&[Tag::DF_NAME, Tag::PAN, Tag::TRACK2, Tag::LABEL]).await.unwrap();
    assert!(emv::find(&objects, Tag::DF_NAME).unwrap().starts_with(&[0xA0, 0, 0, 3, 0x33]));
    assert!(emv::find(&objects, Tag::PAN).is_none() && emv::find(&objects, Tag::TRACK2).is_none());
}

#[tokio::test]
async fn a_chip_s_own_commands_go_through() {
    let mut rig = Rig::new(|_| {}).await;
    assert_eq!(rig.driver.power_on(ChipSlot::Contact).await, Err(Fault::Refused(Refusal::CardRemoved)));
    rig.pad.present(1);
    // The pad takes the card when something waits for one.
    let awaited = Awaited { chip: Some(ChipChange::In), ..Awaited::default() };
    patiently!(rig, |ears| rig.driver.wait_for(awaited, ears)).unwrap();
    let reset = rig.driver.power_on(ChipSlot::Contact).await.unwrap();
    assert_eq!(reset[0], 0x3B);
    let select = [0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x03, 0x33, 0x00];
    let answer = rig.driver.transmit(ChipSlot::Contact, &select).await.unwrap();
    assert!(answer.ends_with(&[0x90, 0x00]) && answer.starts_with(&[0x6F]), "{answer:02X?}");
    // No processing options before its list is answered.
    let out_of_form = [0x80, 0xA8, 0x00, 0x00, 0x02, 0x83, 0x00, 0x00];
    assert_eq!(rig.driver.transmit(ChipSlot::Contact, &out_of_form).await.unwrap(), [0x67, 0x00]);
    rig.driver.power_off(ChipSlot::Contact).await.unwrap();
    assert_eq!(rig.driver.transmit(ChipSlot::Contact, &select).await, Err(Fault::Refused(Refusal::CardRemoved)));
    assert!(rig.driver.transmit(ChipSlot::Contact, &[0; 249]).await.is_err());
    assert!(rig.driver.power_on(ChipSlot::Module(9)).await.is_err());
}

#[tokio::test]
async fn its_display_takes_its_own_letters_and_pictures() {
    let mut rig = Rig::new(|_| {}).await;
    rig.driver.show("OBRIGADO\nE VOLTE").await.unwrap();
    assert!(rig.driver.show("\u{8c22}\u{8c22}").await.is_err());
    // Of every length about the limits of a part, of a command and of two commands.
    for length in [1, 899, 900, 901, 1799, 1800, 1801, 4000] {
        let picture: Vec<u8> = (0..length).map(|n| (n * 7 + length) as u8).collect();
        let name = rig.driver.load_picture(&picture).await.unwrap();
        assert_eq!(rig.driver.load_picture(&picture).await, Ok(name), "it has it already");
        rig.driver.show_picture(name).await.unwrap();
    }
    let unknown = rig.driver.show_picture(PictureName::of(b"never loaded")).await;
    assert_eq!(unknown, Err(Fault::Refused(Refusal::Pad(PadTrouble::Picture))));
    assert!(rig.driver.load_picture(&vec![0; 64 * 1024 + 1]).await.is_err());
}

#[tokio::test]
async fn pictures_of_the_configuration_are_loaded_and_a_missing_one_does_no_harm() {
    let folder = tempdir().unwrap();
    let picture = folder.path().join("idle.png");
    std::fs::write(&picture, [0x89, b'P', b'N', b'G', 1, 2, 3]).unwrap();
    let mut rig = Rig::new(|config| {
        config.idle_picture = Some(picture.clone());
        config.remove_card_picture = Some("/nowhere/at/all.png".into());
    })
    .await;
    rig.driver.rest().await.unwrap();
    rig.pad.present(1);
    patiently!(rig, |ears| rig.driver.begin(&begin(), ears)).unwrap();
    patiently!(rig, |ears| rig.driver.release(ears)).unwrap();
}

/// Whoever runs this may be the superuser, whom the exclusive mark alone does not stop.
#[tokio::test]
async fn a_line_is_one_program_s() {
    let rig = Rig::new(|_| {}).await;
    let config = Config { device: rig.pad.path().to_owned(), ..Config::default() };
    let refused = line::open(&config).unwrap_err();
    assert!(refused.to_string().contains("no other program"), "{refused}");
}
