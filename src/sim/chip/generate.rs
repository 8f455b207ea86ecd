//! GENERATE AC and EXTERNAL AUTHENTICATE: what the card decides, and its cryptograms.

use super::{
    Answer, Card, Command, Stage,
    files::{Objects, cryptogram_length},
    state::{IssuerCheck, Lock},
    sw,
};
use crate::sim::{
    bcd::{digits, number},
    issuer::CVN,
};

/// Index of the issuer's key, and that it is one of triple DES.
const KEY_INDEX: u8 = 0x01;
const TRIPLE_DES: u8 = 0x01;
/// The renminbi.
const CURRENCY: [u8; 2] = [0x01, 0x56];
/// Where amount and currency stand in what the terminal gives.
const AMOUNT: std::ops::Range<usize> = 0..6;
const CURRENCY_AT: std::ops::Range<usize> = 19..21;
/// What the terminal says when it could not ask the issuer.
const NO_HOST: [&[u8]; 2] = [b"Y3", b"Z3"];

/// Which cryptogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cryptogram {
    /// Declined (AAC).
    Refusal = 0x00,
    /// Approved (TC).
    Certificate = 0x40,
    /// Ask the issuer (ARQC).
    Request = 0x80,
}

/// The first cryptogram.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub(super) kind: Cryptogram,
    pub(super) value: [u8; 8],
}

impl Card {
    pub(super) fn generate(&mut self, command: &Command<'_>) -> Answer {
        let wanted = match command.p1 {
            0x00 => Cryptogram::Refusal,
            0x40 => Cryptogram::Certificate,
            0x80 => Cryptogram::Request,
            _ => return Err(sw::WRONG_PARAMETERS),
        };
        command.with(command.p1, 0x00)?;
        match (self.session.stage, self.session.first) {
            (Stage::Initiated, None) => {
                let given = command.exactly(cryptogram_length())?;
                self.first(wanted, given)
            }
            (Stage::First, Some(first)) if first.kind == Cryptogram::Request && wanted != Cryptogram::Request => {
                let data = command.exactly(2 + cryptogram_length())?;
                self.second(wanted, data, first)
            }
            _ => Err(sw::OUT_OF_ORDER),
        }
    }

    fn first(&mut self, wanted: Cryptogram, given: &[u8]) -> Answer {
        let kind = match wanted {
            _ if self.state.lock != Lock::Open => Cryptogram::Refusal,
            Cryptogram::Certificate if self.pays_alone(given) => Cryptogram::Certificate,
            Cryptogram::Certificate => Cryptogram::Request,
            other => other,
        };
        let (data, value) = self.made(kind, None, given);
        if kind == Cryptogram::Certificate {
            self.pay(given);
        }
        self.state.unfinished = kind == Cryptogram::Request;
        self.session.first = Some(First { kind, value });
        self.session.stage = Stage::First;
        Ok(Objects::default().with(0x80, &data).into_bytes())
    }

    /// The second: the issuer's word stands before the data of the first one.
    fn second(&mut self, wanted: Cryptogram, data: &[u8], first: First) -> Answer {
        let (word, given) = data.split_at(2);
        let alone = NO_HOST.contains(&word);
        let unproved = self.profile.wants_proof && self.session.issuer != Some(true) && !alone;
        let refuses = self.profile.declines_last
            || unproved
            || self.state.lock != Lock::Open
            || (alone && !self.pays_alone(given));
        let kind = if refuses { Cryptogram::Refusal } else { wanted };
        let (data, _) = self.made(first.kind, Some((kind, alone)), given);
        if alone && kind == Cryptogram::Certificate {
            self.pay(given);
        }
        if !alone {
            self.state.issuer = match self.session.issuer {
                Some(true) => IssuerCheck::Right,
                Some(false) => IssuerCheck::Wrong,
                None => IssuerCheck::Missing,
            };
        }
        self.state.unfinished = false;
        self.session.stage = Stage::Second;
        Ok(Objects::default().with(0x80, &data).into_bytes())
    }

    /// Whether the card has the money and the will to pay without the issuer.
    pub(super) fn pays_alone(&self, given: &[u8]) -> bool {
        let enough = amount(given).is_some_and(|amount| amount <= self.state.balance);
        self.profile.pays_offline && enough && given.get(CURRENCY_AT) == Some(&CURRENCY)
    }

    pub(super) fn pay(&mut self, given: &[u8]) {
        self.state.balance = self.state.balance.saturating_sub(amount(given).unwrap_or(0));
    }

    /// Information, counter, cryptogram and issuer data, as GENERATE AC answers them; and the cryptogram again.
    pub(super) fn made(&self, first: Cryptogram, last: Option<(Cryptogram, bool)>, given: &[u8]) -> (Vec<u8>, [u8; 8]) {
        let results = self.results(first, last);
        let counter = self.counter();
        let value = self.keys.cryptogram(counter, &[given, &self.profile.aip, &counter, &results].concat());
        let kind = last.map_or(first, |(kind, _)| kind);
        ([&[kind as u8][..], &counter, &value, &self.issuer_data(results)].concat(), value)
    }

    /// The card's verification results, their length first (PBOC, issuer application data).
    fn results(&self, first: Cryptogram, last: Option<(Cryptogram, bool)>) -> [u8; 4] {
        let state = &self.state;
        let bit = |is: bool, bit: u8| if is { bit } else { 0 };
        // 80h in the place of the second cryptogram: it has not been asked for.
        let second = last.map_or(0x80, |(kind, _)| kind as u8);
        let done = second
            | (first as u8) >> 2
            | bit(self.session.issuer == Some(false), 0x08)
            | bit(self.session.pin.is_some(), 0x04)
            | bit(self.session.pin == Some(false), 0x02)
            | bit(last.is_some_and(|(_, alone)| alone), 0x01);
        let before = bit(state.unfinished && last.is_none(), 0x80)
            | bit(state.pin_tries == 0, 0x40)
            | bit(state.issuer == IssuerCheck::Wrong, 0x08)
            | bit(state.issuer == IssuerCheck::Missing, 0x04);
        let scripts =
            state.script_commands.min(15) << 4 | bit(state.script_failed, 0x08) | bit(self.session.signed, 0x02);
        [0x03, done, before, scripts]
    }

    /// The issuer application data: key, version and results; then the balance of the electronic cash with a code.
    fn issuer_data(&self, results: [u8; 4]) -> Vec<u8> {
        let balance = digits(self.state.balance, 5);
        let code = self.keys.cryptogram(self.counter(), &[&self.counter()[..], &balance, &[0]].concat());
        [&[0x07, KEY_INDEX, CVN][..], &results, &[TRIPLE_DES, 0x0A, 0x01], &balance, &code[..4]].concat()
    }

    /// EXTERNAL AUTHENTICATE: the issuer's response to the first cryptogram, once.
    pub(super) fn external_authenticate(&mut self, command: &Command<'_>) -> Answer {
        command.with(0x00, 0x00)?;
        let first = self.session.first.filter(|first| first.kind == Cryptogram::Request);
        let (Some(first), Stage::First, None) = (first, self.session.stage, self.session.issuer) else {
            return Err(sw::OUT_OF_ORDER);
        };
        if !(8..=16).contains(&command.data.len()) {
            return Err(sw::WRONG_LENGTH);
        }
        let (response, code) = command.data.split_at(8);
        let right = code
            .get(..2)
            .and_then(|code| code.try_into().ok())
            .is_some_and(|code| self.keys.response(self.counter(), first.value, code) == *response);
        self.session.issuer = Some(right);
        if !right {
            return Err(sw::NOT_AUTHENTICATED);
        }
        self.state.last_online = self.state.counter;
        (self.state.script_commands, self.state.script_failed) = (0, false);
        Ok(Vec::new())
    }
}

/// The amount in what the terminal gives, in minor units.
fn amount(given: &[u8]) -> Option<u64> {
    given.get(AMOUNT).and_then(number)
}
