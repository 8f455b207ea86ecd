use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use super::{
    crypto::{Key, pan_mask, xor},
    frame::with_length,
    *,
};
use crate::{
    domain::{Amount, Civil, Kind},
    emv::{self, Tag},
    iso8583::{Message, Mti, UNIONPAY, mac_input},
    sim::{TestCard, by_place},
};

const TMK: [u8; 16] = *b"\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10";
const NOW: HostClock = HostClock(Civil { year: 2026, month: 1, day: 22, hour: 14, minute: 5, second: 9 });
const CRYPTOGRAM: &[u8] = b"\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08\x9F\x36\x02\x00\x4C";

fn config() -> HostConfig {
    HostConfig::new(TMK, "99999906".parse().unwrap(), "001430170119999".parse().unwrap())
}

/// A terminal of a few lines, apart from the product's.
struct Terminal {
    host: Host,
    pin: Option<Key>,
    mac: Option<Key>,
    batch: u32,
}

fn unwrap(wrapped: &[u8]) -> Key {
    let master = Key::new(&TMK).unwrap();
    let clear: Vec<u8> = wrapped.chunks(8).flat_map(|block| master.decrypt(block.try_into().unwrap())).collect();
    Key::new(&clear).unwrap()
}

fn envelope(message: &[u8]) -> Vec<u8> {
    [&[0x60, 0x00, 0x03, 0x00, 0x07, 0x61, 0x31, 0x00, 0x31, 0x00, 0x03], message].concat()
}

/// Checks TPDU and header of an answer and reads its message.
fn open(frame: &[u8]) -> Message {
    assert_eq!(frame[..11], [0x60, 0x00, 0x07, 0x00, 0x03, 0x61, 0x31, 0x00, 0x31, 0x00, 0x03]);
    Message::parse(&UNIONPAY, &frame[11..]).unwrap()
}

impl Terminal {
    fn new(config: HostConfig) -> Terminal {
        Terminal { host: Host::new(config).unwrap(), pin: None, mac: None, batch: 1 }
    }

    /// A terminal that has signed on.
    fn ready() -> Terminal {
        let mut terminal = Terminal::new(config());
        terminal.sign_on("003");
        terminal
    }

    fn message(&self, mti: &'static str, kind: &str, code: &str) -> Message {
        let mut message = Message::new(Mti::new(mti));
        message.set_text(41, "99999906").set_text(42, "001430170119999");
        message.set_text(60, &format!("{kind}{:06}{code}", self.batch));
        message
    }

    fn sign_on(&mut self, code: &str) -> Message {
        let mut request = self.message("0800", "00", code);
        request.set_text(11, "000001").set_text(63, "01 ");
        let answer = self.ask(&request);
        let keys = answer.bytes(62).unwrap().to_vec();
        let width = if keys.len() == 24 { 8 } else { 16 };
        let (pin, mac) = (unwrap(&keys[..width]), &keys[width + 4..]);
        assert_eq!(pin.check_value(), keys[width..width + 4]);
        let short = width == 16 && mac[8..16] == [0; 8];
        let mac_key = unwrap(&mac[..if short { 8 } else { width }]);
        assert_eq!(mac_key.check_value(), mac[width..width + 4]);
        (self.pin, self.mac) = (Some(pin), Some(mac_key));
        self.batch = answer.text(60).unwrap()[2..8].parse().unwrap();
        answer
    }

    fn sealed(&self, request: &Message) -> Vec<u8> {
        let mut bytes = request.pack(&UNIONPAY).unwrap();
        if request.has(64) {
            let mac = self.mac.as_ref().unwrap().mac(mac_input(&bytes));
            let at = bytes.len() - 8;
            bytes[at..].copy_from_slice(&mac);
        }
        envelope(&bytes)
    }

    fn react(&mut self, request: &Message) -> Reaction {
        let frame = self.sealed(request);
        self.host.answer(&frame, NOW)
    }

    /// Asks and expects an answer whose MAC, if it has one, is right.
    fn ask(&mut self, request: &Message) -> Message {
        let Reaction::Answer(frame) = self.react(request) else { panic!("no answer") };
        let answer = open(&frame);
        assert_eq!(answer.mti(), request.mti().answer());
        if let Some(mac) = answer.bytes(64) {
            assert_eq!(mac, self.mac.as_ref().unwrap().mac(mac_input(&frame[11..])));
        }
        answer
    }

    fn sale(&self, stan: u32, fen: u64, card: &TestCard, pin: &str) -> Message {
        let mut request = self.message("0200", "22", "00050");
        request.set_text(2, card.pan).set_text(3, "000000").set_text(4, &format!("{fen:012}"));
        request.set_text(11, &format!("{stan:06}")).set_text(14, card.expiry).set_text(22, "051").set_text(23, "001");
        request.set_text(25, "00").set_text(26, "12").set_text(35, &format!("{}={}201", card.pan, card.expiry));
        request.set_text(49, "156").set_text(53, "2600000000000000").set_bytes(55, CRYPTOGRAM).set_bytes(64, &[0; 8]);
        request.set_bytes(52, &self.pin_block(pin, card.pan));
        request
    }

    fn pin_block(&self, pin: &str, pan: &str) -> [u8; 8] {
        let text = format!("{:02X}{pin:F<14}", pin.len());
        let clear = std::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap());
        self.pin.as_ref().unwrap().encrypt(xor(clear, pan_mask(pan).unwrap()))
    }

    fn approved_sale(&mut self, stan: u32, fen: u64) -> Message {
        let request = self.sale(stan, fen, by_place(1).unwrap(), "123456");
        let answer = self.ask(&request);
        assert_eq!(answer.text(39), Some("00"));
        answer
    }

    fn void(&self, stan: u32, fen: u64, original: u32, rrn: &str) -> Message {
        let mut request = self.message("0200", "23", "");
        request.set_text(2, by_place(1).unwrap().pan).set_text(3, "200000").set_text(4, &format!("{fen:012}"));
        request.set_text(11, &format!("{stan:06}")).set_text(22, "012").set_text(25, "00").set_text(37, rrn);
        request.set_text(49, "156").set_text(61, &format!("{:06}{original:06}", self.batch)).set_bytes(64, &[0; 8]);
        request
    }

    fn reversal(&self, stan: u32, fen: u64) -> Message {
        let mut request = self.message("0400", "22", "00050");
        request.set_text(3, "000000").set_text(4, &format!("{fen:012}")).set_text(11, &format!("{stan:06}"));
        request.set_text(22, "051").set_text(25, "00").set_text(39, "98").set_text(49, "156").set_bytes(64, &[0; 8]);
        request
    }

    fn settlement(&self, totals: &str) -> Message {
        let mut request = self.message("0500", "00", "201");
        request.set_text(11, "000090").set_text(48, totals).set_text(49, "156").set_text(63, "01 ");
        request
    }

    fn code(&mut self, request: &Message) -> String {
        self.ask(request).text(39).unwrap().to_owned()
    }

    fn state(&self, stan: u32) -> Option<BookState> {
        self.host.books().state(stan)
    }
}

#[test]
fn sign_on_gives_keys_in_each_known_form() {
    let mut terminal = Terminal::new(HostConfig { batch: 42, ..config() });
    for (code, length) in [("001", 24), ("003", 40), ("004", 60)] {
        let answer = terminal.sign_on(code);
        assert_eq!(answer.fields().collect::<Vec<_>>(), [11, 12, 13, 32, 37, 39, 41, 42, 60, 62]);
        assert_eq!(answer.bytes(62).unwrap().len(), length);
        assert_eq!(answer.text(60), Some(format!("00000042{code}").as_str()));
        assert_eq!((answer.text(12), answer.text(13)), (Some("140509"), Some("0122")));
        terminal.approved_sale(length as u32, 100);
    }
    let mut short = Terminal::new(HostConfig { mac_key: MacKeyForm::SingleAndZeros, ..config() });
    short.sign_on("003");
    short.approved_sale(2, 100);
}

#[test]
fn an_approved_sale_has_the_fields_of_the_specification() {
    let mut terminal = Terminal::ready();
    let answer = terminal.approved_sale(2, 12_345);
    let fields = [2, 3, 4, 11, 12, 13, 14, 15, 23, 25, 32, 37, 38, 39, 41, 42, 44, 49, 53, 55, 60, 63, 64];
    assert_eq!(answer.fields().collect::<Vec<_>>(), fields);
    assert_eq!(answer.text(4), Some("000000012345"));
    assert_eq!((answer.text(32).map(str::len), answer.text(44).map(str::len)), (Some(8), Some(22)));
    assert!(answer.text(63).unwrap().starts_with("CUP "));
    let proof = emv::find(answer.bytes(55).unwrap(), Tag::ISSUER_AUTH).unwrap();
    assert_eq!((proof.len(), &proof[8..]), (10, &b"00"[..]));
    let entry = terminal.host.books().entry(1, 2).unwrap();
    assert_eq!((entry.kind, entry.state, entry.pan.as_str()), (Kind::Sale, BookState::Approved, "621094*********0707"));
    assert_eq!(Some(entry.rrn.as_str()), answer.text(37));
}

#[test]
fn refusals_are_booked_as_such() {
    let mut terminal = Terminal::ready();
    let declined = terminal.sale(2, 100, by_place(2).unwrap(), "123456");
    let answer = terminal.ask(&declined);
    assert_eq!((answer.text(39), answer.has(38), answer.has(64)), (Some("51"), false, true));
    let wrong_pin = terminal.sale(3, 100, by_place(1).unwrap(), "000000");
    assert_eq!(terminal.code(&wrong_pin), "55");
    let mut no_pin = terminal.sale(4, 100, by_place(1).unwrap(), "123456");
    no_pin.remove(52);
    assert_eq!(terminal.code(&no_pin), "55");
    let mut strange_block = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    strange_block.set_bytes(52, &[1; 8]);
    assert_eq!(terminal.code(&strange_block), "99");
    let mut unknown = terminal.sale(6, 100, by_place(1).unwrap(), "123456");
    unknown.set_text(2, "6210940000000000000");
    assert_eq!(terminal.code(&unknown), "14");
    let nothing = terminal.sale(7, 0, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&nothing), "13");
    for stan in 2..=7 {
        assert_eq!(terminal.state(stan), Some(BookState::Declined), "{stan}");
    }
    assert_eq!(terminal.host.books().totals(1).sale.count, 0);
}

#[test]
fn taps_and_swipes_do_without_what_they_do_not_have() {
    let mut terminal = Terminal::ready();
    let mut tap = terminal.sale(2, 100, by_place(7).unwrap(), "123456");
    tap.set_text(22, "072").remove(52);
    assert_eq!(terminal.code(&tap), "00");
    let mut swipe = terminal.sale(3, 100, by_place(8).unwrap(), "123456");
    swipe.set_text(22, "021");
    [2, 14, 23, 55].into_iter().for_each(|field| swipe.remove(field));
    let answer = terminal.ask(&swipe);
    assert_eq!((answer.text(39), answer.text(2)), (Some("00"), Some(by_place(8).unwrap().pan)));
    assert!(!answer.has(55));
}

#[test]
fn a_wrong_mac_is_answered_a0_and_not_booked() {
    let mut terminal = Terminal::ready();
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    let mut frame = terminal.sealed(&request);
    let amount_at = 11 + 2 + 8 + 11 + 3 + 5;
    frame[amount_at] ^= 0x01;
    let Reaction::Answer(answer) = terminal.host.answer(&frame, NOW) else { panic!("no answer") };
    let answer = open(&answer);
    assert_eq!((answer.text(39), answer.has(64)), (Some("A0"), false));
    let mut bare = request.clone();
    bare.remove(64);
    assert_eq!(terminal.code(&bare), "A0");
    assert_eq!(terminal.state(2), None);
    let mut before_sign_on = Terminal::new(config());
    before_sign_on.mac = Key::new(&[1; 16]);
    assert_eq!(before_sign_on.code(&before_sign_on.reversal(2, 100)), "A0");
}

#[test]
fn duplicates_wrong_batches_and_strangers_are_refused() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    let again = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&again), "94");
    let mut other_batch = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    other_batch.set_text(60, "22000007000");
    assert_eq!(terminal.code(&other_batch), "77");
    let mut stranger = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    stranger.set_text(41, "99999907");
    assert_eq!(terminal.code(&stranger), "97");
    let mut shop = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    shop.set_text(42, "001430170119998");
    assert_eq!(terminal.code(&shop), "03");
    assert_eq!((terminal.state(3), terminal.host.books().totals(1).sale.count), (None, 1));
}

#[test]
fn a_void_needs_its_original() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 100).text(37).unwrap().to_owned();
    for (request, code) in [
        (terminal.void(3, 100, 9, &rrn), "25"),
        (terminal.void(4, 100, 2, "000000000000"), "25"),
        (terminal.void(5, 99, 2, &rrn), "64"),
        (terminal.void(6, 100, 2, &rrn), "00"),
        (terminal.void(7, 100, 2, &rrn), "25"),
    ] {
        assert_eq!(terminal.code(&request), code, "{request:?}");
    }
    assert_eq!((terminal.state(2), terminal.state(6)), (Some(BookState::Voided), Some(BookState::Approved)));
    let totals = terminal.host.books().totals(1);
    assert_eq!((totals.sale.count, totals.void.count), (1, 1));
    // The void is taken back: the sale stands again.
    let mut reversal = terminal.reversal(6, 100);
    reversal.set_text(3, "200000").set_text(60, "23000001").set_text(61, "000001000002");
    assert_eq!(terminal.code(&reversal), "00");
    assert_eq!((terminal.state(2), terminal.state(6)), (Some(BookState::Approved), Some(BookState::Reversed)));
}

#[test]
fn a_reversal_is_taken_as_often_as_it_comes() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    assert_eq!(terminal.code(&terminal.reversal(3, 100)), "25");
    assert_eq!(terminal.code(&terminal.reversal(2, 101)), "64");
    assert_eq!(terminal.state(2), Some(BookState::Approved));
    let answer = terminal.ask(&terminal.reversal(2, 100));
    assert_eq!((answer.text(39), answer.has(64), answer.has(22)), (Some("00"), true, false));
    assert_eq!(terminal.code(&terminal.reversal(2, 100)), "00");
    assert_eq!(terminal.state(2), Some(BookState::Reversed));
    assert_eq!(terminal.host.books().entry(1, 2).unwrap().reversals, 2);
    assert_eq!(terminal.host.books().totals(1).sale.amount, Amount::ZERO);
}

#[test]
fn an_equal_settlement_ends_in_a_new_batch() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 12_345).text(37).unwrap().to_owned();
    terminal.approved_sale(3, 1);
    assert_eq!(terminal.code(&terminal.void(4, 12_345, 2, &rrn)), "00");
    let totals = format!("{:012}{:03}{:012}{:03}0{:031}", 12_346, 2, 12_345, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&totals));
    assert_eq!(answer.fields().collect::<Vec<_>>(), [11, 12, 13, 15, 32, 37, 41, 42, 48, 49, 60, 63]);
    let expected = format!("{:012}{:03}{:012}{:03}1{:030}1", 12_346, 2, 12_345, 1, 0);
    assert_eq!(answer.text(48), Some(expected.as_str()));

    let mut chip = terminal.message("0320", "00", "203");
    chip.set_text(2, by_place(1).unwrap().pan).set_text(4, "000000000001").set_text(11, "000003");
    chip.set_text(22, "051").set_bytes(55, CRYPTOGRAM).set_bytes(62, b"610000000000000001156");
    assert_eq!(terminal.code(&chip), "00");
    assert_eq!(terminal.code(&chip), "00");
    let mut end = terminal.message("0320", "00", "207");
    end.set_text(11, "000091").set_text(48, "0001");
    assert_eq!(terminal.code(&end), "00");
    assert_eq!(terminal.code(&end), "00", "an end said again is heard again");
    let books = terminal.host.books();
    let uploads = books.uploads(1);
    assert_eq!((books.batch, uploads.chip.len(), uploads.end_count), (2, 1, Some(1)));
    assert_eq!(uploads.end_code.as_deref(), Some("207"));
    let late = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&late), "77");
    assert_eq!(terminal.code(&terminal.reversal(3, 1)), "21", "what is settled is not reversed");
}

#[test]
fn an_unequal_settlement_takes_the_details() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    let answer = terminal.ask(&terminal.settlement(&"0".repeat(62)));
    let ours = format!("{:012}{:03}{:012}{:03}2{:030}1", 100, 1, 0, 0, 0);
    assert_eq!(answer.text(48), Some(ours.as_str()));
    let foreign = format!("{:012}{:03}{:016}{:012}{:03}{:016}", 100, 1, 0, 5, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&foreign));
    assert_eq!(answer.text(48).map(|t| (&t[30..31], &t[61..])), Some(("1", "2")));
    assert_eq!(terminal.code(&terminal.settlement("123")), "30");

    let detail = |stan: u32| format!("00{stan:06}{:0>20}{:012}", by_place(1).unwrap().pan, 100);
    let mut upload = terminal.message("0320", "00", "201");
    upload.set_text(11, "000092").set_text(48, &format!("02{}{}", detail(2), detail(7)));
    assert_eq!(terminal.code(&upload), "00");
    upload.set_text(48, &format!("03{}", detail(2)));
    assert_eq!(terminal.code(&upload), "30");
    assert_eq!(terminal.host.books().uploads(1).stripe.into_iter().collect::<Vec<_>>(), [2, 7]);

    let mut ordered = Terminal::ready();
    ordered.host.faults().unbalance();
    let answer = ordered.ask(&ordered.settlement(&"0".repeat(62)));
    assert_eq!(answer.text(48).map(|t| &t[30..31]), Some("2"));
}

#[test]
fn echo_and_sign_off() {
    let mut terminal = Terminal::ready();
    let answer = terminal.ask(&terminal.message("0820", "00", "301"));
    assert_eq!(answer.fields().collect::<Vec<_>>(), [12, 13, 39, 41, 42, 60]);
    let mut sign_off = terminal.message("0820", "00", "002");
    sign_off.set_text(11, "000050");
    assert_eq!(terminal.code(&sign_off), "00");
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&request), "A0");
    assert_eq!(terminal.code(&terminal.message("0820", "00", "777")), "40");
}

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
    faults.next_of(Mti::new("0400"), Fault::Code("96"));
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
    let folder = std::env::temp_dir().join(format!("keytill-host-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (books, capture) = (folder.join("books.json"), folder.join("wire.jsonl"));
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
    std::fs::remove_dir_all(&folder).unwrap();
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
