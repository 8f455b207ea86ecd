//! A trade: the card that comes, its first cryptogram, its last word.

use super::{
    answers::{Answer, BAD_PARAMETER, MORE, NOT_NOW, Refused, objects, value},
    machine::Reader,
    wire,
};
use crate::{
    domain::Entry,
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
/// It failed; an error block says why.
const FAILED: u8 = 0x0A;
const ERROR: u32 = 0xFF_EE1F;
/// The objects that tell of a chip before its cryptogram; the name of the application after it, for a chip in the slot.
const DESCRIPTION: [Tag; 5] = [Tag::PAN, Tag::TRACK2, Tag::EXPIRY, Tag::SEQUENCE, Tag::LABEL];
/// The objects of a chip that go out, in this order.
const TAGS: [u32; 22] = [
    0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x95, 0x9A, 0x9C, 0x9F02, 0x5F2A, 0x82, 0x9F1A, 0x9F03, 0x9F33, 0x9F34,
    0x9F35, 0x9F1E, 0x84, 0x9F09, 0x9F41, 0x9B, 0x9F6C,
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
        let mut trade = wanted.trade;
        self.wallet.begin(&mut trade);
        if let (Some([_, date @ ..]), Some([hour, minute])) = self.settings.clock {
            (trade.date, trade.time) = (date, [hour, minute, 0]);
        }
        let mode = match entry {
            Entry::Chip => 0x05,
            Entry::Tap => 0x07,
            Entry::Fallback => 0x80,
            _ => 0x90,
        };
        let mut data = vec![0x00];
        data.extend(wire::object(0x9F39, &[mode]));
        if !matches!(entry, Entry::Chip | Entry::Tap) {
            let text = format!(";{}?", track2(card).replace('D', "="));
            data.extend(wire::object(0xDF_EF18, text.as_bytes()));
            self.has_read(Session { card, trade, chip: None });
            return (0x00, data);
        }
        let slot = self.wallet.slot(card);
        let tables = self.settings.kernel(slot.interface());
        slot.insert();
        let mut chip = match kernel::select(slot, &tables, &Terminal::default(), &trade) {
            Ok(chip) => chip,
            Err(trouble) => {
                if trouble == Trouble::Gone(Gone::Mute) {
                    self.wallet.is_mute(card);
                }
                return (FAILED, error(&data, trouble));
            }
        };
        data.extend(DESCRIPTION.iter().filter_map(|tag| described(&chip, *tag)).flatten());
        let mut status = 0x00;
        if entry == Entry::Tap {
            let limits = Limits { floor: None, must_ask: false };
            match chip.first(slot, &trade, limits, Pin::NotWanted) {
                Ok((Decision::Online, _)) => status = ONLINE,
                Ok((Decision::Approved, _)) => {}
                Ok((Decision::Declined, _)) | Err(_) => return (FAILED, error(&data, Trouble::NotAllowed)),
            }
            data.extend(objects_of(&chip));
        } else {
            data.extend(described(&chip, Tag::DF_NAME).unwrap_or_default());
        }
        self.has_read(Session { card, trade, chip: Some(chip) });
        (status, data)
    }

    fn has_read(&mut self, session: Session) {
        self.wallet.has_read();
        self.session = Some(session);
    }

    /// 60-11.
    pub(super) fn authenticate(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let all = objects(data)?;
        let amount = value(&all, 0x9F02).and_then(number).ok_or(BAD_PARAMETER)?;
        let floor: [u8; 4] = value(&all, 0x9F1B).and_then(|v| v.try_into().ok()).ok_or(BAD_PARAMETER)?;
        let floor = Some(u32::from_be_bytes(floor).into());
        let limits = Limits { floor, must_ask: value(&all, 0xDF_EF1F) == Some(&[1]) };
        let mut session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().ok_or(NOT_NOW)?;
        session.trade.amount = amount;
        let slot = self.wallet.slot(session.card);
        let result = match chip.first(slot, &session.trade, limits, Pin::NotWanted) {
            Ok((Decision::Approved, _)) => [0, 2],
            Ok((Decision::Declined, _)) => [0, 1],
            Ok((Decision::Online, _)) => [0, 4],
            Err(trouble) => return stopped(trouble),
        };
        let data = [&result[..], &objects_of(chip)].concat();
        self.session = Some(session);
        Ok(Answer::Later { first: MORE, status: 0, data })
    }

    /// 60-12.
    pub(super) fn host_answer(&mut self, data: &[u8]) -> Result<Answer, Refused> {
        let all = objects(data)?;
        let word = match value(&all, 0xDF_EF58).and_then(|v| v.first()).ok_or(BAD_PARAMETER)? {
            0 => Word::Approved,
            1 => Word::Declined,
            _ => Word::NoHost,
        };
        let code = value(&all, 0x8A).and_then(|code| <[u8; 2]>::try_from(code).ok());
        if word != Word::NoHost && code.is_none() {
            return Err(BAD_PARAMETER);
        }
        let mut session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(NOT_NOW)?;
        let chip = session.chip.as_mut().ok_or(NOT_NOW)?;
        let slot = self.wallet.slot(session.card);
        let last = match chip.second(slot, word, code.unwrap_or_default(), data) {
            Ok(last) => last,
            Err(trouble) => return stopped(trouble),
        };
        let mut answer = vec![0, if last.approved { 2 } else { 1 }];
        answer.extend(objects_of(chip));
        if !last.scripts.is_empty() {
            answer.extend(wire::object(0x9F5B, &last.scripts.concat()));
        }
        Ok(Answer::Later { first: MORE, status: 0, data: answer })
    }

    /// The answer to reset of the chip in the slot, or of one that waits to be put in.
    pub(super) fn power_up(&mut self) -> Option<Vec<u8>> {
        let card = self.chip()?;
        self.wallet.slot(card).insert();
        Some(vec![0x3B, 0x00])
    }

    pub(super) fn power_down(&mut self) {
        if let Some(card) = self.chip() {
            self.wallet.slot(card).switch_off();
        }
    }

    /// What the chip answers to a command of its own.
    pub(super) fn card_answers(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let card = self.chip()?;
        self.wallet.slot(card).exchange(command).ok()
    }
}

/// What is left of a trade whose card has not answered well.
fn stopped(trouble: Trouble) -> Result<Answer, Refused> {
    match trouble {
        Trouble::Gone(Gone::PadOffLine) => Ok(Answer::Unplug),
        Trouble::Gone(_) | Trouble::OutOfTurn => Err(NOT_NOW),
        trouble => Ok(Answer::Now(FAILED, error(&[0, 0], trouble))),
    }
}

/// The error block for what keeps a card from paying, with what the card said, behind what is told already.
fn error(head: &[u8], trouble: Trouble) -> Vec<u8> {
    let (code, answer) = match trouble {
        Trouble::SeePhone => (0x20, [0x69, 0x86]),
        Trouble::OtherInterface => (0x22, [0, 0]),
        Trouble::ApplicationBlocked => (0x25, [0x62, 0x83]),
        Trouble::CardBlocked => (0x25, [0x6A, 0x81]),
        Trouble::NoApplication => (0x27, [0x6A, 0x82]),
        Trouble::Gone(_) | Trouble::OutOfTurn => (0x30, [0, 0]),
        Trouble::BadData(_) => (0x40, [0, 0]),
        Trouble::NotAllowed => (0x50, [0x69, 0x85]),
    };
    let [high, low] = answer;
    [head, &wire::object(ERROR, &[code, high, low, 0])].concat()
}

fn objects_of(chip: &kernel::Session) -> Vec<u8> {
    TAGS.iter().filter_map(|tag| described(chip, Tag::new(*tag))).flatten().collect()
}

fn described(chip: &kernel::Session, tag: Tag) -> Option<Vec<u8>> {
    chip.object(tag).map(|value| wire::object(tag.number(), value))
}
