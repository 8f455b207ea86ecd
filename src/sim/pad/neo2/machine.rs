//! The reader as a pure machine: bytes and the holder's doings go in, bytes come out. Time is an argument.

use std::{collections::VecDeque, time::Duration};

use super::{
    answers::{Answer, FAILED},
    settings::Settings,
    trade::{Session, Wanted},
    wire::{self, Input, Unpacker},
};
use crate::{
    domain::Entry,
    sim::{
        TestCard,
        chip::Slot,
        pad::{
            PadConfig, PadFault,
            abecs::keys::Key,
            machine::{Machine, Out},
            wallet::Wallet,
        },
    },
};

/// The check of a command was wrong.
const BAD_CRC: u8 = 0x04;
const MALFORMED: u8 = 0x07;
/// A card is waited for with this command.
const START: u8 = 0x02;
/// A PIN is waited for with this one, and stopped with its sub-command 00.
const PIN_ENTRY: u8 = 0x62;

/// What keeps a command from being answered.
enum Pending {
    /// A card is waited for.
    Card(Wanted),
    /// The card or its holder takes a while; then this goes out.
    Later { at: Duration, frame: (u8, u8, Vec<u8>) },
}

/// The reader.
pub(in crate::sim::pad) struct Reader {
    /// The one master key of the device.
    pub(super) master: Option<[u8; 16]>,
    pub(super) session_key: Option<Key>,
    pub(super) wallet: Wallet,
    pub(super) session: Option<Session>,
    pub(super) settings: Settings,
    pub(super) passing_through: bool,
    pub(super) encrypts: bool,
    pace: Duration,
    pin_interval: Duration,
    /// From when on the next PIN may be asked for.
    next_pin: Duration,
    unpacker: Unpacker,
    pending: Option<Pending>,
    remembered: Option<&'static TestCard>,
    out: VecDeque<Out>,
    faults: VecDeque<PadFault>,
    frozen: bool,
}

impl Reader {
    pub(in crate::sim::pad) fn new(config: &PadConfig) -> Self {
        Reader {
            master: config.masters.values().next().copied(),
            session_key: None,
            wallet: Wallet::default(),
            session: None,
            settings: Settings::default(),
            passing_through: false,
            encrypts: config.encrypts_cards,
            pace: config.pace,
            pin_interval: config.pin_interval,
            next_pin: Duration::ZERO,
            unpacker: Unpacker::default(),
            pending: None,
            remembered: None,
            out: VecDeque::new(),
            faults: VecDeque::new(),
            frozen: false,
        }
    }
}

impl Machine for Reader {
    fn input(&mut self, now: Duration, bytes: &[u8]) {
        if self.frozen {
            return;
        }
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

    /// The key of the keypad; without a PIN entry there is nothing to cancel.
    fn press_cancel(&mut self) {
        if self.is_in_pin_entry() {
            self.pending = None;
            self.send(PIN_ENTRY, FAILED, &[0x01]);
        }
    }

    fn fault(&mut self, fault: PadFault) {
        match fault {
            PadFault::Freeze => self.frozen = true,
            PadFault::Thaw => self.frozen = false,
            other => self.faults.push_back(other),
        }
    }

    fn deadline(&self) -> Option<Duration> {
        match &self.pending {
            Some(Pending::Later { at, .. }) if !self.frozen => Some(*at),
            _ => None,
        }
    }

    fn tick(&mut self, now: Duration) {
        if matches!(&self.pending, Some(Pending::Later { at, .. }) if now >= *at && !self.frozen)
            && let Some(Pending::Later { frame: (command, status, data), .. }) = self.pending.take()
        {
            self.send(command, status, &data);
        }
    }

    fn next_out(&mut self) -> Option<Out> {
        self.out.pop_front()
    }

    fn power_cut(&mut self) {
        self.unpacker = Unpacker::default();
        self.pending = None;
        self.session = None;
        self.remembered = None;
        self.session_key = None;
        self.passing_through = false;
        self.out.clear();
    }
}

impl Reader {
    fn react(&mut self, now: Duration, input: Input) {
        match input {
            Input::Damaged(code) => self.send(code, BAD_CRC, &[]),
            Input::TooLong(code) => self.send(code, MALFORMED, &[]),
            Input::Command { code, .. } if self.take_fault(PadFault::Nak) => self.send(code.0, BAD_CRC, &[]),
            Input::Command { code: (PIN_ENTRY, 0x00), .. } => self.cancel_pin(now),
            Input::Command { code, .. } if self.is_in_pin_entry() => self.send(code.0, FAILED, &[]),
            Input::Command { code: (0x05, 0x01 | 0x02), .. } => self.cancel(now),
            Input::Command { code, data } => {
                // While a card is waited for, anything counts as a cancel.
                if self.pending.take().is_some() {
                    self.session = None;
                }
                let answer = self.command(now, code, &data);
                self.carry_out(now, code.0, answer);
            }
        }
    }

    fn is_in_pin_entry(&self) -> bool {
        matches!(&self.pending, Some(Pending::Later { frame: (PIN_ENTRY, ..), .. }))
    }

    /// Stops the entry of a PIN: the command is answered, and then the entry.
    fn cancel_pin(&mut self, now: Duration) {
        if self.take_fault(PadFault::LateCancel)
            && let Some(Pending::Later { at, .. }) = &self.pending
        {
            self.tick(now.max(*at));
        }
        let stopped = self.is_in_pin_entry();
        self.send(PIN_ENTRY, 0, &[]);
        if stopped {
            self.pending = None;
            self.send(PIN_ENTRY, FAILED, &[0x02]);
        }
    }

    /// Whether a PIN may be asked for now; the next one then waits.
    pub(super) fn may_take_pin(&mut self, now: Duration) -> bool {
        let may = now >= self.next_pin;
        if may {
            self.next_pin = now + self.pin_interval;
        }
        may
    }

    /// Stops what is waited for. The till has greeted the reader, or given up on a card.
    fn cancel(&mut self, now: Duration) {
        self.out.push_back(Out::Greeted);
        if self.take_fault(PadFault::LateCancel) {
            self.take_card(now);
            if let Some(Pending::Later { at, .. }) = &self.pending {
                self.tick(*at);
            }
        }
        if self.pending.take().is_some() {
            self.session = None;
            self.remembered = None;
        }
        self.send(0x05, 0, &[]);
    }

    fn carry_out(&mut self, now: Duration, command: u8, answer: Answer) {
        match answer {
            Answer::Now(status, data) => self.send(command, status, &data),
            Answer::Later { first, status, data } => {
                self.send(command, first, &[]);
                self.delay(now, (command, status, data));
            }
            Answer::Wait(wanted) => {
                self.session = None;
                self.pending = Some(Pending::Card(wanted));
                self.take_card(now);
            }
            Answer::Unplug => self.out.push_back(Out::Unplug),
        }
    }

    fn delay(&mut self, now: Duration, frame: (u8, u8, Vec<u8>)) {
        if self.pace.is_zero() {
            return self.send(frame.0, frame.1, &frame.2);
        }
        self.pending = Some(Pending::Later { at: now + self.pace, frame });
    }

    /// Lets a waiting command read a card that is there, if it may come that way.
    fn take_card(&mut self, now: Duration) {
        let Some(card) = self.remembered else { return };
        let entry = self.wallet.entry(card);
        let takes = |pending: &mut Pending| matches!(pending, Pending::Card(wanted) if wanted.takes(entry));
        let Some(Pending::Card(wanted)) = self.pending.take_if(takes) else { return };
        self.remembered = None;
        let (status, data) = self.read_card(card, wanted);
        self.delay(now, (START, status, data));
    }

    /// The chip in the slot, or that of a card that waits to be put in.
    pub(super) fn chip(&mut self) -> Option<&mut Slot> {
        let inside = self.session.as_ref().map(|session| session.card);
        let card = inside.or(self.remembered).filter(|card| card.entry == Entry::Chip)?;
        Some(self.wallet.slot(card))
    }

    fn send(&mut self, command: u8, status: u8, data: &[u8]) {
        if self.take_fault(PadFault::LoseAck) {
            return;
        }
        let mut bytes = wire::pack(command, status, data);
        if self.take_fault(PadFault::WrongCrc) {
            let last = bytes.len() - 1;
            bytes[last] ^= 0x5A;
        }
        if self.take_fault(PadFault::Noise) {
            bytes.splice(0..0, *b"\0\xFFViVO\x13ViV");
        }
        self.out.push_back(Out::Bytes(bytes));
    }

    fn take_fault(&mut self, wanted: PadFault) -> bool {
        let at = self.faults.iter().position(|fault| *fault == wanted);
        at.and_then(|at| self.faults.remove(at)).is_some()
    }
}
