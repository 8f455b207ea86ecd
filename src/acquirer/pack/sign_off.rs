//! Sign-off (0820/002): the keys are of no use afterwards.

use crate::{
    acquirer::profile::Profile,
    domain::{BatchNo, Stan},
    iso8583::Message,
};

use super::{management, start};

pub(super) fn message(stan: Stan, batch: BatchNo, profile: &Profile) -> Message {
    let mut message = start("0820", profile);
    message.set_text(11, &stan.to_string()).set_text(60, &management(batch, "002"));
    message
}
