//! Payments by the customer's code, and the question what has become of one.

use super::{
    BookEntry, BookState, Fault, accounts,
    book::Verdict,
    case::Case,
    desk::{Code, Desk},
    fields,
    kinds::{Trade, is_variant},
    reply,
};
use crate::{iso8583::Message, sim::CodeConduct};

/// Field 60.1 of the question.
const QUERY_KIND: &str = "01";

impl Desk<'_> {
    /// A sale by code: a known form, used once unless it is a training code.
    pub(super) fn judge_code(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() {
            return Err("13");
        }
        let digits = self.scanned().ok_or_else(|| self.bad("field 59 has no A3, length 3, code"))?;
        let known = self.config.codes.iter().find(|code| code.code == digits);
        if known.is_none() && !accounts::is_pay_code(digits) {
            return Err(self.refuse("14", "no payment code of a known form"));
        }
        if known.is_none() && self.is_used(&self.code_name()) {
            return Err(self.refuse("12", "this code has paid already"));
        }
        if case.amount > self.config.rules.sale_limit {
            return Err(self.refuse("61", "above rules.sale_limit"));
        }
        let voucher = self.voucher(case);
        let extra = vec![(59, format!("A4{:03}{voucher}", voucher.len()))];
        let paid = Verdict { voucher, extra, ..Verdict::approved() };
        match known.map_or(CodeConduct::Approve, |code| code.conduct) {
            CodeConduct::Approve => Ok(paid),
            CodeConduct::Decline(code) => Err(code),
            CodeConduct::Silent => Ok(Verdict { conduct: Some(Fault::NoAnswer), ..paid }),
            CodeConduct::PaidLater => Ok(Verdict { code: "09", to_ask: self.config.rules.code_asks.max(1), ..paid }),
            CodeConduct::NeverPaid => Ok(Verdict { code: "09", to_ask: u32::MAX, ..paid }),
        }
    }

    /// 0200 with 67 in field 3 asks for the payment that field 37, 59 or 61 names, with 69 for the last one. A payment in
    /// progress answers 09 again, or 00 once it is paid.
    pub(super) fn query(&mut self) -> Message {
        if self.private.kind != QUERY_KIND || !self.request.has(11) {
            let code = self.bad("60.1 is not 01, or field 11 is missing");
            return self.refuse_trade(code);
        }
        let Some(key) = self.asked_about().map(BookEntry::key) else { return self.refuse_trade("25") };
        self.till.changed = true;
        let Some(entry) = self.till.books.entries.get_mut(&key) else { return self.refuse_trade("25") };
        if entry.state == BookState::InProgress && entry.to_ask != u32::MAX {
            entry.to_ask = entry.to_ask.saturating_sub(1);
            if entry.to_ask == 0 {
                (entry.state, entry.code) = (BookState::Approved, "00".to_owned());
            }
        }
        let entry = entry.clone();
        self.told(&entry)
    }

    fn told(&self, entry: &BookEntry) -> Message {
        let code = match entry.state {
            BookState::Reversed | BookState::Voided => "25",
            _ => entry.code.as_str(),
        };
        let mut reply = reply::trade(self.request, code, &entry.rrn, self.now);
        reply.set_text(4, &format!("{:012}", entry.amount.minor()));
        reply.set_text(59, &format!("A4{:03}{}", entry.voucher.len(), entry.voucher));
        if entry.state == BookState::Approved {
            reply.set_bytes(63, &reply::scheme(entry.scheme, &self.config.rules.remark));
        }
        reply
    }

    fn asked_about(&self) -> Option<&BookEntry> {
        let named = fields::original(self.request);
        let (rrn, voucher) = (self.request.text(37), self.user_data("A4"));
        let last = self.request.text(3).is_some_and(|code| code.starts_with("69"));
        self.till.books.find(&[Trade::QrSale], |entry| {
            last || named == Some(entry.key())
                || rrn == Some(entry.rrn.as_str())
                || voucher == Some(entry.voucher.as_str())
        })
    }

    /// A code may be used again when its payment came to nothing.
    fn is_used(&self, name: &str) -> bool {
        let used = |entry: &BookEntry| entry.pan == name && entry.state != BookState::Declined;
        self.till.books.find(&[Trade::QrSale], used).is_some()
    }

    /// The code as the books name it: first six and last four digits.
    pub(super) fn code_name(&self) -> String {
        self.scanned().map(fields::masked).unwrap_or_default()
    }

    /// The code: A3 in field 59, or field 62 alone.
    fn scanned(&self) -> Option<&str> {
        let alone = || std::str::from_utf8(self.request.bytes(62)?).ok();
        self.user_data("A3").or_else(|| if is_variant(self.request) { alone() } else { None })
    }

    /// Twenty digits that no other payment has: batch, STAN, time, and two of the reference number.
    fn voucher(&self, case: &Case) -> String {
        let books = &self.till.books;
        format!("{:06}{:06}{}{:02}", books.batch, case.stan, self.now.0.hhmmss(), books.sequence % 100)
    }

    /// The value of a tag in field 59: tag 2, length 3, value. The terminal's description (A2) has a length of two digits in some
    /// code and of three in other.
    pub(super) fn user_data(&self, tag: &str) -> Option<&str> {
        let mut rest = self.request.text(59)?;
        loop {
            let (value, next) = part(rest, 3).filter(|_| !rest.starts_with("A2")).or_else(|| description(rest))?;
            if rest.starts_with(tag) {
                return Some(value);
            }
            rest = next;
        }
    }
}

/// A value behind a tag of two characters and so many digits of length, and what follows it.
fn part(text: &str, digits: usize) -> Option<(&str, &str)> {
    let length: usize = text.get(2..2 + digits)?.parse().ok()?;
    let start = 2 + digits;
    Some((text.get(start..start + length)?, text.get(start + length..)?))
}

/// The same for A2, with the length that leads to the next tag or the end.
fn description(text: &str) -> Option<(&str, &str)> {
    let fits = |(_, next): &(&str, &str)| next.is_empty() || next.starts_with('A');
    part(text, 3).filter(fits).or_else(|| part(text, 2).filter(fits))
}
