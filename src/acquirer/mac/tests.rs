use super::*;
use crate::acquirer::{
    WorkingKey,
    keys::{
        ClearKey, Sm4Key,
        tests::{Pad, TMK, bytes, double, seal},
    },
};

/// An 0830 with a list of CA keys, signed by a real host.
const LISTED: &str = "08300000000002C000153030363730303436343238393733373031373933323330303200110000000137200277319F0605A0000003339F220103DF050832303234313233319F0605A0000003339F220104DF050832303234313233319F0605A0000003339F220102DF050832303231313233319F0605A0000000039F220107DF050832303137313233319F0605A0000000039F220108DF050832303233313233319F0605A0000000039F220109DF050832303233313233319F0605A0000000659F220110DF050832303232313233319F0605A0000000659F220112DF050832303232313233319F0605A0000000659F220114DF050832303232313233319F0605A0000000049F220104DF050832303137313233319F0605A0000000049F220105DF050832303231313233319F0605A0000000049F220106DF05083230323131323331";
const MAK: &str = "55036372B17543ECB173730768B8D6C4";
const RETAIL: &str = "0123456789ABCDEFFEDCBA9876543210";

fn software(hex: &str) -> LinkKey {
    LinkKey::Software(double(hex))
}

/// The same key in a pad that holds the published master key.
fn in_pad(hex: &str) -> LinkKey {
    LinkKey::Pad(WorkingKey { under_tmk: seal(&double(TMK), &bytes(hex)) })
}

fn method(mode: MacMode) -> MacMethod {
    MacMethod { mode, form: mode.usual_form() }
}

async fn made(mode: MacMode, key: &LinkKey, input: &[u8]) -> [u8; 8] {
    code(method(mode), key, Some(&Pad), input).await.unwrap()
}

#[tokio::test]
async fn a_published_code_comes_out() {
    let input = bytes(LISTED);
    assert_eq!(&unionpay_ecb(&double(MAK), &input), b"5FE058DB");
    assert_eq!(&made(MacMode::UnionpayEcb, &software(MAK), &input).await, b"5FE058DB");
    assert_eq!(&made(MacMode::UnionpayEcb, &in_pad(MAK), &input).await, b"5FE058DB");
}

#[tokio::test]
async fn the_published_retail_codes_come_out() {
    for (text, published) in [("Now is the time for all ", "A1C72E74"), ("Now is the time for it", "2E2B1428")] {
        for key in [software(RETAIL), in_pad(RETAIL)] {
            let code = made(MacMode::X9_19, &key, text.as_bytes()).await;
            assert_eq!(code[..4], bytes(published), "{text:?} {key:?}");
        }
    }
}

/// FIPS 113 and ISO 9797-1: the chain under the single-length key of the same sentence.
#[tokio::test]
async fn the_published_chain_comes_out() {
    let key = LinkKey::Software(ClearKey::Single(bytes("0123456789ABCDEF").try_into().unwrap()));
    let code = made(MacMode::X9_9, &key, b"Now is the time for all ").await;
    assert_eq!(code[..4], bytes("70A30640"));
    // With one key, the last step of X9.19 undoes itself.
    assert_eq!(made(MacMode::X9_19, &key, b"Now is the time for all ").await, code);
}

/// With a double-length key every block of X9.9 is 3DES, computed here step by step.
#[tokio::test]
async fn a_double_length_key_chains_in_3des() {
    let key = double(RETAIL);
    let first = key.encrypt(*b"Now is t");
    let second = key.encrypt(xor(first, *b"he time "));
    let third = key.encrypt(xor(second, *b"for it\0\0"));
    for key in [software(RETAIL), in_pad(RETAIL)] {
        assert_eq!(made(MacMode::X9_9, &key, b"Now is the time for it").await, third);
    }
    assert_ne!(made(MacMode::X9_19, &software(RETAIL), b"Now is the time for it").await, third);
}

#[tokio::test]
async fn one_block_and_none_have_a_code_too() {
    let key = software(RETAIL);
    for mode in [MacMode::X9_9, MacMode::X9_19] {
        assert_eq!(made(mode, &key, b"12345678").await, double(RETAIL).encrypt(*b"12345678"), "{mode:?}");
        assert_eq!(made(mode, &key, b"").await, [0; 8], "{mode:?}");
    }
}

/// Nobody has published a value. This one was computed by the description with another implementation of SM4 (OpenSSL's).
#[tokio::test]
async fn sm4_does_what_its_description_says() {
    let (input, expected) = (b"0123456789abcdefFEDCBA98", "6B6F125F47F01BEFE3E4CF2E0359A252");
    let key = LinkKey::Sm4(Sm4Key::new(bytes("F351D490994603795C6EBEE8FAEBB481").try_into().unwrap()));
    assert_eq!(made(MacMode::Sm4, &key, input).await, expected.as_bytes()[..8]);
    let raw = MacMethod { mode: MacMode::Sm4, form: MacForm::Bytes };
    assert_eq!(code(raw, &key, None, input).await.unwrap(), bytes(expected)[..8]);
}

#[tokio::test]
async fn a_key_of_the_wrong_kind_makes_no_code() {
    let sm4 = LinkKey::Sm4(Sm4Key::new([1; 16]));
    for mode in [MacMode::UnionpayEcb, MacMode::X9_9, MacMode::X9_19] {
        assert!(matches!(code(method(mode), &sm4, Some(&Pad), b"1").await, Err(MacFault::Key(_))));
        assert!(matches!(code(method(mode), &in_pad(MAK), None, b"1").await, Err(MacFault::Key(_))));
    }
    for key in [software(MAK), in_pad(MAK)] {
        assert_eq!(code(method(MacMode::Sm4), &key, Some(&Pad), b"1").await, Err(MacFault::NotSm4));
    }
}

#[tokio::test]
async fn every_method_fills_the_last_block_with_zeros_and_sees_every_bit() {
    let sm4 = LinkKey::Sm4(Sm4Key::new([7; 16]));
    for mode in [MacMode::UnionpayEcb, MacMode::X9_9, MacMode::X9_19, MacMode::Sm4] {
        let key = if mode == MacMode::Sm4 { &sm4 } else { &software(MAK) };
        let input = *b"0200123456789abcdefghijk";
        let whole = made(mode, key, &input).await;
        assert_eq!(made(mode, key, &input[..21]).await, made(mode, key, b"0200123456789abcdefgh\0\0").await);
        for at in 0..input.len() {
            let mut other = input;
            other[at] ^= 1 << (at % 8);
            assert_ne!(made(mode, key, &other).await, whole, "{mode:?} {at}");
        }
    }
}

#[tokio::test]
async fn text_and_bytes_are_the_same_code() {
    for mode in [MacMode::UnionpayEcb, MacMode::X9_9, MacMode::X9_19] {
        let text = code(MacMethod { mode, form: MacForm::Text }, &software(MAK), None, b"0200").await.unwrap();
        let raw = code(MacMethod { mode, form: MacForm::Bytes }, &software(MAK), None, b"0200").await.unwrap();
        assert_eq!(bytes(std::str::from_utf8(&text).unwrap()), raw[..4], "{mode:?}");
    }
}

#[test]
fn only_the_same_code_is_the_same() {
    assert!(same(b"5FE058DB", b"5FE058DB"));
    for wrong in [&b"5FE058DA"[..], b"6FE058DB", b"5FE058D", b"5FE058DB0", b""] {
        assert!(!same(b"5FE058DB", wrong));
    }
}

/// A pad that answers at its own pace.
struct Slow(std::time::Duration);

impl crate::acquirer::PadEncrypt for Slow {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> crate::acquirer::PadAnswer<'a> {
        Box::pin(async move {
            tokio::time::sleep(self.0).await;
            Pad.encrypt(key, block).await
        })
    }
}

/// The picture of a signature makes a long message: a slow pad takes its time over it, and only one that is silent is given up.
#[tokio::test(start_paused = true)]
async fn a_long_message_has_a_code_however_slow_the_pad_is() {
    let input = [7; 1400];
    let slow = Slow(std::time::Duration::from_millis(120));
    let code_by = async |pad: &Slow| code(method(MacMode::X9_19), &in_pad(MAK), Some(pad), &input).await;
    assert_eq!(code_by(&slow).await, Ok(made(MacMode::X9_19, &software(MAK), &input).await));
    let began = tokio::time::Instant::now();
    let silent = code_by(&Slow(std::time::Duration::from_secs(3600))).await;
    assert!(matches!(silent, Err(MacFault::Key(reason)) if reason.contains("did not answer within 10 s")));
    assert_eq!(began.elapsed().as_secs(), 10);
}
