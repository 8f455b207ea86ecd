//! The reader by itself, command by command: what it keeps to, and cards that are not on the tray.

use std::time::Duration;

use super::{Reader, wire};
use crate::{
    domain::Entry,
    sim::{
        CardConduct, HostConduct, TestCard,
        pad::{
            PadConfig, PadFault,
            abecs::keys::pack as hex,
            machine::{Machine, Out},
        },
    },
};

const NOW: Duration = Duration::ZERO;
/// 02-40 with an amount; stripe, tap and chip.
const START: &str = "FF 9F0206000000012345 9C0100 5F2A020156 DFEF370107";

fn card(entry: Entry, card: CardConduct, typed_pin: &'static str) -> &'static TestCard {
    let card = TestCard {
        // Chips are remembered by their places.
        place: 90 + card as u8 + 20 * u8::from(entry == Entry::Tap),
        pan: "6210948000000000707",
        expiry: "3012",
        sequence: 1,
        entry,
        pin: "123456",
        typed_pin,
        host: HostConduct::Approve,
        card,
    };
    Box::leak(Box::new(card))
}

fn reader(change: impl FnOnce(&mut PadConfig)) -> Reader {
    let mut config = PadConfig::new("", 1, [0x11; 16]);
    change(&mut config);
    Reader::new(&config)
}

fn bytes(digits: &str) -> Vec<u8> {
    hex(&digits.replace(' ', "")).unwrap()
}

/// The frame of a command; its check has the low byte first.
fn frame(code: (u8, u8), data: &[u8]) -> Vec<u8> {
    let mut frame = wire::pack(code.0, code.1, data);
    let end = frame.len();
    if code.0 != 0x2C {
        frame.swap(end - 1, end - 2);
    }
    frame
}

/// What has gone out: command, status, data.
fn said(reader: &mut Reader) -> Vec<(u8, u8, Vec<u8>)> {
    let mut all = Vec::new();
    while let Some(out) = reader.next_out() {
        if let Out::Bytes(bytes) = out {
            all.push((bytes[10], bytes[11], bytes[14..bytes.len() - 2].to_vec()));
        }
    }
    all
}

/// Gives a command; its answers, without their data.
fn give(reader: &mut Reader, code: (u8, u8), data: &str) -> Vec<(u8, u8)> {
    reader.input(NOW, &frame(code, &bytes(data)));
    said(reader).into_iter().map(|(command, status, _)| (command, status)).collect()
}

/// Presents a card after 02-40; the status and the objects.
fn presented(reader: &mut Reader, card: &'static TestCard) -> (u8, Vec<(u32, Vec<u8>)>) {
    assert_eq!(give(reader, (0x02, 0x40), START), []);
    reader.present(NOW, card);
    let (_, status, data) = said(reader).pop().unwrap();
    (status, wire::objects(&data[1..]).unwrap())
}

fn result(objects: &[(u32, Vec<u8>)]) -> Option<&[u8]> {
    objects.iter().find(|(tag, _)| *tag == 0xDF_EE25).map(|(_, value)| value.as_slice())
}

#[test]
fn what_it_does_not_know_or_cannot_read_has_a_status_each() {
    let mut reader = reader(|_| {});
    assert_eq!(give(&mut reader, (0x77, 0x01), ""), [(0x77, 0x02)]);
    assert_eq!(give(&mut reader, (0x18, 0x77), ""), [(0x18, 0x03)]);
    assert_eq!(give(&mut reader, (0x25, 0x01), "2A30"), [(0x25, 0x05)]);
    let mut damaged = frame((0x18, 0x01), &[]);
    damaged[14] ^= 1;
    reader.input(NOW, &damaged);
    assert_eq!(said(&mut reader), [(0x18, 0x04, vec![])]);
    reader.input(NOW, &[b"ViVOtech2\0", &[0x04, 0x03, 0xFF, 0xFF][..]].concat());
    assert_eq!(said(&mut reader), [(0x04, 0x07, vec![])]);
}

#[test]
fn a_chip_goes_step_by_step() {
    let mut reader = reader(|_| {});
    assert_eq!(give(&mut reader, (0x60, 0x11), "01 0078"), [(0x60, 0x0B)], "no card");
    let (_, objects) = presented(&mut reader, card(Entry::Chip, CardConduct::Agrees, ""));
    assert_eq!(result(&objects), Some(&[0x00, 0x10][..]));
    assert_eq!(give(&mut reader, (0x60, 0x12), "01 8A023030"), [(0x60, 0x0B)], "no first cryptogram");
    presented(&mut reader, card(Entry::Chip, CardConduct::Agrees, ""));
    assert_eq!(give(&mut reader, (0x60, 0x11), "01 0078"), [(0x60, 0x63), (0x60, 0x00)]);
    assert_eq!(give(&mut reader, (0x60, 0x12), "01"), [(0x60, 0x05)], "answered without a code");
    assert_eq!(give(&mut reader, (0x60, 0x12), "01 8A023030"), [(0x60, 0x63), (0x60, 0x00)]);
    assert_eq!(give(&mut reader, (0x60, 0x12), "01 8A023030"), [(0x60, 0x0B)], "it has had its word");
}

/// A chip that says nothing is told so, and then its holder swipes it.
#[test]
fn chips_that_are_mute_or_blocked() {
    let mut reader = reader(|_| {});
    let mute = card(Entry::Chip, CardConduct::MuteChip, "");
    let (status, objects) = presented(&mut reader, mute);
    assert_eq!((status, result(&objects)), (0, Some(&[0x30, 0x02][..])));
    let (status, objects) = presented(&mut reader, mute);
    assert_eq!((status, result(&objects)), (0, Some(&[0x00, 0x07][..])));
    assert!(objects.iter().any(|(tag, _)| *tag == 0xDF_EE23));
    let (_, objects) = presented(&mut reader, card(Entry::Chip, CardConduct::Blocked, ""));
    assert_eq!(result(&objects), Some(&[0x50, 0x23][..]));
    let (status, objects) = presented(&mut reader, card(Entry::Tap, CardConduct::Blocked, ""));
    let error = objects.iter().find(|(tag, _)| *tag == 0xFF_EE1F).unwrap();
    assert_eq!((status, error.1[0]), (0x0A, 0x25));
}

#[test]
fn anything_but_a_cancel_counts_as_one_while_a_card_is_waited_for() {
    let mut reader = reader(|_| {});
    give(&mut reader, (0x02, 0x40), START);
    assert_eq!(give(&mut reader, (0x18, 0x01), ""), [(0x18, 0x00)]);
    reader.present(NOW, card(Entry::Tap, CardConduct::Agrees, ""));
    assert_eq!(said(&mut reader), [], "nobody waits for a card any more");
}

const PIN: &str = "10 10 35343332313031323334353637383930 0C 04 03 434E59";
const KEY: &str = "0001 02 0010 00112233445566778899AABBCCDDEEFF 0000";

#[test]
fn a_pin_needs_a_key_and_a_number_and_has_a_cancel_of_its_own() {
    let mut reader = reader(|config| config.pace = Duration::from_secs(1));
    let state = |reader: &mut Reader, data: &str| {
        reader.input(NOW, &frame((0x62, 0x01), &bytes(data)));
        reader.tick(NOW + Duration::from_secs(1));
        said(reader).pop().map(|(_, status, data)| (status, data.first().copied()))
    };
    assert_eq!(state(&mut reader, PIN), Some((0x0A, Some(0x05))));
    give(&mut reader, (0x63, 0x03), KEY);
    let short = "10 0F 353433323130313233343536373839 0C 04 03 434E59";
    assert_eq!(state(&mut reader, short), Some((0x0A, Some(0x04))));
    assert_eq!(state(&mut reader, &PIN.replace("03 434E59", "04 434E59")), Some((0x0A, Some(0x03))));
    // Nothing is typed.
    assert_eq!(state(&mut reader, PIN), Some((0x00, Some(0x00))));
    // While it waits, all else fails, the cancel of a card too.
    assert_eq!(give(&mut reader, (0x62, 0x01), PIN), [(0x62, 0x00)]);
    assert_eq!(give(&mut reader, (0x05, 0x01), ""), [(0x05, 0x0A)]);
    assert_eq!(give(&mut reader, (0x62, 0x00), ""), [(0x62, 0x00), (0x62, 0x0A)]);
}

#[test]
fn one_pin_in_half_a_minute() {
    let mut reader = reader(|config| config.pin_interval = Duration::from_secs(30));
    give(&mut reader, (0x63, 0x03), KEY);
    let mut ask = |at: u64| {
        reader.input(Duration::from_secs(at), &frame((0x62, 0x01), &bytes(PIN)));
        said(&mut reader).pop().unwrap().1
    };
    assert_eq!([ask(0), ask(29), ask(30), ask(59), ask(60)], [0x00, 0x0A, 0x00, 0x0A, 0x00]);
}

#[test]
fn faults_happen_once() {
    let mut reader = reader(|_| {});
    for (fault, answers) in [(PadFault::Nak, vec![(0x18, 0x04)]), (PadFault::LoseAck, vec![])] {
        reader.fault(fault);
        assert_eq!(give(&mut reader, (0x18, 0x01), ""), answers, "{fault:?}");
        assert_eq!(give(&mut reader, (0x18, 0x01), ""), [(0x18, 0x00)]);
    }
}
