//! The first cryptogram: authentication of the card's data, restrictions, the holder, the terminal's risk, and the card's word.

use super::{
    Chip, Pin, Proved, Session, Trade, Trouble, actions,
    actions::Asked,
    certificates::{self, CA_INDEX, CARD_CERTIFICATE, ISSUER_CERTIFICATE},
    cvm, restrict,
    session::Stage,
    talk::ask,
    tap,
    verification::{
        CARD_RISK, DATA_AUTHENTICATED, DATA_MISSING, DDA_FAILED, HOLDER_VERIFIED, NOT_AUTHENTICATED, TERMINAL_RISK,
    },
};
use crate::emv::{self, Tag};

const CDOL1: Tag = Tag::CDOL1;
const DDOL: Tag = Tag::new(0x9F49);
/// The list for the card's signature where the card has none: the unpredictable number.
const DEFAULT_DDOL: [u8; 3] = [0x9F, 0x37, 0x04];
/// Can sign: in the interchange profile, and in the terminal's capabilities.
const SIGNS: u8 = 0x20;
const CHECKS_SIGNATURES: u8 = 0x40;
/// A sale.
const SALE: u8 = 0x00;

/// What the card wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the issuer.
    Online,
    /// It has approved.
    Approved,
    /// It has declined.
    Declined,
}

/// What the terminal lets the card do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Floor limit in minor units; none for that of the tables.
    pub floor: Option<u64>,
    /// Whether the issuer must be asked whatever the card and the tables say.
    pub must_ask: bool,
}

impl Session {
    /// The first cryptogram, with what became of the PIN. The trade may have another amount than when the card was read; a
    /// tapped card has decided already, and is only asked what it decided.
    ///
    /// # Errors
    /// Why the card cannot pay.
    pub fn first(
        &mut self,
        chip: &mut dyn Chip,
        trade: &Trade,
        limits: Limits,
        pin: Pin,
    ) -> Result<(Decision, Proved), Trouble> {
        match self.stage {
            Stage::Read => {}
            Stage::Tapped(decision) => {
                self.stage = Stage::Over;
                self.data.set(Tag::CAPABILITIES, &trade.capabilities);
                return Ok((decision, tap::proved(self, pin)));
            }
            Stage::Online | Stage::Over => return Err(Trouble::OutOfTurn),
        }
        self.stage = Stage::Over;
        self.amend(trade);
        self.authenticate(chip)?;
        restrict::restrictions(&mut self.data);
        let proved = cvm::process(&mut self.data, pin);
        self.data.status(HOLDER_VERIFIED);
        restrict::floor(&mut self.data, limits.floor.unwrap_or(self.application.floor));
        self.data.status(TERMINAL_RISK);
        // Loads, balances and pre-authorisations are the issuer's to decide.
        let must_ask = limits.must_ask || trade.kind != SALE;
        let asked = actions::first(&self.data, &self.application, must_ask);
        let decision = self.generate(chip, asked, CDOL1)?;
        if decision == Decision::Online {
            self.stage = Stage::Online;
        } else {
            self.data.set(Tag::RESPONSE_CODE, if decision == Decision::Approved { b"Y1" } else { b"Z1" });
        }
        Ok((decision, proved))
    }

    /// Lets the card sign, and checks its certificates and its signature.
    fn authenticate(&mut self, chip: &mut dyn Chip) -> Result<(), Trouble> {
        let signs = self.data.fixed::<2>(Tag::AIP).is_some_and(|[first, _]| first & SIGNS != 0);
        let checks = self.data.fixed::<3>(Tag::CAPABILITIES).is_some_and(|bytes| bytes[2] & CHECKS_SIGNATURES != 0);
        if !signs || !checks {
            self.data.mark(NOT_AUTHENTICATED);
            return Ok(());
        }
        self.data.status(DATA_AUTHENTICATED);
        if [CA_INDEX, ISSUER_CERTIFICATE, CARD_CERTIFICATE].iter().any(|tag| self.data.get(*tag).is_none()) {
            self.data.mark(DATA_MISSING);
            self.data.mark(DDA_FAILED);
            return Ok(());
        }
        let Some(key) = certificates::card_key(&self.data, &self.keys, &self.name, &self.signed) else {
            self.data.mark(DDA_FAILED);
            return Ok(());
        };
        let given = self.data.fill(self.data.get(DDOL).unwrap_or(&DEFAULT_DDOL))?;
        let reply = ask(chip, [0x00, 0x88, 0x00, 0x00], &given)?.good("INTERNAL AUTHENTICATE")?;
        let item = emv::items(&reply).next().and_then(Result::ok).ok_or(Trouble::BadData("a signature"))?;
        let signature = match item.tag.number() {
            0x80 => Some(item.value),
            0x77 => emv::find(item.value, Tag::new(0x9F4B)),
            _ => None,
        };
        if !signature.is_some_and(|signature| key.has_signed(signature, &given)) {
            self.data.mark(DDA_FAILED);
        }
        Ok(())
    }

    /// Asks for a cryptogram and takes over what comes. A card may ask for less than it is offered, never for more.
    pub(super) fn generate(&mut self, chip: &mut dyn Chip, asked: Asked, list: Tag) -> Result<Decision, Trouble> {
        let list = self.data.get(list).ok_or(Trouble::BadData("a list for the cryptogram is missing"))?;
        let given = self.data.fill(list)?;
        let reply = ask(chip, [0x80, 0xAE, asked as u8, 0x00], &given)?.good("GENERATE AC")?;
        self.take_cryptogram(&reply)?;
        self.data.status(CARD_RISK);
        let made = self.data.fixed::<1>(Tag::CID).map_or(0xC0, |[information]| information & 0xC0);
        match (made, asked) {
            (0x00, _) => Ok(Decision::Declined),
            (0x80, Asked::Request | Asked::Certificate) => Ok(Decision::Online),
            (0x40, Asked::Certificate) => Ok(Decision::Approved),
            _ => Err(Trouble::BadData("a cryptogram that was not asked for")),
        }
    }

    fn take_cryptogram(&mut self, reply: &[u8]) -> Result<(), Trouble> {
        const WRONG: Trouble = Trouble::BadData("the answer to GENERATE AC");
        let item = emv::items(reply).next().and_then(Result::ok).ok_or(WRONG)?;
        let objects: Vec<(Tag, &[u8])> = match item.tag.number() {
            0x80 => {
                let (fixed, issuer_data) = item.value.split_at_checked(11).ok_or(WRONG)?;
                let own = [(Tag::CID, &fixed[..1]), (Tag::ATC, &fixed[1..3]), (Tag::CRYPTOGRAM, &fixed[3..])];
                own.into_iter().chain((!issuer_data.is_empty()).then_some((Tag::ISSUER_DATA, issuer_data))).collect()
            }
            0x77 => [Tag::CID, Tag::ATC, Tag::CRYPTOGRAM, Tag::ISSUER_DATA]
                .into_iter()
                .filter_map(|tag| Some((tag, emv::find(item.value, tag)?)))
                .collect(),
            _ => return Err(WRONG),
        };
        for (tag, value) in objects {
            if value.len() > tag.longest().unwrap_or(32) {
                return Err(WRONG);
            }
            self.data.set(tag, value);
        }
        Ok(())
    }
}
