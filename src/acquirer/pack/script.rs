//! The result of an issuer script (0620/951).

use crate::{
    acquirer::{
        message::{LinkFault, ScriptNotice},
        profile::Profile,
        trades::TradeName,
    },
    iso8583::Message,
};

use super::{
    bad,
    shape::Sequence,
    start,
    trade::{entry_mode, private_60, put_number, put_sequence},
    twelve,
};

pub(super) fn message(notice: &ScriptNotice, profile: &Profile) -> Result<Message, LinkFault> {
    if notice.chip.is_empty() {
        return Err(bad("a script notice without its result (field 55)"));
    }
    let form = profile.trades.form(TradeName::of(notice.kind, notice.entry));
    let kind = profile.script_trade_type.as_ref().unwrap_or(&form.kind);
    let host = &notice.host;
    let mut message = start("0620", profile);
    if let Some(card) = &notice.card {
        put_number(&mut message, card);
        message.remove(14);
    }
    message.set_text(3, form.processing.as_str()).set_text(4, &twelve(notice.amount));
    message.set_text(11, &notice.stan.to_string()).set_text(22, &entry_mode(notice.entry, notice.pin));
    put_sequence(&mut message, Sequence::Chip, notice.entry, notice.sequence, profile);
    let answered = [
        (32, host.acquirer.as_deref()),
        (37, host.rrn.as_ref().map(|r| r.as_str())),
        (38, host.auth_code.as_ref().map(|c| c.as_str())),
    ];
    for (field, text) in answered {
        if let Some(text) = text {
            message.set_text(field, text);
        }
    }
    message.set_text(49, notice.currency.numeric()).set_bytes(55, &notice.chip);
    let sixth = profile.partial_capability.as_str();
    message.set_text(60, &private_60((kind.as_str(), sixth), notice.batch, "951", notice.entry, profile));
    let date = host.time.as_ref().map_or("0000", |t| t.date.as_str());
    message.set_text(61, &format!("{}{}{date}", notice.original.batch, notice.original.stan));
    Ok(message)
}
