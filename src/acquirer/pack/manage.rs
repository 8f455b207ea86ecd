//! Downloads and their ends (0800), lists and status (0820).

use crate::{
    acquirer::{
        message::{Manage, ManageType},
        profile::Profile,
    },
    iso8583::Message,
};

use super::{management, start};

pub(super) fn message(manage: &Manage, profile: &Profile) -> Message {
    let mti = match manage.mti {
        ManageType::Network => "0800",
        ManageType::Notice => "0820",
    };
    let mut message = start(mti, profile);
    message.set_text(60, &management(manage.batch, manage.code));
    if let Some(body) = &manage.body {
        message.set_bytes(62, body);
    }
    message
}
