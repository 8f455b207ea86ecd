//! The end of the batch upload (0320/207 or 202): how many details went up.

use crate::{
    acquirer::{
        message::{Finding, LinkFault},
        profile::Profile,
    },
    domain::{BatchNo, Stan},
    iso8583::Message,
};

use super::{bad, management, start};

/// The most that the four digits of field 48 can say.
const MAX_UPLOADED: u16 = 9_999;

pub(super) fn message(
    (stan, batch): (Stan, BatchNo),
    uploaded: u16,
    balance: Finding,
    profile: &Profile,
) -> Result<Message, LinkFault> {
    if uploaded > MAX_UPLOADED {
        return Err(bad(format!("{uploaded} details in field 48, which counts to {MAX_UPLOADED}")));
    }
    let code = match balance {
        Finding::Balanced => "207",
        Finding::Unbalanced => "202",
    };
    let mut message = start("0320", profile);
    message.set_text(11, &stan.to_string()).set_text(48, &format!("{uploaded:04}"));
    message.set_text(60, &management(batch, code));
    Ok(message)
}
