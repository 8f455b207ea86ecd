//! The pad as a pure machine: bytes and the holder's doings go in, bytes come out. Time is an argument.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use super::{
    card::{Proof, Trade},
    commands::Answer,
    wire::{self, ACK, BYTE_LIMIT, EOT, Input, NAK, Unpacker},
};
use crate::sim::{
    TestCard,
    pad::{
        PadFault,
        machine::{Machine, Out},
    },
};

/// What the pad knows of the card in hand.
pub(super) struct Session {
    pub card: &'static TestCard,
    pub trade: Trade,
    pub tracks_given: bool,
    /// Set once the first cryptogram is made.
    pub authorised: Option<Authorised>,
}

pub(super) struct Authorised {
    pub counter: u16,
    pub unpredictable: [u8; 4],
    pub proof: Proof,
}

/// What keeps a command from being answered.
enum Pending {
    /// GCX waits for a card.
    Card { trade: Trade, tap: bool, tags: Vec<u8> },
    /// The card or its holder takes a while; then this reply goes out.
    Later { at: Duration, name: Vec<u8>, reply: Vec<u8> },
}

/// The pad.
pub(in crate::sim::pad) struct Pad {
    pub(super) masters: BTreeMap<u8, [u8; 16]>,
    pub(super) counters: BTreeMap<u8, u16>,
    pub(super) session: Option<Session>,
    pub(super) open: bool,
    pace: Duration,
    unpacker: Unpacker,
    last_byte: Duration,
    pending: Option<Pending>,
    remembered: Option<&'static TestCard>,
    last_reply: Vec<u8>,
    out: VecDeque<Out>,
    faults: VecDeque<PadFault>,
    frozen: bool,
}

impl Pad {
    pub(in crate::sim::pad) fn new(masters: BTreeMap<u8, [u8; 16]>, pace: Duration) -> Self {
        Pad {
            masters,
            counters: BTreeMap::new(),
            session: None,
            open: false,
            pace,
            unpacker: Unpacker::default(),
            last_byte: Duration::ZERO,
            pending: None,
            remembered: None,
            last_reply: Vec::new(),
            out: VecDeque::new(),
            faults: VecDeque::new(),
            frozen: false,
        }
    }
}

impl Machine for Pad {
    fn input(&mut self, now: Duration, bytes: &[u8]) {
        if self.frozen {
            return;
        }
        self.last_byte = now;
        for byte in bytes {
            if let Some(input) = self.unpacker.push(*byte) {
                self.react(now, input);
            }
        }
    }

    fn present(&mut self, now: Duration, card: &'static TestCard) {
        self.remembered = Some(card);
        self.take_card(now);
    }

    fn press_cancel(&mut self) {
        let name = match self.pending.take() {
            Some(Pending::Card { .. }) => b"GCX".to_vec(),
            Some(Pending::Later { name, .. }) => name,
            None => return,
        };
        self.forget_card();
        self.send_reply(wire::status(&name, 13));
    }

    fn fault(&mut self, fault: PadFault) {
        match fault {
            PadFault::Freeze => self.frozen = true,
            PadFault::Thaw => self.frozen = false,
            other => self.faults.push_back(other),
        }
    }

    fn deadline(&self) -> Option<Duration> {
        let later = match &self.pending {
            Some(Pending::Later { at, .. }) if !self.frozen => Some(*at),
            _ => None,
        };
        let byte = self.unpacker.is_inside().then(|| self.last_byte + BYTE_LIMIT);
        later.into_iter().chain(byte).min()
    }

    fn tick(&mut self, now: Duration) {
        if self.unpacker.is_inside() && now >= self.last_byte + BYTE_LIMIT {
            self.unpacker = Unpacker::default();
            self.out.push_back(Out::Bytes(vec![NAK]));
        }
        if matches!(&self.pending, Some(Pending::Later { at, .. }) if now >= *at && !self.frozen)
            && let Some(Pending::Later { reply, .. }) = self.pending.take()
        {
            self.send_reply(reply);
        }
    }

    fn next_out(&mut self) -> Option<Out> {
        self.out.pop_front()
    }

    fn power_cut(&mut self) {
        self.unpacker = Unpacker::default();
        self.pending = None;
        self.open = false;
        self.out.clear();
        self.forget_card();
    }
}

impl Pad {
    fn forget_card(&mut self) {
        self.session = None;
        self.remembered = None;
    }

    fn react(&mut self, now: Duration, input: Input) {
        match input {
            Input::Cancel => {
                if self.pending.take().is_some() {
                    self.forget_card();
                }
                self.out.push_back(Out::Greeted);
                self.out.push_back(Out::Bytes(vec![EOT]));
            }
            Input::Nak if self.last_reply.is_empty() => {}
            Input::Nak => self.out.push_back(Out::Bytes(wire::pack(&self.last_reply))),
            Input::Damaged => self.out.push_back(Out::Bytes(vec![NAK])),
            Input::Packet(_) if self.take_fault(PadFault::Nak) => self.out.push_back(Out::Bytes(vec![NAK])),
            Input::Packet(data) => {
                if !self.take_fault(PadFault::LoseAck) {
                    self.out.push_back(Out::Bytes(vec![ACK]));
                }
                // A new command puts an end to one that waits.
                if self.pending.take().is_some() {
                    self.forget_card();
                }
                let answer = self.command(&data);
                self.carry_out(now, answer);
            }
        }
    }

    fn carry_out(&mut self, now: Duration, answer: Answer) {
        match answer {
            Answer::Now(reply) => self.send_reply(reply),
            Answer::Later { name, notice, reply } => {
                if let Some(text) = notice {
                    self.send(wire::plain(b"NTM", format!("{text:<32.32}").as_bytes()));
                }
                self.delay(now, name, reply);
            }
            Answer::WaitForCard { trade, tap, tags } => {
                self.session = None;
                self.pending = Some(Pending::Card { trade, tap, tags });
                self.take_card(now);
            }
            Answer::Unplug => self.out.push_back(Out::Unplug),
        }
    }

    fn delay(&mut self, now: Duration, name: Vec<u8>, reply: Vec<u8>) {
        if self.pace.is_zero() {
            return self.send_reply(reply);
        }
        self.pending = Some(Pending::Later { at: now + self.pace, name, reply });
    }

    /// Lets a waiting GCX read a card that is there. A tap is not seen while contactless is off.
    fn take_card(&mut self, now: Duration) {
        let Some(card) = self.remembered else { return };
        let Some(Pending::Card { tap, .. }) = &self.pending else { return };
        if card.entry == crate::domain::Entry::Tap && !*tap {
            return;
        }
        let Some(Pending::Card { trade, tags, .. }) = self.pending.take() else { return };
        self.remembered = None;
        let reply = self.read_card(card, trade, &tags);
        self.delay(now, b"GCX".to_vec(), reply);
    }

    fn send_reply(&mut self, data: Vec<u8>) {
        self.last_reply = data.clone();
        self.send(data);
    }

    fn send(&mut self, data: Vec<u8>) {
        let mut bytes = wire::pack(&data);
        if self.take_fault(PadFault::WrongCrc) {
            let last = bytes.len() - 1;
            bytes[last] ^= 0xFF;
        }
        if self.take_fault(PadFault::Noise) {
            bytes.splice(0..0, [0x00, 0xFF, 0x55, 0x13, 0x17]);
        }
        self.out.push_back(Out::Bytes(bytes));
    }

    fn take_fault(&mut self, wanted: PadFault) -> bool {
        let at = self.faults.iter().position(|fault| *fault == wanted);
        at.and_then(|at| self.faults.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Entry, sim::CARDS};

    const NOW: Duration = Duration::ZERO;

    fn pad(pace: Duration) -> Pad {
        let mut pad = Pad::new(BTreeMap::from([(1, [7; 16])]), pace);
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
        let mut pad = Pad::new(BTreeMap::new(), NOW);
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
}
