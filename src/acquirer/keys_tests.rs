use super::*;

const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";
const SINGLE_MAK: &str = "46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";

/// Bytes from hexadecimal text.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

/// A double-length key from hexadecimal text.
pub(crate) fn double(hex: &str) -> ClearKey {
    ClearKey::Double(bytes(hex).try_into().unwrap())
}

/// A master key in software from hexadecimal text.
pub(crate) fn software_tmk(hex: &str) -> Tmk {
    Tmk::software(bytes(hex).try_into().unwrap())
}

fn seal(master: &ClearKey, clear: &[u8]) -> Vec<u8> {
    clear.chunks_exact(8).flat_map(|block| master.encrypt(block.try_into().unwrap())).collect()
}

/// A pad that holds the published master key.
struct Pad;

impl PadEncrypt for Pad {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a> {
        Box::pin(async move { Ok(double(TMK).unwrap_key(&key.under_tmk).unwrap().encrypt(block)) })
    }
}

fn clear(key: &MacKey) -> Vec<u8> {
    match key {
        MacKey::Software(ClearKey::Single(key)) => key.to_vec(),
        MacKey::Software(ClearKey::Double(key)) => key.to_vec(),
        MacKey::Pad(_) => panic!("not in software"),
    }
}

#[tokio::test]
async fn the_published_keys_come_out() {
    let (keys, mac) = install(Some(&bytes(SINGLE_MAK)), &software_tmk(TMK), None).await.unwrap();
    assert_eq!(clear(&mac), bytes("AB7C577CC7A18045"));
    assert_eq!(keys.check_values, ("900ECCE3".into(), "CFF1592A".into()));
    assert_eq!(keys.pin.under_tmk, bytes("46F161A743497B32EAC760DF5EA57DF5"));
    let Some(ClearKey::Double(pik)) = double(TMK).unwrap_key(&keys.pin.under_tmk) else { panic!("16 bytes") };
    assert_eq!(pik.to_vec(), bytes("D931648F3DE313A4A22C15DCA4F4299E"));
}

#[tokio::test]
async fn a_pad_keeps_the_key_and_checks_it() {
    let (_, mac) = install(Some(&bytes(SINGLE_MAK)), &Tmk::Pad { index: 3 }, Some(&Pad)).await.unwrap();
    let MacKey::Pad(key) = &mac else { panic!("the key must stay in the pad") };
    assert_eq!(key.under_tmk, bytes("977731A7EA402DDF"));
    let ours = mac.encrypt(Some(&Pad), *b"12345678").await.unwrap();
    assert_eq!(ours, ClearKey::Single(bytes("AB7C577CC7A18045").try_into().unwrap()).encrypt(*b"12345678"));
    let without = install(Some(&bytes(SINGLE_MAK)), &Tmk::Pad { index: 3 }, None).await;
    assert!(matches!(without, Err(KeyFault::Pad(_))));
}

#[tokio::test]
async fn a_double_mac_key_keeps_both_halves() {
    let master = double(TMK);
    let mak = bytes("55036372B17543ECB173730768B8D6C4");
    let mut field = bytes(SINGLE_MAK)[..20].to_vec();
    field.extend(seal(&master, &mak));
    field.extend(double("55036372B17543ECB173730768B8D6C4").check_value());
    let (_, mac) = install(Some(&field), &software_tmk(TMK), None).await.unwrap();
    assert_eq!(clear(&mac), mak);
    // With a track key behind.
    field.extend([0x77; 20]);
    let (_, mac) = install(Some(&field), &software_tmk(TMK), None).await.unwrap();
    assert_eq!(clear(&mac), mak);
}

#[tokio::test]
async fn single_length_keys_of_24_bytes() {
    let master = double(TMK);
    let (pik, mak) = ([0x13; 8], [0x57; 8]);
    let mut field = seal(&master, &pik);
    field.extend(ClearKey::Single(pik).check_value());
    field.extend(seal(&master, &mak));
    field.extend(ClearKey::Single(mak).check_value());
    let (keys, mac) = install(Some(&field), &software_tmk(TMK), None).await.unwrap();
    assert_eq!(clear(&mac), mak);
    assert_eq!(keys.pin.under_tmk.len(), 8);
}

#[tokio::test]
async fn wrong_check_values_name_the_key() {
    for (at, name) in [(16, "PIN"), (36, "MAC"), (0, "PIN"), (20, "MAC")] {
        let mut field = bytes(SINGLE_MAK);
        field[at] ^= 1;
        let fault = install(Some(&field), &software_tmk(TMK), None).await.unwrap_err();
        assert_eq!(fault, KeyFault::CheckValue(name));
        assert!(fault.to_string().contains("load the master key again"));
    }
    let other = install(Some(&bytes(SINGLE_MAK)), &Tmk::software([1; 16]), None).await;
    assert_eq!(other.unwrap_err(), KeyFault::CheckValue("PIN"));
}

#[tokio::test]
async fn unknown_layouts_are_refused() {
    for length in [0, 1, 23, 39, 56, 84, 104, 999] {
        let fault = install(Some(&vec![1; length]), &software_tmk(TMK), None).await.unwrap_err();
        assert_eq!(fault, KeyFault::Layout(length));
    }
    assert_eq!(install(None, &software_tmk(TMK), None).await.unwrap_err(), KeyFault::Missing);
}

#[test]
fn no_key_is_printed() {
    let shown = format!("{:?} {:?}", Tmk::software([0x5A; 16]), MacKey::Software(ClearKey::Double([0x5A; 16])));
    assert!(!shown.contains("5A") && !shown.contains("90"), "{shown}");
}
