//! Track 2 of a stripe. Readers give it as text, or in a block of ID TECH's own with lengths before the tracks
//! ("enhanced"). Both have the tracks in clear only where the reader does not encrypt them.

use crate::{
    domain::Track2,
    reader::{Fault, fault::garbled},
};

/// Begins a block.
const STX: u8 = 0x02;
/// Kind of card, which bits of the next say what; lengths of the three tracks.
const KIND: usize = 3;
const LENGTHS: usize = 5;
/// The kind has this bit where two bytes follow the lengths: which tracks are there, and which are encrypted.
const ENHANCED: u8 = 0x80;
/// In the status of the tracks: a length and so many bytes more stand before them.
const EXTRA: u8 = 0x40;
/// In the second of those bytes: a track of the three is encrypted.
const ENCRYPTED: u8 = 0x07;

/// Track 2 of what the reader gives of a stripe.
///
/// # Errors
/// A garbled answer where there is none, or none in clear. No digit of the card is in the reason.
pub fn track2(data: &[u8]) -> Result<Track2, Fault> {
    let tracks = match data.first() {
        Some(&STX) => second_track(data).ok_or_else(|| garbled("the reader's tracks cannot be read"))??,
        _ => data,
    };
    let text = std::str::from_utf8(tracks).map_err(|_| garbled("track 2 is no text"))?;
    // Tracks stand in a row, track 2 from ";" to "?"; where it stands alone its marks may be gone.
    let inside = text.split_once(';').map_or(text, |(_, rest)| rest).split('?').next().unwrap_or_default();
    if inside.contains('*') {
        return Err(encrypted());
    }
    Track2::new(inside).map_err(|_| garbled("track 2 cannot be read"))
}

/// The reader encrypts what it reads.
pub fn encrypted() -> Fault {
    garbled(
        "the reader encrypts cards under a key that only the acquirer has (DUKPT): have it switched off in the reader",
    )
}

/// The bytes of track 2 in a block; none where it is too short for what it says.
fn second_track(block: &[u8]) -> Option<Result<&[u8], Fault>> {
    let (kind, status) = (*block.get(KIND)?, *block.get(KIND + 1)?);
    let lengths = block.get(LENGTHS..LENGTHS + 3)?;
    let mut rest = &block[LENGTHS + 3..];
    if kind & ENHANCED != 0 {
        let (sent, after) = rest.split_at_checked(2)?;
        if sent[1] & ENCRYPTED != 0 {
            return Some(Err(encrypted()));
        }
        rest = after;
        if status & EXTRA != 0 {
            let (length, after) = rest.split_first()?;
            rest = after.get(usize::from(*length)..)?;
        }
    }
    let start = usize::from(lengths[0]);
    rest.get(start..start + usize::from(lengths[1])).map(Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACK1: &str = "%B6210948000000000707^CARD/TEST^30121201234567?";
    const TRACK2: &str = ";6210948000000000707=30121201234567?";

    /// A block with tracks 1 and 2.
    fn block(kind: u8, status: u8, after: &[u8]) -> Vec<u8> {
        let lengths = [TRACK1.len() as u8, TRACK2.len() as u8, 0];
        let inside = [&[kind, status][..], &lengths, after, TRACK1.as_bytes(), TRACK2.as_bytes()].concat();
        [&[STX][..], &(inside.len() as u16).to_le_bytes(), &inside, &[0, 0, 0x03]].concat()
    }

    #[test]
    fn every_form_in_clear_is_read() {
        for data in [
            TRACK2.as_bytes().to_vec(),
            b"6210948000000000707=30121201234567".to_vec(),
            [TRACK1, TRACK2].concat().into_bytes(),
            block(0x00, 0x03, &[]),
            block(0x80, 0x03, &[0x03, 0x80]),
            block(0x80, 0x43, &[0x03, 0x80, 1, 0x12]),
        ] {
            let track = track2(&data).unwrap();
            assert_eq!(track.expose().replace('=', "D"), "6210948000000000707D30121201234567");
        }
    }

    #[test]
    fn what_is_encrypted_is_no_track_and_says_so() {
        let masked = block(0x80, 0x03, &[0x03, 0x82]);
        for data in [&masked[..], b"%*6210********0707^CARD^3012***?;6210********0707=3012***?"] {
            let Err(Fault::Refused(refusal)) = track2(data) else { panic!("taken for a track") };
            assert!(refusal.to_string().contains("DUKPT"), "{refusal}");
        }
    }

    #[test]
    fn a_block_that_says_too_much_or_too_little_is_refused_without_a_digit() {
        let whole = block(0x80, 0x03, &[0x03, 0x80]);
        for length in 0..whole.len() - 3 {
            let Err(Fault::Refused(refusal)) = track2(&whole[..length]) else { panic!("{length}") };
            assert!(!refusal.to_string().contains("621"), "{refusal}");
        }
    }
}
