//! Whole trades between kernel and card, command by command; the issuer is played with its own keys.

mod choices;
mod contact;
mod random;
mod tap;

use super::{
    super::chip::{Card, CardState, Profile},
    *,
};
use crate::{
    domain::hex,
    emv::{Tag, Tlv},
    sim::{
        by_place,
        issuer::{self, CardKeys},
    },
};

/// The usual capabilities, and those without a PIN.
const ALL: [u8; 3] = [0xE0, 0xE1, 0xC8];
const NO_PIN: [u8; 3] = [0xE0, 0x28, 0xC8];
const ASK: Limits = Limits { floor: Some(0), must_ask: true };
const MAY_PAY: Limits = Limits { floor: Some(100_000), must_ask: false };

/// What happens to the answer to a command on its way.
type Change = Box<dyn Fn(&[u8], &mut Vec<u8>)>;

/// A card on a bench: what is sent can be looked at, and what comes back can be changed.
struct Bench {
    card: Card,
    interface: Interface,
    sent: Vec<Vec<u8>>,
    change: Change,
}

impl Chip for Bench {
    fn interface(&self) -> Interface {
        self.interface
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Gone> {
        self.sent.push(command.to_vec());
        let mut answer = self.card.answer(command);
        (self.change)(command, &mut answer);
        Ok(answer)
    }
}

impl Bench {
    fn new(interface: Interface, profile: Profile) -> Bench {
        let state = CardState::fresh(&profile);
        let mut bench = Bench {
            card: Card::new(profile, state).unwrap(),
            interface,
            sent: Vec::new(),
            change: Box::new(|_, _| {}),
        };
        bench.again();
        bench
    }

    fn contact(change: impl FnOnce(&mut Profile)) -> Bench {
        let mut profile = Profile::of(by_place(1).unwrap());
        change(&mut profile);
        Bench::new(Interface::Contact, profile)
    }

    /// The card with electronic cash.
    fn purse(interface: Interface) -> Bench {
        Bench::new(interface, Profile::of(by_place(15).unwrap()))
    }

    fn again(&mut self) {
        self.card.reset(self.interface);
    }

    fn select(&mut self, trade: &Trade) -> Session {
        select(self, &Tables::training(), &Terminal::default(), trade).unwrap()
    }

    fn instructions(&self) -> Vec<u8> {
        self.sent.iter().map(|command| command[1]).collect()
    }
}

fn trade(amount: u64) -> Trade {
    Trade {
        amount,
        other: 0,
        kind: 0,
        currency: 156,
        date: [0x26, 0x11, 0x22],
        time: [0x07, 0x30, 0x00],
        capabilities: ALL,
        unpredictable: [1, 2, 3, 4],
        counter: 7,
    }
}

fn keys() -> CardKeys {
    CardKeys::training(by_place(1).unwrap().pan, 1).unwrap()
}

fn text(session: &Session, tag: Tag) -> String {
    hex::encode(session.object(tag).unwrap_or_default())
}

/// Whether the cryptogram is the one that the issuer computes from the objects that a terminal sends up.
fn is_genuine(session: &Session) -> bool {
    let keys = CardKeys::training(&session.pan(), 1).unwrap();
    let input = issuer::input(|tag| session.object(tag)).unwrap();
    let counter = session.object(Tag::ATC).unwrap().try_into().unwrap();
    session.object(Tag::CRYPTOGRAM) == Some(&keys.cryptogram(counter, &input)[..])
}

/// Counter and cryptogram of the first answer.
fn asked(session: &Session) -> ([u8; 2], [u8; 8]) {
    let object = |tag| session.object(tag).unwrap();
    (object(Tag::ATC).try_into().unwrap(), object(Tag::CRYPTOGRAM).try_into().unwrap())
}

/// Tag 91 for this answer code.
fn response(session: &Session, code: &[u8; 2]) -> Vec<u8> {
    let (counter, cryptogram) = asked(session);
    object(Tag::ISSUER_AUTH, &[&keys().response(counter, cryptogram, *code)[..], code].concat())
}

/// A script with one command of the issuer.
fn script(session: &Session, template: Tag, header: [u8; 4], data: &[u8]) -> Vec<u8> {
    let (counter, cryptogram) = asked(session);
    let [class, instruction, p1, p2] = header;
    let header = [class, instruction, p1, p2, data.len() as u8 + 4];
    let code = keys().script_mac(counter, cryptogram, header, data);
    let command = [&header[..], data, &code[..4]].concat();
    object(template, &[object(Tag::SCRIPT_ID, &[0, 0, 0, 1]), object(Tag::COMMAND, &command)].concat())
}

fn object(tag: Tag, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Tlv::new(tag, value).write(&mut out);
    out
}
