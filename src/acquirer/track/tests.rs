use proptest::prelude::*;

use super::*;
use crate::{
    acquirer::keys::{
        ClearKey, Sm4Key,
        tests::{Pad, bytes, double, seal},
    },
    iso8583::{Mti, UNIONPAY},
};

const TDK: &str = "0123456789ABCDEFFEDCBA9876543210";
const TRACK: &str = "6228480000000001234=30122010000000000";

fn key() -> LinkKey {
    LinkKey::Software(double(TDK))
}

/// Runs a future of a key in software, which never waits.
fn now<T>(made: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(made)
}

/// What a host does: the same eight bytes, decrypted.
fn decrypt(text: &str, key: &ClearKey) -> String {
    let nibble = |c: char| if c == '=' { 13 } else { c.to_digit(16).unwrap() as u8 };
    let nibbles: Vec<u8> = text.chars().map(nibble).chain((text.len() % 2 == 1).then_some(0)).collect();
    let mut packed: Vec<u8> = nibbles.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let (from, to) = (packed.len() - 9, packed.len() - 1);
    let clear = key.schedule().decrypt(packed[from..to].try_into().unwrap());
    packed[from..to].copy_from_slice(&clear);
    let hex: String = packed.iter().map(|byte| format!("{byte:02X}")).collect();
    hex[..text.len()].replace('D', "=")
}

#[test]
fn the_eight_bytes_before_the_last_are_encrypted() {
    let hidden = now(encrypt(TRACK, &key(), None)).unwrap();
    // 62 28 48 00 00 00 00 01 23 4D | 30 12 20 10 00 00 00 00 | 0(0): nineteen bytes, of which ten stay in front.
    assert_eq!(hidden.expose()[..20], TRACK[..20]);
    assert_eq!(hidden.expose()[36..], TRACK[36..]);
    let block = double(TDK).encrypt(bytes("3012201000000000").try_into().unwrap());
    let expected: String = block.iter().map(|b| format!("{b:02X}")).collect();
    assert_eq!(hidden.expose()[20..36].replace('=', "D"), expected);
    assert_eq!(decrypt(hidden.expose(), &double(TDK)), TRACK);
}

#[tokio::test]
async fn a_pad_encrypts_the_same() {
    let wrapped = seal(&double(crate::acquirer::keys::tests::TMK), &bytes(TDK));
    let in_pad = LinkKey::Pad(crate::acquirer::WorkingKey { under_tmk: wrapped });
    let by_pad = encrypt(TRACK, &in_pad, Some(&Pad)).await.unwrap();
    assert_eq!(by_pad.expose(), encrypt(TRACK, &key(), None).await.unwrap().expose());
    assert!(matches!(encrypt(TRACK, &in_pad, None).await, Err(TrackFault::Key(_))));
}

#[test]
fn what_is_no_track_or_too_short_is_refused_without_being_repeated() {
    for (text, fault) in [
        ("", TrackFault::Short(0)),
        ("1234567890123456", TrackFault::Short(16)),
        ("12345678901234567A", TrackFault::Alphabet(17)),
    ] {
        assert_eq!(now(encrypt(text, &key(), None)).unwrap_err(), fault);
    }
    assert!(now(encrypt("123456789012=4567", &key(), None)).is_ok());
    let sm4 = LinkKey::Sm4(Sm4Key::new([1; 16]));
    assert!(matches!(now(encrypt(TRACK, &sm4, None)), Err(TrackFault::Key(_))));
}

#[test]
fn no_track_is_printed() {
    let hidden = now(encrypt(TRACK, &key(), None)).unwrap();
    assert_eq!(format!("{hidden:?}"), "EncryptedTrack(..)");
}

fn message(security: Option<&str>) -> Message {
    let mut message = Message::new(Mti::new("0200"));
    message.set_text(35, TRACK);
    if let Some(security) = security {
        message.set_text(53, security);
    }
    message
}

#[test]
fn field_53_says_that_the_track_is_encrypted() {
    let profile = Profile { track: TrackForm::Encrypted, ..Profile::default() };
    for (before, after) in [
        (None, "0610000000000000"),
        (Some("2600000000000000"), "2610000000000000"),
        (Some("0600000000000000"), "0610000000000000"),
    ] {
        let mut question = message(before);
        now(protect(&mut question, &profile, Some(&key()), None)).unwrap();
        assert_eq!(question.text(53), Some(after));
        let packed = question.pack(&UNIONPAY).unwrap();
        let heard = Message::parse(&UNIONPAY, &packed).unwrap();
        assert_eq!(decrypt(heard.text(35).unwrap(), &double(TDK)), TRACK);
        let clear = message(Some(after)).pack(&UNIONPAY).unwrap();
        assert_eq!(packed.len(), clear.len());
        assert_ne!(packed, clear);
    }
}

#[test]
fn a_track_in_clear_stays_as_it_is_and_one_to_be_encrypted_never_leaves_in_clear() {
    let mut question = message(None);
    now(protect(&mut question, &Profile::default(), Some(&key()), None)).unwrap();
    assert_eq!((question.text(35), question.text(53)), (Some(TRACK), None));
    let profile = Profile { track: TrackForm::Encrypted, ..Profile::default() };
    assert_eq!(now(protect(&mut question, &profile, None, None)), Err(TrackFault::NoKey));
    let mut without = Message::new(Mti::new("0800"));
    assert_eq!(now(protect(&mut without, &profile, None, None)), Ok(()));
    assert_eq!(without.text(53), None);
}

proptest! {
    /// Every track comes back; what stands before and behind the eight bytes stays.
    #[test]
    fn any_track_comes_back(pan in "[0-9]{12,19}", rest in "[0-9]{4,17}", secret in any::<[u8; 16]>()) {
        let text = format!("{pan}={rest}");
        prop_assume!(text.len() <= 37);
        let clear = ClearKey::Double(secret);
        let hidden = now(encrypt(&text, &LinkKey::Software(clear.clone()), None)).unwrap();
        prop_assert_eq!(hidden.expose().len(), text.len());
        let packed = text.len().div_ceil(2);
        let (front, back) = ((packed - 9) * 2, (packed - 1) * 2);
        prop_assert_eq!(&hidden.expose()[..front], &text[..front]);
        prop_assert_eq!(&hidden.expose()[back..], &text[back..]);
        prop_assert_eq!(decrypt(hidden.expose(), &clear), text);
        let mut message = Message::new(Mti::new("0200"));
        message.set_text(35, hidden.expose());
        let heard = Message::parse(&UNIONPAY, &message.pack(&UNIONPAY).unwrap()).unwrap();
        prop_assert_eq!(heard.text(35), Some(hidden.expose()));
    }
}
