//! Echo test (0820/301): no number, no money, no keys.

use crate::{acquirer::profile::Profile, domain::BatchNo, iso8583::Message};

use super::{management, start};

pub(super) fn message(batch: BatchNo, profile: &Profile) -> Message {
    let mut message = start("0820", profile);
    message.set_text(60, &management(batch, "301"));
    message
}
