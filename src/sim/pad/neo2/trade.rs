//! A trade: the card that comes, its first cryptogram, its last word.

use super::{
    answers::{Answer, BAD_PARAMETER, FAILED, MORE, NOT_NOW, Refused, objects, value},
    machine::Reader,
    wire,
};
use crate::{
    domain::Entry,
    sim::{
        CardConduct, TestCard,
        pad::abecs::card::{self, Cryptogram, Proof, Trade},
    },
};

/// The host is to be asked.
const ONLINE: u8 = 0x23;
/// The objects of a chip that go out, in this order.
const TAGS: [u32; 21] = [
    0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x95, 0x9A, 0x9C, 0x9F02, 0x5F2A, 0x82, 0x9F1A, 0x9F03, 0x9F33, 0x9F34,
    0x9F35, 0x9F1E, 0x84, 0x9F09, 0x9F41, 0x9B,
];

/// What a card is waited for.
pub(super) struct Wanted {
    trade: Trade,
    stripe: bool,
    tap: bool,
    chip: bool,
}

/// What is known of the card in hand.
pub(super) struct Session {
    pub(super) card: &'static TestCard,
    trade: Trade,
    /// Set once the first cryptogram is made.
    made: Option<(u16, [u8; 4])>,
}

impl Wanted {
    /// The data of 02-40: time limit, then objects.
    pub(super) fn parse(data: &[u8]) -> Option<Wanted> {
        let (limit, rest) = data.split_first()?;
        let all = objects(rest).ok()?;
        let interfaces = *value(&all, 0xDF_EF37)?.first()?;
        let number = |tag: u32| value(&all, tag).and_then(decimal);
        let trade = Trade {
            amount: number(0x9F02)?,
            date: 0,
            kind: value(&all, 0x9C).and_then(|v| v.first()).copied().unwrap_or(0),
            currency: number(0x5F2A).unwrap_or(156),
            ..Trade::default()
        };
        let bit = |at: u8| interfaces >> at & 1 == 1;
        (*limit > 0).then_some(Wanted { trade, stripe: bit(0), tap: bit(1), chip: bit(2) })
    }

    pub(super) fn takes(&self, entry: Entry) -> bool {
        match entry {
            Entry::Chip => self.chip,
            Entry::Tap => self.tap,
            _ => self.stripe,
        }
    }
}

/// The error of a tap: code, two status bytes of the card, state of the antenna.
const ERROR: u32 = 0xFF_EE1F;
const BLOCKED: [u8; 4] = [0x25, 0x6A, 0x81, 0x00];
/// How far a chip or a stripe has come.
const RESULT: u32 = 0xDF_EE25;
const READ: [u8; 2] = [0x00, 0x10];
const SWIPED: [u8; 2] = [0x00, 0x11];
const FELL_BACK: [u8; 2] = [0x00, 0x07];
const NO_CHIP: [u8; 2] = [0x30, 0x02];
const REJECTED: [u8; 2] = [0x50, 0x09];
const GO_ONLINE: [u8; 2] = [0x00, 0x04];
const APPROVED_ALONE: [u8; 2] = [0x00, 0x00];
const APPROVED: [u8; 2] = [0x00, 0x02];
const DECLINED: [u8; 2] = [0x00, 0x03];
/// What was read, in the first byte of an answer: chip, tap, stripe; and that it is encrypted.
const SLOT: u8 = 0x00;
const AIR: u8 = 0x01;
const STRIPE: u8 = 0x08;
const ENCRYPTED: u8 = 0xC0;
/// Codes of the host that a kernel takes for an approval.
const APPROVALS: [&[u8]; 3] = [b"00", b"10", b"11"];

impl Reader {
    /// The answer to 02-40 once a card is there: its status, an attribution byte and objects.
    pub(super) fn read_card(&mut self, card: &'static TestCard, wanted: Wanted) -> (u8, Vec<u8>) {
        let mut trade = wanted.trade;
        trade.date = self.settings.clock.0.map_or(0, |date| decimal(&date[1..]).unwrap_or(0));
        let (attribution, mode, result, status) = match (card.entry, card.card) {
            (Entry::Tap, CardConduct::Blocked) => {
                return (FAILED, [&[AIR][..], &wire::object(ERROR, &BLOCKED)].concat());
            }
            (Entry::Chip, CardConduct::Blocked) => {
                return (0x00, [&[SLOT][..], &wire::object(RESULT, &REJECTED)].concat());
            }
            // Its holder swipes it where that may be.
            (Entry::Chip, CardConduct::Mute) if wanted.stripe => (STRIPE, 0x80, Some(FELL_BACK), 0x00),
            (Entry::Chip, CardConduct::Mute) => return (0x00, [&[SLOT][..], &wire::object(RESULT, &NO_CHIP)].concat()),
            (Entry::Chip, _) => (SLOT, 0x05, Some(READ), 0x00),
            (Entry::Tap, _) => (AIR, 0x07, None, ONLINE),
            _ => (STRIPE, 0x90, Some(SWIPED), 0x00),
        };
        if self.encrypts {
            return (status, encrypted(attribution | ENCRYPTED, card));
        }
        let mut data = vec![attribution];
        data.extend(result.iter().flat_map(|result| wire::object(RESULT, result)));
        data.extend(wire::object(0x9F39, &[mode]));
        let track = card::track2(card);
        if attribution == STRIPE {
            data.extend(wire::object(0xDF_EE23, &tracks(&track)));
        } else {
            data.extend(wire::object(0x5A, &card::packed(card.pan)));
            data.extend(wire::object(0x57, &card::packed(&track)));
            data.extend(wire::object(0x5F24, &card::packed(&format!("{}31", card.expiry))));
            data.extend(wire::object(0x5F34, &[card.sequence]));
            data.extend(wire::object(0x50, card::label(card)));
        }
        let mut session = Session { card, trade, made: None };
        match attribution {
            AIR => data.extend(self.cryptogram(&mut session, Cryptogram::Request)),
            SLOT => data.extend(self.known(&session, 0x84)),
            _ => {}
        }
        self.session = Some(session);
        (status, data)
    }

    /// 60-11: whether the host must be asked, a time limit, objects.
    pub(super) fn authenticate(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let ([must_ask @ 0..=1, _, _], rest) = data.split_first_chunk().ok_or(BAD_PARAMETER)? else {
            return Err(BAD_PARAMETER);
        };
        let all = objects(rest)?;
        let is_chip = |s: &Session| s.card.entry == Entry::Chip && s.card.card != CardConduct::Mute;
        let mut session = self.session.take().filter(|s| is_chip(s) && s.made.is_none()).ok_or(NOT_NOW)?;
        if session.card.card == CardConduct::PulledAtOnce {
            return Err(NOT_NOW);
        }
        let floor = value(&all, 0x9F1B).and_then(|v| <[u8; 4]>::try_from(v).ok()).unwrap_or_default();
        session.trade.floor = u32::from_be_bytes(floor).into();
        session.trade.must_ask = *must_ask == 1;
        let alone = session.card.card == CardConduct::ApprovesOffline && session.trade.may_end_offline();
        let (kind, result) =
            if alone { (Cryptogram::Certificate, APPROVED_ALONE) } else { (Cryptogram::Request, GO_ONLINE) };
        let made = self.cryptogram(&mut session, kind);
        self.session = Some(session);
        Ok(decided(result, made))
    }

    /// 60-12: whether the host has answered, its code, what the issuer sent.
    pub(super) fn host_answer(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let (answered, rest) = data.split_first().ok_or(BAD_PARAMETER)?;
        let all = objects(rest)?;
        let code = value(&all, 0x8A);
        if *answered > 1 || (*answered == 1) != code.is_some_and(|code| code.len() == 2) {
            return Err(BAD_PARAMETER);
        }
        let session = self.session.take().filter(|s| s.made.is_some()).ok_or(NOT_NOW)?;
        if session.card.card == CardConduct::PulledEarly {
            return Err(NOT_NOW);
        }
        let approved = code.is_some_and(|code| APPROVALS.contains(&code));
        let agrees = approved && session.card.card != CardConduct::DeclinesAfterApproval;
        let (kind, result) = if agrees { (Cryptogram::Certificate, APPROVED) } else { (Cryptogram::Refusal, DECLINED) };
        let mut tags = self.tags_of(&session, kind);
        let scripts: Vec<u8> = all
            .iter()
            .filter(|(tag, _)| matches!(tag, 0x71 | 0x72))
            .flat_map(|(_, script)| match script.as_slice() {
                [0x9F, 0x18, 4, a, b, c, d, ..] => [0x20, *a, *b, *c, *d],
                _ => [0x20, 0, 0, 0, 0],
            })
            .collect();
        if !scripts.is_empty() {
            tags.extend(wire::object(0x9F5B, &scripts));
        }
        Ok(decided(result, tags))
    }

    /// Makes the first cryptogram; its objects.
    fn cryptogram(&mut self, session: &mut Session, kind: Cryptogram) -> Vec<u8> {
        let counter = self.counters.entry(session.card.place).or_default();
        *counter = counter.wrapping_add(1);
        let mut unpredictable = [0; 4];
        // Training data: a failing random source costs nothing here.
        let _ = getrandom::fill(&mut unpredictable);
        session.made = Some((*counter, unpredictable));
        self.tags_of(session, kind)
    }

    fn tags_of(&self, session: &Session, kind: Cryptogram) -> Vec<u8> {
        let (counter, unpredictable) = session.made.unwrap_or_default();
        let all = card::tags(session.card, &session.trade, counter, unpredictable, Proof::None, kind);
        TAGS.iter().filter_map(|tag| all.get(tag).map(|value| wire::object(*tag, value))).flatten().collect()
    }

    /// One object that is known before a cryptogram.
    fn known(&self, session: &Session, tag: u32) -> Vec<u8> {
        let all = card::tags(session.card, &session.trade, 0, [0; 4], Proof::None, Cryptogram::Request);
        all.get(&tag).map(|value| wire::object(tag, value)).unwrap_or_default()
    }

    /// What the chip answers to a command of its own.
    pub(super) fn card_answers(&self, _command: &[u8]) -> Option<Vec<u8>> {
        self.chip().map(|_| vec![0x6D, 0x00])
    }
}

/// The two answers to a command about a chip: more comes; then its result and objects.
fn decided(result: [u8; 2], tags: Vec<u8>) -> Answer {
    let data = [&[SLOT][..], &wire::object(RESULT, &result), &tags].concat();
    Answer::Later { first: MORE, status: 0, data }
}

/// The tracks of a stripe in a block: how long it is, the kind of card, which tracks there are and how long, which of them stand in
/// clear and which are encrypted, the tracks, two sums.
fn tracks(track2: &str) -> Vec<u8> {
    let text = format!(";{}?", track2.replace('D', "="));
    let inside = [&[0x80, 0x02, 0, text.len() as u8, 0, 0x02, 0x00][..], text.as_bytes()].concat();
    let parity = inside.iter().fold(0, |sum, byte| sum ^ byte);
    let sum = inside.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    [&[0x02][..], &(inside.len() as u16).to_le_bytes(), &inside, &[parity, sum, 0x03]].concat()
}

/// What a reader says of a card that it encrypts: its key's number and a masked card number, whose length has a form of its own.
fn encrypted(attribution: u8, card: &TestCard) -> Vec<u8> {
    let masked = format!("{}{}{}", &card.pan[..4], "C".repeat(card.pan.len() - 8), &card.pan[card.pan.len() - 4..]);
    let number = card::packed(&masked);
    [&[attribution][..], &wire::object(0xDF_EE12, &[0xFF; 10]), &[0x5A, 0xA1, number.len() as u8], &number].concat()
}

/// Digits, two in a byte, as a number.
fn decimal(packed: &[u8]) -> Option<u64> {
    packed.iter().try_fold(0u64, |sum, byte| {
        let (high, low) = (u64::from(byte >> 4), u64::from(byte & 0x0F));
        (high <= 9 && low <= 9).then(|| sum * 100 + high * 10 + low)
    })
}
