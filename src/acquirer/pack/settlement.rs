//! Settlement (0500/201): this terminal's totals, for the host to compare.

use crate::{
    acquirer::{
        message::LinkFault,
        profile::{Profile, TotalsForm},
    },
    domain::{BatchNo, CardClass, Currency, KindTotals, OperatorNo, Side, Stan, Totals},
    iso8583::Message,
};

use super::{bad, management, operator_text, start, twelve};

/// The most that the three digits of a count in field 48 can say.
const MAX_COUNT: u32 = 999;

pub(super) fn message(
    (stan, batch): (Stan, BatchNo),
    totals: &Totals,
    currency: Currency,
    operator: OperatorNo,
    profile: &Profile,
) -> Result<Message, LinkFault> {
    let sums = match profile.totals_form {
        TotalsForm::DomesticAndForeign => half(totals, CardClass::Domestic)? + &half(totals, CardClass::Foreign)?,
        TotalsForm::Domestic => whole(totals)?,
    };
    let mut message = start("0500", profile);
    message.set_text(11, &stan.to_string()).set_text(48, &sums).set_text(49, currency.numeric());
    message.set_text(60, &management(batch, "201")).set_text(63, &operator_text(operator, profile));
    Ok(message)
}

/// 31 digits: debit sum and count, credit sum and count, and the flag, which the host sets.
fn half(totals: &Totals, class: CardClass) -> Result<String, LinkFault> {
    Ok(format!("{}{}0", side(totals.side(class, Side::Debit))?, side(totals.side(class, Side::Credit))?))
}

/// The same of all cards, for a host that does not tell them apart.
fn whole(totals: &Totals) -> Result<String, LinkFault> {
    Ok(format!("{}{}0", side(totals.debit())?, side(totals.credit())?))
}

fn side(totals: KindTotals) -> Result<String, LinkFault> {
    if totals.count > MAX_COUNT {
        return Err(bad(format!("a count of {} in field 48, which holds {MAX_COUNT} at most", totals.count)));
    }
    Ok(format!("{}{:03}", twelve(totals.amount), totals.count))
}
