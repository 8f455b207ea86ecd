//! The certificates made again, and the keys that other programs check with.

use sha1::{Digest, Sha1};

use super::{
    certificates::{ICC_MODULUS, bytes, certify},
    keys::{IMK_AC, IMK_SMI},
    *,
};
use crate::domain::hex;

/// The private exponent of the training CA. Nothing but this test needs it.
const CA_PRIVATE: [u8; 144] = bytes(
    "96D741DCD35417FF0804BCCAE058F4C46F58A77F6C907FE0E649556E1270668E76B42B216D9DAE8B6CF8312D8DCF0A08406C0910F1DB867F\
     4F224FEF2E553EFC16B1A11781096AD53ED1CF4B9680CBD535591A537070F410C4174F059E95967349ACBC70002164AD325F70297806BD0C\
     E23082F878F1DB88AD65CB2EEE5F100D47174EF77C0AFFC4A9C6931960B388DB",
);

#[test]
fn the_issuers_certificate_is_made_again() {
    let head = hex::decode("02621094FF1249000001").unwrap();
    let made = certify(&CA_MODULUS, &CA_PRIVATE, (head, 36), &ISSUER_MODULUS, &EXPONENT);
    assert_eq!(made, Some((ISSUER_CERTIFICATE.to_vec(), ISSUER_MODULUS[108..].to_vec())));
}

#[test]
fn certificates_and_signatures_open_under_the_key_above_them() {
    let open = |modulus: &[u8], sealed: &[u8]| rsa::raise(modulus, &EXPONENT, sealed).unwrap();
    let issuer = open(&CA_MODULUS, &ISSUER_CERTIFICATE);
    assert_eq!((&issuer[..2], issuer[143]), (&[0x6A, 0x02][..], 0xBC));
    let (certificate, rest) = icc_certificate("6210948000000000707", "3012", b"static").unwrap();
    let icc = open(&ISSUER_MODULUS, &certificate);
    assert_eq!(hex::encode(&icc[..18]), "6A046210948000000000707F12300000010101"[..36]);
    assert_eq!([&icc[21..107], &rest].concat(), ICC_MODULUS);
    let signed = open(&ICC_MODULUS, &sign_dynamic(&[7; 8], b"given").unwrap());
    let hash = Sha1::new().chain_update(&signed[1..107]).chain_update(b"given").finalize();
    assert_eq!((&signed[..5], &signed[107..127]), (&[0x6A, 0x05, 0x01, 0x09, 0x08][..], &hash[..]));
}

#[test]
fn what_is_no_key_or_no_block_is_refused() {
    let sealed = ISSUER_CERTIFICATE;
    let mut even = CA_MODULUS;
    even[143] = 2;
    assert!(rsa::raise(&even, &EXPONENT, &sealed).is_none());
    assert!(rsa::raise(&[0; 144], &EXPONENT, &sealed).is_none());
    assert!(rsa::raise(&[], &EXPONENT, &[]).is_none());
    assert!(rsa::raise(&CA_MODULUS, &[], &sealed).is_none());
    assert!(rsa::raise(&CA_MODULUS, &EXPONENT, &sealed[1..]).is_none());
}

/// `tests/data/training_issuer.json` has the same keys, for checks by other programs.
#[test]
fn the_keys_that_other_programs_check_with_are_these() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/training_issuer.json");
    let file: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let ours = [
        ("imk_ac", hex::encode(&IMK_AC)),
        ("imk_smi", hex::encode(&IMK_SMI)),
        ("rid", hex::encode(&RID)),
        ("index", hex::encode(&[CA_INDEX])),
        ("modulus", hex::encode(&CA_MODULUS)),
        ("exponent", hex::encode(&CA_EXPONENT)),
    ];
    for (name, value) in ours {
        assert_eq!(file.get(name), Some(&value), "{name}");
    }
}
