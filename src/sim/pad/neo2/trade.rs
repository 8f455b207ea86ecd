//! A trade: the card that comes, its first cryptogram, its last word.

use super::{
    answers::{Answer, BAD_PARAMETER, FAILED, MORE, NOT_NOW, Refused, objects, value},
    machine::Reader,
    wire,
};
use crate::{
    domain::{Entry, hex},
    emv::Tag,
    sim::{
        TestCard, chip,
        kernel::{Decision, Objects, Order, Terms, Trouble, Word},
        pad::hand::InHand,
    },
};

/// The host is to be asked.
const ONLINE: u8 = 0x23;
/// The objects of a chip that go out, in this order.
const TAGS: [Tag; 24] = [
    Tag::CRYPTOGRAM,
    Tag::CID,
    Tag::ISSUER_DATA,
    Tag::UNPREDICTABLE,
    Tag::ATC,
    Tag::TVR,
    Tag::DATE,
    Tag::TYPE,
    Tag::AMOUNT,
    Tag::CURRENCY,
    Tag::AIP,
    Tag::COUNTRY,
    Tag::AMOUNT_OTHER,
    Tag::CAPABILITIES,
    Tag::CVM_RESULTS,
    Tag::TERMINAL_TYPE,
    Tag::IFD_SERIAL,
    Tag::DF_NAME,
    Tag::APP_VERSION,
    Tag::COUNTER,
    Tag::TSI,
    Tag::LABEL,
    Tag::PREFERRED_NAME,
    Tag::CARD_QUALIFIERS,
];
/// The objects that tell which card it is.
const CARD: [Tag; 6] = [Tag::PAN, Tag::TRACK2, Tag::EXPIRY, Tag::SEQUENCE, Tag::LABEL, Tag::DF_NAME];
/// No PIN for the host: the till takes it by itself, before the first cryptogram.
const CAPABILITIES: [u8; 3] = [0xE0, 0x28, 0xC8];
/// How far a chip or a stripe has come.
const RESULT: u32 = 0xDF_EE25;
const READ: [u8; 2] = [0x00, 0x10];
const SWIPED: [u8; 2] = [0x00, 0x11];
const FELL_BACK: [u8; 2] = [0x00, 0x07];
const GO_ONLINE: [u8; 2] = [0x00, 0x04];
const APPROVED_ALONE: [u8; 2] = [0x00, 0x00];
const DECLINED_ALONE: [u8; 2] = [0x00, 0x01];
const APPROVED: [u8; 2] = [0x00, 0x02];
const DECLINED: [u8; 2] = [0x00, 0x03];
/// What was read, in the first byte of an answer: chip, tap, stripe; and that it is encrypted.
const IN_SLOT: u8 = 0x00;
const IN_AIR: u8 = 0x01;
const STRIPE: u8 = 0x08;
const ENCRYPTED: u8 = 0xC0;
/// Codes of the host that a kernel takes for an approval.
const APPROVALS: [&[u8; 2]; 3] = [b"00", b"10", b"11"];
/// How a card was read (9F39).
const CHIP: u8 = 0x05;
const TAP: u8 = 0x07;
const SWIPE: u8 = 0x90;
const FALLBACK: u8 = 0x80;

/// What a card is waited for.
pub(super) struct Wanted {
    order: Order,
    stripe: bool,
    tap: bool,
    chip: bool,
}

/// What is known of the card in hand.
pub(super) struct Session {
    pub(super) card: &'static TestCard,
    /// A chip; none for a stripe.
    chip: Option<InHand>,
}

impl Wanted {
    /// The data of 02-40: time limit, then objects.
    pub(super) fn parse(data: &[u8]) -> Option<Wanted> {
        let (limit, rest) = data.split_first()?;
        let all = objects(rest).ok()?;
        let interfaces = *value(&all, 0xDF_EF37)?.first()?;
        let number = |tag: u32| value(&all, tag).and_then(decimal);
        let order = Order {
            amount: number(0x9F02)?,
            kind: value(&all, 0x9C).and_then(|v| v.first()).copied().unwrap_or(0),
            currency: number(0x5F2A).and_then(|code| u16::try_from(code).ok()).unwrap_or(156),
            tap_limit: number(0xDF_EE36).unwrap_or(0),
            ..Order::default()
        };
        let bit = |at: u8| interfaces >> at & 1 == 1;
        (*limit > 0).then_some(Wanted { order, stripe: bit(0), tap: bit(1), chip: bit(2) })
    }

    pub(super) fn takes(&self, entry: Entry) -> bool {
        match entry {
            Entry::Chip => self.chip,
            Entry::Tap => self.tap,
            _ => self.stripe,
        }
    }
}

impl Reader {
    /// The answer to 02-40 once a card is there: its status, an attribution byte and objects. A chip that says nothing is an
    /// error; the next time its stripe is read.
    pub(super) fn read_card(&mut self, card: &'static TestCard, wanted: Wanted) -> (u8, Vec<u8>) {
        let after_chip = self.mute.take() == Some(card.place);
        let attribution = match card.entry {
            Entry::Chip if !after_chip => IN_SLOT,
            Entry::Tap => IN_AIR,
            _ => STRIPE,
        };
        if self.encrypts {
            return (if attribution == IN_AIR { ONLINE } else { 0 }, encrypted(attribution | ENCRYPTED, card));
        }
        if attribution == STRIPE {
            self.session = Some(Session { card, chip: None });
            return (0, if after_chip { stripe(card, FELL_BACK, FALLBACK) } else { stripe(card, SWIPED, SWIPE) });
        }
        let mut order = wanted.order;
        order.date = self.settings.clock.0.map_or([0; 3], |[_, year, month, day]| [year, month, day]);
        let setup = self.settings.setup(card.entry);
        let tap = card.entry == Entry::Tap;
        let mut data = [&[attribution][..], &wire::object(0x9F39, &[if tap { TAP } else { CHIP }])].concat();
        let chip = match self.chips.open(card, &setup, order) {
            Ok(chip) => chip,
            Err(trouble) if tap => {
                data.extend(wire::object(0xFF_EE1F, &error(trouble)));
                return (FAILED, data);
            }
            Err(trouble) => {
                self.mute = (trouble == Trouble::Mute).then_some(card.place);
                data.extend(wire::object(RESULT, &no_chip(trouble)));
                return (0, data);
            }
        };
        let known = chip.dialogue.objects();
        data.extend(chosen(&CARD, &known));
        let asks = tap && chip.dialogue.decision() == Some(Decision::AskIssuer);
        data.extend(if tap { chosen(&TAGS, &known) } else { wire::object(RESULT, &READ) });
        self.session = Some(Session { card, chip: Some(chip) });
        (if asks { ONLINE } else { 0 }, data)
    }

    /// 60-11: whether the host must be asked, a time limit, objects.
    pub(super) fn authenticate(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let ([must_ask @ 0..=1, _, _], rest) = data.split_first_chunk().ok_or(BAD_PARAMETER)? else {
            return Err(BAD_PARAMETER);
        };
        let all = objects(rest)?;
        let floor: [u8; 4] = value(&all, 0x9F1B).and_then(|v| v.try_into().ok()).unwrap_or_default();
        let floor = u32::from_be_bytes(floor).into();
        let terms = Terms { capabilities: CAPABILITIES, floor, must_ask: *must_ask == 1 };
        let session = self.session.as_mut().filter(|session| session.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().filter(|chip| chip.dialogue.decision().is_none()).ok_or(NOT_NOW)?;
        let setup = self.settings.setup(Entry::Chip);
        let Ok(decision) = self.chips.first(chip, &setup, &terms, session.card) else {
            self.session = None;
            return Err(NOT_NOW);
        };
        let result = match decision {
            Decision::AskIssuer => GO_ONLINE,
            Decision::Approved => APPROVED_ALONE,
            Decision::Declined => DECLINED_ALONE,
        };
        Ok(decided(result, chosen(&TAGS, &chip.dialogue.objects())))
    }

    /// 60-12: whether the host has answered, its code, what the issuer sent.
    pub(super) fn host_answer(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let (answered, issuer) = data.split_first().ok_or(BAD_PARAMETER)?;
        let all = objects(issuer)?;
        let code: Option<[u8; 2]> = value(&all, 0x8A).and_then(|code| code.try_into().ok());
        let word = match (answered, code) {
            (1, Some(code)) if APPROVALS.contains(&&code) => Word::Approved(code),
            (1, Some(code)) => Word::Declined(code),
            (0, None) => Word::NoHost,
            _ => return Err(BAD_PARAMETER),
        };
        let session = self.session.take().filter(|session| session.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let mut chip = session.chip.filter(|chip| chip.dialogue.decision().is_some()).ok_or(NOT_NOW)?;
        let end = self.chips.second(&mut chip, word, issuer).map_err(|_| NOT_NOW)?;
        let mut tags = chosen(&TAGS, &chip.dialogue.objects());
        if !end.scripts.is_empty() {
            tags.extend(wire::object(0x9F5B, &end.scripts));
        }
        Ok(decided(if end.approved { APPROVED } else { DECLINED }, tags))
    }

    /// The answer to reset of a chip that is there. A trade with it is over.
    pub(super) fn power_up(&mut self) -> Option<Vec<u8>> {
        let card = self.chip()?;
        self.session = None;
        self.remembered = Some(card);
        self.port = Some((card.place, self.chips.insert(card)?));
        Some(vec![0x3B, 0x00])
    }

    /// What the chip answers to a command of its own.
    pub(super) fn card_answers(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let (place, slot) = self.port.as_mut()?;
        let answer = slot.exchange(command).ok()?;
        self.chips.keep(*place, slot);
        Some(answer)
    }
}

/// The two answers to a command about a chip: more comes; then its result and objects.
fn decided(result: [u8; 2], tags: Vec<u8>) -> Answer {
    let data = [&[IN_SLOT][..], &wire::object(RESULT, &result), &tags].concat();
    Answer::Later { first: MORE, status: 0, data }
}

/// A stripe.
fn stripe(card: &TestCard, result: [u8; 2], mode: u8) -> Vec<u8> {
    let tracks = tracks(&chip::track2(card));
    let objects = [wire::object(RESULT, &result), wire::object(0x9F39, &[mode]), wire::object(0xDF_EE23, &tracks)];
    [&[STRIPE][..], &objects.concat()].concat()
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
    let masked = format!("{}{:C<11}{}F", &card.pan[..4], "", &card.pan[card.pan.len() - 4..]);
    let number = hex::decode(&masked).unwrap_or_default();
    [&[attribution][..], &wire::object(0xDF_EE12, &[0xFF; 10]), &[0x5A, 0xA1, number.len() as u8], &number].concat()
}

/// How a chip that cannot go on is told.
fn no_chip(trouble: Trouble) -> [u8; 2] {
    match trouble {
        Trouble::Mute => [0x30, 0x02],
        Trouble::Gone => [0x30, 0x05],
        Trouble::NoApplication => [0x50, 0x05],
        Trouble::Blocked | Trouble::NotAllowed | Trouble::SeePhone => [0x50, 0x09],
        Trouble::BadData => [0x50, 0x03],
    }
}

/// The error of a tap: what happened, two status bytes of the card, the antenna.
fn error(trouble: Trouble) -> [u8; 4] {
    let [code, sw1, sw2] = match trouble {
        Trouble::Mute | Trouble::Gone => [0x30, 0, 0],
        Trouble::NoApplication => [0x27, 0x6A, 0x82],
        Trouble::Blocked => [0x25, 0x62, 0x83],
        Trouble::NotAllowed => [0x20, 0x69, 0x85],
        Trouble::SeePhone => [0x20, 0x69, 0x86],
        Trouble::BadData => [0x40, 0, 0],
    };
    [code, sw1, sw2, 0]
}

/// These objects, where they are there.
fn chosen(tags: &[Tag], all: &Objects) -> Vec<u8> {
    tags.iter().filter_map(|tag| Some(wire::object(tag.number(), all.get(tag)?))).flatten().collect()
}

/// Digits, two in a byte, as a number.
fn decimal(packed: &[u8]) -> Option<u64> {
    hex::encode(packed).parse().ok()
}
