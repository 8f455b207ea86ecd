//! Downloads and their ends (0800), lists and status (0820), and the master key over the line (0800).

use crate::{
    acquirer::{
        keys::remote::ACTIVATE,
        message::{LinkFault, Manage, ManageType, MasterKeyStep},
        profile::Profile,
    },
    domain::BatchNo,
    iso8583::Message,
};

use super::{bad, management, start};

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

/// The public key in field 62 is put in by whoever made its pair.
pub(super) fn master_key(batch: BatchNo, step: MasterKeyStep, profile: &Profile) -> Result<Message, LinkFault> {
    let form = profile.remote_tmk.ok_or_else(|| {
        bad("this acquirer's profile has no way to fetch a master key (remote_tmk); ask the acquirer for one in the PIN pad")
    })?;
    let code = match step {
        MasterKeyStep::Fetch => form.fetch.code(),
        MasterKeyStep::Activate => ACTIVATE,
    };
    let mut message = start("0800", profile);
    message.set_text(60, &management(batch, code));
    Ok(message)
}
