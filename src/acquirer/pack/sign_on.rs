//! Sign-on (0800): asks for working keys, batch and clock.

use crate::{
    acquirer::profile::Profile,
    domain::{BatchNo, OperatorNo, Stan},
    iso8583::Message,
};

use super::{management, operator_text, start};

pub(super) fn message(stan: Stan, batch: BatchNo, operator: OperatorNo, profile: &Profile) -> Message {
    let mut message = start("0800", profile);
    message.set_text(11, &stan.to_string());
    message.set_text(60, &management(batch, profile.sign_on.code()));
    message.set_text(63, &operator_text(operator, profile));
    message
}
