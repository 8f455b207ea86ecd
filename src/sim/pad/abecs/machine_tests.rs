//! The pad as a machine, without a line.

use super::*;
use crate::sim::CARDS;

const NOW: Duration = Duration::ZERO;

fn pad(pace: Duration) -> Pad {
    let mut pad = Pad::new(BTreeMap::from([(1, [7; 16])]), pace, false);
    assert_eq!(said(&mut pad, b"OPN"), [b"\x06".to_vec(), wire::pack(b"OPN000")]);
    pad
}

fn said(pad: &mut Pad, data: &[u8]) -> Vec<Vec<u8>> {
    pad.input(NOW, &wire::pack(data));
    out(pad)
}

fn out(pad: &mut Pad) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| pad.next_out())
        .filter_map(|out| match out {
            Out::Bytes(bytes) => Some(bytes),
            _ => None,
        })
        .collect()
}

fn command(name: &[u8], params: &[(u16, &[u8])]) -> Vec<u8> {
    let owned: Vec<_> = params.iter().map(|(id, value)| (*id, value.to_vec())).collect();
    // A command is a reply without its status.
    let mut data = wire::reply(name, &owned);
    data.drain(3..6);
    data
}

fn gcx() -> Vec<u8> {
    command(b"GCX", &[(0x13, b"000000000100"), (0x15, b"260122"), (0x16, b"120000"), (0x17, b"00000")])
}

#[test]
fn nothing_works_before_it_is_opened() {
    let mut pad = Pad::new(BTreeMap::new(), NOW, false);
    assert_eq!(said(&mut pad, b"GIX")[1], wire::pack(b"GIX010"));
}

#[test]
fn steps_out_of_turn_and_missing_parameters_are_refused() {
    let mut pad = pad(NOW);
    assert_eq!(said(&mut pad, b"GTK")[1], wire::pack(b"GTK010"));
    assert_eq!(said(&mut pad, b"GCX")[1], wire::pack(b"GCX019"));
    assert_eq!(said(&mut pad, b"GOX")[1], wire::pack(b"GOX019"));
    assert_eq!(said(&mut pad, b"XYZ")[1], wire::pack(b"ERR010"));
    assert_eq!(said(&mut pad, &gcx()).len(), 1);
    pad.present(NOW, &CARDS[0]);
    assert_eq!(out(&mut pad).len(), 1);
    let word = command(b"FCX", &[(0x19, b"0000"), (0x1C, b"00")]);
    assert_eq!(said(&mut pad, &word)[1], wire::pack(b"FCX010"));
}

#[test]
fn digits_in_clear_and_the_end_of_a_picture() {
    let mut pad = pad(NOW);
    let digits = |message: &[u8]| command(b"GCD", &[(0x0B, message), (0x0D, &[11]), (0x0E, &[11])]);
    assert!(said(&mut pad, &digits(&[0, 3]))[1].windows(11).any(|typed| typed == b"11111111111"));
    assert_eq!(said(&mut pad, &digits(&[0, 0x99]))[1], wire::pack(b"GCD011"));

    let show = command(b"DSI", &[(0x1E, b"PICTURE1")]);
    let check = wire::crc(b"x").to_be_bytes();
    let info = [&[0, 0, 0, 1], &check[..], &[1, 0, 0, 0]].concat();
    for step in [
        command(b"MLI", &[(0x1E, b"PICTURE1"), (0x1F, &info)]),
        command(b"MLR", &[(0x0F, b"x")]),
        b"MLE".to_vec(),
        show.clone(),
        command(b"DMF", &[(0x1E, b"PICTURE1")]),
    ] {
        assert_eq!(said(&mut pad, &step)[1], wire::pack(&[&step[..3], b"000"].concat()));
    }
    assert_ne!(said(&mut pad, &show)[1], wire::pack(b"DSI000"));
}

/// The key of the PIN is not looked at where no PIN is asked for (tag 9F33).
#[test]
fn risk_parameters_of_another_length_are_refused() {
    let mut pad = pad(NOW);
    let gox = |risk: &[u8]| {
        command(b"GOX", &[(0x10, b"01"), (2, b"1"), (9, b"01"), (5, b"\x9F\x33\x03\xE0\x28\xC8"), (0x1A, risk)])
    };
    assert_eq!(said(&mut pad, &gox(&[0; 4]))[1], wire::pack(b"GOX011"));
    assert_eq!(said(&mut pad, &gox(&[0; 10]))[1], wire::pack(b"GOX010"), "no card is there");
}

#[test]
fn tracks_are_given_once() {
    let mut pad = pad(NOW);
    pad.present(NOW, &CARDS[0]);
    said(&mut pad, &gcx());
    assert_ne!(said(&mut pad, b"GTK")[1], wire::pack(b"GTK010"));
    assert_eq!(said(&mut pad, b"GTK")[1], wire::pack(b"GTK010"));
}

#[test]
fn a_tap_is_not_seen_while_contactless_is_off() {
    let mut pad = pad(NOW);
    let tap = CARDS.iter().find(|card| card.entry == Entry::Tap).unwrap();
    assert_eq!(said(&mut pad, &gcx()).len(), 1);
    pad.present(NOW, tap);
    assert!(out(&mut pad).is_empty());
}

#[test]
fn a_cancel_ends_the_wait_and_forgets_the_card() {
    let mut pad = pad(Duration::from_secs(1));
    said(&mut pad, &gcx());
    pad.present(NOW, &CARDS[0]);
    assert_eq!(pad.deadline(), Some(Duration::from_secs(1)));
    pad.input(NOW, &[0x18]);
    assert_eq!(out(&mut pad), [vec![EOT]]);
    assert_eq!(pad.deadline(), None);
    assert_eq!(said(&mut pad, &gcx()).len(), 1);
}

#[test]
fn a_packet_that_stops_is_refused_after_its_time() {
    let mut pad = pad(NOW);
    pad.input(NOW, &[0x16, b'G']);
    assert_eq!(pad.deadline(), Some(BYTE_LIMIT));
    pad.tick(BYTE_LIMIT);
    assert_eq!(out(&mut pad), [vec![NAK]]);
    assert_eq!(pad.deadline(), None);
}

#[test]
fn the_last_reply_is_repeated_on_demand() {
    let mut pad = pad(NOW);
    pad.input(NOW, &[NAK]);
    assert_eq!(out(&mut pad), [wire::pack(b"OPN000")]);
}

#[test]
fn a_command_of_the_card_that_is_no_text_is_refused() {
    let mut pad = pad(NOW);
    // The digits of the length begin within a character.
    let body = "0é12".as_bytes();
    let packet = [b"CHP", format!("{:03}", body.len()).as_bytes(), body].concat();
    assert_eq!(said(&mut pad, &packet)[1], wire::pack(b"CHP011"));
}

#[test]
fn a_picture_that_is_too_long_is_not_kept() {
    let mut pad = pad(NOW);
    let begin = |size: u32, name: &[u8]| {
        let info = [&size.to_be_bytes()[..], &[0, 0, 1, 0, 0, 0]].concat();
        command(b"MLI", &[(0x1E, name), (0x1F, &info)])
    };
    assert_eq!(said(&mut pad, &begin(u32::MAX, b"HUGE"))[1], wire::pack(b"MLI102"));
    assert_eq!(said(&mut pad, &begin(10, b"SMALL"))[1], wire::pack(b"MLI000"));
    let block = command(b"MLR", &[(0x0F, &[0; 11])]);
    assert_eq!(said(&mut pad, &block)[1], wire::pack(b"MLR102"));
    assert_eq!(said(&mut pad, &block)[1], wire::pack(b"MLR010"), "what was too long is over");
}
