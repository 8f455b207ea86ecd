//! Settlement and batch upload.

use super::{
    Fault, Uploads, check,
    desk::{Code, Desk},
    fields, reply,
    totals::{CardClass, HostTotals},
    uploads::{Detail, DetailForm, audit},
};
use crate::iso8583::Message;

/// Fields that a settlement must have.
const SETTLEMENT: [u8; 4] = [11, 48, 49, 63];
/// Fields that a chip detail or notice must have.
const CHIP: [u8; 5] = [2, 4, 11, 22, 55];
/// What a block of details must be.
const BLOCK: &str = "field 48 is not a count from 01 to 08 and so many details of 40 digits";
/// What a detail must be.
const DETAIL: &str = "a detail lacks a field, or field 62 is not of its form or says another amount";

impl Desk<'_> {
    /// 0500: compares the terminal's totals with the books. The answer has no field 39 unless it refuses; its flags say 1
    /// (equal), 2 (unequal) or 3 (error), domestic and foreign. Totals of 31 digits are answered with 31.
    pub(super) fn settlement(&mut self) -> Message {
        let batch = self.private.batch;
        if !self.till.books.knows_batch(batch) {
            return self.short("77");
        }
        if let Err(why) = check::present(self.request, &SETTLEMENT) {
            let code = self.bad(why);
            return self.short(code);
        }
        let theirs = self.request.text(48).and_then(read_totals).filter(|_| self.private.code == "201");
        let Some((domestic, foreign)) = theirs else {
            let code = self.bad("field 48 is neither 62 nor 31 digits, or 60.3 is not 201");
            return self.short(code);
        };
        let ours = [CardClass::Domestic, CardClass::Foreign].map(|class| self.till.books.totals_of(batch, class));
        let [home, abroad] = self.flags(&ours, &domestic, foreign.as_ref());
        let whole = fields::write_half(&ours[0], home) + &fields::write_half(&ours[1], abroad);
        let answer = if foreign.is_some() { whole.as_str() } else { &whole[..whole.len() / 2] };
        let uploads = self.till.books.uploads.entry(batch).or_default();
        uploads.settlements = uploads.settlements.saturating_add(1);
        uploads.flags = Some([home, abroad].iter().collect());
        let mut reply = self.referenced("00");
        reply::echo(&mut reply, self.request, &[49, 63]);
        reply.set_text(15, &self.now.0.mmdd()).set_text(48, answer);
        if !self.config.rules.settlement_has_code {
            reply.remove(39);
        }
        reply
    }

    /// The two flags. Without a foreign half, foreign cards in the books make the domestic half unequal.
    fn flags(&self, ours: &[HostTotals; 2], domestic: &HostTotals, foreign: Option<&HostTotals>) -> [char; 2] {
        if self.fault == Some(Fault::SettlementError) {
            return ['3', '3'];
        }
        let none = HostTotals::default();
        let balanced = self.fault != Some(Fault::Unbalanced) && !self.faults.is_unbalanced();
        let abroad_is_equal = ours[1] == *foreign.unwrap_or(&none);
        let home_is_equal = ours[0] == *domestic && (foreign.is_some() || abroad_is_equal);
        [flag(balanced && home_is_equal), flag(abroad_is_equal)]
    }

    /// 0320: details and the end of the upload. The end closes the batch; said again, it is acknowledged again.
    pub(super) fn upload(&mut self) -> Message {
        let code = self.take_upload().err().unwrap_or("00");
        let mut reply = self.referenced(code);
        if is_end(&self.private.code) {
            reply::echo(&mut reply, self.request, &[48]);
        }
        reply
    }

    fn take_upload(&mut self) -> Result<(), Code> {
        let batch = self.private.batch;
        if !self.till.books.knows_batch(batch) {
            return Err("77");
        }
        let compared = self.till.books.uploads(batch).settlements > 0;
        if !compared && (is_end(&self.private.code) || !self.config.rules.early_details) {
            return Err(self.refuse("95", "no settlement (0500) of this batch came before"));
        }
        if is_end(&self.private.code) {
            return self.end();
        }
        let details = self.details()?;
        let uploads = self.till.books.uploads.entry(batch).or_default();
        details.into_iter().for_each(|detail| uploads.keep(detail));
        Ok(())
    }

    fn details(&self) -> Result<Vec<Detail>, Code> {
        let detail = match self.private.code.as_str() {
            _ if self.request.has(3) => self.trade_detail(),
            "201" => return self.request.text(48).and_then(fields::stripe_details).ok_or_else(|| self.bad(BLOCK)),
            "203" | "205" => self.chip_detail(DetailForm::Chip),
            "204" | "206" => self.chip_detail(DetailForm::Notice),
            "208" | "209" => self.chip_detail(DetailForm::Load),
            _ => return Err("40"),
        };
        detail.map(|detail| vec![detail]).ok_or_else(|| self.bad(DETAIL))
    }

    /// The request of a trade in message type 0320 and without field 64.
    fn trade_detail(&self) -> Option<Detail> {
        let track = || self.request.text(35).and_then(|track| track.split_once('=')).map(|(pan, _)| pan);
        let pan = self.request.text(2).or_else(track).map(fields::masked).unwrap_or_default();
        let complete = [4, 11, 22, 25].iter().all(|field| self.request.has(*field)) && !self.request.has(64);
        self.detail(DetailForm::Trade, pan, String::new()).filter(|_| complete)
    }

    /// A chip's detail: field 62 repeats class and amount (61, class 2, answer 2, amount 12, currency 3; a notice 71, class 2,
    /// code 2, amount 12, currency 3, cryptogram 1, result 1; a load begins with 5).
    fn chip_detail(&self, form: DetailForm) -> Option<Detail> {
        let text = std::str::from_utf8(self.request.bytes(62)?).ok()?;
        let (head, length) = match form {
            DetailForm::Chip => ("61", Some(21)),
            DetailForm::Notice => ("71", Some(23)),
            _ => ("5", None),
        };
        let fits = text.starts_with(head) && length.is_none_or(|length| text.len() == length);
        let same_amount = form == DetailForm::Load || fields::digits(text.get(6..18)?) == fields::amount(self.request);
        let complete = CHIP.iter().all(|field| self.request.has(*field));
        let class = if form == DetailForm::Load { "" } else { text.get(2..4)? };
        let pan = self.request.text(2).map(fields::masked).unwrap_or_default();
        self.detail(form, pan, class.to_owned()).filter(|_| fits && same_amount && complete)
    }

    fn detail(&self, form: DetailForm, pan: String, class: String) -> Option<Detail> {
        Some(Detail { stan: fields::stan(self.request)?, form, amount: fields::amount(self.request)?, pan, class })
    }

    /// The end: the count is compared with what came up, then the batch closes and the differences are listed.
    fn end(&mut self) -> Result<(), Code> {
        let batch = self.private.batch;
        let count: Option<u32> = self.request.text(48).and_then(|text| text.parse().ok());
        let count = count.ok_or_else(|| self.bad("field 48 is no number of details"))?;
        let books = &mut self.till.books;
        let uploads = books.uploads.entry(batch).or_default();
        if self.config.rules.strict_end && !self_consistent(uploads, count, &self.private.code) {
            *self.why.borrow_mut() =
                Some("another number of details came up, or the code does not fit the flags".into());
            return Err("95");
        }
        (uploads.end_count, uploads.end_code) = (Some(count), Some(self.private.code.clone()));
        let differences = audit(books, batch);
        for difference in &differences {
            tracing::info!(batch, "{difference}");
        }
        books.uploads.entry(batch).or_default().differences = differences;
        if batch == books.batch {
            books.close_batch();
        }
        Ok(())
    }
}

fn self_consistent(uploads: &Uploads, count: u32, code: &str) -> bool {
    count == uploads.uploaded() && (code == "207") == uploads.was_equal()
}

fn is_end(code: &str) -> bool {
    matches!(code, "202" | "207")
}

fn flag(equal: bool) -> char {
    if equal { '1' } else { '2' }
}

/// Domestic and foreign totals: 62 digits, or 31 where a terminal knows domestic cards only.
fn read_totals(digits: &str) -> Option<(HostTotals, Option<HostTotals>)> {
    let domestic = fields::read_half(digits.get(..31)?)?;
    match digits.get(31..)? {
        "" => Some((domestic, None)),
        foreign => Some((domestic, Some(fields::read_half(foreign)?))),
    }
}
