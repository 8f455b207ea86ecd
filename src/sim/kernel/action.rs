//! Restrictions, risk, and what the terminal wishes: the first cryptogram (Book 3, 10.4, 10.6 to 10.8).

use super::{
    Decision, Dialogue, Holder, Setup, Slot, Terms, Trouble,
    exchange::send,
    flags::{Finding, Step},
    packed,
};
use crate::emv::{self, Tag};

const CARD_VERSION: Tag = Tag::new(0x9F08);
const EFFECTIVE: Tag = Tag::new(0x5F25);
const USAGE: Tag = Tag::new(0x9F07);
const ISSUER_COUNTRY: Tag = Tag::new(0x5F28);
const ISSUER_DENIAL: Tag = Tag::new(0x9F0E);
const ISSUER_ONLINE: Tag = Tag::new(0x9F0F);
/// What is looked for where the card has no action code of its own.
const NOTHING: [u8; 5] = [0; 5];
const EVERYTHING: [u8; 5] = [0xFF; 5];
/// Years from 50 on are of the last century.
const CENTURY: u8 = 0x50;

impl Dialogue {
    /// Proofs, risk and the first cryptogram of a chip in the slot.
    ///
    /// # Errors
    /// [`Trouble`] that ends it.
    pub fn first(
        &mut self,
        slot: &mut Slot,
        setup: &Setup,
        terms: &Terms,
        holder: Holder<'_>,
    ) -> Result<Decision, Trouble> {
        if self.decision.is_some() {
            return Err(Trouble::NotAllowed);
        }
        self.objects.insert(Tag::CAPABILITIES, terms.capabilities.to_vec());
        self.prove_card(slot, setup)?;
        self.restrict();
        self.prove_holder(slot, terms, holder)?;
        self.assess(terms);
        let wish = self.wish(terms);
        let decision = self.cryptogram(slot, wish, Tag::CDOL1)?;
        self.flags.done(Step::CardRisk);
        Ok(decision)
    }

    fn restrict(&mut self) {
        let date = |tag: Tag| self.objects.get(&tag).and_then(|v| v.as_slice().try_into().ok()).map(century);
        let (today, expiry, effective) = (date(Tag::DATE), date(Tag::EXPIRY), date(EFFECTIVE));
        if self.objects.get(&CARD_VERSION).is_some_and(|version| *version != self.application.version) {
            self.flags.find(Finding::OTHER_VERSION);
        }
        if expiry.is_none_or(|expiry| Some(expiry) < today) {
            self.flags.find(Finding::EXPIRED);
        }
        if effective.is_some_and(|effective| Some(effective) > today) {
            self.flags.find(Finding::NOT_YET_EFFECTIVE);
        }
        if !self.may_buy_here() {
            self.flags.find(Finding::NOT_ALLOWED);
        }
    }

    /// Application usage control: at other terminals than cash dispensers, and goods or services in this country or another.
    fn may_buy_here(&self) -> bool {
        let Some([first, _]) = self.objects.get(&USAGE).map(Vec::as_slice) else { return true };
        let at_home = self.objects.get(&ISSUER_COUNTRY) == self.objects.get(&Tag::COUNTRY);
        let goods = if at_home { 0x28 } else { 0x14 };
        first & 0x01 != 0 && first & goods != 0
    }

    fn assess(&mut self, terms: &Terms) {
        let amount = self.objects.get(&Tag::AMOUNT);
        if amount.is_none_or(|amount| *amount >= packed(terms.floor.min(999_999_999_999), 6)) {
            self.flags.find(Finding::ABOVE_FLOOR);
        }
        self.flags.done(Step::TerminalRisk);
    }

    fn wish(&self, terms: &Terms) -> Decision {
        let code = |tag: Tag, absent| self.objects.get(&tag).map_or(absent, Vec::as_slice);
        let (denial, online) = (code(ISSUER_DENIAL, &NOTHING), code(ISSUER_ONLINE, &EVERYTHING));
        // Balances, loads and what a void takes back are for the issuer.
        let is_sale = self.objects.get(&Tag::TYPE).is_some_and(|kind| *kind == [0]);
        if self.flags.meets(&self.application.denial) || self.flags.meets(denial) {
            Decision::Declined
        } else if terms.must_ask || !is_sale || self.flags.meets(&self.application.online) || self.flags.meets(online) {
            Decision::AskIssuer
        } else {
            Decision::Approved
        }
    }

    /// GENERATE AC with what this list of the card asks for. A card may give less than was wished, never more.
    pub(super) fn cryptogram(&mut self, slot: &mut Slot, wish: Decision, list: Tag) -> Result<Decision, Trouble> {
        let listed = self.listed(&self.object(list)?.to_vec())?;
        let answer = send(slot, [0x80, 0xAE, wish.wish(), 0x00], &listed)?.good()?;
        let bare = emv::find(&answer, Tag::new(0x80)).filter(|data| data.len() >= 11);
        let data = bare.ok_or(Trouble::BadData)?;
        let decision = Decision::of(data[0])?;
        let more = match wish {
            Decision::Declined => decision != Decision::Declined,
            Decision::AskIssuer => decision == Decision::Approved,
            Decision::Approved => false,
        };
        if more {
            return Err(Trouble::BadData);
        }
        for (tag, value) in [
            (Tag::CID, &data[..1]),
            (Tag::ATC, &data[1..3]),
            (Tag::CRYPTOGRAM, &data[3..11]),
            (Tag::ISSUER_DATA, &data[11..]),
        ] {
            self.objects.insert(tag, value.to_vec());
        }
        self.decision = Some(decision);
        Ok(decision)
    }
}

/// A date with its century.
fn century(date: [u8; 3]) -> (bool, [u8; 3]) {
    (date[0] < CENTURY, date)
}
