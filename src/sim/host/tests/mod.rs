//! A terminal of a few lines that talks to the host in real frames; what it checks stands in the files beside this one.

mod chips;
mod downloads;
mod file;
mod manage;
mod offline;
mod orders;
mod payout;
mod pre_auth;
mod qr;
mod random;
mod settlement;
mod shape;
mod store;
mod table;
mod trades;
mod upload;
mod wire;

use super::{
    crypto::{Key, pan_mask, xor},
    *,
};
use crate::{
    domain::Civil,
    iso8583::{Message, Mti, UNIONPAY, mac_input},
    sim::{TestCard, by_place, issuer::with_cryptogram},
};

const TMK: [u8; 16] = *b"\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10";
const NOW: HostClock = HostClock(Civil { year: 2026, month: 1, day: 22, hour: 14, minute: 5, second: 9 });

/// Chip data with every mandatory tag, for this amount, with the cryptogram of the first card of the tray.
fn chip(fen: u64) -> Vec<u8> {
    chip_of(by_place(1).unwrap().pan, fen)
}

/// The same, of the card with this number.
fn chip_of(pan: &str, fen: u64) -> Vec<u8> {
    let text = format!(
        "9F260801020304050607089F2701809F100807010103A00000019F3704AABBCCDD9F3602004C95050000000000\
         9A032601229C01009F0206{fen:012}5F2A02015682027C009F1A0201569F03060000000000009F3303E0E9C8"
    );
    with_cryptogram(pan, 1, crate::domain::hex::decode(&text).unwrap())
}

fn config() -> HostConfig {
    HostConfig::new(TMK, "99999906".parse().unwrap(), "001430170119999".parse().unwrap())
}

/// A terminal of a few lines, apart from the product's.
struct Terminal {
    host: Host,
    pin: Option<Key>,
    mac: Option<Key>,
    track: Option<Key>,
    method: MacMethod,
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

/// A card in the slot with its PIN.
fn with_chip(request: &mut Message, terminal: &Terminal, card: &TestCard) {
    let fen = request.text(4).map_or(0, |text| text.parse().unwrap());
    request.set_text(2, card.pan).set_text(14, card.expiry).set_text(22, "051").set_text(23, "001").set_text(26, "12");
    request.set_text(35, &format!("{}={}201", card.pan, card.expiry)).set_text(53, "2600000000000000");
    request.set_bytes(52, &terminal.pin_block("123456", card.pan)).set_bytes(55, &chip_of(card.pan, fen));
}

/// The number of a card, typed or read without its application.
fn with_number(request: &mut Message, card: &TestCard) {
    request.set_text(2, card.pan).set_text(14, card.expiry);
}

/// A foreign card that the file of a host may name.
fn visa() -> Account {
    Account {
        pan: "4761739001010010".into(),
        expiry: "3012".into(),
        pin: "1234".into(),
        balance: crate::domain::Amount::from_minor(1_000_000).unwrap(),
        scheme: Scheme::Vis,
        conduct: crate::sim::HostConduct::Approve,
        verified: false,
    }
}

fn sum(count: u32, minor: u64) -> Sum {
    Sum { count, amount: crate::domain::Amount::from_minor(minor).unwrap() }
}

/// Checks TPDU and header of an answer and reads its message.
fn open(frame: &[u8]) -> Message {
    assert_eq!(frame[..11], [0x60, 0x00, 0x07, 0x00, 0x03, 0x61, 0x31, 0x00, 0x31, 0x00, 0x03]);
    Message::parse(&UNIONPAY, &frame[11..]).unwrap()
}

impl Terminal {
    fn new(config: HostConfig) -> Terminal {
        Terminal {
            host: Host::new(config).unwrap(),
            pin: None,
            mac: None,
            track: None,
            method: MacMethod::UnionpayEcb,
            batch: 1,
        }
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
        assert_eq!(pin.check_value(4), keys[width..width + 4]);
        let short = width == 16 && mac[8..16] == [0; 8];
        let mac_key = unwrap(&mac[..if short { 8 } else { width }]);
        assert_eq!(mac_key.check_value(4), mac[width..width + 4]);
        self.track = keys.get(40..56).map(unwrap);
        (self.pin, self.mac) = (Some(pin), Some(mac_key));
        self.batch = answer.text(60).unwrap()[2..8].parse().unwrap();
        answer
    }

    fn sealed(&self, request: &Message) -> Vec<u8> {
        let mut bytes = request.pack(&UNIONPAY).unwrap();
        if request.has(64) {
            let mac = self.mac.as_ref().unwrap().mac_by(self.method, mac_input(&bytes));
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
        if let Some(mac) = answer.bytes(64).filter(|_| answer.text(39) != Some("A0")) {
            assert_eq!(mac, self.mac.as_ref().unwrap().mac_by(self.method, mac_input(&frame[11..])));
        }
        answer
    }

    fn sale(&self, stan: u32, fen: u64, card: &TestCard, pin: &str) -> Message {
        let mut request = self.message("0200", "22", "00050");
        request.set_text(2, card.pan).set_text(3, "000000").set_text(4, &format!("{fen:012}"));
        request.set_text(11, &format!("{stan:06}")).set_text(14, card.expiry).set_text(22, "051").set_text(23, "001");
        request.set_text(25, "00").set_text(26, "12").set_text(35, &format!("{}={}201", card.pan, card.expiry));
        let single = self.pin.as_ref().unwrap().expose().len() == 8;
        let security = if single { "2000000000000000" } else { "2600000000000000" };
        request
            .set_text(49, "156")
            .set_text(53, security)
            .set_bytes(55, &chip_of(card.pan, fen))
            .set_bytes(64, &[0; 8]);
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

    /// A trade without a card: processing code, condition and type of the key table.
    fn trade(&self, mti: &'static str, key: (&str, &str, &str), stan: u32, fen: u64) -> Message {
        let mut request = self.message(mti, key.2, "00050");
        request.set_text(3, key.0).set_text(4, &format!("{fen:012}")).set_text(11, &format!("{stan:06}"));
        request.set_text(22, "012").set_text(25, key.1).set_text(49, "156").set_bytes(64, &[0; 8]);
        request
    }

    /// The reversal of a request, as the specification makes it from the original.
    fn reversal_of(&self, request: &Message) -> Message {
        let mut reversal = self.message("0400", "00", "");
        for field in [3, 4, 11, 14, 22, 23, 25, 38, 49, 59, 60, 61] {
            if let Some(text) = request.text(field) {
                reversal.set_text(field, text);
            }
        }
        reversal.set_text(39, "98").set_bytes(64, &[0; 8]);
        reversal
    }

    fn entry(&self, stan: u32) -> BookEntry {
        self.host.books().entry(self.batch, stan).unwrap().clone()
    }

    fn totals(&self) -> HostTotals {
        self.host.books().totals(self.batch)
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
