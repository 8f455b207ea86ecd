//! Batch upload of one chip detail (0320/203 or 205).

use crate::{
    acquirer::{
        message::{ChipDetail, Finding, LinkFault},
        profile::Profile,
    },
    domain::BatchNo,
    iso8583::Message,
};

use super::{
    bad, card_class, start,
    trade::{entry_mode, private_60, put_sequence},
    twelve,
};

pub(super) fn message(
    batch: BatchNo,
    detail: &ChipDetail,
    balance: Finding,
    profile: &Profile,
) -> Result<Message, LinkFault> {
    if detail.chip.is_empty() {
        return Err(bad("a chip detail without its data (field 55)"));
    }
    let code = match balance {
        Finding::Balanced => "203",
        Finding::Unbalanced => "205",
    };
    let mut message = start("0320", profile);
    message.set_text(2, detail.pan.expose()).set_text(4, &twelve(detail.amount));
    message.set_text(11, &detail.stan.to_string()).set_text(22, &entry_mode(detail.entry, detail.pin));
    put_sequence(&mut message, detail.entry, detail.sequence);
    message.set_bytes(55, &detail.chip);
    message.set_text(60, &private_60("00", batch, code, detail.entry, profile));
    message.set_bytes(62, summary(detail).as_bytes());
    Ok(message)
}

/// Field 62, use 6: `61`, card class, response, amount, currency.
fn summary(detail: &ChipDetail) -> String {
    let class = card_class(detail.scheme.as_deref());
    format!("61{class}00{}{}", twelve(detail.amount), detail.currency.numeric())
}
