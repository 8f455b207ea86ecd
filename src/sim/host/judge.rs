//! Balance, sale, loads, voids and refunds: may they be?

use super::{
    BookEntry, BookState,
    book::Verdict,
    case::Case,
    desk::{Code, Desk},
    fields,
    kinds::{Trade, is_variant},
    totals::Scheme,
};
use crate::{domain::Amount, sim::HostConduct};

/// Currency in field 54.
const CURRENCY: &str = "156";
/// First fee and rest of an instalment answer (field 62): amount 12, currency 3, fee 12, reserved 50.
const RESERVED: usize = 50;

impl Desk<'_> {
    /// A trade that begins something with a card in hand.
    pub(super) fn judge_fresh(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() && case.trade != Trade::Balance {
            return Err("13");
        }
        let account = case.account.ok_or_else(|| self.refuse("14", "no account with this card number"))?;
        self.judge_chip(case)?;
        self.judge_holder(case, account)?;
        if let HostConduct::Decline(code) = account.conduct {
            return Err(code);
        }
        if matches!(case.trade, Trade::Sale | Trade::Instalment) && case.amount > self.config.rules.sale_limit {
            return Err(self.refuse("61", "above rules.sale_limit"));
        }
        let available = self.available(account);
        if case.trade != Trade::LoadCash && case.amount > available {
            return Err("51");
        }
        let extra = self.fresh_extra(case, account.scheme, available)?;
        Ok(Verdict { extra, conduct: self.fault_of(account.conduct), ..Verdict::approved() })
    }

    /// Field 54 of a balance, field 62 of an instalment sale.
    fn fresh_extra(&self, case: &Case, scheme: Scheme, available: Amount) -> Result<Vec<(u8, String)>, Code> {
        match case.trade {
            Trade::Balance => {
                let account = if scheme == Scheme::Cup { "10" } else { "30" };
                Ok(vec![(54, format!("{account}02{CURRENCY}C{:012}", available.minor()))])
            }
            Trade::Instalment => {
                let periods = self.request.bytes(62).and_then(|bytes| bytes.get(..2));
                let periods = periods.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok()).filter(|n| *n > 0);
                let periods: u64 = periods.ok_or_else(|| self.bad("field 62 does not begin with a number of rates"))?;
                let first = case.amount.minor() / periods + case.amount.minor() % periods;
                Ok(vec![(62, format!("{first:012}{CURRENCY}{:012}{:RESERVED$}", 0, ""))])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A void: same batch, same amount, same card, not yet voided, reversed, refunded or tipped.
    pub(super) fn judge_void(&self, case: &Case) -> Result<Verdict, Code> {
        let kinds = voidable_by(case.trade);
        let named = fields::original(self.request).ok_or_else(|| self.bad("field 61 names no original"))?;
        let books = &self.till.books;
        let original = books.entries.get(&named).filter(|entry| kinds.contains(&entry.kind));
        let original = original.ok_or_else(|| self.refuse("25", "field 61 names no such trade"))?;
        self.judge_voidable(case, original).map_err(|why| self.refuse("25", why))?;
        self.judge_voucher(case, original)?;
        if original.standing_amount() != case.amount {
            return Err(self.refuse("64", format!("the original is {}", original.standing_amount().minor())));
        }
        if let Some(account) = case.account {
            self.judge_pin(account)?;
        }
        Ok(Verdict { extra: voucher(original), ..Verdict::about(original.key()) })
    }

    /// Why a trade cannot be voided.
    fn judge_voidable(&self, case: &Case, original: &BookEntry) -> Result<(), String> {
        let dated = case.trade != Trade::CompletionVoid || fields::original_date(self.request) == Some(&original.date);
        let why = match original.state {
            BookState::Approved if original.batch != self.till.books.batch => "its batch is closed",
            BookState::Approved if !original.refunded.is_zero() => "it was refunded",
            BookState::Approved if original.adjusted.is_some() => "it has a tip",
            BookState::Approved if !self.names(original) => "field 37 is not its reference number",
            BookState::Approved if !case.trade.is_by_code() && !case.is_card_of(&original.pan) => "another card",
            BookState::Approved if !dated => "61.3 is not its date",
            BookState::Approved => return Ok(()),
            state => return Err(format!("it is {state:?}")),
        };
        Err(why.into())
    }

    /// Whether field 37 is the original's; one acquirer's voids name it by field 38.
    fn names(&self, original: &BookEntry) -> bool {
        if is_variant(self.request) {
            return self.request.text(38).map(str::trim) == Some(&original.auth);
        }
        self.request.text(37) == Some(&original.rrn)
    }

    /// A refund: a known sale by reference number, date and card; all refunds together are no more than the sale was.
    pub(super) fn judge_refund(&self, case: &Case) -> Result<Verdict, Code> {
        let by_hand = self.request.text(22).is_some_and(|mode| mode.starts_with("01"));
        if by_hand || (self.config.rules.refund_needs_rrn && !self.request.has(37)) {
            return Err(self.bad("a refund typed by hand, or without field 37"));
        }
        if case.amount.is_zero() {
            return Err("13");
        }
        let original = self.refunded_by(case)?;
        let original = original.ok_or_else(|| self.refuse("25", "no sale of this reference number, date and card"))?;
        self.judge_voucher(case, original)?;
        let room = original.standing_amount().checked_sub(original.refunded).unwrap_or(Amount::ZERO);
        if case.amount > room || case.amount > self.config.rules.refund_limit {
            return Err(
                self.refuse("61", format!("{} can be refunded", room.min(self.config.rules.refund_limit).minor()))
            );
        }
        if let Some(account) = case.account {
            self.judge_pin(account)?;
        }
        Ok(Verdict { extra: voucher(original), ..Verdict::about(original.key()) })
    }

    /// The sale that a refund is about. Its batch may be closed; a chip's offline sale is named by batch and STAN.
    fn refunded_by(&self, case: &Case) -> Result<Option<&BookEntry>, Code> {
        let date = fields::original_date(self.request).ok_or_else(|| self.bad("field 61 has no date"))?;
        let rrn = self.request.text(37);
        let named = fields::original(self.request).filter(|named| *named != (0, 0));
        let is_it = |entry: &BookEntry| {
            entry.state == BookState::Approved
                && entry.date == date
                && rrn.is_none_or(|rrn| rrn == entry.rrn)
                && named.is_none_or(|named| named == entry.key())
                && (case.trade.is_by_code() || case.is_card_of(&entry.pan))
        };
        Ok(self.till.books.find(refundable_by(case.trade), is_it))
    }

    /// The payment voucher number of the original, in payments by code.
    fn judge_voucher(&self, case: &Case, original: &BookEntry) -> Result<(), Code> {
        let named = self.user_data("A4");
        let by_other_means = is_variant(self.request) || self.request.has(47);
        let fits = !case.trade.is_by_code() || named == Some(original.voucher.as_str()) || by_other_means;
        fits.then_some(()).ok_or_else(|| self.refuse("25", "A4 in field 59 is not its payment voucher number"))
    }
}

/// Field 59 with the payment voucher number, where the original has one.
fn voucher(original: &BookEntry) -> Vec<(u8, String)> {
    let number = &original.voucher;
    if number.is_empty() { Vec::new() } else { vec![(59, format!("A4{:03}{number}", number.len()))] }
}

fn voidable_by(void: Trade) -> &'static [Trade] {
    match void {
        Trade::CompletionVoid => &[Trade::Completion],
        Trade::QrVoid => &[Trade::QrSale],
        Trade::LoadVoid => &[Trade::LoadCash],
        _ => &[Trade::Sale, Trade::Instalment],
    }
}

fn refundable_by(refund: Trade) -> &'static [Trade] {
    match refund {
        Trade::QrRefund => &[Trade::QrSale],
        Trade::EcashRefund => &[Trade::EcashSale],
        _ => &[Trade::Sale, Trade::Instalment, Trade::Completion, Trade::CompletionAdvice, Trade::OfflineSettlement],
    }
}
