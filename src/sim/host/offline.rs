//! What has happened already and is only told: offline settlements, their adjustments, tips, offline sales by chip.

use super::{
    BookEntry, BookState,
    book::Verdict,
    case::Case,
    desk::{Code, Desk},
    fields,
    kinds::Trade,
    totals::CardClass,
};
use crate::{
    domain::Amount,
    emv::{self, Tag},
};

/// The bits of the cryptogram information that say what a cryptogram is.
const CRYPTOGRAM_KIND: u8 = 0xC0;
/// A transaction certificate: the chip has approved.
const CERTIFICATE: u8 = 0x40;

impl Desk<'_> {
    /// A sale that was authorised by telephone or stand-in. The host may not know the card.
    pub(super) fn judge_offline(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() {
            return Err("13");
        }
        let pan = case.pan.as_deref().ok_or("14")?;
        if case.account.is_none() && !fields::luhn(pan) {
            return Err(self.refuse("14", "the check digit is wrong"));
        }
        let tip = self.tip()?.unwrap_or(Amount::ZERO);
        if tip > case.amount {
            return Err("13");
        }
        let given = self.request.text(38).map(str::trim).filter(|code| !code.is_empty());
        Ok(Verdict { authorisation: given.map(str::to_owned), ..Verdict::approved() })
    }

    /// Another total for an offline settlement; only once.
    pub(super) fn judge_adjust(&self, case: &Case) -> Result<Verdict, Code> {
        let original = self.told_original(case, &[Trade::OfflineSettlement])?;
        if case.amount.is_zero() {
            return Err("13");
        }
        Ok(Verdict::about(original.key()))
    }

    /// A tip: foreign cards only, once, field 4 is sale and tip together, field 48 the tip, up to the percentage.
    pub(super) fn judge_tip(&self, case: &Case) -> Result<Verdict, Code> {
        let original = self.told_original(case, &[Trade::Sale])?;
        if original.scheme.class() == CardClass::Domestic {
            return Err(self.refuse("57", "tips are for foreign cards"));
        }
        let tip = self.tip()?.ok_or_else(|| self.bad("field 48 is missing"))?;
        if original.amount.checked_add(tip) != Some(case.amount) {
            return Err(self.refuse("64", "field 4 is not the sale and the tip together"));
        }
        let limit = u128::from(original.amount.minor()) * u128::from(self.config.rules.tip_percent);
        if u128::from(tip.minor()) * 100 > limit {
            return Err(self.refuse("61", "above rules.tip_percent"));
        }
        Ok(Verdict::about(original.key()))
    }

    /// A sale that the chip approved by itself: a certificate, and Y1 or Y3 as its answer code.
    pub(super) fn judge_ecash(&self, case: &Case) -> Result<Verdict, Code> {
        let data = self.request.bytes(55).ok_or_else(|| self.bad("field 55 is missing"))?;
        let pan = case.pan.as_deref().ok_or_else(|| self.bad("no card number"))?;
        let kind = emv::find(data, Tag::CID).and_then(|value| value.first()).map(|byte| byte & CRYPTOGRAM_KIND);
        let answer = emv::find(data, Tag::RESPONSE_CODE);
        if kind != Some(CERTIFICATE) || !matches!(answer, Some(b"Y1" | b"Y3")) {
            return Err(self.bad("field 55: no certificate (9F27), or 8A is neither Y1 nor Y3"));
        }
        if case.amount.is_zero() {
            return Err("13");
        }
        if case.account.is_none() && !fields::luhn(pan) {
            return Err(self.refuse("14", "the check digit is wrong"));
        }
        Ok(Verdict::approved())
    }

    /// The original of an adjustment: same batch, same card, standing, not adjusted yet.
    fn told_original(&self, case: &Case, kinds: &[Trade]) -> Result<&BookEntry, Code> {
        let named = fields::original(self.request).ok_or_else(|| self.bad("field 61 names no original"))?;
        let books = &self.till.books;
        let original = books.entries.get(&named).filter(|entry| {
            entry.batch == books.batch
                && kinds.contains(&entry.kind)
                && entry.state == BookState::Approved
                && entry.adjusted.is_none()
                && entry.refunded.is_zero()
                && case.is_card_of(&entry.pan)
        });
        original.ok_or_else(|| self.refuse("25", "no such original of this batch and card, or adjusted already"))
    }

    /// Field 48 as a tip.
    fn tip(&self) -> Result<Option<Amount>, Code> {
        let Some(text) = self.request.text(48) else { return Ok(None) };
        let tip = if text.len() == 12 { fields::digits(text) } else { None };
        tip.map(Some).ok_or_else(|| self.bad("field 48 is not the twelve digits of a tip"))
    }
}
