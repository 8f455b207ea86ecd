//! What may follow a pre-authorisation. It is found by authorisation code, date and card; its batch may be closed.

use super::{
    BookEntry, BookState,
    book::Verdict,
    case::Case,
    desk::{Code, Desk},
    fields,
    kinds::Trade,
};

/// Reserved characters behind the amount in field 54 of an additional pre-authorisation.
const RESERVED: &str = "000000";

impl Desk<'_> {
    /// More money on a pre-authorisation: the answer says how much there is now (field 54).
    pub(super) fn judge_more(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() {
            return Err("13");
        }
        let account = case.account.ok_or("14")?;
        self.judge_holder(case, account)?;
        let original = self.pre_auth(case, None).ok_or("25")?;
        if case.amount > self.available(account) {
            return Err("51");
        }
        let sum = original.standing_amount().checked_add(case.amount).ok_or("13")?;
        let extra = vec![(54, format!("TA{:012}{RESERVED}", sum.minor()))];
        Ok(Verdict { extra, ..about(original) })
    }

    /// The void of a pre-authorisation, or its completion by request or advice.
    pub(super) fn judge_pre_auth_end(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() {
            return Err("13");
        }
        if case.pan.is_none() {
            return Err("14");
        }
        let date = fields::original_date(self.request).ok_or("30")?;
        let original = self.pre_auth(case, Some(date)).ok_or("25")?;
        let held = original.standing_amount();
        if case.trade == Trade::PreAuthVoid && case.amount != held {
            return Err("64");
        }
        let percent = u128::from(self.config.rules.completion_percent);
        if u128::from(case.amount.minor()) * 100 > u128::from(held.minor()) * percent {
            return Err("61");
        }
        if let Some(account) = case.account {
            self.judge_pin(account)?;
        }
        Ok(about(original))
    }

    fn pre_auth(&self, case: &Case, date: Option<&str>) -> Option<&BookEntry> {
        let code = self.request.text(38)?.trim();
        self.till.books.find(&[Trade::PreAuth], |entry| {
            entry.state == BookState::Approved
                && entry.auth == code
                && date.is_none_or(|date| date == entry.date)
                && case.is_card_of(&entry.pan)
        })
    }
}

/// The answer carries the authorisation code of the pre-authorisation on.
fn about(original: &BookEntry) -> Verdict {
    Verdict { authorisation: Some(original.auth.clone()), ..Verdict::about(original.key()) }
}
