use std::sync::OnceLock;

use rsa::{BoxedUint, PublicKey};

use super::*;
use crate::{
    acquirer::keys::tests::{TMK, bytes},
    emv,
};

/// A key pair and what it seals, all made by another implementation (pyca/cryptography over OpenSSL).
const P: &str = "FD326D0587019AEAF570D0E526517763A46E34337F3F15BA039C2A68005C14C173D83AF010E04F31D2D673FE88F6D47C608B065AE6EBD478648A663F2123BF2FC894DB1860B4501506D161580D035578B51E73F97CABBAE6233B43607596FB7703A7918EEFA6014ED2AEF91854E3A1A7E5FC5EF2775A4B7E0BA9766FE1421443";
const Q: &str = "C749C4C84815B060E3C4508145EC0A51CAEC4A1C103B666055A8E7B793835ACD4DE340613C153021EF4A3B53F7DD976FC5249D3DCB47A11031281101411B0C0584606B462A36CC419EC56CA05F2842859060E210819B73AD8F6905E1DE614A97CC8CB0DF33DB966D6A267F1B60E071281A302AB69A4E624622FC375A2D85C2FB";
const DER: &str = "3082010A0282010100C51B28C114AEC8CF8436B1865431E2E756ED950C2148C19FE9E376119BCB58AB88C15C91CBDF6756177285D129750CA8ADCE3B320B6406B9FEB3E530BAA07082306436A368F2A24EC6DE7402EE57F6BBC0AEA8C84D7F2BDB22BA7516F980188F3E6E8D8EF6711BFD1571CBB5320E0C6773B29988C2567EF6F3FE9F124B49721D8242783F904A1F19D1D8EFC1835066DB0DDA12DF34705138DE1674436BBE0A768B83C257E295F947509E4D2FA9E4A6B505EF31DA69DF346A04A67481B0E349A226B4B71C2DF8644E3D263D3DC617494BF76EDEF7F84047146013D3B63CDEAAEE471D4E0CB022E24C70FAF4F9E1AA2ABA251151802595C311492A11D83CF3A3B10203010001";
/// The published master key under it, once for each padding.
const SEALED: [(RsaPadding, &str); 3] = [
    (
        RsaPadding::Pkcs1,
        "ADBC14FDB472B6D420097D9974FF77897CA6A544E905C703018C2B914C66DCD7C62D48DACC0CECC86DBA1AC91B3FF5E8F86AF3E2523E9E7D825B47D3ECEBE47B4AF6154C954B0F3A832C215FFAE64D04489DADC70CD59366F3E792B8D0A0FF784ED6FAAF4498BBAA945EEDBE5ADA2BDB6AAB93FA9C880184688B0185BD8BB6D766AB2B7A164BAEB1660702DD3B287BBC94195710B68120C61A846B8D42D4BE451C42D5620F2C9E2EE3356F1EA2343751E4B5920032A47D57C52957DE5BCE6A47E43DC52CD7941E2D0C839BA4A38E8551F539ADD7FF227F22697F57453315BD928E9125ED21E6D73B3EBCAA0AEA21273C41A64C349FF88C89586755AB422F4AB2",
    ),
    (
        RsaPadding::OaepSha1,
        "02CD29606694771FBB08792E31F1F73040F463370ED4C454D8B28F2F59BAD2CD243B2A0A9B682CEA0A8FBCC7FC16261E422224AF4C44BC18400751D57DBF41F539DFDF78FF1ECC10F02012741190A854A46DB5411AFDCC056A8352D36BB2DCC61C1DA6E48B71AD2CF9535D363B5C985EC7B08F558B432F4EF0DED10D1B165904BAADF5E5932103AFFEB1EC1E9DCD5B7F2F98CD820DF11340BF95EEC2C0D6FBD73109C89C698C5124EB8E59EE0BB31A474BB3B734FA2D15164B960B5EF17E4539E2A21062D921556ABB187BEDEF0279CFC797C85583D9AAC73F6253EB6FB783ACD26BE02FBE8162A656BE9300C80A0A305CA5532BC5FB9D5D9656BE26B0C9058B",
    ),
    (
        RsaPadding::OaepSha256,
        "762B6F19708E19038EDFDFCFA9448CE43333C15ECBE10391C7230FF9288464D499CC60405B2AF62FD44997AF0B8028939C6163848A041559D91B1A3A1CB6A490BE91EDFABF044D236A3938AEBCCA427FCF892ED16AF91D6E2C0EE7B9CAC92B878713A49395EC7D862A1591DABCC683817811B8499B2A42FEE44C7A39802E44E8363ADD4509FA623C53F67DD08234AF1008636818F1CEF99DA754740D344A7BFD06129C09EFD36BCDA7ED83433ECB21A0F627A13D215B57A27D4F939D5F1663D7AE282E6D19448E7DFA5A81882C200B09377CB003B8A348B54722FDB531DFB8CFD4F4AF7104A4FF7B3014DC674BD27374FC558629D6626FE966C8F9BCD09900E8",
    ),
];

/// A download under way with the known key pair.
fn pending() -> RemoteTmk {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    let number = |hex: &str| BoxedUint::from_be_slice(&bytes(hex), 1024).unwrap();
    let key = KEY.get_or_init(|| PrivateKey::from_p_q(number(P), number(Q), BoxedUint::from(65_537_u64)).unwrap());
    RemoteTmk { key: key.clone() }
}

fn tmk() -> [u8; 16] {
    bytes(TMK).try_into().unwrap()
}

/// The answer's field 62: a sealed key and its check value, of which so many bytes.
fn answer(sealed: &str, cipher: KeyCipher, check_bytes: usize) -> Vec<u8> {
    let mut field = bytes(sealed);
    field.extend(&check_value(&tmk(), cipher)[..check_bytes]);
    field
}

fn receive(field: &[u8], padding: RsaPadding) -> Result<ReceivedTmk, RemoteFault> {
    pending().receive(Some(field), padding, KeyCipher::Des)
}

#[test]
fn the_public_key_stands_in_field_62_in_both_forms() {
    assert_eq!(pending().request_62(PublicKeyForm::Der), bytes(DER));
    let field = pending().request_62(PublicKeyForm::Tlv);
    assert_eq!(emv::find(&field, Tag::new(0xDF02)).unwrap(), &bytes(DER)[9..265]);
    assert_eq!(emv::find(&field, Tag::new(0xDF04)).unwrap(), [1, 0, 1]);
    assert_eq!(emv::check(&field), Ok(()));
}

#[test]
fn a_master_key_that_others_sealed_is_opened_and_checked() {
    for (padding, sealed) in SEALED {
        for check_bytes in CHECK_BYTES {
            let received = receive(&answer(sealed, KeyCipher::Des, check_bytes), padding).unwrap();
            assert_eq!(received.check_value.len(), 2 * check_bytes);
            assert!(matches!(received.activate(), Tmk::Software(key) if *key == tmk()), "{padding:?}");
        }
    }
}

#[test]
fn an_sm4_master_key_has_a_check_value_of_sm4() {
    let (padding, sealed) = SEALED[2];
    let sm4 = KeyCipher::Sm4 { check_bytes: 8 };
    assert!(pending().receive(Some(&answer(sealed, sm4, 8)), padding, sm4).is_ok());
    assert_eq!(receive(&answer(sealed, sm4, 8), padding).unwrap_err(), RemoteFault::Unusable);
}

#[test]
fn nothing_is_accepted_that_fails_its_check_and_all_such_faults_look_alike() {
    for (index, (padding, sealed)) in SEALED.into_iter().enumerate() {
        let good = answer(sealed, KeyCipher::Des, 4);
        for at in [0, 100, 255, 256, 259] {
            let mut field = good.clone();
            field[at] ^= 1;
            assert_eq!(receive(&field, padding).unwrap_err(), RemoteFault::Unusable, "{padding:?} {at}");
        }
        let other = SEALED[(index + 1) % 3].0;
        assert_eq!(receive(&good, other).unwrap_err(), RemoteFault::Unusable, "{padding:?}");
    }
}

#[test]
fn a_key_of_another_length_is_not_a_master_key() {
    let short = pending().key.to_public_key().oaep_encrypt::<Sha256>(&[0x13; 8]).unwrap();
    let mut field = short;
    field.extend(&ClearKey::Single([0x13; 8]).encrypt([0; 8])[..4]);
    assert_eq!(receive(&field, RsaPadding::OaepSha256).unwrap_err(), RemoteFault::Unusable);
}

#[test]
fn other_layouts_are_refused_with_their_length() {
    let good = answer(SEALED[0].1, KeyCipher::Des, 8);
    for length in [0, 255, 256, 259, 261] {
        let fault = receive(&good[..length], RsaPadding::Pkcs1).unwrap_err();
        assert_eq!(fault, RemoteFault::Layout { found: length, block: 256 });
        assert!(fault.to_string().contains("256 under RSA"), "{fault}");
    }
    assert_eq!(pending().receive(None, RsaPadding::Pkcs1, KeyCipher::Des).unwrap_err(), RemoteFault::Missing);
}

#[test]
fn a_fresh_key_pair_is_of_2048_bits_and_never_the_same() {
    let (one, other) = (RemoteTmk::generate().unwrap(), RemoteTmk::generate().unwrap());
    assert_eq!(one.key.size(), 256);
    assert_ne!(one.request_62(PublicKeyForm::Tlv), other.request_62(PublicKeyForm::Tlv));
    let public: PublicKey = one.key.to_public_key();
    let mut field = public.pkcs1v15_encrypt(&tmk()).unwrap();
    field.extend(&ClearKey::Double(tmk()).encrypt([0; 8])[..4]);
    let received = one.receive(Some(&field), RsaPadding::Pkcs1, KeyCipher::Des).unwrap();
    assert!(matches!(received.activate(), Tmk::Software(key) if *key == tmk()));
}

#[test]
fn the_profile_names_code_form_and_padding() {
    assert_eq!(toml::from_str::<RemoteForm>("").unwrap(), RemoteForm::default());
    let text = "fetch = \"352\"\npublic_key = \"der\"\npadding = \"oaep-sha1\"";
    let form: RemoteForm = toml::from_str(text).unwrap();
    assert_eq!((form.fetch.code(), form.public_key), ("352", PublicKeyForm::Der));
    assert_eq!(form.padding, RsaPadding::OaepSha1);
    assert_eq!(RemoteForm::default().fetch.code(), "350");
    assert!(toml::from_str::<RemoteForm>("fetch = \"351\"").is_err());
}

#[test]
fn no_key_is_printed() {
    let received = receive(&answer(SEALED[0].1, KeyCipher::Des, 4), RsaPadding::Pkcs1).unwrap();
    let shown = format!("{:?} {received:?}", pending());
    assert_eq!(shown, format!("RemoteTmk(..) ReceivedTmk(check value {})", received.check_value));
}
