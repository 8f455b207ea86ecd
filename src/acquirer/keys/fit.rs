//! Which profiles go with which master key. Asked when the configuration is read, so that nothing of this comes up in the
//! middle of a sale.

use crate::acquirer::profile::{KeyCipher, MacMode, Profile, SignOnCode, TrackForm};

use super::{PinBlockForm, Tmk};

/// Why a profile cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// SM4 with the master key in the pad.
    #[error(
        "mac = \"sm4\" cannot be done with the master key in the PIN pad: the pad is asked for DES alone. Ask the acquirer for \
         3DES keys and another mac"
    )]
    Sm4InPad,
    /// A track key that the sign-on does not ask for.
    #[error("track = \"encrypted\" needs a track key, which only sign_on = \"004\" brings")]
    NoTrackKey,
    /// Tracks under SM4.
    #[error(
        "track = \"encrypted\" is known for 3DES alone: which bytes SM4 takes is not public. Set track = \"clear\", or use \
         3DES keys"
    )]
    Sm4Track,
    /// Sixteen bytes of PIN block without SM4.
    #[error("pin_block_form = \"16-bytes\" goes with mac = \"sm4\" alone; a PIN block under DES has 8 bytes")]
    LongPinBlock,
}

/// Whether everything that the profile says can be done with this master key.
///
/// X9.9 and X9.19 are done in the pad too, one command for each eight bytes of the message.
///
/// # Errors
/// [`Misfit`] says which key of the profile to change and how.
pub fn fit(profile: &Profile, tmk: &Tmk) -> Result<(), Misfit> {
    match (profile.mac, tmk) {
        (MacMode::Sm4, Tmk::Pad { .. }) => return Err(Misfit::Sm4InPad),
        (MacMode::Sm4, _) if profile.track == TrackForm::Encrypted => return Err(Misfit::Sm4Track),
        (MacMode::Sm4, _) => {}
        _ if profile.pin_block_form == PinBlockForm::Sixteen => return Err(Misfit::LongPinBlock),
        _ => {}
    }
    match (profile.track, profile.sign_on) {
        (TrackForm::Clear, _) | (TrackForm::Encrypted, SignOnCode::DoubleWithTrack) => Ok(()),
        (TrackForm::Encrypted, _) => Err(Misfit::NoTrackKey),
    }
}

/// Why a PIN block that a pad made is of no use to this host; none where it is. A host that got it all the same would count
/// a wrong PIN against the card.
pub fn pin_misfit(profile: &Profile) -> Option<&'static str> {
    match (profile.key_cipher(), profile.pin_block_form) {
        (KeyCipher::Des, PinBlockForm::Eight) => None,
        _ => Some("the PIN pad makes PIN blocks under DES (field 52), but this host wants them under SM4"),
    }
}
