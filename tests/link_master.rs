//! A master key over the line under RSA: fetched, activated, kept, and signed on under.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[allow(dead_code, reason = "each program uses only a part of it")]
mod link_host;

use keytill::{
    acquirer::{KeyStore, Link, LinkFault, MasterKeyStep, Request, Tmk, keys::ClearKey},
    domain::BatchNo,
    emv::{self, Tag},
    iso8583::Message,
};
use link_host::*;
use rsa::{BoxedUint, PublicKey};
use tempfile::{TempDir, tempdir};
use tokio::join;

/// The master key that the host gives out.
const NEW: &str = "258FB0AB70D025CDB99DF2C4D302D646";
/// The one that the terminal has before.
const OLD: [u8; 16] = [0x13; 16];

/// The keys of a box whose data is in this folder, in one that is not there yet.
fn store(folder: &TempDir) -> KeyStore {
    KeyStore::in_data(&folder.path().join("data"))
}

fn ask(step: MasterKeyStep) -> Request {
    Request::MasterKey { batch: BatchNo::FIRST, step }
}

/// The new master key under the public key of the request, and its check value behind.
fn sealed(request: &Message) -> Vec<u8> {
    let field = request.bytes(62).unwrap();
    let number = |tag| BoxedUint::from_be_slice_vartime(emv::find(field, Tag::new(tag)).unwrap());
    let public = PublicKey::new(number(0xDF02), number(0xDF04)).unwrap();
    let mut out = public.pkcs1v15_encrypt(&bytes(NEW)).unwrap();
    out.extend(&ClearKey::Double(bytes(NEW).try_into().unwrap()).encrypt([0; 8])[..4]);
    out
}

/// Hears one request with this 60.3 and approves it, with this field 62.
async fn approve(peer: &mut Peer, code: &str, field_62: impl FnOnce(&Message) -> Option<Vec<u8>>) {
    let heard = peer.hear().await;
    assert_eq!((heard.mti().as_str(), heard.text(60)), ("0800", Some(format!("00000001{code}").as_str())));
    let mut answer = approval(&heard);
    if let Some(bytes) = field_62(&heard) {
        answer.set_bytes(62, &bytes);
    }
    peer.say(&framed(&unsigned(&answer))).await;
}

async fn link(folder: &TempDir) -> (Link, Peer) {
    let listener = listen().await;
    let profile = toml::from_str("[remote_tmk]").unwrap();
    let tmk = store(folder).newest(Tmk::software(OLD)).unwrap();
    let mut link = Link::new(config(&listener, profile), tmk, None).keeping(store(folder));
    // The echo opens the line.
    let echo = Request::Echo { batch: BatchNo::FIRST };
    let (answer, peer) = join!(link.exchange(&echo), async {
        let mut peer = Peer::accept(&listener).await;
        peer.answer().await;
        peer
    });
    answer.unwrap();
    (link, peer)
}

#[tokio::test]
async fn a_master_key_is_fetched_activated_and_kept() {
    let folder = tempdir().unwrap();
    let (mut link, mut peer) = link(&folder).await;
    let fetch = ask(MasterKeyStep::Fetch);
    let (fetched, ()) = join!(link.exchange(&fetch), approve(&mut peer, "350", |heard| Some(sealed(heard))));
    assert!(fetched.unwrap().code.is_approval());
    // Not before the host has said so.
    assert!(matches!(store(&folder).newest(Tmk::software(OLD)).unwrap(), Tmk::Software(key) if *key == OLD));
    let activate = ask(MasterKeyStep::Activate);
    let (activated, ()) = join!(link.exchange(&activate), approve(&mut peer, "351", |_| None));
    assert!(activated.unwrap().code.is_approval() && !link.is_signed_on());
    // The published sign-on is under the new key.
    let request = sign_on();
    let (signed_on, _) = join!(link.exchange(&request), peer.answer());
    assert!(signed_on.unwrap().keys.is_some());
    assert!(matches!(store(&folder).newest(Tmk::software(OLD)).unwrap(), Tmk::Software(key) if *key == bytes(NEW)[..]));
}

#[tokio::test]
async fn a_key_that_fails_its_check_changes_nothing() {
    let folder = tempdir().unwrap();
    let (mut link, mut peer) = link(&folder).await;
    let fetch = ask(MasterKeyStep::Fetch);
    let spoilt = |heard: &Message| {
        let mut field = sealed(heard);
        field[7] ^= 1;
        Some(field)
    };
    let (fetched, ()) = join!(link.exchange(&fetch), approve(&mut peer, "350", spoilt));
    assert!(matches!(fetched, Err(LinkFault::BadKeys { .. })), "{fetched:?}");
    // There is nothing to activate then: what the host says of it is not taken for a key.
    let activate = ask(MasterKeyStep::Activate);
    let (activated, ()) = join!(link.exchange(&activate), async {
        // The faulty exchange gave its connection up.
        drop(peer);
    });
    assert!(activated.is_err());
    assert!(matches!(store(&folder).newest(Tmk::software(OLD)).unwrap(), Tmk::Software(key) if *key == OLD));
}

#[tokio::test]
async fn a_profile_without_it_sends_nothing() {
    let listener = listen().await;
    let mut link = Link::new(config(&listener, Default::default()), Tmk::software(OLD), None);
    let fault = link.exchange(&ask(MasterKeyStep::Fetch)).await.unwrap_err();
    assert!(fault.nothing_left() && fault.to_string().contains("remote_tmk"), "{fault}");
}
