use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use super::*;
use crate::sim::host::frame::with_length;

#[test]
fn cards_that_make_trouble_are_booked_all_the_same() {
    let mut terminal = Terminal::ready();
    let of = |terminal: &mut Terminal, place: u8| {
        let request = terminal.sale(u32::from(place), 100, by_place(place).unwrap(), "123456");
        terminal.react(&request)
    };
    assert_eq!(of(&mut terminal, 4), Reaction::Silence);
    assert!(matches!(of(&mut terminal, 5), Reaction::AnswerLate(_, after) if after == Duration::from_secs(75)));
    let Reaction::Answer(bad_mac) = of(&mut terminal, 6) else { panic!("no answer") };
    let mac = terminal.mac.as_ref().unwrap().mac(mac_input(&bad_mac[11..]));
    assert_ne!(open(&bad_mac).bytes(64), Some(&mac[..]));
    assert_eq!(of(&mut terminal, 13), Reaction::Drop);
    let Reaction::Answer(garbage) = of(&mut terminal, 14) else { panic!("no answer") };
    assert!(Message::parse(&UNIONPAY, &garbage[11..]).is_err());
    for stan in [4, 5, 6, 13, 14] {
        assert_eq!(terminal.state(stan), Some(BookState::Approved), "{stan}");
        assert_eq!(terminal.code(&terminal.reversal(stan, 100)), "00");
    }
}

#[test]
fn faults_on_order_come_in_turn_and_by_type() {
    let mut terminal = Terminal::ready();
    let faults = terminal.host.faults();
    faults.next_for(Filter::Type(Mti::new("0400")), Fault::Code("96"));
    faults.next(Fault::Lost);
    faults.next(Fault::NoAnswer);
    faults.next(Fault::Half);
    faults.next(Fault::Code("91"));
    let sale = |terminal: &mut Terminal, stan| {
        let request = terminal.sale(stan, 100, by_place(1).unwrap(), "123456");
        terminal.react(&request)
    };
    assert_eq!((sale(&mut terminal, 2), terminal.state(2)), (Reaction::Silence, None));
    assert_eq!((sale(&mut terminal, 3), terminal.state(3)), (Reaction::Silence, Some(BookState::Approved)));
    let Reaction::Raw(half) = sale(&mut terminal, 4) else { panic!("not half") };
    let said = usize::from(u16::from_be_bytes([half[0], half[1]]));
    assert_eq!(half.len(), (said + 2) / 2);
    let request = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    assert_eq!((terminal.code(&request), terminal.state(5)), ("91".into(), Some(BookState::Declined)));
    assert_eq!(terminal.code(&terminal.reversal(3, 100)), "96");
    assert_eq!(
        (terminal.code(&terminal.reversal(3, 100)), terminal.state(3)),
        ("00".into(), Some(BookState::Reversed))
    );
}

#[test]
fn bytes_that_are_no_request_break_the_line() {
    let mut terminal = Terminal::ready();
    for bytes in [&[][..], &[0x60; 10], &envelope(&[0xFF; 30]), &[0; 40]] {
        assert_eq!(terminal.host.answer(bytes, NOW), Reaction::Drop);
    }
}

#[test]
fn the_books_outlive_the_host_and_the_capture_holds_what_crossed() {
    let folder = tempfile::tempdir().unwrap();
    let (books, capture) = (folder.path().join("books.json"), folder.path().join("wire.jsonl"));
    let config = HostConfig { books: Some(books.clone()), capture: Some(capture.clone()), ..config() };
    let mut terminal = Terminal::new(config.clone());
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let kept = terminal.host.books().clone();
    drop(terminal);
    let mut terminal = Terminal::new(config);
    assert_eq!(terminal.host.books(), &kept);
    terminal.sign_on("003");
    let again = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&again), "94");
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(&capture).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4 * 2 + 2);
    assert_eq!(lines[1]["keys"]["pik"].as_str().map(str::len), Some(32));
}

fn receive(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut frame).unwrap();
    frame
}

/// Whether the host has closed the line without another byte.
fn is_closed(stream: &mut TcpStream) -> bool {
    matches!(stream.read(&mut [0; 1]), Ok(0) | Err(_))
}

#[test]
fn over_a_socket() {
    let host = Host::new(config()).unwrap();
    let handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), host).unwrap();
    let terminal = Terminal::new(config());
    let mut stream = TcpStream::connect(handle.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let echo = terminal.message("0820", "00", "301");
    let frame = with_length(&terminal.sealed(&echo));
    // Two messages in one piece, then one in two pieces.
    stream.write_all(&[&frame[..], &frame[..20]].concat()).unwrap();
    assert_eq!(open(&receive(&mut stream)).text(39), Some("00"));
    stream.write_all(&frame[20..]).unwrap();
    assert_eq!(open(&receive(&mut stream)).text(39), Some("00"));
    // A late answer comes on the same line and does not hold up the one behind it.
    handle.faults().next(Fault::Late(Duration::from_millis(400)));
    let mut sign_on = terminal.message("0800", "00", "003");
    sign_on.set_text(11, "000001");
    stream.write_all(&with_length(&terminal.sealed(&sign_on))).unwrap();
    stream.write_all(&frame).unwrap();
    assert_eq!(open(&receive(&mut stream)).mti().as_str(), "0830");
    assert_eq!(open(&receive(&mut stream)).mti().as_str(), "0810");
    assert_eq!(handle.snapshot().sequence, 1);
    // Down: open lines close at their next message, new ones at once.
    handle.faults().go_down();
    stream.write_all(&frame).unwrap();
    assert!(is_closed(&mut stream));
    assert!(is_closed(&mut TcpStream::connect(handle.address()).unwrap()));
    handle.faults().come_up();
    let mut stream = TcpStream::connect(handle.address()).unwrap();
    stream.write_all(&frame).unwrap();
    assert_eq!(open(&receive(&mut stream)).text(39), Some("00"));
    handle.shutdown();
    assert!(is_closed(&mut stream));
}

#[test]
fn no_more_lines_than_allowed() {
    let handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), Host::new(config()).unwrap()).unwrap();
    let terminal = Terminal::new(config());
    let frame = with_length(&terminal.sealed(&terminal.message("0820", "00", "301")));
    let mut lines = Vec::new();
    for _ in 0..16 {
        let mut line = TcpStream::connect(handle.address()).unwrap();
        line.write_all(&frame).unwrap();
        receive(&mut line);
        lines.push(line);
    }
    assert!(is_closed(&mut TcpStream::connect(handle.address()).unwrap()));
    drop(lines);
}
