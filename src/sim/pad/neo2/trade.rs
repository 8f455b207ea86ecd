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
        if card.entry == Entry::Swipe || after_chip {
            self.session = Some(Session { card, chip: None });
            return (0, stripe(card, if after_chip { FALLBACK } else { SWIPE }));
        }
        let mut order = wanted.order;
        order.date = self.settings.clock.0.map_or([0; 3], |[_, year, month, day]| [year, month, day]);
        let setup = self.settings.setup(card.entry);
        let mode = if card.entry == Entry::Tap { TAP } else { CHIP };
        let mut data = [&[0][..], &wire::object(0x9F39, &[mode])].concat();
        let chip = match self.chips.open(card, &setup, order) {
            Ok(chip) => chip,
            Err(trouble) => {
                self.mute = (trouble == Trouble::Mute).then_some(card.place);
                data.extend(wire::object(0xFF_EE1F, &error(trouble)));
                return (FAILED, data);
            }
        };
        let known = chip.dialogue.objects();
        data.extend(chosen(&CARD, &known));
        let asks = card.entry == Entry::Tap && chip.dialogue.decision() == Some(Decision::AskIssuer);
        if card.entry == Entry::Tap {
            data.extend(chosen(&TAGS, &known));
        }
        self.session = Some(Session { card, chip: Some(chip) });
        (if asks { ONLINE } else { 0 }, data)
    }

    /// 60-11.
    pub(super) fn authenticate(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let all = objects(data)?;
        let floor: [u8; 4] = value(&all, 0x9F1B).and_then(|v| v.try_into().ok()).ok_or(BAD_PARAMETER)?;
        value(&all, 0x9F02).and_then(decimal).ok_or(BAD_PARAMETER)?;
        let terms = Terms {
            capabilities: CAPABILITIES,
            floor: u32::from_be_bytes(floor).into(),
            must_ask: value(&all, 0xDF_EF1F) == Some(&[1]),
        };
        let session = self.session.as_mut().filter(|session| session.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().filter(|chip| chip.dialogue.decision().is_none()).ok_or(NOT_NOW)?;
        let setup = self.settings.setup(Entry::Chip);
        let Ok(decision) = self.chips.first(chip, &setup, &terms, session.card) else {
            self.session = None;
            return Err(NOT_NOW);
        };
        let made = chosen(&TAGS, &chip.dialogue.objects());
        Ok(Answer::Later { first: MORE, status: 0, data: [&result(decision)[..], &made].concat() })
    }

    /// 60-12.
    pub(super) fn host_answer(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let all = objects(data)?;
        let code = value(&all, 0x8A).and_then(|code| code.try_into().ok());
        let word = match (value(&all, 0xDF_EF58), code) {
            (Some([0]), Some(code)) => Word::Approved(code),
            (Some([1]), Some(code)) => Word::Declined(code),
            (Some([2]), _) => Word::NoHost,
            _ => return Err(BAD_PARAMETER),
        };
        let session = self.session.take().filter(|session| session.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let mut chip = session.chip.filter(|chip| chip.dialogue.decision().is_some()).ok_or(NOT_NOW)?;
        let end = self.chips.second(&mut chip, word, data).map_err(|_| NOT_NOW)?;
        let decision = if end.approved { Decision::Approved } else { Decision::Declined };
        let mut answer = result(decision).to_vec();
        answer.extend(chosen(&TAGS, &chip.dialogue.objects()));
        if !end.scripts.is_empty() {
            answer.extend(wire::object(0x9F5B, &end.scripts));
        }
        Ok(Answer::Later { first: MORE, status: 0, data: answer })
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

/// A stripe.
fn stripe(card: &TestCard, mode: u8) -> Vec<u8> {
    let text = format!(";{}?", chip::track2(card).replace('D', "="));
    [&[0][..], &wire::object(0x9F39, &[mode]), &wire::object(0xDF_EF18, text.as_bytes())].concat()
}

/// The error of a card: what happened, two status bytes of the card, the antenna.
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

/// The first two bytes of the answers to 60-11 and 60-12.
fn result(decision: Decision) -> [u8; 2] {
    match decision {
        Decision::AskIssuer => [0, 4],
        Decision::Approved => [0, 2],
        Decision::Declined => [0, 1],
    }
}

/// These objects, where they are there.
fn chosen(tags: &[Tag], all: &Objects) -> Vec<u8> {
    tags.iter().filter_map(|tag| Some(wire::object(tag.number(), all.get(tag)?))).flatten().collect()
}

/// Digits, two in a byte, as a number.
fn decimal(packed: &[u8]) -> Option<u64> {
    hex::encode(packed).parse().ok()
}
