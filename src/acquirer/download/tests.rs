use std::collections::BTreeMap;

use super::*;
use crate::{
    acquirer::profile::BinForm,
    domain::{HostData, hex},
};

/// A published key with its check value; its expiry date is eight characters.
const KEY: &str = "9F0605A0000000659F220109DF05083230353031323331DF060101DF070101DF028180B72A8FEF5B27F2B550398FDCC256F714BAD497FF56094B7408328CB626AA6F0E6A9DF8388EB9887BC930170BCC1213E90FC070D52C8DCD0FF9E10FAD36801FE93FC998A721705091F18BC7C98241CADC15A2B9DA7FB963142C0AB640D5D0135E77EBAE95AF1B4FEFADCF9C012366BDDA0455C1564A68810D7127676D493890BDDF040103DF03144410C6D51C2F83ADFD92528FA6E38A32DF048D0A";
const NAME: &str = "A00000006509";

fn body(flag: &str, tags: &str) -> Vec<u8> {
    [flag.as_bytes(), &hex::decode(tags).unwrap()].concat()
}

#[test]
fn a_published_key_passes_its_check() {
    let key = ca_key(&body("1", KEY), NAME).unwrap();
    assert_eq!((key.name(), key.expiry.as_str(), key.exponent.as_str()), (NAME.into(), "20501231", "03"));
    // The same date as four BCD bytes.
    let short = KEY.replace("DF05083230353031323331", "DF050420501231");
    assert_eq!(ca_key(&body("1", &short), NAME).unwrap(), key);
}

#[test]
fn a_key_that_was_changed_is_refused() {
    let name = NAME.to_owned();
    for (from, to) in [("B72A8FEF", "B72A8FEE"), ("DF040103", "DF040105"), ("4410C6D5", "4410C6D4")] {
        let changed = ca_key(&body("1", &KEY.replacen(from, to, 1)), NAME);
        assert_eq!(changed, Err(KeyFault::CheckValue { name: name.clone() }.into()), "{from}");
    }
    let without = KEY.split("DF0314").next().unwrap();
    assert_eq!(ca_key(&body("1", without), NAME), Err(KeyFault::NoCheckValue { name }.into()));
    let other = ca_key(&body("1", KEY), "A00000006508").unwrap_err();
    assert!(other.to_string().contains("A00000006508 was asked for"), "{other}");
    assert_eq!(ca_key(b"0", NAME), Err(BadDownload::Nothing));
}

/// The published answer to a list of keys: twelve of five providers.
#[test]
fn a_list_of_keys() {
    let list = "9F0605A0000003339F220103DF050832303234313233319F0605A0000003339F220104DF0504202412319F0605A0000000039F220107DF05083230313731323331";
    let (more, entries) = ca_key_list(&body("2", list)).unwrap();
    let names: Vec<String> = entries.iter().map(KeyEntry::name).collect();
    assert_eq!((more, names), (More::Again, vec!["A00000033303".into(), "A00000033304".into(), "A00000000307".into()]));
    let expiries: Vec<&str> = entries.iter().flat_map(|e| e.expiry.as_deref()).collect();
    assert_eq!(expiries, ["20241231", "20241231", "20171231"]);
    assert_eq!(ca_key_list(b"0").unwrap(), (More::Nothing, vec![]));
    assert_eq!(ca_key_list(b"").unwrap(), (More::Nothing, vec![]));
    assert_eq!(ca_key_list(b"3").unwrap(), (More::End, vec![]));
    assert!(ca_key_list(b"9").is_err());
}

#[test]
fn applications() {
    let (more, names) = aid_list(&body("1", "9F0608A0000003330101019F0607A0000000031010")).unwrap();
    assert_eq!((more, names), (More::End, vec!["A000000333010101".into(), "A0000000031010".into()]));
    let tags = "9F0608A000000333010101DF010100DF1105FC78F4F8F0";
    let aid_ = aid(&body("1", tags), "A000000333010101").unwrap();
    assert_eq!(aid_.tags, tags);
    assert!(aid(&body("1", tags), "A000000333010102").is_err());
    assert_eq!(aid(b"0", "A000000333010101"), Err(BadDownload::Nothing));
}

#[test]
fn parameters_by_their_widths() {
    let mut name = "示例商户".to_owned();
    name.push_str(&" ".repeat(32));
    let (name, _, _) = encoding_rs::GBK.encode(&name);
    let body = [&b"116012601331401051095516   22"[..], &name, b"233241250"].concat();
    let values = parameters(&body).unwrap();
    let expected = [
        ("11", "60"),
        ("12", "60"),
        ("13", "3"),
        ("14", "01051095516"),
        ("22", "示例商户"),
        ("23", "3"),
        ("24", "1"),
        ("25", "0"),
    ];
    let expected: BTreeMap<String, String> = expected.map(|(c, v)| (c.to_owned(), v.to_owned())).into();
    assert_eq!(values, expected);
}

#[test]
fn offered_trades_in_every_form() {
    let read = |body: &[u8]| parameters(body).unwrap().remove("26").unwrap();
    assert_eq!(read(b"26FFFE0000"), "FFFE0000");
    assert_eq!(read(&[b"26".as_slice(), &[0xFF, 0xFE, 0, 0], b"181"].concat()), "FFFE0000");
    let text = "1".repeat(15) + &"0".repeat(17);
    assert_eq!(read(format!("26{text}").as_bytes()), text);
    assert!(parameters(b"26abc").is_err());
}

#[test]
fn parameters_that_are_cut_off_are_refused() {
    for bad in [&b"1"[..], b"12", b"126", b"xx60", b"22short"] {
        assert!(parameters(bad).is_err(), "{bad:?}");
    }
    assert_eq!(parameters(b"0").unwrap(), BTreeMap::new());
    assert_eq!(parameters(b"27whatever").unwrap()["27"], "whatever");
}

#[test]
fn a_status_repeats_what_is_set() {
    let set = [("12", "60"), ("18", "1"), ("26", "FFFE0000"), ("30", "x")];
    let data = HostData { parameters: set.map(|(c, v)| (c.into(), v.into())).into(), ..HostData::default() };
    let body = status(parameters::Flag::Well, parameters::Flag::Trouble, &data);
    assert_eq!(body, b"0110201260181");
}

#[test]
fn contactless_parameters_by_tag() {
    let values = contactless(b"1FF8058012000000100000FF80540011").unwrap();
    assert_eq!(values, [("FF8054", "1"), ("FF8058", "000000100000")].map(|(c, v)| (c.into(), v.into())).into());
    assert_eq!(contactless(b"FF80540011").unwrap().len(), 1);
    assert_eq!(contactless(b"0").unwrap().len(), 0);
    assert!(contactless(b"FF8054002").is_err());
    assert!(contactless(b"FF8054xx11").is_err());
}

#[test]
fn beginnings_of_card_numbers() {
    let (more, entries) = bins(b"106622848041234", BinForm::Ll).unwrap();
    assert_eq!((more, entries), (More::End, vec!["622848".into(), "1234".into()]));
    assert_eq!(bins(b"2622848|1234, 55\n", BinForm::Separated).unwrap().1, ["622848", "1234", "55"]);
    assert_eq!(bins(b"0", BinForm::Ll).unwrap(), (More::Nothing, vec![]));
    assert!(bins(b"109622848", BinForm::Ll).is_err());
}

#[test]
fn requests() {
    assert_eq!((list_request(0), list_request(7), list_request(400)), (b"100".into(), b"107".into(), b"199".into()));
    assert_eq!(hex::encode(&ca_key_request("A000000333", "03")), "9F0605A0000003339F220103");
    assert_eq!(hex::encode(&aid_request("A000000333010101")), "9F0608A000000333010101");
}

/// Whatever comes, nothing panics: every cut and every flipped bit of good ones, in every parser.
#[test]
fn bytes_from_outside_do_no_harm() {
    let good = [body("1", KEY), b"1FF8058012000000100000".to_vec(), b"106622848041234".to_vec(), b"126022x".to_vec()];
    for whole in good {
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            for bytes in [&whole[..at], &flipped] {
                let _ = (parameters(bytes), contactless(bytes), ca_key_list(bytes), aid_list(bytes));
                let _ = (aid(bytes, "A000000333010101"), bins(bytes, BinForm::Ll), bins(bytes, BinForm::Separated));
                assert!(ca_key(bytes, NAME).is_err() || bytes == whole || flip_is_harmless(&whole, bytes));
            }
        }
    }
}

/// What the check value does not cover: the expiry date, the algorithms and the digit in front.
fn flip_is_harmless(whole: &[u8], bytes: &[u8]) -> bool {
    let key = |bytes: &[u8]| ca_key(bytes, NAME).map(|k| (k.name(), k.modulus, k.exponent));
    key(whole) == key(bytes)
}
