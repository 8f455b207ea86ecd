//! Tracks under the track key of a sign-on (field 53, digit 3 = 1).
//!
//! In the packed track, the eight bytes that end one byte before the last one are encrypted in place; the length stays as
//! it is, and so does what stands before and behind, the beginning of the card number among it. That is what terminals of
//! the second generation do in public code and samples; no public standard has it. The result has any nibble, so fields 35
//! and 36 may then hold A to F.

use std::fmt;

use zeroize::Zeroizing;

use crate::iso8583::Message;

use super::{
    keys::{LinkKey, PadEncrypt},
    profile::{Profile, TrackForm},
};

/// Field 53 of a message that had none, with an encrypted track in it: no PIN, double-length keys, track encrypted.
const SECURITY: &str = "0610000000000000";
/// Which character of field 53 says whether tracks are encrypted.
const SECURITY_DIGIT: usize = 2;
/// The fields that hold tracks.
const TRACKS: [u8; 2] = [35, 36];

/// Why a track cannot be encrypted. Nothing of it has left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackFault {
    /// Too short for eight bytes and one behind them.
    #[error("the track has {0} digits; under a track key it must have 17 or more")]
    Short(usize),
    /// Something else than digits and separators.
    #[error("the track has something else than digits and separators at position {0}")]
    Alphabet(usize),
    /// There is no track key.
    #[error("tracks must be encrypted, but there is no track key; sign on with sign_on = \"004\" in the profile")]
    NoKey,
    /// The pad did not encrypt, there is none, or the key is for another cipher.
    #[error("{0}")]
    Key(String),
}

/// A track as fields 35 and 36 take it: as many characters as before, 0 to 9, A to F, and `=` for D. Wiped when dropped.
pub struct EncryptedTrack(Zeroizing<String>);

impl EncryptedTrack {
    /// The characters, for the wire only: the beginning of the card number is among them in clear.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EncryptedTrack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptedTrack(..)")
    }
}

/// Any track under the track key: digits, with `=` or `D` for separators.
///
/// # Errors
/// [`TrackFault`] when it is too short, is not a track, or the key cannot be used.
pub async fn encrypt(text: &str, key: &LinkKey, pad: Option<&dyn PadEncrypt>) -> Result<EncryptedTrack, TrackFault> {
    let mut packed = pack(text)?;
    let block = block_of(&mut packed).ok_or(TrackFault::Short(text.len()))?;
    *block = key.encrypt(pad, *block).await.map_err(TrackFault::Key)?;
    Ok(EncryptedTrack(unpack(&packed, text.len())))
}

/// Encrypts the tracks of a message where the profile wants it, and says so in field 53.
///
/// # Errors
/// [`TrackFault`]; the message must not be sent then.
pub async fn protect(
    message: &mut Message,
    profile: &Profile,
    key: Option<&LinkKey>,
    pad: Option<&dyn PadEncrypt>,
) -> Result<(), TrackFault> {
    if profile.track == TrackForm::Clear {
        return Ok(());
    }
    for field in TRACKS {
        let Some(text) = message.text(field) else { continue };
        let track = encrypt(text, key.ok_or(TrackFault::NoKey)?, pad).await?;
        message.set_text(field, track.expose());
        let security = security(message.text(53));
        message.set_text(53, &security);
    }
    Ok(())
}

/// Field 53 with the digit set that says that tracks are encrypted.
fn security(usual: Option<&str>) -> String {
    let with_digit = |(index, digit)| if index == SECURITY_DIGIT { '1' } else { digit };
    usual.map_or_else(|| SECURITY.into(), |usual| usual.chars().enumerate().map(with_digit).collect())
}

/// The eight bytes that end one byte before the last one.
fn block_of(packed: &mut [u8]) -> Option<&mut [u8; 8]> {
    let (_, rest) = packed.split_last_mut()?;
    rest.last_chunk_mut()
}

/// Two characters to a byte, a lone last one on the left.
fn pack(text: &str) -> Result<Zeroizing<Vec<u8>>, TrackFault> {
    let mut packed = Zeroizing::new(vec![0; text.len().div_ceil(2)]);
    for (index, character) in text.bytes().enumerate() {
        let nibble = match character {
            b'0'..=b'9' => character - b'0',
            b'=' | b'D' => 0x0D,
            _ => return Err(TrackFault::Alphabet(index)),
        };
        packed[index / 2] |= if index % 2 == 0 { nibble << 4 } else { nibble };
    }
    Ok(packed)
}

/// So many characters, the other way round.
fn unpack(packed: &[u8], count: usize) -> Zeroizing<String> {
    const CHARACTERS: &[u8; 16] = b"0123456789ABC=EF";
    // Made at its full size, so that growing does not leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * packed.len()));
    let nibbles = packed.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(nibbles.take(count).map(|nibble| char::from(CHARACTERS[usize::from(nibble)])));
    text
}

#[cfg(test)]
mod tests;
