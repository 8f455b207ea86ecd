use super::*;
use crate::acquirer::{
    message::{WorkingKey, WorkingKeys},
    profile::{MacMode, Profile, SignOnCode, TrackForm},
};

/// A published master key, and a sign-on of a real host under it.
pub(crate) const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";
const SINGLE_MAK: &str = "46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";
const DOUBLE_MAK: &str = "55036372B17543ECB173730768B8D6C4";
const TDK: &str = "0123456789ABCDEFFEDCBA9876543210";

/// Published keys of SM4: a master key, a working key under it, in clear, and its check value.
const SM4_TMK: &str = "1234567890ABCDEFABCDEF0987654321";
const SM4_SEALED: &str = "3D66234C49E4296FF9C78D8BACBD6A76";
const SM4_KEY: &str = "F351D490994603795C6EBEE8FAEBB481";
const SM4_CHECK: &str = "861E83E31FAEBF10";

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

/// A key under another one.
pub(crate) fn seal(master: &ClearKey, clear: &[u8]) -> Vec<u8> {
    clear.chunks_exact(8).flat_map(|block| master.encrypt(block.try_into().unwrap())).collect()
}

/// A pad that holds the published master key.
pub(crate) struct Pad;

impl PadEncrypt for Pad {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a> {
        Box::pin(async move { Ok(double(TMK).unwrap_key(&key.under_tmk).unwrap().encrypt(block)) })
    }
}

fn clear(key: &LinkKey) -> Vec<u8> {
    match key {
        LinkKey::Software(ClearKey::Single(key)) => key.to_vec(),
        LinkKey::Software(ClearKey::Double(key)) => key.to_vec(),
        LinkKey::Sm4(_) | LinkKey::Pad(_) => panic!("not DES in software"),
    }
}

/// The plain profile, and the published master key in software.
async fn install_plain(field: &[u8]) -> Result<(WorkingKeys, LinkKeys), KeyFault> {
    install(Some(field), &Profile::default(), &software_tmk(TMK), None).await
}

/// 40 bytes with a double-length MAC key, or 60 with a track key behind.
fn double_mac_field(track: Option<&str>) -> Vec<u8> {
    let mut field = bytes(SINGLE_MAK)[..20].to_vec();
    for key in [Some(DOUBLE_MAK), track].into_iter().flatten() {
        field.extend(seal(&double(TMK), &bytes(key)));
        field.extend(&double(key).encrypt([0; 8])[..4]);
    }
    field
}

fn with_tracks() -> Profile {
    Profile { sign_on: SignOnCode::DoubleWithTrack, track: TrackForm::Encrypted, ..Profile::default() }
}

fn sm4_profile(check_bytes: u8) -> Profile {
    let sm4_check_bytes = check_bytes.try_into().unwrap();
    Profile { mac: MacMode::Sm4, sm4_check_bytes, ..Profile::default() }
}

/// So many published SM4 keys, each with so many bytes of its check value.
fn sm4_field(keys: usize, check_bytes: usize) -> Vec<u8> {
    let one = format!("{SM4_SEALED}{}", &SM4_CHECK[..2 * check_bytes]);
    bytes(&one.repeat(keys))
}

#[tokio::test]
async fn the_published_keys_come_out() {
    let (keys, link) = install_plain(&bytes(SINGLE_MAK)).await.unwrap();
    assert_eq!(clear(&link.mac), bytes("AB7C577CC7A18045"));
    assert!(link.track.is_none());
    assert_eq!(keys.check_values, ("900ECCE3".into(), "CFF1592A".into()));
    assert_eq!(keys.pin.under_tmk, bytes("46F161A743497B32EAC760DF5EA57DF5"));
    let Some(ClearKey::Double(pik)) = double(TMK).unwrap_key(&keys.pin.under_tmk) else { panic!("16 bytes") };
    assert_eq!(pik.to_vec(), bytes("D931648F3DE313A4A22C15DCA4F4299E"));
}

#[tokio::test]
async fn a_pad_keeps_the_key_and_checks_it() {
    let (profile, tmk) = (Profile::default(), Tmk::Pad { index: 3 });
    let (_, link) = install(Some(&bytes(SINGLE_MAK)), &profile, &tmk, Some(&Pad)).await.unwrap();
    let LinkKey::Pad(key) = &link.mac else { panic!("the key must stay in the pad") };
    assert_eq!(key.under_tmk, bytes("977731A7EA402DDF"));
    let ours = link.mac.encrypt(Some(&Pad), *b"12345678").await.unwrap();
    assert_eq!(ours, ClearKey::Single(bytes("AB7C577CC7A18045").try_into().unwrap()).encrypt(*b"12345678"));
    let without = install(Some(&bytes(SINGLE_MAK)), &profile, &tmk, None).await;
    assert!(matches!(without, Err(KeyFault::Pad(_))));
    let mut wrong = bytes(SINGLE_MAK);
    wrong[39] ^= 1;
    let fault = install(Some(&wrong), &profile, &tmk, Some(&Pad)).await.unwrap_err();
    assert_eq!(fault, KeyFault::CheckValue("MAC"));
}

#[tokio::test]
async fn a_double_mac_key_keeps_both_halves() {
    let (_, link) = install_plain(&double_mac_field(None)).await.unwrap();
    assert_eq!(clear(&link.mac), bytes(DOUBLE_MAK));
}

#[tokio::test]
async fn a_track_key_is_kept_and_checked() {
    let field = double_mac_field(Some(TDK));
    assert_eq!(field.len(), 60);
    for profile in [Profile::default(), with_tracks()] {
        let (_, link) = install(Some(&field), &profile, &software_tmk(TMK), None).await.unwrap();
        assert_eq!((clear(&link.mac), clear(&link.track.unwrap())), (bytes(DOUBLE_MAK), bytes(TDK)));
        let (_, link) = install(Some(&field), &profile, &Tmk::Pad { index: 1 }, Some(&Pad)).await.unwrap();
        let ours = link.track.unwrap().encrypt(Some(&Pad), *b"12345678").await.unwrap();
        assert_eq!(ours, double(TDK).encrypt(*b"12345678"));
        for (at, tmk) in [(40, software_tmk(TMK)), (59, software_tmk(TMK)), (56, Tmk::Pad { index: 1 })] {
            let mut wrong = field.clone();
            wrong[at] ^= 1;
            let fault = install(Some(&wrong), &profile, &tmk, Some(&Pad)).await.unwrap_err();
            assert_eq!(fault, KeyFault::CheckValue("track"), "{at}");
        }
    }
}

#[tokio::test]
async fn a_host_that_gives_no_track_key_signs_nobody_on_who_must_encrypt_tracks() {
    let field = double_mac_field(None);
    let fault = install(Some(&field), &with_tracks(), &software_tmk(TMK), None).await.unwrap_err();
    assert_eq!(fault, KeyFault::NoTrackKey(40));
    assert!(fault.to_string().contains("set sign_on to 004"), "{fault}");
}

#[tokio::test]
async fn single_length_keys_of_24_bytes() {
    let master = double(TMK);
    let (pik, mak) = ([0x13; 8], [0x57; 8]);
    let mut field = seal(&master, &pik);
    field.extend(&ClearKey::Single(pik).encrypt([0; 8])[..4]);
    field.extend(seal(&master, &mak));
    field.extend(&ClearKey::Single(mak).encrypt([0; 8])[..4]);
    let (keys, link) = install_plain(&field).await.unwrap();
    assert_eq!(clear(&link.mac), mak);
    assert_eq!(keys.pin.under_tmk.len(), 8);
}

#[tokio::test]
async fn wrong_check_values_name_the_key() {
    for (at, name) in [(16, "PIN"), (36, "MAC"), (0, "PIN"), (20, "MAC")] {
        let mut field = bytes(SINGLE_MAK);
        field[at] ^= 1;
        let fault = install_plain(&field).await.unwrap_err();
        assert_eq!(fault, KeyFault::CheckValue(name));
        assert!(fault.to_string().contains("load the master key again"));
    }
    let other = install(Some(&bytes(SINGLE_MAK)), &Profile::default(), &Tmk::software([1; 16]), None).await;
    assert_eq!(other.unwrap_err(), KeyFault::CheckValue("PIN"));
}

#[tokio::test]
async fn unknown_layouts_are_refused() {
    for length in [0, 1, 23, 39, 41, 56, 59, 84, 104, 999] {
        let fault = install_plain(&vec![1; length]).await.unwrap_err();
        assert_eq!(fault, KeyFault::Layout(length));
    }
    let missing = install(None, &Profile::default(), &software_tmk(TMK), None).await;
    assert_eq!(missing.unwrap_err(), KeyFault::Missing);
}

#[test]
fn a_refused_layout_says_what_it_probably_is_and_what_to_do() {
    for (length, probably, to_do) in [
        (56, "a PIN and a MAC key of 24 bytes each", "set sign_on in the profile to 003"),
        (84, "a PIN, a MAC and a track key of 24 bytes each", "or to 004 with a track key"),
        (104, "sign-on 005", "set sign_on in the profile to 003 or 004"),
        (41, "24, 40 and 60", "as the acquirer says"),
    ] {
        let said = KeyFault::Layout(length).to_string();
        assert!(said.contains(&format!("{length} bytes")), "{said}");
        assert!(said.contains(probably) && said.contains(to_do), "{said}");
    }
}

#[tokio::test]
async fn the_published_sm4_key_comes_out() {
    for (check_bytes, keys) in [(4, 2), (4, 3), (8, 2), (8, 3)] {
        let field = sm4_field(keys, usize::from(check_bytes));
        let (working, link) =
            install(Some(&field), &sm4_profile(check_bytes), &software_tmk(SM4_TMK), None).await.unwrap();
        let LinkKey::Sm4(mac) = &link.mac else { panic!("an SM4 key") };
        assert_eq!(mac.check_value()[..8], bytes(SM4_CHECK));
        assert_eq!(mac.encrypt([9; 16]), Sm4Key::new(bytes(SM4_KEY).try_into().unwrap()).encrypt([9; 16]));
        assert_eq!(mac.decrypt(mac.encrypt([9; 16])), [9; 16]);
        assert_eq!(link.track.is_some(), keys == 3);
        assert_eq!(working.check_values.1, SM4_CHECK[..2 * usize::from(check_bytes)]);
    }
}

#[tokio::test]
async fn sm4_keys_are_checked_and_refused_as_others_are() {
    let tmk = software_tmk(SM4_TMK);
    for (at, name) in [(0, "PIN"), (19, "PIN"), (20, "MAC"), (36, "MAC"), (40, "track"), (59, "track")] {
        let mut field = sm4_field(3, 4);
        field[at] ^= 1;
        let fault = install(Some(&field), &sm4_profile(4), &tmk, None).await.unwrap_err();
        assert_eq!(fault, KeyFault::CheckValue(name), "{at}");
    }
    for length in [0, 24, 41, 48, 80, 104] {
        let fault = install(Some(&vec![1; length]), &sm4_profile(4), &tmk, None).await.unwrap_err();
        assert_eq!(fault, KeyFault::Sm4Layout { found: length, check_bytes: 4 });
        assert!(fault.to_string().contains("takes 40, or 60 with a track key"), "{fault}");
    }
    let in_pad = install(Some(&sm4_field(2, 4)), &sm4_profile(4), &Tmk::Pad { index: 1 }, Some(&Pad)).await;
    assert!(matches!(in_pad, Err(KeyFault::Pad(_))));
}

#[test]
fn what_cannot_be_done_is_said_before_the_first_sale() {
    let (pad, software) = (Tmk::Pad { index: 1 }, software_tmk(TMK));
    let profile = |text: &str| toml::from_str::<Profile>(text).unwrap();
    for (text, in_pad, in_software) in [
        ("", Ok(()), Ok(())),
        ("mac = \"x9.9\"", Ok(()), Ok(())),
        ("mac = \"x9.19\"", Ok(()), Ok(())),
        ("mac = \"sm4\"", Err(Misfit::Sm4InPad), Ok(())),
        ("mac = \"sm4\"\npin_block_form = \"16-bytes\"", Err(Misfit::Sm4InPad), Ok(())),
        ("pin_block_form = \"16-bytes\"", Err(Misfit::LongPinBlock), Err(Misfit::LongPinBlock)),
        ("track = \"encrypted\"", Err(Misfit::NoTrackKey), Err(Misfit::NoTrackKey)),
        ("track = \"encrypted\"\nsign_on = \"004\"", Ok(()), Ok(())),
        ("mac = \"sm4\"\ntrack = \"encrypted\"\nsign_on = \"004\"", Err(Misfit::Sm4InPad), Err(Misfit::Sm4Track)),
    ] {
        assert_eq!(fit(&profile(text), &pad), in_pad, "{text}");
        assert_eq!(fit(&profile(text), &software), in_software, "{text}");
    }
}

#[test]
fn a_pin_block_of_the_pad_is_only_for_hosts_with_des() {
    assert_eq!(pin_misfit(&Profile::default()), None);
    assert!(pin_misfit(&sm4_profile(4)).is_some());
    let long = Profile { pin_block_form: PinBlockForm::Sixteen, ..Profile::default() };
    assert!(pin_misfit(&long).is_some());
}

#[test]
fn no_key_is_printed() {
    let clear = ClearKey::Double([0x5A; 16]);
    let sm4 = Sm4Key::new([0x5A; 16]);
    let schedules = format!("{:?} {:?}", clear.schedule(), sm4.schedule());
    let keys = LinkKeys { mac: LinkKey::Software(clear), track: Some(LinkKey::Sm4(sm4)) };
    let in_pad = LinkKey::Pad(WorkingKey { under_tmk: vec![0x5A; 16] });
    let shown = format!("{:?} {keys:?} {schedules} {in_pad:?}", Tmk::software([0x5A; 16]));
    assert!(!shown.contains("5A") && !shown.contains("90"), "{shown}");
}
