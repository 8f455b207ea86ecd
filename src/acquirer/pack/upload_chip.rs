//! Batch upload of one chip detail or notice (0320/203 to 206, 208, 209).

use crate::{
    acquirer::{
        message::{ChipDetail, ChipSort, Finding, LinkFault},
        profile::Profile,
    },
    domain::BatchNo,
    iso8583::Message,
};

use super::{
    bad,
    shape::Sequence,
    start,
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
    let mut message = start("0320", profile);
    message.set_text(2, detail.pan.expose()).set_text(4, &twelve(detail.amount));
    message.set_text(11, &detail.stan.to_string()).set_text(22, &entry_mode(detail.entry, detail.pin));
    put_sequence(&mut message, Sequence::Chip, detail.entry, detail.sequence, profile);
    message.set_bytes(55, &detail.chip);
    let sixth = profile.partial_capability.as_str();
    message.set_text(60, &private_60(("00", sixth), batch, code(detail.sort, balance), detail.entry, profile));
    message.set_bytes(62, summary(detail).as_bytes());
    Ok(message)
}

/// 60.3.
fn code(sort: ChipSort, balance: Finding) -> &'static str {
    match (sort, balance) {
        (ChipSort::Approved, Finding::Balanced) => "203",
        (ChipSort::Approved, Finding::Unbalanced) => "205",
        (ChipSort::IssuerUnverified, Finding::Balanced) => "204",
        (ChipSort::IssuerUnverified, Finding::Unbalanced) => "206",
        (ChipSort::Load, Finding::Balanced) => "208",
        (ChipSort::Load, Finding::Unbalanced) => "209",
    }
}

/// Field 62. A detail (use 6): `61`, card class, response, amount, currency. A notice (use 7): `71` and the same, then the
/// kind of cryptogram (2: ARPC) and its result (2: failed). A load (use 5) is `51` here: its layout is in no public source.
fn summary(detail: &ChipDetail) -> String {
    let class = detail.class.digits();
    let (mark, response, end) = match detail.sort {
        ChipSort::Approved => ("61", "00", ""),
        ChipSort::IssuerUnverified => ("71", "05", "22"),
        ChipSort::Load => ("51", "00", ""),
    };
    format!("{mark}{class}{response}{}{}{end}", twelve(detail.amount), detail.currency.numeric())
}
