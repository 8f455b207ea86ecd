//! Working keys: taken out of field 62 of a sign-on answer, checked, and kept for MACs and tracks.

use crate::acquirer::{
    message::WorkingKeys,
    profile::{KeyCipher, Profile, TrackForm},
};

use super::{
    ClearKey, KeyFault, LinkKey, Misfit, PadEncrypt, Sm4Key, Tmk,
    field_62::{Sealed, take_apart},
};

/// The keys that the link uses itself, until the next sign-on.
#[derive(Debug)]
pub struct LinkKeys {
    /// For MACs (MAK).
    pub mac: LinkKey,
    /// For tracks (TDK), where the host gave one.
    pub track: Option<LinkKey>,
}

/// Takes the keys out of field 62 and checks each. Comes back with what the flows need, the PIN key for the pad among
/// it, and with what the link keeps.
///
/// # Errors
/// [`KeyFault`] when they cannot be read, are not what their check values say, or a track key is wanted but not there.
pub async fn install(
    field_62: Option<&[u8]>,
    profile: &Profile,
    tmk: &Tmk,
    pad: Option<&dyn PadEncrypt>,
) -> Result<(WorkingKeys, LinkKeys), KeyFault> {
    let field = field_62.ok_or(KeyFault::Missing)?;
    let cipher = profile.key_cipher();
    let sealed = take_apart(field, cipher)?;
    if profile.track == TrackForm::Encrypted && sealed.track.is_none() {
        return Err(KeyFault::NoTrackKey(field.len()));
    }
    // In the pad a PIN key must never encrypt data that was chosen here, so only a clear one can be checked; the pad
    // itself refuses a PIN under a key that it cannot open.
    if let Tmk::Software(_) = tmk {
        open(&sealed.pin, "PIN", cipher, tmk, pad).await?;
    }
    let mac = open(&sealed.mac, "MAC", cipher, tmk, pad).await?;
    let track = match &sealed.track {
        Some(track) => Some(open(track, "track", cipher, tmk, pad).await?),
        None => None,
    };
    let check_values = (sealed.pin.check_value_text(), sealed.mac.check_value_text());
    Ok((WorkingKeys { pin: sealed.pin.key, check_values }, LinkKeys { mac, track }))
}

/// A key that has passed its check, wherever it can be used.
async fn open(
    sealed: &Sealed,
    name: &'static str,
    cipher: KeyCipher,
    tmk: &Tmk,
    pad: Option<&dyn PadEncrypt>,
) -> Result<LinkKey, KeyFault> {
    let key = unseal(sealed, cipher, tmk)?;
    let passed = match &key {
        LinkKey::Sm4(key) => key.check_value().starts_with(&sealed.check_value),
        key => key.encrypt(pad, [0; 8]).await.map_err(KeyFault::Pad)?.starts_with(&sealed.check_value),
    };
    if passed { Ok(key) } else { Err(KeyFault::CheckValue(name)) }
}

fn unseal(sealed: &Sealed, cipher: KeyCipher, tmk: &Tmk) -> Result<LinkKey, KeyFault> {
    let under_tmk = &sealed.key.under_tmk;
    let layout = || KeyFault::Layout(under_tmk.len());
    match (tmk, cipher) {
        (Tmk::Software(master), KeyCipher::Des) => {
            ClearKey::Double(**master).unwrap_key(under_tmk).map(LinkKey::Software).ok_or_else(layout)
        }
        (Tmk::Software(master), KeyCipher::Sm4 { .. }) => {
            Sm4Key::new(**master).unwrap_key(under_tmk).map(LinkKey::Sm4).ok_or_else(layout)
        }
        (Tmk::Pad { .. }, KeyCipher::Des) => Ok(LinkKey::Pad(sealed.key.clone())),
        (Tmk::Pad { .. }, KeyCipher::Sm4 { .. }) => Err(KeyFault::Pad(Misfit::Sm4InPad.to_string())),
    }
}
