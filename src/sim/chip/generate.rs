//! GENERATE AC: the card's decisions, and the data that go with them.

use super::{
    Answer, Card, Command, Stage,
    files::{cryptogram_length, cryptogram_list},
    state::{IssuerCheck, Lock},
    sw,
};
use crate::{
    emv::{self, Tag},
    sim::issuer::{self, CVN},
};

/// What a card decides. A card gives what it was asked for or less, never more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cryptogram {
    /// AAC.
    Declined,
    /// ARQC.
    AskIssuer,
    /// TC.
    Approved,
}

impl Cryptogram {
    /// Tag 9F27, and the two upper bits of a terminal's wish.
    pub(super) fn information(self) -> u8 {
        match self {
            Cryptogram::Declined => 0x00,
            Cryptogram::Approved => 0x40,
            Cryptogram::AskIssuer => 0x80,
        }
    }

    fn wished(p1: u8) -> Result<Cryptogram, u16> {
        match p1 & 0xC0 {
            0x00 => Ok(Cryptogram::Declined),
            0x40 => Ok(Cryptogram::Approved),
            0x80 => Ok(Cryptogram::AskIssuer),
            _ => Err(sw::WRONG_PARAMETERS),
        }
    }
}

/// The first cryptogram of a transaction.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub(super) kind: Cryptogram,
    pub(super) value: [u8; 8],
}

impl Card {
    /// First or second GENERATE AC, as it comes.
    pub(super) fn generate(&mut self, command: &Command<'_>) -> Answer {
        if command.p2 != 0 {
            return Err(sw::WRONG_PARAMETERS);
        }
        let wish = Cryptogram::wished(command.p1)?;
        match self.session.stage {
            Stage::Initiated => self.generate_first(wish, command.exactly(cryptogram_length())?),
            Stage::First => self.generate_second(wish, command.exactly(2 + cryptogram_length())?),
            _ => Err(sw::OUT_OF_ORDER),
        }
    }

    fn generate_first(&mut self, wish: Cryptogram, given: &[u8]) -> Answer {
        let kind = match wish {
            Cryptogram::Approved if self.pay_alone(given) => Cryptogram::Approved,
            Cryptogram::Approved | Cryptogram::AskIssuer => Cryptogram::AskIssuer,
            Cryptogram::Declined => Cryptogram::Declined,
        };
        let results = self.results(Some(kind), None);
        let (issuer_data, value) = self.make(given, results)?;
        self.session.stage = Stage::First;
        self.session.first = Some(First { kind, value });
        self.state.unfinished = kind == Cryptogram::AskIssuer;
        Ok(self.answered(kind, value, &issuer_data))
    }

    fn generate_second(&mut self, wish: Cryptogram, given: &[u8]) -> Answer {
        let first = self.session.first.ok_or(sw::OUT_OF_ORDER)?;
        if first.kind != Cryptogram::AskIssuer {
            return Err(sw::OUT_OF_ORDER);
        }
        let agrees = wish == Cryptogram::Approved && !self.profile.declines_last && self.session.issuer != Some(false);
        let kind = if agrees { Cryptogram::Approved } else { Cryptogram::Declined };
        let results = self.results(Some(first.kind), Some(kind));
        let (issuer_data, value) = self.make(&given[2..], results)?;
        self.session.stage = Stage::Second;
        self.state.unfinished = false;
        self.state.issuer = match self.session.issuer {
            Some(true) => IssuerCheck::Right,
            Some(false) => IssuerCheck::Wrong,
            None => IssuerCheck::Missing,
        };
        if self.session.issuer == Some(true) {
            self.state.last_online = self.state.counter;
            (self.state.script_commands, self.state.script_failed) = (0, false);
        }
        Ok(self.answered(kind, value, &issuer_data))
    }

    /// Takes the amount from the electronic cash, where the card has enough of it.
    pub(super) fn pay_alone(&mut self, given: &[u8]) -> bool {
        let amount = given.get(..6).and_then(decimal).unwrap_or(u64::MAX);
        if !self.profile.pays_offline || self.state.lock != Lock::Open || amount > self.state.balance {
            return false;
        }
        self.state.balance -= amount;
        true
    }

    /// The issuer's application data and the cryptogram over what the terminal gave.
    pub(super) fn make(&self, given: &[u8], results: [u8; 3]) -> Result<(Vec<u8>, [u8; 8]), u16> {
        let issuer_data = self.issuer_data(results);
        let counter = self.counter();
        let given = objects(given);
        let data = issuer::input(|tag| match tag {
            Tag::AIP => Some(&self.profile.aip[..]),
            Tag::ATC => Some(&counter[..]),
            Tag::ISSUER_DATA => Some(&issuer_data[..]),
            other => given.iter().find(|(name, _)| *name == other).map(|(_, value)| *value),
        });
        let value = self.keys.cryptogram(counter, &data.ok_or(sw::WRONG_DATA)?);
        Ok((issuer_data, value))
    }

    /// The card's verification results: the cryptograms (first, second), what failed, scripts.
    pub(super) fn results(&self, first: Option<Cryptogram>, second: Option<Cryptogram>) -> [u8; 3] {
        let two_bits = |kind: Option<Cryptogram>| kind.map_or(0x80, Cryptogram::information);
        let mut results = [two_bits(second) | two_bits(first) >> 2, 0, 0];
        results[0] |= u8::from(self.session.issuer == Some(false)) << 3;
        results[0] |= u8::from(self.session.pin.is_some()) << 2;
        results[0] |= u8::from(self.session.pin == Some(false)) << 1;
        results[1] |= u8::from(self.state.unfinished && self.session.first.is_none()) << 7;
        results[1] |= u8::from(self.state.pin_tries == 0) << 6;
        results[2] |= self.state.script_commands.min(15) << 4 | u8::from(self.state.script_failed) << 3;
        results
    }

    /// Length, key index, version, results, and the balance with a code over it.
    fn issuer_data(&self, [a, b, c]: [u8; 3]) -> Vec<u8> {
        let mut data = vec![0x07, 0x01, CVN, 0x03, a, b, c, 0x01, 0x0A, 0x01];
        let balance = crate::domain::hex::decode(&format!("{:010}", self.state.balance % 10_000_000_000));
        data.extend(balance.unwrap_or_default());
        let code = self.keys.cryptogram(self.counter(), &data);
        data.extend(&code[..4]);
        data
    }

    /// Format 1: information, counter, cryptogram, issuer's data.
    fn answered(&self, kind: Cryptogram, value: [u8; 8], issuer_data: &[u8]) -> Vec<u8> {
        let body = [&[kind.information()][..], &self.counter(), &value, issuer_data].concat();
        [&[0x80, body.len() as u8][..], &body].concat()
    }
}

/// What the terminal gave, by the list that asked for it.
fn objects(given: &[u8]) -> Vec<(Tag, &[u8])> {
    let list = emv::dol(&cryptogram_list()).unwrap_or_default();
    let mut rest = given;
    let mut found = Vec::new();
    for entry in list {
        let Some((value, after)) = rest.split_at_checked(usize::from(entry.length)) else { break };
        found.push((entry.tag, value));
        rest = after;
    }
    found
}

/// Packed decimal digits as a number.
pub(super) fn decimal(packed: &[u8]) -> Option<u64> {
    packed.iter().try_fold(0u64, |sum, byte| {
        let (high, low) = (u64::from(byte >> 4), u64::from(byte & 0x0F));
        (high <= 9 && low <= 9).then(|| sum * 100 + high * 10 + low)
    })
}
