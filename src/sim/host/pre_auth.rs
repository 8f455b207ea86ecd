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
/// Why nothing is found.
const NOT_FOUND: &str = "no open pre-authorisation of this code, date and card";

impl Desk<'_> {
    /// More money on a pre-authorisation: the answer says how much there is now (field 54).
    pub(super) fn judge_more(&self, case: &Case) -> Result<Verdict, Code> {
        if case.amount.is_zero() {
            return Err("13");
        }
        let account = case.account.ok_or_else(|| self.refuse("14", "no account with this card number"))?;
        self.judge_holder(case, account)?;
        let original = self.pre_auth(case, None).ok_or_else(|| self.refuse("25", NOT_FOUND))?;
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
            return Err(self.refuse("14", "no card number"));
        }
        let date = fields::original_date(self.request).ok_or_else(|| self.bad("field 61 has no date"))?;
        let original = self.pre_auth(case, Some(date)).ok_or_else(|| self.refuse("25", NOT_FOUND))?;
        let held = original.standing_amount();
        if case.trade == Trade::PreAuthVoid && case.amount != held {
            return Err(self.refuse("64", format!("{} are pre-authorised", held.minor())));
        }
        let percent = u128::from(self.config.rules.completion_percent);
        if u128::from(case.amount.minor()) * 100 > u128::from(held.minor()) * percent {
            return Err(self.refuse("61", format!("more than {percent} percent of {}", held.minor())));
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
