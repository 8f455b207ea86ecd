//! A trade with one card, from its selection on.

use super::{
    Application, CaKey, Chip, Decision, Interface, Tables, Tried, Trouble, WantedPin,
    choose::{self, Found},
    cvm,
    data::Data,
    read,
    talk::{DONE, tell},
    tap,
};
use crate::{domain::hex, emv::Tag, sim::bcd};

/// The card says that this application cannot be used now.
const NOT_NOW: u16 = 0x6985;
/// Offline PINs are at an end.
const METHOD_BLOCKED: [u16; 2] = [0x6983, 0x6984];

/// What holds of the terminal in every trade.
#[derive(Clone, Debug)]
pub struct Terminal {
    /// Tag 9F1E.
    pub serial: [u8; 8],
    /// Tag 9F35.
    pub kind: u8,
    /// Tag 9F1A, as a number.
    pub country: u16,
    /// Tag 9F40.
    pub more_capabilities: [u8; 5],
}

/// What is to be paid.
#[derive(Clone, Debug)]
pub struct Trade {
    /// In minor units.
    pub amount: u64,
    /// Of it in cash, in minor units.
    pub other: u64,
    /// Tag 9C.
    pub kind: u8,
    /// Tag 5F2A, as a number.
    pub currency: u16,
    /// Year, month and day in packed digits.
    pub date: [u8; 3],
    /// Hour, minute and second in packed digits.
    pub time: [u8; 3],
    /// What the terminal can do in this trade (tag 9F33).
    pub capabilities: [u8; 3],
    /// A number that nobody can foresee (tag 9F37).
    pub unpredictable: [u8; 4],
    /// The terminal's own count of trades (tag 9F41).
    pub counter: u32,
}

/// How far a trade is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Read,
    /// Tapped: the card has decided.
    Tapped(Decision),
    Online,
    Over,
}

/// A trade with one card.
pub struct Session {
    pub(super) data: Data,
    pub(super) name: Vec<u8>,
    pub(super) application: Application,
    pub(super) keys: Vec<CaKey>,
    pub(super) signed: Vec<u8>,
    pub(super) stage: Stage,
}

/// Chooses the application and reads the card. A card that is tapped decides here already.
///
/// # Errors
/// Why the card cannot pay.
pub fn select(chip: &mut dyn Chip, tables: &Tables, terminal: &Terminal, trade: &Trade) -> Result<Session, Trouble> {
    let candidates = match chip.interface() {
        Interface::Contact => choose::in_slot(chip, tables)?,
        Interface::Tap => choose::in_directory(chip, tables)?,
    };
    let mut blocked = false;
    for candidate in candidates {
        let information = match choose::take(chip, &candidate)? {
            Found::Application(information) => information,
            Found::Nothing => continue,
            Found::Blocked => {
                blocked = true;
                continue;
            }
        };
        let mut session = Session {
            data: Data::default(),
            name: candidate.name,
            application: candidate.application,
            keys: tables.keys.clone(),
            signed: Vec::new(),
            stage: Stage::Read,
        };
        session.begin(terminal, trade);
        if chip.interface() == Interface::Tap {
            tap::qualify(&mut session)?;
        }
        let reply = read::initiate(chip, &mut session.data, &information)?;
        match (reply.status, chip.interface()) {
            (DONE, _) => {}
            (NOT_NOW, _) => continue,
            (tap::SEE_PHONE, Interface::Tap) => return Err(Trouble::SeePhone),
            _ => return Err(Trouble::BadData("GET PROCESSING OPTIONS")),
        }
        read::take_options(&mut session.data, &reply)?;
        session.signed = read::records(chip, &mut session.data)?;
        session.check()?;
        if chip.interface() == Interface::Tap {
            session.stage = Stage::Tapped(tap::decision(&mut session)?);
        }
        return Ok(session);
    }
    Err(if blocked { Trouble::ApplicationBlocked } else { Trouble::NotAllowed })
}

impl Session {
    fn begin(&mut self, terminal: &Terminal, trade: &Trade) {
        let data = &mut self.data;
        data.set(Tag::TVR, &[0; 5]);
        data.set(Tag::TSI, &[0; 2]);
        data.set(Tag::AID, &self.name);
        data.set(Tag::TERMINAL_AID, &self.application.aid);
        data.set(Tag::APP_VERSION, &self.application.version);
        data.set(Tag::IFD_SERIAL, &terminal.serial);
        data.set(Tag::TERMINAL_TYPE, &[terminal.kind]);
        data.set(Tag::COUNTRY, &bcd::digits(terminal.country.into(), 2));
        data.set(Tag::new(0x9F40), &terminal.more_capabilities);
        data.set(Tag::UNPREDICTABLE, &trade.unpredictable);
        data.set(Tag::COUNTER, &bcd::digits(trade.counter.into(), 4));
        // The terminal takes electronic cash.
        data.set(Tag::new(0x9F7A), &[0x01]);
        self.amend(trade);
    }

    /// Takes over what may have changed since the card was read. A tapped card has decided about what was said then.
    pub(super) fn amend(&mut self, trade: &Trade) {
        let data = &mut self.data;
        data.set(Tag::AMOUNT, &bcd::digits(trade.amount, 6));
        data.set(Tag::AMOUNT_OTHER, &bcd::digits(trade.other, 6));
        data.set(Tag::TYPE, &[trade.kind]);
        data.set(Tag::CURRENCY, &bcd::digits(trade.currency.into(), 2));
        data.set(Tag::DATE, &trade.date);
        data.set(Tag::TIME, &trade.time);
        data.set(Tag::CAPABILITIES, &trade.capabilities);
    }

    /// What every card must have told by now, and what must be of one card.
    fn check(&mut self) -> Result<(), Trouble> {
        let track = self.data.get(Tag::TRACK2).map(bcd::text);
        let number = self.data.get(Tag::PAN).map(bcd::text).ok_or(Trouble::BadData("no card number"))?;
        let same = track.is_none_or(|track| track.split_once('D').is_some_and(|(pan, _)| pan == number));
        if !same || !(12..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Trouble::BadData("card number and track"));
        }
        let dated = self.data.fixed::<3>(Tag::EXPIRY).is_some_and(|date| bcd::number(&date).is_some());
        dated.then_some(()).ok_or(Trouble::BadData("no expiry"))
    }

    /// Which PIN the holder is to be asked for in this trade, given what the terminal can do in it.
    pub fn pin(&mut self, trade: &Trade) -> WantedPin {
        match self.stage {
            Stage::Tapped(_) => tap::wanted_pin(self, trade),
            Stage::Read => {
                self.amend(trade);
                cvm::wanted(&self.data)
            }
            Stage::Online | Stage::Over => WantedPin::None,
        }
    }

    /// Gives the card a PIN of 4 to 12 digits in clear.
    ///
    /// # Errors
    /// When the card does not answer, or not as a card does.
    pub fn try_pin(&mut self, chip: &mut dyn Chip, pin: &str) -> Result<Tried, Trouble> {
        let block = hex::decode(&format!("2{:X}{pin:F<14}", pin.len()));
        let block = block.filter(|block| block.len() == 8).ok_or(Trouble::BadData("a PIN"))?;
        match tell(chip, [0x00, 0x20, 0x00, 0x80], &block)? {
            DONE => Ok(Tried::Right),
            status if METHOD_BLOCKED.contains(&status) => Ok(Tried::Blocked),
            status if status & 0xFFF0 == 0x63C0 => Ok(Tried::Wrong((status & 0x0F) as u8)),
            _ => Err(Trouble::BadData("VERIFY")),
        }
    }

    /// An object of the trade.
    pub fn object(&self, tag: Tag) -> Option<&[u8]> {
        self.data.get(tag)
    }

    /// Objects as TLV, in this order, without card number and tracks; what is not there is left out.
    pub fn objects(&self, tags: &[Tag]) -> Vec<u8> {
        self.data.select(tags)
    }

    /// The label of the application, as the card has it.
    pub fn label(&self) -> &[u8] {
        self.data.get(Tag::LABEL).unwrap_or_default()
    }

    /// The card number.
    pub fn pan(&self) -> String {
        self.data.get(Tag::PAN).map(bcd::text).unwrap_or_default()
    }

    /// Track 2 equivalent data as text, `D` for the separator; none where the card has none.
    pub fn track2(&self) -> Option<String> {
        self.data.get(Tag::TRACK2).map(bcd::text)
    }
}

impl Default for Terminal {
    /// The training pad: attended, in China.
    fn default() -> Terminal {
        Terminal { serial: *b"KT000001", kind: 0x22, country: 156, more_capabilities: [0x60, 0x00, 0xF0, 0xA0, 0x01] }
    }
}
