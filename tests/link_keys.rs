//! The link with every kind of MAC, with the keys in this program and in a pad, and with encrypted tracks. The host here
//! computes from DES blocks alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[allow(dead_code, reason = "each program uses only a part of it")]
mod link_host;

use keytill::{
    acquirer::{
        Answer, Link, LinkFault, Profile, Request, Tmk, WorkingKey,
        keys::{ClearKey, PadAnswer, PadEncrypt, Sm4Key},
    },
    domain::PinBlock,
    iso8583::{Message, UNIONPAY, mac_input},
};
use link_host::*;
use tokio::join;

const MAK: &str = "55036372B17543ECB173730768B8D6C4";
const TDK: &str = "0123456789ABCDEFFEDCBA9876543210";
const TRACK: &str = "6228480000000001234=30122010000000000";

fn double(hex: &str) -> ClearKey {
    ClearKey::Double(bytes(hex).try_into().unwrap())
}

fn left(hex: &str) -> ClearKey {
    ClearKey::Single(bytes(hex)[..8].try_into().unwrap())
}

fn right(hex: &str) -> ClearKey {
    ClearKey::Single(bytes(hex)[8..].try_into().unwrap())
}

/// Field 62 of a sign-on answer: PIN, MAC and track key, each with its check value.
fn keys_of_60_bytes() -> Vec<u8> {
    let master = double(TMK);
    let sealed = |hex: &str| -> Vec<u8> {
        let blocks = bytes(hex);
        let under = blocks.chunks(8).flat_map(|block| master.encrypt(block.try_into().unwrap()));
        under.chain(double(hex).encrypt([0; 8]).into_iter().take(4)).collect()
    };
    ["D931648F3DE313A4A22C15DCA4F4299E", MAK, TDK].into_iter().flat_map(sealed).collect()
}

fn xor(a: [u8; 8], b: &[u8]) -> [u8; 8] {
    std::array::from_fn(|i| a[i] ^ b.get(i).copied().unwrap_or(0))
}

/// Field 64 as the host computes it.
fn code(mode: &str, input: &[u8]) -> [u8; 8] {
    let blocks: Vec<&[u8]> = input.chunks(8).collect();
    match mode {
        "x9.9" => blocks.iter().fold([0; 8], |chained, block| double(MAK).encrypt(xor(chained, block))),
        "x9.19" => {
            let chained = blocks.iter().fold([0; 8], |chained, block| left(MAK).encrypt(xor(chained, block)));
            left(MAK).encrypt(right(MAK).schedule().decrypt(chained))
        }
        _ => keytill::acquirer::mac::unionpay_ecb(&double(MAK), input),
    }
}

/// A pad with the published master key.
struct Pad;

impl PadEncrypt for Pad {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a> {
        Box::pin(async move { Ok(double(TMK).unwrap_key(&key.under_tmk).unwrap().encrypt(block)) })
    }
}

fn profile(text: &str) -> Profile {
    toml::from_str(text).unwrap()
}

/// A link with its master key here or in a pad, signed on to a host that gives these keys.
async fn signed_on_with(text: &str, tmk: Tmk, keys: Vec<u8>) -> (Link, Peer) {
    let listener = listen().await;
    let pad = matches!(tmk, Tmk::Pad { .. }).then(|| Box::new(Pad) as Box<dyn PadEncrypt>);
    let mut link = Link::new(config(&listener, profile(text)), tmk, pad);
    let request = sign_on();
    let (answer, peer) = join!(link.exchange(&request), async {
        let mut peer = Peer::accept(&listener).await;
        let mut answer = approval(&peer.hear().await);
        answer.set_bytes(62, &keys);
        peer.say(&framed(&unsigned(&answer))).await;
        peer
    });
    answer.unwrap();
    (link, peer)
}

fn places() -> [Tmk; 2] {
    [tmk(), Tmk::Pad { index: 1 }]
}

/// An approval with field 64 made by the host.
fn signed_by(mut message: Message, code: impl FnOnce(&[u8]) -> [u8; 8]) -> Vec<u8> {
    message.set_bytes(64, &[0; 8]);
    let mut packed = message.pack(&UNIONPAY).unwrap();
    let code = code(mac_input(&packed));
    let at = packed.len() - 8;
    packed[at..].copy_from_slice(&code);
    packed
}

/// Asks for a sale; the host looks at it and answers with a MAC of its own.
async fn sell(link: &mut Link, peer: &mut Peer, look: impl FnOnce(&[u8]), theirs: &str) -> Result<Answer, LinkFault> {
    let request = sale(2);
    let (result, ()) = join!(link.exchange(&request), async {
        let raw = peer.hear_bytes().await;
        look(&raw);
        let heard = Message::parse(&UNIONPAY, &raw).unwrap();
        peer.say(&framed(&signed_by(approval(&heard), |input| code(theirs, input)))).await;
    });
    result
}

#[tokio::test]
async fn every_kind_of_mac_goes_both_ways_wherever_the_master_key_lies() {
    for mode in ["unionpay-ecb", "x9.9", "x9.19"] {
        for tmk in places() {
            let (mut link, mut peer) = signed_on_with(&format!("mac = \"{mode}\""), tmk, keys_of_60_bytes()).await;
            let look = |raw: &[u8]| assert_eq!(raw[raw.len() - 8..], code(mode, mac_input(raw)), "{mode}");
            let answer = sell(&mut link, &mut peer, look, mode).await.unwrap();
            assert!(answer.code.is_approval(), "{mode}");
        }
    }
}

#[tokio::test]
async fn an_approval_with_the_mac_of_another_kind_is_not_believed() {
    for (ours, theirs) in [("unionpay-ecb", "x9.9"), ("x9.9", "x9.19"), ("x9.19", "unionpay-ecb")] {
        let (mut link, mut peer) = signed_on_with(&format!("mac = \"{ours}\""), tmk(), keys_of_60_bytes()).await;
        let answer = sell(&mut link, &mut peer, |_| {}, theirs).await;
        assert!(matches!(answer, Err(LinkFault::BadMac)), "{ours} {theirs}");
    }
}

/// The eight bytes of the packed track that end one byte before the last one, decrypted.
fn opened(packed_track: &[u8]) -> Vec<u8> {
    let (front, rest) = packed_track.split_at(packed_track.len() - 9);
    let clear = double(TDK).schedule().decrypt(rest[..8].try_into().unwrap());
    [front, &clear, &rest[8..]].concat()
}

#[tokio::test]
async fn a_track_to_be_encrypted_leaves_encrypted_or_not_at_all() {
    let text = "sign_on = \"004\"\ntrack = \"encrypted\"\nsecurity_without_pin = \"0600000000000000\"";
    let packed_clear = bytes(&format!("{}0", TRACK.replace('=', "D")));
    for tmk in places() {
        let (mut link, mut peer) = signed_on_with(text, tmk, keys_of_60_bytes()).await;
        let look = |raw: &[u8]| {
            let heard = Message::parse(&UNIONPAY, raw).unwrap();
            assert_eq!(heard.text(53), Some("0610000000000000"));
            assert_eq!(raw[raw.len() - 8..], code("unionpay-ecb", mac_input(raw)));
            let at = raw.windows(11).position(|w| w[0] == 0x37 && w[1..] == packed_clear[..10]).unwrap();
            let sent = &raw[at + 1..at + 20];
            assert_ne!(sent, packed_clear);
            assert_eq!(opened(sent), packed_clear);
        };
        assert!(sell(&mut link, &mut peer, look, "unionpay-ecb").await.is_ok());
    }
    let listener = listen().await;
    let mut link = Link::new(config(&listener, profile(text)), tmk(), None);
    assert!(matches!(link.exchange(&sale(2)).await, Err(LinkFault::NotSignedOn)));
}

/// Published SM4 keys; field 62 has the layout that nobody has confirmed.
const SM4_TMK: &str = "1234567890ABCDEFABCDEF0987654321";
const SM4_KEYS: &str = "3D66234C49E4296FF9C78D8BACBD6A76861E83E33D66234C49E4296FF9C78D8BACBD6A76861E83E3";
const SM4_MAK: &str = "F351D490994603795C6EBEE8FAEBB481";

fn sm4_code(input: &[u8]) -> [u8; 8] {
    let key = Sm4Key::new(bytes(SM4_MAK).try_into().unwrap());
    let mut folded = [0; 16];
    input.iter().enumerate().for_each(|(i, byte)| folded[i % 16] ^= byte);
    let hex = |block: [u8; 16]| block.iter().map(|b| format!("{b:02X}")).collect::<String>().into_bytes();
    let text = hex(folded);
    let once = key.encrypt(text[..16].try_into().unwrap());
    let twice = key.encrypt(std::array::from_fn(|i| once[i] ^ text[16 + i]));
    hex(twice)[..8].try_into().unwrap()
}

#[tokio::test]
async fn a_host_with_sm4_gets_its_mac_and_no_pin_of_a_des_pad() {
    let tmk = Tmk::software(bytes(SM4_TMK).try_into().unwrap());
    let (mut link, mut peer) = signed_on_with("mac = \"sm4\"", tmk, bytes(SM4_KEYS)).await;
    let mut with_pin = sale(2);
    let Request::Financial(financial) = &mut with_pin else { panic!("a sale") };
    financial.card.pin_block = Some(PinBlock::new(&[7; 8]));
    let refused = link.exchange(&with_pin).await.unwrap_err();
    assert!(refused.nothing_left() && refused.to_string().contains("SM4"), "{refused}");

    let request = sale(3);
    let (answer, ()) = join!(link.exchange(&request), async {
        let raw = peer.hear_bytes().await;
        assert_eq!(raw[raw.len() - 8..], sm4_code(mac_input(&raw)));
        let heard = Message::parse(&UNIONPAY, &raw).unwrap();
        peer.say(&framed(&signed_by(approval(&heard), sm4_code))).await;
    });
    assert!(answer.unwrap().code.is_approval());
}
