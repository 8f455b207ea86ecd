//! The published example (sections 3.2.2 and 5.2.2 of the specification), and what is wrong on purpose.

use super::*;

const MODULUS: &str = "A82A660B3C49226EFCDABA7FC68066B83D23D0560EDA3A12B63E9132F299FBF340A5AEBC4CD5DC1F14873F83A80BA9A8\
     8D3FEABBAB41DFFC1944BBBAA89F26AF9CC28FF31C497EB91D82F8613E7463C47529FBD1925FD3326A8DC027704DA688\
     60E68BD0A1CEA8DE6EC75604CD3D9A6AF38822DE45AAA0C9FBF2BD4783B0F9A81F6350C0188156F908FAB1F559CFCE1F\
     91A393431E8BF2CD78C04BD530DB441091CDFFB400DAC08B1450DB65C00E2D4AF4E9A85A1A19B61F550F0C289B14BD63\
     DF8A1539A8CF629F98F88EA944D9056675000F95BFD0FEFC56F9D9D66E2701BDBD71933191AE9928F5D623FE8B99ECC7\
     77444FFAA83DE456F5C8D3C83EC511AF";
/// The factors of the modulus, from the private exponent that the example gives.
const P: &str = "E5E315056C82C586F9106FCB8431083D0AD0C007ADC205BB0A445587965665356F605FD9AD0C7C16326BAC5F1DC2C810\
     A7449739A1380D1896234C0B926F7E6CFEA9610B7516A4B596B3DDCDC4D1909917926F72BCAC5F9D9FFA75438118BA1A\
     DD2E913D1E61A391723C1C84996C6B3547ED6E2AD2634AC07EAA6CAE7D2ECE99";
const Q: &str = "BB4482B3B48AD3F0E89D91361DE9346EBA53781CCCFD2927876015AFB8533B5C30D8DDB2D244CC8580099D503FE99FE7\
     75B734E60B108A4C9A06728330DDCF9600F97EA295C6C0F6EF1E6F3F96E6E45E134A68910C578CC12B67665D9BDFDDB1\
     5148F3F9499206AA5D6FC9BFB6D1C4F876251B92B63311A9F34193A54A957787";
const SEALED_KEY: &str = "4E5805E5ACF3BE4A3FD27300E682DDB028DC43223D6D2E59DB12BCB52D238D1875CF19A69FE4052B7FED0160ADF3006D\
     8D66156AA1A0A55E2F1A045322FED5945B2F4A7A6E66C8D2FA97479D31B106FEC1A59370184AC6373B1053DA9BE7DC01\
     B2AA18C208E1C0779C0CCD7D4496E5326E98AE744CCC58CA7B4630D96DD37FB7B79D6FBA793018C92C61516939CCA12D\
     19241461605D589082BB5ED79E5AE720C9DCC07250FEE527D18AD8AB3749E2EE0D48D9BC2E0AED75AD749E11A379C37B\
     68401048AD79DE254E0B45E143EBD0797C83F7AD88D255F19153C80B159BEA4F5E604EFA98D09193FB9BE4FE922BC1D1\
     BFD9791E7764C625AE3E85BDCC8903BD";
const KEY: &str = "DB3B4D015432AB3223555A1F81759A94";
const COMMAND: &str = "4749583031340001000A8001800480349101910E";
const PACKET: &str = "12EA229EDD36F84C2AA7E00275105C3A8A787FC9B2883540AEE827BA1C5A039496";
const REPLY_PACKET: &str = "12BA90C382651269B22D0EFC90B92BC3088371386A69B9A7A85BC6AC76E48437BC73A20286ECB673A4934C85354E4716\
     0F272E1A2B53BAC1B795859E4C622FC8661A4BAE1FEE450975B7CA0420C618A1FC744765C3E708AF5602256B75A907C3\
     F9A25689CB11239C01E36FC618B417A02A2177E3C3C873B1F06E3BD6208FF2B496A2B0BDF81232FDA097300C7D19B007\
     DDC17E6DEF8BE7BB0E82588C0711C01B39B121BB8C66E3E0313C826927FB7F1336";

fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).unwrap()
}

fn pair() -> KeyPair {
    KeyPair::known(&bytes(P), &bytes(Q), 13)
}

fn answer() -> Reply {
    Reply::parse(format!("OPN000515256{SEALED_KEY}").as_bytes()).unwrap()
}

fn channel() -> Channel {
    Channel { key: Zeroizing::new(bytes(KEY).try_into().unwrap()) }
}

#[test]
fn the_opening_is_the_published_one() {
    let expected = format!("OPN5190256{MODULUS}10D");
    assert_eq!(std::str::from_utf8(&pair().opening().finish().unwrap()).unwrap(), expected);
}

#[test]
fn the_pad_s_key_comes_out_of_its_answer() {
    let channel = pair().channel(&answer()).unwrap().unwrap();
    assert_eq!(channel.key.as_slice(), bytes(KEY));
    assert!(format!("{channel:?}{:?}", pair()).len() < 40, "nothing of a key is shown");
}

#[test]
fn a_plain_answer_is_a_pad_without_an_encrypted_line() {
    assert!(pair().channel(&Reply::parse(b"OPN000").unwrap()).unwrap().is_none());
}

#[test]
fn a_key_that_was_not_made_for_this_pair_is_refused() {
    for bad in ["OPN00051525600".to_owned(), format!("OPN000515256{}", "11".repeat(256)), "OPN0000042560".into()] {
        if let Ok(reply) = Reply::parse(bad.as_bytes()) {
            assert!(pair().channel(&reply).is_err());
        }
    }
}

#[test]
fn a_command_is_sealed_as_published_and_a_reply_opens() {
    assert_eq!(channel().seal(&bytes(COMMAND)).unwrap().as_slice(), bytes(PACKET));
    let clear = channel().open(&bytes(REPLY_PACKET)).unwrap();
    assert!(clear.starts_with(b"GIX000151") && clear.len() == 160);
}

#[test]
fn every_changed_bit_is_noticed() {
    let packet = bytes(PACKET);
    for at in 8..8 * packet.len() {
        let mut changed = packet.clone();
        changed[at / 8] ^= 1 << (at % 8);
        // The filler behind the data carries nothing and is not checked.
        if let Ok(clear) = channel().open(&changed) {
            assert_eq!(clear.as_slice(), bytes(COMMAND));
        }
    }
    for length in 0..packet.len() {
        assert!(channel().open(&packet[..length]).is_err());
    }
}

#[test]
fn the_longest_command_fits_a_packet_and_one_byte_more_is_refused() {
    let sealed = channel().seal(&[b'x'; MAX_CLEAR]).unwrap();
    assert!(sealed.len() <= MAX_DATA);
    assert_eq!(channel().open(&sealed).unwrap().len(), MAX_CLEAR);
    assert!(channel().seal(&[b'x'; MAX_CLEAR + 1]).is_err());
}
