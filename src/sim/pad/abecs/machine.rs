//! The pad as a pure machine: bytes and the holder's doings go in, bytes come out. Time is an argument.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use super::{
    commands::Answer,
    front::Pictures,
    secure::{self, Channel},
    tables::Tables,
    wire::{self, ACK, BYTE_LIMIT, EOT, Input, NAK, Unpacker},
};
use crate::{
    domain::Entry,
    sim::{
        TestCard,
        chip::Slot,
        kernel::{self, Trade},
        pad::{
            PadFault,
            machine::{Machine, Out},
            wallet::Wallet,
        },
    },
};

/// What the pad knows of the card in hand.
pub(super) struct Session {
    pub card: &'static TestCard,
    pub trade: Trade,
    pub tracks_given: bool,
    /// The dialogue with its chip; none with a stripe.
    pub chip: Option<kernel::Session>,
    /// Set once the first cryptogram is made.
    pub authorised: Option<Authorised>,
}

/// The first cryptogram is made.
pub(super) struct Authorised;

/// What a card is waited for.
pub(super) enum Wanted {
    /// A trade (GCX).
    Card { trade: Trade, tap: bool, tags: Vec<u8> },
    /// The event of its coming (CEX).
    Event { stripe: bool, chip: bool, tap: bool },
}

/// What keeps a command from being answered.
enum Pending {
    /// A card is waited for.
    Wanted(Wanted),
    /// The card or its holder takes a while; then this reply goes out.
    Later { at: Duration, name: Vec<u8>, reply: Vec<u8> },
}

impl Pending {
    /// Whether a card that is presented so is taken.
    fn takes(&self, entry: Entry) -> bool {
        match self {
            Pending::Wanted(Wanted::Card { tap, .. }) => entry != Entry::Tap || *tap,
            Pending::Wanted(Wanted::Event { stripe, chip, tap }) => match entry {
                Entry::Chip => *chip,
                Entry::Tap => *tap,
                _ => *stripe,
            },
            Pending::Later { .. } => false,
        }
    }
}

/// The status of a command in clear on an encrypted line, and the reverse.
const LINE_ERROR: u16 = 9;

/// The pad.
pub(in crate::sim::pad) struct Pad {
    pub(super) masters: BTreeMap<u8, [u8; 16]>,
    pub(super) wallet: Wallet,
    pub(super) session: Option<Session>,
    pub(super) open: bool,
    pub(super) tables: Tables,
    pub(super) pictures: Pictures,
    /// What the display says.
    pub(super) shown: String,
    /// The key of the encrypted line, where it was opened so.
    pub(super) channel: Option<Channel>,
    /// A pad that knows no encrypted line.
    pub(super) plain_only: bool,
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
    pub(in crate::sim::pad) fn new(masters: BTreeMap<u8, [u8; 16]>, pace: Duration, plain_only: bool) -> Self {
        Pad {
            masters,
            wallet: Wallet::default(),
            session: None,
            open: false,
            tables: Tables::default(),
            pictures: Pictures::default(),
            shown: String::new(),
            channel: None,
            plain_only,
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
            Some(Pending::Wanted(Wanted::Card { .. })) => b"GCX".to_vec(),
            Some(Pending::Wanted(Wanted::Event { .. })) => b"CEX".to_vec(),
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
        self.channel = None;
        self.tables.forget_loading();
        self.out.clear();
        self.forget_card();
    }
}

impl Pad {
    /// The chip in the slot, or that of a card that waits to be put in.
    pub(super) fn chip(&mut self) -> Option<&mut Slot> {
        let inside = self.session.as_ref().map(|session| session.card);
        let card = inside.or(self.remembered).filter(|card| card.entry == Entry::Chip)?;
        Some(self.wallet.slot(card))
    }

    fn forget_card(&mut self) {
        self.session = None;
        self.remembered = None;
    }

    fn react(&mut self, now: Duration, input: Input) {
        match input {
            Input::Cancel => {
                if self.take_fault(PadFault::LateCancel) {
                    self.take_card(now);
                    if let Some(Pending::Later { at, .. }) = &self.pending {
                        self.tick(*at);
                    }
                }
                if self.pending.take().is_some() {
                    self.forget_card();
                }
                self.out.push_back(Out::Greeted);
                self.out.push_back(Out::Bytes(vec![EOT]));
            }
            Input::Nak if self.last_reply.is_empty() => {}
            Input::Nak => self.out.push_back(Out::Bytes(wire::pack(&self.last_reply.clone()))),
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
                match self.clear(data) {
                    Ok(data) => {
                        let answer = self.command(&data);
                        self.carry_out(now, answer);
                    }
                    Err(name) => self.send_reply(wire::status(&name, LINE_ERROR)),
                }
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
            Answer::Wait(wanted) => {
                self.session = None;
                self.pending = Some(Pending::Wanted(wanted));
                self.take_card(now);
            }
            Answer::Remove(reply, name) => {
                self.forget_card();
                self.delay(now, name, reply);
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
        let entry = self.wallet.entry(card);
        let Some(Pending::Wanted(wanted)) = self.pending.take_if(|pending| pending.takes(entry)) else { return };
        self.remembered = None;
        match wanted {
            Wanted::Card { trade, tags, .. } => {
                let reply = self.read_card(card, trade, &tags);
                self.delay(now, b"GCX".to_vec(), reply);
            }
            Wanted::Event { .. } => {
                // It stays where it is, for the command that reads it.
                self.remembered = Some(card);
                let event = match entry {
                    Entry::Chip => b"92",
                    Entry::Tap => b"94",
                    _ => b"90",
                };
                self.delay(now, b"CEX".to_vec(), wire::reply(b"CEX", &[(0x8040, event.to_vec())]));
            }
        }
    }

    /// The command in a packet; the name of one that comes in clear on an encrypted line, or cannot be read.
    fn clear(&self, data: Vec<u8>) -> Result<Vec<u8>, Vec<u8>> {
        match (&self.channel, data.first()) {
            (Some(channel), Some(&secure::ENCRYPTED)) => channel.decrypt(&data).ok_or_else(|| b"ERR".to_vec()),
            (None, Some(&secure::ENCRYPTED)) => Err(b"ERR".to_vec()),
            (Some(_), _) if !data.starts_with(b"OPN") => Err(data.get(..3).unwrap_or(b"ERR").to_vec()),
            _ => Ok(data),
        }
    }

    fn send_reply(&mut self, data: Vec<u8>) {
        let leaving = matches!(data.get(..3), Some(b"CLO" | b"CLX"));
        self.last_reply = self.sealed(data);
        self.send_packet(self.last_reply.clone());
        if leaving {
            self.channel = None;
        }
    }

    fn send(&mut self, data: Vec<u8>) {
        self.send_packet(self.sealed(data));
    }

    /// Encrypted where the line is, but for opening, leaving and the refusal of a command in clear.
    fn sealed(&self, data: Vec<u8>) -> Vec<u8> {
        let clear = matches!(data.get(..3), Some(b"OPN" | b"CLO" | b"CLX")) || data.get(3..) == Some(b"009");
        match &self.channel {
            Some(channel) if !clear => channel.encrypt(&data),
            _ => data,
        }
    }

    fn send_packet(&mut self, data: Vec<u8>) {
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
#[path = "machine_tests.rs"]
mod tests;
