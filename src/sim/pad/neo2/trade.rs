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
        TestCard,
        bcd::number,
        chip::{Gone, track2},
        kernel::{self, Decision, Limits, Pin, Terminal, Trade, Trouble, Word},
        pad::wallet::{NO_PIN, blank},
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
    trade: Trade,
    stripe: bool,
    tap: bool,
    chip: bool,
}

/// What is known of the card in hand.
pub(super) struct Session {
    pub(super) card: &'static TestCard,
    trade: Trade,
    /// The dialogue with its chip; none with a stripe.
    chip: Option<kernel::Session>,
}

impl Wanted {
    /// The data of 02-40: time limit, then objects.
    pub(super) fn parse(data: &[u8]) -> Option<Wanted> {
        let (limit, rest) = data.split_first()?;
        let all = objects(rest).ok()?;
        let interfaces = *value(&all, 0xDF_EF37)?.first()?;
        let number = |tag: u32| value(&all, tag).and_then(number);
        let trade = Trade {
            amount: number(0x9F02)?,
            kind: value(&all, 0x9C).and_then(|v| v.first()).copied().unwrap_or(0),
            currency: number(0x5F2A).and_then(|number| u16::try_from(number).ok()).unwrap_or(156),
            // The till asks for a PIN apart from the kernel.
            capabilities: NO_PIN,
            ..blank()
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

impl Reader {
    /// The answer to 02-40 once a card is there: its status, an attribution byte and objects. The stripe of a chip that did not
    /// answer is read the next time.
    pub(super) fn read_card(&mut self, card: &'static TestCard, wanted: Wanted) -> (u8, Vec<u8>) {
        let entry = self.wallet.entry(card);
        let attribution = match entry {
            Entry::Chip => IN_SLOT,
            Entry::Tap => IN_AIR,
            _ => STRIPE,
        };
        if self.encrypts {
            return (if attribution == IN_AIR { ONLINE } else { 0 }, encrypted(attribution | ENCRYPTED, card));
        }
        let mut trade = wanted.trade;
        self.wallet.begin(&mut trade);
        if let (Some([_, date @ ..]), Some([hour, minute])) = self.settings.clock {
            (trade.date, trade.time) = (date, [hour, minute, 0]);
        }
        if attribution == STRIPE {
            let (result, mode) = if entry == Entry::Fallback { (FELL_BACK, FALLBACK) } else { (SWIPED, SWIPE) };
            self.has_read(Session { card, trade, chip: None });
            return (0, stripe(card, result, mode));
        }
        let tap = entry == Entry::Tap;
        let head = [&[attribution][..], &wire::object(0x9F39, &[if tap { TAP } else { CHIP }])].concat();
        let slot = self.wallet.slot(card);
        let tables = self.settings.kernel(slot.interface());
        slot.insert();
        let selected = kernel::select(slot, &tables, &Terminal::default(), &trade);
        let mut chip = match selected {
            Ok(chip) => chip,
            Err(trouble) if tap => return (FAILED, tap_error(&head, trouble)),
            Err(trouble) => {
                if trouble == Trouble::Gone(Gone::Mute) {
                    self.wallet.is_mute(card);
                }
                return (0, [&head[..], &wire::object(RESULT, &no_chip(trouble))].concat());
            }
        };
        let known = [&head[..], &chosen(&CARD, &chip)].concat();
        let (status, more) = if tap {
            let limits = Limits { floor: None, must_ask: false };
            match chip.first(slot, &trade, limits, Pin::NotWanted) {
                Ok((Decision::Online, _)) => (ONLINE, chosen(&TAGS, &chip)),
                Ok((Decision::Approved, _)) => (0, chosen(&TAGS, &chip)),
                Ok((Decision::Declined, _)) | Err(_) => return (FAILED, tap_error(&head, Trouble::NotAllowed)),
            }
        } else {
            (0, wire::object(RESULT, &READ))
        };
        self.has_read(Session { card, trade, chip: Some(chip) });
        (status, [known, more].concat())
    }

    fn has_read(&mut self, session: Session) {
        self.wallet.has_read();
        self.session = Some(session);
    }

    /// 60-11: whether the host must be asked, a time limit, objects.
    pub(super) fn authenticate(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let ([must_ask @ 0..=1, _, _], rest) = data.split_first_chunk().ok_or(BAD_PARAMETER)? else {
            return Err(BAD_PARAMETER);
        };
        let all = objects(rest)?;
        let floor: [u8; 4] = value(&all, 0x9F1B).and_then(|v| v.try_into().ok()).unwrap_or_default();
        let limits = Limits { floor: Some(u32::from_be_bytes(floor).into()), must_ask: *must_ask == 1 };
        let mut session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().ok_or(NOT_NOW)?;
        let slot = self.wallet.slot(session.card);
        let result = match chip.first(slot, &session.trade, limits, Pin::NotWanted) {
            Ok((Decision::Online, _)) => GO_ONLINE,
            Ok((Decision::Approved, _)) => APPROVED_ALONE,
            Ok((Decision::Declined, _)) => DECLINED_ALONE,
            Err(trouble) => return stopped(trouble),
        };
        let tags = chosen(&TAGS, chip);
        self.session = Some(session);
        Ok(decided(result, tags))
    }

    /// 60-12: whether the host has answered, its code, what the issuer sent.
    pub(super) fn host_answer(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let (answered, issuer) = data.split_first().ok_or(BAD_PARAMETER)?;
        let all = objects(issuer)?;
        let code: Option<[u8; 2]> = value(&all, 0x8A).and_then(|code| code.try_into().ok());
        let word = match (answered, code) {
            (1, Some(code)) if APPROVALS.contains(&&code) => Word::Approved,
            (1, Some(_)) => Word::Declined,
            (0, None) => Word::NoHost,
            _ => return Err(BAD_PARAMETER),
        };
        let mut session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().ok_or(NOT_NOW)?;
        let slot = self.wallet.slot(session.card);
        let last = match chip.second(slot, word, code.unwrap_or_default(), issuer) {
            Ok(last) => last,
            Err(trouble) => return stopped(trouble),
        };
        let mut tags = chosen(&TAGS, chip);
        if !last.scripts.is_empty() {
            tags.extend(wire::object(0x9F5B, &last.scripts.concat()));
        }
        Ok(decided(if last.approved { APPROVED } else { DECLINED }, tags))
    }
}

/// What is left of a trade whose card has not answered well.
fn stopped(trouble: Trouble) -> Result<Answer, Refused> {
    match trouble {
        Trouble::Gone(Gone::PadOffLine) => Ok(Answer::Unplug),
        Trouble::Gone(_) | Trouble::OutOfTurn => Err(NOT_NOW),
        trouble => Ok(decided(no_chip(trouble), Vec::new())),
    }
}

/// The two answers to a command about a chip: more comes; then its result and objects.
fn decided(result: [u8; 2], tags: Vec<u8>) -> Answer {
    let data = [&[IN_SLOT][..], &wire::object(RESULT, &result), &tags].concat();
    Answer::Later { first: MORE, status: 0, data }
}

/// A stripe.
fn stripe(card: &TestCard, result: [u8; 2], mode: u8) -> Vec<u8> {
    let tracks = tracks(&track2(card));
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
        Trouble::Gone(Gone::Mute) => [0x30, 0x02],
        Trouble::Gone(_) | Trouble::OutOfTurn => [0x30, 0x05],
        Trouble::NoApplication => [0x50, 0x05],
        Trouble::BadData(_) => [0x50, 0x03],
        Trouble::ApplicationBlocked | Trouble::CardBlocked => [0x50, 0x23],
        Trouble::NotAllowed | Trouble::SeePhone | Trouble::OtherInterface => [0x50, 0x09],
    }
}

/// The error of a tap behind what is told already: what happened, two status bytes of the card, the antenna.
fn tap_error(head: &[u8], trouble: Trouble) -> Vec<u8> {
    let [code, high, low] = match trouble {
        Trouble::SeePhone => [0x20, 0x69, 0x86],
        Trouble::NotAllowed => [0x20, 0x69, 0x85],
        Trouble::OtherInterface => [0x22, 0, 0],
        Trouble::ApplicationBlocked => [0x25, 0x62, 0x83],
        Trouble::CardBlocked => [0x25, 0x6A, 0x81],
        Trouble::NoApplication => [0x27, 0x6A, 0x82],
        Trouble::Gone(_) | Trouble::OutOfTurn => [0x30, 0, 0],
        Trouble::BadData(_) => [0x40, 0, 0],
    };
    [head, &wire::object(0xFF_EE1F, &[code, high, low, 0])].concat()
}

/// These objects, where they are there.
fn chosen(tags: &[Tag], chip: &kernel::Session) -> Vec<u8> {
    tags.iter().filter_map(|tag| Some(wire::object(tag.number(), chip.object(*tag)?))).flatten().collect()
}
