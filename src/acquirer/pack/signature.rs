//! A cardholder's signature (0820, 60.1 = 07, 60.3 = 800). Its field 11 is the transaction's.

use crate::{
    acquirer::{
        message::{LinkFault, SignatureUpload},
        profile::Profile,
    },
    iso8583::Message,
};

use super::{bad, start, trade::put_number, twelve};

/// The most that the length of field 62 can say, in bytes.
const MAX_PICTURE: usize = 999;

pub(super) fn message(upload: &SignatureUpload, profile: &Profile) -> Result<Message, LinkFault> {
    let size = upload.picture.len();
    if !(1..=MAX_PICTURE).contains(&size) {
        return Err(bad(format!("a signature of {size} bytes in field 62, which holds 1 to {MAX_PICTURE}")));
    }
    let mut message = start("0820", profile);
    if let Some(card) = &upload.card {
        put_number(&mut message, card);
        message.remove(14);
    }
    message.set_text(4, &twelve(upload.amount)).set_text(11, &upload.txn.stan.to_string());
    if let Some(date) = &upload.host.settlement_date {
        message.set_text(15, date);
    }
    if let Some(rrn) = &upload.host.rrn {
        message.set_text(37, rrn.as_str());
    }
    message.set_bytes(55, &upload.slip).set_bytes(62, &upload.picture);
    message.set_text(60, &format!("07{}800", upload.txn.batch));
    Ok(message)
}
